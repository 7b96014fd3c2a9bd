"""A filled ficha in words: what was asked in this record, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cem_desktop.domain.period import parse_stamp
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.forms.definition import Element, FormDefinition, Group, Question, Repeat
from cem_desktop.forms.plan import Section, plan_ficha
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.unfilled import Unfilled
from cem_desktop.i18n import _
from cem_desktop.reports.ficha_words import mark_words, service_words
from cem_desktop.reports.filled_form import (
    FilledAnswer,
    FilledBlock,
    FilledForm,
    FilledItem,
    FilledTable,
    Hand,
    Rival,
)
from cem_desktop.services.answer_words import labelled_words
from cem_desktop.services.stated_facts import question_at
from cem_desktop.storage.fold import Written

_MOST_COLUMNS: Final = 5
_UNASKED: Final = frozenset({"calculate", "hidden", "note"})


@dataclass(frozen=True)
class Around:
    """What stands round the answers of a record or draft.

    Attributes:
        code: The code of its file, or "".
        is_draft: Whether nobody has closed it yet.
        conflicts: Open conflicts, by path.
        logins: Logins by staff id.
        hands: Its steps, oldest first.
        hides_reserved: Whether reserved answers were taken out for whoever prints.
    """

    code: str
    is_draft: bool
    conflicts: Mapping[str, tuple[Written, ...]]
    logins: Mapping[str, str]
    hands: tuple[Hand, ...]
    hides_reserved: bool = False


def filled_form(session: FormSession, around: Around) -> FilledForm:
    """Return a ficha with its answers as paper shows it, in the language of the session."""
    return _FilledWriter(session, around).form()


class _FilledWriter:
    """Writes one filled ficha; a path of the form and one of the instance go side by side."""

    def __init__(self, session: FormSession, around: Around) -> None:
        self._session, self._around = session, around
        self._definition: FormDefinition = session.definition
        self._plan = plan_ficha(self._definition)
        self._unfilled = Unfilled(self._definition, session.language)
        self._told: set[str] = set()
        """Conflicts that stand at their question already."""

    def form(self) -> FilledForm:
        definition, around = self._definition, self._around
        sections = [self._section(at, one) for at, one in enumerate(self._plan.sections, 1)]
        left = self._left_over()
        shown = [one for one in sections if one is not None]
        return FilledForm(
            title=definition.title(self._session.language),
            form_id=definition.form_id,
            version=definition.version,
            service=service_words(definition.settings.service),
            language="en" if self._session.language.endswith("(en)") else "es-PE",
            code=around.code,
            is_draft=around.is_draft,
            sections=(*shown, *([left] if left else [])),
            hands=around.hands,
        )

    def _section(self, at: int, section: Section) -> FilledBlock | None:
        """Return a section, or None for one that is not asked."""
        title = ""
        if section.path:
            if not self._session.node(section.path).relevant:
                return None
            title = self._session.node(section.path).label
        return FilledBlock(f"{at}. {title}".strip(), tuple(self._items(section.elements, "", "")))

    def _items(
        self, elements: tuple[Element, ...], form_base: str, base: str
    ) -> Iterator[FilledItem]:
        """Yield what is asked of ``elements`` in the row whose path is ``base``."""
        for element in elements:
            path = f"{base}{element.path[len(form_base) :]}"
            if isinstance(element, Question):
                answer = self._answer(element, path)
                if answer is not None:
                    yield answer
            elif not self._session.node(path).relevant:
                continue
            elif isinstance(element, Repeat):
                yield from self._repeat(element, path)
            else:
                items = tuple(self._items(element.children, form_base, base))
                if items:
                    yield FilledBlock(self._session.node(path).label, items)

    def _repeat(self, repeat: Repeat, path: str) -> Iterator[FilledItem]:
        rows = [f"{path}/{row}" for row in self._session.rows(path)]
        title = self._session.node(path).label
        if not rows:
            return
        columns = _columns(repeat)
        if columns and not any(one.startswith(f"{path}/") for one in self._around.conflicts):
            yield FilledTable(
                title,
                tuple(self._unfilled.label(one.path) for one in columns),
                tuple(tuple(self._cell(one, repeat.path, row) for one in columns) for row in rows),
            )
            return
        for at, row in enumerate(rows, 1):
            items = tuple(self._items(repeat.children, repeat.path, row))
            yield FilledBlock(f"{title} · {at}", items)

    def _cell(self, question: Question, form_base: str, base: str) -> str:
        answer = self._answer(question, f"{base}{question.path[len(form_base) :]}")
        return "; ".join(answer.answer) if answer is not None else ""

    def _answer(self, question: Question, path: str) -> FilledAnswer | None:
        """Return a question that is asked, with what was answered."""
        if question.type in _UNASKED:
            return None
        node = self._session.node(path)
        written = self._around.conflicts.get(path, ())
        if not node.relevant and not written:
            return None
        self._told.add(path)
        instead = self._instead(question, is_withheld=node.withheld)
        labels = dict(node.choices)
        return FilledAnswer(
            number=self._plan.numbers.get(question.path, ""),
            label=node.label,
            mark=mark_words(question.privacy),
            answer=instead or _lines(question, labels, node.value),
            rivals=() if instead else self._rivals(question, labels, written),
        )

    def _instead(self, question: Question, *, is_withheld: bool) -> tuple[str, ...]:
        """Return what stands on paper in place of an answer that has no place there."""
        if is_withheld:
            return (_("in the identity vault"),)
        if self._around.hides_reserved and question.privacy == "reserved":
            return (_("for whoever fills this ficha"),)
        return ()

    def _rivals(
        self, question: Question, labels: Mapping[str, str], written: tuple[Written, ...]
    ) -> tuple[Rival, ...]:
        return tuple(
            Rival(
                words=_rival_words(question, labels, one.value),
                author=self._around.logins.get(one.author, one.author),
                at=parse_stamp(one.wall),
            )
            for one in written
        )

    def _left_over(self) -> FilledBlock | None:
        """Return the conflicts whose question is not on the paper otherwise."""
        items = []
        for path, written in self._around.conflicts.items():
            question = question_at(self._definition, path)
            if path in self._told or question is None or question.type in _UNASKED:
                continue
            labels = dict(self._unfilled.choices(question.path))
            items.append(
                FilledAnswer(
                    number=self._plan.numbers.get(question.path, ""),
                    label=self._unfilled.label(question.path),
                    mark=mark_words(question.privacy),
                    answer=(),
                    rivals=self._rivals(question, labels, written),
                )
            )
        title = _("Other answers that contradict each other")
        return FilledBlock(title, tuple(items)) if items else None


def _rival_words(question: Question, labels: Mapping[str, str], value: JsonValue) -> str:
    return "; ".join(_lines(question, labels, value)) or _("answer taken back")


def _lines(question: Question, labels: Mapping[str, str], value: JsonValue) -> tuple[str, ...]:
    """Return an answer in words, a line each; empty for none."""
    if question.type == "acknowledge" and value:
        return (_("Yes"),)
    if isinstance(value, list):
        words = [labelled_words(question, labels, one) for one in value]
        is_order = question.type == "rank"
        return tuple(f"{at}. {one}" if is_order else one for at, one in enumerate(words, 1))
    return tuple(labelled_words(question, labels, value).splitlines())


def _columns(repeat: Repeat) -> tuple[Question, ...]:
    """Return the questions of a repeat that fits a table, else none."""
    found = tuple(_flat(repeat.children))
    is_short = all(
        isinstance(one, Question) and "multiline" not in one.appearance.split() for one in found
    )
    questions = tuple(one for one in found if isinstance(one, Question))
    return questions if is_short and 0 < len(questions) <= _MOST_COLUMNS else ()


def _flat(elements: tuple[Element, ...]) -> Iterator[Element]:
    for element in elements:
        if isinstance(element, Group):
            yield from _flat(element.children)
        elif not isinstance(element, Question) or element.type not in _UNASKED:
            yield element
