"""A person at the window with the keyboard alone: buttons found by how their name begins."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar, QWidget


def button(window, start):
    buttons = window.findChildren(QPushButton)
    return [one for one in buttons if one.objectName().startswith(start) and one.isVisible()]


def press(qtbot, window, start):
    """Press the button whose name begins so, with the keyboard, once the page shows it."""
    qtbot.waitUntil(lambda: len(button(window, start)) == 1)
    (wanted,) = button(window, start)
    assert wanted.focusPolicy() & Qt.FocusPolicy.TabFocus
    wanted.setFocus()
    qtbot.keyClick(wanted, Qt.Key.Key_Return)


def shown(qtbot, window, name):
    """Return the part of this name, once it is seen."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QWidget, name)))
    return next(one for one in window.findChildren(QWidget, name) if one.isVisible())


def open_tab(qtbot, window, title):
    """Go to a tab of the case by the arrow key."""
    tabs = window.findChild(QTabBar, "case_tabs")
    tabs.setFocus()
    while tabs.tabText(tabs.currentIndex()) != title:
        qtbot.keyClick(tabs, Qt.Key.Key_Right)


def gone(qtbot, window, name):
    """Wait until no part of this name is left."""
    qtbot.waitUntil(lambda: not window.findChildren(QWidget, name))


def labels(widget):
    """Return the texts that are seen on a part."""
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
