"""In the locked window: six words of one's own in the place of those that a colleague gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.passphrase_step import PassphraseStep
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.doors import Doors
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner


class OwnWordsDialog(Dialog):
    """``chosen`` carries the words, once they were written down and typed."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, tasks: TaskRunner, doors: Doors, parent: QWidget | None = None
    ) -> None:
        """Show words that nobody has seen yet."""
        super().__init__("own_words", theme.wide(560), parent)
        self._tasks, self._doors = tasks, doors
        self._step = PassphraseStep(self._ask_words)
        self._enter = Button(
            _("Come in with it"), "primary", name="own_words_enter", on_click=self._choose
        )
        self._step.changed.connect(self._refresh)
        self.body.addWidget(Words(_("Choose a passphrase of your own"), "heading"))
        self.body.addWidget(
            Words(_("The words that a colleague gave you let you in this once: she knows them."))
        )
        self.body.addWidget(self._step)
        foot = row()
        foot.addWidget(Button(_("Cancel"), name="own_words_cancel", on_click=self.reject))
        foot.addStretch(1)
        foot.addWidget(self._enter)
        self.body.addLayout(foot)
        self._refresh()
        self._ask_words()

    def type_words(self, words: str) -> None:
        """Say that the words are on paper and type them."""
        self._step.type_words(words)

    def _refresh(self) -> None:
        self._enter.setEnabled(bool(self._step.passphrase))

    def _ask_words(self) -> None:
        doors = self._doors
        self._tasks.run(lambda _progress: doors.suggest(), owner=self, done=self._step.show_words)

    def _choose(self) -> None:
        words = self._step.passphrase
        self.accept()
        self.chosen.emit(words)
