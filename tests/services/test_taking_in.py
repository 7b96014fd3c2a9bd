"""Revisions of a laptop at its office: believed by signature, folded, counted, handed on."""

import uuid

import pytest
from feed_reading import fill_and_close
from field_world import AGE, correct_age, state_of
from simulator import Place, add_case

from cem_desktop.crypto.signing import Signer
from cem_desktop.domain import strict_json
from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import BundleTamperedError
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS
from cem_desktop.services.lending import CASE, goes_along, left_behind
from cem_desktop.services.taking_in import read_signed, take_revisions
from cem_desktop.storage.leases import OUT, Lease


@pytest.fixture
def laptop(world, office):
    place = Place(world.root / "laptops", office.profile, WorkspaceKind.LAPTOP)
    place.roles = ("admission", "social", "coordination", "key_admin")
    place.create()
    yield place
    place.close()


def keys_of(*places):
    known = {one.workspace.context.device.id: one for one in places}
    return lambda device: (
        known[device].workspace.context.device.signer.public_key if device in known else None
    )


def told(place, destination=OFFICE, kind=CASE):
    """Return the bodies of the living feed of a place."""
    with place.workspace.context.store.read() as unit:
        feed = unit.feeds.find(destination, kind)
        return [] if feed is None else [one.body for one in unit.feeds.entries(feed, 1)]


def take(place, bodies, *known, came_from=""):
    context = place.workspace.context
    with context.store.write() as unit:
        return take_revisions(
            unit,
            context,
            [read_signed(one) for one in bodies],
            keys_of(place, *known),
            came_from=came_from,
        )


def test_a_laptop_writes_to_its_office_and_to_nobody_else(laptop):
    add_case(laptop)
    assert len(told(laptop)) == 3  # the file, F01, F06
    assert told(laptop, TO_HEADQUARTERS, STATISTICAL) == []


def test_what_a_laptop_wrote_stands_at_the_office_as_if_written_there(world, office, laptop):
    file = add_case(laptop)
    taken = take(office, told(laptop), laptop)
    assert (taken.fresh, taken.known, taken.files) == (3, 0, {file})
    assert state_of(office, file) == state_of(laptop, file)
    mine, theirs = (one.workspace.casework.case(file).row for one in (office, laptop))
    assert mine == theirs
    assert len(told(office, TO_HEADQUARTERS, STATISTICAL)) == 2


def test_headquarters_counts_it_once_however_often_it_comes(world, office, laptop):
    world.enrol(office)
    add_case(laptop)
    for fresh in (3, 0, 0):
        assert take(office, told(laptop), laptop).fresh == fresh
    world.carry(office)
    assert world.hq.statistics.internal(2026).totals.total == 1


def test_the_order_in_which_it_comes_makes_no_difference(world, office, laptop):
    file = add_case(laptop)
    correct_age(laptop, file, 15)
    bodies = told(laptop)
    for body in reversed(bodies):
        take(office, [body], laptop)
    mine, theirs = state_of(office, file), state_of(laptop, file)
    assert {k: v[2:] for k, v in mine.items()} == {k: v[2:] for k, v in theirs.items()}
    assert office.workspace.casework.case(file).row == laptop.workspace.casework.case(file).row


def test_the_same_field_on_both_sides_is_a_conflict_that_counts_for_nobody(world, office, laptop):
    world.enrol(office)
    file = add_case(office)
    with office.workspace.context.store.read() as unit:
        held = [
            one.signature + one.body
            for record in unit.records.of_file(file)
            for one in unit.records.revisions(record.id)
        ]
    take(laptop, held, office, came_from="hub")
    assert told(laptop) == []  # the office has it already
    record = correct_age(laptop, file, 15)
    correct_age(office, file, 22)
    taken = take(office, told(laptop), laptop)
    assert taken.conflicts >= 1
    with office.workspace.context.store.read() as unit:
        assert AGE in unit.records.get(record).state.conflicts()
    world.carry(office)
    assert world.hq.statistics.internal(2026).totals.total == 1


def test_a_revision_that_its_device_did_not_sign_is_refused(office, laptop):
    file = add_case(laptop)
    bodies = told(laptop)
    changed = bytearray(bodies[1])
    changed[-3] ^= 1
    stranger = Signer.generate()
    body = bodies[1][64:]
    for false in (bytes(changed), stranger.sign(body) + body, bodies[1][:60]):
        with pytest.raises(BundleTamperedError):
            take(office, [bodies[0], false], laptop)
    with pytest.raises(BundleTamperedError):
        take(office, bodies)  # nobody vouches for the laptop
    with office.workspace.context.store.read() as unit:
        assert not unit.case_files.ids_among({file})


def test_no_revision_moves_a_record_to_another_file(office, laptop):
    add_case(laptop, seed=1)
    other = add_case(laptop, seed=2)
    take(office, told(laptop), laptop)
    body = strict_json.loads_object(told(laptop)[1][64:])
    body |= {"file": other, "salt": uuid.uuid4().hex}
    forged = strict_json.dumps(body)
    signature = laptop.workspace.context.device.signer.sign(forged)
    with pytest.raises(BundleTamperedError):
        take(office, [signature + forged], laptop)


def lend(place, device, file, services=("social",)):
    now = place.workspace.context.stamp()
    with place.workspace.context.store.write() as unit:
        unit.leases.put(
            Lease(
                str(uuid.uuid4()),
                device,
                file,
                now,
                "2027-01-01T00:00:00Z",
                services,
                None,
                OUT,
                "u",
                now,
            )
        )


def test_what_one_laptop_brings_goes_on_to_the_other_that_holds_the_file(office, laptop):
    file = add_case(laptop)
    mine = laptop.workspace.context.device.id
    lend(office, mine, file)
    lend(office, "d_other", file)
    take(office, told(laptop), laptop, came_from=mine)
    assert told(office, "d_other") == told(laptop)
    assert told(office, mine) == []
    correct_age(office, file, 15)
    assert len(told(office, "d_other")) == 4
    assert len(told(office, mine)) == 1


def test_a_record_with_reserved_answers_of_others_stays_behind_whole(office):
    file = add_case(office)
    day = {"session/held_on": "2026-11-02"}
    open_one = fill_and_close(office, "f13", file, day).record
    reserved = fill_and_close(office, "f13", file, day | {"work/before": 4}).record
    lend(office, "d_social", file, ("social",))
    lend(office, "d_psychology", file, ("psychology",))
    context = office.workspace.context
    with context.store.read() as unit:
        assert goes_along(unit, context, reserved, None)
        assert goes_along(unit, context, reserved, frozenset({"psychology"}))
        assert not goes_along(unit, context, reserved, frozenset({"social", "legal"}))
        assert goes_along(unit, context, open_one, frozenset({"social"}))
        assert left_behind(unit, context, file, ("social",)) == 1
    fill_and_close(office, "f13", file, day | {"work/after": 2})
    assert len(told(office, "d_psychology")) == 1
    assert told(office, "d_social") == []
