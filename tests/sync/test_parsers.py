"""Whatever bytes come, a parser takes them or refuses them with the house's own error."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsers import PARSERS, RAISES_VALUE_ERRORS

from cem_desktop.errors import CemError

NAMES = sorted(PARSERS)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def feed(name, data):
    """Give bytes to a parser; anything but its own refusal is a fault."""
    errors = (CemError, ValueError) if name in RAISES_VALUE_ERRORS else (CemError,)
    with contextlib.suppress(*errors):
        PARSERS[name][0](data)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_parser_is_for_is_no_fault(name):
    feed(name, PARSERS[name][1])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30)
@given(data=st.binary(max_size=600))
def test_any_bytes(name, data):
    feed(name, data)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30)
@given(draw=st.data())
def test_bytes_that_are_nearly_right(name, draw):
    good = PARSERS[name][1]
    first, last = sorted(
        (draw.draw(st.integers(0, len(good))), draw.draw(st.integers(0, len(good))))
    )
    feed(name, good[:first] + draw.draw(st.binary(max_size=40)) + good[last:])


def is_object(data):
    try:
        return isinstance(json.loads(data), dict)
    except ValueError:
        return False


@pytest.mark.parametrize("name", [name for name in NAMES if is_object(PARSERS[name][1])])
@settings(max_examples=60)
@given(draw=st.data())
def test_a_document_with_a_value_of_another_kind(name, draw):
    """One field after the other, at any depth, becomes something else, goes, or is new."""
    document = json.loads(PARSERS[name][1])
    place = document
    key = draw.draw(st.sampled_from(sorted(place)))
    while isinstance(place[key], dict) and place[key] and draw.draw(st.booleans()):
        place = place[key]
        key = draw.draw(st.sampled_from(sorted(place)))
    if draw.draw(st.booleans()):
        place[key] = draw.draw(VALUES)
    else:
        del place[key]
    feed(name, json.dumps(document).encode())
