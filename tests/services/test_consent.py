"""Who refuses to be counted, or takes her consent back, is not counted; care goes on all the same."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from simulator import add_case

from cem_desktop.domain.consent import STATISTICS, refuses_statistics
from cem_desktop.domain.facts import Statement
from cem_desktop.errors import FormUnknownError
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS, begin_again
from cem_desktop.services.fichas import Fichas
from cem_desktop.services.form_library import FormLibrary


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def decide(office, file, answer, fichas=None):
    """Fill a consent of its own, a day later than the last."""
    office.clock.at += timedelta(days=1)
    fichas = fichas or office.workspace.fichas
    filling = fichas.begin("f02", file)
    session = filling.session
    session.answer("before/limits_told", session.node("before/limits_told").choices[0][0])
    session.answer("before/act", "change" if answer == "withdrawn" else "first")
    session.answer("purposes/statistics", answer)
    return fichas.close(filling)


class LaterLibrary(FormLibrary):
    """The fichas of a later program: all but the consent have another version."""

    def definition(self, form, version=None):
        found = super().definition(form)
        if form != "f02":
            found = replace(found, version=f"{found.version}.later")
        if version not in {None, found.version}:
            raise FormUnknownError(form=form, version=version)
        return found


def counted(world):
    return world.hq.statistics.internal(2026).totals.total


def bodies(office):
    with office.workspace.context.store.read() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        return [json.loads(entry.body) for entry in unit.feeds.entries(feed, 1)]


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
def test_who_refuses_is_taken_out_of_what_headquarters_counts(world, enrolled, answer):
    file = add_case(enrolled)
    other = add_case(enrolled, seed=2)
    assert other != file
    world.carry(enrolled)
    assert counted(world) == 2
    decide(enrolled, file, answer)
    world.carry(enrolled)
    assert counted(world) == 1


def test_nothing_but_pseudonyms_leaves_after_a_refusal(world, enrolled):
    file = add_case(enrolled)
    before = len(bodies(enrolled))
    decide(enrolled, file, "refused")
    filling = enrolled.workspace.fichas.begin("f06", file)
    filling.session.answer("person/education", "none")
    enrolled.workspace.fichas.close(filling, "Lo dijo después")
    after = bodies(enrolled)[before:]
    assert after
    assert all(body["set"] == {} for body in after)
    revisions = {body["rev"] for body in bodies(enrolled)[:before]}
    assert revisions <= {body["rev"] for body in after}


def test_a_refusal_empties_what_was_filled_with_versions_of_before_an_update(world, enrolled):
    file = add_case(enrolled)
    world.carry(enrolled)
    assert counted(world) == 1
    told = {body["rev"] for body in bodies(enrolled) if body["set"]}
    updated = Fichas(replace(enrolled.workspace.context, library=LaterLibrary()))
    decide(enrolled, file, "refused", updated)
    assert told
    assert told <= {body["rev"] for body in bodies(enrolled) if body["set"] == {}}
    world.carry(enrolled)
    assert counted(world) == 0


def test_a_feed_that_begins_again_tells_nothing_of_who_refused_before(world, enrolled):
    file = add_case(enrolled)
    other = add_case(enrolled, seed=2)
    assert other != file
    decide(enrolled, file, "refused")
    before = bodies(enrolled)
    refused = before[-1]["file"]
    with enrolled.workspace.context.store.write() as unit:
        begin_again(unit, enrolled.workspace.context)
    after = bodies(enrolled)
    assert any(body["set"] for body in before if body["file"] == refused)
    assert all(body["set"] == {} for body in after if body["file"] == refused)
    assert {body["rev"] for body in after} == {body["rev"] for body in before}
    others = [body for body in before if body["file"] != refused]
    assert [body for body in after if body["file"] != refused] == others


def test_a_refusal_arrives_also_after_the_office_was_put_back_to_a_state_before_it(world, enrolled):
    file = add_case(enrolled)
    world.carry(enrolled)
    enrolled.close()
    backup = world.root / "backup"
    enrolled.copy_to(backup)
    enrolled.open()
    for answer in ("refused", "given", "refused", "given"):
        decide(enrolled, file, answer)
    world.carry(enrolled)
    assert counted(world) == 1
    enrolled.close()
    enrolled.restore_from(backup)
    enrolled.open()
    decide(enrolled, file, "refused")
    world.hq.import_bundles([enrolled.workspace.sync_out.export(world.road).path])
    world.bring_receipts()
    report = world.carry(enrolled)
    assert report.error is None
    assert counted(world) == 0


def test_who_agrees_again_is_counted_again_with_what_was_written_meanwhile(world, enrolled):
    file = add_case(enrolled)
    decide(enrolled, file, "refused")
    world.carry(enrolled)
    filling = enrolled.workspace.fichas.begin("f06", file)
    filling.session.answer("file/opened_on", "2025-12-30")
    enrolled.workspace.fichas.close(filling, "Se abrió antes")
    world.carry(enrolled)
    assert counted(world) == 0
    decide(enrolled, file, "given")
    world.carry(enrolled)
    assert counted(world) == 0
    assert world.hq.statistics.internal(2025).totals.total == 1
    decide(enrolled, file, "withdrawn")
    world.carry(enrolled)
    assert world.hq.statistics.internal(2025).totals.total == 0


def test_a_withdrawal_stays_in_the_trail_and_care_goes_on(world, enrolled):
    file = add_case(enrolled)
    decide(enrolled, file, "withdrawn")
    (row,) = enrolled.workspace.casework.caseload()
    assert row.file_id == file
    with enrolled.workspace.context.store.read() as unit:
        actions = [entry.action for entry in unit.audit.latest(9)]
    assert "consent_changed" in actions


def say(value, record="r1", *, conflict=False):
    return Statement(STATISTICS, value, "f02@1", record, None, conflict)


@pytest.mark.parametrize(
    ("said", "refuses"),
    [
        ((), False),
        ((say("given"),), False),
        ((say("not_asked"),), False),
        ((say("refused"),), True),
        ((say("withdrawn"),), True),
        ((say("given"), say("refused", "r2")), True),
        ((say("given"), say("not_asked", "r2")), False),
        ((say(None, conflict=True),), True),
    ],
)
def test_in_a_dispute_one_refusal_is_enough(said, refuses):
    assert refuses_statistics(said) is refuses


def test_not_having_been_asked_again_takes_no_refusal_back():
    def on(day, value):
        return Statement(STATISTICS, value, "f02@1", f"r{day}", date(2026, 11, day), conflict=False)

    assert refuses_statistics((on(1, "refused"), on(2, "not_asked")))
    assert not refuses_statistics((on(1, "refused"), on(2, "given"), on(3, "not_asked")))
