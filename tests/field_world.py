"""An office with laptops, joined by hand: real stores, keys and bundles, and a road between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from simulator import Place

from cem_desktop.domain.period import stamp_of
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.trust import find_office_trust, keep_office_trust
from cem_desktop.sync.office_roster import HubRecipients, OfficeDevice, OfficeRoster
from cem_desktop.sync.office_trust import OfficeTrust

AGE = "arrival/age"
LAPTOP_ROLES = ("social", "coordination", "key_admin")


class Field:
    """An office and its laptops on one road."""

    def __init__(self, world, office):
        self.world, self.office = world, office
        self.laptops: list[Place] = []

    def add_laptop(self, name, services=("social",), kind="laptop", roles=LAPTOP_ROLES):
        place = Place(self.world.root / name, self.office.profile, WorkspaceKind.LAPTOP)
        place.roles = roles
        place.clock.at = self.office.clock.at
        place.create()
        self.laptops.append(place)
        keys = place.workspace.context.device
        device = OfficeDevice(
            keys.id, kind, "equipo", keys.signer.public_key, keys.recipient, services=services
        )
        self.issue(device)
        trust = self.trust()
        with place.workspace.context.store.write() as unit:
            keep_office_trust(unit, trust)
        return place

    def trust(self):
        with self.office.workspace.context.store.read() as unit:
            return find_office_trust(unit)

    def issue(self, *changed):
        """Sign the next office roster."""
        context = self.office.workspace.context
        known = self.trust()
        later = stamp_of(context.clock.now() + timedelta(days=90))
        if known is None:
            first = OfficeRoster(
                context.office.id,
                context.device.id,
                1,
                context.stamp(),
                later,
                tuple(changed),
                HubRecipients(context.device.recipient),
            )
            trust = OfficeTrust.start(
                first.sign(context.device.signer), context.device.signer.public_key
            )
        else:
            roster = known.roster.next_version(
                issued=context.stamp(), soft_expires=later, changed=changed
            )
            trust = known.with_roster(roster.sign(context.device.signer))
        with context.store.write() as unit:
            keep_office_trust(unit, trust)

    def change(self, place, **fields):
        self.issue(replace(self.trust().roster.device(device_of(place)), **fields))

    def to_laptop(self, place):
        """Carry what waits for a laptop to it; return what it brought."""
        written = self.office.workspace.field_road.export(device_of(place), self.world.road)
        return place.workspace.field_road.receive(written.path)

    def to_office(self, place):
        """Carry what a laptop has to the office; return what it brought."""
        written = place.workspace.field_road.export("office", self.world.road)
        for kept in written.kept:
            self.office.workspace.field_road.receive(kept)
        return self.office.workspace.field_road.receive(written.path)

    def round(self, *places):
        """Carry everything both ways, twice, so that receipts are home too."""
        for _ in range(2):
            for place in places or self.laptops:
                self.to_office(place)
            for place in places or self.laptops:
                self.to_laptop(place)

    def pass_time(self, **delta):
        for place in (self.office, *self.laptops):
            place.clock.at += timedelta(**delta)

    def close(self):
        for place in self.laptops:
            place.close()


def device_of(place):
    return place.workspace.context.device.id


def in_days(place, days):
    return stamp_of(place.clock.at + timedelta(days=days))


def check_out(field, place, *files, days=5):
    leasing = field.office.workspace.leasing
    return leasing.check_out(device_of(place), files, in_days(field.office, days))


def state_of(place, file):
    with place.workspace.context.store.read() as unit:
        return {
            one.id: (one.form, one.version, dict(one.state.fields), one.state.heads)
            for one in unit.records.of_file(file)
        }


def correct_age(place, file, age):
    """Correct the age in F01, as a person does."""
    with place.workspace.context.store.read() as unit:
        (record,) = [one.id for one in unit.records.of_file(file) if one.form == "f01"]
    place.clock.at += timedelta(minutes=1)
    filling = place.workspace.fichas.correct(record)
    filling.session.answer(AGE, str(age))
    place.workspace.fichas.close(filling, "Lo aclaró.")
    return record
