"""Placeholders: what stands for a name until a document is printed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain import placeholders
from cem_desktop.domain.placeholders import BLANK, PLACEHOLDERS, find, merge, unknown
from cem_desktop.domain.written_document import Annex, Section, WrittenDocument

plain = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=12)
known = st.sampled_from(PLACEHOLDERS)
pieces = st.lists(st.tuples(plain, known), max_size=6)
values = st.dictionaries(
    known,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | known.map("{{%s}}".__mod__),
)


@given(pieces, values)
def test_each_placeholder_is_replaced_once_and_nothing_else_is(parts, said):
    text = "".join(f"{before}{{{{{name}}}}}" for before, name in parts)
    wanted = "".join(f"{before}{said.get(name, '').strip() or BLANK}" for before, name in parts)
    assert merge(text, said) == wanted
    assert find(text) == tuple(dict.fromkeys(name for _before, name in parts))


@given(known, known)
def test_a_value_that_looks_like_a_placeholder_is_not_merged_again(outer, inner):
    said = {outer: f"{{{{{inner}}}}}", inner: "Rosa"} if outer != inner else {outer: "{{nombre}}"}
    assert merge(f"{{{{{outer}}}}}", said) == said[outer]


@given(st.text(st.characters(exclude_categories=["Cs"])), values)
def test_any_text_is_merged_without_a_fault(text, said):
    merged = merge(text, {})
    assert find(merged) == ()
    assert unknown(merged) == unknown(text)
    assert isinstance(merge(text, said), str)


def test_what_is_no_placeholder_stays_as_it_was_written_and_is_told():
    text = "{{ nombre }} y {{nome}} y {{nome}} y {nombre}"
    assert merge(text, {"nombre": "Rosa"}) == "Rosa y {{nome}} y {{nome}} y {nombre}"
    assert unknown(text) == ("nome",)
    assert find(text) == ("nombre",)


DOCUMENT = WrittenDocument(
    kind="appeal",
    addressee="superior_court",
    subject="Apelación de {{nombre}}",
    on=date(2026, 11, 2),
    sections=(Section("section", "Petitorio", "Uno {{nombre}}\ndos {{expediente_judicial}}"),),
    annexes=(Annex("ruling", "Copia de {{expediente_judicial}}", 3, None),),
)


def test_the_fingerprint_is_of_the_text_and_not_of_how_its_lines_end():
    (section,) = DOCUMENT.sections
    typed = replace(section, text=section.text.replace("\n", "\r\n"))
    assert replace(DOCUMENT, sections=(typed,)).fingerprint() == DOCUMENT.fingerprint()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "appearance"),
        ("addressee", ""),
        ("subject", "Otra"),
        ("on", None),
        ("sections", ()),
        ("annexes", (Annex("ruling", "Copia de {{expediente_judicial}}", 4, None),)),
    ],
)
def test_whatever_changes_in_the_text_changes_the_fingerprint(field, value):
    assert replace(DOCUMENT, **{field: value}).fingerprint() != DOCUMENT.fingerprint()


def test_a_document_is_merged_in_every_part_and_its_fingerprint_is_that_of_the_open_one():
    merged = DOCUMENT.merged({"nombre": "Rosa", "expediente_judicial": "7"})
    assert merged.subject == "Apelación de Rosa"
    assert merged.sections[0].text == "Uno Rosa\ndos 7"
    assert merged.annexes[0].title == "Copia de 7"
    assert DOCUMENT.placeholders() == ("nombre", "expediente_judicial")
    assert merged.placeholders() == ()
    assert placeholders.find(DOCUMENT.sections[0].text) == ("nombre", "expediente_judicial")
