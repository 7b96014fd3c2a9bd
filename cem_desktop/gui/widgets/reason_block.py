"""A reason in one's own words, of a few lines: what is too long to paste is refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.gui.widgets.bounded_text import BoundedText
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.gui.style import Theme

_HEIGHT: Final = 84


class ReasonBlock(FieldBlock):
    """The field «Why», which Tab leaves."""

    def __init__(self, theme: Theme, name: str, *, hint: str = "") -> None:
        """``name`` is that of the text inside."""
        self.field = BoundedText()
        self.field.setObjectName(name)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(theme.px(_HEIGHT))
        super().__init__(_("Why"), self.field, hint=hint)
        self.setFocusProxy(self.field)
        self.field.refused.connect(self.tell)

    @property
    def text(self) -> str:
        """What was written, without the blanks around it."""
        return self.field.toPlainText().strip()

    def check(self) -> str:
        """Return the reason; where there is none, say that it is missing."""
        self.tell("" if self.text else _("Write why."))
        return self.text
