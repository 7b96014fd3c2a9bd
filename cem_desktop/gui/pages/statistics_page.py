"""Statistics, at headquarters: a year's figures, internal or as they would be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QButtonGroup, QComboBox

from cem_desktop.gui.file_choice import choose_new_file
from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.icons import icon, pixmap
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.figures_view import FiguresView
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import ScrollPage
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports import charts, palette
from cem_desktop.reports.figures import EditionKind, Figures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.statistics import Statistics
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"registry", "cases"})
# Widths of the two drawings in points, beside or below one another.
_BESIDE_WIDTHS: Final = (480, 300)
_BELOW_WIDTHS: Final = (370, 370)
_PALETTES: Final = {one.name: one for one in (palette.LIGHT, palette.DARK, palette.CONTRAST)}


@dataclass(frozen=True)
class _View:
    """One reading: the figures and their drawings."""

    figures: Figures
    by_office: str
    by_month: str


class StatisticsPage(ScrollPage):
    """The table of a year, its chart, its notes, and the way onto paper."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Read the latest year that has cases."""
        super().__init__(name="statistics_page")
        assert workspace.headquarters is not None  # the rail offers this page to headquarters only
        self._statistics: Statistics = workspace.headquarters.statistics
        self._workspace, self._theme, self._clock = workspace, theme, clock
        self._palette = _PALETTES[theme.tokens.name]
        self._shown: Figures | None = None
        self._pdf = self._make_export("pdf", _("Save as PDF…"), "file_pdf", primary=True)
        self._csv = self._make_export("csv", _("Save as CSV…"), "file_table", primary=False)
        self._header = PageHeader(
            _("Statistics"), "", self._csv, self._pdf, name="statistics_header"
        )
        self._year = QComboBox()
        self._year.setObjectName("statistics_year")
        self._year.setAccessibleName(_("Year"))
        self._editions = QButtonGroup(self)
        self._internal = self._make_edition("internal", _("Internal"))
        self._public = self._make_edition("public", _("As published"))
        self._internal.setChecked(True)
        self._banner = Banner(theme, name="statistics_banner")
        self._mark = Banner(theme, name="statistics_mark")
        self._progress = ProgressPanel(tasks, name="statistics_progress")
        self._view = FiguresView(theme)
        self._empty = EmptyState(
            _("No case has arrived yet"),
            _(
                "The table builds itself from the bundles of the centres. Import the first one "
                "under Centres; a signed zero counts too."
            ),
            name="statistics_empty",
            picture=pixmap("statistics", theme.tokens.accent, theme.px(44)),
        )
        controls = (self._pdf, self._csv, self._year, self._internal, self._public)
        self._work = PageWork(self, tasks, self._banner, self._progress, controls)
        self._choice = Flow(Words(_("Year"), "strong", wrap=False), self._year, gap=10)
        self._choice_layout_add()
        for part in (
            self._header,
            self._choice,
            self._banner,
            self._mark,
            self._progress,
            self._empty,
            self._view,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._fill_years()
        self._year.currentIndexChanged.connect(lambda _at: self.read())
        self._editions.buttonClicked.connect(lambda _button: self.read())
        self.setFocusProxy(self._year)
        self.read()

    @property
    def figures(self) -> Figures | None:
        """The figures that are shown."""
        return self._shown

    @property
    def edition(self) -> EditionKind:
        """Which edition is chosen."""
        return EditionKind.PUBLIC if self._public.isChecked() else EditionKind.INTERNAL

    def choose_public(self) -> None:
        """Show the edition as it would be published."""
        self._public.setChecked(True)
        self.read()

    def renew(self, touched: frozenset[str]) -> None:
        """Say that there is news; the figures under the eyes do not change by themselves."""
        if not touched & _TOUCHED:
            return
        if self._shown is None:
            self._fill_years()
            self.read()
        else:
            self._banner.tell(
                "info", _("New bundles have arrived. Choose an edition again to count them.")
            )
            self._fill_years()

    def read(self) -> None:
        """Count the chosen year anew."""
        year = self._year.currentData()
        self._show_nothing(nothing=year is None)
        if year is None:
            return
        statistics, drawn, edition = self._statistics, self._palette, self.edition
        widths = _BESIDE_WIDTHS if self._view.is_beside else _BELOW_WIDTHS

        def count() -> _View:
            internal = edition is EditionKind.INTERNAL
            figures = statistics.internal(year) if internal else statistics.preview(year)
            by_office = charts.office_chart(figures, drawn, widths[0])
            by_month = charts.month_chart(figures, drawn, widths[1])
            return _View(figures, charts.svg(by_office), charts.svg(by_month))

        self._work.start(_("Counting…"), lambda _progress: count(), self._show)

    def save(self, form: str, path: Path) -> None:
        """Write the chosen edition to ``path`` as ``pdf`` or ``csv``; a public one is published."""
        shown = self._shown
        if shown is None or shown.year is None:
            return
        statistics, catalogue, year = self._statistics, self._workspace.catalogue, shown.year
        internal = shown.kind is EditionKind.INTERNAL

        def write() -> Path:
            from cem_desktop.services.exports import write_file

            made = shown if internal else statistics.publish(year)
            if form == "pdf":
                content = statistics.pdf(made, catalogue)
            else:
                content = statistics.csv(made).encode("utf-8")
            write_file(path, content)
            return path

        self._work.start(
            _("Writing the sheet…"),
            lambda _progress: write(),
            lambda written: self._banner.tell(
                "good", _("Written: {file}").format(file=written.name)
            ),
        )

    def _make_export(self, form: str, words: str, meaning: str, *, primary: bool) -> Button:
        tokens = self._theme.tokens
        return Button(
            words,
            "primary" if primary else "plain",
            name=f"statistics_{form}",
            icon=icon(meaning, tokens.on_accent if primary else tokens.text),
            on_click=lambda: self._ask(form),
        )

    def _make_edition(self, key: str, words: str) -> Button:
        button = Button(words, "filter", name=f"edition_{key}")
        button.setCheckable(True)
        self._editions.addButton(button)
        return button

    def _choice_layout_add(self) -> None:
        layout = self._choice.layout()
        assert layout is not None
        layout.addWidget(self._internal)
        layout.addWidget(self._public)

    def _fill_years(self) -> None:
        chosen = self._year.currentData()
        self._year.blockSignals(True)
        self._year.clear()
        for year in self._statistics.years():
            self._year.addItem(str(year), year)
        at = self._year.findData(chosen)
        self._year.setCurrentIndex(max(at, 0) if self._year.count() else -1)
        self._year.blockSignals(False)

    def _show_nothing(self, *, nothing: bool) -> None:
        self._empty.setVisible(nothing)
        for part in (self._choice, self._pdf, self._csv):
            part.setVisible(not nothing)
        if nothing or self._shown is None:
            self._view.hide()
            self._mark.clear()

    def _show(self, view: _View) -> None:
        figures = view.figures
        self._shown = figures
        self._header.say(
            _(
                "Files opened in {year}, counted up to {day}; {heard} of {expected} centres heard"
            ).format(
                year=figures.year,
                day=exact_day(figures.basis.cut_off),
                heard=figures.basis.offices_heard,
                expected=figures.basis.offices_expected,
            )
        )
        if figures.kind is EditionKind.INTERNAL:
            self._mark.tell("warn", figures.marking)
        else:
            self._mark.tell(
                "info",
                _(
                    "A preview: small counts are hidden so that nobody can be recognised. It is "
                    "published when you save it."
                ),
                figures.marking,
            )
        self._view.show_figures(figures, view.by_office, view.by_month)
        self._view.show()

    def _ask(self, form: str) -> None:
        """Say what saving does, then ask where."""
        shown = self._shown
        if shown is None:
            return
        if shown.kind is EditionKind.INTERNAL:
            title = _("Save the internal edition?")
            text = _(
                "It holds small counts by which a person could be recognised. It is marked, and "
                "the audit trail keeps who saved it. Do not publish or forward it."
            )
            act = _("Save the internal edition")
        else:
            title = _("Publish this edition?")
            text = _(
                "The program remembers what it published: later editions of this year hide what "
                "the difference would reveal. That cannot be taken back."
            )
            act = _("Publish and save")
        dialog = ConfirmDialog(self._theme, title, text, act, self)
        dialog.accepted.connect(lambda: self._choose(form))
        dialog.open()

    def _choose(self, form: str) -> None:
        shown = self._shown
        if shown is not None:
            proposed = f"cem-{shown.year}-{shown.kind}.{form}"
            then: Callable[[Path], None] = lambda path: self.save(form, path)  # noqa: E731
            choose_new_file(self, _("Where to save it"), proposed, then)
