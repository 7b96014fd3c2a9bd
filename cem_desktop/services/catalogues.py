"""The catalogues that ship with the program, read once when a workspace needs them."""

from __future__ import annotations

from cem_desktop import paths
from cem_desktop.domain.catalogue import Catalogue, parse_catalogue


def load_catalogue() -> Catalogue:
    """Return the catalogue in ``resources/catalogues``; call it once and pass it on."""
    folder = paths.resources() / "catalogues"
    return parse_catalogue(
        {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.csv")}
    )
