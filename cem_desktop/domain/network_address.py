"""Where a receiver is in the network, and the pin of its key; the signed roster publishes both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cem_desktop.domain.json_fields import SHA256, matching, text

HTTPS_PORT = 443
_HOST = re.compile(r"[0-9A-Za-z.:\-]{1,253}")


@dataclass(frozen=True)
class NetworkAddress:
    """A receiver's address.

    Attributes:
        host: Its name or number.
        port: Its port.
        pin: Hex SHA-256 of its TLS key; no other key is spoken to.
    """

    host: str
    port: int
    pin: str

    @classmethod
    def parse(cls, url: str, pin: str) -> NetworkAddress:
        """Return the address that ``https://host[:port]`` names.

        Raises:
            ValueError: Another scheme, or anything after the port.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise ValueError("not an address")
        if parts.username is not None or parts.hostname is None:
            raise ValueError("not an address")
        host = matching(_HOST, parts.hostname)
        return cls(host, parts.port or HTTPS_PORT, matching(SHA256, pin))

    @property
    def url(self) -> str:
        """The address as it is published."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}"

    def to_json(self) -> dict[str, Any]:
        """Return the address as the roster has it."""
        return {"url": self.url, "pin": self.pin}

    @classmethod
    def from_json(cls, entry: object) -> NetworkAddress:
        """Read what a roster has.

        Raises:
            ValueError: Not an address.
        """
        if not isinstance(entry, dict):
            raise ValueError("not an address")  # noqa: TRY004  (one error of reading)
        return cls.parse(text(entry.get("url")), text(entry.get("pin")))
