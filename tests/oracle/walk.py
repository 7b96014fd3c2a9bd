"""A seeded random walk through a ficha: what a very restless person might do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from cem_desktop.domain.period import Clock
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.trace import Trace

MOST_ROWS = 4
TEXTS = ("Amapola", "una frase con ñ y «comillas»", "14", "40-A", "<b>no</b> & sí", "K7QR-M2XD")
DATES = ("2006-01-17", "2014-11-20", "2021-03-29", "2021-03-30", "2026-11-22", "2026-11-24")
TIMES = ("09:30:00.000-05:00", "23:59:00.000-05:00")
NUMBERS = ("0", "1", "7", "17", "18", "60", "110", "111", "-3", "2026")
_ANSWERED = ("input", "select", "range", "rank", "trigger")


class Walk:
    """Draws one step after the other from what the form offers just now."""

    def __init__(self, definition: FormDefinition, clock: Clock, seed: int) -> None:
        self._chance = random.Random(seed)
        self._languages = definition.languages
        self._definition = definition
        self._trace = Trace(FormSession(definition, clock=clock))

    def steps(self, count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield each step with what this engine made of it."""
        first = {"op": "init"}
        yield first, self._run(first)
        for _ in range(count):
            step = self._draw()
            yield step, self._run(step)

    def _run(self, step: dict[str, Any]) -> dict[str, Any]:
        """Do a step; a hint and its guidance are one text, as the reference tells them."""
        done = self._trace.run(step)
        for state in done["expect"]:
            shown = self._trace.session.node(self._trace.nodes[state["ref"]].path)
            if shown.guidance:
                state["hint"] = shown.hint + shown.guidance
        return done

    def _draw(self) -> dict[str, Any]:
        chance, states = self._chance, self._trace.before
        dice = chance.random()
        if dice < 0.03 and len(self._languages) > 1:
            return {"op": "set-language", "language": chance.choice(self._languages)}
        growing = [
            ref
            for ref, one in states.items()
            if one["type"] == "repeat-range:uncontrolled" and one["relevant"]
            and len(self._trace.nodes[ref].rows) < MOST_ROWS
        ]  # fmt: skip
        if dice < 0.12 and growing:
            return {"op": "add-repeat", "ref": chance.choice(growing)}
        rows = [
            ref
            for ref, one in states.items()
            if one["type"] == "repeat-instance" and one["relevant"]
            and "uncontrolled" in states[ref.rpartition("[")[0]]["type"]
        ]  # fmt: skip
        if dice < 0.16 and rows:
            return {"op": "remove-repeat", "ref": chance.choice(rows)}
        open_ = [
            ref
            for ref, one in states.items()
            if one["type"] in _ANSWERED and one["relevant"] and not one["readonly"]
        ]
        if not open_:  # nobody fills it: only its words can change
            return {"op": "set-language", "language": chance.choice(self._languages)}
        ref = chance.choice(open_)
        return {"op": "answer", "ref": ref, "value": self._invent(ref, states[ref])}

    def _invent(self, ref: str, state: dict[str, Any]) -> str:
        chance = self._chance
        node = self._trace.nodes[ref]
        control = node.place.control
        if chance.random() < 0.12 or control is None:
            return ""
        names = [name for name, _label in state.get("choices", ())]
        if control.kind in {"select1", "select"} and not names:
            return ""
        if control.kind == "select":
            chosen = set(chance.sample(names, k=min(len(names), chance.randint(1, 3))))
            return " ".join(name for name in names if name in chosen)
        drawn = {
            "select1": lambda: chance.choice(names),
            "rank": lambda: " ".join(chance.sample(names, k=len(names))),
            "trigger": lambda: "OK",
            "range": lambda: str(chance.randint(0, 10)),
        }
        if control.kind in drawn:
            return drawn[control.kind]()
        texts = {"int": NUMBERS, "date": DATES, "time": TIMES, "decimal": NUMBERS}
        return chance.choice(texts.get(node.place.datatype, TEXTS))
