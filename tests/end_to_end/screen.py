"""What stands on the screen, as a screen reader tells it: roles, names, states; keys and clicks.

Nothing here knows an object name, a class of the program or a signal. A widget is found by its role
and its accessible name among those that are visible and enabled in the window on top; acts are keys
and clicks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAccessibleInterface

Role = QAccessible.Role
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class StuckError(AssertionError):
    """The person does not get on: a fault of the program, told in her words."""


def told(widget: QWidget) -> QAccessibleInterface:
    """Return what a screen reader knows of a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    if found is None:
        message = f"a screen reader knows nothing of a {type(widget).__name__}"
        raise StuckError(message)
    return found


def name_of(widget: QWidget) -> str:
    """Return the name that is read out."""
    return widget.accessibleName() or told(widget).text(QAccessible.Text.Name).strip()


def description_of(widget: QWidget) -> str:
    """Return what is read out after the name: hint and problem."""
    return told(widget).text(QAccessible.Text.Description)


def role_of(widget: QWidget) -> QAccessible.Role:
    """Return what kind of thing it is."""
    return told(widget).role()


def parts_of(widget: QWidget, role: QAccessible.Role) -> list[QAccessibleInterface]:
    """Return the parts with a role: the options of a question, the tabs of a bar."""
    whole = told(widget)
    parts = [whole.child(at) for at in range(whole.childCount())]
    return [one for one in parts if one.role() == role]


class Screen:
    """The windows that a person sees, and her keyboard and mouse."""

    def __init__(self, window: QWidget, wait: Callable[..., None]) -> None:
        """``wait`` waits until something is so (``qtbot.waitUntil``)."""
        self._window, self._wait = window, wait

    # --- looking -------------------------------------------------------------------------

    def top(self) -> QWidget:
        """Return the window on top: a menu, a dialog, or the program."""
        modal = QApplication.activeModalWidget()
        return QApplication.activePopupWidget() or modal or self._window

    def seen(self) -> Iterator[QWidget]:
        """Return what is visible and enabled in the window on top."""
        top = self.top()
        for widget in top.findChildren(QWidget):
            if widget.isVisible() and widget.isEnabled() and widget.window() is top:
                yield widget

    def find(self, role: QAccessible.Role, name: str) -> QWidget:
        """Return the first thing with a role whose name begins so."""
        for widget in self.seen():
            if role_of(widget) == role and name_of(widget).startswith(name):
                return widget
        message = f"no {role.name} is named «{name}»"
        raise StuckError(message)

    def _is_there(self, role: QAccessible.Role, name: str) -> bool:
        return any(role_of(one) == role and name_of(one).startswith(name) for one in self.seen())

    def words(self) -> list[str]:
        """Return the texts that can be read in the window on top."""
        shown = (one for one in self.seen() if isinstance(one, QLabel))
        return [one.text() for one in shown if one.text()]

    def reads(self, part: str) -> str:
        """Return the first text on the screen that has these words, "" where none has."""
        return next((one for one in self.words() if part in one), "")

    def focus(self) -> QWidget:
        """Return what the keys go to; it has to be in sight and to have a name."""
        QApplication.processEvents()
        if QApplication.focusWidget() is None:
            self.wait(QApplication.focusWidget, 1)
        focus = QApplication.focusWidget()
        if focus is None:
            message = "the focus is nowhere"
            raise StuckError(message)
        if focus.visibleRegion().isEmpty():
            message = f"the focus is out of sight: {role_of(focus).name} «{name_of(focus)}»"
            raise StuckError(message)
        if not name_of(focus):
            message = f"what has the focus has no name: {role_of(focus).name}"
            raise StuckError(message)
        return focus

    def wait(self, is_so: Callable[[], object], seconds: int = 5) -> None:
        """Wait until something is so."""
        self._wait(lambda: bool(is_so()), timeout=seconds * 1000)

    # --- keys and clicks -----------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key once."""
        QTest.keyClick(self._target(), key, modifier)
        QApplication.processEvents()

    def write(self, text: str) -> None:
        """Type a text."""
        for letter in text:
            target = self._target()
            if letter.isascii():
                QTest.keyClicks(target, letter)
                continue
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest knows no accents
                QApplication.sendEvent(target, QKeyEvent(kind, 0, PLAIN, letter))
        QApplication.processEvents()

    def _target(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or self.top()

    def click(self, role: QAccessible.Role, name: str) -> None:
        """Click what has this role and name, once it is there."""
        self.wait(lambda: self._is_there(role, name))
        QTest.mouseClick(self.find(role, name), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def click_tab(self, name: str) -> None:
        """Click the tab of this name."""
        for widget in self.seen():
            for tab in parts_of(widget, Role.PageTab):
                if tab.text(QAccessible.Text.Name) == name:
                    place = widget.mapFromGlobal(tab.rect().center())
                    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, PLAIN, QPoint(place))
                    QApplication.processEvents()
                    return
        message = f"no tab is named «{name}»"
        raise StuckError(message)

    def choose_in_menu(self, name: str) -> None:
        """Look through the menu that is open, and the menus inside of it, for an entry; take it."""
        self.wait(lambda: role_of(self.top()) == Role.PopupMenu)
        if not self._take(name):
            self.press(
                Qt.Key.Key_Left
            )  # out of the first of several menus, if that is where she is
            outer = self.top()
            for _entry in parts_of(outer, Role.MenuItem):
                self.press(Qt.Key.Key_Right)
                if self.top() is not outer:
                    if self._take(name):
                        break
                    self.press(Qt.Key.Key_Left)
                self.press(Qt.Key.Key_Down)
            else:
                message = f"no menu has «{name}»"
                raise StuckError(message)
        self.come_back()

    def _take(self, name: str) -> bool:
        """Go down in the menu on top to an entry and take it; say whether it is there."""
        menu = self.top()
        for _entry in [None, *parts_of(menu, Role.MenuItem)]:
            marked = [one for one in parts_of(menu, Role.MenuItem) if one.state().focused]
            if marked and marked[0].text(QAccessible.Text.Name).startswith(name):
                self.press(Qt.Key.Key_Return)
                return True
            self.press(Qt.Key.Key_Down)
        return False

    def come_back(self) -> None:
        """Do what a window manager does when a menu or dialog went: activate the window below."""
        self.top().activateWindow()
        QApplication.processEvents()

    def tab_to(self, role: QAccessible.Role, name: str, most: int = 80) -> None:
        """Press Tab until the focus stands on what has this role and name."""
        for _step in range(most):
            focus = self.focus()
            if role_of(focus) == role and name_of(focus).startswith(name):
                return
            self.press(Qt.Key.Key_Tab)
        message = f"the Tab key does not reach {role.name} «{name}»"
        raise StuckError(message)
