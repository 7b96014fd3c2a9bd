"""The locked page: a passphrase that a colleague gave, and a key file beside it."""

from PySide6.QtWidgets import QPushButton
from shell_person import come_in, seen
from simulator import CHEAP, PASSPHRASE

from cem_desktop.gui.own_words_dialog import OwnWordsDialog
from cem_desktop.gui.pages.unlock_page import UnlockPage
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.services.slot_making import made_anew, own_slot
from cem_desktop.services.vault_access import VaultAccess

GIVEN = "tambor nube cereza faro molino jardin"


def give(folder, **changes):
    """Make the only user's slot anew, as a colleague would."""
    access = VaultAccess(folder, 8)
    vault = access.read()
    user = vault.slots[0].user
    slot, secrets = own_slot(access, vault, user, PASSPHRASE, None)
    made = made_anew(vault, slot, secrets, changes.pop("words", PASSPHRASE), **changes)
    access.write(vault.with_slot(made))
    assert made.kdf == CHEAP


def test_who_was_given_a_passphrase_chooses_her_own_and_is_in(qtbot, make_shell, folder):
    give(folder, words=GIVEN, reissued=True)
    shell = make_shell(folder)
    come_in(qtbot, shell, words=GIVEN)
    qtbot.waitUntil(lambda: shell.findChild(OwnWordsDialog) is not None, timeout=10_000)
    dialog = shell.findChild(OwnWordsDialog)
    written = dialog.findChild(QPushButton, "passphrase_written")
    qtbot.waitUntil(written.isEnabled)
    assert not dialog.findChild(QPushButton, "own_words_enter").isEnabled()
    dialog.type_words(PASSPHRASE)
    dialog.findChild(QPushButton, "own_words_enter").click()
    qtbot.waitUntil(lambda: shell.is_open, timeout=10_000)
    assert not VaultAccess(folder, 8).read().slots[0].reissued


def test_the_page_asks_for_the_key_file_and_takes_it(qtbot, make_shell, folder, tmp_path):
    give(folder, key_file=b"k" * 64)
    (tmp_path / "llave.bin").write_bytes(b"k" * 64)
    shell = make_shell(folder)
    line = shell.findChild(KeyFileLine)
    assert line.isHidden()
    come_in(qtbot, shell, words=PASSPHRASE)
    qtbot.waitUntil(lambda: not line.isHidden(), timeout=10_000)
    seen(shell, UnlockPage, "unlock_page").take_key_file(tmp_path / "llave.bin")
    come_in(qtbot, shell, words=PASSPHRASE)
    qtbot.waitUntil(lambda: shell.is_open, timeout=10_000)
