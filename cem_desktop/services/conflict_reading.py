"""Reads a record for the conflict desk: every side, in the words of its ficha."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.services.conflict_rows import DisputedRow, disputed_rows
from cem_desktop.services.conflict_words import (
    DeskRecord,
    DisputedField,
    Hindrance,
    Misfit,
    Side,
    WaitingRecord,
)
from cem_desktop.services.filling import is_computed, is_identity, open_session
from cem_desktop.services.record_words import RecordWords
from cem_desktop.services.repeat_rows import row_of
from cem_desktop.services.reviewing import COMPUTED, Finding
from cem_desktop.services.stated_facts import question_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cem_desktop.domain.revision import Revision
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import FormDefinition
    from cem_desktop.forms.session import FormSession
    from cem_desktop.services.context import Context
    from cem_desktop.services.writing_devices import WritingDevice
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.fold import Written
    from cem_desktop.storage.records import Record
    from cem_desktop.storage.reviews import ReviewMark

GUARDED: Final = ("risk.", "proceeding.", "sentence.", "consent.")
"""Families of facts that never settle along with others: each needs a reason of its own."""


def is_guarded(definition: FormDefinition, path: str) -> bool:
    """Say whether a field, or any answer of a row, tells of risk, law or consent."""
    question = question_at(definition, path)
    if question is not None:
        return (question.fact or "").startswith(GUARDED)
    row = row_of(definition, f"{path}/")
    return row == path and any(
        (one.fact or "").startswith(GUARDED)
        for form_path, one in definition.questions.items()
        if form_path.startswith(f"{path.rpartition('/')[0]}/")
    )


class DeskReader:
    """One record, as the desk shows it."""

    def __init__(
        self,
        context: Context,
        definition: FormDefinition | None,
        kept: Record,
        logins: Mapping[str, str],
        devices: Callable[[str], WritingDevice],
        language: str | None,
    ) -> None:
        """Prepare it; ``definition`` is its ficha, as far as this program carries it."""
        self._definition, self._kept = definition, kept
        self._logins, self._devices = logins, devices
        self._session: FormSession | None = None
        if definition is not None:
            self._session = open_session(
                definition, context.clock, answers=_all_sides(kept), language=language
            )
        sessions = () if self._session is None else (self._session, self._session)
        self._words = RecordWords(definition, kept.state, sessions)

    def tell(
        self,
        unit: CaseUnit,
        waiting: WaitingRecord,
        mark: ReviewMark | None,
        hindrance: Hindrance,
        shows: Callable[[str], bool],
    ) -> DeskRecord:
        """Return the record with what the present user may read of it."""
        conflicts = self._kept.state.conflicts()
        revisions = {one.id: one.content for one in unit.records.revisions(self._kept.id)}
        asked = [path for path in conflicts if not self._is_computed(path)]
        shown = [path for path in asked if shows(path)]
        rows = self._rows(revisions, shows)
        in_rows = {path for row in rows for path in row.fields}
        fields = [self._tell_row(unit, row, shows) for row in rows]
        fields += [self._tell_field(path, conflicts[path]) for path in shown if path not in in_rows]
        found = () if mark is None else tuple(map(Finding.from_json, mark.findings))
        read = [one for one in found if shows(one.path)]
        order = self._rank()
        return DeskRecord(
            waiting=waiting,
            heads=self._kept.state.heads,
            fields=tuple(sorted(fields, key=lambda one: (order(one.path), one.path))),
            misfits=tuple(
                self._tell_misfit(one)
                for one in sorted(read, key=lambda one: (order(one.path), one.path))
            ),
            withheld=len(asked) - len(shown) + len(found) - len(read),
            follows=len(conflicts) - len(asked),
            hindrance=hindrance,
        )

    def _is_computed(self, path: str) -> bool:
        return self._definition is not None and is_computed(self._definition, path)

    def _rank(self) -> Callable[[str], int]:
        """Return what orders fields as the ficha does."""
        definition = self._definition
        if definition is None:
            return lambda _path: 0
        ranks = {one.path: at for at, one in enumerate(definition.questions.values())}

        def rank(path: str) -> int:
            question = question_at(definition, path)
            if question is None:  # a row: where the first of its questions stands
                inside = [
                    at for one, at in ranks.items() if one.startswith(path.rpartition("/")[0])
                ]
                return min(inside, default=len(ranks))
            return ranks[question.path]

        return rank

    def _rows(
        self, revisions: Mapping[str, Revision], shows: Callable[[str], bool]
    ) -> tuple[DisputedRow, ...]:
        if self._definition is None:
            return ()
        found = disputed_rows(self._definition, self._kept, revisions)
        return tuple(one for one in found if all(map(shows, one.fields)))

    def _tell_field(self, path: str, living: tuple[Written, ...]) -> DisputedField:
        definition = self._definition
        question = question_at(definition, path) if definition is not None else None
        node = None
        if self._session is not None and question is not None:
            try:
                node = self._session.node(path)
            except KeyError:  # a row beyond those that another answer counts
                question = None
        merged: dict[str, Side] = {}
        for one in living:
            side = self._side(one, one.value, self._words.after(path, one.value))
            merged.setdefault(f"{one.value!r} {one.revision}", side)
        return DisputedField(
            path=path,
            label=self._words.label(path),
            sides=tuple(merged.values()),
            is_guarded=definition is not None and is_guarded(definition, path),
            question=question if node is not None else None,
            node=node,
        )

    def _tell_row(
        self, unit: CaseUnit, row: DisputedRow, shows: Callable[[str], bool]
    ) -> DisputedField:
        assert self._definition is not None
        sides = [self._side(row.out, None, "")]
        for one in row.kept:
            left = unit.records.state_at(self._kept.id, [one.revision]).values()
            said = [
                f"{self._words.label(path).rpartition(' · ')[2]}: {self._words.after(path, value)}"
                for path, value in left.items()
                if path.startswith(f"{row.path}/")
                and shows(path)
                and not self._is_computed(path)
                and not is_identity(self._definition, path)
            ]
            sides.append(self._side(one, one.revision, "; ".join(said)))
        return DisputedField(
            path=row.path,
            label=self._words.label(row.fields[0]).rpartition(" · ")[0],
            sides=tuple(sides),
            is_guarded=any(is_guarded(self._definition, path) for path in row.fields),
            is_row=True,
        )

    def _tell_misfit(self, one: Finding) -> Misfit:
        value: JsonValue = self._kept.state.values().get(one.path)
        problem = None
        if self._session is not None:
            try:
                problem = self._session.node(one.path).problem
            except KeyError:
                problem = None
        computed = one.kind == COMPUTED
        return Misfit(
            path=one.path,
            kind=one.kind,
            label=self._words.label(one.path),
            words=self._words.after(one.path, value),
            message=problem.message if problem is not None and not computed else "",
            is_guarded=self._definition is not None and is_guarded(self._definition, one.path),
        )

    def _side(self, written: Written, value: JsonValue, words: str) -> Side:
        return Side(
            value=value,
            words=words,
            author=self._logins.get(written.author, written.author),
            device=self._devices(written.device),
            at=written.wall,
        )


def _all_sides(kept: Record) -> dict[str, JsonValue]:
    """Return the answers, with one of the sides where there are several: rows are there then."""
    answers = dict(kept.state.values())
    for path, living in kept.state.conflicts().items():
        answers[path] = next(one.value for one in living if one.value is not None)
    return dict(sorted(answers.items()))
