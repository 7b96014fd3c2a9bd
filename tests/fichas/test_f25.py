"""F25: how many took part in a training, never who; nothing waits for it."""

import pytest

from cem_desktop.domain.facts import FACTS

CORE = ("psychology", "legal", "social")
OTHERS = ("admission", "promotion", "coordination", "childcare")


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f25")
    session.answer("course/topics", ["trafficking", "treatment"])
    session.answer("people/audience", ["cem_team"])
    return session


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


def test_topic_and_audience_are_enough(open_ficha):
    assert problems(open_ficha("f25")) == {
        ("course/topics", "required"),
        ("people/audience", "required"),
    }


def test_it_can_be_closed_so_and_says_that_care_never_waits(ficha):
    assert ficha.problems() == ()
    assert "nunca retrasa la atención" in ficha.node("course/never_stops").label


def test_nobody_is_named(ficha):
    texts = {path for path, one in ficha.definition.questions.items() if one.type == "text"}
    assert texts == {"course/event", "results/remarks"}
    ficha.answer("course/event", "quien@correo.pe")
    assert problems(ficha) == {("course/event", "constraint")}


@pytest.mark.parametrize("profession", [*CORE, *OTHERS])
def test_each_profession_leaves_as_a_bounded_number(ficha, profession):
    question = ficha.definition.questions[f"people/team/{profession}"]
    assert (question.privacy, question.send) == ("statistical", "whole")
    assert FACTS[question.fact].bounds == (0, 40)
    ficha.answer(f"people/team/{profession}", 41)
    assert problems(ficha) == {(f"people/team/{profession}", "constraint")}


@pytest.mark.parametrize(
    ("counts", "whole", "lacking"),
    [
        ({}, False, False),
        ({"psychology": 1, "legal": 1, "social": 1}, True, False),
        ({"psychology": 2, "legal": 0, "social": 1}, False, True),
        ({"psychology": 2, "legal": 1}, False, True),
        ({"admission": 3}, False, True),
    ],
)
def test_at_least_one_of_each_profession_of_care(ficha, counts, whole, lacking):
    fill(ficha, {f"people/team/{name}": count for name, count in counts.items()})
    assert ficha.node("people/whole_team").relevant is whole
    assert ficha.node("people/not_whole").relevant is lacking
    assert ficha.problems() == ()


def test_the_sum_is_worked_out(ficha):
    fill(ficha, {"people/team/psychology": 2, "people/team/legal": 1, "people/team/childcare": 1})
    assert int(ficha.answers()["people/staff"]) == 4


def test_a_training_for_others_asks_of_no_profession_here(ficha):
    fill(ficha, {"people/team/psychology": 2, "people/audience": ["police", "health"]})
    answers = ficha.answers()
    assert "people/team/psychology" not in answers
    assert not answers.get("people/staff")
    assert ficha.node("people/others").relevant


def test_of_the_own_team_alone_no_others_are_asked(ficha):
    assert not ficha.node("people/others").relevant
    ficha.answer("people/audience", ["cem_team", "police"])
    assert ficha.node("people/others").relevant


@pytest.mark.parametrize(("tested", "asked"), [(0, False), (1, False), (2, False), (3, True)])
def test_an_average_of_one_or_two_would_be_somebodys_mark(ficha, tested, asked):
    fill(ficha, {"people/team/psychology": 5, "results/tested": tested})
    assert ficha.node("results/before").relevant is asked
    assert ficha.node("results/after").relevant is asked
    assert ficha.node("results/too_few").relevant is (tested in {1, 2})


def test_no_gain_blames_nobody(ficha):
    fill(ficha, {"people/team/psychology": 5, "results/tested": 5, "results/before": 12})
    assert not ficha.node("results/no_gain").relevant
    ficha.answer("results/after", 12)
    assert "No es falta de nadie" in ficha.node("results/no_gain").label
    assert ficha.node("results/no_gain").relevant
    ficha.answer("results/after", 16)
    assert not ficha.node("results/no_gain").relevant


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("course/held_on", "2026-11-24"),
        ("course/hours", 0),
        ("course/hours", 401),
        ("results/valid_until", "2026-11-22"),
        ("results/tested", 6),
    ],
)
def test_what_cannot_be_is_told(ficha, path, value):
    ficha.answer("people/team/psychology", 5)
    ficha.answer(path, value)
    assert problems(ficha) == {(path, "constraint")}


def test_an_expired_one_says_that_the_team_goes_on(ficha):
    fill(ficha, {"course/held_on": "2024-05-10", "results/valid_until": "2026-05-10"})
    assert ficha.node("results/expired").relevant
    assert "sigue atendiendo" in ficha.node("results/expired").label
    ficha.answer("results/valid_until", "2027-05-10")
    assert not ficha.node("results/expired").relevant
