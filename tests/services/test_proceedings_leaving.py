"""A proceeding and its judgment at the border of the office: rows leave as closed values alone."""

import json

import pytest

from cem_desktop import paths
from cem_desktop.domain.period import SetClock, parse_stamp
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.feeding import leaving_rules
from cem_desktop.services.filling import open_session
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.registering import check_facts
from cem_desktop.sync.projection import RevisionFields, project

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


def stated(session):
    """Return what leaves of a record by fact, its rows' values together.

    Headquarters must know all of it.
    """
    form = f"{session.definition.form_id}@{session.definition.version}"
    fields = RevisionFields("rev", "rec", "file", (), form, session.answers())
    facts = json.loads(project(fields, leaving_rules(session.definition), KEY))["set"]
    check_facts(facts)
    found = {}
    for key, value in facts.items():
        found.setdefault(key.partition("@")[0], []).append(value)
    return found


def begin(library, form, answers):
    clock = SetClock(parse_stamp("2026-11-23T15:00:00Z"))
    session = open_session(library.definition(form), clock)
    return fill(session, answers)


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def in_row(session, repeat, answers):
    row = session.rows(repeat)[-1]
    fill(session, {f"{repeat}/{row}/{name}": value for name, value in answers.items()})


def test_acts_and_accused_leave_by_row_without_day_hour_or_number(library):
    session = begin(
        library,
        "f19",
        {
            "proceeding/code": "penal_1940",
            "proceeding/stage": "confrontation",
            "proceeding/reported_on": "2006-07-13",
            "offences/facts_on": "2006-05-17",
            "offences/offences": ["trafficking_182_2004", "drug_dealing"],
            "accused_people/accused_total": 1,
            "protection/reserve": "granted",
            "protection/witness_key": "CLAVE-77",
            "protection/notice_address": "Jr. Inventado 123",
            "notes/strategy": "Confidencial: pedir prueba anticipada.",
        },
    )
    in_row(session, "accused_people/accused", {"number": 1, "situation": "detained"})
    act = {
        "act_kind": "confrontation",
        "act_on": "2006-10-19",
        "act_hour": "10:45",
        "act_accused": 1,
        "companions": ["lawyer", "psychologist"],
        "result": "done",
    }
    for _ in range(2):
        in_row(session, "acts/act", act)
        session.add_row("acts/act")
    found = stated(session)
    body = json.dumps(found)
    assert found["proceeding.offences"] == [["trafficking_182_2004", "drug_dealing"]]
    assert found["proceeding.act_kinds"] == ["confrontation", "confrontation"]
    assert found["service.kind"] == ["proceeding_accompaniment"] * 2
    assert found["service.on"] == ["2006-10"] * 2
    assert found["proceeding.accused_situation"] == ["detained"]
    for secret in ("Confidencial", "CLAVE", "Inventado", "10-19", "05-17", "07-13", "10:45"):
        assert secret not in body
    for private in ("act_accused", "accused_numbers", "act_hour", "facts_on", "witness_key"):
        assert private not in body


def test_of_a_judgment_no_amount_and_no_number_of_years_leaves(library):
    session = begin(
        library,
        "f21",
        {
            "judgment/on": "2006-12-19",
            "judgment/instance": "first",
            "judgment/verdict": "convicted",
            "judgment/condition": "appealed",
            "penalty/kinds": ["prison_effective"],
            "penalty/years": 11,
            "civil/ordered": "yes",
            "civil/paid": "part",
            "notes/remember": "Confidencial.",
        },
    )
    in_row(session, "civil/reparation", {"for_whom": "this_person", "amount": 7654})
    in_row(session, "civil/reparation", {"currency": "pen"})
    in_row(session, "civil/payment", {"paid_amount": 321, "paid_currency": "pen"})
    in_row(session, "appeals/appeal", {"appeal_kind": "appeal", "appellant": "civil_party"})
    assert session.problems() == ()
    found = stated(session)
    body = json.dumps(found)
    assert found["sentence.on"] == ["2006-12"]
    assert found["sentence.years_band"] == ["8_14"]
    assert found["sentence.reparation_paid"] == ["part"]
    assert found["sentence.appeal_kinds"] == ["appeal"]
    assert "sentence.years" not in found
    for secret in ("7654", "321", "12-19", "Confidencial", "amount"):
        assert secret not in body
