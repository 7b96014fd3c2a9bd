"""F28: institutions that help; no person, no shelter."""

import pytest

from cem_desktop.domain.facts import FACTS


@pytest.fixture
def ficha(open_ficha):
    session = open_ficha("f28")
    fill(session, {"body/side": "external", "body/sector": "public", "body/type": "police"})
    return session


def fill(session, answers):
    for path, value in answers.items():
        session.answer(path, value)
    return session


def problems(session):
    return {(one.path, one.kind) for one in session.problems()}


def offered(session):
    return {name for name, _ in session.node("body/type").choices}


def test_it_is_about_the_office_and_promotion_may_write_it(ficha):
    settings = ficha.definition.settings
    assert (settings.about, settings.stage, settings.cardinality) == ("office", "", "many")
    assert settings.write == {"promotion", "coordination"}


def test_side_sector_and_kind_are_enough(open_ficha, ficha):
    assert problems(open_ficha("f28")) == {("body/side", "required")}
    assert ficha.problems() == ()


@pytest.mark.parametrize(
    ("side", "sector", "there", "not_there"),
    [
        ("internal", None, {"ministry_programme", "protection_unit"}, {"police", "ngo", "other"}),
        ("external", "public", {"police", "court", "health", "migration"}, {"ngo", "company"}),
        ("external", "private", {"ngo", "company", "health", "school"}, {"police", "court"}),
    ],
)
def test_the_kinds_are_those_of_the_side_and_sector(open_ficha, side, sector, there, not_there):
    session = fill(open_ficha("f28"), {"body/side": side, "body/sector": sector})
    assert there <= offered(session)
    assert not not_there & offered(session)


def test_a_kind_of_the_other_sector_does_not_stay(ficha):
    ficha.answer("body/sector", "private")
    assert "body/type" not in ficha.answers()


def test_the_kinds_are_those_of_the_standard_and_some_it_lacks(catalogue):
    codes = catalogue.code_lists["organization_type"].codes
    assert {code.code for code in codes} - {""} == {
        "NGO",
        "Law Enforcement",
        "Health Service Organisation",
        "Central Government Organisation",
        "Local Government Organisation",
        "Immigration Service",
        "Legal Service",
        "Corporate Business",
        "School or College",
    }
    assert {"court", "prosecution", "ministry_programme"} <= {code.name for code in codes}


def test_shelters_and_people_have_no_place_here(ficha):
    said = ficha.node("body/institutions").label
    assert "Los refugios no se anotan aquí" in said
    assert "de una persona" in said
    kinds = " ".join(label for _, label in ficha.node("body/type").choices).lower()
    assert not any(word in kinds for word in ("refugio", "albergue", "acogida"))
    offers = {name for name, _ in ficha.node("support/offers").choices}
    assert "health" in offers
    assert "lodging" not in offers


@pytest.mark.parametrize(
    ("phone", "taken"),
    [
        ("105", True),
        ("0800 16 800", True),
        ("01 555 0100", True),
        ("987654321", False),
        ("987 654 321", False),
        ("51 987654321", False),
        ("juana", False),
    ],
)
def test_the_telephone_is_the_institutions(ficha, phone, taken):
    ficha.answer("body/phone", phone)
    assert (("body/phone", "constraint") not in problems(ficha)) is taken


@pytest.mark.parametrize("name", ["mesa@entidad.pe", "Comisaría 987654321"])
def test_the_name_is_no_way_to_reach_somebody(ficha, name):
    ficha.answer("body/name", "Segundo Juzgado Penal, piso 12")
    assert ficha.problems() == ()
    ficha.answer("body/name", name)
    assert problems(ficha) == {("body/name", "constraint")}


def test_the_focal_point_is_a_post(ficha):
    ficha.answer("support/focal", "fiscal adjunto de turno")
    assert ficha.problems() == ()
    ficha.answer("support/focal", "jefa 987")
    assert problems(ficha) == {("support/focal", "constraint")}


def test_of_an_ally_only_coarse_answers_leave(ficha):
    leaving = {
        one.fact: one.send
        for one in ficha.definition.questions.values()
        if one.privacy == "statistical"
    }
    assert leaving == {
        "ally.checked_on": "month",
        "ally.side": "whole",
        "ally.sector": "whole",
        "ally.type": "whole",
        "ally.place": "department",
        "ally.sensitised": "whole",
        "ally.agreement": "whole",
        "ally.valid_until": "month",
        "ally.state": "whole",
    }
    assert FACTS["ally.name"].htcds == "org_Name"


def test_abroad_there_is_no_district(ficha):
    assert ficha.answers()["body/country"] == "pe"
    ficha.answer("body/country", "bo")
    assert not ficha.node("body/district").relevant


def test_where_nobody_is_sensitised_she_is_not_left_alone(ficha):
    assert not ficha.node("support/offer_training").relevant
    ficha.answer("support/sensitised", "no")
    assert ficha.node("support/offer_training").relevant
    ficha.answer("support/harmed", "yes")
    assert "F32" in ficha.node("support/no_referral").label
    assert ficha.node("support/no_referral").relevant


def test_an_agreement_has_its_days_and_tells_when_it_expired(ficha):
    ficha.answer("agreement/kind", "none")
    assert not ficha.node("agreement/valid_until").relevant
    ficha.answer("agreement/kind", "spoken")
    assert not ficha.node("agreement/document").relevant
    fill(ficha, {"agreement/kind": "agreement", "agreement/signed_on": "2024-03-01"})
    ficha.answer("agreement/valid_until", "2024-02-01")
    assert problems(ficha) == {("agreement/valid_until", "constraint")}
    ficha.answer("agreement/valid_until", "2026-02-01")
    assert ficha.problems() == ()
    assert ficha.node("agreement/expired").relevant
