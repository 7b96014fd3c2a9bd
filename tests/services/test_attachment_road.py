"""Attachments from one store into another: whole, sealed anew, once, or not at all."""

from __future__ import annotations

import gc
import io
import sys
import weakref
from pathlib import Path

import pytest
from clear_text import find
from simulator import add_case

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files as made

from cem_desktop.errors import BundleTamperedError
from cem_desktop.services import attachment_keys
from cem_desktop.services.attachment_road import (
    AttachmentGiver,
    AttachmentTaker,
    added_entry,
    removed_entry,
)
from cem_desktop.storage.attachment_folder import CASE, AttachmentFolder
from cem_desktop.sync.records import Record, RecordType

REASON = "Era de otra persona"


def untold(_done, _total):
    """Tell nobody."""


@pytest.fixture
def there(world):
    """A second workspace, into which attachments are taken."""
    return world.add_office("tacna", "Tacna")


@pytest.fixture
def hung(office, tmp_path):
    """A file with one photograph; return its row."""
    path = tmp_path / "IMG 0001.jpg"
    path.write_bytes(made.jpeg())
    file = add_case(office)
    added = office.workspace.attachments.add(path, file, None, "", untold)
    return row_of(office, added.id)


def row_of(place, attachment):
    with place.workspace.context.store.read() as unit:
        return unit.attachments.get(attachment)


def folder_of(place):
    return AttachmentFolder(place.folder, CASE)


def sealed(place):
    return sorted((place.folder / "attachments" / "case").glob("*/*/*"))


def give(place, *entries):
    with place.workspace.context.store.read() as unit:
        giver = AttachmentGiver(unit, unit.office, folder_of(place))
        found = [record for entry in entries for record in giver.records(entry)]
    return found, giver.gone


def take(place, found, *, is_news=True, erased=(), fail=False):
    """Take records in within one unit; return what became of them and what was passed on."""
    passed = []
    folder = folder_of(place)
    with folder.at_rest(), place.workspace.context.store.write() as unit:
        taker = AttachmentTaker(
            unit,
            unit.office,
            folder,
            "2026-11-24T15:00:00Z",
            is_erased=set(erased).__contains__,
            pass_on=lambda entry, _begin: passed.append(entry),
        )
        for kind, body in found:
            assert taker.record(kind, body, is_news=is_news)
        taken = taker.finish()
        if fail:
            raise ZeroDivisionError
    return taken, passed


def test_it_arrives_whole_under_a_key_of_the_other_store(office, there, hung):
    entry = added_entry(hung)
    found, gone = give(office, entry)
    taken, passed = take(there, found)
    assert (taken.fresh, taken.files, gone, passed) == ([hung.id], {hung.file}, [], [entry])
    arrived = row_of(there, hung.id)
    assert (arrived.name, arrived.sha256, arrived.thumbnail, arrived.added) == (
        hung.name, hung.sha256, hung.thumbnail, hung.added,
    )  # fmt: skip
    assert arrived.blob != hung.blob
    assert there.workspace.attachments.check(untold).whole == 1
    again, _ = give(there, entry)
    assert again == found
    there.close()
    assert find(there.folder, [hung.name, hung.sha256]) == []
    assert found[1].body[:64] not in sealed(there)[0].read_bytes()


def test_twice_is_once_and_a_missing_file_is_put_back(office, there, hung):
    found, _ = give(office, added_entry(hung))
    take(there, found)
    (path,) = sealed(there)
    path.unlink()
    taken, passed = take(there, found)
    assert (taken.fresh, taken.known, passed) == ([], 1, [])
    assert there.workspace.attachments.check(untold).is_sound
    assert len(sealed(there)) == 1


def test_an_entry_that_was_here_before_is_read_and_not_kept(office, there, hung):
    found, _ = give(office, added_entry(hung))
    taken, passed = take(there, found, is_news=False)
    assert (taken.fresh, taken.known, passed, sealed(there)) == ([], 0, [], [])


def test_a_unit_that_does_not_commit_leaves_an_orphan_that_is_swept(office, there, hung):
    found, _ = give(office, added_entry(hung))
    with pytest.raises(ZeroDivisionError):
        take(there, found, fail=True)
    with there.workspace.context.store.read() as unit:
        assert not unit.attachments.knows(hung.id)
    assert there.workspace.attachments.sweep(at_once=True) == 1
    assert sealed(there) == []


def test_a_removal_travels_and_both_places_keep_the_same_of_two(office, there, hung):
    found, _ = give(office, added_entry(hung))
    take(there, found)
    office.workspace.attachments.take_off(hung.id, REASON)
    off = removed_entry(row_of(office, hung.id))
    there.clock.at = office.clock.at.replace(year=2027)
    there.workspace.attachments.take_off(hung.id, "Repetida")
    back = removed_entry(row_of(there, hung.id))
    taken, passed = take(there, give(office, off)[0])
    assert (taken.taken_off, passed) == ([hung.id], [off])
    take(office, give(there, back)[0])
    ours, theirs = row_of(office, hung.id), row_of(there, hung.id)
    assert (ours.removed, ours.removed_by, ours.reason) == (
        theirs.removed, theirs.removed_by, theirs.reason,
    )  # fmt: skip
    assert theirs.reason == REASON


def test_what_the_disk_lost_is_told_as_gone_and_what_follows_arrives(office, there, hung, tmp_path):
    other = tmp_path / "IMG 0002.png"
    other.write_bytes(made.png())
    second = row_of(office, office.workspace.attachments.add(other, hung.file, None, "", untold).id)
    folder_of(office).path.joinpath(hung.blob[:2], hung.blob[2:4], hung.blob).write_bytes(b"?")
    found, gone = give(office, added_entry(hung), added_entry(second))
    assert gone == [hung.id]
    taken, passed = take(there, found)
    assert (taken.gone, taken.fresh, passed) == ([hung.id], [second.id], [added_entry(second)])


def test_of_an_erased_file_nothing_is_kept(office, there, hung):
    found, _ = give(office, added_entry(hung))
    taken, passed = take(there, found, erased=[hung.file])
    assert (taken.erased, passed, sealed(there)) == (1, [], [])


def test_another_attachment_under_a_known_id_is_refused(office, there, hung, tmp_path):
    found, _ = give(office, added_entry(hung))
    take(there, found)
    other = tmp_path / "IMG 0002.png"
    other.write_bytes(made.png())
    second = office.workspace.attachments.add(other, hung.file, None, "", untold)
    forged = added_entry(row_of(office, second.id)).replace(second.id.encode(), hung.id.encode())
    chunks = give(office, added_entry(row_of(office, second.id)))[0][1:]
    with pytest.raises(BundleTamperedError):
        take(there, [Record(RecordType.BLOB_BEGIN, forged), *chunks])
    assert row_of(there, hung.id).sha256 == hung.sha256


def test_anything_between_the_chunks_is_refused(office, there, hung):
    found, _ = give(office, added_entry(hung))
    with (
        pytest.raises(BundleTamperedError),
        there.workspace.context.store.write() as unit,
    ):
        taker = AttachmentTaker(
            unit, unit.office, folder_of(there), "2026-11-24T15:00:00Z",
            is_erased=lambda _file: False, pass_on=lambda _entry, _begin: None,
        )  # fmt: skip
        taker.record(*found[0], is_news=True)
        taker.record(RecordType.REVISION, b"x", is_news=True)


def test_what_was_opened_goes_as_soon_as_nobody_holds_it(office, hung):
    """No collector may be needed: what a victim's photograph shows must not linger in memory."""

    class Held(io.BytesIO):
        """A stream that can be watched."""

    with office.workspace.context.store.read() as unit:
        key = attachment_keys.load(unit.office, hung.key)
    folder = folder_of(office)
    gc.disable()
    try:
        out = Held()
        folder.read(hung.blob, out, hung.size, hung.sha256, key)
        watched = weakref.ref(out)
        del out
        assert watched() is None
    finally:
        gc.enable()
