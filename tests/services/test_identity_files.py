"""Identities and files: who finds them, what papers take of them, what a crash leaves over."""

import os
import signal
import uuid

import pytest
import sqlalchemy
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE
from sqlalchemy import event
from vault_desk import (
    NAME,
    STREET,
    WHY,
    add_colleague,
    case_of,
    cells_of,
    close,
    in_case,
    in_vault,
    is_in,
    open_vault,
    visit_to_her_street,
)

from cem_desktop.crypto.key_slots import StoreKind, open_slot
from cem_desktop.errors import InputError, NotPermittedError, StoreError
from cem_desktop.services.unlock import open_workspace
from cem_desktop.storage import schema
from cem_desktop.storage.identity_store import open_identity_store


def test_identities_never_leave_the_office(world, custody):
    """Neither the feed nor the bundle, opened at headquarters, holds them; facts arrive."""
    world.enrol(custody)
    file = case_of(custody)
    open_vault(custody)
    filling = custody.workspace.fichas.begin("f03", file)
    filling.session.answer("who/names", NAME)
    custody.workspace.fichas.close(filling)
    visit, _path = visit_to_her_street(custody, file)
    close(custody, visit)
    report = world.carry(custody)
    assert report.fresh > 0
    for canary in (NAME, STREET):
        assert in_vault(custody, canary)
        assert not in_case(custody, canary)  # with the feed, and what was exported from it
    central = world.headquarters.workspace
    with central.context.store.read() as unit, central.headquarters._registry.read() as registry:
        arrived = cells_of(unit) + cells_of(registry)
    assert custody.profile.id.encode() in arrived
    assert not is_in(NAME, arrived)
    assert not is_in(STREET, arrived)


def test_a_crash_between_the_two_stores_leaves_an_orphan_that_is_found(custody):
    """The vault commits first; the draft, still there, makes the record of it again."""
    file = case_of(custody)
    open_vault(custody)
    filling, path = visit_to_her_street(custody, file)
    for problem in filling.session.problems():
        pytest.fail(f"not ready to be closed: {problem.path}")
    custody.workspace.fichas.save_draft(filling)
    child = os.fork()
    if child == 0:
        try:
            commits = [0]

            def count(_connection):
                commits[0] += 1
                if commits[0] == 2:  # the first is the vault's, the second the case store's
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(sqlalchemy.Engine, "commit", count)
            custody.workspace.fichas.close(filling)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    with custody.workspace.identities.read() as unit:
        assert unit.records.find(filling.draft) is not None
    with custody.workspace.context.store.read() as unit_of_case:
        assert unit_of_case.records.find(filling.draft) is None
    files = custody.workspace.identity_files
    assert files.orphans() == ()  # its draft is there, and will make the record
    resumed = custody.workspace.fichas.resume(filling.draft)
    assert resumed.session.node(path).value == STREET
    custody.workspace.fichas.discard(filling.draft)
    (orphan,) = files.orphans()
    assert (orphan.record, orphan.form, orphan.lacks) == (filling.draft, "f10", "record")
    with pytest.raises(InputError):
        files.remove_orphan(orphan.record, " ")
    files.remove_orphan(orphan.record, "Corte de luz")
    assert not in_vault(custody, STREET)
    assert files.orphans() == ()


def test_an_orphan_may_be_kept(custody):
    file = case_of(custody)
    open_vault(custody)
    custody.close()
    custody.open()
    open_vault(custody)
    filling = custody.workspace.fichas.begin("f03", file)
    filling.session.answer("who/names", NAME)
    filling.file = str(uuid.uuid4())
    saved = custody.workspace.fichas.close(filling)
    files = custody.workspace.identity_files
    assert [(one.record, one.lacks) for one in files.orphans()] == [(saved.record, "file")]
    files.keep_orphan(saved.record)
    assert files.orphans() == ()
    assert in_vault(custody, NAME)


def test_an_emergency_opening_is_shown_to_the_coordinator(world):
    place = world.add_office("ica", "Ica", roles=CUSTODIAN)
    papers = place.workspace.identities.create(PASSPHRASE, people=2)
    place.workspace.identities.open(WHY, PASSPHRASE, paper_share=papers[0])
    with place.workspace.context.store.read() as unit:
        (access,) = unit.exceptions.all("identity_emergency")
    assert (access.reason, access.subject, access.seen_by) == (WHY, "identity", None)
    (shown,) = place.workspace.exceptional.all()
    assert (shown.kind, shown.login, shown.code) == ("identity_emergency", "equipo", "")


def test_no_paper_joins_a_code_with_a_name(custody):
    assert "f03" not in {one.form_id for one in custody.workspace.transcription.forms()}


def test_a_document_takes_what_the_open_vault_keeps(custody):
    file = case_of(custody)
    assert custody.workspace.identity_files.placeholder_values(file) == {}
    open_vault(custody)
    filling = custody.workspace.fichas.begin("f03", file)
    filling.session.answer("who/names", "Nieves")
    filling.session.answer("who/first_surname", "Invent")
    filling.session.answer("papers/document_kind", "dni")
    filling.session.answer("papers/document_number", "00000001")
    custody.workspace.fichas.close(filling)
    assert custody.workspace.identity_files.placeholder_values(file) == {
        "nombre": "Nieves Invent",
        "documento": "00000001",
    }


def test_who_keeps_identities_alone_finds_them_by_code(custody):
    file = case_of(custody)
    code = custody.workspace.casework.case(file).row.code
    context = custody.workspace.context
    with context.store.write() as unit:
        unit.connection.execute(schema.staff.update().values(roles=b'["identity_custody"]'))
    custody.close()
    custody.open()
    workspace = custody.workspace
    assert workspace.user.roles == ("identity_custody",)
    with pytest.raises(NotPermittedError):
        workspace.casework.caseload()
    open_vault(custody)
    found = workspace.identity_files.find(code)
    filling = workspace.fichas.begin("f03", found)
    filling.session.answer("who/names", NAME)
    workspace.fichas.close(filling)
    with pytest.raises(NotPermittedError):
        workspace.fichas.begin("f10", found)


def test_a_colleague_with_all_files_and_her_passphrase_finds_no_name(custody):
    """She has the disk, the case key and her slot; neither opens the vault nor holds a name."""
    file = case_of(custody)
    add_colleague(custody)
    open_vault(custody)
    fichas = custody.workspace.fichas
    filling = fichas.begin("f03", file)
    filling.session.answer("who/names", NAME)
    fichas.save_draft(filling)
    fichas.close(filling)
    visit, _path = visit_to_her_street(custody, file)
    fichas.save_draft(visit)
    close(custody, visit)
    custody.close()
    theirs = open_workspace(
        custody.folder,
        "colega",
        "otra frase de seis palabras",
        clock=custody.clock,
        floor_kib=FLOOR_KIB,
    )
    try:
        with pytest.raises(NotPermittedError):
            theirs.identities.open(WHY, "otra frase de seis palabras")
        vault = theirs.context.vault.read()
        slot = vault.slot_of("colega")
        secrets = open_slot(slot, "otra frase de seis palabras", database=vault.database)
        assert (set(secrets.keys), secrets.share) == ({StoreKind.CASE}, None)
        held = theirs.context.store.held_key()
        assert secrets.keys[StoreKind.CASE] == held
        with pytest.raises(StoreError):
            open_identity_store(custody.folder, held)
        with theirs.context.store.read() as unit:
            found = cells_of(unit)
        assert is_in(theirs.office.name, found)
        assert not is_in(NAME, found)
        assert not is_in(STREET, found)
    finally:
        theirs.close()
