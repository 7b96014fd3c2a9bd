"""A coded file as a whole: its stage in the circuit, and the row that lists show.

The row is computed from facts alone, so that it can be thrown away and built again from the
revisions, and is then equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from cem_desktop.domain.facts import (
    FACTS,
    MINOR_GROUPS,
    PRESUMED_MINOR,
    FactValue,
    Note,
    Statement,
    resolve,
)
from cem_desktop.domain.known_facts import disputes

if TYPE_CHECKING:
    from collections.abc import Iterable


class Stage(StrEnum):
    """The stages of the circuit of care, in their order."""

    RECEPTION = "reception"
    VALIDATION = "validation"
    INSERTION = "insertion"
    STRATEGY = "strategy"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"


class Minority(StrEnum):
    """Whether the person is a minor; in doubt she is presumed one."""

    YES = "yes"
    PRESUMED = "presumed"
    NO = "no"
    UNKNOWN = "unknown"


class Admission(StrEnum):
    """Whether the ordinary admission ficha was opened.

    ``NOT_OPENED`` is a decision with a reason and a responsible person, taken so that the file
    stays wholly anonymous.
    """

    OPENED = "opened"
    NOT_OPENED = "not_opened"
    UNKNOWN = "unknown"


_ORDER = tuple(Stage)


@dataclass(frozen=True)
class CaseIndexRow:
    """What lists, filters and the head of a case show of a file."""

    file_id: str
    code: str
    alias: str | None
    stage: Stage
    risk: str | None
    minor: Minority
    sex: str | None
    age_group: str | None
    admission: Admission
    opened_on: date | None
    last_contact_on: date | None
    next_on: date | None
    open_conflicts: int
    records: int


def index_case(
    statements: Iterable[Statement],
    *,
    file_id: str,
    code: str,
    records: int,
    stages: Iterable[str] = (),
    open_conflicts: int = 0,
) -> CaseIndexRow:
    """Return the row of a file.

    Args:
        statements: What all records of the file state.
        file_id: Identity of the file.
        code: Its label.
        records: How many records it has.
        stages: The stage that the form of each record belongs to (``cem:stage``).
        open_conflicts: How many fields wait for a person to settle them; facts on which fichas
            differ are added here.
    """
    heard = tuple(statements)
    return CaseIndexRow(
        file_id=file_id,
        code=code,
        alias=_text(heard, "file.alias"),
        stage=_stage(heard, stages),
        risk=_text(heard, "risk.level"),
        minor=_minority(heard),
        sex=_text(heard, "victim.sex"),
        age_group=_text(heard, "victim.age_group"),
        admission=_admission(heard),
        opened_on=_date(heard, "file.opened"),
        last_contact_on=_date(heard, "contact.date"),
        next_on=_date(heard, "contact.next_on"),
        open_conflicts=open_conflicts + len(disputes(heard)),
        records=records,
    )


def _value(statements: tuple[Statement, ...], fact: str) -> FactValue | None:
    """Return the resolved value of a fact."""
    return resolve(FACTS[fact], statements).value


def _text(statements: tuple[Statement, ...], fact: str) -> str | None:
    """Return the resolved value of a fact that is a word."""
    value = _value(statements, fact)
    return value if isinstance(value, str) else None


def _date(statements: tuple[Statement, ...], fact: str) -> date | None:
    """Return the resolved value of a fact that is a date; what is no date is no data."""
    value = _value(statements, fact)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _admission(statements: tuple[Statement, ...]) -> Admission:
    """Return what was decided; a code that this program does not know is not known to it."""
    decided = _text(statements, "file.admission")
    return Admission(decided) if decided in set(Admission) else Admission.UNKNOWN


def _stage(statements: tuple[Statement, ...], stages: Iterable[str]) -> Stage:
    """Return the stage that was declared, else the furthest that a ficha of the file belongs to."""
    declared = _text(statements, "case.stage")
    if declared in _ORDER:
        return Stage(declared)
    reached = [Stage(stage) for stage in stages if stage in _ORDER]
    return max(reached, key=_ORDER.index, default=Stage.RECEPTION)


def _minority(statements: tuple[Statement, ...]) -> Minority:
    """Return whether she is a minor; where records disagree, one that says so is enough.

    Source: regulation of Ley 28950 (D.S. 001-2016-IN), article 4: in doubt, minority is presumed.
    """
    resolved = resolve(FACTS["victim.age_group"], statements)
    if resolved.value is not None and not isinstance(resolved.value, str):
        return Minority.PRESUMED
    if resolved.value == PRESUMED_MINOR:
        return Minority.PRESUMED
    if resolved.value is not None:
        return Minority.YES if resolved.value in MINOR_GROUPS else Minority.NO
    return Minority.UNKNOWN if resolved.note is Note.UNSTATED else Minority.PRESUMED
