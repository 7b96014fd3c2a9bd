"""The process of ``receiver_process``: `python receiver_child.py FILE`, FILE being its settings."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cem_desktop.crypto.signing import key_id
from cem_desktop.crypto.tls_identity import TlsIdentity
from cem_desktop.transport.pass_document import Caller
from cem_desktop.transport.server import Doors
from cem_desktop.transport.serving import Running, serve
from cem_desktop.transport.spool import Quota, Spool


def tell(running: Running) -> None:
    sys.stdout.write(f"{running.port}\n")
    sys.stdout.flush()


def main() -> None:
    settings = json.loads(Path(sys.argv[1]).read_text())
    devices = {}
    for office, device, public in settings["devices"]:
        key = bytes.fromhex(public)
        devices[key_id(key)] = Caller(device, office, key)
    identity = TlsIdentity(bytes.fromhex(settings["key"]), bytes.fromhex(settings["certificate"]))
    spool = Spool(Path(settings["folder"]), Quota(**{"spare": 0, **settings["quota"]}))
    serve(
        spool,
        identity,
        Doors(devices.get),
        host=settings["host"],
        port=settings["port"],
        ready=tell,
        idle=settings["idle"],
    )


if __name__ == "__main__":
    main()
