"""Above the pages while the identity vault is open: how long yet, and «close now»."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from cem_desktop.gui import icons
from cem_desktop.gui.tokens import PAGE_MARGIN
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Pane, column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.gui.vault_desk import VaultDesk

_TICK_MS: Final = 1_000


class VaultStrip(Pane):
    """One quiet line; each second it looks whether the vault's time is over, and closes it then."""

    def __init__(self, desk: VaultDesk) -> None:
        """Show how it stands with the vault of ``desk``."""
        layout = column(8)
        layout.setContentsMargins(PAGE_MARGIN, 8, PAGE_MARGIN, 8)
        super().__init__("pane", layout, name="vault_strip")
        self._desk, theme = desk, desk.theme
        self._is_put_off = False
        mark = QLabel()
        mark.setPixmap(icons.pixmap("lock_open", theme.tokens.warn, theme.px(18)))
        self._words = Words(name="vault_words", wrap=False)
        self._close = Button(_("Close now"), name="vault_close", on_click=desk.close_vault)
        self._close.setToolTip(_("Close the identity vault now"))
        self._line = Pane("clear", line := row(10), name="vault_line")
        line.addWidget(mark)
        line.addWidget(self._words, 1)
        line.addWidget(self._close)
        self._offer = Banner(theme, name="vault_offer")
        self._offer.offer(
            Button(_("Make the vault…"), name="vault_create", on_click=desk.ask_create)
        )
        self._offer.offer(Button(_("Later"), "quiet", name="vault_later", on_click=self._put_off))
        layout.addWidget(self._line)
        layout.addWidget(self._offer)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)
        desk.changed.connect(self.look)
        if desk.may_create():
            text = _(
                "Names, documents and addresses have a place of their own: the identity vault. "
                "Coded files work without it."
            )
            self._offer.tell("info", text, _("This office has no identity vault yet"))
        self.look()

    def look(self) -> None:
        """Show what stands now; what is due closes by that."""
        left = self._desk.identities.seconds_left
        if left:
            minutes, seconds = divmod(left, 60)
            text = _("Identity vault open · closes by itself in {time} if nobody uses it")
            self._words.setText(text.format(time=f"{minutes}:{seconds:02}"))
        self._line.setVisible(bool(left))
        offers = not self._is_put_off and self._desk.may_create() if not left else False
        self._offer.setVisible(offers)
        self.setVisible(bool(left) or offers)
        if left and not self._timer.isActive():
            self._timer.start()
        elif not left:
            self._timer.stop()

    def _put_off(self) -> None:
        self._is_put_off = True
        self.look()
