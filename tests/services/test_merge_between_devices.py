"""What is marked, shown and settled between an office and its laptop: the same on both."""

import pytest
from field_world import Field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulator import add_case

from cem_desktop.services.conflict_words import Decision
from cem_desktop.services.taking_in import take_revisions
from cem_desktop.services.writing_devices import DevicePlace

REASON = "Se habló con ella."
ALIAS, CHILDREN, ALONE, COMPANION = (
    f"safety/{name}" for name in ("alias", "children", "comes_alone", "companion")
)


class Pair:
    """An office and a laptop that hold the same case, and a way to carry revisions."""

    def __init__(self, world, office):
        self.office = office
        self.file = add_case(office)
        self.laptop = Field(world, office).add_laptop(
            "laptop", roles=("admission", "social", "coordination", "key_admin")
        )
        self.carry(office, self.laptop)
        self.record = next(one.id for one in self.records(office).values() if one.form == "f01")
        self.edit(office, {ALONE: "no"})
        self.carry(office, self.laptop)
        node = office.workspace.fichas.correct(self.record).session.node(COMPANION)
        self.who = [value for value, _label in node.choices]

    def records(self, place):
        with place.workspace.context.store.read() as unit:
            return {one.id: one for one in unit.records.of_file(self.file)}

    def revisions(self, place):
        with place.workspace.context.store.read() as unit:
            return [
                signed
                for record in unit.records.of_file(self.file)
                for signed in unit.records.revisions(record.id)
            ]

    def carry(self, there, here, some=None):
        keys = {
            one.workspace.context.device.id: one.workspace.context.device.signer.public_key
            for one in (there, here)
        }
        context = here.workspace.context
        with context.store.write() as unit:
            moved = self.revisions(there) if some is None else some
            take_revisions(
                unit, context, moved, keys.get, came_from=there.workspace.context.device.id
            )

    def edit(self, place, answers):
        filling = place.workspace.fichas.correct(self.record)
        for path, value in answers.items():
            filling.session.answer(path, value)
        place.workspace.fichas.close(filling, REASON)

    def mark(self, place):
        with place.workspace.context.store.read() as unit:
            found = unit.reviews.find(self.record)
            return None if found is None else (found.heads, found.findings)


@pytest.fixture
def pair(world, office):
    return Pair(world, office)


def test_both_sides_say_where_they_were_written_and_one_decision_settles_both_devices(pair):
    office, laptop = pair.office, pair.laptop
    pair.edit(office, {ALIAS: "Alondra"})
    pair.edit(laptop, {ALIAS: "Brisa"})
    pair.carry(laptop, office)
    pair.carry(office, laptop)
    told = office.workspace.conflicts.record(pair.record)
    (field,) = told.fields
    assert {one.words: one.device.place for one in field.sides} == {
        "Alondra": DevicePlace.HERE,
        "Brisa": DevicePlace.LAPTOP,
    }
    (theirs,) = laptop.workspace.conflicts.record(pair.record).fields
    assert {one.words: one.device.place for one in theirs.sides} == {
        "Alondra": DevicePlace.OFFICE,
        "Brisa": DevicePlace.HERE,
    }
    office.workspace.conflicts.settle(pair.record, told.heads, [Decision(ALIAS, "Brisa", REASON)])
    pair.carry(office, laptop)
    assert laptop.workspace.conflicts.waiting() == ()
    assert laptop.workspace.fichas.record(pair.record).answers[ALIAS] == "Brisa"


def test_a_look_on_one_device_spares_the_other_one(pair):
    office, laptop = pair.office, pair.laptop
    pair.edit(office, {COMPANION: pair.who[0]})
    pair.edit(laptop, {ALONE: "yes"})
    pair.carry(laptop, office)
    pair.carry(office, laptop)
    assert pair.mark(office) == pair.mark(laptop) is not None
    told = laptop.workspace.conflicts.record(pair.record)
    laptop.workspace.conflicts.confirm(pair.record, told.heads, REASON)
    pair.carry(laptop, office)
    assert pair.mark(office) is None
    assert COMPANION in office.workspace.fichas.record(pair.record).answers


def test_two_who_settle_the_same_field_apart_are_asked_once_more_and_then_agree(pair):
    office, laptop = pair.office, pair.laptop
    pair.edit(office, {ALIAS: "Alondra"})
    pair.edit(laptop, {ALIAS: "Brisa"})
    pair.carry(laptop, office)
    pair.carry(office, laptop)
    for place, value in ((office, "Alondra"), (laptop, "Brisa")):
        desk = place.workspace.conflicts
        heads = desk.record(pair.record).heads
        desk.settle(pair.record, heads, [Decision(ALIAS, value, REASON)])
    pair.carry(laptop, office)
    desk = office.workspace.conflicts
    told = desk.record(pair.record)
    assert {one.words for one in told.fields[0].sides} == {"Alondra", "Brisa"}
    desk.settle(pair.record, told.heads, [Decision(ALIAS, "Brisa", REASON)])
    pair.carry(office, laptop)
    assert laptop.workspace.conflicts.waiting() == ()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_of_arrival_gives_the_same_marks_facts_and_lists(pair, data):
    office, laptop = pair.office, pair.laptop
    answers = {
        ALIAS: ("Alondra", "Brisa", None),
        CHILDREN: (0, 1, None),
        ALONE: ("yes", "no"),
        COMPANION: (*pair.who[:2], None),
    }
    for _step in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.sampled_from((office, laptop)))
        path = data.draw(st.sampled_from(sorted(answers)))
        filling = place.workspace.fichas.correct(pair.record)
        if not filling.session.node(path).relevant or filling.session.problems():
            continue
        filling.session.answer(path, data.draw(st.sampled_from(answers[path])))
        place.workspace.fichas.close(filling, REASON)
    for there, here in ((office, laptop), (laptop, office)):
        moved = data.draw(st.permutations(pair.revisions(there)))
        for one in moved:
            pair.carry(there, here, [one])
    assert pair.mark(office) == pair.mark(laptop)
    assert pair.records(office)[pair.record] == pair.records(laptop)[pair.record]
    mine, theirs = (one.workspace.casework.case(pair.file).row for one in (office, laptop))
    assert mine == theirs
