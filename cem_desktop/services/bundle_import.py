"""One bundle into the registry: verified, checked against its feed, counted; in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.crypto import hash_chain
from cem_desktop.errors import (
    BundleError,
    BundleForkError,
    BundleGapError,
    BundleTamperedError,
    CemError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.services.registering import Registrar
from cem_desktop.storage import bundle_files
from cem_desktop.storage.registry import Arrival, Position, Refusal, Registry, RegistryStore
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.feed import Continuation, FeedPosition
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass
from cem_desktop.sync.projection import read_projection
from cem_desktop.sync.records import RecordType
from cem_desktop.sync.trusted_set import TrustedSet

_BATCH = 1000


@dataclass(frozen=True)
class ImportReport:
    """What became of one bundle.

    Attributes:
        file: The file's name.
        office: Whose it is, "" when that could not be known.
        bundle: Its UUID, "" when that could not be known.
        records: Entries in it.
        fresh: Entries that were news.
        error: Why it was refused whole, or None.
    """

    file: str
    office: str
    bundle: str
    records: int
    fresh: int
    error: CemError | None = None

    @property
    def repeated(self) -> bool:
        """Say whether all of it was here already."""
        return self.error is None and self.records > 0 and self.fresh == 0

    @classmethod
    def refused_file(cls, path: Path, error: CemError) -> ImportReport:
        """Return the report of a file of which nothing could be verified."""
        return cls(path.name, "", "", 0, 0, error)


def import_bundle(
    store: RegistryStore,
    path: Path,
    identity: str,
    trusted: TrustedSet,
    now: str,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Take in one bundle; a refusal of an enrolled office's bundle is noted for its receipt.

    Raises:
        BundleError: It was refused whole and its sender is not known.
        StoreError: The registry cannot be written; it is as it was before.
    """
    taking: list[_Taking] = []
    try:
        with store.write() as unit, bundle_files.open_bundle_file(path) as source:
            sink = _Taking(unit.registry, trusted, now)
            taking.append(sink)
            end = read_bundle(source, [identity], trusted.sender, sink.begin, progress)
            report = sink.finish(path, end)
            unit.touched |= {"registry"}
    except BundleError as error:
        header = taking[0].header if taking else None
        if header is None:
            raise
        office = taking[0].office
        _note_refusal(store, office, header, error, now)
        return ImportReport(path.name, office, header.bundle, 0, 0, error)
    return report


class _Taking:
    """Takes the records of one bundle within one unit of work."""

    def __init__(self, registry: Registry, trusted: TrustedSet, now: str) -> None:
        self._registry = registry
        self._trusted = trusted
        self._now = now
        self.header: BundleHeader | None = None
        self.office = ""

    def begin(self, header: BundleHeader) -> _Taking:
        """Check that the bundle is one for headquarters and continues what is here."""
        if header.kind is not BundleKind.TO_HEADQUARTERS or header.start is None:
            raise WrongRecipientError(kind=str(header.kind))
        if header.start.feed_class is not FeedClass.STATISTICAL:
            raise WrongRecipientError(feed_class=str(header.start.feed_class))
        self.header = header
        self.office = self._office_of(header.sender)
        feed = header.start.feed
        known = self._registry.position(self.office, feed)
        position = FeedPosition(feed, known.seq, known.head.hex()) if known else None
        self._continuation = Continuation(
            position,
            header.start,
            head_at=lambda seq: self._registry.head_at(self.office, feed, seq),
        )
        self._registrar = Registrar(self._registry, self.office)
        self._fork = known.fork if known else False
        self._records = 0
        self._known: list[bytes] = []
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        """Take one verified record."""
        if record_type != RecordType.PROJECTION:
            raise BundleTamperedError(reason="record_type")
        self._records += 1
        if self._continuation.accept(hash_chain.item_id(body)):
            self._registrar.add(body)
        else:
            self._known.append(body)
            if len(self._known) >= _BATCH:
                self._check_known()

    def end(self, end: EndRecord, /) -> None:
        """The caller commits only once the whole bundle has been read."""

    def finish(self, path: Path, end: EndRecord) -> ImportReport:
        """Write how far the feed is now, and that the bundle arrived."""
        assert self.header is not None
        assert self.header.start is not None
        self._registrar.flush()
        self._check_known()
        after = self._continuation.finish(end)
        head = bytes.fromhex(after.head)
        self._registry.put_position(
            Position(
                self.office, after.feed, self.header.sender, after.seq, head, self._fork, self._now
            )
        )
        self._registry.drop_refusals(self.office, after.feed, after.seq + 1)
        if self._registry.arrival(self.office, self.header.bundle) is None:
            self._registry.add_arrival(self._arrival(end))
        return ImportReport(
            path.name, self.office, self.header.bundle, self._records, self._registrar.fresh
        )

    def _check_known(self) -> None:
        """See that entries which should be here are; others under their numbers are a fork.

        Raises:
            BundleForkError: An entry that the feed once had here was another one.
        """
        assert self.header is not None
        assert self.header.start is not None
        wanted = {read_projection(body).revision for body in self._known}
        self._known = []
        if wanted - set(self._registry.held_revisions(self.office, wanted)):
            raise BundleForkError(feed=self.header.start.feed)

    def _arrival(self, end: EndRecord) -> Arrival:
        assert self.header is not None
        assert self.header.start is not None
        return Arrival(
            office=self.office,
            bundle=self.header.bundle,
            at=self._now,
            feed=self.header.start.feed,
            first_seq=self.header.start.first,
            last_seq=end.to_seq,
            records=self._records,
            fresh=self._registrar.fresh,
            head=bytes.fromhex(end.head),
        )

    def _office_of(self, sender: str) -> str:
        device = self._trusted.roster.device(sender) if self._trusted.roster else None
        if device is None:
            raise UnknownSenderError(device=sender)
        return device.office


def _note_refusal(
    store: RegistryStore, office: str, header: BundleHeader, error: BundleError, now: str
) -> None:
    """Keep why a bundle of an enrolled office was refused, and raise the alarm of a fork."""
    if header.start is None or not office:
        return
    want = error.details.get("want", 0) if isinstance(error, BundleGapError) else 0
    with store.write() as unit:
        unit.registry.put_refusal(
            Refusal(office, header.bundle, header.start.feed, now, error.code, int(str(want)))
        )
        known = unit.registry.position(office, header.start.feed)
        if isinstance(error, BundleForkError) and known is not None:
            unit.registry.put_position(
                Position(office, known.feed, known.device, known.seq, known.head, True, now)
            )
        unit.touched |= {"registry"}
