"""One answer of many: a line that narrows a list while one types.

Enter takes the one choice that the text leaves. Where it leaves several, the first Enter points at
the first of them and the next one takes it: nothing is answered in passing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.ficha_choice_search import ChoiceCompleter, Choices, fold, meant
from cem_desktop.gui.widgets.ficha_fields import Answer, LineField
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.forms.session import NodeState
    from cem_desktop.gui.style import Theme


class ListField(LineField):
    """One of many: type parts of it, or open the list (F4, Alt+Down, the arrow)."""

    def __init__(self, node: NodeState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(node, theme, parent)
        self._choices: Choices = ()
        self._name: str | None = None
        self._completer = ChoiceCompleter(self)
        self.line.setCompleter(self._completer)
        self.line.setPlaceholderText(_("Write any part of it"))
        picked = self._completer.activated[QModelIndex]  # type: ignore[index]  # an overload
        picked.connect(self._on_picked)
        self.line.left.connect(self._settle)
        self.line.may_go_on = self._may_go_on
        arrow = icons.icon("down", theme.tokens.muted)
        self.line.add_opener(arrow, theme.px(16), _("Open the list"), self.open_list)

    def show_node(self, node: NodeState) -> None:
        """Show the label of the chosen answer."""
        self.line.setAccessibleName(node.label)
        relabelled = node.choices != self._choices
        if relabelled:
            self._choices = node.choices
            self._completer.choices.take(node.choices)
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
        self._completer.choices.take(self._choices)
        self._completer.complete()

    def _on_edited(self, text: str) -> None:
        self._completer.choices.narrow(text)
        name = meant(self._choices, text)
        written_out = name is not None and fold(self._label(name)) == fold(text)
        self._take(name if written_out else None)

    def _on_picked(self, index: QModelIndex) -> None:
        # The line edit writes the label after this signal; what it shows is settled then.
        self._take(str(index.data(Qt.ItemDataRole.UserRole)))
        QTimer.singleShot(0, self, lambda: self.line.setText(self._label(self._name)))

    def _may_go_on(self) -> bool:
        """Say whether Enter goes on: not while the text leaves several choices."""
        text = self.line.text()
        if self._name is not None or meant(self._choices, text) is not None:
            return True
        return not self._completer.point_at_first()

    def _settle(self) -> None:
        """Take what a person pointed at, or the only choice that the text leaves."""
        pointed = self._completer.pointed()
        if pointed is not None:
            self._take(pointed)
        elif self._name is None:
            self._take(meant(self._choices, self.line.text()))
        self._completer.list.hide()
        if self._name is not None:
            self.line.setText(self._label(self._name))

    def _take(self, name: str | None) -> None:
        if name != self._name:
            self._name = name
            self.answered.emit()
