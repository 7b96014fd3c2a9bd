"""«Ya consta»: a strip under an answer that another record of the file holds already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from cem_desktop.gui import icons
from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.known_answers import same

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.known_answers import KnownAnswer


@dataclass(frozen=True)
class KnownLine:
    """An answer that is known, and the title of the ficha that holds it."""

    answer: KnownAnswer
    title: str


class KnownStrip(QFrame):
    """Says where an answer comes from, or what becomes of one that differs."""

    def __init__(self, line: KnownLine, theme: Theme, name: str, parent: QWidget) -> None:
        """Stand under the field of a card."""
        super().__init__(parent)
        self._line, self._theme = line, theme
        self._mark = QLabel(self)
        self._text = Words(role="hint", name=name, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def show_node(self, node: NodeState) -> None:
        """Compare what stands in the field with what is known."""
        answer, tokens = self._line.answer, self._theme.tokens
        where = {"ficha": self._line.title, "day": exact_day(answer.day)}
        agrees = same(node.value, answer.value)
        disagrees = not agrees and node.value is not None and not answer.corrects
        if agrees:
            text = _("Known already: {ficha}, {day}. Confirm it; do not ask her again.")
        elif disagrees:
            text = _(
                "{ficha}, {day}, says «{known}». Both answers stay until somebody of the team "
                "settles which is right."
            )
        else:
            text = _("Before, {ficha}, {day}, said «{known}». What you put here counts.")
        self._text.setText(text.format(**where, known=_words(node, answer)))
        kind, colour = ("warn", tokens.warn) if disagrees else ("good", tokens.accent)
        self._mark.setPixmap(icons.pixmap(kind, colour, self._theme.px(16)))


def _words(node: NodeState, answer: KnownAnswer) -> str:
    """Return the known answer in the words of the question."""
    labels = dict(node.choices)
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    return ", ".join(labels.get(str(value), str(value)) for value in values)
