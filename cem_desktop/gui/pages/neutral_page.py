"""What shows after quick hide: the day and the hour, nothing of the work."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from cem_desktop.domain.period import LIMA, Clock
from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import column
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

_TICK_MS = 10_000


class NeutralPage(QWidget):
    """A clock; «Continue» leads to the locked page."""

    continued = Signal()

    def __init__(self, clock: Clock) -> None:
        """Show the time of ``clock``."""
        super().__init__()
        self.setObjectName("neutral_page")
        self._clock = clock
        self._hour = Words(role="figure", name="neutral_hour", wrap=False)
        self._day = Words(role="muted", name="neutral_day", wrap=False)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = column(4, 24)
        layout.addStretch(2)
        layout.addWidget(self._hour, 0, middle)
        layout.addWidget(self._day, 0, middle)
        layout.addStretch(3)
        go_on = Button(
            _("Continue"), "quiet", name="neutral_continue", on_click=self.continued.emit
        )
        go_on.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout.addWidget(go_on, 0, middle)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._tick()

    def _tick(self) -> None:
        now = self._clock.now().astimezone(LIMA)
        self._hour.setText(f"{now:%H:%M}")
        self._day.setText(exact_day(now.date()))
