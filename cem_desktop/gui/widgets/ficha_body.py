"""The sections of an open ficha: built when first shown, changed only where an answer changed them.

It drives the form session; saving, closing and what frames the sections are the page's.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cem_desktop.forms.plan import plan_ficha
from cem_desktop.gui.tokens import GAP
from cem_desktop.gui.widgets.ficha_bench import FichaBench
from cem_desktop.gui.widgets.ficha_form import SectionForm
from cem_desktop.gui.widgets.ficha_mending import Mending
from cem_desktop.gui.widgets.ficha_question_card import QuestionCard
from cem_desktop.gui.widgets.ficha_repeat import RepeatBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.session import FormSession
    from cem_desktop.gui.widgets.ficha_conflict import RivalAnswer
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook

_Part = TypeVar("_Part", bound=QWidget)


class FichaBody(QStackedWidget):
    """The section that is shown, and those that were."""

    changed = Signal()
    """An answer, a row or the language changed: there is something to save."""
    judged = Signal()
    """More problems are shown than before."""
    section_wanted = Signal(int)
    rearranged = Signal()
    """What takes the focus came or went."""

    def __init__(
        self,
        session: FormSession,
        look: FichaLook,
        conflicts: Mapping[str, tuple[RivalAnswer, ...]],
    ) -> None:
        super().__init__()
        self._session = session
        plan = plan_ficha(session.definition)
        self.bench = FichaBench(session, plan, look, conflicts, self)
        self.mending = Mending(self.bench)
        self._forms: list[SectionForm | None] = [None] * len(plan.sections)
        self.bench.answered.connect(self._on_answered)
        self.bench.judged.connect(self._on_judged)
        self.bench.row_added.connect(self._on_row_added)
        self.bench.row_removed.connect(self._on_row_removed)
        self.bench.rearranged.connect(self.rearranged)

    @property
    def section_count(self) -> int:
        """Return how many sections the ficha has."""
        return len(self._forms)

    # --- showing ---------------------------------------------------------------------------

    def show_section(self, at: int) -> None:
        """Show a section; it is built the first time and kept."""
        form = self._forms[at]
        if form is None:
            form = SectionForm(self.bench.plan.sections[at])
            self._forms[at] = form
            # First into its place, then filled: a style sheet is applied anew at every move.
            self.addWidget(form)
            form.fill(self.bench)
            for card in form.cards():
                if self.mending.is_judged(card.path):
                    card.judge()
        self.setCurrentWidget(form)
        self.rearranged.emit()

    def form(self) -> SectionForm | None:
        """Return the section that is shown."""
        form = self.currentWidget()
        return form if isinstance(form, SectionForm) else None

    def stops(self) -> list[QWidget]:
        """Return what takes the focus in the section that is shown, in the order of the screen."""
        form = self.form()
        return list(form.stops()) if form is not None else []

    def focus_first(self) -> None:
        """Put the cursor into the first question that can be answered."""
        form = self.form()
        if form is None:
            return
        first = next((card for card in form.cards() if card.is_askable()), None)
        form.verticalScrollBar().setValue(0)  # what is said before the first question, too
        if first is not None:
            form.show_card(first)
            first.take_focus()
        elif stop := next((one for one in form.stops() if not one.isHidden()), None):
            stop.setFocus(Qt.FocusReason.TabFocusReason)

    def go_on(self) -> None:
        """Go to the next question that applies, as the Tab key does."""
        form = self.form()
        if form is not None:
            form.go_on()

    def keep_in_sight(self) -> None:
        """Scroll to what has the focus, once new rows and questions have their place."""
        form, card = self.form(), self._around(QuestionCard)
        focused = form.focusWidget() if form is not None else None
        if form is None or focused is None:
            return
        if card is not None:
            form.show_card(card)
        else:
            form.ensureWidgetVisible(focused, 0, GAP)

    def focused_path(self) -> str | None:
        """Return the path of the question in which the cursor is."""
        card = self._around(QuestionCard)
        return card.path if card is not None else None

    def _around(self, kind: type[_Part]) -> _Part | None:
        """Return the innermost part of a kind in which the cursor is."""
        part: QWidget | None = self.focusWidget()
        while part is not None and part is not self:
            if isinstance(part, kind):
                return part
            part = part.parentWidget()
        return None

    def toggle_guide(self) -> None:
        """Open or close the guide of the question in which the cursor is."""
        card, form = self._around(QuestionCard), self.form()
        if card is not None and form is not None and card.toggle_guide():
            later(self, 0, lambda: form.show_card(card)).start()

    def is_in_rows(self) -> bool:
        """Whether the cursor is in a repeat whose rows a person adds and removes."""
        block = self._around(RepeatBlock)
        return block is not None and block.is_free

    def add_row(self) -> None:
        """Add a row to the repeat in which the cursor is, else to the first of the section."""
        block = self._around(RepeatBlock) or self._first_block()
        if block is not None:
            block.ask_row()

    def remove_row(self) -> None:
        """Ask before the row goes in which the cursor is."""
        block = self._around(RepeatBlock)
        if block is not None:
            block.ask_removal()

    def _first_block(self) -> RepeatBlock | None:
        form = self.form()
        return next((one for one in form.blocks() if not one.isHidden()), None) if form else None

    def go_to(self, path: str) -> None:
        """Show the question at ``path``, also inside a row, with its problem."""
        self.mending.judge(path)
        self.section_wanted.emit(self.mending.section_of(path))
        form = self.form()
        if form is None:
            return
        form.elements.open_path(path)
        card = self.bench.cards.get(path)
        if card is not None:
            card.judge()
            form.show_card(card)
            card.take_focus()
        self.judged.emit()

    def judge_all(self) -> None:
        """Show every problem: the person tried to close the ficha."""
        self.mending.judge_all()
        with self._in_one_go():
            for card in self.bench.cards.values():
                card.judge()

    # --- answers ---------------------------------------------------------------------------

    def _on_answered(self, path: str) -> None:
        card = self.bench.cards[path]
        if card.is_judged:
            self.mending.judge(path)
        self.refresh(self._session.answer(path, card.answer()), cause=path)
        self.changed.emit()

    def settle(self, path: str, value: JsonValue) -> None:
        """Show the answer that stands after a conflict, and take the conflict away."""
        self.bench.settle(path)
        if value is None or isinstance(value, str | int | float):
            changed = self._session.answer(path, value)
        elif isinstance(value, list):
            changed = self._session.answer(path, [str(name) for name in value])
        else:
            changed = frozenset()
        self.refresh(changed, cause=path)
        self.bench.cards[path].take_focus()
        self.changed.emit()

    def refresh(self, changed: frozenset[str], cause: str) -> None:
        """Show what the answer at ``cause`` changed, in one go, and nothing else."""
        with self._in_one_go():
            # Rows first: a row that went takes its cards along.
            for form in self._built():
                form.elements.show_rows(changed)
            hidden = sum(self._refresh_card(path) for path in changed | {cause})
            hidden += self._hidden_elsewhere(changed)
            for form in self._built():
                form.elements.show_headings()
            self.bench.cards[cause].say_hidden(hidden)

    def _refresh_card(self, path: str) -> bool:
        """Show a card anew; return whether an answer went out of sight with it."""
        card = self.bench.cards.get(path)
        if card is None:
            return False
        before = card.node
        card.show_node(self._session.node(path))
        gone = before.relevant and not card.node.relevant
        return gone and before.value is not None

    def _hidden_elsewhere(self, changed: frozenset[str]) -> int:
        """Return how many answers an answer hid in sections that were not shown yet."""
        unbuilt = [path for path in changed if path not in self.bench.cards]
        gone = [path for path in unbuilt if self._is_hidden_question(path)]
        if not gone:
            return 0
        typed = self._session.draft()
        return sum(path in typed for path in gone)

    def _is_hidden_question(self, path: str) -> bool:
        try:
            node = self._session.node(path)
        except KeyError:  # a row that went
            return False
        return node.question is not None and not node.relevant

    def refresh_all(self) -> None:
        """Show everything anew, after rows or the language changed."""
        with self._in_one_go():
            for form in self._built():
                form.elements.show_rows()
            for path, card in list(self.bench.cards.items()):
                card.show_node(self._session.node(path))
            for form in self._built():
                form.elements.show_headings()

    @contextmanager
    def _in_one_go(self) -> Iterator[None]:
        """Paint once, when all is changed: ten times quicker, and without flicker."""
        self.setUpdatesEnabled(False)
        try:
            yield
        finally:
            self.setUpdatesEnabled(True)

    def _built(self) -> Iterator[SectionForm]:
        return (form for form in self._forms if form is not None)

    def _on_judged(self, path: str) -> None:
        self.mending.judge(path)
        self.judged.emit()

    def _on_row_added(self, repeat: str) -> None:
        row_id = self._session.add_row(repeat)
        self.refresh_all()
        form = self.form()
        if form is not None:
            form.elements.open_row(repeat, row_id)
        self.changed.emit()

    def _on_row_removed(self, repeat: str, row_id: str) -> None:
        form = self.form()
        if form is not None:
            form.elements.close_row(repeat, row_id)
        self._session.remove_row(repeat, row_id)
        self.refresh_all()
        block = next((one for one in form.blocks() if one.path == repeat), None) if form else None
        if block is not None:
            block.take_focus()
        self.changed.emit()

    def set_language(self, language: str) -> None:
        """Show the ficha in another of its languages; answers, cursor and place stay."""
        form = self.form()
        place = form.place() if form is not None else None
        self._session.set_language(language)
        self.refresh_all()
        if form is not None and place is not None:
            # Once the words of the other language have their height.
            later(self, 0, lambda: form.keep_place(*place)).start()
        self.changed.emit()


def later(owner: QWidget, milliseconds: int, act: Callable[[], object] | None = None) -> QTimer:
    """Return a timer that goes off once after it is started."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    if act is not None:
        timer.timeout.connect(act)
        timer.timeout.connect(timer.deleteLater)
    return timer
