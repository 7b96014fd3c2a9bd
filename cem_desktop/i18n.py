"""Texts in the user's language, through gettext.

Source strings are English; the Spanish catalogue is complete and the default. A text is looked up
when it is shown, so a change of language needs only a new window.
"""

from __future__ import annotations

import gettext
from pathlib import Path

_DOMAIN = "cem"
_current: gettext.NullTranslations = gettext.NullTranslations()


def install(language: str, folder: Path) -> None:
    """Show texts in ``language`` (``es``, ``en``, ``qu`` ...) from the catalogues in ``folder``.

    English needs no catalogue; a language without one falls back to English.
    """
    global _current  # noqa: PLW0603  (one language at a time is what a program speaks)
    _current = gettext.translation(_DOMAIN, folder, languages=[language], fallback=True)


def _(message: str) -> str:
    """Return ``message`` in the language of the program."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of the text that fits ``count``."""
    return _current.ngettext(singular, plural, count)
