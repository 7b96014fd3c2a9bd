"""F27: a message to the public comes from no case, and is looked over first."""

import pytest

from cem_desktop.domain.facts import FACTS

DONE = {
    "what/medium": "radio",
    "what/messages": ["services", "helpline"],
    "review/no_case_data": "OK",
}


@pytest.fixture
def ficha(open_ficha):
    return fill(open_ficha("f27"), DONE)


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_it_is_about_the_office_and_promotion_may_write_it(ficha):
    settings = ficha.definition.settings
    assert (settings.about, settings.stage, settings.cardinality) == ("office", "", "many")
    assert settings.write == {"promotion", "coordination"}


def test_nothing_closes_before_somebody_says_that_it_comes_from_no_case(open_ficha, ficha):
    assert problems(open_ficha("f27")) == {
        ("what/medium", "required"),
        ("what/messages", "required"),
        ("review/no_case_data", "required"),
    }
    assert ficha.problems() == ()
    ficha.answer("review/no_case_data", None)
    (problem,) = ficha.problems()
    assert "retírelo ahora" in problem.message


def test_her_leave_is_not_enough(ficha):
    assert "Tampoco con su permiso" in ficha.node("review/consent_is_not_enough").label
    assert "aunque se cambien los datos" in ficha.node("what/never_a_case").label


def test_what_was_not_looked_over_is_told(ficha):
    assert ficha.node("review/not_reviewed").relevant
    ficha.answer("review/language_reviewed", "OK")
    assert not ficha.node("review/not_reviewed").relevant


def test_the_words_go_to_headquarters_and_are_no_statistic(ficha):
    text = ficha.definition.questions["what/text"]
    assert (text.privacy, text.send, text.appearance) == ("official", None, "multiline")
    texts = {path for path, one in ficha.definition.questions.items() if one.type == "text"}
    assert texts == {"what/text"}


@pytest.mark.parametrize(("reach", "taken"), [(0, True), (500_000, True), (500_001, False)])
def test_the_reach_is_a_number_within_bounds(ficha, reach, taken):
    assert FACTS["outreach.reach"].bounds == (0, 500_000)
    ficha.answer("people/reach", reach)
    assert (("people/reach", "constraint") not in problems(ficha)) is taken
    assert ficha.node("people/reach_how").relevant is (reach > 0)


def test_it_cannot_be_of_tomorrow(ficha):
    ficha.answer("what/on", "2026-11-24")
    assert problems(ficha) == {("what/on", "constraint")}


def test_who_comes_up_for_help_is_not_counted_here(ficha):
    assert "F01" in ficha.node("people/somebody_came").label
    asked = [one for one in ficha.definition.questions.values() if one.type != "note"]
    assert {one.fact.partition(".")[0] for one in asked} == {"outreach"}
