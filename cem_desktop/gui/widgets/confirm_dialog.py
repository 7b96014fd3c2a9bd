"""Before something that cannot be taken back: what happens; Enter is the safe answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme


class ConfirmDialog(QDialog):
    """``accepted`` is the act; the default button leaves everything as it is."""

    def __init__(
        self, theme: Theme, title: str, text: str, act: str, parent: QWidget | None = None
    ) -> None:
        """Say in ``text`` what happens; ``act`` names the button that does it."""
        super().__init__(parent)
        self.setObjectName("confirm_dialog")
        self.setWindowTitle(_("CEM Desktop"))
        do = Button(act, name="confirm_do", on_click=self.accept)
        leave = Button(_("Leave it"), "primary", name="confirm_leave", on_click=self.reject)
        leave.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(do)
        foot.addWidget(leave)
        layout = column(12, 24)
        layout.addWidget(Words(title, "heading"))
        layout.addWidget(Words(text))
        layout.addSpacing(6)
        layout.addLayout(foot)
        self.setLayout(layout)
        self.setMinimumWidth(theme.wide(440))
        leave.setFocus()
