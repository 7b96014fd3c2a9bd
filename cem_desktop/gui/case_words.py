"""What lists and heads of cases say about a row of the case index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.case_file import Admission, CaseIndexRow, Minority, Stage
from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.gui.human_dates import exact_day, say_day
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from cem_desktop.gui.tokens import PillKind

_OPEN_STAGES: Final = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
_SEVERE: Final = "severe"
_MINORS: Final = (Minority.YES, Minority.PRESUMED)


@dataclass(frozen=True)
class QuickFilter:
    """A filter of the list: its key, its word and which rows pass."""

    key: str
    word: str
    passes: Callable[[CaseIndexRow], bool]


def quick_filters() -> tuple[QuickFilter, ...]:
    """Return the filters in the order of the pills."""
    return (
        QuickFilter("open", _("In progress"), lambda row: row.stage is not Stage.CLOSED),
        QuickFilter("minors", _("Minors"), lambda row: row.minor in _MINORS),
        QuickFilter("conflicts", _("To settle"), lambda row: row.open_conflicts > 0),
    )


def stage_word(stage: Stage) -> str:
    """Return the name of a stage of the circuit."""
    return {
        Stage.RECEPTION: _("Reception and evaluation"),
        Stage.VALIDATION: _("Validation of the case"),
        Stage.INSERTION: _("Insertion in the circuit"),
        Stage.STRATEGY: _("Intervention strategy"),
        Stage.FOLLOW_UP: _("Follow-up"),
        Stage.CLOSED: _("Closed"),
    }[stage]


def stage_place(stage: Stage) -> str:
    """Return the stage with its place in the circuit."""
    if stage is Stage.CLOSED:
        return stage_word(stage)
    return _("Stage {number} of {total} · {stage}").format(
        number=_OPEN_STAGES.index(stage) + 1, total=len(_OPEN_STAGES), stage=stage_word(stage)
    )


def pills_of(row: CaseIndexRow) -> tuple[tuple[str, PillKind], ...]:
    """Return the states of a case as words, the most pressing first."""
    pills: list[tuple[str, PillKind]] = []
    if row.risk == _SEVERE:
        pills.append(_risk_pill(row.risk))
    if row.open_conflicts:
        pills.append((_("To settle"), "warn"))
    if row.minor is Minority.YES:
        pills.append((_("Minor"), "warn"))
    elif row.minor is Minority.PRESUMED:
        pills.append((_("Presumed minor"), "warn"))
    if row.risk is not None and row.risk != _SEVERE:
        pills.append(_risk_pill(row.risk))
    if row.admission is Admission.NOT_OPENED:
        pills.append((_("Without admission ficha"), "info"))
    return tuple(pills)


def no_cases_words(kind: WorkspaceKind) -> tuple[str, str]:
    """Return what the list of cases is for, while there is none, and how the first one comes."""
    if kind is WorkspaceKind.LAPTOP:
        return (
            _("Here will be the people you visit with this laptop"),
            _(
                "The centre lends their coded files until a date; they come in from its stick, "
                "under «On the road». You can also record a first contact here: it goes home with "
                "the next bundle."
            ),
        )
    return (
        _("Here will be the people this centre stands by"),
        _(
            "Each has a coded file: a code instead of her name. It begins with the ficha of "
            "first contact; the program gives the code when you close it."
        ),
    )


def lent_words(until: str) -> str:
    """Return until which day a laptop holds a case."""
    day = parse_stamp(until).astimezone(LIMA).date()
    return _("On a laptop until {day}").format(day=exact_day(day))


def second_line(row: CaseIndexRow) -> str:
    """Return stage and alias."""
    alias = f" · «{row.alias}»" if row.alias else ""
    return stage_word(row.stage) + alias


def third_line(row: CaseIndexRow, today: date) -> str:
    """Return the date that matters most: the next one, the last contact, or the opening."""
    if row.next_on is not None and row.next_on >= today:
        return _("Next: {day}").format(day=say_day(row.next_on, today))
    if row.last_contact_on is not None:
        return _("Last contact {day}").format(day=say_day(row.last_contact_on, today))
    if row.opened_on is not None:
        return _("Opened {day}").format(day=say_day(row.opened_on, today))
    return _("No date yet")


def exact_dates(row: CaseIndexRow) -> str:
    """Return every date of a case as it is printed, for hovering."""
    said = (
        (_("Opened: {day}"), row.opened_on),
        (_("Last contact: {day}"), row.last_contact_on),
        (_("Next: {day}"), row.next_on),
    )
    return "\n".join(text.format(day=exact_day(day)) for text, day in said if day is not None)


def waiting_sentence(conflicts: int, misfits: int) -> str:
    """Return the sentence of the banner about what waits to be settled in a case."""
    parts = []
    if conflicts:
        said = ngettext(
            "{count} answer has two versions.", "{count} answers have two versions.", conflicts
        )
        parts.append(said.format(count=conflicts))
    if misfits:
        said = ngettext(
            "{count} answer does not fit with the others.",
            "{count} answers do not fit with the others.",
            misfits,
        )
        parts.append(said.format(count=misfits))
    return " ".join((*parts, _("Somebody decides which stand.")))


def _risk_pill(risk: str) -> tuple[str, PillKind]:
    known: dict[str, tuple[str, PillKind]] = {
        "low": (_("Low risk"), "accent"),
        "moderate": (_("Moderate risk"), "warn"),
        "severe": (_("Severe risk"), "danger"),
    }
    return known.get(risk, (_("Risk: {level}").format(level=risk), "neutral"))
