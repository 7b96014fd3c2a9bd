"""JSON as documents of trust may use it: one meaning for each text, bounded in every direction.

Python's parser lets the last of two equal keys win, knows ``NaN``, and reads integers of a million
digits. A signed document must not mean different things to different readers, so all of that is
refused here. Writing is compact; nothing is ever written again in order to verify it: signatures
cover the exact bytes that travelled (python-tuf ADR 0006).
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_DEPTH = 32
MAX_BYTES = 4 * 1024 * 1024
MAX_INTEGER = 2**53 - 1  # beyond it, other languages' JSON readers round


def encode(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Return ``value`` as compact UTF-8 JSON, keys in the order given."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def parse(data: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Return the value that ``data`` states.

    Raises:
        ValueError: Not UTF-8, not JSON, or one of the things that two readers may read
            differently: a key twice, ``NaN``, a number out of range, a lone surrogate; or deeper
            or longer than the limits.
    """
    if len(data) > max_bytes:
        raise ValueError("too long")
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except RecursionError:
        raise ValueError("too deep") from None
    _check(value, MAX_DEPTH)
    return value


def parse_object(data: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Return the JSON object in ``data``.

    Raises:
        ValueError: As ``parse``, or the value is no object.
    """
    value = parse(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  (callers handle one error of reading)
    return value


def _check(value: Any, depth: int) -> None:
    if depth == 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check(item, depth - 1)


def _check_text(text: str) -> None:
    if not text.isascii():
        text.encode("utf-8")  # UnicodeEncodeError is a ValueError: a lone surrogate


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key twice")
    return value


def _integer(text: str) -> int:
    if len(text) > len(str(-MAX_INTEGER)) or abs(number := int(text)) > MAX_INTEGER:
        raise ValueError("integer out of range")
    return number


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_no_constant,
)
