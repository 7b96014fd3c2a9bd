import re
from dataclasses import dataclass

import pytest
from xform_text import xform

from cem_desktop.forms.lint import lint


@dataclass(frozen=True)
class FactDouble:
    id: str
    type: str
    code_list: str | None = None


FACTS = {
    fact.id: fact
    for fact in (
        FactDouble("victim.sex", "choice", "sex"),
        FactDouble("victim.age", "integer"),
        FactDouble("victim.children", "integer"),
        FactDouble("victim.age_group", "choice", "age_group"),
        FactDouble("victim.origin_department", "place", "department"),
        FactDouble("file.opened", "date"),
        FactDouble("file.notes", "text"),
        FactDouble("victim.hair", "choice", "hair"),
    )
}
LISTS = {"sex": {"woman", "man"}, "age_group": {"0_5", "6_11"}}
SEX = "<item><label>M</label><value>woman</value></item><item><label>H</label><value>{}</value></item>"


def codes(xml, **options):
    found = lint(xml, FACTS, LISTS, identity_store=options.pop("identity_store", False), **options)
    return [(finding.where, finding.code) for finding in found]


def asked(control, bind, choices="", label="<label>X</label>"):
    return xform(
        "<q/>",
        f'<{control} ref="/data/q">{label}{choices}</{control}>',
        f'<bind nodeset="/data/q" {bind}/>',
    )


def test_a_sound_form_has_no_findings():
    sound = asked(
        "select1",
        'cem:privacy="statistical" cem:send="whole" cem:fact="victim.sex"',
        SEX.format("man"),
    )
    assert codes(sound) == []


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (asked("input", ""), "no_privacy"),
        (asked("input", 'cem:privacy="secret"'), "unknown_privacy"),
        (asked("input", 'cem:privacy="identity"'), "identity_without_store"),
        (asked("input", 'cem:privacy="coded" cem:send="whole"'), "send_without_statistical"),
        (asked("input", 'cem:privacy="coded" cem:fact="victim.shoe"'), "unknown_fact"),
        (asked("input", 'cem:privacy="coded" cem:fact="file.opened"'), "fact_type"),
        (asked("input", 'cem:privacy="statistical" cem:send="whole" cem:fact="file.notes"'), "never_statistical"),
        (asked("input", 'type="geopoint" cem:privacy="statistical" cem:send="whole" cem:fact="victim.sex"'), "never_statistical"),
        (asked("upload", 'type="binary" cem:privacy="statistical" cem:send="whole" cem:fact="victim.sex"'), "never_statistical"),
        (asked("input", 'type="date" cem:privacy="statistical" cem:send="whole" cem:fact="file.opened"'), "send_too_much"),
        (asked("input", 'type="int" cem:privacy="statistical" cem:send="whole" cem:fact="victim.age"'), "send_too_much"),
        (asked("input", 'type="int" cem:privacy="statistical" cem:send="month" cem:fact="victim.children"'), "send_does_not_fit"),
        (asked("select1", 'cem:privacy="statistical" cem:send="whole" cem:fact="victim.origin_department"'), "send_too_much"),
        (asked("input", 'type="int" cem:privacy="statistical" cem:fact="victim.children"'), "statistical_without_send"),
        (asked("input", 'type="int" cem:privacy="statistical" cem:send="whole"'), "statistical_without_fact"),
        (asked("input", 'type="int" cem:privacy="statistical" cem:send="all" cem:fact="victim.children"'), "unknown_send"),
        (asked("select1", 'cem:privacy="coded" cem:fact="victim.sex"', SEX.format("other")), "choice_not_in_code_list"),
        (asked("select1", 'cem:privacy="coded" cem:fact="victim.hair"', SEX.format("man")), "unknown_code_list"),
        (asked("select1", 'cem:privacy="coded"', SEX.format("a man")), "choice_name"),
        (asked("select1", 'cem:privacy="coded"', SEX.format("woman")), "choice_twice"),
        (asked("input", 'cem:privacy="coded"', label=""), "no_label"),
        (asked("input", 'cem:privacy="coded" constraint="regex(., \'(a)\\1\')"'), "pattern_refused"),
        (asked("input", 'cem:privacy="coded" constraint="regex(., \'(a\')"'), "pattern_invalid"),
        (asked("input", 'cem:privacy="coded" relevant="/data/q = 1"'), "self_dependence"),
        (asked("input", 'cem:privacy="coded" relevant="edad(.) = 1"'), "unknown_function"),
        (asked("input", 'cem:privacy="coded" relevant=". = = 1"'), "expression_syntax"),
        (asked("input", 'cem:privacy="coded" relevant="count(\'x\') = 1"'), "not_a_node_set"),
    ],
)  # fmt: skip
def test_what_must_not_ship_is_found(xml, code):
    assert code in [found for _where, found in codes(xml)]


def test_an_identity_question_is_never_required():
    required = asked("input", 'cem:privacy="identity" required="true()"')
    assert ("q", "identity_required") in codes(required, identity_store=True)


@pytest.mark.parametrize(("tag", "datatype"), [("upload", "binary"), ("input", "geopoint")])
def test_what_no_window_takes_is_never_required(tag, datatype):
    more = f'type="{datatype}" cem:privacy="coded"'
    assert codes(asked(tag, more)) == []
    assert codes(asked(tag, f'{more} required="true()"')) == [("q", "untaken_required")]


def test_an_identity_question_is_fine_where_there_is_a_store_for_it():
    assert codes(with_identity(), identity_store=True) == []


def with_identity(bind='cem:privacy="coded"', of_name='cem:privacy="identity"', roles=None):
    made = xform(
        "<name/><q/>",
        '<input ref="/data/name"><label>N</label></input>'
        '<input ref="/data/q"><label>Q</label></input>',
        f'<bind nodeset="/data/name" {of_name}/><bind nodeset="/data/q" {bind}/>',
    )
    if roles is None:
        return made
    text = made.decode()
    for right in ("read", "write"):
        text = re.sub(f'cem:{right}="[^"]*"', f'cem:{right}="{roles}"', text)
    return text.encode()


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        (
            with_identity('cem:privacy="coded" relevant="/data/name != \'\'"'),
            [("q", "reads_identity")],
        ),
        (
            with_identity('cem:privacy="coded" calculate="/data/name"'),
            [("q", "reads_identity")],
        ),
        (
            with_identity(roles="admission identity_custody"),
            [("settings", "custody_of_coded_ficha")],
        ),
        (
            with_identity('cem:privacy="identity" relevant="/data/name != \'\'"'),
            [("settings", "identity_not_in_custody")],
        ),
        (
            with_identity(
                'cem:privacy="identity"',
                'cem:privacy="identity" cem:fact="file.notes"',
                roles="identity_custody",
            ),
            [("name", "identity_states_fact")],
        ),
        (with_identity('cem:privacy="identity"', roles="identity_custody"), []),
    ],
)
def test_nothing_leads_from_identity_to_what_is_coded(xml, found):
    assert codes(xml, identity_store=True) == found


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('cem:service="admission"', 'cem:service="kitchen"', "unknown_service"),
        ('cem:read="admission psychology"', 'cem:read=""', "no_roles"),
        ('cem:write="admission"', 'cem:write="cook"', "unknown_role"),
        ('cem:read="admission psychology"', 'cem:read="psychology"', "writes_without_reading"),
        ('cem:cardinality="one"', 'cem:cardinality="few"', "cardinality"),
        ('cem:stage="reception"', "", "no_stage"),
        ('cem:stage="reception"', 'cem:stage="reception" cem:about="nobody"', "about"),
        ('cem:stage="reception"', 'cem:stage="reception" cem:about="office"', "stage_of_office"),
        ('cem:stage="reception"', 'cem:about="office"', "cardinality"),
        ('version="1" cem', "cem", "no_id_or_version"),
    ],
)
def test_settings_must_be_whole(old, new, code):
    xml = asked("input", 'cem:privacy="coded"').decode()
    assert old in xml
    assert ("settings", code) in codes(xml.replace(old, new).encode())


def test_cycles_name_the_rules_that_make_them():
    xml = xform(
        "<a/><b/>",
        "",
        '<bind nodeset="/data/a" calculate="/data/b + 1" cem:privacy="coded"/>'
        '<bind nodeset="/data/b" calculate="/data/a + 1" cem:privacy="coded"/>',
    )
    found = [item for item in lint(xml, {}, {}, identity_store=False) if item.code != "no_label"]
    assert [item.code for item in found] == ["self_dependence"]
    assert found[0].details["rules"] == "a@calculate b@calculate"


def test_a_form_that_does_not_load_gives_one_finding():
    found = lint(b"<nothing/>", {}, {}, identity_store=False)
    assert [(item.level, item.code) for item in found] == [("error", "not_an_xform")]


def test_missing_translations_are_warnings():
    itext = (
        '<itext><translation lang="Español (es)" default="true()"><text id="/data/q:label">'
        '<value>Hola</value></text></translation><translation lang="English (en)">'
        '<text id="/data/q:label"><value>-</value></text></translation></itext>'
    )
    xml = xform(
        "<q/>",
        '<input ref="/data/q"><label ref="jr:itext(\'/data/q:label\')"/></input>',
        '<bind nodeset="/data/q" cem:privacy="coded"/>',
        itext,
    )
    found = lint(xml, {}, {}, identity_store=False)
    assert [(item.level, item.where, item.code) for item in found] == [
        ("warning", "q:label", "missing_translation")
    ]


def test_a_group_named_meta_and_a_bind_without_node_are_found():
    xml = xform(
        "<meta><instanceID/><q/></meta>",
        '<input ref="/data/meta/q"><label>X</label></input>',
        '<bind nodeset="/data/gone" cem:privacy="coded"/>',
    )
    found = [code for _where, code in codes(xml)]
    assert "group_named_meta" in found
    assert "bind_without_node" in found


def test_free_text_must_not_flow_into_a_statistic():
    xml = xform(
        "<words/><q/>",
        '<input ref="/data/words"><label>X</label></input>',
        '<bind nodeset="/data/words" cem:privacy="reserved"/><bind nodeset="/data/q"'
        ' calculate="concat(/data/words, \'\')" cem:privacy="statistical" cem:send="whole"'
        ' cem:fact="victim.sex"/>',
    )
    assert ("q", "computed_from_private") in codes(xml)


def test_a_path_that_leads_nowhere_and_a_list_that_is_not_there_are_found():
    dead = asked("input", 'cem:privacy="coded" relevant="/data/sexo = 1"')
    assert ("q@relevant", "path_leads_nowhere") in codes(dead)
    absent = asked("input", 'cem:privacy="coded" relevant="count(instance(\'x\')/root/item) = 1"')
    assert "list_not_included" in [code for _where, code in codes(absent)]
    external = absent.replace(
        b"</instance>", b'</instance><instance id="x" src="jr://file-csv/x.csv"/>', 1
    )
    assert "attached_missing" in [code for _where, code in codes(external)]
