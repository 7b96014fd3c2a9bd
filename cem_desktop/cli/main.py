"""The commands together, and the one place where their errors become words and exit codes.

Exit codes: 0 done; 1 an error that the program explains; 2 wrong use; 3 findings (lint, verify);
130 stopped. Secrets come by prompt, by file or by standard input, never as an argument.
"""

from __future__ import annotations

import sys

import typer

from cem_desktop import __version__, i18n, paths, process_hygiene
from cem_desktop.cli import (
    attachments,
    audit,
    backups,
    bundles,
    fichas,
    headquarters,
    law,
    receiving,
    recover,
    root,
    users,
)
from cem_desktop.cli.demo import demo
from cem_desktop.cli.output import print_error
from cem_desktop.cli.salvage import salvage
from cem_desktop.cli.selfcheck import selfcheck
from cem_desktop.errors import CancelledError, CemError
from cem_desktop.logs import install_bug_hook, log_to_screen

EXPLAINED = 1
STOPPED = 130

application = typer.Typer(
    name="cem",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="CEM Desktop: coded files, sealed bundles and the registry of headquarters.",
)
application.add_typer(audit.application, name="audit")
application.add_typer(fichas.application, name="forms")
application.add_typer(attachments.application, name="attachments")
application.add_typer(backups.application, name="backup")
application.add_typer(bundles.application, name="bundle")
headquarters.application.command("serve")(receiving.serve)
headquarters.application.command("watch")(receiving.watch)
headquarters.application.add_typer(root.application, name="root")
headquarters.application.add_typer(root.devices, name="devices")
application.add_typer(headquarters.application, name="hq")
application.add_typer(recover.application, name="recover")
application.add_typer(law.application, name="law")
application.add_typer(users.application, name="users")
application.command("demo")(demo)
application.command("salvage")(salvage)
application.command("selfcheck")(selfcheck)


@application.command()
def version() -> None:
    """Print the version of the program."""
    typer.echo(__version__)


def main() -> None:
    """Run the command that the arguments name."""
    process_hygiene.settle()
    log_to_screen()
    install_bug_hook(lambda _report: None)  # the log has told it
    i18n.install("es", paths.resources() / "locale")
    try:
        typer.main.get_command(application)()  # itself it would put its own hook over ours
    except (CancelledError, KeyboardInterrupt):
        sys.exit(STOPPED)
    except CemError as error:
        print_error(error)
        sys.exit(EXPLAINED)
