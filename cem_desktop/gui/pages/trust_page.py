"""At headquarters: the root and its keys, and the PCs of all centres."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.domain.roles import APPROVE
from cem_desktop.errors import CemError
from cem_desktop.gui.device_words import heard_cell, mark_of, status_words
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.new_root_dialog import NewRootDialog
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.six_words import SixWords
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.working_page import WorkingPage, chosen_in
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.office_devices import OfficeDeviceState
    from cem_desktop.services.root_rotation import NewRoot
    from cem_desktop.services.workspace import Workspace


class TrustPage(WorkingPage):
    """What is believed: by which keys, and of which PCs."""

    touched = frozenset({"devices", "trust", "registry", "offices"})

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show the root and the roster."""
        super().__init__("trust", theme, tasks)
        assert workspace.headquarters is not None  # the rail offers this page to headquarters only
        self._devices = workspace.headquarters.devices
        self._root_keys = workspace.headquarters.root_keys
        self._catalogue = workspace.catalogue
        self._clock = clock
        self._keeps = bool(APPROVE & set(workspace.user.roles))
        self._shown: tuple[OfficeDeviceState, ...] = ()
        self._time = Banner(theme, name="trust_time")
        self._twice = Banner(theme, name="trust_twice")
        self._renew = Button(
            _("Sign a new root…"), name="trust_new_root", on_click=self._ask_new_root
        )
        self._acts = {
            "stolen": Button(
                _("Report as stolen or lost…"), name="trust_stolen", on_click=self._ask_stolen
            ),
            "retire": Button(
                _("Replaced or given back…"), name="trust_retire", on_click=self._ask_retire
            ),
        }
        self._work = self._make_work(self._renew, *self._acts.values())
        self._said = Words(name="trust_root_said")
        self._words = SixWords(theme, name="trust_root_words")
        self._table = self._make_table()
        self._build()
        self.setFocusProxy(self._table)
        self._refresh()

    def choose(self, device: str) -> None:
        """Choose a device in the list."""
        self._table.choose(device)

    def _build(self) -> None:
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._renew)
        root = Card(
            Words(_("The root"), "cardTitle"),
            Words(
                _("Read its six words by telephone to a centre that enrols, so that it knows you."),
                "muted",
            ),
            self._words,
            self._said,
            foot,
        )
        devices = Card(
            Words(_("PCs of the centres"), "cardTitle"),
            self._table,
            Flow(*self._acts.values(), gap=10),
            gap=12,
        )
        self._renew.setVisible(self._keeps)
        for act in self._acts.values():
            act.setVisible(self._keeps)
        header = PageHeader(
            _("Keys and PCs"),
            _("Which keys count, and which PCs speak for a centre."),
            name="trust_header",
        )
        for part in (header, self._banner, self._time, self._twice, self._progress, devices, root):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _make_table(self) -> ReadTable:
        table = ReadTable(
            self._theme,
            (
                TableColumn(_("Centre"), is_wide=True),
                TableColumn(_("Mark")),
                TableColumn(_("State")),
                TableColumn(_("Last heard")),
                TableColumn(_("Entries"), is_number=True),
                TableColumn(_("Held back"), is_number=True),
            ),
            name="trust_table",
            grows=True,
        )
        table.itemSelectionChanged.connect(self._refresh_acts)
        return table

    def _refresh(self) -> None:
        try:
            self._shown, root = self._devices.all(), self._root_keys.state()
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._words.tell(root.words)
        until = exact_day(parse_stamp(root.expires).astimezone(LIMA).date())
        self._said.setText(
            _("Root {version}, until {until}. {needed} of {count} root keys sign the next.").format(
                version=root.version,
                until=until,
                needed=root.threshold,
                count=len(root.root_keys),
            )
        )
        if root.expired:
            self._time.tell(
                "danger",
                _("No centre can be enrolled until a new root is signed. All else goes on."),
                _("The root is out of date"),
            )
        elif root.stale:
            self._time.tell("warn", _("It is time to sign a new root."))
        else:
            self._time.clear()
        self._tell_twice()
        self._table.show_lines(
            [self._line(one) for one in self._shown], [one.device.id for one in self._shown]
        )
        self._refresh_acts()

    def _tell_twice(self) -> None:
        """Say which centres have two PCs that speak for them."""
        active = Counter(
            one.device.office for one in self._shown if one.device.is_active and not one.is_own
        )
        several = [self._name(office) for office, count in active.items() if count > 1]
        if not several:
            self._twice.clear()
            return
        said = _(
            "{offices}: more than one PC speaks for it. Where a new one took the place of another, "
            "take the old one off, once its last bundle is here."
        )
        self._twice.tell("warn", said.format(offices=", ".join(several)))

    def _name(self, office: str) -> str:
        known = self._catalogue.office(office)
        return known.title if known is not None else office

    def _line(self, one: OfficeDeviceState) -> tuple[TableCell, ...]:
        device = one.device
        name = _("This headquarters") if one.is_own else self._name(device.office)
        return (
            TableCell(name, strong=device.is_active),
            TableCell(mark_of(device.id), device.id),
            TableCell(status_words(device.status), strong=device.status == "stolen"),
            TableCell("–") if one.is_own else heard_cell(one.last_heard, self._clock.now()),
            TableCell(say_count(one.entries)),
            TableCell(say_count(one.quarantined), strong=one.quarantined > 0),
        )

    def _chosen(self) -> OfficeDeviceState | None:
        return chosen_in(self._table, self._shown)

    def _refresh_acts(self) -> None:
        one = self._chosen()
        other = one is not None and not one.is_own
        self._acts["retire"].setEnabled(other and one is not None and one.device.is_active)
        self._acts["stolen"].setEnabled(other and one is not None and one.device.status != "stolen")

    def _ask_new_root(self) -> None:
        dialog = NewRootDialog(self._root_keys, self._theme, self._tasks, self)
        dialog.signed.connect(self._on_signed)
        self._open(dialog)

    def _on_signed(self, made: NewRoot) -> None:
        self._refresh()
        said = [
            _("Root {version} is signed. Centres follow with their next bundle.").format(
                version=made.version
            ),
            _("Make a backup now: one from before it would not have the new keys."),
        ]
        if made.written:
            said.append(
                _(
                    "Move the three new root keys to three sticks in three places. The old ones "
                    "sign nothing any more."
                )
            )
        self._banner.tell("good", " ".join(said))

    def _ask_stolen(self) -> None:
        if (one := self._chosen()) is None:
            return
        self._confirm(
            _("Stolen or lost: the PC of {office}").format(office=self._name(one.device.office)),
            _(
                "What it had brought counts; nothing that comes later does, and nothing is sealed "
                "to it any more. The centre sets up another PC and enrols it as a new one. It "
                "cannot be taken back."
            ),
            _("Cut it off"),
            lambda: self._take_off(self._devices.report_stolen, one),
        )

    def _ask_retire(self) -> None:
        if (one := self._chosen()) is None:
            return
        self._confirm(
            _("Take the PC of {office} off the list").format(office=self._name(one.device.office)),
            _(
                "For a PC that was replaced or given back. Take in its last bundle first: what it "
                "had brought counts, and nothing that comes later does. It cannot be taken back."
            ),
            _("Take it off"),
            lambda: self._take_off(self._devices.retire, one),
        )

    def _take_off(self, act: Callable[[str], object], one: OfficeDeviceState) -> None:
        name = self._name(one.device.office)
        self._work.start(
            _("Working…"), lambda _progress: act(one.device.id), lambda _gone: self._on_gone(name)
        )

    def _on_gone(self, name: str) -> None:
        self._refresh()
        self._banner.tell(
            "good",
            _("The PC of {office} is off the list. Write receipts, so that all hear of it.").format(
                office=name
            ),
        )
