"""An office's whole day in a process of its own, with a canary in every field that takes words.

Run as a script: it gets a folder that is its home, its temporary folder and its disk, and prints the
canaries that it wrote. ``test_no_clear_text`` then hunts for them in everything that is left.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

WRITTEN: set[str] = set()
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _note_writing(event: str, args: tuple[object, ...]) -> None:
    """Remember every file that Python opened for writing, also one that is gone again."""
    if event == "open" and isinstance(args[0], str) and isinstance(args[2], int):
        if args[2] & _WRITING:
            WRITTEN.add(args[0])
    elif event == "sqlite3.connect":
        WRITTEN.add(str(args[0]))


sys.addaudithook(_note_writing)


def main() -> None:
    root = Path(sys.argv[1])
    from day_of_an_office import Day

    day = Day(root, datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    stages = sys.argv[2].split(",")
    for stage in stages:
        getattr(day, stage)()
    told = {"canaries": day.canaries, "written": sorted(WRITTEN), "names": day.names}
    sys.stdout.write(f"DAY {json.dumps(told)}\n")
    sys.stdout.flush()
    if "die" in sys.argv[3:]:
        os.kill(os.getpid(), 9)
    os._exit(0)


if __name__ == "__main__":
    main()
