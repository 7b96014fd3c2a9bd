"""Who changed what in a record, and why: each revision field by field, in the ficha's own words.

What stood before a revision is what its author saw: the fold of the revisions it was built on,
never what a clock says came earlier. Answers that another question computes are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cem_desktop.domain.frozen_version import FrozenVersion
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.period import Clock
from cem_desktop.domain.revision import Revision
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.services.filling import open_session
from cem_desktop.services.record_words import RecordWords
from cem_desktop.services.reserved_answers import reason_shown
from cem_desktop.services.writing_devices import WritingDevice
from cem_desktop.storage.fold import EMPTY, Folded, fold
from cem_desktop.storage.records import Record


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
        device: Where it was written.
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
    device: WritingDevice
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

    def tell(
        self, logins: Mapping[str, str], devices: Callable[[str], WritingDevice]
    ) -> RecordChanges:
        """Return the history; ``logins`` names the authors, ``devices`` says where they wrote."""
        told = tuple(
            self._tell_revision(identifier, content, logins, devices(content.device))
            for identifier, content in self._revisions.items()
        )
        return RecordChanges(self._record.id, self._record.form, told)

    def _tell_revision(
        self,
        identifier: str,
        content: Revision,
        logins: Mapping[str, str],
        device: WritingDevice,
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
            device=device,
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

    def _words(self, before: Folded, content: Revision) -> RecordWords:
        definition = self._definition_of(content.form_id, content.form_version)
        if definition is None:
            return RecordWords(None, before, ())
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
        return RecordWords(definition, before, tuple(sessions), with_identity=self._with_identity)
