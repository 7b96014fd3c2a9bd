"""The history of one record: each revision with its author, its reason, and what it changed.

What a correction changed stands open, before beside after; the many answers of a first writing are
folded until somebody asks for them. Nothing here can be changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.origin_words import say_other_device
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.history_list import why_word
from cem_desktop.gui.widgets.layouts import column, hairline, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.reading_dialog import ReadingDialog
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.ficha_words import paper_words

if TYPE_CHECKING:
    from datetime import datetime

    from cem_desktop.gui.style import Theme
    from cem_desktop.services.record_history import (
        FieldChange,
        RecordChanges,
        RevisionChanges,
    )

_WIDTH: Final = 860


class RevisionPart(QWidget):
    """One revision: what it was, by whom and why; below, what it changed."""

    def __init__(self, step: RevisionChanges, now: datetime) -> None:
        """Show ``step``; its changes are built when they are first shown."""
        super().__init__()
        self.setObjectName(f"revision {step.revision}")
        self._step = step
        self._changes: QWidget | None = None
        at = parse_stamp(step.at)
        head = row(8)
        head.addWidget(Words(why_word(step.why), "cardTitle"), 1)
        if any(one.is_rival for one in step.changes):
            head.addWidget(Pill(_("To settle"), "warn"))
        date = Words(say_instant(at, now), "muted", wrap=False)
        date.setToolTip(exact(at))
        head.addWidget(date, 0, Qt.AlignmentFlag.AlignTop)
        self._toggle = Button("", "quiet", name=f"changes {step.revision}", on_click=self._fold)
        self._toggle.setProperty("kind", "link")
        self._body = column(6)
        self._body.addLayout(head)
        self._body.addWidget(Words(_author_line(step, at), "muted"))
        if step.paper is not None:
            self._body.addWidget(Words(paper_words(step.paper), name=f"paper {step.revision}"))
        if step.frozen is not None:
            said = _("Version {number} · fingerprint {sha256}")
            text = said.format(number=step.frozen.number, sha256=step.frozen.sha256)
            self._body.addWidget(selectable(Words(text, name=f"frozen {step.revision}")))
        if step.reason:
            self._body.addWidget(Words(_("Reason: {reason}").format(reason=step.reason)))
        if step.withheld:
            said = ngettext(
                "{count} reserved answer that is not yours to read",
                "{count} reserved answers that are not yours to read",
                step.withheld,
            )
            self._body.addWidget(Words(said.format(count=step.withheld), "muted"))
        self._body.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(self._body)
        self._show(is_open=step.why != "edit" and bool(step.changes))

    def _fold(self) -> None:
        self._show(is_open=self._changes is None or self._changes.isHidden())

    def _show(self, *, is_open: bool) -> None:
        if is_open and self._changes is None:
            self._changes = ChangeTable(self._step.changes)
            self._body.addWidget(self._changes)
        if self._changes is not None:
            self._changes.setVisible(is_open)
        count = len(self._step.changes)
        said = ngettext("{count} answer", "{count} answers", count).format(count=count)
        hide, show = _("Hide: {what}"), _("Show: {what}")
        self._toggle.setText((hide if is_open else show).format(what=said))
        self._toggle.setVisible(count > 0)


class ChangeTable(QWidget):
    """The changed answers: the question, what stood before, and what stands since then."""

    def __init__(self, changes: tuple[FieldChange, ...]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 6)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        has_before = any(one.before for one in changes)
        heads = [_("Question"), *([_("Before")] if has_before else []), _("Since then")]
        for at, head in enumerate(heads):
            grid.addWidget(Words(head, "muted", wrap=False), 0, at)
            grid.setColumnStretch(at, 3 if at == 0 else 2)
        for line, change in enumerate(changes, 1):
            cells = [Words(change.label), *([_before(change)] if has_before else []), _now(change)]
            for at, cell in enumerate(cells):
                grid.addWidget(cell, line, at, Qt.AlignmentFlag.AlignTop)


def _before(change: FieldChange) -> Words:
    text = _(" / ").join(change.before) if change.before else _("(no answer)")
    return Words(text, "muted")


def _now(change: FieldChange) -> QWidget:
    words = Words(change.after or _("(taken back)"), "strong")
    if not change.is_rival:
        return words
    made, parts = QWidget(), column(3)
    parts.addWidget(words)
    rival = Words(_("Two answers: one has to be settled."), "remark")
    rival.setProperty("remark", "warn")
    parts.addWidget(rival)
    made.setLayout(parts)
    return made


def _author_line(step: RevisionChanges, at: datetime) -> str:
    parts = [step.author, exact(at)]
    if where := say_other_device(step.device):
        parts.append(where)
    if step.is_clock_doubtful:
        parts.append(_("the clock of that computer stood wrong"))
    return " · ".join(parts)


class HistoryDialog(ReadingDialog):
    """The history of a record, the newest first."""

    def __init__(
        self,
        title: str,
        changes: RecordChanges,
        theme: Theme,
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        """Show ``changes`` under the name of the ficha."""
        super().__init__("history_dialog", "history_page", theme.wide(_WIDTH), parent)
        for at, step in enumerate(reversed(changes.revisions)):
            if at:
                self.page.body.addWidget(hairline())
            self.page.body.addWidget(RevisionPart(step, now))
        self.page.body.addStretch(1)
        self.body.addWidget(Words(_("History of the ficha"), "heading"))
        self.body.addWidget(Words(title, "muted"))
        self.body.addWidget(self.page, 1)
        foot = row()
        foot.addWidget(Words(_("Nothing of this can be changed or erased here."), "muted"), 1)
        close = Button(_("Close"), "primary", name="history_close", on_click=self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        self.body.addLayout(foot)
        close.setFocus()
