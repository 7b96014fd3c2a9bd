"""Making one backup: consistent, encrypted copies of everything a workspace holds, in one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cem_desktop import __version__
from cem_desktop.crypto import backup_seal
from cem_desktop.errors import BackupError
from cem_desktop.services.backup_manifest import FileMark, Manifest
from cem_desktop.services.backup_reading import VAULT
from cem_desktop.services.context import Context
from cem_desktop.services.headquarters import Headquarters
from cem_desktop.services.headquarters_keys import ROOT_KEYS_FOLDER
from cem_desktop.services.identities import Identities
from cem_desktop.services.purging import KEPT_FOLDER
from cem_desktop.services.setup import DATABASE_SETTING
from cem_desktop.storage import backup_files, backup_frame, case_store, files, identity_store
from cem_desktop.storage import registry as registry_store
from cem_desktop.storage.attachment_folder import FOLDER
from cem_desktop.storage.backup_frame import FrameWriter
from cem_desktop.storage.copying import StoreCheck

_AS_THEY_ARE = (ROOT_KEYS_FOLDER, FOLDER, KEPT_FOLDER)
_TRIES = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Gathered:
    """What goes into a backup: where each file lies, and what the stores held."""

    sources: tuple[tuple[str, Path], ...]
    stores: dict[str, StoreCheck]
    size: int


@dataclass(frozen=True)
class Stamp:
    """When a backup was made, and what the state of the stores was just before."""

    made: str
    mark: str


@dataclass(frozen=True)
class Maker:
    """Makes backups of one open workspace."""

    context: Context
    identities: Identities
    headquarters: Headquarters | None

    @property
    def folder(self) -> Path:
        """Where the workspace is."""
        return self.context.vault.folder

    def needed(self) -> int:
        """Return about how many bytes a backup takes.

        Raises:
            FolderNotWritableError: The workspace cannot be read.
        """
        with files.translated(self.folder):
            found = [path for path in self.folder.iterdir() if path.name.startswith(_STORES)]
            found += [path for _name, path in self._as_they_are()]
            return sum(path.stat().st_size for path in found if path.is_file())

    def gather(self, scratch: Path, check_stopped: Callable[[], None]) -> Gathered:
        """Copy the stores into ``scratch``, and list what is taken as it is.

        Raises:
            StoreError: A store cannot be read, or there is no room.
            BackupError: The keys were changed meanwhile, again and again.
        """

        def tell(_done: int, _total: int) -> None:
            check_stopped()

        vault = self.folder / VAULT
        for attempt in range(_TRIES):
            room = scratch / str(attempt)
            with files.translated(room):
                room.mkdir()
                before = vault.read_bytes()
            stores = {
                case_store.FILE_NAME: self.context.store.copy_to(room / case_store.FILE_NAME, tell)
            }
            if self.headquarters is not None:
                target = room / registry_store.FILE_NAME
                stores[registry_store.FILE_NAME] = self.headquarters.copy_to(target, tell)
            identity = self.identities.copy_to(room, tell)
            if identity is not None:
                stores[identity_store.FILE_NAME] = identity
            with files.translated(vault):
                if vault.read_bytes() == before:
                    (room / VAULT).write_bytes(before)
                    return self._gathered(room, stores)
        raise BackupError(reason="keys_changed")

    def write(self, target: IO[bytes], gathered: Gathered, stamp: Stamp, tell: Progress) -> None:
        """Write a whole backup into ``target``.

        Raises:
            FolderNotWritableError: A file cannot be read.
        """
        done = 0

        def count(size: int) -> None:
            nonlocal done
            done += size
            tell(done, gathered.size)

        writer = FrameWriter(target, count)
        marks = []
        for name, path in gathered.sources:
            with files.translated(path), path.open("rb") as source:
                size = path.stat().st_size
                marks.append(FileMark(name, size, writer.add(name, source, size)))
        context = self.context
        with context.store.read() as unit:
            database = unit.office.setting(DATABASE_SETTING)
        manifest = Manifest(
            database=database,
            kind=str(context.kind),
            office=context.office,
            made=stamp.made,
            app=__version__,
            device=context.device.id,
            by=context.user.id,
            mark=stamp.mark,
            files=tuple(marks),
            stores=gathered.stores,
        )
        key = context.store.held_key()
        writer.finish(backup_seal.seal_manifest(manifest.to_bytes(), key, context.device.signer))

    def _gathered(self, room: Path, stores: dict[str, StoreCheck]) -> Gathered:
        """Return what goes into the backup, the vault first."""
        with files.translated(self.folder):
            copied = sorted((path.name, path) for path in room.iterdir() if path.name != VAULT)
            sources = ((VAULT, room / VAULT), *copied, *self._as_they_are())
            size = sum(path.stat().st_size for _name, path in sources)
        return Gathered(tuple(sources), stores, size)

    def _as_they_are(self) -> list[tuple[str, Path]]:
        """Return the encrypted files that are copied as they lie; unfinished ones are left out."""
        found = (path for folder in _AS_THEY_ARE for path in (self.folder / folder).rglob("*"))
        named = ((path.relative_to(self.folder).as_posix(), path) for path in sorted(found))
        return [
            (name, path)
            for name, path in named
            if backup_frame.is_name(name)
            and path.is_file()
            and not path.is_symlink()
            and path.suffix != backup_files.PART
        ]


_STORES = (case_store.FILE_NAME, identity_store.FILE_NAME, registry_store.FILE_NAME)
