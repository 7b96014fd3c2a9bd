"""JSON from outside: one meaning, or refused."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain import json_fields, strict_json

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)  # fmt: skip


@given(plain)
def test_what_is_written_is_read(value):
    try:
        data = strict_json.dumps(value)
    except UnicodeEncodeError:
        return
    assert strict_json.loads(data) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{} {}",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"'a'",
        b'{"a":1,"a":1}',
        b'[{"x":{"a":1,"b":2,"a":3}}]',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e999",
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 100_000,
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b"[" * 100_000,
        b"[" * 33 + b"]" * 33,
        b'{"a":' * 40 + b"1" + b"}" * 40,
    ],
)
def test_two_meanings_or_none_are_refused(data):
    with pytest.raises(ValueError):
        strict_json.loads(data)


def test_limits():
    assert strict_json.loads(b"9007199254740991") == 2**53 - 1
    assert strict_json.loads(b"[" * 31 + b"]" * 31)
    with pytest.raises(ValueError, match="long"):
        strict_json.loads(b'"aaaa"', max_bytes=5)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_as_others_read_them_or_refused(data):
    try:
        value = strict_json.loads(data)
    except ValueError:
        return
    assert json.loads(data) == value


def test_an_object_is_an_object():
    assert strict_json.loads_object(b'{"a":1}') == {"a": 1}
    with pytest.raises(ValueError, match="object"):
        strict_json.loads_object(b"[]")


@pytest.mark.parametrize("value", [None, 1, "", [], b"a", "a" * 4097])
def test_no_text(value):
    with pytest.raises(ValueError, match="text"):
        json_fields.text(value)


@pytest.mark.parametrize("value", [None, True, 1.0, "1", -1, []])
def test_no_count(value):
    with pytest.raises(ValueError, match="count"):
        json_fields.count(value)


def test_fields_that_are_right():
    assert json_fields.text("a") == "a"
    assert json_fields.count(0) == 0
    assert json_fields.matching(re.compile("a+"), "aa") == "aa"
    assert json_fields.binary("AAE=", size=2) == b"\0\1"
    with pytest.raises(ValueError, match="form"):
        json_fields.matching(re.compile("a+"), "aab")
    with pytest.raises(ValueError, match="count"):
        json_fields.count(0, least=1)


@pytest.mark.parametrize("value", [None, 3, "A", "AA==x", "A\nAA", "é", "AAE="])
def test_no_binary_of_this_size(value):
    with pytest.raises(ValueError):
        json_fields.binary(value, size=3)
