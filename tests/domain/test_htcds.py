import pytest

from cem_desktop.domain.fact_types import All, Fact, FactType
from cem_desktop.domain.facts import FACTS
from cem_desktop.domain.htcds import BY_NAME, FIELDS, NeverKept, fields_of, stating

IDENTITY = {
    "prs_FirstName",
    "prs_MiddleName",
    "prs_SecondName",
    "prs_Birthdate",
    "prs_IdentityNumber",
    "prs_Email",
    "prs_HomePhone",
    "prs_MobilePhone",
    "prs_MailingCity",
    "prs_MailingStreet",
}


def test_the_standard_has_83_fields_40_of_them_core():
    assert len(BY_NAME) == len(FIELDS) == 83
    assert sum(field.core for field in FIELDS) == 40


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_is_stated_by_a_fact_or_never_kept(field):
    assert bool(stating(field.name)) is (field.never is None)


def test_facts_name_no_field_that_the_standard_lacks():
    named = {name for fact in FACTS.values() for name in fields_of(fact)}
    assert named <= set(BY_NAME)


def test_who_she_is_and_points_on_a_map_are_never_kept():
    never = {field.name: field.never for field in FIELDS if field.never}
    assert {name for name, why in never.items() if why is NeverKept.IDENTITY} == IDENTITY
    assert all(
        never[name] is NeverKept.PRECISE_PLACE
        for name in BY_NAME
        if name.endswith(("Longitude", "Latitude"))
    )


def test_an_ally_states_every_field_of_an_organization_but_its_street_and_point():
    of_organization = [field for field in FIELDS if field.name.startswith("org_")]
    stated = {field.name for field in of_organization if stating(field.name)}
    assert stated == {
        "org_Name",
        "org_Type",
        "org_Phone",
        "org_ShippingCity",
        "org_ShippingState",
        "org_ShippingCountry",
    }
    assert {one.id.partition(".")[0] for name in stated for one in stating(name)} == {"ally"}


def test_one_fact_may_state_several_fields_and_several_facts_one():
    one = Fact("t.one", "one", FactType.PLACE, All(), "district", htcds="hte_City hte_State")
    two = Fact("t.two", "two", FactType.TEXT, All(), htcds="hte_City")
    assert fields_of(one) == ("hte_City", "hte_State")
    assert stating("hte_City", (one, two)) == (one, two)
    assert stating("hte_State", (one, two)) == (one,)
    assert stating("hte_Date", (one, two)) == ()
