"""Harm every kind of bundle and document at every byte, and count what was accepted.

    python benchmarks/every_byte.py [--step STEP]

Of each bundle: cut off at every byte; a bit turned in every byte; the same with its inside, as if a
stranger had sealed it anew to its reader; segments dropped, repeated, exchanged, and taken from
another bundle of the same sender; signed by a stranger. Of each document: cut off at every byte,
and each bit of every byte turned (of vault.json of every seventh, for each try costs a passphrase).
What is read as exactly what was signed counts apart: then the change stood where nothing is said.
Ends with an error if anything was accepted.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "sync")]

from every_byte import BUNDLES, DOCUMENTS, Outcome, harm_bundle, harm_document  # noqa: E402

_LINE = "{:40} {:28} {:>8} {:>9} {:>8} {:>10}"


def show(name: str, outcomes: dict[str, Outcome]) -> Outcome:
    """Print what came of each way of harm; return the sum."""
    total = Outcome()
    for how, one in outcomes.items():
        print(_LINE.format(name, how, one.tried, one.accepted, one.same, one.committed))
        total.tried += one.tried
        total.accepted += one.accepted
        total.same += one.same
        total.committed += one.committed
    sys.stdout.flush()
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="only every so many bytes")
    step = parser.parse_args().step
    started, total = time.perf_counter(), Outcome()
    print(_LINE.format("", "", "tried", "accepted", "the same", "committed"))
    found = [show(name, harm_bundle(name, step)) for name in BUNDLES]
    slow = {"vault.json": 7}
    found += [show(name, harm_document(name, step * slow.get(name, 1))) for name in DOCUMENTS]
    for one in found:
        total.tried += one.tried
        total.accepted += one.accepted
        total.same += one.same
        total.committed += one.committed
    print(_LINE.format("all", "", total.tried, total.accepted, total.same, total.committed))
    print(f"{time.perf_counter() - started:.0f} s")
    if total.accepted or total.committed:
        sys.exit("something that was harmed was accepted")


if __name__ == "__main__":
    main()
