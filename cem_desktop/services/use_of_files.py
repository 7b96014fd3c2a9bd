"""Which files are in use: the one question that every reading and writing of a file asks.

A blocked file is kept and out of use: coordination reads it, which the trail notes apart, and
nobody writes in it. An erased file is not read at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.roles import KEEP_DATA
from cem_desktop.errors import FileBlockedError, FileErasedError, LeaseEndedError
from cem_desktop.services.lease_locks import is_locked
from cem_desktop.services.reach import check_reach

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit


def check_in_use(unit: CaseUnit, file: str | None) -> None:
    """Go on only if a file may be written in.

    Raises:
        FileBlockedError: It is blocked.
        FileErasedError: It was erased.
    """
    if file is None:
        return
    if unit.erasures.of_file(file) is not None:
        raise FileErasedError(file=file)
    if unit.blocks.of_file(file) is not None:
        raise FileBlockedError(file=file)


def check_writing(context: Context, file: str | None) -> None:
    """Go on only if a file may be written in, asked outside of a unit.

    Raises:
        OutsideTeamError: It is of another team; the try is noted.
        LeaseEndedError: This laptop has locked it; the try is noted.
        FileBlockedError: It is blocked; the try is noted.
        FileErasedError: It was erased.
    """
    if file is not None and _is_blocked(context, file):
        context.deny("write_blocked", file)
        raise FileBlockedError(file=file)


def check_going_on(context: Context, file: str | None) -> None:
    """Go on only if a draft about a file may be finished: also where the laptop has locked it.

    A draft does not travel, so what was typed before the end must still become a record.

    Raises:
        OutsideTeamError: It is of another team; the try is noted.
        FileBlockedError: It is blocked; the try is noted.
        FileErasedError: It was erased.
    """
    if file is not None and _is_blocked(context, file, check_lock=False):
        context.deny("write_blocked", file)
        raise FileBlockedError(file=file)


def check_reading(context: Context, file: str | None) -> None:
    """Go on only if the present user may read a file; that a blocked one is read is noted.

    Raises:
        OutsideTeamError: It is of another team; the try is noted.
        FileBlockedError: It is blocked, and the user is not coordination; the try is noted.
        FileErasedError: It was erased.
    """
    if file is None or not _is_blocked(context, file):
        return
    if not KEEP_DATA & set(context.user.roles):
        context.deny("read_blocked", file)
        raise FileBlockedError(file=file)
    with context.store.write() as unit:
        context.note(unit, "view_blocked", file)


def _is_blocked(context: Context, file: str, *, check_lock: bool = True) -> bool:
    """Tell whether a file that the user reaches is blocked.

    Raises:
        OutsideTeamError: She does not reach it; the try is noted.
        LeaseEndedError: This laptop has locked it; the try is noted.
        FileErasedError: It was erased.
    """
    check_reach(context, file)
    if check_lock and is_locked(context, file):
        context.deny("lease_ended", file)
        raise LeaseEndedError(file=file)
    with context.store.read() as unit:
        if unit.erasures.of_file(file) is not None:
            raise FileErasedError(file=file)
        return unit.blocks.of_file(file) is not None
