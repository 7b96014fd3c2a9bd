"""An office's day opens no network connection: neither its services nor its window.

Where headquarters has published an address and a person wants it, the office calls that address and
no other.

A child process notes every act of Python that could (``sys.addaudithook``), and at the end looks
for sockets that anything beneath Python, such as Qt, may have opened.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent

WATCH = """
import json, os, sys
SEEN = []
ACTS = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "nntplib.")
sys.addaudithook(lambda event, _args: event.startswith(ACTS) and SEEN.append(event))

def inodes(kind):
    try:
        with open(f"/proc/self/net/{kind}") as table:
            return {line.split()[9] for line in list(table)[1:]}
    except OSError:
        return set()

def internet_sockets():
    known = set().union(*(inodes(kind) for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")))
    found = []
    for name in os.listdir("/proc/self/fd") if sys.platform == "linux" else ():
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:[") and target[8:-1] in known:
            found.append(target)
    return found

def tell():
    print("TOLD " + json.dumps([sorted(set(SEEN)), internet_sockets()]))
"""

DAY = """
sys.path.insert(0, {tests!r})
from pathlib import Path
from simulator import World, add_case
world = World(Path({root!r}))
office = world.add_office()
world.enrol(office)
add_case(office)
row = office.workspace.casework.caseload()[0]
office.workspace.casework.caseload(str(row.code))
timeline = office.workspace.casework.case(row.file_id).timeline
records = [one.record for one in timeline if one.form != "file"]
for record in records:
    office.workspace.fichas.record(record)
    office.workspace.casework.changes(record)
office.workspace.printing.record(records[0], "es")
world.carry(office)
office.close()
office.open()
office.workspace.trail.verify()

from PySide6.QtWidgets import QApplication
from cem_desktop.app import make_application
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.places import places_of
from cem_desktop.gui.style import apply_theme
from cem_desktop.gui.tasks import TaskRunner
application = make_application("es")
theme = apply_theme(application, "light", 100)
tasks = TaskRunner(print)
window = MainWindow(office.workspace, theme, tasks, office.clock, "es")
window.show()
for place in places_of(office.workspace):
    window.go(place.key)
    while tasks.is_busy:
        application.processEvents()
        tasks.wait(20)
    application.processEvents()
sockets = internet_sockets()
window.leave()
window.close()
world.close()
assert not sockets, sockets
tell()
os._exit(0)
"""

EXCHANGE = """
sys.path.insert(0, {tests!r})
from pathlib import Path
from simulator import World, add_case
from cem_desktop.errors import UnreachableError
from cem_desktop.services.receiving import Receiving
world = World(Path({root!r}))
hq = world.headquarters.workspace
Receiving(hq.context, world.hq).publish("https://127.0.0.1:9")
office = world.add_office()
world.enrol(office)
add_case(office)
CALLED = []
def note(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        CALLED.append(args[1][:2] if event == "socket.connect" else args[:2])
sys.addaudithook(note)
road = office.workspace.network_road
road.sleep = lambda seconds: None
try:
    road.exchange(asked=True)
except UnreachableError:
    pass
world.close()
print("TOLD " + json.dumps([sorted(set(map(tuple, CALLED))), internet_sockets()]))
os._exit(0)
"""

CALL = """
import socket
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind(("127.0.0.1", 0))
try:
    socket.getaddrinfo("localhost", 80)
except OSError:
    pass
tell()
"""


def told_by(code):
    child = subprocess.run(
        [sys.executable, "-c", WATCH + code],
        cwd=TESTS.parent,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    lines = [line for line in child.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, child.stderr
    return json.loads(lines[-1][5:])


def test_the_watch_sees_a_program_that_calls():
    acts, sockets = told_by(CALL)
    assert {"socket.bind", "socket.getaddrinfo"} <= set(acts)
    assert sockets or sys.platform != "linux"


def test_an_office_s_day_calls_nobody(tmp_path, built_forms):
    acts, sockets = told_by(DAY.format(tests=str(TESTS), root=str(tmp_path)))
    assert acts == []
    assert sockets == []


def test_an_exchange_calls_the_published_address_and_no_other(tmp_path, built_forms):
    called, sockets = told_by(EXCHANGE.format(tests=str(TESTS), root=str(tmp_path)))
    assert called == [["127.0.0.1", 9]]
    assert sockets == []


@pytest.fixture(scope="module")
def built_forms():
    """The fichas, compiled; nothing is done where they are up to date."""
    from cem_desktop import paths
    from cem_desktop.forms.authoring import build
    from cem_desktop.services.attached_lists import attached_list

    build(paths.forms(), attached=attached_list)
