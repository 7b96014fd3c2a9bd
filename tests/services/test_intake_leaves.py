"""What the fichas of reception and validation send: coarse codes, and not one word of hers."""

import json

import pytest
from feed_reading import fed, fill_and_close
from simulator import add_case

CANARY = "tejado de calamina azul"


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


FILLED = {
    "f05": {
        "today/age_group": "18_29",
        "elements/acts": ["recruitment", "retention"],
        "elements/means": ["love_promise"],
        "elements/exploitation": ["sexual"],
        "elements/control": ["restricts_movement"],
        "places/exploitation_where": "peru",
        "places/exploitation_district": "170101",
        "places/exploitation_on": "2026-03-15",
        "places/recruitment_where": "abroad",
        "places/recruitment_country": "bo",
        "offender/relation": "partner",
        "before_after/earlier": "studied",
        "grounds/analysis": CANARY,
    },
    "f07": {
        "which/direction": "sent",
        "outgoing/to": "health",
        "outgoing/consent": "partly",
        "sending/to_unit": CANARY,
        "sending/details_out": CANARY,
        "sending/disclosed": ["code", "need"],
    },
    "f08": {
        "first/age_group": "18_29",
        "state/suicide": "thoughts",
        "state/emotions": ["fear"],
        "words/account": CANARY,
        "words/note": CANARY,
    },
    "f04": {
        "matter_group/matter": "beyond_services",
        "grounds/facts": CANARY,
        "grounds/proposal": CANARY,
        "grounds/reasons": ["continuity"],
    },
}


def test_only_coarse_codes_leave(world, enrolled):
    file = add_case(enrolled)
    for form, answers in FILLED.items():
        fill_and_close(enrolled, form, file, answers)
    bodies = fed(enrolled)
    told = {}
    for body in bodies:
        told |= body["set"]
    assert told["trafficking.exploitation_place"] == "17"
    assert told["trafficking.exploitation_on"] == "2026"
    assert told["trafficking.recruitment_where"] == "abroad"
    assert told["trafficking.means"] == ["love_promise"]
    assert told["referral.to"] == "health"
    assert told["authorisation.reasons"] == ["continuity"]
    for kept in ("trafficking.recruitment_country", "crisis.suicide_risk", "referral.disclosed"):
        assert kept not in told
    everything = json.dumps(bodies, ensure_ascii=False)
    for word in (CANARY, "170101", "2026-03", "thoughts", "studied", '"bo"'):
        assert word not in everything
    world.carry(enrolled)
    assert world.hq.statistics.internal(2026).totals.total == 1
