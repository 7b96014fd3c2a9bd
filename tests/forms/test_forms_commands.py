"""``cem forms``: what the commands do to files, print, and say when they refuse."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner
from xform_text import xform
from xlsform_books import workbook

from cem_desktop.cli.fichas import application
from cem_desktop.cli.form_reasons import REASONS
from cem_desktop.errors import FormError, FormInvalidError
from cem_desktop.forms.sheets import read_source
from cem_desktop.forms.trace import trace_files

ROOT = Path(__file__).parents[2]
SURVEY = [["type", "name", "label"], ["text", "a", "A"]]
SETTINGS = [["form_id", "version"], ["muestra", "1"]]
FORM = xform(
    '<show/><rep jr:template=""><age/></rep><sum/>',
    '<select1 ref="/data/show"><label>Show?</label>'
    "<item><value>yes</value><label>Yes</label></item><item><value>no</value><label>No</label></item>"
    '</select1><group ref="/data/rep"><label>Child</label><repeat nodeset="/data/rep">'
    '<input ref="/data/rep/age"><label>Age</label></input></repeat></group>',
    '<bind nodeset="/data/rep" relevant="/data/show = \'yes\'"/>'
    '<bind nodeset="/data/rep/age" type="int" constraint=". &lt; 18" jr:constraintMsg="Too old"/>'
    '<bind nodeset="/data/sum" calculate="count(/data/rep)"/>',
)
INIT = {"op": "init"}


def cem(*arguments):
    """Run ``cem forms`` in this process; an error comes out as it is."""
    ran = CliRunner().invoke(application, list(map(str, arguments)))
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran


def refusal(*arguments):
    """Return the details of the error with which a command refuses."""
    with pytest.raises(FormError) as caught:
        cem(*arguments)
    return caught.value.details


def said(*arguments):
    """Return what a person reads when a command refuses, in one line."""
    ran = subprocess.run(
        [sys.executable, "-m", "cem_desktop.cli", "forms", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, timeout=100, check=False,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return " ".join(ran.stderr.split())


def trace(tmp_path, steps, form=FORM):
    (tmp_path / "form.xml").write_bytes(form)
    text = steps if isinstance(steps, str) else json.dumps(steps)
    (tmp_path / "steps.json").write_text(text, encoding="utf-8")
    return tmp_path / "form.xml", tmp_path / "steps.json"


def test_a_ficha_goes_to_excel_and_comes_back_through_the_commands(tmp_path):
    book, folder = tmp_path / "m.xlsx", tmp_path / "forms"
    book.write_bytes(workbook({"survey": SURVEY, "settings": SETTINGS}))
    cem("import", book, "--folder", folder)
    first = (folder / "muestra" / "form.xml").read_bytes()
    cem("export", "muestra", tmp_path / "out.xlsx", "--folder", folder)
    edited = openpyxl.load_workbook(tmp_path / "out.xlsx")
    edited["survey"]["C2"] = "Nueva"
    edited.save(tmp_path / "out.xlsx")
    cem("import", tmp_path / "out.xlsx", "--folder", folder)
    assert read_source(folder / "muestra" / "form.yaml").survey[0]["label"] == "Nueva"
    assert (folder / "muestra" / "form.xml").read_bytes() != first


def test_a_workbook_is_refused_by_name_and_nothing_is_written(tmp_path):
    book, folder = tmp_path / "ajena.xlsx", tmp_path / "forms"
    book.write_bytes(workbook({"survey": [*SURVEY, ["tecst", "b", "B"]], "settings": SETTINGS}))
    details = refusal("import", book, "--folder", folder)
    assert details["where"] == "ajena.xlsx: b"
    assert "tecst" in details["message"]
    assert refusal("import", tmp_path / "no.xlsx", "--folder", folder)["reason"] == "not_readable"
    assert refusal("export", "nada", book, "--folder", folder)["reason"] == "not_readable"
    assert not folder.exists()


def test_a_refusal_is_told_in_words(tmp_path):
    book = tmp_path / "ajena.xlsx"
    book.write_bytes(workbook({"survey": SURVEY, "settings": [["form_title"], ["Ajena"]]}))
    shown = said("import", book, "--folder", tmp_path / "forms")
    assert "ajena.xlsx: la hoja settings no da ningún form_id" in shown
    assert "[form.build]" in shown


def test_a_source_out_of_order_is_told_and_tidied(tmp_path):
    source = tmp_path / "muestra" / "form.yaml"
    source.parent.mkdir()
    source.write_text(
        "survey:\n  - name: a\n    type: text\n    label: A\nsettings:\n  form_id: muestra\n",
        encoding="utf-8",
    )
    assert cem("build", "--folder", tmp_path).stderr.startswith("muestra: ")
    assert cem("tidy", "--folder", tmp_path).stdout.startswith("muestra")
    assert source.read_text("utf-8").startswith("settings:\n  form_id: muestra\n")
    assert cem("build", "--folder", tmp_path).stderr == ""


def test_a_trace_says_of_each_step_what_changed(tmp_path):
    steps = [
        INIT,
        {"op": "answer", "ref": "/data/show", "value": "yes"},
        {"op": "add-repeat", "ref": "/data/rep"},
        {"op": "answer", "ref": "/data/rep[1]/age", "value": "21"},
        {"op": "remove-repeat", "ref": "/data/rep[1]"},
    ]
    done = json.loads(cem("trace", *trace(tmp_path, {"now": 1767225600000, "steps": steps})).stdout)
    assert [
        {key: step[key] for key in step if key not in {"expect", "removed"}} for step in done
    ] == steps
    first = {node["ref"]: node for node in done[0]["expect"]}
    assert first["/data/show"] == {
        "ref": "/data/show", "type": "select", "relevant": True, "readonly": False, "required": False,
        "value": "", "choices": [["yes", "Yes"], ["no", "No"]], "label": "Show?",
    }  # fmt: skip
    assert first["/data/rep"]["type"] == "repeat-range:uncontrolled"
    assert first["/data/orx:meta/orx:instanceID"]["value"].startswith("uuid:")
    assert [node["ref"] for node in done[1]["expect"]] == ["/data/show", "/data/rep"]
    assert [node["ref"] for node in done[2]["expect"]] == [
        "/data/rep[1]",
        "/data/rep[1]/age",
        "/data/sum",
    ]
    (age,) = done[3]["expect"]
    assert (age["violation"], age["violationMessage"]) == ("constraint", "Too old")
    assert done[4]["removed"] == ["/data/rep[1]", "/data/rep[1]/age"]


def answer(**changes):
    return json.dumps([INIT, {"op": "answer", "ref": "/data/show", "value": "yes"} | changes])


WRONG_STEPS = {
    "no json": ("{", "steps_not_json", "steps"),
    "half a character": (answer(value="\ud800"), "steps_not_json", "steps"),
    "no list": ('{"steps": 7}', "steps_shape", "steps"),
    "no steps": ("[7]", "steps_shape", "steps"),
    "a clock of words": ('{"now": "soon", "steps": []}', "steps_shape", "now"),
    "a clock too far": ('{"now": 1e300, "steps": []}', "steps_shape", "now"),
    "no value": (
        json.dumps([INIT, {"op": "answer", "ref": "/data/show"}]),
        "steps_shape",
        "step 2",
    ),
    "unknown step": (answer(op="fly"), "unknown_operation", "step 2: fly"),
    "unknown node": (answer(ref="/data/x"), "unknown_reference", "step 2: /data/x"),
    "a repeat answered": (answer(ref="/data/rep"), "unknown_reference", "step 2: /data/rep"),
    "no repeat": (answer(op="add-repeat"), "unknown_reference", "step 2: /data/show"),
    "no row": (answer(op="remove-repeat"), "unknown_reference", "step 2: /data/show"),
    "no language": (json.dumps([INIT, {"op": "set-language"}]), "unknown_reference", "step 2"),
}


@pytest.mark.parametrize("name", WRONG_STEPS)
def test_wrong_steps_are_refused_by_number(name):
    steps, reason, where = WRONG_STEPS[name]
    with pytest.raises(FormInvalidError) as caught:
        trace_files(FORM, steps.encode())
    assert caught.value.details["reason"] == reason
    assert where in str(caught.value.details["where"])


def test_a_trace_that_cannot_be_made_says_why(tmp_path):
    form, steps = trace(tmp_path, answer(ref="/data/x"))
    assert refusal("trace", form, steps)["where"] == "step 2: /data/x"
    assert refusal("trace", form, tmp_path / "no.json")["reason"] == "not_readable"
    with form.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert refusal("trace", form, steps) == {"reason": "too_large", "where": "form.xml"}


def test_every_reason_has_words():
    sources = [
        *(ROOT / "cem_desktop" / "forms").glob("*.py"),
        ROOT / "cem_desktop/services/form_choices.py",
    ]
    given = {
        word.value.value
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "reason" and isinstance(word.value, ast.Constant)
    }
    spoken_elsewhere = {"rows_are_counted", "row_identifier"}  # faults of a program, not of a form
    assert len(given) > 40
    assert given - spoken_elsewhere - set(REASONS) == set()
