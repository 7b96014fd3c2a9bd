from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.case_code import ALPHABET, LENGTH, CaseCode
from cem_desktop.errors import InvalidCaseCodeError

bodies = st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def code_of(body: str) -> str:
    source = iter(body)
    return CaseCode.issue(lambda _: next(source)).symbols


def test_the_alphabet_has_29_symbols_and_none_that_is_misread():
    assert len(set(ALPHABET)) == 29
    assert not set("BILOSUV") & set(ALPHABET)


def test_every_substitution_changes_the_weighted_sum():
    # The check is linear: a substitution at weight w changes the sum by w * d, d in 1..28.
    # So it is enough to show it for every position and every pair of symbols, once.
    base = code_of("7KQ4M2X")
    for position in range(LENGTH):
        for symbol in ALPHABET:
            if symbol != base[position]:
                with pytest.raises(InvalidCaseCodeError):
                    CaseCode(base[:position] + symbol + base[position + 1 :])


def test_every_pair_of_neighbours_that_swap_is_caught():
    # Exhaustive over both symbols at every pair of neighbours.
    for position in range(LENGTH - 2):
        for first in ALPHABET:
            for second in ALPHABET:
                if first == second:
                    continue
                body = list("0000000")
                body[position : position + 2] = first, second
                good = code_of("".join(body))
                swapped = list(good)
                swapped[position], swapped[position + 1] = second, first
                with pytest.raises(InvalidCaseCodeError):
                    CaseCode("".join(swapped))


@given(bodies)
def test_a_swap_with_the_check_symbol_is_caught(body):
    good = code_of(body)
    for one, (left, right) in enumerate(pairwise(good)):
        if left != right:
            with pytest.raises(InvalidCaseCodeError):
                CaseCode(good[:one] + right + left + good[one + 2 :])


@given(bodies)
def test_what_is_shown_is_read_back_however_it_is_typed(body):
    code = CaseCode(code_of(body))
    shown = str(code)
    assert len(shown) == 9
    assert CaseCode.parse(shown) == CaseCode.parse(shown.lower()) == code
    assert CaseCode.parse(f" {shown[:4]} {shown[5:]} ") == code


@pytest.mark.parametrize("text", ["", "7KQ4", "7KQ4-M2XTT", "7KQ4-M2X!", "OOOO-OOOO", "á" * 8])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(InvalidCaseCodeError):
        CaseCode.parse(text)
