"""Our form engine beside the ODK reference engine, on one form, in one run.

300 questions, 345 rules, 1,874 places, up to 50 rows. Prints the median of both and their ratio:
loading until a person can answer, an answer that others read, a row more. Needs Node and
``npm ci`` in tests/oracle.

    python benchmarks/beside_reference.py
"""

from __future__ import annotations

import statistics
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "oracle"))

from form_engine import CLOCK, big_form, timed
from reference_engine import MISSING, ReferenceEngine, is_installed

from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession

ROUNDS = 5
ROWS = 50
TARGETS = {"load": 1 / 20, "answer": 1 / 2, "add-repeat": 1 / 20}


def steps() -> list[dict[str, str]]:
    """Answer what many rules read, then add rows one by one."""
    answers = [
        {"op": "answer", "ref": f"/data/q{at}", "value": str(value)}
        for value in (1, 8)
        for at in range(0, 300, 15)
    ]
    return [{"op": "init"}, *answers, *[{"op": "add-repeat", "ref": "/data/rep"}] * ROWS]


def ours(xml: bytes) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"answer": [], "add-repeat": []}
    made: list[FormSession] = []
    times["load"] = [timed(lambda: made.append(FormSession(load_definition(xml), clock=CLOCK)))]
    session = made[0]
    for step in steps()[1:]:
        if step["op"] == "answer":
            answer = partial(session.answer, step["ref"].removeprefix("/data/"), step["value"])
            times["answer"].append(timed(answer))
        else:
            times["add-repeat"].append(timed(partial(session.add_row, "rep")))
    return times


def main() -> None:
    if not is_installed():
        print(MISSING)
        return
    xml = big_form()
    request = {"xml": xml.decode(), "steps": steps(), "quiet": True}
    figures: dict[str, dict[str, list[float]]] = {"ours": {}, "reference": {}}
    with ReferenceEngine() as engine:
        for _ in range(ROUNDS):
            for name, times in (("ours", ours(xml)), ("reference", engine.ask(request)["times"])):
                for act in TARGETS:
                    figures[name].setdefault(act, []).extend(times[act])
    print(f"{'median, ms':12} {'ours':>9} {'reference':>10} {'ratio':>8} {'target':>8}")
    for act, target in TARGETS.items():
        mine, theirs = (statistics.median(figures[who][act]) for who in ("ours", "reference"))
        print(f"{act:12} {mine:9.3f} {theirs:10.3f}   1/{theirs / mine:<5.1f}   1/{1 / target:.0f}")


if __name__ == "__main__":
    main()
