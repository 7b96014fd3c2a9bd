"""The workspaces that the pictures are drawn of: a played demonstration, and an empty office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.services.catalogues import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path


def make_new_office(folder: Path, words: str) -> Path:
    """Make an office that has received nobody yet."""
    from cem_desktop.domain.roles import WorkspaceKind, roles_of
    from cem_desktop.services.headquarters import profile_of
    from cem_desktop.services.setup import NewWorkspace, create_workspace

    catalogue = load_catalogue()
    profile = profile_of(catalogue, catalogue.search("iquitos")[0].id)
    assert profile is not None
    roles = tuple(role.id for role in roles_of(WorkspaceKind.OFFICE))
    create_workspace(folder, NewWorkspace(WorkspaceKind.OFFICE, profile, "coordina", roles, words))
    return folder


def play_demonstration(folder: Path) -> tuple[Path, Path, str, str]:
    """Play the demonstration and return an office, headquarters, login and passphrase."""
    from cem_desktop.services.demo import LOGIN, YEAR, play
    from cem_desktop.services.published_figures import load_published

    published = load_published(YEAR)
    assert published.table is not None
    result = play(folder / "demo", published.table, published, load_catalogue())
    return result.offices[0], result.headquarters, LOGIN, result.passphrase
