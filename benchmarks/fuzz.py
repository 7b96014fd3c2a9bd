"""Feed every parser of what others write with bytes that atheris finds by coverage.

    python benchmarks/fuzz.py [--seconds SECONDS] [PARSER ...]

Each parser of ``tests/sync/parsers.py`` runs in a process of its own, from bytes that it takes. An
error that is not the house's own, or a hang, ends it with the bytes that did it. Without atheris
(it is not among what the tests need, and installs only on some systems) nothing is done, and said.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "sync")]
_DONE = re.compile(r"Done (\d+) runs")
_COVERED = re.compile(r"cov: (\d+)")


def child(name: str, seconds: int, corpus: str) -> None:
    """Fuzz one parser; libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["cem_desktop"]):
        from parsers import PARSERS, RAISES_VALUE_ERRORS

    from cem_desktop.errors import CemError

    parser, good = PARSERS[name]
    errors = (CemError, ValueError) if name in RAISES_VALUE_ERRORS else (CemError,)
    (Path(corpus) / "good").write_bytes(good)

    def once(data: bytes) -> None:
        try:
            parser(data)
        except errors:
            return

    options = [f"-max_total_time={seconds}", "-timeout=10", f"-max_len={len(good) + 4096}"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={corpus}/", corpus], once)
    atheris.Fuzz()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parsers", nargs="*")
    arguments.add_argument("--seconds", type=int, default=30, help="for each parser")
    arguments.add_argument("--child", help=argparse.SUPPRESS)
    arguments.add_argument("--corpus", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: nothing was fuzzed (pip install atheris)")
        return
    if chosen.child:
        child(chosen.child, chosen.seconds, chosen.corpus)
        return
    from parsers import PARSERS

    faults = [name for name in chosen.parsers or sorted(PARSERS) if not fuzz(name, chosen.seconds)]
    if faults:
        sys.exit(f"faults: {', '.join(faults)}")


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one parser in a child; print what it did and return whether it held."""
    with tempfile.TemporaryDirectory() as corpus:
        command = [sys.executable, __file__, "--child", name, "--corpus", corpus]
        ended = subprocess.run(
            [*command, "--seconds", str(seconds)], capture_output=True, text=True, check=False
        )
    said = ended.stderr + ended.stdout
    runs, covered = _DONE.findall(said), _COVERED.findall(said)
    count, places = (found[-1] if found else "?" for found in (runs, covered))
    end = "FAULT" if ended.returncode else "held"
    print(f"{name:42} {count:>9} runs {places:>6} places {end}")
    if ended.returncode:
        print(said[-3000:])
    sys.stdout.flush()
    return ended.returncode == 0


if __name__ == "__main__":
    main()
