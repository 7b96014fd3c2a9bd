"""Letters of a centre: texts to read before they leave, and what headquarters wrote."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.letter_dialogs import LetterDialog, PreviewDialog
from cem_desktop.gui.letter_words import decision_mark, decision_words, kind_of_letter, to_role
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.layouts import Card, ScrollPage
from cem_desktop.gui.widgets.letter_lines import LetterLine, LetterLines
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.correspondence import ShownLetter
    from cem_desktop.services.official import OfficialPreview
    from cem_desktop.services.workspace import Workspace

_TOUCHED: Final = frozenset({"official", "letters", "records"})


class InboxPage(ScrollPage):
    """What waits for coordination's word, and the letters that came."""

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show both lists."""
        super().__init__(name="inbox_page")
        self._workspace, self._theme, self._tasks, self._clock = workspace, theme, tasks, clock
        self._banner = Banner(theme, name="inbox_banner")
        self._waiting = LetterLines(_("Nothing waits to be sent."), name="inbox_waiting")
        self._letters = LetterLines(_("Headquarters has not written yet."), name="inbox_letters")
        self._waits = Card(
            Words(_("To read before it leaves"), "cardTitle"),
            Words(
                _(
                    "Some fichas hold text for headquarters. It leaves only after coordination has "
                    "read it here, sealed to the one role that it is for."
                ),
                "muted",
            ),
            self._waiting,
            gap=12,
        )
        came = Card(Words(_("Letters of headquarters"), "cardTitle"), self._letters, gap=12)
        header = PageHeader(
            _("Letters"), _("What goes to headquarters in words, and what comes back."),
            name="inbox_header",
        )  # fmt: skip
        for part in (header, self._banner, self._waits, came):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._refresh()

    def renew(self, touched: frozenset[str]) -> None:
        """Take in what a commit changed."""
        if touched & _TOUCHED:
            self._refresh()

    def preview(self, record: str) -> None:
        """Show what of a record would leave, and ask."""
        official = self._workspace.official
        try:
            shown = official.preview(record, "es")
        except CemError as error:
            tell_error(self._banner, error)
            return
        PreviewDialog(
            shown,
            self._theme,
            lambda: self._decide(
                lambda: official.confirm(record, shown.digest),
                _("It leaves with the next bundle to headquarters."),
            ),
            lambda: self._decide(
                lambda: official.hold(record, shown.digest),
                _("It stays here. If the text changes, it will wait here again."),
            ),
            self,
        ).open()

    def read(self, shown: ShownLetter) -> None:
        """Show a letter."""
        try:
            if shown.direction == "in":
                self._workspace.correspondence.open(shown.letter.id)
        except CemError as error:
            tell_error(self._banner, error)
            return
        LetterDialog(shown, self._theme, self).open()

    def _decide(self, act: Callable[[], object], said: str) -> None:
        try:
            act()
        except CemError as error:
            tell_error(self._banner, error)
        else:
            self._banner.tell("good", said)
        self._refresh()

    def _refresh(self) -> None:
        self._waits.setVisible(self._workspace.official.may_send)
        waiting = self._workspace.official.waiting("es")
        self._waiting.show_lines([self._text_line(one) for one in waiting])
        letters = self._workspace.correspondence.all("es")
        self._letters.show_lines([self._letter_line(one) for one in letters])

    def _text_line(self, one: OfficialPreview) -> LetterLine:
        title = f"{one.title} · {one.code}" if one.code else one.title
        return LetterLine(
            _("To read"), "warn", title, to_role(one.role), _("Read it…"),
            partial(self.preview, one.record),
        )  # fmt: skip

    def _letter_line(self, one: ShownLetter) -> LetterLine:
        letter = one.letter
        decided = decision_words(letter.decision)
        about = " · ".join(part for part in (one.title, one.code) if part)
        what = kind_of_letter(letter.kind)
        when = say_instant(parse_stamp(letter.at), self._clock.now())
        pill = decided or (_("New") if one.is_new else "")
        mark = decision_mark(letter.decision)
        title = f"{what} · {about}" if about else what
        unread = _("not read yet") if one.is_new else _("read")
        return LetterLine(
            pill, mark, title, f"{when} · {letter.author} · {unread}", _("Read it…"),
            partial(self.read, one),
        )  # fmt: skip
