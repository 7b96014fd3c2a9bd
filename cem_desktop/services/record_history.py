"""Who changed what in a record, and why: each revision field by field, in the ficha's own words.

What stood before a revision is what its author saw: the fold of the revisions it was built on,
never what a clock says came earlier. Answers that another question computes are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from cem_desktop.domain import strict_json
from cem_desktop.domain.frozen_version import FrozenVersion
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.period import Clock
from cem_desktop.domain.revision import Revision
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.forms.definition import FormDefinition, Question
from cem_desktop.forms.session import FormSession
from cem_desktop.services.answer_words import answer_words
from cem_desktop.services.filling import WITHHELD, open_session
from cem_desktop.services.reserved_answers import reason_shown
from cem_desktop.storage.fold import EMPTY, Folded, fold
from cem_desktop.storage.records import Record

_COMPUTED = frozenset({"calculate", "hidden", "note"})


@dataclass(frozen=True)
class FieldChange:
    """What a revision did to one answer.

    Attributes:
        path: The answer's path.
        label: The question in words, after the row it stands in; the path where the program does
            not carry that version of the ficha.
        before: The answers that stood before, in words: none, one, or several in conflict.
        after: The answer since then, in words; "" where it was taken back.
        is_rival: Whether this answer still stands against another one.
    """

    path: str
    label: str
    before: tuple[str, ...]
    after: str
    is_rival: bool


@dataclass(frozen=True)
class RevisionChanges:
    """One revision of a record.

    Attributes:
        revision: Its id.
        at: When, by that device's clock; decides nothing.
        is_clock_doubtful: Whether that clock stood before what its store had seen.
        author: The login of whoever wrote it.
        why: ``open``, ``edit``, ``rectification``, ``resolve``, ``freeze`` or ``filing``.
        reason: Why it was corrected or settled, in the author's words; None also where that speaks
            of an answer which the present user may not read.
        paper: The paper that it was typed from.
        frozen: The version of a document that it froze.
        changes: What it changed, in the order of the ficha.
        computed: How many computed answers followed.
        withheld: How many answers the present user may not read.
    """

    revision: str
    at: str
    is_clock_doubtful: bool
    author: str
    why: str
    reason: str | None
    paper: Paper | None
    frozen: FrozenVersion | None
    changes: tuple[FieldChange, ...]
    computed: int
    withheld: int


@dataclass(frozen=True)
class RecordChanges:
    """The history of a record: its ficha, and its revisions, oldest first."""

    record: str
    form: str
    revisions: tuple[RevisionChanges, ...]


class RecordHistory:
    """Tells the history of one record."""

    def __init__(
        self,
        record: Record,
        revisions: Mapping[str, Revision],
        definition_of: Callable[[str, str], FormDefinition | None],
        clock: Clock,
        language: str | None,
        shows: Callable[[str], bool] = lambda _path: True,
        *,
        with_identity: bool = False,
    ) -> None:
        """Prepare it.

        Args:
            record: The record as it stands.
            revisions: Its revisions by id, in the order in which they came.
            definition_of: Returns the ficha of an id and version, None where it is not carried.
            clock: What a ficha reads as today.
            language: The language of the words, the ficha's own where it does not speak it.
            shows: Says whether the present user may read the answer at a path. What he may not is
                taken out first, so that no label can speak of it either.
            with_identity: Whether these revisions come from the open vault.
        """
        self._record = record
        self._revisions = {
            identifier: replace(
                one,
                fields={path: value for path, value in one.fields.items() if shows(path)},
                reason=reason_shown(one, shows),
            )
            for identifier, one in revisions.items()
        }
        self._withheld = {
            identifier: sum(not shows(path) for path in one.fields)
            for identifier, one in revisions.items()
        }
        self._definition_of, self._clock, self._language = definition_of, clock, language
        self._with_identity = with_identity
        self._rivals = {
            (path, one.revision)
            for path, living in record.state.conflicts().items()
            for one in living
        }

    def tell(self, logins: Mapping[str, str]) -> RecordChanges:
        """Return the history; ``logins`` names the authors."""
        told = tuple(
            self._tell_revision(identifier, content, logins)
            for identifier, content in self._revisions.items()
        )
        return RecordChanges(self._record.id, self._record.form, told)

    def _tell_revision(
        self, identifier: str, content: Revision, logins: Mapping[str, str]
    ) -> RevisionChanges:
        before = self._seen_by(content)
        words = self._words(before, content)
        changes = [
            FieldChange(
                path=path,
                label=words.label(path),
                before=words.before(path),
                after=words.after(path, value),
                is_rival=(path, identifier) in self._rivals,
            )
            for path, value in words.in_order(content.fields)
        ]
        return RevisionChanges(
            revision=identifier,
            at=content.wall,
            is_clock_doubtful=content.clock != "ok",
            author=logins.get(content.author, content.author),
            why=content.why,
            reason=content.reason,
            paper=content.paper,
            frozen=content.frozen,
            changes=tuple(changes),
            computed=sum(words.is_computed(path) for path in content.fields),
            withheld=self._withheld[identifier],
        )

    def _seen_by(self, content: Revision) -> Folded:
        """Return what stood when a revision was written."""
        seen: dict[str, Revision] = {}
        waiting = [one for one in content.parents if one in self._revisions]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen[one] = self._revisions[one]
                waiting += [parent for parent in seen[one].parents if parent in self._revisions]
        return fold(seen) if seen else EMPTY

    def _words(self, before: Folded, content: Revision) -> _Words:
        definition = self._definition_of(content.form_id, content.form_version)
        if definition is None:
            return _Words(None, before, ())
        answers = before.values()
        after = {path: value for path, value in content.fields.items() if value is not None}
        kept = {path: value for path, value in answers.items() if path not in content.fields}
        sessions = [
            open_session(
                definition,
                self._clock,
                answers=dict(sorted(some.items())),
                language=self._language,
                with_identity=self._with_identity,
            )
            for some in (answers, {**kept, **after})
        ]
        return _Words(definition, before, tuple(sessions), with_identity=self._with_identity)


class _Words:
    """Words for the fields of one revision, from the form as it stood before and after."""

    def __init__(
        self,
        definition: FormDefinition | None,
        before: Folded,
        sessions: tuple[FormSession, ...],
        *,
        with_identity: bool = False,
    ) -> None:
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
