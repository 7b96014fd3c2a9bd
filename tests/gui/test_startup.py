"""What is imported before the unlock page shows, and what the command line says."""

import subprocess
import sys
from pathlib import Path

import pytest

from cem_desktop import app

_HEAVY = ("sqlalchemy", "sqlcipher3", "reportlab", "qtawesome", "pyxform", "openpyxl", "highspy")
_SCRIPT = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from cem_desktop import app
from cem_desktop.domain.period import SystemClock
from cem_desktop.gui.doors import real_doors
from cem_desktop.gui.shell import Shell
from cem_desktop.preferences import Preferences
folder = Path(sys.argv[1])
application = app.make_application("es")
shell = Shell(application, Preferences(), folder / "p.json", folder / "workspace", real_doors(), SystemClock())
shell.show()
page = "unlock_page" if (folder / "workspace" / "vault.json").exists() else "first_start_page"
from PySide6.QtWidgets import QWidget
assert shell.findChild(QWidget, page) is not None
print(",".join(sorted({name.partition(".")[0] for name in sys.modules})))
os._exit(0)
"""


@pytest.mark.parametrize("locked", [True, False])
def test_nothing_heavy_is_imported_before_the_first_page(tmp_path, locked):
    if locked:
        (tmp_path / "workspace").mkdir()
        (tmp_path / "workspace" / "vault.json").write_text("{}", encoding="utf-8")
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.strip().splitlines()[-1].split(","))
    assert "PySide6" in loaded
    assert not loaded & set(_HEAVY)


def test_the_workspace_is_that_of_the_data_folder_or_the_last_one(tmp_path):
    remembered = tmp_path / "mine"
    remembered.mkdir()
    assert app.find_workspace(None, str(remembered)) == remembered
    assert app.find_workspace(tmp_path / "data", str(remembered)) == tmp_path / "data" / "workspace"
