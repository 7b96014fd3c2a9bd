"""The simulation, as long as you like: offices, their clones and a headquarters, from a seed.

    python -m benchmarks.simulate --histories 1000 [--seed 0] [--steps 25] [--mutants]

Each history is played with the real services, stores, bundles and signatures, ends with fair
rounds, and is judged. A history that fails is told with its seed and every act; the same seed plays
the same acts. ``--mutants`` plays each broken variant until it is caught.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "simulation")]

from sim_history import STEPS, play  # noqa: E402
from sim_mutants import MUTANTS, planted  # noqa: E402
from sim_sites import Template  # noqa: E402

SHARED_MEMORY = Path("/dev/shm")
FIGURES = {
    "acts": None,
    "bundles taken in": "in:taken",
    "forks seen": "in:bundle.fork",
    "gaps seen": "in:bundle.gap",
    "feeds begun again": "feeds begun again",
    "offices put back": "restored",
    "clones": "clone",
    "headquarters put back": "headquarters restored",
    "false bundles and answers": "forged",
}


def campaign(template: Template, first: int, histories: int, steps: int) -> tuple[Counter, int]:
    """Return what happened in all histories, and how many failed."""
    counts: Counter[str] = Counter()
    failed = 0
    for seed in range(first, first + histories):
        played = play(template, seed, steps)
        counts += played.counts
        counts["acts"] += len(played.history)
        if played.fault:
            failed += 1
            print(played.told(), flush=True)
    counts["restored"] = counts["restore"] + counts["restore_store"]
    counts["headquarters restored"] = counts["restore_central"] + counts["restore_registry"]
    return counts, failed


def tell(counts: Counter, histories: int, failed: int, seconds: float) -> None:
    print(f"\n| histories | {histories:,} |\n|---|---|")
    for label, name in FIGURES.items():
        print(f"| {label} | {counts[name or label]:,} |")
    quiet = {name: count for name, count in counts.items() if name.startswith("quiet after")}
    print(f"| fair rounds needed | {', '.join(f'{n}: {c:,}' for n, c in sorted(quiet.items()))} |")
    print(f"| histories that lost, doubled, leaked or believed something | {failed} |")
    print(f"| histories a second | {histories / seconds:.1f} |")


def hunt(template: Template, histories: int, steps: int) -> int:
    """Play every broken variant; return how many were not caught."""
    missed = 0
    print("\n| broken rule | caught by history | as |\n|---|---|---|")
    for mutant in MUTANTS:
        with planted(mutant):
            tried = (play(template, seed, steps) for seed in range(histories))
            caught = next((one for one in tried if one.fault), None)
        missed += caught is None
        print(f"| {mutant} | {caught.seed + 1 if caught else 'none'} | "
              f"{caught.fault if caught else ''} |", flush=True)  # fmt: skip
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the first history")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--mutants", action="store_true")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)  # every copy that is noticed is one
    shared = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        template = Template(Path(folder))
        started = time.monotonic()
        if chosen.mutants:
            return 1 if hunt(template, chosen.histories, chosen.steps) else 0
        counts, failed = campaign(template, chosen.seed, chosen.histories, chosen.steps)
        tell(counts, chosen.histories, failed, time.monotonic() - started)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
