"""A receiver in a process of its own, so that a test can kill it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from cem_desktop.crypto.signing import Signer
from cem_desktop.crypto.tls_identity import make_tls_identity
from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.transport.pass_document import Parcel, write_pass

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("receiver_child.py")
HOST = "127.0.0.1"


class ReceiverProcess:
    """Starts, kills and starts again a receiver of one folder."""

    def __init__(
        self,
        folder: Path,
        *,
        idle: float = 30,
        quota: dict[str, float] | None = None,
        host: str = HOST,
        prefix: tuple[str, ...] = (),
    ):
        self.folder = folder
        self.host, self._prefix = host, prefix
        self.identity = make_tls_identity([host])
        self.signer = Signer.generate()
        self.device = "d_" + self.signer.key_id[:16]
        self.port = 0
        self._idle = idle
        self._quota = quota or {}
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        settings = self.folder / "settings.json"
        settings.write_text(
            json.dumps(
                {
                    "folder": str(self.folder / "spool"),
                    "key": self.identity.key.hex(),
                    "certificate": self.identity.certificate.hex(),
                    "host": self.host,
                    "port": self.port,
                    "idle": self._idle,
                    "quota": self._quota,
                    "devices": [["iquitos", self.device, self.signer.public_key.hex()]],
                }
            )
        )
        self._process = subprocess.Popen(
            [*self._prefix, sys.executable, str(CHILD), str(settings)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def kill(self) -> None:
        """As a power cut: no chance to end in order."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def end(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout=30)
        self.kill()
        return code

    def pause(self) -> None:
        """Freeze it: connections stay, nobody answers."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    @property
    def address(self) -> NetworkAddress:
        return NetworkAddress(self.host, self.port, self.identity.pin)

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    def arrived(self) -> list[bytes]:
        return [one.read_bytes() for one in sorted((self.spool / "arrived").iterdir())]

    def stored(self) -> int:
        """Bytes of uploads that are not whole yet."""
        return sum(one.stat().st_size for one in (self.spool / "uploads").glob("*.part"))

    def wait_for_bytes(self, least: int = 1) -> None:
        limit = time.monotonic() + 30
        while self.stored() < least:
            assert time.monotonic() < limit, "nothing arrives"
            time.sleep(0.005)

    def certificate_file(self) -> Path:
        path = self.folder / "certificate.pem"
        path.write_bytes(self.identity.certificate_pem())
        return path

    def pass_for(self, challenge: str, parcel: Parcel | None) -> str:
        return write_pass(self.signer, self.identity.pin, challenge, parcel)
