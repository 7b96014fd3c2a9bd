"""The vocabulary and all fichas together: every answer that leaves is accounted for."""

from collections import Counter

import pytest

from cem_desktop.domain.fact_vocabulary import (
    FACTS,
    FAMILIES,
    FactType,
    Home,
    Latest,
    Ordered,
)
from cem_desktop.services.catalogues import codes_of

SENDS = {
    FactType.CHOICE: {"whole", "age_group"},
    FactType.MULTI: {"whole"},
    FactType.INTEGER: {"whole", "age_group"},
    FactType.DATE: {"month", "year"},
    FactType.PLACE: {"department"},
    FactType.BOOLEAN: {"whole"},
}
"""What of an answer may leave at most, by the type of its fact; words and hours never do."""


@pytest.fixture
def definitions(library):
    return library.all()


def test_no_fact_is_defined_twice():
    counted = Counter(fact.id for family in FAMILIES for fact in family)
    assert [fact for fact, times in counted.items() if times > 1] == []
    assert set(counted) == set(FACTS)


def test_every_statistical_question_has_fact_type_list_and_send_rule(definitions):
    walked = 0
    for definition in definitions:
        for question in definition.questions.values():
            if question.privacy != "statistical":
                continue
            where = f"{definition.form_id} {question.path}"
            fact = FACTS[question.fact]
            assert question.send in SENDS[fact.type], where
            listed = fact.type in {FactType.CHOICE, FactType.MULTI, FactType.PLACE}
            assert bool(codes_of(fact)) is listed, where
            assert (fact.bounds is not None) is (fact.type is FactType.INTEGER), where
            walked += 1
    assert walked > 50


def test_every_fact_is_asked_in_some_ficha(definitions):
    asked = {one.fact for definition in definitions for one in definition.questions.values()}
    assert set(FACTS) - asked == set()


def test_rules_name_fichas_and_dates_that_there_are(definitions):
    stated = {
        (definition.form_id, question.fact)
        for definition in definitions
        for question in definition.questions.values()
    }
    forms = {definition.form_id for definition in definitions}
    for fact in FACTS.values():
        match fact.resolve:
            case Home(form):
                assert (form, fact.id) in stated, fact.id
            case Ordered(named):
                assert set(named) <= forms, fact.id
            case Latest(by):
                assert FACTS[by].type is FactType.DATE, fact.id


def test_a_dated_fact_stands_beside_its_date(definitions):
    for definition in definitions:
        facts = {question.fact for question in definition.questions.values()}
        for fact in facts & set(FACTS):
            rule = FACTS[fact].resolve
            if isinstance(rule, Latest):
                assert rule.by in facts, f"{definition.form_id} {fact}"
