"""Which attachments reach the feeds of which devices, and when."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import pytest
from feed_reading import fill_and_close
from simulator import Place, add_case

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files as made

from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.lending import CASE, fan_out_attachment, lend_file, road_feed
from cem_desktop.storage.feeds import BLOB_BEGIN
from cem_desktop.storage.leases import EVERY_FILE, OUT, Lease
from cem_desktop.sync.blobs import BlobOff, read_begin

SOCIAL, PSYCHOLOGY, SATELLITE = "d_1", "d_2", "d_3"
REASON = "Era de otra persona"


def untold(_done, _total):
    """Tell nobody."""


@pytest.fixture
def file(office):
    return add_case(office)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG 0001.jpg"
    path.write_bytes(made.jpeg())
    return path


def lend(place, device, file, services=()):
    now = place.workspace.context.stamp()
    lease = Lease(
        str(uuid.uuid4()), device, file, now, "2027-01-01T00:00:00Z", services, None, OUT, "u", now
    )
    with place.workspace.context.store.write() as unit:
        unit.leases.put(lease)
    return lease


def told(place, destination):
    """Return what the attachments in the feed to a device say, in order."""
    with place.workspace.context.store.read() as unit:
        feed = unit.feeds.find(destination, CASE)
        entries = [] if feed is None else list(unit.feeds.entries(feed, 1))
    return [read_begin(one.body) for one in entries if one.type == BLOB_BEGIN]


def add(place, photo, file, record=None):
    return place.workspace.attachments.add(photo, file, record, "", untold).id


def test_what_is_added_and_taken_off_reaches_who_holds_the_file(office, file, photo):
    other = add_case(office, seed=2)
    lend(office, SOCIAL, file, ("social",))
    lend(office, PSYCHOLOGY, other, ("psychology",))
    lend(office, SATELLITE, EVERY_FILE)
    added = add(office, photo, file)
    office.workspace.attachments.take_off(added, REASON)
    for device in (SOCIAL, SATELLITE):
        begin, off = told(office, device)
        assert (begin.id, begin.file, isinstance(off, BlobOff)) == (added, file, True)
        assert off.removal.reason == REASON
    assert told(office, PSYCHOLOGY) == []


def test_what_hangs_on_a_reserved_ficha_reaches_its_own_service_alone(office, file, photo):
    record = fill_and_close(office, "f13", file, {"session/held_on": "2026-11-02"}).record
    for device, services in ((SOCIAL, ("social",)), (PSYCHOLOGY, ("psychology",))):
        lend(office, device, file, services)
    lend(office, SATELLITE, EVERY_FILE)
    added = add(office, photo, file, record)
    assert told(office, SOCIAL) == []
    assert [one.id for one in told(office, PSYCHOLOGY)] == [added]
    assert [one.id for one in told(office, SATELLITE)] == [added]


def test_a_file_that_is_lent_later_brings_what_hangs_on_it(office, file, photo, tmp_path):
    second = tmp_path / "IMG 0002.png"
    second.write_bytes(made.png())
    kept, off = add(office, photo, file), add(office, second, file)
    office.workspace.attachments.take_off(off, REASON)
    context = office.workspace.context
    lent = (lend(office, SOCIAL, file, ("social",)), lend(office, SATELLITE, EVERY_FILE))
    with context.store.write() as unit:
        for lease in lent:
            lend_file(unit, context, road_feed(unit, lease.device, "2026"), file, lease)
    assert [one.id for one in told(office, SOCIAL)] == [kept]
    assert sorted(one.id for one in told(office, SATELLITE)) == sorted([kept, off, off])


def test_a_laptop_tells_its_office_and_what_came_from_there_goes_nowhere(world, office, photo):
    laptop = Place(world.root / "laptops", office.profile, WorkspaceKind.LAPTOP)
    laptop.roles = ("admission", "social", "coordination", "key_admin")
    laptop.create()
    try:
        added = add(laptop, photo, add_case(laptop))
        assert [one.id for one in told(laptop, OFFICE)] == [added]
        context = laptop.workspace.context
        with context.store.write() as unit:
            fan_out_attachment(unit, context, added, came_from="d_hub")
        assert len(told(laptop, OFFICE)) == 1
    finally:
        laptop.close()


def test_what_one_device_brought_is_not_sent_back_to_it(office, file, photo):
    added = add(office, photo, file)
    lend(office, SOCIAL, file, ("social",))
    lend(office, SATELLITE, EVERY_FILE)
    context = office.workspace.context
    with context.store.write() as unit:
        fan_out_attachment(unit, context, added, came_from=SOCIAL)
    assert told(office, SOCIAL) == []
    assert [one.id for one in told(office, SATELLITE)] == [added]
