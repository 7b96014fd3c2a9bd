"""In the locked window: the twelve words of the kit, who comes in, and her new passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QStackedWidget, QWidget

from cem_desktop.errors import CemError, StoreMissingError, VaultDamagedError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.file_choice import choose_files
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import column, fill, row
from cem_desktop.gui.widgets.passphrase_step import PassphraseStep
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.word_grid import WordGrid
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.recovery_papers import kit_word_list

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.gui.doors import Doors
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.kit_opening import KitEntrance

_WIDTH: Final = 620
_WORDS: Final = 12
_WHO, _PHRASE = 1, 2


class KitDialog(Dialog):
    """Three steps; nothing is written before the last button. ``came_in``: login, passphrase."""

    came_in = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        doors: Doors,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        """Ask for the words of the kit of the workspace in ``folder``."""
        super().__init__("kit_dialog", theme.wide(_WIDTH), parent)
        self._doors, self._folder = doors, folder
        self._tasks = tasks
        self._copy: Path | None = None
        self._entrance: KitEntrance | None = None
        self._grid = WordGrid(kit_word_list(), _WORDS, 3, name="kit_words")
        self._who = QComboBox()
        self._who.setObjectName("kit_who")
        self._login = QLineEdit()
        self._login.setObjectName("kit_login")
        self._login_block = FieldBlock(
            _("User name"), self._login, hint=_("A short label of her work, not her name.")
        )
        self._passphrase = PassphraseStep(self._ask_words)
        self._whose = Words(name="kit_whose")
        self._banner = Banner(theme, name="kit_banner")
        self._progress = ProgressPanel(tasks, name="kit_progress")
        self._backup = Button(
            _("Use the vault file of a backup…"), "quiet", name="kit_backup", on_click=self._choose
        )
        self._backup.hide()
        self._leave = Button(_("Cancel"), name="kit_cancel", on_click=self.reject)
        self._next = Button(_("Next"), "primary", name="kit_next", on_click=self.go_on)
        self._steps = QStackedWidget()
        self._title = Words(role="heading", name="kit_title")
        self._work = PageWork(self, tasks, self._banner, self._progress, (self._next, self._leave))
        self._build()
        self._grid.changed.connect(self._refresh)
        self._grid.finished.connect(self.go_on)
        self._login.textChanged.connect(self._refresh)
        self._who.currentIndexChanged.connect(self._refresh)
        self._passphrase.changed.connect(self._refresh)
        self._show_step(0)

    def type_words(self, words: str) -> None:
        """Type the words of the kit."""
        self._grid.type_text(words)

    def go_on(self) -> None:
        """Try the words, go to the passphrase, or let her in."""
        if not self._next.isEnabled():
            return
        step = self._steps.currentIndex()
        if step == _PHRASE:
            self._give()
        elif step == _WHO:
            self._show_step(_PHRASE)
        else:
            self.look()

    def look(self) -> None:
        """Try the words; nothing is changed by that."""
        doors, folder, copy, typed = self._doors, self._folder, self._copy, self._grid.text
        self._work.start(
            _("Trying the kit"),
            lambda _progress: doors.kit(folder, copy).look(typed),
            self._on_looked,
            self._on_refused,
        )

    def use_backup(self, path: Path) -> None:
        """Try again with the vault file of a backup."""
        self._copy = path
        self.look()

    def _build(self) -> None:
        words = column(12)
        words.addWidget(
            Words(
                _(
                    "Take the kit out of its envelope and type its twelve words in their order. "
                    "Accents and capitals make no difference; a space goes to the next word."
                )
            )
        )
        words.addWidget(self._grid)
        words.addStretch(1)
        who = column(12)
        who.addWidget(self._whose)
        who.addWidget(FieldBlock(_("Who comes in again?"), self._who))
        who.addWidget(self._login_block)
        who.addWidget(
            Words(
                _(
                    "Only users who coordinate or keep keys come in by the kit. It is noted, and "
                    "it does not open the identity vault."
                ),
                "hint",
            )
        )
        who.addStretch(1)
        for layout in (words, who):
            page = QWidget()
            page.setLayout(layout)
            self._steps.addWidget(page)
        self._steps.addWidget(self._passphrase)
        foot = row()
        fill(foot, self._backup, None, self._leave, self._next)
        for part in (self._title, self._banner, self._steps, self._progress):
            self.body.addWidget(part)
        self.body.addLayout(foot)

    def _show_step(self, step: int) -> None:
        titles = (
            _("Come in with the recovery kit"),
            _("The kit opens this workspace"),
            _("Her new passphrase"),
        )
        self._title.setText(titles[step])
        self._steps.setCurrentIndex(step)
        self._next.setText(_("Write it and come in") if step == _PHRASE else _("Next"))
        self._refresh()
        if step == 0:
            self._grid.setFocus()
        elif step == _WHO:
            self._who.setFocus()
        else:
            self._ask_words()
            self._passphrase.take_focus()

    def _refresh(self) -> None:
        is_new = not self._who.currentData()
        self._login_block.setVisible(is_new)
        ready = (
            self._grid.is_full,
            not is_new or bool(self._login.text().strip()),
            bool(self._passphrase.passphrase),
        )
        self._next.setEnabled(ready[self._steps.currentIndex()])

    def _choose(self) -> None:
        choose_files(
            self,
            _("Vault file of a backup"),
            (".json",),
            lambda chosen: self.use_backup(chosen[0]),
        )

    def _on_looked(self, entrance: KitEntrance) -> None:
        self._entrance = entrance
        whose = _("Workspace of {office}. Its six words, as on the kit: {words}").format(
            office=entrance.office, words=" · ".join(entrance.words)
        )
        if entrance.is_from_copy:
            lost = _("The vault file was lost or damaged; its copy serves.")
            self._banner.tell("warn", lost)
        self._whose.setText(whose)
        self._who.clear()
        for user, login in entrance.people:
            self._who.addItem(login, user)
        self._who.addItem(_("Somebody else: make a new user"), "")
        self._show_step(_WHO)

    def _on_refused(self, error: Exception) -> bool:
        if isinstance(error, StoreMissingError | VaultDamagedError):
            self._backup.show()
        if isinstance(error, CemError):
            tell_error(self._banner, error)
            return True
        return False

    def _ask_words(self) -> None:
        doors = self._doors
        self._tasks.run(
            lambda _progress: doors.suggest(), owner=self, done=self._passphrase.show_words
        )

    def _give(self) -> None:
        entrance, passphrase = self._entrance, self._passphrase.passphrase
        if entrance is None:
            return
        doors, folder, copy = self._doors, self._folder, self._copy
        user, login = self._who.currentData(), self._login.text()

        def work(_progress: object) -> str:
            door = doors.kit(folder, copy)
            if user:
                return door.give(entrance, user, passphrase)
            return door.give_new(entrance, login, passphrase)

        self._work.start(
            _("Making her key…"), work, lambda given: self._on_given(given, passphrase)
        )

    def _on_given(self, login: str, passphrase: str) -> None:
        self._grid.forget()
        self.accept()
        self.came_in.emit(login, passphrase)
