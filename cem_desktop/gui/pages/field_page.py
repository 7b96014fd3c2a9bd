"""Field trips, at an office: which cases are out on which laptop, and the stick between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import LIMA
from cem_desktop.domain.roles import LEND
from cem_desktop.errors import CemError
from cem_desktop.gui.device_words import device_words, heard_cell, mark_of
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.field_dialogs import ExtendDialog, LendDialog
from cem_desktop.gui.field_words import lease_cells, what_words
from cem_desktop.gui.file_choice import choose_folder
from cem_desktop.gui.icons import icon
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.stick_page import StickPage
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.working_page import chosen_in
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.gui.widgets.banner import BannerKind
    from cem_desktop.services.devices import DeviceState
    from cem_desktop.services.leasing import LeaseRow
    from cem_desktop.services.road_bundles import RoadBundle, RoadState
    from cem_desktop.services.workspace import Workspace

_DEVICES: Final = "devices"


class FieldPage(StickPage):
    """Laptops and what they hold; lending, asking back, writing and reading bundles."""

    touched = frozenset({"leases", "devices", "trust", "feeds", "case_files"})

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show what is out."""
        super().__init__("field", workspace, theme, tasks, clock)
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
        self._write = Button(_("Write its bundle…"), name="field_write", on_click=self._ask_where)
        self._more = Button(_("More time…"), name="field_extend", on_click=self._ask_more)
        self._recall = Button(_("Ask back…"), name="field_recall", on_click=self._ask_back)
        self._clear = Button(_("It is cleared up"), name="field_clear", on_click=self._clear_alarm)
        self._alarm = Banner(theme, name="field_alarm")
        self._alarm.offer(self._clear)
        self._work = self._make_work(self._lend, self._read, self._write, self._more, self._recall)
        self._laptops = self._make_laptops()
        self._out = self._make_out()
        self._build()
        self.setFocusProxy(self._read)
        self._refresh()

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
        self._laptops.choose(device)

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
            picture=self._picture(),
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
                (what, TableCell(names.get(one.device, mark_of(one.device))), *rest)
                for one in self._leases
                for what, *rest in [lease_cells(one, now, at_office=True)]
            ],
            [one.lease for one in self._leases],
        )
        self._show_alarm(states, names)
        self._refresh_acts()

    def _line(self, one: DeviceState, states: dict[str, RoadState]) -> tuple[TableCell, ...]:
        state = states.get(one.device.id)
        name = device_words(one)
        if not one.device.is_active:
            name = _("{laptop} (off the list)").format(laptop=name)
        return (
            TableCell(name, one.device.id, strong=True),
            TableCell(say_count(one.lent)),
            TableCell(say_count(state.waiting if state else 0)),
            heard_cell(state.heard if state else None, self._clock.now()),
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
        return chosen_in(self._laptops, self._devices)

    def _chosen_lease(self) -> LeaseRow | None:
        return chosen_in(self._out, self._leases)

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
        self._confirm(
            _("Ask {case} back").format(case=what_words(lease)),
            _(
                "The laptop locks it as soon as it hears of it, with its next bundle. What was "
                "written there comes home first; nothing is lost."
            ),
            _("Ask it back"),
            lambda: self._do_recall(lease),
        )

    def _do_recall(self, lease: LeaseRow) -> None:
        leasing = self._workspace.leasing
        self._work.start(
            _("Working…"), lambda _progress: leasing.recall(lease.lease), lambda _row: None
        )

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
