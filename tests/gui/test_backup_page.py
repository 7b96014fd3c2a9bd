"""Backups as a person makes, plans, verifies and restores them in the window."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE, add_case

from cem_desktop import i18n, paths
from cem_desktop.gui.doors import Doors
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.backup_page import BackupPage
from cem_desktop.gui.restore_dialog import RestoreDialog
from cem_desktop.gui.safety_notices import SafetyNotices
from cem_desktop.gui.salvage_dialog import SalvageDialog
from cem_desktop.gui.shell import Shell
from cem_desktop.gui.style import apply_theme
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.entry_news import EntryNews
from cem_desktop.gui.widgets.room_warning import RoomWarning
from cem_desktop.gui.widgets.words import Words
from cem_desktop.preferences import Preferences
from cem_desktop.services import restoring
from cem_desktop.services.backup_reading import Credential
from cem_desktop.services.backups import Schedule
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.salvaging import salvage_workspace
from cem_desktop.services.unlock import open_workspace

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(show_window, rest):
    def shown(place):
        window = show_window(place)
        rest()
        return window

    return shown


def told(window, name):
    return window.findChild(Banner, name).shown_text


def press(qtbot, window, name):
    qtbot.mouseClick(window.findChild(QPushButton, name), LEFT)


def test_a_backup_is_made_and_listed(office, stick, show, rest):
    add_case(office)
    window = show(office)
    window.go("backup")
    page = window.findChild(BackupPage)
    page.make(stick)
    rest()
    rest()
    (file,) = stick.iterdir()
    assert file.name in told(window, "backup_banner")
    assert "1 file in it" in window.findChild(Words, "backup_last_line").text()
    page.verify(file)
    rest()
    assert "1 file, 2 fichas." in told(window, "backup_banner")


def test_the_plan_is_kept_and_the_missing_stick_is_told_quietly(qtbot, office, stick, show, rest):
    window = show(office)
    window.go("backup")
    page = window.findChild(BackupPage)
    rest()
    page.use_place(stick)
    qtbot.waitUntil(lambda: window.findChild(Words, "backup_place").text() == str(stick))
    days = window.findChild(QComboBox, "backup_days")
    days.setCurrentIndex(days.findData(1))
    days.activated.emit(days.currentIndex())
    assert office.workspace.backups.status().schedule == Schedule(str(stick), 1, 8)
    stick.rename(stick.with_name("away"))
    page.renew(frozenset({"backups"}))
    qtbot.waitUntil(lambda: "not connected" in told(window, "backup_place_news"))


def test_a_cloud_folder_is_asked_about(qtbot, office, stick, show, rest):
    window = show(office)
    window.go("backup")
    place = stick / "Dropbox"
    place.mkdir()
    window.findChild(BackupPage).make(place)
    rest()
    assert not list(place.iterdir())
    dialog = window.findChild(ConfirmDialog)
    press(qtbot, dialog, "confirm_do")
    rest()
    assert len(list(place.iterdir())) == 1


def test_the_week_is_told_on_every_page_and_leads_to_the_backups(qtbot, office, stick, show, rest):
    office.clock.at += timedelta(days=8)
    window = show(office)
    notices = window.findChild(SafetyNotices)
    assert not notices.isVisible()
    notices.look()
    rest()
    assert "no verified backup" in told(window, "backup_nag")
    press(qtbot, window, "backup_go")
    assert window.place == "backup"
    window.findChild(BackupPage).make(stick)
    qtbot.waitUntil(lambda: not notices.isVisible(), timeout=20_000)
    rest()


@pytest.mark.parametrize(("scale", "most"), [(100, 2), (150, 2), (200, 1)])
def test_the_notices_leave_room_for_the_page_at_any_size_of_text(
    qtbot, qapp, office, tasks, rest, scale, most
):
    office.close()
    (office.folder / "guard.json").unlink()
    office.clock.at += timedelta(days=8)
    office.open()
    dressed = apply_theme(qapp, "light", scale)
    try:
        i18n.install("es", paths.resources() / "locale")
        window = MainWindow(office.workspace, dressed, tasks, office.clock, "es")
        qtbot.addWidget(window)
        window.resize(1366, 768)
        with qtbot.waitExposed(window):
            window.show()
        notices = window.findChild(SafetyNotices)
        notices.look()
        rest()
        for place in ("cases", "sync", "field", "queue"):
            window.go(place)
            qapp.processEvents()
            shown = [one for one in notices.findChildren(Banner) if one.isVisible()]
            assert len(shown) == most
            for banner in shown:
                assert banner.height() >= banner.layout().heightForWidth(banner.width())
            assert (place, window.height(), window.minimumSizeHint().height() <= 768) == (
                place,
                768,
                True,
            )
        window.findChild(RoomWarning).show_whether(is_tight=True)
        window.findChild(EntryNews).tell(2, 5)
        qapp.processEvents()
        assert window.height() == 768
    finally:
        apply_theme(qapp, "light", 100)


def test_later_is_heard(qtbot, office, show, rest):
    office.clock.at += timedelta(days=8)
    window = show(office)
    notices = window.findChild(SafetyNotices)
    notices.look()
    rest()
    press(qtbot, window, "backup_later")
    notices.look()
    rest()
    assert not notices.isVisible()


def test_the_planned_backup_is_made_while_somebody_works(office, stick, show, rest):
    office.workspace.backups.plan(Schedule(str(stick), days=1))
    window = show(office)
    window.findChild(SafetyNotices).look()
    rest()
    assert len(list(stick.glob("*.cemb"))) == 1


def test_whoever_makes_none_has_no_page_and_is_told_whom_to_tell(world, show, rest):
    place = world.add_office("jauja", roles=("psychology",))
    place.clock.at += timedelta(days=8)
    window = show(place)
    window.findChild(SafetyNotices).look()
    rest()
    assert "Tell your coordination" in told(window, "backup_nag")
    assert window.findChild(QPushButton, "backup_go") is None
    window.go("backup")
    assert window.place != "backup"


def test_a_copy_is_told_in_words_until_it_was_read(qtbot, office, show, rest):
    office.close()
    (office.folder / "guard.json").unlink()
    office.open()
    window = show(office)
    assert "restored from a backup" in told(window, "guard_notice")
    press(qtbot, window, "guard_seen")
    assert office.workspace.guarding.notice() is None
    assert window.findChild(Banner, "guard_notice").isHidden()
    rest()


def test_old_keys_are_asked_about_until_they_are_new(qtbot, office, show, rest):
    office.close()
    (office.folder / "guard.json").unlink()
    office.open()
    window = show(office)
    press(qtbot, window, "guard_seen")
    assert "renew the keys" in told(window, "keys_nag")
    press(qtbot, window, "keys_go")
    assert window.place == "users"
    users = office.workspace.users
    own = office.workspace.user.id
    users.renew_keys({own: Typed(PASSPHRASE)}, with_identities=False)
    qtbot.waitUntil(lambda: not window.findChild(SafetyNotices).isVisible(), timeout=20_000)
    rest()


def test_who_keeps_no_users_is_not_asked_for_keys(world, show, rest):
    place = world.add_office("jauja", roles=("psychology",))
    place.close()
    (place.folder / "guard.json").unlink()
    place.open()
    assert not told(show(place), "keys_nag")
    rest()


def test_no_more_than_two_are_told_at_a_time_the_most_urgent_first(qtbot, world, show, rest):
    place = world.add_office("jauja", roles=CUSTODIAN)
    place.close()
    (place.folder / "guard.json").unlink()
    place.open()
    place.clock.at += timedelta(days=8)
    window = show(place)
    notices = window.findChild(SafetyNotices)
    notices.look()
    rest()
    shown = ("guard_notice", "keys_nag", "backup_nag", "vault_offer")

    def seen():
        return [bool(told(window, one)) for one in shown]

    assert seen() == [True, True, False, False]
    press(qtbot, window, "guard_seen")
    assert seen() == [False, True, True, False]
    press(qtbot, window, "backup_later")
    assert seen() == [False, True, False, True]
    press(qtbot, window, "vault_later")
    assert seen() == [False, True, False, False]


def test_who_left_and_would_come_in_again_is_told_before_the_restore(
    world, office, stick, show, rest, doors, theme, tasks
):
    gone = office.add_user("psico", "psychology")
    run = office.workspace.backups.create(stick)
    office.workspace.users.remove(gone, {office.workspace.user.id: Typed(PASSPHRASE)})
    other = world.add_office("jauja")
    window = show(other)
    office.close()
    dialog = RestoreDialog(theme, tasks, doors, office.folder, window)
    dialog.use(stick / run.file)
    dialog.show()
    dialog.type_as("equipo", PASSPHRASE)
    dialog.look()
    rest()
    said = told(dialog, "restore_missing")
    assert "What would come back" in said
    assert "1 user who has left since" in said
    assert "Made after the backup" not in said
    dialog.reject()


@pytest.fixture
def doors(office):
    def credential(typed):
        return Credential(typed.login, typed.secret, floor_kib=FLOOR_KIB)

    return Doors(
        open=lambda folder, login, words: open_workspace(
            folder, login, words, clock=office.clock, floor_kib=FLOOR_KIB
        ),
        create=lambda _folder, _new: None,
        suggest=lambda: PASSPHRASE,
        logins=lambda _folder: (),
        kit=lambda _folder, _vault: None,
        preview=lambda file, folder, typed, report: restoring.preview(
            file, folder, credential(typed), report
        ),
        restore=lambda file, folder, typed, report: restoring.restore(
            file, folder, credential(typed), report
        ),
    )


@pytest.fixture
def backup(office, stick):
    add_case(office, seed=1)
    run = office.workspace.backups.create(stick)
    add_case(office, seed=2)
    office.close()
    return stick / run.file


def test_restoring_from_the_locked_page(qtbot, qapp, tmp_path, office, backup, doors):
    shell = Shell(qapp, Preferences(language="en"), tmp_path / "p.json", office.folder, doors,
                  office.clock)  # fmt: skip
    qtbot.addWidget(shell)
    with qtbot.waitExposed(shell):
        shell.show()
    press(qtbot, shell, "unlock_restore")
    dialog = shell.findChild(RestoreDialog)
    press(qtbot, dialog, "restore_look")
    assert "Choose the backup" in told(dialog, "restore_banner")
    dialog.use(backup)
    qtbot.keyClicks(dialog.findChild(QLineEdit, "restore_login"), "equipo")
    qtbot.keyClicks(dialog.findChild(QLineEdit, "restore_passphrase"), "otra")
    press(qtbot, dialog, "restore_look")
    qtbot.waitUntil(lambda: bool(told(dialog, "restore_banner")), timeout=20_000)
    dialog.findChild(QLineEdit, "restore_passphrase").clear()
    qtbot.keyClicks(dialog.findChild(QLineEdit, "restore_passphrase"), PASSPHRASE)
    press(qtbot, dialog, "restore_look")
    do = dialog.findChild(QPushButton, "restore_do")
    qtbot.waitUntil(do.isVisible, timeout=20_000)
    found = dialog.findChild(Words, "restore_found").text()
    assert office.profile.name in found
    assert "1 file\n2 fichas\n1 user" in found
    assert "1 file, 2 fichas, 3 changes" in told(dialog, "restore_missing")
    qtbot.mouseClick(do, LEFT)
    qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=20_000)
    assert shell.findChild(QWidget, "unlock_page") is not None
    office.open()
    assert len(office.workspace.casework.caseload()) == 1
    assert [one for one in office.folder.parent.iterdir() if "before-restore" in one.name]
    shell.close()


def test_what_is_typed_anew_is_looked_at_anew(qtbot, theme, tasks, rest, office, backup, doors):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = RestoreDialog(theme, tasks, doors, office.folder, window)
    dialog.use(backup)
    dialog.findChild(QLineEdit, "restore_login").setText("equipo")
    dialog.findChild(QLineEdit, "restore_passphrase").setText(PASSPHRASE)
    dialog.look()
    rest()
    do = dialog.findChild(QPushButton, "restore_do")
    assert not do.isHidden()
    qtbot.keyClicks(dialog.findChild(QLineEdit, "restore_login"), "x")
    assert do.isHidden()


def test_a_damaged_store_offers_what_can_be_read(qtbot, qapp, tmp_path, office, doors, tasks):
    add_case(office)
    office.close()
    path = office.folder / "case.db"
    data = bytearray(path.read_bytes())
    data[:4096] = bytes(4096)
    path.write_bytes(data)
    doors = replace(
        doors,
        salvage=lambda folder, out, typed, report: salvage_workspace(
            folder, out, typed.login, typed.secret, report, floor_kib=FLOOR_KIB
        ),
    )
    shell = Shell(qapp, Preferences(language="en", login="equipo"), tmp_path / "p.json",
                  office.folder, doors, office.clock)  # fmt: skip
    qtbot.addWidget(shell)
    with qtbot.waitExposed(shell):
        shell.show()
    offer = shell.findChild(QPushButton, "unlock_salvage")
    assert not offer.isVisible()
    qtbot.keyClicks(shell.findChild(QLineEdit, "unlock_passphrase"), PASSPHRASE)
    press(qtbot, shell, "unlock_enter")
    qtbot.waitUntil(offer.isVisible, timeout=20_000)
    qtbot.mouseClick(offer, LEFT)
    dialog = shell.findChild(SalvageDialog)
    press(qtbot, dialog, "salvage_do")
    found = dialog.findChild(Words, "salvage_found")
    qtbot.waitUntil(found.isVisible, timeout=20_000)
    assert found.text().startswith("1 of ")
    assert path.read_bytes() == data
    office.folder = office.folder.with_name("iquitos-salvaged-1")
    assert str(office.folder) in found.text()
    office.open()
    assert len(office.workspace.casework.caseload()) == 1
    shell.close()
