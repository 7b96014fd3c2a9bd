"""What the fichas of psychology and of the team send, and what «ya consta» opens in them."""

import pytest
from feed_reading import fed, fill_and_close, in_its_row
from simulator import add_case

from cem_desktop.domain.case_code import CaseCode

CANARY = "tejado de calamina azul"
MEMBER = str(CaseCode.issue())
OF_OFFICE = {"f14", "f31", "f35"}

FILLED = {
    "f11": {
        "meeting/attendees": ["psychology", "legal", "social"],
        "meeting/hypothesis": CANARY,
        "her_voice/her_wishes": CANARY,
        "before_law/psych_plan": "running",
        "plan/objective/{row}/goal": CANARY,
        "plan/objective/{row}/due_on": "2031-01-01",
        "agreements/agreed": CANARY,
    },
    "f12": {
        "plan/age_group": "18_29",
        "plan/first_on": "2031-01-01",
        "bond/bond_baseline": 9,
        "bond/bond_goal": CANARY,
        "image/pair/{row}/belief": CANARY,
        "image/own_pair/{row}/own_belief": CANARY,
        "team/shared_note": CANARY,
    },
    "f13": {
        "session/age_group": "18_29",
        "work/area": "bond",
        "work/techniques": ["healthy_harmful"],
        "work/before": 8,
        "work/account": CANARY,
        "notes/reserved_note": CANARY,
        "notes/shared_note": CANARY,
        "farewell/risk": "severe",
    },
    "f15": {
        "meeting/age_group": "18_29",
        "proceeding/kind": "confrontation",
        "proceeding/opposition": "opposed",
        "proceeding/diligence_on": "2031-01-01",
        "proceeding/diligence_place": "prison",
        "rehearsal/drawn": "yes",
        "rehearsal/feelings": ["fear"],
        "rehearsal/words_to_avoid": CANARY,
        "readiness/ready": "not_yet",
    },
    "f24": {
        "act_of/act": "closure",
        "act_of/reach": "with_her",
        "state/final": "no",
        "state/risk": "moderate",
        "closing/reason": "withdrawal",
        "withdrawal/causes": ["threat", "bond"],
        "before_closing/contact_allowed": "only_her",
        "farewell/summary": CANARY,
    },
    "f14": {
        "circle/group_name": "Amancay",
        "session/theme": "deceit",
        "session/process": CANARY,
        "attendance/member/{row}/code": MEMBER,
        "attendance/member/{row}/came": "attended",
        "attendance/member/{row}/conduct": ["distressed"],
    },
    "f31": {
        "words/heard/{row}/word": "confessed",
        "stereotypes/heard_ideas": ["easy_money"],
        "mending/learned": CANARY,
    },
    "f35": {
        "together/people": 5,
        "signs/tired": "always",
        "supports/how": CANARY,
    },
}
COUNTED = {
    "service.kind",
    "service.on",
    "victim.age_group",
    "case.stage",
    "case.stage_on",
    "closure.reason",
    "closure.proceeding_final",
}
PRIVATE = (
    CANARY,
    MEMBER,
    "Amancay",
    "threat",
    "bond",
    "only_her",
    "prison",
    "not_yet",
    "severe",
    "2031",
    "confessed",
    "easy_money",
    "always",
)


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def test_only_what_may_be_counted_leaves(enrolled):
    file = add_case(enrolled)
    before = len(fed(enrolled))
    for form, answers in FILLED.items():
        fill_and_close(enrolled, form, None if form in OF_OFFICE else file, answers)
    bodies = fed(enrolled)[before:]
    told = {}
    for body in bodies:
        told |= body["set"]
    assert set(told) == COUNTED
    assert told["case.stage"] == "closed"
    assert told["closure.reason"] == "withdrawal"
    kinds = {body["set"].get("service.kind") for body in bodies} - {None}
    assert kinds == {
        "team_plan",
        "psychological_plan",
        "psychological_session",
        "confrontation_preparation",
        "follow_up",
    }
    for body in bodies:
        for private in PRIVATE:
            assert private not in body, private


def test_a_group_stands_in_no_file_of_its_members(enrolled):
    file = add_case(enrolled)
    (row,) = enrolled.workspace.casework.caseload()
    filling = enrolled.workspace.fichas.begin("f14", None)
    code = in_its_row(filling.session, "attendance/member/{row}/code")
    filling.session.answer(code, row.code)
    enrolled.workspace.fichas.close(filling)
    with enrolled.workspace.context.store.read() as unit:
        stated = [one.fact for one in unit.records.statements_of_file(file)]
    assert not any(fact.startswith("group.") for fact in stated)
    assert "f14" not in {one.form for one in enrolled.workspace.casework.case(file).timeline}
    assert "f14" not in {one.form_id for one in enrolled.workspace.fichas.available(file)}


def test_a_closed_file_is_closed_in_the_list(enrolled):
    file = add_case(enrolled)
    fill_and_close(enrolled, "f24", file, FILLED["f24"])
    (row,) = enrolled.workspace.casework.caseload()
    assert row.stage == "closed"
    assert row.risk == "moderate"


@pytest.mark.parametrize(("known", "minor"), [("unknown", True), ("30_59", False)])
@pytest.mark.parametrize(
    ("form", "warned", "asked"),
    [
        ("f13", "work/minor_account", "work/account"),
        ("f15", "proceeding/minor_never", "rehearsal"),
    ],
)
def test_what_the_first_contact_knows_of_her_age_decides(office, known, minor, form, warned, asked):
    first = office.workspace.fichas.begin("f01", None)
    for path, value in {
        "arrival/way": "came_directly",
        "arrival/sex": "woman",
        "arrival/age_known": known,
    }.items():
        first.session.answer(path, value)
    file = office.workspace.fichas.close(first).file
    session = office.workspace.fichas.begin(form, file).session
    assert session.node(warned).relevant is minor
    assert session.node(asked).relevant is not minor
