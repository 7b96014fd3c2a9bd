"""A person at the window: what she sees, clicks and types."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from simulator import PASSPHRASE

from cem_desktop.services.context import OfficeProfile

PROFILE = OfficeProfile("16-regular-iquitos", "Iquitos", "Loreto", "160101")
LEFT = Qt.MouseButton.LeftButton


def seen(shell, kind, name):
    """Return the part that a person sees; a page that was left lives until Qt's next round."""
    found = [one for one in shell.findChildren(kind, name) if one.isVisible()]
    assert found, name
    return found[-1]


def click(qtbot, shell, name):
    button = seen(shell, QPushButton, name)
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def come_in(qtbot, shell, words=PASSPHRASE, login="equipo"):
    seen(shell, QLineEdit, "unlock_login").setText(login)
    qtbot.keyClicks(seen(shell, QLineEdit, "unlock_passphrase"), words)
    click(qtbot, shell, "unlock_enter")


def opened(qtbot, shell, **kinds):
    come_in(qtbot, shell, **kinds)
    qtbot.waitUntil(lambda: shell.is_open, timeout=10_000)
    return shell
