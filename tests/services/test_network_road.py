"""An office and its headquarters over a real connection: sent, taken in, acknowledged."""

import json
import threading
from dataclasses import replace

import pytest
from central_receiver import Central, quick
from field_world import Field, check_out, correct_age, state_of
from simulator import add_case

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.errors import (
    BudgetSpentError,
    CancelledError,
    MeteredLineError,
    NoRoadError,
    ServerKeyError,
    UnreachableError,
    UploadRefusedError,
)
from cem_desktop.services import network_road
from cem_desktop.services.network_vouchers import Network
from cem_desktop.services.roster_keeping import publish_address, put_on_roster
from cem_desktop.services.trust import load_trust


@pytest.fixture
def central(world):
    made = Central(world)
    with made.serving():
        made.publish()
        yield made


@pytest.fixture
def enrolled(world, central):
    """An office whose roster names the receiver."""
    place = world.add_office()
    world.enrol(place)
    quick(place)
    return place


def test_what_waits_arrives_and_its_receipt_comes_back(world, central, enrolled):
    add_case(enrolled)
    road = enrolled.workspace.network_road
    assert road.state().waiting
    steps = []
    done = road.exchange(steps.append)
    assert (done.sent, done.waiting, done.refused) == (1, 0, ())
    assert done.fetched >= 1
    (state,) = world.hq.offices()
    assert state.records == enrolled.workspace.sync_out.status().acknowledged > 0
    assert road.state().items == ()
    assert not road.state().waiting
    assert {one.act for one in steps} >= {"send", "receipt"}
    assert list((enrolled.folder / "network" / "out").rglob("*.cem")) == []
    assert road.state().last.error == ""
    assert road.state().spent > 0


def test_an_upload_alone_counts_for_nothing(world, central, enrolled, monkeypatch):
    monkeypatch.setattr(network_road, "_ASKED_AGAIN", 0)
    add_case(enrolled)
    before = enrolled.workspace.sync_out.status()
    road = enrolled.workspace.network_road
    done = road.exchange()
    assert done.sent == 1
    assert enrolled.workspace.sync_out.status().acknowledged == before.acknowledged == 0
    (item,) = road.state().items
    assert item.state == "arrived"
    central.wait_until_taken_in()
    again = road.exchange()  # the receipt comes; nothing is sent a second time
    assert (again.sent, again.fetched, again.waiting) == (0, 1, 0)
    assert road.state().items == ()


def test_what_a_stopped_sealing_left_is_sent_too(world, central, enrolled):
    add_case(enrolled)
    road = enrolled.workspace.network_road
    enrolled.workspace.sync_out.export(road.outgoing("headquarters"))  # and no further
    assert road.exchange().waiting == 0
    assert road.state().items == ()
    assert list((enrolled.folder / "network" / "out").rglob("*.cem")) == []
    (state,) = world.hq.offices()
    assert state.records == 2


def test_sealing_can_be_stopped(world, central, enrolled):
    add_case(enrolled)
    road = enrolled.workspace.network_road

    def stop(step):
        if step.act == "seal":
            raise CancelledError

    with pytest.raises(CancelledError):
        road.exchange(stop)
    assert road.exchange().waiting == 0


def test_nothing_new_is_sent_by_itself_and_a_signed_zero_when_asked(world, central, enrolled):
    road = enrolled.workspace.network_road
    road.exchange()
    assert road.exchange().sent == 0
    assert road.exchange(asked=True).sent == 1
    central.wait_until_taken_in()
    (state,) = world.hq.offices()
    assert (state.bundles, state.records) == (1, 0)


def test_an_office_that_was_told_of_no_address_calls_nobody(world):
    place = world.add_office()
    world.enrol(place)
    with pytest.raises(NoRoadError):
        place.workspace.network_road.exchange(asked=True)


def test_an_office_hears_of_the_address_with_its_next_receipt(world, central):
    place = world.add_office("tacna", "Tacna")
    central_address = central.receiving.address()
    with world.headquarters.workspace.context.store.write() as unit:
        publish_address(unit, world.headquarters.workspace.context, None)
    world.enrol(place)
    assert place.workspace.network_road.state().address is None
    central.publish()
    world.carry(place)
    assert place.workspace.network_road.state().address == central_address


def test_another_key_is_told_nothing(world, central, enrolled):
    add_case(enrolled)
    wrong = NetworkAddress("127.0.0.1", central.port, "ab" * 32)
    with world.headquarters.workspace.context.store.write() as unit:
        publish_address(unit, world.headquarters.workspace.context, wrong)
    world.bring_receipts()
    world.carry(enrolled)
    add_case(enrolled, seed=2)
    assert enrolled.workspace.network_road.state().address == wrong
    with pytest.raises(ServerKeyError):
        enrolled.workspace.network_road.exchange()
    assert list((central.spool / "uploads").iterdir()) == []
    assert enrolled.workspace.network_road.state().last.error == "network.server_key"


def test_a_line_that_is_dead_leaves_everything_waiting(world, enrolled, monkeypatch):
    add_case(enrolled)
    road = enrolled.workspace.network_road
    waiting = road.state().waiting
    dead = NetworkAddress("127.0.0.1", 9, road.state().address.pin)
    monkeypatch.setattr(network_road, "find_network", lambda *_: Network(dead))
    with pytest.raises(UnreachableError):
        road.exchange()
    assert road.state().waiting == waiting > 0
    assert road.state().last.error == "network.unreachable"


def test_a_metered_line_and_a_spent_budget_stop_before_the_first_byte(world, central, enrolled):
    add_case(enrolled)
    road = enrolled.workspace.network_road
    with pytest.raises(MeteredLineError):
        road.exchange(is_metered=lambda: True)
    assert road.state().spent == 0
    road.set_budget(0)
    with pytest.raises(BudgetSpentError):
        road.exchange()
    assert road.state().items == ()
    road.set_budget(None)
    assert road.exchange().waiting == 0


def test_a_person_stops_it_and_it_goes_on_later(world, central, enrolled):
    add_case(enrolled)
    road = enrolled.workspace.network_road

    def stop(step):
        if step.act == "send" and step.done:
            raise CancelledError

    with pytest.raises(CancelledError):
        road.exchange(stop)
    (item,) = road.state().items
    assert item.place is not None
    enrolled.close()
    enrolled.open()
    quick(enrolled)
    done = enrolled.workspace.network_road.exchange()
    assert (done.sent, done.waiting) == (1, 0)


def test_a_device_that_was_taken_off_the_roster_gets_nothing_in(world, central, enrolled):
    add_case(enrolled)
    context = world.headquarters.workspace.context
    with context.store.write() as unit:
        own = load_trust(unit).roster.device(enrolled.workspace.context.device.id)
        put_on_roster(unit, context, replace(own, status="retired"))
    with pytest.raises(UploadRefusedError):
        enrolled.workspace.network_road.exchange()
    assert list((central.spool / "uploads").iterdir()) == []


def test_each_device_is_shown_only_its_own(world, central, enrolled):
    other = world.add_office("tacna", "Tacna")
    world.enrol(other)
    quick(other)
    add_case(enrolled)
    enrolled.workspace.network_road.exchange()
    before = other.workspace.network_road.exchange()
    assert before.refused == ()
    assert other.workspace.sync_out.status().acknowledged == 0
    assert len(list((central.spool / "outbox").iterdir())) == 2


def test_what_is_refused_is_kept_with_its_reason(world, central, enrolled):
    (central.spool / "arrived" / ("ab" * 16 + ".cem")).write_bytes(b"not a bundle")
    add_case(enrolled)
    enrolled.workspace.network_road.exchange()
    kept = sorted((central.spool / "arrived" / "refused").iterdir())
    assert [one.suffix for one in kept] == [".cem", ".json"]
    assert json.loads(kept[1].read_bytes())["code"] == "bundle.not_a_bundle"


def test_a_laptop_far_away_and_its_office_meet_at_headquarters(world, central, enrolled):
    field = Field(world, enrolled)
    laptop = field.add_laptop("laptop-1")
    quick(laptop)
    far, hub = laptop.workspace.network_road, enrolled.workspace.network_road
    try:
        with pytest.raises(NoRoadError):
            far.exchange()
        hub.exchange()  # the office's own roster names the receiver from now on
        file = add_case(enrolled)
        check_out(field, laptop, file)
        field.to_laptop(laptop)  # by stick, for the last time
        assert far.state().address == central.receiving.address()
        correct_age(laptop, file, 15)
        assert far.state().waiting
        assert far.exchange().sent == 1
        assert state_of(enrolled, file) != state_of(laptop, file)
        assert hub.exchange().fetched >= 1
        assert state_of(enrolled, file) == state_of(laptop, file)
        assert far.exchange().fetched == 1
        (road,) = laptop.workspace.field_road.states()
        assert road.waiting == 0
        assert not far.state().waiting
        assert world.hq.statistics.internal(2026).totals.total == 1
        kept = [one.read_bytes() for one in (central.spool / "outbox").rglob("*.cem")]
        assert all(laptop.workspace.context.device.id.encode() not in one for one in kept)
    finally:
        field.close()


def test_a_parcel_that_nobody_here_can_read_is_kept_apart(world, central, enrolled, tmp_path):
    other = world.add_office("tacna", "Tacna")
    world.enrol(other)
    quick(other)
    world.carry(enrolled)  # the roster that names the other office
    parcel = tmp_path / ("cd" * 8 + ".cem")
    parcel.write_bytes(b"sealed by nobody")
    enrolled.workspace.network_road.post(parcel, other.workspace.context.device.id)
    assert enrolled.workspace.network_road.exchange().sent >= 1
    assert other.workspace.network_road.exchange().refused == ("bundle.not_a_bundle",)
    (kept,) = (other.folder / "network" / "in" / "refused").iterdir()
    assert kept.read_bytes() == b"sealed by nobody"
    assert other.workspace.network_road.exchange().refused == ()


def test_locking_ends_an_exchange_that_hangs(world, central, enrolled):
    add_case(enrolled)
    road = enrolled.workspace.network_road
    reached, ended = threading.Event(), []

    def hang(step):
        if step.act == "send":
            reached.set()
            road._ended.wait(30)

    def run():
        try:
            road.exchange(hang)
        except CancelledError:
            ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    assert reached.wait(30)
    enrolled.close()
    thread.join(10)
    assert ended == [True]
