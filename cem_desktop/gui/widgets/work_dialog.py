"""A dialog that does one thing: its fields, a banner for what is wrong, progress, and the act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt, QTimer
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
    from cem_desktop.gui.tasks import Progress, TaskRunner

T = TypeVar("T")
LONGEST_PASSPHRASE: Final = 1024
"""What is longer was never typed: it was pasted by mistake, or to harm."""
_PROGRESS_MS: Final = 350
"""When the progress has appeared, if it does."""
_SECRET: Final = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


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
        self.foot = row()
        self.foot.addStretch(1)
        self.foot.addWidget(self.leave)
        self.foot.addWidget(self.do)
        self.body.addWidget(Words(title, "heading"))
        self.body.addLayout(self.content)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.progress)
        self.body.addLayout(self.foot)

    def act(self) -> None:
        """Do it; whoever inherits says what."""
        raise NotImplementedError

    def run(
        self,
        words: str,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Do ``work`` off the window's thread; what fails is told in the banner.

        ``failed`` gets the error first and says whether it has dealt with it.
        """
        self.follow(words, lambda _progress: work(), done, failed)

    def follow(
        self,
        words: str,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Do the same with work that tells how far it is."""

        def refused(error: Exception) -> bool:
            QTimer.singleShot(0, self, self.fit)  # its words come next
            return failed is not None and failed(error)

        self._work.start(words, work, done, refused)
        QTimer.singleShot(_PROGRESS_MS, self, self.fit)

    def ask_again(self, field: QLineEdit) -> Callable[[Exception], bool]:
        """Return what lets ``field`` be typed anew after an error that the banner tells."""

        def take_focus() -> None:
            field.selectAll()
            field.setFocus()

        def failed(_error: Exception) -> bool:
            QTimer.singleShot(0, field, take_focus)
            return False

        return failed


def secret_field(name: str, longest: int = LONGEST_PASSPHRASE) -> QLineEdit:
    """Return a field that does not show what is typed, and offers no menu."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setMaxLength(longest)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(_SECRET)
    field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return field
