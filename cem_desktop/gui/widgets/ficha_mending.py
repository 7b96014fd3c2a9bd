"""What is left to mend in an open ficha: problems, half-typed answers and open conflicts.

A blank that is needed counts only once the person was there, or tried to close the ficha: nobody
is blamed for what was not reached yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.forms.plan import LOOSE_PATH
from cem_desktop.gui.widgets.ficha_field_kinds import elsewhere_kind
from cem_desktop.gui.widgets.ficha_sections import SectionProgress

if TYPE_CHECKING:
    from cem_desktop.gui.widgets.ficha_bench import FichaBench


class Mending:
    """Finds places to mend, in the order of the form."""

    def __init__(self, bench: FichaBench) -> None:
        self._bench = bench
        self._rank = {path: at for at, path in enumerate(bench.session.definition.questions)}
        self._judged: set[str] = set()
        self._all_judged = False
        self._unasked = frozenset(
            path
            for path, question in bench.session.definition.questions.items()
            if elsewhere_kind(question, has_vault=bench.look.has_vault)
        )

    def judge(self, path: str) -> None:
        """From now on count the question at ``path``."""
        self._judged.add(path)

    def judge_all(self) -> None:
        """From now on count every question: the person tried to close the ficha."""
        self._all_judged = True

    def is_judged(self, path: str) -> bool:
        """Whether problems of this question are shown."""
        return self._all_judged or path in self._judged

    def places(self) -> list[str]:
        """Return the instance paths of all there is to mend or to settle, judged or not."""
        return self._in_order(dict.fromkeys([*self.problems(), *self._bench.conflicts]))

    def problems(self) -> list[str]:
        """Return the instance paths of what keeps the ficha from being closed."""
        found = dict.fromkeys(problem.path for problem in self._bench.session.problems())
        for path, card in self._bench.cards.items():
            if card.is_askable() and card.field.pending():
                found[path] = None
        return self._in_order(found)

    def _in_order(self, found: dict[str, None]) -> list[str]:
        position = {path: at for at, path in enumerate(found)}
        return sorted(found, key=lambda path: (self._rank_of(path), position[path]))

    def _rank_of(self, path: str) -> int:
        question = self._bench.session.node(path).question
        last = len(self._rank)
        return last if question is None else self._rank.get(question.path, last)

    def next_after(self, path: str | None, *, back: bool = False) -> str | None:
        """Return the next place to mend after ``path``, going round; None where there is none.

        Args:
            path: Where the cursor is; None where it is in no question.
            back: Go the other way.
        """
        places = self.places()[::-1] if back else self.places()
        if not places:
            return None
        if path in places:
            return places[(places.index(path) + 1) % len(places)]
        if path is None:
            return places[0]
        rank = self._rank_of(path)
        beyond = (
            place
            for place in places
            if (self._rank_of(place) < rank if back else self._rank_of(place) > rank)
        )
        return next(beyond, places[0])

    def section_of(self, path: str) -> int:
        """Return the index of the section in which a question stands."""
        loose = 0
        for at, section in enumerate(self._bench.plan.sections):
            if section.path != LOOSE_PATH and path.startswith(f"{section.path}/"):
                return at
            if any(element.path == path for element in section.elements):
                loose = at
        return loose

    def progress(self) -> list[SectionProgress]:
        """Return what the section list shows."""
        session = self._bench.session
        counts: dict[int, int] = {}
        shown = (path for path in self.places() if self._counts(path))
        for path in shown:
            at = self.section_of(path)
            counts[at] = counts.get(at, 0) + 1
        lines = []
        for at, section in enumerate(self._bench.plan.sections):
            if section.path == LOOSE_PATH:
                relevant = True
                answered, askable = self._loose_progress(at)
            else:
                relevant = session.node(section.path).relevant
                answered, askable = session.progress(section.path, self._unasked)
            label = self.label_of(at)
            lines.append(SectionProgress(label, answered, askable, counts.get(at, 0), relevant))
        return lines

    def label_of(self, at: int) -> str:
        """Return the name of a section in the language of the ficha."""
        session, section = self._bench.session, self._bench.plan.sections[at]
        if section.path == LOOSE_PATH:
            return session.definition.title(session.language)
        return session.node(section.path).label

    def _counts(self, path: str) -> bool:
        return self.is_judged(path) or path in self._bench.conflicts

    def _loose_progress(self, at: int) -> tuple[int, int]:
        nodes = [
            self._bench.session.node(element.path)
            for element in self._bench.plan.sections[at].elements
        ]
        asked = [
            node
            for node in nodes
            if node.relevant
            and not node.readonly
            and node.question is not None
            and node.question.type not in ("note", "calculate")
            and node.question.path not in self._unasked
        ]
        return sum(node.value is not None for node in asked), len(asked)
