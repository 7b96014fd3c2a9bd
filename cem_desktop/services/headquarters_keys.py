"""The keys that only headquarters has: of the root, the roster, the receipts and the registry.

The three root keys do not stay in the store. They are written out as age files under the first
user's passphrase, to be moved to three sticks that lie in three places; two of them are needed to
change who may sign the roster. The keys of daily work (roster, receipts) live in the store.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from cem_desktop.crypto.random_source import system_random
from cem_desktop.crypto.signing import Signer
from cem_desktop.domain.period import Clock, SetClock, stamp
from cem_desktop.errors import RecordMissingError
from cem_desktop.services.context import HEADQUARTERS
from cem_desktop.services.device_keys import load_device_keys
from cem_desktop.services.role_keys import complete_role_keys, role_recipients
from cem_desktop.services.trust import keep_trust
from cem_desktop.storage import files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.engine import KEY_BYTES
from cem_desktop.storage.office import Secret
from cem_desktop.sync import sender
from cem_desktop.sync.roster import Device, Root, Roster
from cem_desktop.sync.trusted_set import TrustedSet

ROOT_KEYS_FOLDER = "root-keys"
ROOT_KEYS = 3
ROOT_THRESHOLD = 2
ROOT_LIFE = timedelta(days=5 * 365)
ROSTER_LIFE = timedelta(days=90)
_ROSTER, _RECEIPTS, _REGISTRY = "headquarters.roster", "headquarters.receipts", "registry.key"


def make(unit: CaseUnit, seal: Callable[[bytes], bytes], clock: Clock) -> tuple[bytes, ...]:
    """Make headquarters' keys, its root and its first roster; return the root keys, sealed."""
    now = stamp(clock)
    roots = [Signer.generate() for _ in range(ROOT_KEYS)]
    roster_signer, receipt_signer = Signer.generate(), Signer.generate()
    unit.office.add_secret(_ROSTER, roster_signer.seed, now)
    unit.office.add_secret(_RECEIPTS, receipt_signer.seed, now)
    unit.office.add_secret(_REGISTRY, system_random(KEY_BYTES), now)
    root = Root.found(
        root=[signer.public_key for signer in roots],
        roster=[roster_signer.public_key],
        receipts=[receipt_signer.public_key],
        expires=after(clock, ROOT_LIFE),
        root_threshold=ROOT_THRESHOLD,
    )
    complete_role_keys(unit, now)
    roster = Roster(1, root.version, now, after(clock, ROSTER_LIFE), (_own_device(unit),))
    roster = roster.with_role_recipients(role_recipients(unit))
    trusted = TrustedSet.start(root.sign(roots)).with_roster(roster.sign([roster_signer]))
    keep_trust(unit, trusted)
    return tuple(seal(one.seed) for one in roots)


def write_root_keys(folder: Path, sealed: tuple[bytes, ...]) -> None:
    """Write the sealed root keys beside the store, from where they are to be moved away."""
    target = folder / ROOT_KEYS_FOLDER
    with files.translated(target):
        target.mkdir(mode=0o700)
    for number, key in enumerate(sealed, start=1):
        files.write_whole(target / f"root-key-{number}.age", key)


def registry_key(unit: CaseUnit) -> bytes:
    """Return the key of the registry."""
    return unit.office.secret(_REGISTRY)


def roster_signer(unit: CaseUnit) -> Signer:
    """Return the key that signs rosters."""
    return Signer(_newest(unit, _ROSTER).value)


def receipt_signer(unit: CaseUnit) -> Signer:
    """Return the key that signs receipts."""
    return Signer(_newest(unit, _RECEIPTS).value)


def replace_roster_key(unit: CaseUnit, now: str) -> bytes:
    """Make another key that signs rosters, forget the one before, and return its public key."""
    return _replace(unit, _ROSTER, now)


def replace_receipt_key(unit: CaseUnit, now: str) -> bytes:
    """Make another key that signs receipts, forget the one before, and return its public key."""
    return _replace(unit, _RECEIPTS, now)


def after(clock: Clock, span: timedelta) -> str:
    """Return the instant ``span`` from now, as it is stored."""
    return stamp(SetClock(clock.now() + span))


def _newest(unit: CaseUnit, name: str) -> Secret:
    kept = unit.office.secrets_named(name)
    if not kept:
        raise RecordMissingError(secret=name)
    return kept[-1]


def _replace(unit: CaseUnit, name: str, now: str) -> bytes:
    before = _newest(unit, name)
    number = int(before.name.removeprefix(name).removeprefix(".") or 0) + 1
    signer = Signer.generate()
    unit.office.add_secret(f"{name}.{number}", signer.seed, now)
    unit.office.drop_secret(before.name)
    return signer.public_key


def _own_device(unit: CaseUnit) -> Device:
    """Return headquarters' own entry in the roster."""
    keys = load_device_keys(unit)
    return Device(
        id=keys.id,
        office=HEADQUARTERS.id,
        role=sender.HEADQUARTERS,
        signing_key=keys.signer.public_key,
        age_case=keys.recipient,
    )
