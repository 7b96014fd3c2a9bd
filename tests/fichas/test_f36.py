"""F36: briefs and reports. One ficha a service, alike but for who reads, writes and what it is."""

import pytest

from cem_desktop.domain.placeholders import PLACEHOLDERS
from cem_desktop.domain.typing_guard import GuardKind, look_over
from cem_desktop.forms.session import FormSession

FICHAS = ("f36", "f36p", "f36s", "f36t")


@pytest.fixture(params=FICHAS)
def definition(request, library):
    return library.definition(request.param)


@pytest.fixture
def session(definition, clock):
    return FormSession(definition, clock=clock)


def row_of(session, repeat):
    return (session.rows(repeat) or (session.add_row(repeat),))[0]


def test_the_four_ask_the_same(library):
    first, *others = (library.definition(form) for form in FICHAS)
    for other in others:
        assert other.questions == first.questions


@pytest.mark.parametrize(
    ("form", "kinds"),
    [
        (
            "f36",
            [
                "closing_arguments",
                "appeal",
                "civil_party",
                "appearance",
                "protection_request",
                "oppose_confrontation",
                "single_interview",
                "other_brief",
            ],
        ),
        ("f36p", ["psychological_report"]),
        ("f36s", ["social_report"]),
        ("f36t", ["team_report"]),
    ],
)
def test_each_service_is_offered_its_own_kinds(library, clock, form, kinds):
    node = FormSession(library.definition(form), clock=clock).node("what/kind")
    assert [value for value, _label in node.choices] == kinds
    assert node.value == (kinds[0] if len(kinds) == 1 else None)


@pytest.mark.parametrize(
    ("form", "writes", "reads"),
    [
        ("f36", {"legal", "coordination"}, {"legal", "coordination"}),
        ("f36p", {"psychology"}, {"psychology", "legal", "coordination"}),
        ("f36s", {"social"}, {"social", "psychology", "legal", "coordination"}),
        (
            "f36t",
            {"psychology", "social", "legal", "coordination"},
            {"psychology", "social", "legal", "coordination"},
        ),
    ],
)
def test_only_its_service_writes_and_so_reads_the_text(library, form, writes, reads):
    settings = library.definition(form).settings
    assert settings.write == writes
    assert settings.read | settings.write == reads


def test_nothing_of_a_document_leaves_and_its_words_are_reserved(definition):
    questions = definition.questions.values()
    assert {one.privacy for one in questions if one.type != "note"} == {
        "coded",
        "reserved",
        "identity",
    }
    for one in questions:
        if one.type == "text":
            assert one.privacy in {"reserved", "identity"}, one.path


def test_only_what_it_is_is_required(session):
    session.answer("what/kind", session.node("what/kind").choices[0][0])
    assert session.problems() == ()


def test_a_piece_of_the_index_is_named_by_its_number(session):
    row = row_of(session, "annexes/annex")
    number = f"annexes/annex/{row}/evidence"
    assert not session.node(number).relevant
    session.answer(f"annexes/annex/{row}/annex_kind", "evidence")
    assert session.node(number).relevant
    session.answer(number, 1000)
    assert session.node(number).problem is not None
    session.answer(number, 7)
    assert session.node(number).problem is None


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("what/written_on", "2031-01-01", "2024-01-31"),
        ("filing/receipt/{}/filed_on", "2031-01-01", "2024-01-31"),
        ("filing/receipt/{}/filed_version", 0, 1),
        ("annexes/annex/{}/folios", 0, 12),
    ],
)
def test_days_to_come_and_absurd_numbers_are_told(session, path, wrong, right):
    repeat = path.partition("/{}")[0]
    path = path.format(row_of(session, repeat)) if "{}" in path else path
    session.answer(path, wrong)
    assert session.node(path).problem is not None
    session.answer(path, right)
    assert session.node(path).problem is None


def test_its_note_names_only_placeholders_that_the_house_knows(session):
    label = session.node("what/no_names").label
    assert label.count("{{") > 5
    assert [one for one in look_over(label) if one.kind is GuardKind.PLACEHOLDER] == []
    named = {name for name in PLACEHOLDERS if f"{{{{{name}}}}}" in label}
    assert {"nombre", "clave_testigo", "direccion_notificacion", "expediente_judicial"} <= named
