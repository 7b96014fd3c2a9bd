"""Bundles on the road between real workspaces: lost, repeated, out of order, cloned, forged."""

import shutil
import uuid
from datetime import date, timedelta

import pytest
from simulator import World, add_case

from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.errors import (
    BundleError,
    FingerprintMismatchError,
    NotEnrolledError,
    TrustDocumentError,
    TrustError,
    WrongRecipientError,
)
from cem_desktop.services import headquarters_keys
from cem_desktop.services.demo_fill import DemoWriter
from cem_desktop.services.demo_plan import PlannedCase
from cem_desktop.storage.registry import open_registry
from cem_desktop.sync.bundle import write_bundle
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass, FeedStart
from cem_desktop.sync.records import Record, RecordType


@pytest.fixture
def enrolled(world, office):
    world.enrol(office)
    return office


def total(world):
    return world.hq.statistics.internal(2026).totals.total


def test_an_office_seals_to_nobody_before_the_six_words(world, office):
    add_case(office)
    with pytest.raises(NotEnrolledError):
        office.workspace.sync_out.export(world.road)
    assert not any(path.suffix == ".cem" for path in world.road.iterdir())


def test_wrong_words_are_not_believed_on_either_side(world, office):
    request = office.workspace.enrolment.write_request(world.road)
    pending = world.hq.read_request(request)
    with pytest.raises(FingerprintMismatchError):
        world.hq.approve(pending, "uno dos tres cuatro cinco seis", office.profile, world.road)
    assert world.hq.offices() == ()
    heard = " ".join(office.workspace.enrolment.state().request_words)
    answer = world.hq.approve(pending, heard, office.profile, world.road)
    with pytest.raises(FingerprintMismatchError):
        office.workspace.enrolment.accept(answer, "uno dos tres cuatro cinco seis")
    assert office.workspace.enrolment.state().enrolled is False


def test_a_false_headquarters_is_told_by_its_words(world, office, tmp_path_factory):
    """Somebody who changes the stick on its way cannot make the office seal to him."""
    thief = World(tmp_path_factory.mktemp("thief"))
    request = office.workspace.enrolment.write_request(world.road)
    pending = thief.hq.read_request(request)
    heard = " ".join(office.workspace.enrolment.state().request_words)
    answer = thief.hq.approve(pending, heard, office.profile, thief.road)
    with pytest.raises(FingerprintMismatchError):
        office.workspace.enrolment.accept(answer, " ".join(world.hq.root_words()))
    thief.close()


def test_an_answer_for_another_office_is_refused(world, office):
    world.enrol(office)
    other = world.add_office("piura", "Piura")
    other.workspace.enrolment.write_request(world.road)
    answers = [path for path in world.road.iterdir() if path.suffix == ".cem-answer"]
    with pytest.raises(TrustDocumentError):
        other.workspace.enrolment.accept(answers[0], " ".join(world.hq.root_words()))


def test_what_leaves_arrives_and_comes_back_as_a_receipt(world, enrolled):
    add_case(enrolled, sex=Sex.MAN, band=AgeBand.MINOR)
    assert enrolled.workspace.sync_out.status().waiting == 2
    report = world.carry(enrolled)
    assert (report.records, report.fresh) == (2, 2)
    status = enrolled.workspace.sync_out.status()
    assert (status.waiting, status.acknowledged) == (0, 2)
    assert total(world) == 1


def test_an_export_is_not_yet_sent(world, enrolled):
    add_case(enrolled)
    enrolled.workspace.sync_out.export(world.road)
    assert enrolled.workspace.sync_out.status().waiting == 2


def test_the_same_bundle_three_times_is_once(world, enrolled):
    add_case(enrolled)
    path = enrolled.workspace.sync_out.export(world.road).path
    reports = [world.hq.import_bundles([path])[0] for _ in range(3)]
    assert [one.repeated for one in reports] == [False, True, True]
    assert total(world) == 1
    (state,) = world.hq.offices()
    assert state.bundles == 1


def test_the_trail_keeps_no_name_that_a_person_gave_to_a_file(world, enrolled):
    ours = enrolled.workspace.sync_out.export(world.road).path
    named = ours.rename(ours.with_name("Flor de Pruebas.cem"))
    world.hq.import_bundles([named])
    world.hq.import_bundles([named.rename(ours)])
    with world.headquarters.workspace.context.store.read() as unit:
        begun = [one.subject for one in unit.audit.latest(99) if one.action == "import_begun"]
        assert "Flor" not in str(unit.audit.latest(99))
    assert begun == [ours.name, ""]


def test_a_lost_bundle_is_made_good_by_the_next(world, enrolled):
    add_case(enrolled, seed=1)
    enrolled.workspace.sync_out.export(world.road).path.unlink()
    add_case(enrolled, seed=2)
    world.carry(enrolled)
    assert total(world) == 2
    assert enrolled.workspace.sync_out.status().waiting == 0


def test_an_older_bundle_that_comes_late_changes_nothing(world, enrolled):
    add_case(enrolled, seed=1)
    late = enrolled.workspace.sync_out.export(world.road).path
    add_case(enrolled, seed=2)
    world.carry(enrolled)
    (report,) = world.hq.import_bundles([late])
    assert report.error is None
    assert report.fresh == 0
    assert total(world) == 2


def test_a_signed_zero_is_no_silence(world, enrolled):
    silent = world.add_office("piura", "Piura")
    world.enrol(silent)
    report = world.carry(enrolled)
    assert (report.records, report.error) == (0, None)
    states = {one.office.office: one for one in world.hq.offices()}
    assert states["iquitos"].bundles == 1
    assert states["piura"].last is None
    figures = world.hq.statistics.internal(2026)
    assert [(row.office_name, row.total) for row in figures.rows] == [("Iquitos", 0)]
    assert (figures.basis.offices_heard, figures.basis.offices_expected) == (1, 2)


def test_every_truncation_of_a_bundle_is_refused_whole(world, enrolled):
    add_case(enrolled)
    data = enrolled.workspace.sync_out.export(world.road).path.read_bytes()
    short = world.road / "short.cem"
    for length in range(0, len(data), 997):
        short.write_bytes(data[:length])
        (report,) = world.hq.import_bundles([short])
        assert isinstance(report.error, BundleError)
    short.write_bytes(data + b"x")
    (report,) = world.hq.import_bundles([short])
    assert isinstance(report.error, BundleError)
    assert total(world) == 0


def test_a_changed_byte_is_refused_whole(world, enrolled):
    add_case(enrolled)
    data = enrolled.workspace.sync_out.export(world.road).path.read_bytes()
    changed = world.road / "changed.cem"
    for place in range(0, len(data), 499):
        broken = bytearray(data)
        broken[place] ^= 1
        changed.write_bytes(broken)
        (report,) = world.hq.import_bundles([changed])
        assert isinstance(report.error, BundleError)
    assert total(world) == 0


def test_one_that_is_refused_does_not_stop_the_others(world, enrolled):
    add_case(enrolled)
    good = enrolled.workspace.sync_out.export(world.road).path
    bad = world.road / "bad.cem"
    bad.write_bytes(b"not a bundle at all")
    reports = world.hq.import_bundles([bad, good])
    assert reports[0].error is not None
    assert reports[0].error.code == "bundle.not_a_bundle"
    assert reports[1].fresh == 2


def test_a_bundle_for_somebody_else_is_told_apart(world, enrolled):
    other = world.add_office("piura", "Piura")
    world.enrol(other)
    add_case(enrolled)
    path = enrolled.workspace.sync_out.export(world.road).path
    with pytest.raises(WrongRecipientError):
        other.workspace.sync_out.receive(path)


def test_an_office_that_headquarters_does_not_know_is_refused(world, enrolled, tmp_path_factory):
    """A perfect bundle, sealed to our headquarters by a device that is enrolled elsewhere."""
    stranger = World(tmp_path_factory.mktemp("stranger"))
    forger = stranger.add_office()
    add_case(forger)
    context = forger.workspace.context
    with context.store.read() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        bodies = [entry.body for entry in unit.feeds.entries(feed, 1)]
    header = BundleHeader(
        kind=BundleKind.TO_HEADQUARTERS,
        bundle=str(uuid.uuid4()),
        sender=context.device.id,
        roster=1,
        root=1,
        app="0.1.0",
        wall=context.stamp(),
        start=FeedStart(feed.id, FeedClass.STATISTICAL, 1, feed.id),
    )
    path = world.road / "forged.cem"
    recipient = world.headquarters.workspace.context.device.recipient
    content = [Record(RecordType.PROJECTION, body) for body in bodies]
    with path.open("wb") as target:
        write_bundle(target, header, content, context.device.signer, [recipient])
    (report,) = world.hq.import_bundles([path])
    assert report.error is not None
    assert report.error.code == "bundle.unknown_sender"
    assert total(world) == 0
    stranger.close()


def test_a_store_restored_from_a_copy_begins_a_new_feed_and_loses_nothing(world, enrolled):
    add_case(enrolled, seed=1)
    world.carry(enrolled)
    enrolled.close()
    backup = world.root / "backup"
    enrolled.copy_to(backup)
    enrolled.open()
    add_case(enrolled, seed=2)
    world.carry(enrolled)
    enrolled.close()
    enrolled.restore_from(backup)
    enrolled.open()
    add_case(enrolled, seed=3)
    exported = enrolled.workspace.sync_out.export(world.road)
    (report,) = world.hq.import_bundles([exported.path])
    assert report.error is not None
    assert report.error.code == "bundle.fork"
    (state,) = world.hq.offices()
    assert state.fork is True
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().waiting > 0
    report = world.carry(enrolled)
    assert report.error is None
    assert total(world) == 3
    assert enrolled.workspace.sync_out.status().waiting == 0


def test_a_correction_moves_the_count(world, enrolled):
    file = add_case(enrolled, sex=Sex.WOMAN, band=AgeBand.MINOR)
    world.carry(enrolled)
    before = world.hq.statistics.internal(2026)
    assert before.minors is not None
    assert (before.minors.part, before.minors.whole) == (1, 1)
    for entry in enrolled.workspace.casework.case(file).timeline:
        if entry.form == "file":
            continue
        filling = enrolled.workspace.fichas.correct(entry.record)
        for path, question in filling.definition.questions.items():
            if question.fact == "victim.age" and filling.session.node(path).relevant:
                filling.session.answer(path, 25)
        enrolled.workspace.fichas.close(filling, "Mostró su documento.")
    world.carry(enrolled)
    after = world.hq.statistics.internal(2026)
    assert after.minors is not None
    assert (after.minors.part, after.minors.whole) == (0, 1)


def test_headquarters_counts_a_dispute_once_as_no_data(world, enrolled):
    fichas = enrolled.workspace.fichas
    first = fichas.begin("f01", None)
    case = PlannedCase(date(2026, 11, 2), Sex.WOMAN, AgeBand.MINOR)
    DemoWriter(1).fill(first.session, case)
    record = fichas.close(first).record
    one, two = fichas.correct(record), fichas.correct(record)
    for filling, age in ((one, 20), (two, 40)):
        filling.session.answer("arrival/age", age)
        fichas.close(filling, "Lo dijo ella.")
    assert "arrival/age_group" in fichas.record(record).conflicts
    world.carry(enrolled)
    figures = world.hq.statistics.internal(2026)
    assert figures.totals.total == 1
    assert (figures.minors.part, figures.minors.whole) == (0, 0)
    assert "unknown_values" in {note.code for note in figures.notes}
    fichas.settle(record, "arrival/age", 20, "Mostró su documento.")
    world.carry(enrolled)
    assert world.hq.statistics.internal(2026).minors.whole == 1


def test_an_old_receipt_changes_nothing(world, enrolled):
    add_case(enrolled, seed=1)
    world.carry(enrolled)
    old = world.hq.write_receipts(world.road)[0]
    add_case(enrolled, seed=2)
    world.carry(enrolled)
    before = enrolled.workspace.sync_out.status()
    enrolled.workspace.sync_out.receive(old)
    after = enrolled.workspace.sync_out.status()
    assert (after.waiting, after.acknowledged) == (before.waiting, before.acknowledged)


def test_a_bundle_of_another_headquarters_is_not_believed(world, enrolled, tmp_path_factory):
    thief = World(tmp_path_factory.mktemp("thief"))
    victim = thief.add_office()
    thief.enrol(victim)
    thief.carry(victim)
    path = thief.hq.write_receipts(thief.road)[0]
    shutil.copy(path, world.road / "false.cem")
    with pytest.raises((BundleError, TrustError)):
        enrolled.workspace.sync_out.receive(world.road / "false.cem")
    thief.close()


def test_nothing_that_is_not_statistical_is_in_the_registry(world, enrolled):
    """Canaries in every free text; headquarters' stores are opened and searched, in clear."""
    from cem_desktop.services.demo_fill import CANARIES

    for seed in range(5):
        add_case(enrolled, seed=seed)
    world.carry(enrolled)
    context = world.headquarters.workspace.context
    with context.store.read() as unit:
        key = headquarters_keys.registry_key(unit)
    registry = open_registry(world.headquarters.folder, key)
    with registry.read() as unit:
        rows = [
            bytes(row.body)
            for row in unit.connection.exec_driver_sql("SELECT body FROM projection")
        ]
    registry.close()
    assert len(rows) == 10
    codes = [row.code for row in enrolled.workspace.casework.caseload()]
    files = [row.file_id for row in enrolled.workspace.casework.caseload()]
    for body in rows:
        text = body.decode()
        assert not any(canary in text for canary in CANARIES)
        assert not any(code in text or code.replace("-", "") in text for code in codes)
        assert not any(file in text for file in files)
        assert "2026-11-02" not in text


def test_headquarters_issues_its_roster_anew_before_it_gets_old(world, enrolled):
    add_case(enrolled)
    world.carry(enrolled)
    first = world.headquarters.workspace.context
    with first.store.read() as unit:
        version = unit.office.trust("roster").version
    world.headquarters.clock.at += timedelta(days=200)
    enrolled.clock.at += timedelta(days=200)
    assert enrolled.workspace.sync_out.status().roster_stale is True
    world.bring_receipts()
    assert enrolled.workspace.sync_out.status().roster_stale is False
    with first.store.read() as unit:
        assert unit.office.trust("roster").version == version + 1


def test_a_registry_put_back_to_an_earlier_state_hears_everything_again(world, enrolled):
    backup = world.root / "backup"
    world.headquarters.close()
    world.headquarters.copy_to(backup)
    world.headquarters.open()
    add_case(enrolled, seed=1)
    late = world.add_office("piura", "Piura")
    world.enrol(late)  # a roster that the state we go back to has never issued
    world.carry(enrolled)
    world.headquarters.close()
    world.headquarters.restore_from(backup)
    world.headquarters.open()
    assert total(world) == 0
    add_case(enrolled, seed=2)
    report = world.carry(enrolled)
    assert report.error is not None
    assert report.error.code == "bundle.gap"
    assert enrolled.workspace.sync_out.status().waiting == 4
    report = world.carry(enrolled)
    assert (report.error, report.fresh) == (None, 4)
    assert total(world) == 2
    (state,) = world.hq.offices()
    assert state.gap is None


def test_a_clone_that_stays_shorter_than_headquarters_is_told_too(world, enrolled):
    enrolled.close()
    backup = world.root / "backup"
    enrolled.copy_to(backup)
    enrolled.open()
    for seed in (1, 2):
        add_case(enrolled, seed=seed)
    world.carry(enrolled)
    enrolled.close()
    enrolled.restore_from(backup)
    enrolled.open()
    add_case(enrolled, seed=3)
    exported = enrolled.workspace.sync_out.export(world.road)
    (report,) = world.hq.import_bundles([exported.path])
    assert report.error is not None
    assert report.error.code == "bundle.fork"
    world.bring_receipts()
    world.carry(enrolled)
    assert total(world) == 3
    (state,) = world.hq.offices()
    assert (state.fork, state.records) == (True, 6)
    world.hq.acknowledge_alarm("iquitos")
    (state,) = world.hq.offices()
    assert state.fork is False


def test_a_file_that_cannot_be_read_stops_no_other(world, enrolled):
    add_case(enrolled)
    good = enrolled.workspace.sync_out.export(world.road).path
    reports = world.hq.import_bundles([world.road / "gone.cem", good])
    assert reports[0].error is not None
    assert reports[0].error.code == "store.folder"
    assert reports[1].fresh == 2


def test_an_answer_never_brings_an_older_roster_nor_another_headquarters(
    world, enrolled, tmp_path_factory
):
    answer = next(path for path in world.road.iterdir() if path.suffix == ".cem-answer")
    words = " ".join(world.hq.root_words())
    world.enrol(world.add_office("piura", "Piura"))
    world.carry(enrolled)
    context = enrolled.workspace.context
    with context.store.read() as unit:
        version = unit.office.trust("roster").version
    enrolled.workspace.enrolment.accept(answer, words)
    with context.store.read() as unit:
        assert unit.office.trust("roster").version == version
    thief = World(tmp_path_factory.mktemp("thief"))
    request = enrolled.workspace.enrolment.write_request(thief.road)
    heard = " ".join(enrolled.workspace.enrolment.state().request_words)
    false = thief.hq.approve(thief.hq.read_request(request), heard, enrolled.profile, thief.road)
    with pytest.raises(TrustError):
        enrolled.workspace.enrolment.accept(false, " ".join(thief.hq.root_words()))
    assert enrolled.workspace.enrolment.state().root_words == world.hq.root_words()
    thief.close()


def test_headquarters_believes_no_other_headquarters(world, enrolled):
    from cem_desktop.errors import NotPermittedError

    answer = next(path for path in world.road.iterdir() if path.suffix == ".cem-answer")
    with pytest.raises(NotPermittedError):
        world.headquarters.workspace.enrolment.accept(answer, " ".join(world.hq.root_words()))
