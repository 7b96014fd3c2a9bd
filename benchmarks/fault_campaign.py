"""The whole fault campaign: kill -9 at random steps and instants of every act that changes a store.

    python -m benchmarks.fault_campaign [--kills N] [--seed WORD] [--only NAME]

Prints a table for docs/reliability.md: tried, killed, finished before the kill came, lost.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "campaign")]

from killing import count_steps, put_back, random_death, run_child  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
from simulator import World  # noqa: E402


def campaign(scenario, kills, seed, root):
    """Return tried, killed and lost of one scenario."""
    world = World(root)
    place = scenario.prepare(world)
    world.headquarters.close()
    pristine = root / "pristine"
    place.copy_to(pristine)

    def act(acknowledge):
        scenario.act(place, acknowledge)

    steps, seconds = count_steps(act, lambda: put_back(pristine, place.folder))
    dice = random.Random(f"{seed} {scenario.name}")
    tried = killed = lost = 0
    while killed < kills:
        put_back(pristine, place.folder)
        ended = run_child(act, **random_death(dice, steps, seconds))
        tried += 1
        killed += not ended.finished
        if any(line.startswith("failed") for line in ended.acknowledged):
            raise SystemExit(f"{scenario.name}: {ended}")
        try:
            lost += scenario.judge(place, ended.acknowledged)
        finally:
            place.close()
    world.close()
    return tried, killed, lost


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=150, help="kills of each act")
    parser.add_argument("--seed", default="campaign")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    print("| act | tried | killed | survived | lost | seconds |\n|---|---|---|---|---|---|")
    all_killed = all_lost = 0
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
        all_killed, all_lost = all_killed + killed, all_lost + lost
    print(f"| all | | {all_killed} | {all_killed} | {all_lost} | |")
    return 1 if all_lost else 0


if __name__ == "__main__":
    sys.exit(main())
