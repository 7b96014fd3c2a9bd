"""What a backup says of itself: whose it is, when it was made, and every file with its hash."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from cem_desktop.domain import period, strict_json
from cem_desktop.domain.json_fields import count, text
from cem_desktop.errors import BackupDamagedError, BackupTooNewError
from cem_desktop.services.context import OfficeProfile
from cem_desktop.storage.backup_frame import LONGEST_MANIFEST
from cem_desktop.storage.copying import StoreCheck

VERSION = 1
_HASH_DIGITS = 64


@dataclass(frozen=True)
class FileMark:
    """A file of a backup: its name in the frame, its bytes, their SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        database: Identity of the workspace's databases.
        kind: Office, laptop or headquarters.
        office: Which office.
        made: Instant of the snapshot.
        app: Version of the program that made it.
        device: Which device made it.
        by: Staff id of whoever worked then.
        mark: What the state of the stores was.
        files: Every file in it, in the order of the frame.
        stores: What the stores held that could be counted, by name of their file.
        extra: Fields of a newer program.
    """

    database: str
    kind: str
    office: OfficeProfile
    made: str
    app: str
    device: str
    by: str
    mark: str
    files: tuple[FileMark, ...]
    stores: dict[str, StoreCheck]
    extra: dict[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the manifest as it is signed and sealed."""
        return strict_json.dumps(
            {"v": VERSION}
            | {name: value for name, value in asdict(self).items() if name != "extra"}
            | self.extra
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read a manifest that was opened with the right key.

        Raises:
            BackupTooNewError: A newer program made it.
            BackupDamagedError: It makes no sense.
        """
        try:
            document = strict_json.loads_object(data, max_bytes=LONGEST_MANIFEST)
            if count(document.pop("v")) > VERSION:
                raise BackupTooNewError
            return _manifest(document)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupDamagedError(reason="manifest") from error

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(one.size for one in self.files)

    def fichas(self) -> int:
        """Return how many filled fichas ``case.db`` holds; each file has a record of its own."""
        return fichas_in(self.stores["case.db"].counts)

    def rows(self, table: str) -> int:
        """Return how many rows a table of ``case.db`` has."""
        return self.stores["case.db"].counts.get(table, 0)


def fichas_in(counts: dict[str, int]) -> int:
    """Return how many filled fichas a store holds, from its rows by table."""
    return counts.get("record", 0) - counts.get("case_file", 0)


def _manifest(document: dict[str, Any]) -> Manifest:
    files = tuple(
        FileMark(text(one["name"]), count(one["size"]), _hash(one["sha256"]))
        for one in document.pop("files")
    )
    stores = {
        text(name): StoreCheck(
            count(one["version"]),
            {text(table): count(rows) for table, rows in one["counts"].items()},
        )
        for name, one in document.pop("stores").items()
    }
    if "case.db" not in stores:
        raise ValueError("no case store")
    made = text(document.pop("made"))
    period.parse_stamp(made)
    return Manifest(
        office=OfficeProfile(**document.pop("office")),
        files=files,
        stores=stores,
        made=made,
        **{
            name: text(document.pop(name))
            for name in ("database", "kind", "app", "device", "by", "mark")
        },
        extra=document,
    )


def _hash(value: Any) -> str:
    if len(text(value)) != _HASH_DIGITS:
        raise ValueError("not a hash")
    return str(value)
