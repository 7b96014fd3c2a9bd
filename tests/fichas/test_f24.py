from datetime import date

import pytest

from cem_desktop.domain.case_file import Stage
from cem_desktop.domain.facts import FACTS, Statement, resolve

BLAME = ("abandon", "renunci", "falta de interés", "no colabor", "se negó", "incumpl")


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f24")


@pytest.fixture
def closing(ficha):
    ficha.answer("act_of/act", "closure")
    return ficha


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_a_follow_up_can_be_closed_as_it_opens(ficha):
    assert ficha.problems() == ()
    assert ficha.answers()["act_of/stage"] == "follow_up"
    for section in ("closing", "withdrawal", "before_closing"):
        assert not ficha.node(section).relevant


@pytest.mark.parametrize(
    ("act", "stage"),
    [("follow_up", "follow_up"), ("closure", "closed"), ("reopening", "strategy")],
)
def test_a_file_declares_its_stage_with_a_date(ficha, act, stage):
    fill(ficha, {"act_of/act": act, "act_of/held_on": "2026-11-20"})
    assert ficha.answers()["act_of/stage"] == stage
    assert Stage(stage)
    questions = ficha.definition.questions
    assert questions["act_of/stage"].fact == "case.stage"
    assert questions["act_of/held_on"].fact == "case.stage_on"


def test_a_file_that_was_reopened_is_open(ficha):
    said = [
        Statement("case.stage", stage, "f24@2026.1", stage, date(2026, month, 1))
        for month, stage in ((9, "closed"), (10, "strategy"))
    ]
    assert resolve(FACTS["case.stage"], said).value == "strategy"


def test_a_closure_needs_its_reason_and_a_reopening_too(ficha):
    ficha.answer("act_of/act", "closure")
    assert problems(ficha) == {("closing/reason", "required")}
    ficha.answer("closing/reason", "goals_met")
    assert ficha.problems() == ()
    ficha.answer("act_of/act", "reopening")
    assert problems(ficha) == {("act_of/reopening", "required")}
    ficha.answer("act_of/reopening", "she_came")
    assert ficha.node("act_of/welcome_back").relevant
    assert ficha.problems() == ()
    assert "closing/reason" not in ficha.answers()


def test_another_reason_has_to_be_told(closing):
    closing.answer("closing/reason", "other")
    assert problems(closing) == {("closing/reason_words", "required")}


def test_the_reason_and_a_death_go_into_the_case_data_standard():
    assert FACTS["closure.reason"].htcds == "cas_ReasonForCaseClosure"
    assert FACTS["closure.deceased"].htcds == "prs_Deceased"


def test_a_death_is_on_record_and_nothing_more_is_asked(closing):
    closing.answer("closing/reason", "deceased")
    assert problems(closing) == {("closing/deceased", "required")}
    assert closing.node("closing/after_death").relevant
    for section in ("state", "withdrawal", "before_closing", "farewell"):
        assert not closing.node(section).relevant
    assert not closing.node("act_of/reach").relevant
    assert "act_of/service_kind" not in closing.answers()


@pytest.mark.parametrize(
    "answers",
    [
        {"act_of/act": "closure", "closing/reason": "withdrawal"},
        {"act_of/act": "follow_up", "state/withdraws": "yes"},
    ],
)
def test_a_withdrawal_has_causes_and_no_blame(ficha, answers):
    assert not ficha.node("withdrawal").relevant
    fill(ficha, answers)
    assert ficha.node("withdrawal/no_blame").relevant
    causes = {name for name, _ in ficha.node("withdrawal/causes").choices}
    assert causes >= {"fear", "bond", "threat", "cost", "not_said"}
    said = " ".join(
        [label for _, label in ficha.node("withdrawal/causes").choices]
        + [ficha.node(f"withdrawal/{name}").label for name in ("no_blame", "causes")]
    )
    assert not any(word in said.lower() for word in BLAME)
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("cause", "shown"),
    [
        ("fear", "cause_danger"),
        ("threat", "cause_danger"),
        ("bond", "cause_bond"),
        ("cost", "cause_cost"),
        ("children", "cause_cost"),
        ("treatment", "cause_ours"),
        ("distrust", "cause_ours"),
        ("delay", "cause_ours"),
        ("other_plans", None),
    ],
)
def test_each_cause_says_what_to_do(closing, cause, shown):
    fill(closing, {"closing/reason": "withdrawal", "withdrawal/causes": [cause]})
    notes = ("cause_danger", "cause_bond", "cause_cost", "cause_ours")
    relevant = {name for name in notes if closing.node(f"withdrawal/{name}").relevant}
    assert relevant == ({shown} if shown else set())


def test_not_said_goes_alone(closing):
    fill(closing, {"closing/reason": "withdrawal", "withdrawal/causes": ["not_said", "fear"]})
    assert problems(closing) == {("withdrawal/causes", "constraint")}


def test_who_leaves_the_proceeding_stays_in_the_service(closing):
    fill(closing, {"closing/reason": "withdrawal", "withdrawal/withdrawn_from": "proceeding"})
    assert closing.node("withdrawal/stays_open").relevant
    closing.answer("withdrawal/withdrawn_from", "both")
    assert not closing.node("withdrawal/stays_open").relevant


@pytest.mark.parametrize(
    ("reason", "risk", "steps", "missing"),
    [
        ("goals_met", "low", [], False),
        ("goals_met", "severe", [], True),
        ("withdrawal", "low", [], True),
        ("withdrawal", None, ["risk_seen"], True),
        ("withdrawal", "severe", ["risk_seen", "safety_plan"], False),
    ],
)
def test_danger_is_seen_to_before_a_file_is_closed(closing, reason, risk, steps, missing):
    fill(
        closing,
        {"closing/reason": reason, "state/risk": risk, "before_closing/steps": steps},
    )
    assert closing.node("before_closing/steps_missing").relevant is missing
    assert closing.node("before_closing/severe").relevant is (risk == "severe")
    assert closing.problems() == ()


@pytest.mark.parametrize(
    ("reach", "contact", "service"),
    [("with_her", True, True), ("through_team", False, True), ("not_reached", False, False)],
)
def test_only_who_was_met_was_met(ficha, reach, contact, service):
    ficha.answer("act_of/reach", reach)
    assert ("act_of/contact_on" in ficha.answers()) is contact
    assert ("act_of/service_kind" in ficha.answers()) is service
    assert ficha.node("act_of/not_reached_steps").relevant is (reach == "not_reached")


@pytest.mark.parametrize(
    ("path", "value"), [("act_of/held_on", "2026-11-24"), ("farewell/next_on", "2026-11-22")]
)
def test_dates_that_cannot_be_are_told(ficha, path, value):
    ficha.answer(path, value)
    assert (path, "constraint") in problems(ficha)


def test_why_she_did_not_go_on_stays_in_the_office(ficha):
    questions = ficha.definition.questions
    left = {path for path, one in questions.items() if one.privacy == "statistical"}
    assert left == {
        "act_of/held_on",
        "act_of/stage",
        "act_of/service_kind",
        "act_of/service_on",
        "state/final",
        "closing/reason",
    }
    assert questions["withdrawal/causes"].privacy == "coded"


@pytest.mark.parametrize("reach", ["with_her", "through_team", "not_reached"])
def test_the_next_follow_up_is_dated_however_she_was_heard_of(ficha, reach):
    """An undated next date would lose to the one of an earlier ficha, and nobody would follow."""
    fill(ficha, {"act_of/reach": reach, "farewell/next_on": "2026-12-01"})
    assert ficha.answers()["act_of/contact_on"] == ficha.answers()["act_of/held_on"]
