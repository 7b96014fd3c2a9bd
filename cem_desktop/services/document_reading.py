"""From the answers of a ficha to the document that they are, and back; by facts alone.

Which fichas are documents, and where their parts stand, is read from the facts that their questions
state: a ficha that states ``document.text`` is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cem_desktop.domain.written_document import Annex, Section, WrittenDocument
from cem_desktop.services.feeding import repeats_of
from cem_desktop.services.filling import open_session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cem_desktop.domain.period import Clock
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.forms.session import FormSession
    from cem_desktop.services.document_texts import StartingText

TEXT = "document.text"
KIND = "document.kind"


@dataclass(frozen=True)
class FiledReceipt:
    """A filing of a document: when, at which kind of body, which version, what was answered."""

    on: date
    with_: str
    version: int
    result: str


def is_document(definition: FormDefinition) -> bool:
    """Tell whether a ficha is a document."""
    return any(one.fact == TEXT for one in definition.questions.values())


def path_of(definition: FormDefinition, fact: str) -> str:
    """Return the path of the question that states a fact."""
    return next(one.path for one in definition.questions.values() if one.fact == fact)


def document_session(
    definition: FormDefinition,
    clock: Clock,
    answers: Mapping[str, JsonValue],
    language: str | None = None,
) -> FormSession:
    """Return a session over the answers of a record, its rows in the order they were made."""
    return open_session(definition, clock, answers=dict(sorted(answers.items())), language=language)


def read_document(session: FormSession) -> WrittenDocument:
    """Return the document that a session holds; blank parts are left out."""
    reader = _Reader(session)
    sections = tuple(
        Section(
            part=row.text("document.part") or "section",
            heading=row.text("document.heading"),
            text=row.text(TEXT),
        )
        for row in reader.rows(TEXT)
    )
    annexes = tuple(
        Annex(
            kind=row.text("document.annex_kind"),
            title=row.text("document.annex_title"),
            folios=row.number("document.annex_folios"),
            evidence=row.number("document.annex_evidence"),
        )
        for row in reader.rows("document.annex_kind")
    )
    return WrittenDocument(
        kind=reader.text(KIND),
        addressee=reader.text("document.addressee"),
        subject=reader.text("document.subject"),
        on=_day(reader.text("document.on")),
        sections=tuple(one for one in sections if one.heading.strip() or one.text.strip()),
        annexes=tuple(one for one in annexes if one.kind or one.title.strip()),
    )


def read_receipts(session: FormSession) -> tuple[FiledReceipt, ...]:
    """Return the filings that a session holds; one without a date or a version is none yet."""
    found = []
    for row in _Reader(session).rows("document.filed_on"):
        on, version = _day(row.text("document.filed_on")), row.number("document.filed_version")
        if on is not None and version is not None:
            result = row.text("document.filed_result")
            found.append(FiledReceipt(on, row.text("document.filed_with"), version, result))
    return tuple(found)


def write_start(session: FormSession, kind: str, text: StartingText) -> None:
    """Put the starting text of a kind into a ficha that was just begun."""
    definition = session.definition
    session.answer(path_of(definition, KIND), kind)
    session.answer(path_of(definition, "document.subject"), text.subject or None)
    for section, row in zip(text.sections, _fresh_rows(session, TEXT), strict=False):
        session.answer(row.path("document.part"), section.part)
        session.answer(row.path("document.heading"), section.heading or None)
        session.answer(row.path(TEXT), section.text or None)


def write_receipt(session: FormSession, receipt: FiledReceipt) -> str:
    """Add a filing, in a row that holds nothing yet; return the path of the row."""
    row = next(_fresh_rows(session, "document.filed_on"))
    session.answer(row.path("document.filed_on"), receipt.on.isoformat())
    session.answer(row.path("document.filed_with"), receipt.with_ or None)
    session.answer(row.path("document.filed_version"), receipt.version)
    session.answer(row.path("document.filed_result"), receipt.result or None)
    return f"{row.repeat}/{row.id}"


def labels_of(session: FormSession, fact: str) -> dict[str, str]:
    """Return the choices of the question that states a fact, as the session names them."""
    path = path_of(session.definition, fact)
    repeat = _repeat_of(session.definition, path)
    if repeat:
        row = (session.rows(repeat) or (session.add_row(repeat),))[0]
        path = f"{repeat}/{row}{path.removeprefix(repeat)}"
    return dict(session.node(path).choices)


class _Reader:
    """The answers of a session by the facts that they state."""

    def __init__(self, session: FormSession) -> None:
        self._session, self._answers = session, session.answers()

    def text(self, fact: str) -> str:
        return str(self._answers.get(path_of(self._session.definition, fact)) or "")

    def rows(self, fact: str) -> Iterator[_Row]:
        """Yield the rows of the repeat in which a fact is stated."""
        definition = self._session.definition
        repeat = _repeat_of(definition, path_of(definition, fact))
        for row in self._session.rows(repeat):
            yield _Row(definition, repeat, row, self._answers)


@dataclass(frozen=True)
class _Row:
    definition: FormDefinition
    repeat: str
    id: str
    answers: Mapping[str, JsonValue]

    def path(self, fact: str) -> str:
        path = path_of(self.definition, fact).removeprefix(self.repeat)
        return f"{self.repeat}/{self.id}{path}"

    def text(self, fact: str) -> str:
        return str(self.answers.get(self.path(fact)) or "")

    def number(self, fact: str) -> int | None:
        value = self.answers.get(self.path(fact))
        return value if isinstance(value, int) else None


def _fresh_rows(session: FormSession, fact: str) -> Iterator[_Row]:
    """Yield rows without an answer of a person: those that there are, then new ones."""
    definition = session.definition
    repeat = _repeat_of(definition, path_of(definition, fact))
    answers = session.answers()
    for row in session.rows(repeat):
        made = _Row(definition, repeat, row, answers)
        if not made.text(fact):
            yield made
    while True:
        yield _Row(definition, repeat, session.add_row(repeat), {})


def _repeat_of(definition: FormDefinition, path: str) -> str:
    """Return the innermost repeat around a question, or ""."""
    around = [one for one in repeats_of(definition.body) if path.startswith(f"{one}/")]
    return max(around, key=len, default="")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
