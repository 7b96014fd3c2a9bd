"""At headquarters: sign a new root with two of the three root keys, from their sticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from cem_desktop.gui.file_choice import choose_files, choose_folder
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import ScrollPage, column, keep_to_screen, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog, secret_field
from cem_desktop.i18n import _
from cem_desktop.services.root_rotation import RootChange, RootKeyFile

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.root_rotation import NewRoot, RootKeys

_AGE: Final = (".age",)


class RootKeyLine(QWidget):
    """One root key: its file on a stick, and the passphrase that opens it."""

    changed = Signal()

    def __init__(self, title: str, name: str) -> None:
        """Nothing is chosen yet."""
        super().__init__()
        self._path: Path | None = None
        self._said = Words(_("No file chosen"), "muted", name=f"{name}_said")
        choose = Button(_("Choose the file…"), name=f"{name}_choose", on_click=self._ask)
        self._passphrase = secret_field(f"{name}_passphrase")
        self._passphrase.textChanged.connect(lambda _text: self.changed.emit())
        line = row(10)
        line.addWidget(choose)
        line.addWidget(self._said, 1)
        parts = column(6)
        parts.addWidget(Words(title, "strong"))
        parts.addLayout(line)
        parts.addWidget(FieldBlock(_("Its passphrase"), self._passphrase))
        self.setLayout(parts)

    @property
    def is_full(self) -> bool:
        """Whether file and passphrase are there."""
        return self._path is not None and bool(self._passphrase.text())

    @property
    def key(self) -> RootKeyFile:
        """The file and its passphrase."""
        assert self._path is not None
        return RootKeyFile(self._path, self._passphrase.text())

    def take(self, path: Path) -> None:
        """Choose a file."""
        self._path = path
        self._said.setText(path.name)
        self._passphrase.setFocus()
        self.changed.emit()

    def forget(self) -> None:
        """Keep no passphrase."""
        self._passphrase.clear()

    def _ask(self) -> None:
        choose_files(self, _("Root key"), _AGE, lambda chosen: self.take(chosen[0]))


class NewRootDialog(WorkDialog):
    """``signed``: what came of it."""

    signed = Signal(object)

    def __init__(
        self, root_keys: RootKeys, theme: Theme, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        """Ask for two keys, and what is to be new."""
        super().__init__(
            theme, tasks, _("A new root"), _("Sign it"), parent, name="new_root", width=600
        )
        self._root_keys = root_keys
        self.lines = (
            RootKeyLine(_("First root key"), "root_key_1"),
            RootKeyLine(_("Second root key, from another place"), "root_key_2"),
        )
        self._roster = _box(_("Another key signs the list of devices"), "roster")
        self._receipts = _box(_("Another key signs receipts"), "receipts")
        self._new_keys = _box(_("Three new root keys"), "keys")
        self._words = secret_field("new_root_words")
        self._again = secret_field("new_root_again")
        self._again_block = FieldBlock(_("The same again"), self._again)
        self._secrets = QWidget()
        parts = column(8)
        parts.addWidget(FieldBlock(_("A passphrase for the new root keys"), self._words))
        parts.addWidget(self._again_block)
        self._secrets.setLayout(parts)
        self._secrets.hide()
        self._build(theme)
        self._refresh()

    def act(self) -> None:
        """Sign, or ask first where the new root keys are to be written."""
        if not self._new_keys.isChecked():
            self.sign(None)
            return
        if self._words.text() != self._again.text():
            self._again_block.tell(_("The two are not the same."))
            self._again.setFocus()
            return
        choose_folder(self, _("Stick or folder for the new root keys"), self.sign)

    def sign(self, folder: Path | None) -> None:
        """Sign the next root; new root keys go into ``folder``."""
        change = RootChange(
            roster=self._roster.isChecked(),
            receipts=self._receipts.isChecked(),
            root_keys=self._new_keys.isChecked(),
            passphrase=self._words.text(),
            folder=folder,
        )
        keys, root_keys = [line.key for line in self.lines], self._root_keys
        self.run(_("Signing…"), lambda: root_keys.renew(keys, change), self._on_signed)

    def _build(self, theme: Theme) -> None:
        room = ScrollPage(name="new_root_room", margin=0)
        self.content.addWidget(room, 1)
        room.body.addWidget(
            Words(
                _(
                    "Two of the three root keys sign it. Centres follow by themselves with their "
                    "next bundle; nobody compares words again."
                )
            )
        )
        for line in self.lines:
            room.body.addWidget(line)
            line.changed.connect(self._refresh)
        room.body.addWidget(Words(_("What is to be new"), "strong"))
        room.body.addWidget(
            Words(
                _(
                    "Mark a key that may have been copied, and new root keys where a stick was "
                    "lost or who kept one has left. With nothing marked, the root only gets five "
                    "more years."
                ),
                "hint",
            )
        )
        for part in (self._roster, self._receipts, self._new_keys, self._secrets):
            room.body.addWidget(part)
        self._new_keys.toggled.connect(self._secrets.setVisible)
        for field in (self._words, self._again):
            field.textChanged.connect(self._refresh)
        self._new_keys.toggled.connect(self._refresh)
        room.body.addStretch(1)
        keep_to_screen(room, theme)

    def _refresh(self) -> None:
        self._again_block.tell("")
        wanted: tuple[QLineEdit, ...] = ()
        if self._new_keys.isChecked():
            wanted = (self._words, self._again)
        full = all(line.is_full for line in self.lines) and all(one.text() for one in wanted)
        self.do.setEnabled(full)

    def _on_signed(self, made: NewRoot) -> None:
        for line in self.lines:
            line.forget()
        for field in (self._words, self._again):
            field.clear()
        self.accept()
        self.signed.emit(made)


def _box(words: str, name: str) -> QCheckBox:
    box = QCheckBox(words)
    box.setObjectName(f"new_root_{name}")
    return box
