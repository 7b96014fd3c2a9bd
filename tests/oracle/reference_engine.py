"""The ODK reference engine in a process of its own, asked a line at a time."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
PATIENCE = 90
"""Seconds that one request may take."""
MISSING = "the reference engine is not installed: it needs Node 20 and `npm ci` in tests/oracle"


def is_installed() -> bool:
    """Tell whether Node and the engine are here."""
    return shutil.which("node") is not None and (HERE / "node_modules" / "@getodk").is_dir()


class ReferenceEngine:
    """Starts the process; close it, or use it in a ``with`` block."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(HERE / "reference.mjs")],
            cwd=HERE,
            env=os.environ | {"TZ": "America/Lima"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return what the engine makes of a form and steps; `reference.mjs` says the shape."""
        sent, received = self._process.stdin, self._process.stdout
        assert sent is not None
        assert received is not None
        sent.write(json.dumps(request) + "\n")
        sent.flush()
        ready, _, _ = select.select([received], [], [], PATIENCE)
        if not ready:
            self._process.kill()
        assert ready, "the reference engine does not come to an end"
        answer: dict[str, Any] = json.loads(received.readline())
        assert "error" not in answer, answer["error"]
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()
