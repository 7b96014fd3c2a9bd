"""``cem backup``: make, verify and restore backups by script."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cem_desktop.cli.access import LoginOption, PassphraseOption, WorkspaceOption, folder_of, opened
from cem_desktop.cli.output import (
    FINDINGS,
    JsonOption,
    print_json,
    print_values,
    read_passphrase,
    shown_progress,
)
from cem_desktop.i18n import _
from cem_desktop.reports.backup_words import back_in_words, lacking_words
from cem_desktop.services import restoring
from cem_desktop.services.backup_manifest import Manifest
from cem_desktop.services.backup_reading import Credential
from cem_desktop.services.restoring import Preview

application = typer.Typer(no_args_is_help=True, help="Backups: make, verify, restore.")
_Synced = Annotated[
    bool, typer.Option("--even-if-synced", help="Also into the folder of a cloud service.")
]
_Kit = Annotated[
    Path | None,
    typer.Option("--kit-file", help="File with the words of the recovery kit, instead of login."),
]
_Login = Annotated[str | None, typer.Option("--login", help="Who worked when the backup was made.")]
_KeyFile = Annotated[Path | None, typer.Option("--key-file", help="The user's key file.")]


@application.command()
def create(
    folder: Path,
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    synced: _Synced = False,
    as_json: JsonOption = False,
) -> None:
    """Make a backup in FOLDER, read it back, and count it."""
    with (
        opened(workspace, login, passphrase_file) as open_workspace,
        shown_progress(_("Backing up")) as tell,
    ):
        run = open_workspace.backups.create(folder, tell, synced_is_known=synced)
    if as_json:
        print_json(
            {"file": run.file, "size": run.size, "counts": run.counts, "at": run.at}
            | {"lacking": run.lacking}
        )
    else:
        typer.echo(str(folder / run.file))
    _tell_lacking(run.lacking)


@application.command()
def verify(
    file: Path,
    login: _Login = None,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    kit_file: _Kit = None,
    key_file: _KeyFile = None,
    as_json: JsonOption = False,
) -> None:
    """Read a backup back with what opened its workspace then; nothing of it is kept."""
    folder = folder_of(workspace)
    found = _look(file, folder, _credential(login, passphrase_file, kit_file, key_file))
    _show(found, as_json=as_json)


@application.command()
def restore(
    file: Path,
    folder: Path,
    login: _Login = None,
    passphrase_file: PassphraseOption = None,
    kit_file: _Kit = None,
    key_file: _KeyFile = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would come and what would be missing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Restore a backup into FOLDER; what stands there is kept beside it under a dated name."""
    credential = _credential(login, passphrase_file, kit_file, key_file)
    if preview:
        _show(_look(file, folder, credential), as_json=as_json)
        return
    with shown_progress(_("Restoring")) as tell:
        restored = restoring.restore(file, folder, credential, tell)
    if as_json:
        aside = str(restored.aside) if restored.aside else None
        values = {"folder": str(restored.folder), "aside": aside, "lacking": restored.lacking}
        print_json(values | _values(restored.manifest))
    else:
        typer.echo(str(restored.folder))
        if restored.aside is not None:
            typer.echo(_("What stood there is kept in {folder}").format(folder=restored.aside))
        typer.echo(back_in_words())
    _tell_lacking(restored.lacking)


def _look(file: Path, folder: Path, credential: Credential) -> Preview:
    with shown_progress(_("Reading")) as tell:
        return restoring.preview(file, folder, credential, tell)


def _credential(
    login: str | None, passphrase_file: Path | None, kit_file: Path | None, key_file: Path | None
) -> Credential:
    if kit_file is not None:
        return Credential(kit=read_passphrase(kit_file))
    name = login if login is not None else str(typer.prompt("Login"))
    content = key_file.read_bytes() if key_file else None
    return Credential(name, read_passphrase(passphrase_file), content)


def _show(found: Preview, *, as_json: bool) -> None:
    values = _values(found.manifest) | {"same": found.same, "lacking": found.lacking}
    if found.missing is not None:
        values["missing"] = vars(found.missing)
    print_values(values, as_json=as_json)
    if not as_json:
        typer.echo(_("The backup is whole and its counts are right."))
    _tell_lacking(found.lacking)


def _tell_lacking(count: int) -> None:
    """Say on standard error what is not in a backup, and end with findings."""
    if count:
        typer.echo(lacking_words(count), err=True)
        raise typer.Exit(FINDINGS)


def _values(manifest: Manifest) -> dict[str, Any]:
    return {
        "office": manifest.office.name,
        "made": manifest.made,
        "program": manifest.app,
        "files": manifest.rows("case_file"),
        "records": manifest.fichas(),
        "users": manifest.rows("staff"),
        "attachments": manifest.rows("attachment"),
    }
