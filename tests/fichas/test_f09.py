import pytest

from cem_desktop.domain.facts import FACTS, Statement, resolve

TERMS = ("official/term_24", "official/term_48", "official/term_72")
WARNINGS = {
    "trafficker/state": "free",
    "trafficker/network": "organised",
    "trafficker/weapons": "yes",
    "trafficker/knows": ["home", "family", "routine"],
    "threats/threatened": "yes",
    "situation/documents": "yes",
    "situation/debt": "trafficker",
    "situation/children": "danger",
    "situation/housing": "known",
    "situation/support": "involved",
    "situation/health": ["injuries", "self_harm"],
    "situation/substances": "problem",
    "situation/bond": "very_much",
    "situation/withdrawal": "much",
}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f09")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def shown_terms(session):
    return {path for path in TERMS if session.node(path).relevant}


def statements(session, record):
    questions = session.definition.questions
    said = {
        questions[path].fact: value
        for path, value in session.answers().items()
        if path in questions and questions[path].fact
    }
    return [
        Statement(fact, value, "f09", record, on=said.get(getattr(FACTS[fact].resolve, "by", "")))
        for fact, value in said.items()
    ]


def test_a_date_and_a_judgement_are_an_assessment(ficha):
    assert ficha.answers()["assessment/assessed_on"] == "2026-11-23"
    assert problems(ficha) == {("judgement/level", "required")}
    ficha.answer("judgement/level", "moderate")
    assert ficha.problems() == ()


def test_it_is_a_contact_and_a_service_of_its_day(ficha):
    ficha.answer("assessment/assessed_on", "2026-11-20")
    answers = ficha.answers()
    assert answers["assessment/contact_on"] == answers["assessment/service_on"] == "2026-11-20"
    assert answers["assessment/service"] == "risk_assessment"


def test_it_says_that_it_is_not_the_official_form(ficha):
    said = ficha.node("assessment/ours").label
    assert "No es la Ficha de Valoración de Riesgo" in said
    assert "PNP, la fiscalía o el juzgado" in said
    assert "ni el CEM ni ella la llenan" in said


def test_the_level_is_judged_and_never_summed_up(ficha):
    assert not ficha.node("judgement/signs_aid").relevant
    fill(ficha, WARNINGS)
    assert ficha.answers()["judgement/signs"] == 16
    assert "16" in ficha.node("judgement/signs_aid").label
    assert "judgement/level" not in ficha.answers()
    assert problems(ficha) == {("judgement/level", "required")}
    ficha.answer("judgement/level", "low")
    assert ficha.problems() == ()
    assert ficha.answers()["judgement/level"] == "low"


@pytest.mark.parametrize("sign", sorted(WARNINGS))
def test_each_sign_counts_and_is_uncounted_again(ficha, sign):
    ficha.answer(sign, WARNINGS[sign])
    assert ficha.answers()["judgement/signs"] == (3 if sign == "trafficker/knows" else 1)
    ficha.answer(sign, None)
    assert ficha.answers()["judgement/signs"] == 0


@pytest.mark.parametrize("level", ["low", "moderate", "severe"])
def test_our_own_level_never_shows_a_term_of_the_court(ficha, level):
    fill(ficha, WARNINGS | {"judgement/level": level})
    assert shown_terms(ficha) == set()


@pytest.mark.parametrize("level", ["low", "moderate", "severe"])
@pytest.mark.parametrize(
    ("official", "term", "hours"),
    [
        ("low", "official/term_48", "48 horas"),
        ("moderate", "official/term_48", "48 horas"),
        ("severe", "official/term_24", "24 horas"),
        ("very_severe", "official/term_24", "24 horas"),
        ("unknown", "official/term_72", "72 horas"),
    ],
)
def test_the_official_result_alone_says_the_term(ficha, level, official, term, hours):
    fill(ficha, {"judgement/level": level, "official/official_level": official})
    assert shown_terms(ficha) == {term}
    assert hours in ficha.node(term).label
    for other in ("low", "moderate", "severe"):
        ficha.answer("judgement/level", other)
        assert shown_terms(ficha) == {term}


def test_an_official_result_has_who_applied_it_and_when(ficha):
    fill(ficha, {"judgement/level": "low"})
    assert not ficha.node("official/official_by").relevant
    ficha.answer("official/official_level", "severe")
    assert problems(ficha) == {
        ("official/official_by", "required"),
        ("official/official_on", "required"),
    }
    fill(ficha, {"official/official_by": "police", "official/official_on": "2026-11-24"})
    assert problems(ficha) == {("official/official_on", "constraint")}
    ficha.answer("official/official_on", "2026-11-22")
    assert ficha.problems() == ()


def test_only_police_prosecutor_or_court_apply_the_official_form(ficha):
    offered = {value for value, _ in ficha.node("official/official_by").choices}
    assert offered == {"police", "prosecution", "judiciary"}


def test_the_two_results_are_series_of_their_own(open_ficha):
    said = []
    for record, answers in {
        "first": {
            "assessment/assessed_on": "2026-10-01",
            "judgement/level": "severe",
            "situation/bond": "very_much",
            "official/official_level": "moderate",
            "official/official_by": "judiciary",
            "official/official_on": "2026-09-30",
        },
        "second": {
            "assessment/assessed_on": "2026-11-01",
            "judgement/level": "low",
            "situation/bond": "little",
            "official/official_level": "severe",
            "official/official_by": "police",
            "official/official_on": "2026-08-15",
        },
    }.items():
        session = open_ficha("f09")
        fill(session, answers)
        said += statements(session, record)
    found = {
        fact: resolve(FACTS[fact], said).value
        for fact in ("risk.level", "risk.bond", "risk.official_level", "risk.official_by")
    }
    assert found == {
        "risk.level": "low",
        "risk.bond": "little",
        "risk.official_level": "moderate",
        "risk.official_by": "judiciary",
    }


@pytest.mark.parametrize("alone", ["nothing", "unknown"])
def test_that_nothing_is_known_goes_alone(ficha, alone):
    fill(ficha, {"judgement/level": "low", "trafficker/knows": [alone, "home"]})
    assert problems(ficha) == {("trafficker/knows", "constraint")}
    ficha.answer("trafficker/knows", [alone])
    assert ficha.problems() == ()


def test_threats_are_asked_where_there_were_any(ficha):
    ficha.answer("judgement/level", "moderate")
    assert not ficha.node("threats/threat").relevant
    ficha.answer("threats/threatened", "yes")
    row = next(iter(ficha.rows("threats/threat")), None) or ficha.add_row("threats/threat")
    path = f"threats/threat/{row}"
    fill(ficha, {f"{path}/said_on": "2026-11-24", f"{path}/medium": "message"})
    assert problems(ficha) == {(f"{path}/said_on", "constraint")}
    fill(ficha, {f"{path}/said_on": "2026-11-02", f"{path}/against": ["her", "children"]})
    assert ficha.problems() == ()
    ficha.answer("threats/threatened", "no")
    assert not any(one.startswith(path) for one in ficha.answers())


@pytest.mark.parametrize(
    ("group", "minor"), [("12_17", True), ("presumed_minor", True), ("18_29", False)]
)
def test_a_minor_is_not_asked_to_tell(ficha, group, minor):
    ficha.answer("assessment/age_group", group)
    assert ficha.node("assessment/minor_duty").relevant is minor
    assert "entrevista única" in ficha.node("assessment/minor_duty").label


def test_what_cannot_wait_is_said_at_once(ficha):
    assert not ficha.node("situation/self_harm").relevant
    fill(ficha, {"situation/health": ["self_harm"], "situation/children": "held"})
    assert ficha.node("situation/self_harm").relevant
    assert ficha.node("situation/children_duty").relevant
    ficha.answer("situation/health", ["none", "crisis"])
    assert ("situation/health", "constraint") in problems(ficha)


def test_the_next_assessment_is_later(ficha):
    fill(ficha, {"judgement/level": "severe", "protection/next_on": "2026-11-23"})
    assert problems(ficha) == {("protection/next_on", "constraint")}
    assert ficha.node("judgement/severe_steps").relevant
    ficha.answer("protection/next_on", "2026-11-30")
    assert ficha.problems() == ()


def test_only_the_service_and_its_month_and_the_age_group_leave(ficha):
    leaving = {
        question.fact
        for question in ficha.definition.questions.values()
        if question.privacy == "statistical"
    }
    assert leaving == {"service.kind", "service.on", "victim.age_group"}
