"""Headquarters' side of an import: from projections to counted cases, a batch at a time.

The rules are those of the office: the same fold, the same resolution of facts. A fact that is in
dispute counts once, as "no data", and the dispute is counted beside it.
"""

from __future__ import annotations

from cem_desktop.domain.fact_vocabulary import FACTS
from cem_desktop.domain.facts import Note, Resolved, Statement, resolve
from cem_desktop.domain.revision import Revision
from cem_desktop.storage import fold
from cem_desktop.storage import registry as held
from cem_desktop.storage.registry import CountedRecord, CountedRow, Registry
from cem_desktop.sync.projection import Projection, read_projection

_BATCH = 500
_ROW_MARK = "@"
_OPENED, _SEX, _AGE_GROUP = "file.opened", "victim.sex", "victim.age_group"
_DISPUTED = frozenset({Note.TIE, Note.CONFLICT})


class Registrar:
    """Takes the projections of one office within one unit of work."""

    def __init__(self, registry: Registry, office: str) -> None:
        """Write to ``registry`` what comes from ``office``."""
        self._registry = registry
        self._office = office
        self._waiting: list[held.Projection] = []
        self.received = 0
        self.fresh = 0

    def add(self, body: bytes) -> None:
        """Take one projection.

        Raises:
            BundleTamperedError: It cannot be read.
        """
        content = read_projection(body)
        self.received += 1
        self._waiting.append(
            held.Projection(
                office=self._office,
                revision=content.revision,
                pv=content.version,
                record=content.record,
                file=content.file,
                form=content.form,
                body=body,
            )
        )
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits, and bring what it touches up to date."""
        if not self._waiting:
            return
        fresh = self._registry.add_projections(self._waiting)
        self.fresh += fresh
        touched = dict.fromkeys(one.record for one in self._waiting) if fresh else {}
        self._waiting = []
        files = {self._refold(record) for record in touched}
        for file in sorted(file for file in files if file is not None):
            self._registry.put_case(count_file(self._registry, self._office, file))

    def _refold(self, record: str) -> str | None:
        """Fold a record anew and return its file."""
        kept = self._registry.projections_of(self._office, record)
        contents = {one.revision: _as_revision(read_projection(one.body)) for one in kept}
        state = fold.fold(contents)
        last = kept[-1]
        self._registry.put_record(
            CountedRecord(self._office, record, last.file, last.form, fold.pack_state(state))
        )
        return last.file


def count_file(registry: Registry, office: str, file: str) -> CountedRow:
    """Return what is counted of a file, from the folded facts of all its records."""
    statements = [
        statement
        for record in registry.records_of_file(office, file)
        for statement in _statements(record)
    ]
    facts = {name: resolve(FACTS[name], statements) for name in (_OPENED, _SEX, _AGE_GROUP)}
    return CountedRow(
        office=office,
        file=file,
        opened=_word(facts[_OPENED]),
        sex=_word(facts[_SEX]),
        age_group=_word(facts[_AGE_GROUP]),
        unsettled=sum(one.note in _DISPUTED for one in facts.values()),
    )


def _statements(record: CountedRecord) -> list[Statement]:
    state = fold.unpack_state(record.state)
    return [
        Statement(
            fact=path.partition(_ROW_MARK)[0],
            value=living[0].value if fold.agree(living) else None,
            form=record.form,
            record=record.record,
            conflict=not fold.agree(living),
        )
        for path, living in state.fields.items()
    ]


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
