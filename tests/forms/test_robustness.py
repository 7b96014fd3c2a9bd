"""Any well-formed XForm loads and runs, or is refused with a word on where."""

import copy
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xform_text import NOON, xform

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.definition import Repeat, load_definition
from cem_desktop.forms.environment import ODK_PREFIXES
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.xml_tree import MAX_BYTES

for prefix, address in ODK_PREFIXES.items():  # a path means a place by its prefix too
    if prefix != "xhtml":
        ET.register_namespace(prefix, address)
FORM = xform(
    '<a>1</a><b/><g><c/></g><n>2</n><r jr:template=""><x/><s jr:template=""><y/></s></r><f/>',
    """<input ref="/data/a"><label ref="jr:itext('a')"/><hint>h</hint>
    <setvalue event="xforms-value-changed" ref="/data/b" value="/data/a"/></input>
    <group ref="/data/g"><select1 ref="/data/g/c"><itemset nodeset="instance('l')/root/item[n != /data/a]">
    <value ref="n"/><label ref="n"/></itemset></select1></group>
    <group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/x"/>
    <repeat nodeset="/data/r/s"><rank ref="/data/r/s/y"><item><label>1</label><value>1</value></item></rank>
    </repeat></repeat></group><upload ref="/data/f" mediatype="image/*"/><range ref="/data/n" start="1" end="5"/>""",
    """<instance id="l"><root><item><n>1</n></item><item><n>2</n></item></root></instance>
    <bind nodeset="/data/a" type="int" required="true()" constraint=". &lt; 5" jr:constraintMsg="m"/>
    <bind nodeset="/data/b" type="date" calculate="today() + /data/a" readonly="true()"/>
    <bind nodeset="/data/g" relevant="selected(/data/a, '1')"/><bind nodeset="/data/n" type="int"/>
    <bind nodeset="/data/r/x" type="string" calculate="concat(position(..), ../../a)"/>
    <setvalue event="odk-instance-first-load" ref="/data/g/c" value="once('2')"/>""",
    """<itext><translation lang="es" default="true()"><text id="a"><value>A <output value="/data/b"/></value>
    </text></translation><translation lang="en"><text id="a"><value>-</value></text></translation></itext>""",
)
WORDS = st.sampled_from(
    ["", "/data", "..", ".", "1", "true()", "/data/r[1]", "position(..)", "instance('l')/root/item",
     "jr:itext('a')", "//*", "/data/r/s", "uuid()", "int", "geopoint", "count(/data/r)", "/data/a"]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.sampled_from("daert"), WORDS),
    min_size=1,
    max_size=4,
)


def changed(changes):
    """The form with elements and attributes dropped, doubled, renamed or given other words."""
    root = ET.fromstring(FORM)
    for one, other, kind, word in changes:
        elements = list(root.iter())
        target, source = (
            elements[one % len(elements)],
            elements[-1 - other % max(1, len(elements) - 3)],
        )
        if kind == "d" and len(target):
            target.remove(target[other % len(target)])
        elif kind == "a" and target.attrib:
            target.set(sorted(target.attrib)[other % len(target.attrib)], word)
        elif kind == "e":
            target.append(copy.deepcopy(source))
        elif kind == "r":
            target.tag = source.tag
        else:
            target.text = word
    return ET.tostring(root)


def use(definition):
    session = FormSession(definition, clock=SetClock(NOON))
    there = session.engine.grower.by_path
    for path in definition.questions:
        if path in there and not there[path].is_marker:
            session.answer(path, "1")
    for element in definition.body:
        if isinstance(element, Repeat) and not element.counted and element.path in there:
            session.add_row(element.path)
    for language in definition.languages:
        session.set_language(language)
    return [session.node(node.path) for node in list(session.engine.root.below())]


def test_the_form_that_is_changed_runs():
    assert use(load_definition(FORM))


@given(CHANGES)
@settings(max_examples=150, deadline=None)
def test_a_changed_form_runs_or_is_refused_with_its_place(changes):
    xml = changed(changes)
    refused = None
    try:
        use(load_definition(xml))
    except FormInvalidError as error:
        refused = error
    assert refused is None or (refused.details["reason"] and refused.details["where"])


def test_too_much_is_refused():
    with pytest.raises(FormInvalidError) as caught:
        load_definition(b" " * (MAX_BYTES + 1))
    assert caught.value.details["reason"] == "too_large"
