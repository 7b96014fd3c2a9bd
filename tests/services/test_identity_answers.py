"""Identity questions of fichas: split between two stores, withheld and lost by nobody."""

from datetime import timedelta

import pytest
from vault_desk import (
    NAME,
    STREET,
    address_of,
    begin_visit,
    case_of,
    close,
    in_case,
    in_vault,
    open_vault,
    visit_to_her_street,
)

from cem_desktop.errors import (
    FileBlockedError,
    IdentityClosedError,
    InputError,
    OutsideTeamError,
    RecordMissingError,
)
from cem_desktop.services.identity_files import Identity


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
    filling, path = visit_to_her_street(custody, file)
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
    filling, path = visit_to_her_street(custody, file)
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


@pytest.fixture
def contradicted(custody):
    """An address of the vault that two people corrected at once, each in her own words."""
    file = case_of(custody)
    open_vault(custody)
    filling = begin_visit(custody, file)
    path = address_of(filling)
    filling.session.answer(path, STREET)
    saved = close(custody, filling)
    fichas = custody.workspace.fichas
    two = [fichas.correct(saved.record) for _ in range(2)]
    for one, said in zip(two, ("pasaje uno", "pasaje dos"), strict=True):
        one.session.answer(path, said)
        close(custody, one, "Ella lo dijo")
    return saved.record, path


def test_two_addresses_at_once_are_a_conflict_that_a_person_settles_in_the_vault(
    custody, contradicted
):
    record, path = contradicted
    fichas = custody.workspace.fichas
    view = fichas.record(record)
    assert {one.value for one in view.conflicts[path]} == {"pasaje uno", "pasaje dos"}
    filling = fichas.correct(record)
    with pytest.raises(InputError):
        fichas.settle(record, path, "pasaje dos", "  ", filling)
    before = saves_of(custody, record)
    fichas.settle(record, path, "pasaje dos", "Lo confirmó hoy", filling)
    assert saves_of(custody, record) == before + 1
    view = fichas.record(record)
    assert (view.answers[path], dict(view.conflicts)) == ("pasaje dos", {})
    assert in_vault(custody, "Lo confirmó hoy")
    for said in ("pasaje uno", "pasaje dos", "Lo confirmó hoy"):
        assert not in_case(custody, said)
    with pytest.raises(RecordMissingError):
        fichas.settle(record, path, "pasaje uno", "Otra vez")
    # The open correction goes on from the settlement, and contradicts nothing.
    filling.session.answer(path, "pasaje tres")
    close(custody, filling, "Se mudó")
    view = fichas.record(record)
    assert (view.answers[path], dict(view.conflicts)) == ("pasaje tres", {})


def saves_of(place, record):
    """How often the trail says that the vault's part of a record was written."""
    told = place.workspace.trail.latest(50)
    return sum((one.action, one.subject) == ("identity_save", record) for one in told)


def test_a_conflict_in_the_vault_waits_for_it_and_is_not_seen_meanwhile(custody, contradicted):
    record, path = contradicted
    custody.workspace.identities.close()
    fichas = custody.workspace.fichas
    view = fichas.record(record)
    assert path not in view.conflicts
    assert not {"pasaje uno", "pasaje dos"} & set(map(str, view.answers.values()))
    with pytest.raises(IdentityClosedError):
        fichas.settle(record, path, "pasaje dos", "Lo confirmó hoy")


def test_nobody_of_another_team_settles_what_she_does_not_reach(custody, contradicted):
    record, path = contradicted
    custody.add_user("social", "social")
    fichas = custody.as_user("social").fichas
    with pytest.raises(OutsideTeamError):
        fichas.settle(record, path, "pasaje dos", "Lo confirmó hoy")


def test_what_was_typed_survives_a_vault_that_closes_by_itself(custody):
    file = case_of(custody)
    open_vault(custody)
    filling, path = visit_to_her_street(custody, file)
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
    filling, path = visit_to_her_street(custody, file)
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
        filling, _path = visit_to_her_street(custody, file)
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


def test_no_identity_is_written_for_a_file_that_was_blocked_meanwhile(custody):
    file = case_of(custody)
    open_vault(custody)
    filling = custody.workspace.fichas.begin("f03", file)
    filling.session.answer("who/names", NAME)
    custody.workspace.law.blocking.block(file, "Ella lo pidió")
    with pytest.raises(FileBlockedError):
        custody.workspace.fichas.close(filling)
    assert not in_vault(custody, NAME)
