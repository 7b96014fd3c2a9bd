"""A text that a spreadsheet would take for a formula, in every table that the program writes."""

import ast
import csv
import io
from pathlib import Path

import pytest

from cem_desktop import paths
from cem_desktop.domain import strict_json
from cem_desktop.reports.csv_cells import harmless
from cem_desktop.reports.trail_files import trail_csv

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =cmd|' /C calc'!A0",
    "\uff1d1+1",
)
CHECKED = {
    "reports/statistics_csv.py",
    "reports/trail_files.py",
    "services/attached_lists.py",  # lists that a form reads; nobody opens them in a spreadsheet
}


def sources():
    root = Path(paths.__file__).parent
    return [(path.relative_to(root).as_posix(), path) for path in root.rglob("*.py")]


def test_every_writer_of_csv_is_known_here():
    writers = set()
    for name, path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}:
                base = node.value
                if isinstance(base, ast.Name) and base.id == "csv":
                    writers.add(name)
    assert writers == CHECKED


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_injection(formula):
    shown = harmless(formula)
    assert isinstance(shown, str)
    assert shown == f"'{formula}"
    assert harmless("Piura") == "Piura"
    assert harmless(-7) == -7


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_injection_by_the_audit_trail(formula):
    entry = strict_json.dumps(
        {
            "seq": 1,
            "at": "2026-11-02T15:00:00Z",
            "user": "u-1",
            "action": formula,
            "subject": formula,
            "detail": {},
        }
    )
    text = trail_csv([entry], {"u-1": formula}).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    dangerous = [
        cell for cell in rows[1] if cell.lstrip(" \t\r\n")[:1] in "=+-@\uff1d" and cell.strip()
    ]
    assert dangerous == []
    assert f"'{formula}" in rows[1]
