"""Cards for who answers for a place: exceptional access, review of rights, who sees what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.human_dates import exact, exact_day, say_instant
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.read_table import ReadTable, TableCell, TableColumn
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.exceptional import CaseTeams, Exceptional, ShownAccess
    from cem_desktop.services.rights_review import RightsReview


class ExceptionsCard(Card):
    """Who opened what with a reason; the chosen one can be marked as seen."""

    def __init__(self, exceptional: Exceptional, theme: Theme, clock: Clock) -> None:
        """Show them, the latest first."""
        super().__init__(Words(_("Exceptional access"), "cardTitle"), name="exceptions", gap=12)
        self._exceptional, self._clock = exceptional, clock
        self._shown: tuple[ShownAccess, ...] = ()
        self._banner = Banner(theme, name="exceptions_banner")
        self._none = Words(
            _("Nobody has opened a case of another team or the identity vault by exception."),
            "muted",
            name="exceptions_none",
        )
        self._table = ReadTable(
            theme,
            (
                TableColumn(_("When")),
                TableColumn(_("Who")),
                TableColumn(_("What")),
                TableColumn(_("Why"), is_wide=True),
                TableColumn(_("Seen by")),
            ),
            name="exceptions_table",
            grows=True,
        )
        self._see = Button(_("Mark as seen"), name="exceptions_see", on_click=self._mark)
        line = row()
        line.addStretch(1)
        line.addWidget(self._see)
        for part in (self._banner, self._none, self._table):
            self.body.addWidget(part)
        self.body.addLayout(line)
        self._table.itemSelectionChanged.connect(self._refresh_act)
        self.refresh()

    def refresh(self) -> None:
        """Show them as they are now."""
        self._shown = self._exceptional.all()
        self._table.show_lines([self._line(one) for one in self._shown])
        for part in (self._table, self._see):
            part.setVisible(bool(self._shown))
        self._none.setVisible(not self._shown)
        self._refresh_act()

    def choose(self, at: int) -> None:
        """Choose a line."""
        self._table.setCurrentCell(at, 0)

    def _line(self, one: ShownAccess) -> tuple[TableCell, ...]:
        at = parse_stamp(one.at)
        what = {
            "glass": _("case {code}"),
            "glass_reserved": _("reserved answers of {code}"),
        }.get(one.kind, _("identity vault, in an emergency"))
        seen = one.seen_by or (_("her own") if one.is_mine else _("not yet"))
        return (
            TableCell(say_instant(at, self._clock.now().astimezone(LIMA)), exact(at)),
            TableCell(one.login),
            TableCell(what.format(code=one.code)),
            TableCell(one.reason, one.reason),
            TableCell(seen, strong=not one.seen_by),
        )

    def _refresh_act(self) -> None:
        at = self._table.currentRow()
        one = self._shown[at] if 0 <= at < len(self._shown) else None
        self._see.setEnabled(one is not None and not one.seen_by and not one.is_mine)

    def _mark(self) -> None:
        try:
            self._exceptional.see(self._shown[self._table.currentRow()].id)
        except CemError as error:
            tell_error(self._banner, error)
            return
        self.refresh()


class ReviewCard(Card):
    """When everybody's rights were looked through last, and when they must be again."""

    def __init__(self, review: RightsReview, theme: Theme) -> None:
        """Show it."""
        super().__init__(Words(_("Review of rights"), "cardTitle"), name="rights_review", gap=10)
        self._review = review
        self._banner = Banner(theme, name="rights_review_banner")
        self._said = Words(name="rights_review_said")
        done = Button(_("Reviewed today"), name="rights_review_done", on_click=self._mark)
        line = row()
        line.addStretch(1)
        line.addWidget(done)
        text = _(
            "Every six months (D.S. 016-2024-JUS, art. 46): look at each line above. Does she "
            "still work here? Does she need each of her roles?"
        )
        for part in (self._banner, Words(text, "muted"), self._said):
            self.body.addWidget(part)
        self.body.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Show it as it is now."""
        state = self._review.state()
        due = exact_day(state.due)
        if state.last is None:
            said = _("Not reviewed yet. Due by {day}.").format(day=due)
        else:
            said = _("Last reviewed on {last} by {login}. Due again by {day}.").format(
                last=exact_day(state.last), login=state.by, day=due
            )
        self._said.setText(said)
        self._banner.clear()
        if state.is_due:
            self._banner.tell(
                "warn", _("The review of rights is overdue since {day}.").format(day=due)
            )
        elif state.is_soon:
            self._banner.tell("info", _("The review of rights is due by {day}.").format(day=due))

    def _mark(self) -> None:
        try:
            self._review.reviewed()
        except CemError as error:
            tell_error(self._banner, error)
            return
        self.refresh()


class ReachCard(Card):
    """Whether everybody who sees cases sees all of them, or each those of her team."""

    def __init__(self, teams: CaseTeams, theme: Theme) -> None:
        """Show which holds."""
        super().__init__(Words(_("Who sees which cases"), "cardTitle"), name="reach", gap=10)
        self._teams = teams
        self._banner = Banner(theme, name="reach_banner")
        self._box = QCheckBox(_("Everybody who sees cases sees all of this centre"))
        self._box.setObjectName("reach_whole_office")
        self._box.setChecked(teams.whole_office())
        self._box.toggled.connect(self._on_toggled)
        text = _(
            "Without it each sees the cases that she opened and those of her team; who is of a "
            "team stands on the case. Where four people are the whole centre, all may see all."
        )
        for part in (self._banner, self._box, Words(text, "hint")):
            self.body.addWidget(part)

    def _on_toggled(self, whole: bool) -> None:  # noqa: FBT001  (Qt's signal)
        try:
            self._teams.set_whole_office(whole=whole)
        except CemError as error:
            tell_error(self._banner, error)
