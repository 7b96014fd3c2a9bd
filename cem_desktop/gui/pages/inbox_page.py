"""Letters of a centre: texts to read before they leave, and what headquarters wrote."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.destinations import HEADQUARTERS
from cem_desktop.domain.letters import LetterKind
from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files, choose_folder
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.letter_dialogs import LetterDialog, PreviewDialog
from cem_desktop.gui.letter_words import (
    decision_mark,
    decision_words,
    kind_of_letter,
    to_role,
    transfer_words,
)
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.transfer_dialogs import TakeCaseDialog
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Card, ScrollPage
from cem_desktop.gui.widgets.letter_lines import LetterLine, LetterLines
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.correspondence import ShownLetter
    from cem_desktop.services.official import OfficialPreview
    from cem_desktop.services.transfer_taking import TransferOffer
    from cem_desktop.services.workspace import Workspace

_BUNDLE: Final = (".cem",)
_TOUCHED: Final = frozenset({"official", "letters", "records"})


class InboxPage(ScrollPage):
    """What waits for coordination's word, and the letters that came."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show both lists."""
        super().__init__(name="inbox_page")
        self._workspace, self._theme, self._tasks, self._clock = workspace, theme, tasks, clock
        self._banner = Banner(theme, name="inbox_banner")
        self._waiting = LetterLines(_("Nothing waits to be sent."), name="inbox_waiting")
        self._letters = LetterLines(_("No letter yet."), name="inbox_letters")
        self._waits = Card(
            Words(_("To read before it leaves"), "cardTitle"),
            Words(
                _(
                    "Some fichas hold text for headquarters. It leaves only after coordination has "
                    "read it here, sealed to the one role that it is for."
                ),
                "muted",
            ),
            self._waiting,
            gap=12,
        )
        came = Card(Words(_("Letters and hand-overs"), "cardTitle"), self._letters, gap=12)
        self._read_case = Button(
            _("Read a hand-over of another centre…"),
            name="inbox_transfer",
            on_click=lambda: choose_files(
                self, _("Bundle of another centre"), _BUNDLE, lambda chosen: self.look(chosen[0])
            ),
        )
        self._read_case.setVisible(workspace.transfers.may_transfer)
        self._progress = ProgressPanel(tasks, name="inbox_progress")
        self._work = PageWork(self, tasks, self._banner, self._progress, (self._read_case,))
        header = PageHeader(
            _("Letters"), _("What goes to headquarters in words, and what comes back."),
            self._read_case, name="inbox_header",
        )  # fmt: skip
        for part in (header, self._banner, self._progress, self._waits, came):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def preview(self, record: str) -> None:
        """Show what of a record would leave, and ask."""
        official = self._workspace.official
        try:
            shown = official.preview(record, "es")
        except CemError as error:
            tell_error(self._banner, error)
            return
        PreviewDialog(
            shown,
            self._theme,
            lambda: self._decide(
                lambda: official.confirm(record, shown.digest),
                _("It leaves with the next bundle to headquarters."),
            ),
            lambda: self._decide(
                lambda: official.hold(record, shown.digest),
                _("It stays here. If the text changes, it will wait here again."),
            ),
            self,
        ).open()

    def look(self, path: Path) -> None:
        """Read a bundle of another centre: a case that it hands over, or its answer."""
        transfers = self._workspace.transfers
        self._work.start(
            _("Reading the bundle…"),
            lambda _progress: transfers.look(path),
            lambda offer: self._on_looked(path, offer),
        )

    def _on_looked(self, path: Path, offer: TransferOffer) -> None:
        centre = self._name(offer.office)
        kind = offer.letter.kind
        if kind is not LetterKind.TRANSFER:
            if kind is not LetterKind.TRANSFER_ACCEPTED:
                self.hear(path)
                return
            choose_folder(
                self,
                _("Stick or folder for the removal receipt"),
                lambda folder: self.hear(path, folder),
            )
            return
        dialog = TakeCaseDialog(
            self._workspace.transfers, path, offer, centre, self._theme, self._tasks, self
        )
        dialog.done_with.connect(lambda said: self._banner.tell("good", said))
        dialog.open()

    def hear(self, path: Path, folder: Path | None = None) -> None:
        """Take in an answer; the removal receipt after an acceptance goes to ``folder``."""
        transfers = self._workspace.transfers
        self._work.start(
            _("Reading the answer…"),
            lambda _progress: transfers.hear(path, folder),
            lambda kind: self._banner.tell("good", transfer_words(kind)),
        )

    def read(self, shown: ShownLetter) -> None:
        """Show a letter."""
        try:
            if shown.direction == "in":
                self._workspace.correspondence.open(shown.letter.id)
        except CemError as error:
            tell_error(self._banner, error)
            return
        LetterDialog(shown, self._theme, self).open()

    def _decide(self, act: Callable[[], object], said: str) -> None:
        try:
            act()
        except CemError as error:
            tell_error(self._banner, error)
        else:
            self._banner.tell("good", said)
        self._refresh()

    def _refresh(self) -> None:
        self._waits.setVisible(self._workspace.official.may_send)
        waiting = self._workspace.official.waiting("es")
        self._waiting.show_lines([self._text_line(one) for one in waiting])
        letters = sorted(
            self._workspace.correspondence.all("es"), key=lambda one: one.is_open, reverse=True
        )
        self._letters.show_lines([self._letter_line(one) for one in letters])

    def _text_line(self, one: OfficialPreview) -> LetterLine:
        title = f"{one.title} · {one.code}" if one.code else one.title
        return LetterLine(
            _("To read"), "warn", title, to_role(one.role), _("Read it…"),
            partial(self.preview, one.record),
        )  # fmt: skip

    def _letter_line(self, one: ShownLetter) -> LetterLine:
        letter = one.letter
        decided = decision_words(letter.decision)
        about = " · ".join(part for part in (one.title, one.code) if part)
        what = kind_of_letter(letter.kind)
        pill, mark = decided or (_("New") if one.is_new else ""), decision_mark(letter.decision)
        if one.is_open:
            pill, mark = _("Waits for its answer"), "warn"
        return LetterLine(
            pill, mark, f"{what} · {about}" if about else what,
            " · ".join(part for part in self._details(one) if part), _("Read it…"),
            partial(self.read, one),
        )  # fmt: skip

    def _details(self, one: ShownLetter) -> tuple[str, ...]:
        """Return when, between whom, and whether it was read here."""
        when = say_instant(parse_stamp(one.letter.at), self._clock.now())
        centre = "" if one.party == HEADQUARTERS else self._name(one.party)
        if one.direction == "out":
            return when, _("To {centre}").format(centre=centre), one.letter.author
        read = _("not read yet") if one.is_new else _("read")
        return when, centre, one.letter.author, read

    def _name(self, office: str) -> str:
        known = self._workspace.catalogue.office(office)
        return known.title if known is not None else office
