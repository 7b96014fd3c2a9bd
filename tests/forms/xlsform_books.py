"""Make small workbooks, and send them on every way between workbook, YAML and XForm."""

import io

import openpyxl
from openpyxl.comments import Comment
from pyxform.xls2xform import convert

from cem_desktop.forms.authoring import convert_sheets
from cem_desktop.forms.sheets import parse_source, write_source
from cem_desktop.forms.workbook import parse_workbook, write_workbook


def workbook(sheets, comments=(), merged=()):
    """Return the bytes of a workbook: rows of cells by sheet, notes on cells, merged ranges."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for title, cell, words in comments:
        book[title][cell].comment = Comment(words, "Otra persona")
    for title, cells in merged:
        book[title].merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def straight(data):
    """Return what pyxform makes of the workbook itself."""
    return convert(xlsform=data, file_type=".xlsx", form_name="data", warnings=[]).xform


def there_and_back(data):
    """Return the sheets of a workbook, having gone all ways and met the same form on each."""
    sheets = parse_workbook(data, "libro")
    xform = straight(data)
    assert convert_sheets(sheets, "libro") == xform
    source = write_source(sheets)
    from_yaml = parse_source(source, "yaml")
    assert from_yaml == sheets
    assert write_source(from_yaml) == source
    assert convert_sheets(from_yaml, "yaml") == xform
    exported = write_workbook(from_yaml)
    assert straight(exported) == xform
    assert parse_workbook(exported, "otra vez") == sheets
    assert write_workbook(parse_workbook(exported, "otra vez")) == exported
    return sheets
