"""The locked page: wrong passphrases wait, logins are completed, news is told."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from shell_person import click, come_in, seen
from simulator import PASSPHRASE

from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.words import Words


def fail_to_come_in(qtbot, shell, times):
    for _ in range(times):
        come_in(qtbot, shell, words="not these words at all")
        qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=10_000)
        qtbot.waitUntil(lambda: not seen(shell, QWidget, "unlock_page").is_waiting)
        seen(shell, QLineEdit, "unlock_passphrase").clear()


def test_after_three_wrong_passphrases_the_page_counts_down_and_opens_itself(
    qtbot, make_shell, folder
):
    shell = make_shell(folder)
    fail_to_come_in(qtbot, shell, 3)
    enter = seen(shell, QPushButton, "unlock_enter")
    problem = seen(shell, Words, "unlock_passphrase_problem")
    assert not enter.isEnabled()
    assert "0:0" in problem.text()
    passphrase = seen(shell, QLineEdit, "unlock_passphrase")
    qtbot.keyClicks(passphrase, PASSPHRASE)
    qtbot.keyClick(passphrase, Qt.Key.Key_Return)
    assert not shell.tasks.is_busy
    qtbot.waitUntil(enter.isEnabled, timeout=8_000)
    click(qtbot, shell, "unlock_enter")
    qtbot.waitUntil(lambda: shell.is_open, timeout=10_000)
    news = seen(shell, Banner, "entry_news")
    assert "3" in news.shown_text
    click(qtbot, shell, "entry_news_seen")
    assert not news.isVisible()


def test_a_login_is_completed_from_the_vault(qtbot, make_shell, folder):
    shell = make_shell(folder)
    login = seen(shell, QLineEdit, "unlock_login")
    model = login.completer().model()
    assert [model.index(at, 0).data() for at in range(model.rowCount())] == ["equipo"]
