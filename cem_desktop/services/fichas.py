"""Filling fichas: begin, resume or correct one; keep the draft; close it into a record.

A screen drives the ``FormSession`` of a ``Filling`` and asks this service for everything else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import AnswersInvalidError, InputError, RecordMissingError
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.services.context import Context
from cem_desktop.services.draft_packing import pack_draft, source_of
from cem_desktop.services.filling import (
    DraftRow,
    Filling,
    RecordView,
    Saved,
    answers_seen,
    is_identity,
    open_session,
    without_withheld,
)
from cem_desktop.services.identities import Identities
from cem_desktop.services.identity_answers import IdentityAnswers
from cem_desktop.services.known_answers import KnownAnswer, fill_in, shown_as_known
from cem_desktop.services.reach import reads_reserved
from cem_desktop.services.recording import ONE_A_FILE, Edit, Recorder, only_record, refresh_index
from cem_desktop.services.repeat_rows import changed_answers
from cem_desktop.services.reserved_answers import without_reserved
from cem_desktop.services.settling import settle_fields
from cem_desktop.services.use_of_files import (
    check_going_on,
    check_in_use,
    check_reading,
    check_writing,
)
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.records import Record


class Fichas:
    """Fichas of the present user."""

    def __init__(self, context: Context, apart: IdentityAnswers | None = None) -> None:
        """Work in the workspace of ``context``; ``apart`` keeps what says who she is."""
        self._context = context
        self._recorder = Recorder(context)
        self._apart = apart or IdentityAnswers(context, Identities(context))

    def available(self, file: str | None) -> tuple[FormDefinition, ...]:
        """Return the fichas that the user may fill, for a file that is in use or for a new one."""
        mine = tuple(
            one for one in self._mine() if not one.settings.is_of_office and not one.is_of_identity
        )
        if file is None:
            return tuple(one for one in mine if one.settings.cardinality == ONE_A_FILE)
        with self._context.store.read() as unit:
            if unit.blocks.of_file(file) is not None:
                return ()
            filled = {one.form for one in unit.records.outlines(file)}
        return tuple(
            one
            for one in mine
            if one.settings.cardinality != ONE_A_FILE or one.form_id not in filled
        )

    def of_office(self) -> tuple[FormDefinition, ...]:
        """Return the fichas that the user may fill and that concern no coded file."""
        return tuple(one for one in self._mine() if one.settings.is_of_office)

    def begin(self, form: str, file: str | None, language: str | None = None) -> Filling:
        """Begin a new ficha; for a file that has its only one already, correct that one.

        Raises:
            FormUnknownError: There is no such ficha.
            NotPermittedError: The user's roles do not fill it.
            IdentityClosedError: It lies in the identity vault, and that is closed.
        """
        definition = self._writable(form)
        check_writing(self._context, file)
        if definition.is_of_identity:
            if file is None:
                raise InputError(missing="file")
            return self._apart.begin(definition, file, self._code(file), language)
        if file is not None and definition.settings.cardinality == ONE_A_FILE:
            with self._context.store.read() as unit:
                existing = only_record(unit, definition, file)
            if existing is not None:
                return self.correct(existing, language)
        session = open_session(definition, self._context.clock, language=language)
        known = self._known(definition, file, None)
        fill_in(session, known)
        filling = Filling(
            draft=str(uuid.uuid4()),
            session=session,
            file=file,
            code=self._code(file),
            record=None,
            heads=(),
            base={},
            created=self._context.stamp(),
            known=known,
        )
        self._apart.release(filling)
        return filling

    def correct(self, record: str, language: str | None = None) -> Filling:
        """Open a kept record to correct it.

        Raises:
            RecordMissingError: There is none with this id.
            FormUnknownError: It was filled with a version that this program does not carry; it
                can be read, not changed.
            NotPermittedError: The user's roles do not fill it.
        """
        with self._context.store.read() as unit:
            kept = unit.records.get(record)
        definition = self._context.library.definition(kept.form, kept.version)
        self._writable(kept.form)
        check_writing(self._context, kept.file)
        with self._context.store.write() as unit:
            self._context.note(unit, "view", record, form=kept.form)
        answers = kept.state.values()
        session = open_session(definition, self._context.clock, answers=answers, language=language)
        base = answers_seen(self._context, definition, answers)
        known = self._known(definition, kept.file, record)
        fill_in(session, known)
        filling = Filling(
            draft=str(uuid.uuid4()),
            session=session,
            file=kept.file,
            code=self._code(kept.file),
            record=record,
            heads=kept.state.heads,
            base=base,
            created=self._context.stamp(),
            known=known,
        )
        self._apart.release(filling)
        return filling

    def save_draft(self, filling: Filling) -> str:
        """Keep what has been typed so far and return the instant; one or two short writes."""
        now = self._context.stamp()
        draft = pack_draft(filling, self._context.user.id, now)

        def write() -> None:
            with self._context.store.write() as unit:
                unit.drafts.put(draft)
                unit.touched |= {"drafts"}
            self._apart.save_draft(filling, now)

        self._context.room.save(write)
        return now

    def open_identity(self, filling: Filling) -> frozenset[str]:
        """Let a ficha ask what belongs into the vault, now that it is open; return what changed."""
        return self._apart.release(filling)

    def drafts(self) -> tuple[DraftRow, ...]:
        """Return the present user's drafts, the latest first."""
        with self._context.store.read() as unit:
            return tuple(
                DraftRow(
                    id=one.id,
                    form=one.form,
                    file=one.file,
                    code=str(unit.case_files.get(one.file).code) if one.file else None,
                    updated=one.updated,
                )
                for one in unit.drafts.of_author(self._context.user.id)
            )

    def resume(self, draft: str) -> Filling:
        """Return a draft to go on with, exactly as it was left.

        Raises:
            RecordMissingError: It is gone, or another user's.
            FormUnknownError: Its ficha has another version now; the draft is kept.
        """
        with self._context.store.read() as unit:
            kept = unit.drafts.get(draft)
            if kept.author != self._context.user.id:
                raise RecordMissingError(draft=draft)
            record = kept.record or ""
            is_here = unit.records.find(record) is not None
            base = unit.records.state_at(record, kept.heads).values() if is_here else {}
        definition = self._context.library.definition(kept.form, kept.version)
        self._writable(kept.form)
        check_going_on(self._context, kept.file)
        base = answers_seen(self._context, definition, base)
        session = open_session(
            definition, self._context.clock, answers=kept.answers, language=kept.language
        )
        known = self._known(definition, kept.file, kept.record)
        fill_in(session, known)
        filling = Filling(
            draft=kept.id,
            session=session,
            file=kept.file,
            code=self._code(kept.file),
            record=kept.record,
            heads=kept.heads,
            base=base,
            created=kept.created,
            source=source_of(kept),
            known=known,
        )
        self._apart.release(filling)
        return filling

    def discard(self, draft: str) -> None:
        """Throw a draft away; what was closed before stays.

        Raises:
            RecordMissingError: It is gone, or another user's.
        """
        with self._context.store.read() as unit:
            if unit.drafts.get(draft).author != self._context.user.id:
                raise RecordMissingError(draft=draft)
        with self._context.store.write() as unit:
            unit.drafts.remove(draft)
            self._context.note(unit, "discard_draft", draft)
            unit.touched |= {"drafts"}
        self._apart.forget_draft(draft)

    def close(self, filling: Filling, reason: str | None = None) -> Saved:
        """Check the answers and keep them as a record; open the file if it is new.

        Args:
            filling: The ficha.
            reason: Why a kept record is corrected; needed then.

        Raises:
            AnswersInvalidError: ``problems`` lists what to mend; the draft stays.
            InputError: A correction without a reason.
            NotPermittedError: The user's roles do not fill it.
            IdentityClosedError: It lies in the identity vault, and that is closed.
        """
        if filling.saved is not None:
            return filling.saved
        definition = self._writable(filling.definition.form_id)
        problems = filling.session.problems()
        if problems:
            raise AnswersInvalidError(problems=problems)
        if filling.corrects and not (reason and reason.strip()):
            raise InputError(missing="reason")
        with self._apart.held(filling) as vault, self._context.store.write() as unit:
            if definition.is_of_identity:
                check_in_use(unit, filling.file)
                saved = Saved(filling.record or filling.draft, filling.file, filling.code)
            else:
                saved = self._keep(unit, filling, definition, reason)
            unit.drafts.remove(filling.draft)
            unit.touched |= {"drafts"}
            apart = self._apart.keep(vault, filling, saved, reason)  # commits before this unit
            if apart:
                form = f"{definition.form_id}@{definition.version}"
                self._context.note(unit, "identity_save", saved.record, form=form, fields=apart)
                unit.touched |= {"identities"}
        filling.saved = saved
        self._apart.forget_draft(filling.draft)
        return saved

    def record(self, record: str) -> RecordView:
        """Return a record for reading, and note that it was seen.

        Who reads the ficha without filling it gets no reserved answer.

        Raises:
            RecordMissingError: There is none with this id.
            NotPermittedError: The user's roles do not read it.
        """
        with self._context.store.read() as unit:
            kept = unit.records.find(record) or self._apart.find(record)
        if kept is None:
            raise RecordMissingError(record=record)
        self._check_read(kept)
        check_reading(self._context, kept.file)
        definition = self._context.library.definition(kept.form)
        if definition.is_of_identity:
            return self._apart.view(kept)
        with self._context.store.write() as unit:
            self._context.note(unit, "view", record, form=kept.form)
        view = without_withheld(RecordView.of(kept), definition)
        if self._context.may_write(definition.settings):
            return self._apart.add_to(view) if definition.asks_identity else view
        opened = reads_reserved(self._context, kept.file)
        return view if opened else without_reserved(view, definition)

    def settle(
        self,
        record: str,
        path: str,
        value: JsonValue,
        reason: str,
        filling: Filling | None = None,
    ) -> None:
        """Settle an open conflict of one field: a person decides which value stands.

        Args:
            record: The record.
            path: The field.
            value: What stands.
            reason: Why, in a person's words.
            filling: The open correction in which it was settled. It goes on from the settlement,
                or closing it would contradict it. Where revisions came in that the person did not
                see, it stays where it is: they must not be superseded unseen.

        Raises:
            RecordMissingError: There is no such conflict.
            InputError: No reason was given.
            OutsideTeamError: The file is of another team.
        """
        if not reason.strip():
            raise InputError(missing="reason")
        with self._context.store.read() as unit:
            whole = unit.records.find(record) or self._apart.find(record)
        if whole is None:
            raise RecordMissingError(record=record, path=path)
        definition = self._writable(whole.form)
        check_writing(self._context, whole.file)
        if is_identity(definition, path):
            self._apart.settle(record, path, value, reason.strip(), filling)
            return
        with self._context.store.write() as unit:
            kept = unit.records.get(record)
            settled, fields = settle_fields(
                unit, self._context, definition, kept, {path: value}, reason.strip()
            )
        if filling is not None and filling.heads == kept.state.heads:
            filling.heads = settled.state.heads
            filling.base = {**filling.base, **fields}

    def _keep(
        self, unit: CaseUnit, filling: Filling, definition: FormDefinition, reason: str | None
    ) -> Saved:
        """Record what a filling changes."""
        file, code, source = filling.file, filling.code, filling.source
        if file is None and not definition.settings.is_of_office:
            reserved = source.code if source else None
            opened = unit.case_files.with_code(reserved) if reserved else None
            opened = opened or self._recorder.open_file(unit, reserved, filling.new_file)
            file, code = opened.id, str(opened.code)
        edit = Edit(
            file=file,
            record=filling.record or only_record(unit, definition, file),
            fresh=filling.draft if definition.asks_identity else None,
            form=f"{definition.form_id}@{definition.version}",
            fields=changed_answers(definition, filling.base, filling.coded()),
            parents=filling.heads,
            why="rectification" if filling.corrects else "edit",
            reason=reason.strip() if reason and filling.corrects else None,
            paper=source.paper if source else None,
        )
        if not edit.fields and filling.record:
            if file is not None:
                refresh_index(unit, self._context, file)
            return Saved(filling.record, file, code)
        record = self._recorder.record(unit, edit, definition)
        return Saved(record.id, file, code)

    def _mine(self) -> Iterator[FormDefinition]:
        """Yield the fichas that the user may fill."""
        return (one for one in self._context.library.all() if self._context.may_write(one.settings))

    def _known(
        self, definition: FormDefinition, file: str | None, record: str | None
    ) -> Mapping[str, KnownAnswer]:
        return shown_as_known(self._context, definition, file, record)

    def _writable(self, form: str) -> FormDefinition:
        """Return a ficha that the user may fill, or note the try and refuse."""
        definition = self._context.library.definition(form)
        if not self._context.may_write(definition.settings):
            raise self._context.deny("write", form)
        return definition

    def _check_read(self, kept: Record) -> None:
        settings = self._context.library.definition(kept.form).settings
        if not self._context.may_read(settings):
            raise self._context.deny("read", kept.id)

    def _code(self, file: str | None) -> str | None:
        if file is None:
            return None
        with self._context.store.read() as unit:
            return str(unit.case_files.get(file).code)
