"""The keys of this device: made once, at random, and kept inside the store.

They are not derived from the store's key, so a re-key leaves them; on suspicion they are replaced
by roster, never copied to another machine. The age identity has successors: when a laptop is
stolen the office takes a new one, and keeps the ones before for a time, so that what was sealed to
them still opens.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from cem_desktop.crypto import sealing
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.signing import Signer, Verifier
from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.office import Secret
from cem_desktop.sync.enrolment import device_id

_SIGN = "device.sign"
_AGE = "device.age"
_PROJECTION = "device.projection"
_FORMER = "device.former"
_IDENTITY = "device.identity_cards"
PROJECTION_KEY_BYTES = 32
GRACE = timedelta(days=365)
"""How long an age identity still opens after another has taken its place."""


@dataclass(frozen=True)
class DeviceKeys:
    """What this device signs and opens with.

    Attributes:
        signer: Its Ed25519 key.
        age_identity: Its present secret age identity for case data.
        projection_key: What the pseudonyms that leave are keyed with.
    """

    signer: Signer
    age_identity: str
    projection_key: bytes

    @property
    def id(self) -> str:
        """Return the device's name, which follows from its signing key."""
        return device_id(self.signer.public_key)

    @property
    def recipient(self) -> str:
        """Return the public age recipient that others seal to."""
        return sealing.recipient_of(self.age_identity)


def make_device_keys(
    unit: CaseUnit, created: str, random_source: RandomSource = system_random
) -> None:
    """Make the keys of a new workspace and keep them."""
    unit.office.add_secret(_SIGN, Signer.generate(random_source).seed, created)
    unit.office.add_secret(_AGE, sealing.generate_identity().encode(), created)
    unit.office.add_secret(_PROJECTION, random_source(PROJECTION_KEY_BYTES), created)


def identity_recipient(unit: CaseUnit, created: str) -> str:
    """Return whom cards of identity are sealed to on a laptop; its key is made when first asked."""
    if not unit.office.has_secret(_IDENTITY):
        unit.office.add_secret(_IDENTITY, sealing.generate_identity().encode(), created)
    return sealing.recipient_of(unit.office.secret(_IDENTITY).decode())


def find_identity_key(unit: CaseUnit) -> str | None:
    """Return a laptop's secret age identity for cards, None where there is none."""
    return unit.office.secret(_IDENTITY).decode() if unit.office.has_secret(_IDENTITY) else None


def complete_device_keys(unit: CaseUnit, created: str) -> bool:
    """Make what is missing of the keys, after a salvage; say whether anything was."""
    made = {
        _SIGN: lambda: Signer.generate().seed,
        _AGE: lambda: sealing.generate_identity().encode(),
        _PROJECTION: lambda: system_random(PROJECTION_KEY_BYTES),
    }
    missing = [name for name in made if not unit.office.secrets_named(name)]
    for name in missing:
        unit.office.add_secret(name, made[name](), created)
    return bool(missing)


def load_device_keys(unit: CaseUnit) -> DeviceKeys:
    """Return the keys of this workspace.

    Raises:
        RecordMissingError: The workspace was never finished.
    """
    return DeviceKeys(
        signer=Signer(_signing_secret(unit).value),
        age_identity=age_identities(unit)[0],
        projection_key=unit.office.secret(_PROJECTION),
    )


def renew_device_keys(unit: CaseUnit, created: str) -> DeviceKeys:
    """Make another device of this workspace, and return its keys.

    The signing key before is forgotten; its public half stays, for what it signed. The projection
    key stays too, so that at headquarters nobody counts twice.
    """
    before = _signing_secret(unit)
    former = [*former_keys(unit), Signer(before.value).public_key]
    unit.office.set_setting(_FORMER, [key.hex() for key in former])
    number = int(before.name.removeprefix(_SIGN).removeprefix(".") or 0) + 1
    unit.office.add_secret(f"{_SIGN}.{number}", Signer.generate().seed, created)
    unit.office.drop_secret(before.name)
    rotate_age_identity(unit, created)
    return load_device_keys(unit)


def former_keys(unit: CaseUnit) -> tuple[bytes, ...]:
    """Return the public keys that this workspace signed with before, oldest first."""
    return tuple(bytes.fromhex(key) for key in unit.office.setting(_FORMER) or ())


def own_verifiers(unit: CaseUnit) -> dict[str, Verifier]:
    """Return every key that this workspace signs or has signed with, by its id."""
    present = Signer(_signing_secret(unit).value).public_key
    verifiers = (Verifier(key) for key in (*former_keys(unit), present))
    return {one.key_id: one for one in verifiers}


def _signing_secret(unit: CaseUnit) -> Secret:
    kept = unit.office.secrets_named(_SIGN)
    if not kept:
        raise RecordMissingError(secret=_SIGN)
    return kept[-1]


def age_identities(unit: CaseUnit) -> tuple[str, ...]:
    """Return every age identity that still opens, the present one first.

    Raises:
        RecordMissingError: The workspace was never finished.
    """
    kept = unit.office.secrets_named(_AGE)
    if not kept:
        raise RecordMissingError(secret=_AGE)
    return tuple(one.value.decode() for one in reversed(kept))


def rotate_age_identity(unit: CaseUnit, created: str) -> str:
    """Make another age identity the present one, and return its recipient."""
    kept = unit.office.secrets_named(_AGE)
    last = kept[-1].name.removeprefix(_AGE).removeprefix(".") if kept else ""
    identity = sealing.generate_identity()
    unit.office.add_secret(f"{_AGE}.{int(last or 0) + 1}", identity.encode(), created)
    return sealing.recipient_of(identity)


def drop_old_identities(unit: CaseUnit, named: AbstractSet[str], now: datetime) -> int:
    """Forget the age identities whose grace is over; return how many.

    Args:
        unit: The unit to do it in.
        named: Recipients that a document of trust still names; these are kept.
        now: The latest instant that is known.
    """
    kept = unit.office.secrets_named(_AGE)
    dropped = 0
    for old, successor in pairwise(kept):
        recipient = sealing.recipient_of(old.value.decode())
        if recipient not in named and now - parse_stamp(successor.created) > GRACE:
            unit.office.drop_secret(old.name)
            dropped += 1
    return dropped
