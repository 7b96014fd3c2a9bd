"""Copies of papers that say who she is, in the identity vault; gone when the vault closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.attachment_desk import AttachmentDesk
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.reading_dialog import ReadingDialog
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.print_desk import PrintDesk
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.workspace import Workspace

_WIDTH = 760


class VaultCopiesDialog(ReadingDialog):
    """The attachments that the vault keeps of one person."""

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        tasks: TaskRunner,
        printer: PrintDesk,
        file: str,
        code: str,
        parent: QWidget | None = None,
    ) -> None:
        """Show what the open vault keeps of ``file``, whose code is ``code``.

        Raises:
            CemError: The vault is not open, or cannot be read.
        """
        super().__init__("vault_copies", "vault_copies_page", theme.wide(_WIDTH), parent)
        title = _("Copies of papers: {code}").format(code=code)
        self.body.addWidget(Words(title, "heading"))
        desk = AttachmentDesk(workspace, theme, tasks, printer, self)
        self.page.body.addWidget(desk.of_case(file))
        self.page.body.addStretch(1)
        self.body.addWidget(self.page, 1)
        close = Button(_("Close"), "primary", name="vault_copies_close", on_click=self.accept)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        self.body.addLayout(foot)
        close.setFocus()
