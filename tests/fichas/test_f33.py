import pytest

ROW = "children/child"


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f33")


@pytest.fixture
def child(ficha):
    row = next(iter(ficha.rows(ROW)), None) or ficha.add_row(ROW)
    path = f"{ROW}/{row}"
    fill(ficha, {f"{path}/number": 1, f"{path}/age": "3_5"})
    return path


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_a_child_is_a_number_and_an_age_band(ficha, child):
    assert ficha.problems() == ()
    assert ficha.answers()["arrival/service"] == "childcare"
    assert ficha.answers()["arrival/service_on"] == "2026-11-23"
    fill(ficha, {f"{child}/number": None, f"{child}/age": None})
    assert problems(ficha) == {(f"{child}/number", "required"), (f"{child}/age", "required")}
    ficha.answer(f"{child}/number", 21)
    assert (f"{child}/number", "constraint") in problems(ficha)


def test_nowhere_is_there_room_for_a_name(ficha):
    texts = {one.path: one for one in ficha.definition.questions.values() if one.type == "text"}
    assert set(texts) == {f"{ROW}/care", "handing/code", "notes/remarks"}
    assert texts[f"{ROW}/care"].privacy == texts["notes/remarks"].privacy == "reserved"
    assert "ningún nombre" in ficha.node("arrival/no_names").label


def test_whoever_fetches_a_child_shows_the_agreed_code(ficha, child):
    assert child
    ficha.answer("handing/pickup", "mother")
    assert not ficha.node("handing/code").relevant
    assert ficha.problems() == ()
    ficha.answer("handing/pickup", "authorised")
    assert problems(ficha) == {("handing/code", "required")}


@pytest.mark.parametrize("typed", ["Rosa", "ROSA", "kr47", "40404040", "K47", "KR47 tía"])
def test_a_code_is_neither_a_name_nor_a_document(ficha, child, typed):
    assert child
    fill(ficha, {"handing/pickup": "authorised", "handing/code": typed})
    assert problems(ficha) == {("handing/code", "constraint")}
    ficha.answer("handing/code", "KR47")
    assert ficha.problems() == ()


def test_whom_not_to_hand_over_to_is_told_by_relation(ficha, child):
    offered = {value for value, _ in ficha.node(f"{child}/alert").choices}
    assert {"father", "partner", "companion", "network", "court_order"} <= offered
    fill(ficha, {f"{child}/alert": ["father", "network"]})
    assert ficha.answers()[f"{child}/alert"] == ["father", "network"]


def test_a_wrong_person_brings_up_what_to_do(ficha):
    assert not ficha.node("handing/wrong_person").relevant
    ficha.answer("handing/handed", "stranger")
    assert ficha.node("handing/wrong_person").relevant
    assert "No los entregue" in ficha.node("handing/wrong_person").label


@pytest.mark.parametrize(
    ("signs", "duty"), [([], False), (["none"], False), (["injury"], True), (["no_carer"], True)]
)
def test_signs_of_harm_bring_up_the_duty_towards_the_upe(ficha, child, signs, duty):
    ficha.answer(f"{child}/signs", signs)
    assert ficha.node(f"{child}/upe_duty").relevant is duty
    assert problems(ficha) == ({(f"{child}/upe", "required")} if duty else set())
    if duty:
        ficha.answer(f"{child}/upe", "upe")
        assert ficha.problems() == ()


def test_no_sign_goes_alone(ficha, child):
    fill(ficha, {f"{child}/signs": ["none", "fear"], f"{child}/upe": "upe"})
    assert problems(ficha) == {(f"{child}/signs", "constraint")}


def test_nothing_of_a_child_leaves(ficha):
    leaving = {
        question.fact
        for question in ficha.definition.questions.values()
        if question.privacy == "statistical"
    }
    assert leaving == {"service.kind", "service.on"}


def test_the_area_itself_may_fill_it(ficha):
    assert "childcare" in ficha.definition.settings.write
    assert "legal" not in ficha.definition.settings.read
