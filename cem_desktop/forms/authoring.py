"""From the source of a ficha to the XForm that runs, and to the workbook that people edit.

``forms/<form_id>/form.yaml`` is the source; ``build`` writes ``form.xml`` beside it. pyxform and
openpyxl are imported only here, when they are needed, so that the program starts without them.
"""

from __future__ import annotations

import hashlib
import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cem_desktop.errors import FormBuildError, FormInvalidError
from cem_desktop.forms.attached import Attached, no_files
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.sheet_model import Sheets, is_unheaded
from cem_desktop.forms.sheets import (
    is_in_order,
    parse_source,
    read_source,
    source_bytes,
    write_source,
)
from cem_desktop.forms.workbook import read_workbook, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = "form.yaml"
TARGET = "form.xml"
COMPILER = 2
"""Raised when the compilation below changes, so that what was built before is built again."""

_COMMENT = "<!-- cem-form source-sha256={digest} compiler={compiler} -->"
_MARK = re.compile(rb"<!-- cem-form source-sha256=([0-9a-f]{64}) compiler=(\d+) -->")
_ROW = re.compile(r"\[row\s*:\s*(\d+)\]")
_FORM_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NO_ELEMENT = re.compile(r"(?![^\W\d][\w.\-]*$)[^\s:]+")
_HEAD_BYTES = 400


@dataclass(frozen=True)
class BuiltForm:
    """One form of the source tree.

    Attributes:
        form_id: Its identifier.
        path: Where its XForm stands.
        written: Whether it was written now.
        in_order: Whether the source has its keys in the one order; looked at when it is built.
    """

    form_id: str
    path: Path
    written: bool
    in_order: bool = True


def source_digest(source: bytes) -> str:
    """Return the SHA-256 of a source; line ends of Windows make no difference."""
    return hashlib.sha256(source.replace(b"\r\n", b"\n")).hexdigest()


def built_digest(xml: bytes) -> str | None:
    """Return the digest of the source that an XForm was built from; None when it does not say."""
    mark = _MARK.search(xml[:_HEAD_BYTES])
    return mark[1].decode() if mark is not None and int(mark[2]) == COMPILER else None


def is_current(folder: Path) -> bool:
    """Tell whether a form's XForm was built from its source as it stands."""
    try:
        source = (folder / SOURCE).read_bytes()
        with (folder / TARGET).open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    return built_digest(head) == source_digest(source)


def build(
    source_dir: Path,
    force: bool = False,  # noqa: FBT001, FBT002 - what the command line's flag sets
    attached: Attached = no_files,
) -> tuple[BuiltForm, ...]:
    """Compile a form's folder, or every form in a folder of forms; skip what is current.

    Args:
        source_dir: The folder.
        force: Whether to compile what is current too.
        attached: Gives the files whose rows the forms read.

    Raises:
        FormBuildError: A source does not compile; ``reason`` and ``where`` say what and where.
    """
    folders = _folders(source_dir)
    return tuple(_build_one(folder, attached, force=force) for folder in folders)


def _folders(source_dir: Path) -> list[Path]:
    """Return the folder itself where it is a form's, else the folders of forms in it."""
    folders = (
        [source_dir]
        if (source_dir / SOURCE).is_file()
        else sorted(path.parent for path in source_dir.glob(f"*/{SOURCE}"))
    )
    if not folders:
        raise FormBuildError(reason="no_forms", where=str(source_dir))
    return folders


def _build_one(folder: Path, attached: Attached, *, force: bool) -> BuiltForm:
    target = folder / TARGET
    if not force and is_current(folder):
        return BuiltForm(folder.name, target, written=False)
    source = source_bytes(folder / SOURCE)
    where = f"{folder.name}/{SOURCE}"
    sheets = parse_source(source, where)
    if form_id_of(sheets) != folder.name:
        raise FormBuildError(reason="form_id_is_not_folder", where=where)
    xml = compile_sheets(sheets, where, attached)
    comment = _COMMENT.format(digest=source_digest(source), compiler=COMPILER)
    declaration, _, rest = xml.partition("?>")
    try:
        _write_whole(target, f"{declaration}?>\n{comment}\n{rest.lstrip()}".encode())
    except OSError as error:
        raise FormBuildError(reason="not_writable", where=str(target)) from error
    return BuiltForm(folder.name, target, written=True, in_order=is_in_order(source))


def _write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it is whole or as it was before."""
    temporary = target.with_name(f"{target.name}.part")
    temporary.write_bytes(data)
    temporary.replace(target)


def form_id_of(sheets: Sheets) -> str:
    """Return the identifier of a form, by whichever of its names the settings give it."""
    found = (sheets.settings.get(name, "") for name in ("form_id", "set_form_id", "id_string"))
    return next((text for text in found if text), "")


def compile_sheets(sheets: Sheets, where: str, attached: Attached = no_files) -> str:
    """Return the XForm of sheets, checked by this program's own engine.

    Args:
        sheets: The form.
        where: What errors call it.
        attached: Gives the files whose rows the form reads.

    Raises:
        FormBuildError: pyxform or the engine refuses the form.
    """
    xml = convert_sheets(sheets, where)
    try:
        load_definition(xml.encode(), attached, strict=True)
    except FormInvalidError as error:
        details = {key: value for key, value in error.details.items() if key != "where"}
        if details["reason"] == "not_xml":  # as of a column with a prefix that has no namespace
            details["reason"] = "not_xml_made"
        place = f"{where}: {error.details.get('where', '')}"
        raise FormBuildError(**{**details, "where": place}) from error
    return xml


def convert_sheets(sheets: Sheets, where: str) -> str:
    """Return the XForm that pyxform makes of sheets; no engine has looked at it yet.

    Raises:
        FormBuildError: pyxform refuses the form.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    canonical = sheets.canonical()
    _refuse_reserved_names(canonical, where)
    definition = _as_workbook(canonical)
    try:
        with _quiet():
            xml: str = convert(xlsform=definition, form_name="data", warnings=[]).xform
    except PyXFormError as error:
        message = str(error)
        raise FormBuildError(
            reason="pyxform", where=f"{where}{_row_name(canonical, message)}", message=message
        ) from error
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise FormBuildError(reason="pyxform", where=where, message=repr(error)) from error
    return xml


def _as_workbook(sheets: Sheets) -> dict[str, Any]:
    """Return sheets as pyxform reads them from a workbook: rows and headings in their order."""
    found: dict[str, Any] = {}
    for name in sheets.names():
        headings = [column for column in sheets.headings(name) if _is_read(name, column)]
        rows = sheets.rows(name)
        found[name] = [
            {column: row[column] for column in headings if column in row}
            for row in (rows if name != "settings" or any(rows) else ())
        ]
        found[f"{name}_header"] = [dict.fromkeys(headings)] if headings else []
    return found


def _is_read(sheet: str, column: str) -> bool:
    """Tell whether a column goes into the form.

    A column of choices becomes an element of its name. Where that cannot be one (``$kuid``, as
    KoboToolbox writes), the compiler would make an XForm that no tool can read.
    """
    if is_unheaded(column):
        return False
    return sheet != "choices" or not _NO_ELEMENT.fullmatch(column)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyxform's own log messages off the screen; its errors still arrive."""
    logger = logging.getLogger("pyxform")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _refuse_reserved_names(sheets: Sheets, where: str) -> None:
    """Refuse a group named ``meta``: ODK keeps its own bookkeeping under that name."""
    for row in sheets.survey:
        kind = row.get("type", "").replace("_", " ").strip().lower()
        if kind in {"begin group", "begin repeat"} and row.get("name") == "meta":
            raise FormBuildError(reason="group_named_meta", where=f"{where}: meta")


def _row_name(sheets: Sheets, message: str) -> str:
    """Return ``: name`` of the survey row that pyxform's message means, by number or by type."""
    match = _ROW.search(message)
    place = int(match[1]) - 2 if match is not None else -1
    meant = sheets.survey[place : place + 1] if place >= 0 else ()
    quoted = [row for row in sheets.survey if f"'{row.get('type')}'" in message]
    for row in (*meant, *quoted):
        return f": {row.get('name') or row.get('type', '')}"
    return ""


def tidy(source_dir: Path) -> tuple[str, ...]:
    """Bring the keys of sources into the one order, all else as it was; return what changed.

    Raises:
        FormBuildError: A source cannot be read, or not written.
    """
    return tuple(folder.name for folder in _folders(source_dir) if _tidy_one(folder))


def _tidy_one(folder: Path) -> bool:
    source = source_bytes(folder / SOURCE)
    if is_in_order(source):
        return False
    sheets = parse_source(source, str(folder / SOURCE))
    try:
        _write_whole(folder / SOURCE, write_source(sheets, source))
    except OSError as error:
        raise FormBuildError(reason="not_writable", where=str(folder)) from error
    return True


def export_workbook(folder: Path, target: Path) -> None:
    """Write the workbook of a form's folder.

    Raises:
        FormBuildError: The source cannot be read, or the target not written.
    """
    data = write_workbook(read_source(folder / SOURCE))
    try:
        target.write_bytes(data)
    except OSError as error:
        raise FormBuildError(reason="not_writable", where=str(target)) from error


def import_workbook(workbook: Path, source_dir: Path, attached: Attached = no_files) -> BuiltForm:
    """Bring an edited workbook back: write its YAML and build it.

    The form goes to ``source_dir/<form_id>``. Nothing is written when it does not compile.

    Raises:
        FormBuildError: The workbook is refused or does not compile.
    """
    sheets = read_workbook(workbook)
    form_id = form_id_of(sheets)
    if not form_id:
        raise FormBuildError(reason="no_form_id", where=workbook.name)
    if not _FORM_ID.fullmatch(form_id):
        raise FormBuildError(reason="form_id", where=f"{workbook.name}: {form_id[:80]}")
    compile_sheets(sheets, workbook.name, attached)
    folder = source_dir / form_id
    before = source_bytes(folder / SOURCE) if (folder / SOURCE).is_file() else None
    source = write_source(sheets, before)
    if parse_source(source, workbook.name) != sheets:
        raise FormBuildError(reason="not_kept", where=workbook.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(folder / SOURCE, source)
    except OSError as error:
        raise FormBuildError(reason="not_writable", where=str(folder)) from error
    return _build_one(folder, attached, force=True)
