"""A short absence: the work is covered, its store stays open, and the user's PIN uncovers it.

Nothing of the work is on the screen meanwhile: dialogs are hidden, menus closed, the clipboard is
emptied, the identity vault closed, and what a task brings back waits. What was typed in a dialog
stays, passphrases in it do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip
from shiboken6 import isValid

from cem_desktop.gui.pages.pin_page import PinPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.workspace import Workspace


class Rest(QObject):
    """The covered work of one user."""

    returned = Signal()
    spent = Signal()
    switch_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, window: QMainWindow, theme: Theme, tasks: TaskRunner) -> None:
        """Take the dialogs, menus and hints of ``window`` off the screen."""
        super().__init__(window)
        self._theme, self._tasks = theme, tasks
        self._focused = QApplication.focusWidget()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        self._hidden = [
            one for one in QApplication.topLevelWidgets() if one is not window and one.isVisible()
        ]
        for hidden in self._hidden:
            _forget_passphrases(hidden)
            hidden.hide()
        self._page: PinPage | None = None

    def cover(self, stack: QStackedWidget, workspace: Workspace) -> None:
        """Show the page of the PIN in place of the work, and close the identity vault."""
        page = PinPage(self._theme, self._tasks, workspace.pin)
        page.returned.connect(self.returned)
        page.spent.connect(self.spent)
        page.switch_wanted.connect(self.switch_wanted)
        page.close_wanted.connect(self.close_wanted)
        self._page = page
        self._tasks.hold(but=page)
        stack.addWidget(page)
        stack.setCurrentWidget(page)
        self._tasks.run(lambda _progress: workspace.rest(), owner=page, done=lambda _nothing: None)

    def uncover(self, stack: QStackedWidget, work: QWidget) -> None:
        """Show the work again as it was, and what its tasks brought meanwhile."""
        stack.setCurrentWidget(work)
        if self._page is not None:
            stack.removeWidget(self._page)
            self._page.deleteLater()
        for window in self._hidden:
            if isValid(window):
                window.show()
        focused = self._focused
        if focused is not None and isValid(focused) and focused.isVisible():
            focused.setFocus()
        self._tasks.let_go()


def _forget_passphrases(window: QWidget) -> None:
    for line in window.findChildren(QLineEdit):
        if line.echoMode() is not QLineEdit.EchoMode.Normal:
            line.clear()
