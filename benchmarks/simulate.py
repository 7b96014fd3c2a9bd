"""The simulation, as long as you like: offices, their clones and a headquarters, from a seed.

    python -m benchmarks.simulate --histories 1000 [--seed 0] [--steps 25] [--minutes 30]
    python -m benchmarks.simulate --mutants --histories 60

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
    "acts": ("acts",),
    "bundles taken in at headquarters": ("in:taken",),
    "bundles taken in between an office and its laptops": ("field:taken",),
    "gaps seen": ("in:bundle.gap", "field:bundle.gap"),
    "forks seen": ("in:bundle.fork", "field:bundle.fork"),
    "feeds begun again": ("feeds begun again", "field feeds begun again"),
    "offices put back": ("restore", "restore_store"),
    "headquarters put back": ("restore_central", "restore_registry"),
    "laptops put back": ("restore_laptop",),
    "clones": ("clone", "clone_laptop"),
    "clocks set to another year": ("set_clock", "set_central_clock", "set_laptop_clock"),
    "files lent": ("lend",),
    "files purged": ("files purged",),
    "laptops stolen": ("steal",),
    "entries of thieves held apart": ("quarantined",),
    "false bundles and answers": ("forged",),
}


def campaign(
    template: Template, first: int, histories: int, steps: int, until: float
) -> tuple[Counter, int]:
    """Return what happened in all histories, and how many failed."""
    counts: Counter[str] = Counter()
    failed = 0
    for seed in range(first, first + histories):
        if time.monotonic() > until:
            break
        counts["histories"] += 1
        played = play(template, seed, steps)
        counts += played.counts
        counts["acts"] += len(played.history)
        if played.fault:
            failed += 1
            print(played.told(), flush=True)
    return counts, failed


def tell(counts: Counter, failed: int, seconds: float) -> None:
    histories = counts["histories"]
    print(f"\n| histories | {histories:,} |\n|---|---|")
    for label, names in FIGURES.items():
        print(f"| {label} | {sum(counts[name] for name in names):,} |")
    print(f"| most fair rounds that were needed | {_most(counts, 'quiet after ')} |")
    print(f"| most fair exchanges of a laptop | {_most(counts, 'field quiet after ')} |")
    print(f"| histories that lost, doubled, leaked or believed something | {failed} |")
    print(f"| histories a second | {histories / seconds:.2f} |")


def _most(counts: Counter, beginning: str) -> int:
    found = [int(name.removeprefix(beginning)) for name in counts if name.startswith(beginning)]
    return max(found, default=0)


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
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--mutants", action="store_true")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)  # every copy that is noticed is one
    shared = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        template = Template(Path(folder))
        started = time.monotonic()
        if chosen.mutants:
            return 1 if hunt(template, chosen.histories, chosen.steps) else 0
        until = started + chosen.minutes * 60
        counts, failed = campaign(template, chosen.seed, chosen.histories, chosen.steps, until)
        tell(counts, failed, time.monotonic() - started)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
