"""A paste of any size into every kind of field: the window goes on, and nothing is cut unsaid.

Here it has 16 million characters; ``CEM_PASTE=1073741824`` makes it a billion.
"""

import ast
import os
import time
from pathlib import Path

import pytest
from ficha_desk import Desk
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from shell_person import seen
from wide_form import wide_form

from cem_desktop import gui
from cem_desktop.gui.pages.unlock_page import LONGEST_LOGIN, LONGEST_PASSPHRASE
from cem_desktop.gui.widgets.bounded_text import LONGEST, BoundedText
from cem_desktop.gui.widgets.ficha_fields import LineField
from cem_desktop.gui.widgets.words import Words

SIZE = int(os.environ.get("CEM_PASTE", str(1 << 24)))
PATIENCE = 15 + SIZE / (1 << 26)
LONGEST_LINE = 32_767


@pytest.fixture
def huge(qapp):
    qapp.clipboard().setText("a" * SIZE)
    yield
    qapp.clipboard().clear()


def paste(field):
    started = time.monotonic()
    field.setFocus()
    field.paste()
    QApplication.processEvents()
    assert time.monotonic() - started < PATIENCE


def test_every_field_of_a_ficha_takes_it_or_says_no(qtbot, theme, clock, huge):
    desk = Desk(qtbot, theme, clock, wide_form())
    tried = set()
    for at in range(desk.page._list.count()):
        desk.page._list.setCurrentRow(at)
        QApplication.processEvents()
        for field in desk.page.findChildren(QPlainTextEdit):
            if field.isVisible() and field.isEnabled() and not field.isReadOnly():
                paste(field)
                assert field.toPlainText() == ""
                refusal = desk.page.findChild(Words, f"refusal {field.objectName()}")
                assert refusal.isVisible()
                assert "100,000" in refusal.text()
                tried.add("text")
        for line in desk.page.findChildren(QLineEdit):
            if line.isVisible() and line.isEnabled() and not line.isReadOnly():
                paste(line)
                assert len(line.text()) <= LONGEST_LINE
                if isinstance(line.parent(), LineField) and line.text():
                    named = QRegularExpression("^refusal ")
                    (refusal,) = line.parent().findChildren(Words, named)
                    assert refusal.isVisible()
                    assert "32,767" in refusal.text()
                    line.end(False)
                    QTest.keyClick(line, Qt.Key.Key_Backspace)
                    assert not refusal.isVisible()
                    tried.add("cut line")
                tried.add("line")
    assert tried == {"text", "line", "cut line"}


def test_what_fits_is_pasted_and_the_refusal_goes(qtbot, theme, qapp, huge):
    field = BoundedText()
    qtbot.addWidget(field)
    said = []
    field.refused.connect(said.append)
    field.paste()
    assert len(said) == 1
    qapp.clipboard().setText("b" * (LONGEST - 1))
    field.paste()
    assert len(field.toPlainText()) == LONGEST - 1
    qapp.clipboard().setText("cc")
    field.paste()
    assert len(field.toPlainText()) == LONGEST - 1
    assert len(said) == 2
    field.selectAll()
    field.paste()
    assert field.toPlainText() == "cc"


def test_the_locked_page_takes_no_more_than_anybody_types(qtbot, make_shell, tmp_path, huge):
    (tmp_path / "vault.json").write_text("{}")
    shell = make_shell(tmp_path)
    for name, longest in (
        ("unlock_login", LONGEST_LOGIN),
        ("unlock_passphrase", LONGEST_PASSPHRASE),
    ):
        line = seen(shell, QLineEdit, name)
        paste(line)
        assert len(line.text()) == longest


def test_no_field_of_the_program_takes_a_text_without_bounds():
    """Lines have Qt's bound of 32,767 characters; texts of several lines have ours."""
    unbounded = []
    for path in Path(gui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            made = [node.func] if isinstance(node, ast.Call) else getattr(node, "bases", [])
            names = {getattr(one, "id", "") for one in made}
            if names & {"QPlainTextEdit", "QTextEdit", "QTextBrowser"}:
                unbounded.append(path.name)
    # What is read only takes no paste.
    assert set(unbounded) == {"bounded_text.py", "error_messages.py"}
