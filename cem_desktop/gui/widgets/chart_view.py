"""A drawing (SVG text) at the width there is, with its proportions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class ChartView(QWidget):
    """Paints one SVG; never wider than its text at the chosen text scale."""

    def __init__(self, *, name: str, zoom: float) -> None:
        """``zoom`` is how large a point of the drawing may get."""
        super().__init__()
        self.setObjectName(name)
        self._renderer = QSvgRenderer(self)
        self._zoom = zoom
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_drawing(self, svg: str, words: str) -> None:
        """Show another drawing; ``words`` say what it shows, for readers."""
        self._renderer.load(QByteArray(svg.encode()))
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Say that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that keeps the proportions."""
        size = self._renderer.defaultSize()
        return round(size.height() * self._scale(width)) if size.width() else 0

    def sizeHint(self) -> QSize:
        """Return the drawing's size at its full zoom."""
        return self._renderer.defaultSize() * self._zoom

    def minimumSizeHint(self) -> QSize:
        """Let the drawing shrink."""
        return QSize(200, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw at the left, as words begin."""
        size = self._renderer.defaultSize()
        scale = self._scale(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(0, 0, size.width() * scale, size.height() * scale))
        painter.end()

    def _scale(self, width: int) -> float:
        drawn = self._renderer.defaultSize().width()
        return min(width / drawn, self._zoom) if drawn else 1.0
