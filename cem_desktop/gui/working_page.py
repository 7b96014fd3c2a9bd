"""A page whose acts work off the window's thread, on what is chosen in its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.layouts import ScrollPage
from cem_desktop.gui.widgets.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QDialog, QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.gui.widgets.read_table import ReadTable

T = TypeVar("T")


class WorkingPage(ScrollPage):
    """Banner and progress, and dialogs over them; whoever inherits places them and refreshes."""

    touched: ClassVar[frozenset[str]] = frozenset()
    """What of the store the page shows."""
    _work: PageWork

    def __init__(self, name: str, theme: Theme, tasks: TaskRunner) -> None:
        """``name`` begins the object names of all that is on the page."""
        super().__init__(name=f"{name}_page")
        self._theme, self._tasks = theme, tasks
        self._banner = Banner(theme, name=f"{name}_banner")
        self._progress = ProgressPanel(tasks, name=f"{name}_progress")

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & self.touched:
            self._refresh()

    def _refresh(self) -> None:
        """Show how things stand; whoever inherits says what."""
        raise NotImplementedError

    def _refresh_acts(self) -> None:
        """Offer what can be done with what is chosen; whoever inherits says what."""
        raise NotImplementedError

    def _make_work(self, *acts: QWidget) -> PageWork:
        """Return the work of this page: ``acts`` rest meanwhile, and then follow the choice."""
        return PageWork(self, self._tasks, self._banner, self._progress, acts, self._refresh_acts)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _confirm(self, title: str, text: str, act: str, then: Callable[[], None]) -> None:
        """Ask before what cannot be taken back."""
        dialog = ConfirmDialog(self._theme, title, text, act, self)
        dialog.accepted.connect(then)
        self._open(dialog)


def chosen_in(table: ReadTable, lines: Sequence[T], *, only: bool = False) -> T | None:
    """Return which of ``lines`` is chosen; with ``only``, one that stands alone needs no choice."""
    at = table.currentRow()
    if at < 0 and only and len(lines) == 1:
        at = 0
    return lines[at] if 0 <= at < len(lines) else None
