"""Case data and identity never travel in one file: neither reader takes what is the other's."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from field_world import check_out, device_of
from simulator import add_case

from cem_desktop import __version__
from cem_desktop.domain import strict_json
from cem_desktop.errors import BundleTamperedError, WrongRecipientError
from cem_desktop.services.device_keys import identity_recipient
from cem_desktop.services.taking_in import take_revisions
from cem_desktop.storage.records import SignedRevision
from cem_desktop.sync.bundle import write_bundle
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass, FeedStart
from cem_desktop.sync.records import Record, RecordType

NAME = "Nieves Invent Canario"
FEED = "ab" * 16


@pytest.fixture
def laptop(field):
    return field.add_laptop("laptop-1")


def signed_again(place, file, form, fields):
    """Return a revision of a new record of a ficha, as a changed program would sign it."""
    context = place.workspace.context
    with context.store.read() as unit:
        record = next(one for one in unit.records.of_file(file) if one.form == "f01")
        known = next(iter(unit.records.revisions(record.id))).content
    version = context.library.definition(form).version
    revision = replace(
        known,
        record=str(uuid.uuid4()),
        parents=(),
        form=f"{form}@{version}",
        fields=fields,
        salt=uuid.uuid4().hex,
    )
    body = revision.pack()
    return SignedRevision(body, context.device.signer.sign(body))


@pytest.mark.parametrize(("form", "says"), [("f03", True), ("f03", False), ("f02", True)])
def test_who_she_is_is_refused_in_a_case_bundle(field, office, laptop, form, says):
    file = add_case(office)
    definition = office.workspace.context.library.definition(form)
    asked = {
        one for one, question in definition.questions.items() if question.privacy == "identity"
    }
    stated = {min(asked): NAME} if says else {}
    signed = signed_again(office, file, form, stated)
    context = office.workspace.context
    with pytest.raises(BundleTamperedError) as caught, context.store.write() as unit:
        take_revisions(
            unit,
            context,
            [signed],
            lambda _device: context.device.signer.public_key,
            came_from=device_of(laptop),
        )
    assert caught.value.details["reason"] == "identity in case data"
    with context.store.read() as unit:
        assert not unit.records.holds(signed.id)


def sealed(office, recipient, feed_class, record, folder):
    """Write a bundle of the office to its laptop, with one record of any type."""
    context = office.workspace.context
    header = BundleHeader(
        BundleKind.TO_LAPTOP,
        str(uuid.uuid4()),
        context.device.id,
        1,
        0,
        __version__,
        context.stamp(),
        start=FeedStart(FEED, feed_class, 1, FEED),
    )
    path = folder / f"{uuid.uuid4().hex[:16]}.cem"
    with path.open("wb") as target:
        write_bundle(target, header, [record], context.device.signer, [recipient])
    return path


def test_each_reader_refuses_the_class_of_the_other(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    field.round()
    context = laptop.workspace.context
    with context.store.write() as unit:
        to_cards = identity_recipient(unit, context.stamp())
    card = Record(RecordType.LETTER, strict_json.dumps({"kind": "card"}))
    revision = Record(RecordType.REVISION, b"\1" * 64 + b"{}")
    road, cards = laptop.workspace.field_road, laptop.workspace.visit_cards
    folder = field.world.road
    with pytest.raises(WrongRecipientError):
        road.receive(sealed(office, context.device.recipient, FeedClass.IDENTITY, card, folder))
    with pytest.raises(WrongRecipientError):
        road.receive(sealed(office, to_cards, FeedClass.CASE, revision, folder))
    with pytest.raises(WrongRecipientError):
        cards.receive(sealed(office, to_cards, FeedClass.CASE, card, folder))
    with pytest.raises(BundleTamperedError):
        cards.receive(sealed(office, to_cards, FeedClass.IDENTITY, revision, folder))
    assert cards.files() == frozenset()


def test_who_keeps_no_identities_carries_and_takes_in_the_case_file(field, office, laptop):
    file = add_case(office)
    check_out(field, laptop, file)
    office.add_user("social", "social", "admission")
    office.as_user("social")
    written = office.workspace.field_road.export(device_of(laptop), field.world.road)
    assert laptop.workspace.field_road.receive(written.path).taken.fresh == 3
    assert not set(office.workspace.context.user.roles) & {"identity_custody"}
