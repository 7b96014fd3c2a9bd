import pytest

ADULTS = ("18_29", "30_59", "60_plus")
MINORS = ("0_5", "6_11", "12_17", "presumed_minor")
THROUGH_THE_FACTS = {
    "imagery",
    "materialisation",
    "talking_drawing",
    "life_history",
    "deceit_awareness",
}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f13")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def offered(session, path):
    return {value for value, _ in session.node(path).choices}


def test_a_session_can_be_closed_as_it_opens(ficha):
    assert ficha.problems() == ()
    answers = ficha.answers()
    assert answers["session/held_on"] == answers["session/contact_on"] == "2026-11-23"
    assert answers["session/service_kind"] == "psychological_session"
    assert answers["session/service_on"] == "2026-11-23"


@pytest.mark.parametrize("group", MINORS)
def test_a_minor_is_not_asked_what_happened(ficha, group):
    ficha.answer("session/age_group", group)
    assert not ficha.node("work/account").relevant
    assert "entrevista única" in ficha.node("work/minor_account").label
    assert ficha.node("work/minor_account").relevant


@pytest.mark.parametrize("group", ADULTS)
def test_an_adult_may_tell_if_she_wishes(ficha, group):
    ficha.answer("session/age_group", group)
    assert ficha.node("work/account").relevant
    assert not ficha.node("work/account").required
    assert not ficha.node("work/minor_account").relevant


def test_a_person_of_unknown_age_is_presumed_a_minor(ficha):
    assert not ficha.node("work/account").relevant
    assert ficha.node("work/minor_account").relevant


def test_an_account_typed_before_the_age_was_corrected_is_not_kept(ficha):
    fill(ficha, {"session/age_group": "18_29", "work/account": "lo que contó"})
    ficha.answer("session/age_group", "presumed_minor")
    assert "work/account" not in ficha.answers()


@pytest.mark.parametrize(
    ("area", "techniques"),
    [
        ("bond", {"healthy_harmful", "deceit_awareness", "other"}),
        ("image", {"pointing_out", "belief_reality", "other"}),
        (
            "confrontation",
            {"imagery", "materialisation", "talking_drawing", "overflow_work", "other"},
        ),
        ("identity", {"life_history", "skills", "life_project", "other"}),
        ("support", {"containment", "breathing", "understanding", "other"}),
    ],
)
def test_the_area_decides_which_techniques_are_offered(ficha, area, techniques):
    assert not ficha.node("work/techniques").relevant
    fill(ficha, {"session/age_group": "30_59", "work/area": area})
    assert offered(ficha, "work/techniques") == techniques
    ficha.answer("session/age_group", "12_17")
    assert offered(ficha, "work/techniques") == techniques - THROUGH_THE_FACTS


def test_every_technique_has_its_area(catalogue):
    areas = {code.name for code in catalogue.code_lists["critical_area"].codes}
    groups = {code.group for code in catalogue.code_lists["therapy_technique"].codes}
    assert groups - {"any"} == areas


@pytest.mark.parametrize("scale", ["before", "after"])
@pytest.mark.parametrize(("number", "kept"), [(0, True), (10, True), (11, False), (-1, False)])
def test_distress_goes_from_none_to_ten(ficha, scale, number, kept):
    ficha.answer(f"work/{scale}", number)
    assert (ficha.problems() == ()) is kept


@pytest.mark.parametrize(
    ("before", "after", "warned"), [(5, 8, True), (8, 5, False), (5, 5, False), (9, 10, True)]
)
def test_who_ends_worse_is_not_sent_off(ficha, before, after, warned):
    assert not ficha.node("work/calm_first").relevant
    fill(ficha, {"work/before": before, "work/after": after})
    assert ficha.node("work/calm_first").relevant is warned


def test_the_note_of_psychology_is_another_than_the_teams(ficha):
    questions = ficha.definition.questions
    assert questions["notes/reserved_note"].privacy == "reserved"
    assert questions["notes/shared_note"].privacy == "coded"
    assert ficha.definition.settings.write == {"psychology"}
    assert ficha.definition.settings.read > {"psychology"}


def test_the_teams_note_is_short(ficha):
    ficha.answer("notes/shared_note", "a" * 241)
    assert problems(ficha) == {("notes/shared_note", "constraint")}
    ficha.answer("notes/shared_note", "a" * 240)
    assert ficha.problems() == ()


def test_a_missed_session_is_no_service_and_no_contact(ficha):
    fill(ficha, {"session/held": "absent", "session/absence": "fear"})
    answers = ficha.answers()
    assert not {"session/contact_on", "session/service_kind", "session/service_on"} & set(answers)
    assert not ficha.node("work").relevant
    assert not ficha.node("notes").relevant
    assert ficha.node("session/absence_steps").relevant
    assert ficha.problems() == ()


def test_a_new_date_was_agreed_with_somebody(ficha):
    fill(ficha, {"session/held": "absent", "farewell/next_on": "2026-11-30"})
    assert ficha.answers()["session/contact_on"] == "2026-11-23"


def test_a_date_that_the_office_moved_is_no_sign_of_danger(ficha):
    fill(ficha, {"session/held": "absent", "session/absence": "office"})
    assert not ficha.node("session/absence_steps").relevant


def test_todays_risk_has_todays_date_and_its_steps(ficha):
    assert "farewell/risk_on" not in ficha.answers()
    fill(ficha, {"session/held_on": "2026-11-20", "farewell/risk": "severe"})
    assert ficha.answers()["farewell/risk_on"] == "2026-11-20"
    assert ficha.node("farewell/risk_steps").relevant


@pytest.mark.parametrize("held_on", ["2026-11-24", "2027-01-01"])
def test_a_session_of_tomorrow_is_refused(ficha, held_on):
    ficha.answer("session/held_on", held_on)
    assert problems(ficha) == {("session/held_on", "constraint")}


def test_the_next_session_is_not_before_this_one(ficha):
    ficha.answer("farewell/next_on", "2026-11-22")
    assert problems(ficha) == {("farewell/next_on", "constraint")}


def test_of_a_session_only_service_month_and_age_group_leave(ficha):
    questions = ficha.definition.questions
    left = {path for path, one in questions.items() if one.privacy == "statistical"}
    assert left == {"session/service_kind", "session/service_on", "session/age_group"}
