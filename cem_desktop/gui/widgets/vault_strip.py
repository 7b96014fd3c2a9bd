"""Above the pages while the identity vault is open: how long yet, and «close now»."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from cem_desktop.gui import icons
from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Pane, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.gui.vault_desk import VaultDesk

_TICK_MS: Final = 1_000


class VaultStrip(Pane):
    """One quiet line; each second it looks whether the vault's time is over, and closes it then."""

    def __init__(self, desk: VaultDesk) -> None:
        """Show how it stands with the vault of ``desk``."""
        layout = row(10)
        layout.setContentsMargins(PAGE_MARGIN, 8, PAGE_MARGIN, 8)
        super().__init__("pane", layout, name="vault_strip")
        self._desk, theme = desk, desk.theme
        mark = QLabel()
        mark.setPixmap(icons.pixmap("lock_open", theme.tokens.warn, theme.px(18)))
        self._words = Words(name="vault_words", wrap=False)
        self._close = Button(_("Close now"), name="vault_close", on_click=desk.close_vault)
        self._close.setToolTip(_("Close the identity vault now"))
        layout.addWidget(mark)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)
        desk.changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Show what stands now; what is due closes by that."""
        left = self._desk.identities.seconds_left
        if left:
            minutes, seconds = divmod(left, 60)
            text = _("Identity vault open · closes by itself in {time} if nobody uses it")
            self._words.setText(text.format(time=f"{minutes}:{seconds:02}"))
        self.setVisible(bool(left))
        if left and not self._timer.isActive():
            self._timer.start()
        elif not left:
            self._timer.stop()
