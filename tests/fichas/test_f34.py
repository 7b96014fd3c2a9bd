"""F34: what the service learned, told so that no case is in it."""

import pytest

OFFICIAL = {
    "what/text",
    "cause/cause_text",
    "proposal/proposal_text",
    "following/outcome",
}


@pytest.fixture
def ficha(open_ficha):
    return fill(open_ficha("f34"), {"what/kind": "difficulty", "what/side": "external"})


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_it_is_about_the_office_and_of_no_stage_of_its_own(ficha):
    settings = ficha.definition.settings
    assert (settings.about, settings.stage, settings.cardinality) == ("office", "", "many")
    assert "hq_supervision" in settings.read - settings.write


def test_kind_and_side_are_enough(open_ficha, ficha):
    assert problems(open_ficha("f34")) == {("what/kind", "required"), ("what/side", "required")}
    assert ficha.problems() == ()
    assert ficha.answers()["following/state"] == "open"


def test_every_text_is_addressed_to_headquarters(ficha):
    texts = {path: one for path, one in ficha.definition.questions.items() if one.type == "text"}
    assert set(texts) == OFFICIAL
    assert {(one.privacy, one.send) for one in texts.values()} == {("official", None)}


def test_it_says_before_the_first_word_that_no_case_is_told(ficha):
    assert "no de un caso" in ficha.node("what/of_the_service").label
    assert "La causa nunca es ella" in ficha.node("cause/causes").hint


@pytest.mark.parametrize(
    ("kind", "asked"), [("difficulty", True), ("lesson", False), ("good_practice", False)]
)
def test_only_a_difficulty_is_counted(ficha, kind, asked):
    ficha.answer("what/kind", kind)
    assert ficha.node("cause/often").relevant is asked


@pytest.mark.parametrize(
    ("cause", "incident", "guide"),
    [("security", True, False), ("treatment", False, True), ("stigma", False, True)],
)
def test_a_danger_is_an_incident_and_a_hurtful_word_has_its_guide(ficha, cause, incident, guide):
    assert not ficha.node("cause/is_incident").relevant
    ficha.answer("cause/causes", ["norm", cause])
    assert ficha.node("cause/is_incident").relevant is incident
    assert ficha.node("cause/look_at_ourselves").relevant is guide


@pytest.mark.parametrize(
    ("state", "dated", "told"),
    [
        ("open", False, False),
        ("proposed", True, False),
        ("under_way", True, False),
        ("solved", True, True),
        ("dropped", True, True),
    ],
)
def test_a_state_has_its_day_and_an_end_its_outcome(ficha, state, dated, told):
    ficha.answer("following/state", state)
    assert ficha.node("following/state_on").relevant is dated
    assert ficha.node("following/outcome").relevant is told


@pytest.mark.parametrize(("day", "kept"), [("2026-11-19", False), ("2026-11-20", True)])
def test_the_day_of_a_state_is_not_before_the_note(ficha, day, kept):
    fill(ficha, {"what/on": "2026-11-20", "following/state": "solved"})
    ficha.answer("following/state_on", day)
    assert (not problems(ficha)) is kept
