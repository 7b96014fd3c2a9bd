"""The tables of ``case.db``: coded files, and what a workspace knows of itself."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from cem_desktop.storage.schema.columns import blob, integer, text

CASE = MetaData()

setting = Table("setting", CASE, text("name", primary_key=True), blob("value"))

secret = Table("secret", CASE, text("name", primary_key=True), blob("value"), text("created"))

staff = Table(
    "staff",
    CASE,
    text("id", primary_key=True),
    text("login", unique=True),
    blob("roles"),
    integer("active"),
    text("created"),
)

case_file = Table(
    "case_file",
    CASE,
    text("id", primary_key=True),
    text("code", unique=True),
    text("created"),
    text("author"),
)

record = Table(
    "record",
    CASE,
    text("id", primary_key=True),
    text("file", nullable=True),
    text("form"),
    text("version"),
    text("author"),
    text("created"),
    text("updated"),
    integer("conflicts"),
    blob("state"),
)
record_of_file = Index("record_of_file", record.c.file)
record_in_conflict = Index("record_in_conflict", record.c.id, sqlite_where=record.c.conflicts > 0)

revision = Table(
    "revision",
    CASE,
    text("id", primary_key=True),
    Column("record", Text, ForeignKey("record.id"), nullable=False),
    blob("body"),
    blob("signature"),
)
revision_of_record = Index("revision_of_record", revision.c.record)

statement = Table(
    "statement",
    CASE,
    Column("record", Text, ForeignKey("record.id"), nullable=False),
    text("path"),
    text("fact"),
    text("file", nullable=True),
    text("form"),
    blob("value"),
    text("day", nullable=True),
    integer("conflict"),
    PrimaryKeyConstraint("record", "path"),
)
statement_of_file = Index("statement_of_file", statement.c.file)

case_index = Table(
    "case_index",
    CASE,
    Column("file", Text, ForeignKey("case_file.id"), primary_key=True),
    text("code"),
    text("alias", nullable=True),
    text("alias_folded", nullable=True),
    text("stage"),
    text("risk", nullable=True),
    text("minor"),
    text("sex", nullable=True),
    text("age_group", nullable=True),
    text("admission"),
    text("opened_on", nullable=True),
    text("last_contact_on", nullable=True),
    text("next_on", nullable=True),
    integer("open_conflicts"),
    integer("records"),
)

draft = Table(
    "draft",
    CASE,
    text("id", primary_key=True),
    text("author"),
    text("file", nullable=True),
    text("record", nullable=True),
    text("form"),
    text("version"),
    blob("heads"),
    blob("answers"),
    text("language"),
    text("created"),
    text("updated"),
    blob("paper", nullable=True),
)

reserved_code = Table(
    "reserved_code",
    CASE,
    text("code", primary_key=True),
    text("reserved"),
    text("author"),
)

audit = Table(
    "audit",
    CASE,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    blob("entry"),
    blob("head"),
)

feed = Table(
    "feed",
    CASE,
    text("id", primary_key=True),
    text("destination"),
    text("class"),
    text("created"),
    integer("retired"),
    integer("length"),
    blob("head"),
    integer("acked"),
    integer("epoch"),
)

feed_entry = Table(
    "feed_entry",
    CASE,
    Column("feed", Text, ForeignKey("feed.id"), nullable=False),
    integer("seq"),
    text("item"),
    integer("type"),
    blob("body"),
    blob("head"),
    PrimaryKeyConstraint("feed", "seq"),
)

trust = Table("trust", CASE, text("name", primary_key=True), integer("version"), blob("document"))

journey = Table(
    "journey",
    CASE,
    text("bundle", primary_key=True),
    text("direction"),
    text("kind"),
    text("file"),
    text("at"),
    text("feed", nullable=True),
    integer("first_seq"),
    integer("last_seq"),
    integer("records"),
    integer("size"),
)
