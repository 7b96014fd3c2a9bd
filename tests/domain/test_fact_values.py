"""What a fact can be once it has left an office: a code of its list, a small number, a month."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.fact_values import AGE_GROUPS, fits, states_age
from cem_desktop.domain.facts import FACTS, All, Fact, FactType
from cem_desktop.domain.strict_json import JsonValue

SEXES = frozenset({"woman", "man"})
MATTERS = frozenset({"trafficking", "disappearance"})
DEPARTMENTS = frozenset({"01", "15", "25"})
YES = Fact("t.yes", "yes", FactType.BOOLEAN, All())
UNBOUND = Fact("t.many", "many", FactType.INTEGER, All())


@pytest.mark.parametrize(
    ("fact", "value", "codes"),
    [
        (FACTS["victim.sex"], "woman", SEXES),
        (FACTS["victim.age_group"], "presumed_minor", frozenset(AGE_GROUPS)),
        (FACTS["victim.age"], "12_17", frozenset()),
        (FACTS["case.matter"], ["trafficking"], MATTERS),
        (FACTS["case.matter"], ["disappearance", "trafficking"], MATTERS),
        (FACTS["victim.children"], 0, frozenset()),
        (FACTS["victim.children"], 20, frozenset()),
        (FACTS["file.opened"], "2008-03", frozenset()),
        (FACTS["file.opened"], "2008", frozenset()),
        (FACTS["victim.origin_department"], "15", DEPARTMENTS),
        (YES, True, frozenset()),
        (YES, False, frozenset()),
    ],
)
def test_a_coarse_value_of_the_fact_fits(fact, value, codes):
    assert fits(fact, value, codes)


@pytest.mark.parametrize(
    ("fact", "value", "codes"),
    [
        (FACTS["victim.sex"], "Maria.Perez_Quispe", SEXES),
        (FACTS["victim.sex"], "dni-46.12.38.91", SEXES),
        (FACTS["victim.sex"], ["woman"], SEXES),
        (FACTS["victim.sex"], 0, SEXES),
        (FACTS["victim.sex"], None, SEXES),
        (FACTS["victim.sex"], "woman", frozenset()),
        (FACTS["victim.age"], 14, frozenset()),
        (FACTS["victim.age"], "14", frozenset()),
        (FACTS["case.matter"], "trafficking", MATTERS),
        (FACTS["case.matter"], [], MATTERS),
        (FACTS["case.matter"], ["trafficking", "trafficking"], MATTERS),
        (FACTS["case.matter"], ["trafficking", "Quispe"], MATTERS),
        (FACTS["case.matter"], [["trafficking"]], MATTERS),
        (FACTS["victim.children"], -1, frozenset()),
        (FACTS["victim.children"], 21, frozenset()),
        (FACTS["victim.children"], 2.0, frozenset()),
        (FACTS["victim.children"], True, frozenset()),
        (FACTS["victim.children"], "3", frozenset()),
        (UNBOUND, 3, frozenset()),
        (FACTS["file.opened"], "2008-03-14", frozenset()),
        (FACTS["file.opened"], "abcd", frozenset()),
        (FACTS["file.opened"], "2008-13", frozenset()),
        (FACTS["file.opened"], "2008-00", frozenset()),
        (FACTS["file.opened"], "200803", frozenset()),
        (FACTS["file.opened"], "14", frozenset()),
        (FACTS["file.opened"], "٢٠٠٨", frozenset()),
        (FACTS["file.opened"], 2008, frozenset()),
        (FACTS["victim.origin_department"], "150132", DEPARTMENTS | {"150132"}),
        (FACTS["victim.origin_department"], "26", DEPARTMENTS),
        (YES, 1, frozenset()),
        (YES, "yes", frozenset({"yes"})),
        (FACTS["contact.account"], "no", frozenset({"no"})),
    ],
)
def test_anything_finer_or_else_does_not(fact, value, codes):
    assert not fits(fact, value, codes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(list(FACTS.values())), JSON)
def test_no_value_of_any_kind_raises_or_fits_without_codes(fact: Fact, value: JsonValue):
    fitting = fits(fact, value, frozenset())
    if fact.type in {FactType.CHOICE, FactType.MULTI, FactType.PLACE, FactType.TEXT}:
        assert not fitting


def test_only_ages_are_ages():
    assert states_age("victim.age")
    assert states_age("child.age_at_contact")
    assert not states_age("case.stage")
    assert not states_age("victim.language")


def test_every_whole_number_has_bounds_and_nothing_else_does():
    for fact in FACTS.values():
        assert (fact.bounds is not None) == (fact.type is FactType.INTEGER), fact.id
        if fact.bounds is not None:
            assert fact.bounds[0] < fact.bounds[1], fact.id
