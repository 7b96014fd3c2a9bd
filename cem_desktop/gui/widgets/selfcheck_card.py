"""The check of this computer: a button, and what was found, the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Card, clear, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.selfcheck_words import level_word, line_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cem_desktop.gui.tokens import PillKind
    from cem_desktop.services.selfcheck import CheckLine

_ORDER: Final = ("danger", "warn", "unknown", "good")
_TONES: Final[Mapping[str, PillKind]] = {
    "danger": "danger",
    "warn": "warn",
    "unknown": "neutral",
    "good": "accent",
}


class SelfcheckCard(Card):
    """Says what the check is for until it was made; then every line of it."""

    wanted = Signal()

    def __init__(self) -> None:
        """Show the button and no result yet."""
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(12)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(1, 1)
        self.button = Button(_("Check this computer"), name="selfcheck_run", on_click=self._ask)
        head = row()
        head.addWidget(Words(_("This computer"), "cardTitle"), 1)
        head.addWidget(self.button)
        self._hint = Words(
            _(
                "Disk, folder, clock, stores, attachments, backup and recovery kit: what is in "
                "order, and what to do where it is not."
            ),
            "muted",
        )
        super().__init__(head, self._hint, self._lines, name="selfcheck_card")

    def _ask(self) -> None:
        self.wanted.emit()

    def show_lines(self, lines: Sequence[CheckLine]) -> None:
        """Show what was found, the gravest first."""
        clear(self._lines)
        ordered = sorted(lines, key=lambda line: _ORDER.index(str(line.level)))
        for at, one in enumerate(ordered):
            level = str(one.level)
            pill = Pill(level_word(level), _TONES[level])
            self._lines.addWidget(pill, at, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(Words(line_words(one.key, level, one.details)), at, 1)
