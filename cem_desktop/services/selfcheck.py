"""The check of this computer: what endangers the workspace from outside, and how it stands inside.

``judge`` is pure: facts in, findings out. ``read_machine`` asks the system and needs no secret;
``check_inside`` needs an open workspace. What the system does not tell is ``UNKNOWN``, never good.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Final

from cem_desktop import process_hygiene
from cem_desktop.domain.period import Clock, parse_stamp
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import FormError
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.storage import disk_probes
from cem_desktop.storage.backup_files import is_synced
from cem_desktop.storage.engine import cipher_version

_NO_ROOM: Final = 500 * 1024 * 1024
_LITTLE_ROOM: Final = 2 * 1024 * 1024 * 1024
_EARLIEST: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""When this version was written: no clock of today stands before it."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OWN_FILES: Final = ("vault.json", "case.db", "identity.db", "guard.json", "registry.db")
_LIBRARIES: Final = ("cryptography", "pyrage", "sqlcipher3", "SQLAlchemy", "PySide6-Essentials")


class Level(StrEnum):
    """How a line stands."""

    GOOD = "good"
    UNKNOWN = "unknown"
    WARN = "warn"
    DANGER = "danger"


@dataclass(frozen=True)
class CheckLine:
    """One thing that was looked at.

    Attributes:
        key: What; its words stand in ``reports.selfcheck_words``.
        level: How it stands.
        details: Figures and codes for the words.
    """

    key: str
    level: Level
    details: Mapping[str, JsonValue]


@dataclass(frozen=True)
class MachineFacts:
    """What the system tells; None stands for what it does not tell.

    Attributes:
        disk: Whether the workspace's disk is encrypted.
        swaps: Swap areas that are not known to be encrypted.
        hibernates: Whether the machine can write its memory to the disk.
        open_files: Names in the workspace that others than the owner may read or write.
        links: Names in the workspace that point elsewhere.
        is_synced: Whether it looks like a folder that a cloud service copies.
        dumps: Whether a crash of this process would leave its memory on the disk.
        free: Bytes left on the disk.
        now: The machine's clock.
        fichas: How many fichas are built; -1 where they cannot be read.
        cipher: The version of SQLCipher, "" for plain SQLite.
        versions: The libraries that hold keys and data.
    """

    disk: bool | None
    swaps: tuple[str, ...] | None
    hibernates: bool | None
    open_files: tuple[str, ...] | None
    links: tuple[str, ...]
    is_synced: bool
    dumps: bool | None
    free: int
    now: datetime
    fichas: int
    cipher: str
    versions: Mapping[str, str]


def judge(facts: MachineFacts) -> tuple[CheckLine, ...]:
    """Return what the facts of a machine mean, in the order in which people read them."""
    return tuple(_judged(facts))


def _judged(facts: MachineFacts) -> Iterator[CheckLine]:
    yield _known("disk", facts.disk, wanted=True, otherwise=Level.DANGER)
    swap = None if facts.swaps is None else not facts.swaps
    yield _known("swap", swap, wanted=True, count=len(facts.swaps or ()))
    dozes = None if facts.hibernates is None else facts.hibernates and facts.disk is not True
    yield _known("hibernation", dozes, wanted=False)
    private = None if facts.open_files is None else not facts.open_files
    files = ", ".join(facts.open_files or ())
    yield _known("private", private, wanted=True, otherwise=Level.DANGER, files=files)
    yield _known("links", bool(facts.links), wanted=False, files=", ".join(facts.links))
    yield _known("synced", facts.is_synced, wanted=False, otherwise=Level.DANGER)
    yield _known("dumps", facts.dumps, wanted=False)
    room = Level.GOOD if facts.free >= _LITTLE_ROOM else Level.WARN
    mib = facts.free // (1024 * 1024)
    yield CheckLine("room", room if facts.free >= _NO_ROOM else Level.DANGER, {"mib": mib})
    yield _known("clock", facts.now >= _EARLIEST, wanted=True, otherwise=Level.DANGER)
    yield _known("fichas", facts.fichas > 0, wanted=True, otherwise=Level.DANGER,
                 count=max(facts.fichas, 0))  # fmt: skip
    yield _known("cipher", bool(facts.cipher), wanted=True, otherwise=Level.DANGER,
                 version=facts.cipher)  # fmt: skip
    told = ", ".join(f"{name} {number}" for name, number in facts.versions.items())
    yield CheckLine("versions", Level.GOOD, {"versions": told})


def _known(
    key: str,
    found: bool | None,  # noqa: FBT001  (a fact, not a switch)
    *,
    wanted: bool,
    otherwise: Level = Level.WARN,
    **details: JsonValue,
) -> CheckLine:
    """Return the line of something that is so, is not so, or is not known."""
    if found is None:
        return CheckLine(key, Level.UNKNOWN, details)
    return CheckLine(key, Level.GOOD if found is wanted else otherwise, details)


def read_machine(folder: Path, clock: Clock) -> MachineFacts:
    """Ask the system about this machine and about the folder of a workspace; no secret is needed.

    A folder that does not exist yet is judged by the nearest one above it.
    """
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    settled = process_hygiene.is_settled()
    try:
        fichas = len(FormLibrary().all())
    except FormError:
        fichas = -1
    return MachineFacts(
        disk=disk_probes.is_disk_encrypted(there),
        swaps=disk_probes.clear_swaps(),
        hibernates=disk_probes.can_hibernate(),
        open_files=_open_files(folder),
        links=tuple(one.name for one in _looked_at(folder) if one.is_symlink()),
        is_synced=is_synced(folder),
        dumps=None if settled is None else not settled,
        free=disk_probes.free_bytes(there),
        now=clock.now(),
        fichas=fichas,
        cipher=cipher_version(),
        versions={"Python": sys.version.split()[0]}
        | {name: metadata.version(name) for name in _LIBRARIES},
    )


def _looked_at(folder: Path) -> tuple[Path, ...]:
    return (folder, *(folder / name for name in _OWN_FILES if os.path.lexists(folder / name)))


def _open_files(folder: Path) -> tuple[str, ...] | None:
    """Return what others may read or write; None where rights are not of this kind."""
    if os.name == "nt" or not folder.exists():
        return None
    # Inside a folder that is closed to others, the rights of a file open nothing.
    return (folder.name,) if folder.stat().st_mode & _OTHERS else ()


@dataclass(frozen=True)
class InsideFacts:
    """How a workspace stands inside.

    Attributes:
        stores: Names of the stores whose pages were read: those whose key is at hand.
        damaged: Names of those with damaged pages.
        trail_fault: The first entry of the trail that does not fit, or None.
        entries: How many entries it has.
        orphans: Identities without a file; None while the vault of identities is closed.
        attachments: How many attachments cannot be opened, of the vault too while it is open.
        erasures: How many files were erased.
        erasure_faults: How many erasures or revisions do not fit their signed documents.
        are_keys_old: Whether an earlier state was put back and its keys were not renewed.
        backup: When the newest verified backup was made, or None.
        backup_overdue: Whether a week has passed and something changed.
        kit: What the recovery kit asks for: ``nothing``, ``make``, ``rehearse`` ...
        review_due: Whether everybody's rights are to be reviewed.
        clock_trusted: Whether the clock stands behind what this store has seen.
    """

    stores: tuple[str, ...]
    damaged: tuple[str, ...]
    trail_fault: int | None
    entries: int
    orphans: int | None
    attachments: int
    erasures: int
    erasure_faults: int
    are_keys_old: bool
    backup: str | None
    backup_overdue: bool
    kit: str
    review_due: bool
    clock_trusted: bool


def judge_inside(facts: InsideFacts, now: datetime) -> tuple[CheckLine, ...]:
    """Return what the state of a workspace means."""
    files = ", ".join(facts.damaged or facts.stores)
    days = (now - parse_stamp(facts.backup)).days if facts.backup else -1
    backup = Level.WARN if facts.backup_overdue or facts.backup is None else Level.GOOD
    return (
        _known("stores", bool(facts.damaged), wanted=False, otherwise=Level.DANGER, files=files),
        _known(
            "trail",
            facts.trail_fault is None,
            wanted=True,
            otherwise=Level.DANGER,
            seq=facts.trail_fault or 0,
            count=facts.entries,
        ),
        _known("attachments", facts.attachments > 0, wanted=False, otherwise=Level.DANGER,
               count=facts.attachments),
        _known("orphans", None if facts.orphans is None else facts.orphans > 0, wanted=False,
               count=facts.orphans or 0),
        _known("erasures", facts.erasure_faults > 0, wanted=False, otherwise=Level.DANGER,
               count=facts.erasure_faults or facts.erasures),
        _known("old_keys", facts.are_keys_old, wanted=False, otherwise=Level.DANGER),
        CheckLine("backup", backup, {"days": days}),
        _known("kit", facts.kit == "nothing", wanted=True, need=facts.kit),
        _known("review", facts.review_due, wanted=False),
        _known("trusted_clock", facts.clock_trusted, wanted=True),
    )  # fmt: skip


def worst(lines: tuple[CheckLine, ...]) -> Level:
    """Return the gravest level among lines; what is not known is graver than what is good."""
    order = list(Level)
    return max((line.level for line in lines), key=order.index, default=Level.GOOD)
