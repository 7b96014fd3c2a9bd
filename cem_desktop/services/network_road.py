"""The network as a road of this device: to headquarters and, through it, between its devices.

Only one computer is ever spoken to: the one whose address and key a signed roster names. What was
uploaded is not yet delivered; a receipt says so, and it comes back the same way. Headquarters also
carries sealed parcels between an office and its laptops, which it cannot read.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.domain.period import parse_stamp
from cem_desktop.domain.roles import CARRY, WorkspaceKind
from cem_desktop.errors import (
    BundleError,
    CancelledError,
    CemError,
    NetworkError,
    NoRoadError,
    TrustError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.services.context import Context
from cem_desktop.services.network_queue import (
    ARRIVED,
    WAITING,
    LastTry,
    NetworkQueue,
    QueuedBundle,
)
from cem_desktop.services.network_vouchers import find_network
from cem_desktop.services.sync_out import SyncOut
from cem_desktop.storage import bundle_files, files
from cem_desktop.transport.client import Client
from cem_desktop.transport.pace import Limits
from cem_desktop.transport.pass_document import HEADQUARTERS
from cem_desktop.transport.upload import Progress

SEND, FETCH, RECEIPT = "send", "fetch", "receipt"
_ASKED_AGAIN = 4
_BETWEEN = 3.0
_KEPT = timedelta(hours=6)
"""How long an upload without a receipt counts before everything is sealed and sent anew."""
_NOTE_EVERY = 256 * 1024

Reader = Callable[[Path], object]
"""Takes a bundle in; raises WrongRecipientError or UnknownSenderError for one of another road."""


@dataclass(frozen=True)
class NetworkState:
    """What the page of the queue shows.

    Attributes:
        address: The receiver, None where no roster names one.
        items: What is in the queue.
        waiting: Entries for headquarters that no receipt has covered.
        budget: Bytes a day, None for no limit.
        spent: Bytes of today.
        last: The last try, None before the first.
    """

    address: NetworkAddress | None
    items: tuple[QueuedBundle, ...]
    waiting: int
    budget: int | None
    spent: int
    last: LastTry | None


@dataclass(frozen=True)
class Step:
    """Where an exchange is.

    Attributes:
        act: ``send``, ``fetch`` or ``receipt``.
        done: Bytes of the file.
        total: Bytes in all; 0 while only waiting.
        speed: Bytes a second; 0 where it is not known.
    """

    act: str
    done: int = 0
    total: int = 0
    speed: float = 0


@dataclass(frozen=True)
class Exchanged:
    """What an exchange brought.

    Attributes:
        sent: Bundles that arrived whole at the receiver.
        fetched: Bundles that were taken in here.
        waiting: Entries for headquarters that still wait for a receipt.
        refused: Codes of bundles that were fetched and refused here; they are kept.
    """

    sent: int
    fetched: int
    waiting: int
    refused: tuple[str, ...] = ()


class NetworkRoad:
    """Sends what waits and fetches what lies ready."""

    def __init__(
        self, context: Context, folder: Path, sync_out: SyncOut, readers: Sequence[Reader] = ()
    ) -> None:
        """Send for the device of ``context``.

        Args:
            context: The open workspace.
            folder: Its folder.
            sync_out: The office's road to headquarters.
            readers: What takes in bundles of other roads, each tried in turn.
        """
        self._context = context
        self._sync_out = sync_out
        self._queue = NetworkQueue(context, folder)
        self._readers: tuple[Reader, ...] = (sync_out.receive, *readers)
        self.sleep: Callable[[float], None] = time.sleep

    def state(self) -> NetworkState:
        """Return what waits, what is allowed, and how the last try went."""
        with self._context.store.read() as unit:
            network = find_network(unit, self._context)
        return NetworkState(
            address=network.address if network else None,
            items=self._queue.items(),
            waiting=self._waiting(),
            budget=self._queue.budget(),
            spent=self._queue.spent_today(),
            last=self._queue.last_try(),
        )

    def set_budget(self, size: int | None) -> None:
        """Set how many bytes may pass a day; None for no limit.

        Raises:
            NotPermittedError: The user's roles carry no bundles.
        """
        self._context.require(CARRY, "network_budget", "")
        self._queue.set_budget(size)

    def post(self, bundle: Path, to: str) -> QueuedBundle:
        """Put a sealed bundle for another device into the queue; ``bundle`` is moved there.

        Args:
            bundle: A sealed file, as a road wrote it.
            to: The id of the device it is for; headquarters keeps it until that device asks.

        Raises:
            NotPermittedError: The user's roles carry no bundles.
            FolderNotWritableError: It cannot be moved.
        """
        self._context.require(CARRY, "network_post", to)
        out = self.outgoing()
        with files.translated(bundle):
            target = bundle.replace(out / bundle.name) if bundle.parent != out else bundle
            size = target.stat().st_size
        item = QueuedBundle(target.name, to, size, self._context.stamp())
        self._queue.add(item)
        return item

    def outgoing(self) -> Path:
        """Return the folder in which sealed files wait; roads may write into it.

        Raises:
            FolderNotWritableError: It cannot be made.
        """
        out = self._queue.out
        with files.translated(out):
            out.mkdir(parents=True, exist_ok=True)
        return out

    def has_work(self) -> bool:
        """Tell whether a try by itself makes sense: a receiver is known and something waits."""
        state = self.state()
        busy = state.waiting or any(one.state == WAITING for one in state.items)
        return state.address is not None and bool(busy)

    def exchange(
        self,
        tell: Callable[[Step], None] = lambda _step: None,
        *,
        is_metered: Callable[[], bool] = lambda: False,
        asked: bool = False,
    ) -> Exchanged:
        """Fetch what lies ready, send what waits, and take in the receipts that follow.

        Args:
            tell: Told of the way; may raise to stop.
            is_metered: Asked before every chunk; while it says so, nothing passes.
            asked: A person wants it: a signed zero goes out where nothing waits.

        Raises:
            NoRoadError: No roster names a receiver.
            NetworkError: The line, the other side or the budget kept it from ending; what waits
                goes on waiting.
            NotPermittedError: The user's roles carry no bundles.
        """
        self._context.require(CARRY, "network", "")
        with self._context.store.read() as unit:
            network = find_network(unit, self._context)
        if network is None:
            raise NoRoadError
        sent = fetched = 0
        refused: list[str] = []
        code = ""
        spending = _Spending(self._queue)
        client = Client(
            network.address,
            self._context.device.signer,
            voucher=network.voucher,
            limits=spending.limits(is_metered),
            sleep=self.sleep,
        )
        try:
            fetched += self._fetch(client, tell, refused)
            self._seal(asked=asked)
            for item in self._queue.items():
                if item.state == WAITING:
                    self._send(client, item, tell)
                    sent += 1
            fetched += self._await_receipts(client, tell, refused, needed=sent > 0)
        except CemError as error:
            code = "" if isinstance(error, CancelledError) else error.code
            raise
        finally:
            spending.keep()
            self._queue.keep_try(LastTry(self._context.stamp(), code, sent, fetched))
            if asked or sent or fetched:
                self._note(sent, fetched, code)
        return Exchanged(sent, fetched, self._waiting(), tuple(refused))

    def _fetch(self, client: Client, tell: Callable[[Step], None], refused: list[str]) -> int:
        """Fetch and take in what lies ready; return how many bundles were taken in."""
        taken = 0
        inbox = self._queue.inbox
        with files.translated(inbox):
            inbox.mkdir(parents=True, exist_ok=True)
        for bundle in client.waiting():
            tell(Step(FETCH, 0, bundle.size))
            path = inbox / bundle.name
            if not path.exists():
                part = path.with_name(path.name + ".part")
                with files.translated(part):
                    part.touch()
                    with part.open("r+b") as target:
                        client.fetch(bundle, target)
                        target.flush()
                        files.sync(target.fileno())
                    part.replace(path)
            try:
                self._take_in(path)
                taken += 1
            except (BundleError, TrustError) as error:
                refused.append(error.code)
                kept = inbox / "refused"
                kept.mkdir(exist_ok=True)
                path.replace(kept / path.name)
            path.unlink(missing_ok=True)
            with contextlib.suppress(NetworkError):  # it is offered again, without harm
                client.drop(bundle)
        self._drop_acknowledged()
        return taken

    def _take_in(self, path: Path) -> None:
        """Give a bundle to the road it belongs to."""
        last: CemError | None = None
        for read in self._readers:
            try:
                read(path)
            except (WrongRecipientError, UnknownSenderError) as error:
                last = last or error
            else:
                return
        assert last is not None
        raise last

    def _seal(self, *, asked: bool) -> None:
        """Seal what waits for headquarters, unless what is in the queue carries all of it."""
        if self._context.kind is not WorkspaceKind.OFFICE or not self._sync_out.status().enrolled:
            return
        own = [one for one in self._queue.items() if one.to == HEADQUARTERS]
        for one in own:
            if one.state == ARRIVED and self._is_old(one):
                self._queue.remove(one.file)  # no receipt came: seal everything anew
            elif not (self._queue.out / one.file).exists():
                self._queue.remove(one.file)
        own = [one for one in self._queue.items() if one.to == HEADQUARTERS]
        status = self._sync_out.status()
        until = status.acknowledged + status.waiting
        carried = max((one.until for one in own), default=-1)
        if any(one.state == WAITING for one in own) or carried >= until:
            return
        if not status.waiting and not asked:
            return
        out = self.outgoing()
        before = set(bundle_files.bundles_in(out))
        self._sync_out.export(out)
        for path in bundle_files.bundles_in(out):
            if path not in before:
                size = path.stat().st_size
                self._queue.add(
                    QueuedBundle(path.name, HEADQUARTERS, size, self._context.stamp(), until)
                )

    def _send(self, client: Client, item: QueuedBundle, tell: Callable[[Step], None]) -> None:
        """Send one file until the receiver has every byte."""
        noted = item.sent

        def progress(step: Progress) -> None:
            nonlocal noted
            if step.sent - noted >= _NOTE_EVERY:
                noted = step.sent
                self._queue.change(item.file, sent=step.sent)
            tell(Step(SEND, step.sent, step.total, step.speed))

        client.send(
            self._queue.out / item.file,
            to=item.to,
            place=item.place,
            progress=progress,
            on_place=lambda place: self._queue.change(item.file, place=place),
        )
        self._queue.change(item.file, state=ARRIVED, sent=item.size)
        if item.to != HEADQUARTERS:
            self._queue.remove(item.file)  # its own road seals it again until a receipt comes

    def _await_receipts(
        self, client: Client, tell: Callable[[Step], None], refused: list[str], *, needed: bool
    ) -> int:
        """Ask a few times for the receipt of what was just sent."""
        taken = 0
        for number in range(_ASKED_AGAIN if needed else 0):
            if not any(one.state == ARRIVED for one in self._queue.items()):
                break
            tell(Step(RECEIPT))
            if number:
                self.sleep(_BETWEEN)
            taken += self._fetch(client, tell, refused)
        return taken

    def _drop_acknowledged(self) -> None:
        status = self._sync_out.status()
        for one in self._queue.items():
            done = one.state == ARRIVED and one.to == HEADQUARTERS
            if done and (not status.waiting or status.acknowledged >= one.until):
                self._queue.remove(one.file)

    def _is_old(self, item: QueuedBundle) -> bool:
        return self._context.clock.now() - parse_stamp(item.made) > _KEPT

    def _waiting(self) -> int:
        if self._context.kind is not WorkspaceKind.OFFICE:
            return 0
        return self._sync_out.status().waiting

    def _note(self, sent: int, fetched: int, code: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(unit, "network", "", sent=sent, fetched=fetched, code=code)


class _Spending:
    """Sums up what passes; the store hears of it now and then, and at the end."""

    def __init__(self, queue: NetworkQueue) -> None:
        self._queue = queue
        self._unkept = 0

    def limits(self, is_metered: Callable[[], bool]) -> Limits:
        budget = self._queue.budget()
        left = None if budget is None else budget - self._queue.spent_today()
        return Limits(left, is_metered, self._count)

    def keep(self) -> None:
        if self._unkept:
            self._queue.spend(self._unkept)
            self._unkept = 0

    def _count(self, size: int) -> None:
        self._unkept += size
        if self._unkept >= _NOTE_EVERY:
            self.keep()
