"""Police operations, as far as a centre may know of them: who leads, her risk, her consent."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, several

_ALL = All()

OPERATION = (
    day("operation.noted_on", "Date of the note about the operation", _ALL),
    choice("operation.unit", "Kind of police unit in charge", _ALL, "operation_unit"),
    choice("operation.request", "Who asked the centre for support", _ALL, "operation_request"),
    choice("operation.coordinated", "Whether it is coordinated with the police", _ALL, "yes_no"),
    several("operation.role", "Part of the centre", _ALL, "operation_role"),
    choice("operation.consent", "Her consent to what is asked of her", _ALL, "operation_consent"),
    several("operation.risks", "Risks for her", _ALL, "operation_risk"),
    choice("operation.result", "How she came out of it", _ALL, "operation_result"),
    day("operation.on", "Date on which it took place, once it is over", _ALL),
    choice("operation.detained", "Whether anybody was detained", _ALL, "yes_no_unknown"),
    several("operation.aftercare", "Care afterwards", _ALL, "operation_aftercare"),
)
