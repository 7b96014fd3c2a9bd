"""Single rules of sessions: choices, languages, defaults, rows inside rows, hostile forms."""

import itertools

import pytest
from xform_text import NOON, counter, session, xform

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession

PLACES = """<instance id="place"><root>
<item><name>p1</name><label>Provincia 1</label><up>d1</up></item>
<item><name>p2</name><label>Provincia 2</label><up>d2</up></item>
<item><name>p3</name><label>Provincia 3</label><up>d2</up></item></root></instance>"""
CASCADE = (
    '<input ref="/data/department"/><select1 ref="/data/province">'
    "<itemset nodeset=\"instance('place')/root/item[up = /data/department]\">"
    '<value ref="name"/><label ref="label"/></itemset></select1>'
)


def test_choices_follow_their_filter_and_come_back():
    form = session("<department/><province/>", CASCADE, PLACES)
    assert form.node("province").choices == ()
    form.answer("department", "d2")
    assert form.node("province").choices == (("p2", "Provincia 2"), ("p3", "Provincia 3"))
    form.answer("province", "p3")
    assert form.answer("department", "d1") == {"department", "province"}
    assert "province" not in form.answers()
    form.answer("department", "d2")
    assert form.answers()["province"] == "p3"


def test_a_choice_that_the_list_does_not_have_is_a_problem():
    body = '<select ref="/data/q"><item><label>A</label><value>a</value></item></select>'
    form = session("<q/>", body, answers={"q": ["a", "gone"]})
    assert [problem.kind for problem in form.problems()] == ["type"]


def test_several_choices_are_kept_in_the_order_of_the_form():
    items = "".join(f"<item><label>{x}</label><value>{x}</value></item>" for x in "cab")
    form = session("<q/>", f'<select ref="/data/q">{items}</select>')
    form.answer("q", ["b", "a", "c", "a"])
    assert form.answers() == {"q": ["c", "a", "b"]}


ITEXT = """<itext><translation lang="Español (es)" default="true()">
<text id="q:label"><value>Hola <output value="/data/name"/></value></text>
<text id="q:hint"><value>Ayuda</value></text></translation>
<translation lang="English (en)"><text id="q:label"><value>Hello <output value="/data/name"/></value>
</text><text id="q:hint"><value>-</value></text></translation></itext>"""


def test_labels_speak_the_chosen_language_and_weave_answers_in():
    form = session(
        "<name/><q/>",
        '<input ref="/data/name"/><input ref="/data/q"><label ref="jr:itext(\'q:label\')"/>'
        "<hint ref=\"jr:itext('q:hint')\"/></input>",
        itext=ITEXT,
    )
    assert form.language == "Español (es)"
    assert form.answer("name", "Flor") == {"name", "q"}
    assert form.node("q").label == "Hola Flor"
    assert "q" in form.set_language("English (en)")
    assert form.node("q").label == "Hello Flor"
    assert form.node("q").hint == "Ayuda"
    with pytest.raises(KeyError):
        form.set_language("Quechua")


def test_defaults_are_set_on_a_new_record_only():
    parts = (
        "<fixed>7</fixed><day/>",
        '<input ref="/data/fixed"/><input ref="/data/day"/>',
        (
            '<bind nodeset="/data/fixed" type="int"/><bind nodeset="/data/day" type="date"/>'
            '<setvalue ref="/data/day" event="odk-instance-first-load" value="today()"/>'
        ),
    )
    assert session(*parts).answers() == {"fixed": 7, "day": "2026-03-02"}
    assert session(*parts, answers={}).answers() == {}
    assert session(*parts, answers={"fixed": 3}).answers() == {"fixed": 3}


def test_an_answer_sets_another():
    form = session(
        "<a/><b/>",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/a"/>'
        '</input><input ref="/data/b"/>',
    )
    assert form.answer("a", "x") == {"a", "b"}
    form.answer("b", "own")
    assert form.answers() == {"a": "x", "b": "own"}


def test_readonly_places_keep_their_value():
    form = session(
        "<g><a>1</a></g>",
        '<group ref="/data/g"><input ref="/data/g/a"/></group>',
        '<bind nodeset="/data/g" readonly="true()"/>',
    )
    assert form.answer("g/a", "2") == frozenset()
    assert form.node("g/a").readonly
    assert form.answers() == {"g/a": "1"}


def test_rows_inside_rows_have_their_own_paths():
    form = session(
        '<a jr:template=""><n/><b jr:template=""><x/><where/></b></a>',
        '<repeat nodeset="/data/a"><input ref="/data/a/n"/><repeat nodeset="/data/a/b">'
        '<input ref="/data/a/b/x"/></repeat></repeat>',
        '<bind nodeset="/data/a/b/where" calculate="concat(position(../..), \'.\', position(..))"/>',
        new_id=counter(),
    )
    outer = [form.add_row("a") for _ in range(2)]
    inner = [form.add_row(f"a/{outer[1]}/b") for _ in range(2)]
    assert form.answers() == {
        f"a/{outer[1]}/b/{inner[0]}/where": "2.1",
        f"a/{outer[1]}/b/{inner[1]}/where": "2.2",
    }
    form.remove_row("a", outer[0])
    assert form.answers()[f"a/{outer[1]}/b/{inner[1]}/where"] == "1.2"
    assert form.rows(f"a/{outer[1]}/b") == tuple(inner)


def test_rows_keep_identifiers_given_from_outside():
    form = session(
        '<a jr:template=""><n/></a>', '<repeat nodeset="/data/a"><input ref="/data/a/n"/></repeat>'
    )
    assert form.add_row("a", "fila-1") == "fila-1"
    for wrong in ("fila-1", "", "x/y"):
        with pytest.raises(FormInvalidError):
            form.add_row("a", wrong)


def test_progress_counts_what_is_asked_now():
    form = session(
        "<g><a/><b/><c/></g>",
        '<group ref="/data/g"><input ref="/data/g/a"/><input ref="/data/g/b"/></group>',
        '<bind nodeset="/data/g/b" relevant="../a = \'x\'"/>'
        '<bind nodeset="/data/g/c" calculate="../a"/>',
    )
    assert form.progress("g") == (0, 1)
    form.answer("g/a", "x")
    assert form.progress("g") == (1, 2)


def test_rules_that_read_themselves_settle_or_stop():
    form = session(
        "<a/><b/>",
        '<input ref="/data/a"/>',
        '<bind nodeset="/data/a" calculate="/data/b + 1"/>'
        '<bind nodeset="/data/b" calculate="coalesce(/data/a, 0) + 1"/>',
    )
    assert form.definition.compiled.cycles == (("/data/a@calculate", "/data/b@calculate"),)
    assert form.answers()


@pytest.mark.parametrize(
    ("instance", "body", "model", "reason"),
    [
        ("<a/>", '<group ref="/data/b"><input ref="/data/a"/></group>', "", "unknown_node"),
        ("<a/>", '<input ref="/data/a"/>', '<bind nodeset="/data/a" relevant="edad(.)"/>', "unknown_function"),
        ("<a/>", '<input ref="/data/a"><label><output value="1 +"/></label></input>', "", "expression_syntax"),
        ("<a/>", "", '<setvalue ref="/data/a" event="click" value="1"/>', "unknown_event"),
        ("<a/>", "", '<setvalue ref="/data/z" event="odk-instance-load" value="1"/>', "unknown_node"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_run_is_refused_when_it_is_loaded(instance, body, model, reason):
    with pytest.raises(FormInvalidError) as caught:
        load_definition(xform(instance, body, model))
    assert caught.value.details["reason"] == reason
    assert caught.value.details["where"]


def test_a_question_without_a_place_is_left_out_but_never_of_our_own_fichas():
    xml = xform("<a/>", '<input ref="/data/b"/><input ref="/data/a"/>')
    definition = load_definition(xml)
    assert [element.path for element in definition.body] == ["a"]
    with pytest.raises(FormInvalidError) as caught:
        load_definition(xml, strict=True)
    assert caught.value.details == {"reason": "unknown_node", "where": "/data/b"}


def test_our_own_fichas_may_not_compute_in_a_circle():
    model = """<bind nodeset="/data/a" calculate="/data/b + 1"/>
      <bind nodeset="/data/b" calculate="/data/a + 1"/>"""
    xml = xform("<a/><b/>", "", model)
    assert load_definition(xml).compiled.cycles
    with pytest.raises(FormInvalidError) as caught:
        load_definition(xml, strict=True)
    assert caught.value.details["reason"] == "self_dependence"


def test_a_big_form_loads_and_answers():
    count = 300
    names = [f"q{place}" for place in range(count)]
    form = xform(
        "".join(f"<{name}/>" for name in names),
        "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names),
        "".join(
            f'<bind nodeset="/data/{name}" type="int" relevant="/data/{before} &gt;= 0"/>'
            for before, name in itertools.pairwise(names)
        ),
    )
    running = FormSession(load_definition(form), clock=SetClock(NOON))
    for place, name in enumerate(names):
        assert name in running.answer(name, place)
    assert len(running.answers()) == count
    assert len(running.answer("q0", None)) == count


def test_answers_of_a_stranger_do_no_harm():
    form = session(
        '<a jr:template=""><n/></a><q/><s/>',
        '<repeat nodeset="/data/a"><input ref="/data/a/n"/></repeat><input ref="/data/q"/>'
        '<select ref="/data/s"><item><label>A</label><value>a</value></item></select>',
        '<bind nodeset="/data/q" type="int"/>',
        answers={
            "/".join("a" * 5000): "x",
            "a//n": "x",
            "a/r1/z": "x",
            "/": "x",
            "": "x",
            "gone": "x",
            "q": [1, {}],
            "s": [{"a": 1}, "a"],
            "meta/instanceID": "mine",
        },
    )
    assert form.rows("a") in {(), ("r1",)}
    assert {problem.kind for problem in form.problems()} == {"type"}
    assert set(form.answers()) <= {"s"}


def test_a_draft_goes_on_where_it_was_left():
    parts = (
        '<a jr:template=""><n/></a><q/><hide/><secret/>',
        (
            '<repeat nodeset="/data/a"><input ref="/data/a/n"/></repeat><input ref="/data/q"/>'
            '<input ref="/data/hide"/><input ref="/data/secret"/>'
        ),
        (
            '<bind nodeset="/data/q" type="int"/>'
            '<bind nodeset="/data/secret" relevant="/data/hide != \'yes\'"/>'
        ),
    )
    form = session(*parts)
    first, second = form.add_row("a"), form.add_row("a")
    form.answer(f"a/{second}/n", "x")
    form.answer("q", "doce")
    form.answer("secret", "guardado")
    form.answer("hide", "yes")
    again = FormSession(form.definition, clock=SetClock(NOON), answers=form.draft())
    assert again.draft() == form.draft()
    assert again.rows("a") == (first, second)
    assert again.problems() == form.problems()
    again.answer("hide", "no")
    assert again.answers()["secret"] == "guardado"


def test_rows_come_back_in_the_order_in_which_they_were_made():
    parts = (
        '<a jr:template=""><n/></a>',
        '<repeat nodeset="/data/a"><input ref="/data/a/n"/></repeat>',
    )
    form = session(*parts)
    rows = [form.add_row("a") for _ in range(30)]
    for place, row in enumerate(rows):
        form.answer(f"a/{row}/n", str(place))
    answers = dict(sorted(form.answers().items()))
    assert session(*parts, answers=answers).rows("a") == tuple(rows)


def test_an_answer_taken_back_makes_no_row():
    form = session(
        '<a jr:template=""><n/></a>',
        '<repeat nodeset="/data/a"><input ref="/data/a/n"/></repeat>',
        answers={"a/r1/n": None, "a/r2/n": "x"},
    )
    assert form.rows("a") == ("r2",)


def test_spaces_are_no_answer():
    form = session("<a/>", '<input ref="/data/a"/>', '<bind nodeset="/data/a" required="true()"/>')
    form.answer("a", "  \n ")
    assert [problem.kind for problem in form.problems()] == ["required"]


def test_a_blank_number_of_rows_leaves_the_rows_that_are_there():
    form = session(
        '<n/><a jr:template=""><m/><b jr:template=""><x/></b><b><x/></b></a>',
        '<input ref="/data/n"/><repeat nodeset="/data/a" jr:count="/data/n"><input ref="/data/a/m"/>'
        '<repeat nodeset="/data/a/b" jr:count="../m"><input ref="/data/a/b/x"/></repeat></repeat>',
        '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/a/m" type="int"/>',
    )
    form.answer("n", 2)
    rows = form.rows("a")
    assert [form.rows(f"a/{row}/b") for row in rows] == [(), ()]
    form.answer(f"a/{rows[0]}/m", 2)
    inner = form.rows(f"a/{rows[0]}/b")
    assert len(inner) == 2
    form.answer(f"a/{rows[0]}/m", None)
    form.answer("n", None)
    assert form.rows("a") == rows
    assert form.rows(f"a/{rows[0]}/b") == inner
    for endless in ("1e999", "-1"):
        form.answer("n", endless)
        assert form.rows("a") in {rows, ()}
