"""Marks of HTML in a ficha, an answer, a login or a centre's name: shown as they are, nowhere read.

A label that read them could load a picture from the network or a file, or pretend to be another
part of the screen.
"""

import re
from functools import cache

import pytest
from ficha_desk import Desk
from ficha_forms import _ROWS, SOURCE
from PySide6.QtCore import QAbstractListModel, QModelIndex
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QTableWidget,
    QTabWidget,
    QTextEdit,
    QWidget,
)
from shell_person import opened
from simulator import Place, World
from wide_form import _source

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.forms.authoring import compile_sheets
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.sheets import parse_source
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.ficha_row_table import ask_removal
from cem_desktop.gui.widgets.plain_tips import plain_tip
from cem_desktop.services.context import OfficeProfile

MARK = "<img src='file:///etc/passwd'><b>HOSTILE</b>"
SHORT = "<b>HOSTILE</b>"
ALIAS = "<u>lucero</u>"
F01_GROUPS = ("arrival", "safety", "signs", "admission", "farewell")


def shows_as_it_is(text):
    """Say whether a hint of Qt shows every mark that stands in it."""
    if not Qt.mightBeRichText(text):
        return True
    document = QTextDocument()
    document.setHtml(text)
    return "<" in document.toPlainText()


def reads_marks(label):
    plain = label.textFormat() == Qt.TextFormat.PlainText
    return not plain and Qt.mightBeRichText(label.text())


def walk(root):
    """Return what on ``root`` would read marks of HTML."""
    faults = []
    parts = [root, *root.findChildren(QWidget)]
    for part in parts:
        if isinstance(part, QLabel) and reads_marks(part):
            faults.append((part.objectName(), part.text()))
        if isinstance(part, QMessageBox) and part.textFormat() != Qt.TextFormat.PlainText:
            faults.append((part.objectName(), "a box that reads marks"))
        if isinstance(part, QTextEdit):
            faults.append((part.objectName(), "a field that reads marks"))
        if not shows_as_it_is(part.toolTip()):
            faults.append((part.objectName(), part.toolTip()))
        if isinstance(part, QAbstractItemView):
            faults += walk_items(part)
    return faults


def walk_items(view):
    model = view.model()
    if model is None:
        return []
    role = Qt.ItemDataRole.ToolTipRole
    top = QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(top)
    tips = [model.headerData(at, Qt.Orientation.Horizontal, role) for at in range(columns)]
    tips += [
        model.index(row, column).data(role)
        for row in range(min(model.rowCount(top), 50))
        for column in range(columns)
    ]
    hostile_tips = [tip for tip in tips if isinstance(tip, str) and not shows_as_it_is(tip)]
    return [(view.objectName(), tip) for tip in hostile_tips]


def texts(root):
    found = [one.text() for one in root.findChildren(QLabel)]
    return " ".join([*found, *(one.text() for one in root.findChildren(QAbstractButton))])


@cache
def hostile(source):
    """Return a ficha in which every label, hint, guide and message carries marks."""
    xml = compile_sheets(parse_source(source.encode(), "prueba"), "prueba")
    mark = MARK.replace("<", "&lt;").replace(">", "&gt;")
    head, itext, rest = re.split(r"(<itext>.*</itext>)", xml, maxsplit=1, flags=re.DOTALL)
    marked, count = re.subn(r"<value([^>]*)>", rf"<value\1>{mark}", itext)
    assert count > 10
    return load_definition((head + marked + rest).encode())


@pytest.mark.parametrize(
    "source", [SOURCE.replace("PLACES", _ROWS), _source()], ids=["small", "wide"]
)
def test_marks_in_a_ficha(qtbot, theme, clock, source):
    desk = Desk(qtbot, theme, clock, hostile(source))
    pages = desk.page._list.count()
    assert pages
    for at in range(pages):
        desk.page._list.setCurrentRow(at)
        QApplication.processEvents()
        assert walk(desk.page) == []
        assert "HOSTILE" in texts(desk.page)
    ask_removal(desk.page, 1, lambda: None)
    assert walk(desk.page.findChild(QMessageBox)) == []


@pytest.fixture
def office(tmp_path, built_forms):
    profile = OfficeProfile("hostile", MARK, "Loreto", "")
    place = Place(tmp_path, profile, WorkspaceKind.OFFICE)
    place.roles = (*place.roles, "identity_custody", "hq_supervision")
    workspace = place.create()
    filling = workspace.fichas.begin("f01", None)
    for path, value in (
        ("arrival/opened_on", "2026-11-02"),
        ("arrival/sex", "woman"),
        ("arrival/age_known", "unknown"),
    ):
        filling.session.answer(path, value)
    filling.session.answer("arrival/way", filling.session.node("arrival/way").choices[0][0])
    filling.session.answer(path_of(filling, "alias"), ALIAS)
    filling.session.answer(path_of(filling, "agreed"), MARK)
    saved = workspace.fichas.close(filling)
    place.close()
    yield place, saved
    place.close()


def path_of(filling, name):
    return next(f"{group}/{name}" for group in F01_GROUPS if has(filling, f"{group}/{name}"))


def has(filling, path):
    try:
        filling.session.node(path)
    except (LookupError, ValueError):
        return False
    return True


def test_marks_in_answers_and_names_on_every_page(qtbot, make_shell, office):
    place, saved = office
    shell = opened(qtbot, make_shell(place.folder))
    window = shell.findChild(MainWindow)
    assert walk(shell) == []
    for key in window._places:
        window.go(key)
        qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=20_000)
        assert walk(shell) == [], key
    window.go("cases")
    cases = shell.findChild(CasesPage)
    cases.choose(saved.file)
    for tab in range(cases.findChild(QTabWidget).count() if cases.findChild(QTabWidget) else 4):
        cases.show_tab(tab)
        QApplication.processEvents()
        assert walk(shell) == []
    assert ALIAS in texts(shell)
    window._show_history(saved.record)
    QApplication.processEvents()
    assert walk(shell) == []
    assert MARK in texts(shell)


def test_marks_in_what_an_office_sends_to_headquarters(qtbot, make_shell, tmp_path, built_forms):
    world = World(tmp_path)
    office = Place(tmp_path, OfficeProfile("hostile", MARK, MARK, ""), WorkspaceKind.OFFICE)
    office.create()
    world.offices["hostile"] = office
    world.enrol(office)
    world.carry(office)
    world.close()
    shell = opened(qtbot, make_shell(world.headquarters.folder))
    window = shell.findChild(MainWindow)
    for key in window._places:
        window.go(key)
        qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=20_000)
        assert walk(shell) == [], key
    window.go("offices")
    shown = [item.text() for table in shell.findChildren(QTableWidget) for item in cells(table)]
    assert MARK in " ".join([*shown, texts(shell)])


def cells(table):
    found = [
        table.item(row, at) for row in range(table.rowCount()) for at in range(table.columnCount())
    ]
    return [item for item in found if item is not None]


def test_marks_in_banners_and_hints(qtbot, theme):
    banner = Banner(theme, name="banner")
    qtbot.addWidget(banner)
    banner.tell("danger", MARK, MARK)
    assert walk(banner) == []
    assert MARK in banner.shown_text
    document = QTextDocument()
    document.setHtml(plain_tip(MARK))
    assert document.toPlainText() == MARK
    assert plain_tip("Ctrl+N") == "Ctrl+N"


def test_the_walk_finds_a_label_that_reads_marks(qtbot):
    label = QLabel(MARK)
    label.setToolTip(SHORT)
    qtbot.addWidget(label)
    assert len(walk(label)) == 2
