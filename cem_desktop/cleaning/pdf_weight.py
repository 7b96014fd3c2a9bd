"""What the pages of a PDF weigh once they are unpacked and drawn, before anything draws them.

Every stream that a page reaches is unpacked only to be counted, a piece at a time; a picture is
judged by the size that it states and by that of the JPEG inside. A drawing that draws others that
draw others counts as often as it would be drawn, so that ten lines cannot ask for a billion.
Traces inside the streams are cut out on the way.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from pypdf import PdfWriter
from pypdf.filters import decode_stream_data
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from cem_desktop.cleaning.embedded_pictures import bare_jpeg, bare_jpeg_2000, jpeg_2000_size
from cem_desktop.cleaning.limits import MAX_DRAWN, MAX_OBJECTS, MAX_STREAM, MAX_UNPACKED
from cem_desktop.cleaning.pictures import check_points
from cem_desktop.errors import AttachmentBombError, AttachmentUnreadableError

_FLATE: Final = frozenset({"/FlateDecode", "/Fl"})
_JPEG: Final = frozenset({"/DCTDecode", "/DCT"})
_JPEG_2000: Final = "/JPXDecode"
_PICTURES: Final = _JPEG | {_JPEG_2000, "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
_TRACES: Final = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AF",
    "/OPI",
    "/Ref",
    "/AA",
    "/StructParent",
    "/StructParents",
    "/SPS",
)
_DRAWS: Final = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_PIECE: Final = 1 << 20
_DEEPEST: Final = 24


def weigh(writer: PdfWriter) -> None:
    """Cut traces out of everything that the pages reach, and refuse what weighs too much.

    Raises:
        AttachmentBombError: It does.
        AttachmentUnreadableError: A picture in it is none.
    """
    total = 0
    for stream in _streams(writer):
        for trace in _TRACES:
            stream.pop(trace, None)
        total += _weight(stream)
        if total > MAX_UNPACKED:
            raise AttachmentBombError
    known: dict[int, int] = {}
    for page in writer.pages:
        contents = _resolved(page.get("/Contents"))
        pieces = contents if isinstance(contents, ArrayObject) else [contents]
        drawn = b"\n".join(_unpacked(piece) for piece in map(_resolved, pieces))
        if _drawing(drawn, _resolved(page.get("/Resources")), known, 0) > MAX_DRAWN:
            raise AttachmentBombError


def _resolved(value: object) -> PdfObject | None:
    if isinstance(value, IndirectObject):
        return value.get_object()
    return value if isinstance(value, PdfObject) else None


def _streams(writer: PdfWriter) -> Iterator[StreamObject]:
    """Yield every stream that the pages reach, once."""
    waiting: list[object] = list(writer.pages)
    seen: set[int] = set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            if len(seen) > MAX_OBJECTS:
                raise AttachmentBombError
            thing = thing.get_object()
        if isinstance(thing, StreamObject):
            yield thing
        if isinstance(thing, DictionaryObject):
            waiting += [value for key, value in thing.items() if key != "/Parent"]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)


def _filters(stream: StreamObject) -> list[str]:
    named = _resolved(stream.get("/Filter"))
    if isinstance(named, ArrayObject):
        return [str(_resolved(one)) for one in named]
    return [str(named)] if isinstance(named, NameObject) else []


def _weight(stream: StreamObject) -> int:
    """Return how many bytes a stream is when it is unpacked; for a picture, its points."""
    filters = _filters(stream)
    if any(one in _PICTURES for one in filters[:-1]):
        raise AttachmentUnreadableError
    size = _stated_size(stream)
    if filters and filters[-1] in _PICTURES:
        width, height = _bare(stream, filters, *size)
        return 3 * width * height
    if size != (0, 0):
        check_points(*size)
    return _unpacked_size(stream, filters)


def _packed(stream: StreamObject) -> bytes:
    """Return the bytes of a stream as they lie; its own ``get_data`` would unpack them whole."""
    return StreamObject.get_data(stream)


def _lay(stream: StreamObject, data: bytes) -> None:
    """Give a stream its bytes as they are to lie; its own ``set_data`` would pack them again."""
    StreamObject.set_data(stream, data)


def _stated_size(stream: StreamObject) -> tuple[int, int]:
    if stream.get("/Subtype") != "/Image" and "/Width" not in stream:
        return 0, 0
    width, height = _resolved(stream.get("/Width")), _resolved(stream.get("/Height"))
    if not isinstance(width, int) or not isinstance(height, int):
        raise AttachmentUnreadableError
    return width, height


def _bare(stream: StreamObject, filters: list[str], width: int, height: int) -> tuple[int, int]:
    """Cut the traces out of a compressed picture and return its size, as stated or inside."""
    check_points(width, height)
    if filters[-1] not in _JPEG and filters[-1] != _JPEG_2000:
        return width, height
    data = _before_last(stream, filters)
    if filters[-1] in _JPEG:
        data, *inside = bare_jpeg(data)
    else:
        data = bare_jpeg_2000(data)
        inside = list(jpeg_2000_size(data))
    check_points(inside[0], inside[1])
    parameters = _resolved(stream.get("/DecodeParms"))
    if isinstance(parameters, ArrayObject):
        parameters = _resolved(parameters[-1])
    _lay(stream, data)
    stream[NameObject("/Filter")] = NameObject(filters[-1])
    stream.pop("/DecodeParms", None)
    if isinstance(parameters, DictionaryObject):
        stream[NameObject("/DecodeParms")] = parameters
    return max(width, inside[0]), max(height, inside[1])


def _before_last(stream: StreamObject, filters: list[str]) -> bytes:
    data = _packed(stream)
    for name in filters[:-1]:
        data = _decoded(data, name)
    return data


def _decoded(data: bytes, name: str) -> bytes:
    if name in _FLATE:
        return b"".join(_inflated(data))
    packed = EncodedStreamObject()
    _lay(packed, data)
    packed[NameObject("/Filter")] = NameObject(name)
    unpacked = decode_stream_data(packed)
    return unpacked if isinstance(unpacked, bytes) else unpacked.encode("latin-1")


def _inflated(data: bytes) -> Iterator[bytes]:
    """Unpack a piece at a time; what a broken end leaves over is left out, as viewers do."""
    engine, total = zlib.decompressobj(), 0
    rest = data
    while rest or not engine.eof:
        try:
            piece = engine.decompress(rest, _PIECE)
        except zlib.error:
            return
        total += len(piece)
        if total > MAX_STREAM:
            raise AttachmentBombError
        yield piece
        rest = engine.unconsumed_tail
        if engine.eof or (not rest and not piece):
            return


def _unpacked_size(stream: StreamObject, filters: list[str]) -> int:
    data = _packed(stream)
    if not filters:
        return len(data)
    for name in filters[:-1]:
        data = _decoded(data, name)
    if filters[-1] in _FLATE:
        return sum(len(piece) for piece in _inflated(data))
    return len(_decoded(data, filters[-1]))


def _unpacked(stream: PdfObject | None) -> bytes:
    if not isinstance(stream, StreamObject):
        return b""
    data = _packed(stream)
    for name in _filters(stream):
        data = _decoded(data, name)
    return data


def _drawing(content: bytes, resources: PdfObject | None, known: dict[int, int], deep: int) -> int:
    """Return the bytes of a drawing with those that it draws, each as often as it is drawn."""
    if deep > _DEEPEST:
        raise AttachmentBombError
    found = resources.get("/XObject") if isinstance(resources, DictionaryObject) else None
    named = _resolved(found)
    total = len(content)
    if not isinstance(named, DictionaryObject):
        return total
    for name in _DRAWS.findall(content):
        drawn = named.get("/" + name.decode("latin-1"))
        inner = _resolved(drawn)
        if not isinstance(inner, StreamObject) or inner.get("/Subtype") != "/Form":
            continue
        at = id(inner)
        if at not in known:
            known[at] = MAX_DRAWN  # a drawing that draws itself is refused where it is drawn again
            own = _resolved(inner.get("/Resources")) or resources
            known[at] = _drawing(_unpacked(inner), own, known, deep + 1)
        total += known[at]
        if total > MAX_DRAWN:
            raise AttachmentBombError
    return total
