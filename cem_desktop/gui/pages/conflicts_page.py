"""The conflict desk: what waits to be settled after people worked apart, and each of it in full."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.errors import AnswersInvalidError, CemError, RecordMovedError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.form_language import form_language, form_title
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.icons import pixmap
from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.choice_card import ActCard
from cem_desktop.gui.widgets.conflict_detail import ConflictDetail
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
from cem_desktop.gui.widgets.ficha_texts import problem_text
from cem_desktop.gui.widgets.layouts import Pane, ScrollPage, clear, column
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.domain.period import Clock
    from cem_desktop.forms.session import FieldProblem
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.conflict_words import Decision, WaitingRecord
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"records", "case_files"})
_LIST, _EMPTY = 0, 1


class ConflictsPage(Pane):
    """The list of records that wait, and one of them."""

    record_wanted = Signal(str)
    history_wanted = Signal(str)

    def __init__(self, workspace: Workspace, theme: Theme, clock: Clock, language: str) -> None:
        """Show what the present user reaches; ``language`` is that of the screens."""
        layout = column(0)
        super().__init__("page", layout, name="conflicts_page")
        self._desk, self._library = workspace.conflicts, workspace.context.library
        self._theme, self._clock, self._language = theme, clock, language
        self._detail: ConflictDetail | None = None
        self._news = Banner(theme, name="conflicts_news")
        self._list = ScrollPage(name="conflicts_list")
        self._cards = column(12)
        self._header = PageHeader(_("To settle"), _("Nothing waits."), name="conflicts_header")
        self._list.body.addWidget(self._header)
        self._list.body.addLayout(self._cards)
        self._list.body.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._make_empty())
        news = column(0)
        news.setContentsMargins(PAGE_MARGIN, 0, PAGE_MARGIN, 0)
        news.addWidget(self._news)
        layout.addLayout(news)
        layout.addWidget(self._stack, 1)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed; an open record stays until its person leaves it."""
        if not touched & _TOUCHED:
            return
        if self._detail is not None and not self._detail.is_begun:
            shown = self._detail.told.waiting
            now = next((one for one in self._desk.waiting() if one.record == shown.record), None)
            if now is None:
                self.go_back()
                return
            if now.heads != shown.heads:
                self.choose(shown.record)
        self._refresh()

    def choose(self, record: str) -> None:
        """Show a record in full."""
        self._drop_detail()
        self._news.clear()
        try:
            told = self._desk.record(record, self._speech())
        except CemError as error:
            tell_error(self._news, error)
            self._refresh()
            return
        definition = next(
            (one for one in self._library.all() if one.form_id == told.waiting.form), None
        )
        readers = definition.settings.write if definition is not None else frozenset[str]()
        look = FichaLook(self._theme, self._clock, readers, coded=told.waiting.file is not None)
        detail = ConflictDetail(told, self._title(told.waiting.form), look)
        detail.left.connect(self.go_back)
        detail.settled.connect(self._settle)
        detail.confirmed.connect(self._confirm)
        detail.ficha_wanted.connect(partial(self.record_wanted.emit, record))
        detail.history_wanted.connect(partial(self.history_wanted.emit, record))
        self._detail = detail
        self._stack.addWidget(detail)
        self._stack.setCurrentWidget(detail)
        detail.setFocus()

    def go_back(self) -> None:
        """Leave the record for the list, and let the keyboard go on there."""
        detail, focused = self._detail, self.window().focusWidget()
        was_here = detail is not None and focused is not None and detail.isAncestorOf(focused)
        self._drop_detail()
        self._refresh()
        if detail is not None and was_here:
            self._take_keyboard(f"waiting_{detail.told.waiting.record}")

    def _settle(self, decisions: list[Decision]) -> None:
        if self._detail is not None:
            told = self._detail.told
            self._do(lambda: self._desk.settle(told.waiting.record, told.heads, decisions))

    def _confirm(self, reason: str, withdrawn: list[str]) -> None:
        if self._detail is not None:
            told = self._detail.told
            self._do(lambda: self._desk.confirm(told.waiting.record, told.heads, reason, withdrawn))

    def _do(self, act: Callable[[], None]) -> None:
        """Do what was decided; go on with the same record while something of it waits."""
        assert self._detail is not None
        record = self._detail.told.waiting.record
        try:
            act()
        except AnswersInvalidError as error:
            problems = cast("tuple[FieldProblem, ...]", error.details["problems"])
            self._detail.tell_problems({one.path: problem_text(one) for one in problems})
            return
        except RecordMovedError as error:
            self.choose(record)
            tell_error(self._detail.banner if self._detail else self._news, error)
            return
        except CemError as error:
            tell_error(self._detail.banner, error)
            return
        done = _("Settled. The answers that do not stand are in the history.")
        if any(one.record == record for one in self._desk.waiting()):
            self.choose(record)
            self._detail.banner.tell("good", done)
        else:
            self.go_back()
            self._news.tell("good", done)

    def _refresh(self) -> None:
        waiting = self._desk.waiting()
        clear(self._cards)
        for one in waiting:
            self._cards.addWidget(self._card(one))
        said = ngettext("{count} record waits.", "{count} records wait.", len(waiting))
        self._header.say(said.format(count=len(waiting)))
        if self._detail is None:
            self._stack.setCurrentIndex(_LIST if waiting else _EMPTY)
            first = self._cards.itemAt(0)
            if first is not None and (card := first.widget()) is not None:
                self.setFocusProxy(card)

    def _take_keyboard(self, name: str) -> None:
        """Put the focus on the card of that name, else on the first; the page where none is."""
        items = (self._cards.itemAt(at) for at in range(self._cards.count()))
        cards = [card for item in items if item is not None and (card := item.widget()) is not None]
        named = (card for card in cards if card.objectName() == name)
        next(named, cards[0] if cards else self).setFocus()

    def _card(self, one: WaitingRecord) -> QWidget:
        title = " · ".join(filter(None, (one.code, self._title(one.form))))
        parts = []
        if one.conflicts:
            said = ngettext(
                "{count} field with two answers", "{count} fields with two answers", one.conflicts
            )
            parts.append(said.format(count=one.conflicts))
        if one.findings:
            said = ngettext(
                "{count} answer that does not fit",
                "{count} answers that do not fit",
                one.findings,
            )
            parts.append(said.format(count=one.findings))
        if one.is_guarded:
            parts.append(_("risk, law or consent among them"))
        at = parse_stamp(one.updated).astimezone(LIMA)
        parts.append(say_instant(at, self._clock.now()))
        tokens = self._theme.tokens
        colour = tokens.danger if one.is_guarded else tokens.warn
        picture = pixmap("conflict", colour, self._theme.px(22))
        card = ActCard(title, " · ".join(parts), picture, name=f"waiting_{one.record}")
        card.clicked.connect(lambda *_args, record=one.record: self.choose(record))
        return card

    def _make_empty(self) -> QWidget:
        return EmptyState(
            _("Nothing waits to be settled"),
            _(
                "When two people answer the same question apart, on the centre's computer and "
                "on a laptop, both answers are kept and wait here. So do answers that do not fit "
                "together after they met. Whoever fills the ficha decides, with a reason."
            ),
            name="conflicts_empty",
            picture=pixmap("conflict", self._theme.tokens.accent, self._theme.px(44)),
        )

    def _drop_detail(self) -> None:
        detail, self._detail = self._detail, None
        if detail is not None:
            self._stack.removeWidget(detail)
            detail.deleteLater()

    def _title(self, form: str) -> str:
        found = (one for one in self._library.all() if one.form_id == form)
        named = next((form_title(one, self._language) for one in found), "")
        return named or _("Ficha {form}").format(form=form.upper())

    def _speech(self) -> str | None:
        carried = self._library.all()
        return form_language(carried[0], self._language) if carried else None
