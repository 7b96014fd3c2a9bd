"""What became of each bundle of an import; a refused one says why and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cem_desktop.error_texts import explain
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.widgets.layouts import Card, clear, column, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cem_desktop.services.bundle_import import ImportReport

_SHOWN = 100


class ImportResults(Card):
    """Hidden until an import has ended; refused bundles first."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__(name="import_results", gap=8)
        self.body.addWidget(Words(_("This import"), "cardTitle"))
        self._lines = column(8)
        self.body.addLayout(self._lines)
        self.hide()

    def clear(self) -> None:
        """Forget the last import."""
        clear(self._lines)
        self.hide()

    def show_reports(self, reports: Sequence[ImportReport]) -> None:
        """Show what became of each file."""
        clear(self._lines)
        ordered = sorted(reports, key=lambda one: one.error is None)
        for report in ordered[:_SHOWN]:
            self._lines.addWidget(_make_line(report))
        self.setVisible(bool(reports))


def _make_line(report: ImportReport) -> QWidget:
    made = QWidget()
    made.setObjectName("import_line")
    head = row(10)
    head.addWidget(_pill(report))
    head.addWidget(Words(report.file, "strong", wrap=False), 1)
    layout = column(2)
    layout.addLayout(head)
    if report.error is not None:
        text = explain(report.error)
        layout.addWidget(Words(f"{text.title}. {text.happened} {text.kept} {text.next_step}"))
    elif report.held:
        told = _(
            "It comes from a PC that was taken off the list. What lies beyond its last counted "
            "entry is kept apart and counts nowhere."
        )
        layout.addWidget(Words(told))
    made.setLayout(layout)
    return made


def _pill(report: ImportReport) -> Pill:
    if report.error is not None:
        return Pill(_("Refused"), "danger")
    if report.held:
        return Pill(_("Held back"), "danger")
    if report.repeated:
        return Pill(_("Already here"), "neutral")
    if not report.records:
        return Pill(_("Signed zero"), "info")
    fresh = ngettext("{count} new entry", "{count} new entries", report.fresh)
    return Pill(fresh.format(count=say_count(report.fresh)), "accent")
