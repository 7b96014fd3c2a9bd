"""Whatever a form holds, it loads or is refused by name; it never breaks the program or stops it."""

import io
import zipfile

import openpyxl
import pytest
from xform_text import NOON, xform

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormBuildError, FormInvalidError
from cem_desktop.forms.authoring import convert_sheets, import_workbook
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.sheets import parse_source, read_source
from cem_desktop.forms.workbook import parse_workbook, read_workbook
from cem_desktop.forms.workbook_parts import MAX_UNPACKED_BYTES
from cem_desktop.forms.xml_tree import MAX_BYTES, MAX_DEPTH


def opened(xml):
    return FormSession(load_definition(xml), clock=SetClock(NOON))


def bind(expression, rule="calculate", place="z"):
    return f'<bind nodeset="/data/{place}" {rule}="{expression}"/>'


def chain(count, rule):
    """Return a form of many places, each with the same rule."""
    places = range(count)
    return xform(
        "".join(f"<q{place}/>" for place in places), "",
        "".join(bind(rule.format(before=place - 1), place=f"q{place}") for place in places),
    )  # fmt: skip


def nested(depth, open_tag, close_tag):
    """Return a form of groups or repeats inside each other."""
    paths = ["/data" + "/g" * (level + 1) for level in range(depth)]
    body = "".join(open_tag.format(path) for path in paths)
    inside = f'<input ref="{paths[-1]}/a"><label>a</label></input>'
    return xform("<g>" * depth + "<a/>" + "</g>" * depth, body + inside + close_tag * depth)


THREE_HUNDRED = "".join(f"<q{place}/>" for place in range(300)) + "<z/>"
COUNTED = (
    '<repeat nodeset="/data/r" jr:count="1000000000"><repeat nodeset="/data/r/s" '
    'jr:count="1000000000"><repeat nodeset="/data/r/s/t" jr:count="1000000000">'
    '<input ref="/data/r/s/t/x"/></repeat></repeat></repeat>'
)
REFUSED = {
    "predicates inside predicates": (
        lambda: xform(THREE_HUNDRED, "", bind("count(//*[//*[//*[//*[. = 3]]]])")), "too_much_work"),
    "every rule reads every place": (lambda: chain(1500, "count(//*)"), "too_much_work"),
    "every rule looks round from every place": (
        lambda: chain(400, "count(/data/*/following::*)"), "too_much_work"),
    "more places than any form": (lambda: chain(6_000, "1"), "too_many_nodes"),
    "more rows than any form": (
        lambda: xform("<r><x/></r>" * 11_000, '<repeat nodeset="/data/r"/>'), "too_many_nodes"),
    "counted rows inside counted rows": (
        lambda: xform("<r><s><t><x/></t></s></r>", COUNTED), "too_many_rows"),
    "a function of nobody": (lambda: xform("<z/>", "", bind("cht:magic(1)")), "unknown_function"),
    "a function inside a label": (
        lambda: xform("<z/>", '<input ref="/data/z"><label><output value="nada()"/></label></input>'),
        "unknown_function"),
    "a text that says itself": (
        lambda: xform("<z/>", '<input ref="/data/z"><label ref="jr:itext(\'a\')"/></input>', itext=
        "<itext><translation lang='l'><text id='a'><value>x<output value=\"jr:itext('a')\"/></value>"
        "</text></translation></itext>"), "self_dependence"),
    "choices that tell their own label": (
        lambda: xform("<z>a</z>", '<select1 ref="/data/z"><label>z</label><item><value>a</value>'
        "<label><output value=\"jr:choice-name('a', '/data/z')\"/></label></item></select1>"),
        "self_dependence"),
    "an expression of brackets": (lambda: xform("<z/>", "", bind("(" * 500 + "1" + ")" * 500)),
        "expression_too_deep"),
    "an expression without an end": (lambda: xform("<z/>", "", bind("1" + " + 1" * 40_000)), None),
    "choices from a file of ODK Collect": (
        lambda: xform("<z/>", '<input ref="/data/z" query="instance(\'c\')/root/item"/>'),
        "external_select"),
    "a question of nothing": (lambda: xform("<z/>", "<input/>"), "control_without_reference"),
    "a repeat of a place that is not there": (lambda: xform("<z/>", '<repeat nodeset="/data/y"/>'),
        "unknown_node"),
    "an event of nobody": (lambda: xform("<z/>", "", '<setvalue ref="/data/z" event="boom"/>'),
        "unknown_event"),
    "an action on nothing": (lambda: xform("<z/>", "", '<setvalue event="odk-instance-first-load"/>'),
        None),
    "a list of a file that is not there": (
        lambda: xform("<z/>", "", '<instance id="d" src="jr://file-csv/d.csv"/>'), "attached_missing"),
    "a hundred megabytes": (lambda: b"<a>" + b" " * (100 * 1024 * 1024), "too_large"),
    "tags without an end": (lambda: b"<a>" * 100_000, "too_deep"),
    "an entity bomb": (
        lambda: b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
        "document_type"),
    "an entity bomb in another encoding": (
        lambda: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY a "a">]><a>&a;</a>'
        .encode("utf-16"), "document_type"),
    "a page": (lambda: b"<html><body/></html>", "not_an_xform"),
    "nothing": (lambda: b"", "not_xml"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_form_needs_is_refused_by_name(name):
    make, reason = REFUSED[name]
    with pytest.raises(FormInvalidError) as caught:
        opened(make())
    assert reason is None or caught.value.details["reason"] == reason
    is_whole = caught.value.details["reason"] in {"too_large", "document_type", "too_much_work"}
    assert is_whole or caught.value.details["where"]


@pytest.mark.parametrize(
    ("open_tag", "close_tag"),
    [('<group ref="{}">', "</group>"), ('<repeat nodeset="{}">', "</repeat>")],
)
def test_groups_and_repeats_nest_as_deep_as_the_limit(open_tag, close_tag):
    session = opened(nested(MAX_DEPTH - 8, open_tag, close_tag))
    assert session.problems() == ()
    with pytest.raises(FormInvalidError) as caught:
        opened(nested(MAX_DEPTH, open_tag, close_tag))
    assert caught.value.details["reason"] == "too_deep"


def test_answers_that_set_each_other_for_ever_are_refused():
    session = opened(
        xform(
            "<a>1</a><b>1</b>",
            '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" '
            'value="/data/b + 1"/></input><input ref="/data/b"><setvalue '
            'event="xforms-value-changed" ref="/data/a" value="/data/a + 1"/></input>',
        )
    )
    with pytest.raises(FormInvalidError) as caught:
        session.answer("a", "5")
    assert caught.value.details["reason"] == "self_dependence"


def test_answers_that_set_each_other_once_come_to_rest():
    session = opened(
        xform(
            "<a/><b/>",
            '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" '
            'value="/data/a"/></input><input ref="/data/b"><setvalue '
            'event="xforms-value-changed" ref="/data/a" value="/data/b"/></input>',
        )
    )
    session.answer("a", "5")
    assert session.answers() == {"a": "5", "b": "5"}


def test_texts_that_hold_themselves_a_thousand_times_are_cut():
    many = ",".join(["/data/a"] * 5_000)
    session = opened(
        xform(
            "<a/><joined/><length/>",
            '<input ref="/data/a"/>',
            bind(f"join(/data/a, {many})", place="joined")
            + bind(f"string-length(concat({many}))", place="length"),
        )
    )
    session.answer("a", "x" * 900_000)
    assert session.answers()["length"] == "1000000"
    assert len(session.answers()["joined"]) <= 1_000_000


def test_rows_at_the_end_of_many_are_added_at_once():
    session = opened(
        xform(
            '<r jr:template=""><x/></r>',
            '<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>',
        )
    )
    for _ in range(4_000):
        last = session.add_row("r")
    session.answer(f"r/{last}/x", "fin")
    assert session.rows("r")[-1] == last
    assert session.answers() == {f"r/{last}/x": "fin"}


def test_reading_for_a_long_time_is_no_work_of_one_act():
    session = opened(
        xform(
            THREE_HUNDRED,
            '<input ref="/data/z"><label><output value="count(//*[. = 3])"/></label></input>',
            bind("count(//*[. = 4])", "relevant"),
        )
    )
    for turn in range(400):
        session.answer("q1", str(turn))
        session.node("z")
    assert session.engine.environment.effort.done < 100_000


# --- sources and workbooks -------------------------------------------------------------------


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


BOOKS = {
    "a bomb": (lambda: packed({"xl/sheet.xml": b" " * (MAX_UNPACKED_BYTES + 1)}), "too_large"),
    "parts without an end": (lambda: packed({f"p{n}": b"" for n in range(2_500)}), "too_large"),
    "a bomb that lies about its size": (lambda: lying(b" " * (MAX_UNPACKED_BYTES + 1)), "workbook"),
    "a document type": (
        lambda: packed({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "document_type"),
    "a document type in another encoding": (
        lambda: packed({"xl/workbook.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'
        .encode("utf-16")}), "document_type"),
    "a part that is no XML": (lambda: packed({"xl/workbook.xml": b"<a>"}), "workbook"),
    "an archive of something else": (lambda: packed({"foto.jpg": b"x"}), "workbook"),
    "a text": (lambda: b"type,name,label", "workbook"),
    "the half of an archive": (lambda: packed({"a.xml": b"<a/>"})[:40], "workbook"),
}  # fmt: skip


def lying(data):
    """Return an archive whose directory says that its one part is small."""
    whole = bytearray(packed({"xl/workbook.xml": data}))
    size = len(data).to_bytes(4, "little")
    for place in (whole.find(size), whole.rfind(size)):
        whole[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(whole)


@pytest.mark.parametrize("name", BOOKS)
def test_hostile_workbooks_are_refused_before_they_are_read(name):
    make, reason = BOOKS[name]
    with pytest.raises(FormBuildError) as caught:
        parse_workbook(make(), "libro.xlsx")
    assert caught.value.details["reason"] == reason
    assert "libro.xlsx" in caught.value.details["where"]


def test_huge_files_are_refused_before_they_are_read(tmp_path):
    huge = tmp_path / "enorme.xlsx"
    with huge.open("wb") as file:
        file.truncate(20 * MAX_BYTES)
    for read in (read_workbook, read_source, lambda path: import_workbook(path, tmp_path)):
        with pytest.raises(FormBuildError) as caught:
            read(huge)
        assert caught.value.details["reason"] == "too_large"


def test_a_cell_in_the_last_corner_makes_no_million_rows():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension '
        'ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c>'
        '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "survey"
    book.save(out)
    with zipfile.ZipFile(out) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with pytest.raises(FormBuildError) as caught:
        parse_workbook(packed(parts | {"xl/worksheets/sheet1.xml": sheet}), "x")
    assert caught.value.details["reason"] == "too_large"


YAMLS = {
    "aliases": ("survey: &a\n  - type: text\nchoices: *a\n", "yaml_alias"),
    "a number by force": ("survey:\n  - type: !!int 7\n", "yaml_tag"),
    "an object by force": ("survey:\n  - !!python/object:os.system {}\n", "yaml_tag"),
    "two documents": ("survey: []\n---\nsurvey: []\n", "not_a_form"),
    "nothing": ("", "not_a_form"),
    "a list": ("- a\n", "not_a_form"),
    "keys that are lists": ("survey:\n  - ? [a]\n    : b\n", "row_shape"),
    "lists inside lists": ("survey: " + "[" * 3_000 + "]" * 3_000, "row_shape"),
    "a section twice": ("survey: []\nsurvey: []\n", "double_key"),
    "a cell of cells": ("survey:\n  - type: {a: b}\n", "cell_shape"),
    "a byte of nobody": ("survey:\n  - type: \x00\n", "yaml"),
    "a heading without an end": (f'survey:\n  - "{"x" * 300}": a\n', "cell_too_long"),
}


@pytest.mark.parametrize("name", YAMLS)
def test_hostile_sources_are_refused(name):
    text, reason = YAMLS[name]
    with pytest.raises(FormBuildError) as caught:
        parse_source(text.encode(), "form.yaml")
    assert caught.value.details["reason"] == reason
    assert "form.yaml" in caught.value.details["where"]


def test_every_scalar_of_a_source_is_a_text():
    rows = parse_source(
        b"survey:\n  - {type: yes, name: 2026-01-05, label: 1e3, hint: ~}\n", "x"
    ).survey
    assert rows == ({"type": "yes", "name": "2026-01-05", "label": "1e3", "hint": "~"},)


@pytest.mark.parametrize(
    "row",
    ["type: begin group\n    name: g", "type: end group", "type: '${a'", "name: a", "type: rank"],
)
def test_rows_that_the_compiler_cannot_read_are_refused(row):
    with pytest.raises(FormBuildError) as caught:
        convert_sheets(parse_source(f"survey:\n  - {row}\n".encode(), "x"), "x")
    assert caught.value.details["reason"] == "pyxform"


def test_a_fault_while_filling_tells_the_place_and_no_answer():
    session = opened(
        xform(
            "<a/><z/>",
            '<input ref="/data/a"/>',
            bind("count(if(/data/a = '', /data/a, 'secreto'))"),
        )
    )
    with pytest.raises(FormInvalidError) as caught:
        session.answer("a", "secreto")
    assert caught.value.details["where"] == "/data/z"
    assert "secreto" not in str({**caught.value.details, "expression": ""})


def test_an_answer_that_is_taken_for_a_path_breaks_nothing():
    session = opened(
        xform(
            "<a/><z/>", '<input ref="/data/a"/>', bind("concat('-', jr:choice-name('x', /data/a))")
        )
    )
    for text in ("((((", "nada()", "/data/a", "  ", "'"):
        session.answer("a", text)
        assert session.answers()["z"] == "-"


NUMBERED = xform(
    '<r jr:template=""><x/><n/></r>',
    '<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>',
    '<bind nodeset="/data/r/n" calculate="position(..)"/>',
)


def record_of(rows):
    answers = {f"r/k{row}/x": "3" for row in range(rows)}
    return FormSession(load_definition(NUMBERED), clock=SetClock(NOON), answers=answers)


def test_a_record_of_many_rows_opens_with_each_row_in_its_place():
    session = record_of(2_000)
    assert session.answers()["r/k1999/n"] == "2000"
    session.remove_row("r", "k0")
    assert session.answers()["r/k1999/n"] == "1999"


def test_a_record_of_more_rows_than_anybody_fills_is_refused():
    with pytest.raises(FormInvalidError) as caught:
        record_of(20_000)
    assert caught.value.details["reason"] == "too_much_work"
    assert caught.value.details["where"] == "/data/r/n"
