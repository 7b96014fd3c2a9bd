"""The audit trail as files: a sheet to read, and JSON lines that anybody can check.

The lines hold the exact bytes of every entry and the head after it, the public key of the device,
and its newest checkpoint last (``docs/formats.md``). Neither holds a case code or an answer.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from cem_desktop.domain import strict_json
from cem_desktop.i18n import _
from cem_desktop.reports.csv_cells import harmless
from cem_desktop.reports.trail_words import act_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

FORMAT: Final = "CEMTRAIL"
_VERSION: Final = (1, 0)
_LONGEST_LINE: Final = 64 * 1024


def trail_csv(entries: Iterable[bytes], logins: Mapping[str, str]) -> bytes:
    """Return the entries as CSV for a spreadsheet, the oldest first, with a byte order mark."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(
        [
            _("Number"),
            _("Instant (UTC)"),
            _("Login"),
            _("User"),
            _("Act"),
            _("Code of the act"),
            _("On"),
            _("Details"),
        ]
    )
    for raw in entries:
        entry = strict_json.loads_object(raw)
        user = str(entry["user"])
        detail = entry["detail"] or {}
        cells: list[str | int] = [
            int(entry["seq"]),
            str(entry["at"]),
            logins.get(user, ""),
            user,
            act_words(str(entry["action"])),
            str(entry["action"]),
            str(entry["subject"]),
            json.dumps(detail, ensure_ascii=False) if detail else "",
        ]
        writer.writerow([harmless(cell) for cell in cells])
    return ("\ufeff" + file.getvalue()).encode()


def json_lines(
    database: str,
    public_key: bytes,
    rows: Iterable[tuple[bytes, bytes]],
    checkpoint: Mapping[str, Any],
) -> bytes:
    """Return the trail as JSON lines: what it is of, each entry with its head, the checkpoint."""
    first = {
        "format": FORMAT,
        "version": list(_VERSION),
        "database": database,
        "key": public_key.hex(),
    }
    lines = [strict_json.dumps(first)]
    lines += [
        b'{"entry":' + entry + b',"head":"' + head.hex().encode() + b'"}' for entry, head in rows
    ]
    lines.append(strict_json.dumps({"checkpoint": dict(checkpoint)}))
    return b"\n".join(lines) + b"\n"


def last_checkpoint(file: BinaryIO) -> Mapping[str, Any]:
    """Return the checkpoint that an export ends with; nothing is verified.

    Raises:
        ValueError: The file is no export of a trail, or was cut short.
    """
    first = strict_json.loads_object(file.readline(_LONGEST_LINE))
    if first.get("format") != FORMAT or first.get("version", [0])[0] != _VERSION[0]:
        raise ValueError("no export of a trail")
    last = b""
    while line := file.readline(_LONGEST_LINE):
        last = line
    found = strict_json.loads_object(last).get("checkpoint")
    if not isinstance(found, dict):
        raise ValueError("cut short")  # noqa: TRY004  (one error of reading)
    return found
