"""A person at the keyboard who fills a ficha she has never seen.

She knows what a colleague would tell her in a minute: digits choose, Enter goes on, F8 goes to what
has to be mended. All else she reads on the screen. What she wrote she keeps in her notebook: the
words of each question, and her answer as the screen shows it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget
from screen import (
    ALT,
    CONTROL,
    Role,
    Screen,
    StuckError,
    description_of,
    name_of,
    parts_of,
    role_of,
)

if TYPE_CHECKING:
    from random import Random

    from PySide6.QtGui import QAccessibleInterface

DATES = ("01112026", "02112026", "15/06/2019", "23/10/2026", "10122026", "05112025", "01/01/2000")
TIMES = ("0930", "1100", "15:30")
WORDS = ("Conversación de prueba", "K7TD-94QW", "HR-07", "a1" * 32, "AB12", "12 345")
NUMBERS = ("3", "1", "8", "20", "0", "40", "100")
SEARCHES = ("a", "e", "o", "i", "re", "ca")
_MOST_STEPS = 900
_MOST_MENDS = 80


class Person:
    """One person, with dice of her own."""

    def __init__(self, screen: Screen, dice: Random) -> None:
        self.screen, self._dice = screen, dice
        self.notebook: dict[str, list[str]] = defaultdict(list)
        self._tries: dict[str, int] = defaultdict(int)
        self._seen: set[str] = set()

    # --- filling -------------------------------------------------------------------------

    def fill(self, closing: str) -> None:
        """Go through the open ficha to its end, answering what is asked."""
        for _step in range(_MOST_STEPS):
            focus = self.screen.focus()
            if role_of(focus) == Role.Button and name_of(focus) == closing:
                return
            self._answer(focus)
        message = f"there is no end of it: {name_of(self.screen.focus())}"
        raise StuckError(message)

    def close(self, closing: str) -> None:
        """Close the ficha; mend what keeps it open."""
        for _attempt in range(_MOST_MENDS):
            focus = self.screen.focus()
            if role_of(focus) != Role.Button or name_of(focus) != closing:
                self._to_close(closing)
            self.screen.press(Qt.Key.Key_Return)
            if not self.screen.reads("The ficha stays open."):
                return
            self._mend_all()
        focus = self.screen.focus()
        message = f"it cannot be closed: {name_of(focus)}: {description_of(focus)}"
        raise StuckError(message)

    def change_something(self) -> str:
        """Change the first answer of the ficha that is written or chosen; return the question."""
        for _step in range(_MOST_STEPS):
            focus = self.screen.focus()
            role, question = role_of(focus), _question(focus)
            if role == Role.EditableText and isinstance(focus, QPlainTextEdit):
                self.screen.press(Qt.Key.Key_End, CONTROL)
                self.screen.write(" y más")
                return question
            if role == Role.RadioButton:
                self._choose_one(focus, 1)
                return question
            if role == Role.Button and name_of(focus) == "Save draft":
                self.screen.press(Qt.Key.Key_PageDown, CONTROL)
            else:
                self._go_on(focus, Qt.Key.Key_Tab)
        message = "there is nothing to correct"
        raise StuckError(message)

    def give_reason(self, closing: str) -> None:
        """Go to the end and say why the ficha is corrected."""
        self._to_end()
        self.screen.tab_to(Role.EditableText, "Why it is corrected")
        self.screen.write("Se oyó mal")
        self.screen.tab_to(Role.Button, closing)

    def _to_close(self, closing: str) -> None:
        self._to_end()
        self.screen.tab_to(Role.Button, closing)

    def _to_end(self) -> None:
        """Go on to the last section."""
        for _section in range(_MOST_MENDS):
            before = self.screen.reads("section ")
            self.screen.press(Qt.Key.Key_PageDown, CONTROL)
            if self.screen.reads("section ") == before:
                return

    def _answer(self, focus: QWidget) -> None:
        role = role_of(focus)
        if role == Role.RadioButton:
            self._choose_one(focus)
        elif role == Role.CheckBox:
            self._choose_some(focus)
        elif role == Role.EditableText and isinstance(focus, QPlainTextEdit):
            self._write_text(focus)
        elif role == Role.EditableText and isinstance(focus, QLineEdit):
            self._write_line(focus)
        elif role == Role.List and name_of(focus) != "Sections":
            self._put_in_order(focus)
        elif role == Role.Button:
            self._press(focus)
        elif role == Role.Table and name_of(focus) not in self._seen:
            self._go_through_rows(focus)
        else:
            self._go_on(focus, Qt.Key.Key_Tab)

    def _go_on(
        self,
        focus: QWidget,
        key: Qt.Key = Qt.Key.Key_Return,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Leave what has the focus; it has to let her go."""
        self.screen.press(key, modifier)
        if self.screen.focus() is focus and key != Qt.Key.Key_Tab:
            self.screen.press(key, modifier)
        if self.screen.focus() is focus:
            self.screen.press(Qt.Key.Key_Tab)
        if self.screen.focus() is focus:
            message = f"neither Enter nor Tab leaves {role_of(focus).name} «{name_of(focus)}»"
            raise StuckError(message)

    def _press(self, button: QWidget) -> None:
        """Add one row where rows are added; pass by every other button."""
        name = name_of(button)
        if name.startswith("Add: ") and name not in self._seen:
            self._seen.add(name)
            self.screen.press(Qt.Key.Key_N, ALT)
            if self.screen.focus() is button:
                message = f"no row came: {name}"
                raise StuckError(message)
        elif name == "Save draft":
            self.screen.press(Qt.Key.Key_PageDown, CONTROL)
            if self.screen.focus() is button:
                self.screen.press(Qt.Key.Key_Tab)
        else:
            self._go_on(button, Qt.Key.Key_Tab)

    def left_open(self) -> list[str]:
        """Return what the list of sections says of those where an answer is missing."""
        sections = parts_of(self.screen.find(Role.List, "Sections"), Role.ListItem)
        told = [re.search(r", (\d+) of (\d+), ", _said(one)) for one in sections]
        return [one.string for one in told if one is not None and one[1] != one[2]]

    # --- one answer ----------------------------------------------------------------------

    def answers_to(self, question: str) -> list[str]:
        """Return what she wrote in her notebook below these words."""
        return [
            answer
            for asked, answers in self.notebook.items()
            if asked == question or asked.startswith(f"{question}. ")
            for answer in answers
        ]

    def _note(self, question: str, answer: str) -> None:
        self.notebook[question].append(answer)

    def _choose_one(self, focus: QWidget, turn: int = 0) -> None:
        options = _options(focus, Role.RadioButton)
        chosen = [one for one in options if one.state().checked]
        if not chosen or turn:
            others = [at for at, one in enumerate(options[:9]) if not one.state().checked]
            at = self._dice.choice(others)
            self.screen.write(str(at + 1))
            chosen = [one for one in options if one.state().checked]
            if chosen != [options[at]] and [_said(one) for one in chosen] != [_said(options[at])]:
                message = f"{at + 1} did not choose «{_said(options[at])}»"
                raise StuckError(message)
        self._note(_question(focus), _said(chosen[0]))
        self._go_on(self.screen.focus())

    def _choose_some(self, focus: QWidget, turn: int = 0) -> None:
        options, question = _options(focus, Role.CheckBox), _question(focus)
        chosen = [one for one in options if one.state().checked]
        if not chosen or turn:
            count = len(options[:9])
            several = min(count, 1 if turn else self._dice.randint(1, 2))
            for at in self._dice.sample(range(count), several):
                self.screen.write(str(at + 1))
        chosen = [
            one for one in _options(self.screen.focus(), Role.CheckBox) if one.state().checked
        ]
        self._note(question, ", ".join(_said(one) for one in chosen))
        self._go_on(self.screen.focus())

    def _write_text(self, focus: QPlainTextEdit, turn: int = 0) -> None:
        if not focus.toPlainText() or turn:
            self.screen.write(WORDS[turn % len(WORDS)])
        self._note(name_of(focus), focus.toPlainText())
        self._go_on(focus, Qt.Key.Key_Return, CONTROL)

    def _write_line(self, focus: QLineEdit, turn: int = 0) -> None:
        if not focus.text() or turn:
            self._write_on(focus, turn)
        name = name_of(focus)
        if self.screen.focus() is focus:
            self._go_on(focus)
        chosen = [name_of(one) for one in _chosen_below(focus)]
        self._note(name, ", ".join(chosen) or focus.text())

    def _write_on(self, line: QLineEdit, turn: int) -> None:
        hint = line.placeholderText()
        if hint.startswith("Write any part of"):
            self._search(line, turn)
        elif hint == "dd/mm/yyyy":
            self.screen.write(DATES[turn % len(DATES)])
        elif hint == "hh:mm":
            self.screen.write(TIMES[turn % len(TIMES)])
        elif hint == "mm/yyyy":
            self.screen.write("06/2019")
        elif hint == "yyyy":
            self.screen.write("2019")
        else:
            self.screen.write(WORDS[turn % len(WORDS)])
            if not line.text().strip():
                self.screen.press(Qt.Key.Key_A, CONTROL)
                self.screen.press(Qt.Key.Key_Delete)
                self._write_number(line, turn)

    def _write_number(self, line: QLineEdit, turn: int) -> None:
        """No letter was taken: it wants a number; on a scale the arrows give one."""
        self.screen.press(Qt.Key.Key_Up)
        if line.text():
            for _step in range(self._dice.randrange(4)):
                self.screen.press(Qt.Key.Key_Up)
        else:
            self.screen.write(_number_in(description_of(line), turn))

    def _search(self, line: QLineEdit, turn: int) -> None:
        """Type a part of a label; take the first that the list points at."""
        for part in SEARCHES[turn % len(SEARCHES) :]:
            self.screen.write(part)
            self.screen.press(Qt.Key.Key_Return)
            if self.screen.focus() is line and line.text() == part:
                self.screen.press(Qt.Key.Key_Return)
            if line.text() != part:
                return
            self.screen.press(Qt.Key.Key_A, CONTROL)
            self.screen.press(Qt.Key.Key_Delete)

    def _go_through_rows(self, table: QWidget) -> None:
        """Read the rows that were there before, and go into each."""
        self._seen.add(name_of(table))
        heads = [_said(one) for one in parts_of(table, Role.ColumnHeader)]
        cells = parts_of(table, Role.Cell)
        for at, cell in enumerate(cells):
            self._note(heads[at % len(heads)], _said(cell))
        for row in range(len(cells) // len(heads)):
            if row:
                self._back_to(table)
                self.screen.press(Qt.Key.Key_Down)
            self.screen.press(Qt.Key.Key_Return)
            while self._stands_with(table, focus := self.screen.focus()):
                self._answer(focus)

    def _stands_with(self, table: QWidget, focus: QWidget) -> bool:
        """Say whether a field belongs to the row that is open below a table."""
        block = table.parentWidget().parentWidget()
        return role_of(focus) != Role.Button and block.isAncestorOf(focus)

    def _back_to(self, table: QWidget) -> None:
        if not table.isVisible():
            self.screen.press(Qt.Key.Key_PageUp, CONTROL)
            self.screen.tab_to(Role.Table, name_of(table))
        for _step in range(_MOST_MENDS):
            if self.screen.focus() is table:
                return
            self.screen.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        message = f"no way back to the rows: {name_of(table)}"
        raise StuckError(message)

    def _put_in_order(self, focus: QWidget) -> None:
        self.screen.press(Qt.Key.Key_Down, CONTROL)
        items = parts_of(focus, Role.ListItem)
        self._note(name_of(focus), ", ".join(_said(one) for one in items))
        self._go_on(focus)

    # --- mending -------------------------------------------------------------------------

    def _mend_all(self) -> None:
        """Go by F8 from one to the next, giving other answers, until nothing is left."""
        for _place in range(_MOST_MENDS):
            self._mend(self.screen.focus())
            self.screen.press(Qt.Key.Key_F8)
            if self.screen.reads("Nothing is left to mend."):
                return
        focus = self.screen.focus()
        message = f"not mended: {name_of(focus)}: {description_of(focus)}"
        raise StuckError(message)

    def _mend(self, focus: QWidget) -> None:
        role, question = role_of(focus), _question(focus)
        turn = self._tries[question] = self._tries[question] + 1
        if role == Role.RadioButton:
            self._choose_one(focus, turn)
        elif role == Role.CheckBox:
            self.screen.press(Qt.Key.Key_Delete)
            self._choose_some(focus, turn)
        elif role == Role.EditableText:
            self.screen.press(Qt.Key.Key_A, CONTROL)
            self.screen.press(Qt.Key.Key_Delete)
            if isinstance(focus, QPlainTextEdit):
                self._write_text(focus, turn)
            elif isinstance(focus, QLineEdit):
                self._write_line(focus, turn)


def _said(part: QAccessibleInterface) -> str:
    return part.text(QAccessible.Text.Name).strip()


def _options(focus: QWidget, role: QAccessible.Role) -> list[QAccessibleInterface]:
    """Return the options that stand beside the one with the focus."""
    parent = focus.parentWidget()
    return parts_of(parent, role) if parent is not None else []


def _chosen_below(line: QWidget) -> list[QWidget]:
    """Return the answers that stand below a line that adds one by one."""
    field = line.parentWidget()
    beside = field.findChildren(QWidget) if field is not None else []
    return [one for one in beside if one.isVisible() and description_of(one).startswith("Chosen.")]


def _question(focus: QWidget) -> str:
    """Return the question: of an option it is read out after its own name."""
    if isinstance(focus, QAbstractButton) and name_of(focus) in focus.text().replace("\n", " "):
        return description_of(focus)
    return name_of(focus)


def _number_in(text: str, turn: int) -> str:
    """Return a number within what a message says (from 1 to 5), or one that may do."""
    found = re.findall(r"\d+", text)
    if found and turn:
        return found[turn % len(found)]
    return NUMBERS[turn % len(NUMBERS)]
