"""Fields that the documents of trust share: their kind, keys, recipients and cuts."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cem_desktop.crypto.sealing import is_recipient
from cem_desktop.crypto.signing import Verifier
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, text
from cem_desktop.domain.period import parse_stamp
from cem_desktop.sync.sender import Cut

HARD_EXPIRY = timedelta(days=90)
"""How long after its expiry a document still lets a new device be taken on."""


def document_of(payload: bytes, kind: str, version: int) -> dict[str, Any]:
    """Return the fields of a document of this kind, without the two that say so.

    Raises:
        ValueError: Not JSON, of another kind, or of another version of the format.
        KeyError: A field is missing.
    """
    document = strict_json.loads_object(payload)
    if document.pop("type") != kind or count(document.pop("v"), least=1) != version:
        raise ValueError("another kind of document")
    return document


def recipient(value: object) -> str:
    """Return ``value`` if it is an age recipient.

    Raises:
        ValueError: It is none.
    """
    found = text(value)
    if not is_recipient(found):
        raise ValueError("not a recipient")
    return found


def recipients_of(entry: dict[str, Any]) -> tuple[str, str | None]:
    """Take the age recipients out of an entry: for case data, and for identity data if any.

    Raises:
        ValueError: One of them is none.
        KeyError: There is none for case data.
    """
    case, identity = entry.pop("age_case"), entry.pop("age_ident", None)
    return recipient(case), None if identity is None else recipient(identity)


def recipients_to_json(age_case: str, age_ident: str | None) -> dict[str, Any]:
    """Return age recipients as they stand in a document."""
    named = {"age_case": age_case}
    return named if age_ident is None else named | {"age_ident": age_ident}


def refuse_twice(*named: Collection[Hashable]) -> None:
    """See that no id and no key stands twice.

    Raises:
        ValueError: One does.
    """
    if any(len(set(one)) != len(one) for one in named):
        raise ValueError("a device or key twice")


def public_key(value: object) -> bytes:
    """Return the Ed25519 public key that a text of 64 hex digits stands for.

    Raises:
        ValueError: It is none.
    """
    data = bytes.fromhex(text(value))
    Verifier(data)  # refuses what is no key
    return data


def cuts_of(entry: Mapping[str, Any]) -> dict[str, Cut]:
    """Read the last entries that count, by feed.

    Raises:
        ValueError: A number or head that is none.
        KeyError: A field is missing.
    """
    return {text(feed): Cut(count(cut["seq"]), text(cut["head"])) for feed, cut in entry.items()}


def cuts_to_json(cuts: Mapping[str, Cut]) -> dict[str, Any]:
    """Return the last entries that count, as they stand in a document."""
    return {feed: {"seq": cut.seq, "head": cut.head} for feed, cut in cuts.items()}


def is_past(
    now: datetime, issued: str, expiries: Iterable[str], *, grace: timedelta = timedelta(0)
) -> bool:
    """Return whether the first of the expiries lies more than ``grace`` back.

    A clock that stands before the issue is wrong, so the later of the two counts. What cannot be
    read as an instant is past.
    """
    try:
        latest = max(now, parse_stamp(issued))
        return latest - grace > min(parse_stamp(expiry) for expiry in expiries)
    except ValueError:
        return True
