import pytest

from cem_desktop.domain.facts import FACTS

OBJECTIVE = "plan/objective"


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f11")
    session.answer("meeting/attendees", ["psychology", "legal", "social"])
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_date_and_services_are_a_meeting(open_ficha):
    new = open_ficha("f11")
    assert new.answers()["meeting/met_on"] == "2026-11-23"
    assert new.answers()["meeting/service_kind"] == "team_plan"
    assert problems(new) == {("meeting/attendees", "required")}
    new.answer("meeting/attendees", ["psychology"])
    assert new.problems() == ()


def test_a_meeting_is_no_contact_with_her(ficha):
    assert "contact.date" not in {one.fact for one in ficha.definition.questions.values()}


def test_a_single_service_is_told_that_the_plan_is_of_all(ficha):
    assert not ficha.node("meeting/alone").relevant
    ficha.answer("meeting/attendees", ["legal"])
    assert ficha.node("meeting/alone").relevant


def test_objectives_begin_with_the_three_areas_of_the_service(ficha):
    rows = [*ficha.rows(OBJECTIVE)]
    rows += [ficha.add_row(OBJECTIVE) for _ in range(4 - len(rows))]
    answers = ficha.answers()
    areas = [answers.get(f"{OBJECTIVE}/{row}/area") for row in rows]
    assert areas == ["psychological", "legal", "social", None]
    ficha.answer(f"{OBJECTIVE}/{rows[1]}/area", "safety")
    assert ficha.answers()[f"{OBJECTIVE}/{rows[1]}/area"] == "safety"


def test_an_objective_is_due_after_the_meeting_and_met_by_today(ficha):
    row = f"{OBJECTIVE}/{ficha.rows(OBJECTIVE)[0]}"
    assert ficha.answers()[f"{row}/state"] == "pending"
    assert not ficha.node(f"{row}/done_on").relevant
    ficha.answer(f"{row}/due_on", "2026-11-22")
    assert problems(ficha) == {(f"{row}/due_on", "constraint")}
    ficha.answer(f"{row}/due_on", "2026-12-15")
    ficha.answer(f"{row}/state", "done")
    ficha.answer(f"{row}/done_on", "2026-11-24")
    assert problems(ficha) == {(f"{row}/done_on", "constraint")}
    ficha.answer(f"{row}/done_on", "2026-11-23")
    assert ficha.problems() == ()


def test_an_objective_is_a_support_plan_of_the_case_data_standard(ficha):
    fields = {
        FACTS[one.fact].htcds
        for path, one in ficha.definition.questions.items()
        if path.startswith(f"{OBJECTIVE}/")
    }
    assert fields - {None} == {
        "spl_Type",
        "spl_Objectives",
        "spl_ActionPlan",
        "spl_PlannedEndDate",
        "spl_ActualEndDate",
    }


@pytest.mark.parametrize(
    ("state", "required_first", "urgent", "respected"),
    [
        (None, True, True, False),
        ("not_begun", True, True, False),
        ("being_made", True, True, False),
        ("running", False, False, False),
        ("declined", False, True, True),
    ],
)
def test_the_psychological_plan_stands_before_the_proceedings(
    ficha, state, required_first, urgent, respected
):
    ficha.answer("before_law/psych_plan", state)
    assert ficha.node("before_law/plan_first").relevant is required_first
    assert ficha.node("before_law/respects").relevant is respected
    assert not ficha.node("before_law/set_already").relevant
    ficha.answer("before_law/diligence_soon", "yes")
    assert ficha.node("before_law/set_already").relevant is urgent
    assert ficha.problems() == ()


def test_a_plan_that_she_does_not_know_is_talked_over(ficha):
    ficha.answer("her_voice/her_part", "to_talk")
    assert ficha.node("her_voice/talk_first").relevant
    ficha.answer("her_voice/her_part", "agreed")
    assert not ficha.node("her_voice/talk_first").relevant


@pytest.mark.parametrize(
    ("path", "value"), [("meeting/met_on", "2026-11-24"), ("agreements/review_on", "2026-11-22")]
)
def test_dates_that_cannot_be_are_told(ficha, path, value):
    ficha.answer(path, value)
    assert (path, "constraint") in problems(ficha)


def test_what_the_team_thinks_is_reserved_and_only_the_service_leaves(ficha):
    questions = ficha.definition.questions
    assert questions["meeting/hypothesis"].privacy == "reserved"
    left = {path for path, one in questions.items() if one.privacy == "statistical"}
    assert left == {"meeting/service_kind", "meeting/service_on"}


def test_who_answers_is_a_role(ficha):
    row = ficha.rows(OBJECTIVE)[0]
    assert ficha.node(f"{OBJECTIVE}/{row}/responsible").question.type == "select_one"
