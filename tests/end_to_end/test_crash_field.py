"""``kill -9`` at statements of a taking in, and of a purge: before or after, never between."""

import sys

import pytest
import raw_pages
from field_world import Field, check_out, correct_age, state_of
from simulator import PASSPHRASE, add_case
from test_crash import ENOUGH, in_child
from test_crash_erasing import CANARY, write_canary

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are of POSIX")


@pytest.fixture
def field(world):
    made = Field(world, world.add_office())
    yield made
    made.close()


@pytest.fixture
def laptop(field):
    return field.add_laptop("laptop-1", ("social", "legal"))


@pytest.fixture
def lent(field, laptop):
    """A case with a narrative, out on a laptop, and written on there."""
    file = add_case(field.office)
    write_canary(field.office, file)
    check_out(field, laptop, file)
    field.to_laptop(laptop)
    correct_age(laptop, file, 15)
    return file


def test_a_bundle_is_taken_in_whole_or_not_at_all(field, laptop, lent, tmp_path):
    office = field.office
    path = laptop.workspace.field_road.export("office", field.world.road).path
    wanted, before = state_of(laptop, lent), state_of(office, lent)
    office.close()
    office.copy_to(tmp_path / "before")

    def work(_count):
        office.open().field_road.receive(path)

    seen = set()
    for die_at in range(1, ENOUGH, 7):
        office.restore_from(tmp_path / "before")
        survived = in_child(work, die_at)
        office.open()
        now = state_of(office, lent)
        assert now in (before, wanted)
        assert office.workspace.trail.verify().first_fault is None
        seen.add(now == wanted)
        office.workspace.field_road.receive(path)
        assert state_of(office, lent) == wanted
        office.close()
        if survived:
            break
    assert survived
    assert seen == {True, False}
    office.open()


def test_a_purge_is_done_or_not_and_goes_on_afterwards(field, laptop, lent, tmp_path):
    laptop.workspace.leasing.check_in([lent])
    field.round(laptop)
    before = state_of(laptop, lent)
    laptop.close()
    laptop.copy_to(tmp_path / "before")

    def work(_count):
        laptop.open().purging.purge([lent], PASSPHRASE)

    seen = set()
    for die_at in range(1, ENOUGH, 7):
        laptop.restore_from(tmp_path / "before")
        survived = in_child(work, die_at)
        seen.add(judged(laptop, lent, before))
        if survived:
            break
    assert survived
    assert seen >= {(False, False), (True, False)}
    laptop.open()
    field.round(laptop)
    assert field.office.workspace.leasing.open_leases() == ()
    assert state_of(field.office, lent) == before


def judged(laptop, file, before):
    """Open the laptop anew; return whether the file is gone, and whether only the keys are due."""
    workspace = laptop.open()
    store = workspace.context.store
    here, plan = state_of(laptop, file), workspace.purging.plan()
    assert here in ({}, before)
    gone = not here
    assert workspace.trail.verify().first_fault is None
    assert raw_pages.holds(store.path, store.held_key(), CANARY) is not gone
    assert plan.files == (() if gone else (file,))
    due = plan.keys_due
    if due:
        assert gone
        assert workspace.purging.purge([], PASSPHRASE).is_finished
        assert not workspace.purging.plan().keys_due
    laptop.close()
    return gone, due
