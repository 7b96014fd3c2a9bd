"""What the fichas of social work send: that something was done, and no danger, place or child."""

import json

import pytest
from feed_reading import fed, fill_and_close
from simulator import add_case

from cem_desktop.domain.case_code import CaseCode

CANARY = "tejado de calamina azul"
FILE_CODE = str(CaseCode.issue())

FILLED = {
    "f09": {
        "assessment/age_group": "18_29",
        "trafficker/state": "located",
        "trafficker/knows": ["home", "family"],
        "situation/bond": "very_much",
        "situation/health": ["pregnancy"],
        "protection/plan": CANARY,
        "judgement/level": "severe",
        "judgement/reasons": CANARY,
        "official/official_level": "very_severe",
        "official/official_by": "judiciary",
        "official/official_on": "2008-03-02",
    },
    "f10": {
        "plan/aims": ["risk"],
        "plan/accepted": "yes",
        "plan/pretext": "course",
        "visit/outcome": "done",
        "visit/done_on": "2008-03-02",
        "visit/surroundings": ["watched"],
        "agreements/agreed": CANARY,
        "back/result": "with_incident",
        "back/incident": CANARY,
    },
    "f17": {
        "offer/risk": "severe",
        "offer/wish": "wants",
        "shelter/code": "HR-07",
        "shelter/level": "basic",
        "shelter/go_ahead": "yes",
        "shelter/override_reason": CANARY,
        "shelter/override_by": "team",
        "outcome/result": "entered",
        "outcome/entry_way": "sau",
        "outcome/entry_on": "2008-03-02",
        "stay/incidents": ["located"],
    },
    "f16": {
        "start/implemented": "by_cem",
        "start/emergency_over": "yes",
        "start/consent": "yes",
        "life/where": "origin",
        "life/new_income": ["craft"],
        "networks/network/{row}/relation": "grandparent",
        "objectives/objective/{row}/aim": CANARY,
        "following/notes": CANARY,
    },
    "f33": {
        "children/child/{row}/number": 2,
        "children/child/{row}/age": "3_5",
        "children/child/{row}/care": CANARY,
        "children/child/{row}/alert": ["father"],
        "handing/pickup": "authorised",
        "handing/code": "KR47",
        "notes/remarks": CANARY,
    },
    "f22": {
        "request/entity": "udavit",
        "request/post": CANARY,
        "request/asked_words": CANARY,
        "answer/replied": "given",
        "answer/told": ["code"],
    },
    "f32": {
        "first/kind": ["device_lost", "threat_user"],
        "first/known_at": "10:30",
        "first/affected": "yes",
        "first/account": CANARY,
        "files/touched/{row}/code": FILE_CODE,
        "breach/people": 431,
        "measures/measures_words": CANARY,
    },
}
COUNTED = {
    "service.kind",
    "service.on",
    "victim.age_group",
    "visit.result",
    "shelter.result",
    "reintegration.implemented",
    "incident.kind",
    "incident.known_on",
}


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def test_only_what_may_be_counted_leaves(world, enrolled):
    file = add_case(enrolled)
    before = len(fed(enrolled))
    for form, answers in FILLED.items():
        fill_and_close(enrolled, form, None if form == "f32" else file, answers)
    bodies = fed(enrolled)[before:]
    told = {}
    for body in bodies:
        told |= body["set"]
    assert set(told) == COUNTED
    kinds = {body["set"].get("service.kind") for body in bodies}
    assert {
        "risk_assessment",
        "home_visit",
        "shelter",
        "reintegration_plan",
        "childcare",
        "coordination",
    } <= kinds
    assert told["shelter.result"] == "entered"
    assert told["visit.result"] == "with_incident"
    assert told["reintegration.implemented"] == "by_cem"
    assert told["incident.kind"] == ["device_lost", "threat_user"]
    everything = json.dumps(bodies)
    for word in (
        CANARY,
        FILE_CODE,
        "HR-07",
        "KR47",
        "severe",
        "very_much",
        "udavit",
        "grandparent",
        "2008-03-",
        "10:30",
        "431",
    ):
        assert word not in everything, word


def test_headquarters_counts_them_on_one_case(world, enrolled):
    file = add_case(enrolled)
    for form, answers in FILLED.items():
        fill_and_close(enrolled, form, None if form == "f32" else file, answers)
    world.carry(enrolled)
    assert world.hq.statistics.internal(2026).totals.total == 1


def test_an_incident_belongs_to_the_office_and_to_no_case(enrolled):
    file = add_case(enrolled)
    fichas = enrolled.workspace.fichas
    assert "f32" in {one.form_id for one in fichas.of_office()}
    offered = {one.form_id for one in fichas.available(file)}
    assert {"f09", "f10", "f16", "f17", "f22", "f33"} <= offered
    assert "f32" not in offered
