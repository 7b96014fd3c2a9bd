"""The individual reintegration plan: where, with whom (by relation), what for, and how it goes.

Source: regulation of Ley 28950 (D.S. 001-2016-IN), article 3.3: only after the emergency, and with
informed consent. The objectives are the support plan of the HTCDS.
"""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Home, choice, day, several, words

_F16 = Home("f16")

REINTEGRATION = (
    choice(
        "reintegration.implemented",
        "Whether the CEM carries out the reintegration plan",
        _F16,
        "reintegration_plan",
    ),
    choice("reintegration.emergency_over", "Whether the emergency is over", _F16, "yes_no"),
    choice("reintegration.consent", "Whether she consented to the plan", _F16, "yes_no"),
    choice("reintegration.place", "Where the plan is carried out", _F16, "reintegration_place"),
    choice("reintegration.return_state", "Return to where she came from", _F16, "return_state"),
    choice("reintegration.housing", "Housing", _F16, "reintegration_housing"),
    several("reintegration.income", "What she lives on", _F16, "income_source"),
    several("reintegration.new_income", "New ways to earn", _F16, "income_way"),
    several("reintegration.training", "Study or training", _F16, "training_kind"),
    several("reintegration.documents", "Documents to obtain", _F16, "document_need"),
    several("reintegration.health", "Health needs", _F16, "health_need"),
    several("reintegration.children", "Needs of her children", _F16, "children_need"),
    choice(
        "reintegration.network_relations",
        "Who supports her, by relation",
        All(),
        "support_relation",
    ),
    several("reintegration.network_support", "Support given", All(), "support_type"),
    choice("reintegration.network_contact", "Whether she allows contact", All(), "yes_no"),
    choice(
        "reintegration.area", "Area of an objective", All(), "reintegration_area", htcds="spl_Type"
    ),
    words("reintegration.objective", "Objective", All(), htcds="spl_Objectives"),
    words("reintegration.actions", "Actions for an objective", All(), htcds="spl_ActionPlan"),
    day("reintegration.begun_on", "Date an objective begins", All()),
    day(
        "reintegration.planned_end",
        "Date an objective is expected to end",
        All(),
        htcds="spl_PlannedEndDate",
    ),
    choice("reintegration.progress", "Progress of an objective", All(), "objective_progress"),
    day("reintegration.ended_on", "Date an objective ended", All(), htcds="spl_ActualEndDate"),
    several("reintegration.partners", "Bodies that take part", _F16, "reintegration_partner"),
    words("reintegration.notes", "What the team should know of the plan", _F16),
)
