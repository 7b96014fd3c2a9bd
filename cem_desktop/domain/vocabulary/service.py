"""Services given: what was done for her and in which month, counted without saying more."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day

SERVICE = (
    choice("service.kind", "Service given", All(), "service_kind"),
    day("service.on", "Date of the service", All()),
)
