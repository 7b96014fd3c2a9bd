"""Numbers with Peruvian habits: 8,000 and 1.5 MB."""

from __future__ import annotations

from typing import Final

from cem_desktop.i18n import _

_KILO: Final = 1000
_UNITS: Final = ("kB", "MB", "GB", "TB")


def say_count(count: int) -> str:
    """Return a whole number with a comma at the thousands."""
    return f"{count:,}"


def say_size(size: int) -> str:
    """Return the size of a file."""
    if size < _KILO:
        return _("{count} bytes").format(count=size)
    shown = float(size)
    for unit in _UNITS:
        shown /= _KILO
        if shown < _KILO or unit == _UNITS[-1]:
            return f"{shown:.1f} {unit}"
    raise AssertionError
