"""Facts on which two fichas of a case differ: what each says, and the way to either."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import column
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cem_desktop.gui.style import Theme
    from cem_desktop.services.disputed_facts import DisputedFact, DisputedSide


class DisputeBanners(QWidget):
    """A banner for each fact in dispute; hidden where there is none."""

    opened = Signal(str)
    """The record that somebody wants to correct."""

    def __init__(
        self, facts: tuple[DisputedFact, ...], titles: Mapping[str, str], theme: Theme
    ) -> None:
        """Show the facts; ``titles`` are those of the fichas by id."""
        super().__init__()
        self.setObjectName("dispute_banners")
        self._titles, self._theme = titles, theme
        self._column = column(8)
        self.setLayout(self._column)
        for fact in facts:
            self._add(fact)
        self.setVisible(bool(facts))

    def _add(self, fact: DisputedFact) -> None:
        banner = Banner(self._theme, name="dispute")
        self._column.addWidget(banner)
        said = " ".join(
            _("«{ficha}» says: {answer}.").format(ficha=self._title(side), answer=side.answer)
            for side in fact.sides
        )
        text = _("{said} Until one of them is corrected, it counts as no data.").format(said=said)
        banner.tell("warn", text, _("Two fichas differ: {question}").format(question=fact.label))
        buttons = [
            Button(
                _("Correct «{ficha}»").format(ficha=self._title(side)),
                name=f"correct_{side.record}",
                on_click=partial(self.opened.emit, side.record),
            )
            for side in fact.sides
        ]
        self._column.addWidget(Flow(*buttons, gap=8))

    def _title(self, side: DisputedSide) -> str:
        return self._titles.get(side.form, side.form.upper())
