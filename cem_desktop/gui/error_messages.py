"""The one door by which errors reach a person: banner, dialog, or the report of a bug."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from cem_desktop.error_texts import explain
from cem_desktop.errors import CemError
from cem_desktop.gui.icons import own_pixmap
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.logs import describe_bug

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.error_texts import ErrorText
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.widgets.banner import Banner

_log = logging.getLogger(__name__)
_DIALOG_WIDTH = 460


def tell_error(banner: Banner, error: Exception) -> None:
    """Show a foreseen error in the page's banner; anything else is a bug and goes to its hook."""
    if not isinstance(error, CemError):
        report_bug(error)
        return
    _log.warning("shown: %s", error.code)
    text = explain(error)
    banner.tell("danger", _join(text), text.title)


def report_bug(error: Exception) -> None:
    """Hand an error that nobody foresaw to the program's hook, as if it had not been caught."""
    sys.excepthook(type(error), error, error.__traceback__)


class ErrorDialog(Dialog):
    """An error that a person must see before going on: what happened, what is kept, what next."""

    def __init__(self, theme: Theme, text: ErrorText, parent: QWidget | None = None) -> None:
        """Explain; the only button closes."""
        super().__init__("error_dialog", theme.wide(_DIALOG_WIDTH), parent, gap=10)
        self.setModal(True)
        icon = Words(wrap=False)
        icon.setPixmap(own_pixmap("danger", theme.tokens.danger, theme.px(28)))
        title = Words(text.title, "heading", name="error_title")
        head = row()
        head.addWidget(icon)
        head.addWidget(title, 1)
        layout = self.body
        layout.addLayout(head)
        layout.addWidget(Words(text.happened, name="error_happened"))
        layout.addWidget(Words(text.kept, "strong", name="error_kept"))
        layout.addWidget(Words(text.next_step, name="error_next_step"))
        close = Button(_("Close"), "primary", name="error_close", on_click=self.accept)
        close.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addSpacing(6)
        layout.addLayout(foot)


class BugDialog(Dialog):
    """A bug of the program: what a person can do, and a report without any case data."""

    def __init__(self, theme: Theme, report: str, parent: QWidget | None = None) -> None:
        """Show the report; it can be copied, never sent by the program."""
        super().__init__("bug_dialog", theme.wide(520), parent, gap=10)
        layout = self.body
        layout.addWidget(Words(_("The program made a mistake"), "heading"))
        layout.addWidget(
            Words(
                _(
                    "This is our fault, not yours. What was saved is still saved, and what you "
                    "were typing is kept as a draft. If the window behaves strangely, lock it "
                    "(Ctrl+L) and come in again."
                )
            )
        )
        layout.addWidget(
            Words(_("This report names no person and no case. You may send it on."), "muted")
        )
        field = QPlainTextEdit(report)
        field.setObjectName("bug_report")
        field.setReadOnly(True)
        field.setMinimumHeight(theme.px(150))
        layout.addWidget(field)
        copy = Button(_("Copy report"), name="bug_copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        close = Button(_("Close"), "primary", name="bug_close", on_click=self.accept)
        close.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(copy)
        foot.addWidget(close)
        layout.addLayout(foot)


def make_error_dialog(theme: Theme, error: CemError, parent: QWidget | None) -> ErrorDialog:
    """Return the dialog that explains ``error``; the caller opens it."""
    return ErrorDialog(theme, explain(error), parent)


def make_report(error: Exception) -> str:
    """Return the redacted report of an error that nobody foresaw."""
    return describe_bug(type(error), error, error.__traceback__)


def _join(text: ErrorText) -> str:
    return " ".join(part for part in (text.happened, text.kept, text.next_step) if part)
