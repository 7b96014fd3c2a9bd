"""Blocked files: kept, out of use, read by coordination alone; and files kept long enough."""

from datetime import UTC, date, datetime

import pytest
from feed_reading import fill_and_close
from simulator import add_case

from cem_desktop.errors import FileBlockedError, InputError, NotPermittedError
from cem_desktop.services.fichas import Fichas
from cem_desktop.services.law import open_law
from cem_desktop.services.reach import WHOLE_OFFICE
from cem_desktop.services.workspace import assemble
from cem_desktop.storage.office import StaffMember


def as_role(place, *roles):
    """The same open store, as somebody with other roles works in it."""
    from dataclasses import replace

    context = place.workspace.context
    user = StaffMember("other", "otra", roles, True, "2026-11-02T15:00:00Z")
    return assemble(replace(context, user=user), place.folder, place.workspace._lock)


def changed_answer(filling):
    """A question of F01 and another of its choices."""
    path = "arrival/way"
    chosen = filling.session.node(path)
    return path, next(name for name, _label in chosen.choices if name != chosen.value)


@pytest.fixture
def file(office):
    return add_case(office)


def test_a_blocked_file_is_out_of_lists_and_nobody_writes_in_it(office, file):
    workspace = office.workspace
    with workspace.context.store.read() as unit:
        record = next(one.id for one in unit.records.outlines(file) if one.form == "f01")
    filling = workspace.fichas.correct(record)
    filling.session.answer(*changed_answer(filling))
    workspace.law.blocking.block(file, "Cerrado y en reclamo", date(2027, 5, 1))
    assert workspace.casework.caseload() == ()
    for act in (
        lambda: workspace.fichas.begin("f08", file),
        lambda: workspace.fichas.correct(record),
        lambda: workspace.law.blocking.block(file, "otra vez"),
        lambda: workspace.fichas.close(filling, "se escribía cuando se bloqueó"),
    ):
        with pytest.raises(FileBlockedError):
            act()
    (blocked,) = workspace.law.blocking.blocked()
    assert (blocked.file, blocked.reason) == (file, "Cerrado y en reclamo")
    assert blocked.until == date(2027, 5, 1)


def test_coordination_reads_it_and_the_trail_says_so(office, file):
    workspace = office.workspace
    assert [one for one in workspace.casework.case(file).timeline if one.correctable]
    workspace.law.blocking.block(file, "Cerrado")
    timeline = workspace.casework.case(file).timeline
    assert timeline
    assert not [one for one in timeline if one.correctable]
    assert workspace.fichas.available(file) == ()
    acts = [one.action for one in workspace.trail.latest(3)]
    assert "view_blocked" in acts


def test_others_do_not_read_it_and_the_try_is_noted(office, file):
    workspace = office.workspace
    with workspace.context.store.read() as unit:
        record = next(one.id for one in unit.records.of_file(file) if one.form == "f01")
    workspace.law.blocking.block(file, "Cerrado")
    with workspace.context.store.write() as unit:
        unit.office.set_setting(WHOLE_OFFICE, value=True)
    other = as_role(office, "psychology", "legal", "social", "admission")
    for act in (
        lambda: other.casework.case(file),
        lambda: other.casework.history(record),
        lambda: other.fichas.record(record),
        lambda: other.documents.of_file(file),
        lambda: other.printing.record(record, "es"),
    ):
        with pytest.raises(FileBlockedError):
            act()
        last = workspace.trail.latest(1)[0]
        assert (last.action, last.detail) == ("denied", {"act": "read_blocked"})
    with pytest.raises(NotPermittedError):
        other.law.blocking.blocked()
    with pytest.raises(NotPermittedError):
        other.law.blocking.give_back(file, "quiero verlo")


def test_it_is_given_back_with_a_reason_and_works_again(office, file):
    workspace = office.workspace
    blocking = workspace.law.blocking
    with pytest.raises(InputError):
        blocking.give_back(file, "no estaba bloqueado")
    with pytest.raises(InputError):
        blocking.block(file, "  ")
    blocking.block(file, "Cerrado")
    with pytest.raises(InputError):
        blocking.give_back(file, " ")
    blocking.give_back(file, "Volvió a pedir ayuda")
    assert [one.file_id for one in workspace.casework.caseload()] == [file]
    assert blocking.blocked() == ()
    assert isinstance(workspace.fichas, Fichas)
    assert workspace.fichas.begin("f08", file).file == file
    office.clock.at = datetime(2026, 11, 9, 15, tzinfo=UTC)
    blocking.block(file, "Otra vez")  # the earlier block stays known beside it
    assert len(blocking.blocked()) == 1


def test_no_words_of_a_reason_stand_in_the_trail(office, file):
    office.workspace.law.blocking.block(file, "canario bloqueo")
    office.workspace.law.blocking.give_back(file, "canario devuelto")
    assert "canario" not in str(office.workspace.trail.latest(9))


def close_file(place, file, day):
    place.clock.at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    filling = place.workspace.fichas.begin("f24", file)
    session = filling.session
    paths = {one.fact: path for path, one in filling.definition.questions.items() if one.fact}
    session.answer(paths["case.stage_on"], day.isoformat())
    session.answer(paths["closure.act"], "closure")
    for _round in range(9):
        for problem in session.problems():
            node = session.node(problem.path)
            several = node.question.type == "select_multiple"
            first = node.choices[0][0] if node.choices else day.isoformat()
            session.answer(problem.path, [first] if several else first)
    place.workspace.fichas.close(filling)


def test_files_are_proposed_after_the_years_that_the_office_set_and_stay(office):
    old, young = add_case(office), add_case(office, seed=5)
    close_file(office, old, date(2026, 11, 5))
    close_file(office, young, date(2027, 11, 6))
    blocking = office.workspace.law.blocking
    office.clock.at = datetime(2031, 11, 5, 15, tzinfo=UTC)
    assert blocking.years_kept() is None
    assert blocking.to_review() == ()
    blocking.keep_for(5)
    assert blocking.years_kept() == 5
    (due,) = blocking.to_review()
    assert (due.file, due.closed_on) == (old, date(2026, 11, 5))
    office.clock.at = datetime(2031, 11, 4, 15, tzinfo=UTC)
    assert blocking.to_review() == ()
    office.clock.at = datetime(2040, 1, 1, 15, tzinfo=UTC)
    blocking.block(old, "Se revisa")
    assert {one.file for one in blocking.to_review()} == {old, young}
    assert len(office.workspace.casework.caseload()) == 1  # nothing was erased
    blocking.keep_for(None)
    assert blocking.to_review() == ()
    for wrong in (0, -1, 101):
        with pytest.raises(InputError):
            blocking.keep_for(wrong)


def test_the_settings_are_kept_and_only_by_who_answers_for_the_data(office):
    from cem_desktop.services.data_officer import DataOfficer, OwnHoliday

    settings = office.workspace.law.settings
    assert settings.officer() == DataOfficer()
    settings.name_officer(DataOfficer(" Oficial del programa ", "01 000 0000", ""))
    assert settings.officer() == DataOfficer("Oficial del programa", "01 000 0000", "")
    days = (OwnHoliday(date(2027, 6, 24), "San Juan"), OwnHoliday(date(2027, 1, 5), "Aniversario"))
    settings.keep_holidays(days)
    assert settings.holidays() == tuple(reversed(days))
    assert settings.days_off() == {one.day for one in days}
    other = open_law(as_role(office, "psychology").context)
    for act in (
        lambda: other.settings.name_officer(DataOfficer()),
        lambda: other.settings.keep_holidays(()),
        lambda: other.blocking.keep_for(3),
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_who_is_asked_for_everything_is_counted_in_days(office):
    fill_and_close(
        office,
        "f37",
        None,
        {
            "request/right": "cancellation",
            "request/received_on": "2026-11-02",
            "asker/by": "herself",
            "answered/answer": "pending",
        },
    )
    (clock,) = office.workspace.law.clocks.requests()
    assert (clock.due, clock.days_left) == (date(2026, 11, 16), 10)
