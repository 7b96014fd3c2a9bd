import math
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.environment import Environment
from cem_desktop.forms.function_table import FUNCTIONS
from cem_desktop.forms.moments import Moment
from cem_desktop.forms.xml_tree import parse_xml
from cem_desktop.forms.xpath import evaluate
from cem_desktop.forms.xpath_ast import (
    Call,
    Filter,
    Literal,
    Negation,
    Number,
    Operation,
    Path,
    Step,
    write,
)
from cem_desktop.forms.xpath_parser import parse
from cem_desktop.forms.xpath_values import number_text, parse_number

CLOCK = SetClock(datetime(2026, 3, 2, 3, 30, tzinfo=UTC))
DOCUMENT = parse_xml(
    b"<data><a>1</a><b>2</b><c>2026-03-01</c><rep><x>5</x></rep><rep><x>7</x></rep></data>"
)


def value(text, **options):
    node = next(DOCUMENT.elements())
    return evaluate(text, Environment(clock=CLOCK, **options), node)


# --- printing and parsing ----------------------------------------------------------------------

NAMES = st.sampled_from(["a", "sexo", "x-1", "jr:x", "and", "div", "mod", "or", "text", "node"])
NUMBERS = st.sampled_from(["0", "1", "2.5", ".5", "10."]).map(
    lambda text: Number(float(text), text)
)
LITERALS = st.text(alphabet="abc '[]/", max_size=4).map(Literal)


def larger(inner):
    steps = st.lists(
        st.builds(
            Step,
            st.sampled_from(["child", "parent", "self", "descendant-or-self", "attribute"]),
            st.sampled_from(["*", "node()", "a", "b", "and", "x-1", "text()"]),
            st.lists(inner, max_size=1).map(tuple),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple)
    calls = st.builds(
        Call,
        st.sampled_from(["concat", "current", "jr:itext"]),
        st.lists(inner, max_size=2).map(tuple),
    )
    operators = st.sampled_from(
        ["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"]
    )
    return st.one_of(
        st.builds(Negation, inner),
        st.builds(Operation, operators, inner, inner),
        calls,
        st.builds(Path, st.booleans(), st.none(), steps),
        st.builds(Path, st.just(False), calls, steps),
        st.builds(Filter, calls, st.lists(inner, min_size=1, max_size=1).map(tuple)),
    )


@given(st.recursive(st.one_of(NUMBERS, LITERALS), larger, max_leaves=8))
def test_what_is_written_parses_to_the_same_expression(expression):
    assert parse(write(expression)) == expression


@given(st.text(alphabet="/.@[]()'\"=<>|+-* $:,abdivmor01\n", max_size=30))
def test_any_text_parses_or_is_refused(text):
    try:
        parsed = parse(text)
    except FormInvalidError:
        return
    assert parse(write(parsed)) == parsed


ARITHMETIC = st.recursive(
    st.integers(-50, 50).map(
        lambda number: (str(number) if number >= 0 else f"({number})", float(number))
    ),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda part: (
            f"({part[0][0]} {part[1]} {part[2][0]})",
            {
                "+": part[0][1] + part[2][1],
                "-": part[0][1] - part[2][1],
                "*": part[0][1] * part[2][1],
            }[part[1]],
        )
    ),
    max_leaves=6,
)


@given(ARITHMETIC)
def test_sums_and_products(case):
    text, expected = case
    assert value(text) == expected


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_written_reads_as_itself(number):
    assert parse_number(number_text(float(number))) == pytest.approx(float(number), abs=1e-29)


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("edad(1)", "unknown_function"),
        ("$x", "expression_syntax"),
        ("1 +", "expression_syntax"),
        ("a b", "expression_syntax"),
        ("", "expression_syntax"),
        ("concat(1, 2", "expression_syntax"),
        ("selected(1)", "argument_count"),
        ("zz:a", "unknown_prefix"),
        ("(" * 200 + "1" + ")" * 200, "expression_too_deep"),
        ("1" * 70_000, "expression_too_long"),
        ("count('x')", "not_a_node_set"),
    ],
)
def test_what_cannot_be_run_is_refused(text, reason):
    with pytest.raises(FormInvalidError) as caught:
        value(text)
    assert caught.value.details["reason"] == reason


@pytest.mark.parametrize("text", ["'a'" + " or 'a'" * 5000, "1" + "+1" * 5000, "-" * 5000 + "1"])
def test_long_chains_are_refused_and_never_break(text):
    with pytest.raises(FormInvalidError) as caught:
        value(text)
    assert str(caught.value.details["reason"]) == "expression_too_deep"


@pytest.mark.parametrize("text", ["'a'" + " or 'a'" * 250, "1" + "+1" * 250, "-" * 250 + "1"])
def test_chains_as_long_as_forms_have_are_computed(text):
    assert value(text) in {True, 251.0}


# --- the clock and chance -------------------------------------------------------------------------


def test_today_is_the_date_in_peru():
    assert value("string(today())") == "2026-03-01"
    assert value("string(now())") == "2026-03-01T22:30:00.000-05:00"
    assert value("/data/c = string(today())") is True
    assert value("/data/c <= today() and /data/c >= today()") is True
    assert value("int((today() - date('2008-02-20')) div 365.25)") == 18.0


def test_randomness_is_injected():
    drawn = [value("random()", chance=random.Random(7)) for _ in range(2)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(/data/rep)", 2.0),
        ("sum(/data/rep/x)", 12.0),
        ("/data/rep[x = 7]/x", "7"),
        ("/data/rep[last()]/x + 1", 8.0),
        ("count(//x)", 2.0),
        ("position(/data/rep[2])", 2.0),
        ("if(a = 1, 'uno', 'otro')", "uno"),
        ("coalesce('', 0 div 0, 'x')", "x"),
        ("selected('a b', 'b')", True),
        ("count-selected('a b c')", 3.0),
        ("selected-at('a b c', 1)", "b"),
        ("format-date('2026-03-09', '%e/%n/%Y')", "9/3/2026"),
        ("round(2.345, 2)", 2.35),
        ("5 mod -2", 1.0),
        ("min(3, 1, 2)", 1.0),
        ("join(', ', 'a', 'b')", "a, b"),
        ("substr('abcdef', 1, 3)", "bc"),
        ("regex('987654321', '^9[0-9]{8}$')", True),
        ("digest('x', 'SHA-256', 'hex')", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"),
    ],
)  # fmt: skip
def test_functions(text, expected):
    found = value(text)
    if isinstance(found, list):
        found = found[0].string_value()
    assert found == expected


def test_a_blank_in_a_sum_is_not_a_number():
    assert math.isnan(value("'' + 1"))


def any_call(inner):
    def call(name):
        function = FUNCTIONS[name]
        most = function.least + 2 if function.most is None else function.most
        arguments = st.lists(inner, min_size=function.least, max_size=most).map(tuple)
        return st.builds(Call, st.just(name), arguments)

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


PLAIN = st.sampled_from(
    ["0", "-1", "2.5", "1 div 0", "''", "'a b'", "'2026-03-01'", "/data/a", "/data/rep", "//*", ".",
     "..", "true()", "today()", "'10 10 0 0'", "/data/rep/x", "'%Y %'", "/data/missing", "@x"]
).map(parse)  # fmt: skip


@given(st.recursive(PLAIN, lambda inner: st.one_of(any_call(inner), larger(inner)), max_leaves=6))
def test_whatever_compiles_gives_a_value_or_is_refused(expression):
    try:
        found = value(write(expression), new_id=lambda: "id", chance=random.Random(1))
    except FormInvalidError:
        return
    assert isinstance(found, float | str | bool | list | Moment)
