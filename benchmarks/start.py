"""From the process to the unlock page, against a bare PySide6 window, in the same run.

    python benchmarks/start.py [ROUNDS]

Both are new processes without a screen; each tells the time when its window has been painted.
Target: 1.5 times the bare window. Rounds alternate, so that both meet the same noise.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
TARGET = 1.5

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLineEdit())
window.show()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, application.quit))
application.exec()
"""

OURS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from cem_desktop import app, i18n, paths
from cem_desktop.domain.period import SystemClock
from cem_desktop.gui.doors import real_doors
from cem_desktop.gui.shell import Shell
from cem_desktop.preferences import load_preferences
folder = Path(sys.argv[1])
i18n.install("es", paths.resources() / "locale")
application = app.make_application("es")
preferences = load_preferences(folder / "preferences.json")
shell = Shell(application, preferences, folder / "preferences.json", folder / "workspace",
              real_doors(), SystemClock())
shell.show()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, application.quit))
application.exec()
"""


def measure(code: str, cache: str, *arguments: str) -> float:
    """Time one process; as for a user, Python finds its modules compiled from the time before."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": cache,
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    command = [sys.executable, "-c", code, *arguments]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        (workspace / "vault.json").write_text("{}", encoding="utf-8")
        cache = str(Path(folder) / "compiled")
        measure(BARE, cache)
        measure(OURS, cache, folder)
        for _ in range(rounds):
            bare.append(measure(BARE, cache))
            ours.append(measure(OURS, cache, folder))
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"bare PySide6 window   {statistics.median(bare) * 1000:6.0f} ms")
    print(f"start to unlock page  {statistics.median(ours) * 1000:6.0f} ms")
    print(f"ratio {ratio:.2f} (target {TARGET}, median of {rounds})")


if __name__ == "__main__":
    main()
