"""A table to read: plain words, numbers at the right, a whole line selected at a time.

What is long in the widest column goes on in a second line, so that the columns beside it stay in
sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
)

from cem_desktop.gui.widgets.plain_tips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from cem_desktop.gui.style import Theme

_LINE = 34
_LEAST_WIDE = 180
_PADDING = 26


@dataclass(frozen=True)
class TableCell:
    """What a cell says; ``hover`` is the exact form of it."""

    text: str
    hover: str = ""
    strong: bool = False


@dataclass(frozen=True)
class TableColumn:
    """A heading; numbers stand at the right, the widest column takes the room that is left."""

    heading: str
    is_number: bool = False
    is_wide: bool = False


class ReadTable(QTableWidget):
    """Headings and lines; nothing can be edited."""

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[TableColumn],
        *,
        name: str,
        grows: bool = False,
    ) -> None:
        """Show headings; ``grows`` makes the table as high as its lines, without a bar."""
        super().__init__(0, len(columns))
        self.setObjectName(name)
        self._theme, self._columns, self._grows = theme, columns, grows
        self._keys: tuple[str, ...] = ()
        for at, column in enumerate(columns):
            head = QTableWidgetItem(column.heading)
            head.setTextAlignment(_side(column))
            self.setHorizontalHeaderItem(at, head)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(_LINE))
        self.verticalHeader().setMinimumSectionSize(theme.px(_LINE))
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(
        self, lines: Sequence[Sequence[TableCell]], keys: Sequence[str] | None = None
    ) -> None:
        """Show other lines; the selected line stays selected where it still exists.

        By its key where the lines have ``keys``: then no line that comes in above moves the choice
        to another one. Without them by its place.
        """
        chosen, top = self.currentRow(), self.verticalScrollBar().value()
        if keys is not None:
            kept = self._keys[chosen] if 0 <= chosen < len(self._keys) else None
            chosen = keys.index(kept) if kept in keys else -1
            self._keys = tuple(keys)
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for at, cell in enumerate(line):
                item = QTableWidgetItem(cell.text)
                item.setTextAlignment(_side(self._columns[at]))
                if cell.hover:
                    item.setToolTip(plain_tip(cell.hover))
                if cell.strong:
                    font = self.font()
                    font.setBold(True)
                    item.setFont(font)
                self.setItem(row, at, item)
        if 0 <= chosen < len(lines):
            self.setCurrentCell(chosen, 0)
        elif keys is not None:
            self.setCurrentCell(-1, -1)
        self.verticalScrollBar().setValue(top)
        self._fit()

    def choose(self, key: str) -> None:
        """Choose the line that has this key."""
        self.setCurrentCell(self._keys.index(key), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the widest column what is left, or scroll sideways where nothing is left."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        header = self.horizontalHeader()
        least = [self._least(at, column) for at, column in enumerate(self._columns)]
        spare = self.viewport().width() - sum(least)
        fits = spare >= 0
        wide = [at for at, column in enumerate(self._columns) if column.is_wide]
        modes = QHeaderView.ResizeMode
        for at in range(self.columnCount()):
            header.setSectionResizeMode(at, modes.Fixed if at in wide else modes.ResizeToContents)
        for at in wide:  # at once, for the height of the lines follows from it
            header.resizeSection(at, least[at] + max(spare, 0) // len(wide))
        for row in range(self.rowCount()):
            self.setRowHeight(row, max([self._height(row, at) for at in wide], default=0))
        if self._grows:
            bar = 0 if fits else self.horizontalScrollBar().sizeHint().height()
            lines = self.verticalHeader().length()
            self.setFixedHeight(header.sizeHint().height() + lines + bar + 8)

    def _height(self, row: int, at: int) -> int:
        """Return the height that the words of a cell need in the width of its column."""
        padding, least = self._theme.px(_PADDING), self._theme.px(_LINE)
        item, room = self.item(row, at), self.columnWidth(at) - padding
        if item is None:
            return least
        flag = int(Qt.TextFlag.TextWordWrap)
        words = self.fontMetrics().boundingRect(0, 0, max(room, 1), 0, flag, item.text())
        return max(least, words.height() + padding // 2)

    def _least(self, at: int, column: TableColumn) -> int:
        """Return the width that a column needs; the widest one may break its lines."""
        wanted = max(self.sizeHintForColumn(at), self.horizontalHeader().sectionSizeHint(at))
        return min(wanted, self._theme.px(_LEAST_WIDE)) if column.is_wide else wanted


def _side(column: TableColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
