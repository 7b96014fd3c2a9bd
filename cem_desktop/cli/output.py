"""What commands print, and how they ask for a passphrase."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cem_desktop.cli.form_reasons import why_refused
from cem_desktop.error_texts import explain
from cem_desktop.errors import CemError, FolderNotWritableError, FormError
from cem_desktop.i18n import _
from cem_desktop.reports.figures import Figures
from cem_desktop.reports.note_texts import note_text
from cem_desktop.reports.wording import band_words, cell_words

FINDINGS = 3
"""The exit code of a command that did its work and found something."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_errors = Console(stderr=True, highlight=False, markup=False)


def print_json(value: Any) -> None:
    """Print ``value`` as JSON for other programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_values(values: Mapping[str, Any], *, as_json: bool) -> None:
    """Print what is known of a thing: as JSON, or a line for each value that it has."""
    if as_json:
        print_json(values)
        return
    for name, value in values.items():
        if value is not None:
            typer.echo(f"{name}: {value}")


def print_error(error: CemError) -> None:
    """Say what happened, that nothing was lost, and what to do next."""
    text = explain(error)
    _errors.print(text.title)
    reason = why_refused(error) if isinstance(error, FormError) else ""
    for line in (text.happened, reason, text.kept, text.next_step):
        if line:
            _errors.print(line)
    _errors.print(f"[{error.code}]")


def read_passphrase(file: Path | None) -> str:
    """Return a passphrase from ``file``, from standard input when that is no terminal, or asked."""
    if file is not None:
        return read_text(file).strip()
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(typer.prompt(_("Passphrase"), hide_input=True))


def read_text(file: Path) -> str:
    """Return a text file, however a Windows editor saved it.

    Raises:
        FolderNotWritableError: It cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise FolderNotWritableError(file=file.name) from fault


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give a progress bar on standard error; silent where that is no terminal."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with bar:
        yield bar


@contextmanager
def shown_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give what shows, under the word ``what``, how much is done and of how much."""
    with progress_bar() as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def explain_line(error: CemError) -> str:
    """Return what happened in one line."""
    return explain(error).happened


def print_table(figures: Figures) -> None:
    """Print the table of an edition with its notes."""
    shown = Table(title=figures.marking, title_justify="left")
    shown.add_column(_("Department"))
    shown.add_column("CEM")
    for cell in figures.columns:
        heading = f"{band_words(cell.band)}\n{cell_words(cell)}" if cell.known else cell_words(cell)
        shown.add_column(heading, justify="right")
    shown.add_column(_("Total"), justify="right")
    for row in (*figures.rows, figures.totals):
        counts = [*figures.in_columns(row), row.total]
        name = row.office_name or _("Total")
        is_last = row is figures.rows[-1] if figures.rows else False
        shown.add_row(row.department, name, *(_count(one) for one in counts), end_section=is_last)
    Console().print(shown)
    for note in figures.notes:
        typer.echo(f"* {note_text(note)}")


def _count(count: int | None) -> str:
    return "·" if count is None else str(count)
