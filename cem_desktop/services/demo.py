"""The demonstration: a printed table played as a year of work, from the ficha to the nation.

Every centre gets its own workspace with its own keys. Every case is filled through form engine and
services; bundles are sealed, carried and imported, receipts come back; headquarters counts.
Afterwards the workspaces stay, to be opened and looked at.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from cem_desktop.crypto import passphrase
from cem_desktop.crypto.passphrase import KdfParameters
from cem_desktop.domain.catalogue import Catalogue
from cem_desktop.domain.external_series import PrintedTable, PublishedFigures
from cem_desktop.domain.period import SetClock
from cem_desktop.domain.roles import WorkspaceKind, roles_of
from cem_desktop.errors import StoreExistsError
from cem_desktop.reports.figures import Figures
from cem_desktop.reports.table_json import table_json
from cem_desktop.services.bundle_import import ImportReport
from cem_desktop.services.context import HEADQUARTERS, OfficeProfile
from cem_desktop.services.demo_fill import DemoWriter
from cem_desktop.services.demo_plan import PlannedCase, PlannedOffice, plan
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.services.headquarters import Headquarters
from cem_desktop.services.setup import NewWorkspace, calibrated, create_workspace
from cem_desktop.services.unlock import open_workspace
from cem_desktop.services.workspace import Workspace
from cem_desktop.storage import files

LOGIN = "demo"
YEAR = 2008
MARK = "demonstration.txt"
Progress = Callable[[str, int, int], None]
_OPENING = time(15, tzinfo=UTC)
_PAUSE = timedelta(minutes=40)


@dataclass(frozen=True)
class DemoResult:
    """What the demonstration left.

    Attributes:
        folder: Where.
        passphrase: Of every workspace in it, for the login ``demo``.
        offices: The workspaces of the centres, the one with most cases first.
        headquarters: The workspace of headquarters.
        figures: The internal edition.
        reports: What became of each bundle.
        written: Files made: tables, bulletin.
    """

    folder: Path
    passphrase: str
    offices: tuple[Path, ...]
    headquarters: Path
    figures: Figures
    reports: tuple[ImportReport, ...]
    written: tuple[Path, ...]


def play(
    out: Path,
    table: PrintedTable,
    published: PublishedFigures,
    catalogue: Catalogue,
    *,
    progress: Progress | None = None,
    parameters: KdfParameters | None = None,
    floor_kib: int | None = None,
) -> DemoResult:
    """Play ``table`` in the folder ``out``; an earlier demonstration there is replaced.

    Args:
        out: Where to play; made if it is not there.
        table: The cases of a year by centre, sex and age.
        published: What else was published of that year, for headings, months and notes.
        catalogue: The dated catalogue.
        progress: Told what is done, steps done and steps in all; may raise to stop.
        parameters: The cost of Argon2id; calibrated to this machine by default.
        floor_kib: The least Argon2id memory to accept; only tests lower it.

    Raises:
        StoreExistsError: The folder holds something that is no demonstration; it is left alone.
    """
    _clear(out)
    offices = plan(table, published, catalogue, YEAR)
    world = _World(out, offices, parameters or calibrated(), floor_kib, progress or _silent)
    try:
        world.play()
        headquarters = world.headquarters()
        figures = headquarters.statistics.internal(YEAR, published)
        written = _write_results(out, headquarters, figures, published, catalogue)
    finally:
        world.close()
    return DemoResult(
        folder=out,
        passphrase=world.passphrase,
        offices=tuple(world.folder_of(one.profile) for one in offices),
        headquarters=world.folder_of(HEADQUARTERS),
        figures=figures,
        reports=tuple(world.reports),
        written=written,
    )


class _World:
    """The workspaces of one demonstration."""

    def __init__(
        self,
        out: Path,
        offices: Sequence[PlannedOffice],
        parameters: KdfParameters,
        floor_kib: int | None,
        progress: Progress,
    ) -> None:
        self._out = out
        self._offices = offices
        self._parameters = parameters
        self._floor_kib = floor_kib
        self._progress = progress
        self._library = FormLibrary()
        self._clock = SetClock(datetime.combine(date(YEAR, 1, 1), _OPENING))
        self._road = out / "road"
        self._central: Workspace | None = None
        self._steps = len(offices) + 1
        self._done = 0
        self.passphrase = passphrase.suggest()
        self.reports: list[ImportReport] = []

    def play(self) -> None:
        """Play every centre, one after the other, then bring the receipts back."""
        self._road.mkdir(parents=True)
        self._central = self._create(HEADQUARTERS, WorkspaceKind.HEADQUARTERS)
        self._step(HEADQUARTERS.name)
        for seed, office in enumerate(self._offices):
            self._play_office(office, seed)
            self._step(office.profile.name)

    def headquarters(self) -> Headquarters:
        """Return headquarters' services."""
        assert self._central is not None
        assert self._central.headquarters is not None
        return self._central.headquarters

    def folder_of(self, profile: OfficeProfile) -> Path:
        """Return the folder of a workspace."""
        return self._out / "workspaces" / profile.id

    def close(self) -> None:
        """Close headquarters."""
        if self._central is not None:
            self._central.close()

    def _play_office(self, office: PlannedOffice, seed: int) -> None:
        """A year of one centre: workspace, enrolment, cases, bundle, receipt."""
        self._clock.at = datetime.combine(date(YEAR, 1, 1), _OPENING)
        workspace = self._create(office.profile, WorkspaceKind.OFFICE)
        try:
            self._enrol(workspace, office.profile)
            writer = DemoWriter(seed)
            for case in office.cases:
                self._fill(workspace, writer, case)
            self._clock.at = datetime.combine(date(YEAR + 1, 1, 5), _OPENING)
            exported = workspace.sync_out.export(self._road)
            self.reports += self.headquarters().import_bundles([exported.path])
            for receipt in self.headquarters().write_receipts(self._road, office.profile.id):
                workspace.sync_out.receive(receipt)
        finally:
            workspace.close()

    def _create(self, profile: OfficeProfile, kind: WorkspaceKind) -> Workspace:
        folder = self.folder_of(profile)
        folder.parent.mkdir(parents=True, exist_ok=True)
        roles = tuple(role.id for role in roles_of(kind))
        new = NewWorkspace(kind, profile, LOGIN, roles, self.passphrase)
        create_workspace(folder, new, clock=self._clock, parameters=self._parameters)
        return open_workspace(
            folder,
            LOGIN,
            self.passphrase,
            clock=self._clock,
            library=self._library,
            floor_kib=self._floor_kib,
        )

    def _enrol(self, workspace: Workspace, profile: OfficeProfile) -> None:
        """Request, telephone, answer, six words: the words are read from the other side."""
        central = self.headquarters()
        request = workspace.enrolment.write_request(self._road)
        heard = " ".join(workspace.enrolment.state().request_words)
        answer = central.approve(central.read_request(request), heard, profile, self._road)
        workspace.enrolment.accept(answer, " ".join(central.root_words()))

    def _fill(self, workspace: Workspace, writer: DemoWriter, case: PlannedCase) -> None:
        """One case: first contact, then its coded file, on the day of its opening."""
        self._clock.at = datetime.combine(case.opened, _OPENING)
        first = workspace.fichas.begin("f01", None)
        writer.fill(first.session, case)
        workspace.fichas.save_draft(first)
        saved = workspace.fichas.close(first)
        self._clock.at += _PAUSE
        second = workspace.fichas.begin("f06", saved.file)
        writer.fill(second.session, case)
        workspace.fichas.close(second)

    def _step(self, name: str) -> None:
        self._done += 1
        self._progress(name, self._done, self._steps)


def _write_results(
    out: Path,
    headquarters: Headquarters,
    internal: Figures,
    published: PublishedFigures,
    catalogue: Catalogue,
) -> tuple[Path, ...]:
    """Write both editions of the table and the public bulletin."""
    statistics = headquarters.statistics
    public = statistics.publish(YEAR, published)
    results = {
        f"table-{YEAR}.json": _json(internal),
        f"table-{YEAR}-public.json": _json(public),
        f"table-{YEAR}-public.csv": statistics.csv(public).encode(),
        f"bulletin-{YEAR}-public.pdf": statistics.pdf(public, catalogue),
        f"bulletin-{YEAR}-internal.pdf": statistics.pdf(internal, catalogue),
    }
    for name, data in results.items():
        files.write_whole(out / name, data)
    return tuple(out / name for name in results)


def _json(figures: Figures) -> bytes:
    return (json.dumps(table_json(figures), ensure_ascii=False, indent=1) + "\n").encode()


def _clear(out: Path) -> None:
    """Make room for a demonstration; never over anything else."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            raise StoreExistsError(file=out.name)
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    files.write_whole(out / MARK, b"This folder holds a demonstration and may be replaced.\n")


def _silent(_name: str, _done: int, _steps: int) -> None:
    """Tell nobody."""
