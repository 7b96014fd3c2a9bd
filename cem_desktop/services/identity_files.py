"""The identities of coded files: which file has one, what papers may take of it, what is left over.

What the vault keeps carries the UUID of its file and says nothing of its code; the codes are
looked up here, on the coded side. A store of the two may be older than the other, after a crash or
a restored copy: what belongs to no file or record of ``case.db`` is found, shown and, if a person
says so, removed. It is never removed by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.errors import FormUnknownError, InputError, RecordMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.services.context import Context
    from cem_desktop.services.identities import Identities
    from cem_desktop.storage.identity_store import IdentityUnit
    from cem_desktop.storage.records import Record

FORM: Final = "f03"
_KEPT: Final = "identity.kept_orphans"
_NAMES: Final = ("names", "first_surname", "second_surname")


class Identity(StrEnum):
    """What is known now of the identity behind a file."""

    NO_VAULT = "no_vault"
    MISSING = "missing"
    CLOSED = "closed"
    NONE = "none"
    KEPT = "kept"


@dataclass(frozen=True)
class KeptIdentity:
    """A file whose identity is kept: its id and code, and when that was written last."""

    file: str
    code: str
    updated: str


@dataclass(frozen=True)
class Orphan:
    """What the vault keeps and the coded side does not know.

    Attributes:
        record: Its record.
        form: Its ficha.
        created: Instant of its first revision.
        lacks: ``file`` where its coded file is not there, else ``record``.
    """

    record: str
    form: str
    created: str
    lacks: str


class IdentityFiles:
    """The identities of this workspace's files, as the present user may see them."""

    def __init__(self, context: Context, identities: Identities) -> None:
        """Look into the vault of ``context``'s workspace, whenever that is open."""
        self._context, self._identities = context, identities

    def of_file(self, file: str) -> Identity:
        """Return what is known now of the identity behind a file, without reading it."""
        if self._identities.is_open:
            with self._identities.read() as unit:
                has = any(one.form == FORM for one in unit.records.outlines(file))
            return Identity.KEPT if has else Identity.NONE
        state = self._identities.state()
        if state.is_missing:
            return Identity.MISSING
        return Identity.CLOSED if state.exists else Identity.NO_VAULT

    def find(self, code: str) -> str:
        """Return the file of a code, for who keeps identities and sees no files.

        Raises:
            IdentityClosedError: The vault is not open.
            InvalidCaseCodeError: It is no code.
            RecordMissingError: No file has it.
        """
        wanted = CaseCode.parse(code)
        with self._identities.read(), self._context.store.read() as unit:
            found = unit.case_files.with_code(wanted)
        if found is None:
            raise RecordMissingError(code=str(wanted))
        return found.id

    def kept(self) -> tuple[KeptIdentity, ...]:
        """Return the files whose identity is kept, by their codes; no name is read.

        Raises:
            IdentityClosedError: The vault is not open.
        """
        with self._identities.read() as unit:
            held = [one for one in _records(unit) if one.form == FORM and one.file is not None]
        with self._context.store.read() as unit_of_case:
            known = set(unit_of_case.case_files.ids())
            rows = [
                KeptIdentity(one.file, str(unit_of_case.case_files.get(one.file).code), one.updated)
                for one in held
                if one.file in known
            ]
        return tuple(sorted(rows, key=lambda one: one.code))

    def placeholder_values(self, file: str | None) -> dict[str, str]:
        """Return what the open vault knows of a document's placeholders; empty where it is closed.

        It is noted, as every reading of an identity is.
        """
        if file is None or not self._identities.is_open:
            return {}
        with self._identities.read() as unit:
            records = sorted(unit.records.of_file(file), key=lambda one: one.updated)
        found: dict[str, str] = {}
        for record in records:
            values = _by_name(record.state.values())
            if record.form == FORM:
                name = " ".join(values[one] for one in _NAMES if values.get(one))
                _put(found, "nombre", name)
                _put(found, "documento", values.get("document_number", ""))
            _put(found, "clave_testigo", values.get("witness_key", ""))
            _put(found, "direccion_notificacion", values.get("notice_address", ""))
            _put(found, "expediente_judicial", values.get("court_file", ""))
        if records:
            with self._context.store.write() as unit_of_case:
                for record in records:
                    self._context.note(
                        unit_of_case, "identity_view", record.id, form=record.form, use="document"
                    )
        return found

    # --- what belongs to nothing -----------------------------------------------------------

    def orphans(self) -> tuple[Orphan, ...]:
        """Return what belongs to no file or record of the coded side and was not kept on purpose.

        What somebody is still filling is none: its draft will make the record.

        Raises:
            IdentityClosedError: The vault is not open.
        """
        with self._identities.read() as unit:
            held = _records(unit)
            kept = set(unit.own.setting(_KEPT) or [])
        with self._context.store.read() as unit_of_case:
            files = set(unit_of_case.case_files.ids())
            records = set(unit_of_case.records.ids())
            drafts = set(unit_of_case.drafts.ids())
        found = []
        for one in held:
            if one.id in kept or one.id in drafts:
                continue
            if one.file is not None and one.file not in files:
                found.append(Orphan(one.id, one.form, one.created, "file"))
            elif one.id not in records and not self._stands_alone(one):
                found.append(Orphan(one.id, one.form, one.created, "record"))
        return tuple(found)

    def keep_orphan(self, record: str) -> None:
        """Keep what belongs to nothing, and do not offer it again.

        Raises:
            IdentityClosedError: The vault is not open.
        """
        self._check(record)
        with self._identities.write() as unit:
            kept = set(unit.own.setting(_KEPT) or [])
            unit.own.set_setting(_KEPT, sorted(kept | {record}))
        self._note("identity_orphan_kept", record)

    def remove_orphan(self, record: str, reason: str) -> None:
        """Remove what belongs to nothing, with all its revisions.

        Raises:
            IdentityClosedError: The vault is not open.
            InputError: No reason.
            RecordMissingError: It is no orphan.
        """
        if not reason.strip():
            raise InputError(missing="reason")
        self._check(record)
        with self._identities.write() as unit:
            unit.records.forget(record)
        self._note("identity_orphan_removed", record, reason=reason.strip())

    def _check(self, record: str) -> None:
        if all(one.record != record for one in self.orphans()):
            raise RecordMissingError(record=record)

    def _stands_alone(self, record: Record) -> bool:
        """Tell whether a record lies in the vault alone by its nature."""
        try:
            return self._context.library.definition(record.form, record.version).is_of_identity
        except FormUnknownError:
            return record.form == FORM

    def _note(self, action: str, record: str, **detail: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(unit, action, record, **detail)
            unit.touched |= {"identities"}


def _records(unit: IdentityUnit) -> list[Record]:
    return [unit.records.get(one) for one in unit.records.ids()]


def _by_name(answers: Mapping[str, JsonValue]) -> dict[str, str]:
    return dict(_named(answers))


def _named(answers: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
    for path, value in answers.items():
        if isinstance(value, str):
            yield path.rpartition("/")[2], value


def _put(found: dict[str, str], name: str, value: str) -> None:
    if value.strip():
        found[name] = value.strip()
