"""F26: the service as it works, seen on coded fichas; each finding has a term and an end."""

import pytest

from cem_desktop.domain.facts import FACTS

URGENT = ("danger", "coded", "keys", "minors")
OTHERS = (
    "consent",
    "one_account",
    "treatment",
    "interpreter",
    "plan",
    "proceedings",
    "referrals",
    "staff",
    "team_care",
)
FINDING = "findings/finding"


@pytest.fixture
def ficha(open_ficha):
    return fill(open_ficha("f26"), {"visit/mode": "visit"})


@pytest.fixture
def finding(ficha):
    rows = ficha.rows(FINDING)
    return f"{FINDING}/{rows[0] if rows else ficha.add_row(FINDING)}"


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_coordination_and_supervision_write_it_and_nobody_else_reads_it(ficha):
    settings = ficha.definition.settings
    assert (settings.about, settings.stage, settings.service) == ("office", "", "headquarters")
    assert settings.write == settings.read == {"coordination", "hq_supervision"}


def test_how_it_was_done_is_enough(open_ficha):
    session = open_ficha("f26")
    assert ("visit/mode", "required") in problems(session)
    session.answer("visit/mode", "remote")
    assert session.problems() == ()


def test_only_coded_fichas_are_counted_and_no_code_is_asked_for(ficha):
    assert "Sólo fichas codificadas" in ficha.node("sample/coded_only").label
    texts = {path: one for path, one in ficha.definition.questions.items() if one.type == "text"}
    assert {one.privacy for one in texts.values()} == {"official"}
    assert not any("code" in path.rpartition("/")[2] for path in texts)
    assert FACTS["supervision.sampled"].bounds == (0, 200)


def test_no_ficha_is_seen_without_the_office_agreeing(ficha):
    assert not ficha.node("sample/agreed").relevant
    fill(ficha, {"sample/sampled": 4, "sample/agreed": "no"})
    assert ficha.node("sample/ask_first").relevant
    ficha.answer("sample/agreed", "yes")
    assert not ficha.node("sample/ask_first").relevant


@pytest.mark.parametrize(
    ("check", "urgent"), [*((one, True) for one in URGENT), *((one, False) for one in OTHERS)]
)
def test_what_endangers_somebody_does_not_wait_for_a_term(ficha, check, urgent):
    question = ficha.node(f"checklist/check_{check}").question
    assert question.appearance == "likert"
    assert (question.privacy, question.send) == ("statistical", "whole")
    ficha.answer(f"checklist/check_{check}", "partly")
    assert not ficha.node("checklist/today").relevant
    ficha.answer(f"checklist/check_{check}", "no")
    assert ficha.node("checklist/today").relevant is urgent


def test_every_mark_is_in_the_test(ficha):
    marks = {path for path in ficha.definition.questions if "/check_" in path}
    assert marks == {f"checklist/check_{one}" for one in (*URGENT, *OTHERS)}


def open_findings(session):
    return int(session.answers().get("approval/open") or 0)


def test_findings_are_counted_until_they_are_settled(ficha, finding):
    assert open_findings(ficha) == 0
    ficha.answer(f"{finding}/area", "keys")
    assert open_findings(ficha) == 1
    second = f"{FINDING}/{ficha.add_row(FINDING)}"
    ficha.answer(f"{second}/area", "legal")
    assert open_findings(ficha) == 2
    ficha.answer(f"{finding}/finding_is", "resolved")
    assert open_findings(ficha) == 1


def test_there_is_no_full_approval_over_open_findings(ficha, finding):
    fill(ficha, {f"{finding}/area": "keys", "approval/approved": "approved"})
    assert problems(ficha) == {("approval/approved", "constraint")}
    ficha.answer("approval/approved", "with_findings")
    assert ficha.problems() == ()
    fill(ficha, {f"{finding}/finding_is": "resolved", "approval/approved": "approved"})
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("approved", "dated"), [("approved", True), ("with_findings", True), ("not_yet", False)]
)
def test_an_approval_has_its_day(ficha, approved, dated):
    ficha.answer("approval/approved", approved)
    assert ficha.node("approval/approved_on").relevant is dated


def test_a_finding_past_its_term_asks_what_stands_in_the_way(ficha, finding):
    fill(ficha, {"visit/on": "2026-10-01", f"{finding}/area": "staff"})
    ficha.answer(f"{finding}/due_on", "2026-11-01")
    assert ficha.node(f"{finding}/overdue").relevant
    ficha.answer(f"{finding}/finding_is", "resolved")
    assert not ficha.node(f"{finding}/overdue").relevant
    assert ficha.node(f"{finding}/resolved_on").relevant


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("visit/on", "2026-11-24"),
        ("sample/sampled", 201),
        ("approval/next_on", "2026-11-23"),
    ],
)
def test_what_cannot_be_is_told(ficha, path, value):
    ficha.answer(path, value)
    assert problems(ficha) == {(path, "constraint")}


def test_a_term_is_not_before_the_supervision(ficha, finding):
    fill(ficha, {f"{finding}/area": "staff", f"{finding}/due_on": "2026-11-20"})
    assert problems(ficha) == {(f"{finding}/due_on", "constraint")}


def test_an_empty_row_states_no_finding_and_a_written_one_says_about_what(ficha, finding):
    assert f"{finding}/finding_is" not in ficha.answers()
    ficha.answer(f"{finding}/finding_text", "Faltan cerraduras en el archivo.")
    assert problems(ficha) == {(f"{finding}/area", "required")}
    ficha.answer(f"{finding}/area", "keys")
    assert ficha.answers()[f"{finding}/finding_is"] == "pending"
