"""A device's side of the network: sends its bundles to a receiver, fetches what lies ready."""

from __future__ import annotations

import hashlib
import http.client
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO

from cem_desktop.crypto.signing import Signer
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import SHA256, count, matching
from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.errors import NotHeadquartersError, UnreachableError, UploadRefusedError
from cem_desktop.transport.http_line import Answer, HttpLine, Patience
from cem_desktop.transport.pace import BackOff, Limits
from cem_desktop.transport.pass_document import HEADQUARTERS, Parcel, write_pass
from cem_desktop.transport.upload import CHALLENGE_HEADER, Progress, Upload

CHALLENGE = "/v1/challenge"
BUNDLES = "/v1/bundles"
_NAME = re.compile(r"[0-9a-f]{16,64}\.cem")
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Waiting:
    """A bundle that lies ready for this device."""

    name: str
    size: int


@dataclass
class Client:
    """Speaks to one receiver for one device.

    Attributes:
        address: The receiver, as the signed roster names it.
        signer: The device's key.
        voucher: A laptop's voucher from its office; None for a device of the roster.
        limits: What may pass.
        patience: Of the line.
        back_off: Makes the waits of one act.
        sleep: Waits; a test waits otherwise.
    """

    address: NetworkAddress
    signer: Signer
    voucher: bytes | None = None
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)
    back_off: Callable[[], BackOff] = BackOff
    sleep: Callable[[float], None] = time.sleep
    _line: HttpLine | None = field(default=None, init=False, repr=False)
    _is_aborted: bool = field(default=False, init=False, repr=False)

    def abort(self) -> None:
        """Break off for good, from another thread: what is under way fails as a line that broke."""
        self._is_aborted = True
        line = self._line
        if line is not None:
            line.abort()

    def send(
        self,
        path: Path,
        *,
        to: str = HEADQUARTERS,
        place: str | None = None,
        progress: Callable[[Progress], None] = lambda _progress: None,
        on_place: Callable[[str | None], None] = lambda _place: None,
    ) -> None:
        """Send a sealed file until the receiver has every byte of it.

        Args:
            path: The file.
            to: ``headquarters``, or the id of a device for which headquarters keeps it.
            place: Where an earlier try stopped, as ``on_place`` told it.
            progress: Told of the way; may raise to stop.
            on_place: Told where the upload is, to go on after a restart.

        Raises:
            NetworkError: It is not there yet; ``errors.network`` says why.
        """
        with path.open("rb") as source:
            parcel = Parcel(path.stat().st_size, _digest_of(source), to)
            authority = _Authority(self, parcel)
            upload = Upload(
                self.address,
                source,
                parcel.length,
                authority.headers,
                place=place,
                limits=self.limits,
                progress=progress,
                on_place=on_place,
                patience=self.patience,
                back_off=self.back_off(),
                sleep=self.sleep,
                on_line=self._keep_line,
            )
            upload.run()

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what lies ready for this device.

        Raises:
            NetworkError: It cannot be known now.
        """
        answer = self._once("GET", BUNDLES, HTTPStatus.OK)
        try:
            entries = strict_json.loads_object(answer.body)["bundles"]
            return tuple(
                Waiting(matching(_NAME, one["name"]), count(one["size"])) for one in entries
            )
        except (ValueError, TypeError, KeyError) as error:
            raise NotHeadquartersError(reason="list") from error

    def fetch(
        self,
        bundle: Waiting,
        target: IO[bytes],
        progress: Callable[[int], None] = lambda _done: None,
    ) -> None:
        """Fetch a bundle; after a fault go on behind what ``target`` has.

        Args:
            bundle: As it was announced; a longer one is refused on the way.
            target: The file that it comes to.
            progress: Told how many bytes are here; may raise to stop.

        Raises:
            NetworkError: It is not here yet.
        """
        back_off = self.back_off()

        def arrived(size: int) -> None:
            self.limits.spend(size)
            back_off.forward()
            here = target.tell()
            if here > bundle.size:
                raise NotHeadquartersError(reason="size")
            progress(here)
            if here < bundle.size:
                self.limits.allow(1)

        authority = _Authority(self, None)

        def attempt(line: HttpLine) -> Answer:
            self.limits.allow(1)
            begun = target.seek(0, 2)
            if begun > bundle.size:
                begun = target.truncate(target.seek(0))
            if begun == bundle.size:
                return Answer(HTTPStatus.OK, {}, b"")
            reach = {"Range": f"bytes={begun}-"} if begun else {}
            path = f"{BUNDLES}/{bundle.name}"
            return line.fetch(path, {**authority.headers(None), **reach}, target, arrived)

        wanted: set[int] = {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}
        self._repeat(attempt, authority, wanted, back_off)
        if target.seek(0, 2) != bundle.size:
            raise NotHeadquartersError(reason="size")

    def drop(self, bundle: Waiting) -> None:
        """Say that a bundle was taken in; the receiver need not keep it.

        Raises:
            NetworkError: It could not be said; the bundle will be offered again, without harm.
        """
        self._once("DELETE", f"{BUNDLES}/{bundle.name}", HTTPStatus.NO_CONTENT)

    def _keep_line(self, line: HttpLine) -> None:
        self._line = line
        if self._is_aborted:
            line.abort()

    def _once(self, method: str, path: str, wanted: int) -> Answer:
        authority = _Authority(self, None)

        def attempt(line: HttpLine) -> Answer:
            self.limits.allow(1)
            return line.ask(method, path, authority.headers(None))

        return self._repeat(attempt, authority, {wanted}, self.back_off())

    def _repeat(
        self,
        attempt: Callable[[HttpLine], Answer],
        authority: _Authority,
        wanted: set[int],
        back_off: BackOff,
    ) -> Answer:
        """Ask until there is an answer, or it is enough."""
        while True:
            fault: Exception | None = None
            try:
                with HttpLine(self.address, self.patience) as line:
                    self._keep_line(line)
                    answer = attempt(line)
                    fresh = answer.headers.get(CHALLENGE_HEADER)
                    if answer.status == HTTPStatus.UNAUTHORIZED and fresh is not None:
                        authority.headers(fresh)
                        answer = attempt(line)
                if answer.status in wanted:
                    return answer
                if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise UploadRefusedError(status=answer.status)
            except (OSError, http.client.HTTPException) as broken:
                fault = broken
            wait = back_off.next_wait()
            if wait is None:
                raise UnreachableError from fault
            self.sleep(wait)


class _Authority:
    """The pass for one act, renewed when the receiver gives out another challenge."""

    def __init__(self, client: Client, parcel: Parcel | None) -> None:
        self._client = client
        self._parcel = parcel
        self._pass: str | None = None

    def headers(self, fresh: str | None) -> Mapping[str, str]:
        if fresh is not None:
            try:
                challenge = matching(SHA256, fresh)
            except ValueError as error:
                raise NotHeadquartersError(reason="challenge") from error
            client = self._client
            self._pass = write_pass(
                client.signer, client.address.pin, challenge, self._parcel, client.voucher
            )
        return {} if self._pass is None else {"Authorization": self._pass}


def _digest_of(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
