"""What whoever comes in is told quietly: how often a wrong passphrase was typed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import FittedPane, column
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from cem_desktop.gui.style import Theme


class EntryNews(FittedPane):
    """A line above the pages, until it was seen; it takes no room where there is nothing to say."""

    def __init__(self, theme: Theme) -> None:
        """Say nothing yet."""
        layout = column(0)
        layout.setContentsMargins(PAGE_MARGIN, 14, PAGE_MARGIN, 12)
        super().__init__("page", layout, name="entry_news_pane")
        self._banner = Banner(theme, name="entry_news")
        self._banner.offer(
            Button(_("Understood"), "quiet", name="entry_news_seen", on_click=self.hide)
        )
        layout.addWidget(self._banner)
        self.hide()

    def tell(self, own: int, total: int) -> None:
        """Say how many tries failed with her login, and how many in all; nothing where none did."""
        if not own and not total:
            return
        text = ngettext(
            "{count} wrong passphrase was typed with your user name since you came in last.",
            "{count} wrong passphrases were typed with your user name since you came in last.",
            own,
        ).format(count=own)
        if not own:
            text = ngettext(
                "{count} wrong passphrase was typed here since the last entry.",
                "{count} wrong passphrases were typed here since the last entry.",
                total,
            ).format(count=total)
        elif total > own:
            text = ngettext(
                "Since the last entry {count} wrong passphrase was typed here, "
                "{own} of them with your user name.",
                "Since the last entry {count} wrong passphrases were typed here, "
                "{own} of them with your user name.",
                total,
            ).format(count=total, own=own)
        advice = _("If it was not you, tell your coordination. It stands in the audit trail.")
        self._banner.tell("info", f"{text} {advice}")
        self.show()
