import pytest
from xform_text import counter, session

from cem_desktop.forms.session import FieldProblem, FormSession

SEX = """<select1 ref="/data/sex"><label>Sexo</label><item><label>Mujer</label><value>woman</value>
</item><item><label>Hombre</label><value>man</value></item></select1>"""


def test_an_answer_moves_what_reads_it_and_nothing_else():
    form = session(
        "<sex/><age/><other/><minor/>",
        SEX + '<input ref="/data/age"/><input ref="/data/other"/>',
        '<bind nodeset="/data/age" type="int" relevant="/data/sex = \'woman\'"/>'
        "<bind nodeset=\"/data/minor\" calculate=\"if(/data/age &lt; 18, 'yes', 'no')\"/>",
    )
    assert not form.node("age").relevant
    assert form.answer("sex", "woman") == {"sex", "age"}
    assert form.answer("age", 17) == {"age", "minor"}
    assert form.answers() == {"sex": "woman", "age": 17, "minor": "yes"}
    assert form.answer("other", "x") == {"other"}


def test_what_is_hidden_reads_blank_and_comes_back():
    form = session(
        "<sex/><grp><name/></grp><echo/>",
        SEX + '<group ref="/data/grp"><input ref="/data/grp/name"/></group>',
        '<bind nodeset="/data/grp" relevant="/data/sex = \'woman\'"/>'
        '<bind nodeset="/data/echo" calculate="/data/grp/name"/>',
    )
    form.answer("sex", "woman")
    form.answer("grp/name", "alias")
    assert form.answers()["echo"] == "alias"
    changed = form.answer("sex", "man")
    assert changed == {"sex", "grp", "grp/name", "echo"}
    assert form.answers() == {"sex": "man"}
    form.answer("sex", "woman")
    assert form.answers() == {"sex": "woman", "grp/name": "alias", "echo": "alias"}


def test_problems_come_in_document_order_with_the_forms_own_words():
    form = session(
        "<a/><b>9</b><c/>",
        '<input ref="/data/a"><label>A</label></input><input ref="/data/b"><label>B</label></input>'
        '<input ref="/data/c"><label>C</label></input>',
        '<bind nodeset="/data/a" required="true()" jr:requiredMsg="Falta A"/>'
        '<bind nodeset="/data/b" type="int" constraint=". &lt; 5" jr:constraintMsg="Hasta 4"/>'
        '<bind nodeset="/data/c" type="int" constraint=". &gt; 5"/>',
    )
    assert form.problems() == (
        FieldProblem("a", "required", "Falta A", "A"),
        FieldProblem("b", "constraint", "Hasta 4", "B"),
    )
    form.answer("c", "doce")
    assert form.node("c").value == "doce"
    assert form.problems()[-1] == FieldProblem("c", "type", "", "C")
    form.answer("c", 4)
    assert form.problems()[-1].kind == "constraint"
    form.answer("c", None)
    assert [problem.path for problem in form.problems()] == ["a", "b"]


KIDS = """<group ref="/data/kids"><label>Hijos</label><repeat nodeset="/data/kids">
<input ref="/data/kids/age"><label>Edad</label></input></repeat></group>"""
KIDS_MODEL = (
    '<bind nodeset="/data/kids/age" type="int"/>'
    '<bind nodeset="/data/kids/place" calculate="position(..)"/>'
    '<bind nodeset="/data/total" calculate="sum(/data/kids/age)"/>'
)


def test_rows_keep_their_identity_when_others_go():
    form = session(
        "<kids><age/><place/></kids><total/>", KIDS, KIDS_MODEL, new_id=counter(), answers={}
    )
    first, second, third = (form.add_row("kids") for _ in range(3))
    for row, age in ((first, 3), (second, 4), (third, 5)):
        form.answer(f"kids/{row}/age", age)
    assert form.answers()["total"] == "12"
    changed = form.remove_row("kids", second)
    assert {f"kids/{second}/age", f"kids/{third}/place", "total"} <= changed
    assert f"kids/{first}/place" not in changed
    assert form.rows("kids") == (first, third)
    assert form.answers()["total"] == "8"
    with pytest.raises(KeyError):
        form.node(f"kids/{second}/age")


def test_an_answer_in_one_row_touches_that_row_only():
    form = session(
        "<kids><age/><double/></kids>",
        KIDS,
        '<bind nodeset="/data/kids/age" type="int"/>'
        '<bind nodeset="/data/kids/double" calculate="../age * 2"/>',
        answers={"kids/x/age": 1, "kids/y/age": 2},
    )
    assert form.rows("kids") == ("x", "y")
    assert form.answer("kids/y/age", 7) == {"kids/y/age", "kids/y/double"}


def test_a_saved_record_opens_again_as_it_was():
    first = session("<kids><age/><place/></kids><total/>", KIDS, KIDS_MODEL, new_id=counter())
    row = first.add_row("kids")
    first.answer(f"kids/{row}/age", 6)
    again = FormSession(
        first.definition, clock=first.engine.environment.clock, answers=first.answers()
    )
    assert again.answers() == first.answers()


def test_counted_rows_follow_their_number_and_are_capped():
    form = session(
        "<n/><rep><a/></rep>",
        '<input ref="/data/n"/><group ref="/data/rep"><repeat nodeset="/data/rep"'
        ' jr:count="/data/n"><input ref="/data/rep/a"/></repeat></group>',
        '<bind nodeset="/data/n" type="int"/>',
        new_id=counter(),
    )
    assert form.rows("rep") == ()
    form.answer("n", 3)
    rows = form.rows("rep")
    assert len(rows) == 3
    form.answer("n", 2)
    assert form.rows("rep") == rows[:2]
    form.answer("n", 10**9)
    assert len(form.rows("rep")) == 1000


def test_what_has_no_place_here_is_neither_taken_nor_given_out():
    parts = (
        "<name/><sex/><echo/>",
        '<input ref="/data/name"><label>Nombre</label></input>' + SEX,
        (
            '<bind nodeset="/data/name" cem:privacy="identity"/>'
            '<bind nodeset="/data/echo" calculate="/data/name"/>'
        ),
    )
    form = session(*parts, withheld=frozenset({"identity"}))
    assert form.node("name").withheld
    assert not form.node("sex").withheld
    assert form.answer("name", "Rosa") == frozenset()
    form.answer("sex", "woman")
    assert form.answers() == form.draft() == {"sex": "woman"}
    again = session(*parts, answers={"name": "Rosa"}, withheld=frozenset({"identity"}))
    assert again.answers() == again.draft() == {}
    assert session(*parts, answers={"name": "Rosa"}).answers() == {"name": "Rosa", "echo": "Rosa"}
