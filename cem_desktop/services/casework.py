"""The caseload: which files there are, and what happened in each."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cem_desktop.domain import roles
from cem_desktop.domain.case_file import CaseIndexRow
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.revision import FILE_FORM, version_rank
from cem_desktop.errors import FormUnknownError, RecordMissingError
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.services.context import Context
from cem_desktop.services.disputed_facts import DisputedFact, disputed_facts
from cem_desktop.services.identity_answers import IdentityAnswers
from cem_desktop.services.reach import files_reached, reads_reserved
from cem_desktop.services.record_history import RecordChanges, RecordHistory, RevisionChanges
from cem_desktop.services.record_summary import Summary, summarise
from cem_desktop.services.reserved_answers import is_open, reason_shown
from cem_desktop.services.use_of_files import check_reading
from cem_desktop.services.writing_devices import WritingDevice, writing_devices
from cem_desktop.storage.fold import Written
from cem_desktop.storage.records import Record

_SUMMARIES_KEPT = 5000


@dataclass(frozen=True)
class TimelineEntry:
    """One record in the story of a file.

    Attributes:
        record: Its id; the file's own id for the opening.
        form: The form's id, ``file`` for the opening.
        version: The form's version.
        known: Whether this program carries that version; else it can only be kept.
        newer: Whether it came from a newer program.
        readable: Whether the present user may read it.
        correctable: Whether she may correct it: she fills this ficha, and its file is in use.
        service: The service it belongs to, or "".
        day: The day of the act, as the ficha says it, else None.
        created: Instant of the first revision.
        updated: Instant of the last revision.
        author: The login of whoever wrote it first.
        summary: A few coded answers in words, "" where there are none or the user may not read.
        conflicts: Open conflicts.
        revisions: How often it was written.
        is_from_paper: Whether it, or a correction of it, was typed from paper.
        misfits: Merged answers that do not fit together.
    """

    record: str
    form: str
    version: str
    known: bool
    newer: bool
    readable: bool
    correctable: bool
    service: str
    day: date | None
    created: str
    updated: str
    author: str
    summary: str
    conflicts: int
    revisions: int
    is_from_paper: bool
    misfits: int = 0


@dataclass(frozen=True)
class HistoryStep:
    """One revision of a record: who changed which fields, why, and from what paper."""

    revision: str
    at: str
    author: str
    why: str
    reason: str | None
    fields: tuple[str, ...]
    paper: Paper | None = None


@dataclass(frozen=True)
class CaseView:
    """A file as its page shows it; ``lent_until`` says until when a laptop holds it."""

    row: CaseIndexRow
    timeline: tuple[TimelineEntry, ...]
    disputed: tuple[DisputedFact, ...] = ()
    lent_until: str | None = None


class Casework:
    """The coded files as the present user sees them."""

    def __init__(self, context: Context, apart: IdentityAnswers | None = None) -> None:
        """Work in the workspace of ``context``; ``apart`` reads what the open vault keeps."""
        self._context = context
        self._apart = apart
        self._summaries: dict[tuple[str, tuple[str, ...], str | None], Summary] = {}
        self._noted: set[str] = set()

    def caseload(self, text: str = "") -> tuple[CaseIndexRow, ...]:
        """Return the files that the user reaches whose code or alias holds ``text``, latest first.

        That the list was seen is noted once while the workspace is open; what was searched is not.

        Raises:
            NotPermittedError: The user's roles see no files.
        """
        if not roles.sees_files(self._context.user.roles):
            raise self._context.deny("caseload", "")
        self._note_once("view_caseload")
        with self._context.store.read() as unit:
            rows, reached = unit.case_files.index(text), files_reached(unit, self._context)
        return rows if reached is None else tuple(one for one in rows if one.file_id in reached)

    def case(self, file: str, language: str | None = None) -> CaseView:
        """Return a file with its timeline, newest first, and note that it was seen.

        Raises:
            RecordMissingError: There is none with this id.
            NotPermittedError: The user's roles see no files.
            FileBlockedError: It is blocked, and the user is not coordination.
            FileErasedError: It was erased.
        """
        if not roles.sees_files(self._context.user.roles):
            raise self._context.deny("case", file)
        check_reading(self._context, file)
        with self._context.store.read() as unit:
            row = unit.case_files.index_row(file)
            logins = unit.office.logins()
            records = unit.records.of_file(file)
            counts = unit.records.revision_counts(file)
            papers = unit.records.typed_from_paper(file)
            marks = {one.record: len(one.findings) for one in unit.reviews.all()}
            disputed = disputed_facts(unit, self._context, file, language)
            blocked = unit.blocks.of_file(file) is not None
            ends = [one.ends for one in unit.leases.of_file(file) if one.file == file]
        lent = max(ends, default=None)
        with self._context.store.write() as unit:
            self._context.note(unit, "view", file)
        entries = [
            replace(
                self._entry(one, counts, papers, logins, language), misfits=marks.get(one.id, 0)
            )
            for one in records
        ]
        if blocked:
            entries = [replace(one, correctable=False) for one in entries]
        entries.sort(key=_newest_first, reverse=True)
        return CaseView(row, tuple(entries), disputed, lent)

    def of_office(self, language: str | None = None) -> tuple[TimelineEntry, ...]:
        """Return the records of the office itself that the user may read, newest first.

        That they were seen is noted once while the workspace is open.
        """
        self._note_once("view_office")
        with self._context.store.read() as unit:
            logins = unit.office.logins()
            records = unit.records.of_office()
            counts = unit.records.revision_counts(None)
            papers = unit.records.typed_from_paper(None)
        entries = [
            self._entry(one, counts, papers, logins, language)
            for one in records
            if self._may_read(one.form)
        ]
        return tuple(sorted(entries, key=_newest_first, reverse=True))

    def _note_once(self, action: str) -> None:
        """Note that a list was seen; it is read anew with each key that is typed."""
        if action not in self._noted:
            with self._context.store.write() as unit:
                self._context.note(unit, action, "")
            self._noted.add(action)

    def history(self, record: str) -> tuple[HistoryStep, ...]:
        """Return who changed what in a record, oldest first.

        Raises:
            RecordMissingError: There is none with this id.
            NotPermittedError: The user's roles do not read it.
        """
        with self._context.store.read() as unit:
            kept = unit.records.get(record)
            logins = unit.office.logins()
            steps = [(one.id, one.content) for one in unit.records.revisions(record)]
        if not self._may_read(kept.form):
            raise self._context.deny("history", record)
        check_reading(self._context, kept.file)
        with self._context.store.write() as unit:
            self._context.note(unit, "view_history", record)
        shows = self._shows(kept.form, kept.file)
        return tuple(
            HistoryStep(
                revision=identifier,
                at=content.wall,
                author=logins.get(content.author, content.author),
                why=content.why,
                reason=reason_shown(content, shows),
                fields=tuple(sorted(content.fields)),
                paper=content.paper,
            )
            for identifier, content in steps
        )

    def changes(self, record: str, language: str | None = None) -> RecordChanges:
        """Return the history of a record field by field, in the words of its ficha.

        Raises:
            RecordMissingError: There is none with this id.
            NotPermittedError: The user's roles do not read it.
        """
        with self._context.store.read() as unit:
            kept = unit.records.find(record)
            logins, devices = unit.office.logins(), writing_devices(unit, self._context)
            revisions = {one.id: one.content for one in unit.records.revisions(record)}
        hidden = self._apart.find(record) if self._apart is not None else None
        whole = kept or hidden
        if whole is None:
            raise RecordMissingError(record=record)
        if not self._may_read(whole.form):
            raise self._context.deny("history", record)
        check_reading(self._context, whole.file)
        with self._context.store.write() as unit:
            self._context.note(unit, "view_history", record)
        clock, shows = self._context.clock, self._shows(whole.form, whole.file)
        told: tuple[RevisionChanges, ...] = ()
        if kept is not None:
            history = RecordHistory(kept, revisions, self._definition, clock, language, shows)
            told = history.tell(logins, devices).revisions
        if hidden is not None and self._apart is not None and self._may_write(hidden.form):
            revisions = self._apart.history(record)
            history = RecordHistory(
                hidden, revisions, self._definition, clock, language, with_identity=True
            )
            apart = history.tell(logins, devices).revisions
            told = tuple(heapq.merge(told, apart, key=lambda one: one.at))
        return RecordChanges(record, whole.form, told)

    def _may_write(self, form: str) -> bool:
        definition = self._definition(form, None)
        return definition is not None and self._context.may_write(definition.settings)

    def _shows(self, form: str, file: str | None) -> Callable[[str], bool]:
        """Return which answers of a ficha the user sees: who fills it, all; who reads, the open."""
        definition = self._definition(form, None)
        if form == FILE_FORM:
            return lambda _path: True
        if definition is None:
            return lambda _path: False
        if self._context.may_write(definition.settings) or reads_reserved(self._context, file):
            return lambda _path: True
        return lambda path: is_open(definition, path)

    def _definition(self, form: str, version: str | None) -> FormDefinition | None:
        """Return a version of a ficha, None where this program does not carry it."""
        try:
            return self._context.library.definition(form, version)
        except FormUnknownError:
            return None

    def origin_of(self, written: Written) -> tuple[str, WritingDevice]:
        """Return the login of whoever wrote one side of a conflict, and where."""
        with self._context.store.read() as unit:
            logins, devices = unit.office.logins(), writing_devices(unit, self._context)
        return logins.get(written.author, written.author), devices(written.device)

    def _entry(
        self,
        record: Record,
        counts: Mapping[str, int],
        papers: frozenset[str],
        logins: Mapping[str, str],
        language: str | None,
    ) -> TimelineEntry:
        """Return the entry of one record."""
        readable = self._may_read(record.form)
        known, service, day, summary = self._read_form(record, language)
        return TimelineEntry(
            record=record.id,
            form=record.form,
            version=record.version,
            known=known,
            newer=not known and self._is_newer(record),
            readable=readable,
            correctable=known and self._may_write(record.form),
            service=service,
            day=day,
            created=record.created,
            updated=record.updated,
            author=logins.get(record.author, record.author),
            summary=summary if readable else "",
            conflicts=len(record.state.conflicts()),
            revisions=counts[record.id],
            is_from_paper=record.id in papers,
        )

    def _read_form(
        self, record: Record, language: str | None
    ) -> tuple[bool, str, date | None, str]:
        """Return whether the form is known, its service, the day of the act and a summary."""
        if record.form == FILE_FORM:
            return True, "", None, ""
        try:
            definition = self._context.library.definition(record.form, record.version)
        except FormUnknownError:
            return False, "", None, ""
        seen = (record.id, record.state.heads, language)
        summary = self._summaries.get(seen)
        if summary is None:
            summary = summarise(definition, record.state, language)
            if len(self._summaries) >= _SUMMARIES_KEPT:
                self._summaries.clear()
            self._summaries[seen] = summary
        return True, definition.settings.service, summary.day, summary.text

    def _is_newer(self, record: Record) -> bool:
        """Tell whether a record that this program does not carry whole is of a newer one."""
        today = self._definition(record.form, None)
        return today is None or version_rank(record.version) > version_rank(today.version)

    def _may_read(self, form: str) -> bool:
        if form == FILE_FORM:
            return True
        try:
            settings = self._context.library.definition(form).settings
        except FormUnknownError:
            return roles.sees_files(self._context.user.roles)
        return self._context.may_read(settings)


def _newest_first(entry: TimelineEntry) -> tuple[str, str]:
    """Order by the day of the act, then by the instant of writing."""
    day = entry.day.isoformat() if entry.day else entry.created[:10]
    return day, entry.created
