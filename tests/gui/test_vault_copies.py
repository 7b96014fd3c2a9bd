"""Copies of papers that say who she is: kept, seen and gone with the vault, in the window."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from by_keys import press, shown
from clear_text import find
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from simulator import CUSTODIAN, PASSPHRASE, add_case

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files as made

from cem_desktop.gui import attachment_desk
from cem_desktop.gui.attachment_viewer import AttachmentViewer

NAME = "Documento de Rosalinda Canaria"


@pytest.fixture
def office(world):
    place = world.add_office(roles=CUSTODIAN)
    file = add_case(place)
    workspace = place.workspace
    workspace.identities.create(PASSPHRASE)
    workspace.identities.open("Registrar su documento", PASSPHRASE)
    filling = workspace.fichas.begin("f03", file)
    filling.session.answer("who/names", "Rosalinda")
    workspace.fichas.close(filling)
    return place


@pytest.fixture
def window(show_window, office):
    window = show_window(office)
    window.activateWindow()
    window.go("identities")
    yield window
    window.leave()


def labels(widget):
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]


def test_a_copy_of_her_card_is_kept_seen_and_goes_from_the_screen_with_the_vault(
    qtbot, window, office, tasks, tmp_path, monkeypatch
):
    card = tmp_path / "DNI.jpg"
    card.write_bytes(made.jpeg())
    monkeypatch.setattr(
        attachment_desk, "choose_files", lambda _over, _title, _ends, then, **_: then((card,))
    )
    press(qtbot, window, "copies_")
    copies = shown(qtbot, window, "vault_copies")
    assert any("no copy of hers" in one for one in labels(copies))
    press(qtbot, window, "attachment_first")
    asking = shown(qtbot, window, "add_attachment")
    field = asking.findChild(QLineEdit, "attachment_name_0")
    field.selectAll()
    qtbot.keyClicks(field, NAME)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: NAME in labels(copies))
    press(qtbot, window, "attachment_open_")
    viewer = shown(qtbot, window, "attachment_viewer")
    assert isinstance(viewer, AttachmentViewer)
    qtbot.waitUntil(lambda: viewer.is_showing)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    office.clock.at += timedelta(minutes=6)
    assert not office.workspace.identities.is_open
    qtbot.waitUntil(lambda: not window.findChildren(QWidget, "vault_copies"))
    assert not window.findChildren(QWidget, "attachment_viewer")
    window.leave()
    office.close()
    assert find(office.folder, [NAME, made.CANARY]) == []
