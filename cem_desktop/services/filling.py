"""A ficha that is being filled, what came of it, and how drafts and records are listed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.period import Clock
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.session import FormSession
from cem_desktop.services.context import Context
from cem_desktop.services.known_answers import KnownAnswer, without_confirmed
from cem_desktop.services.stated_facts import question_at
from cem_desktop.storage.fold import Written
from cem_desktop.storage.records import Record

WITHHELD = frozenset({"identity"})
"""What no ficha asks while the identity vault is closed: only the vault may keep it."""


def open_session(
    definition: FormDefinition,
    clock: Clock,
    *,
    answers: Mapping[str, JsonValue] | None = None,
    language: str | None = None,
    with_identity: bool = False,
) -> FormSession:
    """Return a session for the case store: it takes in nothing that says who she is.

    ``with_identity`` reads also what the open vault keeps of the record.
    """
    withheld = frozenset[str]() if with_identity else WITHHELD
    return FormSession(
        definition, clock=clock, answers=answers, language=language, withheld=withheld
    )


def identity_part(
    definition: FormDefinition, answers: Mapping[str, JsonValue]
) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """Return what of a ficha's answers belongs into the identity vault, and the rest.

    Of a ficha that asks nothing but identity that is all of it, its rows too.
    """
    if definition.is_of_identity:
        return dict(answers), {}
    if not definition.asks_identity:
        return {}, dict(answers)
    apart: dict[str, JsonValue] = {}
    coded: dict[str, JsonValue] = {}
    for path, value in answers.items():
        (apart if is_identity(definition, path) else coded)[path] = value
    return apart, coded


def is_identity(definition: FormDefinition, path: str) -> bool:
    """Say whether the answer at a path says who she is."""
    question = question_at(definition, path)
    return question is not None and question.privacy in WITHHELD


def answers_seen(
    context: Context, definition: FormDefinition, answers: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Return those of a record's answers that its opened ficha shows, and what follows from them.

    What skip logic leaves out after a merge, and what another version of the ficha asked, nobody
    sees there: closing the ficha does not take it back.
    """
    asked = open_session(definition, context.clock, answers=answers).answers() if answers else {}
    return {
        path: value
        for path, value in answers.items()
        if path in asked or is_computed(definition, path)
    }


def is_computed(definition: FormDefinition, path: str) -> bool:
    """Say whether the answer at a path follows from others."""
    question = question_at(definition, path)
    return question is not None and question.type == "calculate"


@dataclass(frozen=True)
class IdentityPart:
    """What an open ficha has in the open vault.

    Attributes:
        heads: The revisions of its record there that were seen.
        base: The answers that they add up to.
        saved: What its draft there holds, None where there is none yet.
    """

    heads: tuple[str, ...]
    base: Mapping[str, JsonValue] = field(repr=False)
    saved: Mapping[str, JsonValue] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Saved:
    """What came of closing a ficha."""

    record: str
    file: str | None
    code: str | None


@dataclass(frozen=True)
class PaperSource:
    """The paper that a ficha is typed from.

    Attributes:
        paper: What is known of it.
        code: The code drawn in advance that stands on it, under which the file will be opened.
    """

    paper: Paper
    code: CaseCode | None = None


@dataclass(eq=False)
class Filling:
    """A ficha that is being filled.

    Attributes:
        draft: The id under which it is saved while it is open.
        session: The live form.
        file: The coded file, None for one that is opened when the ficha is closed.
        code: The file's label as people read it, None as long as there is none.
        record: The record being corrected, None for a new one.
        heads: The revisions that were seen when it was begun.
        base: The answers of the record when it was begun.
        created: Instant of the beginning.
        known: What other records of the file know of its questions, by path.
        source: The paper that it is typed from, None where it is filled on the screen.
        saved: What came of closing it; None as long as it is open.
        apart: Its part in the identity vault; None while that is closed or the ficha has none.
    """

    draft: str
    session: FormSession
    file: str | None
    code: str | None
    record: str | None
    heads: tuple[str, ...]
    base: Mapping[str, JsonValue] = field(repr=False)
    created: str
    known: Mapping[str, KnownAnswer] = field(default_factory=dict, repr=False)
    source: PaperSource | None = None
    saved: Saved | None = None
    apart: IdentityPart | None = field(default=None, repr=False)

    def stated(self) -> dict[str, JsonValue]:
        """Return the answers that this record states: without what only confirms another's."""
        return without_confirmed(self.session.answers(), self.known)

    def coded(self) -> dict[str, JsonValue]:
        """Return those of them that the coded file keeps."""
        return identity_part(self.definition, self.stated())[1]

    def typed(self) -> dict[str, JsonValue]:
        """Return all that was typed, for a draft; what another record knows is read anew."""
        return without_confirmed(self.session.draft(), self.known)

    @property
    def new_file(self) -> str | None:
        """Return the id of the file that closing it opens, where the vault must know it first."""
        if not self.definition.asks_identity:
            return None
        return str(uuid.uuid5(uuid.UUID(self.draft), "file"))

    @property
    def definition(self) -> FormDefinition:
        """Return the form that is being filled."""
        return self.session.definition

    @property
    def label(self) -> str | None:
        """Return the code that the file has, or will have by its paper; None where it has none."""
        reserved = self.source.code if self.source is not None else None
        return self.code or (str(reserved) if reserved is not None else None)

    @property
    def corrects(self) -> bool:
        """Say whether closing it changes a record that exists already."""
        return self.record is not None


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list."""

    id: str
    form: str
    file: str | None
    code: str | None
    updated: str


@dataclass(frozen=True)
class RecordView:
    """A record with its answers and open conflicts, for reading.

    ``has_identity`` says that the vault was open and its part is among them.
    """

    id: str
    file: str | None
    form: str
    version: str
    created: str
    updated: str
    answers: Mapping[str, JsonValue]
    conflicts: Mapping[str, tuple[Written, ...]]
    has_identity: bool = False

    @classmethod
    def of(cls, kept: Record, *, has_identity: bool = False) -> RecordView:
        """Return a kept record with all its answers."""
        return cls(
            id=kept.id,
            file=kept.file,
            form=kept.form,
            version=kept.version,
            created=kept.created,
            updated=kept.updated,
            answers=kept.state.values(),
            conflicts=kept.state.conflicts(),
            has_identity=has_identity,
        )


def without_withheld(view: RecordView, definition: FormDefinition) -> RecordView:
    """Return a record without answers that say who she is: no store keeps them, nobody sees them.

    Args:
        view: The record as it was read.
        definition: Its ficha.
    """
    return replace(
        view,
        answers={
            path: value for path, value in view.answers.items() if not is_identity(definition, path)
        },
        conflicts={
            path: sides
            for path, sides in view.conflicts.items()
            if not is_identity(definition, path)
        },
    )


def changed_fields(
    before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Return the fields whose answer changed; None for one that was taken back."""
    changed = {path: value for path, value in after.items() if before.get(path) != value}
    changed.update({path: None for path in before if path not in after})
    return changed
