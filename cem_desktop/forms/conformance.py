"""Lay this engine beside recordings of another ODK engine, session by session.

The recordings are data from outside and no part of this project. Each case is a form, a clock and
steps, with the nodes that are new or changed after each step; ``docs/forms.md`` says how they are
compared and where this engine differs on purpose. Nothing here knows any case: which are left out,
and which begin with a saved record, is read from what they say of themselves.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.answers import JsonValue
from cem_desktop.forms.trace import trace

Json = dict[str, Any]

ZONE = timezone(timedelta(hours=-7))
"""The zone of the recordings: America/Phoenix, which has no summer time."""
SCENARIOS = "scenario.json.gz"
FILES = "attachments"
SAVED = "edit-instance"
SEED = 1
"""Any: what comes of a draw differs from the recording, but not from one run to the next."""
DRIFT = timedelta(seconds=5)
"""How far the recorded clock may have gone on while a case ran."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ROW = re.compile(r"\[(\d+)\]")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one file of recordings; ``misses`` and ``skipped`` name cases."""

    total: int
    passed: int
    skipped: tuple[str, ...]
    misses: tuple[str, ...]


def read_recordings(data: bytes) -> list[Json]:
    """Return the cases of a file of recordings, a JSON list under gzip.

    Raises:
        FormInvalidError: It is none.
    """
    try:
        found = json.loads(gzip.decompress(data))
    except (OSError, EOFError, ValueError) as error:
        raise FormInvalidError(reason="no_recordings", where="") from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise FormInvalidError(reason="no_recordings", where="")
    return found


def compare_scenarios(cases: list[Json]) -> Tally:
    """Run every case that has all it needs, and tell which do not end as recorded."""
    skipped = [name_of(case) for case in cases if FILES in case["needs"]]
    ran = [case for case in cases if FILES not in case["needs"]]
    misses = [name_of(case) for case in ran if not agrees(case)]
    return Tally(len(cases), len(ran) - len(misses), tuple(skipped), tuple(misses))


def name_of(case: Json) -> str:
    """Return what a case is called in reports."""
    return f"{case['id']} {' '.join(str(case['name']).split())}"


def agrees(case: Json) -> bool:
    """Tell whether every step of a case changes what was recorded, and nothing else."""
    now = datetime.fromtimestamp(case["now"] / 1000, UTC)
    saved = _saved_record(case["steps"][0]["expect"]) if SAVED in case["needs"] else None
    try:
        steps = trace(
            case["form"].encode(),
            case["steps"],
            clock=SetClock(now),
            zone=ZONE,
            answers=saved,
            chance=random.Random(SEED),  # noqa: S311 - nothing secret is drawn
        )
    except FormInvalidError:
        return False
    alike = _normaliser(now)
    return all(
        _by_reference(alike(ours["expect"])) == _by_reference(alike(theirs["expect"]))
        and sorted(ours.get("removed", [])) == sorted(theirs.get("removed", []))
        for ours, theirs in zip(steps, case["steps"], strict=True)
    )


def _saved_record(nodes: list[Json]) -> dict[str, JsonValue]:
    """Return the record that a case opens: the recordings hold it only as the state it led to."""
    return {
        _ROW.sub(r"/\1", node["ref"]).split("/", 2)[2]: node["value"]
        for node in nodes
        if node.get("value")
    }


def _by_reference(nodes: list[Json]) -> Mapping[str, Json]:
    return {node["ref"]: node for node in nodes}


def _normaliser(now: datetime) -> Callable[[list[Json]], list[Json]]:
    """Make generated identifiers alike, and instants that the recorded clock drifted through."""

    def instant(match: re.Match[str]) -> str:
        drifted = abs(datetime.fromisoformat(match[0]) - now) < DRIFT
        return "now" if drifted else match[0]

    def normalise(nodes: list[Json]) -> list[Json]:
        text = _UUID.sub("uuid", json.dumps(nodes))
        found: list[Json] = json.loads(_INSTANT.sub(instant, text))
        return found

    return normalise
