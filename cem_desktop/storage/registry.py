"""``registry.db``: what headquarters holds of all offices, coarsened facts under pseudonyms.

Every key begins with the office, so the tables can be partitioned by it. A projection is kept once
whatever happens on the road: importing twice is importing once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Exists,
    RowMapping,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.domain import strict_json
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.storage import migrations, schema
from cem_desktop.storage.central_desk import CentralDesk
from cem_desktop.storage.store import Store, Unit, create_store, open_store

FILE_NAME = "registry.db"


@dataclass(frozen=True)
class EnrolledOffice:
    """An office that headquarters knows."""

    office: str
    name: str
    department: str
    ubigeo: str
    enrolled: str


@dataclass(frozen=True)
class Position:
    """How far headquarters has read a feed; ``fork`` marks an alarm."""

    office: str
    feed: str
    device: str
    seq: int
    head: bytes
    fork: bool
    updated: str


@dataclass(frozen=True)
class Arrival:
    """A bundle that was taken in."""

    office: str
    bundle: str
    at: str
    feed: str | None
    first_seq: int
    last_seq: int
    records: int
    fresh: int
    head: bytes


@dataclass(frozen=True)
class Refusal:
    """A bundle that could not be taken; ``want`` is the entry that is missing, or 0."""

    office: str
    bundle: str
    feed: str
    at: str
    code: str
    want: int


@dataclass(frozen=True)
class Projection:
    """A coarsened revision under pseudonyms: the exact bytes, and the columns to find it by."""

    office: str
    revision: str
    pv: int
    record: str
    file: str | None
    form: str
    body: bytes


@dataclass(frozen=True)
class CountedRecord:
    """The folded facts of one record."""

    office: str
    record: str
    file: str | None
    form: str
    state: bytes


@dataclass(frozen=True)
class CountedRow:
    """What is counted of one file; ``unsettled`` is how many facts are in dispute."""

    office: str
    file: str
    opened: str | None
    sex: str | None
    age_group: str | None
    unsettled: int


class Registry:
    """The registry in a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def put_office(self, office: EnrolledOffice) -> None:
        """Keep an office, in place of what was known of it."""
        self._put(schema.enrolled_office, asdict(office), ["office"])

    def offices(self) -> tuple[EnrolledOffice, ...]:
        """Return all enrolled offices, by department and name."""
        table = schema.enrolled_office
        statement = select(table).order_by(table.c.department, table.c.name)
        found = self._connection.execute(statement).mappings()
        return tuple(EnrolledOffice(**row) for row in found)

    def position(self, office: str, feed: str) -> Position | None:
        """Return how far a feed has been read."""
        table = schema.position
        statement = select(table).where(table.c.office == office, table.c.feed == feed)
        row = self._connection.execute(statement).mappings().one_or_none()
        return _position(row) if row else None

    def positions(self) -> tuple[Position, ...]:
        """Return how far every feed has been read."""
        table = schema.position
        statement = select(table).order_by(table.c.office, table.c.updated)
        return tuple(_position(row) for row in self._connection.execute(statement).mappings())

    def put_position(self, position: Position) -> None:
        """Keep how far a feed has been read."""
        values = asdict(position) | {"fork": int(position.fork)}
        self._put(schema.position, values, ["office", "feed"])

    def arrival(self, office: str, bundle: str) -> Arrival | None:
        """Return a bundle that was taken in."""
        table = schema.arrival
        statement = select(table).where(table.c.office == office, table.c.bundle == bundle)
        row = self._connection.execute(statement).mappings().one_or_none()
        return Arrival(**row) if row else None

    def arrivals(self) -> tuple[Arrival, ...]:
        """Return all bundles taken in, the newest first."""
        table = schema.arrival
        statement = select(table).order_by(table.c.at.desc(), table.c.bundle)
        return tuple(Arrival(**row) for row in self._connection.execute(statement).mappings())

    def add_arrival(self, arrival: Arrival) -> None:
        """Note a bundle that was taken in."""
        self._connection.execute(insert(schema.arrival).values(asdict(arrival)))

    def head_at(self, office: str, feed: str, seq: int) -> str | None:
        """Return the head after an entry at which some bundle ended, in hexadecimal."""
        table = schema.arrival
        statement = select(table.c.head).where(
            table.c.office == office, table.c.feed == feed, table.c.last_seq == seq
        )
        head: bytes | None = self._connection.execute(statement).scalars().first()
        return head.hex() if head is not None else None

    def put_refusal(self, refusal: Refusal) -> None:
        """Note a bundle that could not be taken."""
        self._put(schema.refusal, asdict(refusal), ["office", "bundle"])

    def refusals(self) -> tuple[Refusal, ...]:
        """Return the bundles that could not be taken, the newest first."""
        statement = select(schema.refusal).order_by(schema.refusal.c.at.desc())
        return tuple(Refusal(**row) for row in self._connection.execute(statement).mappings())

    def drop_refusals(self, office: str, feed: str, upto: int) -> None:
        """Forget refusals of a feed whose missing entry has arrived meanwhile."""
        table = schema.refusal
        self._connection.execute(
            delete(table).where(
                table.c.office == office, table.c.feed == feed, table.c.want <= upto
            )
        )

    def held_revisions(self, office: str, revisions: Collection[str]) -> dict[str, int]:
        """Return which of these projections are held already, and with which ``pv``."""
        table = schema.projection
        statement = select(table.c.revision, table.c.pv).where(
            table.c.office == office, table.c.revision.in_(revisions)
        )
        return {row.revision: row.pv for row in self._connection.execute(statement)}

    def put_projections(self, batch: Collection[Projection]) -> None:
        """Keep projections; one held already is replaced."""
        keys = ["office", "revision"]
        self._put_all(schema.projection, [vars(one) for one in batch], keys)

    def projections_of(self, office: str, record: str) -> tuple[Projection, ...]:
        """Return all projections of a record."""
        table = schema.projection
        statement = (
            select(table)
            .where(table.c.office == office, table.c.record == record)
            .order_by(table.c.revision)
        )
        return tuple(Projection(**row) for row in self._connection.execute(statement).mappings())

    def records(self, office: str, records: Collection[str]) -> dict[str, CountedRecord]:
        """Return the folded facts of those of ``records`` that are held, by id."""
        table = schema.counted_record
        statement = select(table).where(table.c.office == office, table.c.record.in_(records))
        found = self._connection.execute(statement).mappings()
        return {row["record"]: CountedRecord(**row) for row in found}

    def put_records(self, batch: Collection[CountedRecord]) -> None:
        """Keep the folded facts of records."""
        keys = ["office", "record"]
        self._put_all(schema.counted_record, [vars(one) for one in batch], keys)

    def records_of_files(
        self, office: str, files: Collection[str]
    ) -> dict[str, list[CountedRecord]]:
        """Return the folded facts of all records of files, by file."""
        table = schema.counted_record
        statement = (
            select(table)
            .where(table.c.office == office, table.c.file.in_(files))
            .order_by(table.c.record)
        )
        found: dict[str, list[CountedRecord]] = {file: [] for file in files}
        for row in self._connection.execute(statement).mappings():
            found[row["file"]].append(CountedRecord(**row))
        return found

    def records_of_office(self, office: str, form: str) -> tuple[CountedRecord, ...]:
        """Return what is held of a ficha that concerns no file, in any of its versions."""
        table = schema.counted_record
        statement = select(table).where(
            table.c.office == office,
            table.c.file.is_(None),
            table.c.form.startswith(f"{form}@", autoescape=True),
        )
        found = self._connection.execute(statement).mappings()
        return tuple(CountedRecord(**row) for row in found)

    def put_cases(self, batch: Collection[CountedRow]) -> None:
        """Keep what is counted of files."""
        keys = ["office", "file"]
        self._put_all(schema.counted_case, [vars(one) for one in batch], keys)

    def put_token(self, office: str, file: str, token: str) -> None:
        """Keep the counting token of a file that went from one office to another."""
        values = {"office": office, "file": file, "token": token}
        self._put(schema.counted_token, values, ["office", "file"])

    def cases(self, year: str | None = None) -> Iterator[CountedRow]:
        """Yield what is counted, of the files opened in ``year`` or of all.

        Of files in several offices that carry one token, the first that was opened counts, and
        nothing of the others: one person counts once.
        """
        table = schema.counted_case
        statement = select(table).where(~_counts_elsewhere()).order_by(table.c.office, table.c.file)
        if year is not None:
            statement = statement.where(func.substr(table.c.opened, 1, 4) == year)
        for row in self._connection.execute(statement).mappings():
            yield CountedRow(**row)

    def years(self) -> tuple[str, ...]:
        """Return the years in which counted files were opened, the latest first."""
        year = func.substr(schema.counted_case.c.opened, 1, 4)
        statement = select(year).where(schema.counted_case.c.opened.is_not(None)).distinct()
        return tuple(sorted(self._connection.execute(statement).scalars(), reverse=True))

    def add_publication(self, family: str, at: str, edition: Mapping[str, JsonValue]) -> None:
        """Remember what was published."""
        table = schema.publication
        last = self._connection.execute(select(func.max(table.c.seq))).scalar()
        self._connection.execute(
            insert(table).values(
                seq=(last or 0) + 1, family=family, at=at, edition=strict_json.dumps(dict(edition))
            )
        )

    def publications(self, family: str) -> tuple[JsonValue, ...]:
        """Return all earlier editions of a family, oldest first."""
        table = schema.publication
        statement = select(table.c.edition).where(table.c.family == family).order_by(table.c.seq)
        return tuple(
            strict_json.loads(one, max_bytes=2**31)
            for one in self._connection.execute(statement).scalars()
        )

    def _put(self, table: Table, values: Mapping[str, object], keys: list[str]) -> None:
        statement = upsert(table).values(dict(values))
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=dict(values))
        )

    def _put_all(self, table: Table, batch: list[dict[str, Any]], keys: list[str]) -> None:
        if not batch:
            return
        statement = upsert(table)
        rest = {name: statement.excluded[name] for name in batch[0] if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=rest)
        self._connection.execute(statement, batch)


def _counts_elsewhere() -> Exists:
    """Return whether another file with the token of a counted one comes before it."""
    table, token = schema.counted_case, schema.counted_token
    other, its = table.alias("other"), token.alias("its")
    here = tuple_(table.c.office, table.c.file)
    earlier = or_(
        table.c.opened.is_(None),
        other.c.opened < table.c.opened,
        and_(other.c.opened == table.c.opened, tuple_(other.c.office, other.c.file) < here),
    )
    return exists().where(
        token.c.office == table.c.office,
        token.c.file == table.c.file,
        its.c.token == token.c.token,
        other.c.office == its.c.office,
        other.c.file == its.c.file,
        tuple_(other.c.office, other.c.file) != here,
        other.c.opened.is_not(None),
        earlier,
    )


def _position(row: RowMapping) -> Position:
    columns = dict(row)
    columns["fork"] = bool(columns["fork"])
    return Position(**columns)


class RegistryUnit(Unit):
    """One unit of work on ``registry.db``."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection`` until the unit ends."""
        super().__init__(connection)
        self.registry = Registry(connection)
        self.desk = CentralDesk(connection)


RegistryStore = Store[RegistryUnit]


def create_registry(folder: Path, key: bytes) -> RegistryStore:
    """Make ``registry.db`` in ``folder``.

    Raises:
        StoreExistsError: There is one already.
    """
    return create_store(folder / FILE_NAME, key, migrations.REGISTRY_STEPS, RegistryUnit)


def open_registry(folder: Path, key: bytes) -> RegistryStore:
    """Open ``registry.db`` in ``folder``.

    Raises:
        StoreError: It is missing, damaged or from a newer program.
    """
    return open_store(folder / FILE_NAME, key, migrations.REGISTRY_STEPS, RegistryUnit)
