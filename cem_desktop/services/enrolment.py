"""How an office comes to know headquarters: request, telephone, answer, six words.

An office works fully before its enrolment; it only seals to nobody.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from cem_desktop import __version__
from cem_desktop.domain.roles import ENROL, WorkspaceKind
from cem_desktop.errors import NotEnrolledError
from cem_desktop.services.context import Context
from cem_desktop.services.trust import find_trust, is_enrolled, keep_trust
from cem_desktop.storage import files
from cem_desktop.sync import enrolment
from cem_desktop.sync.enrolment import EnrolmentRequest
from cem_desktop.sync.trusted_set import TrustedSet

REQUEST_SUFFIX = ".cem-request"
ANSWER_SUFFIX = ".cem-answer"
REQUEST_SETTING = "enrolment.request"
_NAME_BYTES = 8


@dataclass(frozen=True)
class EnrolmentState:
    """Where an office stands.

    Attributes:
        asked: It has written a request.
        enrolled: It believes a headquarters, which counts this device among its own.
        request_words: The six words of its request, to read out; () before there is one.
        root_words: The six words of the root it believes; () before.
    """

    asked: bool
    enrolled: bool
    request_words: tuple[str, ...]
    root_words: tuple[str, ...]


class Enrolment:
    """The office's side."""

    def __init__(self, context: Context) -> None:
        """Enrol the device of ``context``."""
        self._context = context

    def state(self) -> EnrolmentState:
        """Return where this office stands."""
        with self._context.store.read() as unit:
            request = unit.office.setting(REQUEST_SETTING)
            trusted = find_trust(unit)
        document = bytes.fromhex(request) if request else b""
        return EnrolmentState(
            asked=bool(request),
            enrolled=is_enrolled(trusted, self._context.device.id),
            request_words=enrolment.request_words(document) if document else (),
            root_words=trusted.root_words() if trusted else (),
        )

    def write_request(self, folder: Path) -> Path:
        """Write the request file; the same one each time, so that its words stay.

        Raises:
            DiskFullError: No room.
            FolderNotWritableError: The folder refuses.
        """
        self._context.require(ENROL, "request_enrolment", self._context.device.id)
        with self._context.store.write() as unit:
            kept = unit.office.setting(REQUEST_SETTING)
            document = bytes.fromhex(kept) if kept else self._request()
            unit.office.set_setting(REQUEST_SETTING, document.hex())
            self._context.note(unit, "request_enrolment", self._context.device.id)
            unit.touched |= {"trust"}
        path = folder / f"{secrets.token_hex(_NAME_BYTES)}{REQUEST_SUFFIX}"
        files.write_whole(path, document)
        return path

    def accept(self, answer: Path, words: str) -> None:
        """Believe the headquarters of an answer, once the six words typed are those of its root.

        An office that believes a headquarters already changes it for nobody: the answer may only
        bring a newer root or roster of the same.

        Raises:
            FingerprintMismatchError: Other words; nothing is believed.
            TrustDocumentError: The answer is for another device, of another headquarters, or its
                signatures do not hold.
            NotEnrolledError: No request was written yet.
            NotPermittedError: The user's roles do not enrol an office.
        """
        if self._context.kind is WorkspaceKind.HEADQUARTERS:
            raise self._context.deny("enrol", self._context.device.id)
        self._context.require(ENROL, "enrol", self._context.device.id)
        with files.translated(answer):
            document = answer.read_bytes()
        with self._context.store.write() as unit:
            request = unit.office.setting(REQUEST_SETTING)
            if not request:
                raise NotEnrolledError
            trusted = enrolment.accept_answer(document, words, bytes.fromhex(request))
            keep_trust(unit, _newer(find_trust(unit), trusted))
            self._context.note(unit, "enrol", self._context.device.id, root=trusted.root.version)

    def _request(self) -> bytes:
        device = self._context.device
        request = EnrolmentRequest(
            office=self._context.office.id,
            signing_key=device.signer.public_key,
            age_case=device.recipient,
            app=__version__,
            wall=self._context.stamp(),
        )
        return request.sign(device.signer)


def _newer(known: TrustedSet | None, answered: TrustedSet) -> TrustedSet:
    """Return what to believe after an answer: the same headquarters as before, only newer.

    Raises:
        TrustDocumentError: The answer is of another headquarters than the one believed already.
    """
    if known is None:
        return answered
    documents = [one for one in (answered.root_document, answered.roster_document) if one]
    return known.with_documents(documents)
