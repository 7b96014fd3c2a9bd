"""Identity questions of fichas: split between two stores, withheld and lost by nobody."""

import os
import signal
import uuid
from datetime import timedelta

import pytest
import sqlalchemy
from simulator import CHEAP, FLOOR_KIB, OFFICE_ROLES, PASSPHRASE, add_case
from sqlalchemy import event

from cem_desktop.crypto.key_slots import StoreKind, make_slot, open_slot
from cem_desktop.errors import IdentityClosedError, InputError, NotPermittedError, StoreError
from cem_desktop.services.identity_files import Identity
from cem_desktop.services.unlock import open_workspace
from cem_desktop.storage import schema
from cem_desktop.storage.identity_store import open_identity_store
from cem_desktop.storage.office import StaffMember

CUSTODIAN = (*OFFICE_ROLES, "identity_custody")
WHY = "Notificación del juzgado"
NAME = "Nieves Invent Canario"
STREET = "jirón canario 123"
REPRESENTATIVE = "consent/representative_name"


@pytest.fixture
def custody(world):
    place = world.add_office("tacna", "Tacna", roles=CUSTODIAN)
    place.workspace.identities.create(PASSPHRASE)
    return place


def open_vault(place):
    place.workspace.identities.open(WHY, PASSPHRASE)


def case_of(place):
    return add_case(place)


def begin_visit(place, file):
    filling = place.workspace.fichas.begin("f10", file)
    session = filling.session
    for path, question in filling.definition.questions.items():
        node = None
        try:
            node = session.node(path)
        except KeyError:
            continue
        if not (node.required and node.relevant and node.value is None):
            continue
        if question.type == "select_one":
            session.answer(path, node.choices[0][0])
        elif question.type == "select_multiple":
            session.answer(path, [node.choices[0][0]])
        elif question.type == "date":
            session.answer(path, "2026-11-02")
        elif question.type == "time":
            session.answer(path, "10:00:00")
        elif question.type == "integer":
            session.answer(path, 1)
        else:
            session.answer(path, "algo")
    return filling


def address_of(filling):
    return next(path for path in filling.definition.questions if path.endswith("/address"))


def close(place, filling, reason=None):
    while True:
        problems = filling.session.problems()
        if not problems:
            return place.workspace.fichas.close(filling, reason)
        for problem in problems:
            node = filling.session.node(problem.path)
            kind = node.question.type
            first = node.choices[0][0] if node.choices else None
            by_kind = {"select_one": first, "select_multiple": [first], "integer": 1}
            by_kind |= {"date": "2026-11-02", "time": "10:00:00"}
            filling.session.answer(problem.path, by_kind.get(kind, "algo"))


def in_case(place, text):
    """Whether a text stands in any cell of the opened case store."""
    with place.workspace.context.store.read() as unit:
        return is_in(text, cells_of(unit))


def in_vault(place, text):
    with place.workspace.identities.read() as unit:
        return is_in(text, cells_of(unit))


def is_in(text, found):
    coded = (text.encode(), text.encode("utf-16-le"), ascii(text).strip("'").encode())
    return any(one in found for one in coded)


def cells_of(unit):
    """Everything that a store's key opens: each cell of each table, blobs as they are."""
    raw = unit.connection.connection.driver_connection
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    cells = []
    for name in names:
        for row in raw.execute(f'SELECT * FROM "{name}"'):
            cells += [cell if isinstance(cell, bytes) else str(cell).encode() for cell in row]
    return b"\n".join(cells)


def test_these_tests_find_what_is_planted(custody):
    with custody.workspace.context.store.write() as unit:
        custody.workspace.context.note(unit, "probe", "", words=STREET)
    assert in_case(custody, STREET)
    assert not in_case(custody, NAME)


def test_the_ficha_of_the_vault_lives_there_alone(custody):
    file = case_of(custody)
    fichas, files = custody.workspace.fichas, custody.workspace.identity_files
    assert "f03" not in {one.form_id for one in fichas.available(file)}
    assert files.of_file(file) is Identity.CLOSED
    with pytest.raises(IdentityClosedError):
        fichas.begin("f03", file)
    open_vault(custody)
    assert files.of_file(file) is Identity.NONE
    filling = fichas.begin("f03", file)
    filling.session.answer("who/names", NAME)
    row = (
        filling.session.add_row("reach/phone")
        if not filling.session.rows("reach/phone")
        else (filling.session.rows("reach/phone")[0])
    )
    filling.session.answer(f"reach/phone/{row}/number", "999000111")
    fichas.save_draft(filling)
    assert in_vault(custody, NAME)
    assert not in_case(custody, NAME)
    before = len(custody.workspace.casework.case(file).timeline)
    saved = fichas.close(filling)
    assert saved.file == file
    assert len(custody.workspace.casework.case(file).timeline) == before
    assert not in_case(custody, NAME)
    assert not in_case(custody, "999000111")
    assert files.of_file(file) is Identity.KEPT
    assert [one.file for one in files.kept()] == [file]
    again = fichas.begin("f03", file)
    assert again.corrects
    assert again.session.node("who/names").value == NAME
    assert again.session.rows("reach/phone") == (row,)
    again.session.remove_row("reach/phone", row)
    again.session.answer("who/first_surname", "Cambiado")
    with pytest.raises(InputError):
        fichas.close(again)
    fichas.close(again, "Ella lo dijo")
    third = fichas.begin("f03", file)
    assert third.session.rows("reach/phone") == ()
    assert third.session.node("who/first_surname").value == "Cambiado"
    assert len(custody.workspace.casework.changes(saved.record).revisions) == 2
    assert fichas.record(saved.record).answers["who/names"] == NAME
    viewed = [one for one in custody.workspace.trail.latest(20) if one.action == "identity_view"]
    assert saved.record in {one.subject for one in viewed}


def test_an_address_goes_to_the_vault_and_the_rest_to_the_file(custody):
    file = case_of(custody)
    open_vault(custody)
    filling = begin_visit(custody, file)
    path = address_of(filling)
    filling.session.answer(path, STREET)
    custody.workspace.fichas.save_draft(filling)
    assert in_vault(custody, STREET)
    assert not in_case(custody, STREET)
    saved = close(custody, filling)
    assert in_vault(custody, STREET)
    assert not in_case(custody, STREET)
    with custody.workspace.identities.read() as unit:
        kept = unit.records.get(saved.record)
        assert unit.drafts.ids() == ()
    assert (kept.file, dict(kept.state.values())) == (file, {path: STREET})
    assert custody.workspace.fichas.record(saved.record).answers[path] == STREET
    changes = custody.workspace.casework.changes(saved.record)
    assert STREET in [change.after for one in changes.revisions for change in one.changes]
    assert custody.workspace.identity_files.orphans() == ()
    custody.workspace.identities.close()
    assert path not in custody.workspace.fichas.record(saved.record).answers
    told = custody.workspace.casework.changes(saved.record)
    assert STREET not in [change.after for one in told.revisions for change in one.changes]


def test_a_correction_without_the_vault_loses_nothing_of_it(custody):
    file = case_of(custody)
    open_vault(custody)
    filling = begin_visit(custody, file)
    path = address_of(filling)
    filling.session.answer(path, STREET)
    saved = close(custody, filling)
    custody.workspace.identities.close()
    again = custody.workspace.fichas.correct(saved.record)
    assert again.session.node(path).withheld
    assert again.session.node(path).value is None
    again.session.answer(path, "no se toma")
    close(custody, again, "otra mirada")
    open_vault(custody)
    third = custody.workspace.fichas.correct(saved.record)
    assert third.session.node(path).value == STREET


def test_what_was_typed_survives_a_vault_that_closes_by_itself(custody):
    file = case_of(custody)
    open_vault(custody)
    filling = begin_visit(custody, file)
    path = address_of(filling)
    filling.session.answer(path, STREET)
    custody.clock.at += timedelta(minutes=6)
    custody.workspace.fichas.save_draft(filling)
    assert not custody.workspace.identities.is_open
    assert filling.session.node(path).withheld
    assert STREET not in str(filling.session.draft())
    assert not in_case(custody, STREET)
    draft = custody.workspace.fichas.drafts()[0].id
    assert custody.workspace.fichas.resume(draft).session.node(path).withheld
    open_vault(custody)
    assert path in custody.workspace.fichas.open_identity(filling)
    assert filling.session.node(path).value == STREET
    assert custody.workspace.fichas.resume(draft).session.node(path).value == STREET


def test_a_ficha_closed_after_the_vault_is_completed_at_the_next_opening(custody):
    file = case_of(custody)
    open_vault(custody)
    filling = begin_visit(custody, file)
    path = address_of(filling)
    filling.session.answer(path, STREET)
    custody.workspace.identities.close()
    saved = close(custody, filling)
    open_vault(custody)
    assert custody.workspace.fichas.record(saved.record).answers[path] == STREET
    with custody.workspace.identities.read() as unit:
        assert unit.drafts.ids() == ()
    assert custody.workspace.identity_files.orphans() == ()


def test_a_draft_thrown_away_leaves_nothing_in_the_vault(custody):
    file = case_of(custody)
    open_vault(custody)
    for is_open in (True, False):
        filling = begin_visit(custody, file)
        filling.session.answer(address_of(filling), STREET)
        custody.workspace.fichas.save_draft(filling)
        if not is_open:
            custody.workspace.identities.close()
        custody.workspace.fichas.discard(filling.draft)
        if not is_open:
            open_vault(custody)
        assert not in_vault(custody, STREET)


def test_the_coded_side_works_without_the_vault(custody):
    file = case_of(custody)
    custody.close()
    for left in custody.folder.glob("identity.db*"):
        left.unlink()
    custody.open()
    assert custody.workspace.identities.state().is_missing
    assert custody.workspace.identity_files.of_file(file) is Identity.MISSING
    filling = begin_visit(custody, file)
    assert filling.session.node(address_of(filling)).withheld
    custody.workspace.fichas.save_draft(filling)
    saved = close(custody, custody.workspace.fichas.resume(filling.draft))
    assert custody.workspace.fichas.record(saved.record).answers
    assert custody.workspace.casework.changes(saved.record).revisions
    assert custody.workspace.casework.caseload()
    assert custody.workspace.printing.record(saved.record, "es").pdf


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


def add_colleague(place):
    """Add a user who works with files and does not keep identities."""
    context = place.workspace.context
    member = StaffMember(str(uuid.uuid4()), "colega", OFFICE_ROLES, True, context.stamp())
    vault = context.vault.read()
    slot = make_slot(
        database=vault.database,
        user=member.id,
        login=member.login,
        roles=OFFICE_ROLES,
        passphrase="otra frase de seis palabras",
        keys={StoreKind.CASE: context.store.held_key()},
        generation=vault.generation,
        parameters=CHEAP,
    )
    context.vault.write(vault.with_slot(slot))
    with context.store.write() as unit:
        unit.office.add_staff(member)


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
    visit = begin_visit(custody, file)
    visit.session.answer(address_of(visit), STREET)
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


def test_a_crash_between_the_two_stores_leaves_an_orphan_that_is_found(custody):
    """The vault commits first; the draft, still there, makes the record of it again."""
    file = case_of(custody)
    open_vault(custody)
    filling = begin_visit(custody, file)
    path = address_of(filling)
    filling.session.answer(path, STREET)
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
