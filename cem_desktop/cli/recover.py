"""``cem recover``: in with the paper kit, and trying it without opening anything."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption, WorkspaceOption, folder_of, opened
from cem_desktop.cli.output import print_json, read_text
from cem_desktop.i18n import _

application = typer.Typer(
    no_args_is_help=True, help="Recovery papers: come in with the kit, try it, see how it stands."
)

KitFile = Annotated[
    Path | None, typer.Option("--words-file", help="File with the twelve words; else asked for.")
]


@application.command("open")
def open_(
    login: Annotated[str, typer.Option(help="Who comes in again.", prompt=True)],
    workspace: WorkspaceOption = None,
    words_file: KitFile = None,
    new_passphrase_file: Annotated[
        Path | None, typer.Option(help="File with her new passphrase; else asked for.")
    ] = None,
    vault: Annotated[
        Path | None, typer.Option(help="Vault file of a backup, where the folder has none.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Make this user.")] = False,
) -> None:
    """Give a user a new passphrase by the kit; afterwards print a new kit."""
    from cem_desktop.errors import NotPermittedError
    from cem_desktop.services.kit_opening import KitOpening

    folder = folder_of(workspace)
    door = KitOpening(folder, vault_copy=vault)
    entrance = door.look(_asked(words_file, _("Twelve words of the kit")))
    typer.echo(f"{entrance.office} · {' '.join(entrance.words)}")
    if entrance.is_from_copy:
        typer.echo(_("The vault file was lost or damaged; its copy served."))
    wanted = login.strip().casefold()
    user = next((one for one, name in entrance.people if name.casefold() == wanted), None)
    if user is None and not new:
        raise NotPermittedError(act="recovery_kit")
    passphrase = _asked(new_passphrase_file, _("New passphrase"))
    if user is None:
        door.give_new(entrance, login, passphrase)
    else:
        door.give(entrance, user, passphrase)
    typer.echo(
        _("{login} comes in with the new passphrase. Print a new kit today.").format(login=login)
    )


@application.command("rehearse")
def rehearse(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    words_file: KitFile = None,
    sheets: Annotated[
        list[Path] | None,
        typer.Option("--sheet-file", help="File with the words of a sheet; give two."),
    ] = None,
) -> None:
    """Say whether the kit, or two sheets, would open; nothing is opened by them."""
    with opened(workspace, login, passphrase_file) as place:
        if sheets:
            place.recovery.rehearse_shares([read_text(one) for one in sheets])
        else:
            place.recovery.rehearse_kit(_asked(words_file, _("Twelve words of the kit")))
    typer.echo(_("It would open. The date is kept."))


@application.command("state")
def state(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Print how it stands with the papers, as JSON."""
    with opened(workspace, login, passphrase_file) as place:
        found = place.recovery.state()
    papers = {"kit": found.kit, "shares": found.shares}
    print_json(
        {"words": " ".join(found.words), "people": found.people}
        | {name: None if one is None else vars(one) for name, one in papers.items()}
    )


def _asked(file: Path | None, what: str) -> str:
    """Return a secret from a file, from a line of standard input, or asked for."""
    if file is not None:
        return read_text(file).strip()
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(typer.prompt(what, hide_input=True))
