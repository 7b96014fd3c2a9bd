import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.xml_tree import MAX_DEPTH, parse_xml

HOSTILE = {
    "document_type": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "too_deep": b"<a>" * (MAX_DEPTH + 2) + b"</a>" * (MAX_DEPTH + 2),
    "not_xml": b"<a><b></a>",
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_hostile_documents_are_refused(reason):
    with pytest.raises(FormInvalidError) as caught:
        parse_xml(HOSTILE[reason])
    assert caught.value.details["reason"] == reason


def test_an_external_document_type_is_refused():
    with pytest.raises(FormInvalidError):
        parse_xml(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with pytest.raises(FormInvalidError):
        load_definition(data)


def test_prefixes_and_texts_are_kept():
    root = next(parse_xml(b'<a xmlns:o="urn:o" o:k="v">x<!--c--><o:b>y</o:b></a>').elements())
    assert root.string_value() == "xy"
    assert root.attribute("k", "urn:o") == "v"
    assert [child.name for child in root.elements()] == ["o:b"]
