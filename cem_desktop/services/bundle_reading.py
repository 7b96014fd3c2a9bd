"""What is on this stick: one act for every bundle, whoever it comes from.

A bundle says who sent it only inside, to whom it is sealed. So each is opened with this device's
identity, its kind is read, and the service that knows that kind takes it in. What is for somebody
else is passed over, which is no fault: a courier's stick carries what it cannot read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.domain.roles import CARRY
from cem_desktop.errors import (
    BundleError,
    BundleGapError,
    CemError,
    WrongRecipientError,
)
from cem_desktop.services.device_keys import age_identities, find_identity_key
from cem_desktop.services.trust import find_office_trust, find_trust
from cem_desktop.storage import bundle_files
from cem_desktop.sync.bundle import inspect_bundle
from cem_desktop.sync.header import BundleKind, FeedClass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from cem_desktop.services.context import Context
    from cem_desktop.services.field_road import FieldRoad
    from cem_desktop.services.field_taking import Delivered
    from cem_desktop.services.sync_out import Received, SyncOut
    from cem_desktop.services.visit_cards import CardsBrought, VisitCards
    from cem_desktop.sync.sender import SenderKey

    TakeIn = Callable[[Path], "Delivered | Received"]


@dataclass(frozen=True)
class TakenBundle:
    """What became of one bundle of a stick.

    Attributes:
        path: The file.
        kind: Which way it goes, None where it could not be opened.
        brought: What it brought; None where it was not taken in.
        error: Why it was not; None where it is for somebody else.
    """

    path: Path
    kind: BundleKind | None
    brought: Delivered | Received | CardsBrought | None = None
    error: CemError | None = None

    @property
    def is_for_others(self) -> bool:
        """Say whether it is sealed to somebody else."""
        return self.brought is None and self.error is None


class BundleReading:
    """Takes in bundles of every kind that this workspace may get."""

    def __init__(
        self, context: Context, sync_out: SyncOut, field_road: FieldRoad, cards: VisitCards
    ) -> None:
        """Read for the device of ``context``."""
        self._context, self._cards = context, cards
        self._ways: Mapping[BundleKind, TakeIn] = {
            BundleKind.TO_OFFICE: sync_out.receive,
            BundleKind.FROM_LAPTOP: field_road.receive,
            BundleKind.TO_LAPTOP: field_road.receive,
        }

    def kind_of(self, path: Path) -> tuple[BundleKind, FeedClass | None]:
        """Return which way a bundle goes, and what class it carries, by its verified header.

        Raises:
            BundleError: It is none, for somebody else, or of an unknown sender.
            FolderNotWritableError: It cannot be read.
        """
        with self._context.store.read() as unit:
            identities = [*age_identities(unit)]
            if (key := find_identity_key(unit)) is not None:
                identities.append(key)
            trust, office = find_trust(unit), find_office_trust(unit)

        def resolve(digest: bytes) -> SenderKey | None:
            found = office.sender(digest) if office is not None else None
            return found or (trust.sender(digest) if trust is not None else None)

        with bundle_files.open_bundle_file(path) as source:
            header = inspect_bundle(source, identities, resolve).header
        if header is None or header.kind not in self._ways:
            raise WrongRecipientError(kind=str(header.kind) if header else "")
        return header.kind, header.start.feed_class if header.start else None

    def take_in(self, path: Path) -> TakenBundle:
        """Take in one bundle; what is wrong with it comes back as its error.

        Raises:
            NotPermittedError: The user's roles carry no bundles.
            StoreError: The store itself cannot be written.
        """
        self._context.require(CARRY, "receive", "")
        kind = None
        try:
            kind, carried = self.kind_of(path)
            if carried is FeedClass.IDENTITY:
                return TakenBundle(path, kind, self._cards.receive(path))
            return TakenBundle(path, kind, self._ways[kind](path))
        except WrongRecipientError:
            return TakenBundle(path, kind)
        except BundleError as error:
            return TakenBundle(path, kind, error=error)

    def take_in_all(
        self, paths: Sequence[Path], progress: Callable[[int, int], None] | None = None
    ) -> tuple[TakenBundle, ...]:
        """Take in bundles one after the other; one that waits for another is tried again after it.

        Args:
            paths: The files, oldest first.
            progress: Told files done and files in all; may raise to stop between two files.
        """
        taken: dict[Path, TakenBundle] = {}
        waiting = list(paths)
        while waiting:
            late: list[Path] = []
            for path in waiting:
                if progress is not None:
                    progress(len(taken) - len(late), len(paths))
                taken[path] = self.take_in(path)
                if isinstance(taken[path].error, BundleGapError):
                    late.append(path)
            if len(late) == len(waiting):
                break
            waiting = late
        return tuple(taken[path] for path in paths)

    def on_stick(
        self, folder: Path, progress: Callable[[int, int], None] | None = None
    ) -> tuple[TakenBundle, ...]:
        """Take in every bundle of a folder.

        Raises:
            FolderNotWritableError: The folder cannot be read.
        """
        return self.take_in_all(bundle_files.bundles_in(folder), progress)
