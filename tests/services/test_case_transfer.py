"""A case goes to another office: sealed, accepted, out of use here, counted once."""

import json
from datetime import timedelta

import pytest
from official_story import carry
from simulator import add_case

from cem_desktop.domain.letters import LetterKind
from cem_desktop.errors import (
    BundleError,
    FileBlockedError,
    InputError,
    NotPermittedError,
    TransferStateError,
    WrongRecipientError,
)

WORDS = "Se muda a Piura. Tiene audiencia en marzo."


@pytest.fixture
def two(world, office):
    """Two offices, and headquarters' newest list of them."""
    world.enrol(office)
    other = world.add_office("piura", "Piura")
    world.enrol(other)
    for place in (office, other):
        carry(world, place)
    return office, other


def give(world, office, file, to="piura"):
    (path,) = office.workspace.transfers.give(file, to, WORDS, world.road)
    return path


def codes(place):
    return {row.code for row in place.workspace.casework.caseload()}


def hand_over(world, office, other, file):
    offer = give(world, office, file, other.profile.id)
    (answer,) = other.workspace.transfers.accept(offer, world.road)
    assert office.workspace.transfers.hear(answer, world.road) is LetterKind.TRANSFER_ACCEPTED


def counted(world):
    return world.hq.statistics.internal(2026)


def test_a_case_goes_to_another_office_whole_and_is_out_of_use_at_home(world, two):
    office, other = two
    file = add_case(office)
    before = codes(office)
    hand_over(world, office, other, file)
    assert codes(other) == before
    assert codes(office) == set()
    with office.workspace.context.store.read() as unit:
        here = {one.id: one.state.values() for one in unit.records.of_file(file)}
    with other.workspace.context.store.read() as unit:
        there = {one.id: one.state.values() for one in unit.records.of_file(file)}
    assert there == here
    with pytest.raises(FileBlockedError):
        office.workspace.fichas.close(office.workspace.fichas.begin("f06", file))


def test_nothing_changes_at_home_before_the_other_has_accepted(world, two):
    office, other = two
    file = add_case(office)
    path = give(world, office, file)
    assert codes(office) != set()
    offer = other.workspace.transfers.look(path)
    assert (offer.office, offer.letter.text, offer.is_here) == ("iquitos", WORDS, False)
    assert offer.revisions == 3
    assert codes(other) == set()


def test_a_refusal_leaves_the_case_where_it_is(world, two):
    office, other = two
    file = add_case(office)
    path = give(world, office, file)
    (answer,) = other.workspace.transfers.refuse(path, "No es de nuestra zona.", world.road)
    assert office.workspace.transfers.hear(answer, world.road) is LetterKind.TRANSFER_REFUSED
    assert codes(office) != set()
    assert codes(other) == set()


def test_one_person_in_two_offices_counts_once(world, two):
    office, other = two
    file = add_case(office)
    add_case(other, seed=7)
    for place in two:
        carry(world, place)
    assert counted(world).totals.total == 2
    hand_over(world, office, other, file)
    for place in two:
        carry(world, place)
    figures = counted(world)
    assert figures.totals.total == 2
    assert {row.office_name: row.total for row in figures.rows} == {"Iquitos": 1, "Piura": 1}


def test_the_token_is_random_and_the_same_in_both_offices_and_tells_nothing(world, two):
    office, other = two
    file = add_case(office)
    hand_over(world, office, other, file)
    tokens = set()
    for place in two:
        with place.workspace.context.store.read() as unit:
            feed = unit.feeds.current("headquarters", "statistical")
            bodies = [json.loads(entry.body) for entry in unit.feeds.entries(feed, 1)]
            assert file not in json.dumps(bodies)
            tokens |= {body["token"] for body in bodies if "token" in body}
            pseudonyms = {body["file"] for body in bodies}
    assert len(tokens) == 1
    assert not tokens & pseudonyms


def test_only_the_other_office_can_open_it(world, two):
    office, _other = two
    third = world.add_office("tacna", "Tacna")
    world.enrol(third)
    file = add_case(office)
    path = give(world, office, file)
    with pytest.raises(WrongRecipientError):
        third.workspace.transfers.look(path)
    (report,) = world.hq.import_bundles([path])
    assert report.error is not None


def test_a_changed_byte_keeps_nothing(world, two):
    office, other = two
    path = give(world, office, add_case(office))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BundleError):
        other.workspace.transfers.accept(path, world.road)
    assert codes(other) == set()


def test_accepting_twice_is_accepting_once(world, two):
    office, other = two
    file = add_case(office)
    path = give(world, office, file)
    (first,) = other.workspace.transfers.accept(path, world.road)
    (second,) = other.workspace.transfers.accept(path, world.road)
    assert office.workspace.transfers.hear(first, world.road) is LetterKind.TRANSFER_ACCEPTED
    assert office.workspace.transfers.hear(second, world.road) is LetterKind.TRANSFER_ACCEPTED
    with other.workspace.context.store.read() as unit:
        assert len(unit.letters.all("out")) == 1
    with pytest.raises(TransferStateError):
        other.workspace.transfers.refuse(path, "Tarde.", world.road)


def test_the_removal_receipt_is_filed_where_the_case_is_now(world, two):
    office, other = two
    file = add_case(office)
    (answer,) = other.workspace.transfers.accept(give(world, office, file), world.road)
    before = set(world.road.glob("*.cem"))
    office.workspace.transfers.hear(answer, world.road)
    (receipt,) = set(world.road.glob("*.cem")) - before
    for _again in range(2):
        assert other.workspace.transfers.hear(receipt) is LetterKind.TRANSFER_REMOVED
    came = [one for one in other.workspace.correspondence.of_file(file) if one.direction == "in"]
    kinds = sorted(one.letter.kind for one in came)
    assert kinds == [LetterKind.TRANSFER, LetterKind.TRANSFER_REMOVED]
    with other.workspace.context.store.read() as unit:
        noted = [one for one in unit.audit.latest(50) if one.action == "transfer_removed"]
    assert len(noted) == 1
    assert codes(other) != set()


def test_an_acceptance_needs_a_place_for_the_removal_receipt(world, two):
    office, other = two
    (answer,) = other.workspace.transfers.accept(give(world, office, add_case(office)), world.road)
    with pytest.raises(InputError):
        office.workspace.transfers.hear(answer)
    assert codes(office) != set()


def test_an_acceptance_of_what_was_not_given_from_here_takes_nothing_out_of_use(world, two):
    office, other = two
    file = add_case(office)
    (accepted,) = other.workspace.transfers.accept(give(world, office, file), world.road)
    transfers = office.workspace.transfers
    with office.workspace.context.store.write() as unit:  # a giver that deceives: it "accepts" too
        offer = transfers._read(unit, accepted, keep=False)
        transfers._reply(unit, offer, LetterKind.TRANSFER_ACCEPTED, "")
    (forged,) = transfers._write(file, "piura", world.road, None)
    with pytest.raises(TransferStateError):
        other.workspace.transfers.hear(forged, world.road)
    assert codes(other) != set()


def test_a_hand_over_is_open_until_its_answer_is_heard(world, two):
    office, other = two
    file = add_case(office)

    def still_open():
        return [one.is_open for one in office.workspace.correspondence.of_file(file)]

    give(world, office, file)
    office.clock.at += timedelta(days=9)  # the stick was lost: it is given again
    path = give(world, office, file)
    assert sorted(still_open()) == [False, True]
    (answer,) = other.workspace.transfers.refuse(path, "No es de nuestra zona.", world.road)
    office.workspace.transfers.hear(answer)
    assert still_open() == [False] * 3


def test_the_keys_are_due_for_renewal_after_a_hand_over(world, two):
    office, other = two
    hand_over(world, office, other, add_case(office))
    with office.workspace.context.store.read() as unit:
        assert unit.office.setting("guard.old_keys") == 1


def test_a_case_comes_back_and_is_in_use_again(world, two):
    office, other = two
    file = add_case(office)
    hand_over(world, office, other, file)
    hand_over(world, other, office, file)
    assert codes(office) != set()
    assert codes(other) == set()


def test_only_coordination_hands_over_with_words_and_to_an_enrolled_office(world, two):
    office, _other = two
    file = add_case(office)
    with pytest.raises(InputError):
        office.workspace.transfers.give(file, "piura", " ", world.road)
    with pytest.raises(InputError):
        office.workspace.transfers.give(file, "lima", WORDS, world.road)
    assert office.workspace.transfers.offices() == ("piura",)
    office.add_user("rosa", "psychology")
    office.as_user("rosa")
    with pytest.raises(NotPermittedError):
        give(world, office, file)
