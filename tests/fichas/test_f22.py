import pytest

DONE = {"request/entity": "health", "answer/replied": "given"}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f22")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_it_asks_for_the_body_and_the_answer(ficha):
    assert problems(ficha) == {
        ("request/entity", "required"),
        ("answer/replied", "required"),
    }
    fill(ficha, DONE)
    assert ficha.problems() == ()
    assert ficha.answers()["request/service"] == "coordination"


@pytest.mark.parametrize("entity", ["police", "police_trafficking"])
def test_with_the_police_it_says_who_leads(ficha, entity):
    fill(ficha, DONE | {"request/entity": entity})
    assert ficha.node("police").relevant
    assert "el CEM no interfiere" in ficha.node("police/no_interference").label
    assert problems(ficha) == {("police/support", "required")}
    ficha.answer("police/support", "yes")
    assert ficha.problems() == ()
    assert not ficha.node("police/not_coordinated").relevant
    ficha.answer("police/support", "no")
    assert ficha.node("police/not_coordinated").relevant


@pytest.mark.parametrize("entity", ["prosecution", "health", "ngo"])
def test_with_others_the_police_are_not_asked_about(ficha, entity):
    fill(ficha, DONE | {"request/entity": "police", "police/support": "yes"})
    ficha.answer("request/entity", entity)
    assert not ficha.node("police").relevant
    assert "police/support" not in ficha.answers()


def test_no_tactical_detail_has_a_question(ficha):
    questions = ficha.definition.questions
    asked = {path for path in questions if path.startswith("police/")}
    assert {path for path in asked if questions[path].type != "note"} == {"police/support"}
    assert "No pida ni anote planes" in ficha.node("police/no_interference").label


@pytest.mark.parametrize(
    ("answer", "asked"), [("refused", True), ("partly", True), ("given", False)]
)
def test_what_is_not_given_has_its_reason(ficha, answer, asked):
    fill(ficha, DONE | {"answer/replied": answer})
    assert problems(ficha) == ({("answer/refusal", "required")} if asked else set())


def test_a_pending_answer_has_no_date_yet(ficha):
    fill(ficha, DONE)
    assert ficha.node("answer/answered_on").relevant
    ficha.answer("answer/replied", "pending")
    assert not ficha.node("answer/answered_on").relevant
    assert ficha.problems() == ()


def test_data_of_hers_are_shared_with_her_consent(ficha):
    fill(ficha, DONE | {"answer/told": ["code"]})
    assert not ficha.node("answer/consented").relevant
    ficha.answer("answer/told", ["code", "consented_data"])
    assert problems(ficha) == {("answer/consented", "required")}
    ficha.answer("answer/consented", "no")
    assert ficha.problems() == ()
    assert ficha.node("answer/no_consent").relevant
    ficha.answer("answer/told", ["nothing", "code"])
    assert problems(ficha) == {("answer/told", "constraint")}


@pytest.mark.parametrize("typed", ["fiscal 987654321", "jefe@correo", "a" * 61])
def test_an_officer_is_a_post(ficha, typed):
    fill(ficha, DONE | {"request/post": typed})
    assert problems(ficha) == {("request/post", "constraint")}
    ficha.answer("request/post", "fiscal adjunta de turno")
    assert ficha.problems() == ()


def test_the_term_is_not_before_the_request(ficha):
    fill(ficha, DONE | {"request/due_on": "2026-11-22"})
    assert problems(ficha) == {("request/due_on", "constraint")}


def test_only_that_it_took_place_leaves(ficha):
    leaving = {
        question.fact
        for question in ficha.definition.questions.values()
        if question.privacy == "statistical"
    }
    assert leaving == {"service.kind", "service.on"}
