"""Read the body of a form: which places are asked, how, and in what order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.form_model import (
    JAVAROSA,
    Control,
    Itemset,
    Place,
    RuleBook,
    mark_repeat,
    resolve_path,
)
from cem_desktop.forms.texts import Text, guidance_of, read_text
from cem_desktop.forms.xml_tree import Node
from cem_desktop.forms.xpath_ast import Call, Expression, Literal, walk

CONTROLS = frozenset({"input", "select1", "select", "rank", "upload", "trigger", "range", "secret"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One element of the body: a control, a group or a repeat, with what it holds."""

    kind: str
    place: Place | None
    label: Text | None
    appearance: str
    children: tuple[Shown, ...] = ()


class BodyReader:
    """Reads the body's elements and puts controls and repeats on the places they name.

    A control whose place the form does not have is left out, as in other ODK engines; ``lost``
    names what it asked for.
    """

    def __init__(self, root: Place, book: RuleBook) -> None:
        self.root = root
        self.book = book
        self.lost: list[str] = []

    def read(self, parent: Node, context: Place) -> tuple[Shown, ...]:
        """Return the elements that a body element holds, in order."""
        return tuple(self._elements(parent, context))

    def _elements(self, parent: Node, context: Place) -> Iterator[Shown]:
        for node in parent.elements():
            if node.local == "group":
                yield self._group(node, context)
            elif node.local == "repeat":
                yield self._repeat(node, context, None)
            elif node.local in CONTROLS:
                place = self._look(node.attribute("ref"), context, node.local)
                if place is not None:
                    yield self._control(node, place)
                else:
                    self.lost.append((node.attribute("ref") or "").strip())

    def _find(self, reference: str | None, context: Place, where: str) -> Place:
        place = self._look(reference, context, where)
        if place is None:
            raise FormInvalidError(reason="unknown_node", where=(reference or "").strip())
        return place

    def _look(self, reference: str | None, context: Place, where: str) -> Place | None:
        if not reference:
            raise FormInvalidError(reason="control_without_reference", where=where)
        reference = reference.strip().removeprefix("current()/")
        if reference.startswith("/"):
            return resolve_path(self.root, reference)
        return context.find(reference.split("/"))

    def _group(self, node: Node, context: Place) -> Shown:
        reference = node.attribute("ref") or node.attribute("nodeset")
        place = self._find(reference, context, "group") if reference else None
        where = place.path if place is not None else context.path
        label = read_text(node.element("label"), self.book, f"{where}@label")
        inner = [item for item in node.elements() if item.local not in {"label", "hint"}]
        if len(inner) == 1 and inner[0].local == "repeat":
            nodeset = inner[0].attribute("nodeset") or inner[0].attribute("ref")
            target = self._find(nodeset, place or context, where)
            if place is None or target is place:
                return self._repeat(inner[0], context, (label, node.attribute("appearance")))
        if place is not None and place.label is None:
            place.label = label
        children = self.read(node, place or context)
        return Shown("group", place, label, node.attribute("appearance") or "", children)

    def _repeat(
        self, node: Node, context: Place, wrapper: tuple[Text | None, str | None] | None
    ) -> Shown:
        reference = node.attribute("nodeset") or node.attribute("ref")
        place = self._find(reference, context, "repeat")
        mark_repeat(place)
        count = node.attribute("count", JAVAROSA)
        if count:
            place.count = self.book.rule(count, f"{place.path}@count")
        place.fixed = (node.attribute("noAddRemove", JAVAROSA) or "").strip() == "true()"
        label, appearance = wrapper or (None, None)
        place.label = label
        appearance = node.attribute("appearance") or appearance or ""
        return Shown("repeat", place, place.label, appearance, self.read(node, place))

    def _control(self, node: Node, place: Place) -> Shown:
        where = place.path
        if node.attribute("query"):  # choices from a file that only ODK Collect reads
            raise FormInvalidError(reason="external_select", where=where)
        label = read_text(node.element("label"), self.book, f"{where}@label")
        hint = read_text(node.element("hint"), self.book, f"{where}@hint")
        control = Control(
            kind=node.local,
            label=label,
            hint=hint,
            guidance=guidance_of(hint),
            appearance=node.attribute("appearance") or "",
            attributes=_attributes(node),
            items=self._items(node, where),
            itemset=self._itemset(node.element("itemset"), where),
        )
        place.control = control
        place.label = label
        return Shown(node.local, place, label, control.appearance)

    def _items(self, node: Node, where: str) -> tuple[tuple[str, Text], ...]:
        items: list[tuple[str, Text]] = []
        for item in node.elements("item"):
            value = item.element("value")
            text = read_text(item.element("label"), self.book, f"{where}@item")
            name = value.string_value().strip() if value is not None else ""
            items.append((name, text or Text(parts=(name,))))
        return tuple(items)

    def _itemset(self, node: Node | None, where: str) -> Itemset | None:
        if node is None:
            return None
        value, label = node.element("value"), node.element("label")
        value_ref = value.attribute("ref") if value is not None else None
        label_ref = label.attribute("ref") if label is not None else None
        rule = self.book.rule(node.attribute("nodeset") or "", f"{where}@itemset")
        return Itemset(
            nodes=rule,
            value=self.book.rule(value_ref or "name", f"{where}@itemset"),
            label=self.book.rule(label_ref, f"{where}@itemset") if label_ref else None,
            list_name=_list_name(rule.expression),
        )


def _attributes(node: Node) -> Mapping[str, str]:
    return {item.local: item.text for item in node.attributes if item.local != "ref"}


def _list_name(expression: Expression) -> str | None:
    for part in walk(expression):
        match part:
            case Call(name="instance", arguments=(Literal(text=name),)):
                return name
            case _:
                continue
    return None
