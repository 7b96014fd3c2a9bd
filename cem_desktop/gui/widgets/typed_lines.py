"""A line for each colleague who types her passphrase beside the present user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import column
from cem_desktop.gui.widgets.work_dialog import secret_field
from cem_desktop.services.key_file_reading import read_key_file
from cem_desktop.services.rekeying import Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QLineEdit


class TypedLines(QWidget):
    """Passphrases, and key files where they are needed; none is kept after ``forget``."""

    changed = Signal()

    def __init__(self, people: Sequence[tuple[str, str, bool]], *, name: str) -> None:
        """``people``: id, login, whether she needs a key file."""
        super().__init__()
        self._lines: dict[str, tuple[QLineEdit, KeyFileLine | None]] = {}
        layout = column(8)
        for user, login, has_file in people:
            field = secret_field(f"{name}_typed_{login}")
            field.textChanged.connect(self.changed)
            line = KeyFileLine(f"{name}_file_{login}") if has_file else None
            self._lines[user] = (field, line)
            beside = column(4)
            beside.addWidget(field)
            if line is not None:
                beside.addWidget(line)
            layout.addWidget(FieldBlock(login, field, beside=beside))
        self.setLayout(layout)
        if self._lines:
            self.setFocusProxy(next(iter(self._lines.values()))[0])

    @property
    def is_full(self) -> bool:
        """Whether everybody has typed something."""
        return all(field.text() for field, _line in self._lines.values())

    def reader(self) -> Callable[[], Mapping[str, Typed]]:
        """Return what reads the key files and gives what was typed, off the GUI thread."""
        entered = {
            user: (field.text(), line.path if line is not None else None)
            for user, (field, line) in self._lines.items()
        }
        return lambda: {
            user: Typed(words, read_key_file(path)) for user, (words, path) in entered.items()
        }

    def forget(self) -> None:
        """Empty every line."""
        for field, line in self._lines.values():
            field.clear()
            if line is not None:
                line.forget()
