"""F23: the police lead, the centre goes only when asked, and nothing tactical has a place."""

import pytest

from cem_desktop.domain.facts import FACTS
from cem_desktop.domain.roles import ROLES, may_read
from cem_desktop.services.catalogues import codes_of
from cem_desktop.sync.coarsening import leaving

ASKED = {
    "lead/unit": "trafficking_division",
    "lead/request": "police",
    "lead/coordinated": "yes",
}
MINORS = ("0_5", "6_11", "12_17", "presumed_minor")


@pytest.fixture
def ficha(open_ficha):
    return fill(open_ficha("f23"), ASKED)


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def offered(session, path):
    return {name for name, _ in session.node(path).choices}


def test_only_the_police_in_charge_has_to_be_said(open_ficha):
    ficha = open_ficha("f23")
    assert problems(ficha) == {("lead/unit", "required")}
    ficha.answer("lead/unit", "police_station")
    assert ficha.problems() == ()


def test_the_units_are_the_police_alone(ficha):
    assert all("PNP" in label or "Policía" in label for _, label in ficha.node("lead/unit").choices)


def test_only_the_legal_service_and_the_coordinator_read_it(ficha):
    settings = ficha.definition.settings
    readers = {role for role in ROLES if may_read(settings.read, (role,), settings.write)}
    assert readers == {"legal", "coordination"}


def test_there_is_no_place_for_tactics(ficha):
    for question in ficha.definition.questions.values():
        assert question.type not in {"text", "time", "datetime", "upload"}, question.path
        assert question.list_name not in {"department", "districts"}, question.path
    assert "planes, lugares, horas" in ficha.node("lead/no_tactics").label


def test_the_date_of_an_operation_to_come_cannot_be_written(ficha):
    assert not ficha.node("afterwards/on").relevant
    ficha.answer("afterwards/result", "not_yet")
    assert not ficha.node("afterwards/on").relevant
    fill(ficha, {"afterwards/result": "done_safe", "afterwards/on": "2026-11-24"})
    assert problems(ficha) == {("afterwards/on", "constraint")}
    ficha.answer("afterwards/on", "2026-11-22")
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("request_", "coordinated", "may"),
    [
        (None, None, False),
        ("nobody", None, False),
        ("police", None, False),
        ("police", "no", False),
        ("police", "yes", True),
        ("prosecution", "yes", True),
    ],
)
def test_the_centre_acts_only_when_asked_and_coordinated(open_ficha, request_, coordinated, may):
    ficha = fill(open_ficha("f23"), {"lead/unit": "trafficking_division"})
    fill(ficha, {"lead/request": request_, "lead/coordinated": coordinated})
    roles = offered(ficha, "lead/role")
    assert roles == {"none"} if not may else {"none", "reception", "legal_care"} <= roles
    assert ficha.node("lead/not_asked").relevant is (request_ == "nobody")
    assert ficha.node("lead/not_coordinated").relevant is (coordinated == "no")


def test_a_part_does_not_stay_when_the_coordination_falls_away(ficha):
    ficha.answer("lead/role", ["reception", "containment"])
    ficha.answer("lead/request", "nobody")
    assert "lead/role" not in ficha.answers()


def test_none_goes_alone(ficha):
    ficha.answer("lead/role", ["none", "reception"])
    assert problems(ficha) == {("lead/role", "constraint")}


@pytest.mark.parametrize("group", MINORS)
def test_a_minor_or_presumed_minor_takes_no_part(ficha, group):
    ficha.answer("her/age_group", group)
    assert ficha.node("her/minor_never").relevant
    assert not ficha.node("her/consent").relevant
    ficha.answer("her/age_group", "30_59")
    assert ficha.node("her/consent").relevant


@pytest.mark.parametrize(
    ("consent", "respect"),
    [("given", False), ("refused", True), ("withdrawn", True), ("not_involved", False)],
)
def test_she_can_say_no_and_nobody_presses_her(ficha, consent, respect):
    ficha.answer("her/age_group", "18_29")
    assert "puede decir que no" in ficha.node("her/can_say_no").label
    ficha.answer("her/consent", consent)
    assert ficha.node("her/respect").relevant is respect
    assert ficha.problems() == ()


def test_a_risk_is_dated_and_a_severe_one_keeps_her_out(ficha):
    assert "her/risk_on" not in ficha.answers()
    ficha.answer("her/risk", "severe")
    assert ficha.answers()["her/risk_on"] == "2026-11-23"
    assert ficha.node("her/severe").relevant


def test_nothing_leaves_but_an_accompaniment_in_its_month(ficha):
    fill(
        ficha,
        {
            "lead/role": ["reception"],
            "her/risk": "moderate",
            "her/consent": "given",
            "afterwards/result": "not_yet",
        },
    )
    assert sent(ficha) == {}
    fill(ficha, {"afterwards/result": "done_safe", "afterwards/on": "2026-11-20"})
    assert sent(ficha) == {"service.kind": "proceeding_accompaniment", "service.on": "2026-11"}
    ficha.answer("lead/role", ["none"])
    assert sent(ficha) == {}


def sent(session):
    found = {}
    for path, value in session.answers().items():
        question = session.definition.questions[path]
        if question.privacy == "statistical":
            fact = FACTS[question.fact]
            found[question.fact] = leaving(value, question.send, fact, codes_of(fact))
    return found
