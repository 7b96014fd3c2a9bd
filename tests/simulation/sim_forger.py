"""Who sits on the road: cuts, turns bits, splices, seals anew, forges. Nothing may be believed.

A forger of these histories can hold any file that ever travelled, and the device keys of an office
that is enrolled elsewhere; one of them even has a second enrolled office at hand.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from sim_sites import Site
from sim_world import FaultFoundError, SimWorld, act

from cem_desktop.crypto.sealing import open_stream, seal_stream
from cem_desktop.crypto.signing import Signer
from cem_desktop.errors import CemError
from cem_desktop.storage import schema
from cem_desktop.sync.bundle import write_bundle
from cem_desktop.sync.feed import FeedPosition
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass, FeedStart
from cem_desktop.sync.receipt import Receipt
from cem_desktop.sync.records import Record, RecordType


def cut(data: bytes, at: int, _other: bytes) -> bytes:
    return data[: at % len(data)]


def turn_a_bit(data: bytes, at: int, _other: bytes) -> bytes:
    changed = bytearray(data)
    changed[at % len(data)] ^= 1 << at % 8
    return bytes(changed)


def lengthen(data: bytes, at: int, _other: bytes) -> bytes:
    return data + bytes([at % 256])


def splice(data: bytes, at: int, other: bytes) -> bytes:
    middle = at % min(len(data), len(other)) or 1
    spliced = data[:middle] + other[middle:]
    return spliced if spliced not in {data, other} else data[:-1]


SPOILINGS: tuple[Callable[[bytes, int, bytes], bytes], ...] = (cut, turn_a_bit, lengthen, splice)


class Forger:
    """Delivers what is false, and finds fault where anything of it is believed."""

    def __init__(self, world: SimWorld) -> None:
        self._world = world
        self.history, self.counts = world.history, world.counts
        self._signer = Signer.generate()

    @act
    def spoil_parcel(self, parcel: int, how: int, at: int) -> None:
        """Cut, change, lengthen or splice a bundle on its way to headquarters."""
        world = self._world
        if not world.parcels:
            return
        chosen, other = (world.parcels[one % len(world.parcels)] for one in (parcel, parcel + 1))
        spoil = SPOILINGS[how % len(SPOILINGS)]
        self._to_headquarters(spoil(chosen.read_bytes(), at, other.read_bytes()), spoil.__name__)

    @act
    def spoil_answer(self, answer: int, office: int, how: int, at: int) -> None:
        """The same with a bundle on its way back."""
        world = self._world
        if not world.answers:
            return
        chosen, other = (world.answers[one % len(world.answers)] for one in (answer, answer + 1))
        spoil = SPOILINGS[how % len(SPOILINGS)]
        data = spoil(chosen.read_bytes(), at, other.read_bytes())
        self._to_office(world.offices[office % len(world.offices)], data, spoil.__name__)

    @act
    def forge_bundle(self, office: int, how: int) -> None:
        """Seal to headquarters, in an office's name, with a stranger's or a colleague's key."""
        world = self._world
        site = world.offices[office % len(world.offices)]
        context = site.workspace.context
        with context.store.read() as unit:
            feed = unit.feeds.current("headquarters", "statistical")
            first = feed.acked + 1
            head = unit.feeds.head_at(feed, feed.acked)
            bodies = [one.body for one in unit.feeds.entries(feed, 1)][:3]
        header = BundleHeader(
            kind=BundleKind.TO_HEADQUARTERS,
            bundle=str(uuid.uuid4()),
            sender=context.device.id,
            roster=1,
            root=1,
            app="0.1.0",
            wall=context.stamp(),
            start=FeedStart(feed.id, FeedClass.STATISTICAL, first, head.hex()),
        )
        signer = self._signer
        if how % 2 and len(world.offices) > 1:
            signer = world.offices[
                (office + 1) % len(world.offices)
            ].workspace.context.device.signer
        target = BytesIO()
        content = [Record(RecordType.PROJECTION, body) for body in bodies]
        write_bundle(target, header, content, signer, [self._central_recipient()])
        self._to_headquarters(target.getvalue(), "in another's name")

    @act
    def forge_answer(self, office: int, how: int) -> None:
        """Tell an office that headquarters has everything, in its name or over a stolen answer."""
        world = self._world
        site = world.offices[office % len(world.offices)]
        recipient = site.workspace.context.device.recipient
        if how % 2 and world.answers:
            data = self._readdressed(world.answers[how % len(world.answers)], recipient, site)
            if data is not None:
                self._to_office(site, data, "readdressed")
            return
        central = world.central.workspace.context
        with site.workspace.context.store.read() as unit:
            feed = unit.feeds.current("headquarters", "statistical")
        receipt = Receipt(
            2**31, FeedPosition(feed.id, feed.length, feed.head.hex()), False, (), 1,
            central.stamp(),
        )  # fmt: skip
        if feed.length == 0:
            return
        header = BundleHeader(
            kind=BundleKind.TO_OFFICE,
            bundle=str(uuid.uuid4()),
            sender=central.device.id,
            roster=1,
            root=1,
            app="0.1.0",
            wall=central.stamp(),
        )
        target = BytesIO()
        content = [Record(RecordType.RECEIPT, receipt.sign(self._signer))]
        # in the name of headquarters by a stranger; or by an office, which is on the roster itself
        colleague = world.offices[(office + 1) % len(world.offices)].workspace.context.device
        signer = colleague.signer if how % 4 else self._signer
        write_bundle(target, header, content, signer, [recipient])
        self._to_office(site, target.getvalue(), "a false receipt")

    def _readdressed(self, path: Path, recipient: str, site: Site) -> bytes | None:
        """Open an answer with the key of the office it is for, and seal it to another."""
        for owner in self._world.offices:
            if owner is site:
                continue
            clear, sealed = BytesIO(), BytesIO()
            try:
                open_stream(
                    BytesIO(path.read_bytes()), clear,
                    [owner.workspace.context.device.age_identity],
                )  # fmt: skip
            except CemError:
                continue
            seal_stream(BytesIO(clear.getvalue()), sealed, [recipient])
            return sealed.getvalue()
        return None

    def _central_recipient(self) -> str:
        return self._world.central.workspace.context.device.recipient

    def _to_headquarters(self, data: bytes, what: str) -> None:
        world = self._world
        path = world.road / "false.cem"
        path.write_bytes(data)
        before = _believed(world)
        (report,) = world.hq.import_bundles([path])
        world.counts["forged"] += 1
        if report.error is None or _believed(world) != before:
            raise FaultFoundError(f"headquarters believed a false bundle: {what}")

    def _to_office(self, site: Site, data: bytes, what: str) -> None:
        path = self._world.road / "false.cem"
        path.write_bytes(data)
        before = _acknowledged(site)
        self._world.counts["forged"] += 1
        try:
            site.workspace.sync_out.receive(path)
        except CemError:
            if _acknowledged(site) == before:
                return
        raise FaultFoundError(f"{site.name} believed a false answer: {what}")


def _believed(world: SimWorld) -> tuple:
    with world.hq._registry.read() as unit:
        positions = [
            (one.office, one.feed, one.seq, one.head, one.fork) for one in unit.registry.positions()
        ]
        held = unit.connection.execute(schema.projection.select()).fetchall()
    return sorted(positions), sorted(held)


def _acknowledged(site: Site) -> tuple:
    with site.workspace.context.store.read() as unit:
        feed = unit.feeds.current("headquarters", "statistical")
        roster = unit.office.trust("roster")
        return feed, roster.version
