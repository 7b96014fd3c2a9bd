"""Checks of a form's build that need no vocabulary: cycles, names, texts, patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.definition import FormDefinition, is_meta
from cem_desktop.forms.form_model import Place, resolve_path
from cem_desktop.forms.patterns import compile_pattern
from cem_desktop.forms.texts import MISSING, Text
from cem_desktop.forms.xpath_ast import Call, Literal, walk


@dataclass(frozen=True, slots=True)
class Complaint:
    """A finding before it knows its form."""

    where: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict, hash=False)
    level: str = "error"


def structure_complaints(definition: FormDefinition) -> Iterator[Complaint]:
    """Yield what is wrong with the build of a form."""
    for cycle in definition.compiled.cycles:
        rules = " ".join(_shown(rule) for rule in cycle)
        yield Complaint(_shown(cycle[0]), "self_dependence", {"rules": rules})
    for where, path in definition.compiled.dead_paths:
        yield Complaint(where, "path_leads_nowhere", {"path": path})
    yield from _rules(definition)
    for reference in definition.compiled.lost:
        yield Complaint(reference, "control_without_node")
    for bind in definition.compiled.binds:
        reference = bind.attribute("nodeset") or ""
        if resolve_path(definition.compiled.root, reference) is None:
            yield Complaint(reference, "bind_without_node")
    for place in definition.compiled.root.below():
        yield from _place(place)
    yield from _choice_lists(definition)
    yield from _texts(definition)


def _shown(rule: str) -> str:
    """Return a rule's name as ``path@rule`` without the root."""
    return rule.split("/", 2)[-1]


def _place(place: Place) -> Iterator[Complaint]:
    where = place.public_path
    if (
        place.local == "meta"
        and place.depth
        and any(inner.control is not None for inner in place.below())
    ):
        yield Complaint(where, "group_named_meta")
    parent_repeats = any(holder.repeats for holder in list(place.above())[1:])
    if len(place.samples) > 1 and not place.repeats and not parent_repeats:
        yield Complaint(where, "path_not_unique")
    if place.control is not None and not is_meta(place) and place.label is None:
        yield Complaint(where, "no_label")
    if place.control is not None:
        yield from _choice_names(where, [value for value, _text in place.control.items])


def _rules(definition: FormDefinition) -> Iterator[Complaint]:
    """Yield what is wrong inside expressions: patterns, and lists that are not there."""
    instances = definition.compiled.instances
    for rule in definition.compiled.rules:
        for part in walk(rule.expression):
            match part:
                case Call(name="regex", arguments=(_, Literal(text=pattern))):
                    yield from _pattern(rule.text, pattern)
                case Call(name="instance" | "pulldata", arguments=(Literal(text=name), *_)):
                    if name not in instances or instances[name].element("root") is None:
                        yield Complaint(rule.text, "list_not_included", {"list": name})
                case _:
                    continue


def _pattern(where: str, pattern: str) -> Iterator[Complaint]:
    try:
        compile_pattern(pattern)
    except FormInvalidError as error:
        yield Complaint(where, str(error.details["reason"]), {"pattern": pattern})


def _choice_lists(definition: FormDefinition) -> Iterator[Complaint]:
    for name, instance in definition.compiled.instances.items():
        root = instance.element("root")
        if root is not None:
            values = [
                value.string_value()
                for item in root.elements("item")
                if (value := item.element("name")) is not None
            ]
            yield from _choice_names(f"choices {name}", values)


def _choice_names(where: str, values: list[str]) -> Iterator[Complaint]:
    seen: set[str] = set()
    for value in values:
        if not value or any(character.isspace() for character in value):
            yield Complaint(where, "choice_name", {"choice": value})
        if value in seen:
            yield Complaint(where, "choice_twice", {"choice": value})
        seen.add(value)


def _texts(definition: FormDefinition) -> Iterator[Complaint]:
    """Yield a warning for every text that one of the form's languages lacks."""
    translations = definition.compiled.translations
    identifiers = list(
        dict.fromkeys(key for entries in translations.table.values() for key in entries)
    )
    for identifier in identifiers:
        for language in translations.languages:
            parts = translations.table[language].get(identifier)
            if parts is None or parts in {(), (MISSING,)}:
                details = {"language": language}
                where = identifier.split("/", 2)[-1]
                yield Complaint(where, "missing_translation", details, level="warning")
    for place in definition.compiled.root.below():
        if place.control is not None and _is_untranslated(place.label) and translations.languages:
            yield Complaint(place.public_path, "label_not_translated", level="warning")


def _is_untranslated(text: Text | None) -> bool:
    return text is not None and text.identifier is None and bool(text.parts)
