"""Field trips, at an office: which cases are out on which laptop, and the stick between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.domain.roles import LEND
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.field_dialogs import ExtendDialog, LendDialog, device_words
from cem_desktop.gui.field_words import (
    left_words,
    state_words,
    stick_words,
    until_cell,
    what_words,
)
from cem_desktop.gui.file_choice import choose_folder
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon, own_pixmap
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.exchange_card import ExchangeCard
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, ScrollPage
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.gui.widgets.banner import BannerKind
    from cem_desktop.services.bundle_reading import TakenBundle
    from cem_desktop.services.devices import DeviceState
    from cem_desktop.services.leasing import LeaseRow
    from cem_desktop.services.road_bundles import RoadBundle, RoadState
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"leases", "devices", "trust", "feeds", "case_files"})
_DEVICES: Final = "devices"


class FieldPage(ScrollPage):
    """Laptops and what they hold; lending, asking back, writing and reading bundles."""

    place_wanted = Signal(str)

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show what is out."""
        super().__init__(name="field_page")
        self._workspace, self._theme, self._tasks = workspace, theme, tasks
        self._clock = clock
        self._devices: tuple[DeviceState, ...] = ()
        self._leases: tuple[LeaseRow, ...] = ()
        self._may_lend = bool(LEND & set(workspace.user.roles))
        self._lend = Button(
            _("Lend cases…"),
            "primary",
            name="field_lend",
            icon=icon("export", theme.tokens.on_accent),
            on_click=self.ask_lend,
        )
        self._read = Button(
            _("Read what is on a stick…"),
            name="field_read",
            icon=icon("import", theme.tokens.text),
            on_click=lambda: choose_folder(self, _("Stick or folder to read"), self.read),
        )
        self._write = Button(_("Write its bundle…"), name="field_write", on_click=self._ask_where)
        self._more = Button(_("More time…"), name="field_extend", on_click=self._ask_more)
        self._recall = Button(_("Ask back…"), name="field_recall", on_click=self._ask_back)
        self._clear = Button(_("It is cleared up"), name="field_clear", on_click=self._clear_alarm)
        self._banner = Banner(theme, name="field_banner")
        self._alarm = Banner(theme, name="field_alarm")
        self._alarm.offer(self._clear)
        self._progress = ProgressPanel(tasks, name="field_progress")
        acts = (self._lend, self._read, self._write, self._more, self._recall)
        self._work = PageWork(self, tasks, self._banner, self._progress, acts)
        self._laptops = self._make_laptops()
        self._out = self._make_out()
        self._exchange = ExchangeCard(workspace.exchange, theme, tasks)
        self._build()
        self.setFocusProxy(self._read)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def read(self, folder: Path) -> None:
        """Take in every bundle of a stick or folder."""
        reading = self._workspace.bundle_reading
        self._work.start(
            _("Reading the stick…"),
            lambda progress: reading.on_stick(folder, progress.report),
            self._on_read,
        )

    def write(self, device: str, folder: Path) -> None:
        """Write what waits for a laptop to a stick."""
        road, cards = self._workspace.field_road, self._workspace.visit_cards
        is_open = self._workspace.identities.is_open

        def work(progress: Progress) -> tuple[RoadBundle, bool, int]:
            written = road.export(device, folder, progress.report)
            card = cards.export(device, folder) if is_open and cards.may_send() else None
            return written, card is not None, cards.due(device)

        self._work.start(_("Sealing the bundle…"), work, lambda done: self._on_written(*done))

    def ask_lend(self) -> None:
        """Ask which cases go to which laptop, and until when."""
        active = [one for one in self._devices if one.device.is_active]
        try:
            cases = self._workspace.casework.caseload()
        except CemError as error:
            tell_error(self._banner, error)
            return
        dialog = LendDialog(
            self._workspace.leasing,
            active,
            cases,
            self._theme,
            self._tasks,
            self._clock,
            self,
            may_card=self._workspace.visit_cards.may_send(),
        )
        dialog.lent.connect(self._on_lent)
        self._open(dialog)

    def choose_laptop(self, device: str) -> None:
        """Choose a laptop in the list."""
        self._laptops.setCurrentCell([one.device.id for one in self._devices].index(device), 0)

    def choose_lease(self, code: str) -> None:
        """Choose a lent case in the list."""
        self._out.setCurrentCell([one.code for one in self._leases].index(code), 0)

    def _make_laptops(self) -> ReadTable:
        table = ReadTable(
            self._theme,
            (
                TableColumn(_("Laptop"), is_wide=True),
                TableColumn(_("Cases out"), is_number=True),
                TableColumn(_("Waits for it"), is_number=True),
                TableColumn(_("Last heard of")),
            ),
            name="field_laptops",
            grows=True,
        )
        table.itemSelectionChanged.connect(self._refresh_acts)
        return table

    def _make_out(self) -> ReadTable:
        table = ReadTable(
            self._theme,
            (
                TableColumn(_("Case")),
                TableColumn(_("Laptop")),
                TableColumn(_("Until")),
                TableColumn(_("State")),
                TableColumn(_("Stays here"), is_wide=True),
            ),
            name="field_leases",
            grows=True,
        )
        table.itemSelectionChanged.connect(self._refresh_acts)
        return table

    def _build(self) -> None:
        subtitle = _("Cases go out with a date, sealed to one laptop; the work here goes on.")
        actions = (self._read, self._lend) if self._may_lend else (self._read,)
        header = PageHeader(_("Field trips"), subtitle, *actions, name="field_header")
        self._empty = EmptyState(
            _("No laptop yet"),
            _(
                "A laptop is put on the list of this centre first. Then cases can go along on "
                "visits, and come home on a stick."
            ),
            name="field_empty",
            picture=own_pixmap("laptop", self._theme.tokens.accent, self._theme.px(40)),
            action=Button(
                _("Go to the list of laptops"),
                name="field_to_devices",
                on_click=lambda: self.place_wanted.emit(_DEVICES),
            ),
        )
        self._laptops_card = Card(
            Words(_("Laptops"), "cardTitle"), self._laptops, Flow(self._write, gap=10), gap=12
        )
        self._out_card = Card(
            Words(_("Cases that are out"), "cardTitle"),
            self._out,
            Flow(self._more, self._recall, gap=10),
            gap=12,
        )
        for part in (
            header,
            self._banner,
            self._alarm,
            self._progress,
            self._empty,
            self._laptops_card,
            self._out_card,
            self._exchange,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _refresh(self) -> None:
        try:
            self._devices = self._workspace.devices.all()
            self._leases = self._workspace.leasing.open_leases()
            states = {one.party: one for one in self._workspace.field_road.states()}
        except CemError as error:
            tell_error(self._banner, error)
            return
        now = self._clock.now().astimezone(LIMA)
        self._empty.setVisible(not self._devices)
        self._lend.setVisible(bool(self._devices))
        self._laptops_card.setVisible(bool(self._devices))
        self._exchange.setVisible(bool(self._devices))
        self._exchange.refresh()
        self._out_card.setVisible(bool(self._leases))
        self._laptops.show_lines(
            [self._line(one, states) for one in self._devices],
            [one.device.id for one in self._devices],
        )
        if self._devices and self._chosen_device() is None:
            self._laptops.setCurrentCell(0, 0)
        names = {one.device.id: device_words(one) for one in self._devices}
        self._out.show_lines(
            [
                (
                    TableCell(what_words(one), strong=True),
                    TableCell(names.get(one.device, one.device[-4:])),
                    until_cell(one, now),
                    TableCell(state_words(one, at_office=True)),
                    TableCell(left_words(one)),
                )
                for one in self._leases
            ],
            [one.lease for one in self._leases],
        )
        self._show_alarm(states, names)
        self._refresh_acts()

    def _line(self, one: DeviceState, states: dict[str, RoadState]) -> tuple[TableCell, ...]:
        state = states.get(one.device.id)
        heard = parse_stamp(state.heard) if state and state.heard else None
        name = device_words(one)
        if not one.device.is_active:
            name = _("{laptop} (off the list)").format(laptop=name)
        return (
            TableCell(name, one.device.id, strong=True),
            TableCell(say_count(one.lent)),
            TableCell(say_count(state.waiting if state else 0)),
            TableCell(
                say_instant(heard, self._clock.now()) if heard else _("never"),
                exact(heard) if heard else "",
            ),
        )

    def _show_alarm(self, states: dict[str, RoadState], names: dict[str, str]) -> None:
        forked = [names.get(one.party, one.party) for one in states.values() if one.fork]
        if not forked:
            self._alarm.clear()
            return
        self._alarm.tell(
            "danger",
            _(
                "{laptops}: two different histories arrived. Either the laptop was restored from a "
                "copy, or somebody uses a copy of it. Find out which before you go on."
            ).format(laptops=", ".join(forked)),
            _("A copy of a laptop may be in use"),
        )

    def _clear_alarm(self) -> None:
        road = self._workspace.field_road
        for state in road.states():
            if state.fork:
                road.acknowledge_alarm(state.party)
        self._refresh()

    def _refresh_acts(self) -> None:
        device, lease = self._chosen_device(), self._chosen_lease()
        self._write.setEnabled(device is not None and device.device.is_active)
        is_out = self._may_lend and lease is not None and lease.is_out
        self._more.setEnabled(is_out)
        self._recall.setEnabled(is_out)

    def _chosen_device(self) -> DeviceState | None:
        at = self._laptops.currentRow()
        if at < 0 and len(self._devices) == 1:
            at = 0
        return self._devices[at] if 0 <= at < len(self._devices) else None

    def _chosen_lease(self) -> LeaseRow | None:
        at = self._out.currentRow()
        return self._leases[at] if 0 <= at < len(self._leases) else None

    def _ask_where(self) -> None:
        one = self._chosen_device()
        if one is not None:
            device = one.device.id
            choose_folder(
                self, _("Stick or folder for the bundle"), lambda folder: self.write(device, folder)
            )

    def _ask_more(self) -> None:
        if (lease := self._chosen_lease()) is not None:
            leasing = self._workspace.leasing
            self._open(ExtendDialog(leasing, lease, self._theme, self._tasks, self._clock, self))

    def _ask_back(self) -> None:
        lease = self._chosen_lease()
        if lease is None:
            return
        dialog = ConfirmDialog(
            self._theme,
            _("Ask {case} back").format(case=what_words(lease)),
            _(
                "The laptop locks it as soon as it hears of it, with its next bundle. What was "
                "written there comes home first; nothing is lost."
            ),
            _("Ask it back"),
            self,
        )
        dialog.accepted.connect(lambda: self._do_recall(lease))
        self._open(dialog)

    def _do_recall(self, lease: LeaseRow) -> None:
        leasing = self._workspace.leasing
        self._work.start(
            _("Working…"), lambda _progress: leasing.recall(lease.lease), lambda _row: None
        )

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_lent(self, count: int) -> None:
        said = ngettext(
            "{count} case is lent. Write the laptop's bundle now, and read it there.",
            "{count} cases are lent. Write the laptop's bundle now, and read it there.",
            count,
        ).format(count=say_count(count))
        self._banner.tell("good", said)

    def _on_written(self, written: RoadBundle, with_card: bool, due: int) -> None:  # noqa: FBT001
        said = _("{file} is written. Only that laptop can open it.").format(file=written.path.name)
        if with_card:
            said += " " + _("The card for the visit lies beside it, in a file of its own.")
        elif due:
            said += " " + _(
                "The card for the visit is not: open the identity vault, and write once more."
            )
        kind: BannerKind = "warn" if due and not with_card else "good"
        self._banner.tell(kind, said, _("The bundle is ready"))

    def _on_read(self, taken: Sequence[TakenBundle]) -> None:
        kind, text = stick_words(taken)
        self._banner.tell(kind, text)
