"""The hunt for clear text: a phrase in any file of a folder, in the shapes in which it may hide."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path


def shapes(phrase: str) -> Iterator[tuple[str, bytes]]:
    """Yield every shape of a phrase that is looked for, with its name."""
    raw = phrase.encode()
    yield "raw", raw
    yield "JSON", json.dumps(phrase).strip('"').encode()
    yield "UTF-16LE", phrase.encode("utf-16-le")
    yield "UTF-16BE", phrase.encode("utf-16-be")
    for offset in range(3):
        # Whatever stands before it, a text shows up in base64 in one of three ways.
        # Of it are taken all signs that hold nothing but the text: fewer would meet by chance.
        encoded = base64.b64encode(bytes(offset) + raw)
        start, end = -(-offset * 8 // 6), (offset + len(raw)) * 8 // 6
        yield f"base64+{offset}", encoded[start:end]
    yield "hexadecimal", raw.hex().encode()


def find(folder: Path, phrases: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return every file, phrase and shape that was found; file names are searched too."""
    wanted = [(phrase, name, shape) for phrase in phrases for name, shape in shapes(phrase)]
    found = []
    for path in sorted(folder.rglob("*")):
        data = path.name.encode() + b"\n"
        if path.is_file():
            data += path.read_bytes()
        found += [
            (str(path.relative_to(folder)), phrase, name)
            for phrase, name, shape in wanted
            if shape in data
        ]
    return found
