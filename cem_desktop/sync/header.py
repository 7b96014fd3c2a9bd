"""The signed header of a bundle: who sends what to whom, and where it belongs in its feed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import INSTANT, SHA256, UUID, count, matching
from cem_desktop.errors import BundleTamperedError, BundleTooLargeError, BundleTooNewError

VERSION = 1
MAX_HEADER = 256 * 1024
HEADER_TYPE = "application/vnd.cem.bundle-header+json"
HEAD = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_FEED = re.compile(r"[0-9a-f]{32}")
_DEVICE = re.compile(r"d_[0-9a-z]{1,32}")
_APP = re.compile(r"[!-~]{1,64}")
_CLOCK = re.compile(r"ok|suspect")


class BundleKind(StrEnum):
    """Which way a bundle goes."""

    TO_HEADQUARTERS = "office>hq"
    TO_OFFICE = "hq>office"
    FROM_LAPTOP = "laptop>office"
    TO_LAPTOP = "office>laptop"
    BETWEEN_OFFICES = "office>office"


class FeedClass(StrEnum):
    """What a feed carries; each class has its own feed and its own file."""

    CASE = "case"
    IDENTITY = "identity"
    STATISTICAL = "statistical"
    OFFICIAL = "official"


@dataclass(frozen=True)
class FeedStart:
    """Where the entries of a bundle begin: the first has number ``first``, after head ``prev``.

    ``epoch`` is that of the last receipt that the writer believed, 0 before the first: a receiver
    that was put back to an earlier state has forgotten what it said, and learns it from here.
    """

    feed: str
    feed_class: FeedClass
    first: int
    prev: str
    epoch: int = 0


@dataclass(frozen=True)
class BundleHeader:
    """What a bundle says of itself, under its sender's signature.

    Attributes:
        kind: Which way it goes.
        bundle: Its own UUID.
        sender: The device that signs.
        roster: The roster version that the sender knows.
        root: The root version that the sender knows.
        app: The version of the program that wrote it.
        wall: The sender's clock, an annotation: no rule looks at it.
        clock: ``ok`` or ``suspect``: what the sender thinks of its own clock.
        start: Where its entries begin; ``None`` where it carries no feed.
        to: The digests of the recipients; filled in when the bundle is written.
    """

    kind: BundleKind
    bundle: str
    sender: str
    roster: int
    root: int
    app: str
    wall: str
    clock: str = "ok"
    start: FeedStart | None = None
    to: tuple[str, ...] = ()

    def addressed_to(self, digests: tuple[str, ...]) -> BundleHeader:
        """Return this header with its recipients."""
        return replace(self, to=digests)

    def to_bytes(self) -> bytes:
        """Return the JSON that is signed.

        Raises:
            BundleTooLargeError: Too many recipients for one header.
        """
        start = self.start
        data = strict_json.dumps(
            {
                "v": VERSION,
                "min_reader": VERSION,
                "kind": self.kind,
                "bundle": self.bundle,
                "sender": self.sender,
                "to": list(self.to),
                "feed": start and start.feed,
                "class": start and start.feed_class,
                "from": start and start.first,
                "prev": start and start.prev,
                "roster": self.roster,
                "root": self.root,
                "app": self.app,
                "wall": self.wall,
                "clock": self.clock,
            }
            | ({"epoch": start.epoch} if start is not None and start.epoch else {})
        )
        if len(data) > MAX_HEADER:
            raise BundleTooLargeError(part="header", size=len(data))
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> BundleHeader:
        """Read a header whose signature has been verified; unknown fields are passed over.

        Raises:
            BundleTooNewError: It asks for a newer reader.
            BundleTamperedError: Not such a header.
        """
        try:
            document = strict_json.loads_object(data, max_bytes=MAX_HEADER)
            if count(document["min_reader"], least=1) > VERSION:
                raise BundleTooNewError(min_reader=document["min_reader"])
            return cls(
                kind=BundleKind(document["kind"]),
                bundle=matching(UUID, document["bundle"]),
                sender=matching(_DEVICE, document["sender"]),
                roster=count(document["roster"]),
                root=count(document["root"]),
                app=matching(_APP, document["app"]),
                wall=matching(INSTANT, document["wall"]),
                clock=matching(_CLOCK, document["clock"]),
                start=_start(document),
                to=tuple(matching(SHA256, digest) for digest in document["to"]),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise BundleTamperedError(reason="header") from error


def _start(document: dict[str, Any]) -> FeedStart | None:
    fields = [document[name] for name in ("feed", "class", "from", "prev")]
    if all(value is None for value in fields):
        return None
    feed, feed_class, first, prev = fields
    return FeedStart(
        matching(_FEED, feed),
        FeedClass(feed_class),
        count(first, least=1),
        matching(HEAD, prev),
        count(document.get("epoch", 0)),
    )
