"""How a process of the program begins, seen from inside a child: window and command alike."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="/proc and prctl are of Linux")

PROBE = """
import ctypes, faulthandler, os
from pathlib import Path
limits = Path("/proc/self/limits").read_text()
(core,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
status = Path("/proc/self/status").read_text()
(mask,) = [line.split()[1] for line in status.splitlines() if line.startswith("Umask:")]
print(core.split()[4], core.split()[5], mask, faulthandler.is_enabled(),
      ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""

WINDOW = """
import sys
from cem_desktop import app
class Reached(Exception): pass
def stop(_arguments):
    raise Reached
app._parse = stop
try:
    app.main([])
except Reached:
    pass
"""

COMMAND = """
import sys
from cem_desktop.cli import main
sys.argv = ["cem", "version"]
try:
    main.main()
except SystemExit:
    pass
"""

INSIDE = """
import sys
from cem_desktop.cli import main
@main.application.command("fault")
def fault() -> None:
    int("Rosalinda")
sys.argv = ["cem", "fault"]
main.main()
"""
LOGGED = """
import logging
try:
    int('Rosalinda')
except ValueError:
    logging.getLogger('x').exception('failed')
"""


def child(code, **environment):
    before = "import faulthandler, os; faulthandler.enable(); os.umask(0o022)\n"
    return subprocess.run(
        [sys.executable, "-c", before + code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@linux_only
@pytest.mark.parametrize("way_in", [WINDOW, COMMAND], ids=["window", "command"])
def test_no_core_no_dump_no_report_and_private_files(way_in):
    told = child(way_in + PROBE)
    assert told.returncode == 0, told.stderr
    soft, hard, mask, reports, dumpable = told.stdout.split()[-5:]
    assert (soft, hard) == ("0", "0")
    assert mask == "0077"
    assert reports == "False"
    assert dumpable == "0"


@linux_only
def test_the_probe_sees_an_unsettled_process():
    soft, _hard, mask, reports, dumpable = child(PROBE).stdout.split()[-5:]
    assert (mask, reports, dumpable) == ("0022", "True", "1")
    assert soft


@linux_only
def test_what_is_made_belongs_to_its_owner_alone(tmp_path):
    told = child(
        "from cem_desktop.process_hygiene import settle\n"
        "settle()\n"
        f"open({str(tmp_path / 'file')!r}, 'w').close(); os.mkdir({str(tmp_path / 'folder')!r})\n"
    )
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "file").stat().st_mode & 0o077 == 0
    assert (tmp_path / "folder").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "fault",
    [
        INSIDE,
        COMMAND
        + "import threading\nt = threading.Thread(target=int, args=('Rosalinda',))\nt.start()\nt.join()",
        COMMAND + "class C:\n    def __del__(self):\n        int('Rosalinda')\nC()",
        COMMAND + LOGGED,
    ],
    ids=["raised", "thread", "unraisable", "logged"],
)
def test_a_command_tells_no_value_of_a_fault(fault):
    told = child(fault)
    assert "ValueError" in told.stderr
    assert "Rosalinda" not in told.stderr + told.stdout
