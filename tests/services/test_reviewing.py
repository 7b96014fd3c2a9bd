"""A combination of answers that nobody saw is marked; nothing is cleared; a look takes it off."""

import pytest

from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.services.recording import rebuild
from cem_desktop.services.reviewing import COMPUTED, HIDDEN, review

REASON = "Se habló con ella."


@pytest.fixture
def fichas(office):
    return office.workspace.fichas


@pytest.fixture
def saved(fichas):
    """A first contact of a woman who came with somebody."""
    filling = fichas.begin("f01", None)
    session = filling.session
    session.answer("arrival/opened_on", "2026-11-02")
    session.answer("arrival/way", session.node("arrival/way").choices[0][0])
    session.answer("arrival/sex", "woman")
    session.answer("arrival/age_known", "unknown")
    session.answer("safety/comes_alone", "no")
    return fichas.close(filling)


def apart(fichas, record, *sides):
    """Several people correct a record without knowing of each other."""
    opened = [fichas.correct(record) for _side in sides]
    for filling, answers in zip(opened, sides, strict=True):
        for path, value in answers.items():
            filling.session.answer(path, value)
        fichas.close(filling, REASON)


def companion(fichas, record):
    return fichas.correct(record).session.node("safety/companion").choices[0][0]


def mark(office, record):
    with office.workspace.context.store.read() as unit:
        return unit.reviews.find(record)


def findings(office, record):
    found = mark(office, record)
    return [] if found is None else [(one["path"], one["kind"]) for one in found.findings]


@pytest.fixture
def merged(fichas, saved):
    """One says with whom she came, the other that she came alone."""
    answers = {"safety/companion": companion(fichas, saved.record)}
    apart(fichas, saved.record, answers, {"safety/comes_alone": "yes"})
    return saved


def test_an_answer_that_skip_logic_leaves_out_after_a_merge_is_marked_and_kept(
    office, fichas, merged
):
    assert findings(office, merged.record) == [("safety/companion", HIDDEN)]
    assert "safety/companion" in fichas.record(merged.record).answers


def test_answers_that_fit_together_need_no_look(office, fichas, saved):
    apart(fichas, saved.record, {"safety/alias": "Alondra"}, {"safety/children": 2})
    assert mark(office, saved.record) is None


def test_a_constraint_between_two_merged_answers_is_marked(office, fichas, saved):
    apart(
        fichas,
        saved.record,
        {"arrival/opened_on": "2026-11-02", "farewell/next_on": "2026-11-02"},
        {"arrival/opened_on": "2026-11-01"},
    )
    assert mark(office, saved.record) is None
    apart(
        fichas,
        saved.record,
        {"farewell/next_on": "2026-11-01"},
        {"arrival/opened_on": "2026-11-02"},
    )
    assert findings(office, saved.record) == [("farewell/next_on", "constraint")]


def test_a_field_in_conflict_is_no_finding_and_the_look_follows_when_it_is_settled(
    office, fichas, saved
):
    who = companion(fichas, saved.record)
    apart(
        fichas,
        saved.record,
        {"safety/companion": who},
        {"safety/comes_alone": "yes"},
        {"safety/comes_alone": None},
    )
    assert findings(office, saved.record) == [("safety/companion", HIDDEN)]
    fichas.settle(saved.record, "safety/comes_alone", "yes", REASON)
    assert findings(office, saved.record) == [("safety/companion", HIDDEN)]


def test_settling_to_the_side_that_fits_takes_the_mark_off(office, fichas, saved):
    who = companion(fichas, saved.record)
    apart(
        fichas,
        saved.record,
        {"safety/companion": who},
        {"safety/comes_alone": "yes"},
        {"safety/comes_alone": None},
    )
    with office.workspace.context.store.read() as unit:
        sides = unit.records.get(saved.record).state.conflicts()
    assert set(sides) == {"safety/comes_alone"}
    fichas.settle(saved.record, "safety/comes_alone", "no", REASON)
    assert mark(office, saved.record) is None


def test_a_result_that_does_not_follow_from_the_merged_answers_is_marked(office, fichas, saved):
    risk = fichas.correct(saved.record).session.node("safety/risk").choices[0][0]
    apart(fichas, saved.record, {"safety/risk": risk}, {"arrival/opened_on": "2026-11-01"})
    assert ("safety/risk_on", COMPUTED) in findings(office, saved.record)


def test_what_follows_from_two_settled_answers_is_settled_with_the_last(office, fichas, saved):
    known = {"arrival/age_known": "known", "arrival/age": 16}
    apart(
        fichas, saved.record, known, {**known, "arrival/age": 17}, {"arrival/age_known": "unknown"}
    )
    view = fichas.record(saved.record)
    assert {"arrival/age_known", "arrival/age"} <= set(view.conflicts) | set(view.answers)
    for path in ("arrival/age_known", "arrival/age"):
        if path in fichas.record(saved.record).conflicts:
            fichas.settle(saved.record, path, known[path], REASON)
    view = fichas.record(saved.record)
    assert (view.conflicts, view.answers["arrival/age_group"]) == ({}, "12_17")


def test_a_correction_that_does_not_show_an_answer_does_not_take_it_back(office, fichas, merged):
    filling = fichas.correct(merged.record)
    filling.session.answer("safety/alias", "Alondra")
    fichas.close(filling, REASON)
    assert "safety/companion" in fichas.record(merged.record).answers
    assert findings(office, merged.record) == [("safety/companion", HIDDEN)]


def test_a_draft_that_goes_on_after_a_lock_does_not_take_it_back_either(office, merged):
    fichas = office.workspace.fichas
    filling = fichas.correct(merged.record)
    filling.session.answer("safety/alias", "Alondra")
    fichas.save_draft(filling)
    office.close()
    fichas = office.open().fichas
    (draft,) = fichas.drafts()
    fichas.close(fichas.resume(draft.id), REASON)
    assert "safety/companion" in fichas.record(merged.record).answers


def test_mending_it_in_the_ficha_takes_the_mark_off(office, fichas, merged):
    filling = fichas.correct(merged.record)
    filling.session.answer("safety/comes_alone", "no")
    fichas.close(filling, REASON)
    assert mark(office, merged.record) is None


def test_the_mark_follows_from_the_revisions_and_is_found_again(office, merged):
    context = office.workspace.context
    before = mark(office, merged.record)
    with context.store.write() as unit:
        unit.reviews.drop(merged.record)
        rebuild(unit, context)
    assert mark(office, merged.record).findings == before.findings
    with context.store.write() as unit:
        assert all(
            review(unit, context, one) == (one == merged.record) for one in unit.records.ids()
        )
        assert unit.records.get(merged.file).form == FILE_FORM
