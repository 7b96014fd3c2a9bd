"""What is asked of the audit trail: who, what kind of act, from when to when, on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from cem_desktop.domain.period import today
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.ficha_date_field import read_date
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import column
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.trail_words import ActKind, acts_of, kind_words
from cem_desktop.services.trail import TrailQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cem_desktop.domain.period import Clock

_PAUSE_MS: Final = 250
_DAY_WIDTH: Final = 120
_ABOUT_WIDTH: Final = 190


class AuditFilters(QWidget):
    """Five questions on a line that breaks where it must; ``changed`` a moment after the last."""

    changed = Signal()

    def __init__(self, people: Mapping[str, str], clock: Clock) -> None:
        """Offer ``people`` (login by id) and every kind of act."""
        super().__init__()
        self.setObjectName("audit_filters")
        self._clock = clock
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._who = self._make_choice("audit_who", _("Person"))
        self._who.addItem(_("Everybody"), None)
        for identifier, login in sorted(people.items(), key=lambda one: one[1].casefold()):
            self._who.addItem(login, identifier)
        self._kind = self._make_choice("audit_kind", _("Kind of act"))
        self._kind.addItem(_("Every act"), None)
        for kind in ActKind:
            self._kind.addItem(kind_words(kind), kind)
        self._since = self._make_line("audit_since", _("From day"), _DAY_WIDTH)
        self._until = self._make_line("audit_until", _("To day"), _DAY_WIDTH)
        self._about = self._make_line("audit_about", _("Code or id"), _ABOUT_WIDTH)
        self._clear = Button(_("Clear"), "quiet", name="audit_clear_filters", on_click=self.clear)
        self._problem = Words(role="problem", name="audit_filter_problem")
        self._problem.hide()
        layout = column(4)
        layout.addWidget(
            Flow(
                self._who,
                self._kind,
                self._since,
                self._until,
                self._about,
                self._clear,
                gap=10,
            )
        )
        layout.addWidget(self._problem)
        self.setLayout(layout)
        self._pause.stop()  # filling the choices was no question

    def question(self) -> TrailQuestion | None:
        """Return what is asked; None, with a word beside the fields, where a day is none."""
        since, until = self._day(self._since), self._day(self._until)
        wrong = (self._since.text().strip() and since is None) or (
            self._until.text().strip() and until is None
        )
        self._problem.setText(_("Write a day as 24/11/2026.") if wrong else "")
        self._problem.setVisible(bool(wrong))
        if wrong:
            return None
        kind = self._kind.currentData()
        return TrailQuestion(
            user=self._who.currentData(),
            actions=acts_of(ActKind(kind)) if kind else frozenset(),
            since=since,
            until=until,
            about=self._about.text(),
        )

    def clear(self) -> None:
        """Ask for everything again."""
        self._who.setCurrentIndex(0)
        self._kind.setCurrentIndex(0)
        for line in (self._since, self._until, self._about):
            line.clear()

    def _day(self, line: QLineEdit) -> date | None:
        text = line.text().strip()
        return read_date(text, today(self._clock)) if text else None

    def _make_choice(self, name: str, words: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setToolTip(words)
        made.currentIndexChanged.connect(lambda _at: self._pause.start())
        return made

    def _make_line(self, name: str, words: str, width: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setPlaceholderText(words)
        made.setMinimumWidth(width)
        made.setMaximumWidth(2 * width)
        made.textChanged.connect(lambda _text: self._pause.start())
        made.returnPressed.connect(self.changed)
        return made
