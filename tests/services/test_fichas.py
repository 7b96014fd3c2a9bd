"""Filling fichas through the services, on a real store."""

from dataclasses import replace
from datetime import date

import pytest
from simulator import add_case

from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.errors import (
    AnswersInvalidError,
    FormUnknownError,
    InputError,
    NotPermittedError,
    RecordMissingError,
)
from cem_desktop.services.fichas import Fichas


def fill_first_contact(office):
    filling = office.workspace.fichas.begin("f01", None)
    session = filling.session
    session.answer("arrival/opened_on", "2026-11-02")
    session.answer("arrival/way", next(v for v, _ in session.node("arrival/way").choices))
    session.answer("arrival/sex", "woman")
    session.answer("arrival/age_known", "unknown")
    return filling


def test_a_first_contact_opens_a_coded_file(office):
    saved = office.workspace.fichas.close(fill_first_contact(office))
    (row,) = office.workspace.casework.caseload()
    assert row.file_id == saved.file
    assert row.code == saved.code
    assert row.minor == "presumed"
    assert row.opened_on == date(2026, 11, 2)
    assert row.records == 1


def test_what_is_missing_is_told_and_nothing_is_kept(office):
    filling = office.workspace.fichas.begin("f01", None)
    with pytest.raises(AnswersInvalidError) as caught:
        office.workspace.fichas.close(filling)
    paths = {problem.path for problem in caught.value.details["problems"]}
    assert {"arrival/way", "arrival/sex", "arrival/age_known"} <= paths
    assert office.workspace.casework.caseload() == ()


def test_a_draft_comes_back_exactly_as_it_was_left(office):
    filling = fill_first_contact(office)
    filling.session.answer("arrival/age_known", "known")
    filling.session.answer("arrival/age", "diecisiete")
    filling.session.answer("safety/alias", "Alondra")
    filling.session.answer("admission/decision", "not_opened")
    filling.session.answer("admission/decided_by", "team")
    filling.session.answer("admission/decision", None)
    office.workspace.fichas.save_draft(filling)
    office.close()
    office.open()
    (row,) = office.workspace.fichas.drafts()
    resumed = office.workspace.fichas.resume(row.id)
    assert resumed.session.draft() == filling.session.draft()
    assert resumed.session.node("arrival/age").value == "diecisiete"
    assert resumed.session.node("admission/decided_by").relevant is False
    resumed.session.answer("admission/decision", "not_opened")
    assert resumed.session.node("admission/decided_by").value == "team"


def test_a_closed_ficha_leaves_no_draft(office):
    filling = fill_first_contact(office)
    office.workspace.fichas.save_draft(filling)
    office.workspace.fichas.close(filling)
    assert office.workspace.fichas.drafts() == ()


def test_a_draft_of_another_user_is_not_there(office):
    with pytest.raises(RecordMissingError):
        office.workspace.fichas.resume("no-such-draft")


def test_a_correction_needs_a_reason_and_keeps_what_was_before(office):
    saved = office.workspace.fichas.close(fill_first_contact(office))
    filling = office.workspace.fichas.correct(saved.record)
    filling.session.answer("arrival/age_known", "known")
    filling.session.answer("arrival/age", 24)
    with pytest.raises(InputError):
        office.workspace.fichas.close(filling)
    office.workspace.fichas.close(filling, "La persona dijo su edad en la segunda cita.")
    (row,) = office.workspace.casework.caseload()
    assert row.age_group == "18_29"
    first, second = office.workspace.casework.history(saved.record)
    assert (first.why, second.why) == ("edit", "rectification")
    assert second.reason == "La persona dijo su edad en la segunda cita."
    assert "arrival/age" in second.fields


def test_a_ficha_that_is_filled_once_a_file_is_corrected_the_second_time(office):
    saved = office.workspace.fichas.close(fill_first_contact(office))
    again = office.workspace.fichas.begin("f01", saved.file)
    assert again.record == saved.record
    offered = {one.form_id for one in office.workspace.fichas.available(saved.file)}
    assert "f06" in offered
    assert "f01" not in offered


def test_two_who_correct_at_the_same_time_make_a_conflict_that_a_person_settles(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    one, two = fichas.correct(saved.record), fichas.correct(saved.record)
    one.session.answer("safety/urgency", "now")
    two.session.answer("safety/urgency", "week")
    values = [value for value, _label in one.session.node("safety/urgency").choices]
    one.session.answer("safety/urgency", values[0])
    two.session.answer("safety/urgency", values[1])
    fichas.close(one, "Primera lectura.")
    fichas.close(two, "Segunda lectura.")
    view = fichas.record(saved.record)
    assert {one.value for one in view.conflicts["safety/urgency"]} == set(values[:2])
    (row,) = office.workspace.casework.caseload()
    assert row.open_conflicts == 1
    with pytest.raises(InputError):
        fichas.settle(saved.record, "safety/urgency", values[1], " ")
    fichas.settle(saved.record, "safety/urgency", values[1], "Conversado con la coordinadora.")
    view = fichas.record(saved.record)
    assert view.conflicts == {}
    assert view.answers["safety/urgency"] == values[1]
    assert [step.why for step in office.workspace.casework.history(saved.record)][-1] == "resolve"


def test_a_disputed_fact_is_no_data_until_it_is_settled(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    one, two = fichas.correct(saved.record), fichas.correct(saved.record)
    one.session.answer("arrival/sex", "man")
    two.session.answer("arrival/age_known", "known")
    two.session.answer("arrival/age", 30)
    fichas.close(one, "a")
    fichas.close(two, "b")
    (row,) = office.workspace.casework.caseload()
    assert (row.sex, row.age_group, row.open_conflicts) == ("man", "30_59", 0)
    three, four = fichas.correct(saved.record), fichas.correct(saved.record)
    three.session.answer("arrival/sex", "woman")
    four.session.answer("arrival/sex", None)
    fichas.close(three, "c")
    with pytest.raises(AnswersInvalidError):
        fichas.close(four, "d")


def test_the_index_can_be_thrown_away_and_is_then_equal(office):
    from cem_desktop.services import recording

    for seed in range(4):
        add_case(office, seed=seed, sex=Sex.MAN if seed % 2 else Sex.WOMAN, band=AgeBand.ADULT)
    context = office.workspace.context
    before = office.workspace.casework.caseload()
    statements = {}
    with context.store.read() as unit:
        for row in before:
            statements[row.file_id] = unit.records.statements_of_file(row.file_id)
    with context.store.write() as unit:
        recording.rebuild(unit, context)
    assert office.workspace.casework.caseload() == before
    with context.store.read() as unit:
        for row in before:
            assert unit.records.statements_of_file(row.file_id) == statements[row.file_id]


def test_roles_decide_who_fills_and_a_denied_try_is_noted(world):
    place = world.add_office("lima", "Lima", roles=("key_admin",))
    with pytest.raises(NotPermittedError):
        place.workspace.fichas.begin("f01", None)
    with pytest.raises(NotPermittedError):
        place.workspace.casework.caseload()
    actions = [entry.action for entry in place.workspace.trail.latest()]
    assert actions.count("denied") == 2


def test_a_record_of_an_unknown_version_is_kept_and_can_be_read_not_changed(office):
    from cem_desktop.services.recording import Edit, Recorder

    saved = office.workspace.fichas.close(fill_first_contact(office))
    context = office.workspace.context
    with context.store.write() as unit:
        newer = Edit(saved.file, None, "f01@2031.4", {"arrival/colour": "green"}, (), "edit")
        record = Recorder(context).record(unit, newer, context.library.definition("f01"))
    view = office.workspace.fichas.record(record.id)
    assert view.answers == {"arrival/colour": "green"}
    with pytest.raises(FormUnknownError):
        office.workspace.fichas.correct(record.id)
    entries = {one.record: one for one in office.workspace.casework.case(saved.file).timeline}
    assert entries[record.id].known is False


def test_the_trail_holds_every_step_and_no_answer(office):
    filling = fill_first_contact(office)
    filling.session.answer("farewell/agreed", "Cuenta que viajó a Quebrada Jacarandá.")
    office.workspace.fichas.save_draft(filling)
    saved = office.workspace.fichas.close(filling)
    office.workspace.casework.case(saved.file)
    entries = office.workspace.trail.latest()
    actions = {entry.action for entry in entries}
    assert {"create", "enter", "open_file", "save", "view"} <= actions
    assert "Jacarandá" not in repr(entries)
    check = office.workspace.trail.verify()
    assert check.first_fault is None
    assert check.length == len(entries)


def test_a_resumed_correction_contradicts_nothing_that_it_never_saw(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    draft = fichas.correct(saved.record)
    values = [value for value, _label in draft.session.node("safety/urgency").choices]
    draft.session.answer("safety/urgency", values[0])
    fichas.save_draft(draft)
    other = fichas.correct(saved.record)
    other.session.answer("safety/alias", "Luna")
    fichas.close(other, "Dijo cómo quiere que la llamen.")
    (row,) = fichas.drafts()
    fichas.close(fichas.resume(row.id), "Urgencia conversada.")
    view = fichas.record(saved.record)
    assert view.conflicts == {}
    assert view.answers["safety/alias"] == "Luna"
    assert view.answers["safety/urgency"] == values[0]


def test_closing_twice_is_closing_once(office):
    filling = fill_first_contact(office)
    first = office.workspace.fichas.close(filling)
    assert office.workspace.fichas.close(filling) == first
    assert len(office.workspace.casework.caseload()) == 1


def test_two_who_begin_the_only_ficha_at_once_meet_in_one_record(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    one, two = fichas.begin("f06", saved.file), fichas.begin("f06", saved.file)
    for filling, reserve in ((one, 0), (two, 1)):
        session = filling.session
        session.answer("file/opened_on", "2026-11-02")
        session.answer("file/matter", [session.node("file/matter").choices[0][0]])
        session.answer("file/team", [session.node("file/team").choices[0][0]])
        session.answer("file/reserve", session.node("file/reserve").choices[reserve][0])
    first, second = fichas.close(one), fichas.close(two)
    assert first.record == second.record
    assert set(fichas.record(first.record).conflicts) == {"file/reserve"}


def test_settling_a_question_settles_what_is_computed_from_it(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    one, two = fichas.correct(saved.record), fichas.correct(saved.record)
    for filling, age in ((one, 15), (two, 25)):
        filling.session.answer("arrival/age_known", "known")
        filling.session.answer("arrival/age", age)
    fichas.close(one, "a")
    fichas.close(two, "b")
    assert {"arrival/age", "arrival/age_group"} <= set(fichas.record(saved.record).conflicts)
    fichas.settle(saved.record, "arrival/age", 15, "Conversado con ella.")
    view = fichas.record(saved.record)
    assert view.conflicts == {}
    assert view.answers["arrival/age_group"] == "12_17"


def test_a_settlement_takes_no_value_that_the_ficha_refuses(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    one, two = fichas.correct(saved.record), fichas.correct(saved.record)
    for filling, age in ((one, 15), (two, 25)):
        filling.session.answer("arrival/age_known", "known")
        filling.session.answer("arrival/age", age)
    fichas.close(one, "a")
    fichas.close(two, "b")
    with pytest.raises(AnswersInvalidError):
        fichas.settle(saved.record, "arrival/age", 400, "Un error de dedo.")


def test_a_denied_settlement_is_told_at_once_and_noted(office):
    fichas = office.workspace.fichas
    saved = fichas.close(fill_first_contact(office))
    context = office.workspace.context
    colleague = replace(context, user=replace(context.user, roles=("promotion",)))
    with pytest.raises(NotPermittedError):
        Fichas(colleague).settle(saved.record, "arrival/sex", "woman", "porque sí")
    with context.store.read() as unit:
        assert unit.audit.latest(1)[0].action == "denied"


def test_a_very_long_paste_is_kept_as_a_draft_and_refused_in_words(office):
    fichas = office.workspace.fichas
    filling = fill_first_contact(office)
    for path in ("safety/alias", "farewell/agreed"):
        filling.session.answer(path, "palabra " * 120_000)
    filling.session.answer("admission/decision", "not_opened")
    fichas.save_draft(filling)
    assert len(fichas.drafts()) == 1
    assert fichas.resume(filling.draft).session.draft() == filling.session.draft()


def test_a_broken_symbol_in_a_paste_stops_no_draft(office):
    fichas = office.workspace.fichas
    filling = fill_first_contact(office)
    filling.session.answer("farewell/agreed", "pegado \ud800 de una página rota")
    fichas.save_draft(filling)
    fichas.close(filling)


def test_a_clock_that_stands_in_1980_stops_nobody(office):
    from datetime import UTC, datetime

    office.close()
    office.clock.at = datetime(1980, 1, 1, tzinfo=UTC)
    office.open()
    saved = office.workspace.fichas.close(fill_first_contact(office))
    (row,) = office.workspace.casework.caseload()
    assert row.file_id == saved.file
    assert row.opened_on == date(2026, 11, 2)
    with office.workspace.context.store.read() as unit:
        (signed,) = unit.records.revisions(saved.record)
    assert signed.content.clock == "suspect"
    office.close()
    office.open()  # the battery is still dead at the next start
    saved = office.workspace.fichas.close(fill_first_contact(office))
    with office.workspace.context.store.read() as unit:
        (signed,) = unit.records.revisions(saved.record)
    assert signed.content.clock == "suspect"


def test_an_alias_is_found_however_it_is_typed(office):
    filling = fill_first_contact(office)
    filling.session.answer("safety/alias", "Ángela")
    office.workspace.fichas.close(filling)
    for typed in ("angela", "ÁNG", "ánge"):
        assert len(office.workspace.casework.caseload(typed)) == 1
    assert office.workspace.casework.caseload("luna") == ()


@pytest.mark.parametrize(
    ("roles", "seen"),
    [
        (("legal",), {"notes/shared_note"}),
        (("coordination", "social"), {"notes/shared_note"}),
        (("psychology",), {"notes/shared_note", "notes/reserved_note", "work/before"}),
        (("legal", "psychology"), {"notes/shared_note", "notes/reserved_note", "work/before"}),
    ],
)
def test_what_is_reserved_is_read_by_those_who_fill_the_ficha(world, roles, seen):
    from cem_desktop.services.recording import Edit, Recorder

    place = world.add_office("lima", "Lima", roles=roles)
    context = place.workspace.context
    definition = context.library.definition("f13")
    answers = {
        "notes/shared_note": "Necesita llegar acompañada.",
        "notes/reserved_note": "Duda de la promesa.",
        "work/before": 7,
    }
    with context.store.write() as unit:
        recorder = Recorder(context)
        file = recorder.open_file(unit)
        edit = Edit(file.id, None, f"f13@{definition.version}", answers, (), "edit")
        record = recorder.record(unit, edit, definition)
    assert set(place.workspace.fichas.record(record.id).answers) == seen
