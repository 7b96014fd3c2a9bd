"""What is typed on a full disk is kept: a reserve is given up for it, and made again later."""

import pytest
from simulator import OFFICE_ROLES, Place
from small_disk import fill, small_disk

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import DiskFullError, FolderNotWritableError
from cem_desktop.services.context import OfficeProfile
from cem_desktop.services.room import Room
from cem_desktop.storage.reserve_file import Reserve

MEGABYTES = 40


class Failing:
    """A write that the disk refuses as often as a test says."""

    def __init__(self, times, error=DiskFullError):
        self.times, self.error, self.done = times, error, 0

    def __call__(self):
        if self.times:
            self.times -= 1
            raise self.error(file="case.db")
        self.done += 1
        return "kept"


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", MEGABYTES) as folder:
        yield folder


@pytest.fixture
def place(disk):
    profile = OfficeProfile("iquitos", "Iquitos", "Loreto", "")
    made = Place(disk, profile, WorkspaceKind.OFFICE)
    made.roles = OFFICE_ROLES
    made.create()
    yield made
    made.close()


@pytest.mark.parametrize("error", [DiskFullError, FolderNotWritableError])
def test_the_reserve_is_given_up_once_and_made_again(tmp_path, error):
    room = Room(Reserve(tmp_path))
    assert (tmp_path / "reserve.bin").stat().st_size == 2 * 1024 * 1024
    assert room.save(Failing(1, error)) == "kept"
    assert room.is_tight
    assert not (tmp_path / "reserve.bin").exists()
    assert room.save(Failing(0)) == "kept"
    assert not room.is_tight
    assert (tmp_path / "reserve.bin").exists()


def test_where_even_that_is_not_enough_it_is_said(tmp_path):
    room = Room(Reserve(tmp_path))
    with pytest.raises(DiskFullError):
        room.save(Failing(2))


def test_a_fault_of_the_program_gives_nothing_up(tmp_path):
    room = Room(Reserve(tmp_path))

    def fault():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        room.save(fault)
    assert (tmp_path / "reserve.bin").exists()


def test_on_a_full_disk_a_draft_is_kept_and_offered_after_a_restart(place, disk):
    filling = place.workspace.fichas.begin("f01", None)
    filling.session.answer("arrival/sex", "woman")
    filler = fill(disk)
    place.workspace.fichas.save_draft(filling)
    assert place.workspace.context.room.is_tight
    place.close()
    place.open()
    (draft,) = place.workspace.fichas.drafts()
    resumed = place.workspace.fichas.resume(draft.id)
    assert resumed.session.answers()["arrival/sex"] == "woman"
    filler.unlink()
    place.workspace.fichas.save_draft(resumed)
    assert not place.workspace.context.room.is_tight
    assert (place.folder / "reserve.bin").exists()


def test_a_full_disk_keeps_nobody_out(place, disk):
    place.close()
    fill(disk)
    place.open()
    assert place.workspace.context.room.is_tight
    assert place.workspace.trail.verify().first_fault is None
