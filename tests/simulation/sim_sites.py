"""Sites of the simulation: workspaces that can be cloned, put back, and given any clock.

A world is made once a process and copied for every history, always to the same folder: the guard
of a store knows where it lies, and a store that moved would begin anew by itself.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from field_world import Field
from simulator import START, Place, World

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.workspace import Workspace

OFFICES = ("iquitos", "piura")
STORES = ("case.db", "case.db-wal", "case.db-shm", "registry.db", "registry.db-wal")


@dataclass(frozen=True)
class Copy:
    """A copy of a closed workspace; ``disk`` is the disk that it was made of."""

    folder: Path
    disk: int


class Site:
    """One workspace, its clones, and the copies that were made of it.

    Clones take turns in the same folder of the same machine, as a cloned disk does that is put
    into a PC of the same make: nothing but the road can tell them apart.
    """

    def __init__(self, place: Place, shelf: Path) -> None:
        self.place = place
        folder = place.folder
        self.label = (folder.parent if place.kind is WorkspaceKind.LAPTOP else folder).name
        self.disks = 1
        self.copies: list[Copy] = []
        self._running = 0
        self._shelf = shelf / self.label
        self._open: Workspace | None = None

    @property
    def name(self) -> str:
        return self.place.profile.id

    @property
    def running(self) -> int:
        return self._running

    @property
    def workspace(self) -> Workspace:
        if self._open is None:
            self._open = self.place.open()
        return self._open

    @property
    def is_open(self) -> bool:
        return self._open is not None

    def close(self) -> None:
        self.place.close()
        self._open = None

    def use(self, disk: int) -> None:
        """Put another of the cloned disks into the PC."""
        if disk == self._running:
            return
        self.close()
        self.place.folder.rename(self._aside(self._running))
        self._aside(disk).rename(self.place.folder)
        self._running = disk

    def clone(self) -> int:
        """Copy the disk; the copy lies aside until it is used."""
        self.close()
        fresh, self.disks = self.disks, self.disks + 1
        self._shelf.mkdir(parents=True, exist_ok=True)
        self.place.copy_to(self._aside(fresh))
        return fresh

    def back_up(self) -> None:
        self.close()
        self._shelf.mkdir(parents=True, exist_ok=True)
        folder = self._shelf / f"copy{len(self.copies)}"
        self.place.copy_to(folder)
        self.copies.append(Copy(folder, self._running))

    def restore(self, number: int, only: tuple[str, ...] = ()) -> None:
        """Put a copy back: the whole folder, or only the stores, which leaves today's guard."""
        copy = self.copies[number]
        self.use(copy.disk)
        self.close()
        if not only:
            self.place.restore_from(copy.folder)
            return
        for name in only:
            (self.place.folder / name).unlink(missing_ok=True)
            if (copy.folder / name).exists():
                shutil.copy2(copy.folder / name, self.place.folder / name)

    def _aside(self, disk: int) -> Path:
        return self._shelf / f"disk{disk}"


class Template:
    """The world at its beginning: headquarters and enrolled offices, made once."""

    def __init__(self, root: Path, offices: int = 2, laptops: int = 2) -> None:
        self.live, self._pristine, self.shelf = root / "live", root / "pristine", root / "shelf"
        self.live.mkdir()
        world = World(self.live)
        for name in OFFICES[:offices]:
            world.enrol(world.add_office(name, name.title()))
        self._field = Field(world, world.offices[OFFICES[0]])
        for number in range(laptops):
            self._field.add_laptop(f"laptop{number}")
        self._field.close()
        world.close()
        self._world = world
        shutil.copytree(self.live, self._pristine)

    def fresh(self) -> tuple[Site, list[Site], list[Site], Path]:
        """Return headquarters, offices, laptops and the road as they were at the beginning."""
        for folder in (self.live, self.shelf):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._pristine, self.live)
        self.shelf.mkdir()
        groups = [[self._world.headquarters], self._world.offices.values(), self._field.laptops]
        sites = [[Site(place, self.shelf) for place in group] for group in groups]
        for site in (one for group in sites for one in group):
            site.place.clock.at = START
        return sites[0][0], sites[1], sites[2], self._world.road
