"""At headquarters: the centres, their bundles in, requests and receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.errors import CemError, FingerprintMismatchError, TrustDocumentError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files, choose_folder
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon, pixmap
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.approval_card import ApprovalCard
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.fork_alarms import ForkAlarms
from cem_desktop.gui.widgets.import_results import ImportResults
from cem_desktop.gui.widgets.layouts import Card, ScrollPage
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.root_keys_notice import RootKeysNotice
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.bundle_import import ImportReport
    from cem_desktop.services.headquarters import Headquarters, OfficeState, PendingRequest
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"offices", "registry", "arrivals", "trust", "cases"})
_REQUEST: Final = (".cem-request",)
_BUNDLE: Final = (".cem",)


class OfficesPage(ScrollPage):
    """Who is enrolled, what they sent last, and what is missing."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show the centres of the registry."""
        super().__init__(name="offices_page")
        assert workspace.headquarters is not None  # the rail offers this page to headquarters only
        self._headquarters: Headquarters = workspace.headquarters
        self._catalogue, self._clock = workspace.catalogue, clock
        tokens = theme.tokens
        self._import = Button(
            _("Import bundles…"),
            "primary",
            name="offices_import",
            icon=icon("import", tokens.on_accent),
            on_click=lambda: choose_files(
                self, _("Bundles of the centres"), _BUNDLE, self.import_bundles, several=True
            ),
        )
        self._receipts = Button(
            _("Write receipts…"),
            name="offices_receipts",
            icon=icon("receipt", tokens.text),
            on_click=lambda: choose_folder(
                self, _("Stick or folder for the receipts"), self.write_receipts
            ),
        )
        self._request = Button(
            _("Read a request…"),
            name="offices_request",
            icon=icon("enrol", tokens.text),
            on_click=lambda: choose_files(
                self,
                _("Request of a centre"),
                _REQUEST,
                lambda chosen: self.read_request(chosen[0]),
            ),
        )
        self._header = PageHeader(
            _("Centres"), "", self._request, self._receipts, self._import, name="offices_header"
        )
        self._banner = Banner(theme, name="offices_banner")
        self._progress = ProgressPanel(tasks, name="offices_progress")
        self._root_keys = RootKeysNotice(theme, workspace.folder)
        self._alarms = ForkAlarms(theme)
        self._approval = ApprovalCard()
        self._results = ImportResults()
        controls = (self._import, self._receipts, self._request, self._approval, self._alarms)
        self._work = PageWork(self, tasks, self._banner, self._progress, controls)
        self._table = ReadTable(theme, _columns(), name="offices_table", grows=True)
        self._list = Card(self._table, name="offices_list")
        self._empty = EmptyState(
            _("No centre is enrolled yet"),
            _(
                "A centre hands you its request file. You read it here, call the centre, hear its "
                "six words, and save the answer that it takes home."
            ),
            name="offices_empty",
            picture=pixmap("offices", tokens.accent, theme.px(44)),
        )
        self._words = selectable(Words(role="words", name="offices_root_words"))
        self._build()
        self._approval.approved.connect(self._on_approved)
        self._alarms.settled.connect(self.settle_alarm)
        self.setFocusProxy(self._table)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def import_bundles(self, bundles: tuple[Path, ...]) -> None:
        """Take in bundles one after the other."""
        headquarters = self._headquarters
        self._results.clear()
        self._work.start(
            _("Importing bundles…"),
            lambda progress: headquarters.import_bundles(bundles, progress.report),
            self._on_imported,
        )

    def write_receipts(self, folder: Path) -> None:
        """Write a bundle with receipts for every centre that sent something."""
        headquarters = self._headquarters
        self._work.start(
            _("Writing receipts…"),
            lambda _progress: headquarters.write_receipts(folder),
            self._on_receipts,
        )

    def read_request(self, request: Path) -> None:
        """Read the request of a centre and ask for the words that it reads out."""
        headquarters = self._headquarters
        self._work.start(
            _("Reading the request…"),
            lambda _progress: headquarters.read_request(request),
            self._on_request,
        )

    def approve(self, words: str, folder: Path) -> None:
        """Enrol the centre whose request was read, and write its answer into ``folder``."""
        from cem_desktop.services.headquarters import profile_of

        request, headquarters = self._approval.request, self._headquarters
        if request is None:
            return
        profile = profile_of(self._catalogue, request.office)
        if profile is None:
            tell_error(self._banner, TrustDocumentError(reason="office"))
            return
        self._work.start(
            _("Enrolling the centre…"),
            lambda _progress: headquarters.approve(request, words, profile, folder),
            self._on_enrolled,
            self._on_wrong_words,
        )

    def settle_alarm(self, office: str) -> None:
        """Take back the alarm of a centre whose two histories a person has cleared up."""
        headquarters = self._headquarters
        self._work.start(
            _("Taking back the alarm…"),
            lambda _progress: headquarters.acknowledge_alarm(office),
            lambda _nothing: self._on_settled(office),
        )

    def _build(self) -> None:
        parts = (
            self._header,
            self._banner,
            self._progress,
            self._alarms,
            self._root_keys,
            self._approval,
            self._results,
            self._list,
            self._empty,
        )
        for part in parts:
            self.body.addWidget(part)
        self.body.addWidget(
            Card(
                Words(_("Six words of this headquarters"), "cardTitle"),
                Words(
                    _("Read them by telephone to a centre that enrols, so that it knows you."),
                    "muted",
                ),
                self._words,
            )
        )
        self.body.addStretch(1)

    def _refresh(self) -> None:
        try:
            offices = self._headquarters.offices()
            words = self._headquarters.root_words()
        except CemError as error:
            tell_error(self._banner, error)
            return
        heard = sum(1 for one in offices if one.last is not None)
        self._header.say(
            ngettext(
                "{heard} of {count} enrolled centre has sent a bundle",
                "{heard} of {count} enrolled centres have sent a bundle",
                len(offices),
            ).format(heard=heard, count=len(offices))
        )
        self._words.setText("   ".join(words))
        self._receipts.setVisible(heard > 0)
        self._import.setVisible(bool(offices))
        self._list.setVisible(bool(offices))
        self._empty.setVisible(not offices)
        self._alarms.show_alarms(
            [
                (one.office.office, self._name(one.office.office, one.office.name))
                for one in offices
                if one.fork
            ]
        )
        self._root_keys.look()
        now = self._clock.now()
        self._table.show_lines([self._line(one, now) for one in offices])

    def _name(self, office: str, registered: str = "") -> str:
        known = self._catalogue.office(office)
        return known.title if known is not None else registered or office

    def _line(self, state: OfficeState, now: datetime) -> tuple[TableCell, ...]:
        at = parse_stamp(state.last.at) if state.last is not None else None
        word, is_alarm = _state_word(state)
        return (
            TableCell(self._name(state.office.office, state.office.name), strong=True),
            TableCell(state.office.department),
            TableCell(say_instant(at, now), exact(at)) if at is not None else TableCell("–"),
            TableCell(say_count(state.bundles)),
            TableCell(say_count(state.records)),
            TableCell(
                say_count(state.exceptions),
                _("How often its coordinator opened something by way of exception this year"),
            ),
            TableCell(word, strong=is_alarm),
        )

    def _on_imported(self, reports: tuple[ImportReport, ...]) -> None:
        self._refresh()
        self._results.show_reports(reports)
        taken = [one for one in reports if one.error is None]
        fresh = sum(one.fresh for one in taken)
        said = ngettext(
            "{count} bundle was taken in, with {fresh} new entries.",
            "{count} bundles were taken in, with {fresh} new entries.",
            len(taken),
        ).format(count=say_count(len(taken)), fresh=say_count(fresh))
        refused = len(reports) - len(taken)
        if refused:
            said += " " + ngettext(
                "{count} was refused; see below.", "{count} were refused; see below.", refused
            ).format(count=say_count(refused))
        self._banner.tell("warn" if refused else "good", said)

    def _on_settled(self, office: str) -> None:
        self._refresh()
        self._banner.tell(
            "good", _("The alarm of {centre} is taken back.").format(centre=self._name(office))
        )

    def _on_receipts(self, written: tuple[Path, ...]) -> None:
        self._banner.tell(
            "good",
            ngettext(
                "{count} bundle with receipts is written. Hand it to its centre.",
                "{count} bundles with receipts are written. Hand each to its centre.",
                len(written),
            ).format(count=say_count(len(written))),
        )

    def _on_request(self, request: PendingRequest) -> None:
        self._approval.ask(request, self._name(request.office))

    def _on_approved(self, words: str) -> None:
        choose_folder(
            self,
            _("Stick or folder for the answer"),
            lambda folder: self.approve(words, folder),
        )

    def _on_enrolled(self, answer: Path) -> None:
        self._approval.finish()
        self._refresh()
        self._banner.tell(
            "good",
            _(
                "The answer is written: {file}. When the centre has it, call it and read these "
                "six words to it: {words}"
            ).format(file=answer.name, words=self._words.text()),
            _("The centre is enrolled"),
        )

    def _on_wrong_words(self, error: Exception) -> bool:
        """Tell beside the field that the six words are others; say whether it was that."""
        if not isinstance(error, FingerprintMismatchError):
            return False
        self._approval.tell_problem(
            _("These are not the words of the file. Nobody was enrolled. ")
            + explain(error).next_step
        )
        return True


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn(_("Centre"), is_wide=True),
        TableColumn(_("Department")),
        TableColumn(_("Last bundle")),
        TableColumn(_("Bundles"), is_number=True),
        TableColumn(_("Entries"), is_number=True),
        TableColumn(_("Exceptions this year"), is_number=True),
        TableColumn(_("State")),
    )


def _state_word(state: OfficeState) -> tuple[str, bool]:
    """Return the state of a centre in words, and whether it asks for an act."""
    if state.fork:
        return _("Two histories: call now"), True
    if state.gap is not None:
        return _("A bundle is missing (from entry {entry})").format(entry=state.gap), True
    if state.last is None:
        return _("Silent: nothing sent yet"), False
    if not state.records:
        return _("Zero, signed by the centre"), False
    return _("Complete"), False
