"""Putting choices in order: by Ctrl+Up and Ctrl+Down, by a digit, by buttons or by dragging.

Until a person has moved something, or has said with the space bar that the order shown is right,
nothing is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
)

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.ficha_fields import ENTER_KEYS, Answer, AnswerField
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme

_NAME: Final = Qt.ItemDataRole.UserRole
_WIDTH: Final = 460
_LINE: Final = 34
_FIRST_DIGIT: Final = Qt.Key.Key_1
_LAST_DIGIT: Final = Qt.Key.Key_9
_CLEARING_KEYS: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class RankList(QListWidget):
    """The choices in their order; a person moves the one that is selected."""

    moved = Signal(int, int)
    confirmed = Signal()
    cleared = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "rank")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selected choice, keep the order, take it back, or go on."""
        key, at = event.key(), self.currentRow()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(at, at + (1 if key == Qt.Key.Key_Down else -1))
        elif key in ENTER_KEYS:
            self.finished.emit()
        elif key == Qt.Key.Key_Space:
            self.confirmed.emit()
        elif key in _CLEARING_KEYS:
            self.cleared.emit()
        elif _FIRST_DIGIT <= key <= _LAST_DIGIT and not control:
            self.moved.emit(at, key - _FIRST_DIGIT)
        else:
            super().keyPressEvent(event)


class RankField(AnswerField):
    """The choices of a question, put in order."""

    def __init__(self, node: NodeState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choices: tuple[tuple[str, str], ...] = ()
        self._is_answered = False
        self.list = RankList(self)
        self.list.setObjectName(node.path)
        self.list.setMaximumWidth(theme.px(_WIDTH))
        self._say = Words(role="muted", parent=self)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.list, 1)
        line.addLayout(self._make_buttons())
        line.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self._say)
        self.list.moved.connect(self._move)
        self.list.confirmed.connect(self._confirm)
        self.list.cleared.connect(self.clear_answer)
        self.list.finished.connect(self.finished)
        self.list.model().rowsMoved.connect(lambda *_: self._confirm())

    def _make_buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        for icon, step, tip in (
            ("up", -1, _("Move up (Ctrl+Up)")),
            ("down", 1, _("Move down (Ctrl+Down)")),
        ):
            button = QToolButton(self)
            button.setIcon(icons.icon(icon, self._theme.tokens.text))
            button.setIconSize(QSize(self._theme.px(16), self._theme.px(16)))
            button.setProperty("kind", "small")
            button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda *_args, step=step: self._move_current(step))
            column.addWidget(button)
        column.addStretch(1)
        return column

    # --- what the session says -----------------------------------------------------------

    def show_node(self, node: NodeState) -> None:
        """Show the choices in the order of the answer, or of the form while there is none."""
        self.list.setAccessibleName(node.label)
        value = [str(name) for name in node.value] if isinstance(node.value, list) else []
        self._is_answered = bool(value)
        order = value or [name for name, _label in node.choices]
        if order != self._order() or node.choices != self._choices:
            self._choices = node.choices
            self._fill(order)
        self._number()
        self._say.setText(
            _("Ctrl+Up and Ctrl+Down move, a digit gives the place; you can also drag.")
            if self._is_answered
            else _(
                "Not put in order yet. Ctrl+Up and Ctrl+Down move; the space bar keeps this order."
            )
        )

    def _fill(self, order: list[str]) -> None:
        labels, at = dict(self._choices), max(self.list.currentRow(), 0)
        self.list.clear()
        for name in order:
            item = QListWidgetItem(labels.get(name, name))
            item.setData(_NAME, name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, labels.get(name, name))
            item.setSizeHint(QSize(0, self._theme.px(_LINE)))
            self.list.addItem(item)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self.list.setFixedHeight(self._theme.px(_LINE) * max(self.list.count(), 1) + 6)

    def _number(self) -> None:
        """Write the place before each label; a dash while there is no order."""
        labels = dict(self._choices)
        for at in range(self.list.count()):
            item = self.list.item(at)
            name = str(item.data(_NAME))
            place = str(at + 1) if self._is_answered else "–"
            text = f"{place}   {labels.get(name, name)}"
            if item.text() != text:
                item.setText(text)

    def _order(self) -> list[str]:
        return [str(self.list.item(at).data(_NAME)) for at in range(self.list.count())]

    def answer(self) -> Answer:
        """Return the names in their order, None while nobody put them in order."""
        return self._order() if self._is_answered else None

    def focus_target(self) -> QWidget:
        """Return the list."""
        return self.list

    def offers_clearing(self) -> bool:
        """The card offers to take the order back."""
        return self._is_answered

    # --- what the person does ------------------------------------------------------------

    def _move_current(self, step: int) -> None:
        self.list.setFocus(Qt.FocusReason.MouseFocusReason)
        self._move(self.list.currentRow(), self.list.currentRow() + step)

    def _move(self, source: int, target: int) -> None:
        if 0 <= source < self.list.count() and 0 <= target < self.list.count():
            if source != target:
                item = self.list.takeItem(source)
                self.list.insertItem(target, item)
                self.list.setCurrentRow(target)
            self._confirm()

    def _confirm(self) -> None:
        """The order shown is the answer."""
        self._is_answered = True
        self.answered.emit()

    def clear_answer(self) -> None:
        """Take the order back."""
        if self._is_answered:
            self._is_answered = False
            self.answered.emit()
