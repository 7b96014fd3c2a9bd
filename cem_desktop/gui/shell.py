"""The one window and its states: first start, locked, open, hidden.

The title never changes. The shell owns the way in and out: unlock, lock by hand, by inactivity,
after sleep, quick hide by double Esc, and the rebuilding of the window when language or theme
change. It knows no case.
"""

from __future__ import annotations

import gc
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QStackedWidget,
    QWidget,
)

from cem_desktop import i18n, paths
from cem_desktop.errors import CemError, DiskFullError
from cem_desktop.gui.clipboard_watch import ClipboardWatch
from cem_desktop.gui.doors import is_workspace, warm_up
from cem_desktop.gui.double_esc import DoubleEsc
from cem_desktop.gui.garbage import keep_for_good
from cem_desktop.gui.inactivity import InactivityWatch
from cem_desktop.gui.pages.neutral_page import NeutralPage
from cem_desktop.gui.pages.unlock_page import UnlockPage
from cem_desktop.gui.sleep_watch import SleepWatch
from cem_desktop.gui.style import apply_theme
from cem_desktop.gui.tasks import TaskRunner
from cem_desktop.i18n import _
from cem_desktop.preferences import save_preferences

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.doors import Doors
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.resting import Rest
    from cem_desktop.preferences import Preferences
    from cem_desktop.services.workspace import Workspace

_log = logging.getLogger(__name__)
_WARM_UP_MS: Final = 250
_SMALLEST: Final = (800, 560)
_USUAL: Final = (1366, 768)


class Shell(QMainWindow):
    """The window of the program."""

    def __init__(
        self,
        application: QApplication,
        preferences: Preferences,
        preferences_file: Path,
        folder: Path,
        doors: Doors,
        clock: Clock,
    ) -> None:
        """Show the locked page, or first start where ``folder`` holds no workspace yet."""
        super().__init__()
        self.setObjectName("shell")
        self._application, self._doors, self._clock = application, doors, clock
        self._preferences, self._preferences_file = preferences, preferences_file
        self._folder = folder
        self._workspace: Workspace | None = None
        self._main: MainWindow | None = None
        self._go_back_in_page: Callable[[], object] | None = None
        self._esc = DoubleEsc()
        self._tasks = TaskRunner(self.show_error, self)
        self._watch = InactivityWatch(clock, preferences.inactivity_minutes, self)
        self._watch.reached.connect(self._on_inactive)
        self._clipboard = ClipboardWatch(application, self)
        self._watch.slept.connect(self._on_slept)
        self._sleep = SleepWatch(self)
        self._sleep.falling_asleep.connect(self._on_slept)
        self._rest: Rest | None = None
        self._lost_since: datetime | None = None
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        QShortcut(QKeySequence("Ctrl+L"), self, self.lock)
        self._dress()
        self.show_start()

    @property
    def preferences(self) -> Preferences:
        """What this machine remembers."""
        return self._preferences

    @property
    def is_open(self) -> bool:
        """Whether a workspace is open in the window."""
        return self._workspace is not None

    @property
    def is_resting(self) -> bool:
        """Whether the open workspace is covered and waits for its user's PIN."""
        return self._rest is not None

    @property
    def tasks(self) -> TaskRunner:
        """The runner of all background work."""
        return self._tasks

    def show_start(self) -> None:
        """Show first start or the locked page, as the folder demands."""
        if is_workspace(self._folder):
            self._show_locked()
            return
        # Imported where they are needed: whoever only unlocks does not wait for them.
        from cem_desktop.gui.pages.first_start_page import FirstStartPage
        from cem_desktop.services.catalogues import load_catalogue

        page = FirstStartPage(self._theme, self._tasks, self._doors, self._folder, load_catalogue())
        page.created.connect(self._on_created)
        page.other_folder_wanted.connect(self._choose_folder)
        page.restore_wanted.connect(self._restore)
        self._put(page)
        self._go_back_in_page = page.go_back

    def lock(self, reason: str = "") -> None:
        """Save drafts, forget keys and show the locked page.

        By hand (without ``reason``) the window stays as it is while a text cannot be saved: the
        disk may be full, and the person is there to make room. By itself it locks all the same.
        """
        if self._workspace is None or not (reason or self._may_leave()):
            return
        self._leave()
        lost = self._lost_since
        page = self._show_locked()
        if reason and lost is None:
            page.tell_locked(reason)

    def switch_user(self) -> None:
        """Let another person come in: keep this one's drafts, close, and ask for a login."""
        if self._workspace is None or not self._may_leave():
            return
        self._leave()
        self._show_locked("")

    def _may_leave(self) -> bool:
        """Say whether all is saved that stands on the screen; where not, say so."""
        if self._main is None or self.is_resting or self._main.save_open_work():
            return True
        self.show_error(DiskFullError(file="case.db"))
        return False

    def hide_quickly(self) -> None:
        """Show a page that says nothing of the work, at once; then lock behind it."""
        if self._workspace is None:
            return
        page = NeutralPage(self._clock)
        page.continued.connect(lambda: self._show_locked())  # noqa: PLW0108  (Qt would pass more)
        self._leave()
        self._put(page)
        page.setFocus()

    def show_error(self, error: Exception) -> None:
        """Show an error that no page handles: a dialog, or a bug's report."""
        from cem_desktop.gui.error_messages import make_error_dialog, report_bug

        if isinstance(error, CemError):
            make_error_dialog(self._theme, error, self).open()
        else:
            report_bug(error)

    def show_bug(self, report: str) -> None:
        """Show the redacted report of a bug; the hook of ``logs`` calls it."""
        from cem_desktop.gui.error_messages import BugDialog

        BugDialog(self._theme, report, self).open()

    def change_preferences(self, preferences: Preferences) -> None:
        """Keep new preferences and dress the window anew where they change its look."""
        before, self._preferences = self._preferences, preferences
        save_preferences(self._preferences_file, preferences)
        self._watch.set_limit(preferences.inactivity_minutes)
        looks = ("language", "theme", "text_scale")
        if all(getattr(before, name) == getattr(preferences, name) for name in looks):
            return
        self._dress()
        if self._workspace is None:
            self.show_start()
        else:
            self._build_main(self._workspace, self._main.place if self._main is not None else "")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save drafts, stop tasks and close the store before the window goes."""
        self._leave()
        self._tasks.stop()
        super().closeEvent(event)

    def _dress(self) -> None:
        preferences = self._preferences
        i18n.install(preferences.language, paths.resources() / "locale")
        self._theme = apply_theme(self._application, preferences.theme, preferences.text_scale)
        self.setWindowTitle(_("CEM Desktop"))

    def _show_locked(self, login: str | None = None) -> UnlockPage:
        """Show the locked page, with the login typed last or another."""
        login = self._preferences.login if login is None else login
        page = UnlockPage(self._theme, self._tasks, self._doors, self._folder, login)
        page.opened.connect(self._on_opened)
        page.other_folder_wanted.connect(self._choose_folder)
        page.restore_wanted.connect(self._restore)
        self._put(page)
        if self._lost_since is not None:
            page.tell_lost(self._lost_since)
            self._lost_since = None
        QTimer.singleShot(_WARM_UP_MS, page, self._warm_up)
        return page

    def _warm_up(self) -> None:
        """Load what the open window needs while somebody types the passphrase."""
        self._tasks.run(lambda _progress: warm_up(), owner=self, done=self._on_warm)

    def _on_warm(self, _nothing: object) -> None:
        if self._workspace is None:  # nothing of a case may be kept for good
            keep_for_good()

    def _on_created(self, login: str, passphrase: str) -> None:
        self._preferences = replace(self._preferences, login=login)
        page = self._show_locked()
        page.enter_with(passphrase)

    def _on_opened(self, workspace: Workspace, login: str) -> None:
        self._preferences = replace(self._preferences, login=login, workspace=str(self._folder))
        save_preferences(self._preferences_file, self._preferences)
        self._workspace = workspace
        self._build_main(workspace, "").tell_news()
        self._watch.start()
        self._sleep.listen()

    def _build_main(self, workspace: Workspace, place: str) -> MainWindow:
        from cem_desktop.gui.main_window import MainWindow

        if self._main is not None:
            self._main.leave()
        self._main = MainWindow(
            workspace, self._theme, self._tasks, self._clock, self._preferences.language
        )
        self._main.lock_wanted.connect(self.lock)
        self._main.switch_wanted.connect(self.switch_user)
        self._main.preferences_wanted.connect(self._open_preferences)
        self._put(self._main)
        if place:
            self._main.go(place)
        return self._main

    def _open_preferences(self) -> None:
        from cem_desktop.gui.preferences_dialog import PreferencesDialog

        if self._workspace is None:
            return
        has_pin = self._workspace.pin.is_set()
        dialog = PreferencesDialog(self._theme, self._preferences, self, has_pin=has_pin)
        dialog.saved.connect(self.change_preferences)
        dialog.pin_wanted.connect(dialog.reject)
        dialog.pin_wanted.connect(self._open_pin)
        dialog.open()

    def _open_pin(self) -> None:
        from cem_desktop.gui.pin_dialog import PinDialog

        if self._workspace is not None:
            PinDialog(self._theme, self._tasks, self._workspace.pin, self).open()

    def _leave(self) -> None:
        """Take the work off the screen and close the store behind it."""
        if self._workspace is None:
            return
        self._watch.stop()
        self._rest = None
        self._tasks.drop_held()
        if self._main is not None:
            self._lost_since = self._main.leave()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self._clipboard.clear()
        leaving, self._workspace, self._main = self._workspace, None, None
        self._tasks.cancel_all()
        # The runner does one thing after the other: the store closes after what was running
        # and before anybody can come in again.
        self._tasks.run(
            lambda _progress: leaving.close(), owner=self, done=lambda _nothing: self._on_left()
        )

    def _on_left(self) -> None:
        """Let what the closed pages held go from memory now, not at some later collection."""
        _log.info("locked")
        gc.collect()

    def _on_inactive(self) -> None:
        if self._workspace is not None and not self.is_resting and self._workspace.pin.is_set():
            self._begin_rest(self._workspace)
        else:
            self.lock(_("Locked after a time without use. What you typed is kept as a draft."))

    def _on_slept(self) -> None:
        self.lock(_("Locked because the computer slept. What you typed is kept as a draft."))

    def _begin_rest(self, workspace: Workspace) -> None:
        """Cover the work; the store stays open, and its user's PIN uncovers it."""
        from cem_desktop.gui.resting import Rest

        if self._main is not None:
            self._main.save_open_work()
        self._rest = rest = Rest(self, self._theme, self._tasks)
        self._clipboard.clear()
        rest.returned.connect(self._return)
        rest.spent.connect(self._on_pin_spent)
        rest.switch_wanted.connect(self.switch_user)
        rest.close_wanted.connect(self.lock)
        rest.cover(self._stack, workspace)
        self._watch.start_rest(self._preferences.rest_minutes)

    def _return(self) -> None:
        """Uncover the work of whoever typed her PIN."""
        rest, self._rest = self._rest, None
        if rest is not None and self._main is not None:
            rest.uncover(self._stack, self._main)
            self._watch.start()

    def _on_pin_spent(self) -> None:
        self.lock(_("Locked after three wrong PINs. The passphrase opens it."))

    def event(self, event: QEvent) -> bool:
        """See every Esc on its way, also where a page has a use for it: two of them hide."""
        if self._esc.is_second(event):
            event.accept()
            self.hide_quickly()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that no page used goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _go_back(self) -> None:
        if self._main is not None:
            self._main.go_back()
        elif self._go_back_in_page is not None:
            self._go_back_in_page()

    def _restore(self) -> None:
        """Restore a backup into the folder of the workspace, then show its locked page."""
        from cem_desktop.gui.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._theme, self._tasks, self._doors, self._folder, self)
        dialog.restored.connect(self.show_start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_folder(self) -> None:
        from cem_desktop.gui.file_choice import choose_folder

        title, near = _("Folder of the workspace"), self._folder.parent
        choose_folder(self, title, lambda chosen: self.use_folder(str(chosen)), near=near)

    def use_folder(self, chosen: str) -> None:
        """Open the workspace of another folder, if it holds one."""
        folder = type(self._folder)(chosen)
        if not is_workspace(folder):
            from cem_desktop.errors import StoreMissingError

            self.show_error(StoreMissingError(file="vault.json"))
            return
        self._folder = folder
        self._show_locked()

    def _put(self, page: QWidget) -> None:
        """Show a page; the one before is deleted when Qt is back in its loop."""
        self._go_back_in_page = None
        before = [self._stack.widget(at) for at in range(self._stack.count())]
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        for one in before:
            if one is not None:
                self._stack.removeWidget(one)
                one.hide()
                one.deleteLater()
