import subprocess
import sys
from pathlib import Path

_SCRIPT = """
from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, Signal
from cem_desktop.gui.lasting_singletons import keep_singletons

class Bell(QObject):
    rung = Signal(int, int)

class Nothing(QAbstractListModel):
    def rowCount(self, parent=QModelIndex()):
        return 1

    def data(self, index, role=0):
        return None

keep_singletons()
keep_singletons()
application = QCoreApplication([])
bell, model = Bell(), Nothing()
for count in range(50_000):
    bell.rung.emit(count, count)
    model.index(0).data(0)
print("alive")
"""


def test_thousands_of_signals_do_not_wear_the_singletons_out():
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        check=False,
    )
    assert done.stdout.strip() == "alive", done.stderr
