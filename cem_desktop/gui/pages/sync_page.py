"""Sync, at an office: what waits, what headquarters has, and the stick between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.errors import CemError, FingerprintMismatchError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files, choose_folder
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.numbers import say_count, say_size
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.enrolment_card import EnrolmentCard
from cem_desktop.gui.widgets.figure_card import FigureCard
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.sync_out import Exported, Received, SyncStatus
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"feeds", "trust", "records"})
_ANSWER: Final = (".cem-answer",)
_BUNDLE: Final = (".cem",)


class SyncPage(ScrollPage):
    """Bundles to headquarters and what comes back."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show where this office stands."""
        super().__init__(name="sync_page")
        self._workspace, self._theme, self._tasks = workspace, theme, tasks
        self._clock = clock
        tokens = theme.tokens
        self._export = Button(
            _("Export to a stick…"),
            "primary",
            name="sync_export",
            icon=icon("export", tokens.on_accent),
            on_click=lambda: choose_folder(self, _("Stick or folder for the bundle"), self.export),
        )
        self._receive = Button(
            _("Read a bundle of headquarters…"),
            name="sync_receive",
            icon=icon("import", tokens.text),
            on_click=lambda: choose_files(
                self, _("Bundle of headquarters"), _BUNDLE, lambda chosen: self.receive(chosen[0])
            ),
        )
        self._header = PageHeader(_("Sync"), "", self._receive, self._export, name="sync_header")
        self._banner = Banner(theme, name="sync_banner")
        self._stale = Banner(theme, name="sync_stale")
        self._progress = ProgressPanel(tasks, name="sync_progress")
        controls = (self._export, self._receive)
        self._work = PageWork(self, tasks, self._banner, self._progress, controls)
        self._waiting = FigureCard(_("Waiting to be sent"), name="sync_waiting")
        self._arrived = FigureCard(_("Headquarters has"), name="sync_arrived")
        self._enrolment = EnrolmentCard()
        self._words = Words(role="muted", name="sync_root_words")
        self._table = ReadTable(
            theme,
            (
                TableColumn(_("When")),
                TableColumn(_("What")),
                TableColumn(_("File"), is_wide=True),
                TableColumn(_("Entries"), is_number=True),
                TableColumn(_("Size"), is_number=True),
            ),
            name="sync_table",
            grows=True,
        )
        self._journeys = Card(Words(_("Bundles"), "cardTitle"), self._table)
        self._build()
        self._enrolment.request_wanted.connect(
            lambda: choose_folder(self, _("Stick or folder for the request"), self.write_request)
        )
        self._enrolment.answer_wanted.connect(
            lambda: choose_files(
                self,
                _("Answer of headquarters"),
                _ANSWER,
                lambda chosen: self._enrolment.take_answer(chosen[0]),
            )
        )
        self._enrolment.accepted.connect(self.accept_answer)
        self.setFocusProxy(self._export)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def export(self, folder: Path) -> None:
        """Seal all that waits into a bundle in ``folder``."""
        sync_out = self._workspace.sync_out
        self._work.start(
            _("Sealing the bundle…"),
            lambda progress: sync_out.export(folder, progress.report),
            self._on_exported,
        )

    def receive(self, bundle: Path) -> None:
        """Take in a bundle that headquarters sent."""
        sync_out = self._workspace.sync_out
        self._work.start(
            _("Reading the bundle…"), lambda _progress: sync_out.receive(bundle), self._on_received
        )

    def write_request(self, folder: Path) -> None:
        """Write the request file of this office."""
        enrolment = self._workspace.enrolment
        self._work.start(
            _("Writing the request…"),
            lambda _progress: enrolment.write_request(folder),
            lambda path: self._banner.tell(
                "good", _("The request is written: {file}").format(file=path.name)
            ),
        )

    def take_answer(self, answer: Path) -> None:
        """Remember the answer file of headquarters, before its six words are typed."""
        self._enrolment.take_answer(answer)

    def accept_answer(self, words: str) -> None:
        """Believe headquarters, if the words typed are theirs."""
        answer, enrolment = self._enrolment.answer, self._workspace.enrolment
        if answer is None:
            return
        self._work.start(
            _("Checking the answer…"),
            lambda _progress: enrolment.accept(answer, words),
            lambda _nothing: self._banner.tell(
                "good", _("This centre is enrolled. Its bundles can be exported now.")
            ),
            self._on_wrong_words,
        )

    def _build(self) -> None:
        figures = row(14)
        figures.addWidget(self._waiting, 1)
        figures.addWidget(self._arrived, 1)
        for part in (self._header, self._banner, self._stale, self._progress, self._enrolment):
            self.body.addWidget(part)
        self.body.addLayout(figures)
        self.body.addWidget(self._journeys)
        self.body.addWidget(self._words)
        self.body.addStretch(1)

    def _refresh(self) -> None:
        try:
            status = self._workspace.sync_out.status()
            state = self._workspace.enrolment.state()
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._enrolment.setVisible(not state.enrolled)
        self._enrolment.show_state(state)
        self._export.setVisible(state.enrolled)
        self._receive.setVisible(state.enrolled)
        self._words.setVisible(state.enrolled)
        self._words.setText(
            _("The six words of your headquarters: {words}").format(
                words=" ".join(state.root_words)
            )
        )
        self._header.say(
            _(
                "Only statistical facts leave: no names, no codes, no accounts. Each bundle is "
                "sealed; only headquarters can open it."
            )
        )
        self._show_status(status)

    def _show_status(self, status: SyncStatus) -> None:
        now = self._clock.now()
        self._waiting.tell(say_count(status.waiting), _waiting_line(status))
        if status.last_receipt is None:
            self._arrived.tell(say_count(status.acknowledged), _("No receipt yet."))
        else:
            at = parse_stamp(status.last_receipt)
            line = _("Last receipt {when}").format(when=say_instant(at, now))
            self._arrived.tell(say_count(status.acknowledged), line, exact(at))
        if status.roster_stale:
            self._stale.tell(
                "warn",
                _("The list of devices of headquarters is old. Ask for a fresh bundle of theirs."),
            )
        else:
            self._stale.clear()
        self._journeys.setVisible(bool(status.journeys))
        self._table.show_lines(
            [
                (
                    TableCell(say_instant(at := parse_stamp(one.at), now), exact(at)),
                    TableCell(_("Left") if one.direction == "out" else _("Arrived")),
                    TableCell(one.file),
                    TableCell(say_count(one.records)),
                    TableCell(say_size(one.size)),
                )
                for one in status.journeys
            ]
        )

    def _on_exported(self, exported: Exported) -> None:
        count = exported.records
        what = ngettext("{count} entry", "{count} entries", count).format(count=say_count(count))
        if not count:
            what = _("a signed zero, which tells headquarters that there is nothing new")
        if len(exported.paths) == 1:
            self._banner.tell(
                "good",
                _(
                    "{file} carries {what}. It counts as delivered when the receipt comes back."
                ).format(file=exported.path.name, what=what),
                _("The bundle is ready"),
            )
            return
        said = _(
            "{files} files carry {what}. Bring all of them; they count as delivered when the "
            "receipt comes back."
        ).format(files=say_count(len(exported.paths)), what=what)
        if exported.kept:
            said += " " + ngettext(
                "{count} of them was there already, from the export that was stopped.",
                "{count} of them were there already, from the export that was stopped.",
                exported.kept,
            ).format(count=say_count(exported.kept))
        self._banner.tell("good", said, _("The bundles are ready"))

    def _on_received(self, received: Received) -> None:
        count = received.acknowledged
        said = ngettext(
            "Headquarters confirms {count} more entry.",
            "Headquarters confirms {count} more entries.",
            count,
        ).format(count=say_count(count))
        if received.letters:
            said += " " + ngettext(
                "{count} letter came; it stands under «Letters».",
                "{count} letters came; they stand under «Letters».",
                received.letters,
            ).format(count=say_count(received.letters))
        if received.forms:
            said += " " + _("New versions of fichas: {forms}.").format(
                forms=", ".join(received.forms)
            )
        if received.begun_again:
            said += " " + _("This store was behind itself, so everything will be sent again.")
        if received.alarm:
            self._banner.tell(
                "danger",
                said + " " + _("Tell your coordination and the security contact today."),
                _("Headquarters saw two different histories of this centre"),
            )
            return
        self._banner.tell("good", said, _("The bundle was read"))

    def _on_wrong_words(self, error: Exception) -> bool:
        """Tell beside the field that the six words are others; say whether it was that."""
        if not isinstance(error, FingerprintMismatchError):
            return False
        text = explain(error)
        self._enrolment.tell_problem(f"{text.title}. {text.kept} {text.next_step}")
        return True


def _waiting_line(status: SyncStatus) -> str:
    if not status.enrolled:
        return _("They leave once this centre is enrolled.")
    if not status.waiting:
        return _("Nothing new. An export would carry a signed zero.")
    return _("They wait until a receipt has covered them.")
