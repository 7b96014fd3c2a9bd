"""F29: what held on a day, and what changed; by itself it changes nothing."""

import pytest


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f29")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def offered(session):
    return {name for name, _ in session.node("lookup/known").choices}


def test_it_is_about_no_coded_file_and_nothing_of_it_leaves(ficha):
    settings = ficha.definition.settings
    assert (settings.about, settings.stage, settings.cardinality) == ("office", "", "many")
    privacies = {question.privacy for question in ficha.definition.questions.values()}
    assert privacies == {None, "coded", "reserved"}


def test_a_new_ficha_asks_about_today_and_can_be_closed(ficha):
    assert ficha.answers()["lookup/on"] == "2026-11-23"
    assert ficha.problems() == ()
    assert "Por sí sola no cambia ninguna lista" in ficha.node("lookup/no_effect").label


@pytest.mark.parametrize(
    ("day", "there", "not_there"),
    [
        ("2007-01-16", {"ley-26309", "ley-28251"}, {"ley-28950", "ley-31146"}),
        ("2007-01-17", {"ley-28950"}, {"ley-26309", "ley-30251"}),
        ("2014-10-21", {"ley-28950"}, {"ley-30251"}),
        ("2014-10-22", {"ley-28950", "ley-30251"}, {"ley-31146"}),
        ("2021-03-29", {"ley-30251", "ley-30963"}, {"ley-31146"}),
        ("2021-03-30", {"ley-31146"}, {"ds-016-2024-jus"}),
        ("2025-03-29", {"ds-003-2013-jus"}, {"ds-016-2024-jus"}),
        ("2025-03-30", {"ds-016-2024-jus"}, {"ds-003-2013-jus"}),
        ("2025-05-02", {"ds-018-2019-mimp"}, {"ds-003-2025-mimp"}),
        ("2025-05-03", {"ds-003-2025-mimp"}, set()),
    ],
)
def test_the_norms_offered_are_those_that_held_on_the_day(ficha, day, there, not_there):
    ficha.answer("lookup/on", day)
    assert there <= offered(ficha)
    assert not not_there & offered(ficha)


@pytest.mark.parametrize("day", ["1990-01-01", "2008-06-01", "2016-03-01", "2023-09-18"])
def test_ficha_and_catalogue_say_the_same(ficha, catalogue, day):
    from datetime import date

    ficha.answer("lookup/on", day)
    held = {norm.id: norm.label for norm in catalogue.norms_on(date.fromisoformat(day))}
    assert dict(ficha.node("lookup/known").choices) == held


def test_a_norm_of_another_day_does_not_stay(ficha):
    fill(ficha, {"lookup/on": "2026-01-05", "lookup/known": "ley-31146"})
    ficha.answer("lookup/on", "2010-01-05")
    assert "lookup/known" not in ficha.answers()


def test_a_new_norm_has_its_number_and_its_days_in_order(ficha):
    assert not ficha.node("change/number").relevant
    ficha.answer("change/is_new", "yes")
    assert problems(ficha) == {("change/number", "required")}
    fill(
        ficha,
        {
            "change/number": "Ley 99999",
            "change/published_on": "2026-11-10",
            "change/valid_from": "2026-11-09",
        },
    )
    assert problems(ficha) == {("change/valid_from", "constraint")}
    fill(ficha, {"change/valid_from": "2026-11-11", "change/valid_to": "2026-11-10"})
    assert problems(ficha) == {("change/valid_to", "constraint")}
    assert ficha.node("change/replaced_by").relevant
    ficha.answer("change/valid_to", None)
    assert not ficha.node("change/replaced_by").relevant
    fill(ficha, {"change/replaces": "ley-28950", "change/published_on": "2026-11-24"})
    assert ("change/published_on", "constraint") in problems(ficha)


def test_what_is_not_confirmed_is_not_cited_and_a_change_is_asked_of_headquarters(ficha):
    ficha.answer("use/check", "pending")
    assert ficha.node("use/pending").relevant
    ficha.answer("use/check", "lawyer")
    assert not ficha.node("use/pending").relevant
    ficha.answer("use/purpose", ["catalogue"])
    assert ficha.node("use/ask_catalogue").relevant
