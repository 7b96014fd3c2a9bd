"""A coordinator's own exceptional access: counted to headquarters, of what kind and when."""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day

_LATEST = Latest("access.on")

ACCESS = (
    choice("access.kind", "Kind of her exceptional access", _LATEST, "exceptional_kind"),
    day("access.on", "Date of her exceptional access", _LATEST),
)
