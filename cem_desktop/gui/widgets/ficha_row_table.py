"""The rows of a repeat: a table to select from, and the question before a row goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
)

from cem_desktop.gui.widgets.ficha_fields import ENTER_KEYS
from cem_desktop.gui.widgets.plain_tips import plain_tip
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

_MOST_ROWS: Final = 6
_BLANK: Final = "—"


class RowTable(QTableWidget):
    """Rows to select; Enter goes into the row, Delete asks to remove it."""

    def __init__(self, on_enter: Callable[[], None], on_delete: Callable[[], None]) -> None:
        super().__init__()
        self._on_enter, self._on_delete = on_enter, on_delete
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter the row or ask to remove it."""
        if event.key() in ENTER_KEYS:
            self._on_enter()
        elif event.key() == Qt.Key.Key_Delete:
            self._on_delete()
        else:
            super().keyPressEvent(event)

    def show_shape(self, heads: Sequence[str], rows: int) -> None:
        """Take heads and number of rows; without rows the table is not there."""
        self.blockSignals(True)
        self.setColumnCount(len(heads))
        for at, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setToolTip(plain_tip(head))
            self.setHorizontalHeaderItem(at, item)
        self.setRowCount(rows)
        self.blockSignals(False)
        self.setVisible(rows > 0)
        self._fit()

    def show_cell(self, row: int, column: int, text: str) -> None:
        """Show an answer in words; a dash where there is none."""
        item = self.item(row, column)
        if item is None:
            self.setItem(row, column, QTableWidgetItem(text or _BLANK))
        elif item.text() != (text or _BLANK):
            item.setText(text or _BLANK)

    def mark(self, row: int) -> None:
        """Select a row without telling."""
        self.blockSignals(True)
        self.setCurrentCell(row, 0)
        self.blockSignals(False)

    def _fit(self) -> None:
        """Take the height of the rows, up to six."""
        rows = min(self.rowCount(), _MOST_ROWS)
        height = self.horizontalHeader().sizeHint().height()
        height += rows * self.verticalHeader().defaultSectionSize() + 6
        self.setFixedHeight(height)


def ask_removal(parent: QWidget, number: int, remove: Callable[[], None]) -> None:
    """Ask before a row goes; Enter and Esc keep it."""
    box = QMessageBox(parent)
    box.setObjectName("askRemoval")
    box.setWindowTitle(_("CEM Desktop"))
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(_("Remove row {number} with its answers?").format(number=number))
    box.setInformativeText(_("What was saved of it before stays in the history."))
    yes = box.addButton(_("Remove"), QMessageBox.ButtonRole.DestructiveRole)
    yes.setObjectName("remove")
    keep = box.addButton(_("Keep it"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    yes.clicked.connect(lambda *_: remove())
    box.open()
