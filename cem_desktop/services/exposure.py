"""What a device that is gone exposes: the cases that lay on it and are not known to be purged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cem_desktop.services.lending import CASE
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.leases import EVERY_FILE, LOST, OUT, PURGED, RETURNED


@dataclass(frozen=True)
class ExposedCase:
    """A case that lay on a device.

    Attributes:
        file: The coded file.
        code: Its code.
        since: Since when it was lent.
        ends: When the lease ends or ended.
        identity_until: Until when a visit card of her identity lay beside it; None without one.
    """

    file: str
    code: str
    since: str
    ends: str
    identity_until: str | None


def exposed_cases(unit: CaseUnit, device: str) -> tuple[ExposedCase, ...]:
    """Return the cases of a device, those with an identity card first, then by code.

    A case that came back counts until the device has said that it purged it. A satellite holds
    every case of the office.
    """
    found: dict[str, ExposedCase] = {}
    for lease in unit.leases.of_device(device, None):
        if lease.state == PURGED:
            continue
        ids = unit.case_files.ids() if lease.file == EVERY_FILE else (lease.file,)
        codes = unit.case_files.codes_of(ids)
        for file in ids:
            before = found.get(file)
            card = lease.card_until or (before.identity_until if before else None)
            since = min(lease.began, before.since) if before else lease.began
            found[file] = ExposedCase(file, codes.get(file, ""), since, lease.ends, card)
    return tuple(sorted(found.values(), key=lambda one: (one.identity_until is None, one.code)))


def lose_device(unit: CaseUnit, device: str, now: str) -> None:
    """End the leases of a device that is off the list, and give up the feed to it.

    Nothing that it still says counts, so no word of a purge will ever come: the office waits for it
    no more, and the cases go on being exposed.
    """
    feed = unit.feeds.find(device, CASE)
    if feed is not None:
        unit.feeds.retire(feed)
    for lease in unit.leases.of_device(device, None):
        if lease.state in {OUT, RETURNED}:
            unit.leases.put(replace(lease, state=LOST, updated=now))
