"""What the store believes, as it keeps it: the exact bytes of root, roster and office roster."""

from __future__ import annotations

from collections.abc import Mapping

from cem_desktop.errors import NotEnrolledError, NotJoinedError, TrustRollbackError
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.office import TrustDocument
from cem_desktop.sync.office_trust import OfficeTrust
from cem_desktop.sync.trusted_set import TrustedSet

_ROOT, _ROSTER, _OFFICE_ROSTER = "root", "roster", "office_roster"
_HUB = "trust.hub"
_FLOOR = "trust.floor"
"""The highest versions of documents that this store is known to have had, by their names."""


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


def keep_trust(unit: CaseUnit, trusted: TrustedSet, *, is_own: bool = False) -> None:
    """Keep a newer set in place of the one before; the roots before stay, to be passed on.

    Args:
        unit: The unit to keep it in.
        trusted: The set.
        is_own: Headquarters has just signed it itself, which is never an old document.

    Raises:
        TrustRollbackError: It is news here, and yet older than what this store once had: an earlier
            state was put back, and somebody brings old documents to it.
    """
    if not is_own:
        _refuse_rollback(unit, trusted)
    root = TrustDocument(_ROOT, trusted.root.version, trusted.root_document)
    before = unit.office.trust(_ROOT)
    if before is not None and before.version < root.version:
        unit.office.put_trust(
            TrustDocument(f"{_ROOT}.{before.version}", before.version, before.document)
        )
    unit.office.put_trust(root)
    if trusted.roster is not None and trusted.roster_document is not None:
        roster = TrustDocument(_ROSTER, trusted.roster.version, trusted.roster_document)
        unit.office.put_trust(roster)
    unit.touched |= {"trust"}


def is_enrolled(trusted: TrustedSet | None, device: str) -> bool:
    """Return whether headquarters is believed, and counts this device among its own."""
    roster = trusted.roster if trusted else None
    own = roster.device(device) if roster else None
    return own is not None and own.is_active


def documents_to_pass_on(unit: CaseUnit) -> tuple[bytes, ...]:
    """Return what a bundle brings of trust: every root that is known, oldest first, and the roster.

    Whoever has missed several roots goes through all of them, one after the other.
    """
    known = [unit.office.trust(_ROOT), unit.office.trust(_ROSTER)]
    roots = [one for one in unit.office.trusts(f"{_ROOT}.") if one.name[len(_ROOT) + 1 :].isdigit()]
    ordered = sorted(roots, key=lambda one: one.version)
    return tuple(one.document for one in (*ordered, *known) if one is not None)


def trust_versions(unit: CaseUnit) -> dict[str, int]:
    """Return the versions of what is believed, by name, for the guard to remember."""
    names = (_ROOT, _ROSTER, _OFFICE_ROSTER)
    kept = {name: unit.office.trust(name) for name in names}
    return {name: one.version for name, one in kept.items() if one is not None}


def trust_floor(unit: CaseUnit) -> dict[str, int]:
    """Return the highest versions that this store is known to have had, by name."""
    return dict(unit.office.setting(_FLOOR) or {})


def raise_trust_floor(unit: CaseUnit, versions: Mapping[str, int]) -> bool:
    """Remember that these versions were here once; say whether one is above what is here now."""
    floor, present = trust_floor(unit), trust_versions(unit)
    for name, version in versions.items():
        floor[name] = max(version, floor.get(name, 0))
    unit.office.set_setting(_FLOOR, floor)
    return any(version > present.get(name, 0) for name, version in versions.items())


def _refuse_rollback(unit: CaseUnit, trusted: TrustedSet) -> None:
    floor, present = trust_floor(unit), trust_versions(unit)
    roster = trusted.roster.version if trusted.roster else 0
    got = (trusted.root.version, roster)
    if got == (present.get(_ROOT, 0), present.get(_ROSTER, 0)):
        return
    known = (floor.get(_ROOT, 0), floor.get(_ROSTER, 0))
    if got < known:
        raise TrustRollbackError(document=_ROSTER, known=known[1], got=got[1])


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
    """Keep what is believed in place of what was before.

    Raises:
        TrustRollbackError: It is news here, and yet older than what this store once had of the
            same office PC.
    """
    before = find_office_trust(unit)
    if before is not None and before.hub_key == trusted.hub_key:
        known = trust_floor(unit).get(_OFFICE_ROSTER, 0)
        if before.roster.version != trusted.roster.version < known:
            got = trusted.roster.version
            raise TrustRollbackError(document="office roster", known=known, got=got)
    elif before is not None:
        unit.office.set_setting(_FLOOR, trust_floor(unit) | {_OFFICE_ROSTER: 0})
    unit.office.set_setting(_HUB, trusted.hub_key.hex())
    unit.office.put_trust(TrustDocument(_OFFICE_ROSTER, trusted.roster.version, trusted.document))
    unit.touched |= {"trust"}
