"""Finding one of many choices by any part of its words, deaf to accents and capitals.

«canete lima» finds «San Vicente de Cañete, Cañete, Lima»: every word typed has to stand somewhere
in the label, in any order. First comes what has its own name written out, then what begins with the
text, then what has the first word in its own name, then the rest, each in the order of the form.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QListView

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtCore import QObject

Choices = tuple[tuple[str, str], ...]

_SHOWN_ROWS: Final = 9
_NO_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 9
_KEPT_LISTS: Final = 32
_OWN_NAME: Final = re.compile(r"[^,·(/|–]*")
_NO_INDEX: Final = QModelIndex()


def fold(text: str) -> str:
    """Return the text as people look for it: no accents, no capitals, single spaces."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return " ".join(plain.split())


@lru_cache(maxsize=_KEPT_LISTS)
def _folded(choices: Choices) -> tuple[str, ...]:
    """Return the folded labels; a list of districts is folded once, not once a question."""
    return tuple(fold(label) for _name, label in choices)


def search(choices: Choices, text: str) -> list[int]:
    """Return the places of the choices that have every word of the text, the best first."""
    wanted = fold(text)
    words = wanted.split()
    found: tuple[list[int], ...] = ([], [], [], [])
    for at, label in enumerate(_folded(choices)):
        if all(word in label for word in words):
            found[_rank(label, wanted, words)].append(at)
    return [at for group in found for at in group]


def _rank(label: str, wanted: str, words: list[str]) -> int:
    own = _OWN_NAME.match(label)
    name = own[0].strip() if own is not None else label
    if set(name.split()) <= set(words):
        return 0
    if label.startswith(wanted):
        return 1
    return 2 if f" {words[0]}" in f" {name}" else 3


def meant(choices: Choices, text: str) -> str | None:
    """Return the name of the one choice that a text leaves, None where it leaves several or none.

    A label written out, or the only one that begins so, is meant even if others have the words.
    """
    wanted = fold(text)
    if not wanted:
        return None
    found = search(choices, text)
    labels = _folded(choices)
    same = [at for at in found if labels[at] == wanted]
    starting = [at for at in found if labels[at].startswith(wanted)]
    for group in (same, found, starting):
        if len(group) == 1:
            return choices[group[0]][0]
    return None


class ChoiceModel(QAbstractListModel):
    """The choices that fit what was typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._choices: Choices = ()
        self._rows: list[int] = []

    def take(self, choices: Choices) -> None:
        """Offer these choices, all of them."""
        self._choices = choices
        self._show(list(range(len(choices))))

    def narrow(self, text: str, without: Collection[str] = ()) -> None:
        """Offer those that fit a text, but for some that are chosen already."""
        fitting = search(self._choices, text)
        self._show([at for at in fitting if self._choices[at][0] not in without])

    def _show(self, rows: list[int]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many fit."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> str | None:
        """Return the label of a row, or its name (``UserRole``)."""
        if role == Qt.ItemDataRole.UserRole:
            return self._choices[self._rows[index.row()]][0]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._choices[self._rows[index.row()]][1]
        return None


class ChoiceCompleter(QCompleter):
    """Shows under a line the choices that fit it; none is taken before a person points at it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.choices = ChoiceModel(self)
        self.setModel(self.choices)
        # The model narrows by itself; by a role that says nothing Qt marks no row of its own.
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompletionRole(_NO_ROLE)
        self.setMaxVisibleItems(_SHOWN_ROWS)
        self.list = QListView()
        self.list.setObjectName("type_ahead")
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setPopup(self.list)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Put the label into the line."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")

    def pointed(self) -> str | None:
        """Return the name of the row that a person pointed at, None where none."""
        index = self.list.currentIndex()
        if not self.list.isVisible() or not index.isValid():
            return None
        return str(index.data(Qt.ItemDataRole.UserRole))

    def point_at_first(self) -> bool:
        """Point at the first of several that fit; say whether there was one to point at."""
        if not self.list.isVisible() or self.list.currentIndex().isValid():
            return False
        first = self.list.model().index(0, 0)
        self.list.setCurrentIndex(first)
        return first.isValid()
