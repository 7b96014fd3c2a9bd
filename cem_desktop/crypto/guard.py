"""guard.json: what a store last knew of itself, kept outside it under a key kept inside it.

A store that is put back to an earlier state, or copied to another machine, meets a guard that
knows more than it does, or none. Here are only bytes and judgement; no disk and no clock.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import binary, count, text
from cem_desktop.domain.strict_json import JsonValue

FORMAT = "CEMGUARD"
VERSION = (1, 0)
KEY_BYTES = 32
MAX_BYTES = 256 * 1024
_DOMAIN = b"CEMGUARD1\0"
_HERE = b"CEMGUARDHERE1\0"
_FIELDS = ("database", "incarnation", "here", "salt", "audit", "feeds", "checkpoint")


class GuardFinding(StrEnum):
    """What speaks for a restored or copied store."""

    ABSENT = "absent"
    ALTERED = "altered"
    MOVED = "moved"
    OLDER = "older"


@dataclass(frozen=True)
class ChainMark:
    """How far a hash chain went: a number and the head after it, in hex."""

    seq: int
    head: str


@dataclass(frozen=True)
class Guard:
    """What a store knew when the guard was written.

    Attributes:
        database: Identity of the workspace's databases.
        incarnation: Identity of this life of the store; a noticed copy begins another.
        here: What ``place_mark`` gave for machine and folder; ``""`` where the machine has no name.
        salt: The 16 clear bytes that ``case.db`` begins with, in hex; for salvage.
        audit: End of the audit trail.
        feeds: End of each living feed, by its id.
        checkpoint: The newest signed seal of the audit trail, as whoever made it keeps it.
        extra: Fields of a newer program.
    """

    database: str
    incarnation: str
    here: str
    salt: str
    audit: ChainMark
    feeds: Mapping[str, ChainMark]
    checkpoint: JsonValue = None
    extra: Mapping[str, JsonValue] = field(default_factory=dict)

    def to_bytes(self, key: bytes) -> bytes:
        """Return the bytes of guard.json under ``key``."""
        body = strict_json.dumps({name: asdict(self)[name] for name in _FIELDS} | dict(self.extra))
        return strict_json.dumps(
            {
                "format": FORMAT,
                "version": list(VERSION),
                "body": base64.b64encode(body).decode(),
                "mac": base64.b64encode(_mac(key, body)).decode(),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes, key: bytes | None) -> Guard:
        """Read guard.json.

        Args:
            data: The whole file.
            key: The store's guard key; None to read it unverified, as salvage does.

        Raises:
            ValueError: Not a guard, of a newer kind, or not under this key.
        """
        try:
            document = strict_json.loads_object(data, max_bytes=MAX_BYTES)
            if document["format"] != FORMAT or document["version"][0] != VERSION[0]:
                raise ValueError("not a guard")
            body = binary(document["body"])
            mac = binary(document["mac"], size=hashlib.sha256().digest_size)
            if key is not None and not hmac.compare_digest(mac, _mac(key, body)):
                raise ValueError("not under this key")
            return _from_body(strict_json.loads_object(body, max_bytes=MAX_BYTES))
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise ValueError("not a guard") from error


@dataclass(frozen=True)
class StoreState:
    """What the store knows of itself when it is opened.

    Attributes:
        database: As in ``Guard``.
        incarnation: As in ``Guard``.
        here: As in ``Guard``.
        audit_head: The trail's head after an entry, in hex; "" where it never was that long.
        feed_head: The same of a feed, living or retired; None for one that the store does not have.
        is_emptied: Whether an erasure gave a feed up and dropped its entries; only the trail then
            tells an older store.
    """

    database: str
    incarnation: str
    here: str
    audit_head: Callable[[int], str]
    feed_head: Callable[[str, int], str | None]
    is_emptied: Callable[[str], bool] = lambda _feed: False


def judge(data: bytes | None, key: bytes, store: StoreState) -> GuardFinding | None:
    """Return what the guard finds wrong with a store; None for a store that only went on.

    A guard that is behind the store is what a power cut leaves, and no finding.
    """
    if data is None:
        return GuardFinding.ABSENT
    try:
        guard = Guard.from_bytes(data, key)
    except ValueError:
        return GuardFinding.ALTERED
    if guard.database == store.database and _is_ahead(guard, store):
        return GuardFinding.OLDER
    if (guard.database, guard.incarnation) != (store.database, store.incarnation):
        return GuardFinding.ALTERED
    if guard.here != store.here and guard.here and store.here:
        return GuardFinding.MOVED
    return None


def _is_ahead(guard: Guard, store: StoreState) -> bool:
    """Tell whether the guard knows of entries that the store does not have, or has otherwise."""
    return store.audit_head(guard.audit.seq) != guard.audit.head or any(
        store.feed_head(feed, mark.seq) != mark.head and not store.is_emptied(feed)
        for feed, mark in guard.feeds.items()
    )


def place_mark(key: bytes, machine: str, folder: str) -> str:
    """Return what stands for a machine and a folder, so that neither can be read from it."""
    if not machine:
        return ""
    message = _HERE + machine.encode() + b"\0" + folder.encode("utf-8", "surrogateescape")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, _DOMAIN + body, hashlib.sha256).digest()


def _from_body(body: dict[str, Any]) -> Guard:
    known = {name: body.pop(name) for name in _FIELDS}
    return Guard(
        database=text(known["database"]),
        incarnation=text(known["incarnation"]),
        here=_maybe(known["here"]),
        salt=_maybe(known["salt"]),
        audit=_chain(known["audit"]),
        feeds={text(feed): _chain(mark) for feed, mark in known["feeds"].items()},
        checkpoint=known["checkpoint"],
        extra=body,
    )


def _chain(value: dict[str, Any]) -> ChainMark:
    return ChainMark(count(value["seq"]), _maybe(value["head"]))


def _maybe(value: object) -> str:
    """Return a text that may be empty."""
    return text(value) if value != "" else ""
