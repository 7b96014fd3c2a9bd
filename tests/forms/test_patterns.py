import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.patterns import MAX_SUBJECT, compile_pattern

ATOMS = st.sampled_from(
    ["a", "b", "[ab]", "[^a]", ".", r"\d", r"\D", r"\w", r"\s", "1", "^", "$", r"\b", "é", "[0-9é]"]
)


def combined(inner):
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(
            inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,1}", "*?", "{2,}"])
        ).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    )


PATTERNS = st.recursive(ATOMS, combined, max_leaves=6)


@given(PATTERNS, st.text(alphabet="ab1 é\n", max_size=8))
def test_it_finds_what_pythons_engine_finds(pattern, text):
    assert compile_pattern(pattern).search(text) == (re.search(pattern, text) is not None)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|a)*$", "(a*)*b", "a*a*a*a*a*a*a*b", "(a?){30}a{30}c", "(.*a){12}$"]
)
def test_no_pattern_hangs(pattern):
    assert not compile_pattern(pattern).search("a" * (MAX_SUBJECT - 1) + "!")


@pytest.mark.parametrize(
    "pattern", ["(", "[a", r"(a)\1", "(?=a)b", "(?i)a", "a{5000}", "(?:a{200}){200}", "x" * 2000]
)
def test_what_it_cannot_do_is_refused(pattern):
    with pytest.raises(FormInvalidError):
        compile_pattern(pattern)


def test_a_telephone_number():
    pattern = compile_pattern(r"^(\+51)?9[0-9]{8}$")
    assert pattern.search("+51987654321")
    assert pattern.search("987654321")
    assert not pattern.search("98765432")
