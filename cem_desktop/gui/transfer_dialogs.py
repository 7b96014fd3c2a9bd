"""Dialogs of a hand-over: to whom a case goes, and what another centre hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from cem_desktop.gui.file_choice import choose_folder
from cem_desktop.gui.numbers import say_count
from cem_desktop.gui.widgets.bounded_text import BoundedText
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.catalogue import Catalogue
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.case_transfer import CaseTransfer
    from cem_desktop.services.transfer_taking import TransferOffer


class GiveCaseDialog(WorkDialog):
    """To which centre, and what it should know first; ``given`` carries the name of the file."""

    given = Signal(str)

    def __init__(
        self,
        transfers: CaseTransfer,
        file: str,
        code: str,
        catalogue: Catalogue,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None,
    ) -> None:
        """Ask about the case with this code."""
        super().__init__(
            theme, tasks, _("Hand the case {code} over").format(code=code),
            _("Seal it for that centre…"), parent, name="give_case", width=540,
        )  # fmt: skip
        self._transfers, self._file = transfers, file
        self._office = QComboBox()
        self._office.setObjectName("give_case_office")
        for office in transfers.offices():
            known = catalogue.office(office)
            self._office.addItem(known.title if known is not None else office, office)
        self._text = BoundedText()
        self._text.setObjectName("give_case_text")
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(theme.px(110))
        self.content.addWidget(
            Words(
                _(
                    "The whole coded file goes along, with its history and attachments, sealed so "
                    "that only that centre opens it. Who she is does not travel. Here nothing "
                    "changes until it accepts; then the file is out of use here."
                )
            )
        )
        self.content.addWidget(FieldBlock(_("To which centre?"), self._office))
        self.content.addWidget(
            FieldBlock(_("What should it know first?"), self._text, hint=_("Without names."))
        )
        self._text.setFocus()

    def act(self) -> None:
        """Ask for the stick, then seal."""
        choose_folder(self, _("Stick or folder for the case"), self.seal)

    def seal(self, folder: Path) -> None:
        """Seal the case into ``folder``."""
        office, text = str(self._office.currentData() or ""), self._text.toPlainText()
        self.follow(
            _("Sealing the case…"),
            lambda progress: self._transfers.give(
                self._file, office, text, folder, progress.report
            ),
            self._on_given,
        )

    def _on_given(self, written: tuple[Path, ...]) -> None:
        self.accept()
        self.given.emit(", ".join(path.name for path in written))


class TakeCaseDialog(WorkDialog):
    """What another centre hands over: accept it, or refuse it with a reason."""

    done_with = Signal(str)

    def __init__(
        self,
        transfers: CaseTransfer,
        path: Path,
        offer: TransferOffer,
        centre: str,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None,
    ) -> None:
        """Show what was read of the bundle; nothing of it is kept yet."""
        super().__init__(
            theme, tasks, _("{centre} hands a case over").format(centre=centre),
            _("Accept…"), parent, name="take_case", width=540,
        )  # fmt: skip
        self._transfers, self._path = transfers, path
        steps = ngettext("{count} signed step", "{count} signed steps", offer.revisions).format(
            count=say_count(offer.revisions)
        )
        attached = ngettext("{count} attachment", "{count} attachments", offer.attachments).format(
            count=say_count(offer.attachments)
        )
        self.content.addWidget(Words(offer.letter.text, name="take_case_text"))
        self.content.addWidget(Words(f"{steps} · {attached}", "muted"))
        self.content.addWidget(
            Words(_("With your acceptance the file is out of use there. Carry the answer back."))
        )
        self._reason = BoundedText()
        self._reason.setObjectName("take_case_reason")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(theme.px(64))
        self.content.addWidget(FieldBlock(_("If you refuse it: why?"), self._reason))
        self.foot.insertWidget(
            0,
            Button(
                _("Refuse…"),
                name="take_case_refuse",
                on_click=lambda: choose_folder(
                    self, _("Stick or folder for the answer"), self.refuse
                ),
            ),
        )

    def act(self) -> None:
        """Ask for the stick, then accept."""
        choose_folder(self, _("Stick or folder for the answer"), self.take)

    def take(self, folder: Path) -> None:
        """Take the case on; the answer goes to ``folder``."""
        self.run(
            _("Taking the case on…"),
            lambda: self._transfers.accept(self._path, folder),
            lambda _written: self._end(_("The case is here. Carry the answer back.")),
        )

    def refuse(self, folder: Path) -> None:
        """Say no; the answer goes to ``folder``."""
        reason = self._reason.toPlainText()
        self.run(
            _("Writing the answer…"),
            lambda: self._transfers.refuse(self._path, reason, folder),
            lambda _written: self._end(_("The refusal is written. Carry it back.")),
        )

    def _end(self, said: str) -> None:
        self.accept()
        self.done_with.emit(said)
