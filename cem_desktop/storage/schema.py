"""All tables. ``case.db`` holds ``CASE``, headquarters' ``registry.db`` holds ``REGISTRY``.

JSON columns hold UTF-8 bytes as ``strict_json`` writes them. Instants are texts as ``stamp``
writes them; days are ``YYYY-MM-DD``. Migrations create the tables; a test holds both equal.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

CASE = MetaData()
REGISTRY = MetaData()


def _text(
    name: str, *, nullable: bool = False, primary_key: bool = False, unique: bool | None = None
) -> Column[str]:
    return Column(name, Text, nullable=nullable, primary_key=primary_key, unique=unique)


def _int(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


setting = Table("setting", CASE, _text("name", primary_key=True), _bytes("value"))

secret = Table("secret", CASE, _text("name", primary_key=True), _bytes("value"), _text("created"))

staff = Table(
    "staff",
    CASE,
    _text("id", primary_key=True),
    _text("login", unique=True),
    _bytes("roles"),
    _int("active"),
    _text("created"),
)

case_file = Table(
    "case_file",
    CASE,
    _text("id", primary_key=True),
    _text("code", unique=True),
    _text("created"),
    _text("author"),
)

record = Table(
    "record",
    CASE,
    _text("id", primary_key=True),
    _text("file", nullable=True),
    _text("form"),
    _text("version"),
    _text("author"),
    _text("created"),
    _text("updated"),
    _int("conflicts"),
    _bytes("state"),
)
record_of_file = Index("record_of_file", record.c.file)

revision = Table(
    "revision",
    CASE,
    _text("id", primary_key=True),
    Column("record", Text, ForeignKey("record.id"), nullable=False),
    _bytes("body"),
    _bytes("signature"),
)
revision_of_record = Index("revision_of_record", revision.c.record)

statement = Table(
    "statement",
    CASE,
    Column("record", Text, ForeignKey("record.id"), nullable=False),
    _text("path"),
    _text("fact"),
    _text("file", nullable=True),
    _text("form"),
    _bytes("value"),
    _text("day", nullable=True),
    _int("conflict"),
    PrimaryKeyConstraint("record", "path"),
)
statement_of_file = Index("statement_of_file", statement.c.file)

case_index = Table(
    "case_index",
    CASE,
    Column("file", Text, ForeignKey("case_file.id"), primary_key=True),
    _text("code"),
    _text("alias", nullable=True),
    _text("alias_folded", nullable=True),
    _text("stage"),
    _text("risk", nullable=True),
    _text("minor"),
    _text("sex", nullable=True),
    _text("age_group", nullable=True),
    _text("admission"),
    _text("opened_on", nullable=True),
    _text("last_contact_on", nullable=True),
    _text("next_on", nullable=True),
    _int("open_conflicts"),
    _int("records"),
)

draft = Table(
    "draft",
    CASE,
    _text("id", primary_key=True),
    _text("author"),
    _text("file", nullable=True),
    _text("record", nullable=True),
    _text("form"),
    _text("version"),
    _bytes("heads"),
    _bytes("answers"),
    _text("language"),
    _text("created"),
    _text("updated"),
    Column("paper", LargeBinary),
)

reserved_code = Table(
    "reserved_code",
    CASE,
    _text("code", primary_key=True),
    _text("reserved"),
    _text("author"),
)

audit = Table(
    "audit",
    CASE,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _bytes("entry"),
    _bytes("head"),
)

feed = Table(
    "feed",
    CASE,
    _text("id", primary_key=True),
    _text("destination"),
    _text("class"),
    _text("created"),
    _int("retired"),
    _int("length"),
    _bytes("head"),
    _int("acked"),
    _int("epoch"),
)

feed_entry = Table(
    "feed_entry",
    CASE,
    Column("feed", Text, ForeignKey("feed.id"), nullable=False),
    _int("seq"),
    _text("item"),
    _bytes("body"),
    _bytes("head"),
    PrimaryKeyConstraint("feed", "seq"),
)

trust = Table("trust", CASE, _text("name", primary_key=True), _int("version"), _bytes("document"))

journey = Table(
    "journey",
    CASE,
    _text("bundle", primary_key=True),
    _text("direction"),
    _text("kind"),
    _text("file"),
    _text("at"),
    _text("feed", nullable=True),
    _int("first_seq"),
    _int("last_seq"),
    _int("records"),
    _int("size"),
)

position = Table(
    "position",
    REGISTRY,
    _text("office"),
    _text("feed"),
    _text("device"),
    _int("seq"),
    _bytes("head"),
    _int("fork"),
    _text("updated"),
    PrimaryKeyConstraint("office", "feed"),
)

enrolled_office = Table(
    "enrolled_office",
    REGISTRY,
    _text("office", primary_key=True),
    _text("name"),
    _text("department"),
    _text("ubigeo"),
    _text("enrolled"),
)

projection = Table(
    "projection",
    REGISTRY,
    _text("office"),
    _text("revision"),
    _int("pv"),
    _text("record"),
    _text("file", nullable=True),
    _text("form"),
    _bytes("body"),
    PrimaryKeyConstraint("office", "revision"),
)
projection_of_record = Index(
    "projection_of_record", projection.c.office, projection.c.record, projection.c.revision
)

counted_record = Table(
    "counted_record",
    REGISTRY,
    _text("office"),
    _text("record"),
    _text("file", nullable=True),
    _text("form"),
    _bytes("state"),
    PrimaryKeyConstraint("office", "record"),
)
counted_record_of_file = Index(
    "counted_record_of_file",
    counted_record.c.office,
    counted_record.c.file,
    counted_record.c.record,
)

counted_case = Table(
    "counted_case",
    REGISTRY,
    _text("office"),
    _text("file"),
    _text("opened", nullable=True),
    _text("sex", nullable=True),
    _text("age_group", nullable=True),
    _int("unsettled"),
    PrimaryKeyConstraint("office", "file"),
)

arrival = Table(
    "arrival",
    REGISTRY,
    _text("office"),
    _text("bundle"),
    _text("at"),
    _text("feed", nullable=True),
    _int("first_seq"),
    _int("last_seq"),
    _int("records"),
    _int("fresh"),
    _bytes("head"),
    PrimaryKeyConstraint("office", "bundle"),
)

refusal = Table(
    "refusal",
    REGISTRY,
    _text("office"),
    _text("bundle"),
    _text("feed"),
    _text("at"),
    _text("code"),
    _int("want"),
    PrimaryKeyConstraint("office", "bundle"),
)

publication = Table(
    "publication",
    REGISTRY,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("family"),
    _text("at"),
    _bytes("edition"),
)
