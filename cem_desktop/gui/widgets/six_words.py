"""Six words to be read out, large, and the same as a QR code for whoever has a reader of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.i18n import _
from cem_desktop.reports.qr_squares import qr_squares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from cem_desktop.gui.style import Theme

_SIDE: Final = 116
_QUIET: Final = 4
"""Squares of white around the code, as readers of codes need it."""
_BLACK, _WHITE = QColor(0, 0, 0), QColor(255, 255, 255)


class QrPicture(QWidget):
    """A QR code: black on white in every look, for a reader of codes sees no other."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("QR code of the six words"))
        self._side = theme.px(_SIDE)
        self._squares: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the side that the text scale asks for."""
        return QSize(self._side, self._side)

    def show_text(self, text: str) -> None:
        """Show the code of ``text``, or nothing."""
        self._squares = qr_squares(text) if text else ()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the squares."""
        if not self._squares:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), _WHITE)
        side = self.width() / (len(self._squares) + 2 * _QUIET)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for down, line in enumerate(self._squares, _QUIET):
            for across, is_dark in enumerate(line, _QUIET):
                if is_dark:
                    painter.fillRect(QRectF(across * side, down * side, side, side), _BLACK)
        painter.end()
        event.accept()


class SixWords(QWidget):
    """The words and their code side by side; empty until ``tell``."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        """Show no words yet."""
        super().__init__()
        self.setObjectName(name)
        self._words = selectable(Words(role="words", name=f"{name}_text"))
        self._code = QrPicture(theme, name=f"{name}_code")
        beside = column(0)
        beside.addWidget(self._words)
        beside.addStretch(1)
        line = row(18)
        line.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(beside, 1)
        self.setLayout(line)

    @property
    def words(self) -> str:
        """What is shown."""
        return " ".join(self._words.text().split())

    def tell(self, words: Sequence[str]) -> None:
        """Show these words."""
        self._words.setText("   ".join(words))
        self._code.show_text(" ".join(words))
