"""What lies inside an ``.xlsx`` file: looked through before anything reads it, and its notes."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from cem_desktop.errors import FormBuildError, FormInvalidError
from cem_desktop.forms.xml_tree import Node, parse_xml

MAX_WORKBOOK_BYTES = 16 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_PARTS = 2_000
_XML = (".xml", ".rels")
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Cell = tuple[int, int]


def inspect_workbook(data: bytes, where: str) -> None:
    """Refuse what would unpack to too much, or holds a document type or entities.

    Raises:
        FormBuildError: It is refused; ``reason`` says why.
    """
    if len(data) > MAX_WORKBOOK_BYTES:
        raise FormBuildError(reason="too_large", where=where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            unpacked = sum(item.file_size for item in parts)
            if unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
                raise FormBuildError(reason="too_large", where=where)
            for item in parts:
                if item.filename.lower().endswith(_XML):
                    _refuse_document_type(packed.read(item), where)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise FormBuildError(reason="workbook", where=where) from error


def _refuse_document_type(data: bytes, where: str) -> None:
    def refuse(*_details: object) -> None:
        raise FormBuildError(reason="document_type", where=where)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as error:
        raise FormBuildError(reason="workbook", where=where) from error


def read_notes(data: bytes) -> dict[str, dict[Cell, str]]:
    """Return the notes on cells: the title of the sheet, then row and column from 1."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = set(packed.namelist())
        found: dict[str, dict[Cell, str]] = {}
        for title, part in _sheets(packed, names):
            for target in _related(packed, names, part, "/comments"):
                found.setdefault(title, {}).update(_notes(_tree(packed, target)))
        return found


def _tree(packed: zipfile.ZipFile, part: str) -> Node:
    """Return the root element of a part."""
    try:
        return next(parse_xml(packed.read(part)).elements())
    except FormInvalidError as error:
        raise FormBuildError(reason="workbook", where=part) from error


def _sheets(packed: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the title of every sheet with the part that holds it."""
    for book in _related(packed, names, "", "/officeDocument"):
        links = dict(_links(packed, names, book))
        sheets = _tree(packed, book).element("sheets")
        for sheet in sheets.elements("sheet") if sheets is not None else ():
            link = links.get(sheet.attribute("id", _RELATION) or "")
            if link is not None:
                yield sheet.attribute("name") or "", link[1]


def _related(packed: zipfile.ZipFile, names: set[str], part: str, kind: str) -> Iterator[str]:
    """Yield the parts that a part is linked to in one way."""
    for _identifier, (link, target) in _links(packed, names, part):
        if link.endswith(kind) and target in names:
            yield target


def _links(
    packed: zipfile.ZipFile, names: set[str], part: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the links of a part: identifier, kind and target."""
    folder, name = posixpath.split(part)
    table = posixpath.join(folder, "_rels", f"{name}.rels")
    if table not in names:
        return
    for link in _tree(packed, table).elements("Relationship"):
        target = posixpath.normpath(posixpath.join("/", folder, link.attribute("Target") or ""))
        kind = link.attribute("Type") or ""
        yield link.attribute("Id") or "", (kind, target.lstrip("/"))


def _notes(comments: Node) -> Iterator[tuple[Cell, str]]:
    from openpyxl.utils.cell import coordinate_to_tuple

    listed = comments.element("commentList")
    for comment in listed.elements("comment") if listed is not None else ():
        text = comment.element("text")
        if text is not None:
            words = "".join(node.string_value() for node in text.descendants() if node.local == "t")
            yield coordinate_to_tuple(comment.attribute("ref") or ""), words
