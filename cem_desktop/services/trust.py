"""What the store believes, as it keeps it: the exact bytes of root, roster and office roster."""

from __future__ import annotations

from cem_desktop.errors import NotEnrolledError, NotJoinedError
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.office import TrustDocument
from cem_desktop.sync.office_trust import OfficeTrust
from cem_desktop.sync.trusted_set import TrustedSet

_ROOT, _ROSTER, _OFFICE_ROSTER = "root", "roster", "office_roster"
_HUB = "trust.hub"


def find_trust(unit: CaseUnit) -> TrustedSet | None:
    """Return what this workspace believes, None before its enrolment."""
    root, roster = unit.office.trust(_ROOT), unit.office.trust(_ROSTER)
    if root is None:
        return None
    return TrustedSet.restore(root.document, roster.document if roster else None)


def load_trust(unit: CaseUnit) -> TrustedSet:
    """Return what this workspace believes.

    Raises:
        NotEnrolledError: It knows no headquarters yet.
    """
    trusted = find_trust(unit)
    if trusted is None or trusted.roster is None:
        raise NotEnrolledError
    return trusted


def keep_trust(unit: CaseUnit, trusted: TrustedSet) -> None:
    """Keep a newer set in place of the one before."""
    root = TrustDocument(_ROOT, trusted.root.version, trusted.root_document)
    unit.office.put_trust(root)
    if trusted.roster is not None and trusted.roster_document is not None:
        roster = TrustDocument(_ROSTER, trusted.roster.version, trusted.roster_document)
        unit.office.put_trust(roster)
    unit.touched |= {"trust"}


def find_office_trust(unit: CaseUnit) -> OfficeTrust | None:
    """Return what this office believes of its devices, or this device of its office.

    None at an office without a laptop, and on a laptop before it has joined its office.
    """
    kept, hub = unit.office.trust(_OFFICE_ROSTER), unit.office.setting(_HUB)
    if kept is None or not isinstance(hub, str):
        return None
    return OfficeTrust.start(kept.document, bytes.fromhex(hub))


def load_office_trust(unit: CaseUnit) -> OfficeTrust:
    """Return what is believed of the office's devices.

    Raises:
        NotJoinedError: Nothing yet.
    """
    trusted = find_office_trust(unit)
    if trusted is None:
        raise NotJoinedError
    return trusted


def keep_office_trust(unit: CaseUnit, trusted: OfficeTrust) -> None:
    """Keep what is believed in place of what was before."""
    unit.office.set_setting(_HUB, trusted.hub_key.hex())
    unit.office.put_trust(TrustDocument(_OFFICE_ROSTER, trusted.roster.version, trusted.document))
    unit.touched |= {"trust"}
