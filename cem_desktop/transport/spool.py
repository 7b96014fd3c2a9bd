"""The folder in which a receiver keeps what arrives: the length of a file is its offset.

```
uploads/<id>.part    what came so far
uploads/<id>.json    whose it is, how long it will be, its hash
uploads/<id>.check   while a chunk with a checksum comes: the length to go back to
arrived/<id>.cem     whole, its hash compared; waits to be taken in
outbox/<device>/     what a device may fetch
```

Nothing is in memory that a power cut could make untrue. A name is random and says nothing. What
nobody has gone on with for a week is thrown away.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, text
from cem_desktop.transport.pass_document import HEADQUARTERS, Caller, Parcel

SUFFIX = ".cem"
MAX_LENGTH = 2 * 1024 * 1024 * 1024
_ID = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[0-9a-f]{16,64}\.cem")
_DEVICE = re.compile(r"d_[0-9a-f]{16}")
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Quota:
    """What may lie in the spool.

    Attributes:
        device: Bytes announced or kept of one device.
        total: Bytes of all.
        uploads: Unfinished uploads of one device.
        spare: Bytes of the disk that stay free.
        life: Seconds after which an upload that nobody goes on with is dropped.
        carried: Seconds after which what a device has not fetched is dropped; it is sealed again
            by who sent it, for no receipt came.
    """

    device: int = 4 * 1024 * 1024 * 1024
    total: int = 64 * 1024 * 1024 * 1024
    uploads: int = 32
    spare: int = 512 * 1024 * 1024
    life: float = 7 * 24 * 3600
    carried: float = 60 * 24 * 3600


@dataclass(frozen=True)
class Entry:
    """An upload, as its file beside it says.

    Attributes:
        id: Random; the last part of its path.
        device: Who may go on with it.
        office: Of the device.
        to: ``headquarters`` or a device.
        length: Bytes in all.
        sha256: Their hash.
        opened_by: Hash of the pass that opened it.
        done: It is whole and has been handed on.
    """

    id: str
    device: str
    office: str
    to: str
    length: int
    sha256: str
    opened_by: str
    done: bool = False

    @property
    def parcel(self) -> Parcel:
        """What its pass must announce."""
        return Parcel(self.length, self.sha256, self.to)


class Spool:
    """The folder of a receiver."""

    def __init__(
        self, folder: Path, quota: Quota | None = None, now: Callable[[], float] = time.time
    ) -> None:
        """Keep everything in ``folder``, which is made when it is missing.

        Raises:
            OSError: It cannot be written.
        """
        self.folder = folder
        self.quota = quota or Quota()
        self._now = now
        self.uploads, self.arrived = folder / "uploads", folder / "arrived"
        for one in (self.uploads, self.arrived, folder / "outbox"):
            one.mkdir(parents=True, exist_ok=True)
        for entry in self._entries():
            self._go_back(entry)
            if not entry.done and self.offset(entry) == entry.length:
                self.finish(entry)

    def find(self, upload: str) -> Entry | None:
        """Return an upload by its id."""
        if not _ID.fullmatch(upload):
            return None
        try:
            document = strict_json.loads_object((self.uploads / f"{upload}.json").read_bytes())
            return Entry(
                upload,
                text(document["device"]),
                text(document["office"]),
                text(document["to"]),
                count(document["length"]),
                text(document["sha256"]),
                text(document["opened_by"]),
                bool(document["done"]),
            )
        except (OSError, ValueError, KeyError):
            return None

    def same(self, caller: Caller, parcel: Parcel) -> Entry | None:
        """Return the unfinished upload of the same file by the same device."""
        wanted = (caller.device, parcel)
        found = (one for one in self._entries() if (one.device, one.parcel) == wanted)
        return next((one for one in found if not one.done), None)

    def has_room(self, caller: Caller, parcel: Parcel) -> bool:
        """Tell whether an upload of this length may begin."""
        own = total = number = 0
        for entry in self._entries():
            if not entry.done or self._is_kept(entry):
                total += entry.length
                own += entry.length if entry.device == caller.device else 0
                number += entry.device == caller.device and not entry.done
        free = shutil.disk_usage(self.folder).free
        return (
            number < self.quota.uploads
            and own + parcel.length <= self.quota.device
            and total + parcel.length <= self.quota.total
            and parcel.length + self.quota.spare <= free
        )

    def begin(self, caller: Caller, parcel: Parcel, opened_by: str) -> Entry:
        """Make an upload of nothing yet."""
        entry = Entry(
            secrets.token_hex(16),
            caller.device,
            caller.office,
            parcel.to,
            parcel.length,
            parcel.sha256,
            opened_by,
        )
        self.part(entry).touch()
        self._write(entry)
        return entry

    def part(self, entry: Entry) -> Path:
        """Return the file of what came so far."""
        return self.uploads / f"{entry.id}.part"

    def offset(self, entry: Entry) -> int:
        """Return how many bytes are here."""
        return entry.length if entry.done else self.part(entry).stat().st_size

    def begin_checked(self, entry: Entry) -> None:
        """Remember how long the file is, before a chunk whose checksum comes to be compared."""
        self._write_whole(
            self.uploads / f"{entry.id}.check", str(self.offset(entry)).encode("ascii")
        )

    def end_checked(self, entry: Entry, *, holds: bool) -> None:
        """Keep the chunk if its checksum holds; else go back."""
        if not holds:
            self._go_back(entry)
        (self.uploads / f"{entry.id}.check").unlink(missing_ok=True)

    def finish(self, entry: Entry) -> bool:
        """Compare the whole file with its hash and hand it on; False where it is another file."""
        part = self.part(entry)
        if _digest_of(part) != entry.sha256:
            self.drop(entry)
            return False
        place = self._place(entry)
        place.parent.mkdir(parents=True, exist_ok=True)
        part.replace(place)
        _sync_folder(place.parent)
        _sync_folder(self.uploads)
        self._write(Entry(**asdict(entry) | {"done": True}))
        return True

    def drop(self, entry: Entry) -> None:
        """Forget an upload; what was handed on stays."""
        self._remove(entry.id)

    def sweep(self) -> int:
        """Drop what nobody went on with; return how many.

        What was handed on and lies here still counts for the quota of who sent it.
        """
        oldest = self._now() - self.quota.life
        newest: dict[str, float] = {}
        for path in self.uploads.iterdir():
            with contextlib.suppress(FileNotFoundError):
                upload = path.name.partition(".")[0]
                newest[upload] = max(newest.get(upload, 0.0), path.stat().st_mtime)
        kept = {one.id for one in self._entries() if one.done and self._is_kept(one)}
        stale = [one for one, at in newest.items() if at < oldest and one not in kept]
        for upload in stale:
            self._remove(upload)
        carried = self._now() - self.quota.carried
        for path in self.folder.glob("outbox/*/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < carried:
                    path.unlink()
                    stale.append(path.name)
        return len(stale)

    def outbox(self, device: str) -> Path:
        """Return the folder of what a device may fetch.

        Raises:
            ValueError: Not the id of a device.
        """
        if not _DEVICE.fullmatch(device):
            raise ValueError("not a device")
        return self.folder / "outbox" / device

    def waiting(self, device: str) -> list[Path]:
        """Return the bundles that lie ready for a device, the oldest first."""
        with contextlib.suppress(FileNotFoundError):
            found = [one for one in self.outbox(device).iterdir() if _NAME.fullmatch(one.name)]
            return sorted(found, key=lambda one: (one.stat().st_mtime_ns, one.name))
        return []

    def ready(self, device: str, name: str) -> Path | None:
        """Return one bundle of a device by its name."""
        path = self.outbox(device) / name
        return path if _NAME.fullmatch(name) and path.is_file() else None

    def _remove(self, upload: str) -> None:
        for suffix in ("part", "check", "json", "json.new", "check.new"):
            (self.uploads / f"{upload}.{suffix}").unlink(missing_ok=True)

    def _place(self, entry: Entry) -> Path:
        folder = self.arrived if entry.to == HEADQUARTERS else self.outbox(entry.to)
        return folder / f"{entry.id}{SUFFIX}"

    def _is_kept(self, entry: Entry) -> bool:
        return self._place(entry).exists()

    def _entries(self) -> Iterator[Entry]:
        for path in list(self.uploads.glob("*.json")):
            entry = self.find(path.stem)
            if entry is None:
                continue
            if not entry.done and not self.part(entry).exists():
                if not self._is_kept(entry):  # a power cut between two files: it never began
                    self.drop(entry)
                    continue
                entry = Entry(**asdict(entry) | {"done": True})
                self._write(entry)
            yield entry

    def _go_back(self, entry: Entry) -> None:
        mark = self.uploads / f"{entry.id}.check"
        if mark.exists() and not entry.done:
            length = int(mark.read_bytes() or b"0")
            with self.part(entry).open("r+b") as file:
                file.truncate(min(length, self.offset(entry)))
                os.fsync(file.fileno())
            mark.unlink()

    def _write(self, entry: Entry) -> None:
        document = asdict(entry)
        del document["id"]
        self._write_whole(self.uploads / f"{entry.id}.json", strict_json.dumps(document))

    def _write_whole(self, path: Path, data: bytes) -> None:
        beside = path.with_name(path.name + ".new")
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync_folder(path.parent)


def _digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
