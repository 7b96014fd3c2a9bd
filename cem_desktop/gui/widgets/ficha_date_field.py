"""A date as it is written in Peru: dd/mm/yyyy typed with its slashes, a word, or a calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, QPoint, QSize, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QPushButton, QToolButton, QVBoxLayout

from cem_desktop.domain.period import today
from cem_desktop.gui import icons
from cem_desktop.gui.widgets.ficha_fields import Answer, LineField
from cem_desktop.i18n import _
from cem_desktop.services.answer_words import date_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme

_PARTS: Final = re.compile(r"\s*(\d{1,2})\s*[/\-. ]\s*(\d{1,2})(?:\s*[/\-. ]\s*(\d{2}|\d{4}))?\s*")
_WHOLE: Final = re.compile(r"\d{2}/\d{2}/\d{4}")
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})")
_CENTURY: Final = 100


def read_date(text: str, now: date) -> date | None:
    """Return the date that a person means, None when the text names none.

    ``24/11/2026``, ``24-11-26``, ``24.11`` (this year), ``241126``, ``24112026``, today and
    yesterday by word or first letter. Two digits of a year never reach further than next year.
    """
    words = {_("today"): now, _("yesterday"): now - timedelta(days=1)}
    wanted = text.strip().casefold()
    for word, day in words.items():
        if wanted and word.casefold().startswith(wanted):
            return day
    found = _PARTS.fullmatch(text) or _DIGITS.fullmatch(text.strip())
    if not found:
        return None
    day_text, month_text, year_text = found.groups()
    try:
        return date(full_year(year_text, now), int(month_text), int(day_text))
    except ValueError:
        return None


def full_year(text: str | None, now: date) -> int:
    """Return the year that two or four digits mean; none means this year."""
    if text is None:
        return now.year
    year = int(text)
    if len(text) == 2:  # noqa: PLR2004
        year += now.year - now.year % _CENTURY
        return year - _CENTURY if year > now.year + 1 else year
    return year


def with_slashes(text: str, before: str) -> str:
    """Return what was typed with the slash that follows a whole day or month.

    Args:
        text: The text now.
        before: The text one keystroke earlier; nothing is added while a person deletes.
    """
    if len(text) > len(before) and re.fullmatch(r"\d{2}|\d{2}/\d{2}", text):
        return f"{text}/"
    if re.fullmatch(r"(?:\d{2}/){1,2}[/\-. ]", text):
        return text[:-1]
    return text


class CalendarPopup(QFrame):
    """A month to choose a day from, under the field, with today one key away."""

    def __init__(
        self, parent: QWidget, theme: Theme, chosen: Callable[[date], None], now: date
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("calendarPopup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "card")
        self._chosen = chosen
        self.calendar = QCalendarWidget(self)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        weekend = QTextCharFormat()
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, weekend)
        self.calendar.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames
        )
        self.calendar.setMinimumSize(theme.px(290), theme.px(250))
        self._draw_arrows(theme)
        self.calendar.clicked.connect(self._on_chosen)
        self.calendar.activated.connect(self._on_chosen)
        this_day = QPushButton(_("Today"), self)
        this_day.setObjectName("calendarToday")
        this_day.setProperty("kind", "quiet")
        this_day.clicked.connect(lambda: self._on_chosen(QDate(now.year, now.month, now.day)))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.calendar)
        column.addWidget(this_day, 0, Qt.AlignmentFlag.AlignLeft)

    def _draw_arrows(self, theme: Theme) -> None:
        """Give Qt's month buttons our icons, and names for who does not see them."""
        for name, meaning, tip in (
            ("qt_calendar_prevmonth", "back", _("Month before")),
            ("qt_calendar_nextmonth", "forward", _("Month after")),
        ):
            button = self.calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icons.icon(meaning, theme.tokens.text))
                button.setIconSize(QSize(theme.px(18), theme.px(18)))
                button.setAccessibleName(tip)
                button.setToolTip(tip)

    def _on_chosen(self, day: QDate) -> None:
        self._chosen(date(day.year(), day.month(), day.day()))
        self.close()


class DateField(LineField):
    """A date; what is answered is ISO, what is read is dd/mm/yyyy."""

    WIDTH = 170

    def __init__(
        self, node: NodeState, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(node, theme, parent)
        self._clock, self._theme = clock, theme
        self._typed = ""
        self.line.setPlaceholderText(_("dd/mm/yyyy"))
        self.line.setToolTip(_("Write the date, or «today». F4 opens the calendar."))
        self.line.textEdited.disconnect()
        self.line.textEdited.connect(self._on_edited)
        self.line.left.connect(self._settle)
        month = icons.icon("calendar", theme.tokens.muted)
        self.line.add_opener(month, theme.px(18), _("Open the calendar"), self.open_calendar)

    def text_of(self, value: Answer) -> str:
        """Return the date as it is read."""
        return date_text(value) if isinstance(value, str) else ""

    def answer(self) -> Answer:
        """Return the ISO date once it is whole; until then what stands there, for the draft."""
        day = self._day()
        if day is not None:
            return day.isoformat()
        return self.line.text() if self.line.text().strip() else None

    def _day(self) -> date | None:
        text = self.line.text().strip()
        return read_date(text, today(self._clock)) if _WHOLE.fullmatch(text) else None

    def pending(self) -> str:
        """Say that a date is missing a part, or does not exist."""
        if not self.line.text().strip() or self._day() is not None:
            return ""
        if _WHOLE.fullmatch(self.line.text().strip()):
            return _("That date does not exist.")
        return _("Write the whole date: day, month and year.")

    def _on_edited(self, text: str) -> None:
        shown = with_slashes(text, self._typed)
        if shown != text:
            self.line.setText(shown)
        self._typed = shown
        self.answered.emit()

    def _settle(self) -> None:
        """Write out what a person shortened, when the focus leaves."""
        day = read_date(self.line.text(), today(self._clock))
        if day is not None:
            self._show(day)

    def _show(self, day: date) -> None:
        text = f"{day:%d/%m/%Y}"
        if text != self.line.text():
            self.line.setText(text)
            self._typed = text
            self.answered.emit()

    def open_calendar(self) -> None:
        """Show the month of the answer, or this one, under the field."""
        if self.line.isReadOnly():
            return
        now = today(self._clock)
        popup = CalendarPopup(self, self._theme, self._show, now)
        day = read_date(self.line.text(), now) or now
        popup.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        popup.show()
        popup.calendar.setFocus(Qt.FocusReason.PopupFocusReason)
