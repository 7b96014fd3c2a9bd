import pytest

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.roles import may_read, may_write

MEMBER = "attendance/member"


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f14")


def member(session, **answers):
    row = session.add_row(MEMBER)
    for name, value in answers.items():
        session.answer(f"{MEMBER}/{row}/{name}", value)
    return f"{MEMBER}/{row}"


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_a_group_belongs_to_the_office_and_to_no_file(ficha):
    settings = ficha.definition.settings
    assert settings.about == "office"
    assert settings.stage == ""
    assert not any(
        one.fact.partition(".")[0] != "group"
        for one in ficha.definition.questions.values()
        if one.fact
    )


def test_nothing_of_a_group_leaves(ficha):
    questions = [one for one in ficha.definition.questions.values() if one.type != "note"]
    assert {one.privacy for one in questions} == {"coded", "reserved"}
    assert all(one.send is None for one in questions)


def test_whatever_is_said_of_a_member_is_psychologys_alone(ficha):
    questions = ficha.definition.questions
    about_members = [one for path, one in questions.items() if path.startswith(f"{MEMBER}/")]
    assert {one.privacy for one in about_members if one.type != "note"} == {"reserved"}
    assert ficha.definition.settings.write == {"psychology"}


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("psychology", True, True),
        ("coordination", True, False),
        ("legal", False, False),
        ("social", False, False),
        ("admission", False, False),
        ("promotion", False, False),
    ],
)
def test_who_sees_that_there_is_a_group(ficha, role, reads, writes):
    settings = ficha.definition.settings
    assert may_read(settings.read, (role,), settings.write, of_office=True) is reads
    assert may_write(settings.write, (role,), of_office=True) is writes


def test_a_session_can_be_closed_as_it_opens(ficha):
    assert ficha.problems() == ()
    assert ficha.answers()["circle/held_on"] == "2026-11-23"
    assert ficha.node("session").relevant
    assert not ficha.node("programme").relevant


def test_a_programme_brings_its_three_objectives_and_agreements_to_change(ficha):
    ficha.answer("circle/act", "programme")
    assert ficha.answers()["programme/objectives"] == ["coping", "preparation", "stress"]
    assert "Nadie está obligada a hablar" in ficha.answers()["programme/agreements"]
    ficha.answer("programme/agreements", "Otros acuerdos")
    assert ficha.answers()["programme/agreements"] == "Otros acuerdos"
    assert not ficha.node("session").relevant
    assert not ficha.node("care").relevant


@pytest.mark.parametrize("typed", ["Rosa", "R.F.", "12345678", "abcd-efgh", "ILOS-BUV0"])
def test_members_stand_by_code_alone(ficha, typed):
    path = member(ficha, code=typed)
    assert problems(ficha) == {(f"{path}/code", "constraint")}
    ficha.answer(f"{path}/code", str(CaseCode.issue()))
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("came", "asked", "searched"),
    [
        ("attended", True, False),
        ("partly", True, False),
        ("excused", False, False),
        ("absent", False, True),
    ],
)
def test_conduct_is_asked_of_who_came_and_who_is_missing_is_looked_for(
    ficha, came, asked, searched
):
    path = member(ficha, code=str(CaseCode.issue()), came=came)
    assert ficha.node(f"{path}/conduct").relevant is asked
    assert ficha.node(f"{path}/absent_steps").relevant is searched


def test_a_programme_lists_members_without_attendance(ficha):
    ficha.answer("circle/act", "programme")
    path = member(ficha, code=str(CaseCode.issue()))
    assert not ficha.node(f"{path}/came").relevant
    assert not ficha.node(f"{path}/alone_next").relevant


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("circle/held_on", "2026-11-24"),
        ("circle/group_name", "Grupo 3"),
        ("circle/group_name", "a" * 25),
        ("session/number", 0),
        ("session/minutes", 601),
        ("care/self_care", ["nothing", "pause"]),
    ],
)
def test_what_cannot_be_is_told(ficha, path, value):
    ficha.answer(path, value)
    assert problems(ficha) == {(path, "constraint")}


def test_who_had_no_care_is_told_to_ask_for_it(ficha):
    assert not ficha.node("care/take_care").relevant
    ficha.answer("care/self_care", ["nothing"])
    assert ficha.node("care/take_care").relevant
