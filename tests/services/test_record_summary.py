"""What a timeline says of a record: its day, and what tells something without its question."""

from datetime import date

import pytest

from cem_desktop import paths
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.record_summary import summarise
from cem_desktop.storage.fold import Folded, Written


@pytest.fixture(scope="module")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


def record(answers):
    fields = {path: (Written(value, "r", "a", "d", ""),) for path, value in answers.items()}
    return Folded(fields=fields, heads=("r",), lamport=1)


@pytest.mark.parametrize(
    ("form", "answers", "day", "text"),
    [
        (
            "f09",
            {"assessment/assessed_on": "2026-11-20", "judgement/level": "severe"},
            date(2026, 11, 20),
            "Severo",
        ),
        (
            "f10",
            {
                "plan/planned_on": "2026-11-19",
                "visit/outcome": "done",
                "visit/done_on": "2026-11-20",
                "back/result": "with_incident",
                "back/incident": "La siguieron hasta la puerta.",
            },
            date(2026, 11, 20),
            "Con incidente",
        ),
        (
            "f10",
            {"plan/planned_on": "2026-11-19", "visit/outcome": "unsafe"},
            date(2026, 11, 19),
            "",
        ),
        (
            "f17",
            {
                "offer/offered_on": "2026-11-20",
                "offer/risk": "moderate",
                "offer/wish": "wants",
                "shelter/code": "HR-07",
                "outcome/result": "entered",
            },
            date(2026, 11, 20),
            "Ingresó · Moderado",
        ),
        (
            "f22",
            {"request/coordinated_on": "2026-11-20", "request/entity": "prosecution"},
            date(2026, 11, 20),
            "Fiscalía",
        ),
        (
            "f02",
            {
                "before/act": "change",
                "before/on": "2026-11-20",
                "before/limits_told": "before",
                "purposes/visit": "withdrawn",
            },
            date(2026, 11, 20),
            "Cambia o retira algo que decidió antes",
        ),
        (
            "f05",
            {
                "today/on": "2026-11-20",
                "today/status": "presumed",
                "places/exploitation_where": "peru",
                "places/exploitation_on": "2026-01-01",
                "grounds/analysis": "Lo que consta.",
            },
            date(2026, 11, 20),
            "Se presume en situación de trata",
        ),
        (
            "f07",
            {
                "which/direction": "sent",
                "which/on": "2026-11-20",
                "outgoing/to": "legal_medicine",
                "outgoing/consent": "given",
                "answer/state": "accepted",
            },
            date(2026, 11, 20),
            "Medicina Legal · Aceptada",
        ),
        (
            "f04",
            {
                "matter_group/on": "2026-11-20",
                "matter_group/matter": "beyond_services",
                "decision/state": "submitted",
            },
            date(2026, 11, 20),
            "Elevado",
        ),
        (
            "f32",
            {"first/known_on": "2026-11-20", "first/kind": ["device_lost"]},
            date(2026, 11, 20),
            "Se perdió o robaron un equipo",
        ),
        (
            "f25",
            {
                "course/held_on": "2026-11-20",
                "course/event": "Taller de trato",
                "course/kind": "workshop",
                "people/audience": ["cem_team"],
                "results/remarks": "Un pedido.",
            },
            date(2026, 11, 20),
            "Taller de trato · Taller · El equipo de este CEM",
        ),
        (
            "f28",
            {
                "body/checked_on": "2026-11-20",
                "body/side": "external",
                "body/sector": "public",
                "body/type": "court",
                "body/name": "Segundo Juzgado Penal",
                "support/focal": "especialista de turno",
                "support/remarks": "Por la puerta lateral.",
            },
            date(2026, 11, 20),
            "Segundo Juzgado Penal · Juzgado o sala",
        ),
        (
            "f27",
            {"what/on": "2026-11-20", "what/medium": "radio", "what/text": "Un lema."},
            date(2026, 11, 20),
            "Radio",
        ),
        (
            "f34",
            {
                "what/on": "2026-11-20",
                "what/kind": "lesson",
                "what/text": "Algo.",
                "following/state": "open",
            },
            date(2026, 11, 20),
            "Una lección aprendida · Abierta",
        ),
        (
            "f26",
            {
                "visit/on": "2026-11-20",
                "visit/mode": "remote",
                "approval/approved": "not_yet",
                "approval/reply": "Algo.",
            },
            date(2026, 11, 20),
            "A distancia · Sin visto bueno todavía",
        ),
    ],
)
def test_a_record_says_its_day_and_what_came_of_it(library, form, answers, day, text):
    summary = summarise(library.definition(form), record(answers), None)
    assert (summary.day, summary.text) == (day, text)
