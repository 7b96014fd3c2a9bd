import difflib
import zipfile

import openpyxl
import pytest

from cem_desktop.errors import FormBuildError
from cem_desktop.forms.authoring import (
    build,
    built_digest,
    compile_sheets,
    export_workbook,
    import_workbook,
    is_current,
    tidy,
)
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.sheets import is_in_order, parse_source, read_source, write_source
from cem_desktop.forms.workbook import parse_workbook, read_workbook, write_workbook

SOURCE = """\
settings:
  form_id: muestra
  version: "2026.1"
  form_title: "Muestra"
  default_language: "Español (es)"
  namespaces: 'cem="https://cem.example.org/xforms"'
  attribute::cem:title_en: "Sample"
  attribute::cem:service: admission
  attribute::cem:read: "admission legal"
  attribute::cem:write: "admission"
  attribute::cem:stage: reception
  attribute::cem:cardinality: one
survey:
  - type: begin group
    name: start
    label::Español (es): "Comienzo"
    label::English (en): "Start"
  - type: select_one sex
    name: sex
    required: "yes"
    label::Español (es): "Sexo"
    label::English (en): "Sex"
    hint::Español (es): |-
      Una línea.
      Otra línea: con dos puntos.
    hint::English (en): "One line"
    bind::cem:privacy: statistical
    bind::cem:send: whole
    bind::cem:fact: victim.sex
  - type: text
    name: words
    label::Español (es): "= no es una fórmula"
    label::English (en): "Words"
    relevant: "${sex} = 'woman'"
    bind::cem:privacy: reserved
  - type: end group
choices:
  sex:
    - name: woman
      label::Español (es): "Mujer"
      label::English (en): "Woman"
      cem:code: "1"
    - name: man
      label::Español (es): "Hombre"
      label::English (en): "Man"
      cem:code: "2"
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "forms" / "muestra"
    made.mkdir(parents=True)
    (made / "form.yaml").write_text(SOURCE, encoding="utf-8")
    return made


def test_what_is_built_carries_the_settings_and_its_source_digest(folder):
    built = build(folder.parent)
    assert [(form.form_id, form.written) for form in built] == [("muestra", True)]
    xml = built[0].path.read_bytes()
    definition = load_definition(xml)
    assert definition.settings.read == {"admission", "legal"}
    assert definition.settings.cardinality == "one"
    assert definition.title("English (en)") == "Sample"
    assert definition.title("Español (es)") == "Muestra"
    assert definition.languages == ("Español (es)", "English (en)")
    assert definition.questions["start/sex"].fact == "victim.sex"
    assert definition.questions["start/sex"].list_name == "sex"
    assert built_digest(xml)


def test_an_unchanged_source_is_not_built_again(folder):
    assert not is_current(folder)
    build(folder)
    assert is_current(folder)
    assert not build(folder)[0].written
    assert build(folder, force=True)[0].written
    source = folder / "form.yaml"
    source.write_text(SOURCE.replace("Comienzo", "Inicio"), encoding="utf-8")
    assert not is_current(folder)
    assert build(folder)[0].written


def test_the_same_source_gives_the_same_bytes(folder):
    first = build(folder)[0].path.read_bytes()
    assert build(folder, force=True)[0].path.read_bytes() == first


def test_yaml_and_workbook_give_the_same_form_both_ways(folder, tmp_path):
    sheets = read_source(folder / "form.yaml")
    export_workbook(folder, tmp_path / "muestra.xlsx")
    back = read_workbook(tmp_path / "muestra.xlsx")
    assert back == sheets
    assert parse_source(write_source(back), "yaml") == sheets
    assert write_workbook(back) == (tmp_path / "muestra.xlsx").read_bytes()
    assert compile_sheets(back, "xlsx") == compile_sheets(sheets, "yaml")


def test_the_order_of_keys_in_the_source_makes_no_difference(folder):
    lines = SOURCE.replace(
        '    required: "yes"\n    label::Español (es): "Sexo"\n',
        '    label::Español (es): "Sexo"\n    required: "yes"\n',
    )
    assert lines != SOURCE
    one = compile_sheets(parse_source(SOURCE.encode(), "one"), "one")
    assert compile_sheets(parse_source(lines.encode(), "other"), "other") == one


def test_an_edited_workbook_comes_back_as_source(folder, tmp_path):
    sheets = read_source(folder / "form.yaml")
    edited = write_workbook(sheets)
    path = tmp_path / "editada.xlsx"
    path.write_bytes(edited)
    built = import_workbook(path, tmp_path / "nuevas")
    assert built.form_id == "muestra"
    assert load_definition(built.path.read_bytes()).form_id == "muestra"
    assert is_current(tmp_path / "nuevas" / "muestra")


WRITTEN_BY_HAND = """\
# A form of one question.
# It has a head of two lines.
settings:
  form_id: muestra
  version: "2026.1"   # raised in March

survey:
  # --- first things ---

  - type: select_one sex
    name: sex
    label: 'Sexo'
    # No default: it would be a guess.
    hint: >-
      Como ella
      lo diga.

  - type: note   # never asked
    name: thanks
    label: |-
      # of the text itself, no comment
      Gracias.

choices:
  # By the census.
  sex:
    - name: woman
      label: "Mujer"
    - name: man
      label: "Hombre"
"""


def test_a_source_is_written_again_as_it_was():
    source = WRITTEN_BY_HAND.encode()
    sheets = parse_source(source, "x")
    assert is_in_order(source)
    assert write_source(sheets, source) == source
    assert sheets.survey[1]["label"].startswith("# of the text")
    assert sorted(sheets.notes.values()) == [
        "--- first things ---",
        "A form of one question.\nIt has a head of two lines.",
        "By the census.",
        "No default: it would be a guess.",
        "never asked",
        "raised in March",
    ]


def test_an_import_changes_only_the_lines_that_headquarters_changed(tmp_path):
    folder = tmp_path / "muestra"
    folder.mkdir()
    (folder / "form.yaml").write_text(WRITTEN_BY_HAND, encoding="utf-8")
    export_workbook(folder, tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    headings = [cell.value for cell in book["survey"][1]]
    book["survey"].cell(2, headings.index("label") + 1).value = "¿Sexo?"
    book["survey"].insert_rows(3)
    for place, text in enumerate(("integer", "age", "Edad"), 1):
        book["survey"].cell(3, place).value = text
    book["choices"].append(["sex", "other", "Otro"])
    book.save(tmp_path / "m.xlsx")
    import_workbook(tmp_path / "m.xlsx", tmp_path)
    before, after = (
        WRITTEN_BY_HAND.split("\n"),
        (folder / "form.yaml").read_text("utf-8").split("\n"),
    )
    changes = [line for line in difflib.ndiff(before, after) if line[0] in "+-" and line[2:]]
    assert changes == [
        "-     label: 'Sexo'",
        '+     label: "¿Sexo?"',
        "+   - type: integer",
        "+     name: age",
        '+     label: "Edad"',
        "+     - name: other",
        '+       label: "Otro"',
    ]


def test_keys_out_of_order_are_told_and_tidied_without_losing_a_comment(tmp_path):
    folder = tmp_path / "muestra"
    folder.mkdir()
    swapped = WRITTEN_BY_HAND.replace(
        "  - type: select_one sex\n    name: sex\n    label: 'Sexo'\n",
        "  - label: 'Sexo'\n    name: sex\n    type: select_one sex\n",
    )
    (folder / "form.yaml").write_text(swapped, encoding="utf-8")
    assert not build(folder)[0].in_order
    assert tidy(tmp_path) == ("muestra",)
    assert (folder / "form.yaml").read_text("utf-8") == WRITTEN_BY_HAND
    assert tidy(folder) == ()
    assert build(folder)[0].in_order


@pytest.mark.parametrize(
    ("change", "reason", "where"),
    [
        (("type: text\n", "type: tecst\n"), "pyxform", "words"),
        (("${sex} = 'woman'", "${sexo} = 'woman'"), "pyxform", "words"),
        (("${sex} = 'woman'", "edad(${sex}) = 'woman'"), "unknown_function", "words"),
        (("${sex} = 'woman'", "${sex} = = 1"), None, "words"),
        (("type: begin group\n    name: start", "type: begin group\n    name: meta"), "group_named_meta", "meta"),
        (("form_id: muestra", "form_id: otra"), "form_id_is_not_folder", "muestra"),
        (("    name: sex\n", "    name: sex\n    name: sex\n"), "double_key", "line"),
        (("settings:", "ajustes:"), "not_a_form", "muestra"),
        (('required: "yes"', "required: [a, b]"), "cell_shape", "row 2"),
        (('required: "yes"', 'required: &x "yes"\n    hint: *x'), "yaml_alias", "muestra"),
        (("survey:", "survey: {"), "yaml", "line"),
        (('required: "yes"', 'required: !!bool "yes"'), "yaml_tag", "line"),
        (('label::Español (es): "Mujer"', "label::Español (es): {es: Mujer}"), "cell_shape", "sex"),
        (('"Comienzo"', '"\\ud800"'), None, "muestra"),
        (('"Comienzo"', '"\\x07"'), "bad_character", "label::Español"),
        (('"Comienzo"', f'"{"x" * 40_000}"'), "cell_too_long", "label::Español"),
        (('"Comienzo"', "[" * 5_000), None, "muestra"),
    ],
)  # fmt: skip
def test_a_wrong_source_says_what_and_where(folder, change, reason, where):
    source = folder / "form.yaml"
    assert change[0] in SOURCE
    source.write_text(SOURCE.replace(*change), encoding="utf-8")
    with pytest.raises(FormBuildError) as caught:
        build(folder)
    assert reason is None or caught.value.details["reason"] == reason
    assert where in str(caught.value.details["where"])
    assert not (folder / "form.xml").exists()


def test_a_workbook_that_is_none_is_refused():
    with pytest.raises(FormBuildError):
        parse_workbook(b"not a zip", "x.xlsx")


def test_a_workbook_with_entities_is_refused(folder, tmp_path):
    path = tmp_path / "hostil.xlsx"
    path.write_bytes(write_workbook(read_source(folder / "form.yaml")))
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/evil.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(FormBuildError) as caught:
        read_workbook(path)
    assert caught.value.details["reason"] == "document_type"


def test_a_folder_without_forms_is_refused(tmp_path):
    with pytest.raises(FormBuildError):
        build(tmp_path)
