"""The head of a page: title, a muted line below it, actions at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words


class PageHeader(QWidget):
    """Title and subtitle at the left; ``actions`` at the right, the primary one last."""

    def __init__(self, title: str, subtitle: str = "", *actions: QWidget, name: str) -> None:
        """Put the actions on the title's line."""
        super().__init__()
        self.setObjectName(name)
        self._title = Words(title, "title", name=f"{name}_title", wrap=False)
        self._subtitle = Words(subtitle, "muted", name=f"{name}_subtitle")
        if not subtitle:
            self._subtitle.hide()
        top = row()
        top.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        if actions:
            # Where they do not fit beside the title they break into lines.
            top.addWidget(Flow(*actions, gap=12, to_the_right=True))
        layout = column(4)
        layout.addLayout(top)
        layout.addWidget(self._subtitle)
        self.setLayout(layout)

    def say(self, subtitle: str) -> None:
        """Change the line below the title."""
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
