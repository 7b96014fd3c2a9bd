"""``cem users``: who comes into a workspace, for scripts and for whoever reviews rights."""

from __future__ import annotations

from dataclasses import asdict

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption, WorkspaceOption, opened
from cem_desktop.cli.output import JsonOption, print_json

application = typer.Typer(no_args_is_help=True, help="Users of a workspace.")


@application.callback()
def _group() -> None:
    """Keep ``list`` a command of its own."""


@application.command("list")
def list_users(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the users with their roles, state and last entry."""
    with opened(workspace, login, passphrase_file) as place:
        users = place.users.all()
    if as_json:
        print_json([asdict(one) for one in users])
        return
    for one in users:
        roles = ",".join(one.roles)
        typer.echo(f"{one.login}\t{one.state}\t{roles}\t{one.entered or '-'}")
