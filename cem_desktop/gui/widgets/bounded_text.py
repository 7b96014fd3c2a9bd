"""A text of several lines into which no book fits.

A paste by mistake, or to harm, may be of any size. Qt would lay all of it out and stand still; so
what is too long is refused whole, in words. Cutting it silently could cut a testimony.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from shiboken6 import getCppPointer

from cem_desktop.gui.numbers import say_count
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

LONGEST: Final = 100_000
"""Characters, about forty pages."""


class BoundedText(QPlainTextEdit):
    """Takes what is typed, and of what is pasted or dropped what fits."""

    refused = Signal(str)
    """Why nothing was pasted, in words."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop plain text, or refuse it."""
        here = self.document().characterCount() - len(self.textCursor().selectedText())
        if _is_clipboard(source) and _is_clipboard_too_long():
            self.refused.emit(too_long_words())
            return
        text = source.text()
        if here + len(text) > LONGEST:
            self.refused.emit(too_long_words())
        else:
            self.insertPlainText(text)


def too_long_words() -> str:
    """Return why a text was not pasted."""
    return _(
        "Nothing was pasted: up to {longest} characters fit here. Attach the text as a file, or "
        "paste the part that matters."
    ).format(longest=say_count(LONGEST))


def cut_words(longest: int) -> str:
    """Return what a line of so many characters, which Qt cuts, says of a text that is longer."""
    return _(
        "The end is missing: up to {longest} characters fit on this line. Attach the text as a "
        "file, or paste the part that matters."
    ).format(longest=say_count(longest))


def _is_clipboard(source: QMimeData) -> bool:
    return getCppPointer(source) == getCppPointer(QGuiApplication.clipboard().mimeData())


def _is_clipboard_too_long() -> bool:
    """Ask a line how much of the clipboard it takes: a billion letters never come to Python."""
    line = QLineEdit()
    line.setMaxLength(LONGEST + 1)
    line.paste()
    return len(line.text()) > LONGEST
