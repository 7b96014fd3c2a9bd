"""Backups: the last one, one more now, one looked through again, and the plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox

from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import BackupPlaceSyncedError, CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files, choose_folder
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.numbers import say_count, say_size
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.figure_card import FigureCard
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.backup_words import lacking_words
from cem_desktop.services.backup_manifest import fichas_in
from cem_desktop.services.backups import BY_HAND, DAILY, WEEKLY, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.backup_reading import Verified
    from cem_desktop.services.backups import BackupStatus, Run
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"backups"})
_BACKUP: Final = (".cemb",)
_KEEP: Final = (2, 4, 8, 12, 26, 52)


class BackupPage(ScrollPage):
    """Makes, verifies and plans backups."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show how the backups of this workspace stand."""
        super().__init__(name="backup_page")
        self._workspace, self._theme, self._clock = workspace, theme, clock
        self._tasks = tasks
        self._schedule = Schedule()
        tokens = theme.tokens
        self._make = Button(
            _("Make a backup now…"),
            "primary",
            name="backup_make",
            icon=icon("save", tokens.on_accent),
            on_click=self._on_make,
        )
        self._verify = Button(
            _("Verify a backup…"),
            name="backup_verify",
            icon=icon("view", tokens.text),
            on_click=lambda: choose_files(
                self, _("Backup to verify"), _BACKUP, lambda chosen: self.verify(chosen[0])
            ),
        )
        header = PageHeader(_("Backups"), "", self._verify, self._make, name="backup_header")
        header.say(
            _(
                "One encrypted file with everything in this workspace. It is read back from the "
                "stick, opened and counted before it counts as a backup."
            )
        )
        self._banner = Banner(theme, name="backup_banner")
        self._place_news = Banner(theme, name="backup_place_news")
        self._progress = ProgressPanel(tasks, name="backup_progress")
        self._last = FigureCard(_("Last verified backup"), name="backup_last")
        self._changed = FigureCard(_("Since then"), name="backup_changed")
        self._place = Words(name="backup_place")
        self._choose = Button(
            _("Choose a place…"),
            name="backup_choose",
            icon=icon("stick", tokens.text),
            on_click=lambda: choose_folder(self, _("Stick or folder for backups"), self.use_place),
        )
        self._days = _combo(
            "backup_days",
            ((WEEKLY, _("Every week")), (DAILY, _("Every day")), (BY_HAND, _("Only by hand"))),
        )
        self._keep = _combo("backup_keep", tuple((one, say_count(one)) for one in _KEEP))
        for box in (self._days, self._keep):
            box.activated.connect(lambda _index: self._on_plan())
        self._table = self._make_table()
        self._runs = Card(Words(_("Backups made"), "cardTitle"), self._table)
        controls = (self._make, self._verify, self._choose, self._days, self._keep)
        self._work = PageWork(self, tasks, self._banner, self._progress, controls)
        self._build(header)
        self.setFocusProxy(self._make)
        self._ask_status()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._ask_status()

    def make(self, folder: Path, *, synced_is_known: bool = False) -> None:
        """Make a backup in ``folder``."""
        backups = self._workspace.backups
        self._work.start(
            _("Making the backup, and reading it back…"),
            lambda progress: backups.create(
                folder, progress.report, synced_is_known=synced_is_known
            ),
            self._on_made,
            lambda error: self._on_synced(error, lambda: self.make(folder, synced_is_known=True)),
        )

    def verify(self, path: Path) -> None:
        """Read a backup back, open it and count it."""
        backups = self._workspace.backups
        self._work.start(
            _("Reading the backup…"),
            lambda progress: backups.verify(path, progress.report),
            self._on_verified,
        )

    def use_place(self, folder: Path) -> None:
        """Plan the backups in ``folder``."""
        self._plan(Schedule(str(folder), self._schedule.days, self._schedule.keep))

    def _on_make(self) -> None:
        """Make one in the planned place where it is there, else ask for a place."""
        folder = Path(self._schedule.folder) if self._schedule.folder else None
        if folder is not None and folder.is_dir():
            self.make(folder)
        else:
            choose_folder(self, _("Stick or folder for the backup"), self.make)

    def _on_plan(self) -> None:
        self._plan(
            Schedule(self._schedule.folder, self._days.currentData(), self._keep.currentData())
        )

    def _plan(self, schedule: Schedule, *, synced_is_known: bool = False) -> None:
        known = synced_is_known or schedule.folder == self._schedule.folder
        try:
            self._workspace.backups.plan(schedule, synced_is_known=known)
        except CemError as error:
            again = self._on_synced(error, lambda: self._plan(schedule, synced_is_known=True))
            if not again:
                tell_error(self._banner, error)

    def _on_synced(self, error: Exception, then: Callable[[], None]) -> bool:
        """Ask about a folder that goes to the internet; say whether it was that."""
        if not isinstance(error, BackupPlaceSyncedError):
            return False
        dialog = ConfirmDialog(
            self._theme,
            _("That folder is copied to the internet"),
            _(
                "It looks like the folder of a cloud service. The backup is encrypted, but a copy "
                "of it would leave the centre and stay there. A stick in a locked drawer is safer."
            ),
            _("Use it all the same"),
            self,
        )
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return True

    def _ask_status(self) -> None:
        backups = self._workspace.backups
        self._tasks.run(
            lambda _progress: backups.status(),
            owner=self,
            done=self._show,
            failed=self._on_no_status,
        )

    def _on_no_status(self, error: Exception) -> None:
        if isinstance(error, CemError):
            tell_error(self._banner, error)

    def _show(self, status: BackupStatus) -> None:
        self._schedule = status.schedule
        self._days.setCurrentIndex(self._days.findData(status.schedule.days))
        if self._keep.findData(status.schedule.keep) < 0:
            self._keep.addItem(say_count(status.schedule.keep), status.schedule.keep)
        self._keep.setCurrentIndex(self._keep.findData(status.schedule.keep))
        self._place.setText(status.schedule.folder or _("No place chosen yet."))
        self._show_last(status)
        self._show_place_news(status)
        self._runs.setVisible(bool(status.runs))
        self._table.show_lines([self._line(one) for one in status.runs])
        self._changed.tell(
            _("Changes") if status.changed else _("No changes"),
            _("A backup is due.") if status.overdue else _("The law asks for one a week."),
        )

    def _show_last(self, status: BackupStatus) -> None:
        verified = status.last_verified
        if verified is None:
            self._last.tell(_("None"), _("If this computer is lost, everything is lost with it."))
            return
        at = parse_stamp(verified.at)
        files = verified.counts.get("case_file", 0)
        self._last.tell(
            say_instant(at, self._clock.now()),
            ngettext("{count} file in it", "{count} files in it", files).format(
                count=say_count(files)
            ),
            exact(at),
        )

    def _show_place_news(self, status: BackupStatus) -> None:
        if status.schedule.folder and not status.is_place_there:
            words = _("The planned place is not connected. The backup is made when it is there.")
            self._place_news.tell("info", words)
        elif status.is_synced:
            words = _("The planned place looks like a cloud folder: backups leave the centre.")
            self._place_news.tell("warn", words)
        elif status.is_same_disk:
            words = _(
                "The planned place is on the disk of this computer. Who takes the computer takes "
                "the backup too: use a stick that is kept elsewhere."
            )
            self._place_news.tell("warn", words)
        else:
            self._place_news.clear()

    def _line(self, run: Run) -> tuple[TableCell, ...]:
        at = parse_stamp(run.at)
        return (
            TableCell(say_instant(at, self._clock.now()), exact(at)),
            TableCell(run.file),
            TableCell(say_count(run.counts.get("case_file", 0))),
            TableCell(say_count(fichas_in(run.counts))),
            TableCell(say_size(run.size)),
            TableCell(_state(run)),
        )

    def _on_made(self, run: Run) -> None:
        said = _("{file} ({size}) was read back and counted. Keep it apart from the computer.")
        self._banner.tell(
            "warn" if run.lacking else "good",
            f"{said.format(file=run.file, size=say_size(run.size))} {lacking_words(run.lacking)}",
            _("The backup is made"),
        )

    def _on_verified(self, found: Verified) -> None:
        manifest, lacking = found.manifest, len(found.lacking)
        at = parse_stamp(manifest.made)
        files, fichas = manifest.rows("case_file"), manifest.fichas()
        self._banner.tell(
            "warn" if lacking else "good",
            _("It is whole, made {when}: {files}, {records}.").format(
                files=ngettext("{count} file", "{count} files", files).format(
                    count=say_count(files)
                ),
                records=ngettext("{count} ficha", "{count} fichas", fichas).format(
                    count=say_count(fichas)
                ),
                when=exact(at),
            )
            + f" {lacking_words(lacking)}",
            _("Something is not in it") if lacking else _("The backup is good"),
        )

    def _make_table(self) -> ReadTable:
        return ReadTable(
            self._theme,
            (
                TableColumn(_("When")),
                TableColumn(_("File"), is_wide=True),
                TableColumn(_("Files"), is_number=True),
                TableColumn(_("Fichas"), is_number=True),
                TableColumn(_("Size"), is_number=True),
                TableColumn(_("State")),
            ),
            name="backup_table",
            grows=True,
        )

    def _build(self, header: PageHeader) -> None:
        figures = row(14)
        figures.addWidget(self._last, 1)
        figures.addWidget(self._changed, 1)
        place = row()
        place.addWidget(self._place, 1)
        place.addWidget(self._choose)
        how = row(14)
        how.addWidget(FieldBlock(_("How often"), self._days), 1)
        how.addWidget(FieldBlock(_("How many of the newest stay there"), self._keep), 1)
        plan = Card(
            Words(_("Planned backups"), "cardTitle"),
            Words(_("They are made by themselves while somebody works here."), "muted"),
            place,
            how,
            name="backup_plan",
            gap=10,
        )
        restore = Card(
            Words(_("Restore a backup"), "cardTitle"),
            Words(
                _(
                    "Lock the window (Ctrl+L) and choose «Restore a backup…». You see what would "
                    "come back and what would be missing before anything is done; what is here "
                    "now is kept."
                ),
                "muted",
            ),
            name="backup_restore",
        )
        for part in (header, self._banner, self._place_news, self._progress):
            self.body.addWidget(part)
        self.body.addLayout(figures)
        for card in (plan, self._runs, restore):
            self.body.addWidget(card)
        self.body.addStretch(1)


def _state(run: Run) -> str:
    if not run.verified:
        return _("not good")
    return _("verified, with gaps") if run.lacking else _("verified")


def _combo(name: str, choices: tuple[tuple[int, str], ...]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    for value, words in choices:
        box.addItem(words, value)
    return box
