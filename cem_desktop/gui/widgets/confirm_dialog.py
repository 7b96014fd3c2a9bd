"""Before something that cannot be taken back: what happens; Enter is the safe answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.widgets.buttons import ENTER, Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme


class _ActButton(Button):
    """Pressed by mouse or space bar; Enter goes on to the dialog, whose answer is the safe one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.ignore()
        else:
            super().keyPressEvent(event)


class ConfirmDialog(Dialog):
    """``accepted`` is the act; the default button leaves everything as it is."""

    def __init__(
        self, theme: Theme, title: str, text: str, act: str, parent: QWidget | None = None
    ) -> None:
        """Say in ``text`` what happens; ``act`` names the button that does it."""
        super().__init__("confirm_dialog", theme.wide(440), parent)
        do = _ActButton(act, name="confirm_do", on_click=self.accept)
        leave = Button(_("Leave it"), "primary", name="confirm_leave", on_click=self.reject)
        leave.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(do)
        foot.addWidget(leave)
        self.body.addWidget(Words(title, "heading"))
        self.body.addWidget(Words(text))
        self.body.addSpacing(6)
        self.body.addLayout(foot)
        leave.setFocus()
