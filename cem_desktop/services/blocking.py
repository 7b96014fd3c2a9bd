"""Blocking (bloqueo): a file is kept and out of use; and how long files are kept at all.

The law gives no figure for keeping, so none is set until the office sets one. Then files that were
closed longer ago are proposed to a person for a look. Nothing is ever erased by itself.
Source: Ley 29733 article 8, and its regulation, D.S. 016-2024-JUS.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.case_file import Stage
from cem_desktop.domain.facts import FACTS, resolve
from cem_desktop.domain.period import today
from cem_desktop.domain.roles import ANSWER_FOR_DATA, KEEP_DATA
from cem_desktop.errors import InputError
from cem_desktop.services.use_of_files import check_in_use
from cem_desktop.storage.blocks import Block

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

MOST_YEARS: Final = 100
_RETENTION: Final = "retention_years"
_CLOSED_ON: Final = "case.stage_on"


@dataclass(frozen=True)
class BlockedFile:
    """A blocked file as the page shows it."""

    file: str
    code: str
    since: str
    by: str
    reason: str
    until: date | None


@dataclass(frozen=True)
class FileToReview:
    """A file that was closed longer ago than files are kept: somebody decides about it."""

    file: str
    code: str
    closed_on: date


class Blocking:
    """Blocks files, gives them back, and proposes which to look at."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def block(self, file: str, reason: str, until: date | None = None) -> None:
        """Take a file out of use; what it holds stays as it is.

        Raises:
            InputError: No reason was given.
            NotPermittedError: The user is not coordination.
            RecordMissingError: There is no such file.
            FileBlockedError: It is blocked already.
            FileErasedError: It was erased.
        """
        self._context.require(KEEP_DATA, "block", file)
        if not reason.strip():
            raise InputError(missing="reason")
        with self._context.store.write() as unit:
            unit.case_files.get(file)
            check_in_use(unit, file)
            now, by = self._context.stamp(), self._context.user.id
            until_day = until.isoformat() if until else None
            unit.blocks.add(Block(file, now, by, reason.strip(), until_day))
            self._context.note(unit, "block", file)
            unit.touched |= {"case_files"}

    def give_back(self, file: str, reason: str) -> None:
        """Give a blocked file back to use; that it was blocked stays known.

        Raises:
            InputError: No reason was given, or the file is not blocked.
            NotPermittedError: The user is not coordination.
        """
        self._context.require(KEEP_DATA, "unblock", file)
        if not reason.strip():
            raise InputError(missing="reason")
        with self._context.store.write() as unit:
            if unit.blocks.of_file(file) is None:
                raise InputError(missing="file")
            now, by = self._context.stamp(), self._context.user.id
            unit.blocks.end(file, now, by, reason.strip())
            self._context.note(unit, "unblock", file)
            unit.touched |= {"case_files"}

    def blocked(self) -> tuple[BlockedFile, ...]:
        """Return the blocked files, the oldest block first.

        Raises:
            NotPermittedError: The user is not coordination.
        """
        self._context.require(KEEP_DATA, "blocked", "")
        with self._context.store.read() as unit:
            logins = unit.office.logins()
            return tuple(
                BlockedFile(
                    file=one.file,
                    code=str(unit.case_files.get(one.file).code),
                    since=one.since,
                    by=logins.get(one.by, one.by),
                    reason=one.reason,
                    until=date.fromisoformat(one.until) if one.until else None,
                )
                for one in unit.blocks.living()
                if unit.erasures.of_file(one.file) is None
            )

    def years_kept(self) -> int | None:
        """Return how many years after its closing a file is kept before somebody looks at it."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_RETENTION)
        return kept if isinstance(kept, int) else None

    def keep_for(self, years: int | None) -> None:
        """Say how many years files are kept after their closing; None for no figure.

        Raises:
            InputError: Less than one year or more than a hundred.
            NotPermittedError: The user does not answer for the data.
        """
        self._context.require(ANSWER_FOR_DATA, "retention", "")
        if years is not None and not 1 <= years <= MOST_YEARS:
            raise InputError(missing="years")
        with self._context.store.write() as unit:
            unit.office.set_setting(_RETENTION, years)
            self._context.note(unit, "retention", "", years=years)
            unit.touched |= {"settings"}

    def to_review(self) -> tuple[FileToReview, ...]:
        """Return the files that were closed longer ago than files are kept, oldest first.

        Raises:
            NotPermittedError: The user is not coordination.
        """
        self._context.require(KEEP_DATA, "review", "")
        years = self.years_kept()
        if years is None:
            return ()
        now = today(self._context.clock)
        limit = _years_before(now, years)
        with self._context.store.read() as unit:
            found = (_closed(unit, file) for file in unit.case_files.ids())
            due = [one for one in found if one is not None and one.closed_on <= limit]
        return tuple(sorted(due, key=lambda one: (one.closed_on, one.code)))


def _closed(unit: CaseUnit, file: str) -> FileToReview | None:
    """Return a file with the day of its closing; None for one that is open or erased."""
    if unit.erasures.of_file(file) is not None:
        return None
    row = unit.case_files.index_row(file)
    if row.stage is not Stage.CLOSED:
        return None
    said = resolve(FACTS[_CLOSED_ON], unit.records.statements_about(file, _CLOSED_ON)).value
    closed = date.fromisoformat(said) if isinstance(said, str) else row.last_contact_on
    return FileToReview(file, row.code, closed) if closed else None


def _years_before(day: date, years: int) -> date:
    """Return the same day some years ago; 1 March for a 29 February that was none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, month=3, day=1)
