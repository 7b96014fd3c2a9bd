"""Invariants of the exchange: any form goes from workbook to YAML and back without a loss."""

import string
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyxform.errors import PyXFormError
from xlsform_books import straight, there_and_back, workbook

from cem_desktop.errors import FormBuildError
from cem_desktop.forms.authoring import convert_sheets
from cem_desktop.forms.sheet_model import Place, Sheets
from cem_desktop.forms.sheets import is_in_order, parse_source, write_source
from cem_desktop.forms.workbook import parse_workbook, write_workbook

ODD_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \n\t:#-'\"|>%@&*!?{}[],\\\x85\u2028\xa0=~é¿ñ¡«»“’<_$.yN0"),
        st.characters(exclude_categories=["Cs", "Cc", "Cn"]),
    ),
    max_size=12,
)
WORDS = st.one_of(
    ODD_TEXT,
    st.sampled_from(
        ["yes", "null", "2026.1", "- a", "a: b", "# no", "TRUE", "=1+1", "|-", "1e3", "~"]
    ),
)
WORD = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=6)
LANGUAGES = st.lists(
    st.sampled_from(["English (en)", "Español (es)", "Français", "Quechua (qu)"]),
    unique=True,
    max_size=3,
)
SPELLED = st.sampled_from(
    [("type", "name"), ("Type", "Name"), (" type ", "name"), ("TYPE", " Name")]
)
UNKNOWN = st.lists(
    st.sampled_from(["notes", "Team", "hxl::tag", "cem:code", "a b", "$kuid", "0", "ñandú", "(x)"]),
    unique=True,
    max_size=3,
)
COLONS = st.sampled_from(["::", " :: "])
KINDS = st.sampled_from(["text", "integer", "note", "select_one l1", "select multiple l1", "date"])
CELLS = st.one_of(WORDS, st.none(), st.integers(-9, 9), st.booleans(), st.floats(-9, 9))


@st.composite
def surveys(draw):
    """Draw the rows of a survey and of its choices, in shapes that people write."""
    texts = ["label", *draw(st.lists(st.sampled_from(["hint", "guidance_hint"]), unique=True))]
    languages = draw(LANGUAGES)
    colons = draw(COLONS)
    spoken = [f"{text}{colons}{one}" for text in texts for one in languages] or texts
    extra = draw(UNKNOWN)
    headings = [*draw(SPELLED), *draw(st.permutations([*spoken, *extra, "required"]))]
    rows = [headings]
    depth = 0
    for number in range(draw(st.integers(1, 6))):
        act = draw(st.sampled_from(["ask", "ask", "ask", "open", "close", "blank"]))
        if act == "blank":
            rows.append([])
        elif act == "open":
            depth += 1
            kind = draw(st.sampled_from(["begin group", "begin_repeat"]))
            rows.append([kind, f"g{number}", *draw(cells(headings[2:]))])
            rows.append(["note", f"n{number}", *draw(cells(headings[2:]))])
            rows.append(["end group" if "group" in kind else "end repeat"])
        else:
            rows.append([draw(KINDS), f"q{number}", *draw(cells(headings[2:]))])
    choice_labels = [f"label{colons}{one}" for one in languages] or ["label"]
    lists = [["list_name", "name", *choice_labels, *extra]]
    for name in draw(st.lists(st.sampled_from(["l1", "l2"]), min_size=1, max_size=4)):
        lists.append([name, f"c{len(lists)}", *draw(cells(lists[0][2:]))])
    lists.append(["l1", "last", *["Label"] * len(choice_labels)])
    return {"survey": rows, "choices": lists}


def cells(headings):
    """Draw a cell for each heading; labels are there, required is yes or no."""
    return st.tuples(
        *(
            st.sampled_from(["yes", None, True, "no"])
            if heading == "required"
            else st.one_of(WORD, CELLS if not heading.startswith("label") else WORDS)
            for heading in headings
        )
    ).map(list)


GRIDS = st.dictionaries(
    st.sampled_from(["Notas", "a'b", "x y", "2026", "ñ"]),
    st.lists(st.lists(st.one_of(WORDS, st.none()), max_size=3), max_size=3),
    max_size=2,
)


@given(
    surveys(),
    GRIDS,
    st.lists(st.tuples(st.sampled_from(["A1", "A2", "C2", "B3", "D1", "F9"]), WORD)),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_workbook_keeps_its_form_on_every_way(form, grids, notes):
    spaces = 'cem="https://cem.example.org/xforms"'
    form["settings"] = [["form_id", "version", "namespaces"], ["f", "1", spaces]]
    comments = [("survey", cell, words) for cell, words in dict(notes).items()]
    try:
        data = workbook(form | grids, comments)
    except ValueError:  # openpyxl itself refuses a character
        assume(False)
    sheets, reason = tried(parse_workbook, data, "libro")
    assert reason in {
        None,
        "formula_not_computed",
        "double_heading",
        "reserved_heading",
        "bad_character",
    }
    if reason is not None:
        return
    try:
        well_formed = is_xml(straight(data))
    except (PyXFormError, AttributeError, TypeError):  # the compiler refuses it, or breaks
        assert tried(convert_sheets, sheets, "libro")[1] == "pyxform"
    else:
        if well_formed:
            assert len(there_and_back(data).notes) <= len(comments)
        else:  # a column of choices that is no name of an element
            assert is_xml(convert_sheets(sheets, "libro"))


def is_xml(text):
    try:
        return bool(ET.fromstring(text) is not None)
    except ET.ParseError:
        return False


def tried(make, *arguments):
    """Return what was made, or the reason why it was refused."""
    try:
        return make(*arguments), None
    except FormBuildError as error:
        return None, error.details["reason"]


def is_spelled_otherwise(text):
    """A heading that a workbook reads as one of its own, as VERSION for version."""
    own = "_".join(text.split()).lower()
    return own != text and own.isidentifier() and own.isascii()


COLUMN = st.one_of(
    st.sampled_from(
        ["type", "name", "label", "label::Español (es)", "hint", "bind::cem:fact", "x"]
    ),
    ODD_TEXT.filter(lambda text: bool(text.strip()) and not is_spelled_otherwise(text)),
)
ROW = st.dictionaries(COLUMN, WORDS, max_size=4)
ROWS = st.lists(ROW, max_size=4).map(tuple)


@st.composite
def any_sheets(draw):
    """Draw sheets of no sense at all, as the YAML could hold them."""
    survey = draw(ROWS)
    names = draw(st.lists(WORDS.map(str.strip), unique=True, max_size=2))
    notes = {
        Place("survey", draw(st.integers(-1, 3)), draw(COLUMN)): words
        for words in draw(st.lists(WORDS, max_size=3))
    }
    return Sheets(draw(ROW), survey, {name: draw(ROWS) for name in names}, notes=notes)


@given(any_sheets(), any_sheets())
@settings(max_examples=60, deadline=None)
def test_yaml_holds_any_sheets_and_keeps_what_did_not_change(sheets, others):
    source = write_source(sheets)
    back, reason = tried(parse_source, source, "yaml")
    assert reason in {None, "double_key", "bad_character", "double_heading"}
    if reason is not None:
        return
    assert back == sheets.canonical()
    assert is_in_order(source)
    assert write_source(back, source) == source
    again, reason = tried(parse_source, write_source(others, source), "yaml")
    assert (
        reason in {"double_key", "bad_character", "double_heading"} or again == others.canonical()
    )
    again, reason = tried(parse_workbook, write_workbook(back), "xlsx")
    assert reason in {"reserved_heading", "no_headings"} or again == back


def test_a_space_before_the_end_of_a_line_is_part_of_the_cell():
    sheets = Sheets({"form_title": "una \ndos"}, (), {})
    source = write_source(sheets)
    assert is_in_order(source)
    assert write_source(parse_source(source, "yaml"), source) == source
