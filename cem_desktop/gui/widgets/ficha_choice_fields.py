"""One answer of few, or several: dots and boxes that digits, arrows and the mouse choose.

A question is one stop of the Tab key. Digits choose, arrows move the focus without choosing (so
that nothing is answered in passing), the space bar chooses, Delete takes the answer back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from cem_desktop.gui.widgets.ficha_fields import ENTER_KEYS, Answer, AnswerField
from cem_desktop.gui.widgets.ficha_options import (
    ColumnLook,
    OptionBox,
    OptionDot,
    OptionGrid,
    option_text,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from cem_desktop.forms.session import NodeState

_CLEARING_KEYS: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_FIRST_DIGIT: Final = Qt.Key.Key_1
_LAST_DIGIT: Final = Qt.Key.Key_9


class OptionsField(AnswerField):
    """What dots and boxes share: layout, focus and keys."""

    def __init__(self, node: NodeState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = node.path
        self._grid = self.make_grid(node)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._grid)
        self._label = ""
        self._choices: tuple[tuple[str, str], ...] = ()
        self._options: list[QAbstractButton] = []
        self._names: list[str] = []

    def make_grid(self, node: NodeState) -> OptionGrid:
        """Return what places the options."""
        appearance = node.question.appearance if node.question is not None else ""
        return OptionGrid(self, ColumnLook.of(appearance))

    def make_option(self, parent: QWidget) -> QAbstractButton:
        """Return a new dot or box."""
        raise NotImplementedError

    def choose(self, option: QAbstractButton) -> None:
        """Take what a click or digit did to ``option`` into account."""
        raise NotImplementedError

    def show_node(self, node: NodeState) -> None:
        """Show the choices of the node and tick the chosen ones."""
        if node.choices != self._choices:
            self._show_choices(node.choices)
        chosen = node.value if isinstance(node.value, list) else [node.value]
        for name, option in zip(self._names, self._options, strict=True):
            _tick(option, on=name in chosen)
        self._grid.setAccessibleName(node.label)
        self._label = node.label
        ticked = [option for option in self._options if option.isChecked()]
        self._stop_at(ticked[0] if ticked else self._stop())

    def _show_choices(self, choices: tuple[tuple[str, str], ...]) -> None:
        names = [name for name, _label in choices]
        if names != self._names:
            self._rebuild(names)
        for option, (_name, label) in zip(self._options, choices, strict=True):
            option.setAccessibleName(label)
        self._choices = choices
        self._grid.set_options(
            self._options,
            [option_text(at, label) for at, (_name, label) in enumerate(choices, 1)],
        )

    def _rebuild(self, names: list[str]) -> None:
        for option in self._options:
            option.hide()
            option.deleteLater()
        self._options = []
        self._names = names
        for name in names:
            option = self.make_option(self._grid)
            option.setObjectName(f"{self._path}={name}")
            option.clicked.connect(lambda _on=False, option=option: self._on_chosen(option))
            option.show()
            self._options.append(option)
        self.rearranged.emit()

    def _on_chosen(self, option: QAbstractButton) -> None:
        self.choose(option)
        self._stop_at(option)
        self.answered.emit()

    def chosen_names(self) -> list[str]:
        """Return the names of the ticked options, in the order of the question."""
        pairs = zip(self._names, self._options, strict=True)
        return [name for name, option in pairs if option.isChecked()]

    def untick(self, *, but: QAbstractButton | None = None) -> None:
        """Take the tick from every option but one."""
        for option in self._options:
            _tick(option, on=option is but)

    def clear_answer(self) -> None:
        """Take the answer back."""
        if self.chosen_names():
            self.untick()
            self.answered.emit()

    def focus_target(self) -> QWidget:
        """Return the option where the Tab key stops."""
        return self._stop() or self

    def describe(self, text: str) -> None:
        """Say the question, the hint and the problem with every option."""
        told = f"{self._label}. {text}" if text else self._label
        for option in self._options:
            if option.accessibleDescription() != told:
                option.setAccessibleDescription(told)

    def set_wrong(self, *, wrong: bool) -> None:
        """Do nothing: an unanswered choice has no edge of its own; the card says it in words."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit, move by arrow, clear by Delete, go on by Enter."""
        key = event.key()
        if key in ENTER_KEYS:
            self.finished.emit()
        elif key in _CLEARING_KEYS:
            self.clear_answer()
        elif _FIRST_DIGIT <= key <= _LAST_DIGIT and not _with_control(event):
            self._choose_number(key - _FIRST_DIGIT)
        elif (step := self._step(key)) is not None:
            self._move(step)
        else:
            super().keyPressEvent(event)

    def _choose_number(self, index: int) -> None:
        if index < len(self._options):
            self._options[index].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._options[index].click()

    def _step(self, key: int) -> int | None:
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._grid.columns,
            Qt.Key.Key_Down: self._grid.columns,
        }
        return steps.get(key)

    def _move(self, step: int) -> None:
        focused = [at for at, option in enumerate(self._options) if option.hasFocus()]
        at = (focused[0] if focused else 0) + step
        if abs(step) > 1 and self._grid.columns == len(self._options):
            at = (focused[0] if focused else 0) + (1 if step > 0 else -1)
        if 0 <= at < len(self._options):
            self._stop_at(self._options[at])
            self._options[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _stop(self) -> QAbstractButton | None:
        """Return the option at which the Tab key stops."""
        for option in self._options:
            if option.focusPolicy() & Qt.FocusPolicy.TabFocus:
                return option
        return None

    def _stop_at(self, stop: QAbstractButton | None) -> None:
        stop = stop or (self._options[0] if self._options else None)
        for option in self._options:
            policy = Qt.FocusPolicy.StrongFocus if option is stop else Qt.FocusPolicy.ClickFocus
            if option.focusPolicy() != policy:
                option.setFocusPolicy(policy)


def _tick(option: QAbstractButton, *, on: bool) -> None:
    """Set or take a tick; Qt would not let the last dot of several be taken back."""
    if option.isChecked() != on:
        exclusive = option.autoExclusive()
        option.setAutoExclusive(False)
        option.setChecked(on)
        option.setAutoExclusive(exclusive)


def _with_control(event: QKeyEvent) -> bool:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & modifiers)


class OneField(OptionsField):
    """One of few: dots."""

    def make_option(self, parent: QWidget) -> QAbstractButton:
        """Return a dot."""
        dot = OptionDot(parent)
        dot.setAutoExclusive(True)  # what makes it a radio button for who hears the screen
        dot.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return dot

    def choose(self, option: QAbstractButton) -> None:
        """Leave only this one ticked."""
        self.untick(but=option)

    def answer(self) -> Answer:
        """Return the name of the choice."""
        names = self.chosen_names()
        return names[0] if names else None

    def offers_clearing(self) -> bool:
        """A dot cannot be unticked by a click, so the card offers it."""
        return bool(self.chosen_names())


class SeveralField(OptionsField):
    """Several: boxes."""

    def make_option(self, parent: QWidget) -> QAbstractButton:
        """Return a box."""
        box = OptionBox(parent)
        box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return box

    def choose(self, option: QAbstractButton) -> None:
        """Keep the tick that the click set or took."""

    def answer(self) -> Answer:
        """Return the names of the choices, None where none is ticked."""
        return list(self.chosen_names()) or None
