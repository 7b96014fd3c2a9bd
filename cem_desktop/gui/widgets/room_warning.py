"""Says that the disk is full while there is still something to be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.layouts import FittedPane, column
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.gui.style import Theme


class RoomWarning(FittedPane):
    """A line above the pages, for as long as the disk has no room; it goes by itself."""

    def __init__(self, theme: Theme) -> None:
        """Say nothing yet."""
        layout = column(0)
        layout.setContentsMargins(PAGE_MARGIN, 14, PAGE_MARGIN, 12)
        super().__init__("page", layout, name="room_warning_pane")
        self._banner = Banner(theme, name="room_warning")
        layout.addWidget(self._banner)
        self.hide()

    def show_whether(self, *, is_tight: bool) -> None:
        """Show the warning, or take it away."""
        if is_tight and self.isHidden():
            self._banner.tell(
                "warn",
                _(
                    "Your text was saved in the room that is held back for this, and nothing is "
                    "lost. Make room now: empty the bin, or move large files elsewhere. Until "
                    "then a ficha cannot be closed."
                ),
                _("The disk is full"),
            )
        self.setVisible(is_tight)
