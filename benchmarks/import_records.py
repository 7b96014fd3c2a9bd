"""Import of a bundle into the registry, every signature checked, against raw SQLCipher inserts.

    python benchmarks/import_records.py [RECORDS]

The bundle is a real one: projections of two fichas a case, signed and sealed. The raw run inserts
the same bodies into one table of a store with the same pragmas, in one transaction.
Target: 50 % of the raw rate.
"""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from simulator import World  # noqa: E402

from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS  # noqa: E402
from cem_desktop.storage.engine import connect  # noqa: E402

RECORDS = 40_000
TARGET = 0.5
FORMS = ("f01@2026.1", "f06@2026.1")


def bodies(count):
    """Yield projections as an office writes them, two fichas a case."""
    for number in range(count):
        yield json.dumps(
            {
                "v": 1,
                "pv": 1,
                "rev": secrets.token_hex(16),
                "rec": f"{number:032x}",
                "file": f"{number // 2:032x}",
                "parents": [],
                "form": FORMS[number % 2],
                "set": {
                    "arrival.channel": "police",
                    "arrival.way": "referred",
                    "case.matter": ["trafficking_sexual"],
                    "file.opened": f"2026-{number % 12 + 1:02}",
                    "victim.age_group": "12_17",
                    "trafficking.indicators": ["earnings_taken", "substances"],
                    "victim.sex": "woman",
                },
            },
            separators=(",", ":"),
        ).encode()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with tempfile.TemporaryDirectory() as name:
        world = World(Path(name))
        place = world.add_office()
        world.enrol(place)
        made = list(bodies(count))
        with place.workspace.context.store.write() as unit:
            feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
            for body in made:
                feed = unit.feeds.append(feed, body)
        exported = place.workspace.sync_out.export(world.road)
        started = time.perf_counter()
        (report,) = world.hq.import_bundles([exported.path])
        ours = count / (time.perf_counter() - started)
        assert report.fresh == count, report
        started = time.perf_counter()
        (report,) = world.hq.import_bundles([exported.path])
        again = count / (time.perf_counter() - started)
        assert report.repeated
        world.close()
        connection = connect(Path(name) / "raw.db", secrets.token_bytes(32))
        connection.execute("CREATE TABLE projection (id TEXT PRIMARY KEY, body BLOB)")
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for number, body in enumerate(made):
            connection.execute("INSERT INTO projection VALUES (?, ?)", (f"{number:032x}", body))
        connection.execute("COMMIT")
        raw = count / (time.perf_counter() - started)
        connection.close()
    print(f"raw SQLCipher inserts, one transaction    {raw:9,.0f} records/s")
    print(f"import: open, verify, insert, fold, count {ours:9,.0f} records/s")
    print(f"the same bundle again (no news)           {again:9,.0f} records/s")
    print(f"ratio {ours / raw:.2f} (target {TARGET}; {count:,} records)")


if __name__ == "__main__":
    main()
