"""What was told headquarters by other rules is told anew: a privacy flag, a fact, a code changed.

The fichas and the vocabulary of facts may change between two openings: by a new program, or by a
new version of a ficha. A fingerprint of the leaving rules of each form version says by which rules
its records were told last. Where it differs, the revisions of these records are projected again;
those of which now leaves anything else than before are appended with a higher version, and
headquarters replaces what it holds. What may leave no more is withdrawn by the same.

Each batch of records is a unit of its own, and the fingerprint is kept after the last one: a work
that was stopped goes on the next time, and appends nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cem_desktop.domain import strict_json
from cem_desktop.domain.consent import STATISTICS, refuses_statistics
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.errors import FormUnknownError
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.services.context import Context
from cem_desktop.services.feeding import (
    STATISTICAL,
    TO_HEADQUARTERS,
    append_body,
    leaving_rules,
    next_version,
    projections_of,
)
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.records import Record
from cem_desktop.sync.projection import SendRule

_FINGERPRINT = "projection.rules."
_BATCH = 50
_SENT = "statistical"


@dataclass(frozen=True)
class Retold:
    """What was told anew: records looked at, and revisions of which something else leaves now."""

    records: int
    revisions: int


class Reprojecting:
    """Keeps what headquarters was told in step with the rules."""

    def __init__(self, context: Context) -> None:
        """Work on the store of ``context``."""
        self._context = context

    def changed(self) -> tuple[str, ...]:
        """Return the form versions whose records were told by other rules than those of today."""
        with self._context.store.read() as unit:
            if unit.feeds.find(TO_HEADQUARTERS, STATISTICAL) is None:
                return ()
            used = [form for form in unit.records.forms() if not form.startswith(f"{FILE_FORM}@")]
            return tuple(form for form in used if self._has_changed(unit, form))

    def run(self, progress: Callable[[int, int], None] | None = None) -> Retold:
        """Tell anew what was told by other rules.

        Args:
            progress: Told records looked at and records in all; may raise to stop between two
                batches.

        Raises:
            StoreError: The store cannot be written; what was appended stays.
        """
        changed = self.changed()
        if not changed:
            return Retold(0, 0)
        with self._context.store.read() as unit:
            records = unit.records.with_forms(changed)
            told = _told(unit)
        appended = 0
        for done in range(0, len(records), _BATCH):
            if progress is not None:
                progress(done, len(records))
            with self._context.store.write() as unit:
                batch = [unit.records.get(one) for one in records[done : done + _BATCH]]
                fresh = self._tell(unit, batch, told)
                appended += fresh
                unit.touched |= {"feeds"} if fresh else set()
        with self._context.store.write() as unit:
            for form in changed:
                definition = self._definition(form)
                if definition is not None:
                    keep_fingerprint(unit, form, definition)
            self._context.note(unit, "tell_anew", "", records=len(records), revisions=appended)
        return Retold(len(records), appended)

    def _tell(self, unit: CaseUnit, records: Iterable[Record], told: dict[str, bytes]) -> int:
        fresh = 0
        for record in records:
            bodies = [body for body in self._projected(unit, record) if _is_news(body, told)]
            if bodies:
                version = next_version(
                    unit, sum(unit.records.revision_counts(record.file).values())
                )
                again = self._projected(unit, record, version)
                fresh += _append_news(unit, again, told)
        return fresh

    def _projected(self, unit: CaseUnit, record: Record, version: int = 1) -> Iterator[bytes]:
        refused = record.file is not None and refuses_statistics(
            unit.records.statements_about(record.file, STATISTICS)
        )
        return projections_of(unit, self._context, record, version, refused=refused)

    def _has_changed(self, unit: CaseUnit, form: str) -> bool:
        definition = self._definition(form)
        if definition is None:
            return False  # nobody knows here what of it may leave
        return bool(unit.office.setting(_FINGERPRINT + form) != fingerprint(definition))

    def _definition(self, form: str) -> FormDefinition | None:
        form_id, _, version = form.partition("@")
        try:
            return self._context.library.definition(form_id, version)
        except FormUnknownError:
            return None


def keep_fingerprint(unit: CaseUnit, form: str, definition: FormDefinition) -> None:
    """Keep by which rules the records of a form version are told."""
    unit.office.set_setting(_FINGERPRINT + form, fingerprint(definition))


def remember_rules(unit: CaseUnit, form: str, definition: FormDefinition) -> None:
    """Keep the rules of a form version whose very first record is told in this unit."""
    if unit.office.setting(_FINGERPRINT + form) is None and unit.records.number_with(form) <= 1:
        keep_fingerprint(unit, form, definition)


@lru_cache(maxsize=128)
def fingerprint(definition: FormDefinition) -> str:
    """Return what changes when anything else may leave of a form version: SHA-256 in hexadecimal.

    It covers what of the rules decides: questions that are sent, how coarsely, under which fact,
    with which codes and bounds, and the repeats around them.
    """
    rules = leaving_rules(definition)
    sent = [
        [path, rule.send, *_of_fact(rule)]
        for path, rule in rules.questions.items()
        if rule.privacy == _SENT and rule.fact is not None
    ]
    said = strict_json.dumps({"sent": sent, "repeats": sorted(rules.repeats)})
    return hashlib.sha256(said).hexdigest()


def _of_fact(rule: SendRule) -> list[str | list[str] | list[int] | None]:
    fact = rule.fact
    assert fact is not None
    return [fact.id, str(fact.type), list(fact.bounds) if fact.bounds else None, sorted(rule.codes)]


def _told(unit: CaseUnit) -> dict[str, bytes]:
    """Return, by pseudonym of a revision, a digest of what the living feed told of it last."""
    feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
    return dict(_digest(entry.body) for entry in unit.feeds.entries(feed, 1))


def _digest(body: bytes) -> tuple[str, bytes]:
    """Return whose projection this is, and a digest of it that does not look at its version."""
    document = strict_json.loads_object(body)
    document["pv"] = 0
    return str(document["rev"]), hashlib.sha256(strict_json.dumps(document)).digest()


def _is_news(body: bytes, told: dict[str, bytes]) -> bool:
    revision, digest = _digest(body)
    return told.get(revision) != digest


def _append_news(unit: CaseUnit, bodies: Iterable[bytes], told: dict[str, bytes]) -> int:
    fresh = 0
    for body in bodies:
        revision, digest = _digest(body)
        if told.get(revision) != digest:
            append_body(unit, body)
            told[revision] = digest
            fresh += 1
    return fresh
