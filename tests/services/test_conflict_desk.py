"""The conflict desk: both sides in words, decisions with reasons, and what never goes along."""

import pytest
from simulator import add_case

from cem_desktop.errors import InputError, NotPermittedError, RecordMissingError, RecordMovedError
from cem_desktop.services.conflict_words import Decision, Hindrance
from cem_desktop.services.reviewing import HIDDEN
from cem_desktop.services.writing_devices import DevicePlace

REASON = "Se habló con ella."
ALIAS, CHILDREN, RISK = "safety/alias", "safety/children", "safety/risk"


@pytest.fixture
def file(office):
    return add_case(office)


def record_of(office, file, form):
    with office.workspace.context.store.read() as unit:
        return next(one.id for one in unit.records.of_file(file) if one.form == form)


@pytest.fixture
def record(office, file):
    return record_of(office, file, "f01")


def apart(office, record, *sides):
    fichas = office.workspace.fichas
    opened = [fichas.correct(record) for _side in sides]
    for filling, answers in zip(opened, sides, strict=True):
        for path, value in answers.items():
            filling.session.answer(path, value)
        fichas.close(filling, REASON)


@pytest.fixture
def two_sides(office, record):
    apart(office, record, {ALIAS: "Alondra", CHILDREN: 1}, {ALIAS: "Brisa", CHILDREN: 2})
    return record


def steps(office, record):
    return [(one.why, one.reason, one.fields) for one in office.workspace.casework.history(record)]


def test_a_record_with_two_answers_waits_and_shows_both_with_author_device_and_time(
    office, two_sides
):
    desk = office.workspace.conflicts
    (waiting,) = desk.waiting()
    assert (waiting.record, waiting.form, waiting.conflicts) == (two_sides, "f01", 2)
    assert not waiting.is_guarded
    told = desk.record(two_sides)
    assert [one.path for one in told.fields] == [ALIAS, CHILDREN]
    alias = told.fields[0]
    assert {one.words for one in alias.sides} == {"Alondra", "Brisa"}
    assert {(one.author, one.device.place) for one in alias.sides} == {("equipo", DevicePlace.HERE)}
    assert told.hindrance is Hindrance.NONE


def test_several_fields_are_settled_at_once_by_one_revision(office, two_sides):
    desk = office.workspace.conflicts
    told = desk.record(two_sides)
    desk.settle(
        two_sides, told.heads, [Decision(ALIAS, "Brisa", REASON), Decision(CHILDREN, 1, REASON)]
    )
    view = office.workspace.fichas.record(two_sides)
    assert view.conflicts == {}
    assert (view.answers[ALIAS], view.answers[CHILDREN]) == ("Brisa", 1)
    assert steps(office, two_sides)[-1] == ("resolve", REASON, (ALIAS, CHILDREN))
    assert desk.waiting() == ()


def test_another_answer_is_taken_where_the_ficha_allows_it(office, two_sides):
    desk = office.workspace.conflicts
    desk.settle(two_sides, desk.record(two_sides).heads, [Decision(CHILDREN, 3, REASON)])
    assert office.workspace.fichas.record(two_sides).answers[CHILDREN] == 3
    assert [one.path for one in desk.record(two_sides).fields] == [ALIAS]


@pytest.mark.parametrize("decisions", [[], [Decision(ALIAS, "Brisa", " ")]])
def test_nothing_is_settled_without_a_reason(office, two_sides, decisions):
    desk = office.workspace.conflicts
    with pytest.raises(InputError):
        desk.settle(two_sides, desk.record(two_sides).heads, decisions)
    assert len(desk.record(two_sides).fields) == 2


def test_risk_is_settled_by_a_revision_and_a_reason_of_its_own(office, record):
    node = office.workspace.fichas.correct(record).session.node(RISK)
    low, high = (value for value, _label in (node.choices[0], node.choices[-1]))
    apart(office, record, {RISK: low, ALIAS: "Alondra"}, {RISK: high, ALIAS: "Brisa"})
    desk = office.workspace.conflicts
    told = desk.record(record)
    assert {one.path for one in told.fields if one.is_guarded} == {RISK}
    assert desk.waiting()[0].is_guarded
    own = "La valoración de hoy lo confirma."
    desk.settle(record, told.heads, [Decision(RISK, high, own), Decision(ALIAS, "Brisa", REASON)])
    *_before, first, second = steps(office, record)
    assert {first[1], second[1]} == {own, REASON}
    assert ALIAS not in next(step[2] for step in (first, second) if step[1] == own)
    assert office.workspace.fichas.record(record).conflicts == {}


def test_what_came_in_meanwhile_is_not_settled_unseen(office, two_sides):
    desk = office.workspace.conflicts
    heads = desk.record(two_sides).heads
    apart(office, two_sides, {"safety/comes_alone": "yes"})
    with pytest.raises(RecordMovedError):
        desk.settle(two_sides, heads, [Decision(ALIAS, "Brisa", REASON)])


def test_what_is_not_in_conflict_cannot_be_written_from_the_desk(office, two_sides):
    desk = office.workspace.conflicts
    with pytest.raises(RecordMissingError):
        desk.settle(
            two_sides, desk.record(two_sides).heads, [Decision("arrival/sex", "man", REASON)]
        )


def test_who_only_reads_the_ficha_sees_but_does_not_settle_and_reserved_stays_reserved(
    office, file
):
    """A ficha that law reads and psychology fills."""
    office.add_user("abogada", "legal")
    fichas = office.workspace.fichas
    form, reserved = next(
        (one.form_id, path)
        for one in fichas.available(file)
        if "legal" in one.settings.read - one.settings.write
        for path in reserved_texts(fichas.begin(one.form_id, file).session)
    )
    filling = fichas.begin(form, file)
    answer_required(filling.session)
    record = fichas.close(filling).record
    apart(office, record, {reserved: "CANARY uno"}, {reserved: "CANARY dos"})
    own = office.workspace.conflicts.record(record)
    assert len(own.fields) == 1
    office.workspace.teams.assign(file, frozenset({office.user("abogada").id}))
    desk = office.as_user("abogada").conflicts
    told = desk.record(record)
    assert (told.fields, told.withheld, told.hindrance) == ((), 1, Hindrance.SERVICE)
    assert "CANARY" not in repr(told)
    with pytest.raises(NotPermittedError):
        desk.settle(record, told.heads, [Decision(reserved, "CANARY uno", REASON)])


def reserved_texts(session):
    found = (
        path
        for path, one in session.definition.questions.items()
        if one.privacy == "reserved" and one.type == "text"
    )
    return [path for path in found if is_asked(session, path)]


def is_asked(session, path):
    try:
        return session.node(path).relevant
    except KeyError:
        return False


def answer_required(session):
    for _turn in range(9):
        for problem in session.problems():
            node = session.node(problem.path)
            first = node.choices[0][0] if node.choices else "2026-11-02"
            value = [first] if node.question.type == "select_multiple" else first
            session.answer(problem.path, value)


@pytest.fixture
def merged(office, record):
    """One says with whom she came, the other that she came alone."""
    apart(office, record, {"safety/comes_alone": "no"})
    who = office.workspace.fichas.correct(record).session.node("safety/companion").choices[0][0]
    apart(office, record, {"safety/companion": who}, {"safety/comes_alone": "yes"})
    return record


def test_answers_that_do_not_fit_wait_until_somebody_confirms_them_with_a_reason(office, merged):
    desk = office.workspace.conflicts
    told = desk.record(merged)
    assert [(one.path, one.kind) for one in told.misfits] == [("safety/companion", HIDDEN)]
    assert told.misfits[0].words
    with pytest.raises(InputError):
        desk.confirm(merged, told.heads, " ")
    desk.confirm(merged, told.heads, "Vino sola y la esperaban fuera.")
    assert desk.waiting() == ()
    assert "safety/companion" in office.workspace.fichas.record(merged).answers
    assert steps(office, merged)[-1][:2] == ("confirm", "Vino sola y la esperaban fuera.")


def test_an_answer_that_is_asked_no_more_can_be_taken_back_and_no_other(office, merged):
    desk = office.workspace.conflicts
    heads = desk.record(merged).heads
    with pytest.raises(InputError):
        desk.confirm(merged, heads, REASON, ["arrival/sex"])
    desk.confirm(merged, heads, REASON, ["safety/companion"])
    assert desk.waiting() == ()
    assert "safety/companion" not in office.workspace.fichas.record(merged).answers


def test_a_record_with_two_answers_is_not_confirmed_as_it_stands(office, two_sides):
    desk = office.workspace.conflicts
    with pytest.raises(InputError):
        desk.confirm(two_sides, desk.record(two_sides).heads, REASON)


@pytest.fixture
def row_apart(office, file):
    """One takes a linked file out of F06, the other says what links them."""
    record = record_of(office, file, "f06")
    fichas = office.workspace.fichas
    filling = fichas.correct(record)
    facts = {one.fact: path for path, one in filling.definition.questions.items()}
    repeat = facts["file.linked_codes"].rpartition("/")[0]
    filling.session.answer(facts["file.linked"], "yes")
    row = filling.session.add_row(repeat)
    filling.session.answer(f"{repeat}/{row}/code", "2345-6789")
    fichas.close(filling, REASON)
    taking, giving = fichas.correct(record), fichas.correct(record)
    taking.session.remove_row(repeat, row)
    kind = giving.session.node(f"{repeat}/{row}/kind").choices[0][0]
    giving.session.answer(f"{repeat}/{row}/kind", kind)
    fichas.close(taking, REASON)
    fichas.close(giving, REASON)
    return record, f"{repeat}/{row}", kind


def test_a_row_taken_out_by_one_and_changed_by_another_is_one_decision(office, row_apart):
    record, row, kind = row_apart
    desk = office.workspace.conflicts
    told = desk.record(record)
    (field,) = told.fields
    assert (field.path, field.is_row) == (row, True)
    out, kept = field.sides
    assert out.value is None
    assert "2345-6789" in kept.words
    desk.settle(record, told.heads, [Decision(row, kept.value, REASON)])
    answers = office.workspace.fichas.record(record).answers
    assert (answers[f"{row}/code"], answers[f"{row}/kind"]) == ("2345-6789", kind)
    assert desk.waiting() == ()


def test_a_row_may_stay_out(office, row_apart):
    record, row, _kind = row_apart
    desk = office.workspace.conflicts
    desk.settle(record, desk.record(record).heads, [Decision(row, None, REASON)])
    answers = office.workspace.fichas.record(record).answers
    assert not any(path.startswith(row) for path in answers)


def test_a_row_shows_to_a_reader_nothing_of_it_that_is_reserved(office, file):
    """Of a child in the playroom, psychology reads all but what care she needs."""
    office.add_user("psicologa", "psychology")
    office.workspace.teams.assign(file, frozenset({office.user("psicologa").id}))
    fichas, repeat = office.workspace.fichas, "children/child"
    filling = fichas.begin("f33", file)
    name = filling.session.rows(repeat)[0]
    row = f"{repeat}/{name}"
    filling.session.answer(f"{row}/number", 17)
    filling.session.answer(f"{row}/care", "CANARY")
    answer_required(filling.session)
    record = fichas.close(filling).record
    taking, giving = fichas.correct(record), fichas.correct(record)
    taking.session.remove_row(repeat, name)
    giving.session.answer(f"{row}/number", 18)
    fichas.close(taking, REASON)
    fichas.close(giving, REASON)
    assert "CANARY" in repr(office.workspace.conflicts.record(record))
    (field,) = office.as_user("psicologa").conflicts.record(record).fields
    assert field.is_row
    assert "18" in field.sides[1].words
    assert "CANARY" not in repr(field)


def test_who_does_not_reach_the_file_sees_nothing_of_it(office, two_sides):
    office.add_user("abogada", "legal")
    assert office.as_user("abogada").conflicts.waiting() == ()
