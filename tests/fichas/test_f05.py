import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.forms.session import FormSession
from cem_desktop.services.feeding import repeats_of

PLACES = ("recruitment", "transit", "exploitation", "escape", "complaint", "care")
MEANS_AMONG_CONTROLS = {
    "physical_threats",
    "law_threats",
    "family_threats",
    "false_promises",
    "physical_abuse",
    "sexual_abuse",
    "psychological_abuse",
}
OURS = {"restricts_movement", "uses_children"}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f05")


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def offered(session, path):
    return {value for value, _ in session.node(path).choices}


def test_a_new_ficha_presumes_and_asks_for_nothing(ficha):
    assert ficha.answers()["today/status"] == "presumed"
    assert ficha.answers()["today/on"] == "2026-11-23"
    assert ficha.problems() == ()
    ficha.answer("today/status", None)
    assert problems(ficha) == {("today/status", "required")}
    assert "28950, art. 6" in ficha.node("today/presumed").label


@pytest.mark.parametrize(
    ("now", "then", "asked"),
    [
        (None, None, False),
        ("0_5", None, False),
        ("6_11", None, False),
        ("12_17", None, False),
        ("presumed_minor", None, False),
        ("18_29", None, True),
        ("30_59", None, True),
        ("60_plus", None, True),
        ("18_29", "12_17", False),
        ("18_29", "presumed_minor", False),
        ("30_59", "18_29", True),
        (None, "18_29", False),
    ],
)
def test_no_means_are_asked_of_a_minor_today_or_then(ficha, now, then, asked):
    ficha.answer("today/age_group", now)
    ficha.answer("today/age_then", then)
    assert ficha.node("elements/means").relevant is asked
    assert ficha.node("today/minor_law").relevant is not asked
    controls = offered(ficha, "elements/control")
    assert (controls >= MEANS_AMONG_CONTROLS) is asked
    assert bool(controls & MEANS_AMONG_CONTROLS) is asked
    assert controls >= OURS | {"withholds_documents", "debt_bondage"}


def test_means_that_were_marked_go_when_she_turns_out_a_minor(ficha):
    ficha.answer("today/age_group", "18_29")
    ficha.answer("elements/means", ["deceit", "love_promise"])
    ficha.answer("elements/control", ["physical_threats", "takes_earnings"])
    ficha.answer("today/age_then", "12_17")
    assert "elements/means" not in ficha.answers()
    assert ficha.answers()["elements/control"] == ["takes_earnings"]


def test_nothing_asks_whether_she_agreed(library, catalogue):
    definition = library.definition("f05")
    for question in definition.questions.values():
        words = f"{question.path} {question.fact or ''}"
        assert not any(word in words for word in ("consent", "agree", "willing", "volunt")), words
    for name in ("trafficking_act", "trafficking_means", "earlier_activity", "status_decider"):
        for code in catalogue.code_lists[name].codes:
            assert "consint" not in code.label_es
            assert "acept" not in code.label_es


@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_answered_no_calculation_lowers_her_status(chance, library, clock):
    definition = library.definition("f05")
    session = FormSession(definition, clock=clock)
    repeats = tuple(repeats_of(definition.body))
    asked = [
        question
        for question in definition.questions.values()
        if question.type in {"select_one", "select_multiple"}
        and question.path != "today/status"
        and not any(question.path.startswith(f"{path}/") for path in repeats)
    ]
    for question in chance.sample(asked, k=15):
        values = sorted(offered(session, question.path))
        if not values:
            continue
        many = question.type == "select_multiple"
        session.answer(question.path, [chance.choice(values)] if many else chance.choice(values))
        assert session.answers()["today/status"] == "presumed"
        assert session.node("today/status").relevant
    assert definition.questions["today/status"].type == "select_one"


@pytest.mark.parametrize(
    ("status", "decider", "reasons"),
    [
        ("presumed", False, False),
        ("confirmed", True, False),
        ("not_established", True, True),
    ],
)
def test_who_departs_from_the_presumption_says_who_decided_and_why(ficha, status, decider, reasons):
    ficha.answer("today/status", status)
    expected = set()
    if decider:
        expected.add(("today/decided_by", "required"))
    if reasons:
        expected.add(("today/reasons", "required"))
    assert problems(ficha) == expected
    assert ficha.node("today/still_cared_for").relevant is reasons


@pytest.mark.parametrize("place", PLACES)
def test_each_of_six_places_is_in_peru_or_abroad_or_unknown(ficha, place):
    where, district = f"places/{place}_where", f"places/{place}_district"
    country = f"places/{place}_country"
    assert not ficha.node(district).relevant
    ficha.answer(where, "peru")
    assert ficha.node(district).relevant
    ficha.answer(district, "150101")
    ficha.answer(where, "abroad")
    assert district not in ficha.answers()
    assert "pe" not in offered(ficha, country)
    ficha.answer(country, "bo")
    assert ficha.problems() == ()
    ficha.answer(where, "unknown")
    assert not ficha.node(country).relevant
    assert country not in ficha.answers()


def test_places_leave_as_departments_and_their_dates_as_years(library):
    questions = library.definition("f05").questions
    for place in PLACES:
        assert questions[f"places/{place}_district"].send == "department"
        assert questions[f"places/{place}_country"].privacy == "coded"
    for place in PLACES[:-2]:
        assert questions[f"places/{place}_on"].send == "year"


def test_the_day_of_the_complaint_is_one_fact_with_the_proceeding(library):
    ours = library.definition("f05").questions["places/complaint_on"]
    theirs = library.definition("f19").questions["proceeding/reported_on"]
    assert ours.fact == theirs.fact == "proceeding.reported_on"
    assert ours.send == theirs.send == "month"


def test_a_place_has_no_date_before_it_is_known(ficha):
    assert not ficha.node("places/exploitation_on").relevant
    ficha.answer("places/exploitation_where", "unknown")
    assert ficha.node("places/exploitation_on").relevant
    ficha.answer("places/exploitation_on", "2027-01-01")
    assert problems(ficha) == {("places/exploitation_on", "constraint")}
    ficha.answer("places/exploitation_on", "2025-03-01")
    assert ficha.problems() == ()


def test_what_the_exploitation_was_decides_what_is_asked(ficha):
    assert not ficha.node("elements/sexual_kind").relevant
    ficha.answer("elements/exploitation", ["sexual"])
    assert ficha.node("elements/sexual_kind").relevant
    assert not ficha.node("elements/industry").relevant
    ficha.answer("elements/exploitation", ["forced_labour"])
    assert ficha.node("elements/industry").relevant
    ficha.answer("elements/recruitment_method", ["family"])
    assert not ficha.node("elements/recruitment_apps").relevant
    ficha.answer("elements/recruitment_method", ["online_social_network"])
    assert ficha.node("elements/recruitment_apps").relevant


def test_our_own_controls_are_marked_as_such(catalogue):
    controls = catalogue.code_lists["control_method"]
    for code in controls.codes:
        assert (code.source == "cem-desktop") is (code.name in OURS)
        assert bool(code.code) is (code.name not in OURS)


def test_what_she_did_before_is_better_not_asked(ficha):
    node = ficha.node("before_after/earlier")
    assert "no se pregunta" in node.hint
    assert "no importa" in node.hint
    assert "not_asked" in offered(ficha, "before_after/earlier")


def test_linked_files_are_noted_by_code_alone(ficha):
    ficha.answer("before_after/others", "yes")
    for row in ficha.rows("before_after/linked_file"):
        ficha.remove_row("before_after/linked_file", row)
    row = ficha.add_row("before_after/linked_file")
    code = f"before_after/linked_file/{row}/code"
    ficha.answer(code, "Rosa")
    assert problems(ficha) == {(code, "constraint")}
    ficha.answer(code, str(CaseCode.issue()))
    assert ficha.problems() == ()


def test_the_one_who_exploited_her_has_no_name_here(library):
    definition = library.definition("f05")
    texts = {path for path, one in definition.questions.items() if one.type == "text"}
    assert texts == {"today/reasons", "before_after/linked_file/code", "grounds/analysis"}
