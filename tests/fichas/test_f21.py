"""F21: judgments with their days apart, reparation a person, appeals, terms to be confirmed."""

import re
from datetime import date

import pytest

from cem_desktop.domain.facts import FACTS, Statement, resolve
from cem_desktop.services.catalogues import codes_of
from cem_desktop.sync.coarsening import leaving

ESSENTIALS = {"judgment/on": "2026-10-05", "judgment/instance": "first"}


@pytest.fixture
def ficha(open_ficha):
    return fill(open_ficha("f21"), ESSENTIALS)


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def row(session, repeat, number=0):
    return f"{repeat}/{session.rows(repeat)[number]}"


def test_the_date_and_the_instance_are_asked_for(open_ficha):
    ficha = open_ficha("f21")
    assert problems(ficha) == {("judgment/on", "required"), ("judgment/instance", "required")}
    assert fill(ficha, ESSENTIALS).problems() == ()


def test_judgment_reading_view_and_confirmation_have_days_of_their_own(ficha):
    facts = {question.fact for question in ficha.definition.questions.values()}
    assert {"sentence.on", "sentence.reading_on", "sentence.view_on", "sentence.final_on"} <= facts
    ficha.answer("judgment/reading_on", "2026-10-04")
    assert problems(ficha) == {("judgment/reading_on", "constraint")}
    ficha.answer("judgment/reading_on", "2026-10-12")
    assert ficha.problems() == ()
    assert not ficha.node("judgment/view_on").relevant
    fill(ficha, {"judgment/instance": "second", "judgment/view_on": "2026-10-06"})
    assert problems(ficha) == {("judgment/view_on", "constraint")}
    ficha.answer("judgment/view_on", "2026-09-20")
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("condition", "dated"),
    [
        ("appealed", False),
        ("term_running", False),
        ("unappealed", True),
        ("executory", True),
        ("final", True),
    ],
)
def test_the_condition_is_no_date_and_a_final_one_has_its_own(ficha, condition, dated):
    ficha.answer("judgment/condition", condition)
    assert ficha.node("judgment/final_on").relevant is dated
    if dated:
        ficha.answer("judgment/final_on", "2026-10-04")
        assert problems(ficha) == {("judgment/final_on", "constraint")}
        ficha.answer("judgment/final_on", "2026-10-16")
        assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, "under_8"),
        (7, "under_8"),
        (8, "8_14"),
        (14, "8_14"),
        (15, "15_24"),
        (24, "15_24"),
        (25, "25_plus"),
        (50, "25_plus"),
    ],
)
def test_years_stay_and_only_a_wide_band_leaves(ficha, years, band):
    fill(ficha, {"judgment/verdict": "convicted", "penalty/kinds": ["prison_effective"]})
    ficha.answer("penalty/years", years)
    assert ficha.problems() == ()
    assert ficha.answers()["penalty/years_band"] == band
    assert ficha.definition.questions["penalty/years"].privacy == "coded"


def test_years_have_bounds_and_life_has_a_band_of_its_own(ficha):
    fill(ficha, {"judgment/verdict": "convicted", "penalty/kinds": ["prison_effective"]})
    ficha.answer("penalty/years", 51)
    assert problems(ficha) == {("penalty/years", "constraint")}
    ficha.answer("penalty/kinds", ["life"])
    assert not ficha.node("penalty/years").relevant
    assert ficha.answers()["penalty/years_band"] == "life"


@pytest.mark.parametrize(
    ("verdict", "penalty", "steps"),
    [
        ("convicted", True, False),
        ("confirmed", True, False),
        ("reformed", True, False),
        ("acquitted", False, True),
        ("annulled", False, True),
    ],
)
def test_a_penalty_is_asked_where_there_is_one(ficha, verdict, penalty, steps):
    ficha.answer("judgment/verdict", verdict)
    assert ficha.node("penalty/kinds").relevant is penalty
    assert ficha.node("judgment/not_convicted").relevant is steps


def test_reparation_is_told_for_each_person_in_its_currency(ficha):
    assert not ficha.node("civil/reparation").relevant
    ficha.answer("civil/ordered", "yes")
    first = row(ficha, "civil/reparation")
    ficha.answer(f"{first}/for_whom", "this_person")
    assert problems(ficha) == {(f"{first}/amount", "required")}
    ficha.answer(f"{first}/amount", 8000)
    assert problems(ficha) == {(f"{first}/currency", "required")}
    ficha.answer(f"{first}/currency", "pen")
    second = f"civil/reparation/{ficha.add_row('civil/reparation')}"
    fill(
        ficha,
        {
            f"{second}/for_whom": "other_person",
            f"{second}/amount": 900,
            f"{second}/currency": "usd",
        },
    )
    assert ficha.problems() == ()
    for refused in (-1, 5_000_001, "8000.50"):
        ficha.answer(f"{second}/amount", refused)
        assert [path for path, _ in problems(ficha)] == [f"{second}/amount"]


def test_payments_come_with_date_and_amount(ficha):
    fill(ficha, {"civil/ordered": "yes", "civil/paid": "none"})
    assert not ficha.node("civil/payment").relevant
    ficha.answer("civil/paid", "part")
    payment = row(ficha, "civil/payment")
    fill(ficha, {f"{payment}/paid_on": "2026-11-24", f"{payment}/paid_amount": 500})
    assert problems(ficha) == {
        (f"{payment}/paid_on", "constraint"),
        (f"{payment}/paid_currency", "required"),
    }
    fill(ficha, {f"{payment}/paid_on": "2026-11-20", f"{payment}/paid_currency": "pen"})
    assert ficha.problems() == ()
    assert ficha.node("civil/safe_payment").relevant


@pytest.mark.parametrize(
    ("code", "five", "three"),
    [("penal_2004", True, False), ("penal_1940", False, True), (None, True, True)],
)
def test_the_term_depends_on_the_code_and_waits_for_the_lawyer(ficha, code, five, three):
    ficha.answer("judgment/code", code)
    assert not ficha.node("appeals/term_2004").relevant
    assert not ficha.node("appeals/term_1940").relevant
    ficha.answer("appeals/notified_on", "2026-10-07")
    shown = {name: ficha.node(f"appeals/{name}") for name in ("term_2004", "term_1940")}
    assert shown["term_2004"].relevant is five
    assert shown["term_1940"].relevant is three
    assert "cinco días" in shown["term_2004"].label
    assert "art. 414" in shown["term_2004"].label
    assert "tres días" in shown["term_1940"].label
    assert "D.Leg. 124 art. 7" in shown["term_1940"].label
    for note in shown.values():
        assert "hábiles" in note.label
        assert "Lo confirma el abogado o la abogada" in note.label
    assert "143" in ficha.node("appeals/notified_on").hint


def test_no_term_is_computed_the_lawyer_writes_and_checks_it(ficha):
    ficha.answer("appeals/notified_on", "2026-10-07")
    assert "appeals/term_on" not in ficha.answers()
    assert not ficha.node("appeals/term_checked").relevant
    ficha.answer("appeals/term_on", "2026-10-07")
    assert problems(ficha) == {("appeals/term_on", "constraint")}
    ficha.answer("appeals/term_on", "2026-10-15")
    assert ficha.node("appeals/term_checked").relevant
    assert ficha.problems() == ()


def test_appeals_say_who_asks_what_and_what_came_of_it(ficha):
    ours = row(ficha, "appeals/appeal")
    fill(ficha, {f"{ours}/appellant": "civil_party", f"{ours}/asks": ["more_reparation"]})
    assert problems(ficha) == {(f"{ours}/appeal_kind", "required")}
    fill(
        ficha,
        {
            f"{ours}/appeal_kind": "appeal",
            f"{ours}/filed_on": "2026-10-09",
            f"{ours}/appeal_result": "pending",
        },
    )
    assert not ficha.node(f"{ours}/decided_on").relevant
    fill(ficha, {f"{ours}/appeal_result": "founded", f"{ours}/decided_on": "2026-10-08"})
    assert problems(ficha) == {(f"{ours}/decided_on", "constraint")}
    ficha.answer(f"{ours}/decided_on", "2026-11-18")
    theirs = f"appeals/appeal/{ficha.add_row('appeals/appeal')}"
    fill(
        ficha,
        {
            f"{theirs}/appeal_kind": "review",
            f"{theirs}/appellant": "accused",
            f"{theirs}/appeal_result": "unfounded",
        },
    )
    assert ficha.problems() == ()


def test_the_judgment_of_the_higher_court_goes_before_the_first():
    said = [
        Statement("sentence.years", years, "f21", on, on=date.fromisoformat(on))
        for on, years in (("2025-12-27", 12), ("2026-06-30", 10))
    ]
    assert resolve(FACTS["sentence.years"], said).value == 10


def test_no_amount_day_or_number_of_years_leaves(ficha):
    fill(
        ficha,
        {
            "judgment/verdict": "convicted",
            "judgment/condition": "unappealed",
            "judgment/final_on": "2026-10-16",
            "judgment/precedent": "yes",
            "judgment/accused_number": 1,
            "penalty/kinds": ["prison_effective"],
            "penalty/years": 10,
            "civil/ordered": "yes",
            "civil/paid": "full",
            "notes/remember": "Falta la inscripción.",
        },
    )
    repair, pay = row(ficha, "civil/reparation"), row(ficha, "civil/payment")
    fill(ficha, {f"{repair}/amount": 8000, f"{repair}/currency": "pen"})
    fill(ficha, {f"{pay}/paid_amount": 8000, f"{pay}/paid_currency": "pen"})
    assert ficha.problems() == ()
    sent = {}
    for path, value in ficha.answers().items():
        plain = re.sub(r"(reparation|payment|appeal)/[^/]+/", r"\1/", path)
        question = ficha.definition.questions[plain]
        if question.privacy == "statistical":
            fact = FACTS[question.fact]
            sent[question.fact] = leaving(value, question.send, fact, codes_of(fact))
    assert sent == {
        "sentence.on": "2026-10",
        "sentence.instance": "first",
        "sentence.verdict": "convicted",
        "sentence.condition": "unappealed",
        "sentence.precedent": "yes",
        "sentence.penalty_kinds": ["prison_effective"],
        "sentence.years_band": "8_14",
        "sentence.reparation": "yes",
        "sentence.reparation_paid": "full",
    }
