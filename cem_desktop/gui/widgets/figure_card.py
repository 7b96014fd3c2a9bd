"""A number that matters, with its name and a line on what it means."""

from __future__ import annotations

from cem_desktop.gui.widgets.layouts import Card
from cem_desktop.gui.widgets.words import Words


class FigureCard(Card):
    """Name, large number, muted line."""

    def __init__(self, label: str, *, name: str) -> None:
        """Show no number yet."""
        self._figure = Words(role="figure", name=f"{name}_figure", wrap=False)
        self._line = Words(role="muted", name=f"{name}_line")
        super().__init__(Words(label, "strong"), self._figure, self._line, name=name, gap=2)
        self.body.addStretch(1)

    def tell(self, figure: str, line: str = "", hover: str = "") -> None:
        """Show a number and what it means; ``hover`` is the exact date behind it."""
        self._figure.setText(figure)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self._line.setToolTip(hover)
