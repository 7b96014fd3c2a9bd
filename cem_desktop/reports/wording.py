"""Words that every printed thing needs: dates, months, shares, and the columns of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.indicator import AgeBand, Cell, Sex
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from cem_desktop.domain.indicator import Share


def print_day(day: date) -> str:
    """Return a day as it is printed: 24 nov 2026."""
    month = month_short(day.month)
    return _("{day} {month} {year}").format(day=day.day, month=month, year=day.year)


def month_short(month: int) -> str:
    """Return the short name of a month, 1 to 12."""
    return _("jan feb mar apr may jun jul aug sep oct nov dec").split()[month - 1]


def month_long(month: int) -> str:
    """Return the name of a month, 1 to 12."""
    names = _(
        "january february march april may june july august september october november december"
    )
    return names.split()[month - 1]


def period_words(period: str) -> str:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as people write it."""
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 1:
        return period
    if len(parts) == 2:  # noqa: PLR2004  (year and month)
        return _("{month} of {year}").format(month=month_long(parts[1]), year=parts[0])
    year, month, day = parts
    return _("{day} {month} {year}").format(day=day, month=month_short(month), year=year)


def band_words(band: AgeBand) -> str:
    """Return the heading over the columns of an age."""
    return {
        AgeBand.MINOR: _("Minors"),
        AgeBand.ADULT: _("Adults"),
        AgeBand.UNKNOWN: _("Age not known"),
    }[band]


def band_detail(band: AgeBand) -> str:
    """Return what an age heading means, or nothing where it says so itself."""
    return {AgeBand.MINOR: _("under 18"), AgeBand.ADULT: _("18 and over")}.get(band, "")


def cell_words(cell: Cell) -> str:
    """Return the heading of one column, which stands under that of its age."""
    minor = cell.band is AgeBand.MINOR
    return {
        Sex.WOMAN: _("Girls") if minor else _("Women"),
        Sex.MAN: _("Boys") if minor else _("Men"),
        Sex.UNKNOWN: _("Not known"),
    }[cell.sex]


def cell_words_short(cell: Cell) -> str:
    """Return the heading of one column where there is no room for the word."""
    minor = cell.band is AgeBand.MINOR
    return {
        Sex.WOMAN: _("Gi.") if minor else _("Wo."),
        Sex.MAN: _("Bo.") if minor else _("Me."),
        Sex.UNKNOWN: _("n/k"),
    }[cell.sex]


def share_words(share: Share | None) -> str:
    """Return a share in per cent, or a dash where there is nothing to divide."""
    percent = share.percent if share is not None else None
    return "–" if percent is None else _("{percent}\u00a0%").format(percent=percent)
