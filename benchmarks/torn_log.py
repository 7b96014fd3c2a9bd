"""Many torn images of a store's log: each must open at a state that was committed.

    python -m benchmarks.torn_log [--images N] [--seed WORD]

Prints a table for docs/reliability.md: tried, opened at a commit, otherwise (must be 0).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "storage")]

from torn_log import KINDS, make_images, try_torn  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=1500, help="images of each kind")
    parser.add_argument("--seed", default="torn")
    chosen = parser.parse_args()
    print("| damage | tried | at a commit | otherwise | commits seen | seconds |")
    print("|---|---|---|---|---|---|")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        image, states = make_images(Path(folder))
        place = Path(folder) / "torn"
        place.mkdir()
        for kind in KINDS:
            chance = random.Random(f"{chosen.seed} {kind}")
            began, seen, bad = time.monotonic(), set(), 0
            for _ in range(chosen.images):
                try:
                    seen.add(try_torn(image, states, place, kind, chance))
                except Exception as error:  # noqa: BLE001  (each is told, and counted)
                    bad += 1
                    print(f"{kind}: {error!r}", file=sys.stderr)
            failed += bad
            good = chosen.images - bad
            spent = time.monotonic() - began
            print(f"| {kind} | {chosen.images} | {good} | {bad} | {len(seen)} | {spent:.0f} |")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
