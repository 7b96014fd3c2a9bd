import pytest

SIGNS = (
    "tired",
    "sleep",
    "images",
    "irritable",
    "distant",
    "afraid",
    "useless",
    "mistakes",
    "alone",
)


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f35")
    session.answer("together/people", 5)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_it_belongs_to_the_office_and_everything_is_reserved(ficha):
    assert ficha.definition.settings.about == "office"
    asked = [one for one in ficha.definition.questions.values() if one.type != "note"]
    assert {one.privacy for one in asked} == {"reserved"}
    assert all(one.send is None for one in asked)
    assert {one.fact.partition(".")[0] for one in asked} == {"selfcare"}


def test_nobody_is_named_and_no_role_is_asked_for(ficha):
    texts = {path for path, one in ficha.definition.questions.items() if one.type == "text"}
    assert texts == {"supports/how"}
    lists = {one.list_name for one in ficha.definition.questions.values() if one.list_name}
    assert lists == {"team_frequency", "team_support"}
    assert "firma" in ficha.node("together/optional").label


def test_it_is_optional(open_ficha):
    assert open_ficha("f35").problems() == ()


@pytest.mark.parametrize(("people", "written"), [(1, False), (2, False), (3, True), (40, True)])
def test_where_it_would_be_known_who_said_it_nothing_is_written(ficha, people, written):
    ficha.answer("signs/tired", "always")
    ficha.answer("together/people", people)
    assert ficha.node("signs").relevant is written
    assert ficha.node("supports").relevant is written
    assert ("signs/tired" in ficha.answers()) is written
    assert ficha.node("together/too_few").relevant is not written


def test_without_a_number_of_people_nothing_is_written_either(open_ficha):
    new = open_ficha("f35")
    assert not new.node("signs").relevant
    assert not new.node("together/too_few").relevant


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_does_not_go_away_asks_for_help(ficha, sign):
    assert ficha.node(f"signs/{sign}").question.appearance == "likert"
    ficha.answer(f"signs/{sign}", "often")
    assert not ficha.node("signs/ask_help").relevant
    ficha.answer(f"signs/{sign}", "always")
    assert ficha.node("signs/ask_help").relevant


def test_fear_with_a_reason_is_an_incident(ficha):
    ficha.answer("signs/afraid", "often")
    assert ficha.node("signs/safety_first").relevant


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("together/talked_on", "2026-11-24"),
        ("together/people", 0),
        ("together/people", 41),
        ("supports/review_on", "2026-11-22"),
    ],
)
def test_what_cannot_be_is_told(ficha, path, value):
    ficha.answer(path, value)
    assert problems(ficha) == {(path, "constraint")}
