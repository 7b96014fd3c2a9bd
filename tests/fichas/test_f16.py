import pytest

from cem_desktop.domain.facts import FACTS

READY = {
    "start/implemented": "by_cem",
    "start/emergency_over": "yes",
    "start/consent": "yes",
}
SECTIONS = ("life", "networks", "objectives", "following")


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f16")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def row_of(session, path):
    return next(iter(session.rows(path)), None) or session.add_row(path)


def open_sections(session):
    return {section for section in SECTIONS if session.node(section).relevant}


def test_it_asks_first_whether_the_centre_carries_the_plan_out(ficha):
    assert problems(ficha) == {("start/implemented", "required")}
    assert open_sections(ficha) == set()


@pytest.mark.parametrize(
    ("emergency", "consent", "begins"),
    [("yes", "yes", True), ("no", "yes", False), ("yes", "no", False), ("no", "no", False)],
)
def test_it_begins_after_the_emergency_and_with_her_consent(ficha, emergency, consent, begins):
    fill(
        ficha,
        READY | {"start/emergency_over": emergency, "start/consent": consent},
    )
    assert open_sections(ficha) == (set(SECTIONS) if begins else set())
    assert ficha.node("start/not_yet").relevant is not begins
    kind = "reintegration_plan" if begins else "social_care"
    assert ficha.answers()["start/service"] == kind
    assert ficha.problems() == ()


def test_without_an_answer_about_either_it_does_not_begin(ficha):
    ficha.answer("start/implemented", "by_cem")
    assert problems(ficha) == {
        ("start/emergency_over", "required"),
        ("start/consent", "required"),
    }
    assert open_sections(ficha) == set()


@pytest.mark.parametrize("who", ["not_by_cem", "not_trafficking"])
def test_a_plan_of_others_asks_nothing_more(ficha, who):
    ficha.answer("start/implemented", who)
    assert ficha.problems() == ()
    assert not ficha.node("start/consent").relevant
    assert open_sections(ficha) == set()


def test_a_consent_taken_back_leaves_nothing_of_the_plan(ficha):
    fill(ficha, READY | {"life/where": "origin", "following/notes": "Cocina muy bien."})
    ficha.answer("start/consent", "no")
    kept = {path.split("/")[0] for path in ficha.answers()}
    assert kept == {"start"}


def test_who_carries_it_out_is_the_official_answer_and_may_be_counted(ficha, catalogue):
    official = catalogue.code_lists["reintegration_plan"].codes
    assert {code.name: code.code for code in official} == {
        "not_by_cem": "0",
        "by_cem": "1",
        "not_trafficking": "2",
    }
    question = ficha.definition.questions["start/implemented"]
    assert (question.privacy, question.send) == ("statistical", "whole")


def test_the_support_is_of_the_official_kinds_and_by_relation(ficha, catalogue):
    fill(ficha, READY)
    path = f"networks/network/{row_of(ficha, 'networks/network')}"
    kinds = {code.name for code in catalogue.code_lists["support_type"].codes}
    assert {value for value, _ in ficha.node(f"{path}/kind").choices} == kinds
    fill(ficha, {f"{path}/relation": "sibling", f"{path}/kind": ["emotional", "material"]})
    assert ficha.problems() == ()
    asked = [one for one in ficha.definition.questions.values() if "/network/" in one.path]
    assert not any(one.type == "text" for one in asked)


def test_the_places_of_a_plan_are_kinds_and_never_names(ficha):
    fill(ficha, READY)
    offered = {value for value, _ in ficha.node("life/where").choices}
    assert {"origin", "destination", "other_residence"} <= offered
    types = {FACTS[one.fact].type for one in ficha.definition.questions.values() if one.fact}
    assert "place" not in types


def test_a_return_that_is_not_safe_says_so(ficha):
    fill(ficha, READY | {"life/where": "destination"})
    assert not ficha.node("life/return_state").relevant
    fill(ficha, {"life/where": "origin", "life/return_state": "unsafe"})
    assert ficha.node("life/return_risk").relevant


def test_objectives_have_an_area_dates_and_progress(ficha):
    fill(ficha, READY)
    path = f"objectives/objective/{row_of(ficha, 'objectives/objective')}"
    fill(
        ficha,
        {
            f"{path}/area": "livelihood",
            f"{path}/begun_on": "2026-10-01",
            f"{path}/planned_end": "2026-09-01",
        },
    )
    assert problems(ficha) == {(f"{path}/planned_end", "constraint")}
    ficha.answer(f"{path}/planned_end", "2027-02-01")
    assert not ficha.node(f"{path}/ended_on").relevant
    fill(ficha, {f"{path}/progress": "reached", f"{path}/ended_on": "2026-11-24"})
    assert problems(ficha) == {(f"{path}/ended_on", "constraint")}
    ficha.answer(f"{path}/ended_on", "2026-11-20")
    assert ficha.problems() == ()


def test_the_objectives_are_the_support_plan_of_the_standard(catalogue):
    fields = {fact.htcds for fact in FACTS.values() if fact.id.startswith("reintegration.")}
    assert fields >= {
        "spl_Type",
        "spl_Objectives",
        "spl_ActionPlan",
        "spl_PlannedEndDate",
        "spl_ActualEndDate",
    }
    assert len(catalogue.code_lists["reintegration_area"].codes) == 9


def test_a_minors_plan_is_led_by_the_upe(ficha):
    ficha.answer("start/age_group", "18_29")
    assert not ficha.node("start/minor_duty").relevant
    ficha.answer("start/age_group", "12_17")
    assert ficha.node("start/minor_duty").relevant
