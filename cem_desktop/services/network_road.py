"""The network as a road of this device: to headquarters and, through it, between its devices.

Only one computer is ever spoken to: the one whose address and key a signed roster names. What was
uploaded is not yet delivered; a receipt says so, and it comes back the same way. Headquarters also
carries sealed parcels between an office and its laptops, which it cannot read.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.domain.roles import CARRY
from cem_desktop.errors import (
    BundleError,
    CancelledError,
    CemError,
    NetworkError,
    NoRoadError,
    TrustError,
    WrongRecipientError,
)
from cem_desktop.services.bundle_reading import BundleReading
from cem_desktop.services.context import Context
from cem_desktop.services.field_road import FieldRoad
from cem_desktop.services.network_queue import (
    ARRIVED,
    WAITING,
    LastTry,
    NetworkQueue,
    QueuedBundle,
    Spending,
)
from cem_desktop.services.network_sealing import NetworkSealing
from cem_desktop.services.network_vouchers import find_network
from cem_desktop.services.sync_out import SyncOut
from cem_desktop.storage import files
from cem_desktop.transport.client import Client
from cem_desktop.transport.pass_document import HEADQUARTERS
from cem_desktop.transport.upload import Progress

SEAL, SEND, FETCH, RECEIPT = "seal", "send", "fetch", "receipt"
_ASKED_AGAIN = 4
_BETWEEN = 3.0
_NOTE_EVERY = 256 * 1024


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
        act: ``seal``, ``send``, ``fetch`` or ``receipt``.
        done: Bytes of the file; entries while sealing.
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
        self,
        context: Context,
        folder: Path,
        sync_out: SyncOut,
        field_road: FieldRoad,
        bundle_reading: BundleReading,
    ) -> None:
        """Send for the device of ``context``.

        Args:
            context: The open workspace.
            folder: Its folder.
            sync_out: The office's road to headquarters.
            field_road: The road between an office and its laptops.
            bundle_reading: What takes in a bundle of any road.
        """
        self._context = context
        self._reading = bundle_reading
        self._queue = NetworkQueue(context, folder)
        self._sealing = NetworkSealing(context, self._queue, sync_out, field_road)
        self._ended = threading.Event()
        self._busy = threading.Lock()
        self._client: Client | None = None
        self.sleep: Callable[[float], object] = self._ended.wait

    def state(self) -> NetworkState:
        """Return what waits, what is allowed, and how the last try went."""
        with self._context.store.read() as unit:
            network = find_network(unit, self._context)
        return NetworkState(
            address=network.address if network else None,
            items=self._queue.items(),
            waiting=self._sealing.waiting(),
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
        out = self.outgoing(to)
        with files.translated(bundle):
            target = bundle.replace(out / bundle.name) if bundle.parent != out else bundle
            size = target.stat().st_size
        item = QueuedBundle(f"{to}/{target.name}", to, size, self._context.stamp())
        self._queue.add(item)
        return item

    def outgoing(self, to: str) -> Path:
        """Return the folder in which sealed files for an addressee wait; roads may write into it.

        Raises:
            FolderNotWritableError: It cannot be made.
        """
        return self._sealing.outgoing(to)

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
        if not self._busy.acquire(blocking=False):
            raise CancelledError  # one exchange at a time; that one goes on
        try:
            self._ended.clear()
            spending = Spending(self._queue)
            self._client = Client(
                network.address,
                self._context.device.signer,
                voucher=network.voucher,
                limits=spending.limits(is_metered),
                sleep=self._pause,
            )
            return self._exchange(_Round(self._client, self._watched(tell)), spending, asked=asked)
        finally:
            self._client = None
            self._busy.release()

    def stop(self) -> None:
        """Let an exchange that is under way end at once; what waits goes on waiting."""
        self._ended.set()
        client = self._client
        if client is not None:
            client.abort()

    def close(self) -> None:
        """Stop, and wait until nothing uses the store any more."""
        self.stop()
        with self._busy:
            pass

    def _watched(self, tell: Callable[[Step], None]) -> Callable[[Step], None]:
        def told(step: Step) -> None:
            if self._ended.is_set():
                raise CancelledError
            tell(step)

        return told

    def _pause(self, seconds: float) -> None:
        self.sleep(seconds)
        if self._ended.is_set():
            raise CancelledError

    def _exchange(self, current: _Round, spending: Spending, *, asked: bool) -> Exchanged:
        code = ""
        try:
            self._fetch(current)
            self._sealing.seal(current.sealed, asked=asked)
            for item in self._queue.items():
                if item.state == WAITING:
                    self._send(current, item)
            if current.sent:
                self._await_receipts(current)
        except CemError as error:
            code = "" if isinstance(error, CancelledError) else error.code
            raise
        finally:
            spending.keep()
            self._queue.keep_try(
                LastTry(self._context.stamp(), code, current.sent, current.fetched)
            )
            if asked or current.sent or current.fetched:
                self._note(current, code)
        waiting = self._sealing.waiting()
        return Exchanged(current.sent, current.fetched, waiting, tuple(current.refused))

    def _fetch(self, current: _Round) -> None:
        """Fetch and take in what lies ready."""
        inbox = self._queue.inbox
        with files.translated(inbox):
            inbox.mkdir(parents=True, exist_ok=True)
        for bundle in current.client.waiting():
            current.tell(Step(FETCH, 0, bundle.size))
            path = inbox / bundle.name
            if not path.exists():
                part = path.with_name(path.name + ".part")
                with files.translated(part):
                    part.touch()
                    with part.open("r+b") as target:
                        current.client.fetch(bundle, target, current.fetched_of(bundle.size))
                        target.flush()
                        files.sync(target.fileno())
                    part.replace(path)
            try:
                self._take_in(path)
                current.fetched += 1
            except (BundleError, TrustError) as error:
                current.refused.append(error.code)
                kept = inbox / "refused"
                with files.translated(kept):
                    kept.mkdir(exist_ok=True)
                    path.replace(kept / path.name)
            path.unlink(missing_ok=True)
            with contextlib.suppress(NetworkError):  # it is offered again, without harm
                current.client.drop(bundle)
        self._sealing.drop_acknowledged()

    def _take_in(self, path: Path) -> None:
        """Give a bundle to the road it belongs to.

        Raises:
            BundleError: It was refused, or is for nobody here.
            TrustError: A document in it cannot be believed.
        """
        taken = self._reading.take_in(path)
        if taken.error is not None:
            raise taken.error
        if taken.is_for_others:
            raise WrongRecipientError

    def _send(self, current: _Round, item: QueuedBundle) -> None:
        """Send one file until the receiver has every byte."""
        noted = item.sent

        def progress(step: Progress) -> None:
            nonlocal noted
            if step.sent - noted >= _NOTE_EVERY:
                noted = step.sent
                self._queue.change(item.file, sent=step.sent)
            current.tell(Step(SEND, step.sent, step.total, step.speed))

        current.client.send(
            self._queue.out / item.file,
            to=item.to,
            place=item.place,
            progress=progress,
            on_place=lambda place: self._queue.change(item.file, place=place),
        )
        current.sent += 1
        self._queue.change(item.file, state=ARRIVED, sent=item.size)
        if item.to != HEADQUARTERS:
            self._queue.remove(item.file)  # its own road seals it again until a receipt comes

    def _await_receipts(self, current: _Round) -> None:
        """Ask a few times for the receipt of what was just sent."""
        for number in range(_ASKED_AGAIN):
            if not any(one.state == ARRIVED for one in self._queue.items()):
                break
            current.tell(Step(RECEIPT))
            if number:
                self._pause(_BETWEEN)
            self._fetch(current)

    def _note(self, current: _Round, code: str) -> None:
        with self._context.store.write() as unit:
            self._context.note(
                unit, "network", "", sent=current.sent, fetched=current.fetched, code=code
            )


@dataclass
class _Round:
    """One exchange under way."""

    client: Client
    tell: Callable[[Step], None]
    sent: int = 0
    fetched: int = 0
    refused: list[str] = field(default_factory=list)

    def fetched_of(self, size: int) -> Callable[[int], None]:
        """Return who hears how much of a bundle is here."""
        return lambda done: self.tell(Step(FETCH, done, size))

    def sealed(self, done: int, total: int) -> None:
        """Hear how far a sealing is."""
        self.tell(Step(SEAL, done, total))
