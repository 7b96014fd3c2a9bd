"""The desk of headquarters: what centres addressed to one's role, and the letters to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout

from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.letter_dialogs import WriteLetterDialog
from cem_desktop.gui.letter_words import item_state
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, clear, column, row
from cem_desktop.gui.widgets.letter_lines import LetterLine, LetterLines
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.role_words import role_words

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.gui.tokens import PillKind
    from cem_desktop.services.central_desk import DeskItem, OpenedItem
    from cem_desktop.services.form_publishing import FormCandidate
    from cem_desktop.services.headquarters import Headquarters
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"desk", "registry"})
_FORMS: Final = (".xml", ".xlsx")
_MARKS: Final[dict[str, PillKind]] = {"new": "warn", "answered": "accent"}


class DeskPage(ScrollPage):
    """A list of what came, and one of them opened below."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show what was addressed to the roles of the present user."""
        super().__init__(name="desk_page")
        assert workspace.headquarters is not None
        self._headquarters: Headquarters = workspace.headquarters
        self._desk = workspace.headquarters.desk
        self._catalogue = workspace.catalogue
        self._theme, self._tasks, self._clock = theme, tasks, clock
        self._banner = Banner(theme, name="desk_banner")
        self._items = LetterLines(_("No centre has written to your role yet."), name="desk_items")
        self._opened: QVBoxLayout = column(8)
        self._reading = Card(self._opened, name="desk_reading")
        self._reading.hide()
        roles = ", ".join(role_words(role) for role in self._desk.roles)
        self._publish = Button(
            _("Publish a ficha…"),
            name="desk_publish",
            on_click=lambda: choose_files(
                self, _("XForm or workbook"), _FORMS, lambda chosen: self.read_form(chosen[0])
            ),
        )
        self._publish.setVisible(self._headquarters.forms.may_publish)
        self._progress = ProgressPanel(tasks, name="desk_progress")
        self._work = PageWork(self, tasks, self._banner, self._progress, (self._publish,))
        self.body.addWidget(
            PageHeader(
                _("Desk"),
                _("Addressed to your role ({role}) and sealed to it.").format(role=roles or "–"),
                self._publish,
                name="desk_header",
            )
        )
        came = Card(Words(_("What centres say"), "cardTitle"), self._items, gap=12)
        for part in (self._banner, self._progress, self._reading, came):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def open(self, one: DeskItem) -> None:
        """Read what a centre says; that it was read is noted."""
        try:
            opened = self._desk.open(one.item)
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._show(opened)
        self._refresh()

    def answer(self, opened: OpenedItem) -> None:
        """Write to the centre about it."""
        office = opened.head.item.office
        dialog = WriteLetterDialog(
            self._desk, (office, self._name(office)), opened, self._theme, self._tasks, self
        )
        dialog.accepted.connect(lambda: self._on_written(opened))
        dialog.open()

    def read_form(self, path: Path) -> None:
        """Check a version of a ficha, and ask before it is published."""
        forms = self._headquarters.forms
        self._work.start(
            _("Checking the ficha…"), lambda _progress: forms.read(path), self._on_checked
        )

    def _on_checked(self, candidate: FormCandidate) -> None:
        name = f"{candidate.form.upper()} · {candidate.title}"
        said = _(
            "{name}: version {version}, in place of {before}. Every centre fills it from the day "
            "on which its next bundle arrives; what was filled before keeps its version."
        ).format(name=name, version=candidate.version, before=candidate.before or "–")
        dialog = ConfirmDialog(self._theme, _("Publish this ficha?"), said, _("Publish"), self)
        dialog.accepted.connect(lambda: self._publish_form(candidate))
        dialog.open()

    def _publish_form(self, candidate: FormCandidate) -> None:
        forms = self._headquarters.forms
        self._work.start(
            _("Publishing…"),
            lambda _progress: forms.publish(candidate),
            lambda _nothing: self._banner.tell(
                "good", _("Published. Write the receipts, and it travels with them.")
            ),
        )

    def _on_written(self, opened: OpenedItem) -> None:
        self._show(self._desk.open(opened.head.item))
        self._banner.tell(
            "good",
            _("The letter is written. It goes with the next bundle with receipts to the centre."),
        )
        self._refresh()

    def _refresh(self) -> None:
        self._items.show_lines([self._line(one) for one in self._desk.items()])

    def _line(self, one: DeskItem) -> LetterLine:
        when = say_instant(parse_stamp(one.item.at), self._clock.now())
        state = _("Taken back") if one.is_withdrawn else item_state(one.state)
        return LetterLine(
            state,
            _MARKS.get(one.state, "info"),
            f"{one.title} · {self._name(one.item.office)}",
            f"{when} · {role_words(one.item.role)}",
            _("Read it"),
            partial(self.open, one),
        )

    def _show(self, opened: OpenedItem) -> None:
        clear(self._opened)
        head = opened.head
        self._opened.addWidget(
            Words(f"{head.title} · {self._name(head.item.office)}", "cardTitle", name="desk_title")
        )
        for line in opened.lines:
            self._opened.addWidget(Words(line.label, "muted"))
            self._opened.addWidget(Words(line.words, name="desk_words"))
        if not opened.lines:
            self._opened.addWidget(Words(_("The centre took back what it said."), "muted"))
        for letter in opened.letters:
            when = say_instant(parse_stamp(letter.at), self._clock.now())
            said = _("Written {when} by {author}").format(when=when, author=letter.author)
            self._opened.addWidget(Words(said, "muted", name="desk_letter"))
        if self._desk.may_write:
            answer = partial(self.answer, opened)
            foot = row()
            foot.addWidget(Button(_("Answer…"), "primary", name="desk_answer", on_click=answer))
            foot.addStretch(1)
            self._opened.addLayout(foot)
        self._reading.show()

    def _name(self, office: str) -> str:
        known = self._catalogue.office(office)
        return known.title if known is not None else office
