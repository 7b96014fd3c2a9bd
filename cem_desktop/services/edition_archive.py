"""Public editions as headquarters remembers them, so that later ones give nothing away.

Kept inside the registry: what was shown, what was hidden, and the counts behind it.
"""

from __future__ import annotations

from datetime import date

from cem_desktop.domain.indicator import CaseTables, OfficeRow, PeriodCount, Share
from cem_desktop.domain.public_table import (
    Edition,
    Hidden,
    HiddenReason,
    PublicationBasis,
    PublicCount,
    PublicRow,
    PublicScope,
    PublicTable,
    Shown,
)
from cem_desktop.domain.strict_json import JsonValue


def pack_edition(edition: Edition) -> dict[str, JsonValue]:
    """Return an edition as JSON values."""
    return {"tables": _pack_tables(edition.tables), "public": _pack_public(edition.public)}


def unpack_edition(value: JsonValue) -> Edition:
    """Return the edition that ``pack_edition`` wrote."""
    return Edition(_unpack_tables(value["tables"]), _unpack_public(value["public"]))


def _pack_tables(tables: CaseTables) -> JsonValue:
    return {
        "year": tables.year,
        "rows": [
            [row.office_id, row.department, row.office_name, list(row.counts)]
            for row in tables.rows
        ],
        "by_month": [[one.period, one.count] for one in tables.by_month],
        "by_year": [[one.period, one.count] for one in tables.by_year],
    }


def _unpack_tables(value: JsonValue) -> CaseTables:
    return CaseTables(
        value["year"],
        tuple(
            OfficeRow(office, department, name, tuple(counts))
            for office, department, name, counts in value["rows"]
        ),
        tuple(PeriodCount(*one) for one in value["by_month"]),
        tuple(PeriodCount(*one) for one in value["by_year"]),
    )


def _pack_public(public: PublicTable) -> JsonValue:
    basis = public.basis
    return {
        "year": public.year,
        "scope": str(public.scope),
        "rows": [
            [
                row.office_id,
                row.department,
                row.office_name,
                [_pack_count(cell) for cell in row.cells],
                _pack_count(row.total),
            ]
            for row in public.rows
        ],
        "cells": [_pack_count(cell) for cell in public.cells],
        "total": public.total,
        "by_month": [[month, _pack_count(count)] for month, count in public.by_month],
        "by_year": [[one.period, one.count] for one in public.by_year],
        "offices_with_cases": public.offices_with_cases,
        "minors": _pack_share(public.minors),
        "women": _pack_share(public.women),
        "basis": [
            basis.cut_off.isoformat(),
            basis.offices_heard,
            basis.offices_expected,
            basis.threshold,
        ],
    }


def _unpack_public(value: JsonValue) -> PublicTable:
    cut_off, *numbers = value["basis"]
    return PublicTable(
        year=value["year"],
        scope=PublicScope(value["scope"]),
        rows=tuple(
            PublicRow(
                office,
                department,
                name,
                tuple(_unpack_count(cell) for cell in cells),
                _unpack_count(total),
            )
            for office, department, name, cells, total in value["rows"]
        ),
        cells=tuple(_unpack_count(cell) for cell in value["cells"]),
        total=value["total"],
        by_month=tuple((month, _unpack_count(count)) for month, count in value["by_month"]),
        by_year=tuple(PeriodCount(*one) for one in value["by_year"]),
        offices_with_cases=value["offices_with_cases"],
        minors=_unpack_share(value["minors"]),
        women=_unpack_share(value["women"]),
        basis=PublicationBasis(date.fromisoformat(cut_off), *numbers),
    )


def _pack_count(count: PublicCount) -> JsonValue:
    return count.count if isinstance(count, Shown) else str(count.reason)


def _unpack_count(value: JsonValue) -> PublicCount:
    return Shown(value) if isinstance(value, int) else Hidden(HiddenReason(value))


def _pack_share(share: Share | None) -> JsonValue:
    return None if share is None else [share.part, share.whole]


def _unpack_share(value: JsonValue) -> Share | None:
    return None if value is None else Share(*value)
