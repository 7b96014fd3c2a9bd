"""The tables of ``registry.db``, headquarters only."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table

from cem_desktop.storage.schema.columns import blob, integer, text

REGISTRY = MetaData()

position = Table(
    "position",
    REGISTRY,
    text("office"),
    text("feed"),
    text("device"),
    integer("seq"),
    blob("head"),
    integer("fork"),
    text("updated"),
    PrimaryKeyConstraint("office", "feed"),
)

enrolled_office = Table(
    "enrolled_office",
    REGISTRY,
    text("office", primary_key=True),
    text("name"),
    text("department"),
    text("ubigeo"),
    text("enrolled"),
)

projection = Table(
    "projection",
    REGISTRY,
    text("office"),
    text("revision"),
    integer("pv"),
    text("record"),
    text("file", nullable=True),
    text("form"),
    blob("body"),
    PrimaryKeyConstraint("office", "revision"),
)
projection_of_record = Index(
    "projection_of_record", projection.c.office, projection.c.record, projection.c.revision
)

counted_record = Table(
    "counted_record",
    REGISTRY,
    text("office"),
    text("record"),
    text("file", nullable=True),
    text("form"),
    blob("state"),
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
    text("office"),
    text("file"),
    text("opened", nullable=True),
    text("sex", nullable=True),
    text("age_group", nullable=True),
    integer("unsettled"),
    PrimaryKeyConstraint("office", "file"),
)

arrival = Table(
    "arrival",
    REGISTRY,
    text("office"),
    text("bundle"),
    text("at"),
    text("feed", nullable=True),
    integer("first_seq"),
    integer("last_seq"),
    integer("records"),
    integer("fresh"),
    blob("head"),
    PrimaryKeyConstraint("office", "bundle"),
)

refusal = Table(
    "refusal",
    REGISTRY,
    text("office"),
    text("bundle"),
    text("feed"),
    text("at"),
    text("code"),
    integer("want"),
    PrimaryKeyConstraint("office", "bundle"),
)

publication = Table(
    "publication",
    REGISTRY,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    text("family"),
    text("at"),
    blob("edition"),
)

official_item = Table(
    "official_item",
    REGISTRY,
    text("office"),
    text("role"),
    text("record"),
    integer("number"),
    text("file", nullable=True),
    text("form"),
    blob("body"),
    text("at"),
    text("state"),
    PrimaryKeyConstraint("office", "role", "record", "number"),
)
official_item_of_role = Index("official_item_of_role", official_item.c.role, official_item.c.state)

central_letter = Table(
    "letter",
    REGISTRY,
    text("id", primary_key=True),
    text("office"),
    text("kind"),
    text("about", nullable=True),
    blob("body"),
    text("at"),
    text("author"),
)
central_letter_about = Index("letter_about", central_letter.c.about)

counted_token = Table(
    "counted_token",
    REGISTRY,
    text("office"),
    text("file"),
    text("token"),
    PrimaryKeyConstraint("office", "file"),
)
counted_token_of = Index("counted_token_of", counted_token.c.token)
