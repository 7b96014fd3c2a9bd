"""Audit: who did what, newest first; checking the whole trail, and taking it along."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.gui.file_choice import choose_files, choose_new_file
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.audit_filters import AuditFilters
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.selfcheck_card import SelfcheckCard
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.trail_words import act_words, detail_words, finding_words
from cem_desktop.services.trail import PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.trail import TrailCheck, TrailLine
    from cem_desktop.services.workspace import Workspace

_FINDINGS_SHOWN: Final = 5
_EXPORT: Final = (".jsonl",)


class AuditPage(ScrollPage):
    """The audit trail, a page at a time."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Read the newest entries when the page is shown."""
        super().__init__(name="audit_page")
        self._trail, self._clock = workspace.trail, clock
        self._lines: tuple[TrailLine, ...] = ()
        self._starts: list[int | None] = [None]
        tokens = theme.tokens
        self._verify = Button(
            _("Check the trail"),
            "primary",
            name="audit_verify",
            icon=icon("shield", tokens.on_accent),
            on_click=self.verify,
        )
        self._compare = Button(
            _("Compare with an export…"),
            name="audit_compare",
            icon=icon("receipt", tokens.text),
            on_click=lambda: choose_files(
                self, _("An earlier export"), _EXPORT, lambda chosen: self.verify(chosen[0])
            ),
        )
        self._export = Button(
            _("Export…"),
            name="audit_export",
            icon=icon("export", tokens.text),
            on_click=lambda: choose_new_file(
                self, _("Where to save it"), _("audit-trail.jsonl"), self.export
            ),
        )
        header = PageHeader(
            _("Audit"),
            _(
                "Who came in, saw, changed, exported, printed or was denied. It never holds "
                "answers, and nothing of it is ever dropped."
            ),
            self._export,
            self._compare,
            self._verify,
            name="audit_header",
        )
        self._banner = Banner(theme, name="audit_banner")
        self._progress = ProgressPanel(tasks, name="audit_progress")
        self._filters = AuditFilters(self._trail.people(), clock)
        self._filters.changed.connect(self._read_first)
        self._table = ReadTable(
            theme,
            (
                TableColumn(_("When")),
                TableColumn(_("Who")),
                TableColumn(_("What")),
                TableColumn(_("On")),
                TableColumn(_("Details"), is_wide=True),
            ),
            name="audit_table",
            grows=True,
        )
        self._none = Words(_("No entry fits these filters."), "muted", name="audit_none")
        self._newer = Button(_("Newer"), name="audit_newer", on_click=self._go_newer)
        self._older = Button(_("Older"), name="audit_older", on_click=self._go_older)
        self._workspace = workspace
        self._selfcheck = SelfcheckCard()
        self._selfcheck.wanted.connect(self.check_computer)
        controls = (
            self._selfcheck.button,
            self._verify,
            self._compare,
            self._export,
            self._newer,
            self._older,
        )
        self._work = PageWork(self, tasks, self._banner, self._progress, controls)
        turning = row()
        turning.addStretch(1)
        turning.addWidget(self._newer)
        turning.addWidget(self._older)
        for part in (header, self._banner, self._progress, self._selfcheck, self._filters):
            self.body.addWidget(part)
        self.body.addWidget(Card(self._table, self._none, turning))
        self.body.addStretch(1)
        self.setFocusProxy(self._verify)
        self._show(())
        self._none.hide()

    @property
    def lines(self) -> tuple[TrailLine, ...]:
        """The entries that are shown."""
        return self._lines

    def showEvent(self, event: QShowEvent) -> None:
        """Read anew whenever somebody comes to the page."""
        super().showEvent(event)
        self._read_first()

    def verify(self, against: Path | None = None) -> None:
        """Walk the whole trail; hold it against an earlier export where one is given."""
        trail = self._trail
        self._work.start(
            _("Checking the trail…"),
            lambda progress: trail.verify(progress.report, against),
            self._tell_check,
        )

    def check_computer(self) -> None:
        """Check this computer and the inside of the workspace."""
        from cem_desktop.services.selfcheck_inside import check_workspace

        workspace = self._workspace
        self._work.start(
            _("Checking this computer…"),
            lambda progress: check_workspace(workspace, progress.report),
            self._selfcheck.show_lines,
        )

    def export(self, path: Path) -> None:
        """Write the whole trail to ``path``."""
        trail = self._trail
        self._work.start(
            _("Writing the trail…"),
            lambda _progress: trail.export(path),
            lambda written: self._banner.tell(
                "good",
                _(
                    "The file is in clear: it holds logins and what was done when. Give it to "
                    "whoever checks this centre, and keep no copy here."
                ),
                _("Written: {file}").format(file=written.name),
            ),
        )

    def _read_first(self) -> None:
        self._starts = [None]
        self._read()

    def _go_older(self) -> None:
        if self._lines:
            self._starts.append(self._lines[-1].entry.seq)
            self._read()

    def _go_newer(self) -> None:
        if len(self._starts) > 1:
            self._starts.pop()
            self._read()

    def _read(self) -> None:
        question = self._filters.question()
        if question is None:
            return
        trail, before = self._trail, self._starts[-1]
        self._work.start(
            _("Reading the trail…"), lambda _progress: trail.page(question, before), self._show
        )

    def _show(self, lines: tuple[TrailLine, ...]) -> None:
        self._lines = lines
        self._table.show_lines([self._cells(line) for line in lines])
        self._table.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self._newer.setVisible(len(self._starts) > 1)
        self._older.setVisible(len(lines) == PAGE)
        self.verticalScrollBar().setValue(0)

    def _cells(self, line: TrailLine) -> Sequence[TableCell]:
        entry = line.entry
        at = parse_stamp(entry.at)
        detail = entry.detail if isinstance(entry.detail, dict) else {}
        raw = json.dumps(detail, ensure_ascii=False) if detail else ""
        return (
            TableCell(say_instant(at, self._clock.now()), exact(at.astimezone(LIMA))),
            TableCell(line.login),
            TableCell(act_words(entry.action), entry.action),
            TableCell(line.what, entry.subject, strong=line.is_code),
            TableCell(detail_words(detail), raw),
        )

    def _tell_check(self, check: TrailCheck) -> None:
        if not check.findings:
            self._banner.tell(
                "good",
                _("{count} entries, all of them under the device's signature.").format(
                    count=say_count(check.length)
                ),
                _("The trail is whole"),
            )
            return
        told = [
            finding_words(one.kind, one.seq, outside=one.outside)
            for one in check.findings[:_FINDINGS_SHOWN]
        ]
        more = len(check.findings) - len(told)
        if more > 0:
            told.append(_("And {count} more.").format(count=more))
        told.append(_("Change nothing, make a backup, and call headquarters today."))
        self._banner.tell("danger", " ".join(told), _("The trail is not as it was written"))
