"""Invariants of sessions, whatever is answered in whatever order."""

from hypothesis import given, settings
from hypothesis import strategies as st
from xform_text import NOON, counter, xform

from cem_desktop.domain.period import SetClock
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession

ITEMS = "".join(
    f"<item><label>{name}</label><value>{name}</value></item>" for name in ("red", "green", "blue")
)
DEFINITION = load_definition(
    xform(
        "<show/><g><number/><words/><colour/><colours/></g><day/><sum/>"
        '<rep jr:template=""><age/><note/><inner jr:template=""><x/></inner></rep>',
        '<input ref="/data/show"/><group ref="/data/g"><input ref="/data/g/number"/>'
        '<input ref="/data/g/words"/>'
        f'<select1 ref="/data/g/colour">{ITEMS}</select1>'
        f'<select ref="/data/g/colours">{ITEMS}</select></group><input ref="/data/day"/>'
        '<repeat nodeset="/data/rep"><input ref="/data/rep/age"/><input ref="/data/rep/note"/>'
        '<repeat nodeset="/data/rep/inner"><input ref="/data/rep/inner/x"/></repeat></repeat>',
        '<bind nodeset="/data/g" relevant="/data/show != \'no\'"/>'
        '<bind nodeset="/data/g/number" type="int" constraint=". &lt; 50"/>'
        '<bind nodeset="/data/g/words" relevant="../number != 3" required="true()"/>'
        '<bind nodeset="/data/day" type="date"/>'
        '<bind nodeset="/data/rep/age" type="int"/>'
        '<bind nodeset="/data/rep/note" relevant="../age &gt; 10"/>'
        '<bind nodeset="/data/sum" calculate="coalesce(sum(/data/rep/age[. != \'\']), 0) + count(/data/rep)"/>',
    )
)
FIELDS = {
    "show": st.sampled_from(["yes", "no", None]),
    "g/number": st.one_of(st.none(), st.integers(-5, 100)),
    "g/words": st.one_of(st.none(), st.text(alphabet="ñabc d", min_size=1, max_size=5)),
    "g/colour": st.sampled_from(["red", "green", "blue", None]),
    "g/colours": st.lists(st.sampled_from(["red", "green", "blue"]), unique=True, max_size=3),
    "day": st.one_of(st.none(), st.dates().map(lambda day: day.isoformat())),
}
ROW_ACTS = st.one_of(
    st.just(("add",)),
    st.tuples(st.just("remove"), st.integers(0, 3)),
    st.tuples(st.just("age"), st.integers(0, 3), st.one_of(st.none(), st.integers(0, 30))),
    st.tuples(st.just("note"), st.integers(0, 3), st.sampled_from(["x", "y", None])),
    st.tuples(st.just("inner"), st.integers(0, 3)),
)


def opened(answers=None, new_id=None):
    return FormSession(
        DEFINITION, clock=SetClock(NOON), answers=answers, new_id=new_id or counter()
    )


def play(form, act):
    rows = form.rows("rep")
    if act[0] == "add":
        form.add_row("rep")
        return
    if not rows:
        return
    row = rows[act[1] % len(rows)]
    if act[0] == "remove":
        form.remove_row("rep", row)
    elif act[0] == "inner":
        inner = form.add_row(f"rep/{row}/inner")
        form.answer(f"rep/{row}/inner/{inner}/x", "dentro")
    else:
        form.answer(f"rep/{row}/{act[0]}", act[2])


def states(form):
    return {path: form.node(path) for path in form.engine.grower.by_path if "meta" not in path}


@given(st.fixed_dictionaries(FIELDS), st.permutations(list(FIELDS)))
@settings(max_examples=60)
def test_the_order_of_independent_answers_makes_no_difference(answers, order):
    one, other = opened(), opened()
    for path in FIELDS:
        one.answer(path, answers[path])
    for path in order:
        other.answer(path, answers[path])
    assert states(one) == states(other)
    assert one.problems() == other.problems()


@given(st.fixed_dictionaries(FIELDS), st.lists(ROW_ACTS, max_size=12))
@settings(max_examples=60)
def test_a_record_opens_again_with_the_same_answers(answers, acts):
    form = opened()
    for path, value in answers.items():
        form.answer(path, value)
    for act in acts:
        play(form, act)
    saved = form.answers()
    again = opened(saved, counter())
    again_saved = again.answers()
    blank_rows = len(form.rows("rep")) - len(again.rows("rep"))
    assert again_saved.pop("sum") == str(int(str(saved.pop("sum"))) - blank_rows)
    assert again_saved == saved


@given(st.lists(ROW_ACTS, max_size=15), st.lists(st.sampled_from(list(FIELDS)), max_size=4))
@settings(max_examples=60)
def test_recomputing_everything_changes_nothing(acts, cleared):
    form = opened()
    for act in acts:
        play(form, act)
    for path in cleared:
        form.answer(path, None)
    before = states(form)
    form.engine.push_all(form.engine.root)
    form.engine.settle()
    assert states(form) == before


@given(st.fixed_dictionaries(FIELDS), st.sampled_from(list(FIELDS)), st.data())
@settings(max_examples=60)
def test_what_is_reported_as_changed_is_all_that_changed(answers, path, data):
    form = opened()
    for field, value in answers.items():
        form.answer(field, value)
    before = states(form)
    changed = form.answer(path, data.draw(FIELDS[path]))
    after = states(form)
    assert {key for key in after if after[key] != before[key]} <= changed
