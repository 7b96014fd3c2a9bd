"""The identity vault in the window: made, opened with a reason, closed by itself, on a case."""

from datetime import timedelta

import pytest
from clear_text import find
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from simulator import CUSTODIAN, PASSPHRASE

from cem_desktop.gui.merge_dialog import MergeDialog
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.services.identity_files import Identity

NAME = "Rosalinda Canario Huaman"
STREET = "Pasaje Canario 77"


@pytest.fixture
def office(world):
    return world.add_office(roles=CUSTODIAN)


@pytest.fixture
def window(case_window):
    yield case_window
    case_window.leave()


def seen(window, kind, name):
    return [one for one in window.findChildren(kind, name) if one.isVisible()]


def press(qtbot, window, name):
    qtbot.waitUntil(lambda: len(seen(window, QPushButton, name)) == 1)
    (wanted,) = seen(window, QPushButton, name)
    qtbot.waitUntil(wanted.isEnabled)
    wanted.setFocus()
    qtbot.keyClick(wanted, Qt.Key.Key_Space)


def type_into(qtbot, window, name, text):
    qtbot.waitUntil(lambda: len(seen(window, QLineEdit, name)) == 1)
    (line,) = seen(window, QLineEdit, name)
    line.setFocus()
    line.clear()
    qtbot.keyClicks(line, text)
    return line


def words(window, name):
    return [one.text() for one in seen(window, QLabel, name)]


def open_vault(qtbot, window, button="identity_open", reason=1):
    press(qtbot, window, button)
    qtbot.waitUntil(lambda: bool(seen(window, QWidget, "open_vault")))
    (box,) = seen(window, QComboBox, "vault_reason")
    box.setCurrentIndex(reason)
    type_into(qtbot, window, "vault_passphrase", PASSPHRASE)
    press(qtbot, window, "open_vault_do")
    qtbot.waitUntil(lambda: bool(seen(window, QWidget, "vault_strip")))


def test_the_vault_is_offered_made_and_its_sheets_are_written_first(qtbot, window, office):
    identities = office.workspace.identities
    press(qtbot, window, "vault_create")
    type_into(qtbot, window, "create_passphrase", "no es esta")
    press(qtbot, window, "create_vault_do")
    qtbot.waitUntil(lambda: bool(seen(window, QWidget, "create_vault_banner")))
    assert not identities.state().exists
    type_into(qtbot, window, "create_passphrase", PASSPHRASE)
    press(qtbot, window, "create_vault_do")
    qtbot.waitUntil(lambda: bool(words(window, "create_sheet_3")))
    sheets = [words(window, f"create_sheet_{number}")[0].split() for number in (1, 2, 3)]
    assert [len(one) for one in sheets] == [20, 20, 20]
    (dialog,) = seen(window, QWidget, "create_vault")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    (box,) = seen(window, QCheckBox, "create_written")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    press(qtbot, window, "create_vault_do")
    qtbot.waitUntil(lambda: not seen(window, QWidget, "create_vault"))
    assert identities.state().exists
    qtbot.waitUntil(lambda: not seen(window, QWidget, "vault_offer"))


def test_identity_is_written_from_the_case_alone_and_stays_in_the_vault(
    qtbot, window, office, file, tmp_path
):
    office.workspace.identities.create(PASSPHRASE)
    window.findChild(QWidget, "identity_block").renew()
    assert words(window, "identity_words") == ["Identity: the vault is closed."]
    open_vault(qtbot, window)
    qtbot.waitUntil(lambda: words(window, "identity_words") == ["Identity: none. Total anonymity."])
    press(qtbot, window, "identity_show")
    qtbot.waitUntil(lambda: bool(window.findChildren(FichaPage)))
    type_into(qtbot, window, "who/names", NAME)
    press(qtbot, window, "close_ficha")
    qtbot.waitUntil(lambda: words(window, "identity_words") == ["Identity: kept in the vault."])
    assert not any(NAME in one.windowTitle() for one in window.findChildren(QWidget))
    office.workspace.identities.close()
    qtbot.waitUntil(lambda: words(window, "identity_words") == ["Identity: the vault is closed."])
    assert not any(NAME in one.text() for one in window.findChildren(QLabel))
    with office.workspace.context.store.read() as unit:
        trail = str(unit.connection.exec_driver_sql("SELECT * FROM audit").fetchall())
    assert "identity_open" in trail
    assert NAME not in trail
    assert find(office.folder, [NAME]) == []


def test_a_ficha_asks_for_an_address_while_the_vault_is_open(qtbot, window, office, file):
    office.workspace.identities.create(PASSPHRASE)
    window._fill(lambda: window._begin("f10", file))
    path = "plan/address"
    (button,) = seen(window, QPushButton, f"open_vault {path}")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    open_vault(qtbot, window, f"open_vault {path}")
    qtbot.waitUntil(lambda: bool(seen(window, QLineEdit, path)))
    type_into(qtbot, window, path, STREET)
    office.clock.at += timedelta(minutes=6)
    qtbot.waitUntil(lambda: not seen(window, QWidget, "vault_strip"), timeout=5000)
    qtbot.waitUntil(lambda: bool(seen(window, QPushButton, f"open_vault {path}")))
    assert not seen(window, QLineEdit, path)
    open_vault(qtbot, window, f"open_vault {path}")
    qtbot.waitUntil(lambda: bool(seen(window, QLineEdit, path)))
    assert seen(window, QLineEdit, path)[0].text() == STREET


def test_close_now_closes_it_and_leaving_the_window_too(qtbot, window, office):
    office.workspace.identities.create(PASSPHRASE)
    window.findChild(QWidget, "identity_block").renew()
    open_vault(qtbot, window)
    window.go("identities")
    closing = [one for one in window.findChildren(QPushButton) if one.text() == "Close now"]
    assert [one.objectName() for one in closing if one.isVisible()] == ["vault_close"]
    press(qtbot, window, "vault_close")
    assert not office.workspace.identities.is_open
    qtbot.waitUntil(lambda: not seen(window, QWidget, "vault_strip"))
    open_vault(qtbot, window, "identities_open")
    window.leave()
    assert not office.workspace.identities.is_open


def test_an_emergency_takes_a_sheet_in_the_place_of_the_second_person(qtbot, window, office):
    papers = office.workspace.identities.create(PASSPHRASE, people=2)
    window.findChild(QWidget, "identity_block").renew()
    press(qtbot, window, "identity_open")
    qtbot.waitUntil(lambda: bool(seen(window, QLineEdit, "vault_second_login")))
    (box,) = seen(window, QComboBox, "vault_reason")
    box.setCurrentIndex(6)
    type_into(qtbot, window, "vault_passphrase", PASSPHRASE)
    assert not seen(window, QPushButton, "open_vault_do")[0].isEnabled()
    (emergency,) = seen(window, QCheckBox, "vault_emergency")
    emergency.setFocus()
    qtbot.keyClick(emergency, Qt.Key.Key_Space)
    type_into(qtbot, window, "vault_share", papers[1])
    press(qtbot, window, "open_vault_do")
    qtbot.waitUntil(lambda: bool(seen(window, QWidget, "vault_strip")))
    with office.workspace.context.store.read() as unit:
        (access,) = unit.exceptions.all("identity_emergency")
    assert access.reason.startswith("Danger")


def test_the_page_of_identities_lists_codes_and_what_belongs_to_nothing(
    qtbot, window, office, file
):
    office.workspace.identities.create(PASSPHRASE)
    window.go("identities")
    open_vault(qtbot, window, "identities_open")
    fichas = office.workspace.fichas
    for whose in (file, "a-file-that-is-not-here"):
        filling = fichas.begin("f03", file)
        filling.file = whose
        filling.record = None
        filling.apart = type(filling.apart)((), {})
        filling.session.answer("who/names", NAME)
        fichas.close(filling)
    code = office.workspace.casework.case(file).row.code
    qtbot.waitUntil(lambda: bool(seen(window, QPushButton, f"identity_{code}")))
    (orphan,) = office.workspace.identity_files.orphans()
    press(qtbot, window, f"remove_{orphan.record}")
    type_into(qtbot, window, "reason_words", "Corte de luz")
    press(qtbot, window, "reason_do")
    qtbot.waitUntil(lambda: not seen(window, QWidget, "orphan_card"))
    assert office.workspace.identity_files.orphans() == ()
    type_into(qtbot, window, "identities_code", code)
    press(qtbot, window, "identities_find")
    qtbot.waitUntil(lambda: bool(seen(window, QLineEdit, "who/names")))
    assert office.workspace.identity_files.of_file(file) is Identity.KEPT


def test_a_document_takes_her_name_from_the_open_vault_unless_a_key_stands_for_it(
    qtbot, theme, office, file
):
    known = {"nombre": NAME, "documento": "00000001"}
    dialog = MergeDialog(("nombre", "documento", "firmante"), theme, None, known)
    qtbot.addWidget(dialog)
    shown = {one.objectName(): one.text() for one in dialog.findChildren(QLineEdit)}
    assert shown == {"merge_nombre": NAME, "merge_documento": "00000001", "merge_firmante": ""}
    dialog.reject()
    assert not any(one.text() for one in dialog.findChildren(QLineEdit))
    reserved = known | {"clave_testigo": "C-7"}
    other = MergeDialog(("nombre", "clave_testigo"), theme, None, reserved)
    qtbot.addWidget(other)
    shown = {one.objectName(): one.text() for one in other.findChildren(QLineEdit)}
    assert shown == {"merge_nombre": "", "merge_clave_testigo": "C-7"}


def test_a_draft_of_the_vault_opens_withheld_and_is_whole_again_with_it(
    qtbot, window, office, file
):
    office.workspace.identities.create(PASSPHRASE)
    office.workspace.identities.open("Con ella", PASSPHRASE)
    fichas = office.workspace.fichas
    filling = fichas.begin("f03", file)
    filling.session.answer("who/names", NAME)
    fichas.close(filling)
    again = fichas.begin("f03", file)
    again.session.answer("who/names", f"{NAME} II")
    fichas.save_draft(again)
    office.workspace.identities.close()
    window._fill(lambda: fichas.resume(again.draft))
    assert seen(window, QPushButton, "open_vault who/names")
    assert not seen(window, QLineEdit, "who/names")
    open_vault(qtbot, window, "open_vault who/names")
    qtbot.waitUntil(lambda: bool(seen(window, QLineEdit, "who/names")))
    assert seen(window, QLineEdit, "who/names")[0].text() == f"{NAME} II"
