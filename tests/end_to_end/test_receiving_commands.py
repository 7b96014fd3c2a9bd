"""``cem hq serve`` and ``cem hq watch`` as processes: killed, started again, asked to end."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from central_receiver import quick
from simulator import PASSPHRASE, add_case

from cem_desktop.services.receiving import Receiving

ROOT = Path(__file__).resolve().parents[2]
CHEAP_KEYS = """
import sys
from cem_desktop.crypto import vault
vault.KdfParameters.check.__kwdefaults__ = {"floor_kib": 8}
vault.Vault.from_bytes.__func__.__kwdefaults__ = {"floor_kib": 8}
if "no-aiohttp" in sys.argv:
    sys.argv.remove("no-aiohttp")
    sys.modules["aiohttp"] = None
from cem_desktop.cli.main import main
main()
"""


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "words"
    path.write_text(PASSPHRASE)
    return path


@pytest.fixture
def command(world, passphrase):
    """The arguments of a command of headquarters, which nobody else has open."""
    who = ["--workspace", str(world.headquarters.folder), "--login", "equipo"]

    def make(*arguments):
        world.headquarters.close()
        given = [*arguments, *who, "--passphrase-file", str(passphrase), "--json"]
        return [sys.executable, "-c", CHEAP_KEYS, "hq", *given]

    return make


@contextmanager
def running(arguments):
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def run(arguments):
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def said(process):
    return json.loads(process.stdout.readline())


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def port(world):
    found = free_port()
    context = world.headquarters.workspace.context
    Receiving(context, world.hq).publish(f"https://127.0.0.1:{found}")
    return found


@pytest.fixture
def enrolled(world, port):
    place = world.add_office()
    world.enrol(place)
    quick(place)
    return place


def test_a_receiver_that_is_killed_and_started_again_counts_everything_once(
    world, command, port, enrolled, tmp_path
):
    arguments = command("serve", "--listen", f"127.0.0.1:{port}", "--spool", str(tmp_path / "in"))
    road = enrolled.workspace.network_road
    with running(arguments) as first:
        assert said(first)["listening"] == port
        add_case(enrolled, seed=1)
        assert road.exchange().waiting == 0
        report = said(first)
        assert (report["office"], report["error"]) == ("iquitos", None)
    with running(arguments) as second:
        assert said(second)["listening"] == port
        add_case(enrolled, seed=2)
        assert road.exchange().waiting == 0
        assert said(second)["fresh"] == report["fresh"]
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=30) == 0
    world.headquarters.open()
    (state,) = world.hq.offices()
    assert (state.bundles, state.records) == (2, enrolled.workspace.sync_out.status().acknowledged)


def test_it_says_what_to_install_where_the_part_is_missing(command, port):
    code, _told, complaint = run([*command("serve"), "no-aiohttp"])
    assert code == 1
    assert "network.part_missing" in complaint
    assert "make receiver" in complaint


def test_it_says_so_where_it_cannot_listen(command, port, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        spool = ["--spool", str(tmp_path / "in")]
        code, _told, complaint = run(command("serve", "--listen", listen, *spool))
    assert code == 1
    assert "network.address" in complaint
    code, _told, complaint = run(command("serve", "--listen", "nowhere", *spool))
    assert "network.address" in complaint


def test_a_watched_folder_takes_in_what_comes_by_any_way(world, command, enrolled, stick):
    add_case(enrolled)
    exported = enrolled.workspace.sync_out.export(stick)
    (stick / "other.cem").write_bytes(b"no bundle")
    code, told, _complaint = run(command("watch", str(stick), "--once"))
    assert code == 3
    assert {one["file"]: one["error"] for one in told} == {
        exported.path.name: None,
        "other.cem": "bundle.not_a_bundle",
    }
    assert [one.name for one in (stick / "imported").iterdir()] == [exported.path.name]
    reason = json.loads((stick / "refused" / "other.cem.json").read_bytes())
    assert reason["code"] == "bundle.not_a_bundle"
    (receipt,) = (stick / "receipts").glob("*.cem")
    enrolled.workspace.sync_out.receive(receipt)
    assert enrolled.workspace.sync_out.status().waiting == 0
    assert run(command("watch", str(stick), "--once"))[:2] == (0, [])


def test_a_watch_that_was_killed_between_two_steps_repeats_itself_without_harm(
    world, command, enrolled, stick
):
    add_case(enrolled)
    exported = enrolled.workspace.sync_out.export(stick)
    with running(command("watch", str(stick), "--every", "0.2")) as watch:
        assert said(watch)["fresh"] == 2
    (stick / "imported" / exported.path.name).rename(exported.path)  # as if it had come no further
    code, (told,), _complaint = run(command("watch", str(stick), "--once"))
    assert (code, told["error"], told["fresh"]) == (0, None, 0)
    world.headquarters.open()
    assert world.hq.statistics.internal(2026).totals.total == 1
