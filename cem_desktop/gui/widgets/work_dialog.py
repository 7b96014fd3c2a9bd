"""A dialog that does one thing: its fields, a banner for what is wrong, progress, and the act."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QLineEdit

from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner

T = TypeVar("T")
_LONGEST_PASSPHRASE = 1024


class WorkDialog(Dialog):
    """``content`` is the column for the fields; the primary button calls ``act``."""

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        title: str,
        act: str,
        parent: QWidget | None,
        *,
        name: str,
        width: int = 480,
    ) -> None:
        """Build the frame; whoever inherits fills ``content`` and defines ``act``."""
        super().__init__(name, theme.wide(width), parent)
        self.theme = theme
        self.banner = Banner(theme, name=f"{name}_banner")
        self.progress = ProgressPanel(tasks, name=f"{name}_progress")
        self.content = column(12)
        self.do = Button(act, "primary", name=f"{name}_do", on_click=self.act)
        self.do.setDefault(True)
        self.leave = Button(_("Cancel"), name=f"{name}_cancel", on_click=self.reject)
        self._work = PageWork(self, tasks, self.banner, self.progress, (self.do, self.leave))
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.do)
        self.body.addWidget(Words(title, "heading"))
        self.body.addLayout(self.content)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.progress)
        self.body.addLayout(foot)

    def act(self) -> None:
        """Do it; whoever inherits says what."""
        raise NotImplementedError

    def run(self, words: str, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do ``work`` off the window's thread; what fails is told in the banner."""
        self._work.start(words, lambda _progress: work(), done)


def secret_field(name: str) -> QLineEdit:
    """Return a field that does not show what is typed."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setMaxLength(_LONGEST_PASSPHRASE)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
