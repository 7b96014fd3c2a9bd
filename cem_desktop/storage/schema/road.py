"""Tables of ``case.db`` for the road: what came in, what is lent, what waits for a person.

Their rows differ in shape from those of every other table, which is how salvage knows them.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from cem_desktop.storage.schema.case import CASE
from cem_desktop.storage.schema.columns import blob, integer, text

incoming_feed = Table(
    "incoming_feed",
    CASE,
    text("feed", primary_key=True),
    text("device"),
    text("source"),
    text("class"),
    integer("seq"),
    blob("head"),
    integer("fork"),
    text("updated"),
)

incoming_head = Table(
    "incoming_head",
    CASE,
    Column("feed", Text, ForeignKey("incoming_feed.feed"), nullable=False),
    blob("head"),
    integer("seq"),
    PrimaryKeyConstraint("feed", "seq"),
)

visit_card = Table(
    "visit_card",
    CASE,
    text("lease", primary_key=True),
    text("file"),
    text("until"),
    blob("sealed"),
)

person = Table("person", CASE, text("id", primary_key=True), text("login"))

quarantine = Table(
    "quarantine",
    CASE,
    text("feed"),
    integer("seq"),
    text("device"),
    Column("type", Integer, nullable=False),
    blob("body"),
    text("at"),
    text("reason"),
    text("seen_by", nullable=True),
    text("seen_at", nullable=True),
    PrimaryKeyConstraint("feed", "seq"),
)

lease = Table(
    "lease",
    CASE,
    text("id", primary_key=True),
    text("device"),
    text("file"),
    text("began"),
    text("ends"),
    blob("services"),
    text("card_until", nullable=True),
    text("state"),
    text("by"),
    text("updated"),
)
lease_of_device = Index("lease_of_device", lease.c.device, lease.c.file)
lease_of_file = Index("lease_of_file", lease.c.file)

review_mark = Table(
    "review_mark",
    CASE,
    text("record", primary_key=True),
    blob("heads"),
    blob("findings"),
    text("at"),
)

file_token = Table(
    "file_token",
    CASE,
    blob("token"),
    text("file", primary_key=True),
)

form_version = Table(
    "form_version",
    CASE,
    text("form"),
    text("version"),
    blob("xml"),
    text("sha256"),
    text("issued"),
    blob("document"),
    text("arrived"),
    PrimaryKeyConstraint("form", "version"),
)

letter = Table(
    "letter",
    CASE,
    text("id", primary_key=True),
    text("direction"),
    text("party"),
    text("kind"),
    text("about", nullable=True),
    text("at"),
    text("author"),
    text("read_by", nullable=True),
    text("read_at", nullable=True),
    blob("body"),
)
letter_about = Index("letter_about", letter.c.about)

official_text = Table(
    "official_text",
    CASE,
    text("record"),
    integer("number"),
    text("addressee"),
    text("digest"),
    text("state"),
    text("by", nullable=True),
    text("at", nullable=True),
    PrimaryKeyConstraint("record", "number"),
)
