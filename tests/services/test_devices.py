"""Laptops of an office: taken on, joined, retired, stolen, and what nobody may do with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from simulator import Place, add_case

from cem_desktop.crypto.sealing import recipient_of
from cem_desktop.errors import (
    DeviceGoneError,
    DeviceInactiveError,
    FingerprintMismatchError,
    NotEnrolledError,
    NotJoinedError,
    NotPermittedError,
    RecordMissingError,
    TrustDocumentError,
    TrustExpiredError,
    TrustRollbackError,
)
from cem_desktop.services import office_roster_keeping
from cem_desktop.services.device_keys import (
    GRACE,
    age_identities,
    drop_old_identities,
    load_device_keys,
    rotate_age_identity,
)
from cem_desktop.services.lending import CASE, road_feed
from cem_desktop.services.trust import find_office_trust, find_trust, load_office_trust
from cem_desktop.storage.incoming import IncomingFeed
from cem_desktop.storage.leases import EVERY_FILE, LOST, OUT, PURGED, RETURNED, Lease
from cem_desktop.storage.quarantine import QuarantinedEntry
from cem_desktop.sync.sender import Cut

FEED, HEAD = "ab" * 16, bytes.fromhex("cd" * 32)


@pytest.fixture
def laptop(world, office):
    return world.add_laptop(office)


def believed(place):
    with place.workspace.context.store.read() as unit:
        return find_office_trust(unit)


def lend(office, device, file, state=OUT, card_until=None, number=1):
    lease = Lease(
        id=f"7f3e9f3a-0000-4000-8000-00000000000{number}",
        device=device,
        file=file,
        began=f"2026-11-0{number}T15:00:00Z",
        ends="2026-11-12T15:00:00Z",
        services=("social",),
        card_until=card_until,
        state=state,
        by="u-1",
        updated="2026-11-03T15:00:00Z",
    )
    with office.workspace.context.store.write() as unit:
        unit.leases.put(lease)
    return lease


def bring(office, device, seq=7):
    """Let something of a device have arrived."""
    with office.workspace.context.store.write() as unit:
        unit.incoming.put(
            IncomingFeed(
                FEED, device, "office", "case", seq, HEAD, fork=False,
                updated="2026-11-05T15:00:00Z",
            )
        )  # fmt: skip


# --- the whole way -----------------------------------------------------------------------------------


def test_a_laptop_joins_without_headquarters_and_without_a_network(world, office, laptop):
    assert laptop.workspace.joining.state().joined is False
    assert believed(office) is None
    device = world.join(laptop, office)
    assert believed(laptop) == believed(office)
    state = laptop.workspace.joining.state()
    assert (state.asked, state.joined, state.active, state.stale) == (True, True, True, False)
    assert (state.kind, state.holder, state.services) == ("laptop", "equipo", ("social",))
    assert state.hub_words == office.workspace.devices.own_words()
    (one,) = office.workspace.devices.all()
    assert (one.device.id, one.lent, one.quarantined, one.last_heard) == (device, 0, 0, None)
    with laptop.workspace.context.store.read() as unit:
        assert find_trust(unit) is None


def test_a_laptop_is_told_what_the_office_knows_of_headquarters(world, office, laptop):
    world.enrol(office)
    world.join(laptop, office)
    with (
        office.workspace.context.store.read() as unit,
        laptop.workspace.context.store.read() as own,
    ):
        assert find_trust(own) == find_trust(unit)


def test_headquarters_does_not_learn_of_it(world, office, laptop):
    world.enrol(office)
    device = world.join(laptop, office)
    with world.headquarters.workspace.context.store.read() as unit:
        assert find_trust(unit).roster.device(device) is None


def test_a_request_keeps_its_words_and_an_answer_can_be_written_again(world, office, laptop):
    joining, devices = laptop.workspace.joining, office.workspace.devices
    first, again = joining.write_request(world.road), joining.write_request(world.road)
    assert first != again
    assert first.read_bytes() == again.read_bytes()
    device = world.join(laptop, office)
    answer = devices.write_answer(device, world.road)
    joining.accept(answer, " ".join(devices.own_words()))
    with pytest.raises(RecordMissingError):
        devices.write_answer("d_nobody", world.road)


def test_a_second_laptop_leaves_the_first_where_it_was(world, office, laptop):
    first = world.join(laptop, office)
    second = world.join(world.add_laptop(office, "second"), office, "satellite")
    assert [one.device.id for one in office.workspace.devices.all()] == [first, second]
    assert believed(office).roster.device(second).holds_every_case
    assert office.workspace.devices.roster_version() == 2


# --- who may not -------------------------------------------------------------------------------------


def test_other_words_take_on_nobody(world, office, laptop):
    devices = office.workspace.devices
    request = devices.read_request(laptop.workspace.joining.write_request(world.road))
    with pytest.raises(FingerprintMismatchError):
        devices.approve(
            request,
            " ".join(devices.own_words()),
            kind="laptop",
            holder="equipo",
            services=(),
            folder=world.road,
        )
    assert devices.all() == ()


def test_other_words_on_the_laptop_believe_nobody(world, office, laptop):
    joining, devices = laptop.workspace.joining, office.workspace.devices
    request = devices.read_request(joining.write_request(world.road))
    words = " ".join(request.words)
    answer = devices.approve(
        request, words, kind="laptop", holder="equipo", services=(), folder=world.road
    )
    with pytest.raises(FingerprintMismatchError):
        joining.accept(answer, words)
    assert not joining.state().joined


def test_an_answer_before_a_request_or_for_another_laptop(world, office, laptop):
    other = world.add_laptop(office, "other")
    words = " ".join(office.workspace.devices.own_words())
    device = world.join(laptop, office)
    answer = office.workspace.devices.write_answer(device, world.road)
    with pytest.raises(NotJoinedError):
        other.workspace.joining.accept(answer, words)
    other.workspace.joining.write_request(world.road)
    with pytest.raises(TrustDocumentError):
        other.workspace.joining.accept(answer, words)


def test_a_laptop_of_another_office_is_not_taken_on(world, office, laptop):
    tacna = world.add_office("tacna", "Tacna")
    request = laptop.workspace.joining.write_request(world.road)
    with pytest.raises(TrustDocumentError):
        tacna.workspace.devices.read_request(request)
    with pytest.raises(TrustDocumentError):
        world.hq.read_request(request)
    with pytest.raises(TrustDocumentError):
        office.workspace.devices.read_request(office.workspace.enrolment.write_request(world.road))


@pytest.mark.parametrize(
    "choice",
    [
        {"kind": "courier"},
        {"holder": "nobody"},
        {"services": ("headquarters",)},
    ],
)
def test_what_cannot_be_chosen(world, office, laptop, choice):
    devices = office.workspace.devices
    request = devices.read_request(laptop.workspace.joining.write_request(world.road))
    chosen = {"kind": "laptop", "holder": "equipo", "services": ()} | choice
    with pytest.raises(RecordMissingError):
        devices.approve(request, " ".join(request.words), folder=world.road, **chosen)


def test_only_an_office_takes_on_and_only_a_laptop_joins(world, office, laptop):
    request = laptop.workspace.joining.write_request(world.road)
    for place in (laptop, world.headquarters):
        with pytest.raises(NotPermittedError):
            place.workspace.devices.read_request(request)
    for place in (office, world.headquarters):
        with pytest.raises(NotPermittedError):
            place.workspace.joining.write_request(world.road)


def test_who_keeps_no_devices_is_refused_and_it_is_noted(world, office, laptop):
    device = world.join(laptop, office)
    office.add_user("rosa", "psychology")
    devices = office.as_user("rosa").devices
    for act in (devices.retire, devices.report_stolen, devices.exposed, devices.quarantine):
        with pytest.raises(NotPermittedError):
            act(device)
    with pytest.raises(NotPermittedError):
        devices.change(device, holder="equipo", services=())
    assert [one.device.is_active for one in devices.all()] == [True]


# --- changes -----------------------------------------------------------------------------------------


def test_another_holder_and_other_services(world, office, laptop):
    device = world.join(laptop, office)
    office.add_user("rosa", "psychology")
    office.workspace.devices.change(device, holder="rosa", services=("psychology", "social"))
    (one,) = office.workspace.devices.all()
    assert (one.device.holder, one.device.services) == ("rosa", ("psychology", "social"))


def test_a_retired_laptop_keeps_what_it_brought_and_does_not_come_back(world, office, laptop):
    device = world.join(laptop, office)
    bring(office, device)
    devices = office.workspace.devices
    gone = devices.retire(device)
    assert (gone.status, gone.cuts) == ("retired", {FEED: Cut(7, HEAD.hex())})
    assert believed(office).roster.active() == ()
    for act in (devices.retire, lambda one: devices.change(one, holder="equipo", services=())):
        with pytest.raises(DeviceGoneError):
            act(device)
    with pytest.raises(DeviceGoneError):
        world.join(laptop, office)
    with pytest.raises(TrustDocumentError):
        devices.write_answer(device, world.road)
    with pytest.raises(RecordMissingError):
        devices.retire("d_nobody")


def test_what_lay_on_a_retired_laptop_is_out_no_more_and_stays_exposed(world, office, laptop):
    device = world.join(laptop, office)
    first, second, third = (add_case(office, seed=number) for number in (1, 2, 3))
    lend(office, device, first)
    lend(office, device, second, RETURNED, number=2)
    lend(office, device, third, PURGED, number=3)
    with office.workspace.context.store.write() as unit:
        road_feed(unit, device, office.workspace.context.stamp())
    office.workspace.devices.retire(device)
    assert office.workspace.leasing.open_leases() == ()
    (one,) = office.workspace.devices.all()
    assert one.lent == 0
    assert {one.file for one in office.workspace.devices.exposed(device)} == {first, second}
    with office.workspace.context.store.read() as unit:
        assert unit.feeds.find(device, CASE) is None
    exposed = office.workspace.devices.report_stolen(device).exposed
    assert {one.file for one in exposed} == {first, second}


def test_nothing_is_begun_for_a_laptop_that_was_taken_off(world, office, laptop):
    device = world.join(laptop, office)
    office.workspace.devices.retire(device)
    with pytest.raises(DeviceInactiveError):
        office.workspace.field_road.export(device, world.road)
    with office.workspace.context.store.read() as unit:
        assert unit.feeds.find(device, CASE) is None


def test_the_laptop_hears_that_it_was_taken_off(world, office, laptop):
    device = world.join(laptop, office)
    office.workspace.devices.retire(device)
    newer = believed(laptop).with_roster(believed(office).document)
    assert not newer.roster.device(device).is_active


# --- stolen ------------------------------------------------------------------------------------------


def test_a_stolen_laptop_is_cut_its_cases_are_told_and_the_office_takes_another_key(
    world, office, laptop
):
    device = world.join(laptop, office)
    bring(office, device)
    first, second, third = (add_case(office, seed=number) for number in (1, 2, 3))
    lend(office, device, first)
    lend(office, device, second, RETURNED, "2026-11-03T20:00:00Z", number=2)
    lend(office, device, third, PURGED, number=3)
    before = believed(office).roster.recipients.age_case
    report = office.workspace.devices.report_stolen(device)
    assert [one.file for one in report.exposed] == [second, first]
    assert report.exposed[0].identity_until == "2026-11-03T20:00:00Z"
    assert all(one.code for one in report.exposed)
    assert (report.feeds, report.kept, report.device.status) == (1, 7, "stolen")
    after = believed(office).roster
    assert after.version == report.roster
    assert after.recipients.age_case != before
    assert after.device(device).cuts == {FEED: Cut(7, HEAD.hex())}
    with office.workspace.context.store.read() as unit:
        recipients = [recipient_of(one) for one in age_identities(unit)]
        states = [one.state for one in unit.leases.of_device(device, None)]
    assert recipients == [after.recipients.age_case, before]
    assert states == [LOST, LOST, PURGED]
    with pytest.raises(DeviceGoneError):
        office.workspace.devices.report_stolen(device)
    assert [one.file for one in office.workspace.devices.exposed(device)] == [second, first]


def test_a_stolen_satellite_exposes_every_case(world, office, laptop):
    device = world.join(laptop, office, "satellite")
    files = {add_case(office, seed=number) for number in (1, 2)}
    lend(office, device, EVERY_FILE)
    lend(office, device, min(files), card_until="2026-11-03T20:00:00Z", number=2)
    exposed = office.workspace.devices.report_stolen(device).exposed
    assert {one.file for one in exposed} == files
    assert [one.identity_until is not None for one in exposed] == [True, False]
    assert exposed[0].since == "2026-11-01T15:00:00Z"


def test_a_retired_laptop_may_turn_out_to_be_stolen(world, office, laptop):
    device = world.join(laptop, office)
    bring(office, device)
    office.workspace.devices.retire(device)
    bring(office, device, seq=9)
    stolen = office.workspace.devices.report_stolen(device).device
    assert (stolen.status, stolen.cuts[FEED].seq) == ("stolen", 7)


def test_receipts_of_headquarters_still_open_after_the_theft(world, office, laptop):
    """Headquarters knows the identity before, and seals to it for a while."""
    world.enrol(office)
    device = world.join(laptop, office)
    add_case(office)
    office.workspace.devices.report_stolen(device)
    world.carry(office)
    assert office.workspace.sync_out.status().waiting == 0
    office.close()
    office.open()
    world.carry(office)
    assert office.workspace.sync_out.status().waiting == 0
    assert office.workspace.context.device.recipient == believed(office).roster.recipients.age_case


def test_old_identities_are_forgotten_after_a_year_unless_somebody_names_them(office):
    store, clock = office.workspace.context.store, office.clock
    with store.write() as unit:
        stamps = ("2026-11-02T15:00:00Z", "2026-11-03T15:00:00Z")
        kept = [recipient_of(age_identities(unit)[0])]
        kept += [rotate_age_identity(unit, stamp) for stamp in stamps]
        assert load_device_keys(unit).recipient == kept[-1]
        assert drop_old_identities(unit, set(), clock.now() + GRACE / 2) == 0
        later = clock.now() + GRACE + timedelta(days=3)
        assert drop_old_identities(unit, {kept[0]}, later) == 1
        assert [recipient_of(one) for one in age_identities(unit)] == [kept[2], kept[0]]
        assert drop_old_identities(unit, set(), later) == 1
        fourth = rotate_age_identity(unit, stamps[1])
        assert [recipient_of(one) for one in age_identities(unit)] == [fourth, kept[2]]


def test_the_quarantine_is_shown_until_somebody_looked(world, office, laptop):
    device = world.join(laptop, office)
    with office.workspace.context.store.write() as unit:
        for seq in (8, 9):
            entry = QuarantinedEntry(
                FEED, seq, device, 1, b"body", "2026-11-09T15:00:00Z", "stolen"
            )
            unit.quarantine.add(entry)
    devices = office.workspace.devices
    assert [(one.quarantined, one.unseen) for one in devices.all()] == [(2, 2)]
    assert [one.seq for one in devices.quarantine(device)] == [8, 9]
    devices.mark_seen(device)
    assert [(one.quarantined, one.unseen) for one in devices.all()] == [(2, 0)]


def test_headquarters_takes_on_no_office_under_a_root_of_long_ago(world, office):
    world.headquarters.clock.at += timedelta(days=6 * 365)
    with pytest.raises(TrustExpiredError):
        world.enrol(office)


# --- time --------------------------------------------------------------------------------------------


def test_expiry_only_warns(world, office, laptop):
    world.enrol(office)
    office.clock.at += timedelta(days=100)
    assert office.workspace.sync_out.status().roster_stale
    world.join(laptop, office)


def test_after_long_silence_no_laptop_is_taken_on_but_all_else_goes_on(world, office, laptop):
    world.enrol(office)
    add_case(office)
    office.clock.at += timedelta(days=300)
    with pytest.raises(TrustExpiredError):
        world.join(laptop, office)
    assert office.workspace.sync_out.export(world.road).records > 0
    office.workspace.devices.own_words()
    world.headquarters.clock.at = office.clock.at
    world.carry(office)
    world.join(laptop, office)


def test_the_office_roster_is_issued_anew_before_it_is_stale(world, office, laptop):
    context = office.workspace.context
    with context.store.write() as unit:
        assert office_roster_keeping.renew(unit, context) is None
    world.join(laptop, office)
    with context.store.write() as unit:
        assert office_roster_keeping.renew(unit, context).roster.version == 1
    office.clock.at += timedelta(days=40)
    with context.store.write() as unit:
        assert office_roster_keeping.renew(unit, context).roster.version == 2
        assert office_roster_keeping.renew(unit, context).roster.version == 2


def test_a_restored_office_overtakes_what_its_laptops_have_seen(world, office, laptop):
    context = office.workspace.context
    with context.store.write() as unit:
        assert office_roster_keeping.overtake(unit, context, 5) is None
    world.join(laptop, office)
    with context.store.write() as unit:
        assert office_roster_keeping.overtake(unit, context, 1).roster.version == 1
        assert office_roster_keeping.overtake(unit, context, 2**40).roster.version == 1
        after = office_roster_keeping.overtake(unit, context, 8).roster.version
        assert after > 8
        assert load_office_trust(unit).roster.version == after
        assert office_roster_keeping.issue(unit, context).roster.version == after + 1


def test_an_older_answer_takes_nothing_back(world, office, laptop):
    device = world.join(laptop, office)
    devices = office.workspace.devices
    older = devices.write_answer(device, world.road)
    devices.change(device, holder="equipo", services=())
    newer = devices.write_answer(device, world.road)
    words = " ".join(devices.own_words())
    laptop.workspace.joining.accept(newer, words)
    with pytest.raises(TrustRollbackError):
        laptop.workspace.joining.accept(older, words)
    assert laptop.workspace.joining.state().services == ()


def test_a_replacement_pc_is_another_office_pc_compared_afresh(world, office, laptop):
    world.join(laptop, office)
    old = laptop.workspace.joining.state().hub_words
    new_pc = replace_office(world, office)
    world.join(laptop, new_pc)
    state = laptop.workspace.joining.state()
    assert state.hub_words == new_pc.workspace.devices.own_words() != old
    assert state.active


def replace_office(world, office):
    """Return another PC of the same office."""
    place = Place(world.root, replace(office.profile), office.kind, "new-pc")
    place.clock.at = office.clock.at
    place.create()
    world.laptops["new-pc"] = place
    return place


def test_before_it_has_joined_a_laptop_seals_to_nobody(world, laptop):
    with pytest.raises(NotEnrolledError):
        laptop.workspace.sync_out.export(world.road)
    with laptop.workspace.context.store.read() as unit, pytest.raises(NotJoinedError):
        load_office_trust(unit)
