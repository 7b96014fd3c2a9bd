"""From revisions to what a person sees: a pure fold.

For every field the values count that no later revision *writing the same field* supersedes, where
"later" is descent through parents, never a clock. One distinct value: merged. More: a conflict,
and all are shown until a person settles it. The result depends on the set of revisions alone, not
on the order in which they came (research: multi-value register).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cem_desktop.domain import strict_json
from cem_desktop.domain.revision import Revision
from cem_desktop.domain.strict_json import JsonValue


@dataclass(frozen=True)
class Written:
    """One value of a field, and who wrote it."""

    value: JsonValue
    revision: str
    author: str
    device: str
    wall: str


@dataclass(frozen=True)
class Folded:
    """The current state of a record.

    Attributes:
        fields: Path to its living values, at least one; sorted by revision id.
        heads: The revisions that nobody has built on yet, sorted.
        lamport: The highest counter seen.
    """

    fields: Mapping[str, tuple[Written, ...]]
    heads: tuple[str, ...]
    lamport: int

    def values(self) -> dict[str, JsonValue]:
        """Return the fields on which all agree, without those taken back."""
        merged = {path: living[0].value for path, living in self.fields.items() if agree(living)}
        return {path: value for path, value in merged.items() if value is not None}

    def conflicts(self) -> dict[str, tuple[Written, ...]]:
        """Return the fields with more than one distinct value."""
        return {path: living for path, living in self.fields.items() if not agree(living)}


EMPTY = Folded(fields={}, heads=(), lamport=0)


def agree(living: tuple[Written, ...]) -> bool:
    """Say whether all living values of a field are the same."""
    if len(living) == 1:
        return True
    first = strict_json.dumps_sorted(living[0].value)
    return all(strict_json.dumps_sorted(one.value) == first for one in living[1:])


def fold(revisions: Mapping[str, Revision]) -> Folded:
    """Return the state that a set of revisions of one record (by id) adds up to."""
    order = parents_first(revisions)
    position = {revision: place for place, revision in enumerate(order)}
    ancestors: list[int] = []
    for index, revision in enumerate(order):
        seen = 0
        for parent in revisions[revision].parents:
            if position.get(parent, index) < index:
                seen |= ancestors[position[parent]] | 1 << position[parent]
        ancestors.append(seen)
    return Folded(
        fields=_living(revisions, order, ancestors),
        heads=_heads(revisions),
        lamport=max((one.lamport for one in revisions.values()), default=0),
    )


def advance(state: Folded, revision: str, content: Revision) -> Folded | None:
    """Return the state after one more revision that saw all heads, else None: fold anew.

    Equal to ``fold`` over the whole set (property-tested), at the cost of the new fields alone.
    """
    if tuple(sorted(content.parents)) != state.heads:
        return None
    fields = dict(state.fields)
    for path, value in content.fields.items():
        fields[path] = (_written(revision, content, value),)
    return Folded(fields, (revision,), max(state.lamport, content.lamport))


def _living(
    revisions: Mapping[str, Revision], order: list[str], ancestors: list[int]
) -> dict[str, tuple[Written, ...]]:
    """Return for each field the values that no descendant writing it supersedes."""
    writers: dict[str, list[int]] = {}
    for index, revision in enumerate(order):
        for path in revisions[revision].fields:
            writers.setdefault(path, []).append(index)
    living = {}
    for path in sorted(writers):
        superseded = 0
        for index in writers[path]:
            superseded |= ancestors[index]
        alive = sorted(order[index] for index in writers[path] if not superseded >> index & 1)
        living[path] = tuple(
            _written(one, revisions[one], revisions[one].fields[path]) for one in alive
        )
    return living


def _written(revision: str, content: Revision, value: JsonValue) -> Written:
    return Written(value, revision, content.author, content.device, content.wall)


def _heads(revisions: Mapping[str, Revision]) -> tuple[str, ...]:
    built_on = {parent for one in revisions.values() for parent in one.parents}
    return tuple(sorted(set(revisions) - built_on))


def parents_first(revisions: Mapping[str, Revision]) -> list[str]:
    """Return the ids so that parents stand before their children; parents not held are skipped.

    What neither descends from the other stands by counter and id, whatever came first.
    """
    order: list[str] = []
    done: set[str] = set()
    entered: set[str] = set()  # pseudonyms from outside could form a ring; each is entered once
    for start in sorted(revisions, key=lambda one: (revisions[one].lamport, one)):
        stack = [start]
        while stack:
            current = stack[-1]
            entered.add(current)
            waiting = [
                parent
                for parent in revisions[current].parents
                if parent in revisions and parent not in entered
            ]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            if current not in done:
                done.add(current)
                order.append(current)
    return order


def pack_state(state: Folded) -> bytes:
    """Return the state as the JSON row kept beside the revisions."""
    fields = {
        path: [[one.value, one.revision, one.author, one.device, one.wall] for one in living]
        for path, living in state.fields.items()
    }
    body = {"fields": fields, "heads": list(state.heads), "lam": state.lamport}
    return strict_json.dumps_sorted(body)


def unpack_state(data: bytes) -> Folded:
    """Return the state that ``pack_state`` wrote."""
    body = strict_json.loads(data, max_bytes=strict_json.OWN_BYTES)
    fields: dict[str, tuple[Written, ...]] = {
        path: tuple(Written(*one) for one in living) for path, living in body["fields"].items()
    }
    return Folded(fields, tuple(body["heads"]), body["lam"])
