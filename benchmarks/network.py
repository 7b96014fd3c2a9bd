"""Sealed bundles over lines that are bad for real: how long, how many bytes, and whole or not.

``python -m benchmarks.network`` prints a table. The office and headquarters stand in two network
namespaces where that is possible (root on Linux), else behind a proxy on loopback that knows no
loss of packets; it says which. Every arrival is compared with what was sent.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "transport"))

from receiver_process import HOST, ReceiverProcess  # noqa: E402

from benchmarks import two_places  # noqa: E402
from benchmarks.bad_line import BadLine, Faults  # noqa: E402
from benchmarks.two_places import CENTRAL, Line, TwoPlaces  # noqa: E402
from cem_desktop.crypto.signing import Signer  # noqa: E402
from cem_desktop.domain.network_address import NetworkAddress  # noqa: E402
from cem_desktop.errors import NetworkError  # noqa: E402
from cem_desktop.transport import tls  # noqa: E402
from cem_desktop.transport.client import Client  # noqa: E402
from cem_desktop.transport.http_line import Patience  # noqa: E402
from cem_desktop.transport.pace import BackOff, Limits  # noqa: E402

KILO = 1000
LINES = {
    "GSM, 20 kbit/s, 350 ms": (Line(20, 0.35), 60),
    "2G, 40 kbit/s, 300 ms, 5 % loss": (Line(40, 0.3, 0.05), 120),
    "3G, 384 kbit/s, 80 ms, 2 % loss": (Line(384, 0.08, 0.02), 2000),
    "1 Mbit/s, 50 ms, 30 % loss": (Line(1000, 0.05, 0.30), 100),
    "satellite, 2 Mbit/s, 300 ms": (Line(2000, 0.3), 3000),
}


def send(job: dict[str, object]) -> dict[str, object]:
    """Send a file as an office would; tell how it went."""
    spent, connections = [0], [0]
    reach = tls.reach

    def counted(address, patience):
        connections[0] += 1
        return reach(address, patience)

    tls.reach = counted

    def count(size):
        spent[0] += size

    client = Client(
        NetworkAddress(job["host"], job["port"], job["pin"]),
        Signer(bytes.fromhex(job["seed"])),
        limits=Limits(on_bytes=count),
        patience=Patience(idle=job.get("idle", 60), answer=job.get("answer", 120)),
        back_off=lambda: BackOff(40, first=job.get("first", 1.0)),
    )
    began = time.monotonic()
    try:
        client.send(Path(job["file"]))
        fault = ""
    except NetworkError as error:
        fault = error.code
    seconds = time.monotonic() - began
    return {"seconds": seconds, "sent": spent[0], "connections": connections[0], "fault": fault}


def job_for(receiver: ReceiverProcess, file: Path, **more: object) -> dict[str, object]:
    return {
        "host": receiver.host,
        "port": receiver.port,
        "pin": receiver.identity.pin,
        "seed": receiver.signer.seed.hex(),
        "file": str(file),
        **more,
    }


def send_from(prefix: tuple[str, ...], job: dict[str, object]) -> dict[str, object]:
    """Send in a process of its own, at a place."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "benchmarks.network", "--send"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def tell(name: str, file: Path, receiver: ReceiverProcess, result: dict[str, object]) -> None:
    data = file.read_bytes()
    whole = receiver.arrived() == [data]
    rate = len(data) / result["seconds"] / KILO
    print(
        f"| {name} | {len(data) / KILO:.0f} kB | {result['seconds']:.1f} s | {rate:.1f} kB/s |"
        f" {result['sent'] / len(data):.2f} | {result['connections']} |"
        f" {'whole' if whole else 'NOT ' + str(result['fault'])} |",
        flush=True,
    )


def over_namespaces(folder: Path) -> None:
    for number, (name, (line, size)) in enumerate(LINES.items()):
        file = bundle(folder, number, size)
        with (
            TwoPlaces(line) as places,
            ReceiverProcess(
                folder / f"place-{number}", host=CENTRAL, prefix=places.central
            ) as receiver,
        ):
            result = send_from(places.office, job_for(receiver, file))
            tell(name, file, receiver, result)


def over_loopback(folder: Path) -> None:
    for number, (name, (line, size)) in enumerate(LINES.items()):
        file = bundle(folder, number, size)
        faults = Faults(rate=line.kbit * 1000 / 8, loss=line.loss)
        with ReceiverProcess(folder / f"proxy-{number}") as receiver:
            with BadLine((HOST, receiver.port), faults) as proxy:
                result = send_from((), job_for(receiver, file, port=proxy.port))
            tell(f"{name} (proxy, no packets lost)", file, receiver, result)


def broken_lines(folder: Path) -> None:
    cases = {
        "reset after every 300 kB": Faults(rate=1e6, reset_after=300_000),
        "half open after every 900 kB, noticed after 5 s": Faults(rate=1e6, silent_after=900_000),
    }
    for number, (name, faults) in enumerate(cases.items()):
        file = bundle(folder, 20 + number, 2000)
        with ReceiverProcess(folder / f"broken-{number}") as receiver:
            with BadLine((HOST, receiver.port), faults) as proxy:
                job = job_for(receiver, file, port=proxy.port, idle=5, answer=5, first=0.1)
                result = send_from((), job)
            tell(name, file, receiver, result)
    file = bundle(folder, 30, 4000)
    with ReceiverProcess(folder / "killed") as receiver:
        with BadLine((HOST, receiver.port), Faults(rate=4e5)) as proxy:
            results: list[dict[str, object]] = []
            job = job_for(receiver, file, port=proxy.port, first=0.1)
            sender = threading.Thread(target=lambda: results.append(send_from((), job)))
            sender.start()
            kills = kill_often(receiver, sender)
            sender.join()
        tell(f"receiver killed (SIGKILL) {kills} times", file, receiver, results[0])


def kill_often(receiver: ReceiverProcess, sender: threading.Thread) -> int:
    """Kill the receiver whenever another 300 kB are there, and start it again."""
    kills, least = 0, 300_000
    while sender.is_alive():
        if receiver.stored() >= least:
            least = receiver.stored() + 300_000
            receiver.kill()
            receiver.start()
            kills += 1
        time.sleep(0.01)
    return kills


def many_offices(folder: Path, offices: int, size: int) -> None:
    """Send from many at once to one receiver."""
    with ReceiverProcess(folder / "many", quota={"uploads": 10_000}) as receiver:
        jobs = [job_for(receiver, bundle(folder, 100 + one, size)) for one in range(offices)]
        results: list[dict[str, object]] = []
        threads = [
            threading.Thread(target=lambda job=job: results.append(send(job))) for job in jobs
        ]
        began = time.monotonic()
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        seconds = time.monotonic() - began
        faults = sum(1 for one in results if one["fault"])
        slowest = max(one["seconds"] for one in results)
        print(
            f"{offices} offices at once, {size} kB each: {seconds:.1f} s in all, the slowest "
            f"{slowest:.1f} s; {len(receiver.arrived())} whole, {faults} failed"
        )


def bundle(folder: Path, number: int, kilobytes: int) -> Path:
    path = folder / f"{number:016x}.cem"
    path.write_bytes(random.Random(number).randbytes(kilobytes * KILO))
    return path


def fast(folder: Path) -> None:
    file = bundle(folder, 50, 50_000)
    with ReceiverProcess(folder / "fast") as receiver:
        tell("loopback, as fast as it goes", file, receiver, send_from((), job_for(receiver, file)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--send", action="store_true", help="send the job on standard input")
    parser.add_argument("--offices", type=int, default=400)
    chosen = parser.parse_args()
    if chosen.send:
        print(json.dumps(send(json.load(sys.stdin))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs: list[Callable[[Path], None]] = [fast]
        namespaces = two_places.is_possible()
        print("two network namespaces" if namespaces else "a proxy on loopback: no namespaces here")
        print("| line | bundle | time | speed | bytes sent / bundle | connections | arrived |")
        print("|---|---|---|---|---|---|---|")
        runs.append(over_namespaces if namespaces else over_loopback)
        runs.append(broken_lines)
        for run in runs:
            run(folder)
        many_offices(folder, chosen.offices, 20)


if __name__ == "__main__":
    main()
