"""Exceptional access: a file of another team opened with a written reason, and who is shown it.

Care does not wait for somebody to be assigned. Whoever writes why opens a file, or the reserved
answers of other services in it, for one day. It stands in the trail, and coordination is shown it
until she marks it as seen. Nobody marks her own; a coordinator's own is counted to headquarters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cem_desktop.domain import roles
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.roles import KEEP_TEAMS, SEE_EXCEPTIONS
from cem_desktop.errors import InputError, OwnRightsError, RecordMissingError
from cem_desktop.services.exception_keeping import keep_exception
from cem_desktop.services.reach import GLASS, GLASS_RESERVED, WHOLE_OFFICE, check_reach, reaches
from cem_desktop.storage.teams import Membership

if TYPE_CHECKING:
    from cem_desktop.services.context import Context

OPEN_FOR = timedelta(hours=24)
LONGEST_REASON = 500


@dataclass(frozen=True)
class ShownAccess:
    """One exceptional access as a list shows it.

    Attributes:
        id: Its UUID.
        kind: ``glass``, ``glass_reserved``, ``identity_emergency``.
        login: Who.
        code: Of which file, "" where it concerns none.
        reason: In her words.
        at: Instant.
        seen_by: The login of who marked it, or "".
        is_mine: Whether the present user took it.
    """

    id: str
    kind: str
    login: str
    code: str
    reason: str
    at: str
    seen_by: str
    is_mine: bool


@dataclass(frozen=True)
class TeamMember:
    """Somebody who works here, and whether she is of a file's team."""

    user: str
    login: str
    roles: tuple[str, ...]
    is_member: bool
    opened_it: bool


class Exceptional:
    """Breaks the glass, and shows who did."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def open_file(self, typed: str, reason: str) -> str:
        """Open a file of another team by its code, for a day; return its id.

        Raises:
            NotPermittedError: The user's roles see no files.
            InvalidCaseCodeError: That is no code.
            InputError: No reason.
            RecordMissingError: There is no such file; the try is noted.
        """
        context = self._context
        if not roles.sees_files(context.user.roles):
            raise context.deny("glass", "")
        code = CaseCode.parse(typed)
        with context.store.read() as unit:
            file = unit.case_files.with_code(code)
            known = file is not None and reaches(unit, context, file.id)
        if file is not None and known:
            return file.id
        why = _written(reason)  # asked before it is said whether there is such a file
        if file is None:
            context.deny("glass", "")
            raise RecordMissingError(file="")
        self._break(GLASS, file.id, why)
        return file.id

    def open_reserved(self, file: str, reason: str) -> None:
        """Open the reserved answers of other services in a file that one reaches, for a day.

        Raises:
            NotPermittedError: The user does not reach the file.
            RecordMissingError: There is no such file.
            InputError: No reason.
        """
        context = self._context
        with context.store.read() as unit:
            may = roles.sees_files(context.user.roles) and reaches(unit, context, file)
        if not may:
            raise context.deny("glass_reserved", file)
        why = _written(reason)
        with context.store.read() as unit:
            unit.case_files.get(file)
        self._break(GLASS_RESERVED, file, why)

    def may_see(self) -> bool:
        """Tell whether the present user is shown who opened what."""
        return bool(SEE_EXCEPTIONS & set(self._context.user.roles))

    def all(self) -> tuple[ShownAccess, ...]:
        """Return the exceptional accesses, the latest first.

        Raises:
            NotPermittedError: The user is not shown them.
        """
        context = self._context
        context.require(SEE_EXCEPTIONS, "exceptional", "")
        with context.store.read() as unit:
            logins = unit.office.logins()
            found = unit.exceptions.all()
            codes = unit.case_files.codes_of([one.subject for one in found])
        return tuple(
            ShownAccess(
                id=one.id,
                kind=one.kind,
                login=logins.get(one.user, one.user),
                code=codes.get(one.subject, ""),
                reason=one.reason,
                at=one.at,
                seen_by=logins.get(one.seen_by or "", ""),
                is_mine=one.user == context.user.id,
            )
            for one in found
        )

    def see(self, access: str) -> None:
        """Mark one as seen.

        Raises:
            NotPermittedError: The user is not coordination.
            OwnRightsError: It is her own.
        """
        context = self._context
        context.require(KEEP_TEAMS, "exceptional_see", access)
        with context.store.read() as unit:
            mine = {one.id for one in unit.exceptions.all() if one.user == context.user.id}
        if access in mine:
            raise OwnRightsError
        with context.store.write() as unit:
            unit.exceptions.see(access, context.user.id, context.stamp())
            context.note(unit, "exceptional_see", access)
            unit.touched |= {"exceptions"}

    def _break(self, kind: str, file: str, why: str) -> None:
        context = self._context
        with context.store.write() as unit:
            keep_exception(context, unit, kind, file, why, OPEN_FOR)
            context.note(unit, kind, file)
            unit.touched |= {"case_files"}


class CaseTeams:
    """Who works with which file."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def may_keep(self) -> bool:
        """Tell whether the present user assigns files."""
        return bool(KEEP_TEAMS & set(self._context.user.roles))

    def whole_office(self) -> bool:
        """Tell whether here everybody who sees files sees all of them."""
        with self._context.store.read() as unit:
            return unit.office.setting(WHOLE_OFFICE) is True

    def set_whole_office(self, *, whole: bool) -> None:
        """Say whether everybody who sees files sees all of them.

        Raises:
            NotPermittedError: The user is not coordination.
        """
        context = self._context
        context.require(KEEP_TEAMS, "whole_office", "")
        with context.store.write() as unit:
            unit.office.set_setting(WHOLE_OFFICE, whole)
            context.note(unit, "whole_office", "", whole=whole)
            unit.touched |= {"case_files"}

    def of_file(self, file: str) -> tuple[TeamMember, ...]:
        """Return those who work here and see files, and who of them is of the file's team.

        Raises:
            OutsideTeamError: It is of another team; the try is noted.
            RecordMissingError: There is no such file.
        """
        check_reach(self._context, file)
        with self._context.store.read() as unit:
            opened = unit.case_files.get(file).author
            team = {one.user for one in unit.teams.of_file(file)}
            staff = unit.office.staff()
        return tuple(
            TeamMember(one.id, one.login, one.roles, one.id in team, one.id == opened)
            for one in staff
            if one.id in team or (one.active and roles.sees_files(one.roles))
        )

    def assign(self, file: str, users: frozenset[str]) -> None:
        """Say who is of a file's team; who opened it stays.

        Raises:
            NotPermittedError: The user is not coordination.
            RecordMissingError: There is no such file, or somebody does not work here.
        """
        context = self._context
        context.require(KEEP_TEAMS, "team", file)
        with context.store.write() as unit:
            opened = unit.case_files.get(file).author
            before = {one.user for one in unit.teams.of_file(file)}
            unknown = users - {one.id for one in unit.office.staff()}
            if unknown:
                raise RecordMissingError(user=min(unknown))
            now = context.stamp()
            for user in sorted(users - before):
                unit.teams.add(Membership(file, user, now, context.user.id))
            for user in sorted(before - users - {opened}):
                unit.teams.remove(file, user)
            team = sorted(users | {opened})
            context.note(unit, "team", file, team=team)
            unit.touched |= {"case_files"}


def _written(reason: str) -> str:
    """Return a reason as it is kept.

    Raises:
        InputError: Nothing was written.
    """
    why = reason.strip()[:LONGEST_REASON]
    if not why:
        raise InputError(missing="reason")
    return why
