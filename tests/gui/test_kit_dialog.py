"""The locked window and the kit: word by word, mistakes at once, who comes in, and in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPushButton
from simulator import PASSPHRASE

from cem_desktop.crypto.recovery import kit_qr_text
from cem_desktop.domain.spelling import fold
from cem_desktop.gui.kit_dialog import KitDialog
from cem_desktop.gui.pages.unlock_page import UnlockPage
from cem_desktop.gui.widgets.passphrase_step import PassphraseStep
from cem_desktop.gui.widgets.word_grid import WordGrid
from cem_desktop.services.recovery_papers import kit_word_list

PATIENCE = 30_000


def part(widget, kind, name):
    found = widget.findChild(kind, name)
    assert found is not None, name
    return found


@pytest.fixture
def locked(world):
    """A locked office and its kit."""
    place = world.add_office()
    recovery = place.workspace.recovery
    kit = recovery.new_kit()
    recovery.confirm_kit(kit, [kit.words[number - 1] for number in kit.asked])
    database = place.workspace.context.vault.read().database
    place.close()
    return place, kit, database


@pytest.fixture
def dialog(qtbot, theme, tasks, doors, locked):
    place, _kit, _database = locked
    made = KitDialog(theme, tasks, doors, place.folder)
    qtbot.addWidget(made)
    made.open()
    return made


def shows(dialog, step):
    return part(dialog, QLabel, "kit_title").text() == {
        0: "Come in with the recovery kit",
        1: "The kit opens this workspace",
        2: "Her new passphrase",
    }.get(step)


def test_words_are_completed_by_a_space_and_mistakes_marked_at_once(qtbot, dialog):
    grid = part(dialog, WordGrid, "kit_words")
    first, second = (part(grid, QLineEdit, f"word_{number}") for number in (1, 2))
    word = next(one for one in kit_word_list() if fold(one) != one)
    qtbot.keyClicks(first, fold(word)[:4])
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert (first.text(), first.property("wrong")) == (fold(word), "false")
    qtbot.keyClicks(second, "abx")
    assert second.property("wrong") == "true"
    assert "word 2" in part(grid, QLabel, "kit_words_problem").text()
    assert not part(dialog, QPushButton, "kit_next").isEnabled()


def test_who_lost_the_passphrase_comes_in_by_the_kit(qtbot, theme, tasks, doors, locked):
    place, kit, _database = locked
    page = UnlockPage(theme, tasks, doors, place.folder, "equipo")
    qtbot.addWidget(page)
    page.show()
    entered = []
    page.opened.connect(lambda workspace, login: entered.append((workspace, login)))
    part(page, QPushButton, "unlock_kit").click()
    dialog = part(page, QDialog, "kit_dialog")
    dialog.type_words(" ".join(kit.words))
    part(dialog, QPushButton, "kit_next").click()
    qtbot.waitUntil(lambda: shows(dialog, 1), timeout=PATIENCE)
    assert part(dialog, QComboBox, "kit_who").currentText() == "equipo"
    assert "Iquitos" in part(dialog, QLabel, "kit_whose").text()
    dialog.go_on()
    step = part(dialog, PassphraseStep, "")
    qtbot.waitUntil(lambda: PASSPHRASE in part(dialog, QLabel, "passphrase_words").text())
    step.type_words(PASSPHRASE)
    part(dialog, QPushButton, "kit_next").click()
    qtbot.waitUntil(lambda: bool(entered), timeout=PATIENCE)
    workspace, login = entered[0]
    assert login == "equipo"
    assert any(one.action == "recovery_kit_used" for one in workspace.trail.latest(5))
    workspace.close()


def test_a_code_of_another_office_says_so(qtbot, dialog, locked):
    _place, kit, _database = locked
    dialog.type_words(kit_qr_text(kit.secret, "6b0c2f0e-0000-4000-8000-000000000001"))
    part(dialog, QPushButton, "kit_next").click()
    banner = part(dialog, QLabel, "kit_banner_text")
    qtbot.waitUntil(lambda: "belongs to another office" in banner.text(), timeout=PATIENCE)
    assert shows(dialog, 0)


def test_the_text_of_the_right_code_opens(qtbot, dialog, locked):
    _place, kit, database = locked
    dialog.type_words(kit_qr_text(kit.secret, database))
    dialog.go_on()
    qtbot.waitUntil(lambda: shows(dialog, 1), timeout=PATIENCE)


def test_a_lost_vault_offers_that_of_a_backup(qtbot, theme, tasks, doors, locked, tmp_path):
    place, kit, _database = locked
    kept = tmp_path / "backup.json"
    kept.write_bytes((place.folder / "vault.json").read_bytes())
    for path in place.folder.glob("vault.json*"):
        path.unlink()
    dialog = KitDialog(theme, tasks, doors, place.folder)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.type_words(" ".join(kit.words))
    dialog.go_on()
    offer = part(dialog, QPushButton, "kit_backup")
    qtbot.waitUntil(offer.isVisible, timeout=PATIENCE)
    dialog.use_backup(kept)
    qtbot.waitUntil(lambda: shows(dialog, 1), timeout=PATIENCE)
    assert "copy serves" in part(dialog, QLabel, "kit_banner_text").text()
