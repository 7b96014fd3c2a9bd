"""Filling a ficha: sections at the left, one card a question, a draft that keeps itself.

The page asks the fichas service to save, close and settle; the sections drive the form session.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from cem_desktop.errors import AnswersInvalidError, CemError
from cem_desktop.gui import icons
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.tokens import SECTION_LIST_WIDTH
from cem_desktop.gui.widgets.banner import Banner, BannerKind
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.ficha_autosave import DraftKeeper
from cem_desktop.gui.widgets.ficha_body import FichaBody, later
from cem_desktop.gui.widgets.ficha_fields import TextEdit
from cem_desktop.gui.widgets.ficha_frame import (
    SIDE,
    FichaFoot,
    SectionHead,
    SideHead,
    row_keys,
    text_keys,
    usual_keys,
)
from cem_desktop.gui.widgets.ficha_sections import SectionList
from cem_desktop.gui.widgets.layouts import Pane, column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from PySide6.QtGui import QHideEvent, QShowEvent

    from cem_desktop.gui.widgets.ficha_conflict import RivalAnswer
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
    from cem_desktop.gui.widgets.ficha_service import FichaService
    from cem_desktop.services.filling import Filling

_LIST_PAUSE = 120
"""Milliseconds that the section list waits while somebody types."""


class FichaPage(QWidget):
    """One open ficha."""

    closed = Signal(str, str)
    """The ficha was closed: the ids of its record and of its file ("" for none)."""
    print_wanted = Signal()
    """What stands on the page is to be printed, as a draft."""
    left = Signal()
    """The person goes back; the draft is saved."""
    history_wanted = Signal(str)
    """The person wants to see who changed what in the record that is corrected."""

    def __init__(
        self,
        fichas: FichaService,
        filling: Filling,
        look: FichaLook,
        conflicts: Mapping[str, tuple[RivalAnswer, ...]] | None = None,
    ) -> None:
        """Show a filling.

        Args:
            fichas: The service.
            filling: The ficha that is being filled.
            look: Theme, clock and readers.
            conflicts: Open conflicts of the record that is corrected, by path.
        """
        super().__init__()
        self.setObjectName("ficha_page")
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._fichas, self._filling, self._theme = fichas, filling, look.theme
        self._session, self._opens = filling.session, True
        self._writing: QWidget | None = None
        self._history: Button | None = None
        self._body = FichaBody(self._session, look, conflicts or {})
        self._keeper = DraftKeeper(lambda: fichas.save_draft(filling), look.clock, self)
        self._list_timer = later(self, _LIST_PAUSE)
        self._order_timer = later(self, 0)
        self._sight_timer = later(self, 0)
        self._build()
        self._listen()
        self._add_keys()
        self._show_progress()
        self._list.setCurrentRow(0)

    # --- parts ---------------------------------------------------------------------------

    def _build(self) -> None:
        definition = self._session.definition
        self._head = SectionHead(definition.languages, self._session.language, self._theme)
        self._banner = Banner(self._theme, name="ficha_banner")
        banner_line = row()
        banner_line.setContentsMargins(SIDE, 0, SIDE, 12)
        banner_line.addWidget(self._banner)
        self._foot = FichaFoot(corrects=self._filling.corrects, theme=self._theme)
        content = column(0)
        content.addWidget(self._head)
        content.addLayout(banner_line)
        content.addWidget(self._body, 1)
        content.addWidget(self._foot)
        whole = row(0)
        whole.addWidget(self._build_side())
        whole.addLayout(content, 1)
        self.setLayout(whole)

    def _build_side(self) -> QWidget:
        self._side = SideHead(self._theme)
        self._list = SectionList(self._theme)
        self._saved = Words(_("It saves itself while you write."), "muted", name="saved")
        self._saved.setContentsMargins(6, 0, 6, 0)
        side = column(10)
        side.setContentsMargins(10, 14, 10, 18)
        side.addWidget(self._side)
        side.addWidget(self._list, 1)
        if self._filling.corrects:
            side.addWidget(self._make_history_button())
        if not self._foot.has_print:
            side.addWidget(self._foot.print)
        side.addWidget(self._saved)
        pane = Pane("pane", side, right_edge=True)
        pane.setFixedWidth(self._theme.wide(SECTION_LIST_WIDTH))
        return pane

    def _make_history_button(self) -> Button:
        """Return the way to who changed what in the record."""
        history = Button(
            _("History  {key}").format(key="Ctrl+H"),
            "quiet",
            name="ficha_history",
            icon=icons.icon("history", self._theme.tokens.accent),
            shortcut="Ctrl+H",
            on_click=lambda: self.history_wanted.emit(self._filling.record or ""),
        )
        history.setAccessibleName(_("History"))
        self._history = history
        return history

    def _listen(self) -> None:
        body = self._body
        body.changed.connect(self._on_changed)
        body.judged.connect(self._show_progress)
        body.section_wanted.connect(self._list.setCurrentRow)
        body.rearranged.connect(self._order_timer.start)
        body.bench.finished.connect(lambda _path: self._go_on())
        body.bench.settled.connect(self._on_settled)
        self._list.currentRowChanged.connect(self._on_section)
        self._list.activated.connect(lambda _index: self._body.focus_first())
        self._list_timer.timeout.connect(self._show_progress)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)
        self._order_timer.timeout.connect(self._set_tab_order)
        self._sight_timer.timeout.connect(self._body.keep_in_sight)
        self._head.language_chosen.connect(self._on_language)
        self._side.back.clicked.connect(self.leave)
        self._foot.print.clicked.connect(self.print_wanted)
        self._foot.save.clicked.connect(self._keeper.save)
        self._foot.close_ficha.clicked.connect(self._close)
        self._keeper.told.connect(self._saved.setText)
        self._keeper.failed.connect(lambda error: tell_error(self._banner, error))
        self._keeper.recovered.connect(self._banner.clear)

    def _add_keys(self) -> None:
        keys = {
            "Ctrl+PgDown": lambda: self._go_section(1),
            "Ctrl+PgUp": lambda: self._go_section(-1),
            "F8": self._go_next_to_mend,
            "Shift+F8": lambda: self._go_next_to_mend(back=True),
            "F2": self._body.toggle_guide,
            "F9": self._speak_next,
            "Alt+N": self._body.add_row,
            "Insert": self._body.add_row,
            "Alt+Delete": self._body.remove_row,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # --- sections ------------------------------------------------------------------------

    def _on_section(self, at: int) -> None:
        if at >= 0:
            self._body.show_section(at)
            self._tell_names()

    def _go_section(self, step: int) -> bool:
        """Go to the next section that applies, into its first question; say if there is one."""
        if self._list_timer.isActive():  # the last answer may have brought or ruled out a section
            self._show_progress()
        at = self._list.currentRow() + step
        while 0 <= at < self._list.count():
            if self._list.item(at).flags() & Qt.ItemFlag.ItemIsEnabled:
                self._list.setCurrentRow(at)
                self._body.focus_first()
                return True
            at += step
        return False

    def _tell_names(self) -> None:
        definition, filling = self._session.definition, self._filling
        whose = _("the centre") if definition.settings.is_of_office else _("new file")
        code = filling.label or whose
        form = _("ficha {form}").format(form=definition.form_id.upper())
        state = _("correction") if filling.corrects else _("draft")
        state = _("{state} from paper").format(state=state) if filling.source else state
        self._side.say(definition.title(self._session.language), f"{code} · {form} · {state}")
        at, count = max(self._list.currentRow(), 0), self._body.section_count
        place = _("section {number} of {count}").format(number=at + 1, count=count)
        self._head.say(self._body.mending.label_of(at), place)

    def _show_progress(self) -> None:
        self._list_timer.stop()
        self._list.show_progress(self._body.mending.progress())

    def _set_tab_order(self) -> None:
        """Let the Tab key follow the screen, also after rows and options came or went."""
        foot = self._foot
        stops: list[QWidget] = [self._side.back, self._list]
        stops += [self._history] if self._history is not None else []
        stops += [self._head.languages] if foot.has_print else [foot.print, self._head.languages]
        stops += self._body.stops()
        stops += [foot.reason, foot.print] if foot.has_print else [foot.reason]
        stops += [foot.save, foot.close_ficha]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def _go_on(self) -> None:
        """Go to the next question; past the last of a section into the next one, then to close."""
        if self._order_timer.isActive():
            self._order_timer.stop()
            self._set_tab_order()
        self._body.go_on()
        focused = QApplication.focusWidget()
        if focused is None or self._body.isAncestorOf(focused) or self._go_section(1):
            return
        (self._foot.reason if self._filling.corrects else self._foot.close_ficha).setFocus()

    def _on_language(self, language: str) -> None:
        """Speak another language; the cursor goes back to where it was."""
        self._body.set_language(language)
        self._tell_names()
        self._show_progress()
        writing = self._writing
        if writing is not None and isValid(writing) and writing.isVisibleTo(self):
            writing.setFocus(Qt.FocusReason.OtherFocusReason)
            self._sight_timer.start()  # the words above it may be longer now

    def _speak_next(self) -> None:
        """Speak the next of the ficha's languages."""
        box = self._head.languages
        box.setCurrentIndex((box.currentIndex() + 1) % box.count())
        self._on_language(str(box.currentData()))

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Remember where the cursor is, keep it in sight, and name the keys that help there."""
        if now is None or not self._body.isAncestorOf(now):
            return
        self._writing = now
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:  # nothing moves under a click
            self._sight_timer.start()
        if isinstance(now, TextEdit):
            keys = text_keys()
        else:
            keys = row_keys() if self._body.is_in_rows() else usual_keys()
        self._foot.show_keys(keys)

    # --- mending and settling --------------------------------------------------------------

    def _go_next_to_mend(self, *, back: bool = False) -> None:
        path = self._body.mending.next_after(self._body.focused_path(), back=back)
        if path is None:
            self._tell("good", _("Nothing is left to mend."))
        else:
            self._body.go_to(path)

    def _on_settled(self, path: str, index: int, why: str) -> None:
        """Let one of two answers stand, in the record at once and in the open ficha."""
        value = self._body.bench.conflicts[path][index].value
        record = self._filling.record
        try:
            if record is not None:
                self._fichas.settle(record, path, value, why, self._filling)
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._body.settle(path, value)
        self._tell("good", _("Settled. The other answer stays in the history."))

    # --- saving, closing, leaving ----------------------------------------------------------

    def _on_changed(self) -> None:
        self._keeper.touch()
        if not self._list_timer.isActive():
            self._list_timer.start()

    def flush(self) -> bool:
        """Save what is not saved yet, before a lock or the end; return whether all is saved."""
        return self._keeper.flush()

    @property
    def unsaved_since(self) -> datetime | None:
        """Since when there is something that could not be saved; None where all is."""
        return self._keeper.unsaved_since

    def renew_vault(self) -> None:
        """Ask what belongs into the vault, or do so no more: it was opened or closed."""
        self._fichas.open_identity(self._filling)
        self._body.refresh_all()
        self._show_progress()
        self._order_timer.start()

    def leave(self) -> None:
        """Save and go back; where saving fails the page stays, with the text on it."""
        if self.flush():
            self.left.emit()

    def _close(self) -> None:
        """Close the ficha, or say what keeps it open and go to the first of it."""
        self._body.judge_all()
        to_mend = self._body.mending.problems()
        if to_mend:
            self._tell_to_mend(to_mend)
            return
        reason = self._foot.reason.text().strip()
        if self._filling.corrects and not reason:
            self._foot.ask_reason()
            return
        try:
            saved = self._fichas.close(self._filling, reason or None)
        except AnswersInvalidError:
            self._tell_to_mend(self._body.mending.places())
        except CemError as error:
            tell_error(self._banner, error)
        else:
            self._keeper.stop()
            self.closed.emit(saved.record, saved.file or "")

    def _tell_to_mend(self, places: list[str]) -> None:
        count = len(places)
        title = ngettext(
            "One answer is missing or needs a look",
            "{count} answers are missing or need a look",
            count,
        ).format(count=count)
        self._tell("danger", _("The ficha stays open. F8 goes from one to the next."), title)
        if places:
            self._body.go_to(places[0])

    def _tell(self, kind: BannerKind, text: str, title: str = "") -> None:
        self._banner.tell(kind, text, title)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the first question, once everything is shown."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._take_focus)

    def _take_focus(self) -> None:
        """Go to the first question when the ficha opens, later only when the focus is lost."""
        focused = QApplication.focusWidget()
        if self._opens or focused is None or not self.isAncestorOf(focused):
            self._opens = False
            self._body.focus_first()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save what was typed before the page is out of sight."""
        self._keeper.flush()
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        """Ask for the room of a small screen, whatever the longest section asks."""
        return QSize(960, 640)
