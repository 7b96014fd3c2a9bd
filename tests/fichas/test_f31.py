import re

import pytest

from cem_desktop import paths
from cem_desktop.domain.typing_guard import GuardKind, look_over
from cem_desktop.forms.sheets import read_source

HEARD = "words/heard"


@pytest.fixture
def ficha(open_ficha):
    return open_ficha("f31")


@pytest.fixture
def heard(ficha):
    return f"{HEARD}/{(*ficha.rows(HEARD), None)[0] or ficha.add_row(HEARD)}"


def spoken():
    """Every Spanish text of the guide, with its name."""
    source = read_source(paths.forms() / "f31" / "form.yaml")
    rows = [*source.survey, *(row for rows in source.choices.values() for row in rows)]
    return [
        (row["name"], str(value)) for row in rows for key, value in row.items() if "(es)" in key
    ]


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def test_it_is_read_without_answering_anything(ficha):
    assert ficha.problems() == ()
    assert ficha.answers() == {"moment/seen_on": "2026-11-23"}


def test_it_belongs_to_the_office_and_nothing_of_it_leaves(ficha):
    assert ficha.definition.settings.about == "office"
    asked = [one for one in ficha.definition.questions.values() if one.type != "note"]
    assert {one.privacy for one in asked} == {"coded", "reserved"}
    assert {one.fact.partition(".")[0] for one in asked} == {"treatment"}


def test_it_carries_words_voice_posture_dress_place_people_and_stereotypes(ficha):
    facts = {one.fact for one in ficha.definition.questions.values() if one.fact}
    for matter in (
        "words",
        "alternatives",
        "tone",
        "posture",
        "dress",
        "dress_judged",
        "place",
        "presence",
        "stereotypes",
    ):
        assert f"treatment.{matter}" in facts


def test_words_that_judge_stand_in_quotation_marks_alone():
    for name, text in spoken():
        outside = re.sub("«[^»]*»", "", text)
        found = [one for one in look_over(outside) if one.kind is GuardKind.STIGMA]
        assert not found, name


def test_the_guide_speaks_of_the_stereotypes_that_the_practice_met(ficha):
    labels = " ".join(label for _, label in ficha.node("stereotypes/heard_ideas").choices)
    assert "dinero fácil" in labels
    assert "voluntariamente" in labels
    assert all(label.startswith("«") for _, label in ficha.node("stereotypes/heard_ideas").choices)


def test_every_stereotype_has_its_answer(ficha, catalogue):
    for code in catalogue.code_lists["stereotype"].codes:
        answer = f"stereotypes/on_{code.name}"
        assert not ficha.node(answer).relevant
        ficha.answer("stereotypes/heard_ideas", [code.name])
        assert ficha.node(answer).relevant
        assert ficha.node("mending/steps").relevant
        ficha.answer("stereotypes/heard_ideas", [])


def test_every_word_has_something_to_say_instead(ficha, heard, catalogue):
    assert not ficha.node(f"{heard}/instead").relevant
    for code in catalogue.code_lists["stigma_word"].codes:
        ficha.answer(f"{heard}/word", code.name)
        assert ficha.node(f"{heard}/instead").relevant
        offered = {name for name, _ in ficha.node(f"{heard}/instead").choices}
        expected = {
            one.name for one in catalogue.code_lists["kind_word"].codes if one.group == code.name
        }
        assert offered == expected
        assert offered


def test_a_choice_for_another_word_does_not_stay(ficha, heard):
    ficha.answer(f"{heard}/word", "confessed")
    ficha.answer(f"{heard}/instead", "told")
    ficha.answer(f"{heard}/word", "client")
    assert f"{heard}/instead" not in ficha.answers()


def test_her_own_word_is_hers(ficha, heard):
    ficha.answer(f"{heard}/word", "prostitute")
    ficha.answer(f"{heard}/speaker", "herself")
    assert not ficha.node(f"{heard}/instead").relevant
    assert ficha.node(f"{heard}/hers").relevant


def test_her_dress_is_not_judged(ficha):
    assert "no dice nada" in ficha.node("dress/hers_is_hers").label
    assert not ficha.node("mending/steps").relevant
    ficha.answer("dress/judged", "yes")
    assert ficha.node("dress/judged_steps").relevant
    assert ficha.node("mending/steps").relevant


def test_no_question_describes_her_dress(ficha):
    asked = [one for path, one in ficha.definition.questions.items() if path.startswith("dress/")]
    assert {one.type for one in asked} == {"note", "select_one", "select_multiple"}


def test_a_date_of_tomorrow_is_refused(ficha):
    ficha.answer("moment/seen_on", "2026-11-24")
    assert problems(ficha) == {("moment/seen_on", "constraint")}
