"""How a page runs a task: its controls rest, its progress shows, its banner tells the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shiboken6 import isValid

from cem_desktop.errors import CancelledError, CemError
from cem_desktop.gui.error_messages import report_bug, tell_error
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.gui.widgets.banner import Banner
    from cem_desktop.gui.widgets.progress_panel import ProgressPanel

T = TypeVar("T")


class PageWork:
    """One task of a page at a time."""

    def __init__(
        self,
        page: QWidget,
        tasks: TaskRunner,
        banner: Banner,
        progress: ProgressPanel,
        controls: Sequence[QWidget],
        settle: Callable[[], None] | None = None,
    ) -> None:
        """``controls`` rest while a task of ``page`` runs.

        ``settle`` says afterwards which of them can be used; without it all can.
        """
        self._settle = settle
        self._page, self._tasks = page, tasks
        self._banner, self._progress, self._controls = banner, progress, controls
        self._had_focus: QWidget | None = None
        self._got_focus: QWidget | None = None

    def start(
        self,
        words: str,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Run ``work`` and pass its result to ``done``.

        Args:
            words: What is being done.
            work: Runs off the GUI thread.
            done: Gets the result.
            failed: Gets the error first and says whether it has dealt with it.
        """
        self._banner.clear()
        self._rest_controls()

        def finish(result: T) -> None:
            self._end()
            done(result)
            self._give_focus_back()

        def fail(error: Exception) -> None:
            self._end()
            if failed is None or not failed(error):
                self._tell(error)
            self._give_focus_back()

        task = self._tasks.run(work, owner=self._page, done=finish, failed=fail)
        self._progress.follow(words, task)

    def _rest_controls(self) -> None:
        """Let the controls rest; the one that loses the focus by that gets it back later."""
        window = self._page.window()
        before = window.focusWidget()
        self._rest(resting=True)
        after = window.focusWidget()
        if after is not before:
            self._had_focus, self._got_focus = before, after

    def _give_focus_back(self) -> None:
        """Put the focus where it was, unless somebody has put it elsewhere in the page."""
        had, got = self._had_focus, self._got_focus
        self._had_focus = self._got_focus = None
        now = self._page.window().focusWidget()
        moved = now is not None and now is not got and self._page.isAncestorOf(now)
        if had is None or moved or not self._page.isVisible():
            return
        if isValid(had) and had.isVisible() and had.isEnabled():
            had.setFocus()
        else:
            self._page.setFocus()

    def _end(self) -> None:
        self._progress.finish()
        self._rest(resting=False)
        if self._settle is not None:
            self._settle()

    def _rest(self, *, resting: bool) -> None:
        for control in self._controls:
            control.setEnabled(not resting)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            self._banner.tell("info", _("Stopped. Nothing was changed by the part that was left."))
        elif isinstance(error, CemError):
            tell_error(self._banner, error)
        else:
            report_bug(error)
