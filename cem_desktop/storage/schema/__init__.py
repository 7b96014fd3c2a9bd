"""All tables: ``CASE`` of case.db, ``IDENTITY`` of identity.db, ``REGISTRY`` of registry.db.

JSON columns hold UTF-8 bytes as ``strict_json`` writes them. Instants are texts as ``stamp``
writes them; days are ``YYYY-MM-DD``. Migrations create the tables; a test holds both equal.
"""

from __future__ import annotations

from cem_desktop.storage.schema.case import (
    CASE,
    audit,
    case_file,
    case_index,
    draft,
    feed,
    feed_entry,
    journey,
    record,
    record_of_file,
    reserved_code,
    revision,
    revision_of_record,
    secret,
    setting,
    staff,
    statement,
    statement_of_file,
    trust,
)
from cem_desktop.storage.schema.identity import (
    IDENTITY,
)
from cem_desktop.storage.schema.protection import (
    attachment,
    attachment_of_blob,
    attachment_of_file,
    audit_checkpoint,
    backup_run,
    blocked_file,
    case_member,
    erasure,
    exceptional_access,
)
from cem_desktop.storage.schema.registry import (
    REGISTRY,
    arrival,
    counted_case,
    counted_record,
    counted_record_of_file,
    enrolled_office,
    position,
    projection,
    projection_of_record,
    publication,
    refusal,
)

__all__ = [
    "CASE",
    "IDENTITY",
    "REGISTRY",
    "arrival",
    "attachment",
    "attachment_of_blob",
    "attachment_of_file",
    "audit",
    "audit_checkpoint",
    "backup_run",
    "blocked_file",
    "case_file",
    "case_index",
    "case_member",
    "counted_case",
    "counted_record",
    "counted_record_of_file",
    "draft",
    "enrolled_office",
    "erasure",
    "exceptional_access",
    "feed",
    "feed_entry",
    "journey",
    "position",
    "projection",
    "projection_of_record",
    "publication",
    "record",
    "record_of_file",
    "refusal",
    "reserved_code",
    "revision",
    "revision_of_record",
    "secret",
    "setting",
    "staff",
    "statement",
    "statement_of_file",
    "trust",
]
