"""Which files somebody reaches: her own, her team's, all; and by way of exception, for a day."""

from datetime import date, timedelta

import pytest
from simulator import add_case

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.roles import Scope, scope_of
from cem_desktop.errors import (
    InputError,
    InvalidCaseCodeError,
    NotPermittedError,
    OutsideTeamError,
    OwnRightsError,
    RecordMissingError,
)
from cem_desktop.services.recording import Edit, Recorder
from cem_desktop.services.rights_review import months_after

WHY = "La colega está de licencia y hoy es la audiencia"


@pytest.fixture
def case(office):
    """A case of coordination's, and two colleagues."""
    file = add_case(office)
    office.add_user("psico", "psychology")
    office.add_user("legal", "legal")
    return file


def codes(workspace):
    return [str(row.code) for row in workspace.casework.caseload()]


def code_of(office, file):
    with office.workspace.context.store.read() as unit:
        return str(unit.case_files.get(file).code)


@pytest.mark.parametrize(
    ("roles", "whole", "scope"),
    [
        (("psychology",), False, Scope.TEAM),
        (("psychology",), True, Scope.OFFICE),
        (("psychology", "coordination"), False, Scope.OFFICE),
        (("psychology", "identity_custody"), False, Scope.TEAM),
        (("identity_custody",), False, Scope.OFFICE),
        (("key_admin", "audit"), True, Scope.NONE),
        ((), True, Scope.NONE),
    ],
)
def test_how_far_roles_reach_together(roles, whole, scope):
    assert scope_of(roles, whole_office=whole) is scope


def test_a_file_of_another_team_is_neither_listed_nor_opened(office, case):
    workspace = office.as_user("psico")
    record = _records(office, case)[0]
    assert codes(workspace) == []
    for act in (
        lambda: workspace.casework.case(case),
        lambda: workspace.fichas.record(record),
        lambda: workspace.fichas.begin("f08", case),
        lambda: workspace.casework.changes(record),
        lambda: workspace.documents.of_file(case),
        lambda: workspace.attachments.of_file(case),
        lambda: workspace.printing.record(record, "es"),
        lambda: workspace.teams.of_file(case),
    ):
        with pytest.raises(OutsideTeamError):
            act()
    assert _last(office)[0] == "denied"


def test_coordination_assigns_and_takes_back(office, case):
    teams = office.workspace.teams
    psico = office.user("psico").id
    teams.assign(case, frozenset({psico}))
    assert {one.login for one in teams.of_file(case) if one.is_member} == {"equipo", "psico"}
    workspace = office.as_user("psico")
    assert codes(workspace) == [code_of(office, case)]
    workspace.casework.case(case)
    with pytest.raises(NotPermittedError):
        workspace.teams.assign(case, frozenset())
    office.as_user("equipo").teams.assign(case, frozenset())
    assert codes(office.as_user("psico")) == []
    assert codes(office.as_user("equipo")) == [code_of(office, case)]


def test_who_opens_a_file_is_of_its_team(office, case):
    office.as_user("psico")
    own = add_case(office, seed=2)
    assert [row.file_id for row in office.workspace.casework.caseload()] == [own]
    assert codes(office.as_user("legal")) == []


def test_a_small_office_may_let_everybody_see_all(office, case):
    office.workspace.teams.set_whole_office(whole=True)
    workspace = office.as_user("psico")
    assert len(codes(workspace)) == 1
    with pytest.raises(NotPermittedError):
        workspace.teams.set_whole_office(whole=False)


def test_with_a_reason_a_file_is_open_for_a_day_and_coordination_sees_it(office, case):
    code = code_of(office, case)
    glass = office.as_user("psico").exceptional
    for typed, reason, refusal in (
        ("no es", WHY, InvalidCaseCodeError),
        (code, "  ", InputError),
    ):
        with pytest.raises(refusal):
            glass.open_file(typed, reason)
    assert codes(office.workspace) == []
    assert glass.open_file(code, WHY) == case
    assert codes(office.workspace) == [code]
    office.workspace.casework.case(case)
    with pytest.raises(NotPermittedError):
        glass.all()
    assert codes(office.as_user("legal")) == []
    coordination = office.as_user("equipo").exceptional
    (shown,) = coordination.all()
    assert (shown.kind, shown.login, shown.code, shown.reason, shown.seen_by) == (
        "glass",
        "psico",
        code,
        WHY,
        "",
    )
    coordination.see(shown.id)
    assert coordination.all()[0].seen_by == "equipo"
    office.clock.at += timedelta(hours=24)
    assert codes(office.as_user("psico")) == []


def test_a_file_that_is_reached_anyway_is_no_exception(office, case):
    assert office.workspace.exceptional.open_file(code_of(office, case), "") == case
    assert office.workspace.exceptional.all() == ()


def test_an_unknown_code_opens_nothing_and_the_try_is_noted(office, case):
    glass = office.as_user("psico").exceptional
    with pytest.raises(RecordMissingError):
        glass.open_file(str(CaseCode.issue()), WHY)
    assert _last(office)[0] == "denied"


def test_without_a_reason_nobody_learns_which_codes_exist(office, case):
    known = code_of(office, case)
    glass = office.as_user("psico").exceptional
    for code in (known, str(CaseCode.issue())):
        with pytest.raises(InputError) as caught:
            glass.open_file(code, "  ")
        assert caught.value.details == {"missing": "reason"}


def test_no_reserved_answers_open_of_a_file_that_is_not_there(office, case):
    with pytest.raises(RecordMissingError):
        office.workspace.exceptional.open_reserved("no-such-file", WHY)
    assert office.workspace.exceptional.all() == ()


def test_reserved_answers_of_another_service_open_with_a_reason(office, case):
    """Coordination reads the note of a session only by way of exception, and not unseen."""
    office.add_user("coordina", "coordination")
    psico = office.user("psico").id
    office.workspace.teams.assign(case, frozenset({psico}))
    path = "notes/reserved_note"
    record = _session_with(office.as_user("psico").context, case, path, "texto reservado")
    workspace = office.as_user("coordina")
    assert path not in workspace.fichas.record(record).answers
    workspace.exceptional.open_reserved(case, WHY)
    assert workspace.fichas.record(record).answers[path] == "texto reservado"
    (shown,) = workspace.exceptional.all()
    with pytest.raises(OwnRightsError):
        workspace.exceptional.see(shown.id)
    office.clock.at += timedelta(hours=24)
    assert path not in office.as_user("coordina").fichas.record(record).answers


def test_who_sees_no_files_breaks_no_glass(office, case):
    office.add_user("llaves", "key_admin")
    workspace = office.as_user("llaves")
    with pytest.raises(NotPermittedError):
        workspace.exceptional.open_file(code_of(office, case), WHY)
    with pytest.raises(NotPermittedError):
        workspace.exceptional.open_reserved(case, WHY)


def test_rights_are_reviewed_every_six_months(office):
    review = office.workspace.rights_review
    assert (review.state().last, review.state().is_due) == (None, False)
    office.clock.at += timedelta(days=190)
    assert review.state().is_due
    review.reviewed()
    state = review.state()
    assert (state.is_due, state.is_soon, state.by) == (False, False, "equipo")
    assert _last(office)[0] == "rights_review"
    office.add_user("psico", "psychology")
    with pytest.raises(NotPermittedError):
        office.as_user("psico").rights_review.reviewed()


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 12, 1), date(2027, 6, 1)),
    ],
)
def test_six_months_later(day, after):
    assert months_after(day, 6) == after


def _records(office, file):
    with office.workspace.context.store.read() as unit:
        return [one.id for one in unit.records.of_file(file) if one.form == "f01"]


def _last(office):
    with office.workspace.context.store.read() as unit:
        return [one.action for one in unit.audit.latest(3)]


def _session_with(context, file, path, text):
    """Record a session as the present user."""
    definition = context.library.definition("f13")
    with context.store.write() as unit:
        edit = Edit(file, None, f"f13@{definition.version}", {path: text}, (), "edit")
        return Recorder(context).record(unit, edit, definition).id
