"""What stands before the entries of a bundle between an office and its laptops.

Trust first, for the others are judged by it; then who works here, receipts, and from the office the
versions of fichas that headquarters published: a laptop that lacks one can only read what the
office fills with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain import strict_json
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.form_overlay import lay_over, take_passed_on
from cem_desktop.services.form_publishing import form_records
from cem_desktop.services.road_receipts import receipts_for
from cem_desktop.sync.records import Record, RecordType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.sync.office_trust import OfficeTrust


def front_of(unit: CaseUnit, context: Context, trust: OfficeTrust, party: str) -> Iterator[Record]:
    """Yield the records that stand before the entries of a bundle to ``party``."""
    is_at_office = context.kind is not WorkspaceKind.LAPTOP
    if is_at_office:
        yield Record(RecordType.TRUST_DOCUMENT, trust.document)
    for identifier, login in sorted(unit.office.logins().items()):
        yield Record(RecordType.PERSON, strict_json.dumps({"id": identifier, "login": login}))
    device = party if is_at_office else trust.roster.hub
    for receipt in receipts_for(unit, context, device, trust.roster.version):
        yield Record(RecordType.RECEIPT, receipt)
    if is_at_office:
        yield from form_records(unit)


def hear_form(unit: CaseUnit, context: Context, body: bytes) -> None:
    """Keep a version of a ficha that the office passes on, and fill it from now on.

    Raises:
        TrustDocumentError: Not such a record, or another XForm than it states.
    """
    if context.kind is WorkspaceKind.LAPTOP and take_passed_on(unit, context, body):
        lay_over(unit, context.library)
