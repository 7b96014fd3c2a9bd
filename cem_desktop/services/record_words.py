"""Words for answers of a record: the label of the question after its rows, the answer as said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cem_desktop.domain import strict_json
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.forms.definition import FormDefinition, Question
from cem_desktop.forms.session import FormSession
from cem_desktop.services.answer_words import answer_words
from cem_desktop.services.filling import WITHHELD
from cem_desktop.storage.fold import Folded

_COMPUTED = frozenset({"calculate", "hidden", "note"})


class RecordWords:
    """Words for the answers of a record, from the form as it stood before and after a change."""

    def __init__(
        self,
        definition: FormDefinition | None,
        before: Folded,
        sessions: tuple[FormSession, ...],
        *,
        with_identity: bool = False,
    ) -> None:
        """Speak of answers.

        Args:
            definition: The ficha, None where this program does not carry it.
            before: The record before the change.
            sessions: The form before the change, and after it.
            with_identity: Whether the answers come from the open vault.
        """
        self._before = before
        self._withheld = frozenset[str]() if with_identity else WITHHELD
        self._sessions = list(reversed(sessions))
        paths = () if definition is None else tuple(definition.questions)
        self._rank = {path: at for at, path in enumerate(paths)}

    def in_order(self, fields: Mapping[str, JsonValue]) -> list[tuple[str, JsonValue]]:
        """Return the fields that a person answered, in the order of the ficha."""
        shown = [
            (path, value)
            for path, value in fields.items()
            if not self.is_computed(path) and not self._is_withheld(path)
        ]
        return sorted(shown, key=lambda one: (self._rank_of(one[0]), one[0]))

    def is_computed(self, path: str) -> bool:
        """Whether nobody answered this: it followed from other answers."""
        question = self._question(path)
        return question is not None and question.type in _COMPUTED

    def _is_withheld(self, path: str) -> bool:
        question = self._question(path)
        return question is not None and question.privacy in self._withheld

    def _rank_of(self, path: str) -> int:
        question = self._question(path)
        return self._rank.get(question.path, 0) if question is not None else len(self._rank)

    def label(self, path: str) -> str:
        """Return the question's label, after the rows that it stands in."""
        for session in self._sessions:
            try:
                label = session.node(path).label
            except KeyError:  # a row that is not there on this side
                continue
            return " · ".join([*self._rows(session, path), label or path])
        return path

    def _rows(self, session: FormSession, path: str) -> Iterator[str]:
        """Yield the rows around a question: the label of the repeat and the row's number."""
        steps = path.split("/")
        for at in range(1, len(steps)):
            repeat = "/".join(steps[:at])
            rows = {row for one in self._sessions for row in _rows_of(one, repeat)}
            if steps[at] in rows:
                number = sorted(rows).index(steps[at]) + 1
                yield f"{session.node(repeat).label} {number}".strip()

    def before(self, path: str) -> tuple[str, ...]:
        """Return what stood before, in words; several where nobody had settled it."""
        living = self._before.fields.get(path, ())
        values = {strict_json.dumps_sorted(one.value): one.value for one in living}
        return tuple(self._say(path, one, last=True) for one in values.values() if one is not None)

    def after(self, path: str, value: JsonValue) -> str:
        """Return what stands since then, in words."""
        return "" if value is None else self._say(path, value)

    def _say(self, path: str, value: JsonValue, *, last: bool = False) -> str:
        for session in reversed(self._sessions) if last else self._sessions:
            try:
                node = session.node(path)
            except KeyError:
                continue
            if node.question is not None:
                return answer_words(node.question, node, value)
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _question(self, path: str) -> Question | None:
        for session in self._sessions:
            try:
                return session.node(path).question
            except KeyError:
                continue
        return None


def _rows_of(session: FormSession, repeat: str) -> tuple[str, ...]:
    try:
        return session.rows(repeat)
    except KeyError:
        return ()
