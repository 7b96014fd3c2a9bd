"""The window's states: first start, locked, open, hidden."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLineEdit, QPushButton, QWidget
from shell_person import LEFT, click, come_in, opened, seen
from simulator import FLOOR_KIB, PASSPHRASE

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import StoreBusyError
from cem_desktop.gui.inactivity import InactivityWatch
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.print_preview import PrintPreview
from cem_desktop.gui.shell import Shell
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.words import Words
from cem_desktop.preferences import load_preferences
from cem_desktop.services.unlock import open_workspace


class StrayWindows(QObject):
    """Sees every window that shows itself beside the shell: a widget shown before its place."""

    def __init__(self, application) -> None:
        super().__init__(application)
        self.seen = []
        application.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802  (Qt's name)
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not isinstance(watched, Shell | QDialog)
        ):
            self.seen.append(watched.objectName() or type(watched).__name__)
        return False


def test_first_start_makes_a_workspace_and_opens_it(qtbot, make_shell, tmp_path):
    folder = tmp_path / "new"
    shell = make_shell(folder)
    click(qtbot, shell, "first_next")
    qtbot.keyClicks(seen(shell, QLineEdit, "office_search"), "iqui")
    click(qtbot, shell, "first_next")
    qtbot.keyClicks(seen(shell, QLineEdit, "first_login"), "coordina")
    seen(shell, QCheckBox, "role_psychology").click()
    click(qtbot, shell, "first_next")
    assert not seen(shell, QPushButton, "first_next").isEnabled()
    qtbot.waitUntil(lambda: seen(shell, QPushButton, "passphrase_written").isEnabled())
    assert seen(shell, Words, "passphrase_words").text() == PASSPHRASE
    click(qtbot, shell, "passphrase_written")
    qtbot.keyClicks(seen(shell, QLineEdit, "passphrase_typed"), PASSPHRASE + "x")
    assert not seen(shell, QPushButton, "first_next").isEnabled()
    qtbot.keyClick(seen(shell, QLineEdit, "passphrase_typed"), Qt.Key.Key_Backspace)
    click(qtbot, shell, "first_next")
    click(qtbot, shell, "first_next")
    qtbot.waitUntil(lambda: shell.is_open, timeout=10_000)
    shell.lock()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    workspace = open_workspace(folder, "coordina", PASSPHRASE, floor_kib=FLOOR_KIB)
    try:
        assert workspace.office.name == "Iquitos"
        assert {"coordination", "psychology", "key_admin"} <= set(workspace.user.roles)
        assert workspace.kind is WorkspaceKind.OFFICE
    finally:
        workspace.close()


def test_going_back_at_first_start_keeps_what_was_typed(qtbot, make_shell, tmp_path):
    shell = make_shell(tmp_path / "new")
    qtbot.mouseClick(seen(shell, QPushButton, "kind_headquarters"), LEFT)
    click(qtbot, shell, "first_next")
    qtbot.keyClicks(seen(shell, QLineEdit, "first_login"), "sede")
    qtbot.keyClick(seen(shell, QLineEdit, "first_login"), Qt.Key.Key_Escape)
    assert seen(shell, QPushButton, "kind_headquarters").isChecked()
    assert seen(shell, QPushButton, "kind_headquarters").isVisible()
    click(qtbot, shell, "first_next")
    assert seen(shell, QLineEdit, "first_login").text() == "sede"
    assert seen(shell, QCheckBox, "role_hq_statistics").isChecked()


def test_a_wrong_passphrase_is_told_beside_the_field(qtbot, make_shell, folder):
    shell = make_shell(folder)
    come_in(qtbot, shell, words="not these words at all")
    problem = shell.findChild(Words, "unlock_passphrase_problem")
    qtbot.waitUntil(problem.isVisible, timeout=10_000)
    assert problem.text()
    assert not shell.is_open
    opened(qtbot, shell)


def test_nothing_typed_is_told_at_once(qtbot, make_shell, folder):
    shell = make_shell(folder)
    click(qtbot, shell, "unlock_enter")
    assert seen(shell, Words, "unlock_passphrase_problem").isVisible()
    assert not shell.tasks.is_busy


def test_a_workspace_open_elsewhere_is_told_in_the_banner(qtbot, make_shell, folder):
    other = open_workspace(folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    try:
        shell = make_shell(folder)
        come_in(qtbot, shell)
        banner = shell.findChild(Banner, "unlock_banner")
        qtbot.waitUntil(banner.isVisible, timeout=10_000)
        assert "already open" in banner.shown_text
    finally:
        other.close()


def test_the_title_never_says_where_one_is(qtbot, make_shell, folder):
    shell = make_shell(folder)
    titles = {shell.windowTitle()}
    opened(qtbot, shell)
    titles.add(shell.windowTitle())
    shell.hide_quickly()
    titles.add(shell.windowTitle())
    assert titles == {"CEM Desktop"}


def test_no_part_shows_itself_before_it_has_its_place(qtbot, qapp, make_shell, folder):
    stray = StrayWindows(qapp)
    try:
        shell = opened(qtbot, make_shell(folder))
        click(qtbot, shell, "rail_sync")
        click(qtbot, shell, "rail_cases")
        click(qtbot, shell, "cases_first")
        shell.hide_quickly()
    finally:
        qapp.removeEventFilter(stray)
    assert stray.seen == []


def test_the_keyboard_alone_reaches_the_first_ficha(qtbot, qapp, make_shell, folder):
    shell = make_shell(folder, login="equipo")
    qtbot.keyClicks(qapp.focusWidget(), PASSPHRASE)
    qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.is_open, timeout=10_000)
    qtbot.waitUntil(lambda: qapp.focusWidget() is seen(shell, QPushButton, "cases_first"))
    qtbot.keyClick(shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    ficha = seen(shell, QWidget, "ficha_page")
    qtbot.waitUntil(lambda: isinstance(qapp.focusWidget(), QLineEdit))
    assert ficha.isAncestorOf(qapp.focusWidget())


def test_enter_leads_through_first_start(qtbot, qapp, make_shell, tmp_path):
    shell = make_shell(tmp_path / "new")
    qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClicks(qapp.focusWidget(), "iqui")
    qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    login = seen(shell, QLineEdit, "first_login")
    assert qapp.focusWidget() is login
    qtbot.keyClicks(login, "admite")
    qtbot.keyClick(login, Qt.Key.Key_Tab)
    assert qapp.focusWidget() is seen(shell, QCheckBox, "role_admission")
    qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    assert seen(shell, QPushButton, "passphrase_written").isVisible()


def test_ctrl_l_locks_and_gives_the_store_back(qtbot, make_shell, folder):
    shell = opened(qtbot, make_shell(folder))
    with pytest.raises(StoreBusyError):
        open_workspace(folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    qtbot.keyClick(shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not shell.is_open
    assert seen(shell, QWidget, "unlock_page").isVisible()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    open_workspace(folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB).close()


def test_one_can_come_in_again_at_once_after_a_lock(qtbot, make_shell, folder):
    shell = opened(qtbot, make_shell(folder))
    shell.lock()
    opened(qtbot, shell)


def test_two_escapes_hide_everything(qtbot, make_shell, folder):
    shell = opened(qtbot, make_shell(folder))
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.is_open
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert not shell.is_open
    assert seen(shell, QWidget, "neutral_page").isVisible()
    assert not any(one.isVisible() for one in shell.findChildren(QWidget, "main_window"))
    click(qtbot, shell, "neutral_continue")
    opened(qtbot, shell)


def test_two_escapes_hide_a_ficha_too_and_keep_its_draft(qtbot, make_shell, folder):
    shell = opened(qtbot, make_shell(folder))
    click(qtbot, shell, "cases_first")
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    page = seen(shell, QWidget, "ficha_page")
    qtbot.keyClick(page.focusWidget() or page, Qt.Key.Key_Escape)
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert seen(shell, QWidget, "neutral_page").isVisible()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    workspace = open_workspace(folder, "equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    try:
        (draft,) = workspace.fichas.drafts()
        resumed = workspace.fichas.resume(draft.id)
        assert resumed.session.answers()["arrival/sex"] == "woman"
    finally:
        workspace.close()


def test_a_lock_keeps_the_draft_of_the_moment(qtbot, make_shell, folder):
    shell = opened(qtbot, make_shell(folder))
    click(qtbot, shell, "cases_first")
    qtbot.mouseClick(seen(shell, QWidget, "arrival/sex=woman"), LEFT)
    shell.lock()
    opened(qtbot, shell)
    drafts = seen(shell, QPushButton, "cases_drafts")
    assert drafts.isVisible()
    assert drafts.text().startswith("1 ")


def test_idle_minutes_lock_with_a_reason(qtbot, make_shell, folder, clock):
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=5))
    watch = shell.findChild(InactivityWatch)
    for _ in range(5):
        clock.at += timedelta(seconds=59)
        watch.check()
    assert shell.is_open
    clock.at += timedelta(seconds=6)
    watch.check()
    assert not shell.is_open
    assert seen(shell, Banner, "unlock_banner").isVisible()


def test_a_key_puts_the_lock_off(qtbot, make_shell, folder, clock):
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=1))
    watch = shell.findChild(InactivityWatch)
    clock.at += timedelta(seconds=50)
    watch.check()
    qtbot.keyClick(shell.windowHandle(), Qt.Key.Key_Shift)
    clock.at += timedelta(seconds=50)
    watch.check()
    assert shell.is_open


def test_sleep_locks_at_once(qtbot, make_shell, folder, clock):
    shell = opened(qtbot, make_shell(folder, inactivity_minutes=60))
    clock.at += timedelta(minutes=2)
    shell.findChild(InactivityWatch).check()
    assert not shell.is_open


def test_preferences_dress_the_window_anew_and_are_kept(
    qtbot, make_shell, folder, preferences_file
):
    shell = opened(qtbot, make_shell(folder))
    click(qtbot, shell, "rail_sync")
    click(qtbot, shell, "rail_preferences")
    dialog = seen(shell, QWidget, "preferences_dialog")
    look = dialog.findChild(QWidget, "preferences_theme")
    look.setCurrentIndex(look.findData("dark"))
    size = dialog.findChild(QWidget, "preferences_text_scale")
    size.setCurrentIndex(size.findData(150))
    qtbot.mouseClick(dialog.findChild(QPushButton, "preferences_save"), LEFT)
    assert shell.is_open
    assert any(page.isVisible() for page in shell.findChildren(QWidget, "sync_page"))
    kept = load_preferences(preferences_file)
    assert (kept.theme, kept.text_scale, kept.login) == ("dark", 150, "equipo")
    assert kept.workspace == str(folder)


def test_another_folder_must_hold_a_workspace(qtbot, make_shell, folder, tmp_path):
    shell = make_shell(tmp_path / "empty")
    shell.use_folder(str(tmp_path))
    dialog = seen(shell, QWidget, "error_dialog")
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.findChild(QPushButton, "error_close"), LEFT)
    shell.use_folder(str(folder))
    opened(qtbot, shell)


def test_f1_lists_the_shortcuts(qtbot, make_shell, folder):
    shell = opened(qtbot, make_shell(folder))
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    assert seen(shell, QWidget, "shortcuts_dialog").isVisible()
    shell.lock()
    assert not shell.is_open


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_sheet_that_is_looked_at_goes_with_the_window(qtbot, make_shell, folder, by_hand):
    shell = opened(qtbot, make_shell(folder))
    window = shell.findChild(MainWindow)
    window.go("paper")
    click(qtbot, shell, "paper_print")
    qtbot.waitUntil(lambda: shell.findChild(PrintPreview) is not None)
    preview = shell.findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.page_count > 0, timeout=30_000)
    if by_hand:
        for _press in range(2):
            qtbot.keyClick(QApplication.focusWidget() or shell, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not shell.is_open)
    else:
        shell.lock("inactivity")
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in shell.findChildren(PrintPreview)))
    qtbot.waitUntil(lambda: shell.findChild(PrintPreview) is None)
