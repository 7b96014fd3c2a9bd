"""A scale: equal options on one line, joined, each with its words below.

Where the words would not fit below their options, the options stand below one another instead.
Keys are those of every question with options: digits choose, arrows move, the space bar chooses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from cem_desktop.gui.widgets.ficha_choice_fields import OneField
from cem_desktop.gui.widgets.ficha_options import OptionGrid

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme

_DOT: Final = 18
_PAD: Final = 6
_GAP: Final = 5
_WIDEST: Final = 170
_MOST_LINES: Final = 3
_BELOW: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_BESIDE: Final = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
)


class LikertDot(QAbstractButton):
    """One option of a scale: its dot, and its words below or beside it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.is_across = True
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take only the space bar; the rest is the field's."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        """Return the size with the words beside the dot on one line."""
        metrics, dot = self.fontMetrics(), self._theme.px(_DOT)
        width = dot + 2 * _PAD + _GAP + metrics.horizontalAdvance(self.shown_text()) + 2
        return QSize(width, max(metrics.height(), dot) + 2 * _PAD)

    def shown_text(self) -> str:
        """Return the words as they are painted."""
        return self.text().replace("&&", "&")

    def lines_at(self, width: int) -> int:
        """Return how many lines the words take below the dot; 99 where a word is too wide."""
        metrics, room = self.fontMetrics(), width - 2 * _PAD
        words = self.shown_text().split()
        if any(metrics.horizontalAdvance(word) > room for word in words):
            return 99
        rect = metrics.boundingRect(QRect(0, 0, room, 10_000), int(_BELOW), self.shown_text())
        return round(rect.height() / metrics.lineSpacing())

    def height_at(self, width: int, lines: int) -> int:
        """Return the height with that many lines below the dot, or beside it in ``width``."""
        metrics, dot = self.fontMetrics(), self._theme.px(_DOT)
        if lines:
            return dot + 2 * _PAD + _GAP + lines * metrics.lineSpacing() + 2
        room = width - dot - 2 * _PAD - _GAP
        rect = metrics.boundingRect(QRect(0, 0, room, 10_000), int(_BESIDE), self.shown_text())
        return max(rect.height(), dot) + 2 * _PAD

    def dot_rect(self) -> QRect:
        """Return the place of the dot."""
        dot = self._theme.px(_DOT)
        if self.is_across:
            return QRect((self.width() - dot) // 2, _PAD, dot, dot)
        return QRect(_PAD, (self.height() - dot) // 2, dot, dot)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dot, the words, and the ring of the focus."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        dot = self.dot_rect()
        edge = tokens.accent if self.isChecked() else tokens.edge
        painter.setPen(QPen(QColor(edge), 2 if self.isChecked() else tokens.edge_width + 0.5))
        painter.setBrush(QColor(tokens.field))
        painter.drawEllipse(QRect(dot).adjusted(1, 1, -1, -1))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            radius = dot.width() * 0.26
            painter.drawEllipse(QPointF(dot.center()) + QPointF(0.5, 0.5), radius, radius)
        painter.setPen(QColor(tokens.text))
        if self.is_across:
            room = self.rect().adjusted(_PAD, dot.bottom() + _GAP, -_PAD, 0)
            painter.drawText(room, int(_BELOW), self.shown_text())
        else:
            room = self.rect().adjusted(dot.right() + _GAP + 2, 0, -_PAD, 0)
            painter.drawText(room, int(_BESIDE), self.shown_text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


class LikertGrid(OptionGrid):
    """Places the options of a scale in equal parts of one line, or below one another."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_across = True

    def arrange(self, width: int) -> tuple[list[QRect], int]:
        """Return the place of each option and the number of columns."""
        dots = self._dots()
        if not dots:
            return [], 1
        cell = min(width // len(dots), self._theme.px(_WIDEST))
        lines = max(dot.lines_at(cell) for dot in dots)
        if lines <= _MOST_LINES:
            high = max(dot.height_at(cell, lines) for dot in dots)
            return [QRect(at * cell, 0, cell, high) for at in range(len(dots))], len(dots)
        rects, top = [], 0
        for dot in dots:
            wide = min(dot.sizeHint().width(), width)
            rects.append(QRect(0, top, wide, dot.height_at(wide, 0)))
            top += rects[-1].height()
        return rects, 1

    def place(self, width: int) -> None:
        """Put every option in its place; the words are never broken by hand here."""
        rects, self.columns = self.arrange(width)
        self._is_across = self.columns > 1 or len(rects) == 1
        for dot, rect in zip(self._dots(), rects, strict=True):
            dot.is_across = self._is_across
            dot.setGeometry(rect)
            dot.update()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Join the dots: what stands on one line is one scale."""
        dots = self._dots()
        if not self._is_across or len(dots) < 2:  # noqa: PLR2004  (a line has two ends)
            return
        first, last = (dot.mapToParent(dot.dot_rect().center()) for dot in (dots[0], dots[-1]))
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self._theme.tokens.edge), self._theme.tokens.edge_width))
        painter.drawLine(first, last)
        painter.end()

    def minimumSizeHint(self) -> QSize:
        """Return a width in which every word can stand beside its dot."""
        metrics: QFontMetrics = self.fontMetrics()
        chrome = self._theme.px(_DOT) + 2 * _PAD + _GAP
        return QSize(chrome + 10 * metrics.averageCharWidth(), 0)

    def _dots(self) -> list[LikertDot]:
        return [option for option in self.options if isinstance(option, LikertDot)]


class LikertField(OneField):
    """One of a scale."""

    def __init__(self, node: NodeState, theme: Theme, parent: QWidget | None = None) -> None:
        self._theme = theme
        super().__init__(node, parent)

    def make_grid(self, _node: NodeState) -> OptionGrid:
        """Return the line of the scale."""
        return LikertGrid(self._theme, self)

    def make_option(self, parent: QWidget) -> QAbstractButton:
        """Return a dot with its words."""
        dot = LikertDot(self._theme, parent)
        dot.setAutoExclusive(True)
        dot.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return dot
