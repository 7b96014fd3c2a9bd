"""Other rules of a ficha: what headquarters was told by the rules of before is told anew."""

import json
from dataclasses import replace

import pytest
from simulator import add_case

from cem_desktop.errors import CancelledError
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.reprojecting import Reprojecting, fingerprint
from cem_desktop.services.sync_out import SyncOut


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


class OtherRules(FormLibrary):
    """The same fichas, of which one asks the same things by other rules."""

    def __init__(self, **flags):
        super().__init__()
        self.flags = flags

    def definition(self, form, version=None):
        found = super().definition(form, version)
        if form != "f01":
            return found
        questions = {
            path: replace(question, **self.flags) if asks_sex(question) else question
            for path, question in found.questions.items()
        }
        return replace(found, questions=questions)


def asks_sex(question):
    return question.fact == "victim.sex"


def later(office, library):
    """The office after an update of the program."""
    return replace(office.workspace.context, library=library)


def bodies(office):
    with office.workspace.context.store.read() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        return [json.loads(entry.body) for entry in unit.feeds.entries(feed, 1)]


def counted_sexes(world):
    with world.hq._registry.read() as unit:
        return sorted(str(row.sex) for row in unit.registry.cases())


def arrive(world, office, context):
    """Export with the later program, import, and bring the receipt back."""
    path = SyncOut(context, office.workspace.guarding).export(world.road).path
    (report,) = world.hq.import_bundles([path])
    assert report.error is None
    world.bring_receipts()
    return report


def test_nothing_is_told_anew_while_the_rules_stand(world, enrolled):
    add_case(enrolled)
    before = bodies(enrolled)
    assert enrolled.workspace.reprojecting.changed() == ()
    enrolled.close()
    enrolled.open()
    assert enrolled.workspace.reprojecting.run().revisions == 0
    assert bodies(enrolled) == before


def test_a_question_that_becomes_coded_is_withdrawn_at_headquarters(world, enrolled):
    add_case(enrolled)
    add_case(enrolled, seed=2)
    world.carry(enrolled)
    assert counted_sexes(world) == ["woman", "woman"]
    context = later(enrolled, OtherRules(privacy="coded", send=None))
    assert Reprojecting(context).changed() == ("f01@2026.1",)
    report = arrive(world, enrolled, context)
    assert (report.records, report.fresh) == (2, 2)
    assert counted_sexes(world) == ["None", "None"]
    assert world.hq.statistics.internal(2026).totals.total == 2


def test_only_the_affected_revisions_are_appended_with_a_higher_version(world, enrolled):
    add_case(enrolled)
    before = bodies(enrolled)
    context = later(enrolled, OtherRules(privacy="coded", send=None))
    retold = Reprojecting(context).run()
    after = bodies(enrolled)
    assert (retold.records, retold.revisions) == (1, 1)
    (again,) = after[len(before) :]
    former = next(body for body in before if body["rev"] == again["rev"])
    assert again["form"] == "f01@2026.1"
    assert again["pv"] > former["pv"]
    assert "victim.sex" in former["set"]
    assert "victim.sex" not in again["set"]
    assert Reprojecting(context).run().revisions == 0


def test_rules_that_come_back_are_told_once_more_and_nobody_counts_twice(world, enrolled):
    add_case(enrolled)
    world.carry(enrolled)
    arrive(world, enrolled, later(enrolled, OtherRules(privacy="coded", send=None)))
    arrive(world, enrolled, enrolled.workspace.context)
    assert counted_sexes(world) == ["woman"]
    versions = [body["pv"] for body in bodies(enrolled) if body["form"].startswith("f01")]
    assert versions == sorted(set(versions))
    assert len(versions) == 3


def test_a_work_that_was_stopped_goes_on_and_appends_nothing_twice(world, enrolled, monkeypatch):
    monkeypatch.setattr("cem_desktop.services.reprojecting._BATCH", 1)
    for seed in range(3):
        add_case(enrolled, seed=seed)
    context = later(enrolled, OtherRules(privacy="coded", send=None))
    before = len(bodies(enrolled))

    def stop(done, _total):
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        Reprojecting(context).run(stop)
    assert len(bodies(enrolled)) == before + 2
    assert Reprojecting(context).run().revisions == 1
    assert len(bodies(enrolled)) == before + 3


def test_a_store_of_before_the_fingerprints_tells_nothing_anew_without_a_reason(world, enrolled):
    add_case(enrolled)
    before = bodies(enrolled)
    with enrolled.workspace.context.store.write() as unit:
        unit.connection.exec_driver_sql("DELETE FROM setting WHERE name LIKE 'projection.rules.%'")
    assert enrolled.workspace.reprojecting.changed() == ("f01@2026.1", "f06@2026.1")
    assert enrolled.workspace.reprojecting.run().revisions == 0
    assert enrolled.workspace.reprojecting.changed() == ()
    assert bodies(enrolled) == before


def test_who_refused_stays_refused(world, enrolled):
    from test_consent import decide

    file = add_case(enrolled)
    decide(enrolled, file, "refused")
    context = later(enrolled, OtherRules(privacy="coded", send=None))
    Reprojecting(context).run()
    told = {body["rev"]: body["set"] for body in bodies(enrolled)}
    assert all(stated == {} for stated in told.values())


def test_the_fingerprint_changes_with_what_leaves_and_with_nothing_else():
    plain, coded = FormLibrary(), OtherRules(privacy="coded", send=None)
    renamed = OtherRules(appearance="minimal")
    own = fingerprint(plain.definition("f01"))
    assert own != fingerprint(coded.definition("f01"))
    assert own == fingerprint(renamed.definition("f01"))
