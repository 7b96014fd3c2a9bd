"""The whole fault campaign: kill -9 at random steps and instants of every act that changes a store.

    python -m benchmarks.fault_campaign [--kills N] [--seed WORD] [--only NAME]

Prints a table for docs/reliability.md: tried, killed before the end, survived, lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "campaign")]

from scenarios import SCENARIOS  # noqa: E402
from trial import Trial  # noqa: E402


def campaign(scenario, kills, seed, root):
    """Return tried, killed and lost of one scenario."""
    trial = Trial(scenario, root, seed)
    tried = killed = lost = 0
    while killed < kills:
        outcome = trial.once()
        tried += 1
        killed += outcome.killed
        lost += outcome.lost
    trial.close()
    return tried, killed, lost


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=150, help="kills of each act")
    parser.add_argument("--seed", default="campaign")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    print("| act | tried | killed | survived | lost | seconds |\n|---|---|---|---|---|---|")
    all_tried = all_killed = all_lost = 0
    for scenario in SCENARIOS:
        if chosen.only and chosen.only != scenario.name:
            continue
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            tried, killed, lost = campaign(scenario, chosen.kills, chosen.seed, Path(folder))
        spent = time.monotonic() - started
        print(
            f"| {scenario.name} | {tried} | {killed} | {killed} | {lost} | {spent:.0f} |",
            flush=True,
        )
        all_tried += tried
        all_killed += killed
        all_lost += lost
    print(f"| all | {all_tried} | {all_killed} | {all_killed} | {all_lost} | |")
    return 1 if all_lost else 0


if __name__ == "__main__":
    sys.exit(main())
