"""Several answers of many: a line that searches, and the chosen ones below it.

Enter takes the one choice that the text leaves, or first points at the first of several; Enter in
an empty line goes on. The chosen ones are one stop of the Tab key: arrows move among them, the
space bar or Delete takes one out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.ficha_choice_search import ChoiceCompleter, Choices, meant
from cem_desktop.gui.widgets.ficha_fields import ENTER_KEYS, Answer, AnswerField, LineEdit
from cem_desktop.gui.widgets.flow import FlowLayout
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QKeyEvent

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme

_WIDTH: Final = 420
_REMOVING: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class ChosenOne(QPushButton):
    """One chosen answer; pressing it takes it out. Keys but the space bar are the shelf's."""

    def __init__(self, label: str, icon: QIcon, size: int, parent: QWidget) -> None:
        super().__init__(icon, label.replace("&", "&&"), parent)
        self.setProperty("kind", "chosen")
        self.setIconSize(QSize(size, size))
        self.setAccessibleName(label)
        self.setAccessibleDescription(_("Chosen. The space bar takes it out."))
        self.setToolTip(_("Take it out"))
        self.setAutoDefault(False)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands at the end
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take only the space bar."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class ChosenShelf(QWidget):
    """The chosen answers beside each other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setLayout(FlowLayout(6, 6))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.options: tuple[ChosenOne, ...] = ()

    def show_options(self, options: tuple[ChosenOne, ...]) -> None:
        """Show these instead of the ones before; the first is the stop of the Tab key."""
        shelf = self.layout()
        assert shelf is not None
        for old in self.options:
            shelf.removeWidget(old)
            old.hide()
            old.deleteLater()
        for new in options:
            shelf.addWidget(new)
            new.show()
        self.options = options
        self.stop_at(0)
        self.setVisible(bool(options))
        self.updateGeometry()

    def stop_at(self, stop: int) -> None:
        """Let the Tab key stop at one of them."""
        for at, option in enumerate(self.options):
            is_stop = at == stop
            policy = Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            option.setFocusPolicy(policy)

    def focused(self) -> int | None:
        """Return which one has the focus."""
        return next((at for at, one in enumerate(self.options) if one.hasFocus()), None)

    def focus(self, at: int) -> None:
        """Put the focus on one of them, the nearest where there are fewer."""
        at = min(max(at, 0), len(self.options) - 1)
        self.stop_at(at)
        self.options[at].setFocus(Qt.FocusReason.TabFocusReason)


class ManyField(AnswerField):
    """Several of many."""

    def __init__(self, node: NodeState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path, self._theme = node.path, theme
        self._choices: Choices = ()
        self._names: list[str] = []  # what the shelf shows
        self._wanted: list[str] = []  # what the person wants; the session puts it in order
        self.line = LineEdit(self)
        self.line.setObjectName(node.path)
        self.line.setMaximumWidth(theme.px(_WIDTH))
        self.line.setPlaceholderText(_("Write any part of one; Enter adds it"))
        self._completer = ChoiceCompleter(self)
        self.line.setCompleter(self._completer)
        self._count = Words(role="muted", wrap=False, parent=self)
        self._shelf = ChosenShelf(self)
        self._shelf.hide()
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.line, 1)
        top.addWidget(self._count)
        top.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._shelf)
        self._listen()

    def _listen(self) -> None:
        picked = self._completer.activated[QModelIndex]  # type: ignore[index]  # an overload
        picked.connect(lambda index: self._add(str(index.data(Qt.ItemDataRole.UserRole))))
        self.line.textEdited.connect(self._narrow)
        self.line.left.connect(self.left)
        self.line.finished.connect(self.finished)
        self.line.may_go_on = self._may_go_on
        arrow = icons.icon("down", self._theme.tokens.muted)
        self.line.add_opener(arrow, self._theme.px(16), _("Open the list"), self.open_list)

    # --- what the session says -----------------------------------------------------------

    def show_node(self, node: NodeState) -> None:
        """Show the labels of the chosen ones."""
        self.line.setAccessibleName(node.label)
        names = [str(name) for name in node.value] if isinstance(node.value, list) else []
        self._wanted = names
        if node.choices == self._choices and names == self._names:
            return
        if node.choices != self._choices:
            self._completer.choices.take(node.choices)
        self._choices, self._names = node.choices, names
        focused = self._shelf.focused()
        self._shelf.show_options(tuple(self._make_chosen(name) for name in names))
        if focused is not None and names:
            self._shelf.focus(focused)
        elif focused is not None:
            self.line.setFocus(Qt.FocusReason.TabFocusReason)
        count = ngettext("{count} chosen", "{count} chosen", len(names))
        self._count.setText(count.format(count=len(names)) if names else "")
        self.rearranged.emit()

    def _make_chosen(self, name: str) -> ChosenOne:
        label = dict(self._choices).get(name, name)
        cross = icons.icon("close", self._theme.tokens.muted)
        chosen = ChosenOne(label, cross, self._theme.px(14), self._shelf)
        chosen.setObjectName(f"{self._path}={name}")
        chosen.clicked.connect(lambda *_: self._take_out(name))
        return chosen

    def answer(self) -> Answer:
        """Return the names of the chosen ones, None where there is none."""
        return list(self._wanted) or None

    def pending(self) -> str:
        """Say that what stands in the line was not taken."""
        return _("Choose one from the list.") if self.line.text().strip() else ""

    def focus_target(self) -> QWidget:
        """Return the line."""
        return self.line

    # --- what the person does ------------------------------------------------------------

    def open_list(self) -> None:
        """Show all that is not chosen yet."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._narrow("")
        self._completer.complete()

    def _narrow(self, text: str) -> None:
        self._completer.choices.narrow(text, self._names)

    def _may_go_on(self) -> bool:
        """Add what the line means; say whether Enter goes on: only from an empty line."""
        text = self.line.text()
        if not text.strip():
            return True
        name = self._completer.pointed() or meant(self._left_choices(), text)
        if name is not None:
            self._add(name)
        else:
            self._completer.point_at_first()
        return False

    def _left_choices(self) -> Choices:
        return tuple(one for one in self._choices if one[0] not in self._names)

    def _add(self, name: str) -> None:
        self._completer.list.hide()
        self.line.clear()
        # The line edit writes the label after a pick with the mouse; it has been taken already.
        QTimer.singleShot(0, self, lambda: self._wipe(dict(self._choices)[name]))
        if name not in self._names:
            self._tell([*self._names, name])

    def _wipe(self, label: str) -> None:
        if self.line.text() == label:
            self.line.clear()

    def _take_out(self, name: str) -> None:
        self._tell([one for one in self._names if one != name])

    def _tell(self, names: list[str]) -> None:
        self._wanted = names
        self.answered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the chosen ones, take one out, or go on by Enter."""
        at, key = self._shelf.focused(), event.key()
        if at is None:
            super().keyPressEvent(event)
        elif key in ENTER_KEYS:
            self.finished.emit()
        elif key in _REMOVING:
            self._take_out(self._names[at])
        elif key in _STEPS:
            self._shelf.focus(at + _STEPS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)
