"""How a window works with the identity vault: its dialogs, its countdown, news of its door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from cem_desktop.gui.create_vault_dialog import CreateVaultDialog
from cem_desktop.gui.open_vault_dialog import OpenVaultDialog
from cem_desktop.gui.sheets_printing import print_sheets
from cem_desktop.gui.vault_copies_dialog import VaultCopiesDialog
from cem_desktop.gui.widgets.identity_block import IdentityBlock
from cem_desktop.services.identity_creation import CUSTODY

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.print_desk import PrintDesk
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.workspace import Workspace


class VaultDesk(QObject):
    """The vault in one window; ``changed`` comes on the window's thread, however it was changed."""

    changed = Signal()
    ficha_wanted = Signal(str)
    """The ficha of the vault is to be opened, of this file."""
    _told = Signal()

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        tasks: TaskRunner,
        printer: PrintDesk,
        over: QWidget,
    ) -> None:
        """Work over the window ``over``; ``printer`` shows paper."""
        super().__init__(over)
        self._workspace, self._printer = workspace, printer
        self.identities = workspace.identities
        self.files = workspace.identity_files
        self.theme, self._tasks, self._over = theme, tasks, over
        self.is_custodian = CUSTODY in workspace.user.roles
        self._told.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._unlisten = self.identities.on_change(self._told.emit)

    def stop(self) -> None:
        """Close the vault and hear no more of it: the window is left."""
        self._unlisten()
        self.identities.close()

    def may_open(self) -> bool:
        """Say whether the present user can open it now."""
        state = self.identities.state()
        return state.exists and state.entitled and not self.identities.is_open

    def may_create(self) -> bool:
        """Say whether the present user can make it."""
        state = self.identities.state()
        return self.is_custodian and not state.exists and not state.made

    def ask_open(self) -> None:
        """Ask why and for the passphrase."""
        if self.may_open():
            self._show(
                OpenVaultDialog(
                    self.identities,
                    self.theme,
                    self._tasks,
                    self._over,
                    has_key_file=self._has_key_file(),
                )
            )

    def ask_create(self) -> None:
        """Ask how the vault is to be, and show its sheets."""
        if self.may_create():
            dialog = CreateVaultDialog(
                self.identities,
                self.theme,
                self._tasks,
                self._over,
                has_key_file=self._has_key_file(),
                print_sheets=self._print_sheets,
            )
            dialog.created.connect(self.changed)
            self._show(dialog)

    def of_case(self, file: str) -> IdentityBlock:
        """Return how it stands with the identity behind a case, for its page."""
        return IdentityBlock(self, file)

    def show_copies(self, file: str, code: str) -> None:
        """Show the copies of papers that the open vault keeps of a person.

        They go from the screen when the vault closes.

        Raises:
            CemError: The vault is not open, or cannot be read.
        """
        dialog = VaultCopiesDialog(
            self._workspace, self.theme, self._tasks, self._printer, file, code, self._over
        )
        self.changed.connect(lambda: self._end_when_closed(dialog))
        self._show(dialog)

    def _end_when_closed(self, dialog: QDialog) -> None:
        if isValid(dialog) and not self.identities.is_open:
            for inner in dialog.findChildren(QDialog):
                inner.reject()
            dialog.reject()

    def close_vault(self) -> None:
        """Close it now."""
        self.identities.close()

    def _has_key_file(self) -> bool:
        return self._workspace.own_access.state().has_key_file

    def _print_sheets(self, papers: tuple[str, ...]) -> None:
        print_sheets(self._workspace, self.theme, self._tasks, papers, self._over)

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
