"""``cem law``: what the law asks of an office about itself on paper, and a check of erasures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption, WorkspaceOption, opened
from cem_desktop.cli.output import FINDINGS
from cem_desktop.i18n import _, ngettext
from cem_desktop.preferences import load_preferences, preferences_file
from cem_desktop.services.exports import write_file

application = typer.Typer(
    name="law",
    no_args_is_help=True,
    help="Inventory of personal data, security document, and a check of erasures.",
)
OutArgument = Annotated[Path, typer.Argument(help="The PDF to write; it holds no datum of a case.")]


@application.command()
def inventory(
    out: OutArgument,
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the inventory of personal data as PDF."""
    with opened(workspace, login, passphrase_file) as at:
        job = at.law.papers.inventory("es")
        at.printing.note(job, "export")
    write_file(out, job.pdf)
    typer.echo(_("Written: {file}").format(file=out.name))


@application.command("security-document")
def security_document(
    out: OutArgument,
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the security document as PDF, with the measures that are in force."""
    minutes = load_preferences(preferences_file()).inactivity_minutes
    with opened(workspace, login, passphrase_file) as at:
        job = at.law.papers.security_document(minutes)
        at.printing.note(job, "export")
    write_file(out, job.pdf)
    typer.echo(_("Written: {file}").format(file=out.name))


@application.command()
def verify(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Check that every erasure has a signed document that says what was dropped."""
    with opened(workspace, login, passphrase_file) as at:
        count, faults = at.law.erasing.check()
    said = ngettext("{count} erasure was checked.", "{count} erasures were checked.", count)
    typer.echo(said.format(count=count))
    for one in faults:
        typer.echo(_("Does not fit: {id}").format(id=one))
    if faults:
        raise typer.Exit(FINDINGS)
