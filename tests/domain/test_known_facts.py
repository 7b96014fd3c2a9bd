"""What another ficha holds is shown, not asked again; what contradicts it is shown as a dispute."""

import pytest

from cem_desktop.domain.case_file import Minority, index_case
from cem_desktop.domain.facts import FACTS, Statement
from cem_desktop.domain.known_facts import Known, disputes, known_elsewhere

SEX = FACTS["victim.sex"]
AGE_GROUP = FACTS["victim.age_group"]


def say(fact, value, form, record, *, conflict=False):
    return Statement(fact.id, value, f"{form}@1", record, None, conflict)


def test_what_the_first_contact_says_is_known_to_other_fichas():
    said = [say(SEX, "woman", "f01", "r1")]
    assert known_elsewhere(SEX, said, "r9") == Known("woman", "r1")
    assert known_elsewhere(SEX, said, None) == Known("woman", "r1")


def test_a_record_is_no_source_for_itself():
    assert known_elsewhere(SEX, [say(SEX, "woman", "f01", "r1")], "r1") is None


def test_what_only_a_ficha_outside_the_rule_says_is_known_where_it_is_clear():
    outside = [say(AGE_GROUP, "12_17", "f05", "r5")]
    assert known_elsewhere(AGE_GROUP, outside, None) == Known("12_17", "r5")
    torn = [*outside, say(AGE_GROUP, "18_29", "f08", "r8")]
    assert known_elsewhere(AGE_GROUP, torn, None) is None


@pytest.mark.parametrize("fact", ["risk.level", "contact.date", "file.link_kinds"])
def test_a_dated_series_and_a_union_are_asked_anew(fact):
    stated = [say(FACTS[fact], "2026-11-01", "f01", "r1")]
    assert known_elsewhere(FACTS[fact], stated, None) is None


def test_an_open_conflict_is_not_known():
    assert known_elsewhere(SEX, [say(SEX, None, "f01", "r1", conflict=True)], None) is None


def test_a_dispute_names_both_sides_and_makes_her_a_presumed_minor():
    said = [
        say(AGE_GROUP, "18_29", "f01", "r1"),
        say(AGE_GROUP, "12_17", "f05", "r5"),
        say(SEX, "woman", "f01", "r1"),
        say(SEX, "woman", "f05", "r5"),
    ]
    (dispute,) = disputes(said)
    assert dispute.fact == "victim.age_group"
    assert [one.record for one in dispute.held] == ["r1"]
    assert [one.record for one in dispute.against] == ["r5"]
    row = index_case(said, file_id="f", code="c", records=2, open_conflicts=1)
    assert row.open_conflicts == 2
    assert row.minor is Minority.PRESUMED


def test_a_correction_in_the_order_of_the_fact_is_no_dispute():
    said = [say(AGE_GROUP, "presumed_minor", "f01", "r1"), say(AGE_GROUP, "18_29", "f06", "r6")]
    assert disputes(said) == ()
