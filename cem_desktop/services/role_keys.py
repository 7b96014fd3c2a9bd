"""The age identities of headquarters' roles: to them offices seal what they say in words.

Each role that official text may be addressed to has one; its recipient stands in the roster, under
the roster's signature. Services show what was opened by it to users with the role alone.
"""

from __future__ import annotations

from cem_desktop.crypto import sealing
from cem_desktop.domain.roles import ADDRESSEES
from cem_desktop.storage.case_store import CaseUnit


def complete_role_keys(unit: CaseUnit, now: str) -> None:
    """Make the identities that are missing; those that are there stay."""
    for role in ADDRESSEES:
        if not unit.office.has_secret(_secret(role)):
            unit.office.add_secret(_secret(role), sealing.generate_identity().encode(), now)


def role_identities(unit: CaseUnit) -> dict[str, str]:
    """Return the secret age identity of each role that has one."""
    return {
        role: unit.office.secret(_secret(role)).decode()
        for role in ADDRESSEES
        if unit.office.has_secret(_secret(role))
    }


def role_recipients(unit: CaseUnit) -> dict[str, str]:
    """Return the public age recipient of each role that has one, as the roster names it."""
    return {
        role: sealing.recipient_of(identity) for role, identity in role_identities(unit).items()
    }


def _secret(role: str) -> str:
    return f"role.{role}.age"
