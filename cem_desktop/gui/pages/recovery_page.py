"""Recovery: the kit, the sheets of the identity key, and the change of coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog

from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import make_error_dialog
from cem_desktop.gui.handover_card import HandoverCard
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.papers_dialog import PapersDialog
from cem_desktop.gui.people_dialog import PeopleDialog
from cem_desktop.gui.recovery_words import kit_need, pill_words, sheets_need
from cem_desktop.gui.sheets_printing import print_sheets
from cem_desktop.gui.user_dialogs import HandOverDialog
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.words_dialog import WordsDialog
from cem_desktop.i18n import _
from cem_desktop.services.recovery_papers import kit_word_list, share_word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.gui.tokens import PillKind
    from cem_desktop.services.recovery import PaperState, RecoveryState
    from cem_desktop.services.rekeying import NewKeys
    from cem_desktop.services.workspace import Workspace

D = TypeVar("D", bound=QDialog)
_KIT_WORDS: Final = 12
_SHEET_WORDS: Final = 20
_TOUCHED: Final = frozenset({"recovery", "staff"})
_ALONE: Final = 1


class RecoveryPage(ScrollPage):
    """How it stands with the papers, and what can be done with each."""

    place_wanted = Signal(str)

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show the papers of ``workspace``."""
        super().__init__(name="recovery_page")
        self._workspace, self._theme, self._tasks = workspace, theme, tasks
        self._clock = clock
        self._banner = Banner(theme, name="recovery_banner")
        self._words = Words(name="recovery_words")
        self._kit = _PaperCard("kit", _("Recovery kit"))
        self._sheets = _PaperCard("sheets", _("Sheets of the identity key"))
        self._people = Words(role="muted", name="recovery_people")
        header = PageHeader(_("Recovery"), name="recovery_header")
        header.say(
            _(
                "For the day on which every passphrase is lost. A paper in a sealed envelope, and "
                "a rehearsal twice a year, keep the cases from being lost with them."
            )
        )
        self._handover = HandoverCard(workspace, theme, tasks, clock)
        self._handover.wanted.connect(self._on_wanted)
        self._handover.renewed.connect(self._hand_out)
        self._make_kit_card()
        self._make_sheets_card()
        for part in (header, self._banner, self._words, self._kit, self._sheets, self._handover):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: keys may have been renewed on another page."""
        super().showEvent(event)
        self._refresh()

    def make_kit(self) -> PapersDialog | None:
        """Print a new kit and let it count."""
        recovery = self._workspace.recovery
        try:
            kit = recovery.new_kit()
        except CemError as error:
            self._show_error(error)
            return None
        said = (
            _("Twelve words and their code, on one page. It is shown and printed, never saved."),
            _("It counts when three of its words are typed from the paper; until then the kit of "
              "before stays valid, and from then on it is void."),
        )  # fmt: skip
        dialog = PapersDialog(
            self._theme, self._tasks, _("New recovery kit"), said, (kit.asked,),
            lambda: recovery.kit_paper(kit), self._workspace.printing.note,
            lambda answers, _typed: recovery.confirm_kit(kit, answers[0]), self,
        )  # fmt: skip
        dialog.counted.connect(
            lambda: self._tell(_("The new kit counts. Seal it, and tear up the one before."))
        )
        return self._open(dialog)

    def rehearse_kit(self) -> WordsDialog:
        """Type the kit to see whether it would open."""
        recovery = self._workspace.recovery
        dialog = WordsDialog(
            self._theme, self._tasks, _("Rehearse the kit"),
            _("Type the twelve words from the paper. Nothing is opened; the date is kept."),
            _("Would it open?"), ((kit_word_list(), _KIT_WORDS),),
            lambda texts, _typed: recovery.rehearse_kit(texts[0]), self,
        )  # fmt: skip
        dialog.used.connect(lambda: self._tell(_("The kit would open. Seal its envelope again.")))
        return self._open(dialog)

    def make_sheets(self) -> PapersDialog | None:
        """Print three new sheets and let them count."""
        sheets = self._workspace.identity_sheets
        try:
            new = sheets.draw()
            two = self._workspace.recovery.state().people > _ALONE
        except CemError as error:
            self._show_error(error)
            return None
        said = (
            _("Three pages for three holders: any two open the identity vault. The words are in "
              "English, for the international standard has no others."),
            _("They count when three words of each are typed from the paper; the sheets of before "
              "are void from then on. The identity vault must be open for this."),
        )  # fmt: skip
        dialog = PapersDialog(
            self._theme, self._tasks, _("New sheets of the identity key"), said, new.asked,
            lambda: sheets.paper(new), self._workspace.printing.note,
            lambda answers, typed: sheets.count(new, answers, typed), self,
            people=sheets.custodians() if two else (),
        )  # fmt: skip
        dialog.counted.connect(self._tell_sheets)
        return self._open(dialog)

    def rehearse_sheets(self) -> WordsDialog:
        """Type two sheets to see whether they would open."""
        recovery = self._workspace.recovery
        dialog = WordsDialog(
            self._theme, self._tasks, _("Rehearse the sheets"),
            _("Two holders type their sheets. Nothing is opened; the date is kept."),
            _("Would they open?"), _two_sheets(),
            lambda texts, _typed: recovery.rehearse_shares(texts), self,
        )  # fmt: skip
        dialog.used.connect(
            lambda: self._tell(_("The two sheets would open. Seal their envelopes again."))
        )
        return self._open(dialog)

    def recover(self) -> WordsDialog:
        """Get the way into the identity vault back by two sheets."""
        sheets, user = self._workspace.identity_sheets, self._workspace.user
        me = [one for one in sheets.everybody() if one[0] == user.id]
        dialog = WordsDialog(
            self._theme, self._tasks, _("Recover the identity vault"),
            _("Two holders type their sheets. You get a key of the vault under your own "
              "passphrase; it is noted, and new sheets are to be made afterwards."),
            _("Give me the key"), _two_sheets(),
            lambda texts, typed: sheets.recover(
                texts, typed[user.id].passphrase, typed[user.id].key_file
            ),
            self, people=me,
        )  # fmt: skip
        dialog.used.connect(
            lambda: self._tell(_("You can open the identity vault again. Make new sheets today."))
        )
        return self._open(dialog)

    def change_people(self) -> PeopleDialog:
        """Let two people open the vault instead of one, or one instead of two."""
        people = self._workspace.recovery.state().people
        dialog = PeopleDialog(
            self._workspace, 1 if people > _ALONE else 2, self._theme, self._tasks, self
        )
        dialog.renewed.connect(self._hand_out)
        return self._open(dialog)

    def show_protocol(self) -> None:
        """Show the protocol of the change of coordinator, from where it is printed."""
        from cem_desktop.gui.print_preview import PrintPreview

        handover, note = self._workspace.handover, self._workspace.printing.note
        self._open(
            PrintPreview(
                self._theme, self._tasks, lambda _progress: handover.protocol(), note, self
            )
        )

    def _on_wanted(self, what: str) -> None:
        """Do what the change of coordinator asks for."""
        if what == "finished":
            self._tell(_("The change of coordinator is finished. Keep the signed protocol."))
            return
        {
            "successor": lambda: self.place_wanted.emit("users"),
            "kit": self.make_kit,
            "rehearsal": self.rehearse_kit,
            "sheets": self.make_sheets,
            "protocol": self.show_protocol,
        }[what]()

    def _hand_out(self, result: NewKeys) -> None:
        """Show new passphrases once, and print the sheets that new keys brought."""
        self._tell(_("The keys are renewed. The kit of before opens nothing any more."))
        if result.papers:
            self._print_new(result)
        if result.passphrases:
            text = _(
                "Give these words to each in person. They are shown this once and kept nowhere."
            )
            given = list(result.passphrases.items())
            self._open(HandOverDialog(self._theme, _("To be handed over"), text, given, self))

    def _print_new(self, result: NewKeys) -> None:
        """Print the sheets that new keys brought; the old ones open nothing any more."""
        dialog = print_sheets(self._workspace, self._theme, self._tasks, result.papers, self)
        dialog.counted.connect(self._tell_sheets)

    def _make_kit_card(self) -> None:
        self._new_kit = Button(_("New kit…"), name="recovery_new_kit", on_click=self.make_kit)
        self._try_kit = Button(
            _("Rehearse…"), name="recovery_try_kit", on_click=self.rehearse_kit, about=_("Kit")
        )
        self._kit.add(self._new_kit, self._try_kit)

    def _make_sheets_card(self) -> None:
        self._new_sheets = Button(
            _("New sheets…"), name="recovery_new_sheets", on_click=self.make_sheets
        )
        self._try_sheets = Button(
            _("Rehearse…"),
            name="recovery_try_sheets",
            on_click=self.rehearse_sheets,
            about=_("Sheets"),
        )
        self._recover = Button(
            _("Recover with two sheets…"), name="recovery_recover", on_click=self.recover
        )
        self._change = Button(name="recovery_change", text="", on_click=self.change_people)
        self._sheets.add(self._new_sheets, self._try_sheets, self._recover, self._change)
        self._sheets.body.addWidget(self._people)

    def _refresh(self) -> None:
        state = self._workspace.recovery.state()
        self._words.setText(
            _("The six words of this workspace, as on its papers: {words}").format(
                words=" · ".join(state.words)
            )
        )
        self._show_kit(state)
        self._show_sheets(state)
        self._handover.refresh()

    def _show_kit(self, state: RecoveryState) -> None:
        self._kit.tell(*pill_words(state.kit), self._line(state.kit, kit_need(state.kit.need)))
        self._new_kit.setEnabled(state.may_keep)
        self._try_kit.setEnabled(state.may_keep and state.kit.made is not None)

    def _show_sheets(self, state: RecoveryState) -> None:
        shares = state.shares
        self._change.setVisible(shares is not None)
        if shares is None:
            none = _("This workspace has no identity vault yet; its sheets are made with it.")
            self._sheets.tell(_("no vault"), "neutral", none)
        else:
            self._sheets.tell(*pill_words(shares), self._line(shares, sheets_need(shares.need)))
        usable = shares is not None and state.may_share
        for button in (self._new_sheets, self._recover, self._change):
            button.setEnabled(usable)
        self._try_sheets.setEnabled(usable and shares is not None and shares.made is not None)
        alone = state.people == _ALONE
        self._people.setText(
            _("One person opens the identity vault.")
            if alone
            else _("Two people open the identity vault together.")
        )
        self._people.setVisible(shares is not None)
        self._change.setText(_("Ask for two people…") if alone else _("Let one person open…"))

    def _line(self, paper: PaperState, need: str) -> str:
        parts = [need]
        for at, said in (
            (paper.made, _("Made: {when}.")),
            (paper.rehearsed, _("Last rehearsed: {when}.")),
            (paper.used, _("Used: {when}.")),
        ):
            if at is not None:
                parts.append(said.format(when=say_instant(parse_stamp(at), self._clock.now())))
        if paper.made is not None and paper.rehearsed is None:
            parts.append(_("Never rehearsed."))
        return " ".join(part for part in parts if part)

    def _tell_sheets(self) -> None:
        self._tell(
            _("The three sheets count. Give each to its holder, sealed; tear up the others.")
        )

    def _tell(self, text: str) -> None:
        self._refresh()
        self._banner.tell("good", text)

    def _show_error(self, error: CemError) -> None:
        make_error_dialog(self._theme, error, self).open()

    @staticmethod
    def _open(dialog: D) -> D:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog


class _PaperCard(Card):
    """A kind of paper: its name, its state as a word, a line, what can be done."""

    def __init__(self, key: str, title: str) -> None:
        self._pill = Pill("", name=f"recovery_{key}_state")
        self._line = Words(name=f"recovery_{key}_line")
        head = row(10)
        head.addWidget(Words(title, "cardTitle", wrap=False))
        head.addWidget(self._pill)
        head.addStretch(1)
        super().__init__(head, self._line, name=f"recovery_{key}", gap=10)

    def add(self, *buttons: Button) -> None:
        """Put what can be done below the line."""
        self.body.addWidget(Flow(*buttons, gap=10))

    def tell(self, word: str, kind: PillKind, line: str) -> None:
        """Say how it stands."""
        self._pill.setText(word)
        self._pill.setProperty("pill", kind)
        self._pill.style().unpolish(self._pill)
        self._pill.style().polish(self._pill)
        self._line.setText(line)


def _two_sheets() -> tuple[tuple[Sequence[str], int], ...]:
    listed = share_word_list()
    return ((listed, _SHEET_WORDS), (listed, _SHEET_WORDS))
