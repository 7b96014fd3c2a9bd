"""Every way to a printer leads through the preview, which warns and notes."""

import ast
from pathlib import Path

import cem_desktop

ROOT = Path(cem_desktop.__file__).parent
PICTURES = {"screenshots.py"}
"""Draws the preview to look at it; nothing is printed there."""


def modules_that_name(name):
    found = set()
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        if name in names:
            found.add(path.name)
    return found - PICTURES


def test_only_the_preview_sends_pages_to_a_printer():
    assert modules_that_name("QPrinter") == {"paper_printing.py", "print_preview.py"}
    assert modules_that_name("print_pages") == {"print_preview.py"}
    shown_by = {"print_desk.py", "papers_dialog.py", "recovery_page.py"}
    assert modules_that_name("PrintPreview") == shown_by


def test_the_preview_notes_before_it_prints():
    text = (ROOT / "gui" / "print_preview.py").read_text(encoding="utf-8")
    before, after = text.index('self._note(job, "print")'), text.index("return print_pages(")
    assert before < after
    assert 'job.kind == "blank"' in text  # nothing else is ever saved in clear
