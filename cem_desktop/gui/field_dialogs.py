"""Dialogs of the road: lending cases, giving them more time, taking them off a laptop."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
)

from cem_desktop.domain.period import LIMA, parse_stamp, stamp_of
from cem_desktop.gui.device_words import device_words
from cem_desktop.gui.human_dates import exact
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.reading_dialog import ReadingDialog
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog, secret_field
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.key_file_reading import read_key_file
from cem_desktop.services.leasing import ALL_CASES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.case_file import CaseIndexRow
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.devices import DeviceState
    from cem_desktop.services.leasing import LeaseRow, Leasing
    from cem_desktop.services.purging import Purged, Purging
    from cem_desktop.services.visit_cards import CardView

_USUAL_DAYS: Final = 5
_LONGEST_DAYS: Final = 59
_USUAL_HOURS: Final = 8
_LONGEST_HOURS: Final = 72
_LAST_MOMENT: Final = time(23, 59)


class UntilField(QDateEdit):
    """A day from tomorrow on; the end is the last minute of it, in Peru."""

    def __init__(self, name: str, today: date, days: int = _USUAL_DAYS) -> None:
        """Propose ``days`` from ``today``."""
        super().__init__()
        self.setObjectName(name)
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd/MM/yyyy")
        first, last = today + timedelta(days=1), today + timedelta(days=_LONGEST_DAYS)
        self.setDateRange(_qdate(first), _qdate(last))
        self.setDate(_qdate(today + timedelta(days=days)))

    def instant(self) -> str:
        """Return the end of the chosen day, as it is stored."""
        day = self.date()
        chosen = date(day.year(), day.month(), day.day())
        return stamp_of(datetime.combine(chosen, _LAST_MOMENT, LIMA))


class LendDialog(WorkDialog):
    """``lent`` tells that cases were lent; they travel with the laptop's next bundle."""

    lent = Signal(int)

    def __init__(
        self,
        leasing: Leasing,
        devices: Sequence[DeviceState],
        cases: Sequence[CaseIndexRow],
        theme: Theme,
        tasks: TaskRunner,
        clock: Clock,
        parent: QWidget | None = None,
        *,
        may_card: bool = False,
    ) -> None:
        """Offer ``cases`` to ``devices``; ``may_card`` where a card of identity may go along."""
        super().__init__(theme, tasks, _("Lend cases"), _("Lend"), parent, name="lend", width=560)
        self._leasing, self._devices = leasing, tuple(devices)
        self._device = QComboBox()
        self._device.setObjectName("lend_device")
        for one in self._devices:
            self._device.addItem(device_words(one), one.device.id)
        self._list = QListWidget()
        self._list.setObjectName("lend_cases")
        self._list.setProperty("role", "choices")
        for case in cases:
            item = QListWidgetItem(f"{case.code}  «{case.alias}»" if case.alias else case.code)
            item.setData(Qt.ItemDataRole.UserRole, case.file_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._list.addItem(item)
        today = clock.now().astimezone(LIMA).date()
        self._until = UntilField("lend_until", today)
        self._card = QCheckBox(_("A card with who she is goes along, for some hours"))
        self._card.setObjectName("lend_card")
        self._hours = QSpinBox()
        self._hours.setObjectName("lend_hours")
        self._hours.setRange(1, _LONGEST_HOURS)
        self._hours.setValue(_USUAL_HOURS)
        self._hours.setSuffix(_(" hours"))
        self._hours.setEnabled(False)
        self._card.toggled.connect(self._hours.setEnabled)
        self._cases = FieldBlock(_("Which cases"), self._list)
        self._whole = Words(
            _("This PC holds every case of the centre, those too that are opened later."),
            name="lend_whole",
        )
        self.content.addWidget(
            Words(
                _(
                    "The laptop gets what the team reads. Records with reserved answers of "
                    "services that are not its own stay here."
                )
            )
        )
        self.content.addWidget(FieldBlock(_("To which laptop"), self._device))
        self.content.addWidget(self._cases)
        self.content.addWidget(self._whole)
        self.content.addWidget(
            FieldBlock(
                _("Until"),
                self._until,
                hint=_("After that day the laptop locks the cases; nothing in them is lost."),
            )
        )
        for part in (self._card, self._hours):
            part.setVisible(may_card)
            self.content.addWidget(part)
        self._device.currentIndexChanged.connect(self._show_kind)
        self._list.itemChanged.connect(lambda _item: self._show_count())
        self._list.setCurrentRow(0)
        self._show_kind()
        (self._device if self._holds_all() else self._list).setFocus()

    def act(self) -> None:
        """Lend what is checked."""
        device, files, ends = self._device.currentData(), self._chosen(), self._until.instant()
        if not files:
            self._cases.tell(_("Choose at least one case."))
            return
        hours = self._hours.value() if self._card.isChecked() else None
        leasing = self._leasing
        self.run(
            _("Lending…"),
            lambda: leasing.check_out(device, files, ends, hours),
            lambda rows: self._on_done(len(rows)),
        )

    def _on_done(self, count: int) -> None:
        self.lent.emit(count)
        self.accept()

    def _chosen(self) -> tuple[str, ...]:
        if self._holds_all():
            return (ALL_CASES,)
        items = [self._list.item(at) for at in range(self._list.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _holds_all(self) -> bool:
        at = self._device.currentIndex()
        return 0 <= at < len(self._devices) and self._devices[at].device.holds_every_case

    def _show_kind(self) -> None:
        whole = self._holds_all()
        self._cases.setVisible(not whole)
        self._whole.setVisible(whole)
        self._show_count()

    def _show_count(self) -> None:
        self._cases.tell("")
        count = 0 if self._holds_all() else len(self._chosen())
        said = ngettext("Lend {count} case", "Lend {count} cases", count).format(count=count)
        self.do.setText(said if count else _("Lend"))


class ExtendDialog(WorkDialog):
    """Gives a lent case more time."""

    def __init__(
        self,
        leasing: Leasing,
        lease: LeaseRow,
        theme: Theme,
        tasks: TaskRunner,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        """Ask until when ``lease`` is to go."""
        super().__init__(
            theme, tasks, _("More time"), _("Give more time"), parent, name="extend", width=420
        )
        self._leasing, self._lease = leasing, lease
        self._until = UntilField("extend_until", clock.now().astimezone(LIMA).date())
        self.content.addWidget(
            FieldBlock(
                _("Until"),
                self._until,
                hint=_("The laptop hears of it with its next bundle, and opens the case again."),
            )
        )

    def act(self) -> None:
        """Give it."""
        leasing, lease, ends = self._leasing, self._lease.lease, self._until.instant()
        self.run(_("Working…"), lambda: leasing.extend(lease, ends), lambda _row: self.accept())


class PurgeDialog(WorkDialog):
    """``purged`` carries what was done: how many cases went, and new passphrases to hand out."""

    purged = Signal(object)

    def __init__(
        self,
        purging: Purging,
        files: Sequence[str],
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        """Ask for the passphrase; ``files`` go, or only the keys are renewed where none does."""
        title = _("Take cases off this laptop") if files else _("Renew the keys of this laptop")
        super().__init__(
            theme, tasks, title, _("Take off and renew"), parent, name="purge", width=500
        )
        self._purging, self._files = purging, tuple(files)
        self._words = secret_field("purge_words")
        self._key_file = KeyFileLine("purge_key_file")
        said = _(
            "The centre has everything of these cases, or it lies sealed to the centre in a bundle "
            "that this laptop keeps. They go from here for good, and the keys of this laptop are "
            "renewed: copies of it from before open nothing."
        )
        self.content.addWidget(Words(said))
        self.content.addWidget(
            Words(_("Colleagues who come in on this laptop get a new passphrase."), "muted")
        )
        self._block = FieldBlock(_("Your passphrase"), self._words)
        self.content.addWidget(self._block)
        self.content.addWidget(self._key_file)

    def act(self) -> None:
        """Take them off."""
        purging, files = self._purging, self._files
        words, path = self._words.text(), self._key_file.path
        self.run(
            _("Taking off and renewing…"),
            lambda: purging.purge(files, words, read_key_file(path)),
            self._on_done,
        )

    def _on_done(self, done: Purged) -> None:
        self.purged.emit(done)
        self.accept()


class CardDialog(ReadingDialog):
    """Who she is, for a visit; what is shown is kept nowhere else."""

    def __init__(self, view: CardView, code: str, theme: Theme, parent: QWidget | None) -> None:
        """Show the lines of a card."""
        super().__init__("card_dialog", "card_page", theme.wide(460), parent)
        ends = exact(parse_stamp(view.until))
        self.body.addWidget(Words(_("Card for the visit · {code}").format(code=code), "heading"))
        self.body.addWidget(
            Words(_("It is dropped {when}. Write it down nowhere.").format(when=ends), "muted")
        )
        for label, words in view.lines:
            self.page.body.addWidget(Words(label, "strong"))
            self.page.body.addWidget(Words(words, name="card_line"))
        self.page.body.addStretch(1)
        self.body.addWidget(self.page, 1)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Close"), "primary", name="card_close", on_click=self.accept))
        self.body.addLayout(foot)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
