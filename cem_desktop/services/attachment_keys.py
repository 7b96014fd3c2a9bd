"""The keys of a store's attachments: numbered, random, kept as its secrets.

A file says by its row which key opens it. Renewing adds a key for later files and takes none away,
so that nothing has to be sealed anew: whoever left with an old copy of the store keeps what she
could read, and reads nothing that came after.
"""

from __future__ import annotations

from cem_desktop.crypto.blob_key import NAME_KEY_BYTES, BlobKey
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.sealing import generate_identity
from cem_desktop.storage.office import Office

_SETTING = "attachment.key"
_PREFIX = "attachment."


def current(own: Office, now: str) -> str:
    """Return the name of the key for new files; the first is made when it is first asked for.

    Args:
        own: The secrets of the store, within a unit that writes.
        now: The instant, as it is stored.
    """
    number = own.setting(_SETTING)
    return _name(number) if isinstance(number, int) else renew(own, now)


def renew(own: Office, now: str, random_source: RandomSource = system_random) -> str:
    """Add a key for later files, as a re-key of the store does; return its name."""
    before = own.setting(_SETTING)
    number = before + 1 if isinstance(before, int) else 1
    name = _name(number)
    own.add_secret(f"{name}.age", generate_identity().encode(), now)
    own.add_secret(f"{name}.name", random_source(NAME_KEY_BYTES), now)
    own.set_setting(_SETTING, number)
    return name


def load(own: Office, name: str) -> BlobKey:
    """Return a key by its name.

    Raises:
        RecordMissingError: This store has none of that name.
    """
    return BlobKey(own.secret(f"{name}.age").decode(), own.secret(f"{name}.name"))


def _name(number: int) -> str:
    return f"{_PREFIX}{number}"
