"""The frame around a section: its head with the language switch, and the foot with its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from cem_desktop.gui import icons
from cem_desktop.gui.tokens import LARGE_TEXT, PAGE_MARGIN
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QWheelEvent

    from cem_desktop.gui.style import Theme

SIDE = PAGE_MARGIN + 4
_GAP = 14


class LanguageBox(QComboBox):
    """The languages of the form; the wheel scrolls the page, never the language."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class SectionHead(QWidget):
    """Title and place of the section at the left, the language of the ficha at the right."""

    language_chosen = Signal(str)

    def __init__(self, languages: tuple[str, ...], language: str, theme: Theme) -> None:
        super().__init__()
        self._title = Words(role="title", name="section_title")
        self._place = Words(role="muted", name="section_place", wrap=False)
        # Large text leaves the line to the title; the section list shows the place anyway.
        if theme.scale > LARGE_TEXT:
            self._place.hide()
        self.languages = LanguageBox()
        self.languages.setObjectName("language")
        self.languages.setAccessibleName(_("Language of the ficha"))
        for name in languages:
            self.languages.addItem(name.partition(" (")[0], name)
        self.languages.setCurrentIndex(max(self.languages.findData(language), 0))
        self.languages.activated.connect(
            lambda at: self.language_chosen.emit(str(self.languages.itemData(at)))
        )
        line = row(14)
        line.setContentsMargins(SIDE, 18, SIDE, 12)
        line.addWidget(self._title, 1)
        line.addWidget(self._place)
        line.addWidget(self.languages)
        self.setLayout(line)
        # After it has its place: shown before, it is a window that takes the focus away.
        self.languages.setVisible(len(languages) > 1)

    def say(self, title: str, place: str) -> None:
        """Show the section's name and where it stands."""
        self._title.setText(title)
        self._place.setText(place)


class SideHead(QWidget):
    """Name of the ficha and the code of its file, with the way back."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.back = Button("", "quiet", name="back", icon=icons.icon("back", theme.tokens.text))
        self.back.setAccessibleName(_("Back"))
        self.back.setToolTip(_("Back (Esc). What you wrote stays as a draft."))
        self._title = Words(role="cardTitle", name="ficha_title")
        self._subtitle = Words(role="muted", name="ficha_subtitle")
        words = column(1)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        line = row(2)
        line.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setLayout(line)

    def say(self, title: str, subtitle: str) -> None:
        """Show the names."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)


def usual_keys() -> tuple[str, ...]:
    """Return the keys that help in most questions, the most useful first."""
    return (_("Ctrl+PgDn next section"), _("F8 next to mend"), _("1-9 choose"))


def text_keys() -> tuple[str, ...]:
    """Return the keys that help in a long text, where Enter is a new line."""
    return (_("Ctrl+Enter leaves the text"), _("Ctrl+PgDn next section"), _("F8 next to mend"))


def row_keys() -> tuple[str, ...]:
    """Return the keys that help in the rows of a repeat."""
    return (_("Alt+N adds a row"), _("Ctrl+PgDn next section"), _("Alt+Del removes this one"))


class FichaFoot(QWidget):
    """Keys at the left; the buttons at the right; above them the reason of a correction."""

    def __init__(self, *, corrects: bool, theme: Theme) -> None:
        super().__init__()
        self.has_print = theme.scale <= LARGE_TEXT
        """With large text the buttons fill the line; printing stands with the sections then."""
        self.reason = QLineEdit()
        self.reason.setObjectName("reason")
        self.reason.setMaxLength(500)
        self.reason.setPlaceholderText(_("for example: the date was misheard"))
        self._reason_label = Words(_("Why it is corrected"), "strong", wrap=False)
        self._reason_label.setBuddy(self.reason)
        self.reason.setAccessibleName(self._reason_label.text())
        self._missing = Words(
            _("Write why you correct this ficha; it stays in the history."),
            "problem",
            name="reason_missing",
        )
        self._missing.hide()
        why = row(12)
        why.addWidget(self._reason_label)
        why.addWidget(self.reason, 1)
        self._hints = usual_keys()
        self._keys = Words("", "muted", name="keys", wrap=False)
        self._keys.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.print = Button(_("Print…"), "quiet", name="print_ficha", shortcut="Ctrl+P")
        self.save = Button(_("Save draft"), name="save_draft", shortcut="Ctrl+S")
        closing = _("Save correction") if corrects else _("Close ficha")
        self.close_ficha = Button(closing, "primary", name="close_ficha")
        buttons = row(_GAP)
        buttons.addWidget(self._keys, 1)
        if self.has_print:
            buttons.addWidget(self.print)
        buttons.addWidget(self.save)
        buttons.addWidget(self.close_ficha)
        layout = column(8)
        layout.setContentsMargins(SIDE, 8, SIDE, 14)
        layout.addLayout(why)
        layout.addWidget(self._missing)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self._reason_label.setVisible(corrects)
        self.reason.setVisible(corrects)
        self.reason.textEdited.connect(lambda _text: self._missing.hide())

    def show_keys(self, hints: tuple[str, ...]) -> None:
        """Name the keys that help where the cursor is."""
        if hints != self._hints:
            self._hints = hints
            self._fit_keys(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name as many keys as there is room for on one line; help names them all."""
        super().resizeEvent(event)
        self._fit_keys(event.size().width())

    def _fit_keys(self, width: int) -> None:
        printing = (self.print,) if self.has_print else ()
        buttons = (*printing, self.save, self.close_ficha)
        room = width - 2 * SIDE - (len(buttons) + 1) * _GAP
        room -= sum(button.sizeHint().width() for button in buttons)
        metrics = self._keys.fontMetrics()
        for count in range(len(self._hints), -1, -1):
            text = "   ·   ".join(self._hints[:count])
            if metrics.horizontalAdvance(text) <= room:
                self._keys.setText(text)
                break

    def ask_reason(self) -> None:
        """Say that the reason is missing and go there."""
        self._missing.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
