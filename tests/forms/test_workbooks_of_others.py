"""Workbooks from other hands: nothing is lost, and the form is the one that its author had."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from xform_text import NOON
from xlsform_books import straight, there_and_back, workbook

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormBuildError
from cem_desktop.forms.authoring import build, compile_sheets, convert_sheets, import_workbook
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.sheets import read_source, write_source
from cem_desktop.forms.workbook import parse_workbook, write_workbook
from cem_desktop.services.attached_lists import attached_list

DAY = dt.datetime(2026, 1, 5)  # noqa: DTZ001 - a workbook knows no zones
SETTINGS = [["form_title", "form_id", "version"], ["Ficha", "ficha", "1"]]


ODK = {
    "survey": [
        ["type", "name", "label", "hint", "relevant", "constraint", "constraint_message", "required",
         "calculation", "appearance", "default", "choice_filter", "parameters", "repeat_count"],
        ["start", "start"],
        ["end", "end"],
        ["deviceid", "deviceid"],
        ["text", "who", "Who are you?", "As you like", None, None, None, "yes"],
        ["integer", "age", "How old are you, ${who}?", None, "${who} != ''", ". >= 0 and . < 120",
         "Not so", None, None, None, 7],
        ["select_one yes_no", "agrees", "Do you agree?", None, None, None, None, True],
        ["select_multiple places or_other", "seen", "Where?", None, None, None, None, None, None,
         "minimal"],
        ["begin_repeat", "child", "Child", None, None, None, None, None, None, None, None, None,
         None, "${age}"],
        ["text", "child_name", "Name"],
        ["select_one places", "born", "Born where?", None, None, None, None, None, None, None, None,
         "region = ${agrees}"],
        ["end_repeat"],
        ["range", "pain", "Pain", None, None, None, None, None, None, None, None, None,
         "start=0 end=10 step=1"],
        ["calculate", "twice", None, None, None, None, None, None, "${age} * 2"],
        ["note", "thanks", "Thank you\nfor your time"],
    ],
    "choices": [
        ["list_name", "name", "label", "region"],
        ["yes_no", "yes", "Yes"],
        ["yes_no", "no", "No"],
        ["places", 1, "Coast", "yes"],
        ["places", 2, "Andes", "no"],
    ],
    "settings": SETTINGS,
}  # fmt: skip
KOBO = {
    "survey": [
        ["type", "name", "label::English (en)", "label::Español (es)", "hint::Español (es)",
         "required", "relevance", "$kuid", "$autoname", "_isRepeat", "appearance", "guidance_hint",
         "tags"],
        ["begin_group", "consent", "Consent", "Consentimiento", None, False, None, "kx1", "consent",
         False, "field-list"],
        ["select_one kl9", "agree", "Agrees?", "¿Acepta?", "Pregunte despacio", "true", None, "kx2",
         "agree", None, None, None, "hxl:#ok"],
        ["end_group", None, None, None, None, None, None, "/kx1"],
        [],
        ["begin_group", "person", "Person", "Persona", None, False, "${agree} = 'si'", "kx3"],
        ["date", "born", "Born on", "Nació el", None, True, None, "kx4"],
        ["select_one_from_file districts.csv", "district", "District", "Distrito", None, False],
        ["end_group"],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)", "label::Español (es)", "kuid", "order"],
        ["kl9", "si", "Yes", "Sí", "a1", 1],
        ["kl9", "no", "No", "No", "a2", 2],
    ],
    "settings": [
        ["id_string", "style", "default_language", "allow_choice_duplicates", "version"],
        ["kobo_one", "pages theme-grid", "Español (es)", "yes", "3 (2025-11-03 10:00:00)"],
    ],
    "library": [["what", "where"], ["block 3", "annex"]],
}  # fmt: skip
OLD = {
    "Survey": [
        ["Type", "Name", "Label:English", "Label:Français", "Hint:English", "Read Only", "caption2",
         "media:image:English", "Constraint Message:English", "constraint"],
        ["begin group", "g1", "First", "Premier"],
        ["add select one prompt using l1", "q1", "  Which   one? ", "Lequel ?", "One only", None,
         "kept", "one.png"],
        ["integer", "q2", "How many?", "Combien ?", None, "no", None, None, "Too many", ". < 9"],
        ["end group"],
    ],
    "Choices": [
        ["List Name", "Value", "Label:English", "Label:Français", "Image:English"],
        ["l1", "a", "A “quoted” one", "Un", "a.png"],
        [],
        ["l2", "x", "unused", "inutile"],
        ["l1", "b", "B\xa0b", "Deux"],
    ],
    "Settings": [["Form ID", "Form Title", "Default Language"], ["old_one", "Old one", "English"]],
}  # fmt: skip
HTCDS = {
    "instructions": [["How to use this form"], [], [None, "See annex B"], ["Version", 2.5, True]],
    "survey": [
        ["type", "name", "label::en", "label::es", "hint::en", "calculation", "relevant",
         "bind::htcds:code", "htcds field", "note to translators"],
        ["select_multiple means", "meansOfControl", "Means of control", "Medios de control", None,
         None, None, "C5", "meansOfControl*"],
        ["calculate", "meansCount", None, None, None, "count-selected(${meansOfControl})"],
        ["select_one sex", "gender", "Gender", "Género", "As stated", None,
         "${meansCount} > 0 or selected(${meansOfControl}, 'other')", None, None, "keep short"],
    ],
    "choices": [
        ["list name", "name", "label::en", "label::es", "htcds code", "definition"],
        ["means", "threat", "Threat", "Amenaza", "1", "A threat to her or hers"],
        ["means", "other", "Other", "Otro", "9"],
        ["sex", "f", "Woman", "Mujer", "F"],
    ],
    "settings": [
        ["form_title", "form_id", "default_language", "namespaces", "public_key_note"],
        ["Core data", "htcds_core", "en", 'htcds="https://example.org/htcds"', "none"],
    ],
}  # fmt: skip
WHO = {
    "survey": [
        ["type", "name", "label::English", "media::audio::English", "required",
         "required_message::English", "constraint", "appearance", "trigger", "autoplay",
         "body::accuracyThreshold", "instance::odk:tag", "calculate"],
        ["begin group", "respondent", "Respondent", None, None, None, None, "field-list"],
        ["note", "intro", "<b>Please</b> read & follow: 3 < 4", "intro.mp3"],
        ["geopoint", "site", "Site", None, "no", None, None, None, None, None, "5"],
        ["dateTime", "when", "When?"],
        ["end group"],
        ["begin group", "signs", "Signs", None, None, None, None, "table-list"],
        ["select_one yndk", "fever", "Fever", None, "yes", "Say something"],
        ["select_one yndk", "cough", "Cough", None, "yes"],
        ["end group"],
        ["rank yndk", "order", "In which order?"],
        ["acknowledge", "seen", "I have read this"],
        ["image", "photo", "A picture", None, None, None, None, "draw"],
        ["barcode", "code", "Code"],
        ["username", "username"],
        ["audit", "audit"],
        ["calculate", "stamp", None, None, None, None, None, None, "${fever}", None, None, None, "now()"],
    ],
    "choices": [
        ["list_name", "name", "label::English", "media::image::English"],
        ["yndk", "yes", "Yes", "yes.png"],
        ["yndk", "no", "No"],
        ["yndk", "dk", "Does not know"],
    ],
    "settings": [
        ["form_title", "form_id", "version", "instance_name", "public_key", "submission_url",
         "auto_send", "clean_text_values"],
        ["VA", "va", 20260101, "concat(${fever}, '-', ${cough})", "MIIB", "https://example.org/x",
         "true", "no"],
    ],
}  # fmt: skip
EXTERNAL = {
    "survey": [
        ["type", "name", "label", "choice_filter", "save_to"],
        ["select_one_external cities", "city", "City", "state = ${state}"],
        ["text", "state", "State", None, "state"],
    ],
    "external_choices": [
        ["list_name", "name", "label", "state"],
        ["cities", "c1", "One", "s1"],
        ["cities", "c2", "Two", "s2"],
    ],
    "choices": [["list_name", "name", "label"], ["unused", "a", "A"]],
    "entities": [["list_name", "label"], ["people", "${state}"]],
    "settings": SETTINGS,
}
CORPUS = {
    "odk": ODK, "kobo": KOBO, "old": OLD, "htcds": HTCDS, "who": WHO, "external": EXTERNAL,
}  # fmt: skip


@pytest.mark.parametrize("name", CORPUS)
def test_a_workbook_from_other_hands_is_the_same_form_on_every_way(name):
    there_and_back(workbook(CORPUS[name]))


@pytest.mark.parametrize("name", [name for name in CORPUS if name != "external"])
def test_a_workbook_from_other_hands_is_imported_and_runs(tmp_path, name):
    path = tmp_path / "ajena.xlsx"
    path.write_bytes(workbook(CORPUS[name]))
    built = import_workbook(path, tmp_path / "forms", attached_list)
    xml = built.path.read_bytes()
    assert (
        xml.decode().split("-->", 1)[1].strip()
        == straight(path.read_bytes()).split("?>", 1)[1].strip()
    )
    assert not build(tmp_path / "forms", attached=attached_list)[0].written
    session = FormSession(load_definition(xml, attached_list), clock=SetClock(NOON))
    for language in session.definition.languages:
        session.set_language(language)
    assert session.definition.questions


def test_columns_of_choices_that_are_no_names_are_kept_out_of_the_form_and_in_the_workbook():
    choices = [["list_name", "name", "label", "$kuid", "2nd"], ["l", "a", "A", "k1", "x"]]
    survey = [["type", "name", "label"], ["select_one l", "q", "Q"]]
    sheets = parse_workbook(
        workbook({"survey": survey, "choices": choices, "settings": SETTINGS}), "x"
    )
    assert load_definition(convert_sheets(sheets, "x").encode()).questions["q"].list_name == "l"
    again = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets)))
    assert [[cell.value for cell in row] for row in again["choices"].rows] == choices


def test_a_heading_with_a_prefix_of_nobody_is_refused():
    choices = [["list_name", "name", "label", "who:code"], ["l", "a", "A", "7"]]
    survey = [["type", "name", "label"], ["select_one l", "q", "Q"]]
    for sheet in (choices, survey):
        sheet[0][2] = "label::English"  # so that a single colon is one of a prefix
    sheets = parse_workbook(
        workbook({"survey": survey, "choices": choices, "settings": SETTINGS}), "x"
    )
    with pytest.raises(FormBuildError) as caught:
        compile_sheets(sheets, "x")
    assert caught.value.details["reason"] == "not_xml_made"


def test_choices_that_only_odk_collect_reads_are_refused(tmp_path):
    path = tmp_path / "ajena.xlsx"
    path.write_bytes(workbook(EXTERNAL))
    with pytest.raises(FormBuildError) as caught:
        import_workbook(path, tmp_path / "forms")
    assert caught.value.details["reason"] == "external_select"
    assert "/data/city" in caught.value.details["where"]


def test_unknown_sheets_come_back_as_they_were():
    sheets = there_and_back(workbook(HTCDS))
    assert sheets.grids["instructions"][2:] == (("", "See annex B"), ("Version", "2.5", "TRUE"))
    again = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets)))
    assert [cell.value for cell in again["instructions"][4]] == ["Version", "2.5", "TRUE"]


def test_unknown_columns_and_their_order_come_back():
    sheets = there_and_back(workbook(HTCDS))
    assert sheets.survey[2]["note to translators"] == "keep short"
    again = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets)))
    assert [cell.value for cell in again["survey"][1]] == HTCDS["survey"][0]
    headings = [cell.value for cell in again["choices"][1]]
    assert headings == ["list_name", *HTCDS["choices"][0][1:]]


def test_a_column_that_only_a_late_row_uses_is_known():
    rows = [["type", "name", "label", "hint"], *(["text", f"q{n}", "Q"] for n in range(120))]
    rows[-1].append("the only hint")
    sheets = there_and_back(workbook({"survey": rows, "settings": SETTINGS}))
    assert sheets.survey[-1]["hint"] == "the only hint"


def test_notes_on_cells_come_back_on_their_cells():
    notes = [
        ("survey", "A1", "how to read this sheet"),
        ("survey", "D1", "hints: say «usted»"),
        ("survey", "C5", "asked by the team\nsince March"),
        ("survey", "N2", "on a blank cell"),
        ("choices", "A4", "from the census"),
        ("choices", "C5", "formerly Sierra"),
        ("settings", "C2", "# raise it"),
    ]
    data = workbook(ODK, comments=notes)
    sheets = there_and_back(data)
    again = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets)))
    for title, cell, words in notes:
        place = "A2" if words == "on a blank cell" else cell
        assert again[title][place].comment.text == words
    assert b"# asked by the team\n" in write_source(sheets)


def test_cells_without_a_heading_are_kept_and_read_by_no_tool():
    rows = [["type", "name", "label", None, None], ["text", "a", "A", None, "ask Maria"]]
    sheets = there_and_back(workbook({"survey": rows, "settings": SETTINGS}))
    again = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets)))
    assert [cell.value for cell in again["survey"][2]] == ["text", "a", "A", "ask Maria"]
    assert again["survey"]["D1"].value is None
    assert "ask Maria" not in convert_sheets(sheets, "x")


def test_blank_and_merged_rows_stay_where_they_are():
    rows = [["type", "name", "label"], ["text", "a", "A"], [], [], ["text", "b", "B"]]
    sheets = there_and_back(
        workbook({"survey": rows, "settings": SETTINGS}, merged=[("survey", "A3:C3")])
    )
    assert sheets.survey[1:3] == ({}, {})


def test_the_only_sheet_of_a_workbook_is_its_survey():
    sheets = parse_workbook(
        workbook({"Hoja1": [["type", "name", "label"], ["text", "a", "A"]]}), "x"
    )
    assert sheets.survey == ({"type": "text", "name": "a", "label": "A"},)


def test_types_of_cells_read_as_other_tools_read_them():
    row = ["text", "a", 1.0, 2.5, True, DAY.replace(hour=8, minute=30), dt.time(8, 30)]
    rows = [["type", "name", "label", "hint", "required", "other", "more"], row]
    sheets = there_and_back(workbook({"survey": rows, "settings": SETTINGS}))
    assert list(sheets.survey[0].values()) == [
        "text", "a", "1", "2.5", "TRUE", "08:30:00", "2026-01-05 08:30:00",
    ]  # fmt: skip


def with_survey(*rows, **others):
    return workbook(
        {"survey": [["type", "name", "label", "default"], *rows], "settings": SETTINGS} | others
    )


REFUSED = {
    "formula_not_computed": with_survey(["text", "a", "=1+1"]),
    "date_cell": with_survey(["date", "a", "A", DAY]),
    "rows_after_gap": with_survey(["text", "a", "A"], *[[]] * 61, ["text", "b", "B"]),
    "columns_after_gap": workbook(
        {"survey": [["type", "name", *[None] * 21, "label"], ["text", "a"]], "settings": SETTINGS}
    ),
    "settings_rows": with_survey(["text", "a", "A"], settings=[*SETTINGS, ["Otra", "otra", "2"]]),
    "double_heading": workbook({"survey": [["type", "name", "Name"], ["text", "a", "b"]], "x": []}),
    "double_sheet": workbook(
        {"survey": [["type", "name", "label"], ["text", "a", "A"]], " survey": [["type"]]}
    ),
    "reserved_heading": workbook(
        {"survey": [["type", "name", "(C)"], ["text", "a", "b"]], "x": []}
    ),
    "no_headings": workbook({"survey": [[None], ["text", "a"]], "settings": SETTINGS}),
    "no_survey_sheet": workbook({"encuesta": [["type"], ["text"]], "settings": SETTINGS}),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_would_be_lost_is_refused_by_name(reason):
    with pytest.raises(FormBuildError) as caught:
        parse_workbook(REFUSED[reason], "libro.xlsx")
    assert caught.value.details["reason"] == reason
    assert "libro.xlsx" in caught.value.details["where"]


def test_a_formula_that_was_computed_gives_its_result():
    data = with_survey(["text", "a", "=1+1"])
    changed = replace_in(data, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>")
    changed = replace_in(changed, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")
    assert there_and_back(changed).survey[0]["label"] == "2"


def replace_in(data, part, before, after):
    """Return a workbook with other bytes in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(before, after) if name == part else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ([["form_title"], ["Ficha"]], "no_form_id"),
        ([["form_id"], ["Mi ficha"]], "form_id"),
        ([["form_id"], [7]], "form_id"),
        ([["form_id"], ["../fuera"]], "form_id"),
    ],
)
def test_a_form_without_a_usable_id_is_refused(tmp_path, settings, reason):
    path = tmp_path / "ajena.xlsx"
    path.write_bytes(with_survey(["text", "a", "A"], settings=settings))
    with pytest.raises(FormBuildError) as caught:
        import_workbook(path, tmp_path / "forms")
    assert caught.value.details["reason"] == reason
    assert not (tmp_path / "forms").exists()


@pytest.mark.parametrize("name", ["id_string", "Form ID", "set_form_id"])
def test_the_id_is_known_by_each_of_its_names(tmp_path, name):
    path = tmp_path / "ajena.xlsx"
    path.write_bytes(with_survey(["text", "a", "A"], settings=[[name], ["ajena"]]))
    built = import_workbook(path, tmp_path / "forms")
    assert built.form_id == "ajena"
    assert straight(path.read_bytes()).split("?>")[1].strip() in built.path.read_text("utf-8")
    assert read_source(tmp_path / "forms" / "ajena" / "form.yaml").settings
