"""The psychological strategy: its months beside the proceeding, and its four critical areas."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Fact, Latest, choice, day, number, several, words

_LATEST = Latest("strategy.planned_on")
_SCALE = (0, 10)
_TECHNIQUES = "therapy_technique"


def _area(area: str, label: str) -> tuple[Fact, ...]:
    """Return what the plan says of one critical area."""
    return (
        number(f"strategy.{area}_baseline", f"{label}: at the beginning", _LATEST, _SCALE),
        words(f"strategy.{area}_goal", f"{label}: goal", _LATEST),
        several(
            f"strategy.{area}_techniques", f"{label}: techniques", _LATEST, "therapy_technique"
        ),
        number(f"strategy.{area}_now", f"{label}: at the review", _LATEST, _SCALE),
        choice(f"strategy.{area}_progress", f"{label}: progress", _LATEST, "progress_level"),
    )


STRATEGY = (
    day("strategy.planned_on", "Date of the plan or of its review", _LATEST),
    choice("strategy.kind", "Whether it is a plan or a review", _LATEST, "plan_kind"),
    choice("strategy.her_part", "Her part in the plan", _LATEST, "plan_her_part"),
    several("strategy.areas", "Critical areas worked on", _LATEST, "critical_area"),
    choice("strategy.proceeding_now", "Where the proceeding stands", _LATEST, "plan_milestone"),
    day("strategy.first_diligence_on", "Date of the next proceeding", _LATEST),
    number("strategy.months", "Months that the plan lasts", _LATEST, (1, 24)),
    choice("strategy.month_no", "Months of the plan", All(), "plan_month"),
    choice("strategy.month_focus", "Critical areas of the months", All(), "critical_area"),
    choice("strategy.month_milestone", "Proceedings of the months", All(), "plan_milestone"),
    words("strategy.month_goal", "What is sought in the months", All()),
    *_area("bond", "Emotional bond with the trafficker"),
    *_area("image", "Idealised image of the trafficker"),
    number("strategy.pair_no", "Example pairs of belief and reality", All(), (1, 7)),
    choice("strategy.pair_held", "How beliefs of the examples stand", All(), "belief_held"),
    words("strategy.belief", "Beliefs about the trafficker", All()),
    words("strategy.reality", "Reality beside the beliefs", All()),
    words("strategy.own_belief", "Further beliefs, in her words", All()),
    words("strategy.own_reality", "Reality beside the further beliefs", All()),
    choice("strategy.own_held", "How her further beliefs stand", All(), "belief_held"),
    *_area("confrontation", "Fear of the confrontation"),
    *_area("identity", "Self-esteem and identity"),
    words("strategy.shared_note", "What the team needs to know of the plan", _LATEST),
    day("strategy.review_on", "Date of the next review", _LATEST),
)
