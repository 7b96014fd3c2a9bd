"""``cem hq serve`` and ``cem hq watch``: take in what arrives, by the network or in a folder."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cem_desktop import paths
from cem_desktop.cli.access import (
    LoginOption,
    PassphraseOption,
    WorkspaceOption,
    headquarters_of,
    opened,
)
from cem_desktop.cli.output import JsonOption, explain_line, print_error
from cem_desktop.errors import CemError, ReceiverAddressError
from cem_desktop.i18n import _
from cem_desktop.services.arrivals import RECEIPTS, Handled, WatchedFolder
from cem_desktop.services.receiving import Listening, Receiving

if TYPE_CHECKING:
    from cem_desktop.transport.serving import Running

REFUSED = 3
_PORT = 8443


def serve(
    login: LoginOption,
    listen: Annotated[
        str, typer.Option(help="Address and port of this computer.")
    ] = f"0.0.0.0:{_PORT}",
    url: Annotated[
        str | None,
        typer.Option(help="https://host:port to publish in the roster.", show_default=False),
    ] = None,
    spool: Annotated[
        Path | None, typer.Option(help="Folder of what arrives.", show_default=False)
    ] = None,
    watch: Annotated[
        list[Path] | None,
        typer.Option(help="A further folder to take in from; may be named again."),
    ] = None,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Receive bundles of enrolled devices from the network, and acknowledge them, until stopped."""
    listening = _listening(listen)
    with opened(workspace, login, passphrase_file) as open_workspace:
        headquarters = headquarters_of(open_workspace)
        receiving = Receiving(open_workspace.context, headquarters)
        if url is not None:
            receiving.publish(url)
        address = receiving.address()

        def ready(running: Running) -> None:
            published = address.url if address else None
            said = _("Listening at {host}, port {port}. The roster names: {url}").format(
                host=listening.host, port=running.port, url=published or _("no address (use --url)")
            )
            _say({"listening": running.port, "published": published}, said, as_json=as_json)

        receiving.serve(
            listening,
            spool or paths.data_dir() / "spool",
            ready=ready,
            tell=lambda what: _tell(what, as_json=as_json),
            also=tuple(
                WatchedFolder(headquarters, one, receipts=one / RECEIPTS) for one in watch or ()
            ),
        )


def watch(
    folder: Path,
    login: LoginOption,
    every: Annotated[float, typer.Option(min=0.2, help="Seconds between two looks.")] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="Take in what is there, and end.")] = False,
    workspace: WorkspaceOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in what arrives in FOLDER; receipts go to its sub-folder ``receipts``, until stopped.

    What was taken in goes to ``imported``, what was refused to ``refused``, with its reason.
    """
    refused = False

    def tell(handled: Handled) -> None:
        nonlocal refused
        refused |= handled.report.error is not None
        _tell(handled, as_json=as_json)

    with opened(workspace, login, passphrase_file) as open_workspace:
        watched = WatchedFolder(headquarters_of(open_workspace), folder, receipts=folder / RECEIPTS)
        watched.take_in(tell, at_once=once)
        while not once:
            time.sleep(every)
            try:
                watched.take_in(tell)
            except CemError as error:  # a stick that was taken out, a full disk: it may come back
                _tell(error, as_json=as_json)
    if refused:
        raise typer.Exit(REFUSED)


def _listening(listen: str) -> Listening:
    host, _colon, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise ReceiverAddressError
    return Listening(host.strip("[]"), int(port))


def _tell(what: Handled | CemError, *, as_json: bool) -> None:
    if isinstance(what, CemError):
        if as_json:
            _say({"error": what.code}, "", as_json=True)
        else:
            print_error(what)
        return
    report = what.report
    document = {
        "file": report.file,
        "office": report.office,
        "bundle": report.bundle,
        "records": report.records,
        "fresh": report.fresh,
        "error": report.error.code if report.error else None,
        "receipts": [str(one) for one in what.receipts],
    }
    if report.error is not None:
        said = f"{report.file}: {explain_line(report.error)} [{report.error.code}]"
    else:
        said = f"{report.file}: {report.office}: " + _("{fresh} new of {records} records").format(
            fresh=report.fresh, records=report.records
        )
    _say(document, said, as_json=as_json)


def _say(document: dict[str, Any], said: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else said)
