"""Who may do what: the roles of an office, a laptop and headquarters, and the services behind them.

The roles come from the practice: reception, psychology, law, social work, child care and the
coordinator of a centre; a custodian of identities apart from all of them; headquarters'
supervision, statistics and direction; a keeper of keys who sees no case, and an auditor who sees
only the trail. A ficha names the roles that may read and write it; a person may hold several.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet


class WorkspaceKind(StrEnum):
    """What a workspace is for."""

    OFFICE = "office"
    LAPTOP = "laptop"
    HEADQUARTERS = "headquarters"


class Sees(StrEnum):
    """What a role is shown at all, before any ficha's own rights are asked."""

    FILES = "files"
    IDENTITIES = "identities"
    AGGREGATES = "aggregates"
    NOTHING = "nothing"
    TRAIL = "trail"


class Scope(StrEnum):
    """Which coded files a role reaches: none, those of its team, or all of the office.

    A file that somebody opened is of her team from then on.
    """

    NONE = "none"
    TEAM = "team"
    OFFICE = "office"


SERVICES = (
    "admission",
    "psychology",
    "social",
    "legal",
    "coordination",
    "promotion",
    "headquarters",
)
"""The services a ficha can belong to (setting ``cem:service``)."""


@dataclass(frozen=True)
class Role:
    """A role: its id as fichas and key slots name it, where it exists, what it sees and reaches."""

    id: str
    label: str
    kinds: frozenset[WorkspaceKind]
    sees: Sees
    service: str | None
    scope: Scope = Scope.NONE


_OFFICE = frozenset({WorkspaceKind.OFFICE})
_CASEWORK = frozenset({WorkspaceKind.OFFICE, WorkspaceKind.LAPTOP})
_CENTRAL = frozenset({WorkspaceKind.HEADQUARTERS})
_STEADY = frozenset({WorkspaceKind.OFFICE, WorkspaceKind.HEADQUARTERS})
_EVERYWHERE = frozenset(WorkspaceKind)

_ROLES = (
    Role("admission", "Admission", _CASEWORK, Sees.FILES, "admission", Scope.TEAM),
    Role("psychology", "Psychology", _CASEWORK, Sees.FILES, "psychology", Scope.TEAM),
    Role("legal", "Legal", _CASEWORK, Sees.FILES, "legal", Scope.TEAM),
    Role("social", "Social work", _CASEWORK, Sees.FILES, "social", Scope.TEAM),
    Role("childcare", "Child care area", _CASEWORK, Sees.FILES, "social", Scope.TEAM),
    Role("coordination", "Coordination", _CASEWORK, Sees.FILES, "coordination", Scope.OFFICE),
    Role("identity_custody", "Custody of identities", _OFFICE, Sees.IDENTITIES, None, Scope.OFFICE),
    Role("promotion", "Promotion", _OFFICE, Sees.AGGREGATES, "promotion"),
    Role("hq_supervision", "Supervision", _CENTRAL, Sees.FILES, "headquarters", Scope.OFFICE),
    Role("hq_statistics", "Statistics", _CENTRAL, Sees.AGGREGATES, "headquarters"),
    Role("hq_direction", "Direction", _CENTRAL, Sees.AGGREGATES, "headquarters"),
    Role("key_admin", "Keys and users", _EVERYWHERE, Sees.NOTHING, None),
    Role("audit", "Audit", _STEADY, Sees.TRAIL, None),
)

ROLES: Mapping[str, Role] = MappingProxyType({role.id: role for role in _ROLES})


def roles_of(kind: WorkspaceKind) -> tuple[Role, ...]:
    """Return the roles that can be given in a kind of workspace, in their order."""
    return tuple(role for role in _ROLES if kind in role.kinds)


def services_of(roles: Iterable[str]) -> frozenset[str]:
    """Return the services that these roles work for; unknown roles give none."""
    found = (ROLES[role].service for role in roles if role in ROLES)
    return frozenset(service for service in found if service is not None)


def sees_files(roles: Iterable[str]) -> bool:
    """Tell whether any of these roles is shown coded files at all."""
    return any(ROLES[role].sees is Sees.FILES for role in roles if role in ROLES)


def may_write(
    form_write: AbstractSet[str], roles: Iterable[str], *, of_office: bool = False
) -> bool:
    """Tell whether one of ``roles`` may write a ficha whose ``cem:write`` is ``form_write``.

    Someone who sees no files writes none, whatever the ficha says; what concerns no file
    (``of_office``: a training, an ally) anybody writes whom the ficha names. Who keeps identities
    writes the ficha of the identity vault, the only one that names this role.
    """
    return any(role in form_write and (of_office or _sees_records(role)) for role in roles)


def _sees_records(role: str) -> bool:
    return role in ROLES and ROLES[role].sees in {Sees.FILES, Sees.IDENTITIES}


def may_read(
    form_read: AbstractSet[str],
    roles: Iterable[str],
    form_write: AbstractSet[str] = frozenset(),
    *,
    of_office: bool = False,
) -> bool:
    """Tell whether one of ``roles`` may read a ficha; who may write it may read it."""
    return may_write(form_read | form_write, roles, of_office=of_office)


def scope_of(roles: Iterable[str], *, whole_office: bool = False) -> Scope:
    """Return how far these roles reach together.

    Args:
        roles: The roles of one person.
        whole_office: Whether in this office everybody who sees files sees all of them.
    """
    known = [ROLES[role] for role in roles if role in ROLES]
    # Custody reaches every identity, and adds no coded file for somebody who sees some.
    seeing = [role for role in known if role.sees is Sees.FILES] or known
    found = {role.scope for role in seeing}
    if Scope.OFFICE in found or (whole_office and Scope.TEAM in found):
        return Scope.OFFICE
    return Scope.TEAM if Scope.TEAM in found else Scope.NONE


ADDRESSEES = ("hq_supervision", "hq_direction", "hq_statistics")
"""Roles at headquarters to which a ficha's official text may be addressed."""

# Which roles may do what beyond fichas. A ficha's own rights stand in its settings.

ENROL = frozenset({"coordination", "key_admin"})
"""Ask for enrolment, and believe headquarters."""

KEEP_DEVICES = frozenset({"coordination", "key_admin"})
"""Put laptops on the office's list and take them off; join a laptop to its office."""

CARRY = frozenset(
    {"admission", "psychology", "legal", "social", "childcare", "coordination", "key_admin"}
)
"""Export bundles and take in what comes back: whoever carries the stick."""

LEND = frozenset({"psychology", "legal", "social", "coordination"})
"""Lend files that one reaches to a laptop, extend, and ask back."""

APPROVE = frozenset({"hq_direction", "key_admin"})
"""Enrol an office at headquarters."""

TAKE_IN = frozenset({"hq_supervision", "hq_statistics", "hq_direction", "key_admin"})
"""Import bundles and write receipts at headquarters."""

COUNT = frozenset({"hq_statistics", "hq_direction", "hq_supervision"})
"""See and publish figures."""

READ_TRAIL = frozenset({"audit", "coordination", "key_admin", "hq_direction"})
"""Read and check the audit trail."""

SEND_OFFICIAL = frozenset({"coordination"})
"""Confirm, after a preview, that official text leaves for a role at headquarters."""

PUBLISH_FORMS = frozenset({"hq_direction", "key_admin"})
"""Publish a version of a ficha at headquarters."""

WRITE_LETTERS = frozenset({"hq_supervision", "hq_direction"})
"""Write letters to an office at headquarters: authorisations, supervision notes, notices."""

KEEP_DATA = frozenset({"coordination"})
"""Block a file, give it back, erase it, and say how long files are kept."""

ANSWER_FOR_DATA = frozenset({"coordination", "key_admin"})
"""Name the data protection officer and the holidays, and print inventory and security document."""

BACK_UP = frozenset({"coordination", "key_admin", "hq_direction"})
"""Make, verify and plan backups. The schedule itself runs whoever works."""

KEEP_TEAMS = frozenset({"coordination"})
"""Say who works with which file, and whether the whole office sees all of them."""

SEE_EXCEPTIONS = frozenset({"coordination", "hq_direction", "audit"})
"""Be shown who opened what by way of exception."""

REVIEW_RIGHTS = frozenset({"coordination", "key_admin", "hq_direction"})
"""Look through everybody's rights every six months."""

KEEP_USERS = frozenset({"coordination", "key_admin", "hq_direction"})
"""Add and remove users, change their roles, renew the keys."""

LEAD = frozenset({"coordination", "hq_direction"})
"""Answer for the work of the place."""
