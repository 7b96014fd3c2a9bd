"""The long lists that fichas read: made from the catalogue, asked for in a form."""

import csv
import io

import pytest

from cem_desktop.domain.fact_values import fits
from cem_desktop.domain.fact_vocabulary import Fact, FactType, Home
from cem_desktop.domain.period import SystemClock
from cem_desktop.forms.authoring import compile_sheets
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.lint import lint
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.sheets import parse_source
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.catalogues import choice_names, codes_of, load_catalogue
from cem_desktop.sync.coarsening import leaving

BIRTHPLACE = Fact("victim.birthplace", "Birthplace", FactType.PLACE, Home("f06"), "district")
SOURCE = """
settings: {{form_id: lugar, version: "1", namespaces: 'cem="https://cem.example.org/xforms"',
  attribute::cem:service: admission, attribute::cem:read: admission,
  attribute::cem:write: admission, attribute::cem:stage: reception,
  attribute::cem:cardinality: one}}
survey:
  - {{type: select_one_from_file districts.csv, name: born_in, label: "¿Dónde nació?",
     bind::cem:privacy: statistical, bind::cem:send: {send}, bind::cem:fact: victim.birthplace}}
  - {{type: calculate, name: department, bind::cem:privacy: coded,
     calculation: "pulldata('districts', 'department', 'name', ${{born_in}})"}}
"""


def built(send="department"):
    sheets = parse_source(SOURCE.format(send=send).encode(), "lugar")
    return compile_sheets(sheets, "lugar", attached_list).encode()


def rows():
    return list(csv.DictReader(io.StringIO(attached_list("districts.csv").decode())))


def test_every_district_of_today_stands_once_with_where_it_is():
    catalogue = load_catalogue()
    found = {row["name"]: row for row in rows()}
    current = {
        code for code, place in catalogue.places.items()
        if len(code) == 6 and place.status == "current"
    }  # fmt: skip
    assert set(found) == current
    assert len(rows()) == len(found) > 1_880
    assert found["150507"] == {
        "name": "150507", "label": "Imperial, Cañete, Lima", "province": "1505", "department": "15",
    }  # fmt: skip
    assert set(found) <= choice_names()["district"]


def test_there_is_no_other_file():
    assert attached_list("people.csv") is None
    assert attached_list("../catalogues/offices.csv") is None


def test_a_ficha_asks_for_a_district_and_its_department_leaves():
    session = FormSession(load_definition(built(), attached_list), clock=SystemClock())
    assert len(session.node("born_in").choices) == len(rows())
    session.answer("born_in", "150507")
    assert session.node("department").value == "15"
    left = leaving(session.answers()["born_in"], "department", BIRTHPLACE, codes_of(BIRTHPLACE))
    assert left == "15"
    assert fits(BIRTHPLACE, "15", codes_of(BIRTHPLACE))
    assert not fits(BIRTHPLACE, "150507", codes_of(BIRTHPLACE))


@pytest.mark.parametrize(("send", "codes"), [("department", []), ("whole", ["send_too_much"])])
def test_the_lint_lets_a_district_leave_as_its_department_only(send, codes):
    facts = {BIRTHPLACE.id: BIRTHPLACE}
    found = lint(built(send), facts, choice_names(), identity_store=False, attached=attached_list)
    assert [one.code for one in found] == codes


def test_forms_share_the_rows_of_a_file():
    one, other = (load_definition(built(), attached_list).compiled for _ in range(2))
    shared = [next(form.instances["districts"].elements()) for form in (one, other)]
    assert shared[0] is shared[1]
