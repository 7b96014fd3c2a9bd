"""JSON from outside, read without mercy: one meaning for each text, bounded in every direction.

Python's own parser lets the last of two equal keys win, knows ``NaN`` and reads integers of a
million digits. A signature proves who wrote a document, not that it is sane, so all of that is
refused. Nothing is ever written again in order to verify it: signatures cover the exact bytes.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

JsonValue = Any
MAX_DEPTH = 32
MAX_BYTES = 4 * 1024 * 1024
OWN_BYTES = 1024 * 1024 * 1024
"""For what this program wrote itself and reads from its own encrypted store."""
MAX_INTEGER = 2**53 - 1  # beyond it, other languages' JSON readers round


def loads(data: bytes, *, max_bytes: int = MAX_BYTES) -> JsonValue:
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
    # What a small document cannot have need not be looked for: this is the import's hot path.
    if data.count(b"[") + data.count(b"{") >= MAX_DEPTH or b"\\u" in data:
        _check(value, MAX_DEPTH)
    return value


def loads_object(data: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, JsonValue]:
    """Return the JSON object in ``data``.

    Raises:
        ValueError: As ``loads``, or the value is no object.
    """
    value = loads(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  (callers handle one error of reading)
    return value


def dumps(value: JsonValue) -> bytes:
    """Return ``value`` as compact UTF-8 JSON, keys in the order given; NaN is refused."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def dumps_sorted(value: JsonValue) -> bytes:
    """Return ``value`` as compact UTF-8 JSON with sorted keys: equal values give equal bytes."""
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True
    ).encode()


def _check(value: JsonValue, depth: int) -> None:
    """Refuse nesting beyond ``depth`` and texts that are no Unicode."""
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


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
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
