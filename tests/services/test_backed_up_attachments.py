"""Attachments in a backup: those that its stores name are in it, or it is told that they are not."""

import sys
from pathlib import Path

import pytest
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE, add_case

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files as made

from cem_desktop.services import restoring
from cem_desktop.services.backup_reading import Credential

OWN = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG 0001.jpg"
    path.write_bytes(made.jpeg())
    return path


def untold(_done, _total):
    """Tell nobody."""


def sealed(office, store="case"):
    return sorted((office.folder / "attachments" / store).glob("*/*/*"))


def test_a_backup_that_holds_every_attachment_says_so(office, stick, photo):
    office.workspace.attachments.add(photo, add_case(office), None, "", untold)
    run = office.workspace.backups.create(stick)
    assert run.lacking == 0
    assert office.workspace.backups.verify(stick / run.file).lacking == ()
    office.close()
    assert restoring.preview(stick / run.file, office.folder, OWN).lacking == 0


def test_an_attachment_that_is_not_in_it_is_told_and_the_backup_is_made(office, stick, photo):
    """A workspace that lost a photograph still gets its backup, and hears what is not in it."""
    added = office.workspace.attachments.add(photo, add_case(office), None, "", untold)
    (file,) = sealed(office)
    file.unlink()
    backups = office.workspace.backups
    run = backups.create(stick)
    assert (run.lacking, bool(run.verified)) == (1, True)
    assert backups.status().runs[0].lacking == 1
    assert backups.verify(stick / run.file).lacking == (added.id,)
    office.close()
    assert restoring.preview(stick / run.file, office.folder, OWN).lacking == 1
    assert restoring.restore(stick / run.file, office.folder, OWN).lacking == 1


def test_what_the_identity_vault_names_is_looked_for_while_it_is_open(world, stick, photo):
    office = world.add_office("bagua", roles=CUSTODIAN)
    case = add_case(office)
    office.workspace.identities.create(PASSPHRASE)
    office.workspace.identities.open("por la copia", PASSPHRASE)
    vault = office.workspace.identity_attachments
    added = vault.add(photo, case, None, "", untold)
    (file,) = sealed(office, "identity")
    file.unlink()
    run = office.workspace.backups.create(stick)
    assert run.lacking == 1
    assert office.workspace.backups.verify(stick / run.file).lacking == (added.id,)
    office.workspace.identities.close()
    assert office.workspace.backups.verify(stick / run.file).lacking == ()
