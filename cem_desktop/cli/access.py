"""How a command opens a workspace: folder, login, and the passphrase by prompt, file or input."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cem_desktop import paths
from cem_desktop.cli.output import read_passphrase
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import NotPermittedError
from cem_desktop.services.headquarters import Headquarters
from cem_desktop.services.workspace import Workspace

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", help="Folder of the workspace.", show_default=False)
]
LoginOption = Annotated[str, typer.Option("--login", help="Who works.", prompt=True)]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help="File with the passphrase; else prompt or standard input."
    ),
]


def folder_of(workspace: Path | None) -> Path:
    """Return the folder that is meant: the one named, or the one that the window opens."""
    return workspace or paths.data_dir() / "workspace"


@contextmanager
def opened(folder: Path | None, login: str, passphrase_file: Path | None) -> Iterator[Workspace]:
    """Give an open workspace, closed at the end whatever happens."""
    from cem_desktop.services.unlock import open_workspace

    passphrase = read_passphrase(passphrase_file)
    workspace = open_workspace(folder_of(folder), login, passphrase)
    try:
        yield workspace
    finally:
        workspace.close()


def headquarters_of(workspace: Workspace) -> Headquarters:
    """Return headquarters' services.

    Raises:
        NotPermittedError: The workspace is an office's.
    """
    if workspace.kind is not WorkspaceKind.HEADQUARTERS or workspace.headquarters is None:
        raise NotPermittedError(act="headquarters")
    return workspace.headquarters
