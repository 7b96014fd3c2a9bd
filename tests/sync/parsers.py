"""Every parser that reads what others wrote, as one function each: bytes in, or the house's error.

``test_parsers.py`` feeds them with hypothesis, ``benchmarks/fuzz.py`` with atheris where it is.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "vectors")]

from bundle_world import HQ_IDENTITY, HQ_RECIPIENT, opened  # noqa: E402
from every_byte import BUNDLES, DOCUMENTS, KNOWN, Importing, begin_of, bundle, pieces  # noqa: E402
from make_vectors import BODIES, REVISION, Vector  # noqa: E402

from cem_desktop.crypto import sealing  # noqa: E402
from cem_desktop.crypto.signing import Envelope  # noqa: E402
from cem_desktop.crypto.vault import Vault  # noqa: E402
from cem_desktop.domain import erasure, revision, strict_json  # noqa: E402
from cem_desktop.sync import records, segments  # noqa: E402
from cem_desktop.sync.blobs import BlobReader, read_begin  # noqa: E402
from cem_desktop.sync.bundle import read_bundle  # noqa: E402
from cem_desktop.sync.bundle_parser import BundleParser  # noqa: E402
from cem_desktop.sync.delivery import EndRecord  # noqa: E402
from cem_desktop.sync.form_document import read_passed_on  # noqa: E402
from cem_desktop.sync.header import BundleHeader  # noqa: E402
from cem_desktop.sync.lease import LeaseEntry  # noqa: E402
from cem_desktop.sync.letter import Letter  # noqa: E402
from cem_desktop.sync.office_roster import OfficeRoster  # noqa: E402
from cem_desktop.sync.official import OfficialEntry  # noqa: E402
from cem_desktop.sync.projection import read_projection  # noqa: E402
from cem_desktop.sync.roster import Root, Roster  # noqa: E402

_INSIDE = opened(bundle(BUNDLES[0]))
_FRONT, _SEGMENTS = pieces(_INSIDE)
_FRAME = _SEGMENTS[0][segments.SEGMENT_HEAD.size : -64]
_RECIPIENTS = frozenset({sealing.recipient_digest(HQ_RECIPIENT)})


def _parse_inside(data: bytes) -> None:
    with BundleParser(_RECIPIENTS, KNOWN.get, Importing().begin) as parser:
        parser.write(data)
        parser.finish()


def _read_sealed(data: bytes) -> None:
    read_bundle(io.BytesIO(data), [HQ_IDENTITY], KNOWN.get, Importing().begin)


def _take_blobs(data: bytes) -> None:
    """Take any records as those of attachments."""
    reader = BlobReader()
    for kind, body in records.split(data):
        if kind == records.RecordType.BLOB_BEGIN:
            reader.begin(body)
        elif kind == records.RecordType.BLOB_CHUNK:
            reader.chunk(body)
    reader.check_closed()


def _payload(name: str) -> bytes:
    return Envelope.from_bytes(DOCUMENTS[name][0]).payload


def _of_vector(name: str) -> bytes:
    path = HERE.parent / "vectors" / f"{name}.vector"
    return bytes(Vector.from_bytes(path.read_bytes()).body)


PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "strict JSON": (strict_json.loads_object, b'{"a":[1,null,{"b":"x"}]}'),
    "header": (BundleHeader.from_bytes, _FRONT[44:-64]),
    "records": (records.split, records.pack(2, BODIES[0]) + records.pack(0x90, b"x")),
    "frame": (segments.decompress, _FRAME),
    "inside": (_parse_inside, _INSIDE),
    "sealed": (_read_sealed, bundle(BUNDLES[0])),
    "end": (EndRecord.from_bytes, b'{"to_seq":1,"head":"' + b"a" * 64 + b'","counts":{"2":1}}'),
    "blob begin": (read_begin, begin_of(b"x")),
    "blobs": (
        _take_blobs,
        records.pack(3, begin_of(b"x")) + records.pack(4, b"x"),
    ),
    "projection": (read_projection, _of_vector("projection-success")),
    "revision": (revision.unpack, REVISION.pack()),
    "erasure": (erasure.unpack, _of_vector("erasure-success")),
    "lease": (LeaseEntry.from_bytes, b'{"v":1,"lease":"x","act":"out","file":"*"}'),
    "letter": (Letter.from_bytes, _of_vector("letter-of-authorisation")),
    "official": (OfficialEntry.from_bytes, _of_vector("official-success")),
    "form": (read_passed_on, _of_vector("form-success")),
    "envelope": (Envelope.from_bytes, DOCUMENTS["roster"][0]),
    "root's payload": (Root.from_payload, _payload("root, the first")),
    "roster's payload": (Roster.from_payload, _payload("roster")),
    "office roster's payload": (OfficeRoster.from_payload, _payload("office roster")),
    "vault": (Vault.from_bytes, DOCUMENTS["vault.json"][0]),
} | {
    f"{name}, signed": (reader, data)
    for name, (data, reader) in DOCUMENTS.items()
    if name != "vault.json"  # each try that gets far costs a passphrase
}
"""By name: the parser, and bytes that it takes, from which others are made."""

RAISES_VALUE_ERRORS = frozenset({"strict JSON", "revision", "erasure"})
"""Whose callers turn a ``ValueError`` into the house's error."""
