"""The conflict desk: every record with two answers, or with answers that do not fit together.

Whoever reads the ficha sees both sides; who fills it decides, field by field and with a reason.
What tells of risk, law or consent never goes along with the rest: each such decision has a reason
of its own, and is a revision of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from cem_desktop.domain import roles
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.errors import (
    FormUnknownError,
    InputError,
    RecordMissingError,
    RecordMovedError,
)
from cem_desktop.services.conflict_reading import DeskReader, is_guarded
from cem_desktop.services.conflict_rows import row_decision
from cem_desktop.services.conflict_words import Hindrance, WaitingRecord
from cem_desktop.services.filling import is_computed, open_session
from cem_desktop.services.reach import files_reached, reads_reserved
from cem_desktop.services.recording import Edit, Recorder
from cem_desktop.services.reserved_answers import is_open
from cem_desktop.services.reviewing import CONFIRMS, HIDDEN, Finding
from cem_desktop.services.settling import settle_fields, what_follows
from cem_desktop.services.use_of_files import check_reading, check_writing
from cem_desktop.services.writing_devices import writing_devices

if TYPE_CHECKING:
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.services.conflict_words import Decision, DeskRecord
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.records import Record
    from cem_desktop.storage.reviews import Unsettled


class ConflictDesk:
    """Conflicts and review marks that the present user reaches."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def count(self) -> int:
        """Return how many records wait."""
        with self._context.store.read() as unit:
            return len(self._reached(unit))

    def waiting(self) -> tuple[WaitingRecord, ...]:
        """Return the records that wait and that the user may read, the longest waiting first."""
        with self._context.store.read() as unit:
            found = self._reached(unit)
            codes = unit.case_files.codes_of({one.file for one in found if one.file})
            return tuple(self._waiting(unit, one, codes.get(one.file or "")) for one in found)

    def record(self, record: str, language: str | None = None) -> DeskRecord:
        """Return a record with every side of what waits, and note that it was seen.

        Raises:
            RecordMissingError: Nothing of it waits.
            NotPermittedError: The user's roles do not read it.
            OutsideTeamError: Its file is of another team.
        """
        with self._context.store.read() as unit:
            kept = unit.records.get(record)
        if not self._may_read(kept.form):
            raise self._context.deny("read", record)
        check_reading(self._context, kept.file)
        waiting = next((one for one in self.waiting() if one.record == record), None)
        if waiting is None:
            raise RecordMissingError(record=record)
        hindrance, definition = self._hindrance(kept)
        shows = self._shows(kept, definition)
        with self._context.store.read() as unit:
            logins = unit.office.logins()
            devices = writing_devices(unit, self._context)
            mark = unit.reviews.find(record)
            reader = DeskReader(self._context, definition, kept, logins, devices, language)
            told = reader.tell(unit, waiting, mark, hindrance, shows)
        with self._context.store.write() as unit:
            self._context.note(unit, "view_conflicts", record, form=kept.form)
        return told

    def settle(self, record: str, heads: tuple[str, ...], decisions: Iterable[Decision]) -> None:
        """Settle fields of a record, all or none of them.

        Args:
            record: The record.
            heads: The revisions that the person saw.
            decisions: What stands, and why.

        Raises:
            InputError: A decision has no reason, or there is none.
            NotPermittedError: The user does not fill this ficha.
            FormUnknownError: This program does not carry that version of it.
            RecordMovedError: Something came in meanwhile.
            RecordMissingError: There is no such conflict.
            AnswersInvalidError: A value is none that either side wrote, and the form refuses it.
        """
        chosen = tuple(decisions)
        if not chosen or not all(one.reason.strip() for one in chosen):
            raise InputError(missing="reason")
        kept, definition = self._writable(record)
        by_reason: dict[tuple[str, str], list[Decision]] = {}
        for one in chosen:
            own = one.path if is_guarded(definition, one.path) else ""
            by_reason.setdefault((own, one.reason.strip()), []).append(one)
        with self._context.store.write() as unit:
            kept = self._unmoved(unit, record, heads)
            seen = kept
            for (_own, reason), group in by_reason.items():
                values: dict[str, JsonValue] = {}
                besides: dict[str, JsonValue] = {}
                for one in group:
                    settled = row_decision(unit, definition, seen, one)
                    values |= settled.in_conflict
                    besides |= settled.besides
                kept, _fields = settle_fields(
                    unit, self._context, definition, kept, values, reason, besides
                )

    def confirm(
        self, record: str, heads: tuple[str, ...], reason: str, withdrawn: Collection[str] = ()
    ) -> None:
        """Say that merged answers stay as they are, though they do not fit together.

        Args:
            record: The record.
            heads: The revisions that the person saw.
            reason: Why, in her words.
            withdrawn: Answers that she takes back: only such as the ficha would not ask now.

        Raises:
            InputError: No reason was given, a field still has two answers, or an answer is to be
                taken back that the ficha asks.
            NotPermittedError: The user does not fill this ficha.
            FormUnknownError: This program does not carry that version of it.
            RecordMovedError: Something came in meanwhile.
        """
        if not reason.strip():
            raise InputError(missing="reason")
        _kept, definition = self._writable(record)
        with self._context.store.write() as unit:
            kept = self._unmoved(unit, record, heads)
            if not all(is_computed(definition, path) for path in kept.state.conflicts()):
                raise InputError(missing="decision")
            mark = unit.reviews.find(record)
            found = map(Finding.from_json, mark.findings if mark is not None else ())
            if not {one.path for one in found if one.kind == HIDDEN}.issuperset(withdrawn):
                raise InputError(missing="decision")
            stays = {
                path: value for path, value in kept.state.values().items() if path not in withdrawn
            }
            session = open_session(definition, self._context.clock, answers=stays)
            edit = Edit(
                file=kept.file,
                record=record,
                form=f"{kept.form}@{kept.version}",
                fields=dict.fromkeys(withdrawn) | what_follows(definition, session, kept.state),
                parents=kept.state.heads,
                why=CONFIRMS,
                reason=reason.strip(),
            )
            Recorder(self._context).record(unit, edit, definition)

    # --- inside ------------------------------------------------------------------------------

    def _reached(self, unit: CaseUnit) -> list[Unsettled]:
        reached = files_reached(unit, self._context)
        return [
            one
            for one in unit.reviews.unsettled()
            if (one.file is None or reached is None or one.file in reached)
            and self._may_read(one.form)
        ]

    def _writable(self, record: str) -> tuple[Record, FormDefinition]:
        with self._context.store.read() as unit:
            kept = unit.records.get(record)
        definition = self._context.library.definition(kept.form, kept.version)
        if not self._context.may_write(definition.settings):
            raise self._context.deny("write", kept.form)
        check_writing(self._context, kept.file)
        return kept, definition

    @staticmethod
    def _unmoved(unit: CaseUnit, record: str, heads: tuple[str, ...]) -> Record:
        kept = unit.records.get(record)
        if kept.state.heads != heads:
            raise RecordMovedError(record=record)
        return kept

    def _waiting(self, unit: CaseUnit, one: Unsettled, code: str | None) -> WaitingRecord:
        definition = self._carried(one.form, one.version)
        kept = unit.records.get(one.record)
        mark = unit.reviews.find(one.record)
        marked = [found["path"] for found in mark.findings] if mark is not None else []
        disputed = [
            path
            for path in kept.state.conflicts()
            if definition is None or not is_computed(definition, path)
        ]
        return WaitingRecord(
            record=one.record,
            file=one.file,
            code=code,
            form=one.form,
            updated=one.updated,
            conflicts=len(disputed),
            findings=len(marked),
            is_guarded=definition is not None
            and any(is_guarded(definition, path) for path in (*disputed, *marked)),
            heads=kept.state.heads,
        )

    def _carried(self, form: str, version: str) -> FormDefinition | None:
        """Return a ficha in its version, else in that of today, else None."""
        library = self._context.library
        try:
            return library.definition(form, version)
        except FormUnknownError:
            try:
                return library.definition(form)
            except FormUnknownError:
                return None

    def _hindrance(self, kept: Record) -> tuple[Hindrance, FormDefinition | None]:
        definition = self._carried(kept.form, kept.version)
        if definition is None or definition.version != kept.version:
            return Hindrance.VERSION, definition
        if not self._context.may_write(definition.settings):
            return Hindrance.SERVICE, definition
        if kept.file is not None:
            with self._context.store.read() as unit:
                if unit.blocks.of_file(kept.file) is not None:
                    return Hindrance.BLOCKED, definition
        return Hindrance.NONE, definition

    def _may_read(self, form: str) -> bool:
        if form == FILE_FORM:
            return False
        try:
            return self._context.may_read(self._context.library.definition(form).settings)
        except FormUnknownError:
            return roles.sees_files(self._context.user.roles)

    def _shows(self, kept: Record, definition: FormDefinition | None) -> Callable[[str], bool]:
        """Return which answers the user sees: who fills the ficha, all; who reads it, the open."""
        if definition is None:
            return lambda _path: False
        if self._context.may_write(definition.settings) or reads_reserved(self._context, kept.file):
            return lambda _path: True
        return lambda path: is_open(definition, path)
