"""How a laptop comes to know its office: request, six words, answer, six words.

A laptop needs no headquarters. Before it has joined, it exchanges nothing with anybody.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from cem_desktop import __version__
from cem_desktop.crypto import fingerprint
from cem_desktop.crypto.word_list import spanish_words
from cem_desktop.domain.roles import ENROL, WorkspaceKind
from cem_desktop.errors import NotJoinedError
from cem_desktop.services.context import Context
from cem_desktop.services.device_keys import identity_recipient
from cem_desktop.services.enrolment import REQUEST_SUFFIX
from cem_desktop.services.trust import (
    find_office_trust,
    find_trust,
    keep_office_trust,
    keep_trust,
)
from cem_desktop.storage import files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync import enrolment
from cem_desktop.sync.enrolment import EnrolmentRequest
from cem_desktop.sync.joining import Joined, accept_laptop_answer
from cem_desktop.sync.office_trust import OfficeTrust
from cem_desktop.sync.sender import LAPTOP

WORD_COUNT = fingerprint.WORD_COUNT
_REQUEST_SETTING = "joining.request"
_NAME_BYTES = 8


@dataclass(frozen=True)
class JoiningState:
    """Where a laptop stands.

    Attributes:
        asked: It has written a request.
        joined: It knows its office.
        request_words: The six words of its request, to be typed at the office; () before.
        hub_words: The six words of the office PC that it believes; () before.
        kind: ``laptop`` or ``satellite``; "" before.
        holder: The login of whom the office gave it to; "" before.
        services: The services whose reserved answers it may carry.
        active: The office still counts it among its own, by the last roster that arrived.
        issued: When that roster was issued; "" before.
        stale: It is time to meet the office; nothing is blocked by it.
    """

    asked: bool
    joined: bool
    request_words: tuple[str, ...] = ()
    hub_words: tuple[str, ...] = ()
    kind: str = ""
    holder: str = ""
    services: tuple[str, ...] = ()
    active: bool = False
    issued: str = ""
    stale: bool = False


def fingerprint_word_list() -> tuple[str, ...]:
    """Return the list that the six words of a request or an office PC are taken from."""
    return spanish_words()


class Joining:
    """The laptop's side."""

    def __init__(self, context: Context) -> None:
        """Join the device of ``context`` to its office."""
        self._context = context

    def state(self) -> JoiningState:
        """Return where this laptop stands."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_REQUEST_SETTING)
            trusted = find_office_trust(unit)
        words = enrolment.request_words(bytes.fromhex(kept)) if kept else ()
        if trusted is None:
            return JoiningState(bool(kept), joined=False, request_words=words)
        own = trusted.roster.device(self._context.device.id)
        return JoiningState(
            asked=bool(kept),
            joined=True,
            request_words=words,
            hub_words=trusted.hub_words(),
            kind=own.kind if own else "",
            holder=own.holder if own else "",
            services=own.services if own else (),
            active=own is not None and own.is_active,
            issued=trusted.roster.issued,
            stale=trusted.is_stale(self._context.clock.now()),
        )

    def write_request(self, folder: Path) -> Path:
        """Write the request file; the same one each time, so that its words stay.

        Raises:
            NotPermittedError: This is no laptop, or the user's roles join it to nothing.
            DiskFullError: No room.
            FolderNotWritableError: The folder refuses.
        """
        self._require("request_joining")
        with self._context.store.write() as unit:
            kept = unit.office.setting(_REQUEST_SETTING)
            document = bytes.fromhex(kept) if kept else self._request(unit)
            unit.office.set_setting(_REQUEST_SETTING, document.hex())
            self._context.note(unit, "request_joining", self._context.device.id)
            unit.touched |= {"trust"}
        path = folder / f"{secrets.token_hex(_NAME_BYTES)}{REQUEST_SUFFIX}"
        files.write_whole(path, document)
        return path

    def accept(self, answer: Path, words: str) -> None:
        """Believe the office of an answer, once the six words typed are those of its PC.

        The answer of another office PC takes the place of the one before: its six words were
        compared afresh, as they are when the PC was replaced.

        Raises:
            FingerprintMismatchError: Other words; nothing is believed.
            TrustDocumentError: The answer is for another laptop, or its signatures do not hold.
            TrustRollbackError: It is older than what is known here.
            NotJoinedError: No request was written yet.
            NotPermittedError: This is no laptop, or the user's roles join it to nothing.
        """
        self._require("join")
        with files.translated(answer):
            document = answer.read_bytes()
        with self._context.store.write() as unit:
            request = unit.office.setting(_REQUEST_SETTING)
            if not request:
                raise NotJoinedError
            joined = accept_laptop_answer(document, words, bytes.fromhex(request))
            office = _newer(find_office_trust(unit), joined.office)
            keep_office_trust(unit, office)
            _keep_headquarters(unit, joined)
            self._context.note(unit, "join", self._context.device.id, roster=office.roster.version)

    def _require(self, act: str) -> None:
        own = self._context.device.id
        if self._context.kind is not WorkspaceKind.LAPTOP:
            raise self._context.deny(act, own)
        self._context.require(ENROL, act, own)

    def _request(self, unit: CaseUnit) -> bytes:
        device = self._context.device
        request = EnrolmentRequest(
            office=self._context.office.id,
            signing_key=device.signer.public_key,
            age_case=device.recipient,
            age_ident=identity_recipient(unit, self._context.stamp()),
            app=__version__,
            wall=self._context.stamp(),
            role=LAPTOP,
        )
        return request.sign(device.signer)


def _newer(known: OfficeTrust | None, answered: OfficeTrust) -> OfficeTrust:
    """Return what to believe after an answer: of the same office PC only what is newer."""
    if known is None or known.hub_key != answered.hub_key:
        return answered
    return known.with_roster(answered.document)


def _keep_headquarters(unit: CaseUnit, joined: Joined) -> None:
    """Keep what the office passed on of headquarters; never anything older of it."""
    passed_on, known = joined.headquarters, find_trust(unit)
    if passed_on is None:
        return
    if known is None:
        keep_trust(unit, passed_on)
        return
    documents = [one for one in (passed_on.root_document, passed_on.roster_document) if one]
    keep_trust(unit, known.with_documents(documents))
