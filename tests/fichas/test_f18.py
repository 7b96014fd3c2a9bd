"""F18: her wish is recorded as hers, and is no waiver of anything."""

import pytest

from cem_desktop import paths
from cem_desktop.domain.case_file import Stage, index_case
from cem_desktop.domain.facts import FACTS, Statement
from cem_desktop.forms.sheets import read_source
from cem_desktop.services.catalogues import codes_of
from cem_desktop.sync.coarsening import leaving

WISHES = ("report", "already", "later", "needs_time", "not_report", "not_asked")


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f18")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_the_date_alone_is_a_ficha_that_can_be_closed(ficha):
    assert ficha.answers()["talk/on"] == "2026-11-23"
    assert ficha.problems() == ()


def test_her_wish_is_one_of_denunciar_no_despues_or_time_to_think(ficha):
    assert tuple(name for name, _ in ficha.node("wish/report").choices) == WISHES


def test_the_note_says_that_her_wish_is_no_waiver_and_why(ficha):
    note = ficha.node("wish/no_waiver")
    assert note.relevant
    for words in ("no es una renuncia", "delito público", "326.2 b", "407", "la atención sigue"):
        assert words in note.label


@pytest.mark.parametrize("wish", WISHES)
def test_no_wish_stops_the_ficha_the_duty_or_the_care(ficha, wish):
    before = {path: ficha.node(path).relevant for path in duty_and_care(ficha)}
    ficha.answer("wish/report", wish)
    assert ficha.problems() == ()
    assert {path: ficha.node(path).relevant for path in duty_and_care(ficha)} == before


def duty_and_care(ficha):
    sections = ("talk", "explained", "duty", "farewell")
    return [path for path in ficha.definition.questions if path.split("/")[0] in sections]


@pytest.mark.parametrize("wish", WISHES)
def test_no_wish_closes_the_case(ficha, wish):
    fill(ficha, {"wish/report": wish, "duty/state": "known"})
    stated = [
        Statement(question.fact, value, "f18", "r")
        for path, value in ficha.answers().items()
        if (question := ficha.definition.questions[path]).fact
    ]
    stage = ficha.definition.settings.stage
    row = index_case(stated, file_id="f", code="c", records=1, stages=[stage])
    assert row.stage is Stage.INSERTION
    assert not {"case.stage", "case.stage_on"} & {one.fact for one in stated}


@pytest.mark.parametrize(
    ("wish", "respected", "time", "before"),
    [
        ("report", False, False, True),
        ("already", False, False, False),
        ("later", True, True, False),
        ("needs_time", True, True, False),
        ("not_report", True, False, False),
    ],
)
def test_each_wish_brings_its_own_care(ficha, wish, respected, time, before):
    assert not ficha.node("wish/care").relevant
    ficha.answer("wish/report", wish)
    assert ficha.node("wish/care").relevant
    assert ficha.node("wish/respect_no").relevant is respected
    assert ficha.node("wish/take_time").relevant is time
    assert ficha.node("wish/before_report").relevant is before


@pytest.mark.parametrize("wish", WISHES)
def test_a_duty_that_was_not_met_needs_a_reason_whatever_she_wants(ficha, wish):
    fill(ficha, {"wish/report": wish, "duty/state": "not_yet"})
    assert problems(ficha) == {("duty/not_yet_reason", "required")}
    assert ficha.node("duty/not_yet_steps").relevant
    assert "No es motivo que ella no quiera" in ficha.node("duty/not_yet_reason").hint
    ficha.answer("duty/state", "in_hand")
    assert ficha.problems() == ()


def test_without_an_interpreter_nothing_counts_as_explained(ficha):
    fill(ficha, {"talk/language": "quechua", "talk/interpreter": "missing"})
    assert ficha.node("talk/no_interpreter").relevant
    ficha.answer("talk/language", "spanish")
    assert not ficha.node("talk/interpreter").relevant
    assert not ficha.node("talk/no_interpreter").relevant


@pytest.mark.parametrize(
    ("understood", "again"), [("own_words", False), ("not_today", True), ("language", True)]
)
def test_who_did_not_understand_is_asked_for_no_decision(ficha, understood, again):
    ficha.answer("explained/understood", understood)
    assert ficha.node("explained/talk_again").relevant is again


@pytest.mark.parametrize(
    ("group", "minor"), [("12_17", True), ("presumed_minor", True), ("18_29", False)]
)
def test_for_a_minor_the_report_waits_for_nobodys_decision(ficha, group, minor):
    ficha.answer("talk/age_group", group)
    note = ficha.node("talk/minor_duty")
    assert note.relevant is minor
    assert "UPE" in note.label
    assert "entrevista única" in note.label


def test_only_the_service_its_month_and_her_age_group_leave(ficha):
    fill(
        ficha,
        {
            "talk/age_group": "18_29",
            "explained/topics": ["rights", "identity_reserve"],
            "explained/doubts": "Teme por su hermana.",
            "wish/report": "needs_time",
            "duty/state": "reported",
            "duty/reported_on": "2026-11-20",
            "farewell/next_on": "2026-11-30",
        },
    )
    assert ficha.problems() == ()
    sent = {
        question.fact: leaving(
            value, question.send, FACTS[question.fact], codes_of(FACTS[question.fact])
        )
        for path, value in ficha.answers().items()
        if (question := ficha.definition.questions[path]).privacy == "statistical"
    }
    assert sent == {
        "service.kind": "legal_orientation",
        "service.on": "2026-11",
        "victim.age_group": "18_29",
    }


def test_the_next_date_is_not_before_this_one(ficha):
    ficha.answer("farewell/next_on", "2026-11-22")
    assert problems(ficha) == {("farewell/next_on", "constraint")}


def test_outside_the_proceeding_she_is_never_the_aggrieved_person():
    source = read_source(paths.forms() / "f18" / "form.yaml")
    rows = [*source.survey, *(row for rows in source.choices.values() for row in rows)]
    assert "agraviada" not in " ".join(str(cell) for row in rows for cell in row.values()).lower()
