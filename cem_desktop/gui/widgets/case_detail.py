"""One case beside the list: its head, and tabs for its story, fichas, history and papers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QTabBar, QWidget

from cem_desktop.gui.case_words import (
    exact_dates,
    lent_words,
    pills_of,
    stage_place,
    third_line,
    waiting_sentence,
)
from cem_desktop.gui.icons import icon
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dispute_banners import DisputeBanners
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.history_list import HistoryLine, HistoryList
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, column, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.timeline import Teller, Timeline
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.i18n import _
from cem_desktop.reports.ficha_words import service_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

    from cem_desktop.gui.widgets.buttons import ButtonKind
    from cem_desktop.services.casework import CaseView

_STORY, _FICHAS, _HISTORY, _DOCUMENTS, _ATTACHMENTS = range(5)
_MOST_IN_ONE_MENU: Final = 8
"""Lines that a menu holds before its fichas stand apart by service."""


@dataclass(frozen=True)
class FichaOffer:
    """A ficha that can be filled for a case: its id, title and service."""

    form: str
    title: str
    service: str


@dataclass(frozen=True)
class CaseParts:
    """What others make for a case: its history and papers, how it stands with who she is."""

    history: Callable[[], tuple[HistoryLine, ...]]
    documents: Callable[[], QWidget]
    attachments: Callable[[], QWidget]
    identity: Callable[[], QWidget]


class CaseDetail(QWidget):
    """A case; what a person asks for leaves through the signals."""

    ficha_wanted = Signal(str)
    record_wanted = Signal(str)
    print_wanted = Signal(str)
    blank_wanted = Signal(str)
    """A blank ficha is to be printed, without a code: the file has its own."""
    history_wanted = Signal(str)
    settle_wanted = Signal()
    """The person wants to see who changed what in a record."""
    back_wanted = Signal()

    def __init__(
        self,
        view: CaseView,
        offers: tuple[FichaOffer, ...],
        teller: Teller,
        parts: CaseParts,
    ) -> None:
        """Show ``view``; a tab asks for its part when it is first opened."""
        super().__init__()
        self.setObjectName("case_detail")
        self._view, self._offers, self._teller, self._parts = view, offers, teller, parts
        self._back = Button(
            _("List"),
            "quiet",
            name="case_back",
            icon=icon("back", teller.theme.tokens.accent),
            on_click=self.back_wanted.emit,
        )
        self._tabs = QTabBar()
        self._tabs.setObjectName("case_tabs")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for word in (_("Timeline"), _("Fichas"), _("History"), _("Documents"), _("Attachments")):
            self._tabs.addTab(word)
        self._stack = QStackedWidget()
        self._pages = tuple(ScrollPage(margin=0) for _tab in range(self._tabs.count()))
        for page in self._pages:
            self._stack.addWidget(page)
        self._tabs.currentChanged.connect(self._show_tab)
        layout = column(10)
        layout.setContentsMargins(24, 18, 24, 14)
        layout.addLayout(self._make_head())
        layout.addWidget(self._make_under())
        layout.addWidget(parts.identity())
        layout.addWidget(self._tabs)
        layout.addWidget(self._make_banner())
        layout.addWidget(self._make_disputes())
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self._show_tab(_STORY)

    @property
    def file_id(self) -> str:
        """The case that is shown."""
        return self._view.row.file_id

    @property
    def tab(self) -> int:
        """Which tab is open."""
        return self._tabs.currentIndex()

    def show_tab(self, tab: int) -> None:
        """Open a tab, as after the case was read anew."""
        self._tabs.setCurrentIndex(tab)

    def set_alone(self, *, alone: bool) -> None:
        """Show the way back where the list does not fit beside the case."""
        self._back.setVisible(alone)

    def _make_head(self) -> QHBoxLayout:
        index = self._view.row
        self._back.hide()
        parts: list[QWidget] = [
            self._back,
            selectable(Words(index.code, "codeTitle", name="case_code", wrap=False)),
        ]
        if index.alias:
            parts.append(Words(f"«{index.alias}»", "muted", name="case_alias", wrap=False))
        parts += [Pill(word, kind) for word, kind in pills_of(index)]
        if self._view.lent_until is not None:
            lent = lent_words(self._view.lent_until)
            parts.append(Pill(lent, "info", name="case_lent"))
        head = row(12)
        head.addWidget(Flow(*parts, gap=12), 1)
        if self._offers:
            head.addWidget(self._make_record_button(), 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _make_record_button(self) -> Button:
        tokens = self._teller.theme.tokens
        button = Button(
            _("Record…"),
            "primary",
            name="case_record",
            icon=icon("add", tokens.on_accent),
            shortcut="Ctrl+R",
        )
        menu = QMenu(button)
        menu.setObjectName("case_record_menu")
        self._fill_menu(menu)

        def open_menu() -> None:
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
            menu.setActiveAction(menu.actions()[0])  # Enter takes the first, as the eye does

        button.clicked.connect(open_menu)
        return button

    def _fill_menu(self, menu: QMenu) -> None:
        """List the fichas; many of them in one menu a service, so that no screen is too low."""
        services = tuple(dict.fromkeys(offer.service for offer in self._offers))
        nested = len(services) > 1 and len(self._offers) > _MOST_IN_ONE_MENU
        for service in services:
            word = service_words(service)
            inner = menu.addMenu(word) if nested else menu
            if nested:
                inner.setObjectName(f"case_record_menu_{service}")
            for offer in self._offers:
                if offer.service == service:
                    action = inner.addAction(offer.title if nested else f"{offer.title}  ·  {word}")
                    action.triggered.connect(
                        lambda *_, form=offer.form: self.ficha_wanted.emit(form)
                    )

    def _make_under(self) -> Flow:
        index, now = self._view.row, self._teller.now
        dates = Words(third_line(index, now.date()), "muted", name="case_dates", wrap=False)
        dates.setToolTip(exact_dates(index))
        stage = Words(stage_place(index.stage), "muted", name="case_stage", wrap=False)
        return Flow(stage, dates, gap=18)

    def _make_banner(self) -> Banner:
        banner = Banner(self._teller.theme, name="case_banner")
        banner.setParent(self)
        count = self._view.row.open_conflicts - len(self._view.disputed)
        misfits = sum(one.misfits for one in self._view.timeline)
        if count > 0 or misfits:
            banner.tell("warn", waiting_sentence(count, misfits))
            banner.offer(Button(_("Decide"), name="case_settle", on_click=self.settle_wanted.emit))
        return banner

    def _make_disputes(self) -> QWidget:
        teller = self._teller
        banners = DisputeBanners(self._view.disputed, teller.titles, teller.theme)
        banners.opened.connect(self.record_wanted)
        return banners

    def _show_tab(self, tab: int) -> None:
        page = self._pages[tab]
        if page.body.count() == 0:
            page.body.addWidget(self._make_tab(tab))
            page.body.addStretch(1)
        self._stack.setCurrentIndex(tab)

    def _make_tab(self, tab: int) -> QWidget:
        if tab == _STORY:
            timeline = Timeline(self._view.timeline, self._teller)
            timeline.opened.connect(self.record_wanted)
            timeline.history_wanted.connect(self.history_wanted)
            timeline.print_wanted.connect(self.print_wanted)
            return Card(timeline)
        if tab == _FICHAS:
            return self._make_fichas()
        if tab == _DOCUMENTS:
            return self._parts.documents()
        if tab == _ATTACHMENTS:
            return self._parts.attachments()
        history = HistoryList(self._parts.history(), self._teller.now)
        history.record_wanted.connect(self.history_wanted)
        return Card(history)

    def _make_fichas(self) -> QWidget:
        page = QWidget()
        layout = column(12)
        if self._offers:
            layout.addWidget(
                Card(
                    Words(_("To fill"), "cardTitle"),
                    Words(_("The fichas of your service that this case can have now."), "muted"),
                    *(self._make_offer(offer) for offer in self._offers),
                )
            )
        filled = [entry for entry in self._view.timeline if entry.form != "file"]
        lines = [self._make_filled(entry.record) for entry in filled]
        nothing = [Words(_("None yet."), "muted")]
        layout.addWidget(Card(Words(_("Filled"), "cardTitle"), *(lines or nothing)))
        page.setLayout(layout)
        return page

    def _make_offer(self, offer: FichaOffer) -> QWidget:
        line = row(8)
        line.addLayout(_two_lines(offer.title, Words(service_words(offer.service), "muted")), 1)
        line.addWidget(
            Button(
                _("Print blank…"),
                "quiet",
                name=f"blank_{offer.form}",
                about=offer.title,
                on_click=lambda: self.blank_wanted.emit(offer.form),
            )
        )
        line.addWidget(
            Button(
                _("Fill"),
                name=f"fill_{offer.form}",
                about=offer.title,
                on_click=lambda: self.ficha_wanted.emit(offer.form),
            )
        )
        made = QWidget()
        made.setLayout(line)
        return made

    def _make_filled(self, record: str) -> QWidget:
        entry = next(one for one in self._view.timeline if one.record == record)
        line = row(8)
        said, exact = self._teller.when(entry)
        date = Words(said, "muted", wrap=False)
        date.setToolTip(exact)
        title = self._teller.title_of(entry)
        line.addLayout(_two_lines(title, date), 1)
        about = f"{title}, {said}"
        acts: tuple[tuple[bool, str, ButtonKind, str, SignalInstance], ...] = (
            (entry.readable, _("History"), "quiet", "history", self.history_wanted),
            (entry.readable and entry.known, _("Print…"), "quiet", "print", self.print_wanted),
            (entry.correctable, _("Open"), "plain", "correct", self.record_wanted),
        )
        for offered, words, kind, key, wanted in acts:
            if offered:
                act = partial(wanted.emit, record)
                name = f"{key}_{record}"
                line.addWidget(Button(words, kind, name=name, about=about, on_click=act))
        made = QWidget()
        made.setLayout(line)
        return made


def _two_lines(title: str, below: QWidget) -> QVBoxLayout:
    made = column(1)
    made.addWidget(Words(title, "strong"))
    made.addWidget(below, 0, Qt.AlignmentFlag.AlignLeft)
    return made
