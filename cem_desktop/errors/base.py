"""What every error is."""

from __future__ import annotations

from typing import ClassVar


class CemError(Exception):
    """A fault that the program foresees and can explain."""

    code: ClassVar[str] = "error"

    def __init__(self, **details: object) -> None:
        """Keep the parameters of this fault; never an answer, a name or a key."""
        super().__init__(self.code, details)
        self.details = details

    def __str__(self) -> str:
        """Return the code with its parameters, for logs."""
        shown = ", ".join(f"{key}={value!r}" for key, value in self.details.items())
        return f"{self.code}({shown})"


class CancelledError(CemError):
    """A person stopped a task; nothing was changed."""

    code = "cancelled"
