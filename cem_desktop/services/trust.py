"""The trusted set as the store keeps it: the exact bytes of root and roster."""

from __future__ import annotations

from cem_desktop.errors import NotEnrolledError
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.office import TrustDocument
from cem_desktop.sync.trusted_set import TrustedSet

_ROOT, _ROSTER = "root", "roster"


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
