"""Several bundles into headquarters' registry, in whatever order they lie in the folder.

A long feed comes in several files, and a stick does not keep their order. One that begins too late
waits until the others were taken in; only what then still lacks what comes before it is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.errors import BundleError, BundleGapError, FolderNotWritableError
from cem_desktop.services.bundle_import import Identities, ImportReport, import_bundle
from cem_desktop.services.context import Context
from cem_desktop.services.epochs import heed
from cem_desktop.services.import_room import ImportRoom
from cem_desktop.services.letter_feeds import take_receipts
from cem_desktop.storage import bundle_files
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.quarantine import QuarantinedEntry
from cem_desktop.storage.registry import RegistryStore
from cem_desktop.sync.header import BundleHeader
from cem_desktop.sync.trusted_set import TrustedSet

Tell = Callable[[int, int], None]
_BEYOND_CUT = "beyond the cut"


@dataclass(frozen=True)
class ImportRound:
    """Takes bundles into the registry, one after the other, each in a transaction of its own."""

    context: Context
    registry: RegistryStore
    trusted: TrustedSet
    identities: Identities

    def run(self, paths: Sequence[Path], tell: Tell | None = None) -> tuple[ImportReport, ...]:
        """Return what became of each file, in the order in which they were given.

        Args:
            paths: The files.
            tell: Told bytes read and bytes in all; may raise to stop. What was taken in whole by
                then stays, the bundle at hand leaves nothing.

        Raises:
            DiskFullError: Too little room; the bundle at hand leaves nothing.
            StoreError: A store of headquarters itself cannot be written.
        """
        sizes = [_size_of(path) for path in paths]
        total, done = sum(sizes), 0
        reports: dict[int, ImportReport] = {}
        waiting = list(range(len(paths)))
        while waiting:
            late: list[int] = []
            for number in waiting:
                report = self._try(paths[number], _telling(tell, done, total))
                if isinstance(report.error, BundleGapError):
                    late.append(number)
                else:
                    done += sizes[number]
                    self._conclude(report)
                reports[number] = report
            if len(late) == len(waiting):
                for number in late:
                    self._conclude(reports[number])
                break
            waiting = late
        if tell is not None:
            tell(total, total)
        return tuple(reports[number] for number in range(len(paths)))

    def _try(self, path: Path, tell: Callable[[int], None] | None) -> ImportReport:
        """Import one bundle; the trail tells of the try before and of the outcome after."""
        with self.context.store.write() as unit:
            self.context.note(unit, "import_begun", bundle_files.own_name(path))
        try:
            room = ImportRoom(self.context.vault.folder, path, tell)
            return import_bundle(
                self.registry,
                path,
                self.identities,
                self.trusted,
                self.context.stamp(),
                room.read,
            )
        except BundleError as error:
            return ImportReport.refused_file(path, error)
        except FolderNotWritableError as error:
            if error.details.get("file") != path.name:
                raise
            return ImportReport.refused_file(path, error)

    def _conclude(self, report: ImportReport) -> None:
        with self.context.store.write() as unit:
            if report.header is not None and report.office and self._is_active(report.header):
                gap = isinstance(report.error, BundleGapError)
                heed(unit, self.context, report.office, report.header, gap=gap)
            take_receipts(unit, self.context, report)
            self._hold_back(unit, report)
            self.context.note(
                unit,
                "import",
                report.bundle,
                office=report.office,
                records=report.records,
                fresh=report.fresh,
                code=report.error.code if report.error else "",
            )

    def _is_active(self, header: BundleHeader) -> bool:
        """Tell whether the sender is heeded: whoever stole a PC would have us say anything."""
        roster = self.trusted.roster
        device = roster.device(header.sender) if roster else None
        return device is not None and device.is_active

    def _hold_back(self, unit: CaseUnit, report: ImportReport) -> None:
        """Keep apart what a PC that was taken off the roster brought beyond its cut."""
        if report.header is None or report.header.start is None:
            return
        for seq, record_type, body in report.held:
            unit.quarantine.add(
                QuarantinedEntry(
                    report.header.start.feed,
                    seq,
                    report.header.sender,
                    record_type,
                    body,
                    self.context.stamp(),
                    _BEYOND_CUT,
                )
            )
        if report.held:
            unit.touched |= {"devices"}


def _telling(tell: Tell | None, done: int, total: int) -> Callable[[int], None] | None:
    if tell is None:
        return None
    return lambda read: tell(min(done + read, total), total)


def _size_of(path: Path) -> int:
    """Return the size of a file; one that cannot be asked is refused when it is opened."""
    try:
        return bundle_files.size_of(path)
    except FolderNotWritableError:
        return 0
