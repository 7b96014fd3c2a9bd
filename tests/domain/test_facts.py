from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.facts import (
    FACTS,
    MINOR_GROUPS,
    All,
    Fact,
    FactType,
    Home,
    Latest,
    Note,
    Ordered,
    Resolved,
    Statement,
    resolve,
)

HOME = Fact("t.home", "home", FactType.CHOICE, Home("f06"))
ORDERED = Fact("t.ordered", "ordered", FactType.CHOICE, Ordered(("f06", "f01")))
LATEST = Fact("t.latest", "latest", FactType.CHOICE, Latest("t.on"))
UNION = Fact("t.union", "union", FactType.MULTI, All())


def say(fact, value, form="f01@2026.1", record="r1", *, on=None, conflict=False):
    return Statement(fact.id, value, form, record, on, conflict)


def test_nothing_stated_is_no_data():
    assert resolve(HOME, ()) == Resolved(None, note=Note.UNSTATED)
    assert resolve(HOME, (say(ORDERED, "a"),)).note is Note.UNSTATED


@pytest.mark.parametrize("blank", [None, "", [], ()])
def test_a_blank_answer_states_nothing(blank):
    assert resolve(UNION, (say(UNION, blank),)).note is Note.UNSTATED


def test_zero_is_an_answer():
    assert resolve(FACTS["victim.children"], (say(FACTS["victim.children"], 0),)).value == 0


def test_only_the_home_ficha_counts():
    elsewhere = say(HOME, "a", "f01@2026.1", "r1")
    assert resolve(HOME, (elsewhere,)) == Resolved(None, note=Note.ELSEWHERE)
    at_home = say(HOME, "b", "f06@2027.2", "r2")
    assert resolve(HOME, (at_home,)) == Resolved("b", source="r2")


def test_a_ficha_that_contradicts_the_home_is_a_conflict_until_one_is_corrected():
    at_home, elsewhere = say(HOME, "b", "f06@1", "r2"), say(HOME, "a", "f05@1", "r3")
    assert resolve(HOME, (at_home, elsewhere)) == Resolved(None, note=Note.CONFLICT)
    same = say(HOME, "b", "f05@1", "r3")
    assert resolve(HOME, (at_home, same)) == Resolved("b", source="r2")


def test_a_ficha_of_the_order_corrects_and_one_outside_it_disagrees():
    contact, coded = say(ORDERED, "a", "f01@1", "r1"), say(ORDERED, "b", "f06@1", "r2")
    assert resolve(ORDERED, (contact, coded)).value == "b"
    outside = say(ORDERED, "a", "f05@1", "r3")
    assert resolve(ORDERED, (contact, coded, outside)).note is Note.CONFLICT


def test_the_first_ficha_of_the_order_counts():
    contact, coded = say(ORDERED, "a", "f01@1", "r1"), say(ORDERED, "b", "f06@1", "r2")
    assert resolve(ORDERED, (contact,)) == Resolved("a", source="r1")
    assert resolve(ORDERED, (contact, coded)) == Resolved("b", source="r2")
    assert resolve(ORDERED, (say(ORDERED, "c", "f99@1"),)).note is Note.ELSEWHERE


def test_a_conflict_in_the_first_ficha_is_not_papered_over_by_the_second():
    contact = say(ORDERED, "a", "f01@1", "r1")
    torn = say(ORDERED, None, "f06@1", "r2", conflict=True)
    assert resolve(ORDERED, (contact, torn)) == Resolved(None, note=Note.CONFLICT)


def test_two_records_that_disagree_are_a_tie():
    one, two = say(ORDERED, "a", record="r1"), say(ORDERED, "b", record="r2")
    assert resolve(ORDERED, (one, two)) == Resolved(None, note=Note.TIE)
    same = say(ORDERED, "a", record="r2")
    assert resolve(ORDERED, (same, one)) == Resolved("a", source="r1")


def test_the_latest_date_counts_and_undated_ones_only_without_it():
    old = say(LATEST, "low", record="r1", on=date(2026, 1, 5))
    new = say(LATEST, "severe", record="r2", on=date(2026, 3, 1))
    undated = say(LATEST, "moderate", record="r3")
    assert resolve(LATEST, (new, old, undated)) == Resolved("severe", source="r2")
    assert resolve(LATEST, (undated,)) == Resolved("moderate", source="r3")
    same_day = say(LATEST, "low", record="r4", on=date(2026, 3, 1))
    assert resolve(LATEST, (new, old, same_day)).note is Note.TIE


def test_the_union_takes_all_and_notes_what_is_disputed():
    some = say(UNION, ["b", "a"], record="r1")
    more = say(UNION, ["c", "a"], record="r2")
    torn = say(UNION, None, record="r3", conflict=True)
    assert resolve(UNION, (some,)) == Resolved(("a", "b"), source="r1")
    assert resolve(UNION, (some, more)) == Resolved(("a", "b", "c"))
    assert resolve(UNION, (some, more, torn)) == Resolved(("a", "b", "c"), note=Note.CONFLICT)
    assert resolve(UNION, (torn,)) == Resolved(None, note=Note.CONFLICT)


def test_choices_in_another_order_are_no_tie():
    fact = FACTS["file.team"]
    one = say(fact, ["social", "legal"], "f06@1", "r1")
    two = say(fact, ["legal", "social"], "f06@1", "r2")
    assert resolve(fact, (one, two)).value == ("legal", "social")


statements = st.builds(
    Statement,
    fact=st.sampled_from([HOME.id, ORDERED.id, LATEST.id, UNION.id]),
    value=st.one_of(st.none(), st.sampled_from("abc"), st.lists(st.sampled_from("abc"))),
    form=st.sampled_from(["f01@1", "f06@1", "f09@3"]),
    record=st.sampled_from(["r1", "r2", "r3"]),
    on=st.one_of(st.none(), st.dates()),
    conflict=st.booleans(),
)


@given(st.lists(statements), st.randoms(use_true_random=False))
def test_order_and_repetition_never_matter(said, chance):
    shuffled = [*said, *said]
    chance.shuffle(shuffled)
    for fact in (HOME, ORDERED, LATEST, UNION):
        assert resolve(fact, shuffled) == resolve(fact, said)


@given(st.lists(statements))
def test_a_value_was_stated_and_no_value_has_a_note(said):
    for fact in (HOME, ORDERED, LATEST):
        resolved = resolve(fact, said)
        if resolved.value is None:
            assert resolved.note is not None
        else:
            assert resolved.note is None
            assert resolved.source in {one.record for one in said if one.fact == fact.id}


def test_every_fact_names_itself_and_rules_name_known_facts():
    for key, fact in FACTS.items():
        assert key == fact.id
        assert fact.label
        if isinstance(fact.resolve, Latest):
            assert FACTS[fact.resolve.by].type is FactType.DATE


def test_choices_have_a_list_and_nothing_else_has_one():
    listed = {FactType.CHOICE, FactType.MULTI, FactType.PLACE}
    for fact in FACTS.values():
        assert (fact.code_list is not None) == (fact.type in listed), fact.id


def test_no_category_code_of_the_classification_is_invented():
    for fact in FACTS.values():
        if fact.ictip is not None:
            assert fact.ictip.code == ""
            assert fact.ictip.status == "pendiente"


def test_the_facts_everybody_relies_on():
    assert FACTS["file.opened"].type is FactType.DATE
    assert FACTS["file.opened"].resolve == Ordered(("f06", "f01"))
    assert FACTS["victim.sex"].code_list == "sex"
    assert FACTS["victim.age_group"].code_list == "age_group"
    assert {"0_5", "6_11", "12_17", "presumed_minor"} == MINOR_GROUPS
