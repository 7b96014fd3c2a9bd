"""What of this device's roads has to go into the queue: sealed once, and again only for news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.period import parse_stamp
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.context import Context
from cem_desktop.services.field_road import FieldRoad
from cem_desktop.services.network_queue import ARRIVED, WAITING, NetworkQueue, QueuedBundle
from cem_desktop.services.network_vouchers import share_network
from cem_desktop.services.road_bundles import RoadState
from cem_desktop.services.sync_out import SyncOut
from cem_desktop.services.trust import find_office_trust
from cem_desktop.storage import bundle_files, files
from cem_desktop.sync.bundle_room import LINE_LIMIT
from cem_desktop.transport.pass_document import HEADQUARTERS

Tell = Callable[[int, int], None]

KEPT = timedelta(hours=6)
"""How long an upload without a receipt counts before what waits is sealed and sent anew."""


class NetworkSealing:
    """Fills the queue from the roads of this device."""

    def __init__(
        self, context: Context, queue: NetworkQueue, sync_out: SyncOut, field_road: FieldRoad
    ) -> None:
        """Seal for the device of ``context``."""
        self._context, self._queue = context, queue
        self._sync_out, self._field_road = sync_out, field_road

    def outgoing(self, to: str) -> Path:
        """Return the folder in which sealed files for an addressee wait; roads may write into it.

        Raises:
            FolderNotWritableError: It cannot be made.
        """
        out = self._queue.out / to
        with files.translated(out):
            out.mkdir(parents=True, exist_ok=True)
        return out

    def waiting(self) -> int:
        """Return how many entries no receipt has covered, of every road that the network takes."""
        waiting = sum(one.waiting for one in self._parties())
        if self._context.kind is WorkspaceKind.OFFICE:
            waiting += self._sync_out.status().waiting
        return waiting

    def seal(self, tell: Tell, *, asked: bool) -> None:
        """Seal what waits for headquarters and for the other side of the field's road.

        Args:
            tell: Told entries sealed and entries in all; may raise to stop.
            asked: A person wants it: a signed zero goes out where nothing waits.

        Raises:
            DiskFullError: No room.
            FolderNotWritableError: The folder of the queue refuses.
        """
        for one in self._queue.items():
            if not (self._queue.out / one.file).exists():
                self._queue.remove(one.file)
        if self._context.kind is WorkspaceKind.OFFICE:
            with self._context.store.write() as unit:
                share_network(unit, self._context)
            self._seal_for_headquarters(tell, asked=asked)
        for party in self._parties():
            self._seal_for(party, tell)

    def drop_acknowledged(self) -> None:
        """Take out of the queue what headquarters' receipts cover."""
        if self._context.kind is not WorkspaceKind.OFFICE:
            return
        status = self._sync_out.status()
        for one in self._queue.items():
            done = one.state == ARRIVED and one.to == HEADQUARTERS
            if done and (not status.waiting or status.acknowledged >= one.until):
                self._queue.remove(one.file)

    def _seal_for_headquarters(self, tell: Tell, *, asked: bool) -> None:
        status = self._sync_out.status()
        if not status.enrolled:
            return
        own = [one for one in self._queue.items() if one.to == HEADQUARTERS]
        for one in own:
            if one.state == ARRIVED and self._is_old(one.made):
                self._queue.remove(one.file)  # no receipt came: everything is sealed anew
                own = [other for other in own if other is not one]
        until = status.acknowledged + status.waiting
        carried = max((one.until for one in own), default=-1)
        if any(one.state == WAITING for one in own) or carried >= until:
            return
        if status.waiting or asked:
            self._put(
                HEADQUARTERS, until, lambda out: self._sync_out.export(out, tell, limit=LINE_LIMIT)
            )

    def _seal_for(self, state: RoadState, tell: Tell) -> None:
        """Seal for one laptop, or for the office: where something waits or was heard since."""
        mark = f"{state.waiting} {state.acknowledged} {state.heard}"
        known = self._queue.mark(state.party)
        if known is not None and known[0] == mark and not self._is_old(known[1]):
            return
        if not state.waiting and (state.heard is None or (known and known[0] == mark)):
            return
        for one in self._queue.items():
            if one.to == self._device_of(state.party) and one.place is None:
                self._queue.remove(one.file)  # the new one carries all of it
        self._put(
            self._device_of(state.party),
            0,
            lambda out: self._field_road.export(state.party, out, tell, limit=LINE_LIMIT),
        )
        self._queue.keep_mark(state.party, mark)

    def _put(self, to: str, until: int, export: Callable[[Path], object]) -> None:
        """Queue every file that an export leaves, also those of one that was stopped."""
        out = self.outgoing(to)
        export(out)
        queued = {one.file for one in self._queue.items()}
        for path in bundle_files.bundles_in(out):
            file = f"{to}/{path.name}"
            if file not in queued:
                size, made = path.stat().st_size, self._context.stamp()
                self._queue.add(QueuedBundle(file, to, size, made, until))

    def _parties(self) -> tuple[RoadState, ...]:
        """Return the living parties of the field's road."""
        if self._context.kind is WorkspaceKind.HEADQUARTERS:
            return ()
        with self._context.store.read() as unit:
            trust = find_office_trust(unit)
        if trust is None:
            return ()
        living = {one.id for one in trust.roster.active()} | {OFFICE}
        return tuple(one for one in self._field_road.states() if one.party in living)

    def _device_of(self, party: str) -> str:
        if party != OFFICE:
            return party
        with self._context.store.read() as unit:
            trust = find_office_trust(unit)
        return trust.roster.hub if trust else ""

    def _is_old(self, made: str) -> bool:
        return self._context.clock.now() - parse_stamp(made) > KEPT
