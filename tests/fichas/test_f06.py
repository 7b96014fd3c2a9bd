import pytest

from cem_desktop.domain.case_code import CaseCode

ESSENTIALS = {
    "file/matter": ["trafficking_sexual"],
    "file/reserve": "reinforced",
    "file/team": ["psychology", "social", "legal"],
}


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f06")
    for path, value in ESSENTIALS.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_the_file_needs_its_matter_its_reserve_and_its_team(open_ficha):
    new = open_ficha("f06")
    assert new.answers()["file/opened_on"] == "2026-11-23"
    assert problems(new) == {(path, "required") for path in ESSENTIALS}


def test_what_the_first_contact_holds_is_not_required_again(ficha):
    assert ficha.problems() == ()
    assert not any("age" in path or "sex" in path for path in ficha.answers())


def test_silence_about_the_age_states_no_age_group(ficha):
    assert "person/age_group" not in ficha.answers()
    assert "se la presume menor de edad" in ficha.node("person/age_missing").label
    assert ficha.node("person/age_missing").relevant
    ficha.answer("person/age", 16)
    assert not ficha.node("person/age_missing").relevant
    assert ficha.answers()["person/age_group"] == "12_17"
    assert ficha.node("person/minor_duty").relevant
    ficha.answer("person/age", None)
    assert "person/age_group" not in ficha.answers()


def test_linked_files_are_noted_by_code_alone(ficha):
    assert ficha.rows("links/linked_file") == () or not ficha.node("links/linked_file").relevant
    ficha.answer("links/linked", "yes")
    for row in ficha.rows("links/linked_file"):
        ficha.remove_row("links/linked_file", row)
    row = ficha.add_row("links/linked_file")
    code = f"links/linked_file/{row}/code"
    assert problems(ficha) == {(code, "required")}
    for refused in ("María", "abcd-efgh", "12345678", "ILOS-BUV0"):
        ficha.answer(code, refused)
        assert problems(ficha) == {(code, "constraint")}
    ficha.answer(code, str(CaseCode.issue()))
    assert ficha.problems() == ()
    ficha.answer("links/linked", "no")
    assert code not in ficha.answers()


@pytest.mark.parametrize(
    ("country", "group", "asked"),
    [("pe", "peruvian", False), ("ve", "foreign", True), ("unknown", None, False)],
)
def test_a_nationality_leaves_only_as_a_group(ficha, country, group, asked):
    ficha.answer("person/nationality", country)
    assert ficha.answers().get("person/nationality_group") == group
    assert ficha.node("person/migration").relevant is asked


def test_no_migration_status_goes_alone(ficha):
    ficha.answer("person/nationality", "co")
    ficha.answer("person/migration", ["none", "refugee"])
    assert problems(ficha) == {("person/migration", "constraint")}
    ficha.answer("person/migration", ["refuge_applicant"])
    assert ficha.problems() == ()


def test_pregnancy_is_not_asked_of_a_man(ficha):
    assert ficha.node("person/pregnant").relevant
    ficha.answer("person/sex", "man")
    assert not ficha.node("person/pregnant").relevant


def test_the_departments_are_those_of_the_catalogue(ficha, catalogue):
    choices = dict(ficha.node("person/origin").choices)
    assert choices == {place.code: place.name for place in catalogue.departments()}


def test_first_contact_and_file_come_together_in_one_row(open_ficha, ficha):
    from cem_desktop.domain.case_file import Admission, Minority, Stage, index_case
    from cem_desktop.domain.facts import Statement

    contact = open_ficha("f01")
    for path, value in {
        "arrival/opened_on": "2026-11-20",
        "arrival/way": "referred",
        "arrival/sex": "woman",
        "arrival/age_known": "unknown",
        "admission/decision": "not_opened",
        "admission/reasons": ["anonymity"],
        "admission/decided_by": "team",
    }.items():
        contact.answer(path, value)

    def row(*sessions):
        statements = [
            Statement(question.fact, value, session.definition.form_id, session.definition.form_id)
            for session in sessions
            for path, value in session.answers().items()
            if (question := session.definition.questions.get(path)) and question.fact
        ]
        stages = [session.definition.settings.stage for session in sessions]
        return index_case(statements, file_id="f", code="c", records=len(sessions), stages=stages)

    alone = row(contact)
    assert (alone.minor, alone.stage) == (Minority.PRESUMED, Stage.RECEPTION)
    assert alone.admission is Admission.NOT_OPENED
    assert alone.opened_on.isoformat() == "2026-11-20"
    both = row(contact, ficha)
    assert both.opened_on.isoformat() == "2026-11-23"
    assert (both.sex, both.minor, both.stage) == ("woman", Minority.PRESUMED, Stage.INSERTION)
    ficha.answer("person/age", 22)
    assert row(contact, ficha).minor is Minority.NO
