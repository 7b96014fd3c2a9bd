"""The words of roles, and of what each is shown, on paper and on the screen."""

from __future__ import annotations

from cem_desktop.domain.roles import Role, Scope, Sees
from cem_desktop.i18n import _


def role_words(role: str) -> str:
    """Return the name of a role; an unknown one speaks for itself."""
    return {
        "admission": _("Admission"),
        "psychology": _("Psychology"),
        "legal": _("Legal"),
        "social": _("Social work"),
        "childcare": _("Child care area"),
        "coordination": _("Coordination"),
        "identity_custody": _("Custody of identities"),
        "promotion": _("Promotion"),
        "hq_supervision": _("Supervision"),
        "hq_statistics": _("Statistics"),
        "hq_direction": _("Direction"),
        "key_admin": _("Keys and users"),
        "audit": _("Audit"),
    }.get(role, role)


def sees_words(sees: Sees) -> str:
    """Return what a role is shown at all."""
    return {
        Sees.FILES: _("coded files, as each ficha says"),
        Sees.IDENTITIES: _("identities, in their own store"),
        Sees.AGGREGATES: _("figures, no file"),
        Sees.NOTHING: _("no file and no figure"),
        Sees.TRAIL: _("the audit trail"),
    }[sees]


def shown_words(role: Role) -> str:
    """Return what a role is shown, and of coded files which."""
    reach = {
        Scope.TEAM: _("those of its team"),
        Scope.OFFICE: _("all of the centre"),
    }.get(role.scope, "")
    said = sees_words(role.sees)
    return f"{said}; {reach}" if reach and role.sees is Sees.FILES else said
