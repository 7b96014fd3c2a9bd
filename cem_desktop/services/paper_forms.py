"""A form as a blank ficha on paper: its questions in order, in words, with room for answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from cem_desktop.forms.definition import Element, FormDefinition, Group, Question, Repeat
from cem_desktop.forms.plan import Section, plan_ficha
from cem_desktop.forms.unfilled import Unfilled
from cem_desktop.forms.xpath_ast import Call, Number, walk
from cem_desktop.i18n import _
from cem_desktop.reports.ficha_words import mark_words, service_words
from cem_desktop.reports.paper_form import (
    PaperBlock,
    PaperForm,
    PaperItem,
    PaperNote,
    PaperQuestion,
    Room,
)
from cem_desktop.services.paper_conditions import ConditionWords

MOST_CHOICES: Final = 25
"""A longer list is not printed: whoever writes knows the district, and the program has the list."""

_ROWS: Final = 3
_AREA_LINES: Final = 6
_ROW_LINES: Final = 3
_MOST_DIGITS: Final = 9
_COMMON_DIGITS: Final = 4
_MOST_STEPS: Final = 11
_UNASKED: Final = frozenset({"calculate", "hidden"})
_CHOSEN: Final = frozenset({"select_one", "select_multiple", "rank"})
_PLACES: Final = frozenset({"geopoint", "geotrace", "geoshape"})
_ROOMS: Final = {
    "select_one": Room.ONE_OF,
    "select_multiple": Room.SOME_OF,
    "rank": Room.ORDER,
    "date": Room.DATE,
    "time": Room.TIME,
    "datetime": Room.MOMENT,
    "acknowledge": Room.TICK,
    "integer": Room.NUMBER,
    "range": Room.NUMBER,
}


def paper_form(definition: FormDefinition, language: str | None = None) -> PaperForm:
    """Return a form as paper, in one of its languages; its default one by default."""
    return _PaperWriter(definition, Unfilled(definition, language)).form()


class _PaperWriter:
    """Writes one form."""

    def __init__(self, definition: FormDefinition, unfilled: Unfilled) -> None:
        self._definition, self._unfilled = definition, unfilled
        self._plan = plan_ficha(definition)
        self._numbers: Mapping[str, str] = self._plan.numbers
        self._conditions = ConditionWords(unfilled, self._numbers)

    def form(self) -> PaperForm:
        definition, language = self._definition, self._unfilled.language
        return PaperForm(
            title=definition.title(language),
            form_id=definition.form_id,
            version=definition.version,
            service=service_words(definition.settings.service),
            language="en" if language.endswith("(en)") else "es-PE",
            coded=not definition.settings.is_of_office,
            blocks=tuple(
                self._section(at, section) for at, section in enumerate(self._plan.sections, 1)
            ),
        )

    def _section(self, at: int, section: Section) -> PaperBlock:
        match section.elements:
            case (Repeat() as repeat,) if repeat.path == section.path:
                block = self._repeat(repeat)
                return PaperBlock(
                    f"{at}. {block.title}".strip(), block.condition, block.items, block.rows
                )
            case _:
                title = self._unfilled.label(section.path) if section.path else ""
                condition = self._conditions.of(section.path) if section.path else ""
                items = tuple(self._items(section.elements))
                return PaperBlock(f"{at}. {title}".strip(), condition, items)

    def _items(self, elements: tuple[Element, ...]) -> Iterator[PaperItem]:
        for element in elements:
            if isinstance(element, Repeat):
                yield self._repeat(element)
            elif isinstance(element, Group):
                title, condition = self._names(element)
                yield PaperBlock(title, condition, tuple(self._items(element.children)))
            elif element.type == "note":
                yield PaperNote(self._unfilled.label(element.path), self._when(element))
            elif element.type not in _UNASKED:
                yield self._question(element)

    def _repeat(self, repeat: Repeat) -> PaperBlock:
        title, condition = self._names(repeat)
        items = tuple(self._items(repeat.children))
        return PaperBlock(title, condition, tuple(map(_shortened, items)), _ROWS)

    def _names(self, element: Group | Repeat) -> tuple[str, str]:
        return self._unfilled.label(element.path), self._when(element)

    def _when(self, element: Element) -> str:
        return self._conditions.of(element.path)

    def _question(self, question: Question) -> PaperQuestion:
        room, choices, size, remark = self._room(question)
        return PaperQuestion(
            number=self._numbers.get(question.path, ""),
            label=self._unfilled.label(question.path),
            hint=self._unfilled.hint(question.path),
            mark=mark_words(question.privacy),
            condition=self._when(question),
            required=self._unfilled.rule(question.path, "required") is not None,
            room=room,
            choices=choices,
            size=size,
            remark=remark,
        )

    def _room(self, question: Question) -> tuple[Room, tuple[str, ...], int, str]:
        """Return what is printed for the answer: room, choices, size, remark."""
        if question.privacy == "identity":
            return Room.NONE, (), 0, _("Kept in the identity vault. Do not write it here.")
        if question.type in _PLACES:
            return Room.NONE, (), 0, _("Not written down: the place could be found by it.")
        if question.type in _CHOSEN:
            return self._choice_room(question)
        if question.type == "range":
            return self._range_room(question)
        return self._simple_room(question)

    def _simple_room(self, question: Question) -> tuple[Room, tuple[str, ...], int, str]:
        words = set(question.appearance.split())
        size, remark = 0, ""
        room = _ROOMS.get(question.type, Room.LINE)
        if question.type == "upload":
            remark = _("Say where the document is; keep it under lock.")
        elif room is Room.NUMBER:
            size = self._digits(question)
        elif room is Room.DATE and words & {"year", "month-year"}:
            room = Room.YEAR if "year" in words else Room.MONTH
        elif question.type == "text" and "multiline" in words:
            room, size = Room.AREA, _AREA_LINES
        return room, (), size, remark

    def _choice_room(self, question: Question) -> tuple[Room, tuple[str, ...], int, str]:
        labels = tuple(label for _value, label in self._unfilled.choices(question.path))
        room = _ROOMS[question.type]
        if 0 < len(labels) <= MOST_CHOICES:
            return room, labels, 0, ""
        if room is Room.ONE_OF:
            return Room.LINE, (), 0, _("Long list: write the answer in full, in clear letters.")
        return Room.AREA, (), 2, _("Long list: write the answers in full, one after the other.")

    def _range_room(self, question: Question) -> tuple[Room, tuple[str, ...], int, str]:
        try:
            start, end = (float(question.parameters[name]) for name in ("start", "end"))
            step = abs(float(question.parameters.get("step", "1")))
            count = int(abs(end - start) / step) + 1
        except (KeyError, ValueError, ZeroDivisionError):
            return Room.NUMBER, (), _COMMON_DIGITS, ""
        if count > _MOST_STEPS:
            said = _("From {start} to {end}.").format(start=f"{start:g}", end=f"{end:g}")
            return Room.NUMBER, (), len(f"{max(start, end):g}"), said
        way = step if end >= start else -step
        return Room.ONE_OF, tuple(f"{start + way * at:g}" for at in range(count)), 0, ""

    def _digits(self, question: Question) -> int:
        """Return how many digits the largest number has that the form lets pass."""
        rule = self._unfilled.rule(question.path, "constraint")
        named = [abs(one.value) for one in walk(rule) if isinstance(one, Number)] if rule else []
        dated = rule is not None and any(
            isinstance(one, Call) and one.name in {"regex", "string-length"} for one in walk(rule)
        )
        if not named or dated or max(named) < 1:
            return _COMMON_DIGITS
        return min(len(str(int(max(named)))), _MOST_DIGITS)


def _shortened(item: PaperItem) -> PaperItem:
    """Return a question of a row, whose long text has fewer lines: there are three rows."""
    if isinstance(item, PaperQuestion) and item.room is Room.AREA:
        return replace(item, size=min(item.size, _ROW_LINES))
    if isinstance(item, PaperBlock):
        return replace(item, items=tuple(map(_shortened, item.items)))
    return item
