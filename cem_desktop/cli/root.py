"""``cem hq root`` and ``cem hq devices``: the root and its offline keys; centres' PCs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import (
    LoginOption,
    PassphraseOption,
    WorkspaceOption,
    headquarters_of,
    opened,
)
from cem_desktop.cli.output import JsonOption, print_json, read_passphrase
from cem_desktop.i18n import _
from cem_desktop.services.root_rotation import RootChange, RootKeyFile

application = typer.Typer(no_args_is_help=True, help="The root: which keys count.")
devices = typer.Typer(no_args_is_help=True, help="The PCs of all centres.")


@application.command()
def show(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the version, the term and the six words of the root."""
    with opened(workspace, login, passphrase_file) as open_workspace:
        state = headquarters_of(open_workspace).root_keys.state()
    if as_json:
        print_json(
            {
                "version": state.version,
                "expires": state.expires,
                "words": list(state.words),
                "threshold": state.threshold,
                "root_keys": list(state.root_keys),
                "stale": state.stale,
                "expired": state.expired,
            }
        )
        return
    typer.echo(
        _("Root {version}, until {until}: {words}").format(
            version=state.version, until=state.expires, words=" ".join(state.words)
        )
    )
    if state.stale:
        typer.echo(_("It is time for a new root: cem hq root renew."))


@application.command()
def renew(
    key: Annotated[list[Path], typer.Option("--key", help="A root key file; give two or three.")],
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    key_passphrase_file: Annotated[
        list[Path] | None,
        typer.Option(
            "--key-passphrase-file",
            help="File with the passphrase of each root key, in their order; else it is asked.",
        ),
    ] = None,
    roster: Annotated[bool, typer.Option("--roster", help="Another key signs rosters.")] = False,
    receipts: Annotated[
        bool, typer.Option("--receipts", help="Another key signs receipts.")
    ] = False,
    root_keys: Annotated[
        Path | None,
        typer.Option("--root-keys", help="Make three new root keys, into this folder."),
    ] = None,
    root_keys_passphrase_file: Annotated[
        Path | None,
        typer.Option("--root-keys-passphrase-file", help="File with the passphrase for them."),
    ] = None,
) -> None:
    """Sign the next root with two of the three root keys, and print its six words."""
    files = key_passphrase_file or []
    keys = [
        RootKeyFile(path, read_passphrase(files[at] if at < len(files) else None))
        for at, path in enumerate(key)
    ]
    new_words = read_passphrase(root_keys_passphrase_file) if root_keys is not None else ""
    change = RootChange(
        roster=roster,
        receipts=receipts,
        root_keys=root_keys is not None,
        passphrase=new_words,
        folder=root_keys,
    )
    with opened(workspace, login, passphrase_file) as open_workspace:
        made = headquarters_of(open_workspace).root_keys.renew(keys, change)
    typer.echo(
        _("Root {version} is signed: {words}").format(
            version=made.version, words=" ".join(made.words)
        )
    )
    for path in made.written:
        typer.echo(str(path))


@devices.command("list")
def list_devices(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print every PC of the roster: centre, device, status, when something last arrived."""
    with opened(workspace, login, passphrase_file) as open_workspace:
        states = headquarters_of(open_workspace).devices.all()
    if as_json:
        print_json(
            [
                {
                    "office": one.device.office,
                    "device": one.device.id,
                    "status": one.device.status,
                    "last_heard": one.last_heard,
                    "entries": one.entries,
                }
                for one in states
            ]
        )
        return
    for one in states:
        heard = one.last_heard or "–"
        typer.echo(f"{one.device.office}\t{one.device.id}\t{one.device.status}\t{heard}")


@devices.command()
def retire(
    device: str,
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    stolen: Annotated[bool, typer.Option("--stolen", help="It was stolen or lost.")] = False,
) -> None:
    """Take a centre's PC off the list: what it has brought counts, nothing later does."""
    with opened(workspace, login, passphrase_file) as open_workspace:
        kept = headquarters_of(open_workspace).devices
        gone = kept.report_stolen(device) if stolen else kept.retire(device)
    typer.echo(f"{gone.office}\t{gone.id}\t{gone.status}")
