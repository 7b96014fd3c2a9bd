"""One act of recording: revision, view, facts, case index, outgoing feeds and audit, together.

Everything that one edit changes is written in the unit that is handed in, so a crash leaves the
state before or after it, and no receipt, list or count can miss an edit.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from cem_desktop.domain import strict_json
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.case_file import index_case
from cem_desktop.domain.consent import STATISTICS, refuses_statistics
from cem_desktop.domain.frozen_version import FrozenVersion
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.revision import FILE_FORM, Revision
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import AnswersTooLongError, FormUnknownError
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.services.context import Context
from cem_desktop.services.feeding import append_projection, project_anew
from cem_desktop.services.form_overlay import keep_used
from cem_desktop.services.lending import fan_out, fan_out_late
from cem_desktop.services.official import note_official
from cem_desktop.services.reprojecting import remember_rules
from cem_desktop.services.reviewing import review, review_after_edit
from cem_desktop.services.stated_facts import is_understood, state_answers
from cem_desktop.services.use_of_files import check_in_use
from cem_desktop.storage.case_files import CaseFile
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.records import Record, RecordOutline, SignedRevision

ONE_A_FILE = "one"
_NOT_CARRIED = "forms.not_carried"
_SALT_BYTES = 16
_FILE_VERSION = "1"


@dataclass(frozen=True)
class Edit:
    """What is to be recorded.

    Attributes:
        file: The coded file, or None for a record of the office itself.
        record: The record to change, or None for a new one.
        form: ``form_id@version``.
        fields: The fields that change; None takes an answer back.
        parents: The revisions that the author saw.
        why: ``open``, ``edit``, ``rectification``, ``resolve``, ``freeze`` or ``filing``.
        reason: In the author's words, for a rectification or resolution.
        paper: The paper that it was typed from, if it was one.
        frozen: The version of a document that it freezes.
        fresh: The id that a new record is to have, where the vault keeps a part of it already.
    """

    file: str | None
    record: str | None
    form: str
    fields: Mapping[str, JsonValue]
    parents: tuple[str, ...]
    why: str
    reason: str | None = None
    paper: Paper | None = None
    frozen: FrozenVersion | None = None
    fresh: str | None = None


class Recorder:
    """Records edits of the present user on this device."""

    def __init__(self, context: Context) -> None:
        """Record in the workspace of ``context``."""
        self._context = context

    def open_file(
        self, unit: CaseUnit, reserved: CaseCode | None = None, identifier: str | None = None
    ) -> CaseFile:
        """Open a coded file; its first revision carries the code.

        Args:
            unit: Where.
            reserved: The code that was drawn for it in advance; None for a new random one.
            identifier: The id that it is to have, where the vault knows it already.
        """
        code = reserved or draw_code(unit)
        identifier = identifier or str(uuid.uuid4())
        file = CaseFile(identifier, code, self._context.stamp(), self._context.user.id)
        unit.case_files.add(file)
        opening = Edit(
            file=identifier,
            record=identifier,
            form=f"{FILE_FORM}@{_FILE_VERSION}",
            fields={"code": code.symbols},
            parents=(),
            why="open",
        )
        self._add_revision(unit, opening)
        self._context.note(unit, "open_file", identifier, reserved=reserved is not None)
        unit.touched |= {"case_files"}
        return file

    def record(self, unit: CaseUnit, edit: Edit, definition: FormDefinition) -> Record:
        """Record an edit of a ficha.

        Raises:
            FileBlockedError: The file is blocked.
            FileErasedError: The file was erased.
        """
        check_in_use(unit, edit.file)
        before = unit.records.get(edit.record).state.values() if edit.record else {}
        refused = self._refuses(unit, edit.file)
        record, revision = self._add_revision(unit, edit)
        answers = state_answers(definition, record.id, edit.form, record.state)
        unit.records.state_facts(record.id, record.file, edit.form, answers)
        review_after_edit(unit, self._context, record, len(edit.parents))
        if record.file is not None:
            refresh_index(unit, self._context, record.file)
        if record.file is not None and self._refuses(unit, record.file) != refused:
            project_anew(unit, self._context, record.file)
            self._context.note(unit, "consent_changed", record.file, counted=refused)
        else:
            append_projection(unit, self._context, revision, before, definition)
            if not before:
                remember_rules(unit, edit.form, definition)
                keep_used(unit, self._context, definition.form_id, definition.version)
        if self._context.kind is WorkspaceKind.OFFICE:
            note_official(unit, self._context, record, definition)
        self._context.note(
            unit, "save", record.id, form=edit.form, why=edit.why, fields=len(edit.fields)
        )
        unit.touched |= {"records", "case_files", "feeds"}
        return record

    def _refuses(self, unit: CaseUnit, file: str | None) -> bool:
        """Tell whether she does not wish to be counted, as the store has it now."""
        if file is None:
            return False
        return refuses_statistics(unit.records.statements_about(file, STATISTICS))

    def _add_revision(self, unit: CaseUnit, edit: Edit) -> tuple[Record, SignedRevision]:
        """Sign and keep the revision of an edit."""
        held = unit.records.find(edit.record) if edit.record else None
        seen = held.state.lamport if held is not None else 0
        signed, content = sign_revision(self._context, edit, seen + 1)
        record = unit.records.add(signed, content)
        fan_out(unit, self._context, signed.id, content)
        return record, signed


def sign_revision(context: Context, edit: Edit, lamport: int) -> tuple[SignedRevision, Revision]:
    """Return the revision of an edit, signed by this device in the name of the present user.

    Raises:
        AnswersTooLongError: It holds more than a revision may.
    """
    content = Revision(
        record=edit.record or edit.fresh or str(uuid.uuid4()),
        file=edit.file,
        parents=edit.parents,
        device=context.device.id,
        author=context.user.id,
        lamport=lamport,
        wall=context.stamp(),
        clock=context.trust_in_clock(),
        form=edit.form,
        fields=edit.fields,
        why=edit.why,
        salt=secrets.token_hex(_SALT_BYTES),
        reason=edit.reason,
        paper=edit.paper,
        frozen=edit.frozen,
    )
    body = content.pack()
    if len(body) > strict_json.MAX_BYTES:
        raise AnswersTooLongError(most=strict_json.MAX_BYTES)
    return SignedRevision(body, context.device.signer.sign(body)), content


def draw_code(unit: CaseUnit) -> CaseCode:
    """Return a random code that no file carries and that was not drawn in advance."""
    while True:
        code = CaseCode.issue()
        if unit.case_files.with_code(code) is None and not unit.reserved_codes.has(code):
            return code


def refresh_index(unit: CaseUnit, context: Context, file: str) -> None:
    """Compute the index row of a file anew from what its records state."""
    records = [one for one in unit.records.outlines(file) if one.form != FILE_FORM]
    row = index_case(
        unit.records.statements_of_file(file),
        file_id=file,
        code=str(unit.case_files.get(file).code),
        records=len(records),
        stages=tuple(filter(None, (_stage_of(context, one) for one in records))),
        open_conflicts=sum(one.conflicts for one in records),
    )
    unit.case_files.put_index(row)


def rebuild(unit: CaseUnit, context: Context, leave: AbstractSet[str] = frozenset()) -> None:
    """Compute views, facts and index of the whole store anew from the revisions.

    Records in ``leave`` stay as they are: some of their revisions are lost, and the view that was
    kept beside them may know more.
    """
    for identifier in unit.records.ids():
        if identifier in leave:
            continue
        record = unit.records.rebuild(identifier)
        restate(unit, context, record)
    for file in unit.case_files.ids():
        refresh_index(unit, context, file)


def restate(unit: CaseUnit, context: Context, record: Record) -> None:
    """State anew what a record says, and look whether its answers fit together.

    Of a version of its ficha that this program does not carry, that is what today's version
    understands; of a ficha that it does not know at all, nothing. It is stated whole as soon as
    that version is here.
    """
    if record.form == FILE_FORM:
        return
    library, form = context.library, f"{record.form}@{record.version}"
    try:
        definition = library.definition(record.form, record.version)
        answers = state_answers(definition, record.id, form, record.state)
        if context.kind is WorkspaceKind.OFFICE:
            note_official(unit, context, record, definition)
    except FormUnknownError:
        _await(unit, form)
        try:
            today = library.definition(record.form)
        except FormUnknownError:
            return
        said = state_answers(today, record.id, form, record.state)
        answers = tuple(one for one in said if is_understood(one.statement))
    unit.records.state_facts(record.id, record.file, form, answers)
    review(unit, context, record.id)


def newly_carried(unit: CaseUnit, context: Context) -> tuple[str, ...]:
    """Return the versions of fichas that records wait for and that this program carries now."""
    waiting = unit.office.setting(_NOT_CARRIED) or []
    return tuple(one for one in waiting if _is_carried(context, one))


def catch_up(unit: CaseUnit, context: Context) -> int:
    """State the records anew whose version of a ficha is here now; return how many.

    It came from headquarters, or with a newer program. They are read, corrected and counted from
    then on as all others, and go along to the laptops that hold their file.
    """
    here = newly_carried(unit, context)
    records = [unit.records.get(one) for one in unit.records.with_forms(here)]
    for record in records:
        restate(unit, context, record)
        fan_out_late(unit, context, record)
    files = {one.file for one in records if one.file is not None}
    for file in sorted(unit.case_files.ids_among(files)):  # of the others the opening is to come
        refresh_index(unit, context, file)
    if here:
        waiting = unit.office.setting(_NOT_CARRIED)
        unit.office.set_setting(_NOT_CARRIED, [one for one in waiting if one not in here])
        unit.touched |= {"records", "case_files"}
    return len(records)


def _await(unit: CaseUnit, form: str) -> None:
    """Remember a version that records wait for."""
    waiting = unit.office.setting(_NOT_CARRIED) or []
    if form not in waiting:
        unit.office.set_setting(_NOT_CARRIED, [*waiting, form])


def _is_carried(context: Context, form: str) -> bool:
    name, _at, version = form.partition("@")
    try:
        context.library.definition(name, version)
    except FormUnknownError:
        return False
    return True


def _stage_of(context: Context, record: RecordOutline) -> str | None:
    """Return the stage of the circuit that a record's form belongs to, if it is known."""
    try:
        return context.library.definition(record.form).settings.stage
    except FormUnknownError:
        return None


def only_record(unit: CaseUnit, definition: FormDefinition, file: str | None) -> str | None:
    """Return the record that a ficha filled once a file has already; what differs is a conflict."""
    if file is None or definition.settings.cardinality != ONE_A_FILE:
        return None
    found = [one.id for one in unit.records.outlines(file) if one.form == definition.form_id]
    return found[0] if found else None
