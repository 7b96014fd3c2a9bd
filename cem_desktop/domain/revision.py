"""A revision: one signed, immutable step in the life of a record.

The bytes are kept verbatim and are what is signed and hashed; they are never written again from
the parsed form. ``salt`` keeps anybody who only sees the identifier from guessing short answers.
Format: docs/formats.md, "Revision".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cem_desktop.domain import strict_json
from cem_desktop.domain.frozen_version import FrozenVersion
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.strict_json import JsonValue

VERSION = 1
_HASH_PREFIX = b"CEMREV1\0"
_PARTS = re.compile(r"[0-9]{1,18}|[A-Za-z]+")
_HEX64 = re.compile(r"[0-9a-f]{64}")
_KEYS = frozenset(
    "v rec file parents dev author lam wall clock form set why reason salt paper frozen".split()  # noqa: SIM905
)

FILE_FORM = "file"
"""The form id of the record that opens a coded file; its record id is the file's own id."""


@dataclass(frozen=True)
class Revision:
    """What one revision says.

    Attributes:
        record: The record's UUID.
        file: The UUID of the coded file it belongs to, or None (a record of the office).
        parents: The revisions that its author saw, none for the first.
        device: The key id of the device that signed it.
        author: The staff id of the person who wrote it.
        lamport: One more than the highest of its parents; an ordering hint, decides nothing.
        wall: The device's clock, as ``period.stamp`` writes it; an annotation, decides nothing.
        clock: ``ok`` or ``suspect``.
        form: ``form_id@version``.
        fields: Path to the new value; None takes the answer back.
        why: ``open``, ``edit``, ``rectification``, ``resolve``, ``confirm``, ``freeze`` or
            ``filing``.
        salt: 128 random bits in hexadecimal.
        reason: What a person wrote down for a rectification or a resolution.
        paper: The paper that ``author`` typed it from, if it was one.
        frozen: The version of a document that it froze, as its parents left the text.
    """

    record: str
    file: str | None
    parents: tuple[str, ...]
    device: str
    author: str
    lamport: int
    wall: str
    clock: str
    form: str
    fields: Mapping[str, JsonValue]
    why: str
    salt: str
    reason: str | None = None
    paper: Paper | None = None
    frozen: FrozenVersion | None = None
    unknown: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def form_id(self) -> str:
        """Return the form without its version."""
        return self.form.partition("@")[0]

    @property
    def form_version(self) -> str:
        """Return the version of the form."""
        return self.form.partition("@")[2]

    def pack(self) -> bytes:
        """Return the bytes to sign, hash and keep."""
        body: dict[str, JsonValue] = {
            "v": VERSION,
            "rec": self.record,
            "file": self.file,
            "parents": list(self.parents),
            "dev": self.device,
            "author": self.author,
            "lam": self.lamport,
            "wall": self.wall,
            "clock": self.clock,
            "form": self.form,
            "set": dict(self.fields),
            "why": self.why,
            "salt": self.salt,
        }
        if self.reason is not None:
            body["reason"] = self.reason
        if self.paper is not None:
            body["paper"] = self.paper.to_json()
        if self.frozen is not None:
            body["frozen"] = self.frozen.to_json()
        return strict_json.dumps(body | dict(self.unknown))


def version_rank(version: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """Return what orders versions as people count them: ``2026.10`` comes after ``2026.9``."""
    parts = _PARTS.findall(version)
    return tuple((int(one), "") if one.isdigit() else (-1, one) for one in parts), version


def revision_id(data: bytes) -> str:
    """Return the identifier of a revision: SHA-256 over a prefix and its bytes, in hexadecimal."""
    return hashlib.sha256(_HASH_PREFIX + data).hexdigest()


def unpack(data: bytes) -> Revision:
    """Return what the bytes of a revision say; unknown keys are kept aside.

    Raises:
        ValueError: Not a revision of this version.
    """
    body = strict_json.loads(data)
    if not isinstance(body, dict) or body.get("v") != VERSION:
        raise ValueError("version")
    try:
        revision = Revision(
            record=_text(body["rec"]),
            file=None if body["file"] is None else _text(body["file"]),
            parents=tuple(_hash(parent) for parent in body["parents"]),
            device=_text(body["dev"]),
            author=_text(body["author"]),
            lamport=_count(body["lam"]),
            wall=_text(body["wall"]),
            clock=_text(body["clock"]),
            form=_text(body["form"]),
            fields={_text(path): value for path, value in body["set"].items()},
            why=_text(body["why"]),
            salt=_text(body["salt"]),
            reason=None if body.get("reason") is None else _text(body["reason"]),
            paper=None if body.get("paper") is None else Paper.from_json(body["paper"]),
            frozen=None if body.get("frozen") is None else FrozenVersion.from_json(body["frozen"]),
            unknown={key: value for key, value in body.items() if key not in _KEYS},
        )
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("shape") from fault
    return revision


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _hash(value: JsonValue) -> str:
    if not isinstance(value, str) or not _HEX64.fullmatch(value):
        raise TypeError
    return value


def _count(value: JsonValue) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value
