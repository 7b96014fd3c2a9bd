"""Times, instants, months and years: lines that are typed as people write them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout

from cem_desktop.domain.period import LIMA, today
from cem_desktop.gui.human_dates import month_names
from cem_desktop.gui.widgets.ficha_date_field import DateField, full_year
from cem_desktop.gui.widgets.ficha_fields import Answer, AnswerField, LineField
from cem_desktop.i18n import _
from cem_desktop.services.answer_words import clock_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme

_TIME: Final = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*([ap])?\.?\s*m?\.?")
_DIGITS: Final = re.compile(r"(\d{1,2})(\d{2})")
_MONTH: Final = re.compile(r"(\d{1,2})\s*[/\-. ]\s*(\d{4}|\d{2})")
_NAMED_MONTH: Final = re.compile(r"([a-z]{3,})\.?\s*(?:de\s+)?(\d{4}|\d{2})")
_NOON: Final = 12
_LAST_HOUR: Final = 23


def read_time(text: str) -> time | None:
    """Return the time that a person means: 9:30, 9.30, 930, 0930, 9 pm, 9h30; None for none."""
    text = text.strip().casefold()
    found = _DIGITS.fullmatch(text)
    if found is not None and len(text) > 2:  # noqa: PLR2004  (two digits are an hour)
        hour, minute, half = int(found[1]), int(found[2]), ""
    else:
        found = _TIME.fullmatch(text)
        if found is None:
            return None
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3] or ""
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return time(hour, minute) if hour <= _LAST_HOUR and minute < 60 else None  # noqa: PLR2004


def read_month(text: str, now: date) -> date | None:
    """Return the first day of the month that a person means: 11/2026, 11-26, nov 2026."""
    text = text.strip().casefold()
    found = _MONTH.fullmatch(text)
    if found is not None:
        month, year = int(found[1]), found[2]
    else:
        found = _NAMED_MONTH.fullmatch(text)
        names = [name.casefold() for name in month_names()]
        if found is None or found[1][:3] not in names:
            return None
        month, year = names.index(found[1][:3]) + 1, found[2]
    return date(full_year(year, now), month, 1) if 1 <= month <= 12 else None  # noqa: PLR2004


class TypedField(LineField):
    """A line whose text becomes an answer once it is whole, and is written out when left."""

    WIDTH = 150
    PLACEHOLDER = ""

    def __init__(
        self, node: NodeState, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(node, theme, parent)
        self.clock = clock
        self.line.left.connect(self._settle)

    def read(self, text: str) -> str | None:
        """Return the answer that a text means, None where it means none (yet)."""
        raise NotImplementedError

    def answer(self) -> Answer:
        """Return the answer once it is whole; until then what stands there, for the draft."""
        text = self.line.text().strip()
        return (self.read(text) or text) if text else None

    def pending(self) -> str:
        """Say how to write it while it is not whole."""
        text = self.line.text().strip()
        return self.example() if text and self.read(text) is None else ""

    def example(self) -> str:
        """Return how to write it."""
        raise NotImplementedError

    def _settle(self) -> None:
        """Write out what a person shortened, when the focus leaves."""
        whole = self.read(self.line.text().strip())
        if whole is not None:
            self.line.setText(self.text_of(whole))


class TimeField(TypedField):
    """A time of day: what is answered has Peru's zone, what is read is hh:mm."""

    def __init__(
        self, node: NodeState, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(node, theme, clock, parent)
        self.line.setPlaceholderText(_("hh:mm"))

    def read(self, text: str) -> str | None:
        """Return the time as XForms writes it."""
        found = read_time(text)
        if found is None:
            return None
        at = datetime.combine(today(self.clock), found, LIMA)
        return at.timetz().isoformat("milliseconds")

    def text_of(self, value: Answer) -> str:
        """Return hours and minutes."""
        return clock_text(value) if isinstance(value, str) else ""

    def example(self) -> str:
        """Return how to write it."""
        return _("Write the time, for example 09:30.")


class MonthField(TypedField):
    """A month of a year: what is answered is its first day."""

    def __init__(
        self, node: NodeState, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(node, theme, clock, parent)
        self.line.setPlaceholderText(_("mm/yyyy"))

    def read(self, text: str) -> str | None:
        """Return the first day of the month, in ISO form."""
        found = read_month(text, today(self.clock))
        return found.isoformat() if found is not None else None

    def text_of(self, value: Answer) -> str:
        """Return month and year."""
        day = _iso_day(value)
        return f"{day:%m/%Y}" if day is not None else str(value or "")

    def example(self) -> str:
        """Return how to write it."""
        return _("Write month and year, for example 11/2026.")


class YearField(TypedField):
    """A year: what is answered is its first day."""

    def __init__(
        self, node: NodeState, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(node, theme, clock, parent)
        self.line.setPlaceholderText(_("yyyy"))

    def read(self, text: str) -> str | None:
        """Return the first day of the year, in ISO form; a year has four digits."""
        return f"{text}-01-01" if re.fullmatch(r"[12]\d{3}", text) else None

    def text_of(self, value: Answer) -> str:
        """Return the year."""
        day = _iso_day(value)
        return str(day.year) if day is not None else str(value or "")

    def example(self) -> str:
        """Return how to write it."""
        return _("Write the year, for example 2026.")


def _iso_day(value: Answer) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


class DateTimeField(AnswerField):
    """A date and a time beside each other; the answer is whole when both are."""

    def __init__(
        self, node: NodeState, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._day = DateField(node, theme, clock, self)
        self._hour = TimeField(node, theme, clock, self)
        self._hour.line.setObjectName(f"{node.path} time")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        for field in (self._day, self._hour):
            line.addWidget(field)
            field.answered.connect(self.answered)
        line.addStretch(1)
        self._day.line.finished.connect(self._go_to_hour)
        self._hour.left.connect(self.left)
        self._hour.finished.connect(self.finished)

    def _go_to_hour(self) -> None:
        self._hour.line.setFocus()

    def show_node(self, node: NodeState) -> None:
        """Show date and time; half of them is a text of its own."""
        day, hour = _parts(node.value)
        self._day.show_node(replace(node, value=day))
        label = _("{question}: time").format(question=node.label)
        self._hour.show_node(replace(node, value=hour, label=label))

    def answer(self) -> Answer:
        """Return the instant with Peru's zone; until both are whole, what stands there."""
        day, hour = self._day.answer(), self._hour.answer()
        if day is None and hour is None:
            return None
        if self._day.pending() or self._hour.pending() or day is None or hour is None:
            return f"{day or ''} {hour or ''}".strip(" ") if day else f" {hour}"
        return f"{day}T{hour}"

    def pending(self) -> str:
        """Say which half is missing or wrong."""
        told = self._day.pending() or self._hour.pending()
        if told or (self._day.answer() is None) == (self._hour.answer() is None):
            return told
        return _("Write both, the date and the time.")

    def focus_target(self) -> QWidget:
        """Return the line of the date."""
        return self._day.line


def _parts(value: Answer) -> tuple[str | None, str | None]:
    """Return the date and the time of an answer, also of one that is half typed."""
    text = str(value or "")
    try:
        at = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        at = None
    if at is not None:
        at = at.astimezone(LIMA) if at.tzinfo is not None else at.replace(tzinfo=LIMA)
        return at.date().isoformat(), at.timetz().isoformat("milliseconds")
    day, _space, hour = text.partition(" ")
    return day or None, hour or None
