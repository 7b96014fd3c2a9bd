"""Erasure by law: bytes go, ids, hashes and signatures stay, and a signed document says what.

The order of the act: the identity store first, where this workspace has one (whoever is stopped
between the two has a coded file without a name, which is legal); then one unit of work on the case
store with everything else; then the file of the store is written anew, so that no page of it holds
what was dropped. A process that is killed before the last step finishes it at the next opening.

Laptops that hold the file are asked for it: they lock it, and it leaves them. Headquarters is told
to withdraw by a feed that begins again: it carries of this file nothing but pseudonyms, and what
the old feed had kept of it is dropped with the old feed.

Backups still hold the file, and so do bundles that left. No program reaches them.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cem_desktop.crypto.signing import Verifier, pae
from cem_desktop.domain import erasure as erasures
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.erasure import ErasedRecord, Erasure
from cem_desktop.domain.roles import KEEP_DATA, READ_TRAIL
from cem_desktop.errors import (
    ErasureCodeError,
    ErasureRequestError,
    FileErasedError,
    InputError,
    InvalidCaseCodeError,
    StoreError,
)
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS, begin_again, withdraw
from cem_desktop.services.official import withdraw_official
from cem_desktop.services.recording import refresh_index
from cem_desktop.services.road_receipts import withdraw_from_road
from cem_desktop.storage.erasures import KeptErasure

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

_REQUESTS: Final = "f37"
_DUE: Final = "scouring_due"
_RIGHTS: Final = frozenset({"cancellation", "opposition"})
_GRANTED: Final = frozenset({"granted", "partly"})
_MOST_REASON: Final = 2000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ErasurePlan:
    """What an erasure would drop, before anybody confirms it.

    Attributes:
        file: The file.
        code: Its code, to be typed again.
        records: How many records.
        revisions: How many revisions.
        drafts: How many drafts, everybody's.
        attachments: How many attachments.
    """

    file: str
    code: str
    records: int
    revisions: int
    drafts: int
    attachments: int


@dataclass(frozen=True)
class ErasureOrder:
    """What coordination decides: why, on what ground, for which request, and the typed code."""

    ground: str
    reason: str
    request: str | None
    typed_code: str


@dataclass(frozen=True)
class ErasureRow:
    """An erasure that was done, as the page shows it."""

    file: str
    code: str
    at: str
    by: str
    ground: str
    reason: str
    records: int


class Erasing:
    """Erases files, and checks that what was erased is what the documents say."""

    def __init__(
        self,
        context: Context,
        erase_identity: Callable[[str], bool | None] | None = None,
        sweep: Callable[[], int] | None = None,
    ) -> None:
        """Work in the workspace of ``context``.

        Args:
            context: The workspace.
            erase_identity: Empties the identity store of a file and says whether it did; None where
                there is none. Doing it a second time does no harm.
            sweep: Removes the sealed files to which nothing refers any more.
        """
        self._context, self._erase_identity = context, erase_identity
        self._sweep = sweep

    def find(self, code: str) -> str:
        """Return the file with a code, in use or blocked.

        Raises:
            InvalidCaseCodeError: What was typed is no code, or no file has it.
            FileErasedError: It was erased already.
            NotPermittedError: The user is not coordination.
        """
        self._context.require(KEEP_DATA, "erase", "")
        with self._context.store.read() as unit:
            file = unit.case_files.with_code(CaseCode.parse(code))
            if file is None:
                raise InvalidCaseCodeError
            if unit.erasures.of_file(file.id) is not None:
                raise FileErasedError(file=file.id)
        return file.id

    def plan(self, file: str) -> ErasurePlan:
        """Return what would be dropped; nothing is.

        Raises:
            FileErasedError: It was erased already.
            NotPermittedError: The user is not coordination.
            RecordMissingError: There is no such file.
        """
        self._context.require(KEEP_DATA, "erase", file)
        with self._context.store.read() as unit:
            if unit.erasures.of_file(file) is not None:
                raise FileErasedError(file=file)
            return ErasurePlan(
                file=file,
                code=str(unit.case_files.get(file).code),
                records=len(unit.records.outlines(file)),
                revisions=sum(unit.records.revision_counts(file).values()),
                drafts=len(unit.erasures.drafts_of(file)),
                attachments=len(unit.erasures.attachments_of(file)),
            )

    def erase(self, file: str, order: ErasureOrder) -> Erasure:
        """Erase a file; longer than a moment, and never undone.

        Raises:
            ErasureCodeError: The typed code is another one; nothing was changed.
            ErasureRequestError: The ground is her request, and none was granted for this file.
            FileErasedError: It was erased already.
            InputError: No reason, too long a one, or no such ground.
            NotPermittedError: The user is not coordination.
            StoreError: The store cannot be written; it is as it was before.
        """
        self._context.require(KEEP_DATA, "erase", file)
        self._check(file, order)
        identity = self._erase_identity(file) if self._erase_identity else None
        with self._context.store.write() as unit:
            if unit.erasures.of_file(file) is not None:
                raise FileErasedError(file=file)
            done = self._drop(unit, file, order, identity=identity)
        self.finish()
        return done

    def finish(self) -> bool:
        """Write the store's file anew where an erasure waits for it; say whether none waits now.

        A full disk, or somebody who reads for long, only puts it off: the erasure stands.
        """
        if not self.waits():
            return True
        try:
            if self._sweep is not None:
                self._sweep()
            self._context.store.scour()
        except StoreError as error:
            _log.warning("the store could not be written anew: %s", error.code)
            return False
        with self._context.store.write() as unit:
            unit.office.set_setting(_DUE, value=False)
        return True

    def waits(self) -> bool:
        """Tell whether the store's file still has to be written anew after an erasure."""
        with self._context.store.read() as unit:
            return bool(unit.office.setting(_DUE))

    def check(self) -> tuple[int, tuple[str, ...]]:
        """Return how many erasures there are, and what does not fit among them.

        Raises:
            NotPermittedError: The user reads neither files nor the trail.
        """
        self._context.require(KEEP_DATA | READ_TRAIL, "erasures", "")
        with self._context.store.read() as unit:
            return len(unit.erasures.all()), faults(unit)

    def done(self) -> tuple[ErasureRow, ...]:
        """Return the erasures that were done, the latest first.

        Raises:
            NotPermittedError: The user is not coordination.
        """
        self._context.require(KEEP_DATA, "erasures", "")
        with self._context.store.read() as unit:
            logins = unit.office.logins()
            rows = []
            for kept in unit.erasures.all():
                said = erasures.unpack(kept.document)
                code = str(unit.case_files.get(kept.file).code)
                by = logins.get(said.by, said.by)
                rows.append(
                    ErasureRow(
                        kept.file, code, said.at, by, said.ground, said.reason, len(said.records)
                    )
                )
        return tuple(reversed(rows))

    def _check(self, file: str, order: ErasureOrder) -> None:
        """Go on only with a ground, a reason, the right code and, where needed, her request."""
        if order.ground not in erasures.GROUNDS:
            raise InputError(missing="ground")
        if not order.reason.strip() or len(order.reason) > _MOST_REASON:
            raise InputError(missing="reason")
        with self._context.store.read() as unit:
            code = str(unit.case_files.get(file).code)
            if not _is_same(order.typed_code, code):
                raise ErasureCodeError(file=file)
            if order.ground == "request" or order.request:
                _check_request(unit, order.request, code)

    def _drop(
        self, unit: CaseUnit, file: str, order: ErasureOrder, *, identity: bool | None
    ) -> Erasure:
        """Do everything that one unit can do, and keep the signed document of it."""
        context, device = self._context, self._context.device
        records = tuple(
            ErasedRecord(one.id, f"{one.form}@{one.version}", unit.erasures.revision_ids(one.id))
            for one in unit.records.outlines(file)
        )
        done = Erasure(
            id=str(uuid.uuid4()),
            file=file,
            at=context.stamp(),
            by=context.user.id,
            device=device.id,
            key=device.signer.public_key.hex(),
            ground=order.ground,
            reason=order.reason.strip(),
            request=order.request,
            records=records,
            drafts=unit.erasures.drafts_of(file),
            attachments=unit.erasures.attachments_of(file),
            identity=identity,
        )
        if unit.feeds.find(TO_HEADQUARTERS, STATISTICAL) is not None:
            withdraw(unit, context, file)
            withdraw_official(unit, context, file)
            begin_again(unit, context)
        withdraw_from_road(unit, context, file)
        unit.erasures.drop_retired_entries()
        unit.letters.forget([one.id for one in records])
        unit.erasures.drop_bytes(file)
        unit.quarantine.empty(file)
        refresh_index(unit, context, file)
        document = done.pack()
        signature = device.signer.sign(pae(erasures.PAYLOAD_TYPE, document))
        unit.erasures.add(KeptErasure(done.id, file, done.at, done.by, document, signature))
        unit.office.set_setting(_DUE, value=True)
        context.note(unit, "erase", file, ground=order.ground, records=len(records))
        unit.touched |= {"case_files", "records", "drafts", "feeds"}
        return done


def faults(unit: CaseUnit) -> tuple[str, ...]:
    """Return what does not fit among the erasures: the ids of documents and of revisions.

    A document whose signature does not hold under the key that it names, or a revision without
    bytes that no document speaks of.
    """
    found: list[str] = []
    named: set[str] = set()
    for kept in unit.erasures.all():
        said = erasures.unpack(kept.document)
        verifier = Verifier(bytes.fromhex(said.key))
        if not verifier.holds(kept.signature, pae(erasures.PAYLOAD_TYPE, kept.document)):
            found.append(kept.id)
        named |= said.revisions
    found += [one for one in unit.erasures.without_bytes() if one not in named]
    return tuple(found)


def _is_same(typed: str, code: str) -> bool:
    try:
        return str(CaseCode.parse(typed)) == code
    except InvalidCaseCodeError:
        return False


def _check_request(unit: CaseUnit, request: str | None, code: str) -> None:
    """Go on only if a request to erase was granted for this file, or for none by name.

    Raises:
        ErasureRequestError: It was not.
    """
    held = {one.id: one for one in unit.records.of_office() if one.form == _REQUESTS}
    if request is None or request not in held:
        raise ErasureRequestError
    answers = held[request].state.values()
    about = answers.get("request/code") or code
    fits = (
        answers.get("request/right") in _RIGHTS
        and answers.get("answered/answer") in _GRANTED
        and _is_same(str(about), code)
    )
    if not fits:
        raise ErasureRequestError(request=request)
