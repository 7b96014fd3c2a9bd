"""The fichas that this program carries, loaded when first asked for, and versions over them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cem_desktop import paths
from cem_desktop.domain.revision import version_rank
from cem_desktop.errors import FormInvalidError, FormsNotBuiltError, FormUnknownError
from cem_desktop.forms.definition import FormDefinition, load_definition
from cem_desktop.services.attached_lists import attached_list

FILE_NAME = "form.xml"
_log = logging.getLogger(__name__)


@lru_cache(maxsize=128)
def _load(path: Path, _written: int) -> FormDefinition:
    """Return the ficha of a file as it was written last; sessions and workspaces share it."""
    return load_definition(path.read_bytes(), attached_list, strict=True)


@lru_cache(maxsize=128)
def _load_xml(xml: bytes) -> FormDefinition:
    return load_definition(xml, attached_list, strict=True)


@dataclass(frozen=True)
class LaidOver:
    """A version of a ficha that lies over those of the program.

    Attributes:
        form: Its id.
        version: Its version.
        xml: The XForm.
        is_published: It may be filled anew; else it only serves records that have it.
    """

    form: str
    version: str
    xml: bytes
    is_published: bool


class FormLibrary:
    """Compiled fichas in a folder, one folder each, and versions that lie over them."""

    def __init__(self, folder: Path | None = None) -> None:
        """Look in ``folder``, by default where the program keeps its fichas."""
        self._folder = folder or paths.forms()
        self._loaded: dict[str, FormDefinition] = {}
        self._over: dict[str, dict[str, LaidOver]] = {}
        self._broken: set[tuple[str, str]] = set()

    def lay_over(self, versions: Iterable[LaidOver]) -> None:
        """Carry these versions too, in place of those that were laid over before."""
        over: dict[str, dict[str, LaidOver]] = {}
        for one in versions:
            over.setdefault(one.form, {})[one.version] = one
        self._over = over

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all fichas, in order.

        Raises:
            FormsNotBuiltError: There are none that were built.
        """
        built = {path.parent.name for path in self._folder.glob(f"*/{FILE_NAME}")}
        if not built:
            raise FormsNotBuiltError(folder=self._folder.name)
        published = {
            form
            for form, versions in self._over.items()
            if any(one.is_published and self._opened(one) for one in versions.values())
        }
        return tuple(sorted(built | published))

    def all(self) -> tuple[FormDefinition, ...]:
        """Return all fichas, in order of their ids."""
        return tuple(self.definition(form) for form in self.ids())

    def definition(self, form: str, version: str | None = None) -> FormDefinition:
        """Return a ficha, in a given version or in the one that is filled today.

        Filled today is the highest of the program's own version and those that headquarters
        published; a published one that this program's engine cannot run is passed over.

        Raises:
            FormUnknownError: This program does not carry it.
        """
        own = self._own(form)
        if version is not None:
            if own is not None and own.version == version:
                return own
            laid = self._over.get(form, {}).get(version)
            found = self._opened(laid) if laid is not None else None
        else:
            published = [one for one in self._over.get(form, {}).values() if one.is_published]
            carried = [own, *map(self._opened, published)]
            known = [one for one in carried if one is not None]
            found = max(known, key=lambda one: version_rank(one.version), default=None)
        if found is None:
            raise FormUnknownError(form=form, version=version or "")
        return found

    def own_xml(self, form: str, version: str) -> bytes | None:
        """Return the XForm of the program's own version, None where it has another."""
        own = self._own(form)
        if own is None or own.version != version:
            return None
        return (self._folder / form / FILE_NAME).read_bytes()

    def _own(self, form: str) -> FormDefinition | None:
        if form not in self._loaded:
            path = self._folder / form / FILE_NAME
            if not form.isidentifier() or not path.is_file():
                return None
            self._loaded[form] = _load(path, path.stat().st_mtime_ns)
        return self._loaded[form]

    def _opened(self, laid: LaidOver) -> FormDefinition | None:
        if (laid.form, laid.version) in self._broken:
            return None
        try:
            return _load_xml(laid.xml)
        except FormInvalidError as error:
            self._broken.add((laid.form, laid.version))
            _log.warning("a ficha's version needs a newer program: %s", error.code)
            return None


def form_language(definition: FormDefinition, language: str) -> str:
    """Return the ficha's language for ``es`` or ``en``: ``Español (es)``; else its default."""
    for name in definition.languages:
        if name.endswith(f"({language})"):
            return name
    return definition.default_language
