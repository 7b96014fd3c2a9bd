"""One answer of many: a line that narrows a list while one types, deaf to accents and capitals."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.ficha_fields import Answer, LineField
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme

_FOLDED: Final = int(Qt.ItemDataRole.UserRole) + 1
_SHOWN_ROWS: Final = 9


def fold(text: str) -> str:
    """Return the text as people look for it: no accents, no capitals, single spaces."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return " ".join(plain.split())


class FoldingCompleter(QCompleter):
    """Matches anywhere in the text, whatever the accents."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionRole(_FOLDED)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
        self.setMaxVisibleItems(_SHOWN_ROWS)
        self.list = QListView()
        self.list.setObjectName("type_ahead")
        self.setPopup(self.list)

    def splitPath(self, path: str) -> list[str]:
        """Look for the folded text."""
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Put the label into the line."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class ListField(LineField):
    """One of many: type a part of it, or open the list (F4, Alt+Down, the arrow)."""

    def __init__(self, node: NodeState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(node, theme, parent)
        self._choices: tuple[tuple[str, str], ...] = ()
        self._name: str | None = None
        self._completer = FoldingCompleter(self)
        self._model = QStandardItemModel(self)
        self._completer.setModel(self._model)
        self.line.setCompleter(self._completer)
        self.line.setPlaceholderText(_("Write the first letters"))
        picked = self._completer.activated[QModelIndex]  # type: ignore[index]  # an overload
        picked.connect(self._on_picked)
        self.line.textEdited.disconnect()
        self.line.textEdited.connect(self._on_edited)
        self.line.left.connect(self._settle)
        arrow = icons.icon("down", theme.tokens.muted)
        self.line.add_opener(arrow, theme.px(16), _("Open the list"), self.open_list)

    def show_node(self, node: NodeState) -> None:
        """Show the label of the chosen answer."""
        self.line.setAccessibleName(node.label)
        relabelled = node.choices != self._choices
        if relabelled:
            self._choices = node.choices
            self._model.clear()
            for name, label in node.choices:
                item = QStandardItem(label)
                item.setData(fold(label), _FOLDED)
                item.setData(name, Qt.ItemDataRole.UserRole)
                self._model.appendRow(item)
        chosen = None if node.value is None else str(node.value)
        if chosen != self._name or (relabelled and chosen is not None):
            self._name = chosen
            self.line.setText(self._label(chosen))

    def _label(self, name: str | None) -> str:
        return "" if name is None else dict(self._choices).get(name, name)

    def answer(self) -> Answer:
        """Return the name of the chosen answer."""
        return self._name

    def pending(self) -> str:
        """Say that what stands in the line is not in the list."""
        if self.line.text().strip() and self._name is None:
            return _("Choose one from the list.")
        return ""

    def open_list(self) -> None:
        """Show all choices, whatever stands in the line."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._completer.setCompletionPrefix("")
        self._completer.complete()

    def _on_edited(self, text: str) -> None:
        wanted = fold(text)
        same = [name for name, label in self._choices if fold(label) == wanted]
        self._take(same[0] if len(same) == 1 and wanted else None)

    def _on_picked(self, index: QModelIndex) -> None:
        name = str(index.data(Qt.ItemDataRole.UserRole))
        # The line edit writes the label after this signal; what it shows is settled then.
        self._take(name)
        QTimer.singleShot(0, self, lambda: self.line.setText(self._label(self._name)))

    def _settle(self) -> None:
        """Take the only choice that the text leaves, when the person goes on."""
        wanted = fold(self.line.text())
        popup = self._completer.list
        index = popup.currentIndex()
        if popup.isVisible() and index.isValid():
            self._take(str(index.data(Qt.ItemDataRole.UserRole)))
        elif wanted and self._name is None:
            fitting = [name for name, label in self._choices if wanted in fold(label)]
            starting = [name for name, label in self._choices if fold(label).startswith(wanted)]
            for names in (fitting, starting):
                if len(names) == 1:
                    self._take(names[0])
                    break
        popup.hide()
        if self._name is not None:
            self.line.setText(self._label(self._name))

    def _take(self, name: str | None) -> None:
        if name != self._name:
            self._name = name
            self.answered.emit()
