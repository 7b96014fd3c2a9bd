"""A new passphrase: shown once to be written on paper, then typed from the paper."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable


class PassphraseStep(QWidget):
    """First the words, then an empty field: what is typed must be what was shown."""

    changed = Signal()

    def __init__(self, ask_words: Callable[[], None]) -> None:
        """``ask_words`` fetches new words; they come back through ``show_words``."""
        super().__init__()
        self._words = ""
        self._label = Words(role="passphrase", name="passphrase_words")
        self._written = Button(
            _("I have written it down"), "primary", name="passphrase_written", on_click=self._hide
        )
        self._written.setEnabled(False)
        self._field = QLineEdit()
        self._field.setObjectName("passphrase_typed")
        self._field.textChanged.connect(self._on_typed)
        self._block = FieldBlock(
            _("Type it here, from your paper"),
            self._field,
            hint=_("Six words with a space between them. Capital letters make no difference."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_showing(ask_words))
        self._stack.addWidget(self._make_typing())
        layout = column(12)
        layout.addWidget(self._stack)
        self.setLayout(layout)

    @property
    def passphrase(self) -> str:
        """The words, once they were typed as they were shown; else empty."""
        same = _spelling(self._field.text()) == _spelling(self._words)
        return self._words if self._words and same else ""

    def show_words(self, words: str) -> None:
        """Show new words; what was typed before no longer counts."""
        self._words = words
        self._label.setText(words)
        self._written.setEnabled(True)
        self._field.clear()
        self._stack.setCurrentIndex(0)
        self.changed.emit()

    def take_focus(self) -> None:
        """Put the cursor on what comes next."""
        showing = self._stack.currentIndex() == 0
        (self._written if showing else self._field).setFocus()

    def type_words(self, words: str) -> None:
        """Put the words away and type ``words``."""
        self._hide()
        self._field.setText(words)

    def _make_showing(self, ask_words: Callable[[], None]) -> QWidget:
        page = QWidget()
        layout = column(12)
        layout.addWidget(
            Words(
                _(
                    "These six words lock the workspace. Write them on paper and keep the paper "
                    "away from this computer. Nobody can open the cases without them: "
                    "not even headquarters, and not even us."
                )
            )
        )
        layout.addWidget(self._label)
        line = row()
        line.addWidget(Button(_("Other words"), name="passphrase_other", on_click=ask_words))
        line.addStretch(1)
        line.addWidget(self._written)
        layout.addLayout(line)
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    def _make_typing(self) -> QWidget:
        page = QWidget()
        layout = column(12)
        layout.addWidget(self._block)
        line = row()
        line.addWidget(
            Button(
                _("Show the words again"), "quiet", name="passphrase_again", on_click=self._again
            )
        )
        line.addStretch(1)
        layout.addLayout(line)
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    def _hide(self) -> None:
        self._field.clear()
        self._stack.setCurrentIndex(1)
        self._field.setFocus()
        self.changed.emit()

    def _again(self) -> None:
        self._field.clear()
        self._stack.setCurrentIndex(0)
        self.changed.emit()

    def _on_typed(self) -> None:
        typed = self._field.text().split()
        whole = len(typed) >= len(self._words.split())
        wrong = whole and not self.passphrase
        self._block.tell(_("That is not what was shown. Compare word by word.") if wrong else "")
        self.changed.emit()


def _spelling(words: str) -> str:
    """Return words so that capitals, spaces and the way accents are stored make no difference."""
    return " ".join(unicodedata.normalize("NFKC", words).lower().split())
