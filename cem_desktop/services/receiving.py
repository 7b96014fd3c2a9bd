"""Headquarters in the network: its address and key, who may send, what lies ready for whom."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cem_desktop.crypto.signing import key_id
from cem_desktop.crypto.tls_identity import TlsIdentity, make_tls_identity
from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.domain.roles import APPROVE, TAKE_IN
from cem_desktop.errors import CemError, ReceiverAddressError, ReceiverPartMissingError
from cem_desktop.services.arrivals import Handled, WatchedFolder
from cem_desktop.services.context import Context
from cem_desktop.services.headquarters import Headquarters
from cem_desktop.services.roster_keeping import publish_address
from cem_desktop.services.trust import load_trust
from cem_desktop.storage import files
from cem_desktop.sync import sender
from cem_desktop.sync.published_address import address_in
from cem_desktop.sync.trusted_set import TrustedSet
from cem_desktop.transport.pass_document import Caller, Pass

if TYPE_CHECKING:
    from cem_desktop.transport.serving import Running

_KEY, _CERTIFICATE = "receiver.key", "receiver.certificate"
_NOBODY = "0" * 64
_PAUSE = 60.0
_MARK = "mark"

Tell = Callable[[Handled | CemError], None]


@dataclass(frozen=True)
class Listening:
    """Where a receiver listens."""

    host: str
    port: int


class Receiving:
    """Runs the receiver of headquarters."""

    def __init__(self, context: Context, headquarters: Headquarters) -> None:
        """Receive for the headquarters of ``context``."""
        self._context = context
        self._headquarters = headquarters
        self._known: tuple[bytes, TrustedSet] | None = None
        self._lock = threading.Lock()

    def address(self) -> NetworkAddress | None:
        """Return the address that the roster names, None before it names one."""
        with self._context.store.read() as unit:
            return address_in(load_trust(unit).roster)

    def publish(self, url: str) -> NetworkAddress:
        """Name an address in the roster; every office hears of it with its next receipt.

        Raises:
            ReceiverAddressError: Not an address that begins with https.
            NotPermittedError: The user's roles do not keep the roster.
        """
        self._context.require(APPROVE, "publish_address", "")
        try:
            host = NetworkAddress.parse(url, _NOBODY).host
        except ValueError as error:
            raise ReceiverAddressError from error
        identity = self.identity(host)
        address = NetworkAddress.parse(url, identity.pin)
        with self._context.store.write() as unit:
            if address_in(load_trust(unit).roster) != address:
                publish_address(unit, self._context, address)
                self._context.note(unit, "publish_address", address.url)
        return address

    def identity(self, host: str = "") -> TlsIdentity:
        """Return the receiver's TLS key, which is made at the first time and kept in the store."""
        with self._context.store.write() as unit:
            if not unit.office.has_secret(_KEY):
                made = make_tls_identity([host] if host else [])
                unit.office.add_secret(_KEY, made.key, self._context.stamp())
                unit.office.add_secret(_CERTIFICATE, made.certificate, self._context.stamp())
            return TlsIdentity(unit.office.secret(_KEY), unit.office.secret(_CERTIFICATE))

    def serve(
        self,
        listening: Listening,
        spool: Path,
        *,
        ready: Callable[[Running], None],
        tell: Tell,
        also: tuple[WatchedFolder, ...] = (),
    ) -> None:
        """Receive, take in and acknowledge until the process is asked to end.

        Args:
            listening: The address and port of this computer.
            spool: The folder of what arrives.
            ready: Told once it listens.
            tell: Told of every bundle, and of what kept one from being taken in for now.
            also: Further folders to take in from.

        Raises:
            ReceiverPartMissingError: aiohttp is not installed.
            ReceiverAddressError: The address is taken or not of this computer.
            NotPermittedError: The user's roles take in no bundles.
            FolderNotWritableError: The spool cannot be written.
        """
        self._context.require(TAKE_IN, "serve", "")
        try:
            from cem_desktop.transport.server import Doors
            from cem_desktop.transport.serving import serve
        except ModuleNotFoundError as error:
            raise ReceiverPartMissingError from error
        from cem_desktop.transport.spool import Spool

        with files.translated(spool):
            kept = Spool(spool)
        arrived = WatchedFolder(self._headquarters, kept.arrived, keep=False)
        worker = _Worker((arrived,), also, tell)
        doors = Doors(
            self.find,
            self.may_carry,
            worker.wake,
            lambda device: self.prepare(device, kept.outbox(device)),
        )
        with worker:
            serve(
                kept,
                self.identity(),
                doors,
                host=listening.host,
                port=listening.port,
                ready=ready,
            )

    def find(self, signed_by: str) -> Caller | None:
        """Return the active enrolled device whose key has this id."""
        roster = self._trusted().roster
        for device in roster.devices if roster else ():
            if device.is_active and key_id(device.signing_key) == signed_by:
                return Caller(device.id, device.office, device.signing_key)
        return None

    def may_carry(self, shown: Pass, to: str) -> bool:
        """Tell whether a device may leave a parcel for another.

        A laptop may leave one for its own office. An office may for its laptops, which headquarters
        does not know, and for other offices.
        """
        roster = self._trusted().roster
        device = roster.device(to) if roster else None
        if shown.caller.vouched:
            return device is not None and device.is_active and device.office == shown.caller.office
        return device is None or (device.is_active and device.role == sender.OFFICE)

    def prepare(self, device: str, outbox: Path) -> None:
        """Put a receipt for a device into its outbox, where there is news since the last one."""
        roster = self._trusted().roster
        known = roster.device(device) if roster else None
        if known is None or known.role != sender.OFFICE:
            return
        with self._lock:
            news = self._headquarters.news_for(known.office)
            mark = outbox / _MARK
            if mark.exists() and mark.read_bytes() == news:
                return
            with files.translated(outbox):
                outbox.mkdir(parents=True, exist_ok=True)
            self._headquarters.write_receipts(outbox, known.office, device)
            files.write_whole(mark, news)

    def _trusted(self) -> TrustedSet:
        """Return what headquarters believes, read anew only when it changed."""
        with self._context.store.read() as unit:
            document = unit.office.trust("roster")
            known = self._known
            if known is None or document is None or known[0] != document.document:
                trusted = load_trust(unit)
                known = (trusted.roster_document or b"", trusted)
                self._known = known
        return known[1]


class _Worker:
    """The one thread that takes in, woken by an arrival and now and then by itself."""

    def __init__(
        self, spools: tuple[WatchedFolder, ...], others: tuple[WatchedFolder, ...], tell: Tell
    ) -> None:
        self._spools, self._others, self._tell = spools, others, tell
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="taking-in")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._woken.set()
        self._thread.join()

    def wake(self) -> None:
        """Say that something arrived."""
        self._woken.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.clear()
            for folder in self._spools:
                self._take_in(folder, at_once=True)
            for folder in self._others:
                self._take_in(folder, at_once=False)
            self._woken.wait(5.0 if self._others else _PAUSE)

    def _take_in(self, folder: WatchedFolder, *, at_once: bool) -> None:
        try:
            folder.take_in(self._tell, at_once=at_once)
        except (
            CemError
        ) as error:  # a full disk, a folder that went away: the next round tries again
            self._tell(error)
