"""Laptops and further PCs of the office: who has them, and what to do when one is stolen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.errors import CemError
from cem_desktop.gui.device_dialogs import (
    ApproveLaptopDialog,
    ChangeDeviceDialog,
    ExposedDialog,
    QuarantineDialog,
    WordsToTypeDialog,
)
from cem_desktop.gui.device_words import heard_cell, kind_words, mark_of, status_words
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files, choose_folder
from cem_desktop.gui.icons import icon, pixmap
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.six_words import SixWords
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.working_page import WorkingPage, chosen_in
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.devices import DeviceState, LaptopRequest, StolenReport
    from cem_desktop.services.workspace import Workspace

_REQUEST: Final = (".cem-request",)


class DevicesPage(WorkingPage):
    """The list, its acts, and the six words of this PC."""

    touched = frozenset({"devices", "trust", "leases", "incoming", "feeds", "quarantine"})

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show the devices of this office."""
        super().__init__("devices", theme, tasks)
        self._devices, self._replacing = workspace.devices, workspace.replacing
        self._clock = clock
        self._shown: tuple[DeviceState, ...] = ()
        self._read = Button(
            _("Read a laptop's request…"),
            "primary",
            name="devices_request",
            icon=icon("enrol", theme.tokens.on_accent),
            on_click=lambda: choose_files(
                self, _("Request of a laptop"), _REQUEST, lambda chosen: self.read(chosen[0])
            ),
        )
        self._held = Banner(theme, name="devices_held")
        self._new_keys = Button(
            _("This PC replaces another…"), name="devices_new_keys", on_click=self._ask_new_keys
        )
        self._acts = self._make_acts()
        self._work = self._make_work(self._read, *self._acts.values())
        self._table = self._make_table()
        self._list = Card(self._table, Flow(*self._acts.values(), gap=10), gap=12)
        self._empty = EmptyState(
            _("No laptop yet"),
            _(
                "A laptop for home visits borrows chosen cases and brings them back. Set the "
                "program up on it as a laptop of this centre; it writes a request file. Bring the "
                "file here on a stick."
            ),
            name="devices_empty",
            picture=pixmap("laptop", theme.tokens.accent, theme.px(44)),
        )
        self._own = SixWords(theme, name="devices_own_words")
        self._build()
        self._refresh()

    def choose(self, device: str) -> None:
        """Choose a device in the list."""
        self._table.choose(device)

    def read(self, request: Path) -> None:
        """Read the request of a laptop, and ask for the words on its screen."""
        devices = self._devices
        self._work.start(
            _("Reading the request…"),
            lambda _progress: devices.read_request(request),
            self._on_request,
        )

    def _build(self) -> None:
        header = PageHeader(
            _("Laptops and PCs"),
            _("What this centre has lent, and to whom. Headquarters does not see this list."),
            self._read,
            name="devices_header",
        )
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._new_keys)
        own = Card(
            Words(_("Six words of this PC"), "cardTitle"),
            Words(_("They are typed on a laptop that joins this centre."), "muted"),
            self._own,
            foot,
        )
        for part in (header, self._banner, self._held, self._progress, self._list, self._empty):
            self.body.addWidget(part)
        self.body.addWidget(own)
        self.body.addStretch(1)

    def _make_acts(self) -> dict[str, Button]:
        made = {
            "stolen": (_("Report as stolen or lost…"), self._ask_stolen),
            "exposed": (_("Cases on it"), self._show_exposed),
            "quarantine": (_("Held back…"), self._show_quarantine),
            "change": (_("Holder and services…"), self._ask_change),
            "answer": (_("Save the answer again…"), self._ask_answer),
            "retire": (_("Take it off the list…"), self._ask_retire),
        }
        return {
            key: Button(words, name=f"devices_{key}", on_click=act)
            for key, (words, act) in made.items()
        }

    def _make_table(self) -> ReadTable:
        table = ReadTable(
            self._theme,
            (
                TableColumn(_("Who has it"), is_wide=True),
                TableColumn(_("What")),
                TableColumn(_("Mark")),
                TableColumn(_("State")),
                TableColumn(_("Last heard")),
                TableColumn(_("Cases on it"), is_number=True),
                TableColumn(_("Held back"), is_number=True),
            ),
            name="devices_table",
            grows=True,
        )
        table.itemSelectionChanged.connect(self._refresh_acts)
        return table

    def _refresh(self) -> None:
        try:
            self._shown = self._devices.all()
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._own.tell(self._devices.own_words())
        self._list.setVisible(bool(self._shown))
        self._empty.setVisible(not self._shown)
        self.setFocusProxy(self._table if self._shown else self._read)
        self._table.show_lines(
            [self._line(one) for one in self._shown], [one.device.id for one in self._shown]
        )
        if self._shown and self._chosen() is None:
            self._table.setCurrentCell(0, 0)
        unseen = sum(one.unseen for one in self._shown)
        if unseen:
            said = ngettext(
                "{count} entry of a laptop that was cut off is held back. Look at it.",
                "{count} entries of laptops that were cut off are held back. Look at them.",
                unseen,
            ).format(count=say_count(unseen))
            self._held.tell("danger", said)
        else:
            self._held.clear()
        self._refresh_acts()

    def _line(self, one: DeviceState) -> tuple[TableCell, ...]:
        device = one.device
        return (
            TableCell(device.holder, strong=device.is_active),
            TableCell(kind_words(device.kind)),
            TableCell(mark_of(device.id), device.id),
            TableCell(status_words(device.status), strong=device.status == "stolen"),
            heard_cell(one.last_heard, self._clock.now()),
            TableCell(_("all") if device.holds_every_case and one.lent else say_count(one.lent)),
            TableCell(say_count(one.quarantined), strong=one.unseen > 0),
        )

    def _chosen(self) -> DeviceState | None:
        return chosen_in(self._table, self._shown)

    def _refresh_acts(self) -> None:
        one = self._chosen()
        active = one is not None and one.device.is_active
        for act in ("change", "answer", "retire"):
            self._acts[act].setEnabled(active)
        self._acts["stolen"].setEnabled(one is not None and one.device.status != "stolen")
        self._acts["exposed"].setEnabled(one is not None)
        self._acts["quarantine"].setEnabled(one is not None and one.quarantined > 0)

    def _on_request(self, request: LaptopRequest) -> None:
        dialog = ApproveLaptopDialog(self._devices, request, self._theme, self._tasks, self)
        dialog.approved.connect(self._on_answer)
        self._open(dialog)

    def _on_answer(self, answer: Path) -> None:
        self._refresh()
        words = self._devices.own_words()
        self._open(WordsToTypeDialog(words, answer.name, self._theme, self))

    def _ask_change(self) -> None:
        if (one := self._chosen()) is not None:
            self._open(ChangeDeviceDialog(self._devices, one, self._theme, self._tasks, self))

    def _ask_answer(self) -> None:
        if (one := self._chosen()) is None:
            return
        choose_folder(
            self,
            _("Stick or folder for the answer"),
            lambda folder: self.write_answer(one.device.id, folder),
        )

    def write_answer(self, device: str, folder: Path) -> None:
        """Write the answer for a laptop once more."""
        devices = self._devices
        self._work.start(
            _("Writing the answer…"),
            lambda _progress: devices.write_answer(device, folder),
            self._on_answer,
        )

    def _ask_retire(self) -> None:
        if (one := self._chosen()) is None:
            return
        self._confirm(
            _("Take the laptop of {holder} off the list").format(holder=_who(one)),
            _(
                "For a laptop that is given back, broken or replaced. Fetch what it has first: "
                "what it has brought counts, and nothing that comes later does. It does not come "
                "back on the list; set up afresh it is another laptop."
            ),
            _("Take it off"),
            lambda: self._retire(one),
        )

    def _retire(self, one: DeviceState) -> None:
        devices = self._devices
        self._work.start(
            _("Working…"),
            lambda _progress: devices.retire(one.device.id),
            lambda _gone: self._on_retired(one),
        )

    def _on_retired(self, one: DeviceState) -> None:
        self._refresh()
        said = _("The laptop of {holder} is off the list.").format(holder=one.device.holder)
        left = len(self._devices.exposed(one.device.id))
        if not left:
            self._banner.tell("good", said)
            return
        advice = ngettext(
            "{count} case lay on it and is not known to be gone from it. Have its disk wiped; if "
            "it is not in your hands, report it as stolen.",
            "{count} cases lay on it and are not known to be gone from it. Have its disk wiped; if "
            "it is not in your hands, report it as stolen.",
            left,
        ).format(count=say_count(left))
        self._banner.tell("warn", advice, said)

    def _ask_stolen(self) -> None:
        if (one := self._chosen()) is None:
            return
        self._confirm(
            _("Stolen or lost: the laptop of {holder}").format(holder=_who(one)),
            _(
                "At once nothing more is sealed to it, and what it sends from now on is held back "
                "and shown, never merged. This centre takes a new key. You then see which cases "
                "lay on it. It cannot be taken back; a laptop that turns up is set up afresh."
            ),
            _("Cut it off"),
            lambda: self._report_stolen(one),
        )

    def _report_stolen(self, one: DeviceState) -> None:
        devices = self._devices
        self._work.start(
            _("Cutting it off…"),
            lambda _progress: devices.report_stolen(one.device.id),
            self._on_stolen,
        )

    def _on_stolen(self, report: StolenReport) -> None:
        self._refresh()
        self._open(ExposedDialog(report.exposed, self._theme, self._clock, self, report))

    def _ask_new_keys(self) -> None:
        self._confirm(
            _("This PC replaces another"),
            _(
                "For a store that was restored from a backup because the PC before was stolen, "
                "broken or replaced. This PC takes keys of its own, so that nobody can speak in "
                "its name. Headquarters then enrols it afresh and takes the old one off, and each "
                "laptop joins again with six new words."
            ),
            _("Take new keys"),
            self._take_new_keys,
        )

    def _take_new_keys(self) -> None:
        replacing = self._replacing
        self._work.start(
            _("Working…"),
            lambda _progress: replacing.take_new_keys(),
            lambda _device: self._banner.tell(
                "good",
                _(
                    "Lock (Ctrl+L) and come in again. Then ask headquarters for enrolment under "
                    "Sync, and write each laptop its answer again."
                ),
                _("This PC has keys of its own"),
            ),
        )

    def _show_exposed(self) -> None:
        if (one := self._chosen()) is not None:
            cases = self._devices.exposed(one.device.id)
            self._open(ExposedDialog(cases, self._theme, self._clock, self))

    def _show_quarantine(self) -> None:
        if (one := self._chosen()) is None:
            return
        device = one.device.id
        dialog = QuarantineDialog(self._devices, device, self._theme, self._clock, self)
        dialog.accepted.connect(lambda: self._devices.mark_seen(device))
        dialog.finished.connect(lambda _code: self._refresh())
        self._open(dialog)


def _who(one: DeviceState) -> str:
    """Return the holder and the mark, for one person may have had two."""
    return f"{one.device.holder} · {mark_of(one.device.id)}"
