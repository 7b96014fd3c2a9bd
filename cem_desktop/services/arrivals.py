"""What arrives at headquarters by any way: a stick, a shared folder, the network's spool.

arrived -> verified -> taken in -> receipt. Each step can be done again: a bundle that was taken in
just before a power cut is taken in once more, without effect, and moved then. What is refused is
kept with its reason.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.domain import strict_json
from cem_desktop.services.bundle_import import ImportReport
from cem_desktop.services.headquarters import Headquarters
from cem_desktop.storage import bundle_files, files

IMPORTED, REFUSED, RECEIPTS = "imported", "refused", "receipts"


@dataclass(frozen=True)
class Handled:
    """One bundle that was handled.

    Attributes:
        report: What became of it.
        receipts: The sealed receipts that were written because of it.
    """

    report: ImportReport
    receipts: tuple[Path, ...] = ()


class WatchedFolder:
    """A folder that bundles arrive in.

    A file counts once it was as long and as old at two looks, for others copy into the folder.
    """

    def __init__(
        self,
        headquarters: Headquarters,
        folder: Path,
        *,
        keep: bool = True,
        receipts: Path | None = None,
    ) -> None:
        """Watch ``folder``.

        Args:
            headquarters: What takes the bundles in.
            folder: Where they arrive.
            keep: Move them to ``imported`` once they were taken in; else delete them.
            receipts: Where receipts are written to, None for nowhere.
        """
        self._headquarters = headquarters
        self.folder = folder
        self._keep = keep
        self._receipts = receipts
        self._seen: dict[Path, tuple[int, int]] = {}
        self._stuck: set[tuple[Path, int, int]] = set()

    def take_in(
        self, tell: Callable[[Handled], None] = lambda _handled: None, *, at_once: bool = False
    ) -> int:
        """Take in what has arrived; return how many bundles were handled.

        Args:
            tell: Told of every bundle; may raise to stop between two.
            at_once: Take also what was not there at the look before.

        Raises:
            NotPermittedError: The user's roles take in no bundles.
            StoreError: A store of headquarters cannot be written; everything is as it was.
            FolderNotWritableError: The folder cannot be read.
        """
        handled = 0
        before, self._seen = self._seen, {}
        for path in bundle_files.bundles_in(self.folder):
            with contextlib.suppress(FileNotFoundError):
                state = path.stat()
                mark = (state.st_size, state.st_mtime_ns)
                self._seen[path] = mark
                if (path, *mark) in self._stuck or not (at_once or before.get(path) == mark):
                    continue
                tell(self._handle(path, mark))
                handled += 1
        return handled

    def _handle(self, path: Path, mark: tuple[int, int]) -> Handled:
        (report,) = self._headquarters.import_bundles([path])
        receipts: tuple[Path, ...] = ()
        if self._receipts is not None and report.office:
            with files.translated(self._receipts):
                self._receipts.mkdir(parents=True, exist_ok=True)
            receipts = self._headquarters.write_receipts(self._receipts, report.office)
        try:
            self._move(path, report)
        except (
            OSError
        ):  # a stick that takes no changes; the bundle is not tried again until it does
            self._stuck.add((path, *mark))
        return Handled(report, receipts)

    def _move(self, path: Path, report: ImportReport) -> None:
        if report.error is None and not self._keep:
            path.unlink(missing_ok=True)
            return
        folder = self.folder / (IMPORTED if report.error is None else REFUSED)
        folder.mkdir(exist_ok=True)
        target = _free_name(folder, path)
        if report.error is not None:
            reason = {"code": report.error.code, "bundle": report.bundle, "office": report.office}
            target.with_name(target.name + ".json").write_bytes(strict_json.dumps(reason))
        path.replace(target)
        files.sync_folder(folder)


def _free_name(folder: Path, path: Path) -> Path:
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    return target
