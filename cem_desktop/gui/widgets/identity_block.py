"""On a case: how it stands with who she is, in one line, and the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import Pane, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.identity_files import Identity

if TYPE_CHECKING:
    from cem_desktop.gui.vault_desk import VaultDesk


class IdentityBlock(Pane):
    """Says whether an identity is kept, as far as that can be known now; never what it is."""

    def __init__(self, desk: VaultDesk, file: str) -> None:
        """Show how it stands with the identity behind ``file``."""
        layout = row(10)
        super().__init__("clear", layout, name="identity_block")
        self._desk, self._file = desk, file
        mark = QLabel()
        theme = desk.theme
        mark.setPixmap(icons.pixmap("identity", theme.tokens.muted, theme.px(18)))
        self._words = Words(name="identity_words", wrap=False)
        self._open = Button(
            _("Open the vault…"), "quiet", name="identity_open", on_click=desk.ask_open
        )
        self._show = Button("", "quiet", name="identity_show", on_click=self._ask_ficha)
        middle = Qt.AlignmentFlag.AlignVCenter
        layout.addWidget(mark, 0, middle)
        layout.addWidget(self._words, 0, middle)
        layout.addWidget(self._open, 0, middle)
        layout.addWidget(self._show, 0, middle)
        layout.addStretch(1)
        desk.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Look again: the vault was opened or closed, or something was kept in it."""
        state = self._desk.files.of_file(self._file)
        self._words.setText(_words(state))
        self._open.setVisible(state is Identity.CLOSED and self._desk.may_open())
        is_open = state in {Identity.NONE, Identity.KEPT} and self._desk.is_custodian
        self._show.setVisible(is_open)
        self._show.setText(
            _("See or correct it…") if state is Identity.KEPT else _("Write it down…")
        )

    def _ask_ficha(self) -> None:
        self._desk.ficha_wanted.emit(self._file)


def _words(state: Identity) -> str:
    return {
        Identity.NO_VAULT: _("Identity: none is kept here, this office has no vault."),
        Identity.MISSING: _("Identity: the file of the vault is missing. All else works."),
        Identity.CLOSED: _("Identity: the vault is closed."),
        Identity.NONE: _("Identity: none. Total anonymity."),
        Identity.KEPT: _("Identity: kept in the vault."),
    }[state]
