"""What the cards of one open ficha share, and the door through which they report to the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from cem_desktop.gui.widgets.ficha_conflict import ConflictBox
from cem_desktop.gui.widgets.ficha_question_card import QuestionCard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.plan import FichaPlan
    from cem_desktop.forms.session import FormSession
    from cem_desktop.gui.widgets.ficha_conflict import RivalAnswer
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook

_COMPUTED: Final = frozenset({"calculate", "hidden", "note"})


@dataclass(frozen=True)
class Scope:
    """Where a part of the form is filled: the form's path of a repeat, and the row's own path."""

    form_path: str = ""
    row_path: str = ""

    def at(self, path: str) -> str:
        """Return the instance path of a form path inside this scope."""
        return self.row_path + path[len(self.form_path) :]


def open_conflicts(
    session: FormSession, conflicts: Mapping[str, tuple[RivalAnswer, ...]]
) -> dict[str, tuple[RivalAnswer, ...]]:
    """Return the conflicts that a person can settle here, making the rows that they stand in.

    A row whose only answer is in conflict has none that is agreed on, so the session does not know
    it yet. Computed answers are left out: they follow from the others once those are settled.
    """
    found = {}
    for path, rivals in conflicts.items():
        _make_rows(session, path)
        try:
            question = session.node(path).question
        except KeyError:  # a question of another version of the form
            continue
        if question is not None and question.type not in _COMPUTED:
            found[path] = rivals
    return found


def _make_rows(session: FormSession, path: str) -> None:
    steps = path.split("/")
    for at in range(1, len(steps) - 1):
        repeat, row = "/".join(steps[:at]), steps[at]
        try:
            rows = session.rows(repeat)
        except KeyError:
            continue
        if row not in rows:
            session.add_row(repeat, row)


class FichaBench(QObject):
    """Makes cards for instance paths and knows those that live; it holds no answers."""

    answered = Signal(str)
    finished = Signal(str)
    judged = Signal(str)
    settled = Signal(str, int, str)
    """Path, index of the answer that stays, reason."""
    row_added = Signal(str)
    """The path of a repeat to which the person wants a row more."""
    row_removed = Signal(str, str)
    """The path of a repeat and the row that goes."""
    rearranged = Signal()
    """Fields came or went: the order of the Tab key has to be set anew."""

    def __init__(
        self,
        session: FormSession,
        plan: FichaPlan,
        look: FichaLook,
        conflicts: Mapping[str, tuple[RivalAnswer, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.plan = plan
        self.look = look
        self.conflicts = open_conflicts(session, conflicts)
        self.cards: dict[str, QuestionCard] = {}
        self._boxes: dict[str, ConflictBox] = {}

    def make_card(self, question: Question, path: str, parent: QWidget) -> QuestionCard:
        """Return the card of a question at an instance path; it reports through this bench."""
        number = self.plan.numbers.get(question.path, "")
        node = self.session.node(path)
        card = QuestionCard(question, node, number, self.look, parent)
        card.answered.connect(self.answered)
        card.finished.connect(self.finished)
        card.judged.connect(self.judged)
        card.rearranged.connect(self.rearranged)
        self.cards[path] = card
        if path in self.conflicts:
            box = ConflictBox(question, node, self.conflicts[path], self.look)
            box.chosen.connect(lambda index, why: self.settled.emit(path, index, why))
            card.insist(box)
            self._boxes[path] = box
        return card

    def drop_card(self, path: str) -> None:
        """Forget a card whose row is not shown any more."""
        self.cards.pop(path, None)
        self._boxes.pop(path, None)

    def settle(self, path: str) -> None:
        """Take the conflict of a question away: it has been settled."""
        self.conflicts.pop(path, None)
        box = self._boxes.pop(path, None)
        if box is not None:
            box.hide()
            box.deleteLater()
            self.cards[path].relent()
            self.rearranged.emit()
