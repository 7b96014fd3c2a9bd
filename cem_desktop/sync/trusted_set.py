"""The trusted set: which root and roster this workspace believes, and what may replace them.

A frozen state machine that takes bytes and gives a new set, or raises and leaves the old one. All
reading and keeping is the caller's.

The rules, as in The Update Framework (https://theupdateframework.github.io/specification/,
section 5.3 and 5.4):

1. The first root is believed because a person compared its six words (``enrolment``).
2. Root N+1 replaces root N when the thresholds of N and of N+1 have signed it. No version is
   skipped, so every change of keys is witnessed by the keys before it.
3. A roster replaces another when the roster role of the current root has signed it and its version
   is higher. Equal version with other bytes is refused: nobody issues a version twice.
4. A new root that takes the roster role's keys away also takes the roster away; the next one may
   have any version. So a stolen roster key that ran the version up to the skies is survived.
5. Expiry only warns: an office without news keeps saving, and keeps exporting to headquarters.
   Long after it (``is_expired``) no new device is taken on until there is news.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cem_desktop.crypto.fingerprint import fingerprint_words
from cem_desktop.crypto.signing import Envelope, Verifier
from cem_desktop.errors import TrustDocumentError, TrustRollbackError
from cem_desktop.sync.roster import (
    ROLE_RECEIPTS,
    ROLE_ROOT,
    ROLE_ROSTER,
    ROOT_TYPE,
    ROSTER_TYPE,
    Device,
    Root,
    Roster,
)
from cem_desktop.sync.sender import HEADQUARTERS, SenderKey
from cem_desktop.sync.trust_fields import HARD_EXPIRY, is_past

ROOT_WORDS = "root"


@dataclass(frozen=True)
class TrustedSet:
    """What this workspace believes; the documents are the exact bytes to keep and pass on."""

    root: Root
    root_document: bytes
    roster: Roster | None = None
    roster_document: bytes | None = None

    @classmethod
    def start(cls, root_document: bytes) -> TrustedSet:
        """Return the set of a first root, which a person has compared or which stands in the store.

        Raises:
            TrustDocumentError: Its own threshold of keys did not sign it.
        """
        envelope = Envelope.from_bytes(root_document)
        root = Root.from_payload(envelope.payload)
        root.verify(ROLE_ROOT, envelope, ROOT_TYPE)
        return cls(root, root_document)

    @classmethod
    def restore(cls, root_document: bytes, roster_document: bytes | None) -> TrustedSet:
        """Return the set that was kept in the store.

        Raises:
            TrustDocumentError: The two do not belong together.
        """
        kept = cls.start(root_document)
        return kept if roster_document is None else kept.with_roster(roster_document)

    def with_root(self, root_document: bytes) -> TrustedSet:
        """Return the set after the next root (rules 2 and 4); itself for the root it has.

        Raises:
            TrustRollbackError: An older root.
            TrustDocumentError: A version too far, the same version again, or too few signatures.
        """
        envelope = Envelope.from_bytes(root_document)
        payload = self.root.verify(ROLE_ROOT, envelope, ROOT_TYPE)
        new = Root.from_payload(payload)
        if new.version < self.root.version:
            raise TrustRollbackError(document="root", known=self.root.version, got=new.version)
        if new.version == self.root.version:
            return self._same("root", payload, self.root_document)
        if new.version > self.root.version + 1:
            raise TrustDocumentError(reason="root skipped", want=self.root.version + 1)
        new.verify(ROLE_ROOT, envelope, ROOT_TYPE)
        next_set = TrustedSet(new, root_document)
        if self.roster_document is None:
            return next_set
        try:
            return next_set.with_roster(self.roster_document)
        except TrustDocumentError:
            return next_set  # rule 4

    def with_roster(self, roster_document: bytes) -> TrustedSet:
        """Return the set after another roster (rule 3); itself for the roster it has.

        Raises:
            TrustRollbackError: An older roster.
            TrustDocumentError: Not signed by the roster role, issued under a root not known here,
                or the same version with other bytes.
        """
        envelope = Envelope.from_bytes(roster_document)
        payload = self.root.verify(ROLE_ROSTER, envelope, ROSTER_TYPE)
        new = Roster.from_payload(payload)
        if new.root > self.root.version:
            raise TrustDocumentError(reason="root missing", want=new.root)
        if self.roster is not None and self.roster_document is not None:
            if new.version < self.roster.version:
                known = self.roster.version
                raise TrustRollbackError(document="roster", known=known, got=new.version)
            if new.version == self.roster.version:
                return self._same("roster", payload, self.roster_document)
        return TrustedSet(self.root, self.root_document, new, roster_document)

    def with_documents(self, documents: Iterable[bytes]) -> TrustedSet:
        """Return the set after what a bundle brought: any roots and rosters, in any order.

        Older documents are passed over: a bundle may be carried late. So is a roster of the number
        that stands here with other bytes: headquarters was put back and has issued a number twice.
        It is not believed, and the rest of the answer is not lost for it. All or nothing.

        Raises:
            TrustDocumentError: One of them cannot be believed, or there would be no roster left.
        """
        roots, rosters = _by_kind(documents)
        trusted = self
        for document in roots:
            try:
                trusted = trusted.with_root(document)
            except TrustRollbackError:
                continue
            except TrustDocumentError:
                if _stated_version(document) >= trusted.root.version:
                    raise
        for document in rosters:
            try:
                trusted = trusted.with_roster(document)
            except TrustRollbackError:
                continue
            except TrustDocumentError:
                if trusted.is_news(document):
                    raise
        if trusted.roster is None and self.roster is not None:
            raise TrustDocumentError(reason="no roster under the new root")
        return trusted

    def sender(self, key_digest: bytes) -> SenderKey | None:
        """Return the enrolled device whose signing key has this SHA-256."""
        devices = self.roster.devices if self.roster else ()
        for device in devices:
            if hashlib.sha256(device.signing_key).digest() == key_digest:
                return device.as_sender()
        return None

    def headquarters(self) -> tuple[Device, ...]:
        """Return headquarters' active devices: whom an office seals to."""
        devices = self.roster.devices if self.roster else ()
        return tuple(d for d in devices if d.role == HEADQUARTERS and d.is_active)

    def receipt_keys(self) -> dict[str, Verifier]:
        """Return the keys that may sign receipts."""
        return self.root.verifiers(ROLE_RECEIPTS)

    @property
    def receipt_threshold(self) -> int:
        """How many of those keys must sign a receipt."""
        return self.root.roles[ROLE_RECEIPTS].threshold

    def root_words(self) -> tuple[str, ...]:
        """Return the six words of the root, to be read out by telephone."""
        payload = Envelope.from_bytes(self.root_document).payload
        return fingerprint_words(ROOT_WORDS, payload)

    def is_stale(self, now: datetime) -> bool:
        """Return whether to ask headquarters for news; nothing is blocked by it.

        A clock that stands before the roster's issue is wrong, so the later of the two counts.
        """
        if self.roster is None:
            return False
        expiries = (self.roster.soft_expires, self.root.expires)
        return is_past(now, self.roster.issued, expiries)

    def is_expired(self, now: datetime) -> bool:
        """Return whether there was no news for so long that no new device is taken on."""
        if self.roster is None:
            return False
        expiries = (self.roster.soft_expires, self.root.expires)
        return is_past(now, self.roster.issued, expiries, grace=HARD_EXPIRY)

    def is_root_stale(self, now: datetime) -> bool:
        """Return whether headquarters should sign a new root; nothing is blocked by it."""
        issued = self.roster.issued if self.roster else self.root.expires
        return is_past(now, issued, (self.root.expires,))

    def is_root_expired(self, now: datetime) -> bool:
        """Return whether headquarters must sign a new root before it takes on a device."""
        issued = self.roster.issued if self.roster else self.root.expires
        return is_past(now, issued, (self.root.expires,), grace=HARD_EXPIRY)

    def is_news(self, roster_document: bytes) -> bool:
        """Return whether a roster claims to be newer than what stands here, its root no older."""
        stated = Roster.from_payload(Envelope.from_bytes(roster_document).payload)
        newer = self.roster is None or stated.version > self.roster.version
        return newer and stated.root >= self.root.version

    def _same(self, name: str, payload: bytes, known: bytes) -> TrustedSet:
        if payload != Envelope.from_bytes(known).payload:
            raise TrustDocumentError(reason=f"{name} version twice")
        return self


def _by_kind(documents: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Return roots and rosters, each from the oldest to the newest by what they state."""
    kinds: dict[str, list[bytes]] = {ROOT_TYPE: [], ROSTER_TYPE: []}
    for document in documents:
        kind = Envelope.from_bytes(document).payload_type
        if kind not in kinds:
            raise TrustDocumentError(reason="type")
        kinds[kind].append(document)
    return (
        sorted(kinds[ROOT_TYPE], key=_stated_version),
        sorted(kinds[ROSTER_TYPE], key=_stated_version),
    )


def _stated_version(document: bytes) -> int:
    """Return the version that a document claims, before anybody has verified it."""
    envelope = Envelope.from_bytes(document)
    if envelope.payload_type == ROOT_TYPE:
        return Root.from_payload(envelope.payload).version
    return Roster.from_payload(envelope.payload).version
