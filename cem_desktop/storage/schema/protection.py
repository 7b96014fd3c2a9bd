"""Tables of ``case.db`` that protect: who sees a file, the trail's seals, what the law asks."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from cem_desktop.storage.schema.case import CASE
from cem_desktop.storage.schema.columns import blob, integer, text

audit_checkpoint = Table(
    "audit_checkpoint",
    CASE,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    blob("head"),
    text("at"),
    text("device"),
    blob("signature"),
)

case_member = Table(
    "case_member",
    CASE,
    Column("file", Text, ForeignKey("case_file.id"), nullable=False),
    text("user"),
    text("since"),
    text("by"),
    PrimaryKeyConstraint("file", "user"),
)

exceptional_access = Table(
    "exceptional_access",
    CASE,
    text("id", primary_key=True),
    text("kind"),
    text("user"),
    text("subject"),
    text("reason"),
    text("at"),
    text("until"),
    text("seen_by", nullable=True),
    text("seen_at", nullable=True),
)

attachment = Table(
    "attachment",
    CASE,
    text("id", primary_key=True),
    text("file", nullable=True),
    text("record", nullable=True),
    text("blob"),
    text("key"),
    text("name"),
    text("kind"),
    integer("size"),
    text("sha256"),
    blob("thumbnail", nullable=True),
    text("added"),
    text("author"),
    integer("pages"),
    text("removed", nullable=True),
    text("removed_by", nullable=True),
    text("reason", nullable=True),
)
attachment_of_file = Index("attachment_of_file", attachment.c.file)
attachment_of_blob = Index("attachment_of_blob", attachment.c.blob)

blocked_file = Table(
    "blocked_file",
    CASE,
    Column("file", Text, ForeignKey("case_file.id"), nullable=False),
    text("since"),
    text("by"),
    text("reason"),
    text("until", nullable=True),
    text("ended", nullable=True),
    text("ended_by", nullable=True),
    text("ended_reason", nullable=True),
    PrimaryKeyConstraint("file", "since"),
)

erasure = Table(
    "erasure",
    CASE,
    text("id", primary_key=True),
    text("file"),
    text("at"),
    text("by"),
    blob("document"),
    blob("signature"),
)

backup_run = Table(
    "backup_run",
    CASE,
    text("id", primary_key=True),
    text("at"),
    text("by"),
    text("file"),
    integer("size"),
    blob("counts"),
    text("mark"),
    text("verified", nullable=True),
    integer("lacking"),
)
