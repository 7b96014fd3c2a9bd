"""What the fichas of the office send: how many and of what kind, and no name, word or number."""

import json

import pytest
from feed_reading import fed, fill_and_close
from simulator import add_case

from cem_desktop.domain.facts import FACTS

CANARY = "tejado de calamina azul"

FILLED = {
    "f25": {
        "course/held_on": "2026-03-02",
        "course/event": CANARY,
        "course/kind": "workshop",
        "course/topics": ["trafficking", "treatment"],
        "course/hours": 16,
        "people/audience": ["cem_team", "police"],
        "people/team/psychology": 2,
        "people/team/legal": 1,
        "people/team/social": 1,
        "people/others": 12,
        "results/tested": 9,
        "results/before": 11,
        "results/after": 17,
        "results/valid_until": "2028-03-02",
        "results/remarks": CANARY,
    },
    "f26": {
        "visit/on": "2026-03-02",
        "visit/mode": "visit",
        "sample/sampled": 6,
        "checklist/check_keys": "partly",
        "checklist/good": CANARY,
        "findings/finding/{row}/area": "keys",
        "findings/finding/{row}/finding_text": CANARY,
        "approval/approved": "with_findings",
        "approval/reply": CANARY,
    },
    "f27": {
        "what/on": "2026-03-02",
        "what/medium": "radio",
        "what/messages": ["helpline"],
        "what/text": CANARY,
        "people/reach": 300,
        "review/no_case_data": "OK",
    },
    "f28": {
        "body/checked_on": "2026-03-02",
        "body/side": "external",
        "body/sector": "private",
        "body/type": "ngo",
        "body/name": CANARY,
        "body/district": "150101",
        "body/phone": "01 555 0100",
        "support/focal": CANARY,
        "support/sensitised": "yes",
        "support/remarks": CANARY,
        "agreement/kind": "agreement",
        "agreement/commitment": CANARY,
        "agreement/document": CANARY,
    },
    "f34": {
        "what/on": "2026-03-02",
        "what/kind": "difficulty",
        "what/side": "external",
        "what/text": CANARY,
        "cause/causes": ["norm"],
        "cause/cause_text": CANARY,
        "proposal/proposal_text": CANARY,
    },
}


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def told(bodies):
    return {
        key.partition("@")[0]: value
        for body in bodies
        for key, value in body["set"].items()
        if value is not None
    }


def test_a_training_tells_how_many_of_each_profession_were_there(enrolled):
    before = len(fed(enrolled))
    fill_and_close(enrolled, "f25", None, FILLED["f25"])
    bodies = fed(enrolled)[before:]
    assert {body["file"] for body in bodies} == {None}
    facts = told(bodies)
    assert facts["training.on"] == "2026-03"
    assert facts["training.valid_until"] == "2028-03"
    professions = ("psychology", "legal", "social")
    assert [facts[f"training.{one}"] for one in professions] == [2, 1, 1]
    assert facts["training.staff"] == 4
    assert facts["training.topics"] == ["trafficking", "treatment"]
    assert (facts["training.score_before"], facts["training.score_after"]) == (11, 17)


def test_an_ally_leaves_without_its_name_and_as_a_department(enrolled):
    before = len(fed(enrolled))
    fill_and_close(enrolled, "f28", None, FILLED["f28"])
    facts = told(fed(enrolled)[before:])
    assert facts["ally.place"] == "15"
    assert facts["ally.type"] == "ngo"
    assert not {"ally.name", "ally.phone", "ally.focal", "ally.document"} & set(facts)


def test_a_supervision_tells_marks_and_open_findings(enrolled):
    before = len(fed(enrolled))
    fill_and_close(enrolled, "f26", None, FILLED["f26"])
    facts = told(fed(enrolled)[before:])
    assert facts["supervision.check_keys"] == "partly"
    assert facts["supervision.open_findings"] == 1
    assert facts["supervision.finding_state"] == "pending"


def test_no_word_of_any_of_them_leaves_as_a_statistic(enrolled):
    before = len(fed(enrolled))
    for form, answers in FILLED.items():
        fill_and_close(enrolled, form, None, answers)
    bodies = fed(enrolled)[before:]
    everything = json.dumps(bodies, ensure_ascii=False)
    for word in (CANARY, "2026-03-", "555", "150101"):
        assert word not in everything, word
    families = {FACTS[fact].id.partition(".")[0] for fact in told(bodies)}
    assert families == {"training", "supervision", "outreach", "ally", "lesson"}


def test_headquarters_takes_them_in_and_counts_no_case_of_them(world, enrolled):
    add_case(enrolled)
    for form, answers in FILLED.items():
        fill_and_close(enrolled, form, None, answers)
    world.carry(enrolled)
    assert world.hq.statistics.internal(2026).totals.total == 1
    (state,) = [one for one in world.hq.offices() if one.bundles]
    assert state.gap is None
