"""Filling fichas for the demonstration: invented answers through the real form engine.

Free texts are invented and carry marks (``CANARIES``) that a search can look for: none of them may
stand in clear in any file that the demonstration leaves, nor in anything that leaves an office.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.forms.session import FormSession, NodeState
from cem_desktop.services.demo_plan import PlannedCase

CANARIES = ("Quebrada Jacarandá", "el puesto azul de Ñusta", "la lancha Kantuta")
"""Phrases that only ever stand in reserved or coded free texts of the demonstration."""

_ALIASES = ("Alondra", "Brisa", "Colibrí", "Estrella", "Jazmín", "Luna", "Marea", "Río", "Sol")
_ACCOUNTS = (
    "Cuenta que le ofrecieron trabajo en {}. Se la escucha sin interrumpir.",
    "Dice que salió por {} y que está cansada; se deja el relato para la entrevista única.",
    "Recuerda {} y prefiere no seguir. No se le pide más hoy.",
)
_MINOR_AGES, _ADULT_AGES = (12, 17), (18, 34)
_ANSWERED = 0.75
_FREE = "text"


class DemoWriter:
    """Fills sessions with invented answers; the same seed gives the same answers."""

    def __init__(self, seed: int) -> None:
        """Draw from ``seed``."""
        self._draw = random.Random(seed)  # noqa: S311  (invented answers, no secret)

    def fill(self, session: FormSession, case: PlannedCase) -> None:
        """Fill a ficha for ``case``: what the plan says, then most of the closed questions."""
        for fact, value in self._planned(case).items():
            for path, question in session.definition.questions.items():
                if question.fact == fact and session.node(path).relevant:
                    session.answer(path, value)
        for path, question in session.definition.questions.items():
            if "/" in path and self._reachable(session, path) and question.type != "calculate":
                self._answer(session, path)
        for problem in session.problems():
            session.answer(problem.path, None)

    def _planned(self, case: PlannedCase) -> Mapping[str, JsonValue]:
        """Return what the plan fixes, by fact, in the order in which it must be answered."""
        low, high = _MINOR_AGES if case.band is AgeBand.MINOR else _ADULT_AGES
        return {
            "file.opened": case.opened.isoformat(),
            "victim.sex": "woman" if case.sex is Sex.WOMAN else "man",
            "victim.age_source": "known",
            "victim.age": self._draw.randint(low, high),
            "case.matter": ["trafficking_sexual"],
        }

    def _reachable(self, session: FormSession, path: str) -> bool:
        """Say whether a question is asked now and has no answer yet; rows are left out."""
        try:
            node = session.node(path)
        except KeyError:
            return False
        return node.relevant and not node.readonly and node.value in (None, "", [])

    def _answer(self, session: FormSession, path: str) -> None:
        node = session.node(path)
        if node.question is None or not (node.required or self._draw.random() < _ANSWERED):
            return
        value = self._invent(node)
        if value is not None:
            session.answer(path, value)

    def _invent(self, node: NodeState) -> JsonValue:
        """Return an invented answer, None where none is needed."""
        kind = node.question.type if node.question else ""
        values = [value for value, _label in node.choices]
        if kind == "select_one" and values:
            return self._draw.choice([one for one in values if one != "yes"] or values)
        if kind == "select_multiple" and values:
            usual = [one for one in values if one not in {"none", "other", "unknown"}] or values
            return self._draw.sample(usual, min(len(usual), self._draw.randint(1, 3)))
        if kind == "integer":
            return self._draw.randint(0, 3)
        if kind == _FREE and node.question is not None:
            return self._write(node)
        return None

    def _write(self, node: NodeState) -> str:
        """Return an invented free text."""
        if node.question is not None and node.question.fact == "file.alias":
            return self._draw.choice(_ALIASES)
        return self._draw.choice(_ACCOUNTS).format(self._draw.choice(CANARIES))
