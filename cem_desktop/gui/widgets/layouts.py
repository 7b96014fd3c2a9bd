"""Rows, columns, cards and scrolling pages with the house's measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cem_desktop.gui.tokens import CARD_MARGINS, GAP, PAGE_MARGIN

if TYPE_CHECKING:
    from PySide6.QtWidgets import QBoxLayout, QLayout

    from cem_desktop.gui.style import Theme

_AROUND: Final = 220
"""So much of the screen the rest of a dialog takes."""
_LEAST: Final = 180


def column(gap: int = GAP, margin: int = 0) -> QVBoxLayout:
    """Return an empty vertical layout."""
    made = QVBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(margin, margin, margin, margin)
    return made


def row(gap: int = GAP, margin: int = 0) -> QHBoxLayout:
    """Return an empty horizontal layout."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(margin, margin, margin, margin)
    return made


def fill(layout: QBoxLayout, *parts: QWidget | QLayout | None) -> QBoxLayout:
    """Add parts in order; ``None`` stands for a stretch."""
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def centred(part: QWidget) -> QHBoxLayout:
    """Return a row with ``part`` in its middle; an alignment would misjudge wrapped words."""
    made = row(0)
    fill(made, None, part, None)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; widgets are deleted when Qt is back in its loop."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Card(QFrame):
    """A white card with a column of parts (``body``)."""

    def __init__(self, *parts: QWidget | QLayout | None, name: str = "", gap: int = 8) -> None:
        """Put ``parts`` below one another."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("surface", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*CARD_MARGINS)
        self.body.setSpacing(gap)
        fill(self.body, *parts)


class Pane(QWidget):
    """A ground of its own: ``page``, ``pane`` (lists), ``rail`` or ``clear``."""

    def __init__(
        self, surface: str, layout: QLayout, *, name: str = "", right_edge: bool = False
    ) -> None:
        """Paint the ground of ``surface`` under ``layout``."""
        super().__init__()
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", surface)
        if right_edge:
            self.setProperty("edge", "right")
        self.setLayout(layout)


class FittedPane(Pane):
    """A pane that is as high as its words need at its present width, not at the narrowest."""

    def minimumSizeHint(self) -> QSize:
        """Ask for no height where words break: it follows from the width."""
        layout = self.layout()
        assert layout is not None
        least = layout.totalMinimumSize()
        return QSize(least.width(), 0) if layout.hasHeightForWidth() else least


class ScrollPage(QScrollArea):
    """A page that scrolls up and down when it must, never sideways; ``body`` is its column."""

    def __init__(self, *, name: str = "", margin: int = PAGE_MARGIN) -> None:
        """Make an empty page."""
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body = column(margin=margin)
        self.setWidget(FittedPane("clear", self.body))


def keep_to_screen(page: ScrollPage, theme: Theme, around: int = _AROUND) -> None:
    """In a dialog: show the whole page where the screen has room for it; else it scrolls.

    It never scrolls sideways, so it is as wide as its parts. ``around`` is what the rest takes.
    """
    wanted = page.body.sizeHint().height()
    screen = QGuiApplication.primaryScreen().availableGeometry().height()
    page.setFixedHeight(min(wanted, max(screen - theme.px(around), _LEAST)))
    bar = page.verticalScrollBar().sizeHint().width()
    page.setMinimumWidth(page.body.totalMinimumSize().width() + bar)


def hairline() -> QFrame:
    """Return a line of one pixel between parts."""
    line = QFrame()
    line.setProperty("surface", "hairline")
    line.setFixedHeight(1)
    return line
