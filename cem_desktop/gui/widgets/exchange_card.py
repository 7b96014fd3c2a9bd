"""A folder that is exchanged with by itself whenever it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import report_bug, tell_error
from cem_desktop.gui.file_choice import choose_folder
from cem_desktop.gui.human_dates import exact
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.exchange import Exchange


class ExchangeCard(Card):
    """Which folder, when it was last used, and how to end it."""

    def __init__(self, exchange: Exchange, theme: Theme, tasks: TaskRunner) -> None:
        """Show how it stands."""
        self._exchange, self._tasks = exchange, tasks
        self._said = Words(role="muted", name="exchange_said")
        self._banner = Banner(theme, name="exchange_banner")
        self._choose = Button(
            _("Choose a folder…"),
            name="exchange_choose",
            on_click=lambda: choose_folder(self, _("Shared folder or stick"), self.set_folder),
        )
        self._end = Button(
            _("End it"), "quiet", name="exchange_end", on_click=lambda: self.set_folder(None)
        )
        super().__init__(
            Words(_("Exchange by itself"), "cardTitle"),
            self._said,
            self._banner,
            Flow(self._choose, self._end, gap=10),
            name="exchange_card",
            gap=10,
        )
        self.refresh()

    def set_folder(self, folder: Path | None) -> None:
        """Choose the folder, or none, and exchange at once."""
        try:
            self._exchange.set_folder(folder)
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._banner.clear()
        self.refresh()
        if folder is not None:
            self._tasks.run(
                lambda progress: self._exchange.run(progress.report),
                owner=self,
                done=lambda _nothing: self.refresh(),
                failed=self._on_failed,
            )

    def refresh(self) -> None:
        """Show how it stands now."""
        state = self._exchange.state()
        self._end.setVisible(state.folder is not None)
        if state.folder is None:
            self._said.setText(
                _(
                    "Choose a shared folder or a stick: whenever it is there, what waits is "
                    "written to it and what lies there is read. Nobody else can open it."
                )
            )
            return
        last = exact(parse_stamp(state.last)) if state.last else _("not yet")
        self._said.setText(
            _("Folder: {folder}. Last exchange: {when}.").format(folder=state.folder, when=last)
        )

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CemError):
            tell_error(self._banner, error)
        else:
            report_bug(error)
