"""Fields that the documents of trust share: their kind, keys, recipients and cuts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cem_desktop.crypto.sealing import is_recipient
from cem_desktop.crypto.signing import Verifier
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import count, text
from cem_desktop.sync.sender import Cut


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
