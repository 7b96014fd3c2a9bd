"""A sentence for the whole page: information, success, a warning or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from cem_desktop.gui.icons import own_pixmap
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QPushButton

    from cem_desktop.gui.style import Theme

_NO_BOUND: Final = 16777215  # Qt's QWIDGETSIZE_MAX, which PySide does not name
BannerKind = Literal["info", "good", "warn", "danger"]


class Banner(QFrame):
    """An icon, a sentence and, for errors, what is kept and what to do; hidden when empty."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        """Make a banner that shows nothing yet."""
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title = Words(role="strong", name=f"{name}_title")
        self._text = Words(name=f"{name}_text")
        words = column(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._row = layout = row(10)
        layout.setContentsMargins(14, 9, 14, 9)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def tell(self, kind: BannerKind, text: str, title: str = "") -> None:
        """Show ``text`` (and a bold ``title`` above it)."""
        self.setProperty("banner", kind)
        tokens = self._theme.tokens
        colour = {
            "info": tokens.info,
            "good": tokens.accent,
            "warn": tokens.warn,
            "danger": tokens.danger,
        }[kind]
        size = self._theme.px(18)
        self._icon.setPixmap(own_pixmap(kind, colour, size, self.devicePixelRatioF()))
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())
        self.setMaximumHeight(_NO_BOUND)
        for part in (self, self._icon, self._title, self._text):
            part.style().unpolish(part)
            part.style().polish(part)
        self.show()

    def offer(self, button: QPushButton) -> None:
        """Put a button beside the words: what can be done about it."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words need at this width, and no higher."""
        super().resizeEvent(event)
        self.setMaximumHeight(max(1, self._row.heightForWidth(event.size().width())))

    def clear(self) -> None:
        """Say nothing, and hide."""
        self._title.setText("")
        self._text.setText("")
        self.hide()

    @property
    def has_words(self) -> bool:
        """Whether there is something to say, shown or not."""
        return bool(self._title.text() or self._text.text())

    @property
    def shown_text(self) -> str:
        """What a person reads now; empty when hidden."""
        if self.isHidden():
            return ""
        return f"{self._title.text()} {self._text.text()}".strip()
