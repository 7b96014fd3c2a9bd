"""At headquarters: centres under whose feed two histories came; a person takes back the alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.layouts import clear, column
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cem_desktop.gui.style import Theme


class ForkAlarms(QWidget):
    """A banner for each alarm; hidden where there is none."""

    settled = Signal(str)

    def __init__(self, theme: Theme) -> None:
        """``settled`` carries the id of the centre, after a person has confirmed."""
        super().__init__()
        self.setObjectName("fork_alarms")
        self._theme = theme
        self._shown: tuple[tuple[str, str], ...] = ()
        self._column = column(8)
        self.setLayout(self._column)
        self.hide()

    def show_alarms(self, alarms: Sequence[tuple[str, str]]) -> None:
        """Show id and name of every centre with an alarm."""
        wanted = tuple(alarms)
        if wanted != self._shown:
            self._shown = wanted
            clear(self._column)
            for office, name in wanted:
                self._add_banner(office, name)
        self.setVisible(bool(wanted))

    def _add_banner(self, office: str, name: str) -> None:
        banner = Banner(self._theme, name="fork_alarm")
        self._column.addWidget(banner)  # first: whoever shows itself without a place is a window
        banner.tell(
            "danger",
            _(
                "The same device sent two different histories: an old copy was put back, or "
                "somebody copied its keys. The second one was refused. Call the centre before "
                "you import anything more of it."
            ),
            _("Two histories of {centre}").format(centre=name),
        )
        banner.offer(
            Button(
                _("It is cleared up…"),
                name="fork_settle",
                on_click=lambda: self._ask(office, name),
            )
        )

    def _ask(self, office: str, name: str) -> None:
        dialog = ConfirmDialog(
            self._theme,
            _("Take back the alarm of {centre}?").format(centre=name),
            _(
                "Do it only after you have spoken with the centre and know where the second "
                "history came from. Nothing that arrived is changed; the audit trail keeps that "
                "it was you. If it happens again, the alarm comes back."
            ),
            _("Take back the alarm"),
            self,
        )
        dialog.accepted.connect(lambda: self.settled.emit(office))
        dialog.open()
