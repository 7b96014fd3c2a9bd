"""The queue of what waits to be sent by the network, as the store keeps it.

Sealed files lie in the workspace's folder ``network/out``; the list of them, how far each is and
how the last try went stand in the store. Nothing here counts as delivered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cem_desktop.domain.period import today
from cem_desktop.services.context import Context
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.transport.pace import Limits

DEFAULT_BUDGET = 50_000_000
"""Bytes a day, until somebody sets another sum."""
_KEEP_EVERY = 256 * 1024
WAITING, ARRIVED = "waiting", "arrived"
_QUEUE, _SPENT = "network.queue", "network.spent"
_BUDGET, _LAST, _MARK = "network.budget", "network.last", "network.sealed."


@dataclass(frozen=True)
class QueuedBundle:
    """A sealed file on its way.

    Attributes:
        file: Its path in the folder of the queue: the addressee and its name.
        to: ``headquarters``, or the id of the device it is carried to.
        size: Its bytes.
        made: When it was sealed.
        until: The last entry for headquarters that it carries; 0 for another kind.
        state: ``waiting``, or ``arrived`` once the receiver has every byte; a receipt takes it out.
        sent: Bytes that the receiver has acknowledged.
        place: Where the upload is at the receiver, None before it began.
    """

    file: str
    to: str
    size: int
    made: str
    until: int = 0
    state: str = WAITING
    sent: int = 0
    place: str | None = None


@dataclass(frozen=True)
class LastTry:
    """How the last try went.

    Attributes:
        at: When.
        error: The code of what kept it from ending well, "" where nothing did.
        sent: Bundles that arrived whole.
        fetched: Bundles that were taken in.
    """

    at: str
    error: str = ""
    sent: int = 0
    fetched: int = 0


class NetworkQueue:
    """Reads and changes the queue, each change in one unit of work."""

    def __init__(self, context: Context, folder: Path) -> None:
        """Keep the files of the workspace in ``folder``."""
        self._context = context
        self.out, self.inbox = folder / "network" / "out", folder / "network" / "in"

    def items(self) -> tuple[QueuedBundle, ...]:
        """Return what is in the queue, the oldest first."""
        with self._context.store.read() as unit:
            return _items(unit)

    def add(self, item: QueuedBundle) -> None:
        """Put a file that lies in ``out`` at the end."""
        with self._context.store.write() as unit:
            _keep(unit, [*(one for one in _items(unit) if one.file != item.file), item])

    def change(self, file: str, **changes: object) -> None:
        """Change what is known of a file."""
        with self._context.store.write() as unit:
            _keep(
                unit,
                [
                    replace(one, **changes) if one.file == file else one  # type: ignore[arg-type]
                    for one in _items(unit)
                ],
            )

    def remove(self, file: str) -> None:
        """Take a file out of the queue, and off the disk."""
        with self._context.store.write() as unit:
            _keep(unit, [one for one in _items(unit) if one.file != file])
        (self.out / file).unlink(missing_ok=True)

    def last_try(self) -> LastTry | None:
        """Return how the last try went, None before the first."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_LAST)
        return LastTry(**kept) if kept else None

    def keep_try(self, last: LastTry) -> None:
        """Remember how a try went."""
        with self._context.store.write() as unit:
            unit.office.set_setting(_LAST, asdict(last))
            unit.touched |= {"network"}

    def mark(self, party: str) -> tuple[str, str] | None:
        """Return what was last sealed for a party of the field's road, and when."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_MARK + party)
        return (kept["mark"], kept["at"]) if kept else None

    def keep_mark(self, party: str, mark: str) -> None:
        """Remember what was sealed for a party."""
        with self._context.store.write() as unit:
            kept = {"mark": mark, "at": self._context.stamp()}
            unit.office.set_setting(_MARK + party, kept)

    def budget(self) -> int | None:
        """Return the bytes of a day, None where there is no limit."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_BUDGET)
        return DEFAULT_BUDGET if kept is None else kept["bytes"]

    def set_budget(self, size: int | None) -> None:
        """Set the bytes of a day; None for no limit."""
        with self._context.store.write() as unit:
            unit.office.set_setting(_BUDGET, {"bytes": size})
            self._context.note(unit, "network_budget", "", bytes=size or 0)
            unit.touched |= {"network"}

    def spent_today(self) -> int:
        """Return the bytes that passed today, both ways."""
        with self._context.store.read() as unit:
            return self._spent(unit)

    def spend(self, size: int) -> None:
        """Add to the bytes of today."""
        with self._context.store.write() as unit:
            spent = self._spent(unit) + size
            unit.office.set_setting(_SPENT, {"day": self._day(), "bytes": spent})

    def _spent(self, unit: CaseUnit) -> int:
        kept = unit.office.setting(_SPENT)
        return int(kept["bytes"]) if kept and kept["day"] == self._day() else 0

    def _day(self) -> str:
        return today(self._context.clock).isoformat()


class Spending:
    """Sums up what passes; the store hears of it now and then, and at the end."""

    def __init__(self, queue: NetworkQueue) -> None:
        """Keep the sum in ``queue``."""
        self._queue = queue
        self._unkept = 0

    def limits(self, is_metered: Callable[[], bool]) -> Limits:
        """Return what may pass from now on."""
        budget = self._queue.budget()
        left = None if budget is None else budget - self._queue.spent_today()
        return Limits(left, is_metered, self._count)

    def keep(self) -> None:
        """Tell the store what it has not heard of yet."""
        if self._unkept:
            self._queue.spend(self._unkept)
            self._unkept = 0

    def _count(self, size: int) -> None:
        self._unkept += size
        if self._unkept >= _KEEP_EVERY:
            self.keep()


def _items(unit: CaseUnit) -> tuple[QueuedBundle, ...]:
    return tuple(QueuedBundle(**one) for one in unit.office.setting(_QUEUE) or ())


def _keep(unit: CaseUnit, items: list[QueuedBundle]) -> None:
    unit.office.set_setting(_QUEUE, [asdict(one) for one in items])
    unit.touched |= {"network"}
