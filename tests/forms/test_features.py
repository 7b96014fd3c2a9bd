"""What forms rely on, feature by feature: casts, dates, repeats, draws, texts, kinds of question."""

import random

import pytest
from xform_text import NOON, counter, session

from cem_desktop.domain.period import SetClock


def computed(expression, instance="", body="", model="", **options):
    """The value that a calculation gets in a form with ``instance`` and ``body`` beside it."""
    bind = f'<bind nodeset="/data/found" calculate="{expression}"/>'
    return session(f"{instance}<found/>", body, model + bind, **options)


def found(form):
    return form.node("found").value


# --- casts and kinds of question -------------------------------------------------------------


@pytest.mark.parametrize(
    ("datatype", "typed", "stored"),
    [
        ("int", "12.9", None),
        ("int", " 12 ", 12),
        ("decimal", "12.50", 12.5),
        ("decimal", "1e-7", 1e-7),
        ("decimal", "1e999", None),
        ("date", "2026-03-02", "2026-03-02"),
        ("date", "2026-13-02", None),
        ("time", "9:30", "9:30"),
        ("dateTime", "2026-03-02T09:30:00-05:00", "2026-03-02T09:30:00-05:00"),
        ("string", "12.9", "12.9"),
    ],
)
def test_an_answer_is_of_the_type_of_its_bind_or_a_problem(datatype, typed, stored):
    model = f'<bind nodeset="/data/q" type="{datatype}"/>'
    form = session("<q/>", '<input ref="/data/q"/>', model)
    form.answer("q", typed)
    assert form.answers() == ({} if stored is None else {"q": stored})
    assert [problem.kind for problem in form.problems()] == (["type"] if stored is None else [])


def test_a_computed_value_is_cast_too():
    model = """<bind nodeset="/data/whole" type="int" calculate="7 div 2"/>
      <bind nodeset="/data/day" type="date" calculate="now()"/>
      <bind nodeset="/data/none" type="date" calculate="date('nonsense')"/>
      <bind nodeset="/data/nan" calculate="number('x')"/>"""
    form = session("<whole/><day/><none/><nan/>", "", model)
    assert form.answers() == {"whole": 3, "day": "2026-03-02"}


def test_what_is_no_date_is_never_kept_as_words():
    assert computed("date('nonsense')").answers() == {}
    assert found(computed("coalesce(date('nonsense'), 'x')")) == "x"
    assert found(computed("if(date('nonsense'), 'yes', 'no')")) == "no"


def test_every_kind_of_question_is_told_with_its_parameters():
    body = """<range ref="/data/a" start="1" end="10" step="2" appearance="vertical"/>
      <trigger ref="/data/b"/><upload ref="/data/c" mediatype="image/*"/>
      <rank ref="/data/d"><item><label>X</label><value>x</value></item>
      <item><label>Y</label><value>y</value></item></rank>
      <select1 ref="/data/e" appearance="minimal autocomplete"/>
      <input ref="/data/f" appearance="month-year"/><input ref="/data/g"/>"""
    model = '<bind nodeset="/data/f" type="date"/><bind nodeset="/data/g" readonly="true()"/>'
    form = session("<a/><b/><c/><d/><e/><f/><g/>", body, model)
    kinds = {path: question.type for path, question in form.definition.questions.items()}
    assert kinds == {
        "a": "range", "b": "acknowledge", "c": "upload", "d": "rank", "e": "select_one",
        "f": "date", "g": "note",
    }  # fmt: skip
    parameters = form.definition.questions["a"].parameters
    assert (parameters["start"], parameters["end"], parameters["step"]) == ("1", "10", "2")
    assert form.definition.questions["e"].appearance == "minimal autocomplete"
    assert form.definition.questions["c"].parameters["mediatype"] == "image/*"
    form.answer("b", "OK")
    form.answer("d", ["y", "x"])
    form.answer("c", "foto.jpg")
    assert form.answers() == {"b": "OK", "c": "foto.jpg", "d": ["y", "x"]}


def test_a_ranking_takes_in_what_is_offered_anew_and_drops_what_is_not():
    model = """<instance id="l"><root><item><n>x</n><g>1</g></item><item><n>y</n><g>1</g></item>
      <item><n>z</n><g>2</g></item></root></instance>"""
    body = """<input ref="/data/most"/><rank ref="/data/q">
      <itemset nodeset="instance('l')/root/item[g &lt;= /data/most]"><value ref="n"/>
      <label ref="n"/></itemset></rank>"""
    form = session("<most>1</most><q/>", body, model)
    form.answer("q", ["y", "x"])
    form.answer("most", "2")
    assert form.answers()["q"] == ["y", "x", "z"]
    form.answer("most", "1")
    assert form.answers()["q"] == ["y", "x"]


# --- relevance and choices -------------------------------------------------------------------


def test_relevance_is_handed_down_and_hidden_answers_stay_in_the_session_only():
    model = '<bind nodeset="/data/g" relevant="/data/show = \'1\'"/>'
    body = '<input ref="/data/show"/><group ref="/data/g"><input ref="/data/g/h/q"/></group>'
    form = session("<show>1</show><g><h><q/></h></g>", body, model)
    form.answer("g/h/q", "dicho")
    form.answer("show", "0")
    assert not form.node("g/h/q").relevant
    assert form.answers() == {"show": "0"}
    assert session("<show>1</show><g><h><q/></h></g>", body, model, answers=form.answers()).answer(
        "show", "1"
    )
    form.answer("show", "1")
    assert form.answers() == {"show": "1", "g/h/q": "dicho"}


def test_the_name_of_a_choice_follows_the_language():
    itext = """<itext><translation lang="es" default="true()"><text id="m"><value>Mujer</value></text>
      </translation><translation lang="en"><text id="m"><value>Woman</value></text></translation></itext>"""
    body = """<select1 ref="/data/sex"><item><label ref="jr:itext('m')"/><value>w</value></item>
      </select1>"""
    form = computed("jr:choice-name(/data/sex, '/data/sex')", "<sex/>", body, itext=itext)
    form.answer("sex", "w")
    assert found(form) == "Mujer"
    form.set_language("en")
    assert found(form) == "Woman"


# --- repeats -----------------------------------------------------------------------------------

ROWS = '<r jr:template=""><x/><i jr:template=""><y/></i></r>'
BODY = """<repeat nodeset="/data/r"><input ref="/data/r/x"/><repeat nodeset="/data/r/i">
  <input ref="/data/r/i/y"/></repeat></repeat>"""


def test_a_row_is_named_by_its_place():
    form = computed("indexed-repeat(/data/r/x, /data/r, 2)", ROWS, BODY, new_id=counter())
    rows = [form.add_row("r") for _ in range(3)]
    for row, text in zip(rows, ("uno", "dos", "tres"), strict=True):
        form.answer(f"r/{row}/x", text)
    assert found(form) == "dos"
    form.remove_row("r", rows[0])
    assert found(form) == "tres"


def test_a_row_inside_a_row_is_named_by_both_places():
    expression = "indexed-repeat(/data/r/i/y, /data/r, 2, /data/r/i, 1)"
    form = computed(expression, ROWS, BODY, new_id=counter())
    first, second = form.add_row("r"), form.add_row("r")
    for row, text in ((first, "a"), (second, "b")):
        inner = form.add_row(f"r/{row}/i")
        form.answer(f"r/{row}/i/{inner}/y", text)
    assert found(form) == "b"


def test_numbers_of_rows_count_in_numbers_of_rows():
    body = """<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n">
      <input ref="/data/r/m"/><repeat nodeset="/data/r/i" jr:count="../m"><input ref="/data/r/i/y"/>
      </repeat></repeat>"""
    instance = '<n/><r jr:template=""><m>1</m><i jr:template=""><y/></i></r>'
    model = '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/r/m" type="int"/>'
    form = computed("count(/data/r/i)", instance, body, model, new_id=counter())
    form.answer("n", 3)
    assert found(form) == "3"
    form.answer(f"r/{form.rows('r')[0]}/m", 4)
    assert found(form) == "6"
    form.answer("n", 1)
    assert found(form) == "4"


def test_sums_least_and_greatest_of_rows():
    instance = '<r jr:template=""><x/></r>'
    body = '<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>'
    model = '<bind nodeset="/data/r/x" type="int"/>'
    expression = "concat(coalesce(sum(/data/r/x), 0), ' ', min(/data/r/x), ' ', max(/data/r/x))"
    form = computed(expression, instance, body, model, new_id=counter())
    assert found(form) == "0  "
    for number in (4, 9, 2):
        form.answer(f"r/{form.add_row('r')}/x", number)
    assert found(form) == "15 2 9"


def test_a_new_row_gets_its_dynamic_default():
    model = '<bind nodeset="/data/r/day" type="date"/>'
    body = """<repeat nodeset="/data/r"><setvalue event="odk-new-repeat" ref="/data/r/day"
      value="today()"/><input ref="/data/r/day"/></repeat>"""
    form = session('<r jr:template=""><day/></r>', body, model, new_id=counter())
    assert form.answers() == {}
    row = form.add_row("r")
    assert form.answers() == {f"r/{row}/day": "2026-03-02"}


# --- the clock, draws, what is set once --------------------------------------------------------


def test_the_start_is_filled_when_a_record_begins_and_kept_when_it_opens_again():
    instance = "<day/><start/><own/>"
    model = """<bind nodeset="/data/day" type="date" jr:preload="date" jr:preloadParams="today"/>
      <bind nodeset="/data/start" jr:preload="timestamp" jr:preloadParams="start"/>
      <bind nodeset="/data/own" jr:preload="property" jr:preloadParams="deviceid"/>"""
    first = session(instance, "", model).answers()
    assert first == {"day": "2026-03-02", "start": "2026-03-02T12:00:00.000-05:00"}
    later = SetClock(NOON.replace(month=5))
    assert session(instance, "", model, answers=first, clock=later).answers() == first


def test_what_is_computed_once_stays():
    instance = "<a>1</a>"
    form = computed("once(/data/a)", instance, '<input ref="/data/a"/>')
    form.answer("a", "2")
    assert found(form) == "1"


def test_a_seeded_order_is_the_one_that_every_client_draws():
    rows = "".join(f"<item><n>{letter}</n></item>" for letter in "ABCDEF")
    model = f'<instance id="l"><root>{rows}</root></instance>'
    body = """<select1 ref="/data/q"><itemset nodeset="randomize(instance('l')/root/item, 42)">
      <value ref="n"/><label ref="n"/></itemset></select1>"""
    for seed, order in ((42, "AFCBDE"), (-42, "EDAFBC"), (1, "BFEACD"), (11111111, "ACDBFE")):
        seeded = session("<q/>", body.replace("42", str(seed)), model)
        assert "".join(value for value, _label in seeded.node("q").choices) == order
    unseeded = body.replace(", 42", "")
    orders = [
        session("<q/>", unseeded, model, chance=random.Random(seed)).node("q").choices
        for seed in (1, 1, 2)
    ]
    assert orders[0] == orders[1] != orders[2]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        ("digest('abc', 'SHA-1')", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ("base64-decode('w7HDoQ==')", "ñá"),
        ("format-date('2026-03-09', '%d.%m.%y')", "09.03.26"),
        ("date('2026-01-31') + 1", "20485.208333333332"),
        ("string(date(date('2026-01-31') + 1))", "2026-02-01"),
        ("number('2026-01-31')", "20484"),
        ("decimal-time('12:00:00.000-05:00')", "0.5"),
        ("int((date('2026-03-02') - date('2008-03-03')) div 365.25)", "17"),
        ("regex('ABC-123', '^[A-Z]{3}-\\d{3}$')", "true"),
        ("substring-before('a-b', '-')", "a"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("checklist(2, 3, 'a' = 'a', 1 = 1, false())", "true"),
        ("weighted-checklist(2, 9, true(), 1, true(), 1.5)", "true"),
        ("join('; ', 'a', 'b')", "a; b"),
        ("count-selected('a b')", "2"),
        ("selected-at('a b', 1)", "b"),
        ("pow(2, 10)", "1024"),
        ("round(-2.5)", "-3"),
        ("1 div 3000000", "3.3333333333333335e-7"),
    ],
)
def test_functions_in_a_form(expression, value):
    assert found(computed(expression)) == value


def test_what_is_written_over_a_calculation_stays_until_it_gives_something_else():
    model = '<bind nodeset="/data/c" calculate="if(/data/a &gt; 5, 5, /data/a)"/>'
    form = session("<a/><c/>", '<input ref="/data/a"/><input ref="/data/c"/>', model)
    form.answer("a", "7")
    form.answer("c", "8")
    form.answer("a", "9")
    assert form.answers()["c"] == "8"
    form.answer("a", "4")
    assert form.answers()["c"] == "4"


def test_rows_without_a_template_begin_blank():
    body = '<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>'
    form = session("<r><x>uno</x></r>", body, new_id=counter())
    row = form.add_row("r")
    assert form.node(f"r/{row}/x").value is None
    assert list(form.answers().values()) == ["uno"]


def test_a_number_outside_a_range_is_a_problem():
    body = '<range ref="/data/q" start="1" end="5" step="1"/>'
    form = session("<q/>", body, '<bind nodeset="/data/q" type="int"/>')
    form.answer("q", 9)
    assert form.answers() == {}
    assert form.node("q").value == "9"
    assert [problem.kind for problem in form.problems()] == ["constraint"]
    form.answer("q", 5)
    assert form.answers() == {"q": 5}
