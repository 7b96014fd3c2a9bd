"""A form ready to be run: places, rules, texts, actions, and who must be computed when.

Built once from the XML; sessions share it and change nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.actions import Action, read_actions
from cem_desktop.forms.attached import Attached, fill_instance, no_files
from cem_desktop.forms.body import BodyReader, Shown
from cem_desktop.forms.choices import Options
from cem_desktop.forms.dependencies import Finder, Readers, Target
from cem_desktop.forms.effort import MOST_READ, Effort
from cem_desktop.forms.environment import ODK_PREFIXES
from cem_desktop.forms.form_model import (
    JAVAROSA,
    OPENROSA,
    Itemset,
    Place,
    Rule,
    RuleBook,
    apply_bind,
    build_places,
    resolve_path,
)
from cem_desktop.forms.ranking import rank_targets
from cem_desktop.forms.texts import (
    Text,
    Translations,
    read_translations,
    rules_of,
    text_of_expression,
)
from cem_desktop.forms.xml_tree import Kind, Node, parse_xml
from cem_desktop.forms.xpath_ast import Call, Literal, walk

_IDENTIFIER_DEPTH = 2
_MESSAGES = {"constraintMsg": "constraint", "requiredMsg": "required"}


@dataclass(slots=True, eq=False)
class CompiledForm:
    """Everything of a form that its sessions share."""

    root: Place
    instance: Node
    instances: Mapping[str, Node]
    prefixes: Mapping[str, str]
    translations: Translations
    title: str
    body: tuple[Shown, ...]
    actions: tuple[Action, ...]
    binds: tuple[Node, ...]
    lost: tuple[str, ...] = ()
    targets: dict[Place, list[Target]] = field(default_factory=dict)
    readers: dict[Place, Readers] = field(default_factory=dict)
    cycles: tuple[tuple[str, ...], ...] = ()
    rules: tuple[Rule, ...] = ()
    dead_paths: list[tuple[str, str]] = field(default_factory=list)
    lookups: dict[tuple[int, int], dict[str, list[Node]]] = field(default_factory=dict)
    woven: dict[str, list[Rule]] = field(default_factory=dict)
    constant_options: dict[Itemset, Options] = field(default_factory=dict)


def compile_form(xml: bytes, attached: Attached = no_files) -> CompiledForm:
    """Return the form of an XForm document.

    Args:
        xml: The document.
        attached: Gives the files whose rows the form reads.

    Raises:
        FormInvalidError: Not an XForm, beyond the limits, without a file that it names, or with
            an expression that does not compile; ``reason`` and ``where`` say what and where.
    """
    document = parse_xml(xml)
    html = next(document.elements(), None)
    head = html.element("head") if html is not None else None
    model = head.element("model") if head is not None else None
    body = html.element("body") if html is not None else None
    if model is None or body is None:
        raise FormInvalidError(reason="not_an_xform", where="model" if body else "body")
    instance = _primary(model)
    injected = _ensure_identifier(instance)
    prefixes = {**ODK_PREFIXES, **model.namespaces()}
    book = RuleBook(prefixes)
    root = build_places(instance)
    if injected:
        _identify(root)
    binds = tuple(model.elements("bind"))
    for bind in binds:
        apply_bind(root, bind, book)
    reader = BodyReader(root, book)
    shown = reader.read(body, root)
    assert head is not None
    title = head.element("title")
    form = CompiledForm(
        root=root,
        instance=instance,
        instances=_secondary(model, attached),
        prefixes=prefixes,
        translations=read_translations(model.element("itext"), book),
        title=title.string_value().strip() if title is not None else "",
        body=shown,
        actions=tuple(read_actions(model, body, root, book)),
        binds=binds,
        lost=tuple(reader.lost),
    )
    _read_messages(form, book)
    _connect(form)
    form.rules = book.rules
    return form


def _primary(model: Node) -> Node:
    first = model.element("instance")
    root = next(first.elements(), None) if first is not None else None
    if root is None:
        raise FormInvalidError(reason="no_instance", where="model")
    return root


def _secondary(model: Node, attached: Attached) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for place, instance in enumerate(model.elements("instance")):
        identifier = instance.attribute("id")
        if place and identifier:
            if instance.attribute("src") is not None:
                fill_instance(instance, attached)
            found[identifier] = instance
    return found


def _ensure_identifier(instance: Node) -> bool:
    """Give the instance ``meta/instanceID`` where it has none, as ODK clients do; tell whether."""
    meta = instance.element("meta")
    if meta is None:
        prefix = "orx" if instance.namespaces().get("orx") == OPENROSA else ""
        meta = Node(Kind.ELEMENT, "meta", OPENROSA, prefix)
        instance.append(meta)
    if meta.element("instanceID") is not None:
        return False
    meta.append(Node(Kind.ELEMENT, "instanceID", meta.namespace, meta.prefix))
    return True


def _identify(root: Place) -> None:
    """Have the identifier that was put in filled when a record begins."""
    for place in root.below():
        if place.local == "instanceID" and place.depth == _IDENTIFIER_DEPTH:
            place.preload = ("uid", "")


def _read_messages(form: CompiledForm, book: RuleBook) -> None:
    for bind in form.binds:
        place = resolve_path(form.root, bind.attribute("nodeset") or "")
        if place is None:
            continue
        for attribute, kind in _MESSAGES.items():
            message = bind.attribute(attribute, JAVAROSA)
            if message:
                place.messages[kind] = _message(message, book, f"{place.path}@{attribute}")


def _message(message: str, book: RuleBook, where: str) -> Text:
    if message.strip().startswith("jr:itext("):
        return text_of_expression(message, book, where)
    return Text(parts=(message,))


# --- who reads what ------------------------------------------------------------------------


def _connect(form: CompiledForm) -> None:
    """Make the targets of every place and note which places each of them reads."""
    form.readers = {place: Readers() for place in form.root.below()}
    reads: dict[Target, set[Place]] = {}
    effort = Effort(MOST_READ)
    for place in form.root.below():
        targets = list(_targets(form, place))
        form.targets[place] = targets
        for target in targets:
            reads[target] = _subscribe(form, target, effort)
    form.cycles = rank_targets(form.targets, reads)


def _targets(form: CompiledForm, place: Place) -> Iterable[Target]:
    for kind, rule in place.rules.items():
        yield Target(place, kind, (rule,))
    if place.count is not None:
        yield Target(place, "count", (place.count,))
    control = place.control
    texts = {kind: place.words(kind) for kind in ("label", "hint", "guidance")}
    for kind, text in (texts | place.messages).items():
        rules = rules_of(text, form.translations)
        if rules:
            name = kind if kind in texts else f"message:{kind}"
            yield Target(place, name, tuple(rules))
    if control is not None and control.itemset is not None:
        rules = [control.itemset.nodes, *_list_rules(form, control.itemset.nodes)]
        if not control.itemset.is_static or len(rules) > 1:
            yield Target(place, "choices", tuple(rules))
    elif control is not None and control.items:
        rules = [
            rule for _value, text in control.items for rule in rules_of(text, form.translations)
        ]
        if rules:
            yield Target(place, "choices", tuple(rules))


def _list_rules(form: CompiledForm, nodes: Rule) -> list[Rule]:
    """Return the expressions woven into the labels of a list of choices."""
    found: list[Rule] = []
    for part in walk(nodes.expression):
        match part:
            case Call(name="instance", arguments=(Literal(text=name),)) if name in form.instances:
                if name not in form.woven:  # questions share long lists: the districts
                    form.woven[name] = list(_woven_into(form, form.instances[name]))
                found.extend(form.woven[name])
            case _:
                continue
    return found


def _woven_into(form: CompiledForm, instance: Node) -> Iterator[Rule]:
    for node in instance.descendants():
        if node.kind is Kind.ELEMENT and node.local == "itextId":
            yield from rules_of(Text(identifier=node.string_value()), form.translations)


def _subscribe(form: CompiledForm, target: Target, effort: Effort) -> set[Place]:
    finder = Finder(form.root, target.place, effort)
    for rule in target.rules:
        reach = finder.visit(rule.expression)
        if target.kind == "choices" and reach is not None and not reach.foreign:
            itemset = target.place.control.itemset if target.place.control else None
            for inner in (itemset.value, itemset.label) if itemset else ():
                if inner is not None:
                    finder.visit(inner.expression, reach)
    target.speaks = finder.speaks
    where = f"{target.place.public_path}@{target.kind}"
    form.dead_paths.extend((where, path) for path in finder.dead)
    values = dict(finder.values)
    if target.kind == "constraint":
        values[target.place] = target.place
    if target.kind == "calculate":
        values.pop(target.place, None)
    for place, anchor in values.items():
        form.readers[place].of_value.append((target, anchor))
    for place in finder.rows:
        form.readers[place].of_rows.append(target)
    return set(values) | finder.rows
