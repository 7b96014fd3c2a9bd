"""The audit trail as a person may read, check and take it along.

Who reads it is noted in it, once for each time that a workspace is open. What a person sees of an
entry depends on her roles: the code of a file only where she may see files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from cem_desktop.crypto import trail_seal
from cem_desktop.crypto.trail_seal import Checkpoint, TrailVerdict
from cem_desktop.domain import roles
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.period import LIMA
from cem_desktop.domain.roles import READ_TRAIL
from cem_desktop.errors import FileTakenError, InvalidCaseCodeError, TrailExportError
from cem_desktop.reports.trail_files import json_lines, last_checkpoint, trail_csv
from cem_desktop.services.context import DATABASE_SETTING, Context
from cem_desktop.services.device_keys import own_verifiers
from cem_desktop.services.exports import write_file
from cem_desktop.services.guarding import Guarding
from cem_desktop.services.reach import files_reached, reaches
from cem_desktop.storage import files
from cem_desktop.storage.audit_trail import AuditEntry, TrailFilter
from cem_desktop.storage.case_store import CaseUnit

PAGE = 100
_SHORT = 8
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class TrailQuestion:
    """What somebody asks of the trail; what is left out asks for all.

    Attributes:
        user: By whom.
        actions: Of which kinds.
        since: From this day on, in Peru.
        until: To this day, with it.
        about: A code of a file, or the beginning of an id.
    """

    user: str | None = None
    actions: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    about: str = ""


@dataclass(frozen=True)
class TrailLine:
    """An entry as its page shows it.

    Attributes:
        entry: The entry.
        login: Who did it; her id where the staff does not know her.
        what: The code of the file, or the beginning of the id; "" where the act has no object.
        is_code: Whether ``what`` is a code.
    """

    entry: AuditEntry
    login: str
    what: str
    is_code: bool


@dataclass(frozen=True)
class TrailFinding:
    """Something that does not fit: its kind, the entry, whether it is known from outside."""

    kind: str
    seq: int
    outside: bool


@dataclass(frozen=True)
class TrailCheck:
    """What walking the trail found.

    Attributes:
        length: The number of entries.
        checkpoints: How many signed checkpoints there are.
        sealed: The furthest entry that a good checkpoint covers.
        findings: What does not fit; empty for a trail that is whole.
    """

    length: int
    checkpoints: int
    sealed: int
    findings: tuple[TrailFinding, ...]

    @property
    def first_fault(self) -> int | None:
        """The first entry that does not fit, or None."""
        return self.findings[0].seq if self.findings else None


class Trail:
    """Reads, checks and exports the audit trail."""

    def __init__(self, context: Context, guarding: Guarding) -> None:
        """Read the trail of ``context``'s workspace; ``guarding`` knows what was seen outside."""
        self._context, self._guarding = context, guarding
        self._is_noted = False

    @property
    def is_readable(self) -> bool:
        """Whether the present user may read the trail."""
        return bool(READ_TRAIL & set(self._context.user.roles))

    def latest(self, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Return the last entries as they are, the newest first.

        Raises:
            NotPermittedError: The user's roles do not read the trail.
        """
        self._check_role()
        with self._context.store.read() as unit:
            return unit.audit.latest(limit)

    def people(self) -> Mapping[str, str]:
        """Return the logins of everybody who ever worked here, by their ids."""
        with self._context.store.read() as unit:
            return unit.office.logins()

    def page(
        self, question: TrailQuestion | None = None, before: int | None = None
    ) -> tuple[TrailLine, ...]:
        """Return a page of entries, the newest first, and note once that the trail was read.

        Args:
            question: Which entries.
            before: Only entries with a smaller number: the page after one that ended there.

        Raises:
            NotPermittedError: The user's roles do not read the trail.
        """
        self._check_role()
        if not self._is_noted:
            with self._context.store.write() as unit:
                self._context.note(unit, "view_trail", "")
            self._is_noted = True
        with self._context.store.read() as unit:
            wanted = self._filter(unit, question or TrailQuestion())
            entries = unit.audit.latest(PAGE, wanted, before)
            codes = self._codes(unit, {one.subject for one in entries})
            logins = unit.office.logins()
        return tuple(
            TrailLine(
                entry=one,
                login=logins.get(one.user, one.user),
                what=codes.get(one.subject) or _called(one, logins),
                is_code=one.subject in codes,
            )
            for one in entries
        )

    def verify(self, tell: Tell | None = None, against: Path | None = None) -> TrailCheck:
        """Walk the whole trail and every checkpoint; longer than a moment on a large store.

        A trail that is whole is sealed again as it stands.

        Args:
            tell: Gets how many entries are done, and of how many; what it raises ends the walk.
            against: An earlier export, kept in other hands, whose checkpoint must still fit.

        Raises:
            NotPermittedError: The user's roles do not read the trail.
            TrailExportError: ``against`` is no export of this trail.
        """
        self._check_role()
        marks, outside = self._guarding.witnesses()
        with self._context.store.read() as unit:
            total = unit.audit.length()
            if against is not None:
                database = unit.office.setting(DATABASE_SETTING)
                outside = (*outside, _brought(against, database))
            verdict = judge_trail(
                self._context,
                unit,
                outside,
                marks,
                lambda done: tell(done, total) if tell else None,
            )
        findings = tuple(
            TrailFinding(str(one.kind), one.seq, one.outside) for one in verdict.faults
        )
        with self._context.store.write() as unit:
            self._context.note(unit, "verify_trail", "", findings=len(findings))
            if not findings:
                self._context.seal(unit)
            sealed = verdict.sealed if findings else unit.audit.sealed()
        return TrailCheck(verdict.length, verdict.checkpoints, sealed, findings)

    def export(self, path: Path) -> Path:
        """Write the whole trail to ``path``; noted, and sealed, before anything is written.

        A name that ends in ``.csv`` gives a sheet for reading; any other gives JSON lines with the
        exact bytes, heads and the newest checkpoint, for checking without this program.

        Raises:
            NotPermittedError: The user's roles do not read the trail.
            FileTakenError: There is such a file; it is left alone.
            DiskFullError: No room left; nothing is written.
            FolderNotWritableError: The folder refuses; nothing is written.
        """
        self._check_role()
        if path.exists() or path.is_symlink():
            raise FileTakenError(file=path.name)
        is_sheet = path.suffix.lower() == ".csv"
        with self._context.store.write() as unit:
            form = "csv" if is_sheet else "jsonl"
            self._context.note(unit, "export_trail", "", format=form)
        with self._context.store.read() as unit:
            rows = tuple(unit.audit.rows())
            if is_sheet:
                content = trail_csv((row.entry for row in rows), self.people())
            else:
                database = unit.office.setting(DATABASE_SETTING)
                newest = unit.audit.newest_checkpoint(database)
                assert newest is not None  # the export itself was sealed
                key = self._context.device.signer.public_key
                pairs = ((row.entry, row.head) for row in rows)
                content = json_lines(database, key, pairs, newest.to_json())
        write_file(path, content)
        return path

    def _check_role(self) -> None:
        self._context.require(READ_TRAIL, "trail", "")

    def _filter(self, unit: CaseUnit, question: TrailQuestion) -> TrailFilter:
        about = question.about.strip()
        subjects, prefix = None, ""
        if about:
            found = self._file_with_code(unit, about)
            if found is not None:
                records = (one.id for one in unit.records.outlines(found))
                subjects = frozenset({found, *records})
            else:
                prefix = about.lower()
        return TrailFilter(
            user=question.user,
            actions=question.actions,
            subjects=subjects,
            prefix=prefix,
            since=_instant(question.since) if question.since else None,
            until=_instant(question.until + timedelta(days=1)) if question.until else None,
        )

    def _file_with_code(self, unit: CaseUnit, about: str) -> str | None:
        """Return the file of a code, for those who reach it."""
        if not roles.sees_files(self._context.user.roles):
            return None
        try:
            file = unit.case_files.with_code(CaseCode.parse(about))
        except InvalidCaseCodeError:
            return None
        return file.id if file and reaches(unit, self._context, file.id) else None

    def _codes(self, unit: CaseUnit, subjects: set[str]) -> Mapping[str, str]:
        """Return the codes behind files and records, of the files that the user reaches."""
        if not roles.sees_files(self._context.user.roles):
            return {}
        codes = unit.case_files.codes_of(subjects)
        reached = files_reached(unit, self._context)
        if reached is None:
            return codes
        known = set(unit.case_files.codes_of(reached).values())
        return {subject: code for subject, code in codes.items() if code in known}


def _called(entry: AuditEntry, logins: Mapping[str, str]) -> str:
    """Return the object of an act: nothing for oneself, a login, or the beginning of an id."""
    if entry.subject == entry.user:
        return ""
    return logins.get(entry.subject, entry.subject[:_SHORT])


def judge_trail(
    context: Context,
    unit: CaseUnit,
    outside: Iterable[Checkpoint] = (),
    marks: Iterable[tuple[int, bytes]] = (),
    tell: Callable[[int], None] = lambda _done: None,
) -> TrailVerdict:
    """Walk the trail of a unit of work; see ``trail_seal.judge``."""
    return trail_seal.judge(
        unit.audit.rows(),
        unit.audit.checkpoints(unit.office.setting(DATABASE_SETTING)),
        own_verifiers(unit) | {context.device.signer.key_id: context.device.signer.verifier},
        outside=outside,
        marks=marks,
        tell=tell,
    )


def _brought(path: Path, database: str) -> Checkpoint:
    """Return the checkpoint of an earlier export of this very trail."""
    with files.translated(path), path.open("rb") as file:
        try:
            found = Checkpoint.from_json(last_checkpoint(file))
        except ValueError as error:
            raise TrailExportError(file=path.name) from error
    if found.database != database:
        raise TrailExportError(file=path.name)
    return found


def _instant(day: date) -> str:
    """Return the first instant of a day in Peru, as it is stored."""
    start = datetime.combine(day, time(), LIMA)
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
