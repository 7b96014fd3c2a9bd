"""When borrowed files leave a laptop: only once the office has all of it, or it lies sealed to it.

Three doors stand before a purge, and all must be open:

1. **The end is certain.** The file was given back here by a person, or the office signed an instant
   at or after its end (a recall is one). This computer's clock alone opens nothing.
2. **Nothing is half done.** No draft of the file is left.
3. **Nothing is lost.** Every entry that tells of the file has the office's receipt; or the file of
   a kept bundle, sealed to the office and read back, holds all that has none.

Then, in one unit: the outgoing feed begins again without what goes, and the one before is emptied
but for its chain; revisions, views, statements, drafts and thumbnails go, and their ids stay in a
signed entry; the trail tells of it. After it the store's file is written anew, so that no page of
it holds what was dropped, and the keys are renewed with the passphrase of whoever is here. A
process that is killed in between goes on with it: the writing anew at the next entry, the keys when
the passphrase is typed again.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.destinations import OFFICE
from cem_desktop.errors import LeaseDraftsError, LeaseUncoveredError, NotPermittedError, StoreError
from cem_desktop.services.lease_acts import append_act
from cem_desktop.services.lease_locks import locked_files, signed_instant
from cem_desktop.services.lending import CASE, road_feed
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.road_receipts import begin_road_again
from cem_desktop.services.slot_making import own_slot
from cem_desktop.storage.leases import EVERY_FILE, OUT, PURGED, RETURNED
from cem_desktop.sync.lease import LeaseAct

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.services.context import Context
    from cem_desktop.services.rekeying import NewKeys, Rekeying
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.leases import Lease
    from cem_desktop.sync.receipt import Receipt

KEPT: Final = "road.kept"
KEPT_FOLDER: Final = "kept"
_DUE: Final = "purge.due"
_KEYS_DUE: Final = "purge.keys_due"
_CHUNK: Final = 1024 * 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptBundle:
    """A bundle to the office that is kept here until its receipt comes.

    Attributes:
        file: Its name in the folder ``kept`` of the workspace.
        feed: The feed whose entries it carries.
        to_seq: Up to which entry.
        head: The head after it.
        sha256: Of the file.
    """

    file: str
    feed: str
    to_seq: int
    head: str
    sha256: str

    def to_json(self) -> JsonValue:
        """Return it as it is kept among the settings."""
        return dict(vars(self))


@dataclass(frozen=True)
class PurgePlan:
    """What may leave this laptop now, and what stands in the way of the rest.

    Attributes:
        files: Files that may go at once.
        uncovered: Files whose end is certain and of which the office lacks something.
        with_drafts: Files whose end is certain and of which drafts are left.
        uncertain: Files that are locked by this computer's clock alone.
        keys_due: Files went, and the keys are not renewed yet.
    """

    files: tuple[str, ...]
    uncovered: tuple[str, ...]
    with_drafts: tuple[str, ...]
    uncertain: tuple[str, ...]
    keys_due: bool


@dataclass(frozen=True)
class Purged:
    """What a purge did.

    Attributes:
        files: How many files went.
        passphrases: New passphrases of colleagues on this laptop, to hand out; shown once.
        is_finished: Whether the keys are renewed and the store's file is written anew.
    """

    files: int
    passphrases: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_finished: bool = True


class Purging:
    """Lets borrowed files leave a laptop."""

    def __init__(
        self,
        context: Context,
        rekeying: Rekeying,
        sweep: Callable[[], int] = lambda: 0,
    ) -> None:
        """Purge in the workspace of ``context``; ``sweep`` removes sealed files without a row."""
        self._context, self._rekeying, self._sweep = context, rekeying, sweep

    def plan(self) -> PurgePlan:
        """Return what may leave now; nothing does."""
        with self._context.store.read() as unit:
            return self._plan(unit)

    def purge(
        self, files: Collection[str], passphrase: str, key_file: bytes | None = None
    ) -> Purged:
        """Let files leave this laptop, and renew its keys; longer than a moment.

        Args:
            files: Files that ``plan`` names; none where only the keys are due.
            passphrase: The present user's, for the new keys.
            key_file: The present user's key file, where she has one.

        Raises:
            LeaseDraftsError: A draft of one of them is left; nothing was changed.
            LeaseUncoveredError: The office lacks something of one of them; nothing was changed.
            NotPermittedError: The end of one of them is not certain.
            WrongPassphraseError: Not the user's passphrase; nothing was changed.
        """
        context = self._context
        own_slot(context.vault, context.vault.read(), context.user.id, passphrase, key_file)
        if files:
            with self._context.store.write() as unit:
                self._check(self._plan(unit), files)
                drop_files(unit, self._context, files)
                unit.office.set_setting(_DUE, value=True)
                unit.office.set_setting(_KEYS_DUE, value=True)
        is_written = self.finish()
        keys = self._renew(passphrase, key_file)
        return Purged(len(files), keys.passphrases, is_finished=is_written and keys.is_finished)

    def finish(self) -> bool:
        """Write the store's file anew where a purge waits for it; say whether none waits now.

        A full disk, or somebody who reads for long, only puts it off.
        """
        with self._context.store.read() as unit:
            if not unit.office.setting(_DUE):
                return True
        try:
            self._sweep()
            self._context.store.scour()
        except StoreError as error:
            _log.warning("the store could not be written anew: %s", error.code)
            return False
        with self._context.store.write() as unit:
            unit.office.set_setting(_DUE, value=False)
        return True

    def _renew(self, passphrase: str, key_file: bytes | None) -> NewKeys:
        keys = self._rekeying.renew({self._context.user.id: Typed(passphrase, key_file)})
        with self._context.store.write() as unit:
            unit.office.set_setting(_KEYS_DUE, value=False)
            unit.touched |= {"leases"}
        return keys

    def _plan(self, unit: CaseUnit) -> PurgePlan:
        locked = locked_files(unit, self._context)
        drafts = unit.drafts.files()
        ready: list[str] = []
        uncovered: list[str] = []
        with_drafts: list[str] = []
        uncertain: list[str] = []
        for file in sorted(locked):
            if not is_end_certain(unit, file):
                uncertain.append(file)
            elif file in drafts:
                with_drafts.append(file)
            elif not is_covered(unit, self._context.vault.folder, file):
                uncovered.append(file)
            else:
                ready.append(file)
        due = bool(unit.office.setting(_KEYS_DUE))
        return PurgePlan(tuple(ready), tuple(uncovered), tuple(with_drafts), tuple(uncertain), due)

    @staticmethod
    def _check(plan: PurgePlan, files: Collection[str]) -> None:
        for file in files:
            if file in plan.with_drafts:
                raise LeaseDraftsError(file=file)
            if file in plan.uncovered:
                raise LeaseUncoveredError(file=file)
            if file not in plan.files:
                raise NotPermittedError(act="purge")


def open_purging(context: Context, rekeying: Rekeying, sweep: Callable[[], int]) -> Purging:
    """Return the purging of a workspace, and finish what a power cut has stopped."""
    purging = Purging(context, rekeying, sweep)
    purging.finish()
    return purging


def is_end_certain(unit: CaseUnit, file: str) -> bool:
    """Tell whether a person gave a file back, or the office signed an instant at its end."""
    signed = signed_instant(unit)
    held = [one for one in unit.leases.of_file(file, None) if one.state in {OUT, RETURNED}]
    held = [one for one in held if one.file == file] or held
    return bool(held) and all(one.state == RETURNED or signed >= one.ends for one in held)


def is_covered(unit: CaseUnit, folder: Path, file: str) -> bool:
    """Tell whether the office has, or a kept bundle holds, all that was told of a file here."""
    feed = unit.feeds.find(OFFICE, CASE)
    if feed is None:
        return False
    last = unit.feeds.last_telling_of(feed, file)
    if last <= feed.acked:
        return True
    return any(
        one.feed == feed.id and one.to_seq >= last and is_whole(folder, one)
        for one in kept_bundles(unit)
    )


def kept_bundles(unit: CaseUnit) -> tuple[KeptBundle, ...]:
    """Return the bundles that are kept until their receipt comes, oldest first."""
    return tuple(KeptBundle(**one) for one in unit.office.setting(KEPT) or ())


def is_whole(folder: Path, one: KeptBundle) -> bool:
    """Tell whether a kept bundle still lies on the disk, byte for byte."""
    path = folder / KEPT_FOLDER / one.file
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == one.sha256


def keep_bundle(unit: CaseUnit, one: KeptBundle) -> None:
    """Remember a bundle that is kept."""
    kept = [*(unit.office.setting(KEPT) or ()), one.to_json()]
    unit.office.set_setting(KEPT, kept)


def hear_kept(unit: CaseUnit, context: Context, receipt: Receipt) -> bool:
    """Forget the kept bundles that a receipt of the office covers; their files go at once.

    A receipt for another history under the same feed covers nothing: then both are kept.

    Returns:
        Whether something was purged by leave of one. The office may have lent it again before the
        bundle came home, and then has to tell what was in it.
    """
    kept = kept_bundles(unit)
    position = receipt.position
    is_ours = _head_of(unit, position.feed, position.seq) == position.head
    done = [
        one
        for one in kept
        if one.feed == position.feed
        and (
            (one.to_seq, one.head) == (position.seq, position.head)
            or (is_ours and one.to_seq <= position.seq)
        )
    ]
    if not done:
        return False
    unit.office.set_setting(KEPT, [one.to_json() for one in kept if one not in done])
    context.note(unit, "kept_acknowledged", position.feed, bundles=len(done))
    unit.touched |= {"leases"}
    living = unit.feeds.find(OFFICE, CASE)
    return living is None or living.id != position.feed


def sweep_kept(unit: CaseUnit, folder: Path) -> None:
    """Remove files of bundles that are not kept any more."""
    names = {one.file for one in kept_bundles(unit)}
    place = folder / KEPT_FOLDER
    if place.is_dir():
        for path in place.iterdir():
            if path.name not in names:
                path.unlink(missing_ok=True)


def drop_files(unit: CaseUnit, context: Context, files: Collection[str]) -> None:
    """Drop everything of files that were lent, and begin the feed to the office without them."""
    now = context.stamp()
    leases: list[Lease] = []
    for file in sorted(files):
        leases += [one for one in unit.leases.of_file(file, None) if one.state in {OUT, RETURNED}]
    old = road_feed(unit, OFFICE, now)
    feed = begin_road_again(unit, context, old, frozenset(files))
    for lease in {one.id: one for one in leases}.values():
        over = lease.file != EVERY_FILE or not set(unit.case_files.ids()) - set(files)
        if over:
            feed = append_act(unit, feed, LeaseAct.PURGED, lease, now)
            unit.leases.put(replace(lease, state=PURGED, updated=now))
            unit.cards.drop(lease.id)
    for file in sorted(files):
        gone = unit.purges.drop(file)
        context.note(unit, "purge", file, records=list(gone.records), revisions=gone.revisions)
    unit.purges.empty_retired_entries()
    unit.touched |= {"case_files", "records", "drafts", "feeds", "leases"}


def _head_of(unit: CaseUnit, feed: str, seq: int) -> str:
    head = unit.feeds.head_of(feed, seq)
    return head.hex() if head else ""
