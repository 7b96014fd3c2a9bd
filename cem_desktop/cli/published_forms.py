"""``cem hq forms``: versions of fichas that headquarters publishes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cem_desktop.cli.access import (
    LoginOption,
    PassphraseOption,
    WorkspaceOption,
    headquarters_of,
    opened,
)
from cem_desktop.i18n import _

application = typer.Typer(no_args_is_help=True, help="Publish versions of fichas.")


@application.command()
def publish(
    file: Annotated[Path, typer.Argument(help="An XForm (.xml) or a workbook (.xlsx).")],
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Check and sign a version of a ficha; it goes to every office with its next bundle."""
    with opened(workspace, login, passphrase_file) as open_workspace:
        forms = headquarters_of(open_workspace).forms
        candidate = forms.read(file)
        forms.publish(candidate)
    said = _("{form}@{version} is published: {title}")
    typer.echo(said.format(form=candidate.form, version=candidate.version, title=candidate.title))


@application.command("list")
def list_published(
    login: LoginOption,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Print what was published."""
    with opened(workspace, login, passphrase_file) as open_workspace:
        for name in headquarters_of(open_workspace).forms.published():
            typer.echo(name)
