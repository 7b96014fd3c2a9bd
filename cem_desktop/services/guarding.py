"""The guard of the store: it notices a restored or copied store when it is opened.

The order of writing makes a crash harmless. The store commits first and the guard follows, so a
guard may be behind its store and never before it. A new life of the store is kept as not settled
until its guard lies on the disk, so that a crash between the two is no alarm either.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.crypto import guard
from cem_desktop.crypto.guard import ChainMark, Guard, GuardFinding, StoreState
from cem_desktop.crypto.random_source import system_random
from cem_desktop.crypto.trail_seal import Checkpoint
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import DiskFullError, FolderNotWritableError, RecordMissingError
from cem_desktop.services.central_road import begin_role_feeds_again
from cem_desktop.services.context import DATABASE_SETTING, Context
from cem_desktop.services.epochs import ROAD, begin_epoch, raise_epoch
from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS, begin_again
from cem_desktop.services.lending import CASE
from cem_desktop.services.road_receipts import begin_road_again
from cem_desktop.services.trust import raise_trust_floor, trust_versions
from cem_desktop.storage import guard_file
from cem_desktop.storage.case_store import CaseUnit

_KEY = "guard.key"
_LIFE = "guard.life"
_NOTICE = "guard.notice"
_OLD_KEYS = "guard.old_keys"
_GENERATION = "generation"
_TRUST = "trust"
_INCARNATION_BYTES = 16
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """That the store was found to be a restored or copied one.

    Attributes:
        finding: What spoke for it.
        at: When it was noticed.
        trust_behind: The lists of devices and keys here are older than those that were here once.
    """

    finding: GuardFinding
    at: str
    trust_behind: bool = False


class Guarding:
    """The guard of an open workspace."""

    def __init__(self, context: Context, folder: Path) -> None:
        """Guard the store in ``folder``."""
        self._context = context
        self._folder = folder

    def watch(self) -> GuardFinding | None:
        """Judge the store as it was just opened, and write the guard of today.

        What is found is noted in the trail and kept for the screens; a new feed begins, so that
        nothing is lost and nothing counts twice at headquarters.
        """
        data = guard_file.read_guard(self._folder)
        with self._context.store.write() as unit:
            key = self._key(unit)
            life = unit.office.setting(_LIFE)
            finding = None
            if life is not None and life["settled"]:
                finding = guard.judge(data, key, self._state(unit, key, life["incarnation"]))
            if finding is not None:
                self._begin_again(unit, finding, _known(data, key), self._before(unit, key))
            if finding is not None or life is None:
                fresh = system_random(_INCARNATION_BYTES).hex()
                unit.office.set_setting(_LIFE, {"incarnation": fresh, "settled": False})
        self.renew()
        return finding

    def renew(self) -> None:
        """Write the guard as the store is now; a disk that refuses leaves the older one."""
        with self._context.store.read() as unit:
            data = self._guard(unit).to_bytes(self._key(unit))
            settled = unit.office.setting(_LIFE)["settled"]
        try:
            guard_file.write_guard(self._folder, data)
        except (DiskFullError, FolderNotWritableError) as error:
            _log.warning("guard not written: %s", error.code)
            return
        if not settled:
            with self._context.store.write() as unit:
                unit.office.set_setting(_LIFE, unit.office.setting(_LIFE) | {"settled": True})

    def sealed(self) -> JsonValue:
        """Return the seal that the guard on the disk holds; None where it holds none to trust."""
        data = guard_file.read_guard(self._folder)
        with self._context.store.read() as unit:
            key = self._key(unit)
        known = _known(data, key)
        return known.checkpoint if known else None

    def notice(self) -> Notice | None:
        """Return what was noticed and nobody has read yet."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_NOTICE)
        if not kept:
            return None
        return Notice(GuardFinding(kept["finding"]), kept["at"], kept.get("trust_behind", False))

    def are_keys_old(self) -> bool:
        """Tell whether an earlier state was put back, and nobody has renewed its keys yet.

        Whoever left after that state comes in by it again, with the passphrase that she had then.
        """
        with self._context.store.read() as unit:
            generation = unit.office.setting(_OLD_KEYS)
        return generation is not None and self._context.vault.read().generation <= generation

    def witnesses(self) -> tuple[tuple[tuple[int, bytes], ...], tuple[Checkpoint, ...]]:
        """Return what guards saw of the trail: marks under their key, and signed checkpoints.

        A guard that was ahead of its store counts until its notice is put away: what lies between
        is lost, by a restored copy or by a cut.
        """
        with self._context.store.read() as unit:
            kept = unit.office.setting(_NOTICE) or {}
        marks = (
            [(kept["audit"]["seq"], bytes.fromhex(kept["audit"]["head"]))]
            if "audit" in kept
            else []
        )
        signed = []
        for checkpoint in (kept.get("checkpoint"), self.sealed()):
            with suppress(ValueError):
                signed.append(Checkpoint.from_json(checkpoint or {}))
        return tuple(marks), tuple(signed)

    def put_away(self) -> None:
        """Show the notice no more; it stays in the trail."""
        with self._context.store.write() as unit:
            self._context.note(unit, "copy_acknowledged", "")
            unit.office.set_setting(_NOTICE, None)
            unit.touched |= {"guard"}

    def _key(self, unit: CaseUnit) -> bytes:
        """Return the guard's key; a store of an earlier version gets one."""
        try:
            return unit.office.secret(_KEY)
        except RecordMissingError:
            key = system_random(guard.KEY_BYTES)
            unit.office.add_secret(_KEY, key, self._context.stamp())
            return key

    def _before(self, unit: CaseUnit, key: bytes) -> Guard | None:
        """Return the guard of what stood here before a restore, if it is of this very workspace."""
        seen = _known(guard_file.read_guard(self._folder, guard_file.BEFORE_NAME), key)
        is_ours = seen is not None and seen.database == unit.office.setting(DATABASE_SETTING)
        return seen if is_ours else None

    def _begin_again(
        self,
        unit: CaseUnit,
        finding: GuardFinding,
        before: Guard | None,
        restored_over: Guard | None,
    ) -> None:
        now = self._context.stamp()
        behind = False
        for seen in (before, restored_over):
            if seen is not None:
                behind |= raise_trust_floor(unit, _trust_in(seen))
        begin_feeds_again(unit, self._context)
        if self._context.kind is WorkspaceKind.HEADQUARTERS:
            raise_epoch(unit, self._context)
        notice: dict[str, JsonValue] = {"finding": str(finding), "at": now}
        notice["trust_behind"] = behind
        if before is not None and finding is GuardFinding.OLDER:
            notice["audit"] = {"seq": before.audit.seq, "head": before.audit.head}
            notice["checkpoint"] = before.checkpoint
        unit.office.set_setting(_NOTICE, notice)
        if finding is not GuardFinding.MOVED:
            unit.office.set_setting(_OLD_KEYS, self._context.vault.read().generation)
        self._context.note(unit, "copy_noticed", "", finding=str(finding))
        _log.warning("the store is a restored or copied one: %s", finding)

    def _here(self, key: bytes) -> str:
        return guard.place_mark(key, guard_file.machine_name(), str(self._folder.resolve()))

    def _state(self, unit: CaseUnit, key: bytes, incarnation: str) -> StoreState:
        def feed_head(identifier: str, seq: int) -> str | None:
            head = unit.feeds.head_of(identifier, seq)
            return head.hex() if head else None

        return StoreState(
            database=unit.office.setting(DATABASE_SETTING),
            incarnation=incarnation,
            here=self._here(key),
            audit_head=lambda seq: _hex(unit.audit.head_at(seq)),
            feed_head=feed_head,
            is_emptied=unit.feeds.is_emptied,
        )

    def _guard(self, unit: CaseUnit) -> Guard:
        seq = unit.audit.last_seq()
        return Guard(
            database=unit.office.setting(DATABASE_SETTING),
            incarnation=unit.office.setting(_LIFE)["incarnation"],
            here=self._here(self._key(unit)),
            salt=guard_file.salt_of(self._folder).hex(),
            audit=ChainMark(seq, _hex(unit.audit.head_at(seq))),
            feeds={
                feed.id: ChainMark(feed.length, feed.head.hex()) for feed in unit.feeds.living()
            },
            checkpoint=_newest_seal(unit),
            extra={
                _GENERATION: self._context.vault.read().generation,
                _TRUST: dict(trust_versions(unit)),
            },
        )


def mark_keys_old(unit: CaseUnit, context: Context) -> None:
    """Say that the keys of today should be renewed: earlier copies hold what is here no more."""
    unit.office.set_setting(_OLD_KEYS, context.vault.read().generation)
    unit.touched |= {"guard", "keys"}


def generation_seen(folder: Path) -> int:
    """Return the generation of the vault when the guard was written; 0 where no guard says it.

    Nobody can verify it without the store's key, so it may only explain why a store did not open.
    """
    data = guard_file.read_guard(folder)
    with suppress(ValueError):
        seen = Guard.from_bytes(data or b"", None).extra.get(_GENERATION)
        return seen if type(seen) is int else 0
    return 0


def begin_feeds_again(unit: CaseUnit, context: Context) -> None:
    """Give up every feed that leaves this store, and tell all that stands here in new ones."""
    if unit.feeds.find(TO_HEADQUARTERS, STATISTICAL) is not None:
        begin_again(unit, context)
        begin_role_feeds_again(unit, context.stamp())
    for feed in unit.feeds.living():
        if feed.kind == CASE:
            begin_road_again(unit, context, feed)
    begin_epoch(unit, context, ROAD)


def _trust_in(seen: Guard) -> dict[str, int]:
    """Return the versions of documents of trust that a guard remembers."""
    versions = seen.extra.get(_TRUST)
    if not isinstance(versions, dict):
        return {}
    return {name: version for name, version in versions.items() if type(version) is int}


def _known(data: bytes | None, key: bytes) -> Guard | None:
    with suppress(ValueError):
        return Guard.from_bytes(data or b"", key)
    return None


def _newest_seal(unit: CaseUnit) -> JsonValue:
    """Return the newest checkpoint of the audit trail, None before the first."""
    made = unit.audit.newest_checkpoint(unit.office.setting(DATABASE_SETTING))
    return made.to_json() if made else None


def _hex(head: bytes | None) -> str:
    return head.hex() if head else ""
