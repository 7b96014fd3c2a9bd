"""F1: every shortcut of the program, in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme


def shortcut_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return titles, keys and what they do."""
    return (
        (
            _("Everywhere"),
            (
                ("F1", _("This list")),
                ("Ctrl+1 … 9", _("Go to a place of the rail")),
                ("Esc", _("Go back")),
                ("Esc Esc", _("Hide everything at once and lock")),
                ("Ctrl+L", _("Lock")),
                ("Ctrl+,", _("Preferences")),
            ),
        ),
        (
            _("Cases"),
            (
                ("Ctrl+F", _("Search")),
                ("Ctrl+N", _("New case")),
                ("Ctrl+R", _("Record something in the case that is shown")),
            ),
        ),
        (
            _("Ficha"),
            (
                (_("Tab, Enter"), _("Next question")),
                ("1 … 9", _("Choose an option")),
                (_("Ctrl+PgDn, Ctrl+PgUp"), _("Next or previous section")),
                (_("Ctrl+Enter"), _("Leave a long text")),
                (_("F8, Shift+F8"), _("Next or previous answer to mend")),
                (_("F2"), _("Guide of the question")),
                (_("F4, Alt+Down"), _("Open a list or the calendar")),
                (_("Alt+N, Insert"), _("Add a row")),
                (_("Alt+Delete"), _("Remove the row, after asking")),
                (_("Ctrl+Up, Ctrl+Down"), _("Move what is put in order")),
                ("F9", _("Other language of the ficha")),
                ("Ctrl+H", _("History, when a ficha is corrected")),
                ("Ctrl+S", _("Save the draft")),
                ("Ctrl+P", _("Print")),
            ),
        ),
        (_("Paper"), (("Ctrl+T", _("Type in from paper")),)),
    )


class ShortcutsDialog(Dialog):
    """A list to look at; Esc or «Close» closes it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show all groups below one another."""
        super().__init__("shortcuts_dialog", theme.wide(480), parent, gap=10)
        layout = self.body
        layout.addWidget(Words(_("Keyboard shortcuts"), "heading"))
        for title, shortcuts in shortcut_groups():
            layout.addSpacing(4)
            layout.addWidget(Words(title, "strong"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(6)
            grid.setColumnMinimumWidth(0, theme.px(170))
            grid.setColumnStretch(1, 1)
            for line, (keys, meaning) in enumerate(shortcuts):
                grid.addWidget(Pill(keys), line, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(Words(meaning, wrap=False), line, 1)
            layout.addLayout(grid)
        foot = row()
        foot.addStretch(1)
        close = Button(_("Close"), "primary", name="shortcuts_close", on_click=self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        layout.addSpacing(6)
        layout.addLayout(foot)
