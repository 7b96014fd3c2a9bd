"""Hints on hover that carry words from outside: shown as they are, never read as rich text."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Return what Qt shows as ``text``: it takes a hint for rich text where it looks like it."""
    return (
        html.escape(text, quote=False).replace("\n", "<br>") if Qt.mightBeRichText(text) else text
    )
