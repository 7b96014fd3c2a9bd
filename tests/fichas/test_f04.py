import pytest


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f04")
    session.answer("matter_group/on", "2026-10-01")
    session.answer("matter_group/matter", "beyond_services")
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_a_new_ficha_asks_what_is_not_covered(open_ficha):
    new = open_ficha("f04")
    assert problems(new) == {("matter_group/matter", "required")}
    assert new.answers()["decision/state"] == "draft"


def test_it_says_at_once_that_nothing_waits_for_it(open_ficha):
    new = open_ficha("f04")
    first = new.definition.body[0].children[0].path
    label = new.node(first).label
    for word in ("nunca retrasa", "atención", "seguridad", "denuncia"):
        assert word in label


def test_trafficking_is_within_the_mandate_and_needs_none_of_this(ficha):
    note = ficha.node("matter_group/within").label
    assert "28950" in note
    assert "34 y 44" in note
    ficha.answer("matter_group/matter", "trafficking")
    assert ficha.node("matter_group/not_needed").relevant
    assert not ficha.node("grounds").relevant
    assert not ficha.node("decision").relevant
    assert "decision/state" not in ficha.answers()
    assert ficha.problems() == ()


def test_the_instruments_of_the_practice_are_there(ficha):
    offered = {value for value, _ in ficha.node("grounds/instruments").choices}
    assert offered >= {"cedaw", "belem_do_para", "palermo", "non_discrimination"}


def test_what_goes_to_headquarters_is_official_and_nothing_else_is(library):
    questions = library.definition("f04").questions
    official = {path for path, one in questions.items() if one.privacy == "official"}
    assert official == {
        "grounds/facts",
        "grounds/vulnerability",
        "grounds/proposal",
        "decision/reply",
        "decision/directive",
    }
    assert questions["decision/observation"].privacy == "reserved"


def test_extreme_vulnerability_is_explained_where_it_is_a_reason(ficha):
    assert not ficha.node("grounds/vulnerability").relevant
    ficha.answer("grounds/reasons", ["extreme_vulnerability"])
    assert ficha.node("grounds/vulnerability").relevant


@pytest.mark.parametrize(
    ("state", "asked", "meanwhile", "denied"),
    [
        ("draft", set(), True, False),
        ("submitted", set(), True, False),
        ("observed", set(), True, False),
        ("authorised", {"authority", "decided_on"}, False, False),
        ("denied", {"authority", "decided_on"}, False, True),
    ],
)
def test_each_state_asks_for_its_own(ficha, state, asked, meanwhile, denied):
    ficha.answer("decision/state", state)
    assert problems(ficha) == {(f"decision/{name}", "required") for name in asked}
    assert ficha.node("decision/meanwhile").relevant is meanwhile
    assert ficha.node("decision/denied").relevant is denied
    assert ficha.node("decision/submitted_on").relevant is (state != "draft")
    assert ficha.node("decision/observation").relevant is (state == "observed")
    assert ficha.node("decision/valid_until").relevant is (state == "authorised")


def test_the_dates_follow_each_other(ficha):
    for path, value in {
        "decision/state": "authorised",
        "decision/authority": "executive_direction",
        "decision/decided_on": "2026-09-01",
        "decision/submitted_on": "2026-09-30",
    }.items():
        ficha.answer(path, value)
    assert problems(ficha) == {
        ("decision/decided_on", "constraint"),
        ("decision/submitted_on", "constraint"),
    }
    ficha.answer("decision/submitted_on", "2026-10-05")
    ficha.answer("decision/decided_on", "2026-11-02")
    ficha.answer("decision/valid_until", "2026-11-01")
    assert problems(ficha) == {("decision/valid_until", "constraint")}
    ficha.answer("decision/valid_until", "2027-11-01")
    assert ficha.problems() == ()


def test_a_refusal_of_headquarters_does_not_leave_her_alone(ficha):
    ficha.answer("decision/state", "denied")
    label = ficha.node("decision/denied").label
    assert "derivación" in label
    assert "denuncia" in label
