"""Options of a question: numbered boxes and dots that reflow with the width of the card.

Where all fit beside each other they stand in one row; else in equal columns, as many as let most
options stand on one line; an option wider than its column is broken into lines, never cut. A form
may ask for so many columns, or for options packed one after the other (``columns-pack``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent

_ACROSS: Final = 8
_DOWN: Final = 1
_MOST_COLUMNS: Final = 4
_TWO_LINES: Final = 1.7
_FEW_BROKEN: Final = 0.2
_NUMBERED: Final = 9
_COLUMNS: Final = re.compile(r"columns-([1-9]\d?)")


class OptionBox(QCheckBox):
    """A check box that leaves arrows and digits to the field it stands in."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take only the space bar."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class OptionDot(QRadioButton):
    """A radio button that leaves arrows and digits to the field it stands in."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take only the space bar."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


def option_text(number: int, label: str) -> str:
    """Return the label with the digit that chooses it; only the first nine have one."""
    text = label.replace("&", "&&")
    return f"{number}  {text}" if number <= _NUMBERED else text


@dataclass(frozen=True)
class ColumnLook:
    """What a form asks of the columns: a number (``columns-3``), or options packed."""

    count: int | None = None
    packed: bool = False

    @classmethod
    def of(cls, appearance: str) -> ColumnLook:
        """Return what an appearance asks for; ``columns`` alone leaves the number to us."""
        words = appearance.split()
        counts = [_COLUMNS.fullmatch(word) for word in words]
        count = next((int(found[1]) for found in counts if found is not None), None)
        return cls(count, "columns-pack" in words)


class OptionGrid(QWidget):
    """Places options in rows and columns by the width it gets."""

    def __init__(self, parent: QWidget | None = None, look: ColumnLook | None = None) -> None:
        super().__init__(parent)
        self._look = look or ColumnLook()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._options: tuple[QAbstractButton, ...] = ()
        self._texts: tuple[str, ...] = ()
        self._natural: tuple[QSize, ...] = ()
        self.columns = 1

    def set_options(self, options: Sequence[QAbstractButton], texts: Sequence[str]) -> None:
        """Take the options and the full text of each."""
        self._options, self._texts = tuple(options), tuple(texts)
        self._measure()
        self.updateGeometry()
        self.place(self.width())

    @property
    def options(self) -> tuple[QAbstractButton, ...]:
        """The options, in order."""
        return self._options

    def _measure(self) -> None:
        for option, text in zip(self._options, self._texts, strict=True):
            option.setText(text)
            option.ensurePolished()
        self._natural = tuple(option.sizeHint() for option in self._options)

    def hasHeightForWidth(self) -> bool:
        """Say that narrow is high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        rects = self.arrange(width)[0]
        return max((rect.bottom() + 1 for rect in rects), default=0)

    def sizeHint(self) -> QSize:
        """Return a modest width and the height that goes with it."""
        width = sum(size.width() + _ACROSS for size in self._natural)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return a width that every option can be broken into."""
        chrome = max((self._chrome(at) for at in range(len(self._options))), default=0)
        return QSize(chrome + 10 * self.fontMetrics().averageCharWidth(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Reflow."""
        self.place(event.size().width())

    def arrange(self, width: int) -> tuple[list[QRect], int]:
        """Return the place of each option and the number of columns."""
        sizes = self._natural
        if not sizes:
            return [], 1
        if self._look.packed:
            return self._packed(width)
        fits = sum(size.width() for size in sizes) + _ACROSS * (len(sizes) - 1) <= width
        if fits and (self._look.count is None or self._look.count >= len(sizes)):
            return self._in_a_row(), len(sizes)
        columns = self._columns_for(width)
        across = width // columns
        room = across if columns == 1 else across - _ACROSS
        rects: list[QRect] = []
        top = 0
        for start in range(0, len(sizes), columns):
            row = range(start, min(start + columns, len(sizes)))
            heights = [self._height(at, room) for at in row]
            highest = max(heights)
            for at, height in zip(row, heights, strict=True):
                down = top + (highest - height) // 2
                wide = min(sizes[at].width(), room)
                rects.append(QRect((at - start) * across, down, wide, height))
            top += highest + _DOWN
        return rects, columns

    def _columns_for(self, width: int) -> int:
        """Return the most columns in which no option needs a third line, and few a second."""
        most = min(self._look.count or _MOST_COLUMNS, len(self._natural))
        for columns in range(most, 1, -1):
            room = width // columns - _ACROSS
            broken = [at for at, size in enumerate(self._natural) if size.width() > room]
            short = all(self._natural[at].width() <= _TWO_LINES * room for at in broken)
            few = len(broken) <= len(self._natural) * _FEW_BROKEN
            if short and (few or columns == self._look.count):
                return columns
        return 1

    def _in_a_row(self) -> list[QRect]:
        rects, left = [], 0
        for size in self._natural:
            rects.append(QRect(left, 0, size.width(), size.height()))
            left += size.width() + _ACROSS
        return rects

    def _packed(self, width: int) -> tuple[list[QRect], int]:
        """Return options one after the other, as words stand in a text."""
        rects: list[QRect] = []
        left = top = high = 0
        for at, size in enumerate(self._natural):
            wide = min(size.width(), width)
            if left and left + wide > width:
                left, top, high = 0, top + high + _DOWN, 0
            rects.append(QRect(left, top, wide, self._height(at, wide)))
            left, high = left + wide + _ACROSS, max(high, rects[-1].height())
        first_row = sum(rect.top() == 0 for rect in rects)
        return rects, first_row

    def _height(self, at: int, width: int) -> int:
        natural = self._natural[at]
        if natural.width() <= width:
            return natural.height()
        metrics = self._options[at].fontMetrics()
        lines = len(_break(self._texts[at], metrics, width - self._chrome(at)))
        return natural.height() + (lines - 1) * metrics.lineSpacing()

    def _chrome(self, at: int) -> int:
        """Return the width of an option beside its text: mark, gap and padding."""
        metrics = self._options[at].fontMetrics()
        text = self._texts[at].replace("&&", "&")
        return self._natural[at].width() - metrics.horizontalAdvance(text)

    def place(self, width: int) -> None:
        """Put every option in its place; what is wider than it is broken between words."""
        rects, self.columns = self.arrange(width)
        for at, rect in enumerate(rects):
            option, text = self._options[at], self._texts[at]
            if self._natural[at].width() > rect.width():
                room = rect.width() - self._chrome(at)
                text = "\n".join(_break(text, option.fontMetrics(), room))
            if option.text() != text:
                option.setText(text)
            option.setGeometry(rect)


def _break(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """Return the text in lines no wider than ``width``, broken between words."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and metrics.horizontalAdvance(longer.replace("&&", "&")) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]
