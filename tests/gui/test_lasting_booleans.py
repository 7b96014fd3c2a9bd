import subprocess
import sys
from pathlib import Path

_SCRIPT = """
from PySide6.QtCore import QCoreApplication, QObject, Signal
from cem_desktop.gui.lasting_booleans import keep_booleans

class Bell(QObject):
    rung = Signal(int, int)

keep_booleans()
keep_booleans()
application = QCoreApplication([])
bell = Bell()
for count in range(20_000):
    bell.rung.emit(count, count)
print("alive")
"""


def test_thousands_of_signals_do_not_wear_the_booleans_out():
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        check=False,
    )
    assert done.stdout.strip() == "alive", done.stderr
