"""F1: every shortcut of the program, in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import ScrollPage, column, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

    from cem_desktop.gui.style import Theme


_ONE_COLUMN: Final = 520
_TWO_COLUMNS: Final = 960
_KEYS: Final = 150
_ROOM: Final = 10_000
_LARGE: Final = 1.3
"""Text above this leaves no room for two columns."""
_SHARE: Final = 0.94
Group = tuple[str, tuple[tuple[str, str], ...]]
"""A title, and keys with what they do."""


def shortcut_groups() -> tuple[Group, ...]:
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
                (_("Ctrl+Shift+L"), _("Switch user")),
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
            _("To settle"),
            (
                (_("Ctrl+Enter"), _("Settle what was decided")),
                (_("Alt+Left"), _("Back to the list")),
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
    """A list to look at, the ficha's keys beside the others where there is room; Esc closes it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show all groups; they scroll where the window behind is lower than they are."""
        room = parent.window().size() if parent is not None else QSize(_ROOM, _ROOM)
        one, two = theme.wide(_ONE_COLUMN), theme.wide(_TWO_COLUMNS)
        beside = theme.scale <= _LARGE and two <= room.width()
        width = min(two if beside else one, room.width())
        super().__init__("shortcuts_dialog", width, parent, gap=10)
        self._room, self._theme = room, theme
        self._heading = Words(_("Keyboard shortcuts"), "heading")
        self._page = ScrollPage(name="shortcuts_page", margin=0)
        self._page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._page.setAccessibleName(_("Keyboard shortcuts"))
        self._page.body.addLayout(self._make_columns(beside=beside))
        self._page.body.addStretch(1)
        self._foot = row()
        self._foot.addStretch(1)
        close = Button(_("Close"), "primary", name="shortcuts_close", on_click=self.accept)
        close.setDefault(True)
        self._foot.addWidget(close)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._page, 1)
        self.body.addLayout(self._foot)
        self._page.setFocus()  # the arrow keys scroll it; Enter still closes

    def sizeHint(self) -> QSize:
        """Ask for the room of all lines, as far as the window behind has it."""
        margins = self.body.contentsMargins()
        bar = self._page.verticalScrollBar().sizeHint().width()
        inner = self.wanted_width - margins.left() - margins.right() - bar
        lines = self._page.body.totalHeightForWidth(inner)
        rest = self._heading.sizeHint().height() + self._foot.sizeHint().height()
        height = lines + rest + margins.top() + margins.bottom() + 2 * self.body.spacing()
        return QSize(self.wanted_width, min(height, round(self._room.height() * _SHARE)))

    def _make_columns(self, *, beside: bool) -> QHBoxLayout | QVBoxLayout:
        groups = shortcut_groups()
        if not beside:
            return self._make_column(groups)
        longest = max(groups, key=lambda group: len(group[1]))
        columns = row(28)
        columns.addLayout(self._make_column(tuple(one for one in groups if one != longest)), 1)
        columns.addLayout(self._make_column((longest,)), 1)
        return columns

    def _make_column(self, groups: tuple[Group, ...]) -> QVBoxLayout:
        made = column(10)
        for title, shortcuts in groups:
            made.addWidget(Words(title, "strong"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(6)
            grid.setColumnMinimumWidth(0, self._theme.px(_KEYS))
            grid.setColumnStretch(1, 1)
            for line, (keys, meaning) in enumerate(shortcuts):
                grid.addWidget(Pill(keys), line, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(Words(meaning), line, 1)
            made.addLayout(grid)
        made.addStretch(1)
        return made
