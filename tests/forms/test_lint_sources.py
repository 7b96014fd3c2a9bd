"""Nothing flows round the rules: what a computed statistic is made of, however many steps back."""

import pytest
from test_lint import FACTS, LISTS, FactDouble
from xform_text import xform

from cem_desktop.forms.lint import lint

MORE_FACTS = FACTS | {
    fact.id: fact
    for fact in (
        FactDouble("contact.date", "date"),
        FactDouble("birth.year", "date"),
        FactDouble("victim.origin", "place"),
    )
}
LIST_CODES = LISTS | {"sex": {"woman", "man"}}


def bind(name, extra):
    return f'<bind nodeset="/data/{name}" {extra}/>'


def result(fact, send, calculate="/data/source"):
    return bind(
        "result",
        f'calculate="{calculate}" cem:privacy="statistical" cem:send="{send}" cem:fact="{fact}"',
    )


def asked(source, result_bind, *, control="input", nodes="", binds="", body=""):
    """A form that asks ``source`` and computes ``result``."""
    return xform(
        f"<source/>{nodes}<result/>",
        f'<{control} ref="/data/source"><label>X</label></{control}>{body}',
        bind("source", source) + binds + result_bind,
    )


def found(xml, code=None):
    findings = lint(xml, MORE_FACTS, LIST_CODES, identity_store=True)
    return [item for item in findings if item.where == "result" and code in (None, item.code)]


def refused(xml, code):
    levels = {item.level for item in found(xml, code)}
    return levels == {"error"}


SEX = result("victim.sex", "whole")
STEP = "<step/>"
SECOND = "<step/><second/>"


@pytest.mark.parametrize(
    ("source", "control"),
    [
        ('cem:privacy="coded"', "input"),
        ('cem:privacy="official"', "input"),
        ('cem:privacy="reserved"', "input"),
        ('type="int" cem:privacy="reserved"', "input"),
        ('type="int" cem:privacy="identity"', "input"),
        ('cem:privacy="reserved"', "select1"),
        ('type="geopoint" cem:privacy="coded"', "input"),
        ('type="binary" cem:privacy="coded"', "upload"),
        ('type="time" cem:privacy="coded"', "input"),
    ],
)
def test_texts_places_on_the_map_and_what_is_private_flow_nowhere(source, control):
    assert refused(asked(source, SEX, control=control), "computed_from_private")


def test_a_text_does_not_pass_through_a_coded_calculate():
    step = bind("step", 'calculate="substr(/data/source, 0, 12)" cem:privacy="coded"')
    through = result("victim.sex", "whole", "/data/step")
    xml = asked('cem:privacy="coded"', through, nodes=STEP, binds=step)
    assert refused(xml, "computed_from_private")


def test_nor_through_two_of_them_and_each_source_is_named_once():
    steps = bind("step", 'calculate="/data/source" cem:privacy="coded"')
    steps += bind("second", 'calculate="concat(/data/step, /data/source)" cem:privacy="coded"')
    through = result("victim.sex", "whole", "concat(/data/second, /data/step)")
    xml = asked('cem:privacy="reserved"', through, nodes=SECOND, binds=steps)
    findings = found(xml, "computed_from_private")
    assert [item.details["source"] for item in findings] == ["source"]


def test_nor_through_a_value_that_is_set_when_the_record_begins_or_an_answer_changes():
    for event in ("odk-instance-first-load", "xforms-value-changed"):
        action = f'<setvalue ref="/data/result" event="{event}" value="/data/source"/>'
        xml = xform(
            "<source/><result/>",
            f'<input ref="/data/source"><label>X</label>{action}</input>'
            '<input ref="/data/result"><label>X</label></input>',
            bind("source", 'cem:privacy="coded"')
            + bind(
                "result",
                'type="int" cem:privacy="statistical" cem:send="whole" cem:fact="victim.children"',
            ),
        )
        assert refused(xml, "computed_from_private")


def test_nor_as_a_choice_that_is_another_answer():
    xml = xform(
        "<people><name/></people><result/>",
        '<group ref="/data/people"><label>X</label><repeat nodeset="/data/people">'
        '<input ref="/data/people/name"><label>X</label></input></repeat></group>'
        '<select1 ref="/data/result"><label>X</label><itemset nodeset="/data/people">'
        '<value ref="name"/><label ref="name"/></itemset></select1>',
        bind("people/name", 'cem:privacy="coded"')
        + bind("result", 'cem:privacy="statistical" cem:send="whole" cem:fact="victim.sex"'),
    )
    assert refused(xml, "computed_from_private")


def test_nor_through_a_calculate_that_states_a_text():
    step = bind("step", 'calculate="\'Maria\'" cem:privacy="coded" cem:fact="file.notes"')
    through = result("victim.sex", "whole", "/data/step")
    xml = asked('type="int" cem:privacy="coded"', through, nodes=STEP, binds=step)
    assert refused(xml, "computed_from_private")


DATE = 'type="date" cem:privacy="statistical" cem:send="month" cem:fact="file.opened"'
YEAR = 'type="date" cem:privacy="statistical" cem:send="year" cem:fact="birth.year"'
CODED_DATE = 'type="date" cem:privacy="coded"'
AGE = 'type="int" cem:privacy="coded" cem:fact="victim.age"'
PLACE = 'cem:privacy="coded" cem:fact="victim.origin_department"'


@pytest.mark.parametrize(
    ("source", "made"),
    [
        (DATE, result("victim.children", "whole", "format-date(/data/source, '%d')")),
        (CODED_DATE, result("victim.sex", "whole", "format-date(/data/source, '%d')")),
        (YEAR, result("contact.date", "month")),
        (AGE, result("victim.children", "whole")),
        (AGE, result("victim.sex", "whole", "concat('a', /data/source)")),
        (PLACE, result("victim.sex", "whole")),
        (CODED_DATE, result("victim.children", "whole", "format-date(today(), '%d')")),
        (CODED_DATE, result("victim.children", "whole", "format-date(now(), '%H')")),
    ],
)
def test_a_date_an_age_or_a_place_leaves_no_finer_by_another_way(source, made):
    control = "select1" if source is PLACE else "input"
    assert refused(asked(source, made, control=control), "computed_too_fine")


@pytest.mark.parametrize(
    ("source", "made"),
    [
        (DATE, result("contact.date", "month")),
        (DATE, result("contact.date", "year")),
        (YEAR, result("contact.date", "year")),
        (CODED_DATE, result("victim.age_group", "age_group", "if(/data/source = '', '', '0_5')")),
        (AGE, result("victim.age_group", "age_group", "if(/data/source &lt; 6, '0_5', '6_11')")),
        (PLACE, result("victim.origin", "department")),
        ('type="int" cem:privacy="coded"', result("victim.children", "whole")),
    ],
)
def test_as_coarse_as_its_source_it_may_leave(source, made):
    control = "select1" if source is PLACE else "input"
    assert found(asked(source, made, control=control)) == []


def test_a_date_does_not_pass_through_a_calculate():
    step = bind("step", 'calculate="format-date(/data/source, \'%d\')" cem:privacy="coded"')
    through = result("victim.children", "whole", "/data/step")
    assert refused(asked(DATE, through, nodes=STEP, binds=step), "computed_too_fine")


def test_the_clock_does_not_pass_through_a_default():
    preload = bind(
        "step", 'type="date" jr:preload="date" jr:preloadParams="today" cem:privacy="coded"'
    )
    through = result("victim.children", "whole", "format-date(/data/step, '%d')")
    assert refused(asked(AGE, through, nodes=STEP, binds=preload), "computed_too_fine")


def test_calculates_that_read_each_other_end():
    steps = bind("step", 'calculate="/data/second" cem:privacy="coded"')
    steps += bind("second", 'calculate="/data/step" cem:privacy="coded"')
    through = result("victim.sex", "whole", "/data/step")
    xml = asked('type="int" cem:privacy="coded"', through, nodes=SECOND, binds=steps)
    assert found(xml) == []
