import pytest

PLANNED = {"plan/aims": ["risk", "accompany"], "plan/accepted": "yes"}
MADE = PLANNED | {"visit/outcome": "done", "visit/done_on": "2026-11-23"}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f10")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_the_plan_asks_for_an_aim_and_for_her_agreement(ficha):
    assert ficha.answers()["plan/planned_on"] == "2026-11-23"
    assert problems(ficha) == {
        ("plan/aims", "required"),
        ("plan/accepted", "required"),
        ("visit/outcome", "required"),
    }


def test_a_visit_may_be_planned_ahead(ficha):
    fill(ficha, PLANNED | {"plan/planned_on": "2026-12-01"})
    assert problems(ficha) == {("visit/outcome", "required")}


def test_without_her_agreement_there_is_no_visit(ficha):
    assert not ficha.node("plan/not_accepted").relevant
    ficha.answer("plan/accepted", "no")
    assert ficha.node("plan/not_accepted").relevant
    assert "no se la visita" in ficha.node("plan/not_accepted").label


def test_the_address_belongs_to_the_identity_store_and_no_place_is_kept(ficha):
    questions = ficha.definition.questions
    assert questions["plan/address"].privacy == "identity"
    assert not {one.type for one in questions.values()} & {"geopoint", "geotrace", "geoshape"}
    assert "ningún mapa" in ficha.node("plan/route").hint


@pytest.mark.parametrize(
    ("path", "value", "warning"),
    [
        ("plan/company", "alone", "plan/alone_warning"),
        ("plan/unmarked", "no", "plan/marked_warning"),
    ],
)
def test_an_unsafe_plan_says_so(ficha, path, value, warning):
    assert not ficha.node(warning).relevant
    ficha.answer(path, value)
    assert ficha.node(warning).relevant


def test_the_hour_of_return_is_later_than_that_of_leaving(ficha):
    fill(ficha, MADE | {"plan/return_at": "09:00", "back/result": "without_incident"})
    assert ficha.problems() == ()
    ficha.answer("plan/leave_at", "14:30")
    assert problems(ficha) == {("plan/return_at", "constraint")}
    ficha.answer("plan/return_at", "17:00")
    assert ficha.problems() == ()


@pytest.mark.parametrize(("back", "late"), [("16:45", False), ("17:00", False), ("17:20", True)])
def test_a_late_return_is_noticed(ficha, back, late):
    fill(ficha, {"plan/return_at": "17:00", "back/back_at": back})
    assert ficha.node("back/late_back").relevant is late


def test_nothing_is_late_before_there_is_a_return(ficha):
    ficha.answer("plan/return_at", "17:00")
    assert not ficha.node("back/late_back").relevant


def test_a_visit_that_was_made_is_a_contact_and_a_service(ficha):
    fill(ficha, MADE | {"visit/risk": "severe", "back/result": "without_incident"})
    assert ficha.problems() == ()
    answers = ficha.answers()
    assert answers["visit/service"] == "home_visit"
    assert answers["visit/done_where"] == "visit"
    assert answers["visit/service_on"] == answers["visit/risk_on"] == "2026-11-23"


@pytest.mark.parametrize("outcome", ["unsafe", "not_found", "postponed", "cancelled"])
def test_a_visit_that_was_not_made_counts_as_none(ficha, outcome):
    fill(ficha, MADE | {"visit/risk": "low", "back/result": "with_incident"})
    ficha.answer("visit/outcome", outcome)
    assert ficha.problems() == ()
    stated = {ficha.definition.questions[path].fact for path in ficha.answers()}
    assert not stated & {
        "contact.date",
        "contact.place",
        "service.kind",
        "service.on",
        "visit.result",
        "risk.level",
        "risk.assessed_on",
    }
    for section in ("support", "agreements"):
        assert not ficha.node(section).relevant
    assert ficha.node("visit/turn_back").relevant is (outcome == "unsafe")


def test_the_result_is_the_official_one(ficha, catalogue):
    fill(ficha, MADE)
    assert problems(ficha) == {("back/result", "required")}
    codes = {code.name: code.code for code in catalogue.code_lists["home_visit_result"].codes}
    assert codes == {"without_incident": "1", "with_incident": "2"}
    assert {value for value, _ in ficha.node("back/result").choices} == set(codes)


def test_an_incident_is_told_and_leads_to_its_own_ficha(ficha):
    fill(ficha, MADE | {"back/result": "with_incident"})
    assert problems(ficha) == {("back/incident", "required")}
    assert ficha.node("back/incident_next").relevant
    assert ficha.definition.questions["back/incident"].privacy == "reserved"
    ficha.answer("back/result", "without_incident")
    assert ficha.problems() == ()


def test_what_is_known_is_read_before_leaving_and_not_asked_again(ficha):
    assert "no se vuelve a preguntar" in ficha.node("leaving/known_already").label
    asked = {question.fact for question in ficha.definition.questions.values()}
    assert not asked & {"contact.account", "victim.sex", "victim.age", "victim.language"}


def test_the_visit_is_not_of_tomorrow(ficha):
    fill(ficha, MADE | {"visit/done_on": "2026-11-24", "back/result": "without_incident"})
    assert problems(ficha) == {("visit/done_on", "constraint")}


def test_the_next_date_is_not_before_the_visit(ficha):
    fill(ficha, MADE | {"agreements/next_on": "2026-11-20", "back/result": "without_incident"})
    assert problems(ficha) == {("agreements/next_on", "constraint")}


def test_of_a_minor_the_upe_knows_first(ficha):
    ficha.answer("plan/age_group", "30_59")
    assert not ficha.node("plan/minor_duty").relevant
    ficha.answer("plan/age_group", "presumed_minor")
    assert ficha.node("plan/minor_duty").relevant
