"""Versions of fichas beside those that the program carries: published ones, and those once used."""

from __future__ import annotations

import zlib
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.storage import schema


@dataclass(frozen=True)
class FormVersion:
    """A version of a ficha.

    Attributes:
        form: Its id.
        version: Its version.
        xml: The XForm.
        sha256: Of the XForm, in hexadecimal.
        issued: When headquarters published it; "" for one that a program carried.
        document: The signed document of the publication; empty for one that a program carried.
        arrived: When it came here.
    """

    form: str
    version: str
    xml: bytes
    sha256: str
    issued: str
    document: bytes
    arrived: str

    @property
    def is_published(self) -> bool:
        """Whether headquarters published it, so that it may be filled anew."""
        return bool(self.document)


class FormVersions:
    """The versions of a unit of work; XML is kept compressed."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def has(self, form: str, version: str) -> bool:
        """Tell whether a version is here."""
        table = schema.form_version
        statement = select(table.c.form).where(table.c.form == form, table.c.version == version)
        return self._connection.execute(statement).first() is not None

    def put(self, one: FormVersion) -> None:
        """Keep a version; a published one takes the place of one that was only used."""
        values = asdict(one) | {"xml": zlib.compress(one.xml)}
        statement = upsert(schema.form_version).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["form", "version"], set_=values)
        )

    def all(self) -> tuple[FormVersion, ...]:
        """Return all versions, in the order in which they were issued."""
        table = schema.form_version
        statement = select(table).order_by(table.c.issued, table.c.form, table.c.version)
        found = self._connection.execute(statement).mappings()
        kept = (FormVersion(**row) for row in found)
        return tuple(replace(one, xml=zlib.decompress(one.xml)) for one in kept)

    def mark(self) -> tuple[str, ...]:
        """Return what names all published versions, without their XML."""
        table = schema.form_version
        statement = (
            select(table.c.form, table.c.version)
            .where(table.c.issued != "")
            .order_by(table.c.form, table.c.version)
        )
        return tuple(f"{row.form}@{row.version}" for row in self._connection.execute(statement))
