"""At headquarters: the root keys must not stay on this computer; where they are, where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QDesktopServices

from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.i18n import _
from cem_desktop.services.headquarters_keys import ROOT_KEYS_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.gui.style import Theme

_KEYS = "*.age"
_MAY_BREAK = "\u200b"


class RootKeysNotice(Banner):
    """A warning for as long as a root key lies beside the store."""

    def __init__(self, theme: Theme, workspace: Path) -> None:
        """Tell nothing before ``look``: a part that shows itself too early is a window."""
        super().__init__(theme, name="offices_root_keys")
        self._folder = workspace / ROOT_KEYS_FOLDER
        self.offer(Button(_("Open the folder"), name="root_keys_open", on_click=self._open))

    def look(self) -> None:
        """Warn, or be silent once the keys are gone."""
        if not any(self._folder.glob(_KEYS)):
            self.clear()
            return
        shown = str(self._folder).replace("/", f"/{_MAY_BREAK}").replace("\\", f"\\{_MAY_BREAK}")
        self.tell(
            "warn",
            _(
                "Move the three files to three sticks, one on each; keep the sticks in three "
                "places, and delete the files here. Whoever has two of them decides who is "
                "headquarters.\nThey are in {folder}"
            ).format(folder=shown),
            _("Root keys are still on this computer"),
        )

    def event(self, event: QEvent) -> bool:
        """Look again when somebody comes back to the window, perhaps from moving the files."""
        if event.type() is QEvent.Type.WindowActivate:
            self.look()
        return super().event(event)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
