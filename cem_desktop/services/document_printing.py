"""Documents on paper: a version with names and numbers put in, in memory, for one printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cem_desktop.domain import placeholders
from cem_desktop.domain.period import today
from cem_desktop.domain.written_document import OTROSI, Annex, WrittenDocument
from cem_desktop.reports.document_sheet import DocumentSheet, SheetPart, document_pdf
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.document_reading import KIND, document_session, labels_of
from cem_desktop.services.document_texts import BRIEF, fixed_words, starting_text
from cem_desktop.services.printing import PrintJob

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cem_desktop.domain.period import Clock
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.services.context import Context
    from cem_desktop.services.documents import Documents, DocumentVersion

DOCUMENT: Final = "document"
"""The kind of such a print job."""

_MARK: Final = 16
_LETTERS: Final = 26


class DocumentPrinting:
    """Prints the documents that the present user writes."""

    def __init__(self, context: Context, documents: Documents) -> None:
        """Work in the workspace of ``context``; ``documents`` reads."""
        self._context, self._documents = context, documents

    def asked(self, record: str, version: DocumentVersion | None) -> tuple[str, ...]:
        """Return the placeholders of a printed version: those of its text, then of its frame.

        Raises:
            As ``Documents.read``.
        """
        document, _definition = self._documents.read(record, version)
        return tuple(dict.fromkeys((*document.placeholders(), *_of_frame(document))))

    def job(
        self, record: str, version: DocumentVersion | None, values: Mapping[str, str]
    ) -> PrintJob:
        """Return a version, or the text as it stands, on paper; longer than a moment.

        Args:
            record: The record.
            version: Which version; None for a draft of what stands now.
            values: What stands for the placeholders; a visible blank for one that is missing. They
                are in the document that is returned and nowhere else.

        Raises:
            As ``Documents.read``.
        """
        document, definition = self._documents.read(record, version)
        sheet = _sheet(document, definition, self._context, version, values)
        return PrintJob(
            document_pdf(sheet),
            record,
            definition.form_id,
            DOCUMENT,
            version=version.number if version else 0,
        )


def _of_frame(document: WrittenDocument) -> tuple[str, ...]:
    """Return the placeholders of what the program itself writes round a document."""
    words = fixed_words()
    own = words[starting_text(document.kind).layout]
    lines = [*own["case_lines"], words["court"], words["signature"], words["post"]]
    return tuple(name for line in lines for name in placeholders.find(line))


def _sheet(
    document: WrittenDocument,
    definition: FormDefinition,
    context: Context,
    version: DocumentVersion | None,
    values: Mapping[str, str],
) -> DocumentSheet:
    words = fixed_words()
    layout = starting_text(document.kind).layout
    own, is_brief = words[layout], layout == BRIEF
    said = document.merged(values)
    session = document_session(definition, context.clock, {})
    body = [one for one in said.sections if one.part != OTROSI]
    more = [one for one in said.sections if one.part == OTROSI]
    return DocumentSheet(
        is_brief=is_brief,
        title=labels_of(session, KIND).get(document.kind, definition.title()),
        addressee=labels_of(session, "document.addressee").get(document.addressee, ""),
        court=placeholders.merge(words["court"], values),
        case_lines=tuple(placeholders.merge(line, values) for line in own["case_lines"]),
        summary=(own["summary"], said.subject),
        parts=tuple(
            SheetPart(_numbered(at, one.heading, is_brief=is_brief), one.text)
            for at, one in enumerate(body, 1)
        ),
        otrosis=tuple(SheetPart(_otrosi(at), one.text) for at, one in enumerate(more, 1)),
        annexes=(words["annexes"], annex_lines(said, definition, context.clock)),
        place_and_date=_place_and_date(document, context.office.department),
        signature=(
            *(placeholders.merge(words[one], values) for one in ("signature", "post")),
            *institution_lines(document.on or today(context.clock), context.office.name),
        ),
        version=words["version"].format(number=version.number) if version else words["draft"],
        mark=version.sha256[:_MARK] if version else "",
        fingerprint=words["fingerprint"].format(sha256=version.sha256) if version else "",
        reserved=words["reserved"],
        is_draft=version is None,
    )


def institution_lines(on: date, office: str) -> tuple[str, ...]:
    """Return who the signer works for, as service, programme and ministry were called on a day.

    Args:
        on: The day of the document.
        office: The name of the centre.
    """
    catalogue = load_catalogue()
    found = [catalogue.institution(kind, on) for kind in ("service", "programme", "ministry")]
    names = [one.name for one in found if one is not None]
    if found[0] is not None:
        names[0] = f"{names[0]} {office}"
    return tuple(names)


def annex_lines(
    document: WrittenDocument, definition: FormDefinition, clock: Clock
) -> tuple[tuple[str, str], ...]:
    """Return the annexes of a document in words, each after its mark: 1-A, 1-B ..."""
    session = document_session(definition, clock, {})
    labels = labels_of(session, "document.annex_kind")
    return tuple(
        (f"1-{_letter(at)}", _annex(one, labels)) for at, one in enumerate(document.annexes)
    )


def _numbered(at: int, heading: str, *, is_brief: bool) -> str:
    return f"{_roman(at) if is_brief else at}. {heading.strip().upper()}"


def _roman(number: int) -> str:
    signs = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for value, sign in signs:
        written += sign * (number // value)
        number %= value
    return written


def _otrosi(at: int) -> str:
    words: dict[str, Any] = fixed_words()
    ordinals = words["ordinals"]
    if at <= len(ordinals):
        return str(words["otrosi"].format(ordinal=ordinals[at - 1]))
    return str(words["otrosi_more"].format(number=at))


def _letter(at: int) -> str:
    """Return A, B, ... Z, AA, AB ... for 0, 1 ..."""
    before = _letter(at // _LETTERS - 1) if at >= _LETTERS else ""
    return before + chr(ord("A") + at % _LETTERS)


def _annex(annex: Annex, labels: Mapping[str, str]) -> str:
    words = fixed_words()
    named = annex.title.strip() or labels.get(annex.kind, "")
    parts = [named]
    if annex.evidence is not None:
        parts.append(words["evidence"].format(number=annex.evidence))
    if annex.folios is not None:
        word = words["folios_one"] if annex.folios == 1 else words["folios"]
        parts.append(word.format(count=annex.folios))
    return ", ".join(parts)


def _place_and_date(document: WrittenDocument, place: str) -> str:
    if document.on is None:
        return ""
    words = fixed_words()
    said: str = words["date"].format(
        place=place,
        day=document.on.day,
        month=words["months"][document.on.month - 1],
        year=document.on.year,
    )
    return said.removeprefix(", ")
