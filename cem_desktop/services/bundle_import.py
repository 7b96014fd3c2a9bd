"""One bundle into the registry: verified, checked against its feed, counted; in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cem_desktop.crypto import hash_chain, sealing
from cem_desktop.errors import (
    BundleError,
    BundleForkError,
    BundleGapError,
    BundleTamperedError,
    CemError,
    UnknownSenderError,
    WrongRecipientError,
)
from cem_desktop.services.official_registering import OfficialRegistrar
from cem_desktop.services.registering import Registrar
from cem_desktop.storage import bundle_files
from cem_desktop.storage.registry import (
    Arrival,
    Position,
    Refusal,
    RegistryStore,
    RegistryUnit,
)
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.delivery import EndRecord
from cem_desktop.sync.feed import Continuation, FeedPosition
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass
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
        receipts: Its receipts for what headquarters wrote to the office.
        key: The public key that signed the bundle and must have signed these.
        header: What its sender signed, None when that could not be known.
        held: Entries of a PC that was taken off the roster, beyond its cut: number, type, body.
    """

    file: str
    office: str
    bundle: str
    records: int
    fresh: int
    error: CemError | None = None
    receipts: tuple[bytes, ...] = field(default=(), repr=False)
    key: bytes = field(default=b"", repr=False)
    header: BundleHeader | None = None
    held: tuple[tuple[int, int, bytes], ...] = field(default=(), repr=False)

    @property
    def repeated(self) -> bool:
        """Say whether all of it was here already."""
        return self.error is None and self.records > 0 and self.fresh == 0

    @classmethod
    def refused_file(cls, path: Path, error: CemError) -> ImportReport:
        """Return the report of a file of which nothing could be verified."""
        return cls(path.name, "", "", 0, 0, error)


@dataclass(frozen=True)
class Identities:
    """The age identities of headquarters.

    Attributes:
        device: Those of the device; to them go statistical facts.
        roles: Of the roles that official text is addressed to.
    """

    device: Sequence[str]
    roles: Mapping[str, str]

    def all(self) -> list[str]:
        """Return all of them."""
        return [*self.device, *self.roles.values()]

    def is_for_device(self, header: BundleHeader) -> bool:
        """Tell whether a bundle was sealed to the device."""
        return any(_digest(one) in header.to for one in self.device)

    def role_of(self, header: BundleHeader) -> str | None:
        """Return the one role that a bundle was sealed to, None where it is for others too."""
        found = [role for role, one in self.roles.items() if header.to == (_digest(one),)]
        return found[0] if len(found) == 1 else None


def _digest(identity: str) -> str:
    return sealing.recipient_digest(sealing.recipient_of(identity))


def import_bundle(
    store: RegistryStore,
    path: Path,
    identities: Identities,
    trusted: TrustedSet,
    now: str,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Take in one bundle; a refusal of an enrolled office's bundle is noted for its receipt.

    Args:
        store: The registry.
        path: The file.
        identities: Headquarters' own.
        trusted: Root and roster.
        now: The instant.
        progress: Told how many bytes were read; may raise to stop.

    Raises:
        BundleError: It was refused whole and its sender is not known.
        StoreError: The registry cannot be written; it is as it was before.
    """
    taking: list[_Taking] = []
    try:
        with store.write() as unit, bundle_files.open_bundle_file(path) as source:
            sink = _Taking(unit, trusted, now, identities)
            taking.append(sink)
            end = read_bundle(source, identities.all(), trusted.sender, sink.begin, progress)
            report = sink.finish(path, end)
            unit.touched |= {"registry"}
    except BundleError as error:
        header = taking[0].header if taking else None
        if header is None:
            raise
        office = taking[0].office
        _note_refusal(store, office, header, error, now)
        return ImportReport(path.name, office, header.bundle, 0, 0, error, header=header)
    return report


class _Taking:
    """Takes the records of one bundle within one unit of work."""

    def __init__(
        self, unit: RegistryUnit, trusted: TrustedSet, now: str, identities: Identities
    ) -> None:
        self._unit = unit
        self._registry = unit.registry
        self._trusted = trusted
        self._now = now
        self._identities = identities
        self._receipts: list[bytes] = []
        self._held: list[tuple[int, int, bytes]] = []
        self.header: BundleHeader | None = None
        self.office = ""

    def begin(self, header: BundleHeader) -> _Taking:
        """Check that the bundle is one for headquarters and continues what is here."""
        if header.kind is not BundleKind.TO_HEADQUARTERS or header.start is None:
            raise WrongRecipientError(kind=str(header.kind))
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
        self._registrar = self._make_registrar(header)
        self._fork = known.fork if known else False
        self._records = 0
        self._known: list[bytes] = []
        return self

    def record(self, record_type: int, body: bytes, /) -> None:
        """Take one verified record."""
        if record_type == RecordType.RECEIPT:
            self._receipts.append(body)
            return
        if record_type not in self._registrar.takes:
            raise BundleTamperedError(reason="record_type")
        self._records += 1
        if self._continuation.accept(hash_chain.item_id(body)):
            self._registrar.add(body)
        else:
            self._known.append(body)
            if len(self._known) >= _BATCH:
                self._check_known()

    def held_back(self, seq: int, record_type: int, body: bytes, /) -> None:
        """Keep apart what lies beyond a cut."""
        self._held.append((seq, record_type, body))

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
        sender = self._trusted.roster.device(self.header.sender) if self._trusted.roster else None
        return ImportReport(
            path.name,
            self.office,
            self.header.bundle,
            self._records,
            self._registrar.fresh,
            receipts=tuple(self._receipts),
            key=sender.signing_key if sender else b"",
            header=self.header,
            held=tuple(self._held),
        )

    def _make_registrar(self, header: BundleHeader) -> Registrar | OfficialRegistrar:
        """Return what takes the entries of this class, sealed to whom they must be sealed to."""
        assert header.start is not None
        feed_class = header.start.feed_class
        if feed_class is FeedClass.STATISTICAL and self._identities.is_for_device(header):
            return Registrar(self._registry, self.office)
        role = self._identities.role_of(header)
        if feed_class is FeedClass.OFFICIAL and role is not None:
            return OfficialRegistrar(self._unit.desk, self.office, role, self._now)
        raise WrongRecipientError(feed_class=str(feed_class))

    def _check_known(self) -> None:
        """See that entries which should be here are; others under their numbers are a fork.

        Raises:
            BundleForkError: An entry that the feed once had here was another one.
        """
        assert self.header is not None
        assert self.header.start is not None
        known, self._known = self._known, []
        if not self._registrar.holds(known):
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
