"""``cem selfcheck``: what endangers a workspace on this computer; with a login, the inside too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import PassphraseOption, WorkspaceOption, folder_of, opened
from cem_desktop.cli.output import FINDINGS, JsonOption, print_json, shown_progress
from cem_desktop.domain.period import SystemClock
from cem_desktop.i18n import _
from cem_desktop.reports.selfcheck_words import level_word, line_words
from cem_desktop.services.selfcheck import CheckLine, Level, judge, read_machine, worst


def selfcheck(
    login: Annotated[
        str | None, typer.Option("--login", help="Look inside the workspace too.")
    ] = None,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check this computer and the folder; with --login, also stores, trail, copies and papers.

    Exit code 3 when something has to be done. What the system does not tell is said as not known.
    """
    lines = _outside(workspace) if login is None else _inside(workspace, login, passphrase_file)
    if as_json:
        print_json([{"key": one.key, "level": str(one.level), **one.details} for one in lines])
    else:
        for one in lines:
            words = line_words(one.key, str(one.level), one.details)
            typer.echo(f"{level_word(str(one.level))}: {words}")
    if worst(lines) in (Level.WARN, Level.DANGER):
        raise typer.Exit(FINDINGS)


def _outside(workspace: Path | None) -> tuple[CheckLine, ...]:
    folder = folder_of(workspace)
    return judge(read_machine(folder, SystemClock()))


def _inside(
    workspace: Path | None, login: str, passphrase_file: Path | None
) -> tuple[CheckLine, ...]:
    from cem_desktop.services.selfcheck_inside import check_workspace

    with (
        opened(workspace, login, passphrase_file) as open_workspace,
        shown_progress(_("Checking")) as tell,
    ):
        return check_workspace(open_workspace, tell)
