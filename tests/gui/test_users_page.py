"""Users and keys in the window: add, hand over, remove with new keys, own passphrase."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from simulator import CUSTODIAN, PASSPHRASE, phrase_of

from cem_desktop.errors import WrongPassphraseError
from cem_desktop.gui.pages.users_page import UsersPage
from cem_desktop.gui.places import places_of
from cem_desktop.gui.user_dialogs import KeyFileDialog
from cem_desktop.services.user_list import UserState

OWN = "tambor nube cereza faro molino jardin"


@pytest.fixture
def office(world):
    return world.add_office("tacna", "Tacna", roles=CUSTODIAN)


@pytest.fixture
def page(office, theme, tasks, qtbot):
    made = UsersPage(office.workspace, theme, tasks, office.clock)
    qtbot.addWidget(made)
    made.resize(1100, 768)
    made.show()
    return made


def button(page, name) -> QPushButton:
    return page.findChild(QPushButton, name)


def field(page, name) -> QLineEdit:
    return page.findChild(QLineEdit, name)


def words(page) -> str:
    """Take the words that are handed over, and close their dialog."""
    shown = page.findChild(QLabel, "hand_over_words_0").text()
    button(page, "hand_over_done").click()
    return shown


def test_a_user_is_added_and_comes_in_with_the_words_that_were_shown(office, page, tasks, qtbot):
    button(page, "users_add").click()
    field(page, "add_user_login").setText("psico")
    page.findChild(object, "role_psychology").click()
    button(page, "add_user_do").click()
    qtbot.waitUntil(lambda: page.findChild(QLabel, "hand_over_words_0") is not None)
    given = words(page)
    assert office.user("psico").roles == ("psychology",)
    office.close()
    office.open("psico", given, new_passphrase=OWN)


def test_what_is_wrong_is_told_in_the_dialog(page, qtbot):
    button(page, "users_add").click()
    field(page, "add_user_login").setText("equipo")
    page.findChild(object, "role_legal").click()
    button(page, "add_user_do").click()
    told = page.findChild(QLabel, "add_user_banner_title")
    qtbot.waitUntil(lambda: told.text() == "That user name is taken")


def test_one_leaves_and_the_others_type_or_are_given(office, page, qtbot):
    for login in ("psico", "legal", "social"):
        office.add_user(login, "legal")
    page.renew(frozenset({"staff"}))
    page.choose("psico")
    button(page, "users_remove").click()
    field(page, "new_keys_equipo").setText(PASSPHRASE)
    field(page, "new_keys_legal").setText(phrase_of("legal"))
    button(page, "new_keys_do").click()
    qtbot.waitUntil(lambda: page.findChild(QLabel, "hand_over_words_0") is not None, timeout=20000)
    given = words(page)
    assert office.user("psico").state is UserState.LEFT
    with pytest.raises(WrongPassphraseError):
        office.as_user("psico")
    office.as_user("legal")
    office.close()
    office.open("social", given, new_passphrase=OWN)


def test_suspending_and_calling_back(office, page, qtbot):
    office.add_user("psico", "psychology")
    page.renew(frozenset({"staff"}))
    page.choose("psico")
    button(page, "users_suspend").click()
    button(page, "confirm_do").click()
    qtbot.waitUntil(lambda: office.user("psico").state is UserState.SUSPENDED)
    qtbot.waitUntil(lambda: button(page, "users_suspend").text() == "Call back")
    button(page, "users_suspend").click()
    qtbot.waitUntil(lambda: office.user("psico").state is UserState.ACTIVE)


def test_my_passphrase_is_changed_when_both_are_the_same(office, page, qtbot):
    button(page, "users_own_passphrase").click()
    field(page, "own_before").setText(PASSPHRASE)
    field(page, "own_after").setText(OWN)
    field(page, "own_again").setText(OWN + " x")
    button(page, "own_passphrase_do").click()
    assert page.findChild(QLabel, "own_again_problem").text() == "The two are not the same."
    field(page, "own_again").setText(OWN)
    button(page, "own_passphrase_do").click()
    told = page.findChild(QLabel, "users_banner_text")
    qtbot.waitUntil(lambda: told.text() == "Your passphrase is changed.")
    office.close()
    office.open("equipo", OWN)


def test_a_key_file_is_made_where_one_says(office, page, qtbot, tmp_path):
    button(page, "users_key_file").click()
    dialog = page.findChild(KeyFileDialog)
    field(page, "key_file_passphrase").setText(PASSPHRASE)
    dialog.write_to(tmp_path / "llave.bin")
    qtbot.waitUntil(lambda: office.workspace.own_access.state().has_key_file)
    assert (tmp_path / "llave.bin").stat().st_size == 64


def test_who_does_not_keep_users_sees_her_own_way_in_alone(office, theme, tasks, qtbot):
    office.add_user("psico", "psychology")
    workspace = office.as_user("psico")
    assert "users" in [rule.key for rule in places_of(workspace)]
    page = UsersPage(workspace, theme, tasks, office.clock)
    qtbot.addWidget(page)
    assert button(page, "users_own_passphrase") is not None
    assert page.findChild(object, "users_table") is None
