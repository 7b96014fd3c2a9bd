"""What the clocks of the law say: what is due, in words first; a colour only repeats them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.gui.human_dates import exact, exact_day
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from cem_desktop.gui.tokens import PillKind
    from cem_desktop.services.data_clocks import IncidentClock, RequestClock
    from cem_desktop.services.incident_report import Addressee

_SOON_HOURS = 24
_SOON_DAYS = 3


@dataclass(frozen=True)
class ClockLine:
    """A line of the list of clocks.

    Attributes:
        record: Its record.
        pill: What is left, in words.
        kind: The colour that repeats it.
        title: What it is.
        detail: Until when, and what is still to do.
        prints: Whether it prints as a notice.
    """

    record: str
    pill: str
    kind: PillKind
    title: str
    detail: str
    prints: bool = False


def incident_line(one: IncidentClock) -> ClockLine:
    """Return the line of an incident."""
    title = _("Incident: {kinds}").format(kinds="; ".join(one.kinds).lower() or "…")
    if not one.runs or one.limit is None or one.hours_left is None:
        return ClockLine(one.record, _("open"), "neutral", title, _("No notice is owed."), True)
    owed = [] if one.authority_told else [_("the authority (ANPD)")]
    owed += [] if one.people_told else [_("the people concerned")]
    detail = _("Until {when}. Still to tell: {who}.").format(
        when=exact(one.limit), who=", ".join(owed)
    )
    left = one.hours_left
    if left < 0:
        said = ngettext("{count} hour late", "{count} hours late", -left).format(count=-left)
        return ClockLine(one.record, said, "danger", title, detail, True)
    said = ngettext("{count} hour left", "{count} hours left", left).format(count=left)
    kind: PillKind = "danger" if left < _SOON_HOURS else "warn"
    return ClockLine(one.record, said, kind, title, detail, True)


def request_line(one: RequestClock) -> ClockLine:
    """Return the line of a request about personal data."""
    title = _("Request: {right}").format(right=one.right_words.lower())
    if one.code:
        title = f"{title} · {one.code}"
    detail = _("Came on {day}. Answer until {due}.").format(
        day=exact_day(one.received), due=exact_day(one.due)
    )
    if one.is_prolonged:
        detail = f"{detail} {_('Prolonged once.')}"
    left = one.days_left
    if left < 0:
        said = ngettext("{count} working day late", "{count} working days late", -left)
        return ClockLine(one.record, said.format(count=-left), "danger", title, detail)
    if left == 0:
        return ClockLine(one.record, _("last day: today"), "danger", title, detail)
    said = ngettext("{count} working day left", "{count} working days left", left)
    kind: PillKind = "warn" if left <= _SOON_DAYS else "info"
    return ClockLine(one.record, said.format(count=left), kind, title, detail)


def addressee_word(to: Addressee) -> str:
    """Return to whom a notice goes."""
    return {
        "authority": _("To the authority (ANPD)…"),
        "people": _("To the people concerned, in plain words…"),
        "digital_security": _("To the Centro Nacional de Seguridad Digital…"),
    }[str(to)]


def ground_word(ground: str) -> str:
    """Return the ground of an erasure in words."""
    return {
        "request": _("She asked for it, and it was granted (F37)"),
        "purpose_ended": _("What the data were kept for is done"),
        "retention_ended": _("The term of keeping has ended"),
        "authority": _("An authority ordered it"),
    }.get(ground, ground)
