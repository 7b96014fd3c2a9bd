"""What runs in the child: a file on standard input, the cleaned one on standard output.

The answer is one line of JSON, then the bytes. A refusal is a line with its code. Whatever else
goes wrong ends the process without an answer, and the parent calls the file unreadable.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from typing import Any

from cem_desktop.cleaning.cleaned import Cleaned
from cem_desktop.cleaning.limits import CPU_SECONDS, MAX_CLEANED, MAX_INPUT, MEMORY
from cem_desktop.cleaning.pdf_pages import clean_pdf
from cem_desktop.cleaning.pictures import clean_picture
from cem_desktop.errors import AttachmentError, AttachmentKindError, AttachmentTooLargeError

_PDF = b"%PDF-"
_PDF_WITHIN = 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"II*\0", b"MM\0*")


def clean(data: bytes) -> Cleaned:
    """Return a file without its traces; what it is, its own bytes say, never its name.

    Raises:
        AttachmentError: It is not taken; the leaf class says why.
    """
    if len(data) > MAX_INPUT:
        raise AttachmentTooLargeError(size=len(data))
    if data.startswith(_PICTURES):
        cleaned = clean_picture(data)
    elif _PDF in data[:_PDF_WITHIN]:
        cleaned = clean_pdf(data)
    else:
        raise AttachmentKindError
    if len(cleaned.data) > MAX_CLEANED:
        raise AttachmentTooLargeError(size=len(cleaned.data))
    return cleaned


def main() -> None:
    """Answer for the file on standard input."""
    _limit_ourselves()
    out = sys.stdout.buffer
    try:
        cleaned = clean(sys.stdin.buffer.read(MAX_INPUT + 1))
    except AttachmentError as error:
        out.write(json.dumps({"error": error.code}).encode() + b"\n")
        return
    head: dict[str, Any] = {
        "kind": cleaned.kind,
        "size": len(cleaned.data),
        "sha256": hashlib.sha256(cleaned.data).hexdigest(),
        "pages": cleaned.pages,
        "thumbnail": base64.b64encode(cleaned.thumbnail or b"").decode(),
        "dropped": list(cleaned.dropped),
    }
    out.write(json.dumps(head).encode() + b"\n")
    out.write(cleaned.data)


def _limit_ourselves() -> None:
    """Take no more memory and time than a file may ask for; write no file, leave no core."""
    try:
        import resource
    except ImportError:  # Windows; the parent's clock and the limits of the formats remain
        return
    wanted = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in wanted.items():
        hard = resource.getrlimit(which)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (least, least))
