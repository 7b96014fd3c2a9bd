from datetime import UTC, datetime

import pytest

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.period import SetClock
from cem_desktop.forms.session import FormSession

KNOWN = {
    "first/kind": ["device_lost"],
    "first/known_on": "2026-11-22",
    "first/known_at": "18:30",
    "first/affected": "yes",
    "first/account": "Se llevaron la mochila con la laptop de visitas.",
}


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f32")


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def at(library, moment, answers=KNOWN):
    session = FormSession(library.definition("f32"), clock=SetClock(moment))
    fill(session, answers)
    return session


def test_it_is_about_the_office_and_asks_little(ficha):
    assert ficha.definition.settings.about == "office"
    assert {path for path, _ in problems(ficha)} == {
        "first/kind",
        "first/known_at",
        "first/affected",
        "first/account",
    }
    fill(ficha, KNOWN)
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("on", "hour", "until"),
    [
        ("2026-11-22", "18:30", "24/11/2026, a las 18:30"),
        ("2026-02-27", "00:05", "01/03/2026, a las 00:05"),
        ("2025-12-31", "23:59", "02/01/2026, a las 23:59"),
    ],
)
def test_the_clock_runs_48_hours_from_the_hour_of_knowledge(ficha, on, hour, until):
    assert not ficha.node("first/clock").relevant
    fill(ficha, KNOWN | {"first/known_on": on, "first/known_at": hour})
    assert ficha.node("first/clock").relevant
    assert f"hasta el {until}" in ficha.node("first/clock").label


def test_the_hour_shows_as_it_is_typed_whatever_its_shape(ficha):
    fill(ficha, KNOWN | {"first/known_at": "09:05"})
    assert ficha.node("first/clock").label.startswith(
        "Plazo de 48 horas: hasta el 24/11/2026, a las 09:05. "
    )


@pytest.mark.parametrize(("affected", "runs"), [("yes", True), ("unknown", True), ("no", False)])
def test_it_runs_until_data_are_ruled_out(ficha, affected, runs):
    fill(ficha, KNOWN | {"first/affected": affected})
    assert ficha.node("first/clock").relevant is runs
    assert ficha.node("breach").relevant is runs
    assert ficha.node("notices/authority_on").relevant is runs
    assert ("notices/late" in ficha.answers()) is runs


@pytest.mark.parametrize(
    ("on", "hour", "late"),
    [
        ("2026-11-23", "23:59", "no"),
        ("2026-11-24", "18:30", "no"),
        ("2026-11-24", "18:31", "yes"),
        ("2026-11-25", "08:00", "yes"),
    ],
)
def test_a_late_notice_has_its_reasons(library, on, hour, late):
    session = at(library, datetime(2026, 11, 26, 15, 0, tzinfo=UTC))
    fill(session, {"notices/authority_on": on, "notices/authority_at": hour})
    assert session.answers()["notices/late"] == late
    missing = {("notices/late_reasons", "required")} if late == "yes" else set()
    assert problems(session) == missing


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (datetime(2026, 11, 24, 23, 29, tzinfo=UTC), "no"),
        (datetime(2026, 11, 24, 23, 31, tzinfo=UTC), "yes"),
    ],
)
def test_a_term_that_passes_without_notice_asks_for_reasons_too(library, moment, late):
    session = at(library, moment)
    assert session.answers()["notices/late"] == late
    assert session.node("notices/late_reasons").relevant is (late == "yes")


def test_a_notice_has_its_hour(ficha):
    fill(ficha, KNOWN | {"notices/authority_on": "2026-11-23"})
    assert problems(ficha) == {("notices/authority_at", "required")}


def test_the_breach_has_what_the_law_asks_for(ficha):
    fill(ficha, KNOWN)
    asked = {
        question.fact
        for path, question in ficha.definition.questions.items()
        if path.startswith(("breach/", "measures/")) and ficha.node(path).relevant
    }
    assert asked >= {
        "incident.nature",
        "incident.data_types",
        "incident.people",
        "incident.contact",
        "incident.consequences",
        "incident.measures",
    }


@pytest.mark.parametrize(
    ("kind", "section"),
    [
        ("device_lost", "lost"),
        ("media_lost", "lost"),
        ("paper_lost", "lost"),
        ("threat_staff", "threat"),
        ("threat_user", "threat"),
        ("watched", "threat"),
        ("malware", None),
    ],
)
def test_what_happened_opens_its_own_questions(ficha, kind, section):
    ficha.answer("first/kind", [kind])
    opened = {one for one in ("lost", "threat") if ficha.node(one).relevant}
    assert opened == ({section} if section else set())


def test_a_lost_laptop_is_cut_off_and_a_threat_is_reported(ficha):
    fill(ficha, {"first/kind": ["device_lost", "threat_user"], "lost/objects": ["stick"]})
    assert not ficha.node("lost/cut_device").relevant
    ficha.answer("lost/objects", ["laptop"])
    assert ficha.node("lost/cut_device").relevant
    ficha.answer("threat/police_told", "no")
    assert ficha.node("threat/tell_police").relevant
    assert ficha.node("threat/assess_again").relevant


def test_files_stand_by_their_code_and_stay_in_the_office(ficha):
    fill(ficha, KNOWN)
    row = next(iter(ficha.rows("files/touched")), None) or ficha.add_row("files/touched")
    code = f"files/touched/{row}/code"
    for refused in ("María", "abcd-efgh", "12345678"):
        ficha.answer(code, refused)
        assert problems(ficha) == {(code, "constraint")}
    ficha.answer(code, str(CaseCode.issue()))
    assert ficha.problems() == ()
    assert ficha.definition.questions["files/touched/code"].privacy == "coded"


def test_the_words_are_addressed_to_headquarters_and_the_kind_may_be_counted(ficha):
    by_privacy = {}
    for question in ficha.definition.questions.values():
        by_privacy.setdefault(question.privacy, set()).add(question.fact)
    assert by_privacy["official"] == {
        "incident.account",
        "incident.consequences_words",
        "incident.measures_words",
        "incident.late_reasons",
    }
    assert by_privacy["statistical"] == {"incident.kind", "incident.known_on"}
    assert "identity" not in by_privacy


def test_who_gives_notice_is_not_blamed(ficha):
    assert "nadie será culpado por avisar" in ficha.node("first/people_first").label
