from datetime import UTC, datetime

import pytest

from cem_desktop.domain.period import SetClock

ESSENTIALS = {
    "arrival/way": "came_directly",
    "arrival/sex": "woman",
    "arrival/age_known": "unknown",
}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f01")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_a_new_ficha_knows_today_and_asks_for_three_things(ficha):
    assert ficha.answers()["arrival/opened_on"] == "2026-11-23"
    assert ficha.answers()["arrival/contact_on"] == "2026-11-23"
    assert problems(ficha) == {
        ("arrival/way", "required"),
        ("arrival/sex", "required"),
        ("arrival/age_known", "required"),
    }


def test_three_taps_are_a_ficha_that_can_be_closed(ficha):
    fill(ficha, ESSENTIALS)
    assert ficha.problems() == ()


def test_everything_required_from_the_start_stands_in_the_first_section(ficha):
    first = ficha.definition.body[0].path
    assert all(one.path.startswith(f"{first}/") for one in ficha.problems())


def test_an_unknown_age_is_presumed_a_minors(ficha):
    fill(ficha, ESSENTIALS)
    assert ficha.answers()["arrival/age_group"] == "presumed_minor"
    assert ficha.node("arrival/minor_duty").relevant
    assert not ficha.node("arrival/age").relevant


@pytest.mark.parametrize(
    ("known", "group", "minor"),
    [
        ("minor", "presumed_minor", True),
        ("unknown", "presumed_minor", True),
        ("18_29", "18_29", False),
        ("30_59", "30_59", False),
        ("60_plus", "60_plus", False),
    ],
)
def test_an_approximate_age_is_enough(ficha, known, group, minor):
    fill(ficha, ESSENTIALS | {"arrival/age_known": known})
    assert ficha.answers()["arrival/age_group"] == group
    assert ficha.node("arrival/minor_duty").relevant is minor
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (0, "0_5"),
        (5, "0_5"),
        (6, "6_11"),
        (11, "6_11"),
        (12, "12_17"),
        (17, "12_17"),
        (18, "18_29"),
        (29, "18_29"),
        (30, "30_59"),
        (59, "30_59"),
        (60, "60_plus"),
        (110, "60_plus"),
    ],
)
def test_an_age_in_years_falls_into_its_group(ficha, age, group):
    fill(ficha, ESSENTIALS | {"arrival/age_known": "known", "arrival/age": age})
    assert ficha.answers()["arrival/age_group"] == group
    assert ficha.node("arrival/minor_duty").relevant is (age < 18)


def test_who_says_that_the_age_is_known_has_to_write_it(ficha):
    fill(ficha, ESSENTIALS | {"arrival/age_known": "known"})
    assert problems(ficha) == {("arrival/age", "required")}
    assert "arrival/age_group" not in ficha.answers()
    ficha.answer("arrival/age", 130)
    assert problems(ficha) == {("arrival/age", "constraint")}


def test_an_age_that_turns_out_unknown_leaves_nothing_behind(ficha):
    fill(ficha, ESSENTIALS | {"arrival/age_known": "known", "arrival/age": 25})
    ficha.answer("arrival/age_known", "unknown")
    assert "arrival/age" not in ficha.answers()
    assert ficha.answers()["arrival/age_group"] == "presumed_minor"


def test_a_date_of_tomorrow_is_refused_and_one_of_2008_is_not(ficha):
    fill(ficha, ESSENTIALS | {"arrival/opened_on": "2026-11-24"})
    assert problems(ficha) == {("arrival/opened_on", "constraint")}
    ficha.answer("arrival/opened_on", "2008-04-13")
    assert ficha.problems() == ()
    assert ficha.answers()["arrival/contact_on"] == "2008-04-13"


def test_today_is_the_date_in_peru(library):
    from cem_desktop.forms.session import FormSession

    late = SetClock(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    session = FormSession(library.definition("f01"), clock=late)
    assert session.answers()["arrival/opened_on"] == "2026-11-23"


@pytest.mark.parametrize(
    ("way", "asked", "body", "channel"),
    [
        ("came_directly", False, None, "came_directly"),
        ("line_100", False, None, "line_100"),
        ("referred", True, "police", "police"),
        ("proceeding", True, "prosecution", "prosecution"),
    ],
)
def test_the_official_channel_follows_from_way_and_body(ficha, way, asked, body, channel):
    fill(ficha, ESSENTIALS | {"arrival/way": way})
    assert ficha.node("arrival/referred_by").relevant is asked
    if body:
        ficha.answer("arrival/referred_by", body)
    assert ficha.answers()["arrival/channel"] == channel


def test_every_channel_that_can_come_out_is_an_official_one_or_none(library, catalogue, ficha):
    official = {code.name for code in catalogue.code_lists["intake_channel"].codes}
    bodies = {code.name for code in catalogue.code_lists["referring_body"].codes}
    ways = {code.name for code in catalogue.code_lists["arrival_way"].codes}
    assert bodies <= official
    assert ways - official == {"referred", "proceeding"}


def test_not_opening_the_admission_ficha_needs_a_reason_and_who_decided(ficha):
    fill(ficha, ESSENTIALS)
    assert not ficha.node("admission/reasons").relevant
    ficha.answer("admission/decision", "not_opened")
    assert problems(ficha) == {
        ("admission/reasons", "required"),
        ("admission/decided_by", "required"),
    }
    fill(ficha, {"admission/reasons": ["anonymity", "network"], "admission/decided_by": "team"})
    assert ficha.problems() == ()


def test_another_reason_has_to_be_told(ficha):
    fill(
        ficha,
        ESSENTIALS
        | {
            "admission/decision": "not_opened",
            "admission/reasons": ["other"],
            "admission/decided_by": "coordination",
        },
    )
    assert problems(ficha) == {("admission/other_reason", "required")}


def test_opening_it_needs_neither(ficha):
    fill(ficha, ESSENTIALS | {"admission/decision": "opened"})
    assert ficha.problems() == ()
    assert not ficha.node("admission/decided_by").relevant


@pytest.mark.parametrize("typed", ["Rosa 2", "40404040", "luz@correo", "a" * 25])
def test_an_alias_is_no_place_for_what_finds_her(ficha, typed):
    fill(ficha, ESSENTIALS | {"safety/alias": typed})
    assert problems(ficha) == {("safety/alias", "constraint")}
    ficha.answer("safety/alias", "Amapola")
    assert ficha.problems() == ()


def test_who_comes_along_is_asked_when_someone_does(ficha):
    assert not ficha.node("safety/companion").relevant
    ficha.answer("safety/comes_alone", "no")
    assert ficha.node("safety/companion").relevant
    ficha.answer("safety/comes_alone", "yes")
    assert not ficha.node("safety/companion").relevant


@pytest.mark.parametrize(
    ("language", "group", "interpreter"),
    [
        ("spanish", "spanish", False),
        ("quechua", "quechua", True),
        ("aymara", "aymara", True),
        ("awajun", "amazonian", True),
        ("other_indigenous", "amazonian", True),
        ("portuguese", "foreign", True),
        ("peruvian_sign_language", "signs", True),
        ("not_known", None, True),
    ],
)
def test_a_rare_language_leaves_only_as_a_group(ficha, language, group, interpreter):
    ficha.answer("safety/language", language)
    assert ficha.answers().get("safety/language_group") == group
    assert ficha.node("safety/interpreter").relevant is interpreter


@pytest.mark.parametrize(
    ("known", "asked"),
    [("18_29", True), ("30_59", True), ("60_plus", True), ("minor", False), ("unknown", False)],
)
def test_no_account_is_taken_of_a_minor_or_presumed_minor(ficha, known, asked):
    assert not ficha.node("signs/account").relevant
    fill(ficha, ESSENTIALS | {"arrival/age_known": known, "signs/account": "lo que contó"})
    assert ficha.node("signs/account").relevant is asked
    assert ("signs/account" in ficha.answers()) is asked


def test_none_for_now_goes_alone(ficha):
    fill(ficha, ESSENTIALS | {"signs/indicators": ["none", "threats"]})
    assert problems(ficha) == {("signs/indicators", "constraint")}
    ficha.answer("signs/indicators", ["none"])
    assert ficha.problems() == ()
    assert not ficha.node("signs/signs_found").relevant
    ficha.answer("signs/indicators", ["threats", "documents_kept"])
    assert ficha.problems() == ()
    assert ficha.node("signs/signs_found").relevant


def test_a_risk_is_dated_by_the_contact(ficha):
    assert "safety/risk_on" not in ficha.answers()
    fill(ficha, {"safety/risk": "severe", "arrival/opened_on": "2026-11-20"})
    assert ficha.answers()["safety/risk_on"] == "2026-11-20"


def test_danger_shows_what_to_do_first(ficha):
    assert not ficha.node("safety/danger_steps").relevant
    ficha.answer("safety/danger_now", "yes")
    assert ficha.node("safety/danger_steps").relevant


def test_the_next_date_is_not_before_the_first(ficha):
    fill(ficha, ESSENTIALS | {"farewell/next_on": "2026-11-22"})
    assert problems(ficha) == {("farewell/next_on", "constraint")}
    ficha.answer("farewell/next_on", "2026-11-30")
    assert ficha.problems() == ()


def test_the_safe_contact_is_told_but_never_asked(ficha):
    node = ficha.node("farewell/safe_contact")
    assert node.question.type == "note"
    assert "bóveda de identidad" in node.label


def test_the_ficha_speaks_english_too(open_ficha):
    english = open_ficha("f01", language="English (en)")
    assert english.node("arrival/sex").label == "Sex"
    assert english.definition.title("English (en)") == "First contact and detection"
    assert english.definition.title() == "Primer contacto y detección"
