"""Headquarters' side of an import: from projections to counted cases, a batch at a time.

The rules are those of the office: the same fold, the same resolution of facts, the same check of
what a fact may be. A fact that is in dispute counts once, as "no data", and the dispute is counted
beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cem_desktop.domain.fact_values import fits
from cem_desktop.domain.fact_vocabulary import FACTS
from cem_desktop.domain.facts import Note, Resolved, Statement, resolve
from cem_desktop.domain.revision import Revision, version_rank
from cem_desktop.errors import BundleTooNewError
from cem_desktop.services.catalogues import codes_of
from cem_desktop.storage import fold
from cem_desktop.storage import registry as held
from cem_desktop.storage.registry import CountedRecord, CountedRow, Registry
from cem_desktop.sync.projection import Projection, read_projection
from cem_desktop.sync.records import RecordType

_BATCH = 1000
_ROW_MARK = "@"
_OPENED, _SEX, _AGE_GROUP = "file.opened", "victim.sex", "victim.age_group"
_COUNTED = (_OPENED, _SEX, _AGE_GROUP)
_DISPUTED = frozenset({Note.TIE, Note.CONFLICT})


@dataclass(frozen=True)
class _Arrived:
    """A projection that waits to be written: what it says, and its exact bytes."""

    content: Projection
    body: bytes


class Registrar:
    """Takes the projections of one office within one unit of work."""

    takes = frozenset({int(RecordType.PROJECTION)})
    """The types of records that it knows."""

    def __init__(self, registry: Registry, office: str) -> None:
        """Write to ``registry`` what comes from ``office``."""
        self._registry = registry
        self._office = office
        self._waiting: dict[str, _Arrived] = {}
        self.fresh = 0

    def add(self, body: bytes) -> None:
        """Take one projection.

        Raises:
            BundleTamperedError: It cannot be read.
            BundleTooNewError: It states what this program does not know.
        """
        content = read_projection(body)
        check_facts(content.facts)
        before = self._waiting.get(content.revision)
        if before is None or before.content.version < content.version:
            self._waiting[content.revision] = _Arrived(content, body)
        if len(self._waiting) >= _BATCH:
            self.flush()

    def holds(self, bodies: Iterable[bytes]) -> bool:
        """Tell whether the revisions of projections that should be here are."""
        wanted = {read_projection(body).revision for body in bodies}
        return not wanted - set(self._registry.held_revisions(self._office, wanted))

    def flush(self) -> None:
        """Write what waits, and bring what it touches up to date."""
        known = self._registry.held_revisions(self._office, self._waiting)
        fresh = [
            one
            for revision, one in self._waiting.items()
            if one.content.version > known.get(revision, 0)
        ]
        self._waiting = {}
        if not fresh:
            return
        self.fresh += len(fresh)
        self._registry.put_projections([self._row(one) for one in fresh])
        for one in fresh:
            if one.content.token is not None and one.content.file is not None:
                self._registry.put_token(self._office, one.content.file, one.content.token)
        replaced = {one.content.record for one in fresh if one.content.revision in known}
        records, states = self._fold([one.content for one in fresh], replaced)
        self._registry.put_records(records)
        files = sorted({one.file for one in records if one.file is not None})
        of_file = self._registry.records_of_files(self._office, files)
        self._registry.put_cases(
            [count_file(self._office, file, of_file[file], states) for file in files]
        )

    def _fold(
        self, fresh: list[Projection], replaced: set[str]
    ) -> tuple[list[CountedRecord], dict[str, fold.Folded]]:
        """Return the records that ``fresh`` touches as they are kept, and their states."""
        touched = dict.fromkeys(one.record for one in fresh)
        kept = self._registry.records(self._office, touched)
        states = {record: fold.unpack_state(one.state) for record, one in kept.items()}
        places = {record: (one.file, one.form) for record, one in kept.items()}
        anew = set(replaced)
        for one in fresh:
            state = states.get(one.record, fold.EMPTY)
            advanced = fold.advance(state, one.revision, _as_revision(one))
            places[one.record] = (one.file, _newest(one, places))
            if advanced is None:
                anew.add(one.record)
            else:
                states[one.record] = advanced
        for record in anew:
            states[record] = self._fold_anew(record)
        kept_now = [
            CountedRecord(self._office, record, *places[record], fold.pack_state(states[record]))
            for record in touched
        ]
        return kept_now, states

    def _fold_anew(self, record: str) -> fold.Folded:
        held_now = self._registry.projections_of(self._office, record)
        contents = (read_projection(one.body) for one in held_now)
        return fold.fold({one.revision: _as_revision(one) for one in contents})

    def _row(self, one: _Arrived) -> held.Projection:
        return held.Projection(
            office=self._office,
            revision=one.content.revision,
            pv=one.content.version,
            record=one.content.record,
            file=one.content.file,
            form=one.content.form,
            body=one.body,
        )


def check_facts(facts: Mapping[str, object]) -> None:
    """Check that headquarters knows every fact, and every value as one that the fact may have.

    An office that is ahead of this program, or that deceives, is refused whole: nothing is lost,
    for it keeps what no receipt acknowledges. ``fact`` names a known fact only: what else stands
    in that place could be anything, and errors are logged.

    Raises:
        BundleTooNewError: One is not known.
    """
    for key, value in facts.items():
        fact = FACTS.get(key.partition(_ROW_MARK)[0])
        if fact is None:
            raise BundleTooNewError(fact="unknown")
        if value is not None and not fits(fact, value, codes_of(fact)):
            raise BundleTooNewError(fact=fact.id)


def count_file(
    office: str,
    file: str,
    records: Iterable[CountedRecord],
    states: Mapping[str, fold.Folded],
) -> CountedRow:
    """Return what is counted of a file, from the folded facts of all its records.

    Args:
        office: Whose file.
        file: Its pseudonym.
        records: Its records as they are kept.
        states: The states of those that were folded just now; the others are unpacked.
    """
    statements = [
        statement
        for record in records
        for statement in _statements(
            record, states.get(record.record) or fold.unpack_state(record.state)
        )
    ]
    facts = {name: resolve(FACTS[name], statements) for name in _COUNTED}
    return CountedRow(
        office=office,
        file=file,
        opened=_word(facts[_OPENED]),
        sex=_word(facts[_SEX]),
        age_group=_word(facts[_AGE_GROUP]),
        unsettled=sum(one.note in _DISPUTED for one in facts.values()),
    )


def _statements(record: CountedRecord, state: fold.Folded) -> list[Statement]:
    """Return what a record states of the facts that are counted."""
    stated = []
    for fact in _COUNTED:
        living = state.fields.get(fact)
        if living is not None:
            agreed = fold.agree(living)
            value = living[0].value if agreed else None
            stated.append(Statement(fact, value, record.form, record.record, conflict=not agreed))
    return stated


def _newest(one: Projection, places: Mapping[str, tuple[str | None, str]]) -> str:
    """Return the newest version of the form that wrote a record, whatever came last."""
    before = places.get(one.record, (None, one.form))[1]
    return max(before, one.form, key=version_rank)


def _as_revision(content: Projection) -> Revision:
    return Revision(
        record=content.record,
        file=content.file,
        parents=content.parents,
        device="",
        author="",
        lamport=0,
        wall="",
        clock="",
        form=content.form,
        fields=content.facts,
        why="",
        salt="",
    )


def _word(resolved: Resolved) -> str | None:
    return resolved.value if isinstance(resolved.value, str) else None
