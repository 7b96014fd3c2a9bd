"""The tus client and server of others, in Node; `packaging/prepare_oracle.sh` installs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

from cem_desktop.crypto.tls_identity import make_tls_identity
from cem_desktop.domain.network_address import NetworkAddress

HERE = Path(__file__).resolve().parent.parent / "tus"
HOST = "127.0.0.1"
MISSING = "the tus client and server of others need Node 20.19 and `npm ci` in tests/tus"


def is_installed() -> bool:
    return shutil.which("node") is not None and (HERE / "node_modules" / "tus-js-client").is_dir()


class ForeignClient:
    """tus-js-client, sending one file."""

    def __init__(self, endpoint: str, file: Path, headers, certificate: Path, chunk: int) -> None:
        self._process = subprocess.Popen(
            ["node", str(HERE / "send.mjs")],
            cwd=HERE,
            env=os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        job = {"endpoint": endpoint, "file": str(file), "headers": headers, "chunk": chunk}
        self._process.stdin.write(json.dumps(job))
        self._process.stdin.close()

    def next_line(self):
        """What it says next, None at its end."""
        line = self._process.stdout.readline()
        return json.loads(line) if line else None

    def finish(self):
        """Return everything that it still says, and its exit code."""
        said = list(iter(self.next_line, None))
        self._process.stdout.close()
        return said, self._process.wait(timeout=60)


class ForeignServer:
    """@tus/server with its file store, over TLS with a key of ours."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self._identity = make_tls_identity([HOST])
        self._process = None
        self.port = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", str(HERE / "receive.mjs")],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        job = {
            "folder": str(self.folder),
            "key": self._identity.sealed_key_pem(b"invented").decode(),
            "password": "invented",
            "certificate": self._identity.certificate_pem().decode(),
        }
        self._process.stdin.write(json.dumps(job))
        self._process.stdin.close()
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    @property
    def address(self) -> NetworkAddress:
        return NetworkAddress(HOST, self.port, self._identity.pin)

    def stored(self) -> list[bytes]:
        files = [one for one in self.folder.iterdir() if one.suffix != ".json"]
        return [one.read_bytes() for one in files]
