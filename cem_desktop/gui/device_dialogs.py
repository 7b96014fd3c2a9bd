"""Dialogs about one laptop: take it on, change it, what a theft exposes, what was held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.errors import FingerprintMismatchError
from cem_desktop.gui.file_choice import choose_folder
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import ScrollPage, column, keep_to_screen, row
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.six_words import SixWords
from cem_desktop.gui.widgets.word_grid import WordGrid
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.ficha_words import service_words
from cem_desktop.services.devices import LENT_SERVICES
from cem_desktop.services.joining import WORD_COUNT, fingerprint_word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.devices import Devices, DeviceState, LaptopRequest, StolenReport
    from cem_desktop.services.exposure import ExposedCase

_COLUMNS: Final = 3
_TABLE_HEIGHT: Final = 220


class _Choice(QWidget):
    """Who gets the laptop, and the services whose reserved answers it may carry."""

    def __init__(
        self, holders: Sequence[str], name: str, *, holder: str = "", services: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self._holder = QComboBox()
        self._holder.setObjectName(f"{name}_holder")
        self._holder.addItems(list(holders))
        if holder in holders:
            self._holder.setCurrentText(holder)
        given = set(services)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        self._boxes: dict[str, QCheckBox] = {}
        for at, service in enumerate(LENT_SERVICES):
            box = QCheckBox(service_words(service))
            box.setObjectName(f"{name}_service_{service}")
            box.setChecked(service in given)
            self._boxes[service] = box
            grid.addWidget(box, at // 2, at % 2)
        parts = column(12)
        parts.addWidget(FieldBlock(_("Who gets it"), self._holder))
        parts.addWidget(Words(_("Reserved answers that it may carry"), "strong"))
        parts.addWidget(
            Words(
                _("Only of the services that its holder works for. All others stay in the centre."),
                "hint",
            )
        )
        parts.addLayout(grid)
        self.setLayout(parts)

    @property
    def holder(self) -> str:
        return self._holder.currentText()

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(service for service, box in self._boxes.items() if box.isChecked())


class ApproveLaptopDialog(WorkDialog):
    """``approved``: the answer file, once the words typed are those on the laptop's screen."""

    approved = Signal(object)

    def __init__(
        self,
        devices: Devices,
        request: LaptopRequest,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        """Ask for the words, and what the laptop is for. The words of the file are not shown."""
        super().__init__(
            theme, tasks, _("A laptop asks to be taken on"), _("Take it on and save the answer…"),
            parent, name="approve_laptop", width=600,
        )  # fmt: skip
        self._devices, self._request = devices, request
        self._grid = WordGrid(fingerprint_word_list(), WORD_COUNT, _COLUMNS, name="approve_words")
        self._laptop = QRadioButton(_("A laptop: it borrows chosen cases"))
        self._laptop.setObjectName("approve_kind_laptop")
        self._laptop.setChecked(True)
        self._satellite = QRadioButton(_("A further PC of the centre: it holds every case"))
        self._satellite.setObjectName("approve_kind_satellite")
        self._choice = _Choice(devices.holders(), "approve")
        room = ScrollPage(name="approve_room", margin=0)
        self.content.addWidget(room, 1)
        room.body.addWidget(Words(_("Six words on the laptop's screen"), "strong"))
        room.body.addWidget(
            Words(
                _("Type them from its screen. Other words mean that it is another laptop."), "hint"
            )
        )
        room.body.addWidget(self._grid)
        room.body.addWidget(Words(_("What it is"), "strong"))
        for part in (self._laptop, self._satellite, self._choice):
            room.body.addWidget(part)
        keep_to_screen(room, theme)
        self._grid.changed.connect(self._refresh)
        self._refresh()
        self._grid.setFocus()

    def type_words(self, words: str) -> None:
        """Type the six words."""
        self._grid.type_text(words)

    def act(self) -> None:
        """Ask where the answer goes."""
        choose_folder(self, _("Stick or folder for the answer"), self.approve_into)

    def approve_into(self, folder: Path) -> None:
        """Take the laptop on, and write its answer into ``folder``."""
        kind = "satellite" if self._satellite.isChecked() else "laptop"
        devices, request, heard = self._devices, self._request, self._grid.text
        holder, services = self._choice.holder, self._choice.services
        self.run(
            _("Taking the laptop on…"),
            lambda: devices.approve(
                request, heard, kind=kind, holder=holder, services=services, folder=folder
            ),
            self._on_approved,
            self._on_failed,
        )

    def _refresh(self) -> None:
        self.do.setEnabled(self._grid.is_full)

    def _on_approved(self, answer: Path) -> None:
        self.accept()
        self.approved.emit(answer)

    def _on_failed(self, error: Exception) -> bool:
        if not isinstance(error, FingerprintMismatchError):
            return False
        text = explain(error)
        self.banner.tell("danger", f"{text.happened} {text.next_step}", text.title)
        self._grid.setFocus()
        return True


class ChangeDeviceDialog(WorkDialog):
    """Another holder, other services; it holds from the next exchange with the laptop on."""

    def __init__(
        self,
        devices: Devices,
        state: DeviceState,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        """Show what holds now."""
        super().__init__(
            theme, tasks, _("Who has it, and what it may carry"), _("Keep"), parent,
            name="change_device", width=540,
        )  # fmt: skip
        self._devices, self._device = devices, state.device
        self._choice = _Choice(
            devices.holders(),
            "change",
            holder=state.device.holder,
            services=state.device.services,
        )
        self.content.addWidget(self._choice)
        self.content.addWidget(
            Words(_("The laptop hears of it with the next exchange. What it has it keeps."), "hint")
        )

    def act(self) -> None:
        """Keep it."""
        devices, device = self._devices, self._device.id
        holder, services = self._choice.holder, self._choice.services
        self.run(
            _("Keeping…"),
            lambda: devices.change(device, holder=holder, services=services),
            lambda _none: self.accept(),
        )


class WordsToTypeDialog(Dialog):
    """The six words of this office PC, after an answer was written: to be typed on the laptop."""

    def __init__(
        self, words: Sequence[str], answer: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        """Show the words, and the name of the answer file."""
        super().__init__("words_to_type", theme.wide(560), parent)
        shown = SixWords(theme, name="words_to_type")
        shown.tell(words)
        self.body.addWidget(Words(_("Now on the laptop"), "heading"))
        self.body.addWidget(
            Words(
                _(
                    "Take the answer file {file} to the laptop, choose it there, and type these "
                    "six words of this PC. Only then does the laptop trust it."
                ).format(file=answer)
            )
        )
        self.body.addWidget(shown)
        self.body.addLayout(_foot(_("Done"), "words_to_type_done", self))


class ExposedDialog(Dialog):
    """The cases that lie on a device, and after a theft what was done and what is left to do."""

    def __init__(
        self,
        cases: Sequence[ExposedCase],
        theme: Theme,
        clock: Clock,
        parent: QWidget | None = None,
        report: StolenReport | None = None,
    ) -> None:
        """Show ``cases``; ``report`` where the device was just reported stolen."""
        super().__init__("exposed", theme.wide(640), parent)
        title = _("Cases on this laptop") if report is None else _("The laptop is cut off")
        self.body.addWidget(Words(title, "heading"))
        if report is not None:
            for number, line in enumerate(_what_follows(report), 1):
                self.body.addWidget(Words(f"{number}. {line}", name=f"exposed_step_{number}"))
        count = len(cases)
        said = ngettext("{count} case lay on it:", "{count} cases lay on it:", count).format(
            count=count
        )
        self.body.addWidget(
            Words(said if count else _("No case lay on it."), "strong", name="exposed_count")
        )
        if cases:
            table = ReadTable(
                theme,
                (
                    TableColumn(_("Case")),
                    TableColumn(_("Lent since")),
                    TableColumn(_("Until")),
                    TableColumn(_("Who she is"), is_wide=True),
                ),
                name="exposed_table",
            )
            table.setMinimumHeight(theme.px(_TABLE_HEIGHT))
            now = clock.now()
            table.show_lines([_exposed_line(one, now) for one in cases])
            self.body.addWidget(table)
        self.body.addLayout(_foot(_("Close"), "exposed_done", self))


class QuarantineDialog(Dialog):
    """What a laptop brought beyond its cut; accepted: somebody has looked at it."""

    def __init__(
        self,
        devices: Devices,
        device: str,
        theme: Theme,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        """Show the entries."""
        super().__init__("quarantine", theme.wide(680), parent)
        self.body.addWidget(Words(_("Held back"), "heading"))
        self.body.addWidget(
            Words(
                _(
                    "This arrived from the laptop after it was cut off. It is kept, and nothing of "
                    "it was put into any case: it may be hers, from before, or somebody else's. "
                    "Ask the person who had the laptop what she wrote, and write it in again."
                )
            )
        )
        table = ReadTable(
            theme,
            (
                TableColumn(_("No."), is_number=True),
                TableColumn(_("Case")),
                TableColumn(_("Ficha")),
                TableColumn(_("Written, by its clock"), is_wide=True),
                TableColumn(_("Arrived")),
            ),
            name="quarantine_table",
        )
        table.setMinimumHeight(theme.px(_TABLE_HEIGHT))
        now = clock.now()
        table.show_lines(
            [
                (
                    TableCell(str(one.seq)),
                    TableCell(one.code or "–"),
                    TableCell(one.form.partition("@")[0].upper() or "–"),
                    TableCell(one.wall or _("it does not say")),
                    TableCell(say_instant(at := parse_stamp(one.at), now), exact(at)),
                )
                for one in devices.quarantine(device)
            ]
        )
        self.body.addWidget(table)
        self.body.addLayout(_foot(_("I have looked at it"), "quarantine_done", self))


def _foot(words: str, name: str, dialog: Dialog) -> QHBoxLayout:
    foot = row()
    foot.addStretch(1)
    foot.addWidget(Button(words, "primary", name=name, on_click=dialog.accept))
    return foot


def _what_follows(report: StolenReport) -> tuple[str, ...]:
    """Return what was done, and what a person has to do."""
    done = (
        ngettext(
            "What it had brought before counts: {count} entry. What comes later is held back and "
            "shown here.",
            "What it had brought before counts: {count} entries. What comes later is held back "
            "and shown here.",
            report.kept,
        ).format(count=report.kept),
        _("Nothing is sealed to it any more, and this centre has taken a new key for what comes."),
        _("The other laptops hear of it with their next exchange: meet each of them soon."),
    )
    women = (
        _(
            "Think of every woman below: who took the laptop may learn that she came here. Warn "
            "her by a safe way, and look at her safety plan today."
        ),
    )
    officer = (_("Report the theft, and tell the personal data officer: the law gives 48 hours."),)
    return (*done, *(women if report.exposed else ()), *officer)


def _exposed_line(one: ExposedCase, now: datetime) -> tuple[TableCell, ...]:
    since, ends = parse_stamp(one.since), parse_stamp(one.ends)
    if one.identity_until is None:
        card = TableCell(_("not on it"))
    else:
        until = parse_stamp(one.identity_until)
        said = _("visit card, until {when}").format(when=say_instant(until, now))
        card = TableCell(said, exact(until), strong=True)
    return (
        TableCell(one.code, strong=True),
        TableCell(say_instant(since, now), exact(since)),
        TableCell(say_instant(ends, now), exact(ends)),
        card,
    )
