"""A coordinator's own exceptional access is counted to headquarters: its kind, its month, no more."""

import json
from datetime import timedelta

import pytest
from feed_reading import fed
from simulator import add_case

from cem_desktop.errors import NotPermittedError
from cem_desktop.services.exception_keeping import FORM, keep_exception

CANARY = "tejado de calamina azul"


@pytest.fixture
def case(world, office):
    """A case of an enrolled office's coordinator, and a colleague of another team."""
    world.enrol(office)
    office.add_user("psico", "psychology")
    return add_case(office)


def code_of(office, file):
    with office.workspace.context.store.read() as unit:
        return str(unit.case_files.get(file).code)


def in_registry(world):
    """What headquarters holds of such records, whole."""
    with world.hq._registry.read() as unit:
        rows = unit.connection.exec_driver_sql("SELECT record, file, form, body FROM projection")
        return [row for row in rows if row.form.startswith(f"{FORM}@")]


def test_a_coordinators_own_arrives_as_one_record_of_kind_and_month(world, office, case):
    before = len(fed(office))
    office.workspace.exceptional.open_reserved(case, CANARY)
    (body,) = fed(office)[before:]
    assert CANARY not in json.dumps(body)
    world.carry(office)
    (row,) = in_registry(world)
    assert row.file is None
    assert json.loads(row.body)["set"] == {"access.kind": "glass_reserved", "access.on": "2026-11"}
    assert [one.exceptions for one in world.hq.offices()] == [1]
    whole = bytes(row.body).decode()
    for kept in (CANARY, case, code_of(office, case), office.workspace.user.id, "equipo"):
        assert kept not in whole


def test_another_users_does_not_leave_the_office(world, office, case):
    code = code_of(office, case)
    before = len(fed(office))
    office.as_user("psico").exceptional.open_file(code, CANARY)
    assert len(fed(office)) == before
    world.carry(office)
    assert in_registry(world) == []
    assert [one.exceptions for one in world.hq.offices()] == [0]
    assert len(office.as_user("equipo").exceptional.all()) == 1


def test_nobody_counts_the_direction_of_headquarters_to_headquarters(world):
    """Above her stands nobody who would read it; it is in the list and the trail of her place."""
    context = world.headquarters.workspace.context
    assert "hq_direction" in context.user.roles
    with context.store.write() as unit:
        keep_exception(context, unit, "glass", "file", CANARY, timedelta(hours=1))
    with context.store.read() as unit:
        assert len(unit.exceptions.all()) == 1
        assert unit.records.ids() == ()


def test_nobody_fills_it_by_hand(office, case):
    workspace = office.workspace
    assert FORM not in {one.form_id for one in workspace.fichas.of_office()}
    assert FORM not in {one.form_id for one in workspace.transcription.forms()}
    workspace.exceptional.open_reserved(case, CANARY)
    (entry,) = [one for one in workspace.casework.of_office() if one.form == FORM]
    view = workspace.fichas.record(entry.record)
    assert view.answers == {"access/kind": "glass_reserved", "access/on": "2026-11-02"}
    for act in (
        lambda: workspace.fichas.begin(FORM, None),
        lambda: workspace.fichas.correct(entry.record),
    ):
        with pytest.raises(NotPermittedError):
            act()
    assert not [one for one in office.as_user("psico").casework.of_office() if one.form == FORM]
