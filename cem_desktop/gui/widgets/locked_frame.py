"""The frame of the pages that show no work: one card in the middle of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QSizePolicy

from cem_desktop.gui.widgets.layouts import ScrollPage, centred, column

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.widgets.layouts import Card

_CARD_WIDTH: Final = 420


def in_the_middle(theme: Theme, card: Card, *, name: str) -> QVBoxLayout:
    """Return the layout of a page with nothing but ``card``, which scrolls where it must."""
    card.setFixedWidth(theme.wide(_CARD_WIDTH))
    card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
    page = ScrollPage(name=name)
    page.body.addStretch(2)
    page.body.addLayout(centred(card))
    page.body.addStretch(3)
    layout = column(0)
    layout.addWidget(page)
    return layout
