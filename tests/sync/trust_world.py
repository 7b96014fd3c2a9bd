"""A root, a roster, an office roster, and the keys behind them."""

from __future__ import annotations

from bundle_world import HQ_RECIPIENT

from cem_desktop.crypto.random_source import SeededRandom
from cem_desktop.crypto.signing import Signer
from cem_desktop.sync.enrolment import device_id
from cem_desktop.sync.office_roster import HubRecipients, OfficeDevice, OfficeRoster
from cem_desktop.sync.office_trust import OfficeTrust
from cem_desktop.sync.roster import Device, Root, Roster
from cem_desktop.sync.trusted_set import TrustedSet

FAR, PAST, NOW = "2040-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2026-11-23T15:00:00Z"
ROOT_KEYS = [Signer.generate(SeededRandom(b"root%d" % n)) for n in range(3)]
NEW_ROOT_KEYS = [Signer.generate(SeededRandom(b"new root%d" % n)) for n in range(3)]
ROSTER_KEY, NEW_ROSTER_KEY = (Signer.generate(SeededRandom(b"roster%d" % n)) for n in range(2))
RECEIPT_KEY = Signer.generate(SeededRandom(b"receipts"))
STRANGER = Signer.generate(SeededRandom(b"stranger"))
HQ_KEY, OFFICE_KEY = (Signer.generate(SeededRandom(b"device%d" % n)) for n in range(2))

HQ_DEVICE = Device("d_hq", "hq", "headquarters", HQ_KEY.public_key, HQ_RECIPIENT)
OFFICE_DEVICE = Device("d_1", "office-7", "office", OFFICE_KEY.public_key, HQ_RECIPIENT)


def root(version=1, *, keys=ROOT_KEYS, roster=ROSTER_KEY, expires=FAR):
    return Root.found(
        root=[key.public_key for key in keys],
        roster=[roster.public_key],
        receipts=[RECEIPT_KEY.public_key],
        expires=expires,
        version=version,
    )


def roster(version=1, *, under=1, devices=(HQ_DEVICE,), soft_expires=FAR):
    return Roster(version, under, NOW, soft_expires, tuple(devices))


def trusted(version=1):
    started = TrustedSet.start(root().sign(ROOT_KEYS[:2]))
    return started.with_roster(roster(version).sign([ROSTER_KEY]))


HUB_KEY, OTHER_HUB_KEY, LAPTOP_KEY = (Signer.generate(SeededRandom(b"hub%d" % n)) for n in range(3))
HUB = device_id(HUB_KEY.public_key)
LAPTOP_DEVICE = OfficeDevice(
    device_id(LAPTOP_KEY.public_key), "laptop", "rosa", LAPTOP_KEY.public_key, HQ_RECIPIENT,
    services=("social",),
)  # fmt: skip


def office_roster(version=1, *, office="office-7", hub=HUB, devices=(LAPTOP_DEVICE,), expires=FAR):
    recipients = HubRecipients(HQ_RECIPIENT)
    return OfficeRoster(office, hub, version, NOW, expires, tuple(devices), recipients)


def office_trust(version=1):
    return OfficeTrust.start(office_roster(version).sign(HUB_KEY), HUB_KEY.public_key)
