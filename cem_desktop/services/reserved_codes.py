"""Codes for paper: drawn in advance, printed on blank fichas, given to the file they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cem_desktop.domain import roles
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.errors import InputError
from cem_desktop.services.context import Context
from cem_desktop.services.recording import draw_code

MOST_AT_ONCE: Final = 50
"""More blank fichas than this at once are paper that lies about."""


@dataclass(frozen=True)
class CodeRow:
    """A reserved code in a list: as people read it, when, by whose login, and whether used."""

    code: str
    reserved: str
    author: str
    used: bool


class ReservedCodes:
    """The codes that this workspace drew in advance."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def reserve(self, count: int) -> tuple[str, ...]:
        """Draw ``count`` codes that nobody has, and keep them for paper.

        Raises:
            InputError: None, or more than ``MOST_AT_ONCE``.
            NotPermittedError: The user's roles see no files.
        """
        self._check("reserve_codes")
        if not 1 <= count <= MOST_AT_ONCE:
            raise InputError(count=count, most=MOST_AT_ONCE)
        drawn: list[CaseCode] = []
        with self._context.store.write() as unit:
            for _number in range(count):
                code = draw_code(unit)
                unit.reserved_codes.add(code, self._context.stamp(), self._context.user.id)
                drawn.append(code)
            self._context.note(unit, "reserve_codes", "", count=count)
            unit.touched |= {"reserved_codes"}
        return tuple(map(str, drawn))

    def all(self) -> tuple[CodeRow, ...]:
        """Return all codes drawn in advance, those that are free first, then the latest first.

        Raises:
            NotPermittedError: The user's roles see no files.
        """
        self._check("reserved_codes")
        with self._context.store.read() as unit:
            logins = unit.office.logins()
            found = unit.reserved_codes.all()
        rows = [
            CodeRow(str(one.code), one.reserved, logins.get(one.author, one.author), one.used)
            for one in found
        ]
        return tuple(sorted(rows, key=lambda row: row.used))

    def _check(self, act: str) -> None:
        if not roles.sees_files(self._context.user.roles):
            raise self._context.deny(act, "")
