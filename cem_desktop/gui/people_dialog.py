"""One person or two for the identity vault: every custodian types, and everything gets new keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cem_desktop.gui.widgets.typed_lines import TypedLines
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.workspace import Workspace


class PeopleDialog(WorkDialog):
    """``renewed`` carries what is to be handed out."""

    renewed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        people: int,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        """``people``: how many are to open the vault from now on."""
        two = people > 1
        title = _("Two people from now on") if two else _("One person from now on")
        super().__init__(theme, tasks, title, _("Renew the keys"), parent, name="people", width=580)
        self._workspace, self._wanted = workspace, people
        said = (
            _("Nobody opens the identity vault alone any more: two custodians type their "
              "passphrases, or in an emergency one custodian and one sheet.")
            if two
            else _("Each custodian opens the identity vault with her own passphrase alone.")
        )  # fmt: skip
        self.content.addWidget(Words(said))
        self.content.addWidget(
            Words(
                _(
                    "The stores get new keys, so everybody types her passphrase here; the identity "
                    "vault must be open. The kit and the sheets of before are void: the sheets are "
                    "printed next, and a new kit is to be made."
                ),
                "muted",
            )
        )
        self._lines = TypedLines(workspace.identity_sheets.everybody(), name="people")
        self._lines.changed.connect(lambda: self.do.setEnabled(self._lines.is_full))
        self.content.addWidget(self._lines)
        self.do.setEnabled(False)
        self._lines.setFocus()

    def act(self) -> None:
        """Renew the keys for the wanted number of people."""
        sheets, people, read = self._workspace.identity_sheets, self._wanted, self._lines.reader()
        self.run(
            _("Renewing the keys…"), lambda: sheets.change_people(people, read()), self._on_done
        )

    def _on_done(self, result: object) -> None:
        self._lines.forget()
        self.accept()
        self.renewed.emit(result)
