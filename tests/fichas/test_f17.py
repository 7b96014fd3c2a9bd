import pytest

WANTED = {"offer/risk": "severe", "offer/wish": "wants"}
SAFE = {
    "shelter/code": "HR-07",
    "shelter/reserved": "yes",
    "shelter/access": "yes",
    "shelter/guarding": "permanent",
    "shelter/leaks": "no",
    "shelter/admits_trafficking": "yes",
    "shelter/level": "high",
}
ENTRY = {
    "outcome/result": "entered",
    "outcome/entry_way": "cem",
    "outcome/entry_on": "2026-11-23",
}
OVERRIDE = {
    "shelter/go_ahead": "yes",
    "shelter/override_reason": "Esta noche no hay otro lugar y afuera la esperan.",
    "shelter/override_by": "team",
}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f17")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_it_asks_for_the_danger_her_will_and_the_outcome(ficha):
    assert problems(ficha) == {
        ("offer/risk", "required"),
        ("offer/wish", "required"),
        ("outcome/result", "required"),
    }


def test_a_safe_shelter_is_entered_without_more(ficha):
    fill(ficha, WANTED | SAFE | ENTRY)
    assert ficha.problems() == ()
    assert ficha.answers()["shelter/below"] == "no"
    assert not ficha.node("shelter/do_not_refer").relevant
    assert ficha.answers()["offer/service"] == "shelter"


@pytest.mark.parametrize(
    ("risk", "changes", "below"),
    [
        ("severe", {}, "no"),
        ("severe", {"shelter/level": "medium"}, "yes"),
        ("severe", {"shelter/level": "basic"}, "yes"),
        ("severe", {"shelter/level": None}, "yes"),
        ("severe", {"shelter/leaks": "yes"}, "yes"),
        ("severe", {"shelter/reserved": "no"}, "yes"),
        ("moderate", {"shelter/level": "medium"}, "no"),
        ("moderate", {"shelter/level": "basic"}, "yes"),
        ("low", {"shelter/level": "basic"}, "no"),
    ],
)
def test_a_shelter_below_her_danger_holds_the_entry_back(ficha, risk, changes, below):
    fill(ficha, WANTED | SAFE | changes | ENTRY | {"offer/risk": risk})
    assert ficha.answers()["shelter/below"] == below
    is_rated = changes.get("shelter/level", "high") is not None
    assert ficha.node("shelter/do_not_refer").relevant is (below == "yes" and is_rated)
    assert ficha.node("shelter/rate_first").relevant is not is_rated
    held = {("outcome/result", "constraint")} if below == "yes" else set()
    assert problems(ficha) == held
    assert ficha.node("shelter/do_not_refer").label.startswith("No derivar")


def test_it_goes_ahead_with_a_reason_and_a_responsible_person(ficha):
    fill(ficha, WANTED | SAFE | {"shelter/level": "basic"} | ENTRY)
    ficha.answer("shelter/go_ahead", "no")
    assert problems(ficha) == {("outcome/result", "constraint")}
    ficha.answer("shelter/go_ahead", "yes")
    assert problems(ficha) == {
        ("shelter/override_reason", "required"),
        ("shelter/override_by", "required"),
    }
    fill(ficha, OVERRIDE)
    assert ficha.problems() == ()


def test_not_referring_her_needs_no_override(ficha):
    fill(ficha, WANTED | SAFE | {"shelter/level": "basic", "outcome/result": "not_advised"})
    assert ficha.problems() == ()


@pytest.mark.parametrize("wish", ["declines", "undecided"])
def test_nobody_enters_against_her_will(ficha, wish):
    fill(ficha, WANTED | SAFE | ENTRY | {"offer/wish": wish})
    assert problems(ficha) == {("outcome/result", "constraint")}
    assert "contra su voluntad" in ficha.node("offer/wish").hint


@pytest.mark.parametrize(
    ("group", "held"),
    [("12_17", False), ("presumed_minor", False), ("18_29", True), (None, True)],
)
def test_where_the_upe_decides_on_a_minor_her_wish_is_told_as_it_is(ficha, group, held):
    fill(ficha, ENTRY | {"offer/risk": "low", "offer/wish": "declines"})
    fill(ficha, {"offer/age_group": group, "outcome/entry_way": "cem" if held else "upe"})
    assert problems(ficha) == ({("outcome/result", "constraint")} if held else set())


def test_who_declines_is_asked_nothing_about_a_shelter(ficha):
    fill(ficha, WANTED | SAFE | {"offer/wish": "declines", "outcome/result": "declined"})
    assert ficha.problems() == ()
    assert not ficha.node("shelter").relevant
    assert not any(path.startswith("shelter/") for path in ficha.answers())
    assert ficha.node("offer/declines_next").relevant


@pytest.mark.parametrize(
    "typed", ["Casa Esperanza", "Av. Los Álamos 512", "hr-07", "HR-07 Comas", "987654321", "07"]
)
def test_a_shelter_is_an_internal_code_and_nothing_more(ficha, typed):
    fill(ficha, WANTED | SAFE | ENTRY | {"shelter/code": typed})
    assert problems(ficha) == {("shelter/code", "constraint")}


@pytest.mark.parametrize(
    "typed",
    [
        "Queda en la avenida principal",
        "Jr. Los Pinos",
        "manzana B, lote 4",
        "Llamar al 987654321",
        "dos\nlíneas, calle tres",
        "en el distrito vecino",
    ],
)
def test_a_reason_holds_no_address_either(ficha, typed):
    fill(ficha, WANTED | SAFE | {"shelter/level": "basic"} | ENTRY | OVERRIDE)
    ficha.answer("shelter/override_reason", typed)
    assert problems(ficha) == {("shelter/override_reason", "constraint")}


def test_no_question_has_room_for_an_address(ficha):
    questions = ficha.definition.questions.values()
    assert {one.path for one in questions if one.type == "text"} == {
        "shelter/code",
        "shelter/override_reason",
    }
    assert not {one.privacy for one in questions} & {"identity"}
    assert not any(one.fact.startswith("victim.origin") for one in questions if one.fact)


def test_the_ways_of_entry_are_those_of_the_law(ficha):
    offered = {value for value, _ in ficha.node("outcome/entry_way").choices}
    assert offered == {"cem", "sau", "sar", "judge"}
    ficha.answer("offer/age_group", "12_17")
    of_minors = {value for value, _ in ficha.node("outcome/entry_way").choices}
    assert of_minors == offered | {"upe"}


def test_children_are_not_parted_from_her_unseen(ficha):
    fill(ficha, WANTED)
    assert not ficha.node("shelter/admits_children").relevant
    fill(ficha, {"offer/children": 2, "shelter/admits_children": "no"})
    assert ficha.node("shelter/children_apart").relevant
    ficha.answer("shelter/admits_trafficking", "no")
    assert ficha.node("shelter/not_admitted").relevant


def test_leaving_has_a_reason_and_comes_after_the_entry(ficha):
    fill(ficha, WANTED | SAFE | ENTRY | {"stay/exit_on": "2026-11-20"})
    assert problems(ficha) == {("stay/exit_on", "constraint"), ("stay/exit_reason", "required")}
    fill(ficha, {"outcome/entry_on": "2026-11-18", "stay/exit_reason": "own_decision"})
    assert ficha.problems() == ()
    assert "no se escribe aquí" in ficha.node("stay/afterwards").label


def test_a_minor_goes_by_the_upe(ficha):
    ficha.answer("offer/age_group", "12_17")
    assert "Unidad de Protección Especial" in ficha.node("offer/minor_duty").label
    assert ficha.node("offer/minor_duty").relevant


def test_what_leaves_names_no_shelter(ficha):
    leaving = {
        question.fact
        for question in ficha.definition.questions.values()
        if question.privacy == "statistical"
    }
    assert leaving == {"service.kind", "service.on", "victim.age_group", "shelter.result"}
