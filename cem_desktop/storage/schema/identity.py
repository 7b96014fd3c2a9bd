"""The tables of ``identity.db``: who she is, apart from everything else.

They have the shapes of their namesakes in ``case.db``, so the same repositories work on both.
A record here carries the UUID of the record that it completes, and of its file; nothing else
joins the two.
"""

from __future__ import annotations

from sqlalchemy import MetaData

from cem_desktop.storage.schema import case, protection

IDENTITY = MetaData()

for _table in (case.setting, case.secret, case.record, case.revision, case.draft):
    _table.to_metadata(IDENTITY)
protection.attachment.to_metadata(IDENTITY)

# Nobody lists the conflicts of this store: they are settled with the record that it completes.
_record = IDENTITY.tables["record"]
_record.indexes = {one for one in _record.indexes if one.name != case.record_in_conflict.name}
