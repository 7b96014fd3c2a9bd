"""The queue: what waits to go by the network, how fast it goes, and why the last try failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QProgressBar

from cem_desktop import errors
from cem_desktop.domain.destinations import HEADQUARTERS
from cem_desktop.domain.period import parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.errors import CancelledError, CemError, MeteredLineError
from cem_desktop.gui.error_messages import report_bug, tell_error
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.numbers import say_count, say_size
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.figure_card import FigureCard
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.network_lane import NetworkLane
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.network_queue import QueuedBundle
    from cem_desktop.services.network_road import Exchanged, NetworkState, Step
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"feeds", "trust", "network"})
_MEGA: Final = 1_000_000
_BUDGETS: Final = (10 * _MEGA, 50 * _MEGA, 200 * _MEGA, 1000 * _MEGA, None)
_WHOLE: Final = 1000
_MINUTE, _HOUR = 60, 3600


class QueuePage(ScrollPage):
    """What waits for the network."""

    def __init__(self, workspace: Workspace, theme: Theme, lane: NetworkLane, clock: Clock) -> None:
        """Show the queue of this device; ``lane`` is what works through it."""
        super().__init__(name="queue_page")
        self._workspace, self._theme, self._lane, self._clock = workspace, theme, lane, clock
        tokens = theme.tokens
        self._send = Button(
            _("Send and fetch now"),
            "primary",
            name="queue_send",
            icon=icon("sync", tokens.on_accent),
            on_click=self.send,
        )
        self._header = PageHeader(
            _("Network"),
            _(
                "The same sealed bundles as on a stick, only to headquarters' own address. "
                "Without a network nothing is lost: everything waits."
            ),
            self._send,
            name="queue_header",
        )
        self._banner = Banner(theme, name="queue_banner")
        self._all_the_same = Button(
            _("Send all the same"),
            name="queue_all_the_same",
            on_click=lambda: self.send(also_metered=True),
        )
        self._banner.offer(self._all_the_same)
        self._under_way = self._make_progress()
        self._waiting = FigureCard(_("Waiting for a receipt"), name="queue_waiting")
        self._today = FigureCard(_("Data of today"), name="queue_today")
        self._last = FigureCard(_("Last try"), name="queue_last")
        self._budget = self._make_budget()
        self._table = ReadTable(
            theme,
            (
                TableColumn(_("Sealed")),
                TableColumn(_("For")),
                TableColumn(_("How far it is"), is_wide=True),
                TableColumn(_("Size"), is_number=True),
            ),
            name="queue_table",
            grows=True,
        )
        self._queue = Card(Words(_("In the queue"), "cardTitle"), self._table)
        self._empty = Words(role="muted", name="queue_empty")
        self._address = Words(role="muted", name="queue_address")
        self._build()
        lane.begun.connect(self._on_begun)
        lane.stepped.connect(self._on_step)
        lane.ended.connect(self._on_ended)
        lane.failed.connect(self._on_failed)
        self.setFocusProxy(self._send)
        self._refresh()
        self._show_busy(busy=lane.is_busy)

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def send(self, *, also_metered: bool = False) -> None:
        """Send what waits and fetch what lies ready, now."""
        self._clear_banner()
        self._lane.start(asked=True, also_metered=also_metered)

    def _make_progress(self) -> Card:
        self._words = Words(role="strong", name="queue_words")
        self._speed = Words(role="muted", name="queue_speed")
        self._bar = QProgressBar()
        self._bar.setObjectName("queue_bar")
        self._bar.setTextVisible(False)
        self._stop = Button(_("Stop"), name="queue_stop", on_click=self._on_stop)
        line = row()
        line.addWidget(self._words, 1)
        line.addWidget(self._stop)
        return Card(line, self._bar, self._speed, name="queue_under_way")

    def _make_budget(self) -> Card:
        self._choice = QComboBox()
        self._choice.setObjectName("queue_budget")
        self._choice.setAccessibleName(_("Data a day"))
        for size in _BUDGETS:
            self._choice.addItem(_("No limit") if size is None else say_size(size), size)
        self._choice.activated.connect(self._on_budget)
        line = row()
        line.addWidget(Words(_("At most so much a day, sent and fetched:")), 1)
        line.addWidget(self._choice)
        return Card(Words(_("Data a day"), "cardTitle"), line)

    def _build(self) -> None:
        figures = row(14)
        for card in (self._waiting, self._today, self._last):
            figures.addWidget(card, 1)
        for part in (self._header, self._banner, self._address, self._under_way):
            self.body.addWidget(part)
        self.body.addLayout(figures)
        for lower in (self._queue, self._empty, self._budget):
            self.body.addWidget(lower)
        self.body.addStretch(1)

    def _refresh(self) -> None:
        try:
            state = self._workspace.network_road.state()
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._send.setEnabled(state.address is not None and not self._lane.is_busy)
        if state.address is None:
            self._address.setText(
                _(
                    "No address of headquarters is known yet. It comes with the list of devices, "
                    "in the next receipt; until then carry the bundles on a stick."
                )
            )
        else:
            self._address.setText(
                _("This computer speaks to {url} and to nobody else.").format(url=state.address.url)
            )
        self._show_figures(state)
        self._queue.setVisible(bool(state.items))
        self._empty.setVisible(not state.items)
        self._empty.setText(
            _("Nothing is in the queue. What waits is sealed when there is a network.")
            if state.waiting
            else _("Nothing is in the queue, and nothing waits.")
        )
        self._table.show_lines([self._line(one) for one in state.items])

    def _show_figures(self, state: NetworkState) -> None:
        now = self._clock.now()
        said = ngettext("entry", "entries", state.waiting)
        self._waiting.tell(say_count(state.waiting), said)
        allowed = (
            _("without a limit")
            if state.budget is None
            else _("of {size} a day").format(size=say_size(state.budget))
        )
        self._today.tell(say_size(state.spent), allowed)
        at = self._choice.findData(state.budget)
        if at < 0 and state.budget is not None:
            self._choice.insertItem(0, say_size(state.budget), state.budget)
            at = 0
        self._choice.setCurrentIndex(at)
        if state.last is None:
            self._last.tell("—", _("Nobody has tried yet."))
            return
        when = parse_stamp(state.last.at)
        self._last.tell(say_instant(when, now), _outcome(state.last.error), exact(when))

    def _line(self, item: QueuedBundle) -> tuple[TableCell, ...]:
        made = parse_stamp(item.made)
        if item.state == "arrived":
            far = _("Arrived whole; its receipt is awaited.")
        elif item.sent:
            far = _("{done} of {total} is there; it goes on from there.").format(
                done=say_size(item.sent), total=say_size(item.size)
            )
        else:
            far = _("Waits.")
        return (
            TableCell(say_instant(made, self._clock.now()), exact(made)),
            TableCell(_("Headquarters") if item.to == HEADQUARTERS else _("Laptop or centre")),
            TableCell(far),
            TableCell(say_size(item.size)),
        )

    def _show_busy(self, *, busy: bool) -> None:
        if not busy and self._stop.hasFocus():
            self._send.setEnabled(True)
            self._send.setFocus()
        self._under_way.setVisible(busy)
        if busy:
            self._send.setEnabled(False)
            self._stop.setEnabled(True)

    def _clear_banner(self) -> None:
        self._all_the_same.hide()
        self._banner.clear()

    def _on_begun(self) -> None:
        self._words.setText(_("Looking for headquarters…"))
        self._speed.clear()
        self._bar.setRange(0, 0)
        self._show_busy(busy=True)

    def _on_step(self, step: Step) -> None:
        words = {
            "seal": _("Sealing the bundle…"),
            "send": _("Sending…"),
            "fetch": _("Fetching…"),
            "receipt": _("Everything is there. Waiting for the receipt…"),
        }
        self._words.setText(words[step.act])
        if not step.total:
            self._bar.setRange(0, 0)
            self._speed.clear()
            return
        self._bar.setRange(0, _WHOLE)
        self._bar.setValue(step.done * _WHOLE // step.total)
        self._speed.setText("" if step.act == "seal" else _speed_line(step))

    def _on_ended(self, done: Exchanged) -> None:
        self._show_busy(busy=False)
        self._refresh()
        self._clear_banner()
        if done.refused:
            self._banner.tell(
                "warn",
                _("Something that was fetched was refused and is kept. Tell headquarters."),
            )
        elif done.waiting:
            self._banner.tell(
                "info", _("What is still without a receipt goes on waiting; nothing is lost.")
            )
        elif done.sent or done.fetched:
            self._banner.tell("good", _("Everything is delivered, and its receipts are here."))
        else:
            self._banner.tell("good", _("There was nothing to send and nothing to fetch."))

    def _on_failed(self, error: Exception) -> None:
        self._show_busy(busy=False)
        self._refresh()
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, CemError):
            report_bug(error)
            return
        tell_error(self._banner, error)
        self._all_the_same.setVisible(isinstance(error, MeteredLineError))

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._words.setText(_("Stopping…"))
        self._lane.stop()

    def _on_budget(self, at: int) -> None:
        try:
            self._workspace.network_road.set_budget(self._choice.itemData(at))
        except CemError as error:
            tell_error(self._banner, error)
        self._refresh()


def _outcome(code: str) -> str:
    """Return how a try ended, from the code of its error."""
    if not code:
        return _("It went well.")
    for name in errors.__all__:
        kind = getattr(errors, name)
        if kind.code == code:
            return explain(kind()).title
    return code


def _speed_line(step: Step) -> str:
    """Return how much is there, how fast, and how long it may take."""
    said = _("{done} of {total}").format(done=say_size(step.done), total=say_size(step.total))
    if step.speed <= 0:
        return said
    left = (step.total - step.done) / step.speed
    if left < _MINUTE:
        more = _("less than a minute left")
    elif left < _HOUR:
        minutes = round(left / _MINUTE)
        more = ngettext("about {count} minute left", "about {count} minutes left", minutes).format(
            count=minutes
        )
    else:
        hours = round(left / _HOUR)
        more = ngettext("about {count} hour left", "about {count} hours left", hours).format(
            count=hours
        )
    speed = _("{size} a second").format(size=say_size(int(step.speed)))
    return f"{said} · {speed} · {more}"
