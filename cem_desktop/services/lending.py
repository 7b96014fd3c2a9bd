"""What of an office goes along to its laptops, and how each new revision finds its way there.

A laptop holds the files that were lent to it, and of these the records without reserved answers of
services that are not its own: a revision is signed bytes and cannot be thinned, so a record with
such an answer in any of its revisions stays behind whole. A satellite holds every file.

``fan_out`` is called by whoever keeps a revision, in the same unit: no edit can miss a feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.crypto.random_source import system_random
from cem_desktop.domain.destinations import OFFICE
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.domain.roles import SERVICES, WorkspaceKind, services_of
from cem_desktop.errors import FormUnknownError
from cem_desktop.services.attachment_lending import attachment_entries, attachment_goes_along
from cem_desktop.services.attachment_road import added_entry, removed_entry
from cem_desktop.services.reserved_answers import is_open
from cem_desktop.storage.feeds import BLOB_BEGIN, ID_BYTES
from cem_desktop.storage.leases import EVERY_FILE
from cem_desktop.sync.header import FeedClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from cem_desktop.domain.revision import Revision
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.feeds import Feed
    from cem_desktop.storage.leases import Lease
    from cem_desktop.storage.records import Record

CASE = str(FeedClass.CASE)


def road_feed(unit: CaseUnit, destination: str, created: str) -> Feed:
    """Return the living feed of case data to a device or to the office; begin the first one."""
    found = unit.feeds.find(destination, CASE)
    return found or unit.feeds.start(system_random(ID_BYTES), destination, CASE, created)


def fan_out(
    unit: CaseUnit, context: Context, revision: str, content: Revision, came_from: str = ""
) -> None:
    """Append a revision that is held here now to the feeds of all who are to have it.

    Args:
        unit: The unit that keeps the revision.
        context: The workspace.
        revision: Its id.
        content: What it says.
        came_from: The device that brought it, which has it already; "" for an edit of one's own.
    """
    if context.kind is WorkspaceKind.LAPTOP:
        if not came_from:
            unit.feeds.append_revision(road_feed(unit, OFFICE, context.stamp()), revision)
            unit.touched |= {"feeds"}
        return
    for device, services in _holders(unit, content.file).items():
        if device != came_from and goes_along(unit, context, content.record, services):
            unit.feeds.append_revision(road_feed(unit, device, context.stamp()), revision)
            unit.touched |= {"feeds"}


def fan_out_late(unit: CaseUnit, context: Context, record: Record) -> None:
    """Append what stayed behind of a record whose ficha was not known, and is now.

    Who has a revision already knows it by its id; who wrote it is not told of it again.
    """
    if context.kind is WorkspaceKind.LAPTOP:
        return
    for device, services in _holders(unit, record.file).items():
        if not goes_along(unit, context, record.id, services):
            continue
        feed = road_feed(unit, device, context.stamp())
        for signed in unit.records.revisions(record.id):
            if signed.content.device != device and not unit.feeds.tells(feed, signed.id):
                feed = unit.feeds.append_revision(feed, signed.id)
                unit.touched |= {"feeds"}


def fan_out_attachment(
    unit: CaseUnit, context: Context, attachment: str, came_from: str = ""
) -> None:
    """Append an attachment, as it hangs or was taken off, to the feeds of all who are to have it.

    Args:
        unit: The unit that keeps it, or that marks it as taken off.
        context: The workspace.
        attachment: Its id.
        came_from: The device that brought it; "" for one's own.
    """
    row = unit.attachments.get(attachment)
    entry = added_entry(row) if row.removed is None else removed_entry(row)
    if context.kind is WorkspaceKind.LAPTOP:
        if not came_from:
            unit.feeds.append(road_feed(unit, OFFICE, context.stamp()), entry, BLOB_BEGIN)
            unit.touched |= {"feeds"}
        return
    for device, services in _holders(unit, row.file).items():
        if device != came_from and attachment_goes_along(unit, context, row, services):
            unit.feeds.append(road_feed(unit, device, context.stamp()), entry, BLOB_BEGIN)
            unit.touched |= {"feeds"}


def goes_along(
    unit: CaseUnit, context: Context, record: str, services: AbstractSet[str] | None
) -> bool:
    """Tell whether a record may lie on a device of these services; None for all of them.

    A record of a ficha that this program does not know stays behind: nobody can tell what in it is
    reserved.
    """
    if services is None:
        return True
    kept = unit.records.get(record)
    if kept.form == FILE_FORM:
        return True
    try:
        definition = context.library.definition(kept.form, kept.version)
    except FormUnknownError:
        return False
    if services_of(definition.settings.write) & services:
        return True
    written = {
        path
        for signed in unit.records.revisions(record)
        for path, value in signed.content.fields.items()
        if value is not None
    }
    return all(is_open(definition, path) for path in written)


def lend_file(unit: CaseUnit, context: Context, feed: Feed, file: str, lease: Lease) -> int:
    """Append a file's revisions to a device's feed; return how many of its records stay behind."""
    services, left = _reach_of(lease), 0
    for record in _opening_first(unit.records.of_file(file)):
        if not goes_along(unit, context, record.id, services):
            left += 1
            continue
        for signed in unit.records.revisions(record.id):
            feed = unit.feeds.append_revision(feed, signed.id)
    for entry in attachment_entries(unit, context, file, services):
        feed = unit.feeds.append(feed, entry, BLOB_BEGIN)
    unit.touched |= {"feeds"}
    return left


def lend_everything(unit: CaseUnit, context: Context, feed: Feed, lease: Lease) -> None:
    """Append all files and the records of the office itself to a satellite's feed."""
    for file in unit.case_files.ids():
        if unit.erasures.of_file(file) is None:
            lend_file(unit, context, unit.feeds.current(feed.destination, CASE), file, lease)
    feed = unit.feeds.current(feed.destination, CASE)
    for record in unit.records.of_office():
        for signed in unit.records.revisions(record.id):
            feed = unit.feeds.append_revision(feed, signed.id)


def left_behind(unit: CaseUnit, context: Context, file: str, services: Iterable[str]) -> int:
    """Return how many records of a file would stay behind on a laptop of these services."""
    own = frozenset(services)
    return sum(
        not goes_along(unit, context, record.id, own) for record in unit.records.of_file(file)
    )


def _holders(unit: CaseUnit, file: str | None) -> dict[str, frozenset[str] | None]:
    """Return the devices that hold a file, with the services that each is for."""
    leases = unit.leases.of_file(file) if file is not None else _of_satellites(unit)
    return {one.device: _reach_of(one) for one in leases}


def _of_satellites(unit: CaseUnit) -> tuple[Lease, ...]:
    return tuple(one for one in unit.leases.all() if one.file == EVERY_FILE)


def _reach_of(lease: Lease) -> frozenset[str] | None:
    """Return the services of a lease; None where nothing of the file stays behind."""
    if lease.file == EVERY_FILE or set(SERVICES) <= set(lease.services):
        return None
    return frozenset(lease.services)


def _opening_first(records: Iterable[Record]) -> Iterator[Record]:
    yield from sorted(records, key=lambda one: one.form != FILE_FORM)
