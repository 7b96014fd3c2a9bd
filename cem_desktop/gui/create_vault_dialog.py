"""Making the identity vault: who opens it, the passphrase, and the three sheets, shown once.

The sheets are the only way back to the identities when passphrases are lost. They are shown here
and kept nowhere, so the dialog closes only when somebody says that all three are on paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QStackedWidget, QWidget

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog, secret_field
from cem_desktop.i18n import _
from cem_desktop.services.key_file_reading import read_key_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.identities import Identities

_ALONE, _TWO = 1, 2
_ASKING, _SHEETS = 0, 1
_WORDS_A_LINE: Final = 5


class CreateVaultDialog(WorkDialog):
    """Two steps: the question, and the sheets. ``created`` comes after the second."""

    created = Signal()

    def __init__(
        self,
        identities: Identities,
        theme: Theme,
        tasks: TaskRunner,
        parent: QWidget | None = None,
        *,
        has_key_file: bool = False,
        print_sheets: Callable[[tuple[str, ...]], object] | None = None,
    ) -> None:
        """Ask how many people open it, and the present user's passphrase.

        ``print_sheets`` shows the sheets as they are printed.
        """
        super().__init__(
            theme, tasks, _("Make the identity vault"), _("Make the vault"), parent,
            name="create_vault", width=640,
        )  # fmt: skip
        self._identities = identities
        self._people = QButtonGroup(self)
        self._passphrase = secret_field("create_passphrase")
        self._key_file = KeyFileLine("create_key_file")
        self._key_file.setVisible(has_key_file)
        self._print_sheets = print_sheets
        self._sheets: list[Words] = []
        self._written = QCheckBox(_("The three sheets are on paper, each one apart"))
        self._written.setObjectName("create_written")
        self._steps = QStackedWidget()
        self._asking = self._make_asking()
        self._steps.addWidget(self._asking)
        self.content.addWidget(self._steps)
        self._passphrase.textChanged.connect(self._refresh)
        self._written.toggled.connect(self._refresh)
        self.finished.connect(lambda _result: self._forget())
        self._refresh()
        self._passphrase.setFocus()

    def _make_asking(self) -> QWidget:
        layout = column(12)
        text = _(
            "Who she is lives in a store of its own, with a key of its own. Coded files work "
            "without it; whoever does not keep identities cannot open it."
        )
        layout.addWidget(Words(text))
        choices = (
            (_ALONE, _("One person opens it"), "create_people_one"),
            (
                _TWO,
                _("Two people open it together, which is safer"),
                "create_people_two",
            ),
        )
        for people, words, name in choices:
            choice = QRadioButton(words)
            choice.setObjectName(name)
            self._people.addButton(choice, people)
            layout.addWidget(choice)
        self._people.button(_ALONE).setChecked(True)
        self._people.idToggled.connect(lambda *_: self._refresh())
        self._two_hint = Words(
            _(
                "Until a second person keeps identities too, you open it with a sheet; each time "
                "is shown to the coordinator."
            ),
            "hint",
            name="create_two_hint",
        )
        layout.addWidget(self._two_hint)
        layout.addWidget(FieldBlock(_("Your passphrase"), self._passphrase))
        layout.addWidget(self._key_file)
        return _page(layout)

    def _make_sheets(self, shares: tuple[str, ...]) -> QWidget:
        layout = column(10)
        text = _(
            "Three sheets, of which any two open the vault if passphrases are lost. Print them, or "
            "write each on a paper of its own, and give them to three people who do not keep them "
            "together. They are shown only now."
        )
        layout.addWidget(Words(text))
        for number, share in enumerate(shares, 1):
            layout.addWidget(Words(_("Sheet {number} of 3").format(number=number), "strong"))
            words = Words(_in_lines(share), "code", name=f"create_sheet_{number}")
            self._sheets.append(words)
            layout.addWidget(words)
        ask = self._print_sheets
        if ask is not None:
            line = row()
            line.addWidget(
                Button(
                    _("Print the three sheets…"),
                    name="create_print",
                    on_click=lambda: ask(shares),
                )
            )
            line.addStretch(1)
            layout.addLayout(line)
        layout.addWidget(self._written)
        return _page(layout)

    def _refresh(self) -> None:
        if self._steps.currentIndex() == _SHEETS:
            self.do.setEnabled(self._written.isChecked())
        else:
            self.do.setEnabled(bool(self._passphrase.text()))
        self._two_hint.setVisible(self._people.checkedId() == _TWO)

    def act(self) -> None:
        """Make it; or be done, once the sheets are on paper."""
        if self._steps.currentIndex() == _SHEETS:
            self.accept()
            self.created.emit()
            return
        identities, words = self._identities, self._passphrase.text()
        people, file = self._people.checkedId(), self._key_file.path
        self.run(
            _("Making keys and store…"),
            lambda: identities.create(words, people=people, key_file=read_key_file(file)),
            self._on_created,
            self.ask_again(self._passphrase),
        )

    def _on_created(self, shares: tuple[str, ...]) -> None:
        self._passphrase.setText("")
        self._steps.addWidget(self._make_sheets(shares))
        self._steps.setCurrentIndex(_SHEETS)
        self._steps.removeWidget(self._asking)
        self._steps.insertWidget(_ASKING, QWidget())
        self._steps.setCurrentIndex(_SHEETS)
        self.leave.hide()
        self.do.setText(_("Done"))
        self._refresh()
        self.fit()
        self._written.setFocus()

    def reject(self) -> None:
        """Go away by Esc only while no sheet would be lost by it, or when the window locks."""
        waits = self._steps.currentIndex() == _SHEETS and not self._written.isChecked()
        if waits and self.isVisible() and not self._is_locking():
            self.banner.tell("warn", _("Write the three sheets first: they are shown only now."))
            self.fit()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, for the same reason."""
        self.reject()
        event.setAccepted(not self.isVisible())

    def _is_locking(self) -> bool:
        """Whether the window behind is being left: then nothing of this may stay on the screen."""
        behind = self.parentWidget()
        return behind is None or not behind.isVisible()

    def _forget(self) -> None:
        for words in self._sheets:
            words.setText("")


def _in_lines(share: str) -> str:
    words = share.split()
    lines = (words[at : at + _WORDS_A_LINE] for at in range(0, len(words), _WORDS_A_LINE))
    return "\n".join("  ".join(line) for line in lines)


def _page(layout: object) -> QWidget:
    page = QWidget()
    page.setLayout(layout)  # type: ignore[arg-type]
    return page
