"""Every page of a SQLCipher 4 file and of its log, decrypted: what somebody with the key can read.

Free space inside pages and pages that no table uses are in it, as a forensic tool would have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
RESERVE = 80
IV = 16
SALT = 16
LOG_HEAD = 32
FRAME_HEAD = 24


def clear_pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield the content of every page of the file, then of every frame of its log."""
    data = path.read_bytes()
    for at in range(0, len(data), PAGE):
        yield _clear(data[at : at + PAGE], key, skip=SALT if at == 0 else 0)
    log = path.with_name(path.name + "-wal")
    data = log.read_bytes()[LOG_HEAD:] if log.exists() else b""
    for at in range(0, len(data), FRAME_HEAD + PAGE):
        frame = data[at : at + FRAME_HEAD + PAGE]
        is_first = int.from_bytes(frame[:4], "big") == 1
        yield _clear(frame[FRAME_HEAD:], key, skip=SALT if is_first else 0)


def holds(path: Path, key: bytes, phrase: str) -> bool:
    """Tell whether any page or frame holds a phrase; zero bytes of a cell's end are no barrier."""
    return any(phrase.encode() in page for page in clear_pages(path, key))


def _clear(page: bytes, key: bytes, *, skip: int) -> bytes:
    iv = page[PAGE - RESERVE : PAGE - RESERVE + IV]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(page[skip : PAGE - RESERVE]) + decryptor.finalize()
