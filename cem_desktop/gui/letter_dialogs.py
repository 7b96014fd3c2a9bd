"""Dialogs of letters: the preview before a text leaves, a letter to read, a letter to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QLabel

from cem_desktop.domain.letters import Decision, LetterKind
from cem_desktop.gui.letter_words import decision_words, kind_of_letter, to_role, transfer_words
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.bounded_text import BoundedText
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.ficha_texts import guard_text
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.reading_dialog import ReadingDialog
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _
from cem_desktop.reports.role_words import role_words
from cem_desktop.services.central_desk import NewLetter

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.central_desk import CentralDesk, OpenedItem
    from cem_desktop.services.correspondence import ShownLetter
    from cem_desktop.services.official import OfficialPreview

_WIDTH: Final = 620


class PreviewDialog(ReadingDialog):
    """The exact text that would leave, to whom, and what in it should be looked at again."""

    def __init__(
        self,
        preview: OfficialPreview,
        theme: Theme,
        send: Callable[[], object],
        hold: Callable[[], object],
        parent: QWidget | None,
    ) -> None:
        """``send`` and ``hold`` are called when a person decides."""
        super().__init__("preview_dialog", "preview_page", theme.wide(_WIDTH), parent)
        self._send, self._hold = send, hold
        whose = f"{preview.title} · {preview.code}" if preview.code else preview.title
        self.body.addWidget(Words(_("Read it as headquarters will read it"), "heading"))
        self.body.addWidget(Words(whose, "muted"))
        self.body.addWidget(Words(to_role(preview.role), "strong", name="preview_to"))
        warn = Banner(theme, name="preview_warn")
        self.body.addWidget(warn)
        hints = [guard_text(found) for line in preview.lines for found in line.findings]
        if preview.is_disputed:
            warn.tell("warn", _("Two answers differ. Settle them in the ficha first."))
        elif hints:
            warn.tell("warn", " ".join(dict.fromkeys(hints)), _("Look at this again"))
        for line in preview.lines:
            self.page.body.addWidget(Words(line.label, "muted"))
            self.page.body.addWidget(Words(line.words, name="preview_words"))
        if not preview.lines:
            self.page.body.addWidget(Words(_("What was said before is taken back.")))
        self.page.body.addStretch(1)
        self.body.addWidget(self.page, 1)
        self.body.addWidget(
            Words(_("The code, the names and everything else of the ficha stay here."), "muted")
        )
        do = Button(_("Send it"), "primary", name="preview_send", on_click=self._on_send)
        do.setEnabled(not preview.is_disputed)
        foot = row()
        foot.addWidget(Button(_("Keep it here"), name="preview_hold", on_click=self._on_hold))
        foot.addStretch(1)
        foot.addWidget(Button(_("Decide later"), name="preview_later", on_click=self.reject))
        foot.addWidget(do)
        self.body.addLayout(foot)

    def _on_send(self) -> None:
        self.accept()
        self._send()

    def _on_hold(self) -> None:
        self.accept()
        self._hold()


class LetterDialog(ReadingDialog):
    """A letter to read."""

    def __init__(self, shown: ShownLetter, theme: Theme, parent: QWidget | None) -> None:
        """Show who wrote what, about which ficha."""
        super().__init__("letter_dialog", "letter_page", theme.wide(_WIDTH), parent)
        letter = shown.letter
        decided = decision_words(letter.decision)
        title = kind_of_letter(letter.kind)
        self.body.addWidget(Words(f"{title}: {decided}" if decided else title, "heading"))
        who = _("{author}, {role}").format(author=letter.author, role=role_words(letter.role))
        about = " · ".join(one for one in (shown.title, shown.code) if one)
        self.body.addWidget(Words(who, "muted"))
        if about:
            self.body.addWidget(Words(about, "strong", name="letter_about"))
        if letter.kind is LetterKind.AUTHORISATION:
            note = _("Her care, her safety and the complaint never wait for it.")
            self.body.addWidget(Words(note, "muted"))
        words = letter.text or transfer_words(letter.kind, shown.direction)
        self.page.body.addWidget(Words(words, name="letter_words"))
        self.page.body.addStretch(1)
        self.body.addWidget(self.page, 1)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Close"), "primary", name="letter_close", on_click=self.accept))
        self.body.addLayout(foot)


class WriteLetterDialog(WorkDialog):
    """A letter to a centre: an answer to what it said, or a notice."""

    def __init__(
        self,
        desk: CentralDesk,
        office: tuple[str, str],
        opened: OpenedItem | None,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None,
    ) -> None:
        """``office`` is its id and its name; ``opened`` what is answered, if anything."""
        super().__init__(
            theme, tasks, _("Letter to {centre}").format(centre=office[1]), _("Write it"), parent,
            name="write_letter", width=560,
        )  # fmt: skip
        self._desk, self._office, self._opened = desk, office[0], opened
        proposal = opened is not None and opened.head.is_proposal
        self._kind = QComboBox()
        self._kind.setObjectName("write_letter_kind")
        kinds = [LetterKind.SUPERVISION, LetterKind.NOTICE]
        for kind in [LetterKind.AUTHORISATION, *kinds] if proposal else kinds:
            self._kind.addItem(kind_of_letter(kind), kind)
        self._decision = QComboBox()
        self._decision.setObjectName("write_letter_decision")
        for decision in Decision:
            self._decision.addItem(decision_words(decision), decision)
        self._text = BoundedText()
        self._text.setObjectName("write_letter_text")
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(theme.px(180))
        self._decided = FieldBlock(_("What is decided?"), self._decision)
        self.content.addWidget(FieldBlock(_("What is it?"), self._kind))
        self.content.addWidget(self._decided)
        self.content.addWidget(
            FieldBlock(_("The words"), self._text, hint=_("Nobody is named, by name or code."))
        )
        self._note: QLabel = Words(
            _("It goes with the next bundle to the centre. Nothing there waits for it."), "muted"
        )
        self.content.addWidget(self._note)
        self._kind.currentIndexChanged.connect(lambda _at: self._show_decision())
        self._show_decision()
        self._text.setFocus()

    def act(self) -> None:
        """Write it."""
        kind = LetterKind(self._kind.currentData())
        decision = Decision(self._decision.currentData())
        new = NewLetter(
            office=self._office,
            kind=kind,
            text=self._text.toPlainText(),
            item=self._opened.head.item if self._opened else None,
            decision=decision if kind is LetterKind.AUTHORISATION else None,
        )
        self.run(_("Writing…"), lambda: self._desk.write(new), lambda _letter: self.accept())

    def _show_decision(self) -> None:
        kind = LetterKind(self._kind.currentData())
        self._decided.setVisible(kind is LetterKind.AUTHORISATION)
        self.fit()
