"""Save of a ficha, with view, facts, index, feed and audit, against a raw SQLCipher commit.

    python benchmarks/save.py [SAVES]

The raw commit writes the bytes of the same revisions into one table of a store with the same key
and pragmas. Targets: 10 times the raw commit, and 5 ms. The disk of this machine decides both.
"""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from simulator import World, add_case  # noqa: E402

from cem_desktop.domain.indicator import AgeBand, Sex  # noqa: E402
from cem_desktop.domain.revision import FILE_FORM  # noqa: E402
from cem_desktop.services.demo_fill import DemoWriter  # noqa: E402
from cem_desktop.services.demo_plan import PlannedCase  # noqa: E402
from cem_desktop.storage.engine import connect  # noqa: E402

SAVES = 200
TARGET_RATIO, TARGET_MS = 10, 5


def our_saves(place, count):
    """Close F06 after F06, each in a file of its own that has its F01; time the close alone."""
    fichas = place.workspace.fichas
    times = []
    for seed in range(count):
        file = add_case(place, seed=seed)
        del file
        filling = fichas.begin("f01", None)
        case = PlannedCase(date(2026, 11, 2), Sex.WOMAN, AgeBand.ADULT)
        DemoWriter(seed).fill(filling.session, case)
        started = time.perf_counter()
        fichas.close(filling)
        times.append(time.perf_counter() - started)
    return times


def raw_commits(folder, bodies):
    connection = connect(folder / "raw.db", secrets.token_bytes(32))
    connection.execute("CREATE TABLE revision (id TEXT PRIMARY KEY, body BLOB, signature BLOB)")
    times = []
    for number, body in enumerate(bodies):
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO revision VALUES (?, ?, ?)", (f"{number:064}", body, bytes(64))
        )
        connection.execute("COMMIT")
        times.append(time.perf_counter() - started)
    connection.close()
    return times


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SAVES
    with tempfile.TemporaryDirectory() as name:
        world = World(Path(name))
        place = world.add_office()
        ours = our_saves(place, count)
        with place.workspace.context.store.read() as unit:
            bodies = [
                signed.body
                for record in unit.records.ids()
                if unit.records.get(record).form != FILE_FORM
                for signed in unit.records.revisions(record)
            ]
        raw = raw_commits(Path(name), bodies)
        world.close()
    our_ms, raw_ms = statistics.median(ours) * 1000, statistics.median(raw) * 1000
    p95 = statistics.quantiles(ours, n=20)[-1] * 1000
    print(f"raw SQLCipher commit of the same bytes  {raw_ms:6.2f} ms")
    print(f"save of a ficha                         {our_ms:6.2f} ms (p95 {p95:.2f} ms)")
    print(f"ratio {our_ms / raw_ms:.1f} (target {TARGET_RATIO}, and {TARGET_MS} ms; {count} saves)")


if __name__ == "__main__":
    main()
