"""A row that breaks into the next line where it does not fit, as words do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable


class FlowLayout(QLayout):
    """Lays parts out from left to right and top to bottom, centred within their line."""

    def __init__(self, gap: int = 8, line_gap: int = 6, *, to_the_right: bool = False) -> None:
        """``gap`` between parts, ``line_gap`` between lines; lines may end at the right edge."""
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap, self._to_the_right = gap, line_gap, to_the_right
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in; Qt calls it."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Say that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at ``width``."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put every part in its place."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        """Return the size of one long line."""
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self._gap * max(len(hints) - 1, 0)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the widest part."""
        sizes = [item.minimumSize() for item in self._shown()]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        top = rect.top()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            left = rect.left()
            if self._to_the_right:
                used = sum(item.sizeHint().width() for item in line) + self._gap * (len(line) - 1)
                left += max(rect.width() - used, 0)
            for item in line:
                hint = item.sizeHint()
                width = min(hint.width(), rect.width())
                if place:
                    down = (height - hint.height()) // 2
                    item.setGeometry(QRect(QPoint(left, top + down), QSize(width, hint.height())))
                left += width + self._gap
            top += height + self._line_gap
        return max(top - self._line_gap - rect.top(), 0)

    def _lines(self, width: int) -> Iterable[list[QLayoutItem]]:
        line: list[QLayoutItem] = []
        used = 0
        for item in self._shown():
            wanted = item.sizeHint().width()
            if line and used + self._gap + wanted > width:
                yield line
                line, used = [], 0
            used += wanted + (self._gap if line else 0)
            line.append(item)
        if line:
            yield line


class Flow(QWidget):
    """A widget of parts that break into lines."""

    def __init__(
        self, *parts: QWidget, gap: int = 8, name: str = "", to_the_right: bool = False
    ) -> None:
        """Show ``parts`` in order."""
        super().__init__()
        self.setObjectName(name)
        layout = FlowLayout(gap, to_the_right=to_the_right)
        for part in parts:
            layout.addWidget(part)
        self.setLayout(layout)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
