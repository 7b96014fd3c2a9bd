"""Exchange by itself: a shared folder or stick that is read and written whenever it is there.

For a satellite beside its office, and for any laptop that comes home to the same network. What lies
there is taken in once; then, if anything came in, or waits and does not lie there yet, a new bundle
is written, and our earlier ones, which it repeats, are taken away. Files of others are never
touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.roles import CARRY, WorkspaceKind
from cem_desktop.errors import FolderNotWritableError
from cem_desktop.services.field_taking import Delivered
from cem_desktop.services.lending import CASE
from cem_desktop.services.trust import find_office_trust
from cem_desktop.storage import bundle_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.services.bundle_reading import BundleReading, TakenBundle
    from cem_desktop.services.context import Context
    from cem_desktop.services.field_road import FieldRoad
    from cem_desktop.storage.case_store import CaseUnit

_FOLDER: Final = "exchange.folder"
_SEEN: Final = "exchange.seen"
_OURS: Final = "exchange.ours"
_LAST: Final = "exchange.last"
_TOLD: Final = "exchange.told."
_REMEMBERED: Final = 400


@dataclass(frozen=True)
class Exchanged:
    """What one exchange did.

    Attributes:
        taken: The bundles that were new there.
        written: The bundles that were written.
    """

    taken: tuple[TakenBundle, ...] = ()
    written: tuple[Path, ...] = ()


@dataclass(frozen=True)
class ExchangeState:
    """Where this place exchanges by itself; None for nowhere. When it last did."""

    folder: Path | None = field(default=None)
    last: str | None = None


class Exchange:
    """The exchange folder of this place."""

    def __init__(self, context: Context, reading: BundleReading, road: FieldRoad) -> None:
        """Exchange for the device of ``context``."""
        self._context, self._reading, self._road = context, reading, road

    def state(self) -> ExchangeState:
        """Return the folder, and when it was last used."""
        with self._context.store.read() as unit:
            folder, last = unit.office.setting(_FOLDER), unit.office.setting(_LAST)
        return ExchangeState(Path(folder) if folder else None, last)

    def set_folder(self, folder: Path | None) -> None:
        """Choose the folder; None ends the exchange.

        Raises:
            NotPermittedError: The user's roles carry no bundles.
        """
        self._context.require(CARRY, "set_exchange", "")
        with self._context.store.write() as unit:
            unit.office.set_setting(_FOLDER, str(folder) if folder is not None else None)
            unit.office.set_setting(_SEEN, [])
            self._context.note(unit, "set_exchange", "", on=folder is not None)
            unit.touched |= {"exchange"}

    def run(self, progress: Callable[[int, int], None] | None = None) -> Exchanged | None:
        """Exchange if the folder is there; None where there is none, or it is away.

        Raises:
            DiskFullError: No room for a new bundle; ours before it stay.
            StoreError: The store itself cannot be written.
        """
        folder = self.state().folder
        if folder is None or not CARRY & set(self._context.user.roles) or not folder.is_dir():
            return None
        with self._context.store.read() as unit:
            seen = list(unit.office.setting(_SEEN) or ())
            ours: dict[str, str] = dict(unit.office.setting(_OURS) or {})
        try:
            lying = bundle_files.bundles_in(folder)
        except FolderNotWritableError:
            return None
        fresh = [one for one in lying if one.name not in ours and one.name not in seen]
        taken = self._reading.take_in_all(fresh, progress)
        done = [one.path.name for one in taken if one.error is None]
        before = dict(ours)
        try:
            written = self._write(folder, ours, came_in=any(map(_asks_for_a_receipt, taken)))
        finally:  # what did come in, and what was written before the disk was full, stays known
            if taken or ours != before:
                self._remember(seen + done, ours)
        return Exchanged(taken, written)

    def _write(self, folder: Path, ours: dict[str, str], *, came_in: bool) -> tuple[Path, ...]:
        """Write a bundle for each party that something waits for; drop ours that it repeats.

        ``ours`` says for whom each of our files there is, and is brought up to date.
        """
        written: list[Path] = []
        for party, waiting in self._parties():
            repeated = [name for name, whom in ours.items() if whom == party]
            lies_there = any((folder / name).exists() for name in repeated)
            if not came_in and not (waiting and self._is_news(party, lies_there=lies_there)):
                continue
            bundle = self._road.export(party, folder)
            self._remember_told(party)
            for name in repeated:
                (folder / name).unlink(missing_ok=True)
                del ours[name]
            ours.update((path.name, party) for path in bundle.paths)
            written += bundle.paths
        return tuple(written)

    def _is_news(self, party: str, *, lies_there: bool) -> bool:
        """Tell whether a feed has grown since it was last written, or what was written is away."""
        with self._context.store.read() as unit:
            return not lies_there or unit.office.setting(_TOLD + party) != _length(unit, party)

    def _remember_told(self, party: str) -> None:
        with self._context.store.write() as unit:
            unit.office.set_setting(_TOLD + party, _length(unit, party))

    def _parties(self) -> list[tuple[str, int]]:
        with self._context.store.read() as unit:
            trust = find_office_trust(unit)
        if trust is None:
            return []
        active = {one.id for one in trust.roster.active()} | {OFFICE}
        at_office = self._context.kind is not WorkspaceKind.LAPTOP
        return [
            (one.party, one.waiting)
            for one in self._road.states()
            if one.party in active and (one.party != OFFICE or not at_office)
        ]

    def _remember(self, seen: list[str], ours: dict[str, str]) -> None:
        with self._context.store.write() as unit:
            unit.office.set_setting(_SEEN, seen[-_REMEMBERED:])
            unit.office.set_setting(_OURS, ours)
            unit.office.set_setting(_LAST, self._context.stamp())
            unit.touched |= {"exchange"}


def _length(unit: CaseUnit, party: str) -> str:
    feed = unit.feeds.find(party, CASE)
    return f"{feed.id}:{feed.length}" if feed else ""


def _asks_for_a_receipt(one: TakenBundle) -> bool:
    """Tell whether a bundle brought entries; receipts alone are answered by nobody, for ever."""
    return isinstance(one.brought, Delivered) and one.brought.fresh > 0
