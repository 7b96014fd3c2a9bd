"""Draws fichas as they are filled: scales, ranges, rows, open lists, errors, guides, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QWidget,
)

from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.widgets.ficha_choice_fields import OneField
from cem_desktop.gui.widgets.ficha_date_field import DateField
from cem_desktop.gui.widgets.ficha_guide import GuideButton
from cem_desktop.gui.widgets.ficha_likert_field import LikertField
from cem_desktop.gui.widgets.ficha_list_field import ListField
from cem_desktop.gui.widgets.ficha_many_field import ManyField
from cem_desktop.gui.widgets.ficha_range_field import RangeField
from cem_desktop.gui.widgets.ficha_row_table import RowTable
from cem_desktop.gui.widgets.history_dialog import HistoryDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.services.workspace import Workspace

_PLACES: Final = 2
_OFFENCES: Final = 1
_WORK: Final = 1
"""Sections of the fichas that are drawn."""
_Part = TypeVar("_Part", bound=QWidget)


class Camera(Protocol):
    """What draws: ``screenshots.Photographer``."""

    def draw(self, widget: QWidget, name: str) -> None:
        """Draw a page into a file."""
        ...

    def keep(self, picture: QPixmap, name: str) -> None:
        """Keep a picture that was drawn already."""
        ...

    def settle(self) -> None:
        """Let the screen come to rest."""
        ...


class FichaSitting:
    """Fichas of one case, each opened, answered a little, drawn and left."""

    def __init__(self, camera: Camera, window: MainWindow, workspace: Workspace, file: str) -> None:
        """Draw fichas of ``file`` in ``window``."""
        self._camera, self._window = camera, window
        self._workspace, self._file = workspace, file

    def draw_all(self) -> None:
        """Draw every ficha of the sitting that the user may fill for the case."""
        scenes: dict[str, Callable[[FichaPage], None]] = {
            "f05": self._draw_districts,
            "f09": self._draw_scale,
            "f12": self._draw_range_and_rows,
            "f13": self._draw_guide,
            "f19": self._draw_many,
            "f21": self._draw_problems,
        }
        offered = {one.form_id for one in self._workspace.fichas.available(self._file)}
        cases = _part(self._window, CasesPage)
        for form, draw in scenes.items():
            if form not in offered:
                continue
            cases.ficha_wanted.emit(form, self._file)
            self._camera.settle()
            draw(_part(self._window, FichaPage))
            self._window.go_back()
            self._camera.settle()

    def draw_history(self, record: str) -> None:
        """Draw who changed what in a record."""
        _part(self._window, CasesPage).history_wanted.emit(record)
        dialog = _part(self._window, HistoryDialog)
        for fold in dialog.findChildren(QAbstractButton):
            if fold.objectName().startswith("changes "):
                fold.click()
        self._camera.draw(dialog, "27-record-history")
        dialog.close()

    def _draw_districts(self, page: FichaPage) -> None:
        self._go(page, _PLACES)
        _part(page, OneField).focus_target().setFocus()
        self._camera.settle()
        _part(page, OneField).keyPressEvent(_key(Qt.Key.Key_1))
        field = next((one for one in page.findChildren(ListField) if one.isVisible()), None)
        if field is None:
            return
        field.line.setFocus()
        self._show(page, field)
        popup = _type(field.line, "canete li")
        self._camera.settle()
        picture = self._window.grab()
        painter = QPainter(picture)
        below = field.line.mapTo(self._window, QPoint(0, field.line.height() + 2))
        painter.drawPixmap(below, popup.grab())
        painter.end()
        popup.hide()
        self._camera.keep(picture, "22-ficha-districts")

    def _draw_scale(self, page: FichaPage) -> None:
        field = self._find(page, LikertField)
        if field is not None:
            field.keyPressEvent(_key(Qt.Key.Key_2))
            field.focus_target().setFocus()
            self._show(page, field)
            self._camera.draw(self._window, "23-ficha-scale")

    def _draw_range_and_rows(self, page: FichaPage) -> None:
        field = self._find(page, RangeField)
        if field is not None:
            field.slider.setValue(7)
            field.line.setFocus()
            self._camera.draw(self._window, "24-ficha-range")
        table = self._find(page, RowTable)
        if table is not None:
            table.setFocus()
            self._show(page, table)
            self._camera.draw(self._window, "43-ficha-rows")

    def _draw_guide(self, page: FichaPage) -> None:
        self._go(page, _WORK)
        _part(page, OneField).keyPressEvent(_key(Qt.Key.Key_1))
        guide = self._find(page, GuideButton)
        if guide is not None:
            guide.click()
            self._show(page, guide)
            self._camera.draw(self._window, "25-ficha-guide")

    def _draw_many(self, page: FichaPage) -> None:
        self._go(page, _OFFENCES)
        day = _part(page, DateField).line
        day.setText("10/05/2022")
        day.textEdited.emit(day.text())
        self._camera.settle()
        field = next((one for one in page.findChildren(ManyField) if one.isVisible()), None)
        if field is None:
            return
        for words in ("trata", "explotacion"):
            field.line.setFocus()
            popup = _type(field.line, words)
            popup.setCurrentIndex(popup.model().index(0, 0))
            field.line.keyPressEvent(_key(Qt.Key.Key_Return))
            self._camera.settle()
        self._camera.draw(self._window, "26-ficha-many")

    def _draw_problems(self, page: FichaPage) -> None:
        self._go(page, 0)
        _named(page, QAbstractButton, "close_ficha").click()
        self._camera.draw(self._window, "28-ficha-to-mend")

    def _find(self, page: FichaPage, kind: type[_Part]) -> _Part | None:
        """Go to the first section that shows a part of this kind; return the part."""
        for at in range(_named(page, QListWidget, "section_list").count()):
            self._go(page, at)
            found = next((one for one in page.findChildren(kind) if one.isVisible()), None)
            if found is not None:
                return found
        return None

    def _go(self, page: FichaPage, section: int) -> None:
        _named(page, QListWidget, "section_list").setCurrentRow(section)
        self._camera.settle()

    def _show(self, page: FichaPage, part: QWidget) -> None:
        """Scroll so that a part stands in the middle."""
        self._camera.settle()
        for area in page.findChildren(QScrollArea):
            inside = area.widget()
            if inside is not None and inside.isAncestorOf(part):
                area.ensureWidgetVisible(part, 0, area.viewport().height() // 2 - 20)
        QApplication.processEvents()


def _type(line: QLineEdit, words: str) -> QAbstractItemView:
    """Write into a line that searches, and return the list below it."""
    line.setText(words)
    line.textEdited.emit(words)
    completer = line.completer()
    assert completer is not None
    completer.complete()
    popup = completer.popup()
    assert popup is not None
    return popup


def _key(key: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)


def _part(owner: QWidget, kind: type[_Part]) -> _Part:
    """Return the first part of a kind that is shown."""
    return next(one for one in owner.findChildren(kind) if one.isVisible())


def _named(owner: QWidget, kind: type[_Part], name: str) -> _Part:
    found = owner.findChild(kind, name)
    assert found is not None, name
    return found
