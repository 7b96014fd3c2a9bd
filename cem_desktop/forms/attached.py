"""Lists that a form reads from files beside it: ``<instance id="x" src="jr://file-csv/x.csv">``.

A file becomes the same small tree as a list written in the form: a CSV ``root/item/column``, an XML
its own elements. The bytes come from whoever loads the form; nothing here touches a disk. A tree is
made once for the same bytes and shared by all forms, which only read it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import lru_cache

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.xml_tree import Kind, Node, leaf, parse_xml

Attached = Callable[[str], bytes | None]
"""From the name of a file, ``districts.csv``, to its bytes; None where there is no such file."""

LAST_SAVED = "jr://instance/last-saved"
_SCHEME = "jr://"
_KINDS = ("file-csv", "file")
_SEPARATORS = ",;\t|"
_MAX_BYTES = 32 * 1024 * 1024
_MAX_CELLS = 2_000_000


def no_files(_name: str) -> bytes | None:
    """Have no file at all, for forms that stand by themselves."""
    return None


def fill_instance(instance: Node, attached: Attached) -> None:
    """Put the rows of the file that a secondary instance names in the place of its content.

    An instance that asks for the record saved before stays empty: no answer of another record
    ever stands in a new one.

    Raises:
        FormInvalidError: The file is not there, or is none that can be read.
    """
    source = (instance.attribute("src") or "").strip()
    where = f"instance {instance.attribute('id')}"
    if source == LAST_SAVED:
        instance.children = []
        return
    kind, _, name = source.removeprefix(_SCHEME).partition("/")
    if not source.startswith(_SCHEME) or kind not in _KINDS or not name or "/" in name:
        raise FormInvalidError(reason="attached_address", where=where, file=source)
    data = attached(name)
    if data is None:
        raise FormInvalidError(reason="attached_missing", where=where, file=name)
    if len(data) > _MAX_BYTES:
        raise FormInvalidError(reason="too_large", where=where, file=name)
    is_table = kind == "file-csv" or name.lower().endswith(".csv")
    try:
        root = _table(data) if is_table else _tree(data)
    except FormInvalidError as error:
        raise FormInvalidError(**{**error.details, "where": where, "file": name}) from error
    # The shared tree is put under each form's instance without being moved: it has no parent.
    instance.children = [root]


@lru_cache(maxsize=16)
def _table(data: bytes) -> Node:
    """Return the rows of a CSV as ``root/item/column``; the first line names the columns."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormInvalidError(reason="not_utf8", where="") from error
    lines = text.replace("\r\n", "\n").replace("\n\r", "\n").replace("\r", "\n")
    head, _, _rest = lines.partition("\n")
    separator = max(_SEPARATORS, key=head.count)
    root = Node(Kind.ELEMENT, "root")
    cells = 0
    try:
        rows = csv.reader(io.StringIO(lines), delimiter=separator, strict=True)
        names = next(rows, [])
        for row in rows:
            if not row:
                continue
            cells += len(names)
            if cells > _MAX_CELLS:
                raise FormInvalidError(reason="too_many_nodes", where="")
            item = Node(Kind.ELEMENT, "item")
            for name, cell in zip(names, row + [""] * len(names), strict=False):
                item.append(leaf(name, cell))
            root.append(item)
    except csv.Error as error:
        raise FormInvalidError(reason="not_csv", where="") from error
    return root


@lru_cache(maxsize=16)
def _tree(data: bytes) -> Node:
    """Return the root element of an XML document."""
    root = next(parse_xml(data).elements(), None)
    if root is None:
        raise FormInvalidError(reason="not_xml", where="")
    root.parent = None
    return root
