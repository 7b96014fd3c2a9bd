"""What the two ends of the road have alike: reading a stick, and the folder used by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cem_desktop.gui.field_words import stick_words
from cem_desktop.gui.file_choice import choose_folder
from cem_desktop.gui.icons import icon, own_pixmap
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.exchange_card import ExchangeCard
from cem_desktop.gui.working_page import WorkingPage
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QPixmap

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.bundle_reading import TakenBundle
    from cem_desktop.services.workspace import Workspace


class StickPage(WorkingPage):
    """Takes in what lies on a stick, whatever it is."""

    place_wanted = Signal(str)

    def __init__(
        self, name: str, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock
    ) -> None:
        """Make what both ends show."""
        super().__init__(name, theme, tasks)
        self._workspace, self._clock = workspace, clock
        self._read = Button(
            _("Read what is on a stick…"),
            name=f"{name}_read",
            icon=icon("import", theme.tokens.text),
            on_click=lambda: choose_folder(self, _("Stick or folder to read"), self.read),
        )
        self._exchange = ExchangeCard(workspace.exchange, theme, tasks)

    def read(self, folder: Path) -> None:
        """Take in every bundle of a stick or folder."""
        reading = self._workspace.bundle_reading
        self._work.start(
            _("Reading the stick…"),
            lambda progress: reading.on_stick(folder, progress.report),
            self._on_read,
        )

    def _on_read(self, taken: Sequence[TakenBundle]) -> None:
        kind, text = stick_words(taken)
        self._banner.tell(kind, text)

    def _picture(self) -> QPixmap:
        """Return what stands above the words of an empty page."""
        return own_pixmap("laptop", self._theme.tokens.accent, self._theme.px(40))
