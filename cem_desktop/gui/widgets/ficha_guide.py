"""The guide of a question: more than its hint, folded away until somebody wants to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme

READING_WIDTH: Final = 640
"""Pixels of a line that the eye follows without getting lost: some 90 letters."""
GUIDE_KEY: Final = "F2"


class GuideButton(Button):
    """Opens and closes the guide; a question's own key does the same without leaving its field."""

    def __init__(self, path: str, theme: Theme, *, is_stop: bool) -> None:
        """Make the button.

        Args:
            path: The question.
            theme: Colours and sizes.
            is_stop: Whether the Tab key stops here: where there is no field for the key to be in.
        """
        caption = _("Guide") if is_stop else _("Guide  {key}").format(key=GUIDE_KEY)
        super().__init__(caption, "quiet", name=f"guide {path}")
        self.setProperty("kind", "link")
        self.setIcon(icons.icon("guide", theme.tokens.accent))
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        focus = Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(focus)
        self.tell_open(is_open=False)

    def tell_open(self, *, is_open: bool) -> None:
        """Say whether the guide is open."""
        self.setToolTip(_("Close the guide") if is_open else _("Read more about this question"))
        self.setAccessibleDescription(_("open") if is_open else _("closed"))


class GuidePanel(QFrame):
    """The words of the guide."""

    def __init__(self, path: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "guide")
        self._words = Words(name=f"guidance {path}", parent=self)
        self._words.setMaximumWidth(theme.px(READING_WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.addWidget(self._words)
        self.hide()

    def say(self, text: str) -> None:
        """Show these words."""
        if self._words.text() != text:
            self._words.setText(text)
