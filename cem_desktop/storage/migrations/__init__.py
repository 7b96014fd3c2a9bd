"""Numbered steps from every earlier schema to this one.

``PRAGMA user_version`` is the number of the last step taken. Each step runs in one transaction;
before the first step on a store that holds data, the whole store is copied, encrypted with the
same key, beside itself. A store with a higher number is refused. There is no way back.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cem_desktop.errors import StoreTooNewError
from cem_desktop.storage.migrations import (
    case_m0001,
    case_m0002,
    case_m0003,
    case_m0004,
    identity_m0001,
    registry_m0001,
    registry_m0002,
)

Steps = tuple[Callable[[Any], None], ...]

CASE_STEPS: Steps = (
    case_m0001.upgrade,
    case_m0002.upgrade,
    case_m0003.upgrade,
    case_m0004.upgrade,
)
IDENTITY_STEPS: Steps = (identity_m0001.upgrade,)
REGISTRY_STEPS: Steps = (registry_m0001.upgrade, registry_m0002.upgrade)


def version_of(connection: Any) -> int:
    """Return the number of the last step that this store has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: Any, path: Path, steps: Steps) -> None:
    """Take the steps that the store at ``path`` lacks.

    Raises:
        StoreTooNewError: The store has taken more steps than this program knows.
    """
    version = version_of(connection)
    if version > len(steps):
        raise StoreTooNewError(file=path.name, version=version, known=len(steps))
    if 0 < version < len(steps):
        back_up(connection, path, version)
    for number in range(version, len(steps)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            steps[number](connection)
            connection.execute(f"PRAGMA user_version={number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk makes SQLite roll back by itself
                connection.execute("ROLLBACK")
            raise


def back_up(connection: Any, path: Path, version: int) -> Path:
    """Copy the store, encrypted with its key, to ``<name>.before-<version + 1>`` beside it."""
    target = path.with_name(f"{path.name}.before-{version + 1}")
    target.unlink(missing_ok=True)  # a copy that an interrupted migration left behind
    connection.execute("VACUUM INTO ?", (str(target),))
    return target
