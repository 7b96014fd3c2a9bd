"""One question as a card: its number, label, privacy, hint, field, and what to mend or look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from cem_desktop.domain.typing_guard import look_over
from cem_desktop.gui import icons
from cem_desktop.gui.tokens import CARD_MARGINS, LARGE_TEXT
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.ficha_field_kinds import (
    CHOSEN,
    TYPED,
    UNASKED,
    UNKEPT,
    field_kind,
    make_field,
)
from cem_desktop.gui.widgets.ficha_guide import READING_WIDTH, GuideButton, GuidePanel
from cem_desktop.gui.widgets.ficha_known import KnownStrip
from cem_desktop.gui.widgets.ficha_texts import (
    guard_text,
    privacy_pill,
    privacy_tip,
    problem_text,
)
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
    from cem_desktop.gui.widgets.ficha_fields import Answer, AnswerField

_MOST_HINTS: Final = 2


class QuestionCard(QFrame):
    """A question of the form, at one instance path."""

    answered = Signal(str)
    finished = Signal(str)
    judged = Signal(str)
    """The person left the field: its problem may be shown, and counts as one to mend."""
    rearranged = Signal()
    """The field, or options of it, were made anew."""

    def __init__(
        self,
        question: Question,
        node: NodeState,
        number: str,
        look: FichaLook,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.question = question
        self.path = node.path
        self.node = node
        self.number = number
        self._look = look
        self._is_judged = False
        self._insists = False
        self._remark: _Remark | None = None
        self._note: Words | None = None
        self._clear: Button | None = None
        self._guide: tuple[GuideButton, GuidePanel] | None = None
        self.setObjectName(f"card {node.path}")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        self._is_note = question.type == "note"
        self._kind = field_kind(question, node, has_vault=look.has_vault)
        if self._is_note:
            self._column.setContentsMargins(CARD_MARGINS[0], 4, CARD_MARGINS[2], 4)
        else:
            self.setProperty("surface", "card")
            self._column.setContentsMargins(*CARD_MARGINS)
        self._add_head(node)
        self._hint = Words(role="hint", name=f"hint {node.path}", parent=self)
        self._column.addWidget(self._hint)
        self.field = self._add_field(node)
        self._known = self._add_known()
        self.show_node(node)

    # --- parts ---------------------------------------------------------------------------

    def _add_head(self, node: NodeState) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        if self._is_note:
            head.addWidget(self._info_mark(), 0, top)
        elif self.number:
            head.addWidget(Words(self.number, "cardTitle", wrap=False, parent=self), 0, top)
        role = "body" if self._is_note else "cardTitle"
        self._title = Words(role=role, name=f"label {node.path}", parent=self)
        if self._is_note:
            self._title.setMaximumWidth(self._look.theme.px(READING_WIDTH))
        head.addWidget(self._title, 1, top)
        if self._is_note:
            head.addStretch(0)
        self._column.addLayout(head)
        self._marks = QHBoxLayout()
        self._marks.setSpacing(8)
        # Large text leaves the line to the question; its marks stand below it.
        is_large = self._look.theme.scale > LARGE_TEXT
        (self._column if is_large else head).addLayout(self._marks)
        self._needed = Words(role="muted", wrap=False, parent=self)
        self._marks.addWidget(self._needed, 0, top)
        pill = privacy_pill(self.question, self._look.readers)
        if pill is not None and self._kind not in UNKEPT:
            mark = Pill(*pill, name=f"privacy {node.path}", parent=self)
            mark.setToolTip(privacy_tip(self.question, self._look.readers))
            self._marks.addWidget(mark, 0, top)
        if is_large:
            self._marks.addStretch(1)

    def _add_known(self) -> KnownStrip | None:
        """Say that another record holds the answer, where one does."""
        line = self._look.known.get(self.path)
        if line is None:
            return None
        strip = KnownStrip(line, self._look.theme, f"known {self.path}", self)
        self._column.addWidget(strip)
        return strip

    def _show_clearing(self, *, offered: bool) -> None:
        """Offer to take the answer back; the button is made when it is first needed."""
        if self._clear is None:
            if not offered:
                return
            self._clear = Button(
                _("Take answer back"),
                "quiet",
                name=f"clear {self.path}",
                on_click=self._on_clear,
            )
            self._clear.setProperty("kind", "link")
            self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._clear.setToolTip(_("Take the answer back (Delete)"))
            at = self._marks.indexOf(self._needed) + 1
            self._marks.insertWidget(at, self._clear, 0, Qt.AlignmentFlag.AlignTop)
        self._clear.setVisible(offered)

    def _show_guide(self, text: str) -> None:
        """Offer the guide, where there is one; its parts are made when they are first needed."""
        if self._guide is None:
            if not text:
                return
            theme, is_stop = self._look.theme, self._kind in UNASKED
            self._guide = (
                GuideButton(self.path, theme, is_stop=is_stop),
                GuidePanel(self.path, theme, self),
            )
            self._guide[0].clicked.connect(lambda *_: self.toggle_guide())
            at = self._marks.indexOf(self._needed)
            self._marks.insertWidget(at, self._guide[0], 0, Qt.AlignmentFlag.AlignTop)
            self._column.insertWidget(self._column.indexOf(self._hint) + 1, self._guide[1])
        button, panel = self._guide
        button.setVisible(bool(text))
        panel.say(text)
        if not text:
            panel.hide()

    def toggle_guide(self) -> bool:
        """Open or close the guide; say whether there is one."""
        if self._guide is None or not self.node.guidance:
            return False
        button, panel = self._guide
        panel.setVisible(panel.isHidden())
        button.tell_open(is_open=not panel.isHidden())
        return True

    def _info_mark(self) -> QLabel:
        theme = self._look.theme
        mark = QLabel(self)
        mark.setPixmap(icons.pixmap("info", theme.tokens.info, theme.px(18)))
        return mark

    def _add_field(self, node: NodeState) -> AnswerField:
        field = make_field(self._kind, self.question, node, self._look, self)
        field.answered.connect(self._on_answered)
        field.finished.connect(lambda: self.finished.emit(self.path))
        field.left.connect(self._on_left)
        field.rearranged.connect(self.rearranged)
        self._column.insertWidget(self._column.indexOf(self._hint) + 1, field)
        return field

    # --- what the session says -----------------------------------------------------------

    def show_node(self, node: NodeState) -> None:
        """Show what changed of the node: words, value, choices, problem, relevance."""
        self.node = node
        kind = field_kind(self.question, node, has_vault=self._look.has_vault)
        if kind != self._kind:
            self._kind = kind
            self.field.hide()
            self.field.deleteLater()
            self.field = self._add_field(node)
            self.rearranged.emit()
        _say(self._title, node.label)
        _say(self._hint, node.hint)
        self._show_guide(node.guidance)
        needed = node.required and kind not in UNASKED and node.value is None
        _say(self._needed, _("needed") if needed else "")
        self.field.show_node(node)
        if self._known is not None:
            self._known.show_node(node)
        self.show_remark()
        self.show_relevance()

    def show_relevance(self) -> None:
        """Stand on the page, or not, as the answers want it."""
        shown = self._insists or (self.node.relevant and bool(self.node.label or self.number))
        # Without a parent yet, showing would open a window of its own.
        if self.parentWidget() is not None or not shown:
            self.setVisible(shown)

    def answer(self) -> Answer:
        """Return what stands in the field."""
        return self.field.answer()

    # --- what there is to say about the answer -------------------------------------------

    def judge(self) -> None:
        """From now on show the problem of this question, if it has one."""
        self._is_judged = True
        self.show_remark()

    @property
    def is_judged(self) -> bool:
        """Whether the person has been here, so that a blank or wrong answer counts."""
        return self._is_judged

    def problem(self) -> str:
        """Return what has to be mended, "" where nothing has."""
        pending = self.field.pending()
        if pending:
            return pending
        return problem_text(self.node.problem) if self.node.problem else ""

    def show_remark(self) -> None:
        """Show the problem once judged; else a guard's quiet hint, if it has one to give."""
        problem = self.problem() if self._is_judged else ""
        self.field.set_wrong(wrong=bool(problem))
        known = self._known.text if self._known is not None else ""
        said = (self.node.hint, known, problem)
        self.field.describe(" ".join(part for part in said if part))
        self._show_clearing(offered=self.field.offers_clearing() and not self.node.required)
        if problem:
            self._tell("danger", problem)
        else:
            self._tell("warn", self._guard_hint())

    def _guard_hint(self) -> str:
        text = self.node.value
        if not self._look.coded or self._kind not in TYPED or not isinstance(text, str):
            return ""
        findings = look_over(text, identifiers=self.question.privacy != "identity")
        texts = dict.fromkeys(guard_text(finding) for finding in findings)
        return "\n".join(list(texts)[:_MOST_HINTS])

    def _tell(self, kind: str, text: str) -> None:
        if self._remark is None:
            if not text:
                return
            self._remark = _Remark(self._look, f"remark {self.path}")
            self._column.addWidget(self._remark)
        self._remark.tell(kind, text)

    def say_hidden(self, count: int) -> None:
        """Say quietly that answers which this one hid are not saved; 0 takes it back."""
        if self._note is None:
            if not count:
                return
            self._note = Words(role="muted", name=f"hidden {self.path}")
            self._column.addWidget(self._note)
        text = _("Hidden answers are not saved. They come back if this answer changes again.")
        _say(self._note, text if count else "")

    def insist(self, part: QWidget) -> None:
        """Put a conflict below the field; until it is settled the card stays on the page."""
        self._insists = True
        self._column.insertWidget(self._column.indexOf(self.field) + 1, part)

    def relent(self) -> None:
        """Stand on the page only when relevant, again."""
        self._insists = False
        self.show_relevance()

    # --- what the person does ------------------------------------------------------------

    def _on_answered(self) -> None:
        if self._kind in CHOSEN:
            self._is_judged = True
        self.answered.emit(self.path)

    def _on_clear(self) -> None:
        self.field.clear_answer()
        self.field.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_left(self) -> None:
        # A blank is no fault yet: people look around before they answer.
        if self.node.value is not None or self.field.pending():
            self.judge()
            self.judged.emit(self.path)

    def is_askable(self) -> bool:
        """Whether a person can answer here now."""
        return not self.isHidden() and self._kind not in UNASKED

    def take_focus(self) -> None:
        """Put the cursor into the field."""
        self.field.focus_target().setFocus(Qt.FocusReason.TabFocusReason)


class _Remark(QFrame):
    """A line in words under a field, with its icon."""

    def __init__(self, look: FichaLook, name: str) -> None:
        super().__init__()
        self._look = look
        self._kind = ""
        self._icon = QLabel()
        self._text = Words(role="remark", name=name)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)

    def tell(self, kind: str, text: str) -> None:
        """Say ``text`` in the colour of ``kind`` (danger, warn); "" hides the line."""
        _say(self._text, text)
        self.setVisible(bool(text))
        if text and kind != self._kind:
            self._kind = kind
            colour = getattr(self._look.theme.tokens, kind)
            self._icon.setPixmap(icons.pixmap(kind, colour, self._look.theme.px(16)))
            self._text.setProperty("remark", kind)
            self._text.style().unpolish(self._text)
            self._text.style().polish(self._text)


def _say(words: QLabel, text: str) -> None:
    if words.text() != text:
        words.setText(text)
    words.setVisible(bool(text))
