"""The rail of places at the left of the open window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup

from cem_desktop.gui.icons import icon
from cem_desktop.gui.tokens import RAIL_WIDTH
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Pane, ScrollPage, column
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from cem_desktop.gui.style import Theme

_SIDE: Final = 10
_GAP: Final = 1


@dataclass(frozen=True)
class Place:
    """One entry of the rail: its key, its word, its icon's meaning and its shortcut."""

    key: str
    word: str
    icon: str
    shortcut: str = ""


class Rail(Pane):
    """Name of the program and workspace, places, and acts (help, lock) at the foot."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        whose: str,
        places: tuple[Place, ...],
        acts: tuple[Place, ...],
        title: str,
    ) -> None:
        """``chosen`` carries the key of a place or an act."""
        layout = column(_GAP)
        layout.setContentsMargins(_SIDE, 18, _SIDE, 12)
        super().__init__("rail", layout, name="rail")
        self._theme = theme
        head = column(4)
        head.setContentsMargins(14, 2, 6, 12)
        head.addWidget(Words(title, "railName"))
        head.addWidget(Words(whose, "railPlace", name="rail_whose"))
        layout.addLayout(head)
        self._group = QButtonGroup(self)
        self._buttons = {place.key: self._make(place) for place in places}
        self._words = {place.key: place.word for place in places}
        for button in self._buttons.values():
            button.setCheckable(True)
            self._group.addButton(button)
        feet = [self._make(act) for act in acts]
        stay = not theme.is_large  # else the acts would leave the places no room, and scroll too
        scrolling = _scrolling(list(self._buttons.values()), [] if stay else feet)
        layout.addWidget(scrolling, 1)
        for foot in feet if stay else ():
            layout.addWidget(foot)
        bar = scrolling.verticalScrollBar().sizeHint().width()
        self._chrome = bar + 2 * _SIDE
        self.setFixedWidth(_width(theme, [*self._buttons.values(), *feet], bar))

    def mark(self, key: str) -> None:
        """Show ``key`` as the place where one is."""
        self._buttons[key].setChecked(True)

    def tell(self, key: str, count: int) -> None:
        """Say beside a place how much waits there; nothing where nothing does."""
        button, word = self._buttons[key], self._words[key]
        button.setText(f" {word}  {count}" if count else f" {word}")
        button.setAccessibleName(f"{word}, {count}" if count else word)
        self.setFixedWidth(max(self.width(), button.sizeHint().width() + self._chrome))

    def _make(self, place: Place) -> Button:
        tokens = self._theme.tokens
        button = Button(
            f" {place.word}",
            "rail",
            name=f"rail_{place.key}",
            icon=icon(place.icon, tokens.rail_text, tokens.rail_strong),
            on_click=partial(self.chosen.emit, place.key),
            shortcut=place.shortcut,
        )
        button.setAccessibleName(place.word)
        return button


def _scrolling(places: list[Button], feet: list[Button]) -> ScrollPage:
    """Return places and acts in a part that scrolls where there are more than it has room for."""
    page = ScrollPage(name="rail_places", margin=0)
    page.body.setSpacing(_GAP)
    for button in places:
        page.body.addWidget(button)
    page.body.addStretch(1)
    for button in feet:
        page.body.addWidget(button)
    return page


def _width(theme: Theme, buttons: list[Button], bar: int) -> int:
    """Return a width in which no word is cut, also beside a bar."""
    for button in buttons:
        button.ensurePolished()
    widest = max(button.sizeHint().width() for button in buttons)
    return max(theme.wide(RAIL_WIDTH), widest + bar + 2 * _SIDE)
