"""Two people answered the same question: both answers, who and when, and a way to settle it.

Nothing is merged by itself and nothing is lost: the answer that is not kept stays in the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout

from cem_desktop.gui import icons
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.answer_words import answer_words

if TYPE_CHECKING:
    from datetime import datetime

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook


@dataclass(frozen=True)
class RivalAnswer:
    """One of the answers to a question.

    Attributes:
        value: The answer; None where somebody took it back.
        author: The name of the person, as the screen shows it.
        at: When, by that device's clock; decides nothing.
        device: Where, as the screen shows it ("" where it does not matter).
    """

    value: JsonValue
    author: str
    at: datetime
    device: str = ""


class ConflictBox(QFrame):
    """The answers one below the other, each with a button to keep it, and room for a reason."""

    chosen = Signal(int, str)
    """The index of the answer to keep, and the reason in words; never without one."""

    def __init__(
        self,
        question: Question,
        node: NodeState,
        rivals: tuple[RivalAnswer, ...],
        look: FichaLook,
    ) -> None:
        super().__init__()
        self._question = question
        self.setObjectName(f"conflict {node.path}")
        self.setProperty("banner", "warn")
        self.setAccessibleName(_("Two different answers"))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        head = row(8)
        mark = QLabel()
        size = look.theme.px(18)
        mark.setPixmap(icons.pixmap("conflict", look.theme.tokens.warn, size))
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Words(_("Two different answers. Which one stays?"), "strong"), 1)
        column.addLayout(head)
        column.addLayout(self._answers(node, rivals, look))
        self._why = QLineEdit()
        self._why.setObjectName(f"why {node.path}")
        self._why.setPlaceholderText(_("Why: for example, she said so again today"))
        self._why.setAccessibleName(_("Why this answer stays"))
        self._missing = Words(
            _("Write why, in a few words."), "problem", name=f"whyless {node.path}"
        )
        self._missing.hide()
        column.addWidget(self._why)
        column.addWidget(self._missing)
        column.addWidget(Words(_("The other answer stays in the history."), "muted"))

    def _answers(
        self, node: NodeState, rivals: tuple[RivalAnswer, ...], look: FichaLook
    ) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for index, rival in enumerate(rivals):
            text = answer_words(self._question, node, rival.value) or _("(no answer)")
            said = say_instant(rival.at, look.clock.now())
            who = " · ".join(part for part in (rival.author, said, rival.device) if part)
            answer = Words(text, "strong")
            author = Words(who, "muted")
            author.setToolTip(exact(rival.at))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(answer)
            words.addWidget(author)
            keep = Button(_("Keep this one"), name=f"keep {node.path} {index}")
            keep.setAccessibleName(_("Keep this one: {answer}").format(answer=text))
            keep.clicked.connect(lambda _on=False, index=index: self._on_kept(index))
            grid.addLayout(words, index, 0)
            grid.addWidget(keep, index, 1, Qt.AlignmentFlag.AlignVCenter)
        return grid

    def _on_kept(self, index: int) -> None:
        """Tell what stays and why; ask for the reason first where it is missing."""
        why = self._why.text().strip()
        self._missing.setVisible(not why)
        if why:
            self.chosen.emit(index, why)
        else:
            self._why.setFocus(Qt.FocusReason.OtherFocusReason)
