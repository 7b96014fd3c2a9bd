"""On a laptop: which centre it belongs to, and how it comes to belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.errors import CemError, FingerprintMismatchError
from cem_desktop.gui.device_words import kind_words
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files, choose_folder
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.joining_card import JoiningCard
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.ficha_words import service_words

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.joining import JoiningState
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"trust"})
_ANSWER: Final = (".cem-answer",)


class JoiningPage(ScrollPage):
    """The steps, and once they are done what the office says of this laptop."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show where this laptop stands."""
        super().__init__(name="joining_page")
        self._joining, self._clock = workspace.joining, clock
        self._office = workspace.office.name
        self._banner = Banner(theme, name="joining_banner")
        self._stale = Banner(theme, name="joining_stale")
        self._progress = ProgressPanel(tasks, name="joining_progress")
        self._steps = JoiningCard(theme)
        self._said = Words(name="joining_said")
        self._words = Words(role="muted", name="joining_hub_words")
        again = row()
        again.addStretch(1)
        again.addWidget(
            Button(_("The office PC was replaced…"), name="joining_again", on_click=self._again)
        )
        self._state = Card(
            Words(_("This laptop and its centre"), "cardTitle"), self._said, self._words, again
        )
        self._work = PageWork(self, tasks, self._banner, self._progress, (self._steps,))
        self.body.addWidget(
            PageHeader(
                _("This laptop"),
                _("It belongs to {office}.").format(office=self._office),
                name="joining_header",
            )
        )
        for part in (self._banner, self._stale, self._progress, self._state, self._steps):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._steps.request_wanted.connect(
            lambda: choose_folder(self, _("Stick or folder for the request"), self.write_request)
        )
        self._steps.answer_wanted.connect(
            lambda: choose_files(
                self,
                _("Answer of the office PC"),
                _ANSWER,
                lambda chosen: self.take_answer(chosen[0]),
            )
        )
        self._steps.accepted.connect(self.accept)
        self._is_joining_again = False
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def write_request(self, folder: Path) -> None:
        """Write the request file of this laptop."""
        joining = self._joining
        self._work.start(
            _("Writing the request…"),
            lambda _progress: joining.write_request(folder),
            self._on_requested,
        )

    def take_answer(self, answer: Path) -> None:
        """Remember the answer file of the office PC, before its six words are typed."""
        self._steps.take_answer(answer)

    def accept(self, words: str) -> None:
        """Believe the office PC, if the words typed are its own."""
        answer, joining = self._steps.answer, self._joining
        if answer is None:
            return
        self._work.start(
            _("Checking the answer…"),
            lambda _progress: joining.accept(answer, words),
            lambda _nothing: self._on_joined(),
            self._on_wrong_words,
        )

    def _again(self) -> None:
        self._is_joining_again = True
        self._refresh()

    def _on_requested(self, request: Path) -> None:
        self._refresh()
        self._banner.tell("good", _("The request is written: {file}").format(file=request.name))

    def _on_joined(self) -> None:
        self._is_joining_again = False
        self._refresh()
        self._banner.tell("good", _("This laptop belongs to its centre now."))

    def _on_wrong_words(self, error: Exception) -> bool:
        if not isinstance(error, FingerprintMismatchError):
            return False
        text = explain(error)
        self._steps.tell_problem(f"{text.title}. {text.next_step}")
        return True

    def _refresh(self) -> None:
        try:
            state = self._joining.state()
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._steps.setVisible(not state.joined or self._is_joining_again)
        self._steps.show_state(state)
        self._state.setVisible(state.joined)
        if state.joined:
            self._said.setText(self._say(state))
            self._words.setText(
                _("The six words of its office PC: {words}").format(words=" ".join(state.hub_words))
            )
        if state.joined and not state.active:
            self._stale.tell(
                "danger",
                _("What is written here from now on does not count. Talk to your coordination."),
                _("The centre has taken this laptop off its list"),
            )
        elif state.stale:
            self._stale.tell(
                "warn",
                _("It has been long since this laptop met its centre. Exchange with it soon."),
            )
        else:
            self._stale.clear()

    def _say(self, state: JoiningState) -> str:
        services = ", ".join(service_words(one) for one in state.services)
        said = _("{kind}, given to {holder}; the centre's list is of {when}.").format(
            kind=kind_words(state.kind).capitalize(),
            holder=state.holder,
            when=say_instant(parse_stamp(state.issued), self._clock.now()),
        )
        if not services:
            return said + " " + _("It carries no reserved answers.")
        return (
            said + " " + _("It carries reserved answers of: {services}.").format(services=services)
        )
