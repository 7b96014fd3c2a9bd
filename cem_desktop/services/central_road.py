"""The feeds of an office to headquarters: the statistical one, and one a role for official text.

Each feed is a file of its own, sealed to whom it is for: statistical facts to headquarters' device,
official text to the role that it is addressed to, so that a courier tells neither from the other.
"""

from __future__ import annotations

from cem_desktop.crypto.random_source import system_random
from cem_desktop.domain.destinations import HEADQUARTERS, headquarters_role
from cem_desktop.domain.roles import ADDRESSEES
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.feeds import ID_BYTES, Feed
from cem_desktop.sync.header import FeedClass

OFFICIAL = str(FeedClass.OFFICIAL)


def role_feed(unit: CaseUnit, role: str, now: str) -> Feed:
    """Return the feed to a role at headquarters; the first entry begins it."""
    destination = headquarters_role(role)
    return unit.feeds.find(destination, OFFICIAL) or unit.feeds.start(
        system_random(ID_BYTES), destination, OFFICIAL, now
    )


def role_feeds(unit: CaseUnit) -> dict[str, Feed]:
    """Return the living feeds to roles at headquarters, by role."""
    found = {role: unit.feeds.find(headquarters_role(role), OFFICIAL) for role in ADDRESSEES}
    return {role: feed for role, feed in found.items() if feed is not None}


def feeds_to_headquarters(unit: CaseUnit) -> tuple[Feed, ...]:
    """Return every living feed to headquarters, the statistical one first."""
    statistical = unit.feeds.find(HEADQUARTERS, str(FeedClass.STATISTICAL))
    return (*((statistical,) if statistical else ()), *role_feeds(unit).values())


def begin_role_feeds_again(unit: CaseUnit, now: str, without: frozenset[str] = frozenset()) -> None:
    """Begin the feeds to roles anew with what they carry, entry by entry.

    Args:
        unit: Where.
        now: The instant.
        without: Ids of feeds' entries to leave out, as ``feed:seq``.
    """
    for old in role_feeds(unit).values():
        feed = unit.feeds.start(system_random(ID_BYTES), old.destination, OFFICIAL, now)
        for entry in unit.feeds.entries(old, 1):
            if f"{old.id}:{entry.seq}" not in without:
                feed = unit.feeds.append(feed, entry.body, entry.type)
