"""The intervention plan of the team: objectives by area, actions, who answers for them, by when."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Latest, choice, day, several, words

_ALL = All()
_LATEST = Latest("plan.met_on")

PLAN = (
    day("plan.met_on", "Date of the team's meeting", _LATEST),
    several("plan.attendees", "Services that took part", _LATEST, "team_service"),
    words("plan.hypothesis", "How the team understands what is going on", _LATEST),
    choice("plan.her_part", "Her part in the plan", _LATEST, "team_plan_her_part"),
    words("plan.her_wishes", "What she asks for and does not want", _LATEST),
    choice("plan.psych_plan", "Whether there is a psychological plan", _LATEST, "psych_plan_state"),
    choice("plan.diligence_soon", "Whether a proceeding has been set", _LATEST, "yes_no_unknown"),
    choice("plan.areas", "Areas of the objectives", _ALL, "plan_area", htcds="spl_Type"),
    words("plan.objectives", "Objectives", _ALL, htcds="spl_Objectives"),
    words("plan.actions", "Actions", _ALL, htcds="spl_ActionPlan"),
    choice("plan.responsible", "Who answers for the objectives", _ALL, "plan_responsible"),
    day("plan.due_on", "Due dates of the objectives", _ALL, htcds="spl_PlannedEndDate"),
    choice("plan.states", "Where the objectives stand", _ALL, "plan_step_state"),
    day("plan.done_on", "Dates on which objectives were met", _ALL, htcds="spl_ActualEndDate"),
    words("plan.agreements", "Agreements of the team", _LATEST),
    day("plan.review_on", "Date of the next review", _LATEST),
)
