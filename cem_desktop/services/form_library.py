"""The fichas that this program carries, loaded when they are first asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cem_desktop import paths
from cem_desktop.errors import FormsNotBuiltError, FormUnknownError
from cem_desktop.forms.definition import FormDefinition, load_definition
from cem_desktop.services.attached_lists import attached_list

FILE_NAME = "form.xml"


@lru_cache(maxsize=128)
def _load(path: Path, _written: int) -> FormDefinition:
    """Return the ficha of a file as it was written last; sessions and workspaces share it."""
    return load_definition(path.read_bytes(), attached_list, strict=True)


class FormLibrary:
    """Compiled fichas in a folder, one folder each."""

    def __init__(self, folder: Path | None = None) -> None:
        """Look in ``folder``, by default where the program keeps its fichas."""
        self._folder = folder or paths.forms()
        self._loaded: dict[str, FormDefinition] = {}

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all fichas, in order.

        Raises:
            FormsNotBuiltError: There are none that were built.
        """
        found = tuple(sorted(path.parent.name for path in self._folder.glob(f"*/{FILE_NAME}")))
        if not found:
            raise FormsNotBuiltError(folder=self._folder.name)
        return found

    def all(self) -> tuple[FormDefinition, ...]:
        """Return all fichas, in order of their ids."""
        return tuple(self.definition(form) for form in self.ids())

    def definition(self, form: str, version: str | None = None) -> FormDefinition:
        """Return a ficha, in a given version or in the one that is filled today.

        Raises:
            FormUnknownError: This program does not carry it.
        """
        if form not in self._loaded:
            path = self._folder / form / FILE_NAME
            if not form.isidentifier() or not path.is_file():
                raise FormUnknownError(form=form, version=version or "")
            self._loaded[form] = _load(path, path.stat().st_mtime_ns)
        definition = self._loaded[form]
        if version is not None and version != definition.version:
            raise FormUnknownError(form=form, version=version)
        return definition


def form_language(definition: FormDefinition, language: str) -> str:
    """Return the ficha's language for ``es`` or ``en``: ``Español (es)``; else its default."""
    for name in definition.languages:
        if name.endswith(f"({language})"):
            return name
    return definition.default_language
