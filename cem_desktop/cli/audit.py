"""``cem audit``: check the audit trail, and take it along."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption, WorkspaceOption, opened
from cem_desktop.cli.output import FINDINGS, JsonOption, print_json, shown_progress
from cem_desktop.i18n import _
from cem_desktop.reports.trail_words import finding_words
from cem_desktop.services.trail import TrailCheck

application = typer.Typer(no_args_is_help=True, help="The audit trail: check it, export it.")


@application.command()
def verify(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="An earlier export (.jsonl), kept in other hands."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Walk the whole trail: find any change, gap or lost end. Exit code 3 when one is found."""
    with (
        opened(workspace, login, passphrase_file) as open_workspace,
        shown_progress(_("Checking the trail")) as tell,
    ):
        check = open_workspace.trail.verify(tell, against)
    if as_json:
        print_json(asdict(check))
    else:
        _print(check)
    if check.findings:
        raise typer.Exit(FINDINGS)


@application.command()
def export(
    file: Path,
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the trail to FILE: .csv to read, any other name as JSON lines to check.

    The export is noted in the trail itself. A file that is there already is never written over.
    """
    with opened(workspace, login, passphrase_file) as open_workspace:
        written = open_workspace.trail.export(file)
    typer.echo(str(written))


def _print(check: TrailCheck) -> None:
    for one in check.findings:
        typer.echo(finding_words(one.kind, one.seq, outside=one.outside))
    if not check.findings:
        told = _(
            "The trail is whole: {count} entries. With this check, which is one more, it is sealed "
            "up to number {sealed}."
        )
        typer.echo(told.format(count=check.length, sealed=check.sealed))
