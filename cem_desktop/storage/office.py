"""What a workspace knows of itself: settings, secrets, staff, documents of trust, bundle journeys.

Device keys and the projection key are random, live here and in the backups, and are never derived
from the store's key, so a re-key leaves them as they are.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from cem_desktop.domain import strict_json
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import RecordMissingError
from cem_desktop.storage import schema


@dataclass(frozen=True)
class StaffMember:
    """A person who works in this workspace."""

    id: str
    login: str
    roles: tuple[str, ...]
    active: bool
    created: str


@dataclass(frozen=True)
class TrustDocument:
    """A document of trust as it arrived: the exact bytes of its envelope."""

    name: str
    version: int
    document: bytes


@dataclass(frozen=True)
class Journey:
    """A bundle that left or arrived.

    Attributes:
        bundle: Its UUID.
        direction: ``out`` or ``in``.
        kind: The bundle's class.
        file: The name of the file, random.
        at: Instant.
        feed: The feed whose entries it carries, or None.
        first_seq: First entry; 0 with ``last_seq`` 0 for none.
        last_seq: Last entry.
        records: Number of records.
        size: Bytes of the file.
    """

    bundle: str
    direction: str
    kind: str
    file: str
    at: str
    feed: str | None
    first_seq: int
    last_seq: int
    records: int
    size: int


@dataclass(frozen=True)
class Secret:
    """A secret of this workspace, and when it was made."""

    name: str
    value: bytes
    created: str


class Office:
    """The workspace's own rows in a unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work on ``connection``."""
        self._connection = connection

    def setting(self, name: str) -> JsonValue:
        """Return a setting, None when it was never set."""
        statement = select(schema.setting.c.value).where(schema.setting.c.name == name)
        value = self._connection.execute(statement).scalar_one_or_none()
        return None if value is None else strict_json.loads(value)

    def set_setting(self, name: str, value: JsonValue) -> None:
        """Keep a setting."""
        values = {"name": name, "value": strict_json.dumps(value)}
        statement = upsert(schema.setting).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_=values)
        )

    def drop_setting(self, name: str) -> None:
        """Forget a setting."""
        self._connection.execute(delete(schema.setting).where(schema.setting.c.name == name))

    def secret(self, name: str) -> bytes:
        """Return a secret of this workspace.

        Raises:
            RecordMissingError: It was never made.
        """
        statement = select(schema.secret.c.value).where(schema.secret.c.name == name)
        value: bytes | None = self._connection.execute(statement).scalar_one_or_none()
        if value is None:
            raise RecordMissingError(secret=name)
        return value

    def has_secret(self, name: str) -> bool:
        """Say whether a secret was made."""
        statement = select(schema.secret.c.name).where(schema.secret.c.name == name)
        return self._connection.execute(statement).first() is not None

    def add_secret(self, name: str, value: bytes, created: str) -> None:
        """Keep a new secret; an existing one is never overwritten."""
        self._connection.execute(
            insert(schema.secret).values(name=name, value=value, created=created)
        )

    def secrets_named(self, prefix: str) -> tuple[Secret, ...]:
        """Return the secret of this name and its successors ``<name>.<n>``, oldest first."""
        table = schema.secret
        statement = select(table).where(
            (table.c.name == prefix) | table.c.name.startswith(f"{prefix}.", autoescape=True)
        )
        found = [Secret(**row) for row in self._connection.execute(statement).mappings()]
        numbered = [one for one in found if _number(prefix, one.name) is not None]
        return tuple(sorted(numbered, key=lambda one: _number(prefix, one.name) or 0))

    def drop_secret(self, name: str) -> None:
        """Forget a secret for good."""
        self._connection.execute(delete(schema.secret).where(schema.secret.c.name == name))

    def add_staff(self, member: StaffMember) -> None:
        """Keep a new member of the staff."""
        self._connection.execute(
            insert(schema.staff).values(
                id=member.id,
                login=member.login,
                roles=strict_json.dumps(list(member.roles)),
                active=int(member.active),
                created=member.created,
            )
        )

    def change_staff(self, member: StaffMember) -> None:
        """Keep the roles of a member of the staff, and whether she works here."""
        values = {"roles": strict_json.dumps(list(member.roles)), "active": int(member.active)}
        statement = update(schema.staff).where(schema.staff.c.id == member.id)
        self._connection.execute(statement.values(values))

    def staff(self) -> tuple[StaffMember, ...]:
        """Return the staff, those who left included."""
        found = self._connection.execute(select(schema.staff).order_by(schema.staff.c.created))
        return tuple(
            StaffMember(
                row.id,
                row.login,
                tuple(strict_json.loads(row.roles)),
                bool(row.active),
                row.created,
            )
            for row in found
        )

    def put_person(self, identifier: str, login: str) -> None:
        """Keep the label of somebody who works on another device of this office."""
        statement = upsert(schema.person).values(id=identifier, login=login)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_={"login": login})
        )

    def logins(self) -> dict[str, str]:
        """Return the labels of all who wrote something here, by their ids."""
        found = self._connection.execute(select(schema.person.c.id, schema.person.c.login))
        others = {row.id: row.login for row in found}
        return others | {one.id: one.login for one in self.staff()}

    def trust(self, name: str) -> TrustDocument | None:
        """Return a document of trust."""
        statement = select(schema.trust).where(schema.trust.c.name == name)
        row = self._connection.execute(statement).mappings().one_or_none()
        return TrustDocument(**row) if row else None

    def trusts(self, prefix: str) -> tuple[TrustDocument, ...]:
        """Return the documents of trust whose names begin so."""
        statement = select(schema.trust).where(
            schema.trust.c.name.startswith(prefix, autoescape=True)
        )
        rows = self._connection.execute(statement.order_by(schema.trust.c.version)).mappings()
        return tuple(TrustDocument(**row) for row in rows)

    def put_trust(self, document: TrustDocument) -> None:
        """Keep a document of trust in place of its earlier version."""
        values = asdict(document)
        statement = upsert(schema.trust).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_=values)
        )

    def add_journey(self, journey: Journey) -> None:
        """Note that a bundle left or arrived; one known already is no news."""
        statement = upsert(schema.journey).values(asdict(journey))
        self._connection.execute(statement.on_conflict_do_nothing())

    def journeys(self, limit: int) -> tuple[Journey, ...]:
        """Return the last journeys, the newest first."""
        table = schema.journey
        statement = select(table).order_by(table.c.at.desc(), table.c.bundle).limit(limit)
        return tuple(Journey(**row) for row in self._connection.execute(statement).mappings())


def _number(prefix: str, name: str) -> int | None:
    """Return which successor a secret is, 0 for the first; None for another secret."""
    if name == prefix:
        return 0
    digits = name.removeprefix(f"{prefix}.")
    return int(digits) if digits.isascii() and digits.isdigit() else None
