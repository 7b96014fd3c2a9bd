"""What may leave an office, and what headquarters believes: closed values of known facts only."""

import json

import pytest
from simulator import add_case

from cem_desktop import paths
from cem_desktop.domain.facts import FACTS
from cem_desktop.errors import BundleTooNewError
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.catalogues import choice_names
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS, leaving_rules
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.registering import check_facts
from cem_desktop.sync.projection import RevisionFields, project

PSEUDONYM = "ab" * 16


@pytest.fixture(scope="module")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def projection(stated, number=1):
    document = {
        "v": 1, "pv": 1, "rev": f"{number:032x}", "rec": f"{number:032x}", "file": PSEUDONYM,
        "parents": [], "form": "f06@2026.1", "set": stated,
    }  # fmt: skip
    return json.dumps(document).encode()


def feed(office, *bodies):
    """Put bodies into the office's feed as a program that wishes to deceive would."""
    with office.workspace.context.store.write() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        for body in bodies:
            feed = unit.feeds.append(feed, body)


def test_rules_name_the_fact_and_its_codes(library):
    rules = leaving_rules(library.definition("f06"))
    asked = {rule.fact.id: rule for rule in rules.questions.values() if rule.fact is not None}
    assert asked["victim.sex"].codes == {"woman", "man"}
    assert asked["victim.sex"].fact is FACTS["victim.sex"]
    assert asked["victim.origin_department"].codes == choice_names()["department"]
    assert asked["file.opened"].codes == frozenset()
    assert "links/linked_file" in rules.repeats


def test_rules_are_made_once_a_form(library):
    assert leaving_rules(library.definition("f01")) is leaving_rules(library.definition("f01"))


def test_what_stands_in_a_code_but_is_none_does_not_leave(library):
    definition = library.definition("f06")
    changes = {
        path: ["Maria.Quispe"] if question.type == "select_multiple" else "dni-46.12.38.91"
        for path, question in definition.questions.items()
        if "linked_file" not in path
    }
    fields = RevisionFields("rev", "rec", "file", (), "f06@2026.1", changes)
    stated = json.loads(project(fields, leaving_rules(definition), bytes(32)))["set"]
    assert stated
    assert set(stated.values()) == {None}


@pytest.mark.parametrize(
    ("stated", "fact"),
    [
        ({"file.opened": "abcd"}, "file.opened"),
        ({"file.opened": "2026-13"}, "file.opened"),
        ({"victim.sex": "Maria.Perez_Quispe"}, "victim.sex"),
        ({"victim.sex": ["woman"]}, "victim.sex"),
        ({"victim.age_group": "14"}, "victim.age_group"),
        ({"victim.age": 14}, "victim.age"),
        ({"victim.children": 461238}, "victim.children"),
        ({"victim.origin_department": "150101"}, "victim.origin_department"),
        ({"case.matter": ["Maria.Quispe"]}, "case.matter"),
        ({"contact.account": "maria"}, "contact.account"),
        ({f"victim.sex@{PSEUDONYM}": "Maria"}, "victim.sex"),
        ({"maria.quispe": "woman"}, "unknown"),
        ({"maria.quispe": None}, "unknown"),
        ({f"maria.quispe@{PSEUDONYM}": "woman"}, "unknown"),
    ],
)
def test_headquarters_refuses_what_is_no_value_of_a_fact_and_keeps_nothing(
    world, enrolled, stated, fact
):
    good = projection({"file.opened": "2026-11", "victim.sex": "woman"})
    feed(enrolled, good, projection(stated, 2))
    path = enrolled.workspace.sync_out.export(world.road).path
    (report,) = world.hq.import_bundles([path])
    assert isinstance(report.error, BundleTooNewError)
    assert report.error.details == {"fact": fact}
    assert world.hq.statistics.internal(2026).totals.total == 0
    assert world.hq.statistics.years() == ()
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().waiting == 2


def test_headquarters_takes_every_kind_of_value_that_an_office_sends():
    check_facts(
        {
            "file.opened": "2026-11",
            "victim.sex": "woman",
            "victim.age": "12_17",
            "victim.age_group": "presumed_minor",
            "victim.children": 3,
            "victim.origin_department": "16",
            f"victim.sex@{PSEUDONYM}": None,
        }
    )


def test_the_years_are_told_whatever_is_stored(world, enrolled):
    """A registry that an older program wrote may hold a month that is none."""
    add_case(enrolled)
    world.carry(enrolled)
    with world.hq._registry.write() as unit:
        (row,) = unit.registry.cases()
        strange = ("abcd", "", "²008-01", "20", "2025")
        unit.registry.put_cases(
            [type(row)(**(vars(row) | {"file": f"{n:032x}", "opened": opened}))
             for n, opened in enumerate(strange)]
        )  # fmt: skip
    assert world.hq.statistics.years() == (2026, 2025)
    assert world.hq.statistics.internal(2026).totals.total == 1
