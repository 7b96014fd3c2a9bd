"""How leases, and what a stick brought, are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.period import parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.widgets.read_table import TableCell
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.field_taking import Delivered
from cem_desktop.services.visit_cards import CardsBrought

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cem_desktop.gui.widgets.banner import BannerKind
    from cem_desktop.services.bundle_reading import TakenBundle
    from cem_desktop.services.leasing import LeaseRow


def what_words(lease: LeaseRow) -> str:
    """Return which case a lease is for."""
    return _("All cases") if lease.is_whole else lease.code


def _state_words(lease: LeaseRow, *, at_office: bool) -> str:
    """Return how it stands with a lease."""
    if lease.is_returned:
        return _("Given back, still on the laptop") if at_office else _("Given back, locked")
    if lease.is_over:
        return _("Its time is over") if at_office else _("Locked: its time is over")
    return _("Out") if at_office else _("Open here")


def lease_cells(lease: LeaseRow, now: datetime, *, at_office: bool) -> tuple[TableCell, ...]:
    """Return what a list says of a lease: which case, until when, how it stands, what stayed."""
    ends = parse_stamp(lease.ends)
    return (
        TableCell(what_words(lease), strong=True),
        TableCell(say_instant(ends, now), exact(ends)),
        TableCell(_state_words(lease, at_office=at_office)),
        TableCell(_left_words(lease)),
    )


def _left_words(lease: LeaseRow) -> str:
    """Return how many records stayed at the centre because others' reserved answers are in them."""
    if not lease.left:
        return ""
    return ngettext(
        "{count} record reserved for other services",
        "{count} records reserved for other services",
        lease.left,
    ).format(count=say_count(lease.left))


def stick_words(taken: Sequence[TakenBundle]) -> tuple[BannerKind, str]:
    """Return the kind of banner, and what a stick brought, a sentence a thing."""
    told = [_bundle_words(one) for one in taken if one.brought is not None]
    errors = [one.error for one in taken if one.error is not None]
    others = sum(one.is_for_others for one in taken)
    if others:
        told.append(
            ngettext(
                "{count} bundle is for somebody else and was left alone.",
                "{count} bundles are for somebody else and were left alone.",
                others,
            ).format(count=say_count(others))
        )
    for error in errors:
        text = explain(error)
        told.append(f"{text.title}. {text.next_step}")
    if not taken:
        return "info", _("There is no bundle in this folder.")
    alarm = any(getattr(one.brought, "alarm", False) for one in taken)
    kind: BannerKind = "danger" if alarm else "warn" if errors else "good"
    return kind, " ".join(dict.fromkeys(told))


def _bundle_words(one: TakenBundle) -> str:
    if isinstance(one.brought, CardsBrought):
        return ngettext(
            "{count} card for a visit came in.",
            "{count} cards for a visit came in.",
            one.brought.cards,
        ).format(count=say_count(one.brought.cards))
    if not isinstance(one.brought, Delivered):
        return _("A bundle of headquarters was read.")
    brought = one.brought
    if brought.alarm:
        return _(
            "Two different histories of one device: a copy of it is in use. Tell your coordination "
            "and the security contact today."
        )
    if brought.quarantined:
        return ngettext(
            "{count} entry of a laptop off the list was kept apart; see «Laptops and PCs».",
            "{count} entries of a laptop off the list were kept apart; see «Laptops and PCs».",
            brought.quarantined,
        ).format(count=say_count(brought.quarantined))
    said = _fresh_words(brought)
    if brought.taken.conflicts:
        said += " " + ngettext(
            "{count} field was written differently by two people: settle it in the case.",
            "{count} fields were written differently by two people: settle them in the case.",
            brought.taken.conflicts,
        ).format(count=say_count(brought.taken.conflicts))
    return said


def _fresh_words(brought: Delivered) -> str:
    if brought.repeated:
        return _("All of it was here already.")
    if not brought.taken.fresh:
        return _("A bundle came in: no new writings, and receipts for what we sent.")
    return ngettext(
        "{count} new writing came in, in {files}.",
        "{count} new writings came in, in {files}.",
        brought.taken.fresh,
    ).format(count=say_count(brought.taken.fresh), files=_files_words(brought))


def _files_words(brought: Delivered) -> str:
    count = len(brought.taken.files)
    return ngettext("{count} case", "{count} cases", count).format(count=say_count(count))
