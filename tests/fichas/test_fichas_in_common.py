"""What every ficha owes, whichever it is."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cem_desktop import paths
from cem_desktop.domain.case_file import Stage
from cem_desktop.domain.facts import FACTS, FactType
from cem_desktop.domain.roles import ROLES, SERVICES
from cem_desktop.forms.authoring import export_workbook, import_workbook
from cem_desktop.forms.definition import Group, load_definition
from cem_desktop.forms.lint import lint
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.sheets import read_source
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.catalogues import codes_of
from cem_desktop.services.feeding import repeats_of
from cem_desktop.services.filling import open_session
from cem_desktop.services.form_choices import choice_rows
from cem_desktop.sync.coarsening import leaving

FORMS = sorted(path.parent.name for path in paths.forms().glob("*/form.yaml"))
UNANSWERED = {"note"}
SPEAKS_AGAINST = {"f31"}
"""The guide of language shows the words that it speaks against, between «» and nowhere else."""
KINDS = {
    FactType.CHOICE: {"select_one", "calculate"},
    FactType.MULTI: {"select_multiple", "rank"},
    FactType.INTEGER: {"integer", "range", "calculate"},
    FactType.DATE: {"date", "calculate"},
    FactType.PLACE: {"select_one"},
    FactType.BOOLEAN: {"acknowledge"},
    FactType.TIME: {"time"},
    FactType.TEXT: {"text", "calculate"},
}
LISTS_FROM_FILES = {"districts": "district", "norms": "norm"}
PERIODS = {"month": r"\d{4}-\d{2}", "year": r"\d{4}"}
COARSE = {FactType.DATE: {"month", "year"}, FactType.PLACE: {"department"}}


@pytest.fixture(params=FORMS)
def definition(request, library):
    return library.definition(request.param)


@pytest.fixture(params=FORMS)
def source(request):
    return read_source(paths.forms() / request.param / "form.yaml")


def test_there_are_fichas():
    assert {"f01", "f06"} <= set(FORMS)


def test_settings_name_known_services_roles_and_stages(definition):
    settings = definition.settings
    assert settings.service in SERVICES
    assert settings.write or definition.form_id == "f38"  # the program writes that one itself
    assert settings.read | settings.write <= set(ROLES)
    assert settings.about in {"file", "office"}
    stages = {stage.value for stage in Stage} if settings.about == "file" else {""}
    assert settings.stage in stages
    assert settings.cardinality in {"one", "many"}


def test_every_answer_has_a_privacy_and_a_known_fact(definition):
    for question in definition.questions.values():
        if question.type in UNANSWERED or counts_rows(definition, question):
            assert question.privacy is None, question.path
            continue
        assert question.privacy in {"identity", "reserved", "coded", "statistical", "official"}, (
            question.path
        )
        if definition.is_of_identity:
            assert question.fact is None, question.path
        else:
            assert question.fact in FACTS, question.path


def test_a_question_is_of_the_kind_of_its_fact(definition):
    for question in definition.questions.values():
        if question.fact is None:
            continue
        fact = FACTS[question.fact]
        assert question.type in KINDS[fact.type], question.path
        if question.list_name is not None:
            assert LISTS_FROM_FILES.get(question.list_name, question.list_name) == fact.code_list, (
                question.path
            )


def test_what_leaves_says_how_much_and_is_never_free_text(definition):
    for question in definition.questions.values():
        assert (question.send is not None) == (question.privacy == "statistical"), question.path
        if question.privacy != "statistical":
            continue
        fact = FACTS[question.fact]
        assert fact.type is not FactType.TEXT, question.path
        allowed = COARSE.get(
            fact.type, {"age_group"} if fact.code_list == "age_group" else {"whole"}
        )
        assert question.send in allowed, question.path
        assert fact.code_list or fact.bounds or fact.type is FactType.DATE, question.path


def test_no_two_questions_of_a_ficha_state_the_same_fact(definition):
    facts = [question.fact for question in definition.questions.values() if question.fact]
    assert len(set(facts)) == len(facts)


@pytest.mark.parametrize("written", ["TR6W-4KJH", "caso TR6W-4KJH, ayer", "DNI 40404040"])
def test_what_is_written_to_headquarters_names_no_file_and_no_document(written, definition, clock):
    session = open_session(definition, clock)
    for question in definition.questions.values():
        if question.privacy != "official" or question.appearance != "multiline":
            continue
        path = question.path
        for repeat in repeats_of(definition.body):
            if path.startswith(f"{repeat}/"):
                path = f"{repeat}/{session.add_row(repeat)}{path.removeprefix(repeat)}"
        public = definition.form_id == "f27" and "DNI" in written  # the telephones of a poster
        for text, refused in ((written, not public), ("Ley 28950 (2020-2024).\nS/ 5000", False)):
            session.answer(path, text)
            broken = {one.path for one in session.problems() if one.kind == "constraint"}
            assert (path in broken) is (refused and session.node(path).relevant), path


def test_narrative_is_reserved(definition):
    for question in definition.questions.values():
        if question.type == "text" and question.appearance == "multiline":
            assert question.privacy in {"reserved", "official", "identity"}, question.path


def test_an_age_that_nobody_knows_is_a_minors(definition, clock):
    """What is said, and which narrative is asked for, is the same in the dark as in doubt."""
    session = open_session(definition, clock)
    asked = [
        question
        for question in definition.questions.values()
        if question.fact == "victim.age_group" and question.type == "select_one"
    ]
    shown = relevant_words(session)
    for question in asked:
        session.answer(question.path, "presumed_minor")
        assert relevant_words(session) == shown, question.path


def relevant_words(session):
    """Notes that stand there, and narratives that are asked for."""
    return {
        path
        for path, question in session.definition.questions.items()
        if question.type in {"note", "text"}
        and not within_repeat(session.definition, question)
        and session.node(path).relevant
    }


def test_sections_have_titles_and_nothing_stands_outside_them(definition, clock):
    session = FormSession(definition, clock=clock)
    for element in definition.body:
        assert isinstance(element, Group), element.path
        assert session.node(element.path).label


def test_every_text_is_there_in_both_languages(source):
    rows = [*source.survey, *(row for rows in source.choices.values() for row in rows)]
    for row in rows:
        for kind in ("label", "hint", "constraint_message", "required_message"):
            said = [key for key in row if key.split("::")[0] == kind]
            assert len(said) in (0, 2), row
        if row.get("type", "") not in {"calculate", "end group", "end repeat"}:
            assert row["label::Español (es)"], row
            assert row["label::English (en)"], row
        if "constraint" in row:
            assert row["constraint_message::Español (es)"], row
        if "required" in row:
            assert row["required_message::Español (es)"], row


def test_whoever_wrote_too_much_is_told_how_much_fits(source):
    for row in source.survey:
        for most in re.findall(r"string-length\(\.\) *<= *(\d+)", str(row.get("constraint", ""))):
            for language in ("Español (es)", "English (en)"):
                assert most in row[f"constraint_message::{language}"], row["name"]


def test_the_person_on_screen_is_never_called_a_victim(source):
    rows = [*source.survey, *(row for rows in source.choices.values() for row in rows)]
    spoken = " ".join(str(value) for row in rows for key, value in row.items() if "(es)" in key)
    banned = ["víctima", "victima", "prostitu", "voluntari", "denunciante"]
    if source.settings["attribute::cem:service"] != "legal":  # her name in a criminal proceeding
        banned.append("agraviada")
    if source.settings["form_id"] in SPEAKS_AGAINST:
        spoken = re.sub("«[^»]*»", "", spoken)
    for word in banned:
        assert not re.search(word, spoken, re.IGNORECASE), word


def test_choices_are_those_of_the_catalogue_with_their_official_codes(source, catalogue):
    for name, rows in source.choices.items():
        assert [dict(row) for row in rows] == [
            {key: cell for key, cell in row.items() if cell} for row in choice_rows(catalogue, name)
        ], name


def test_every_list_is_asked_for_and_every_asked_list_is_there(source):
    asked = {
        row["type"].split()[1]
        for row in source.survey
        if re.match(r"(select_(one|multiple)|rank) ", str(row["type"]))
    }
    assert asked == set(source.choices)


def test_who_she_is_has_a_place_but_no_answer_in_the_case_store(definition, clock):
    session = open_session(definition, clock)
    for question in definition.questions.values():
        if question.privacy == "identity" and "/" in question.path:
            path = in_a_row(session, question.path)
            session.answer(path, "Rosa Flores")
            assert session.node(path).withheld
    assert "Rosa Flores" not in [*session.answers().values(), *session.draft().values()]


def test_every_list_of_a_file_is_one_that_the_program_has(source):
    kinds = [str(row["type"]).split() for row in source.survey]
    for name in [kind[1] for kind in kinds if kind[0].endswith("_from_file")]:
        assert attached_list(name) is not None, name


def test_the_workbook_that_people_edit_gives_the_same_ficha(definition, tmp_path):
    from pyxform.xls2xform import convert

    workbook = tmp_path / f"{definition.form_id}.xlsx"
    export_workbook(paths.forms() / definition.form_id, workbook)
    converted = load_definition(convert(workbook).xform.encode(), attached_list)
    assert converted.questions == definition.questions
    assert converted.body == definition.body
    assert converted.settings == definition.settings
    back = import_workbook(workbook, tmp_path / "source", attached_list)
    built = paths.forms() / definition.form_id / "form.xml"
    assert form_part(back.path) == form_part(built)


def form_part(path):
    """The XForm without the comment that names its source."""
    return path.read_bytes().partition(b"<h:html")[2]


def test_the_lint_finds_nothing(definition, catalogue):
    xml = (paths.forms() / definition.form_id / "form.xml").read_bytes()
    names = catalogue.choice_names()
    assert lint(xml, FACTS, names, identity_store=True, attached=attached_list) == ()


@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_answered_only_codes_and_coarse_values_leave(
    chance, definition, clock, catalogue
):
    session = FormSession(definition, clock=clock)
    askable = [one for one in definition.questions.values() if one.type not in UNANSWERED]
    for question in chance.sample(askable, k=min(12, len(askable))):
        if question.type == "calculate" or within_repeat(definition, question):
            continue
        session.answer(question.path, invent(chance, session, question))
    for path, value in session.answers().items():
        question = definition.questions.get(path)
        if question is None or question.privacy != "statistical":
            continue
        fact = FACTS[question.fact]
        left = leaving(value, question.send, fact, codes_of(fact))
        if fact.type is FactType.DATE:
            assert re.fullmatch(PERIODS[question.send], left)
        elif fact.type is FactType.INTEGER:
            assert left is None or fact.bounds[0] <= left <= fact.bounds[1]
        elif fact.type is FactType.PLACE:
            assert left in {place.code for place in catalogue.departments()}
        else:
            names = {code.name for code in catalogue.code_lists[fact.code_list].codes}
            assert set(left if isinstance(left, list) else [left]) <= names


def counts_rows(definition, question):
    """Tell whether this is the hidden number that says how many rows a repeat has."""
    counted = question.path.removesuffix("_count")
    return question.type == "calculate" and counted in set(repeats_of(definition.body))


def in_a_row(session, path):
    """The path of a question in a new row of each repeat around it."""
    for repeat in repeats_of(session.definition.body):
        if path.startswith(f"{repeat}/"):
            path = f"{repeat}/{session.add_row(repeat)}{path.removeprefix(repeat)}"
    return path


def within_repeat(definition, question):
    return any(question.path.startswith(f"{path}/") for path in repeats_of(definition.body))


def invent(chance, session, question):
    """An answer of the right type, not always one that the constraint lets pass."""
    choices = [value for value, _ in session.node(question.path).choices]
    if question.type == "select_one":
        return chance.choice(choices or [None])
    if question.type in {"select_multiple", "rank"}:
        return chance.sample(choices, k=chance.randint(0, min(3, len(choices))))
    if question.type in {"integer", "range"}:
        return chance.randint(-5, 150)
    if question.type == "date":
        return f"{chance.randint(2006, 2027)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    return chance.choice(["Amapola", "una frase con 987654321", ""])
