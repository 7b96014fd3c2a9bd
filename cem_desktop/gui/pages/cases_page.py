"""Cases: the list with search and filters at the left, the chosen case at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QWidget

from cem_desktop.domain.period import LIMA, parse_stamp, today
from cem_desktop.domain.roles import SERVICES
from cem_desktop.errors import CemError
from cem_desktop.gui.case_words import no_cases_words, quick_filters
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.form_language import form_language, form_title
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.icons import icon, pixmap
from cem_desktop.gui.tokens import LIST_WIDTH
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.case_detail import CaseDetail, CaseParts, FichaOffer
from cem_desktop.gui.widgets.case_list import CaseList
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.history_list import HistoryLine
from cem_desktop.gui.widgets.layouts import Pane, column, row
from cem_desktop.gui.widgets.timeline import Teller
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from cem_desktop.domain.case_file import CaseIndexRow
    from cem_desktop.domain.period import Clock
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.workspace import Workspace

_TYPING_PAUSE_MS: Final = 120
_BESIDE: Final = 980
_TOUCHED: Final = frozenset({"case_files", "records"})


@dataclass(frozen=True)
class CaseMakers:
    """Who makes what of a case: its documents, its attachments, how it stands with who she is.

    The first two are asked when their tab is first opened.
    """

    documents: Callable[[str], QWidget]
    attachments: Callable[[str], QWidget]
    identity: Callable[[str], QWidget]


class CasesPage(Pane):
    """The caseload of the office."""

    new_case_wanted = Signal()
    ficha_wanted = Signal(str, str)
    record_wanted = Signal(str)
    print_wanted = Signal(str)
    blank_wanted = Signal(str)
    history_wanted = Signal(str)
    settle_wanted = Signal()
    draft_wanted = Signal(str)
    glass_wanted = Signal()

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        clock: Clock,
        language: str,
        makers: CaseMakers,
    ) -> None:
        """Show the caseload; ``language`` is that of the screens."""
        layout = row(0)
        super().__init__("page", layout, name="cases_page")
        self._workspace, self._theme, self._clock = workspace, theme, clock
        self._language, self._makers = language, makers
        self._detail: CaseDetail | None = None
        self._filters: dict[str, Button] = {}
        self._list = CaseList(theme, lambda: today(clock))
        self._banner = Banner(theme, name="cases_banner")
        self._search = QLineEdit()
        self._drafts = Button(
            "",
            "quiet",
            name="cases_drafts",
            icon=icon("ficha", theme.tokens.accent),
            on_click=self._show_drafts,
        )
        self._none = Words(role="muted", name="cases_none")
        self._right = QStackedWidget()
        self._may_begin = bool(workspace.fichas.available(None))
        self._pane = self._make_pane()
        self._unchosen = self._make_unchosen()
        self._empty = self._make_empty()
        self._right.addWidget(self._unchosen)
        self._right.addWidget(self._empty)
        layout.addWidget(self._pane)
        layout.addWidget(self._right, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._search_anew)
        self._search.textChanged.connect(self._pause.start)
        self._search.returnPressed.connect(self._choose_found)
        self._list.chosen.connect(self.show_case)
        QShortcut(QKeySequence("Ctrl+F"), self, self._search.setFocus)
        # Of the page, not of the button: the button is not shown before the first case.
        QShortcut(QKeySequence("Ctrl+N"), self, self.begin_case)
        self._search_anew()
        self._renew_drafts()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed, without moving what is on the screen."""
        if "drafts" in touched:
            self._renew_drafts()
        if not touched & _TOUCHED:
            return
        rows = self._read()
        self._list.renew(self._filtered(rows))
        self._count(rows)
        if self._detail is not None:
            self.show_case(self._detail.file_id)

    def begin_case(self) -> None:
        """Ask for the ficha of a first contact, where the user's roles fill it."""
        if self._may_begin:
            self.new_case_wanted.emit()

    def choose(self, file_id: str) -> None:
        """Select a case, as after its ficha was closed; a filter that hides it is taken away."""
        if not self._list.choose(file_id):
            self._search.clear()
            for button in self._filters.values():
                button.setChecked(False)
            self._search_anew()
            self._list.choose(file_id)
        self._list.setFocus()

    def show_tab(self, tab: int) -> None:
        """Open a tab of the case that is shown."""
        if self._detail is not None:
            self._detail.show_tab(tab)

    def show_case(self, file_id: str) -> None:
        """Show a case at the right, on the tab that was open if it is the same case."""
        casework = self._workspace.casework
        try:
            view = casework.case(file_id, self._form_language())
            offers = self._offers(file_id)
        except CemError as error:
            self._forget_detail()  # a case that was locked meanwhile does not stay in sight
            self._arrange()
            tell_error(self._banner, error)
            return
        self._banner.clear()
        teller = Teller(self._theme, self._clock.now().astimezone(LIMA), self._titles())
        before = self._detail
        parts = CaseParts(
            lambda: self._history(file_id),
            lambda: self._makers.documents(file_id),
            lambda: self._makers.attachments(file_id),
            lambda: self._makers.identity(file_id),
        )
        detail = CaseDetail(view, offers, teller, parts)
        if before is not None and before.file_id == file_id:
            detail.show_tab(before.tab)
        detail.ficha_wanted.connect(lambda form: self.ficha_wanted.emit(form, file_id))
        detail.record_wanted.connect(self.record_wanted)
        detail.print_wanted.connect(self.print_wanted)
        detail.blank_wanted.connect(self.blank_wanted)
        detail.history_wanted.connect(self.history_wanted)
        detail.settle_wanted.connect(self.settle_wanted)
        detail.back_wanted.connect(self.go_back)
        self._detail = detail
        self._right.addWidget(detail)
        self._right.setCurrentWidget(detail)
        if before is not None:
            self._right.removeWidget(before)
            before.deleteLater()
        self._arrange()

    def go_back(self) -> bool:
        """Leave the case for the list where only one of them fits; say whether that was done."""
        if self._detail is None or self._fits_beside():
            return False
        self._forget_detail()
        self._list.setFocus()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show list and case side by side where there is room, else one of them."""
        super().resizeEvent(event)
        self._arrange()

    def _make_pane(self) -> QWidget:
        tokens = self._theme.tokens
        new = Button(
            _("New case"),
            "primary",
            name="cases_new",
            icon=icon("add", tokens.on_accent),
            on_click=self.begin_case,
        )
        new.setToolTip("Ctrl+N")
        self._new = new
        head = row()
        head.addWidget(Words(_("Cases"), "title", wrap=False), 1)
        head.addWidget(new)
        self._search.setObjectName("cases_search")
        self._search.setPlaceholderText(_("Search code or alias…   Ctrl+F"))
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName(_("Search"))
        for quick in quick_filters():
            button = Button(quick.word, "filter", name=f"filter_{quick.key}")
            button.setCheckable(True)
            button.toggled.connect(self._search_anew)
            self._filters[quick.key] = button
        body = column(10)
        body.setContentsMargins(16, 18, 16, 8)
        body.addLayout(head)
        body.addWidget(self._search)
        self._pills = Flow(*self._filters.values(), gap=6)
        for part in (self._pills, self._banner, self._drafts, self._none):
            body.addWidget(part)
        body.addWidget(self._list, 1)
        other = _("Case of another team…")
        body.addWidget(Button(other, "quiet", name="cases_glass", on_click=self.glass_wanted.emit))
        return Pane("pane", body, name="cases_pane", right_edge=True)

    def _make_unchosen(self) -> QWidget:
        return EmptyState(
            _("Choose a case"),
            _("Its story, its fichas and its history appear here."),
            name="cases_unchosen",
            picture=pixmap("case", self._theme.tokens.muted, self._theme.px(40)),
        )

    def _make_empty(self) -> QWidget:
        begin = Button(
            _("Record a first contact"),
            "primary",
            name="cases_first",
            on_click=self.begin_case,
        )
        self._first = begin
        return EmptyState(
            *no_cases_words(self._workspace.kind),
            name="cases_empty",
            picture=pixmap("cases", self._theme.tokens.accent, self._theme.px(44)),
            action=begin if self._may_begin else None,
        )

    def _read(self) -> tuple[CaseIndexRow, ...]:
        try:
            rows = self._workspace.casework.caseload(self._search.text().strip())
        except CemError as error:
            tell_error(self._banner, error)
            return ()
        return rows

    def _filtered(self, rows: tuple[CaseIndexRow, ...]) -> tuple[CaseIndexRow, ...]:
        wanted = [one for one in quick_filters() if self._filters[one.key].isChecked()]
        return tuple(row for row in rows if all(one.passes(row) for one in wanted))

    def _search_anew(self) -> None:
        """Show the result of another search or filter, in its own order."""
        self._pause.stop()
        chosen = self._list.chosen_file
        rows = self._read()
        self._list.blockSignals(True)
        self._list.cases.show(self._filtered(rows))
        if chosen:
            self._list.choose(chosen)
        self._list.blockSignals(False)
        self._count(rows)

    def _choose_found(self) -> None:
        """Show the first case that was found; the arrows go on from it."""
        self._search_anew()
        if self._list.choose_first():
            self._list.setFocus()

    def _count(self, rows: tuple[CaseIndexRow, ...]) -> None:
        for quick in quick_filters():
            count = sum(1 for row in rows if quick.passes(row))
            self._filters[quick.key].setText(f"{quick.word} {count}")
        shown = self._list.cases.rowCount()
        narrowed = bool(self._search.text().strip()) or any(
            button.isChecked() for button in self._filters.values()
        )
        self._none.setText(_("No case fits. Clear the search or the filters.") if narrowed else "")
        self._none.setVisible(narrowed and shown == 0)
        empty = not narrowed and shown == 0
        for part in (self._search, self._pills):
            part.setVisible(not empty)
        self._new.setVisible(not empty and self._may_begin)
        if self._detail is None:
            self._right.setCurrentWidget(self._empty if empty else self._unchosen)
        self.setFocusProxy(self._first if empty and self._may_begin else self._list)
        self._arrange()

    def _renew_drafts(self) -> None:
        count = len(self._workspace.fichas.drafts())
        text = ngettext(
            "{count} draft of yours, not closed yet",
            "{count} drafts of yours, not closed yet",
            count,
        )
        self._drafts.setText(text.format(count=count))
        self._drafts.setVisible(count > 0)

    def _show_drafts(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("cases_drafts_menu")
        titles, now = self._titles(), self._clock.now()
        for draft in self._workspace.fichas.drafts():
            title = titles.get(draft.form, draft.form.upper())
            when = say_instant(parse_stamp(draft.updated), now)
            where = draft.code or _("new case")
            action = menu.addAction(f"{where}  ·  {title}  ·  {when}")
            action.triggered.connect(lambda *_, draft_id=draft.id: self.draft_wanted.emit(draft_id))
        menu.popup(self._drafts.mapToGlobal(self._drafts.rect().bottomLeft()))

    def _offers(self, file_id: str) -> tuple[FichaOffer, ...]:
        return tuple(
            FichaOffer(one.form_id, form_title(one, self._language), one.settings.service)
            for one in sorted(self._workspace.fichas.available(file_id), key=_by_service)
        )

    def _titles(self) -> dict[str, str]:
        library = self._workspace.context.library
        return {one.form_id: form_title(one, self._language) for one in library.all()}

    def _form_language(self) -> str | None:
        definitions = self._workspace.context.library.all()
        return form_language(definitions[0], self._language) if definitions else None

    def _history(self, file_id: str) -> tuple[HistoryLine, ...]:
        casework, titles = self._workspace.casework, self._titles()
        lines = []
        for entry in casework.case(file_id).timeline:
            if entry.readable:
                title = titles.get(entry.form, _("Coded file"))
                record = "" if entry.form == "file" else entry.record
                steps = casework.history(entry.record)
                lines += [HistoryLine(title, step, record) for step in steps]
        return tuple(lines)

    def _forget_detail(self) -> None:
        if self._detail is not None:
            self._right.removeWidget(self._detail)
            self._detail.deleteLater()
            self._detail = None
        self._list.clearSelection()
        self._list.setCurrentIndex(self._list.cases.index(-1))
        self._arrange()

    def _fits_beside(self) -> bool:
        return self.width() >= self._theme.px(_BESIDE) * 0.85

    def _arrange(self) -> None:
        beside = self._fits_beside()
        nothing = self._list.cases.rowCount() == 0 and self._detail is None
        if beside:
            self._pane.setFixedWidth(self._theme.wide(LIST_WIDTH))
            self._pane.show()
            self._right.show()
        else:
            alone = self._detail is not None
            self._pane.setMinimumWidth(0)
            self._pane.setMaximumWidth(16_777_215)
            self._pane.setVisible(not alone)
            self._right.setVisible(alone or nothing)
        if self._detail is not None:
            self._detail.set_alone(alone=not beside)


def _by_service(definition: FormDefinition) -> int:
    """Put the fichas of one service together, in the order in which she meets the services."""
    return SERVICES.index(definition.settings.service)
