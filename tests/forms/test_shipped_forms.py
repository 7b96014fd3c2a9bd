"""Every ficha that ships: the two ways of writing it agree, and it runs."""

import subprocess
import sys
from pathlib import Path

import pytest
from xform_text import NOON

from cem_desktop.domain.period import SetClock
from cem_desktop.forms.authoring import compile_sheets
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.sheets import is_in_order, parse_source, read_source, write_source
from cem_desktop.forms.workbook import parse_workbook, write_workbook
from cem_desktop.services.attached_lists import attached_list

SOURCES = sorted((Path(__file__).parents[2] / "forms").glob("*/form.yaml"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.name)
def test_yaml_and_workbook_are_the_same_ficha(source):
    sheets = read_source(source)
    from_workbook = parse_workbook(write_workbook(sheets), source.parent.name)
    again = parse_source(write_source(from_workbook), source.parent.name)
    assert from_workbook == sheets
    assert again == sheets
    assert compile_sheets(from_workbook, "xlsx", attached_list) == compile_sheets(
        sheets, "yaml", attached_list
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.name)
def test_a_ficha_that_comes_back_unchanged_changes_no_line_of_its_source(source):
    text = source.read_bytes()
    sheets = read_source(source)
    back = parse_workbook(write_workbook(sheets), source.parent.name)
    assert write_source(back, text) == write_source(sheets, text)
    assert not is_in_order(text) or write_source(back, text) == text


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.name)
def test_a_ficha_begins_speaks_its_languages_and_has_sections(source):
    definition = load_definition(
        compile_sheets(read_source(source), "yaml", attached_list).encode(), attached_list
    )
    session = FormSession(definition, clock=SetClock(NOON))
    assert all(section.path for section in definition.body)
    for language in definition.languages:
        session.set_language(language)
        asked = [node for node in session.engine.root.below() if node.place.control is not None]
        assert asked
        assert [node.path for node in asked if not session.node(node.path).label] == []
    assert definition.compiled.cycles == ()


def test_the_engine_does_without_the_compiler():
    code = (
        "import sys, cem_desktop.forms.session, cem_desktop.forms.authoring, cem_desktop.forms.lint;"
        "assert not {'pyxform', 'openpyxl', 'yaml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
