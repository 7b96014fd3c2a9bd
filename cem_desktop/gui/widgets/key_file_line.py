"""One line that takes a key file from a stick: which one is chosen, and a button to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cem_desktop.gui.file_choice import choose_files
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


class KeyFileLine(QWidget):
    """The chosen file is read when it is needed, and its name is not kept."""

    def __init__(self, name: str) -> None:
        """Nothing is chosen yet."""
        super().__init__()
        self.setObjectName(name)
        self._path: Path | None = None
        self._said = Words(_("No key file"), "muted", name=f"{name}_said", wrap=False)
        self._choose = Button(_("Key file…"), "quiet", name=f"{name}_choose", on_click=self._ask)
        line = row(8)
        line.addWidget(self._choose)
        line.addWidget(self._said, 1)
        self.setLayout(line)

    def take(self, path: Path) -> None:
        """Choose a file."""
        self._path = path
        self._said.setText(_("Key file chosen"))

    def forget(self) -> None:
        """Choose none."""
        self._path = None
        self._said.setText(_("No key file"))

    @property
    def path(self) -> Path | None:
        """The file that is chosen, or None."""
        return self._path

    def _ask(self) -> None:
        choose_files(self, _("Key file"), ("",), lambda chosen: self.take(chosen[0]))
