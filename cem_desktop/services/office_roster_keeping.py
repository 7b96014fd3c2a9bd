"""The office roster at the office PC: how its next version comes to be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from cem_desktop.crypto import sealing
from cem_desktop.domain.period import SetClock, stamp
from cem_desktop.services.context import Context
from cem_desktop.services.device_keys import age_identities
from cem_desktop.services.trust import (
    find_office_trust,
    keep_office_trust,
    raise_trust_floor,
    trust_floor,
)
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.office_roster import HubRecipients, OfficeDevice, OfficeRoster
from cem_desktop.sync.office_trust import OfficeTrust

OFFICE_ROSTER_LIFE = timedelta(days=90)
_ABSURD = 2**31


def issue(unit: CaseUnit, context: Context, changed: Iterable[OfficeDevice] = ()) -> OfficeTrust:
    """Sign the next office roster, keep it, and return what is believed now.

    Its version is higher than any that this store is known to have issued, also before it was put
    back to an earlier state. The hub's recipient in it is the present one.

    Args:
        unit: The unit to keep it in.
        context: The office.
        changed: Devices that are new, or in place of their former entries.
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
        changed=changed,
        recipients=recipients,
        above=trust_floor(unit).get("office_roster", 0),
    )
    document = roster.sign(context.device.signer)
    if known is None:
        trusted = OfficeTrust.start(document, context.device.signer.public_key)
    else:
        trusted = known.with_roster(document)
    keep_office_trust(unit, trusted)
    return trusted


def renew(unit: CaseUnit, context: Context) -> OfficeTrust | None:
    """Issue the office roster anew when a third of its life has passed; None without a laptop."""
    known = find_office_trust(unit)
    if known is None:
        return None
    later = context.clock.now() + 2 * OFFICE_ROSTER_LIFE / 3
    return issue(unit, context) if known.is_stale(later) else known


def overtake(unit: CaseUnit, context: Context, seen: int) -> OfficeTrust | None:
    """Issue a version above one that a laptop has, which this store does not know it issued.

    So it is after a backup was restored: the laptop would refuse what comes next as older.
    """
    known = find_office_trust(unit)
    if known is None or not known.roster.version < seen < _ABSURD:
        return known
    raise_trust_floor(unit, {"office_roster": seen})
    return issue(unit, context)


def _empty(context: Context, recipient: str) -> OfficeRoster:
    """Return the roster before the first laptop, as version 0."""
    now = context.stamp()
    return OfficeRoster(
        context.office.id, context.device.id, 0, now, now, (), HubRecipients(recipient)
    )
