"""The rail of places at the left of the open window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup

from cem_desktop.gui.icons import icon
from cem_desktop.gui.tokens import RAIL_WIDTH
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Pane, column
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from cem_desktop.gui.style import Theme


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
        layout = column(3)
        layout.setContentsMargins(10, 18, 10, 12)
        super().__init__("rail", layout, name="rail")
        self._theme = theme
        self.setFixedWidth(theme.wide(RAIL_WIDTH))
        head = column(4)
        head.setContentsMargins(14, 2, 6, 12)
        head.addWidget(Words(title, "railName"))
        head.addWidget(Words(whose, "railPlace", name="rail_whose"))
        layout.addLayout(head)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        for place in places:
            button = self._make(place)
            button.setCheckable(True)
            self._group.addButton(button)
            self._buttons[place.key] = button
            layout.addWidget(button)
        layout.addStretch(1)
        for act in acts:
            layout.addWidget(self._make(act))

    def mark(self, key: str) -> None:
        """Show ``key`` as the place where one is."""
        self._buttons[key].setChecked(True)

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
