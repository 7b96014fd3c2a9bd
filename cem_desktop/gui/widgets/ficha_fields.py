"""One widget for each kind of answer that is typed; what they share stands in ``AnswerField``.

A field shows a node of the form session and says what a person answered. It never keeps an answer
of its own: the session does. Its object name is the path of the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cem_desktop.gui.widgets.bounded_text import BoundedText, cut_words
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QResizeEvent

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme

Answer = str | int | float | list[str] | None

_LINE_WIDTH: Final = 420
_NUMBER_WIDTH: Final = 150
_FEWEST_LINES: Final = 3
_MOST_LINES: Final = 12
ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnswerField(QWidget):
    """A place for one answer."""

    answered = Signal()
    """The person changed the answer: ask ``answer``."""
    finished = Signal()
    """Enter: go on to the next question."""
    left = Signal()
    """The focus went elsewhere: what was typed can be judged now."""
    rearranged = Signal()
    """Parts that take the focus were made anew."""

    def show_node(self, node: NodeState) -> None:
        """Show value, labels and choices of the node, without telling ``answered``."""
        raise NotImplementedError

    def answer(self) -> Answer:
        """Return what stands in the field, None where nothing (or nothing whole) does."""
        raise NotImplementedError

    def focus_target(self) -> QWidget:
        """Return the widget that takes the focus when the question is reached."""
        raise NotImplementedError

    def pending(self) -> str:
        """Return what keeps the typed text from being an answer, "" where nothing does."""
        return ""

    def clear_answer(self) -> None:
        """Take the answer back and tell ``answered``; does nothing where keys do it anyway."""

    def offers_clearing(self) -> bool:
        """Whether the card should offer to take the answer back."""
        return False

    def describe(self, text: str) -> None:
        """Let a screen reader say the hint and the problem with the name of the field."""
        target = self.focus_target()
        if target.accessibleDescription() != text:
            target.setAccessibleDescription(text)

    def set_wrong(self, *, wrong: bool) -> None:
        """Mark the edge of the field as one to mend."""
        target = self.focus_target()
        if bool(target.property("wrong")) != wrong:
            target.setProperty("wrong", wrong)
            target.style().unpolish(target)
            target.style().polish(target)


class LineEdit(QLineEdit):
    """A line that tells when the focus leaves it, and when Enter is pressed."""

    left = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opener: QToolButton | None = None
        self.may_go_on: Callable[[], bool] = lambda: True

    def add_opener(self, icon: QIcon, size: int, tip: str, act: Callable[[], None]) -> None:
        """Put a button at the right end that F4 and Alt+Down press too; Tab passes it by."""
        opener = QToolButton(self)
        opener.setIcon(icon)
        opener.setIconSize(QSize(size, size))
        opener.setToolTip(tip)
        opener.setAccessibleName(tip)
        opener.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        opener.setCursor(Qt.CursorShape.PointingHandCursor)
        opener.clicked.connect(lambda *_: act())
        action = QAction(self)
        action.setShortcuts([QKeySequence("F4"), QKeySequence("Alt+Down")])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda *_: act())
        self.addAction(action)
        self.setTextMargins(0, 0, size + 8, 0)
        self._opener = opener

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the opener at the right end."""
        super().resizeEvent(event)
        if self._opener is not None:
            side = min(self._opener.iconSize().width() + 10, self.height() - 6)
            top = (self.height() - side) // 2
            self._opener.setGeometry(self.width() - side - 5, top, side, side)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand at the end of the text where the focus comes back with its section."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.OtherFocusReason and not self.hasSelectedText():
            self.setCursorPosition(len(self.text()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that what was typed can be judged, unless only a menu opened."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
            self.setCursorPosition(0)  # a text longer than the line is read from its beginning

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, where the field has no more to ask; it never submits anything."""
        if event.key() in ENTER_KEYS:
            if self.may_go_on():
                self.left.emit()
                self.finished.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class _Refusal(Words):
    """Why not all of a paste was taken; it takes no room while there is nothing to say."""

    def __init__(self, path: str, parent: QWidget) -> None:
        super().__init__(role="problem", name=f"refusal {path}", parent=parent)
        self.hide()

    def tell(self, why: str) -> None:
        """Say it, or nothing more."""
        self.setText(why)
        self.setVisible(bool(why))


class LineField(AnswerField):
    """A text on one line; base of the fields that are typed on a line."""

    WIDTH = _LINE_WIDTH

    def __init__(self, node: NodeState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = LineEdit(self)
        self.line.setObjectName(node.path)
        self.line.setMaximumWidth(theme.px(self.WIDTH))
        self._refusal = _Refusal(node.path, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.row = QHBoxLayout()
        whole.addLayout(self.row)
        whole.addWidget(self._refusal)
        self.row.setSpacing(6)
        self.row.addWidget(self.line, 1)
        self.row.addStretch(0)
        self.line.textEdited.connect(self._on_edited)
        self.line.textChanged.connect(self._forget_refusal)
        self.line.inputRejected.connect(self._tell_if_full)
        self.line.left.connect(self.left)
        self.line.finished.connect(self.finished)

    def show_node(self, node: NodeState) -> None:
        """Show the value, leaving the cursor where it is when nothing differs."""
        self.line.setAccessibleName(node.label)
        if self.answer() != node.value:
            self.line.setText(self.text_of(node.value))
            if not self.line.hasFocus():
                self.line.setCursorPosition(0)

    def _on_edited(self, _text: str) -> None:
        self.answered.emit()

    def _forget_refusal(self, text: str) -> None:
        if len(text) < self.line.maxLength():
            self._refusal.tell("")

    def _tell_if_full(self) -> None:
        """Say that the end of a paste is missing; a key that does not fit the kind says nothing."""
        if len(self.line.text()) >= self.line.maxLength():
            self._refusal.tell(cut_words(self.line.maxLength()))

    def text_of(self, value: Answer) -> str:
        """Return the text that stands for a value."""
        return "" if value is None else str(value)

    def answer(self) -> Answer:
        """Return the text, None when blank."""
        return self.line.text() if self.line.text().strip() else None

    def focus_target(self) -> QWidget:
        """Return the line."""
        return self.line


class DigitsField(LineField):
    """A text of digits, such as the number of a court file: signs between them are kept."""

    def __init__(self, node: NodeState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(node, theme, parent)
        written = QRegularExpression(r"[\d .,/+\-]*")
        self.line.setValidator(QRegularExpressionValidator(written, self))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)


class NumberField(LineField):
    """A whole or decimal number: digits and a point, as Peru writes them."""

    WIDTH = _NUMBER_WIDTH

    def __init__(
        self, node: NodeState, theme: Theme, *, whole: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(node, theme, parent)
        self._whole = whole
        pattern = r"-?\d{0,9}" if whole else r"-?\d{0,12}(\.\d{0,6})?"
        self.line.setValidator(QRegularExpressionValidator(QRegularExpression(pattern), self))
        hints = Qt.InputMethodHint.ImhDigitsOnly if whole else Qt.InputMethodHint.ImhPreferNumbers
        self.line.setInputMethodHints(hints)

    def text_of(self, value: Answer) -> str:
        """Return the number without an empty fraction."""
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004
            return str(int(value))
        return super().text_of(value)

    def answer(self) -> Answer:
        """Return the number; while it is none yet, what stands there, for the draft."""
        text = self.line.text()
        try:
            return int(text) if self._whole else float(text)
        except ValueError:
            return text or None

    def pending(self) -> str:
        """Say that a lone sign or point is no number."""
        if isinstance(self.answer(), str):
            return _("Write a number, for example 12.")
        return ""


class TextEdit(BoundedText):
    """A text of several lines that grows with what is written; Tab goes on, Enter is a new line."""

    left = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())

    def fit(self) -> None:
        """Take the height of the text, between three lines and twelve."""
        lines = min(max(round(self.document().size().height()), _FEWEST_LINES), _MOST_LINES)
        margins = self.document().documentMargin() * 2 + 2 * self.frameWidth()
        height = round(lines * self.fontMetrics().lineSpacing() + margins) + 16
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that what was typed can be judged, unless only a menu opened."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes on."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTER_KEYS and control:
            self.finished.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class TextField(AnswerField):
    """A text of several lines."""

    def __init__(self, node: NodeState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = TextEdit(self)
        self.edit.setObjectName(node.path)
        self._refusal = _Refusal(node.path, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.edit)
        column.addWidget(self._refusal)
        self._showing = False
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.refused.connect(self._refusal.tell)
        self.edit.left.connect(self.left)
        self.edit.finished.connect(self.finished)

    def show_node(self, node: NodeState) -> None:
        """Show the text, leaving the cursor where it is when nothing differs."""
        self.edit.setAccessibleName(node.label)
        if self.answer() != node.value:
            self._showing = True
            self.edit.setPlainText("" if node.value is None else str(node.value))
            self._showing = False
        self.edit.fit()

    def _on_text_changed(self) -> None:
        if not self._showing:
            self._refusal.tell("")
            self.answered.emit()

    def answer(self) -> Answer:
        """Return the text, None when blank."""
        text = self.edit.toPlainText()
        return text if text.strip() else None

    def focus_target(self) -> QWidget:
        """Return the editor."""
        return self.edit
