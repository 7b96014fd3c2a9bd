"""``cem attachments``: whether every sealed file is there and whole."""

from __future__ import annotations

from typing import Annotated

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption, WorkspaceOption, opened
from cem_desktop.cli.output import FINDINGS, JsonOption, print_json, shown_progress
from cem_desktop.i18n import _, ngettext

application = typer.Typer(no_args_is_help=True, help="Photographs, scans and PDF of coded files.")


@application.callback()
def group() -> None:
    """Look after the sealed files of attachments."""


@application.command()
def check(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Remove files to which nothing refers any more.")
    ] = False,
) -> None:
    """Open every attachment of the case store, and say which are missing or damaged."""
    with (
        opened(workspace, login, passphrase_file) as open_workspace,
        shown_progress(_("Attachments")) as tell,
    ):
        attachments = open_workspace.attachments
        swept = attachments.sweep() if sweep else 0
        found = attachments.check(tell)
    if as_json:
        print_json(
            {
                "whole": found.whole,
                "missing": list(found.missing),
                "damaged": list(found.damaged),
                "orphans": found.orphans,
                "swept": swept,
            }
        )
    else:
        whole = ngettext(
            "{count} attachment is whole.", "{count} attachments are whole.", found.whole
        )
        typer.echo(whole.format(count=found.whole))
        for word, ids in ((_("missing"), found.missing), (_("damaged"), found.damaged)):
            for one in ids:
                typer.echo(f"{word}: {one}")
        if found.orphans:
            text = ngettext(
                "{count} file belongs to nothing; --sweep removes it when it is an hour old.",
                "{count} files belong to nothing; --sweep removes them when they are an hour old.",
                found.orphans,
            )
            typer.echo(text.format(count=found.orphans))
    if not found.is_sound:
        raise typer.Exit(FINDINGS)
