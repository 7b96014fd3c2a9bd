"""Lay this engine beside recordings of the ODK reference engine.

The recordings are data from outside and no part of this project: ``CEM_CONFORMANCE`` names the
folder that holds them. ``docs/forms.md`` lists, with reasons, each case in which this engine
differs; a case that is listed and agrees fails the test too, so that the list stays true.
"""

import gzip
import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cem_desktop.cli.main import application
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.conformance import SCENARIOS, compare_scenarios, read_recordings
from cem_desktop.forms.conformance_expressions import EXPRESSIONS, compare_expressions
from cem_desktop.forms.function_table import FUNCTIONS

FOLDER = os.environ.get("CEM_CONFORMANCE", "")
DOCUMENT = Path(__file__).parents[2] / "docs" / "forms.md"
recorded = pytest.mark.skipif(
    not FOLDER, reason="CEM_CONFORMANCE names no folder with recordings of the reference engine"
)


def told(heading):
    """The cases that the document lists under a heading, in its fenced blocks."""
    section = DOCUMENT.read_text().split(f"\n### {heading}\n")[1].split("\n### ")[0]
    blocks = re.findall(r"^```text\n(.*?)^```", section.split("\n## ")[0], re.DOTALL | re.MULTILINE)
    return {line for block in blocks for line in block.splitlines() if line}


def assert_as_told(tally, heading):
    assert sorted(set(tally.misses) - told(heading)) == [], "these differ, and nobody says why"
    assert sorted(told(heading) - set(tally.misses)) == [], "these agree now: take them off"
    assert tally.passed + len(tally.skipped) + len(tally.misses) == tally.total


@recorded
def test_sessions_behave_as_recorded():
    tally = compare_scenarios(read_recordings((Path(FOLDER) / SCENARIOS).read_bytes()))
    assert (tally.total, len(tally.skipped)) == (658, 18)
    assert_as_told(tally, "Sessions")


@recorded
def test_expressions_give_what_was_recorded():
    tally = compare_expressions(read_recordings((Path(FOLDER) / EXPRESSIONS).read_bytes()))
    assert (tally.total, tally.total - len(tally.skipped)) == (2_660, 2_655)
    assert_as_told(tally, "Expressions")


# --- the comparison itself, on recordings made here ------------------------------------------

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>x</h:title><model><instance><data id="x"><a/><b/><meta><instanceID>1</instanceID>
</meta></data></instance><bind nodeset="/data/b" calculate="/data/a * 2"/></model></h:head>
<h:body><input ref="/data/a"/></h:body></h:html>"""
BOOK = "<r><p id='1'/><p id='2'>x</p></r>"


def node(ref, kind, value):
    return {
        "ref": ref, "type": kind, "relevant": True, "readonly": False, "required": False,
        "value": value,
    }  # fmt: skip


def scenario(name, doubled, needs=()):
    start = [
        node("/data/a", "input", ""),
        node("/data/b", "model-value", ""),
        {**node("/data/meta", "group", ""), "value": None},
        node("/data/meta/instanceID", "model-value", "1"),
    ]
    start[2].pop("value")
    after = [node("/data/a", "input", "4"), node("/data/b", "model-value", doubled)]
    answer = {"op": "answer", "ref": "/data/a", "value": "4", "expect": after}
    steps = [{"op": "init", "expect": start}, answer]
    return {
        "id": name,
        "name": "doubles",
        "form": FORM,
        "now": 0,
        "needs": list(needs),
        "steps": steps,
    }


def expression(text, kind, expected, state="pass"):
    assertion = {
        "expr": text, "kind": kind, "expected": expected, "xml": BOOK, "context": "ix:0",
        "xforms": True, "now": 0,
    }  # fmt: skip
    return {"name": text, "file": "own", "state": state, "now": 0, "asserts": [assertion]}


def test_a_session_that_ends_otherwise_is_named_and_one_without_its_files_skipped():
    cases = [scenario("a", "8"), scenario("b", "9"), scenario("c", "8", ["attachments"])]
    tally = compare_scenarios(cases)
    assert (tally.total, tally.passed) == (3, 1)
    assert (tally.misses, tally.skipped) == (("b doubles",), ("c doubles",))


@pytest.mark.parametrize(
    ("text", "kind", "expected", "agrees"),
    [
        ("count(p)", "number", 2, True),
        ("count(p)", "number", 3, False),
        ("p[2]", "string", "x", True),
        ("p", "nodeset", ["ix:0/0", "ix:0/1"], True),
        ("p[1]", "nodeset", ["ix:0/1"], False),
        ("1 div 3", "rounded", 0.33, True),
        ("number('x')", "number", None, True),
        ("p = 'x'", "boolean", True, True),
        ("no-such()", "boolean", False, False),
    ],
)
def test_an_expression_is_held_to_what_was_recorded(text, kind, expected, agrees):
    tally = compare_expressions([expression(text, kind, expected)])
    assert (tally.passed, len(tally.misses)) == ((1, 0) if agrees else (0, 1))


def test_what_the_other_engine_failed_is_left_out():
    tally = compare_expressions([expression("1", "number", 2, state="fail")])
    assert (tally.total, tally.passed, len(tally.skipped), tally.misses) == (1, 0, 1, ())


def test_the_command_prints_both_files(tmp_path):
    for name, cases in (
        (SCENARIOS, [scenario("b", "9")]),
        (EXPRESSIONS, [expression("1", "number", 1)]),
    ):
        (tmp_path / name).write_bytes(gzip.compress(json.dumps(cases).encode()))
    result = CliRunner().invoke(application, ["forms", "conformance", str(tmp_path), "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found[SCENARIOS] == {"total": 1, "passed": 0, "skipped": [], "misses": ["b doubles"]}
    assert found[EXPRESSIONS]["passed"] == 1
    words = CliRunner().invoke(application, ["forms", "conformance", str(tmp_path)])
    assert "b doubles" in words.stdout


def test_the_command_fails_where_there_are_no_recordings(tmp_path):
    result = CliRunner().invoke(application, ["forms", "conformance", str(tmp_path)])
    assert result.exit_code != 0
    with pytest.raises(FormInvalidError):
        read_recordings(b"not gzip")


def test_the_document_names_every_function():
    text = DOCUMENT.read_text().split("**Functions.**")[1].split("\n\n`position(..)`")[0]
    assert sorted(re.findall(r"`([^`]+)`", text)) == sorted(FUNCTIONS)
