"""What the conflict desk shows of a record: every side of every field, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.definition import Question
    from cem_desktop.forms.session import NodeState
    from cem_desktop.services.writing_devices import WritingDevice


class Hindrance(StrEnum):
    """Why somebody sees a conflict and does not settle it."""

    NONE = "none"
    SERVICE = "service"
    """She does not fill this ficha."""
    VERSION = "version"
    """This program does not carry that version of the ficha."""
    BLOCKED = "blocked"
    """The coded file is out of use."""


@dataclass(frozen=True)
class WaitingRecord:
    """A record that waits for somebody, in a list.

    Attributes:
        record: Its id.
        file: The coded file, None for a record of the centre itself.
        code: The file's code as people read it, None without a file.
        form: The id of its ficha.
        updated: Instant of its last revision, by that device's clock.
        conflicts: How many fields have two answers.
        findings: How many merged answers do not fit.
        is_guarded: Whether risk, law or consent are among them.
        heads: Its last revisions.
    """

    record: str
    file: str | None
    code: str | None
    form: str
    updated: str
    conflicts: int
    findings: int
    is_guarded: bool
    heads: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """One of several answers.

    Attributes:
        value: What stands if it is kept; of a row: None takes it out, a revision keeps it as that
            revision left it.
        words: The answer in words, "" where it was taken back.
        author: Who wrote it.
        device: Where.
        at: When, by that device's clock; decides nothing.
    """

    value: JsonValue
    words: str
    author: str
    device: WritingDevice
    at: str


@dataclass(frozen=True)
class DisputedField:
    """A field, or a whole row, with several answers.

    Attributes:
        path: Where it stands.
        label: Its question in words, after its rows.
        sides: The answers.
        is_guarded: Whether it tells of risk, law or consent: its reason is its own.
        is_row: Whether it is a row that one took out and another changed.
        question: The question, where another answer may be given; else None.
        node: Its state, with the choices.
    """

    path: str
    label: str
    sides: tuple[Side, ...]
    is_guarded: bool
    is_row: bool = False
    question: Question | None = None
    node: NodeState | None = None


@dataclass(frozen=True)
class Misfit:
    """A merged answer that does not fit: its question, the answer, what is wrong with it.

    ``kind`` is that of ``reviewing.Finding``; ``message`` is the ficha's own, "" without one.
    """

    path: str
    kind: str
    label: str
    words: str
    message: str
    is_guarded: bool


@dataclass(frozen=True)
class DeskRecord:
    """A record on the desk.

    Attributes:
        waiting: As it stands in the list.
        heads: The revisions that were seen; what came later is not settled with them.
        fields: What has several answers.
        misfits: What does not fit.
        withheld: How many of both the present user may not read.
        follows: How many computed answers wait for those that they follow from.
        hindrance: Why she cannot settle it.
    """

    waiting: WaitingRecord
    heads: tuple[str, ...]
    fields: tuple[DisputedField, ...]
    misfits: tuple[Misfit, ...]
    withheld: int
    follows: int
    hindrance: Hindrance


@dataclass(frozen=True)
class Decision:
    """What stands at a path, and why."""

    path: str
    value: JsonValue
    reason: str
