"""A state as a word on a soft ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.tokens import PillKind


class Pill(Words):
    """One word or two; ``kind`` only adds a colour to what the word says."""

    def __init__(
        self,
        text: str,
        kind: PillKind = "neutral",
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show ``text`` in the colours of ``kind``."""
        super().__init__(text, "pill", name=name, wrap=False, parent=parent)
        self.setProperty("pill", kind)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
