"""``cem hq``: headquarters by script: import bundles, write receipts, print tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cem_desktop.cli import published_forms
from cem_desktop.cli.access import (
    LoginOption,
    PassphraseOption,
    WorkspaceOption,
    headquarters_of,
    opened,
)
from cem_desktop.cli.output import JsonOption, explain_line, print_json, progress_bar
from cem_desktop.i18n import _
from cem_desktop.reports.table_json import table_json
from cem_desktop.services.bundle_import import ImportReport

REFUSED = 3

application = typer.Typer(no_args_is_help=True, help="Headquarters: import, receipts, tables.")
application.add_typer(published_forms.application, name="forms")


@application.command("import")
def import_files(
    files: list[Path],
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in bundles; importing one twice changes nothing, one that is refused stops no other."""
    with opened(workspace, login, passphrase_file) as open_workspace, progress_bar() as bar:
        task = bar.add_task(_("Importing"), total=None)
        reports = headquarters_of(open_workspace).import_bundles(
            files, lambda done, total: bar.update(task, completed=done, total=total)
        )
    if as_json:
        print_json([_to_json(one) for one in reports])
    else:
        for one in reports:
            typer.echo(_line(one))
    if any(one.error for one in reports):
        raise typer.Exit(REFUSED)


@application.command()
def receipts(
    folder: Path,
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write a sealed receipt for every office into FOLDER."""
    with opened(workspace, login, passphrase_file) as open_workspace:
        for path in headquarters_of(open_workspace).write_receipts(folder):
            typer.echo(str(path))


@application.command()
def table(
    year: Annotated[int, typer.Option(help="Year of opening.")],
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
    internal: Annotated[
        bool,
        typer.Option("--internal", help="All counts, marked and audited; not to be published."),
    ] = False,
) -> None:
    """Print the table of a year: the public edition, or with --internal every count.

    The public edition counts as published from then on: later editions give nothing more away.
    """
    with opened(workspace, login, passphrase_file) as open_workspace:
        statistics = headquarters_of(open_workspace).statistics
        figures = statistics.internal(year) if internal else statistics.publish(year)
        text = None if as_json else statistics.csv(figures)
    if text is None:
        print_json(table_json(figures))
    else:
        typer.echo(text.removeprefix("\ufeff"))


def _to_json(report: ImportReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "office": report.office,
        "bundle": report.bundle,
        "records": report.records,
        "fresh": report.fresh,
        "repeated": report.repeated,
        "error": report.error.code if report.error else None,
    }


def _line(report: ImportReport) -> str:
    if report.error is not None:
        return f"{report.file}: {explain_line(report.error)} [{report.error.code}]"
    if report.repeated:
        said = _("already here, nothing changed")
    else:
        said = _("{fresh} new of {records} records").format(
            fresh=report.fresh, records=report.records
        )
    return f"{report.file}: {report.office}: {said}"
