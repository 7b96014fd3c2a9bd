"""Which of a ficha's languages fits the language of the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.services.form_library import form_language

if TYPE_CHECKING:
    from cem_desktop.forms.definition import FormDefinition

__all__ = ["form_language", "form_title"]


def form_title(definition: FormDefinition, language: str) -> str:
    """Return the ficha's title in the language of the screens."""
    return definition.title(form_language(definition, language))
