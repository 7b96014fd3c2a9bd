"""The open workspace: the rail, one page at a time, and which ficha lies on top of them.

It knows the pages and passes their wishes on; it holds no logic of its own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from cem_desktop.errors import CemError
from cem_desktop.gui.attachment_desk import AttachmentDesk
from cem_desktop.gui.case_access import CaseAccess
from cem_desktop.gui.document_desk import DocumentDesk
from cem_desktop.gui.error_messages import make_error_dialog, report_bug
from cem_desktop.gui.exchange_watch import ExchangeWatch
from cem_desktop.gui.ficha_opening import known_lines, rivals
from cem_desktop.gui.first_focus import take_focus
from cem_desktop.gui.form_language import form_language
from cem_desktop.gui.history_opening import show_history
from cem_desktop.gui.network_lane import NetworkLane
from cem_desktop.gui.pages.cases_page import CaseMakers, CasesPage
from cem_desktop.gui.pages.conflicts_page import ConflictsPage
from cem_desktop.gui.pages.ficha_page import FichaPage
from cem_desktop.gui.pages.field_page import FieldPage
from cem_desktop.gui.pages.identities_page import IdentitiesPage
from cem_desktop.gui.pages.office_page import OfficePage
from cem_desktop.gui.pages.paper_page import PaperPage
from cem_desktop.gui.pages.personal_data_page import PersonalDataPage
from cem_desktop.gui.pages.queue_page import QueuePage
from cem_desktop.gui.pages.recovery_page import RecoveryPage
from cem_desktop.gui.pages.road_page import RoadPage
from cem_desktop.gui.places import PAGES, places_of
from cem_desktop.gui.print_desk import PrintDesk
from cem_desktop.gui.retelling_strip import RetellingStrip
from cem_desktop.gui.safety_notices import SafetyNotices
from cem_desktop.gui.store_signals import StoreSignals
from cem_desktop.gui.transcription_dialog import TranscriptionDialog
from cem_desktop.gui.vault_desk import VaultDesk
from cem_desktop.gui.widgets.entry_news import EntryNews
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
from cem_desktop.gui.widgets.layouts import Pane, column, row
from cem_desktop.gui.widgets.rail import Place, Rail
from cem_desktop.gui.widgets.room_warning import RoomWarning
from cem_desktop.gui.widgets.shortcuts_dialog import ShortcutsDialog
from cem_desktop.gui.widgets.vault_strip import VaultStrip
from cem_desktop.i18n import _
from cem_desktop.services.identity_files import FORM as IDENTITY_FORM

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QShowEvent

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.filling import Filling
    from cem_desktop.services.workspace import Workspace

_CASES: Final = "cases"
_FIRST_FORM: Final = "f01"
_DIGITS: Final = 9


class MainWindow(Pane):
    """Rail and pages of one open workspace."""

    lock_wanted = Signal()
    preferences_wanted = Signal()
    switch_wanted = Signal()

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        tasks: TaskRunner,
        clock: Clock,
        language: str,
    ) -> None:
        """Show the first place of the rail; pages are built when they are first shown."""
        layout = row(0)
        super().__init__("page", layout, name="main_window")
        self._workspace, self._theme, self._tasks = workspace, theme, tasks
        self._clock, self._language = clock, language
        self._pages: dict[str, QWidget] = {}
        self._ficha: FichaPage | None = None
        self._place = ""
        self._desk = PrintDesk(workspace.printing, theme, tasks, language, self)
        self._vault = VaultDesk(workspace, theme, tasks, self._desk, self)
        self._vault.changed.connect(self._on_vault)
        self._vault.ficha_wanted.connect(
            lambda file: self._fill(lambda: self._begin(IDENTITY_FORM, file))
        )
        self._rules = places_of(workspace)
        self.network = NetworkLane(workspace, report_bug)
        self.destroyed.connect(self.network.leave)
        self._places = self._find_places()
        self._rail = self._make_rail()
        self._tell_conflicts()
        self._stack = QStackedWidget()
        self._news = EntryNews(theme)
        pages = column(0)
        self._tight = RoomWarning(theme)
        pages.addWidget(self._news)
        pages.addWidget(self._tight)
        self._retelling = RetellingStrip(workspace, tasks)
        pages.addWidget(self._retelling)
        self._notices = SafetyNotices(
            workspace, theme, tasks, clock, self._vault, may_back_up="backup" in self._places
        )
        self._notices.place_wanted.connect(self.go)
        self._exchange = ExchangeWatch(workspace, tasks, self)
        self._exchange.locked.connect(lambda: self._on_changed(frozenset({"case_files", "leases"})))
        pages.addWidget(VaultStrip(self._vault))
        pages.addWidget(self._notices)
        pages.addWidget(self._stack, 1)
        layout.addWidget(self._rail)
        layout.addLayout(pages, 1)
        QShortcut(QKeySequence("F1"), self, self._show_shortcuts)
        QShortcut(QKeySequence("Ctrl+,"), self, self.preferences_wanted.emit)
        self._signals = StoreSignals(workspace.on_change)
        self._signals.changed.connect(self._on_changed)
        self.go(next(iter(self._places)))

    @property
    def place(self) -> str:
        """The key of the place that is shown."""
        return self._place

    def go(self, key: str) -> None:
        """Show a place; an open ficha is saved as a draft and left first."""
        if key not in self._places or not self._leave_ficha():
            self._rail.mark(self._place)
            return
        if key not in self._pages:
            page = self._places[key]()
            self._pages[key] = page
            self._stack.addWidget(page)
        self._place = key
        self._stack.setCurrentWidget(self._pages[key])
        self._rail.mark(key)
        take_focus(self._pages[key])

    def tell_news(self) -> None:
        """Say quietly what happened at the locked page since the last entry."""
        tries = self._workspace.context.failed_tries
        self._news.tell(tries.own, tries.total)
        self._tight.show_whether(is_tight=self._workspace.context.room.is_tight)

    def go_back(self) -> None:
        """Leave the ficha, or the case where it hides the list."""
        if self._ficha is not None:
            self._ficha.leave()
            return
        page = self._pages.get(self._place)
        if isinstance(page, CasesPage | ConflictsPage):
            page.go_back()

    def save_open_work(self) -> bool:
        """Save what is being typed as a draft; say whether all of it is saved."""
        return self._ficha is None or self._ficha.flush()

    def leave(self) -> datetime | None:
        """Keep what is being typed as a draft and hear no more of the store.

        Called before the window locks or is rebuilt. Returns since when there is something that
        could not be kept; None where all is.
        """
        self.save_open_work()
        self._signals.stop()
        self._notices.stop()
        self._exchange.stop()
        self._vault.stop()
        self.network.leave()
        return None if self._ficha is None else self._ficha.unsaved_since

    def showEvent(self, event: QShowEvent) -> None:
        """Put the focus into the page: before everything is shown it cannot take it."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._take_focus)

    def _take_focus(self) -> None:
        focused = QApplication.focusWidget()
        if self._ficha is None and (focused is None or not self.isAncestorOf(focused)):
            take_focus(self._pages[self._place])

    def _find_places(self) -> dict[str, Callable[[], QWidget]]:
        """Return how each place of the present user is made, in order."""
        makers = {
            _CASES: self._make_cases,
            "conflicts": self._make_conflicts,
            "office": self._make_office,
            "paper": self._make_paper,
            "personal_data": self._make_personal_data,
            "identities": lambda: IdentitiesPage(self._vault, self._clock),
            "queue": lambda: QueuePage(self._workspace, self._theme, self.network, self._clock),
        }
        own = {key: partial(self._make_page, key) for key in PAGES}
        return {rule.key: (makers | own)[rule.key] for rule in self._rules}

    def _make_page(self, key: str) -> QWidget:
        page = PAGES[key](self._workspace, self._theme, self._tasks, self._clock)
        if isinstance(page, FieldPage | RecoveryPage | RoadPage):
            page.place_wanted.connect(self.go)
        return page

    def _make_rail(self) -> Rail:
        places = tuple(
            Place(rule.key, rule.word(), rule.icon, f"Ctrl+{number}" if number <= _DIGITS else "")
            for number, rule in enumerate(self._rules, start=1)
        )
        acts = (
            Place("preferences", _("Preferences"), "preferences"),
            Place("help", _("Shortcuts  F1"), "help"),
            Place("switch", _("Switch user"), "switch", "Ctrl+Shift+L"),
            Place("lock", _("Lock  Ctrl+L"), "lock"),
        )
        office = self._workspace.catalogue.office(self._workspace.office.id)
        name = office.title if office is not None else self._workspace.office.name
        whose = f"{name} · {self._workspace.user.login}"
        rail = Rail(self._theme, whose, places, acts, _("CEM Desktop"))
        rail.chosen.connect(self._on_rail)
        return rail

    def _on_rail(self, key: str) -> None:
        acts = {
            "preferences": self.preferences_wanted.emit,
            "help": self._show_shortcuts,
            "switch": self.switch_wanted.emit,
            "lock": self.lock_wanted.emit,
        }
        if key in acts:
            acts[key]()
        else:
            self.go(key)

    def _make_cases(self) -> QWidget:
        documents = DocumentDesk(
            self._workspace, self._theme, self._clock, self._language, self._desk, self
        )
        documents.begun.connect(self._fill)
        documents.record_wanted.connect(self._open_record)
        attachments = AttachmentDesk(self._workspace, self._theme, self._tasks, self._desk)
        access = CaseAccess(self._workspace, self._theme, self._tasks, self)
        makers = CaseMakers(
            documents.of_case,
            attachments.of_case,
            lambda file: access.on_case(file, self._vault.of_case(file)),
        )
        page = CasesPage(self._workspace, self._theme, self._clock, self._language, makers)
        fichas = self._workspace.fichas
        page.new_case_wanted.connect(lambda: self._fill(lambda: self._begin(_FIRST_FORM, None)))
        page.ficha_wanted.connect(lambda form, file: self._fill(lambda: self._begin(form, file)))
        page.record_wanted.connect(self._open_record)
        page.history_wanted.connect(self._show_history)
        page.settle_wanted.connect(lambda: self.go("conflicts"))
        page.print_wanted.connect(self._desk.record)
        page.blank_wanted.connect(self._desk.blank)
        page.draft_wanted.connect(lambda draft: self._fill(lambda: fichas.resume(draft)))
        page.glass_wanted.connect(lambda: access.ask_glass(page.choose))
        return page

    def _make_conflicts(self) -> QWidget:
        page = ConflictsPage(self._workspace, self._theme, self._clock, self._language)
        page.record_wanted.connect(self._open_record)
        page.history_wanted.connect(self._show_history)
        return page

    def _tell_conflicts(self) -> None:
        """Say in the rail how much waits to be settled."""
        if "conflicts" in self._places:
            self._rail.tell("conflicts", self._workspace.conflicts.count())

    def _make_office(self) -> QWidget:
        page = OfficePage(self._workspace, self._theme, self._clock, self._language)
        page.ficha_wanted.connect(lambda form: self._fill(lambda: self._begin(form, None)))
        page.record_wanted.connect(self._open_record)
        page.history_wanted.connect(self._show_history)
        page.print_wanted.connect(self._desk.record)
        return page

    def _make_paper(self) -> QWidget:
        page = PaperPage(self._workspace, self._theme, self._clock, self._language)
        page.blank_wanted.connect(self._desk.blank)
        page.transcription_wanted.connect(self._ask_about_paper)
        return page

    def _ask_about_paper(self) -> None:
        """Ask what is known of a paper, and open its ficha."""
        dialog = TranscriptionDialog(
            self._workspace.transcription, self._theme, self._clock, self._language, self
        )
        dialog.begun.connect(lambda filling: self._fill(lambda: filling))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _make_personal_data(self) -> QWidget:
        page = PersonalDataPage(
            self._workspace, self._theme, self._tasks, self._clock, self._language
        )
        page.ficha_wanted.connect(lambda form: self._fill(lambda: self._begin(form, None)))
        page.record_wanted.connect(self._open_record)
        page.case_wanted.connect(self._read_case)
        return page

    def _read_case(self, file: str) -> None:
        """Show a case that stands in no list."""
        self.go(_CASES)
        page = self._pages.get(_CASES)
        if isinstance(page, CasesPage):
            page.show_case(file)

    def _begin(self, form: str, file: str | None) -> Filling:
        definition = self._workspace.context.library.definition(form)
        return self._workspace.fichas.begin(form, file, form_language(definition, self._language))

    def _correct(self, record: str) -> Filling:
        filling = self._workspace.fichas.correct(record)
        filling.session.set_language(form_language(filling.definition, self._language))
        return filling

    def _open_record(self, record: str) -> None:
        self._fill(lambda: self._correct(record))

    def _fill(self, make: Callable[[], Filling]) -> None:
        """Put a ficha on top of the place."""
        try:
            filling = make()
            conflicts = rivals(self._workspace, filling)
        except CemError as error:
            make_error_dialog(self._theme, error, self).open()
            return
        readers = filling.definition.settings.write
        look = FichaLook(
            self._theme,
            self._clock,
            readers,
            has_vault=True,
            known=known_lines(self._workspace, filling, self._language),
            open_vault=self._vault.ask_open if self._vault.is_custodian else None,
        )
        page = FichaPage(self._workspace.fichas, filling, look, conflicts)
        page.left.connect(self._drop_ficha)
        page.closed.connect(self._on_ficha_closed)
        page.history_wanted.connect(self._show_history)
        page.print_wanted.connect(lambda: self._desk.draft(filling))
        self._ficha = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _leave_ficha(self) -> bool:
        """Save an open ficha as a draft and take it away; say whether nothing is in the way."""
        if self._ficha is not None:
            self._ficha.leave()
        return self._ficha is None

    def _on_ficha_closed(self, _record: str, file: str) -> None:
        self._drop_ficha()
        page = self._pages.get(_CASES)
        if file and isinstance(page, CasesPage):
            page.renew(frozenset({"case_files", "drafts"}))
            page.choose(file)

    def _drop_ficha(self) -> None:
        ficha, self._ficha = self._ficha, None
        if ficha is not None:
            self._stack.removeWidget(ficha)
            ficha.deleteLater()
        self._stack.setCurrentWidget(self._pages[self._place])
        take_focus(self._pages[self._place])

    def _on_vault(self) -> None:
        """Let an open ficha ask what belongs into the vault, or ask it no more."""
        if self._ficha is not None:
            self._ficha.renew_vault()

    def _on_changed(self, touched: frozenset[str]) -> None:
        self._tight.show_whether(is_tight=self._workspace.context.room.is_tight)
        if "records" in touched:
            self._tell_conflicts()
        for page in (*self._pages.values(), self._notices):
            renew = getattr(page, "renew", None)
            if renew is not None:
                renew(touched)

    def _show_history(self, record: str) -> None:
        show_history(self._workspace, record, self._language, self._theme, self._clock, self)

    def _show_shortcuts(self) -> None:
        ShortcutsDialog(self._theme, self).open()
