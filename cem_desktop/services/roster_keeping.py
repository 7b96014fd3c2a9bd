"""The roster at headquarters: who is put on it, and how it stays fresh."""

from __future__ import annotations

from dataclasses import replace

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.domain.roles import ADDRESSEES
from cem_desktop.services import headquarters_keys
from cem_desktop.services.context import Context
from cem_desktop.services.role_keys import complete_role_keys, role_recipients
from cem_desktop.services.trust import keep_trust, load_trust, trust_floor
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.sync.published_address import with_address
from cem_desktop.sync.roster import Device, Roster
from cem_desktop.sync.trusted_set import TrustedSet


def put_on_roster(
    unit: CaseUnit, context: Context, device: Device, *, skipped: int = 0
) -> TrustedSet:
    """Put a device on the next roster, sign it, keep it, and return what is believed now.

    Args:
        unit: The unit to keep it in.
        context: Headquarters.
        device: New, or in place of its former entry.
        skipped: Version numbers to pass over, where they may have been issued already.
    """
    trusted = load_trust(unit)
    assert trusted.roster is not None
    now, until = _term(context)
    roster = trusted.roster.with_device(device, issued=now, soft_expires=until)
    complete_role_keys(unit, now)
    roster = roster.with_role_recipients(role_recipients(unit))
    return _issue(unit, trusted, roster, skipped)


def reissue(unit: CaseUnit, context: Context, trusted: TrustedSet, roster: Roster) -> TrustedSet:
    """Sign the devices of ``roster`` anew under the root of ``trusted``, keep it, and return it."""
    now, until = _term(context)
    return _issue(
        unit,
        trusted,
        replace(roster, version=roster.version + 1, issued=now, soft_expires=until),
        0,
    )


def publish_address(unit: CaseUnit, context: Context, address: NetworkAddress | None) -> TrustedSet:
    """Name headquarters' receiver in the next roster, sign it, keep it; return what is believed."""
    trusted = load_trust(unit)
    assert trusted.roster is not None
    own = trusted.roster.device(context.device.id)
    assert own is not None
    now, until = _term(context)
    roster = trusted.roster.with_device(own, issued=now, soft_expires=until)
    return _issue(unit, trusted, with_address(roster, address), 0)


def renew_roster(unit: CaseUnit, context: Context) -> TrustedSet:
    """Issue the roster anew when a third of its life has passed, so that offices hear news."""
    trusted = load_trust(unit)
    assert trusted.roster is not None
    later = context.clock.now() + 2 * headquarters_keys.ROSTER_LIFE / 3
    names_roles = all(trusted.roster.role_recipient(role) for role in ADDRESSEES)
    if names_roles and not trusted.is_stale(later):
        return trusted
    own = trusted.roster.device(context.device.id)
    assert own is not None
    return put_on_roster(unit, context, own)


def _term(context: Context) -> tuple[str, str]:
    until = headquarters_keys.after(context.clock, headquarters_keys.ROSTER_LIFE)
    return context.stamp(), until


def _issue(unit: CaseUnit, trusted: TrustedSet, roster: Roster, skipped: int) -> TrustedSet:
    """Sign a roster under the present root, above every version that is known to be issued."""
    version = max(roster.version + skipped, trust_floor(unit).get("roster", 0) + 1)
    roster = replace(roster, version=version, root=trusted.root.version)
    signer = headquarters_keys.roster_signer(unit)
    trusted = trusted.with_roster(roster.sign([signer]))
    keep_trust(unit, trusted, is_own=True)
    return trusted
