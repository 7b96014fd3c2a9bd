"""Where the focus goes when a page is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def take_focus(page: QWidget) -> None:
    """Put the focus where the page wants it, or on its first part that can take it."""
    wanted = page.focusProxy()
    if wanted is not None and wanted.isVisibleTo(page) and wanted.isEnabled():
        page.setFocus()
        return
    part = page.nextInFocusChain()
    while part is not None and part is not page:
        takes = part.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and page.isAncestorOf(part) and part.isVisibleTo(page) and part.isEnabled():
            part.setFocus()
            return
        part = part.nextInFocusChain()
