"""Run all benchmarks one after the other, each in a process of its own, and print their tables.

python benchmarks/run.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ORDER = (
    "start.py",
    "save.py",
    "import_records.py",
    "bundle.py",
    "form_engine.py",
    "beside_reference.py",
    "ficha_window.py",
)


def main() -> None:
    for name in ORDER:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, str(HERE / name)], check=True)


if __name__ == "__main__":
    main()
