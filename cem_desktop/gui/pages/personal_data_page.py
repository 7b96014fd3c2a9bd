"""Personal data: clocks of the law, who answers, files out of use, documents, and erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from cem_desktop.domain.period import LIMA, parse_stamp, today
from cem_desktop.domain.roles import KEEP_DATA
from cem_desktop.error_texts import explain
from cem_desktop.errors import CemError
from cem_desktop.gui.block_dialog import BlockDialog
from cem_desktop.gui.erasure_dialog import ErasureDialog
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.form_language import form_language
from cem_desktop.gui.human_dates import exact, exact_day, say_day, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.inactivity import InactivityWatch
from cem_desktop.gui.law_words import addressee_word, ground_word, incident_line, request_line
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.print_desk import PrintDesk
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.data_officer_card import DataOfficerCard
from cem_desktop.gui.widgets.law_clocks import LawClocks
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.preferences import Preferences
from cem_desktop.services.data_clocks import INCIDENTS, REQUESTS
from cem_desktop.services.data_officer import DataOfficer, OwnHoliday

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.blocking import BlockedFile
    from cem_desktop.services.erasing import ErasureOrder, ErasurePlan, ErasureRow
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"records", "settings", "case_files"})


class PersonalDataPage(ScrollPage):
    """The page of whoever answers for personal data."""

    ficha_wanted = Signal(str)
    record_wanted = Signal(str)
    case_wanted = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        tasks: TaskRunner,
        clock: Clock,
        language: str,
    ) -> None:
        """Show the clocks; ``language`` is that of the screens and the paper."""
        super().__init__(name="personal_data_page")
        self._workspace, self._law = workspace, workspace.law
        self._theme, self._clock, self._language = theme, clock, language
        self._keeps = bool(KEEP_DATA & set(workspace.user.roles))
        self._desk = PrintDesk(workspace.printing, theme, tasks, language, self)
        self._banner = Banner(theme, name="law_banner")
        self._progress = ProgressPanel(tasks, name="law_progress")
        self._clocks = LawClocks(theme, name="law_clocks")
        self._clocks.opened.connect(self.record_wanted)
        self._clocks.print_wanted.connect(self._offer_notices)
        self._officer = DataOfficerCard(theme)
        self._officer.kept.connect(self._keep_settings)
        self._erase = Button(
            _("Erase a file…"), "danger", name="law_erase", on_click=self._ask_erasure
        )
        self._work = PageWork(self, tasks, self._banner, self._progress, (self._erase,))
        self._header = self._make_header()
        for part in (self._header, self._banner, self._progress, self._make_clocks_card()):
            self.body.addWidget(part)
        self.body.addWidget(self._officer)
        self.body.addWidget(self._make_papers_card())
        if self._keeps:
            self.body.addWidget(self._make_blocked_card())
            self.body.addWidget(self._make_erasing_card())
        self.body.addStretch(1)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed; what is being typed here stays."""
        if touched & _TOUCHED:
            self._refresh(settings="settings" in touched)

    def _make_header(self) -> QWidget:
        tokens, fillable = self._theme.tokens, self._workspace.fichas.of_office()
        forms = [one.form_id for one in fillable if one.form_id in {INCIDENTS, REQUESTS}]
        add = Button(
            _("Record request"), "primary", name="law_request", icon=icon("add", tokens.on_accent),
            on_click=lambda: self.ficha_wanted.emit(REQUESTS), shortcut="Ctrl+R",
        )  # fmt: skip
        add.setVisible(REQUESTS in forms)
        self.setFocusProxy(add)
        self._incident = Button(
            _("Record incident"),
            name="law_incident",
            icon=icon("warn", tokens.text),
            on_click=lambda: self.ficha_wanted.emit(INCIDENTS),
        )
        self._incident.setVisible(INCIDENTS in forms)
        return PageHeader(
            _("Personal data"),
            _("What the law asks for the data of the people who trust us."),
            add,
            name="law_header",
        )

    def _make_clocks_card(self) -> Card:
        head = row()
        head.addWidget(Words(_("What is due"), "cardTitle"))
        head.addStretch(1)
        head.addWidget(self._incident)
        note = _(
            "48 hours from knowledge for incidents; 8, 20 or 10 working days for requests. "
            "A lawyer has not confirmed the terms."
        )
        return Card(head, self._clocks, Words(note, "hint"))

    def _make_papers_card(self) -> Card:
        tokens, foot = self._theme.tokens, row()
        for name, word, act in (
            ("law_inventory", _("Inventory of personal data…"), self._show_inventory),
            ("law_security", _("Security document…"), self._show_security),
        ):
            foot.addWidget(Button(word, name=name, icon=icon("print", tokens.text), on_click=act))
        foot.addStretch(1)
        text = _("Written from the fichas, the roles and the settings; they hold no case.")
        return Card(Words(_("Documents"), "cardTitle"), Words(text, "muted"), foot)

    def _make_blocked_card(self) -> Card:
        self._no_blocked = Words(_("No file is blocked."), "muted", name="law_no_blocked")
        self._blocked = ReadTable(
            self._theme,
            (
                TableColumn(_("Code")),
                TableColumn(_("Since")),
                TableColumn(_("By")),
                TableColumn(_("Why"), is_wide=True),
            ),
            name="law_blocked",
            grows=True,
        )
        self._rows: tuple[BlockedFile, ...] = ()
        self._back = Button(_("Give back…"), name="law_give_back", on_click=self._ask_back)
        self._see = Button(_("Read"), name="law_read_blocked", on_click=self._read_blocked)
        self._blocked.itemSelectionChanged.connect(self._rest_back)
        self._review = Words("", "muted", name="law_review")
        foot = row()
        foot.addWidget(Button(_("Block a file…"), name="law_block", on_click=self._ask_block))
        foot.addWidget(self._back)
        foot.addWidget(self._see)
        foot.addStretch(1)
        title = Words(_("Blocked files"), "cardTitle")
        return Card(title, self._no_blocked, self._blocked, self._review, foot)

    def _make_erasing_card(self) -> Card:
        self._done = ReadTable(
            self._theme,
            (
                TableColumn(_("Code")),
                TableColumn(_("Erased")),
                TableColumn(_("By")),
                TableColumn(_("Legal ground"), is_wide=True),
            ),
            name="law_erased",
            grows=True,
        )
        text = _(
            "Only where the law asks for it. What was written goes for ever; ids, signatures and a "
            "signed document stay. Backups made before still hold it."
        )
        foot = row()
        foot.addWidget(self._erase)
        foot.addStretch(1)
        self._waits = Words(
            _(
                "The store still has to be written anew after an erasure: free some room and open "
                "the program again."
            ),
            "problem",
            name="law_waits",
        )
        self._names_wait = Words(
            _(
                "The identity vault may still hold who she was: it was closed when a file was "
                "erased. It goes by itself when somebody entitled opens the vault."
            ),
            "problem",
            name="law_names_wait",
        )
        title = Words(_("Erasure"), "cardTitle")
        notes = (self._waits, self._names_wait)
        return Card(title, Words(text, "muted"), *notes, self._done, foot)

    def _refresh(self, *, settings: bool = True) -> None:
        try:
            self._show_clocks()
            if settings:
                self._show_settings()
            if self._keeps:
                self._show_blocked()
                self._show_erased()
        except CemError as error:
            tell_error(self._banner, error)

    def _show_settings(self) -> None:
        settings = self._law.settings
        officer = settings.officer()
        self._officer.show_settings(
            (officer.name, officer.telephone, officer.mail),
            tuple((one.day, one.name) for one in settings.holidays()),
            self._law.blocking.years_kept(),
        )

    def _show_clocks(self) -> None:
        carried = self._workspace.context.library.all()
        texts = form_language(carried[0], self._language) if carried else None
        clocks = self._law.clocks
        lines = [incident_line(one) for one in clocks.incidents(texts)]
        self._clocks.show_lines([*lines, *map(request_line, clocks.requests(texts))])

    def _show_blocked(self) -> None:
        self._rows = self._law.blocking.blocked()
        now = self._clock.now().astimezone(LIMA)
        self._blocked.show_lines([_blocked_cells(one, now) for one in self._rows])
        self._blocked.setVisible(bool(self._rows))
        self._no_blocked.setVisible(not self._rows)
        due = self._law.blocking.to_review()
        codes = ", ".join(f"{one.code} ({exact_day(one.closed_on)})" for one in due)
        said = _("Closed longer ago than files are kept, to review: {codes}.").format(codes=codes)
        self._review.setText(said)
        self._review.setVisible(bool(due))
        self._rest_back()

    def _show_erased(self) -> None:
        rows, day = self._law.erasing.done(), today(self._clock)
        self._done.show_lines([_erased_cells(one, day) for one in rows])
        self._done.setVisible(bool(rows))
        self._waits.setVisible(self._law.erasing.waits())
        names = self._law.identities
        self._names_wait.setVisible(names is not None and names.waits())

    def _rest_back(self) -> None:
        for button in (self._back, self._see):
            button.setEnabled(self._chosen() is not None)

    def _read_blocked(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.case_wanted.emit(chosen.file)

    def _chosen(self) -> BlockedFile | None:
        at = self._blocked.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _keep_settings(
        self, name: str, telephone: str, mail: str, holidays: object, years: int
    ) -> None:
        assert isinstance(holidays, tuple)
        law = self._law
        try:
            law.settings.name_officer(DataOfficer(name, telephone, mail))
            law.settings.keep_holidays(tuple(OwnHoliday(*one) for one in holidays))
            law.blocking.keep_for(years or None)
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._banner.tell("good", _("It is kept."))

    def _offer_notices(self, record: str) -> None:
        """Offer to whom a notice goes, and show it."""
        menu = QMenu(self)
        menu.setObjectName("law_notices")
        for to in self._law.incidents.addressees(record):
            action = menu.addAction(addressee_word(to))
            action.triggered.connect(
                lambda *_, to=to: self._desk.document(
                    lambda: self._law.incidents.job(record, to, self._language)
                )
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self._clocks.geometry().topRight()))
        menu.setActiveAction(menu.actions()[0])

    def _show_inventory(self) -> None:
        self._desk.document(lambda: self._law.papers.inventory(self._language))

    def _show_security(self) -> None:
        watch = self.window().findChild(InactivityWatch)
        minutes = watch.minutes if watch else Preferences().inactivity_minutes
        self._desk.document(lambda: self._law.papers.security_document(minutes))

    def _ask_block(self) -> None:
        dialog = BlockDialog(self._theme, parent=self)

        def block(code: str, reason: str) -> None:
            try:
                self._law.blocking.block(self._law.erasing.find(code), reason)
            except CemError as error:
                dialog.tell(explain(error).title)
                return
            dialog.accept()
            self._banner.tell("good", _("The file is blocked."))

        self._open(dialog, block)

    def _ask_back(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        dialog = BlockDialog(self._theme, code=chosen.code, gives_back=True, parent=self)

        def give_back(_code: str, reason: str) -> None:
            try:
                self._law.blocking.give_back(chosen.file, reason)
            except CemError as error:
                dialog.tell(explain(error).title)
                return
            dialog.accept()
            self._banner.tell("good", _("The file is in use again."))

        self._open(dialog, give_back)

    def _open(self, dialog: BlockDialog, decided: Callable[[str, str], None]) -> None:
        dialog.decided.connect(decided)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_erasure(self) -> None:
        requests = self._law.clocks.granted_erasures()
        dialog = ErasureDialog(self._theme, self._plan, requests, self)
        dialog.ordered.connect(self._erase_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _plan(self, code: str) -> ErasurePlan:
        return self._law.erasing.plan(self._law.erasing.find(code))

    def _erase_file(self, file: str, order: ErasureOrder) -> None:
        self._work.start(
            _("The file is being erased"),
            lambda _progress: self._law.erasing.erase(file, order),
            lambda _done: self._banner.tell(
                "good", _("The file is erased, and the store was written anew.")
                if not self._law.erasing.waits()
                else _("The file is erased."),
            ),
        )  # fmt: skip


def _blocked_cells(one: BlockedFile, now: datetime) -> tuple[TableCell, ...]:
    at = parse_stamp(one.since)
    return (
        TableCell(one.code, strong=True),
        TableCell(say_instant(at, now), exact(at)),
        TableCell(one.by),
        TableCell(one.reason, one.reason),
    )


def _erased_cells(one: ErasureRow, day: date) -> tuple[TableCell, ...]:
    at = parse_stamp(one.at)
    return (
        TableCell(one.code, strong=True),
        TableCell(say_day(at.astimezone(LIMA).date(), day), exact(at)),
        TableCell(one.by),
        TableCell(ground_word(one.ground), one.reason),
    )
