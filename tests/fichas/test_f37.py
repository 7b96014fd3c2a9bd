"""F37: requests about personal data: short, without names, and with a term for each right."""

import pytest

ASKED = {
    "request/right": "access",
    "request/received_on": "2026-11-20",
    "asker/by": "herself",
    "answered/answer": "pending",
}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f37")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_it_is_about_the_office_and_asks_little(ficha):
    assert ficha.definition.settings.about == "office"
    assert {path for path, _ in problems(ficha)} == {"request/right", "asker/by"}
    fill(ficha, ASKED)
    assert problems(ficha) == set()


def test_nothing_of_it_leaves_and_no_document_is_asked_for(ficha):
    for question in ficha.definition.questions.values():
        assert question.privacy in {None, "coded", "reserved", "identity"}, question.path
    assert ficha.definition.questions["asker/name"].privacy == "identity"


@pytest.mark.parametrize(
    ("right", "note"),
    [
        ("information", "term_information"),
        ("access", "term_access"),
        ("rectification", "term_change"),
        ("cancellation", "term_change"),
        ("opposition", "term_change"),
        ("portability", "term_portability"),
    ],
)
def test_each_right_says_its_term_and_no_other(ficha, right, note):
    fill(ficha, ASKED | {"request/right": right})
    shown = {
        name
        for name in ("term_information", "term_access", "term_change", "term_portability")
        if ficha.node(f"request/{name}").relevant
    }
    assert shown == {note}
    assert ficha.node("request/cancellation_first").relevant is (right == "cancellation")


@pytest.mark.parametrize("by", ["representative", "parent_guardian", "upe", "heir"])
def test_whoever_asks_for_her_shows_a_power_and_warns_the_team(ficha, by):
    fill(ficha, ASKED)
    assert not ficha.node("asker/power").relevant
    assert not ficha.node("asker/representative_care").relevant
    ficha.answer("asker/by", by)
    assert ficha.node("asker/power").relevant
    assert ficha.node("asker/representative_care").relevant


def test_an_unchecked_asker_gets_nothing_yet(ficha):
    fill(ficha, ASKED | {"asker/checked": "no"})
    assert ficha.node("asker/not_checked").relevant
    ficha.answer("asker/checked", "yes")
    assert not ficha.node("asker/not_checked").relevant


def test_information_is_never_prolonged(ficha):
    fill(ficha, ASKED | {"answered/prolonged": "yes"})
    assert ("answered/prolonged_on", "required") in problems(ficha)
    ficha.answer("request/right", "information")
    assert not ficha.node("answered/prolonged").relevant
    assert "answered/prolonged" not in ficha.answers()
    assert problems(ficha) == set()


@pytest.mark.parametrize("answer", ["denied", "partly"])
def test_a_denial_carries_its_ground_and_the_way_to_complain(ficha, answer):
    fill(ficha, ASKED | {"answered/answer": answer, "answered/answered_on": "2026-11-23"})
    assert problems(ficha) == {("answered/ground", "required")}
    assert ficha.node("answered/may_complain").relevant
    ficha.answer("answered/ground", ["proceedings"])
    assert problems(ficha) == set()
    ficha.answer("answered/answer", "granted")
    assert not ficha.node("answered/ground").relevant
    assert not ficha.node("answered/may_complain").relevant


@pytest.mark.parametrize(
    ("day", "holds"), [("2026-11-19", False), ("2026-11-20", True), ("2026-11-24", False)]
)
def test_an_answer_lies_between_the_request_and_today(ficha, day, holds):
    fill(ficha, ASKED | {"answered/answer": "granted", "answered/answered_on": day})
    assert (("answered/answered_on", "constraint") not in problems(ficha)) is holds


def test_an_erasure_that_was_granted_says_where_it_is_done(ficha):
    fill(ficha, ASKED | {"request/right": "cancellation"})
    assert not ficha.node("answered/erase_next").relevant
    fill(ficha, {"answered/answer": "granted", "answered/answered_on": "2026-11-23"})
    assert ficha.node("answered/erase_next").relevant


@pytest.mark.parametrize(("code", "holds"), [("TR6W-4KJH", True), ("tr6w4kjh", False)])
def test_a_file_is_named_by_its_code_alone(ficha, code, holds):
    fill(ficha, ASKED | {"request/code": code})
    assert (problems(ficha) == set()) is holds
