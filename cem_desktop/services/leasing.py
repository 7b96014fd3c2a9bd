"""Files on the road: lent to a laptop with a date, asked back, given back, locked at their end.

A lease binds people, not data: the office goes on working with a file that is out, and what both
sides wrote meets at the check-in. The laptop keeps its promise by itself. At the end of a lease it
locks the file, by the later of its clock and the last instant that the office signed, so a clock
that was put back unlocks nothing and one that jumped ahead locks and never purges (``purging``).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.period import parse_stamp, stamp_of
from cem_desktop.domain.roles import LEND, WorkspaceKind
from cem_desktop.errors import DeviceInactiveError, InputError, LeaseMissingError
from cem_desktop.services.lease_acts import LEFT, append_act, keep_left, lend_again
from cem_desktop.services.lease_locks import hear_instant, latest_instant, locked_files
from cem_desktop.services.lending import road_feed
from cem_desktop.services.trust import find_office_trust
from cem_desktop.services.use_of_files import check_writing
from cem_desktop.storage.case_files import CaseFile
from cem_desktop.storage.leases import EVERY_FILE, OUT, PURGED, RETURNED, Lease
from cem_desktop.sync.lease import OF_OFFICE, LeaseAct, LeaseEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

ALL_CASES: Final = EVERY_FILE
"""What is lent to a satellite."""
_ADOPTED_FOR: Final = timedelta(days=7)
_LONGEST: Final = timedelta(days=60)
_LONGEST_CARD_HOURS: Final = 72


@dataclass(frozen=True)
class LeaseRow:
    """A lease as a page shows it.

    Attributes:
        lease: Its id.
        device: The laptop.
        file: The file, ``*`` for a satellite.
        code: Its code; "" for ``*`` and for a file that is not here any more.
        ends: When it is locked there.
        is_over: Whether that instant has passed.
        state: ``out``, ``returned``, ``purged`` or ``lost``.
        card_until: Until when the card for the visit lies there; None without one.
        left: How many records stayed behind.
    """

    lease: str
    device: str
    file: str
    code: str
    ends: str
    is_over: bool
    state: str
    card_until: str | None
    left: int

    @property
    def is_whole(self) -> bool:
        """Say whether it is a satellite's, of every case."""
        return self.file == EVERY_FILE

    @property
    def is_out(self) -> bool:
        """Say whether the laptop may work with it, as far as its end lets it."""
        return self.state == OUT

    @property
    def is_returned(self) -> bool:
        """Say whether it was given back and is not gone from the laptop yet."""
        return self.state == RETURNED


class Leasing:
    """Leases of an office, or those that a laptop holds."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def check_out(
        self, device: str, files: Sequence[str], ends: str, card_hours: int | None = None
    ) -> tuple[LeaseRow, ...]:
        """Lend files to a laptop; they travel with the next bundle to it.

        A file that this laptop holds already is extended. A satellite has one lease, ``*``.

        Args:
            device: The laptop or satellite, active on the list of this office.
            files: The ids of coded files, or ``("*",)``.
            ends: Until when, at most 60 days from now.
            card_hours: How long the card for the visit stays there; None for no card.

        Raises:
            NotPermittedError: The user's roles lend nothing.
            DeviceInactiveError: The office has no such laptop, or it is not active.
            OutsideTeamError: A file is of another team.
            FileBlockedError: A file is out of use.
            InputError: No file, or an end that is past or too far away.
        """
        context = self._context
        context.require(LEND, "check_out", device)
        self._check_term(ends, card_hours)
        if not files:
            raise InputError(missing="files")
        for file in files:
            if file != EVERY_FILE:
                check_writing(context, file)
        until = self._in_hours(card_hours)
        with context.store.write() as unit:
            services = _active_services(unit, device)
            return tuple(self._lend(unit, device, file, ends, services, until) for file in files)

    def extend(self, lease: str, ends: str) -> LeaseRow:
        """Let a laptop keep a file for longer.

        Raises:
            NotPermittedError: The user's roles lend nothing.
            LeaseMissingError: It is not out any more.
            InputError: An end that is past or too far away.
        """
        self._context.require(LEND, "extend_lease", lease)
        self._check_term(ends, None)
        return self._move(lease, LeaseAct.EXTEND, ends)

    def recall(self, lease: str) -> LeaseRow:
        """Ask a file back: when the laptop hears of it, it locks the file and gives it back.

        Raises:
            NotPermittedError: The user's roles lend nothing.
            LeaseMissingError: It is not out any more.
        """
        self._context.require(LEND, "recall_lease", lease)
        return self._move(lease, LeaseAct.RECALL, self._context.stamp())

    def open_leases(self) -> tuple[LeaseRow, ...]:
        """Return what is out, and what was given back and is not gone from its laptop yet."""
        with self._context.store.read() as unit:
            found = (*unit.leases.all(OUT), *unit.leases.all(RETURNED))
            return tuple(self._row(unit, one) for one in found)

    def held(self) -> tuple[LeaseRow, ...]:
        """Return the files on this laptop, the first to end first."""
        with self._context.store.read() as unit:
            found = (*unit.leases.all(OUT), *unit.leases.all(RETURNED))
            rows = [self._row(unit, one) for one in found]
        return tuple(sorted(rows, key=lambda one: (one.ends, one.code)))

    def check_in(self, files: Collection[str]) -> None:
        """Give files back: they are locked here at once, and leave when the office has all of it.

        A file that was opened on this laptop can be given back like one that was lent.

        Raises:
            NotPermittedError: This is no laptop.
        """
        context = self._context
        if context.kind is not WorkspaceKind.LAPTOP:
            raise context.deny("check_in", "")
        with context.store.write() as unit:
            feed = road_feed(unit, OFFICE, context.stamp())
            for file in sorted(files):
                for lease in unit.leases.of_file(file) or (self._own(unit, file),):
                    given = replace(lease, state=RETURNED, updated=context.stamp())
                    unit.leases.put(given)
                    feed = append_act(unit, feed, LeaseAct.IN, given, context.stamp())
                    context.note(unit, "check_in", lease.file, lease=lease.id)
            unit.touched |= {"leases", "feeds", "case_files"}

    def locked(self) -> frozenset[str]:
        """Return the files that this laptop has locked."""
        with self._context.store.read() as unit:
            return locked_files(unit, self._context)

    def adopt(self, unit: CaseUnit, device: str, file: str) -> None:
        """Lend a file to the laptop that opened it; the office has just heard of it."""
        if any(one.device == device for one in unit.leases.of_file(file, None)):
            return
        ends = stamp_of(self._context.clock.now() + _ADOPTED_FOR)
        self._lend(unit, device, file, ends, _services_of(unit, device), None)

    def hear(self, unit: CaseUnit, entry: LeaseEntry, device: str) -> None:
        """Take in an act of the other side, within the unit that takes in its bundle.

        Args:
            unit: The unit.
            entry: The act.
            device: Who sent it.
        """
        if self._context.kind is WorkspaceKind.LAPTOP:
            self._hear_office(unit, entry)
        else:
            self._hear_laptop(unit, entry, device)
        unit.touched |= {"leases", "case_files"}

    def _lend(
        self,
        unit: CaseUnit,
        device: str,
        file: str,
        ends: str,
        services: tuple[str, ...],
        until: str | None,
    ) -> LeaseRow:
        context, now = self._context, self._context.stamp()
        for known in unit.leases.of_device(device):
            if known.file == file:
                longer = replace(known, ends=ends, card_until=until or known.card_until)
                return self._changed(unit, longer, LeaseAct.EXTEND)
        by = context.user.id
        lease = Lease(str(uuid.uuid4()), device, file, now, ends, services, until, OUT, by, now)
        unit.leases.put(lease)
        keep_left(unit, lease.id, lend_again(unit, context, lease))
        context.note(unit, "check_out", file, device=device, lease=lease.id, ends=ends)
        unit.touched |= {"leases", "feeds"}
        return self._row(unit, lease)

    def _move(self, identifier: str, act: LeaseAct, ends: str) -> LeaseRow:
        with self._context.store.write() as unit:
            lease = unit.leases.find(identifier)
            if lease is None or lease.state != OUT:
                raise LeaseMissingError(lease=identifier)
            return self._changed(unit, replace(lease, ends=ends), act)

    def _changed(self, unit: CaseUnit, lease: Lease, act: LeaseAct) -> LeaseRow:
        now = self._context.stamp()
        lease = replace(lease, updated=now)
        unit.leases.put(lease)
        append_act(unit, road_feed(unit, lease.device, now), act, lease, now)
        detail = {"lease": lease.id, "ends": lease.ends}
        if act is LeaseAct.EXTEND:
            self._context.note(unit, "extend_lease", lease.file, **detail)
        else:
            self._context.note(unit, "recall_lease", lease.file, **detail)
        unit.touched |= {"leases", "feeds"}
        return self._row(unit, lease)

    def _own(self, unit: CaseUnit, file: str) -> Lease:
        """Return a lease of this laptop's own for a file that it opened itself."""
        now = self._context.stamp()
        opened = unit.case_files.get(file)
        return Lease(
            str(uuid.uuid4()),
            self._context.device.id,
            opened.id,
            opened.created,
            now,
            (),
            None,
            OUT,
            self._context.user.id,
            now,
        )

    def _hear_office(self, unit: CaseUnit, entry: LeaseEntry) -> None:
        hear_instant(unit, entry.wall, in_order=True)
        if entry.act not in OF_OFFICE:
            return
        known = unit.leases.find(entry.lease)
        if entry.act is LeaseAct.OUT and known is None:
            me = self._context.device.id
            until = entry.card_until
            began, services = entry.wall, entry.services
            unit.leases.put(
                Lease(
                    entry.lease,
                    me,
                    entry.file,
                    began,
                    entry.ends,
                    services,
                    until,
                    OUT,
                    OFFICE,
                    began,
                )
            )
            keep_left(unit, entry.lease, entry.left)
            self._open_lent(unit, entry)
        elif known is None and unit.case_files.ids_among({entry.file}):
            me, at = self._context.device.id, entry.wall
            lease, file, ends = entry.lease, entry.file, entry.ends
            unit.leases.put(Lease(lease, me, file, at, ends, (), None, RETURNED, OFFICE, at))
        elif known is not None and known.state == OUT:
            until = entry.card_until
            unit.leases.put(replace(known, ends=entry.ends, card_until=until, updated=entry.wall))

    def _open_lent(self, unit: CaseUnit, entry: LeaseEntry) -> None:
        """Open the file that was lent, under its code; its revisions follow in the same feed."""
        if entry.file == EVERY_FILE or entry.code is None:
            return
        if not unit.case_files.ids_among({entry.file}):
            unit.case_files.add(CaseFile(entry.file, CaseCode(entry.code), entry.wall, OFFICE))

    def _hear_laptop(self, unit: CaseUnit, entry: LeaseEntry, device: str) -> None:
        if entry.act in OF_OFFICE:
            return
        state = RETURNED if entry.act is LeaseAct.IN else PURGED
        known = unit.leases.find(entry.lease)
        now = self._context.stamp()
        if known is None:
            known = Lease(
                entry.lease, device, entry.file, entry.wall, entry.ends, (), None, OUT, "", now
            )
        if known.device == device and known.state != PURGED:
            unit.leases.put(replace(known, state=state, updated=now))
            detail = {"device": device, "lease": entry.lease}
            if state == RETURNED:
                self._context.note(unit, "lease_returned", entry.file, **detail)
            else:
                self._context.note(unit, "lease_purged", entry.file, **detail)

    def _row(self, unit: CaseUnit, lease: Lease) -> LeaseRow:
        code = ""
        if lease.file != EVERY_FILE and unit.case_files.ids_among({lease.file}):
            code = str(unit.case_files.get(lease.file).code)
        return LeaseRow(
            lease=lease.id,
            device=lease.device,
            file=lease.file,
            code=code,
            ends=lease.ends,
            is_over=latest_instant(unit, self._context) >= lease.ends,
            state=lease.state,
            card_until=lease.card_until,
            left=int(unit.office.setting(LEFT + lease.id) or 0),
        )

    def _check_term(self, ends: str, card_hours: int | None) -> None:
        now = self._context.clock.now()
        if not now < parse_stamp(ends) <= now + _LONGEST:
            raise InputError(missing="ends")
        if card_hours is not None and not 0 < card_hours <= _LONGEST_CARD_HOURS:
            raise InputError(missing="card_hours")

    def _in_hours(self, hours: int | None) -> str | None:
        if hours is None:
            return None
        return stamp_of(self._context.clock.now() + timedelta(hours=hours))


def _active_services(unit: CaseUnit, device: str) -> tuple[str, ...]:
    trust = find_office_trust(unit)
    found = trust.roster.device(device) if trust else None
    if found is None or not found.is_active:
        raise DeviceInactiveError(device=device)
    return tuple(found.services)


def _services_of(unit: CaseUnit, device: str) -> tuple[str, ...]:
    trust = find_office_trust(unit)
    found = trust.roster.device(device) if trust else None
    return tuple(found.services) if found else ()
