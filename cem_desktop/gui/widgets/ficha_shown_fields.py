"""Answers that are not typed: shown only, acknowledged, or of a kind this window cannot take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.ficha_fields import ENTER_KEYS, Answer, AnswerField
from cem_desktop.gui.widgets.ficha_options import OptionBox
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.answer_words import answer_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme


class ShownField(AnswerField):
    """An answer that is only read: calculated, or read-only by the form."""

    def __init__(self, question: Question, node: NodeState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = question
        self.label = QLabel(self)
        self.label.setObjectName(node.path)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.label)
        self._value: Answer = None

    def show_node(self, node: NodeState) -> None:
        """Show the value in words; a note shows none."""
        self._value = node.value
        self.label.setAccessibleName(node.label)
        self.label.setText(answer_words(self._question, node, node.value))
        self.setVisible(self._question.type != "note" or bool(self.label.text()))

    def answer(self) -> Answer:
        """Return the value shown."""
        return self._value

    def focus_target(self) -> QWidget:
        """Return the label, which takes no focus."""
        return self.label


class AcknowledgeField(AnswerField):
    """One box to tick: read and understood."""

    OK: Final = "OK"

    def __init__(self, node: NodeState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = OptionBox(_("Read and agreed"), self)
        self.box.setObjectName(node.path)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.clicked.connect(lambda _on: self.answered.emit())

    def show_node(self, node: NodeState) -> None:
        """Show whether it was ticked."""
        self.box.setAccessibleName(node.label)
        self.box.setChecked(node.value is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 ticks, Enter goes on."""
        if event.key() == Qt.Key.Key_1:
            self.box.click()
        elif event.key() in ENTER_KEYS:
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def answer(self) -> Answer:
        """Return ``OK``, as XForms writes it, or None."""
        return self.OK if self.box.isChecked() else None

    def focus_target(self) -> QWidget:
        """Return the box."""
        return self.box


class ElsewhereField(AnswerField):
    """No field at all: the card says in words where the answer is kept, and takes none."""

    def __init__(
        self,
        kind: str,
        theme: Theme,
        parent: QWidget | None = None,
        ask: Callable[[], object] | None = None,
    ) -> None:
        """``ask`` opens the place where it is kept, where the person may."""
        super().__init__(parent)
        self._kind = kind
        self._open: Button | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        mark = QLabel(self)
        mark.setPixmap(icons.pixmap(_ELSEWHERE_ICONS[kind], theme.tokens.muted, theme.px(18)))
        self._words = Words(role="muted", parent=self)
        flag = Qt.AlignmentFlag
        line.addWidget(mark, 0, flag.AlignTop if ask is None else flag.AlignVCenter)
        line.addWidget(self._words, 1)
        if ask is not None:
            self._open = Button(_("Open the vault…"), "quiet", name="open_vault", on_click=ask)
            line.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)

    def show_node(self, node: NodeState) -> None:
        """Say where it is kept; an answer that came from elsewhere is not shown."""
        self._words.setObjectName(node.path)
        self._words.setAccessibleName(node.label)
        self._words.setText(_elsewhere_words(self._kind))
        if self._open is not None:
            self._open.setObjectName(f"open_vault {node.path}")
            self._open.setAccessibleName(_("Open the vault: {what}").format(what=node.label))

    def answer(self) -> Answer:
        """Return nothing: nothing is written here."""
        return None

    def focus_target(self) -> QWidget:
        """Return the words, which take no focus."""
        return self._words


_ELSEWHERE_ICONS: Final = {"vault": "lock", "paper": "paper", "nowhere": "shield"}


def _elsewhere_words(kind: str) -> str:
    return {
        "vault": _("This is kept in the identity vault. It is not written in this ficha."),
        "paper": _(
            "No file is taken here. Keep the document with the paper file, under the code of the "
            "case, and write its reference where the ficha asks for it."
        ),
        "nowhere": _("Coordinates are never kept: they would lead to her."),
    }[kind]


class UnknownField(ShownField):
    """A kind of question that this window cannot take: the answer, if any, is kept and shown."""

    def show_node(self, node: NodeState) -> None:
        """Show the value, or say why there is no place to write."""
        super().show_node(node)
        if not self.label.text():
            self.label.setText(_("This kind of question cannot be answered on this screen."))
        self.show()
