"""The office roster at the office PC: how its next version comes to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from cem_desktop.crypto import sealing
from cem_desktop.crypto.signing import Signer
from cem_desktop.domain.period import SetClock, stamp
from cem_desktop.services.context import Context
from cem_desktop.services.device_keys import age_identities, former_keys
from cem_desktop.services.roster_numbers import numbers_passed_over
from cem_desktop.services.trust import (
    find_office_trust,
    keep_office_trust,
    raise_trust_floor,
    trust_floor,
)
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.enrolment import device_id
from cem_desktop.sync.office_roster import KIND_HUB, HubRecipients, OfficeDevice, OfficeRoster
from cem_desktop.sync.office_trust import OfficeTrust
from cem_desktop.sync.roster import RETIRED

OFFICE_ROSTER_LIFE = timedelta(days=90)
_ABSURD = 2**31


def issue(
    unit: CaseUnit, context: Context, changed: Iterable[OfficeDevice] = (), *, above: int = 0
) -> OfficeTrust:
    """Sign the next office roster, keep it, and return what is believed now.

    Its version is higher than any that this store is known to have issued, also before it was put
    back to an earlier state. The hub's recipient in it is the present one.

    Args:
        unit: The unit to keep it in.
        context: The office.
        changed: Devices that are new, or in place of their former entries.
        above: A number that may have been issued already.
    """
    known = find_office_trust(unit)
    recipient = sealing.recipient_of(age_identities(unit)[0])
    roster = known.roster if known else _empty(context, recipient)
    recipients = HubRecipients(
        recipient, roster.recipients.age_ident, extra=roster.recipients.extra
    )
    roster = roster.next_version(
        issued=context.stamp(),
        soft_expires=stamp(SetClock(context.clock.now() + OFFICE_ROSTER_LIFE)),
        changed=(*changed, *_former_hubs(unit, roster, recipient)),
        recipients=recipients,
        above=max(above, trust_floor(unit).get("office_roster", 0)),
    )
    document = roster.sign(context.device.signer)
    if known is None:
        trusted = OfficeTrust.start(document, context.device.signer.public_key)
    else:
        trusted = known.with_roster(document)
    keep_office_trust(unit, trusted)
    return trusted


def issue_as_another(unit: CaseUnit, context: Context, signer: Signer) -> OfficeTrust | None:
    """Let another key of this office PC take the list over; None without a laptop.

    The laptops must compare its six words afresh before they believe it.
    """
    known = find_office_trust(unit)
    if known is None:
        return None
    recipient = sealing.recipient_of(age_identities(unit)[0])
    roster = replace(known.roster, hub=device_id(signer.public_key))
    roster = roster.next_version(
        issued=context.stamp(),
        soft_expires=stamp(SetClock(context.clock.now() + OFFICE_ROSTER_LIFE)),
        changed=_former_hubs(unit, roster, recipient),
        recipients=replace(roster.recipients, age_case=recipient),
        above=trust_floor(unit).get("office_roster", 0),
    )
    trusted = OfficeTrust.start(roster.sign(signer), signer.public_key)
    keep_office_trust(unit, trusted)
    return trusted


def _former_hubs(unit: CaseUnit, roster: OfficeRoster, recipient: str) -> tuple[OfficeDevice, ...]:
    """Return the office PCs of before that the roster does not name yet, as retired."""
    return tuple(
        OfficeDevice(device_id(key), KIND_HUB, KIND_HUB, key, recipient, status=RETIRED)
        for key in former_keys(unit)
        if roster.device(device_id(key)) is None
    )


def renew(unit: CaseUnit, context: Context) -> OfficeTrust | None:
    """Issue the office roster anew when a third of its life has passed; None without a laptop."""
    known = find_office_trust(unit)
    if known is None:
        return None
    later = context.clock.now() + 2 * OFFICE_ROSTER_LIFE / 3
    return issue(unit, context) if known.is_stale(later) else known


def overtake(unit: CaseUnit, context: Context, seen: int) -> OfficeTrust | None:
    """Issue a version above one that a laptop has, which this store does not know it issued.

    So it is after a backup was restored: the laptop would take what comes next for older. Another
    laptop may have a still higher one, so some more are passed over.
    """
    known = find_office_trust(unit)
    if known is None or not known.roster.version < seen < _ABSURD:
        return known
    raise_trust_floor(unit, {"office_roster": seen})
    return issue(unit, context, above=seen + numbers_passed_over())


def _empty(context: Context, recipient: str) -> OfficeRoster:
    """Return the roster before the first laptop, as version 0."""
    now = context.stamp()
    return OfficeRoster(
        context.office.id, context.device.id, 0, now, now, (), HubRecipients(recipient)
    )
