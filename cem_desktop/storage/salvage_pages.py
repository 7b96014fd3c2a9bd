"""The pages of a damaged store, and the rows that stand on those that are whole.

A store that is damaged cannot be asked by SQL for all that it still has: after one bad page the
connection answers nothing more, and a bad page inside the tree hides all good ones below it. So its
pages are read one by one. A page is taken from the log where a whole commit stands there, else from
the file. Everything is bounded; whatever does not make sense is lost, and nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cem_desktop.crypto.store_pages import PAGE_SIZE, SALT_SIZE, USABLE, PageKey
from cem_desktop.storage import files

LEAF, INTERIOR = 0x0D, 0x05
_HEADER_OF_FILE = 100
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_LITTLE, _WAL_BIG = 0x377F0682, 0x377F0683
_WORD = 0xFFFFFFFF
_MOST_VARINT = 9
Value = int | float | str | bytes | None


@dataclass(frozen=True)
class Row:
    """A row as it stands on a page; None for its values where an overflow page is damaged."""

    rowid: int
    values: tuple[Value, ...] | None


class Pages:
    """The pages of a store, as of its last whole commit."""

    def __init__(self, path: Path, key: bytes, salts: tuple[bytes, ...] = ()) -> None:
        """Read the store at ``path`` and its log.

        Args:
            path: The store; it is only read.
            key: Its raw key.
            salts: What it may begin with, where its own beginning is damaged.

        Raises:
            FolderNotWritableError: It cannot be read.
        """
        with files.translated(path):
            self._file = path.open("rb")
            size = path.stat().st_size
            log = path.with_name(f"{path.name}-wal")
            logged = log.read_bytes() if log.is_file() else b""
        self._logged, committed = _committed(logged)
        self.count = committed or -(-size // PAGE_SIZE)
        self._key = self._fitting(key, (self._raw(1)[:SALT_SIZE], *salts))

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def read(self, number: int) -> bytes | None:
        """Return a page, or None where it is damaged or beyond the end."""
        if not 1 <= number <= self.count:
            return None
        return self._key.open(number, self._raw(number))

    def _raw(self, number: int) -> bytes:
        if number in self._logged:
            return self._logged[number]
        self._file.seek((number - 1) * PAGE_SIZE)
        return self._file.read(PAGE_SIZE)

    def _fitting(self, key: bytes, salts: tuple[bytes, ...]) -> PageKey:
        """Return the key with which most of the first pages open."""
        known = [PageKey(key, salt) for salt in dict.fromkeys(salts) if len(salt) == SALT_SIZE]
        sample = range(2, min(self.count, 40) + 1)

        def fits(one: PageKey) -> int:
            return sum(one.open(number, self._raw(number)) is not None for number in sample)

        return max(known, key=fits, default=PageKey(key, bytes(SALT_SIZE)))


def page_type(number: int, page: bytes) -> int:
    """Return what kind of page it is."""
    return page[_start(number)]


def children(number: int, page: bytes) -> list[int]:
    """Return the pages below an interior page, in order.

    Raises:
        ValueError: The page makes no sense.
    """
    start = _start(number)
    found = [_u32(page, pointer) for pointer in _pointers(start, page, 12)]
    return [*found, _u32(page, start + 8)]


def rows_on(pages: Pages, number: int, page: bytes) -> Iterator[Row]:
    """Yield the rows of a leaf page, each by itself: one that makes no sense is passed over."""
    start = _start(number)
    try:
        pointers = _pointers(start, page, 8)
    except ValueError:
        return
    for pointer in pointers:
        try:
            size, at = _varint(page, pointer)
            rowid, at = _varint(page, at)
            signed = rowid - (1 << 64) if rowid >> 63 else rowid
            payload = _payload(pages, page, at, size)
            yield Row(signed, None if payload is None else _record(payload))
        except (ValueError, IndexError, struct.error, OverflowError):
            continue


def _start(number: int) -> int:
    return _HEADER_OF_FILE if number == 1 else 0


def _pointers(start: int, page: bytes, header: int) -> list[int]:
    """Return where the cells of a page begin."""
    count = _u16(page, start + 3)
    begin = start + header
    if begin + 2 * count > USABLE:
        raise ValueError("more cells than there is room for")
    found = [_u16(page, begin + 2 * index) for index in range(count)]
    if any(not begin <= pointer < USABLE for pointer in found):
        raise ValueError("a cell outside the page")
    return found


def _payload(pages: Pages, page: bytes, at: int, size: int) -> bytes | None:
    """Return the bytes of a row, its overflow pages too; None where one of these is damaged."""
    if size > pages.count * USABLE:
        raise ValueError("too long")
    most = USABLE - 35
    if size <= most:
        data = page[at : at + size]
        if len(data) != size or at + size > USABLE:
            raise ValueError("cut short")
        return data
    least = (USABLE - 12) * 32 // 255 - 23
    local = least + (size - least) % (USABLE - 4)
    local = local if local <= most else least
    parts = [page[at : at + local]]
    following, left = _u32(page, at + local), size - local
    while left > 0:
        more = pages.read(following)
        if more is None or following == 1:
            return None
        parts.append(more[4 : 4 + min(left, USABLE - 4)])
        left -= USABLE - 4
        following = _u32(more, 0)
    return b"".join(parts)


def _record(payload: bytes) -> tuple[Value, ...]:
    """Return the values of a row.

    Raises:
        ValueError: It makes no sense.
    """
    length, at = _varint(payload, 0)
    kinds = []
    while at < length:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != length:
        raise ValueError("header")
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError("length")
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    fixed = {0: None, 8: 0, 9: 1}
    if kind in fixed:
        return fixed[kind], at
    widths = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8}
    if kind in widths:
        end = at + widths[kind]
        data = payload[at:end]
        if len(data) != widths[kind]:
            raise ValueError("number")
        if kind == 7:  # noqa: PLR2004  (the kind of a floating point number)
            return float(struct.unpack(">d", data)[0]), end
        return int.from_bytes(data, "big", signed=True), end
    if kind < 12:  # noqa: PLR2004  (kinds that are not in use)
        raise ValueError("kind")
    end = at + (kind - 12) // 2
    data = payload[at:end]
    if len(data) != end - at:
        raise ValueError("length")
    return (data.decode("utf-8") if kind % 2 else data), end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(_MOST_VARINT):
        byte = data[at + index]
        if index == _MOST_VARINT - 1:
            return (value << 8) | byte, at + index + 1
        value = (value << 7) | (byte & 0x7F)
        if not byte & 0x80:
            return value, at + index + 1
    raise ValueError("varint")


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _committed(log: bytes) -> tuple[dict[int, bytes], int]:
    """Return the pages of all whole commits in a write-ahead log, and how many pages there are.

    The log is believed as far as its running checksum holds and a commit ends.

    Source: https://www.sqlite.org/fileformat2.html#walformat.
    """
    if len(log) < _WAL_HEADER or _u32(log, 0) not in {_WAL_LITTLE, _WAL_BIG}:
        return {}, 0
    order = "<" if _u32(log, 0) == _WAL_LITTLE else ">"
    running = _checksum(order, log[:24], (0, 0))
    if running != (_u32(log, 24), _u32(log, 28)) or _u32(log, 8) != PAGE_SIZE:
        return {}, 0
    known: dict[int, bytes] = {}
    waiting: dict[int, bytes] = {}
    count = 0
    step = _FRAME_HEADER + PAGE_SIZE
    for at in range(_WAL_HEADER, len(log) - step + 1, step):
        page = log[at + _FRAME_HEADER : at + step]
        running = _checksum(order, log[at : at + 8] + page, running)
        if log[at + 8 : at + 16] != log[16:24]:
            break
        if running != (_u32(log, at + 16), _u32(log, at + 20)):
            break
        waiting[_u32(log, at)] = page
        if size := _u32(log, at + 4):
            known |= waiting
            waiting, count = {}, size
    return known, count


def _checksum(order: str, data: bytes, before: tuple[int, int]) -> tuple[int, int]:
    first, second = before
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for index in range(0, len(words), 2):
        first = (first + words[index] + second) & _WORD
        second = (second + words[index + 1] + first) & _WORD
    return first, second
