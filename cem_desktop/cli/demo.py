"""``cem demo``: play the source's year, print the national table, open the window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.output import print_table, progress_bar
from cem_desktop.domain.external_series import Provenance, PublishedFigures, parse_office_table
from cem_desktop.errors import FolderNotWritableError, TableFileError
from cem_desktop.i18n import _
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.demo import LOGIN, YEAR, DemoResult, play
from cem_desktop.services.published_figures import load_published


def demo(
    out: Annotated[Path, typer.Option(help="Folder of the demonstration.")] = Path("build/demo"),
    table: Annotated[
        Path | None, typer.Option(help="A table of cases by CEM (CSV) to play instead.")
    ] = None,
    window: Annotated[
        bool, typer.Option(help="Open the window afterwards, where there is a screen.")
    ] = True,
) -> None:
    """Play a year: offices, cases, sealed bundles, receipts, the national table."""
    published = _published(table)
    assert published.table is not None
    with progress_bar() as bar:
        task = bar.add_task(_("Offices"), total=None)
        result = play(
            out,
            published.table,
            published,
            load_catalogue(),
            progress=lambda name, done, steps: bar.update(
                task, completed=done, total=steps, description=name.ljust(24)[:24]
            ),
        )
    print_table(result.figures)
    for path in result.written:
        typer.echo(str(path))
    _take_screenshots(result)
    _open_window(result, window=window)


def _published(table: Path | None) -> PublishedFigures:
    """Return the figures to play and to compare with."""
    published = load_published(YEAR)
    if table is None:
        return published
    try:
        text = table.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise TableFileError(line=1, reason="columns") from fault
    except OSError as fault:
        raise FolderNotWritableError(file=table.name) from fault
    read = parse_office_table(text, Provenance("case", str(YEAR), table.name))
    return PublishedFigures(read, published.months, None, published.shares)


def _take_screenshots(result: DemoResult) -> None:
    """Draw the pages of the demonstration's own workspaces; in a process without a screen."""
    target = result.folder / "screenshots"
    command = [sys.executable, "-m", "cem_desktop.gui.screenshots", "--out", str(target)]
    command += ["--office", str(result.offices[0]), "--headquarters", str(result.headquarters)]
    command += ["--login", LOGIN, "--passphrase-stdin"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(  # noqa: S603  (our own interpreter and module)
        command, input=result.passphrase, text=True, env=environment, check=True
    )
    typer.echo(str(target))


def _open_window(result: DemoResult, *, window: bool) -> None:
    """Open an office in the window, or say that there is no screen."""
    typer.echo(_("Workspaces: {folder}").format(folder=result.folder / "workspaces"))
    typer.echo(
        _("Login: {login}   Passphrase: {passphrase}").format(
            login=LOGIN, passphrase=result.passphrase
        )
    )
    if not window:
        return
    if not _has_screen():
        typer.echo(_("There is no screen here, so the window stays closed."))
        return
    from cem_desktop import app

    app.main(["--workspace", str(result.offices[0])])


def _has_screen() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
