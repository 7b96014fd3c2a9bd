"""On the road, at a laptop: which cases it holds until when, and the way home to the centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.field_dialogs import CardDialog, PurgeDialog
from cem_desktop.gui.field_words import lease_cells, what_words
from cem_desktop.gui.file_choice import choose_folder
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.stick_page import StickPage
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.figure_card import FigureCard
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, Pane, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.read_table import ReadTable, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.working_page import chosen_in
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.leasing import LeaseRow
    from cem_desktop.services.purging import Purged, PurgePlan
    from cem_desktop.services.road_bundles import RoadBundle
    from cem_desktop.services.workspace import Workspace

_OFFICE: Final = "office"
_JOINING: Final = "joining"


class RoadPage(StickPage):
    """What this laptop holds; giving back, the stick to the centre, and taking cases off."""

    touched = frozenset({"leases", "trust", "feeds", "case_files", "drafts", "records"})

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show what is here."""
        super().__init__("road", workspace, theme, tasks, clock)
        self._held: tuple[LeaseRow, ...] = ()
        self._plan: PurgePlan | None = None
        self._cards: frozenset[str] = frozenset()
        self._write = Button(
            _("Write the bundle for the centre…"),
            "primary",
            name="road_write",
            icon=icon("export", theme.tokens.on_accent),
            on_click=lambda: choose_folder(self, _("Stick or folder for the bundle"), self.write),
        )
        self._give = Button(_("Give it back…"), name="road_give", on_click=self._ask_give)
        self._give_all = Button(
            _("Give all back…"), "quiet", name="road_give_all", on_click=self._ask_give_all
        )
        self._card = Button(_("See the card…"), name="road_card", on_click=self._show_card)
        self._keep = Button(_("Seal what waits, and keep it"), name="road_keep", on_click=self.keep)
        self._purge = Button(
            _("Take off and renew the keys…"), name="road_purge", on_click=self.ask_purge
        )
        self._work = self._make_work(
            self._write, self._read, self._give, self._give_all, self._keep, self._purge
        )
        self._waiting = FigureCard(_("Waiting for the centre"), name="road_waiting")
        self._arrived = FigureCard(_("The centre has"), name="road_arrived")
        self._table = self._make_table()
        self._leaving = Words(name="road_leaving")
        self._build()
        self.setFocusProxy(self._read)
        self._refresh()

    def write(self, folder: Path) -> None:
        """Write what waits for the centre to a stick."""
        road = self._workspace.field_road
        self._work.start(
            _("Sealing the bundle…"),
            lambda progress: road.export(_OFFICE, folder, progress.report),
            self._on_written,
        )

    def keep(self) -> None:
        """Seal what waits for the centre, and keep it here until its receipt comes."""
        road = self._workspace.field_road
        self._work.start(
            _("Sealing the bundle…"),
            lambda progress: road.keep_sealed(progress.report),
            lambda _written: self._banner.tell(
                "good",
                _(
                    "All that waits lies sealed to the centre in this laptop, and goes along with "
                    "every stick until the centre has it. This laptop cannot open it any more."
                ),
            ),
        )

    def choose(self, code: str) -> None:
        """Choose a case in the list."""
        self._table.setCurrentCell([one.code for one in self._held].index(code), 0)

    def give_back(self, files: Sequence[str]) -> None:
        """Give cases back; they are locked here at once."""
        leasing = self._workspace.leasing
        self._work.start(
            _("Working…"),
            lambda _progress: leasing.check_in(files),
            lambda _nothing: self._banner.tell(
                "good",
                _("Given back, and locked here. Write the bundle, so that the centre has it all."),
            ),
        )

    def ask_purge(self) -> None:
        """Ask for the passphrase, and take off what may go."""
        if self._plan is None:
            return
        dialog = PurgeDialog(
            self._workspace.purging, self._plan.files, self._theme, self._tasks, self
        )
        dialog.purged.connect(self._on_purged)
        self._open(dialog)

    def _make_table(self) -> ReadTable:
        table = ReadTable(
            self._theme,
            (
                TableColumn(_("Case")),
                TableColumn(_("Until")),
                TableColumn(_("State")),
                TableColumn(_("Stays at the centre"), is_wide=True),
            ),
            name="road_cases",
            grows=True,
        )
        table.itemSelectionChanged.connect(self._refresh_acts)
        return table

    def _build(self) -> None:
        subtitle = _("You can work for days without the centre; what you write comes home here.")
        header = PageHeader(_("On the road"), subtitle, self._read, self._write, name="road_header")
        self._empty = EmptyState(
            _("No case on this laptop yet"),
            _("The centre lends cases, and writes a bundle for this laptop on a stick: read it."),
            name="road_empty",
            picture=self._picture(),
        )
        self._stranger = EmptyState(
            _("This laptop has not joined its centre"),
            _("Join it first; then cases can be lent to it."),
            name="road_stranger",
            picture=self._picture(),
            action=Button(
                _("Join the centre"),
                name="road_to_joining",
                on_click=lambda: self.place_wanted.emit(_JOINING),
            ),
        )
        figures = row(14)
        figures.addWidget(self._waiting, 1)
        figures.addWidget(self._arrived, 1)
        self._figures = Pane("clear", figures)
        self._cases_card = Card(
            Words(_("Cases on this laptop"), "cardTitle"),
            self._table,
            Flow(self._give, self._give_all, self._card, gap=10),
            gap=12,
        )
        self._leaving_card = Card(
            Words(_("Cases that may leave"), "cardTitle"),
            self._leaving,
            Flow(self._keep, self._purge, gap=10),
            gap=12,
        )
        for part in (
            header,
            self._banner,
            self._progress,
            self._stranger,
            self._empty,
            self._figures,
            self._cases_card,
            self._leaving_card,
            self._exchange,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _refresh(self) -> None:
        try:
            (state,) = self._workspace.field_road.states()
            self._held = self._workspace.leasing.held()
            self._plan = self._workspace.purging.plan()
            joined = self._workspace.joining.state().joined
            self._cards = self._workspace.visit_cards.files()
        except CemError as error:
            tell_error(self._banner, error)
            return
        now = self._clock.now().astimezone(LIMA)
        self._stranger.setVisible(not joined)
        self._write.setVisible(joined)
        self._read.setVisible(joined)
        self._figures.setVisible(joined)
        self._exchange.setVisible(joined)
        self._exchange.refresh()
        self._empty.setVisible(joined and not self._held)
        self._cases_card.setVisible(bool(self._held))
        self._waiting.tell(say_count(state.waiting), _waiting_line(state.waiting))
        heard = parse_stamp(state.heard) if state.heard else None
        said = _("Last heard of {when}").format(when=say_instant(heard, now)) if heard else ""
        self._arrived.tell(say_count(state.acknowledged), said, exact(heard) if heard else "")
        self._table.show_lines(
            [lease_cells(one, now, at_office=False) for one in self._held],
            [one.lease for one in self._held],
        )
        self._show_plan(self._plan)
        self._refresh_acts()

    def _show_plan(self, plan: PurgePlan) -> None:
        locked = (*plan.files, *plan.uncovered, *plan.with_drafts, *plan.uncertain)
        self._leaving_card.setVisible(bool(locked) or plan.keys_due)
        told = []
        if plan.files:
            told.append(
                ngettext(
                    "{count} case may leave now: the centre has all of it.",
                    "{count} cases may leave now: the centre has all of them.",
                    len(plan.files),
                ).format(count=say_count(len(plan.files)))
            )
        if plan.uncovered:
            told.append(
                ngettext(
                    "{count} case waits for the receipt of the centre. Without a road home, seal "
                    "and keep it.",
                    "{count} cases wait for the receipt of the centre. Without a road home, seal "
                    "and keep them.",
                    len(plan.uncovered),
                ).format(count=say_count(len(plan.uncovered)))
            )
        if plan.with_drafts:
            told.append(
                ngettext(
                    "{count} case has drafts: close or discard them first.",
                    "{count} cases have drafts: close or discard them first.",
                    len(plan.with_drafts),
                ).format(count=say_count(len(plan.with_drafts)))
            )
        if plan.uncertain:
            told.append(
                _(
                    "This computer's clock alone says that the time is over. Nothing leaves before "
                    "you give it back, or a bundle of the centre says so too."
                )
            )
        if plan.keys_due and not locked:
            told.append(_("Cases have left. The keys of this laptop are still to be renewed."))
        self._leaving.setText("\n".join(told))
        self._keep.setVisible(bool(plan.uncovered))
        self._purge.setVisible(bool(plan.files) or plan.keys_due)

    def _refresh_acts(self) -> None:
        chosen = self._chosen()
        self._give.setEnabled(chosen is not None and chosen.is_out)
        self._card.setVisible(bool(self._cards))
        self._card.setEnabled(chosen is not None and chosen.file in self._cards)
        self._give_all.setEnabled(any(one.is_out for one in self._held))

    def _chosen(self) -> LeaseRow | None:
        return chosen_in(self._table, self._held, only=True)

    def _show_card(self) -> None:
        if (lease := self._chosen()) is None:
            return
        try:
            view = self._workspace.visit_cards.look(lease.file)
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._open(CardDialog(view, lease.code, self._theme, self))

    def _ask_give(self) -> None:
        if (lease := self._chosen()) is not None:
            title = _("Give {case} back").format(case=what_words(lease))
            self._ask(title, [lease])

    def _ask_give_all(self) -> None:
        self._ask(_("Give all cases back"), [one for one in self._held if one.is_out])

    def _ask(self, title: str, leases: Sequence[LeaseRow]) -> None:
        files = [one.file for one in leases]
        if any(one.is_whole for one in leases):
            files = [row.file_id for row in self._workspace.casework.caseload()]
        self._confirm(
            title,
            _(
                "It is locked here at once. What you wrote is kept until the centre has it; drafts "
                "can still be closed."
            ),
            _("Give back"),
            lambda: self.give_back(files),
        )

    def _on_written(self, written: RoadBundle) -> None:
        said = _("{file} is written. Only the centre can open it.").format(file=written.path.name)
        if written.kept:
            said += " " + ngettext(
                "{count} bundle that was kept goes along.",
                "{count} bundles that were kept go along.",
                len(written.kept),
            ).format(count=say_count(len(written.kept)))
        self._banner.tell("good", said, _("The bundle is ready"))

    def _on_purged(self, done: Purged) -> None:
        said = ngettext(
            "{count} case has left this laptop; its keys are new.",
            "{count} cases have left this laptop; its keys are new.",
            done.files,
        ).format(count=say_count(done.files))
        if not done.files:
            said = _("The keys of this laptop are new.")
        for login, words in done.passphrases.items():
            said += "\n" + _("New passphrase of {login}: {words}").format(login=login, words=words)
        self._refresh()
        self._banner.tell("good", said)


def _waiting_line(waiting: int) -> str:
    if not waiting:
        return _("The centre has all that was written here.")
    return _("They wait until a receipt of the centre has covered them.")
