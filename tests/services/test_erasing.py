"""Erasure: nobody but coordination, never by mistake, and nothing of it is left in the store."""

import json
from datetime import timedelta

import pytest
import raw_pages
from feed_reading import fill_and_close
from simulator import add_case
from sqlalchemy import delete, update

from cem_desktop.crypto.signing import Verifier, pae
from cem_desktop.domain import erasure as erasures
from cem_desktop.domain.erasure import Erasure, unpack
from cem_desktop.errors import (
    ErasureCodeError,
    ErasureRequestError,
    FileErasedError,
    InputError,
    InvalidCaseCodeError,
    NotPermittedError,
)
from cem_desktop.services.erasing import ErasureOrder, faults
from cem_desktop.services.recording import rebuild
from cem_desktop.storage import schema

CANARIES = ("canario-amapola", "canario-retama", "canario-tuna")
REQUEST = {
    "request/right": "cancellation",
    "request/received_on": "2026-11-02",
    "asker/by": "herself",
    "answered/answer": "granted",
    "answered/answered_on": "2026-11-02",
}


def code_of(place, file):
    with place.workspace.context.store.read() as unit:
        return str(unit.case_files.get(file).code)


def order(place, file, **changed):
    settled = {
        "ground": "purpose_ended",
        "reason": "Pidió que no quede nada.",
        "request": None,
        "typed_code": code_of(place, file),
    }
    return ErasureOrder(**settled | changed)


def write_canaries(place, file):
    """A session with a narrative, corrected once, and a draft."""
    fichas = place.workspace.fichas
    filling = fichas.begin("f01", file)
    texts = [
        path
        for path, one in filling.definition.questions.items()
        if one.privacy == "reserved" and one.type == "text"
    ]
    for canary in CANARIES[:2]:
        filling = fichas.begin("f01", file)
        for path in texts:
            if filling.session.node(path).relevant:
                filling.session.answer(path, f"Ella contó {canary} otra vez.")
        fichas.close(filling, reason=f"porque {canary}")
    draft = fichas.begin("f01", file)
    for path in texts:
        draft.session.answer(path, CANARIES[2])
    fichas.save_draft(draft)


@pytest.fixture
def file(office):
    found = add_case(office)
    write_canaries(office, found)
    return found


def store_file(place):
    store = place.workspace.context.store
    return store.path, store.held_key()


def test_the_search_finds_what_is_there_and_nothing_after_the_erasure(office, file):
    other = add_case(office, seed=7)
    path, key = store_file(office)
    for canary in CANARIES:
        assert raw_pages.holds(path, key, canary), canary
    office.workspace.law.erasing.erase(file, order(office, file))
    for canary in CANARIES:
        assert not raw_pages.holds(path, key, canary), canary
    assert not office.workspace.law.erasing.waits()
    assert [row.file_id for row in office.workspace.casework.caseload()] == [other]
    assert office.workspace.casework.case(other).timeline


def test_no_reason_that_was_written_about_it_stays(office, file):
    """A file is often blocked before it is erased, and a block has its reasons."""
    law = office.workspace.law
    law.blocking.block(file, f"Lo pidió {CANARIES[0]}.")
    law.blocking.give_back(file, f"Vuelve {CANARIES[1]}.")
    office.clock.at += timedelta(minutes=1)
    law.blocking.block(file, f"Otra vez {CANARIES[2]}.")
    law.erasing.erase(file, order(office, file))
    for canary in CANARIES:
        assert not raw_pages.holds(*store_file(office), canary), canary
    with office.workspace.context.store.read() as unit:
        assert unit.blocks.of_file(file) is not None


def test_ids_hashes_and_signatures_stay(office, file):
    with office.workspace.context.store.read() as unit:
        records = [one.id for one in unit.records.outlines(file)]
        before = {one: [r.id for r in unit.records.revisions(one)] for one in records}
    done = office.workspace.law.erasing.erase(file, order(office, file))
    assert {one.id: list(one.revisions) for one in done.records} == before
    with office.workspace.context.store.read() as unit:
        assert [one.id for one in unit.records.outlines(file)] == records
        assert set(unit.erasures.without_bytes()) == done.revisions
        signatures = unit.connection.execute(schema.revision.select()).mappings()
        assert all(len(row["signature"]) == 64 for row in signatures)
        kept = unit.erasures.of_file(file)
    verifier = Verifier(bytes.fromhex(done.key))
    assert verifier.holds(kept.signature, pae(erasures.PAYLOAD_TYPE, kept.document))
    assert unpack(kept.document) == done
    assert done.drafts
    assert done.identity is None


def test_everything_that_reads_the_store_goes_on(office, file):
    add_case(office, seed=7)
    office.workspace.law.erasing.erase(file, order(office, file))
    context = office.workspace.context
    rows = office.workspace.casework.caseload()
    with context.store.write() as unit:
        rebuild(unit, context)
        assert faults(unit) == ()
    assert office.workspace.casework.caseload() == rows
    assert office.workspace.trail.verify().first_fault is None
    office.close()
    assert office.open().casework.caseload() == rows
    assert office.workspace.fichas.drafts() == ()


def test_nobody_reads_or_writes_an_erased_file(office, file):
    office.workspace.law.erasing.erase(file, order(office, file))
    workspace = office.workspace
    with workspace.context.store.read() as unit:
        record = next(one.id for one in unit.records.outlines(file) if one.form == "f01")
    for act in (
        lambda: workspace.casework.case(file),
        lambda: workspace.casework.history(record),
        lambda: workspace.casework.changes(record),
        lambda: workspace.fichas.record(record),
        lambda: workspace.fichas.begin("f08", file),
        lambda: workspace.fichas.correct(record),
        lambda: workspace.documents.of_file(file),
        lambda: workspace.printing.record(record, "es"),
        lambda: workspace.law.erasing.plan(file),
        lambda: workspace.law.erasing.erase(file, order(office, file)),
        lambda: workspace.law.blocking.block(file, "otra vez"),
    ):
        with pytest.raises(FileErasedError):
            act()


def test_a_ficha_that_was_open_meanwhile_is_not_closed_into_it(office, file):
    filling = office.workspace.fichas.begin("f08", file)
    office.workspace.law.erasing.erase(file, order(office, file))
    from cem_desktop.services.recording import Edit, Recorder

    edit = Edit(file, None, "f08@2026.1", {}, (), "edit")
    context = office.workspace.context
    with pytest.raises(FileErasedError), context.store.write() as unit:
        Recorder(context).record(unit, edit, filling.definition)


def test_headquarters_is_left_with_pseudonyms_alone(world, office):
    world.enrol(office)
    file, other = add_case(office), add_case(office, seed=9)
    world.carry(office)
    assert world.hq.statistics.internal(2026).totals.total == 2
    office.workspace.law.erasing.erase(file, order(office, file))
    with office.workspace.context.store.read() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        bodies = [json.loads(one.body) for one in unit.feeds.entries(feed, 1)]
        entries = unit.connection.execute(schema.feed_entry.select()).mappings().all()
    assert {row["feed"] for row in entries} == {feed.id}
    assert len({body["file"] for body in bodies}) == 2
    assert len({body["file"] for body in bodies if body["set"]}) == 1
    report = world.carry(office)
    assert report.error is None
    assert world.hq.statistics.internal(2026).totals.total == 1
    assert not any(state.fork for state in world.hq.offices())
    assert office.workspace.casework.case(other).row.file_id == other


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"typed_code": "TR6W-4KJH"}, ErasureCodeError),
        ({"typed_code": ""}, ErasureCodeError),
        ({"reason": "  "}, InputError),
        ({"ground": "because"}, InputError),
        ({"ground": "request"}, ErasureRequestError),
        ({"ground": "request", "request": "nothing"}, ErasureRequestError),
    ],
)
def test_it_is_not_done_by_mistake(office, file, changed, error):
    with pytest.raises(error):
        office.workspace.law.erasing.erase(file, order(office, file, **changed))
    assert office.workspace.casework.case(file).timeline


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ({}, True),
        ({"request/code": "own"}, True),
        ({"request/code": "TR6W-4KJH"}, False),
        ({"request/right": "access"}, False),
        ({"answered/answer": "pending"}, False),
    ],
)
def test_her_request_must_have_been_granted_for_this_file(office, file, answers, holds):
    said = {
        key: code_of(office, file) if value == "own" else value for key, value in answers.items()
    }
    office.workspace.fichas.begin("f37", None)
    request = fill_and_close(office, "f37", None, REQUEST | said).record
    wanted = order(office, file, ground="request", request=request)
    if holds:
        assert office.workspace.law.erasing.erase(file, wanted).request == request
        return
    with pytest.raises(ErasureRequestError):
        office.workspace.law.erasing.erase(file, wanted)


def test_only_coordination_erases_and_a_try_is_noted(world):
    place = world.add_office("comas", roles=("psychology", "key_admin"))
    with pytest.raises(NotPermittedError):
        place.workspace.law.erasing.find("TR6W-4KJH")
    assert place.workspace.trail.latest(1)[0].action == "denied"


def test_a_file_is_found_by_its_code_until_it_is_erased(office, file):
    erasing = office.workspace.law.erasing
    assert erasing.find(code_of(office, file)) == file
    plan = erasing.plan(file)
    assert (plan.code, plan.records, plan.drafts) == (code_of(office, file), 3, 1)
    assert plan.revisions >= 5
    with pytest.raises(InvalidCaseCodeError):
        erasing.find("TR6W-4KJH")
    erasing.erase(file, order(office, file))
    with pytest.raises(FileErasedError):
        erasing.find(code_of(office, file))
    (row,) = erasing.done()
    assert (row.code, row.ground, row.records) == (code_of(office, file), "purpose_ended", 3)


def test_a_quiet_erasure_is_found(office, file):
    """Bytes that went without a document, and a document that was changed, are faults."""
    context = office.workspace.context
    with context.store.write() as unit:
        unit.connection.execute(update(schema.revision).values(body=b""))
        assert len(faults(unit)) == len(set(unit.erasures.without_bytes())) > 0
        unit.connection.rollback()
    office.workspace.law.erasing.erase(file, order(office, file))
    with context.store.write() as unit:
        row = unit.erasures.all()[0]
        said = json.loads(row.document) | {"reason": "otro"}
        unit.connection.execute(update(schema.erasure).values(document=json.dumps(said).encode()))
        assert faults(unit) == (row.id,)
        unit.connection.execute(delete(schema.erasure))
        assert len(faults(unit)) > 1


def test_the_identity_store_is_emptied_first(office, file):
    from cem_desktop.services.erasing import Erasing

    seen = []

    def erase_identity(which):
        with office.workspace.context.store.read() as unit:
            seen.append((which, unit.erasures.of_file(which)))
        return True

    done = Erasing(office.workspace.context, erase_identity).erase(file, order(office, file))
    assert seen == [(file, None)]
    assert done.identity is True


def test_what_is_signed_reads_back():
    erasure = Erasure("a", "b", "2026-11-23T15:00:00Z", "c", "d", "00", "request", "e", None, ())
    assert unpack(erasure.pack()) == erasure
    for wrong in (b"{}", b'{"type":"receipt","v":1}', erasure.pack().replace(b'"v":1', b'"v":2')):
        with pytest.raises(ValueError, match=r"shape|version"):
            unpack(wrong)


def test_a_guard_from_before_an_erasure_takes_nobody_for_a_copy(office, file):
    """A power cut right after it: the guard names a feed whose entries are gone."""
    from cem_desktop.storage import guard_file

    office.workspace.guarding.renew()
    before = guard_file.read_guard(office.folder)
    office.workspace.law.erasing.erase(file, order(office, file))
    office.close()
    guard_file.write_guard(office.folder, before)
    assert office.open().guarding.notice() is None
