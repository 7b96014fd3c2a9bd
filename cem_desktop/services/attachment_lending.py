"""Which attachments of a file go along to a device of certain services.

What hangs on the file itself is for whoever works with it. What hangs on a record is as reserved as
a narrative of it: it goes where one of the services that fill this ficha is at home. A satellite
gets all, with what was taken off; a laptop only what hangs there now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.roles import services_of
from cem_desktop.errors import FormUnknownError
from cem_desktop.services.attachment_road import added_entry, removed_entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from cem_desktop.services.context import Context
    from cem_desktop.storage.attachments import AttachmentRow
    from cem_desktop.storage.case_store import CaseUnit


def attachment_goes_along(
    unit: CaseUnit, context: Context, row: AttachmentRow, services: AbstractSet[str] | None
) -> bool:
    """Tell whether an attachment may lie on a device of these services; None for all of them."""
    if services is None or row.record is None:
        return True
    kept = unit.records.find(row.record)
    if kept is None:
        return False
    try:
        definition = context.library.definition(kept.form, kept.version)
    except FormUnknownError:
        return False
    return bool(services_of(definition.settings.write) & services)


def attachment_entries(
    unit: CaseUnit, context: Context, file: str, services: AbstractSet[str] | None
) -> Iterator[bytes]:
    """Yield the entries of type 3 that bring a file's attachments to a device, oldest first."""
    for row in reversed(unit.attachments.of_file(file)):
        if not attachment_goes_along(unit, context, row, services):
            continue
        if row.removed is None:
            yield added_entry(row)
        elif services is None:
            yield added_entry(row)
            yield removed_entry(row)
