"""``cem salvage``: all but the damaged pages of a workspace, in a new one, with a report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption
from cem_desktop.cli.output import FINDINGS, JsonOption, print_json, read_passphrase, shown_progress
from cem_desktop.i18n import _
from cem_desktop.services.salvaging import SalvageReport, salvage_workspace

_KeyFile = Annotated[Path | None, typer.Option("--key-file", help="The user's key file.")]


def salvage(
    folder: Path,
    out: Path,
    login: LoginOption,
    passphrase_file: PassphraseOption = None,
    key_file: _KeyFile = None,
    as_json: JsonOption = False,
) -> None:
    """Write all that can be read of the damaged workspace FOLDER into a new one at OUT.

    FOLDER is only read. Exit code 3 says that something was lost.
    """
    passphrase = read_passphrase(passphrase_file)
    content = key_file.read_bytes() if key_file else None
    with shown_progress(_("Reading")) as tell:
        report = salvage_workspace(folder, out, login, passphrase, tell, key_file=content)
    if as_json:
        print_json(asdict(report))
    else:
        _show(report)
    if report.is_loss():
        raise typer.Exit(FINDINGS)


def _show(report: SalvageReport) -> None:
    for name, store in report.stores.items():
        line = _("{file}: {damaged} of {pages} pages are damaged")
        typer.echo(line.format(file=name, damaged=store.damaged, pages=store.pages))
        for table, came in store.tables.items():
            if came.rows or came.broken or came.lost_pages:
                line = _("  {table}: {rows} rows; {broken} broken rows, {lost} lost pages")
                typer.echo(
                    line.format(
                        table=table, rows=came.rows, broken=came.broken, lost=came.lost_pages
                    )
                )
    for record in report.incomplete:
        typer.echo(_("Revisions are missing of the record {record}").format(record=record))
    for file in report.coded_anew:
        typer.echo(_("The file {file} has a new code").format(file=file))
    for name in report.made_anew:
        typer.echo(_("Lost and made anew: {what}").format(what=name))
    for name in report.copied:
        typer.echo(_("{file} was copied as it lies").format(file=name))
    if not report.is_loss():
        typer.echo(_("Nothing was lost."))
