"""``cem bundle``: look at a bundle without taking it in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption, WorkspaceOption, opened
from cem_desktop.cli.output import JsonOption, print_values
from cem_desktop.i18n import _
from cem_desktop.services.bundle_view import BundleView, inspect_file, verify_file

application = typer.Typer(no_args_is_help=True, help="Look at bundles without taking them in.")
_Login = Annotated[
    str | None, typer.Option("--login", help="Open a workspace to read the header too.")
]


@application.command("inspect")
def inspect_bundle(
    file: Path,
    login: _Login = None,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what can be seen of a bundle: its size without keys, its signed header with them."""
    if login is None:
        _show(inspect_file(file), as_json=as_json)
        return
    with opened(workspace, login, passphrase_file) as open_workspace:
        _show(inspect_file(file, open_workspace), as_json=as_json)


@application.command()
def verify(
    file: Path,
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a whole bundle and check every signature; nothing of it is kept."""
    with opened(workspace, login, passphrase_file) as open_workspace:
        view = verify_file(file, open_workspace)
    _show(view, as_json=as_json)
    if not as_json:
        typer.echo(_("The bundle is whole and every signature holds."))


def _show(view: BundleView, *, as_json: bool) -> None:
    print_values(view.to_json(), as_json=as_json)
