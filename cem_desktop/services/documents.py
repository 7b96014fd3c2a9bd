"""Documents of a file: written as fichas, frozen in numbered versions, printed with names, filed.

A frozen version is a signed revision that changes no answer: it says the number of the version and
the fingerprint of the text that its parents add up to. The text goes on being corrected like any
ficha, with a reason; what differs from the last version is the next one, as soon as somebody
freezes it. What a placeholder stands for comes in only to be printed, and is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cem_desktop.domain.frozen_version import FrozenVersion
from cem_desktop.domain.period import SetClock, parse_stamp
from cem_desktop.errors import (
    DocumentAlteredError,
    DocumentDisputedError,
    DocumentEmptyError,
    FormUnknownError,
    InputError,
    PlaceholderUnknownError,
)
from cem_desktop.services.document_reading import (
    KIND,
    FiledReceipt,
    document_session,
    is_document,
    labels_of,
    read_document,
    read_receipts,
    write_receipt,
    write_start,
)
from cem_desktop.services.document_texts import starting_text
from cem_desktop.services.filling import changed_fields
from cem_desktop.services.recording import Edit, Recorder
from cem_desktop.services.use_of_files import check_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cem_desktop.domain.written_document import WrittenDocument
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.forms.session import FormSession
    from cem_desktop.services.context import Context
    from cem_desktop.services.fichas import Fichas
    from cem_desktop.services.filling import Filling
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.records import Record


_INDEX = "f20"
"""The ficha of a piece in the index of evidence."""


class DocumentState(StrEnum):
    """How far a document is."""

    DRAFT = "draft"
    FROZEN = "frozen"
    FILED = "filed"


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document that the user may write: the ficha, its code, its name."""

    form: str
    kind: str
    label: str


@dataclass(frozen=True)
class DocumentVersion:
    """A frozen version: its number and fingerprint, who froze it and when, by which revision."""

    number: int
    sha256: str
    at: str
    author: str
    revision: str


@dataclass(frozen=True)
class DocumentLine:
    """A document in the list of its file.

    Attributes:
        record: Its record.
        form: Its ficha.
        label: What it is, in words.
        state: How the text stands: changed since the last version, frozen, or filed so.
        versions: Its frozen versions, the latest first.
        receipts: Its filings.
        bodies: The kinds of body in words, by code.
        results: What may be answered to a filing, in words, by code.
        is_mine: Whether the user reads and writes its text; else only that it exists.
    """

    record: str
    form: str
    label: str
    state: DocumentState
    versions: tuple[DocumentVersion, ...]
    receipts: tuple[FiledReceipt, ...]
    bodies: dict[str, str]
    results: dict[str, str]
    is_mine: bool


class Documents:
    """Documents of the present user."""

    def __init__(self, context: Context, fichas: Fichas) -> None:
        """Work in the workspace of ``context``; ``fichas`` begins them."""
        self._context, self._fichas = context, fichas
        self._recorder = Recorder(context)

    def kinds(self, language: str | None = None) -> tuple[DocumentKind, ...]:
        """Return the kinds of documents that the user may write, in words."""
        found = []
        for definition in self._forms():
            if self._context.may_write(definition.settings):
                session = document_session(definition, self._context.clock, {}, language)
                named = labels_of(session, KIND)
                found += [DocumentKind(definition.form_id, *one) for one in named.items()]
        return tuple(found)

    def begin(self, wanted: DocumentKind, file: str, language: str | None = None) -> Filling:
        """Begin a document with the starting text of its kind.

        Raises:
            FormUnknownError: There is no such ficha.
            NotPermittedError: The user's roles do not fill it.
        """
        filling = self._fichas.begin(wanted.form, file, language)
        write_start(filling.session, wanted.kind, starting_text(wanted.kind))
        return filling

    def of_file(self, file: str, language: str | None = None) -> tuple[DocumentLine, ...]:
        """Return the documents of a file that the user may know of, the latest first."""
        forms = {one.form_id for one in self._forms() if self._context.may_read(one.settings)}
        check_reading(self._context, file)
        with self._context.store.read() as unit:
            records = [one for one in unit.records.of_file(file) if one.form in forms]
            lines = (self._line(unit, one, language) for one in reversed(records))
            return tuple(one for one in lines if one is not None)

    def freeze(self, record: str) -> DocumentVersion:
        """Fix the text as it stands; return the version, the last one where nothing changed.

        Raises:
            RecordMissingError: There is no such record.
            NotPermittedError: The user's roles do not write it.
            DocumentDisputedError: Two answers wait to be settled.
            DocumentEmptyError: There is no text.
            PlaceholderUnknownError: Something between braces is no placeholder.
        """
        definition = self._writable(record)
        with self._context.store.write() as unit:
            kept = unit.records.get(record)
            if kept.state.conflicts():
                raise DocumentDisputedError(record=record)
            text = read_document(self._session(definition, kept))
            if not text.sections:
                raise DocumentEmptyError(record=record)
            if text.unknown_placeholders():
                raise PlaceholderUnknownError(count=len(text.unknown_placeholders()))
            versions = self._versions(unit, record)
            sha256 = text.fingerprint()
            if versions and versions[0].sha256 == sha256:
                return versions[0]
            number = max((one.number for one in versions), default=0) + 1
            edit = Edit(
                file=kept.file,
                record=record,
                form=f"{kept.form}@{kept.version}",
                fields={},
                parents=kept.state.heads,
                why="freeze",
                frozen=FrozenVersion(number, sha256),
            )
            self._recorder.record(unit, edit, definition)
            return self._versions(unit, record)[0]

    def register_filing(self, record: str, receipt: FiledReceipt) -> None:
        """Keep that a frozen version was filed.

        Raises:
            RecordMissingError: There is no such record.
            NotPermittedError: The user's roles do not write it.
            InputError: There is no such version, or the day is to come.
        """
        definition = self._writable(record)
        with self._context.store.write() as unit:
            kept = unit.records.get(record)
            if all(one.number != receipt.version for one in self._versions(unit, record)):
                raise InputError(missing="version")
            answers = kept.state.values()
            session = document_session(definition, self._context.clock, answers)
            before = session.answers()
            row = write_receipt(session, receipt)
            if any(one.path.startswith(f"{row}/") for one in session.problems()):
                raise InputError(missing="receipt")
            edit = Edit(
                file=kept.file,
                record=record,
                form=f"{kept.form}@{kept.version}",
                fields=changed_fields(before, session.answers()),
                parents=kept.state.heads,
                why="filing",
            )
            self._recorder.record(unit, edit, definition)

    def read(
        self, record: str, version: DocumentVersion | None = None
    ) -> tuple[WrittenDocument, FormDefinition]:
        """Return the text of a version, or as it stands now, and note that it was seen.

        The ficha comes with it, for the words of its codes.

        Raises:
            RecordMissingError: There is no such record.
            NotPermittedError: The user's roles do not read its text.
            DocumentDisputedError: Two answers wait to be settled; only for the text of now.
            DocumentAlteredError: The text is not the one that was frozen.
        """
        definition = self._writable(record, "read")
        with self._context.store.read() as unit:
            kept = unit.records.get(record)
            state = unit.records.state_at(record, (version.revision,)) if version else kept.state
        with self._context.store.write() as unit:
            number = version.number if version else 0
            self._context.note(unit, "view", record, form=kept.form, version=number)
        if version is None and kept.state.conflicts():
            raise DocumentDisputedError(record=record)
        text = read_document(document_session(definition, self._context.clock, state.values()))
        if version is not None and text.fingerprint() != version.sha256:
            raise DocumentAlteredError(record=record, version=version.number)
        return text, definition

    def missing_evidence(self, record: str) -> tuple[int, ...]:
        """Return the numbers of its annexes that no ficha of the index of evidence has.

        Empty for who may not read that index.
        """
        definition = self._context.library.definition(_INDEX)
        if not self._context.may_read(definition.settings):
            return ()
        text, _definition = self.read(record)
        with self._context.store.read() as unit:
            file = unit.records.get(record).file
            stated = unit.records.statements_about(file or "", "evidence.number")
        known = {one.value for one in stated}
        named = {one.evidence for one in text.annexes if one.evidence is not None}
        return tuple(sorted(named - known))

    def _line(self, unit: CaseUnit, kept: Record, language: str | None) -> DocumentLine | None:
        """Return the line of a record; None where this program lacks that version of its ficha."""
        try:
            definition = self._context.library.definition(kept.form, kept.version)
        except FormUnknownError:
            return None
        session = self._session(definition, kept, language)
        text, versions = read_document(session), self._versions(unit, kept.id)
        receipts = read_receipts(session)
        return DocumentLine(
            record=kept.id,
            form=kept.form,
            label=labels_of(session, KIND).get(text.kind, definition.title(language)),
            state=_state(kept, text, versions, receipts),
            versions=versions,
            receipts=receipts,
            bodies=labels_of(session, "document.filed_with"),
            results=labels_of(session, "document.filed_result"),
            is_mine=self._context.may_write(definition.settings),
        )

    def _versions(self, unit: CaseUnit, record: str) -> tuple[DocumentVersion, ...]:
        """Return the frozen versions of a record, the latest first."""
        logins = unit.office.logins()
        found = []
        for signed in unit.records.revisions(record):
            content = signed.content
            if content.frozen is not None:
                author = logins.get(content.author, content.author)
                frozen = content.frozen
                found.append(
                    DocumentVersion(frozen.number, frozen.sha256, content.wall, author, signed.id)
                )
        return tuple(sorted(found, key=lambda one: (one.number, one.at), reverse=True))

    def _session(
        self, definition: FormDefinition, kept: Record, language: str | None = None
    ) -> FormSession:
        # What a rule reads as today is the day of the record: a kept text does not age.
        clock = SetClock(parse_stamp(kept.updated))
        return document_session(definition, clock, kept.state.values(), language)

    def _forms(self) -> Iterator[FormDefinition]:
        return (one for one in self._context.library.all() if is_document(one))

    def _writable(self, record: str, act: str = "write") -> FormDefinition:
        """Return the ficha of a record whose text is the user's, or note the try and refuse."""
        with self._context.store.read() as unit:
            kept = unit.records.get(record)
        definition = self._context.library.definition(kept.form, kept.version)
        if not self._context.may_write(definition.settings):
            raise self._context.deny(act, kept.id)
        check_reading(self._context, kept.file)
        return definition


def _state(
    kept: Record,
    text: WrittenDocument,
    versions: tuple[DocumentVersion, ...],
    receipts: tuple[FiledReceipt, ...],
) -> DocumentState:
    """Return how the text stands beside its last version."""
    if not versions or kept.state.conflicts() or text.fingerprint() != versions[0].sha256:
        return DocumentState.DRAFT
    is_filed = any(one.version == versions[0].number for one in receipts)
    return DocumentState.FILED if is_filed else DocumentState.FROZEN
