"""What may be published of the tables of one period: counts shown, counts hidden, and the notes.

``disclosure_control`` makes it. A hidden count is not a zero. Its reason tells no more than what a
reader sees anyway; whether a count was small or is hidden to protect another is never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cem_desktop.domain.data_quality import DataQualityNote, NoteCode
from cem_desktop.domain.indicator import CELLS, CaseTables, Cell, PeriodCount, Share

if TYPE_CHECKING:
    from datetime import date


class HiddenReason(StrEnum):
    """Why a count is not there."""

    CELL = "cell"
    """The count, or one beside it, is small."""
    OFFICE = "office"
    """Nothing of this CEM is shown: its total, or one beside it, is small."""
    NATION = "nation"
    """The whole country has so few cases that only their total is told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A count that is published."""

    count: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """A count that is not published."""

    reason: HiddenReason


PublicCount = Shown | Hidden


class PublicScope(StrEnum):
    """How far down a publication goes."""

    OFFICES = "offices"
    """The nation and each CEM that received cases."""
    NATION = "nation"
    """Only the nation: no table by CEM would be safe."""
    TOTAL = "total"
    """Only the nation's total, which is itself small."""


@dataclass(frozen=True, slots=True)
class PublicationBasis:
    """What every published table says of itself.

    Attributes:
        cut_off: The last day whose bundles are in the count.
        offices_heard: CEM that sent something (a zero too) for the period.
        offices_expected: CEM that should have.
        threshold: The smallest count that is shown below national level.
    """

    cut_off: date
    offices_heard: int
    offices_expected: int
    threshold: int = 5


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One CEM as published; ``cells`` stand in the order of ``indicator.CELLS``.

    ``office_id`` is for comparing editions and is not printed.
    """

    office_id: str
    department: str
    office_name: str
    cells: tuple[PublicCount, ...]
    total: PublicCount


@dataclass(frozen=True, slots=True)
class PublicTable:
    """The public edition of the tables of one period.

    Attributes:
        rows: CEM with a total, most cases first; then those without, by department and name,
            so that their order tells nothing. Empty unless ``scope`` is ``offices``.
        cells: The nation's cells, in the order of ``indicator.CELLS``.
        minors: Share of minors; None where only the total is shown. So too ``women`` and
            ``offices_with_cases``.
    """

    year: int | None
    scope: PublicScope
    rows: tuple[PublicRow, ...]
    cells: tuple[PublicCount, ...]
    total: int
    by_month: tuple[tuple[int | None, PublicCount], ...]
    by_year: tuple[PeriodCount, ...]
    offices_with_cases: int | None
    minors: Share | None
    women: Share | None
    basis: PublicationBasis

    @property
    def hidden_offices(self) -> int:
        """Return the CEM of which nothing is shown."""
        return sum(isinstance(row.total, Hidden) for row in self.rows)

    @property
    def hidden_cells(self) -> int:
        """Return the hidden cells of CEM whose total is shown."""
        return sum(
            isinstance(cell, Hidden)
            for row in self.rows
            for cell in row.cells
            if isinstance(row.total, Shown)
        )

    @property
    def cells_shown(self) -> tuple[Cell, ...]:
        """Return the columns a table needs: the four known ones, and an unknown one if not zero."""
        return tuple(
            cell
            for cell, count in zip(CELLS, self.cells, strict=True)
            if cell.known or count not in (Shown(0), Hidden(HiddenReason.NATION))
        )

    @property
    def notes(self) -> tuple[DataQualityNote, ...]:
        """Return what the table says of itself: what it hid, why, and what it rests on."""
        basis = self.basis
        notes = [
            DataQualityNote(
                NoteCode.BASIS,
                {
                    "unit": "case",
                    "date_basis": "opened",
                    "cut_off": basis.cut_off.isoformat(),
                    "heard": basis.offices_heard,
                    "expected": basis.offices_expected,
                    "threshold": basis.threshold,
                },
            )
        ]
        if self.scope is not PublicScope.OFFICES:
            notes.append(
                DataQualityNote(
                    NoteCode.SCOPE_REDUCED,
                    {
                        "scope": self.scope.value,
                        "threshold": basis.threshold,
                        "reason": "few" if self.year is not None else "overlap",
                    },
                )
            )
        elif self.hidden_cells or self.hidden_offices:
            notes.append(
                DataQualityNote(
                    NoteCode.SUPPRESSED,
                    {
                        "cells": self.hidden_cells,
                        "offices": self.hidden_offices,
                        "threshold": basis.threshold,
                    },
                )
            )
        return tuple(notes)


@dataclass(frozen=True, slots=True)
class Edition:
    """A publication with the counts behind it, as headquarters keeps it in its own store."""

    tables: CaseTables
    public: PublicTable
