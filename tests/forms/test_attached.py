"""Lists that a form reads from files beside it."""

import pytest
from xform_text import NOON, xform

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession

CSV = "name,label,region\na,Amapola,norte\nb,Begonia,sur\nc,Cantuta,sur\n"
LIST = '<instance id="flores" src="jr://file-csv/flores.csv"/>'
ASKED = """<select1 ref="/data/flor"><label>Flor</label>
<itemset nodeset="instance('flores')/root/item[region = /data/region]">
<value ref="name"/><label ref="label"/></itemset></select1>"""


def opened(data, source=LIST, body=ASKED, name="flores.csv", model=""):
    xml = xform("<region>sur</region><flor/><dicho/>", body, source + model)
    files = {name: data if isinstance(data, bytes) else data.encode()}
    return FormSession(load_definition(xml, files.get), clock=SetClock(NOON))


def choices(data, **options):
    return opened(data, **options).node("flor").choices


def test_choices_come_from_a_table():
    session = opened(CSV)
    assert session.node("flor").choices == (("b", "Begonia"), ("c", "Cantuta"))
    session.answer("region", "norte")
    assert session.node("flor").choices == (("a", "Amapola"),)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\r", "\n\n"])
def test_tables_of_other_programs_are_read(separator, end):
    text = "\ufeff" + CSV.replace(",", separator).replace("\n", end)
    assert choices(text) == (("b", "Begonia"), ("c", "Cantuta"))


def test_quoted_cells_keep_their_separators_and_short_rows_are_blank():
    text = 'name,label,region\nb,"Begonia, roja",sur\nc\n\n'
    assert choices(text) == (("b", "Begonia, roja"),)


def test_a_table_of_headings_only_offers_nothing():
    assert choices("name,label,region\n") == ()


def test_choices_come_from_xml():
    text = "<root><item><name>b</name><label>Begonia</label><region>sur</region></item></root>"
    source = '<instance id="flores" src="jr://file/flores.xml"/>'
    assert choices(text, source=source, name="flores.xml") == (("b", "Begonia"),)


def test_a_file_replaces_what_stands_in_its_place():
    source = LIST.replace(
        "/>", "><root><item><name>_</name><label>-</label></item></root></instance>"
    )
    assert choices(CSV, source=source) == (("b", "Begonia"), ("c", "Cantuta"))


def test_pulldata_finds_a_column():
    model = """<bind nodeset="/data/dicho"
      calculate="pulldata('flores', 'label', 'name', /data/flor)"/>"""
    session = opened(CSV, model=model)
    assert session.node("dicho").value is None
    session.answer("flor", "c")
    assert session.node("dicho").value == "Cantuta"


def test_the_record_saved_before_is_never_read():
    source = """<instance id="antes" src="jr://instance/last-saved"/>
      <bind nodeset="/data/dicho" calculate="instance('antes')/data/region"/>"""
    assert opened(b"", source=source, body="").node("dicho").value is None


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('<instance id="x" src="jr://file-csv/other.csv"/>', "attached_missing"),
        ('<instance id="x" src="jr://file-csv/../flores.csv"/>', "attached_address"),
        ('<instance id="x" src="https://example.org/flores.csv"/>', "attached_address"),
        ('<instance id="x" src="jr://images/flores.csv"/>', "attached_address"),
        ('<instance id="x" src="jr://file/flores.csv"/>', "not_utf8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(source, reason):
    with pytest.raises(FormInvalidError) as refused:
        opened(b"name,label\n\xff,\xfe\n", source=source, body="")
    assert refused.value.details["reason"] == reason
    assert refused.value.details["where"] == "instance x"


def test_xml_that_is_none_is_refused_by_name():
    source = '<instance id="x" src="jr://file/flores.xml"/>'
    with pytest.raises(FormInvalidError) as refused:
        opened(b"<root>", source=source, body="", name="flores.xml")
    assert refused.value.details["where"] == "instance x"


def test_a_whole_list_is_read_once_for_all_sessions_and_a_condition_anew():
    whole = ASKED.replace("[region = /data/region]", "")
    xml = xform("<region>sur</region><flor/><dicho/>", whole, LIST)
    definition = load_definition(xml, {"flores.csv": CSV.encode()}.get)
    one, other = (FormSession(definition, clock=SetClock(NOON)) for _ in range(2))
    assert one.node("flor").choices is other.node("flor").choices
    dated = ASKED.replace("region = /data/region", "today() &lt; '2026-03-03'")
    xml = xform("<region>sur</region><flor/><dicho/>", dated, LIST)
    definition = load_definition(xml, {"flores.csv": CSV.encode()}.get)
    assert FormSession(definition, clock=SetClock(NOON)).node("flor").choices
    later = SetClock(NOON.replace(month=4))
    assert FormSession(definition, clock=later).node("flor").choices == ()
