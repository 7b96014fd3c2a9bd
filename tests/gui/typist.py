"""A person who fills a ficha by keyboard alone, going by what stands on the screen.

The typist knows no question by its path. She sees what has the focus: its kind, its placeholder,
the options, the message beside it; she answers, presses Enter, and at the end closes the ficha. What
is refused she mends by trying another answer, or by taking it back.
"""

import re

from ficha_desk import CONTROL, Desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QTableWidget,
)

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.gui.widgets.ficha_likert_field import LikertDot
from cem_desktop.gui.widgets.ficha_many_field import ChosenOne

DATES = ("01/11/2026", "02/11/2026", "23/11/2026", "15/06/2019", "24/11/2026", "10/12/2026")
NUMBERS = ("2", "1", "8", "20", "0", "014215555")
TIMES = ("0930", "1100", "1430")
TEXTS = ("Texto", str(CaseCode.issue()), "HR-07", "a" * 64)
_MOST_STEPS = 600


class Typist:
    """Fills one open ficha."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.page = desk.page
        self._tries: dict[str, int] = {}
        self._added: set[str] = set()

    def fill(self) -> bool:
        """Answer everything once and close; mend what is refused; say whether it was closed."""
        for _step in range(_MOST_STEPS):
            if self.desk.at() == "close_ficha":
                break
            self._answer()
        for _attempt in range(60):
            if self.desk.fichas.closed:
                return True
            if self.desk.at() != "close_ficha":
                self._mend()
                self._to_close()
            self.desk.enter()
            QApplication.processEvents()
        return False

    def problem(self) -> str:
        """Return what the screen says of the question in which the cursor is."""
        path = self._path()
        found = self.page.findChild(QLabel, f"remark {path}")
        return found.text() if found is not None and found.isVisible() else ""

    # --- answering -----------------------------------------------------------------------

    def _answer(self) -> None:
        focus = self.desk.focus()
        if isinstance(focus, QTableWidget):
            self.desk.key(Qt.Key.Key_Tab)
        elif isinstance(focus, ChosenOne):
            self.desk.enter()
        elif isinstance(focus, QRadioButton | QCheckBox | LikertDot):
            self.desk.type("1")
            self.desk.enter()
        elif isinstance(focus, QPlainTextEdit):
            self.desk.type("Texto")
            self.desk.key(Qt.Key.Key_Return, CONTROL)
        elif isinstance(focus, QListWidget):
            self.desk.key(Qt.Key.Key_Space)
            self.desk.enter()
        elif isinstance(focus, QLineEdit):
            self._fill_line(focus)
        elif isinstance(focus, QAbstractButton):
            self._press(focus)
        else:
            self.desk.key(Qt.Key.Key_Tab)

    def _press(self, button: QAbstractButton) -> None:
        """Add one row where rows are added; pass by every other button."""
        name = button.objectName()
        if name.startswith("add ") and name not in self._added:
            self._added.add(name)
            self.desk.enter()
        elif name == "save_draft":
            section = self._section()
            self.desk.key(Qt.Key.Key_PageDown, CONTROL)
            if self._section() == section:
                self.desk.key(Qt.Key.Key_Tab)
        else:
            self.desk.key(Qt.Key.Key_Tab)

    def _section(self) -> int:
        return self.desk.find("section_list", QListWidget).currentRow()

    def _fill_line(self, line: QLineEdit) -> None:
        if not line.text():
            self._write(line, 0)
        if self.desk.focus() is line:
            self.desk.enter()
        if self.desk.focus() is line:  # of several chosen, Enter only added one
            self.desk.enter()

    def _write(self, line: QLineEdit, turn: int) -> None:
        hint = line.placeholderText()
        if line.completer() is not None:
            self.desk.key(Qt.Key.Key_F4)
            for _down in range(turn + 1):
                self.desk.key(Qt.Key.Key_Down)
            self.desk.enter()
        elif hint == "dd/mm/yyyy":
            self.desk.type(re.sub("/", "", DATES[turn % len(DATES)]))
        elif hint == "hh:mm":
            self.desk.type(TIMES[turn % len(TIMES)])
        elif hint == "mm/yyyy":
            self.desk.type("06/2019")
        elif hint == "yyyy":
            self.desk.type("2019")
        elif line.validator() is not None:
            self.desk.type(NUMBERS[turn] if turn < len(NUMBERS) else "")
        elif turn < len(TEXTS):
            self.desk.type(TEXTS[turn])

    # --- mending -------------------------------------------------------------------------

    def _path(self) -> str:
        return self.desk.at().partition("=")[0]

    def _mend(self) -> None:
        """Give another answer to the question in which the cursor is."""
        focus, path = self.desk.focus(), self._path()
        turn = self._tries[path] = self._tries.get(path, 0) + 1
        if isinstance(focus, QCheckBox):
            self.desk.key(Qt.Key.Key_Delete)
            self.desk.type(str(turn % 9 + 1))
        elif isinstance(focus, QRadioButton | LikertDot):
            self.desk.type(str(min(turn % 9 + 1, 9)))
        elif isinstance(focus, QLineEdit):
            self.desk.key(Qt.Key.Key_A, CONTROL)
            self.desk.key(Qt.Key.Key_Delete)
            self._write(focus, turn)

    def _to_close(self) -> None:
        """Leave what was mended, and go to the button that closes."""
        buttons = self.page.findChildren(QAbstractButton)
        next(one for one in buttons if one.text() == "Close ficha").setFocus()
