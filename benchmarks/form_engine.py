"""How long the form engine takes: 300 questions, 345 rules, 50 rows, 1,874 places.

Prints milliseconds. The limit for loading stands beside it, measured in the same run: expat
reading the same XML and keeping nothing.

    python benchmarks/form_engine.py
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.parsers import expat

sys.path.insert(0, str(Path(__file__).parents[1]))

from cem_desktop.domain.period import SetClock
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession

QUESTIONS = 300
PLACES = 1_874
ROWS = 50
ROUNDS = 7
CLOCK = SetClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))

_XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Prueba</h:title><model>
<instance><data id="big" version="1">{nodes}<up/><place/><rep jr:template=""><x/><y/></rep>
</data></instance><instance id="place"><root>{places}</root></instance>{binds}</model></h:head>
<h:body>{controls}</h:body></h:html>"""


def big_form() -> bytes:
    """Return the form: every question shown by the first, every fifth computed from two others."""
    names = [f"q{at}" for at in range(QUESTIONS)]
    binds = [f'<bind nodeset="/data/{names[0]}" type="int"/>']
    for at, name in enumerate(names[1:], 1):
        lead = names[at - at % 15] if at % 15 else names[0]
        extra = f' calculate="/data/{names[at - 1]} + /data/{names[at - 2]}"' if at % 5 == 4 else ""
        binds.append(
            f'<bind nodeset="/data/{name}" type="int" relevant="/data/{lead} != 7"'
            f' constraint=". &lt; 1000"{extra}/>'
        )
    binds.append('<bind nodeset="/data/rep/y" calculate="../x * 2 + position(..)"/>')
    binds.append('<bind nodeset="/data/rep/x" type="int"/>')
    controls = [
        f'<input ref="/data/{name}"><label>Pregunta {name}</label></input>' for name in names
    ]
    controls.append(
        '<input ref="/data/up"/><select1 ref="/data/place"><itemset nodeset="instance(\'place\')'
        '/root/item[up = /data/up]"><value ref="name"/><label ref="label"/></itemset></select1>'
        '<repeat nodeset="/data/rep"><input ref="/data/rep/x"/></repeat>'
    )
    places = [
        f"<item><name>p{at}</name><label>Lugar {at}</label><up>u{at % 25}</up></item>"
        for at in range(PLACES)
    ]
    return _XFORM.format(
        nodes="".join(f"<{name}/>" for name in names),
        places="".join(places),
        binds="".join(binds),
        controls="".join(controls),
    ).encode()


def read_only(xml: bytes) -> None:
    """Let expat read the form with handlers that keep nothing."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda _name, _attributes: None
    parser.CharacterDataHandler = lambda _text: None
    parser.Parse(xml, True)


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def one_round(figures: dict[str, list[float]], xml: bytes, turn: int) -> None:
    def measure(name: str, act: Callable[[], object]) -> None:
        figures.setdefault(name, []).append(timed(act))

    measure("expat alone (limit)", lambda: read_only(xml))
    measure("load the form", lambda: load_definition(xml))
    definition = load_definition(xml)
    measure("begin a session", lambda: FormSession(definition, clock=CLOCK))
    session = FormSession(definition, clock=CLOCK)
    measure("filter 1,874 places", lambda: session.answer("up", "u1"))
    rows = [session.add_row("rep") for _ in range(ROWS)]
    measure("add a row to 50", lambda: session.add_row("rep"))
    measure("answer in one row of 50", lambda: session.answer(f"rep/{rows[9]}/x", turn))
    measure("answer that 22 rules read", lambda: session.answer("q0", 1))
    measure("answer that two rules read", lambda: session.answer("q17", 5))
    measure("all problems", session.problems)
    measure("all answers", session.answers)


def main() -> None:
    xml = big_form()
    figures: dict[str, list[float]] = {}
    for turn in range(ROUNDS):
        one_round(figures, xml, turn)
    limit = statistics.median(figures["expat alone (limit)"])
    print(f"{len(xml) // 1024} KiB, {QUESTIONS} questions; median (worst), ms")
    for name, values in figures.items():
        print(f"{name:34} {statistics.median(values):7.2f}  ({max(values):.2f})")
    ratio = statistics.median(figures["load the form"]) / limit
    print(f"loading takes {ratio:.1f} times what expat alone takes")


if __name__ == "__main__":
    main()
