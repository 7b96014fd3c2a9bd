"""Our own fichas, changed at random, load and run, or are refused with a word on where.

Elements are dropped, doubled, moved and renamed, attributes taken from elsewhere, and expressions
that stand in the fichas cut up and put together again: what headquarters, a broken editor or an
attacker could make of them.
"""

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xform_text import NOON, xform

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.authoring import compile_sheets
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.environment import ODK_PREFIXES
from cem_desktop.forms.function_table import FUNCTIONS
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.sheets import read_source
from cem_desktop.services.attached_lists import attached_list

FORMS = Path(__file__).parents[2] / "forms"
FICHAS = ("f01", "f06", "f20")
XFORMS = f"{{{ODK_PREFIXES['']}}}"
JAVAROSA = f"{{{ODK_PREFIXES['jr']}}}"
RUBBLE = [
    "", "/data", ".", "..", "/data/*", "//*", "/", "@*", "1", "1 div 0", "''", "true()", "today()", "uuid()",
    "position(..)", "count(//*)", "current()/..", "instance('x')/root/item", "jr:itext('x')", "once(.)",
    "jr:choice-name(., '.')", "pulldata('districts', 'label', 'name', .)", "indexed-repeat(., .., 1)",
    "randomize(/data/*)", "selected-at(., 99999999999)", "substr(., -9, 999999999)", "round(., 400)",
    "pow(9, 9999)", "checklist(1, 2, 3)", "regex(., '(a+)+$')", "format-date(., '%Y')", "sum(.)", "ñ", "[[",
    "int", "date", "time", "dateTime", "binary", "geopoint", "odk-new-repeat", "xforms-value-changed",
    "jr://file-csv/districts.csv", "jr://instance/last-saved", "999999999", "-1", "NaN", "multiline", "likert",
]  # fmt: skip
ATTRIBUTES = [
    "ref", "nodeset", "value", "event", "id", "calculate", "relevant", "required", "readonly", "constraint",
    "type", "appearance", "start", "end", "step", "src", "mediatype", "bind", f"{JAVAROSA}count",
    f"{JAVAROSA}template", f"{JAVAROSA}noAddRemove", f"{JAVAROSA}preload", f"{JAVAROSA}constraintMsg",
]  # fmt: skip
PLACE = st.integers(0, 5_000)
for prefix, address in ODK_PREFIXES.items():
    if prefix != "xhtml":
        ET.register_namespace(prefix, address)


@cache
def compiled(form):
    """The XForm of a ficha, compiled once."""
    return compile_sheets(read_source(FORMS / form / "form.yaml"), form, attached_list).encode()


def structure(root):
    """The elements that decide how a form works; words and lists of choices are left out."""
    left_out = {
        inner
        for top in (*root.iter(f"{XFORMS}itext"), *list(root.iter(f"{XFORMS}instance"))[1:])
        for inner in top.iter()
    }
    return [element for element in root.iter() if element not in left_out]


def drop(target, source, one, other, word):
    children = list(target)
    if children:
        target.remove(children[other % len(children)])


def double(target, source, one, other, word):
    children = list(target)
    if children:
        target.insert(one % len(children), children[other % len(children)])


def rename(target, source, one, other, word):
    target.tag = source.tag


def forget(target, source, one, other, word):
    if target.attrib:
        del target.attrib[sorted(target.attrib)[other % len(target.attrib)]]


def splice(target, source, one, other, word):
    if target.attrib:
        name = sorted(target.attrib)[other % len(target.attrib)]
        held = target.attrib[name]
        cut = one % (len(held) + 1)
        target.set(name, held[:cut] + word + held[cut + one % 4 :])


def replace(target, source, one, other, word):
    if target.attrib:
        target.set(sorted(target.attrib)[other % len(target.attrib)], word)


def say(target, source, one, other, word):
    target.text = word


def borrow(target, source, one, other, word):
    target.attrib.update(source.attrib)


def give(target, source, one, other, word):
    target.set(ATTRIBUTES[other % len(ATTRIBUTES)], word)


def move(target, source, one, other, word):
    if source not in set(target.iter()) and target not in set(source.iter()):
        target.append(source)


ACTS = (drop, double, rename, forget, splice, replace, say, borrow, give, move)
CHANGE = st.tuples(st.sampled_from(ACTS), PLACE, PLACE, st.sampled_from(RUBBLE))


def change(root, act, one, other, word):
    elements = structure(root)
    act(elements[one % len(elements)], elements[other % len(elements)], one, other, word)


def use(xml):
    """Load, answer, add rows, switch languages, save and open again."""
    definition = load_definition(xml, attached_list)
    session = FormSession(definition, clock=SetClock(NOON))
    there = session.engine.grower.by_path
    asked = [path for path, node in there.items() if node.place.control and not node.is_marker]
    for path in asked[::3]:
        if path in there and there[path].place.is_answer:
            offered = session.node(path).choices
            session.answer(path, offered[0][0] if offered else "3")
    for path in [path for path, node in there.items() if node.is_marker][:4]:
        if there[path].place.count is None and not there[path].place.fixed:
            session.add_row(path)
    for language in definition.languages:
        session.set_language(language)
    session.problems()
    for path in list(there)[::7]:
        session.node(path)
    FormSession(definition, clock=SetClock(NOON), answers=session.answers())
    FormSession(definition, clock=SetClock(NOON), answers=session.draft())


def used_or_refused(xml):
    """Use a form; where it is refused, the refusal says why and where."""
    try:
        use(xml)
    except FormInvalidError as error:
        return error.details
    return None


@pytest.mark.parametrize("form", FICHAS)
def test_the_fichas_that_are_changed_run_as_they_are(form):
    assert used_or_refused(ET.tostring(ET.fromstring(compiled(form)))) is None


@given(st.sampled_from(FICHAS), st.lists(CHANGE, min_size=1, max_size=12))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_ficha_runs_or_is_refused_with_its_place(form, changes):
    root = ET.fromstring(compiled(form))
    for one in changes:
        change(root, *one)
    details = used_or_refused(ET.tostring(root))
    assert details is None or (details["reason"] and details["where"]), details


# --- expressions --------------------------------------------------------------------------------

PIECES = [
    "/data/a", "/data/r/x", "../x", ".", "..", "//*", "/data/r[1]/x", "current()/../x", "'a'", "'2026-01-05'",
    "''", "1", "-1.5", "99999999999", "(", ")", "[", "]", "+", "-", "*", " div ", " mod ", "=", "!=", "<", "<=",
    " and ", " or ", "|", ",", "/", "//", "::", "@", "$", "true()", "instance('l')/root/item", "[position() = 2]",
    *(f"{name}(" for name in sorted(FUNCTIONS)),
]  # fmt: skip
OPERATORS = st.sampled_from(
    ["+", "-", "*", " div ", " mod ", "=", "!=", "<", ">=", " and ", " or ", "|"]
)
ATOMS = st.sampled_from(
    [piece for piece in PIECES if re.match(r"[/.'\d]|-1|current|instance|true", piece)]
)


def grown(inner):
    calls = st.sampled_from(sorted(FUNCTIONS)).flatmap(
        lambda name: st.lists(
            inner,
            min_size=FUNCTIONS[name].least,
            max_size=FUNCTIONS[name].most or FUNCTIONS[name].least + 2,
        ).map(lambda arguments: f"{name}({', '.join(arguments)})")
    )
    pairs = st.tuples(inner, OPERATORS, inner).map(lambda parts: f"({''.join(parts)})")
    narrowed = st.tuples(st.sampled_from(["//*", "/data/r", ".."]), inner).map(
        "{0[0]}[{0[1]}]".format
    )
    return st.one_of(calls, pairs, narrowed)


EXPRESSIONS = st.one_of(
    st.recursive(ATOMS, grown, max_leaves=8),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join),
)
PLACES = {
    "calculate": '<bind nodeset="/data/r/y" calculate="{}"/>',
    "relevant": '<bind nodeset="/data/r" relevant="{}"/>',
    "constraint": '<bind nodeset="/data/r/x" type="int" constraint="{}"/>',
    "required": '<bind nodeset="/data/a" required="{}"/>',
    "readonly": '<bind nodeset="/data/a" readonly="{}"/>',
    "default": '<setvalue ref="/data/b" event="odk-instance-first-load odk-new-repeat" value="{}"/>',
    "target": '<setvalue ref="{}" event="odk-instance-load" value="1"/>',
}
BODIES = {
    "count": '<repeat nodeset="/data/s" jr:count="{}"><input ref="/data/s/z"/></repeat>',
    "choices": '<select ref="/data/c"><itemset nodeset="{}"><value ref="."/><label ref="."/></itemset></select>',
    "labels": "<select1 ref=\"/data/c\"><itemset nodeset=\"instance('l')/root/item\"><value ref=\"name\"/>"
    '<label ref="{}"/></itemset></select1>',
    "words": '<input ref="/data/c"><label>x<output value="{}"/></label></input>',
    "change": '<input ref="/data/c"><setvalue event="xforms-value-changed" ref="/data/b" value="{}"/></input>',
}  # fmt: skip
INSTANCE = '<a>1</a><b/><c/><r jr:template=""><x/><y/></r><s jr:template=""><z/></s>'
ASKED = '<input ref="/data/a"/><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>'
LIST = '<instance id="l"><root><item><name>p</name></item><item><name>q</name></item></root></instance>'


def form_with(place, expression):
    written = expression.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    if place in PLACES:
        return xform(INSTANCE, ASKED, LIST + PLACES[place].format(written))
    return xform(INSTANCE, ASKED + BODIES[place].format(written), LIST)


@given(st.sampled_from([*PLACES, *BODIES]), EXPRESSIONS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_expression_in_any_place_runs_or_is_refused(place, expression):
    details = used_or_refused(form_with(place, expression))
    assert details is None or (details["reason"] and details["where"]), details
