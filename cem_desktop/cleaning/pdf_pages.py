"""A PDF made anew from its pages alone.

Of a page only what draws it is kept; notes and filled fields that are to be seen become part of
the drawing. The document information, XMP, attached files, scripts, actions, links, outlines and
earlier versions of the file are not reached from there, so they stay behind. What is kept is
weighed before anything draws it (``pdf_weight.py``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final, cast

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import LimitReachedError, PdfReadError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from cem_desktop.cleaning.cleaned import Cleaned
from cem_desktop.cleaning.limits import MAX_PAGES
from cem_desktop.cleaning.pdf_weight import weigh
from cem_desktop.errors import (
    AttachmentBombError,
    AttachmentSealedError,
    AttachmentUnreadableError,
)

_OF_A_PAGE: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group"}
    | {"/UserUnit"}
)
_NEVER_DRAWN: Final = frozenset(
    {"/Link", "/Popup", "/Text", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia"}
    | {"/3D", "/TrapNet", "/PrinterMark"}
)
_HIDDEN: Final = 1 << 1 | 1 << 5
_NOTE_OF: Final = {"/Link": "links", "/Text": "notes", "/FileAttachment": "files"}
_BOX: Final = 4
_MATRIX: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def clean_pdf(data: bytes) -> Cleaned:
    """Return a PDF with nothing but its pages.

    Raises:
        AttachmentSealedError: It asks for a password.
        AttachmentBombError: It has more pages, or unpacks to more, than is taken.
        AttachmentUnreadableError: Damaged.
    """
    try:
        return _clean(data)
    except LimitReachedError as error:
        raise AttachmentBombError from error
    except (PyPdfError, RuntimeError, OSError, ArithmeticError) as error:
        raise AttachmentUnreadableError from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # The objects of a hostile file are of any type, wherever the library expects one.
        raise AttachmentUnreadableError from error


def _clean(data: bytes) -> Cleaned:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise AttachmentSealedError
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise AttachmentBombError(pages=count)
    if not count:
        raise PdfReadError("no page")
    dropped = set(_of_the_document(reader))
    writer = PdfWriter()
    for page in reader.pages:
        drawn = list(_drawn_notes(page, dropped))
        for key in [key for key in page if key not in _OF_A_PAGE]:
            del page[key]
        _draw(writer, writer.add_page(page), drawn)
    weigh(writer)
    return Cleaned("pdf", _reached(writer), count, None, tuple(sorted(dropped)))


def _reached(cut: PdfWriter) -> bytes:
    """Return what the pages reach and no object more; ``cut`` still holds what was cut."""
    writer = PdfWriter()
    for page in cut.pages:
        writer.add_page(page)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _of_the_document(reader: PdfReader) -> Iterator[str]:
    """Yield what of the document, beside its pages, a person might miss."""
    root = _resolved(reader.trailer["/Root"])
    if not isinstance(root, DictionaryObject):
        raise PdfReadError("no root")
    named = _resolved(root.get("/Names"))
    if isinstance(named, DictionaryObject) and "/EmbeddedFiles" in named:
        yield "files"
    if "/OpenAction" in root or (isinstance(named, DictionaryObject) and "/JavaScript" in named):
        yield "scripts"


def _drawn_notes(
    page: PageObject, dropped: set[str]
) -> Iterator[tuple[StreamObject, Transformation]]:
    """Yield what is drawn over a page, with where it goes; note what is only lost."""
    annotations = page.get("/Annots")
    found = annotations.get_object() if annotations is not None else None
    for reference in found if isinstance(found, ArrayObject) else ():
        note = reference.get_object()
        if not isinstance(note, DictionaryObject):
            continue
        kind = str(note.get("/Subtype", ""))
        if kind in _NOTE_OF:
            dropped.add(_NOTE_OF[kind])
        if kind in _NEVER_DRAWN or int(cast("int", note.get("/F", 0))) & _HIDDEN:
            continue
        appearance = _appearance(note)
        place = _place(note, appearance) if appearance is not None else None
        if appearance is not None and place is not None:
            yield appearance, place


def _appearance(note: DictionaryObject) -> StreamObject | None:
    shown = _resolved(note.get("/AP"))
    normal = _resolved(shown.get("/N")) if isinstance(shown, DictionaryObject) else None
    if isinstance(normal, DictionaryObject) and not isinstance(normal, StreamObject):
        normal = _resolved(normal.get(str(note.get("/AS", "/Off"))))
    return normal if isinstance(normal, StreamObject) else None


def _resolved(value: PdfObject | None) -> PdfObject | None:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _place(note: DictionaryObject, appearance: StreamObject) -> Transformation | None:
    """Return how an appearance comes into its rectangle (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    rect, box = _numbers(note.get("/Rect")), _numbers(appearance.get("/BBox"))
    if len(rect) != _BOX or len(box) != _BOX:
        return None
    a, b, c, d, e, f = _numbers(appearance.get("/Matrix")) or _MATRIX
    corners = [
        (a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])
    ]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    below, above = min(y for _, y in corners), max(y for _, y in corners)
    if right == left or above == below:
        return None
    across = abs(rect[2] - rect[0]) / (right - left)
    up = abs(rect[3] - rect[1]) / (above - below)
    return Transformation((across, 0, 0, up, 0, 0)).translate(
        min(rect[0], rect[2]) - left * across, min(rect[1], rect[3]) - below * up
    )


def _numbers(value: PdfObject | None) -> tuple[float, ...]:
    listed = _resolved(value)
    if not isinstance(listed, ArrayObject):
        return ()
    return tuple(float(cast("float", _resolved(one))) for one in listed)


def _draw(
    writer: PdfWriter, page: PageObject, drawn: list[tuple[StreamObject, Transformation]]
) -> None:
    """Put appearances on top of a page's own drawing, whose state they must not inherit."""
    if not drawn:
        return
    resources = _resolved(page.get("/Resources"))
    own = DictionaryObject(resources if isinstance(resources, DictionaryObject) else {})
    forms = _resolved(own.get("/XObject"))
    named = DictionaryObject(forms if isinstance(forms, DictionaryObject) else {})
    after = [b"Q"]
    for number, (appearance, place) in enumerate(drawn):
        name = f"/CemNote{number}"
        kept = appearance.clone(writer)
        kept[NameObject("/Type")] = NameObject("/XObject")
        kept[NameObject("/Subtype")] = NameObject("/Form")
        named[NameObject(name)] = _added(writer, kept)
        numbers = " ".join(f"{number:.5f}" for number in place.ctm)
        after.append(f"q {numbers} cm {name} Do Q".encode())
    own[NameObject("/XObject")] = named
    page[NameObject("/Resources")] = own
    _surround(writer, page, b"q\n", b"\n".join(after))


def _added(writer: PdfWriter, thing: PdfObject) -> IndirectObject:
    """Put an object into the document; pypdf has no public way, and its manual names this one."""
    return writer._add_object(thing)  # noqa: SLF001


def _surround(writer: PdfWriter, page: PageObject, before: bytes, after: bytes) -> None:
    contents = page.get("/Contents")
    listed = _resolved(contents)
    middle = list(listed) if isinstance(listed, ArrayObject) else [contents] if contents else []
    ends = []
    for data in (before, after):
        end = StreamObject()
        end.set_data(data)
        ends.append(_added(writer, end))
    page[NameObject("/Contents")] = ArrayObject([ends[0], *middle, ends[1]])
