"""What a form asks before anybody has answered: texts with gaps, all choices, its conditions.

A session shows what is asked *now*. Paper shows what may be asked at all, so choices that a filter
hides stand in it too, and an answer woven into a text is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator

from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.form_model import Itemset, Place
from cem_desktop.forms.texts import Parts, Text
from cem_desktop.forms.xml_tree import Kind, Node
from cem_desktop.forms.xpath_ast import Call, Expression, Literal, Path, Step

GAP = "……"
"""Stands where a text weaves an answer in."""

_CHOICE_LABEL = "label"


class Unfilled:
    """A form in one of its languages, without answers."""

    def __init__(self, definition: FormDefinition, language: str | None = None) -> None:
        """Show ``definition`` in ``language``, in its default one where it does not speak that."""
        known = language if language in definition.languages else None
        self.definition = definition
        self.language = known or definition.default_language
        self._form = definition.compiled

    def label(self, path: str) -> str:
        """Return the label of a question, group or repeat; "" where it has none."""
        place = self.place(path)
        return self._words(place.label) if place is not None else ""

    def hint(self, path: str) -> str:
        """Return the hint of a question; "" where it has none."""
        place = self.place(path)
        return self._words(place.control.hint) if place is not None and place.control else ""

    def choices(self, path: str) -> tuple[tuple[str, str], ...]:
        """Return the (value, label) pairs that a question may ever offer, in order."""
        place = self.place(path)
        control = place.control if place is not None else None
        if control is None or not control.offers_choices:
            return ()
        if control.itemset is None:
            return tuple((value, self._words(text)) for value, text in control.items)
        return tuple(dict(self._listed(control.itemset)).items())

    def rule(self, path: str, kind: str) -> Expression | None:
        """Return a rule of a place (``relevant``, ``constraint``, ``required``), if it has it."""
        place = self.place(path)
        found = place.rules.get(kind) if place is not None else None
        return found.expression if found is not None else None

    def named(self, path: str, expression: Expression) -> str | None:
        """Return the path of the place that an expression of the place ``path`` simply names."""
        place = self.place(path)
        match expression:
            case Path(start=None | Call(name="current"), steps=steps, absolute=absolute):
                found = self._follow(None if absolute else place, steps)
                return found.public_path if found is not None else None
            case _:
                return None

    def place(self, path: str) -> Place | None:
        """Return the place of a path without row identifiers."""
        return self._form.root.find(path.split("/") if path else [])

    def _follow(self, place: Place | None, steps: tuple[Step, ...]) -> Place | None:
        """Return where simple steps lead; from the document where ``place`` is None."""
        if place is None:
            if not steps or steps[0].test not in {self._form.root.name, "*"}:
                return None
            place, steps = self._form.root, steps[1:]
        current: Place | None = place
        for step in steps:
            if current is None or step.predicates:
                return None
            if step.axis == "parent":
                current = current.parent
            elif step.axis == "child":
                current = current.children.get(step.test)
            elif step.axis != "self":
                return None
        return current

    def _listed(self, itemset: Itemset) -> Iterator[tuple[str, str]]:
        """Yield the choices of a list, those that a filter hides included."""
        instance = self._form.instances.get(itemset.list_name or "")
        if instance is None:
            return
        value_name = itemset.value.text
        for item in instance.descendants():
            value = item.element(value_name) if item.kind is Kind.ELEMENT else None
            if value is not None:
                name = value.string_value().strip()
                yield name, self._choice_label(itemset, item) or name

    def _choice_label(self, itemset: Itemset, item: Node) -> str:
        match itemset.label.expression if itemset.label is not None else None:
            case Call(name="jr:itext", arguments=(Path(steps=(Step(test=test),)),)):
                identifier = item.element(test)
                return self._translated(identifier.string_value()) if identifier else ""
            case Path(steps=(Step(test=test),)):
                label = item.element(test)
            case _:
                label = item.element(_CHOICE_LABEL)
        return label.string_value().strip() if label is not None else ""

    def _words(self, text: Text | None) -> str:
        if text is None:
            return ""
        if text.identifier is not None:
            return self._translated(text.identifier)
        match text.reference.expression if text.reference is not None else None:
            case Call(name="jr:itext", arguments=(Literal(text=identifier),)):
                return self._translated(identifier)
            case None:
                return _with_gaps(text.parts)
            case _:
                return GAP

    def _translated(self, identifier: str) -> str:
        return _with_gaps(self._form.translations.parts(identifier, self.language))


def _with_gaps(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else GAP for part in parts).strip()
