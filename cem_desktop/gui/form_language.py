"""Which of a ficha's languages fits the language of the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cem_desktop.forms.definition import FormDefinition


def form_language(definition: FormDefinition, language: str) -> str:
    """Return the ficha's language for ``es`` or ``en``: ``Español (es)``; else its default."""
    for name in definition.languages:
        if name.endswith(f"({language})"):
            return name
    return definition.default_language


def form_title(definition: FormDefinition, language: str) -> str:
    """Return the ficha's title in the language of the screens."""
    return definition.title(form_language(definition, language))
