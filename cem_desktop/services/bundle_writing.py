"""From a feed to files on a stick: as many as its size needs, each verified before the next.

What waits is weighed first, so that a stick that is too small is refused before anything is
written. A feed that is longer than one file may be is split by its entries. Each file that stands
verified on the stick is remembered until the last one does: an export that was stopped goes on
behind them, if they are still there as they were written and nothing was acknowledged meanwhile.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Protocol

from cem_desktop import __version__
from cem_desktop.errors import NotEnrolledError
from cem_desktop.services.attachment_road import AttachmentGiver
from cem_desktop.services.context import Context
from cem_desktop.storage import bundle_files
from cem_desktop.storage.bundle_files import HashingWriter
from cem_desktop.storage.feeds import BLOB_BEGIN, Feed, Feeds
from cem_desktop.storage.office import Journey
from cem_desktop.sync.bundle import BundleSummary, write_bundle
from cem_desktop.sync.bundle_room import FILE_LIMIT, BundleRoom, expected_size
from cem_desktop.sync.header import BundleHeader, BundleKind, FeedClass, FeedStart
from cem_desktop.sync.records import Record
from cem_desktop.sync.trusted_set import TrustedSet

_STOPPED: Final = "export.stopped."

Tell = Callable[[int, int], None]
"""Told entries written and entries in all; may raise to stop."""


class FeedUnit(Protocol):
    """A unit of a store that has feeds: of ``case.db`` or of ``identity.db``."""

    feeds: Feeds


@dataclass(frozen=True)
class WrittenBundle:
    """A file that stands verified on the stick.

    Attributes:
        path: The file.
        bundle: The UUID of its bundle.
        first: The number of its first entry.
        last: The number of its last entry; ``first - 1`` for a signed zero.
        size: Its bytes.
        sha256: Of its bytes, in hex.
        was_there: It is from an export that was stopped, and was kept.
    """

    path: Path
    bundle: str
    first: int
    last: int
    size: int
    sha256: str
    was_there: bool = False

    @property
    def entries(self) -> int:
        """Return how many entries it carries."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class FeedSource:
    """What is to be written, and for whom.

    Attributes:
        unit: A unit that reads; it stays open until the last file stands.
        feed: The feed; what follows its acknowledged entries is written.
        recipients: The age recipients.
        header: Returns the header of a bundle that begins there.
        giver: Gives the bytes of attachments; None for a feed that has none.
        front: Records that are no entries and stand before them, in every file.
    """

    unit: FeedUnit
    feed: Feed
    recipients: tuple[str, ...]
    header: Callable[[FeedStart], BundleHeader]
    giver: AttachmentGiver | None = None
    front: Callable[[], Iterator[Record]] = field(default=lambda: iter(()))


def new_header(
    context: Context, kind: BundleKind, start: FeedStart, *, roster: int, root: int = 0
) -> BundleHeader:
    """Return the header of a new bundle that begins there, under these versions of trust."""
    return BundleHeader(
        kind=kind,
        bundle=str(uuid.uuid4()),
        sender=context.device.id,
        roster=roster,
        root=root,
        app=__version__,
        wall=context.stamp(),
        clock=context.trust_in_clock(),
        start=start,
    )


def header_under(
    trusted: TrustedSet, context: Context, kind: BundleKind, start: FeedStart
) -> BundleHeader:
    """Return the header of a new bundle of an office that ``trusted`` names.

    Raises:
        NotEnrolledError: There is no roster yet.
    """
    if trusted.roster is None:
        raise NotEnrolledError
    return new_header(
        context, kind, start, roster=trusted.roster.version, root=trusted.root.version
    )


def journey_out(context: Context, kind: str, feed: Feed, written: WrittenBundle) -> Journey:
    """Return what is kept of a file that left."""
    return Journey(
        bundle=written.bundle,
        direction="out",
        kind=kind,
        file=written.path.name,
        at=context.stamp(),
        feed=feed.id,
        first_seq=written.first,
        last_seq=written.last,
        records=written.entries,
        size=written.size,
    )


def write_feed(
    context: Context,
    folder: Path,
    source: FeedSource,
    keep: Callable[[WrittenBundle], None],
    tell: Tell | None = None,
    *,
    limit: int = FILE_LIMIT,
) -> tuple[WrittenBundle, ...]:
    """Write all that waits in a feed; without anything it is one signed zero.

    Args:
        context: The workspace.
        folder: A stick or shared folder.
        source: What, and for whom.
        keep: Told of each new file once it stands verified, to remember it.
        tell: Told how far it is; what it raises stops, and the file at hand leaves nothing behind.
        limit: The most bytes of one file.

    Raises:
        DiskFullError: Too little room for all of it; nothing was written.
        FolderNotWritableError: The folder refuses, or gives back other bytes than were written.
    """
    writing = _Writing(context, folder, source, tell, limit)
    written = writing.from_before()
    bundle_files.check_room(folder, writing.expected(written))
    while not written or written[-1].last < source.feed.length:
        one = writing.write_next(written[-1].last if written else source.feed.acked)
        written.append(one)
        keep(one)
        writing.remember(written)
    return tuple(written)


class _Writing:
    def __init__(
        self, context: Context, folder: Path, source: FeedSource, tell: Tell | None, limit: int
    ) -> None:
        self._context, self._folder, self._source = context, folder, source
        self._tell, self._limit = tell, limit
        self._memory = f"{_STOPPED}{source.feed.id}"

    def expected(self, written: list[WrittenBundle]) -> int:
        """Return about how many bytes the files that are still to be written will take."""
        feed = self._source.feed
        first = written[-1].last + 1 if written else feed.acked + 1
        if written and first > feed.length:
            return 0
        return expected_size(*self._source.unit.feeds.weigh(feed, first))

    def from_before(self) -> list[WrittenBundle]:
        """Return the files of an export that was stopped, as far as they are still there."""
        feed = self._source.feed
        with self._context.store.read() as unit:
            remembered = unit.office.setting(self._memory)
        if not isinstance(remembered, list):
            return []
        found: list[WrittenBundle] = []
        for one in remembered:
            file = WrittenBundle(**{**one, "path": self._folder / one["path"], "was_there": True})
            follows = found[-1].last if found else feed.acked
            if file.first != follows + 1 or not bundle_files.is_there(
                file.path, file.size, file.sha256
            ):
                break
            found.append(file)
        return found

    def remember(self, written: list[WrittenBundle]) -> None:
        """Remember what stands while there is more to come; then forget."""
        is_done = written[-1].last >= self._source.feed.length
        with self._context.store.write() as unit:
            if not is_done:
                lines = [asdict(one) | {"path": one.path.name} for one in written]
                unit.office.set_setting(self._memory, lines)
            elif unit.office.setting(self._memory) is not None:
                unit.office.drop_setting(self._memory)

    def write_next(self, after: int) -> WrittenBundle:
        """Write the file that begins after an entry."""
        source = self._source
        previous = source.unit.feeds.head_at(source.feed, after)
        assert previous is not None
        kind = FeedClass(source.feed.kind)
        start = FeedStart(source.feed.id, kind, after + 1, previous.hex(), source.feed.epoch)
        header = source.header(start)
        done = after - source.feed.acked
        summaries: list[BundleSummary] = []
        digests: list[HashingWriter] = []

        def write(target: HashingWriter) -> None:
            room = BundleRoom(self._limit)
            content = self._records(after + 1, room, done)
            summaries.append(
                write_bundle(
                    target,
                    header,
                    content,
                    self._context.device.signer,
                    source.recipients,
                    room=room,
                )
            )
            digests.append(target)

        weight = expected_size(*source.unit.feeds.weigh(source.feed, after + 1))
        path, size = bundle_files.write_bundle_file(
            self._folder, write, expected=min(weight, self._limit)
        )
        last = summaries[0].end.to_seq
        return WrittenBundle(path, header.bundle, after + 1, last, size, digests[0].digest().hex())

    def _records(self, first: int, room: BundleRoom, done: int) -> Iterator[Record]:
        source, total = self._source, self._source.feed.waiting
        yield from source.front()
        with closing(source.unit.feeds.entries(source.feed, first)) as entries:
            for entry in entries:
                giver = source.giver if entry.type == BLOB_BEGIN else None
                if not room.takes(giver.weight(entry.body) if giver else len(entry.body)):
                    return
                if giver is not None:
                    yield from giver.records(entry.body)
                else:
                    yield Record(entry.type, entry.body)
                done += 1
                if self._tell is not None:
                    self._tell(done, total)
