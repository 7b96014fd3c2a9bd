import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.catalogue_entries import OfficeCategory
from cem_desktop.domain.code_lists import CodeStatus
from cem_desktop.domain.facts import FACTS
from cem_desktop.domain.spelling import fold, has_words
from cem_desktop.services.catalogues import load_catalogue

CENTRES_OF_2008 = (
    ("Loreto", "Iquitos"),
    ("Piura", "Piura"),
    ("Lima", "Lima"),
    ("Cusco", "Cusco"),
    ("Ucayali", "Pucallpa"),
    ("Huánuco", "Huánuco"),
    ("Ica", "Ica"),
    ("Junín", "Satipo"),
    ("Piura", "Sechura"),
    ("San Martín", "Tarapoto"),
    ("Callao", "Callao"),
    ("Lima", "Cañete"),
    ("Lima", "Comas"),
    ("Ancash", "Huaraz"),
    ("Cajamarca", "Jaén"),
    ("Junín", "Jauja"),
    ("Lima", "Manchay"),
    ("Ica", "Pisco"),
    ("San Martín", "Rioja"),
    ("Lima", "Salamanca"),
    ("Lima", "San Martín de Porres"),
    ("Lima", "Surco"),
    ("Tacna", "Tacna"),
    ("La Libertad", "Trujillo"),
    ("Amazonas", "Utcubamba"),
    ("Callao", "Ventanilla"),
    ("Lima", "Villa María del Triunfo"),
)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def test_today_has_436_centres_and_some_former_ones(catalogue):
    current = [office for office in catalogue.offices if office.current]
    assert len(current) == 436
    assert {office.id for office in catalogue.offices if not office.current} == {
        "15-regular-salamanca",
        "15-regular-san-martin-de-porres",
    }


@pytest.mark.parametrize(("department", "name"), CENTRES_OF_2008)
def test_every_centre_of_2008_is_one_office(catalogue, department, name):
    office = catalogue.find(department, name)
    assert office is not None
    assert office.category is OfficeCategory.REGULAR
    assert fold(office.department) == fold(department)
    assert catalogue.find(department.upper(), f"CEM  {fold(name)}") is office


def test_the_centres_of_2008_are_27_different_ones(catalogue):
    found = {catalogue.find(department, name) for department, name in CENTRES_OF_2008}
    assert len(found) == 27


def test_a_police_station_is_found_by_its_own_name(catalogue):
    assert catalogue.find("Junín", "Comisaría Satipo").id == "12-comisaria-satipo"
    assert catalogue.find("Lima", "CEM Comisaría San Martín de Porres").current


def test_what_is_nowhere_or_elsewhere_is_not_found(catalogue):
    assert catalogue.find("Tacna", "Iquitos") is None
    assert catalogue.find("Lima", "Atlántida") is None
    assert catalogue.office("15-regular-atlantida") is None


def test_ids_are_unique_stable_and_tell_the_department(catalogue):
    ids = [office.id for office in catalogue.offices]
    assert len(set(ids)) == len(ids)
    for office in catalogue.offices:
        assert catalogue.office(office.id) is office
        assert catalogue.department_named(office.department).code == office.id[:2]


def test_every_known_place_of_an_office_exists(catalogue):
    for office in catalogue.offices:
        if office.ubigeo:
            place = f"{office.department}, {office.province}, {office.district}"
            assert fold(catalogue.place_name(office.ubigeo)) == fold(place)
        else:
            assert not office.current


def test_a_search_knows_no_accents_and_puts_the_name_first(catalogue):
    assert catalogue.search("huanuco")[0].id == "10-regular-huanuco"
    assert catalogue.search("LIMA")[0].id == "15-regular-lima"
    assert catalogue.search("comis satip")[0].id == "12-comisaria-satipo"
    assert catalogue.search("salamanca") == ()
    assert [one.id for one in catalogue.search("salamanca", former=True)] == [
        "15-regular-salamanca"
    ]


def test_an_empty_search_shows_the_first_of_all(catalogue):
    assert len(catalogue.search("", limit=7)) == 7


@given(st.text(max_size=20))
def test_a_search_takes_whatever_is_typed(catalogue, typed):
    for office in catalogue.search(typed):
        assert has_words(typed, office.haystack)


def test_places_of_the_country(catalogue):
    assert len(catalogue.departments()) == 25
    assert sum(len(catalogue.provinces(one.code)) for one in catalogue.departments()) == 196
    assert [one.name for one in catalogue.provinces("07")] == ["Callao"]
    assert catalogue.place_name("150507") == "Lima, Cañete, Imperial"
    assert catalogue.place_name("15") == "Lima"
    assert catalogue.place_name("999999") == ""


def test_a_district_that_moved_is_kept_but_not_offered(catalogue):
    moved = "160109"
    assert catalogue.places[moved].status == "superseded"
    assert moved not in {one.code for one in catalogue.districts("1601")}
    assert len({one.code for one in catalogue.districts("1501")}) > 40


@pytest.mark.parametrize(
    ("day", "ministry", "programme", "service"),
    [
        (date(2008, 5, 1), "MIMDES", "PNCVFS", "Centro Emergencia Mujer"),
        (date(2012, 1, 20), "MIMDES", "PNCVFS", "Centro Emergencia Mujer"),
        (date(2012, 1, 21), "MIMP", "PNCVFS", "Centro Emergencia Mujer"),
        (date(2019, 12, 13), "MIMP", "AURORA", "Centro Emergencia Mujer"),
        (date(2025, 5, 3), "MIMP", "Warmi Ñan", "Centro Emergencia Mujer"),
        (date(2025, 9, 15), "MIMP", "Warmi Ñan", "Centro Emergencia Mujer y Familia"),
    ],
)
def test_institutions_have_the_names_of_their_day(catalogue, day, ministry, programme, service):
    assert catalogue.institution("ministry", day).short == ministry
    assert catalogue.institution("programme", day).short == programme
    assert catalogue.institution("service", day).name == service
    assert catalogue.institution("circus", day) is None


def test_names_of_an_institution_follow_each_other_without_overlap(catalogue):
    for kind in ("ministry", "programme", "service"):
        held = [one.validity for one in catalogue.institution_names if one.kind == kind]
        for earlier, later in itertools.pairwise(held):
            assert (later.first - earlier.last).days == 1


def test_every_list_of_a_fact_is_in_the_catalogue(catalogue):
    names = catalogue.choice_names()
    for fact in FACTS.values():
        if fact.code_list is not None:
            assert names[fact.code_list], fact.id
    assert names["sex"] == {"woman", "man"}
    assert len(names["department"]) == 25
    assert "place_of_event" not in names


def test_names_in_a_list_are_unique_and_without_spaces(catalogue):
    for code_list in catalogue.code_lists.values():
        names = [code.name for code in code_list.codes if code.name]
        assert len(set(names)) == len(names), code_list.id
        assert not any(" " in name for name in names)
        assert len(names) in (0, len(code_list.codes)), code_list.id


def test_a_list_that_a_ficha_asks_for_speaks_both_languages(catalogue):
    for code_list in catalogue.code_lists.values():
        for code in code_list.codes:
            assert code.label("es")
            assert bool(code.name) == bool(code.label_en)
            assert code.label("qu") == (code.label_en or code.label_es)


def test_official_codes_are_never_our_own(catalogue):
    official = [
        code
        for code_list in catalogue.code_lists.values()
        for code in code_list.codes
        if code.status is not CodeStatus.OURS
    ]
    assert len(official) >= 503
    assert all(code.code and code.source != "cem-desktop" for code in official)
    assert catalogue.code_lists["sex"].named("woman").code == "0"
    assert catalogue.code_lists["sex"].named("nobody") is None


def test_what_has_no_dates_is_offered_on_any_day(catalogue):
    sex = catalogue.code_lists["sex"]
    assert sex.offered(date(2008, 1, 1)) == sex.codes


def test_languages_have_codes(catalogue):
    codes = [language.code for language in catalogue.languages]
    assert {"que", "aym", "spa", "prl"} <= set(codes)
    assert len(catalogue.languages) == 36


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("day", "trafficking"),
    [
        (date(2004, 6, 8), {"trafficking_182_1991"}),
        (date(2004, 6, 9), {"trafficking_182_2004"}),
        (date(2007, 1, 16), {"trafficking_182_2004"}),
        (date(2007, 1, 17), {"trafficking_153_2007", "trafficking_aggravated_153a"}),
        (date(2014, 10, 21), {"trafficking_153_2007", "trafficking_aggravated_153a"}),
        (date(2014, 10, 22), {"trafficking_153_2014", "trafficking_aggravated_153a"}),
        (date(2021, 3, 29), {"trafficking_153_2014", "trafficking_aggravated_153a"}),
        (date(2021, 3, 30), {"trafficking_129a", "trafficking_aggravated_129b"}),
    ],
)
def test_trafficking_is_the_offence_that_the_law_of_the_day_knew(catalogue, day, trafficking):
    offered = {code.name for code in catalogue.code_lists["offence"].offered(day)}
    assert {name for name in offered if name.startswith("trafficking_")} == trafficking


def test_articles_129_a_to_p_are_all_there_since_march_2021(catalogue):
    today = catalogue.code_lists["offence"].offered(date(2026, 11, 23))
    articles = [code.code for code in today if code.code.startswith("129-")]
    assert articles == [f"129-{letter}" for letter in "ABCDEFGHIJKLMNÑOPQ"]
    before = {code.code for code in catalogue.code_lists["offence"].offered(date(2021, 3, 29))}
    assert not any(article.startswith("129-") for article in before)


def test_an_offence_read_in_the_law_waits_for_a_lawyer(catalogue):
    for code in catalogue.code_lists["offence"].codes:
        assert (code.status is CodeStatus.STATUTE) == bool(code.code)


@pytest.mark.parametrize(
    ("norm", "last_without", "first_with"),
    [
        ("ley-28950", date(2007, 1, 16), date(2007, 1, 17)),
        ("ley-30251", date(2014, 10, 21), date(2014, 10, 22)),
        ("ley-31146", date(2021, 3, 29), date(2021, 3, 30)),
        ("ds-016-2024-jus", date(2025, 3, 29), date(2025, 3, 30)),
        ("ds-003-2025-mimp", date(2025, 5, 2), date(2025, 5, 3)),
    ],
)
def test_a_norm_holds_from_its_day(catalogue, norm, last_without, first_with):
    assert norm not in {one.id for one in catalogue.norms_on(last_without)}
    assert norm in {one.id for one in catalogue.norms_on(first_with)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ds-003-2013-jus", "ds-016-2024-jus"),
        ("ds-005-2016-in", "ds-007-2023-in"),
        ("ley-26309", "ley-28950"),
    ],
)
def test_a_norm_that_was_replaced_ends_the_day_before_the_next(catalogue, before, after):
    norms = {norm.id: norm for norm in catalogue.norms}
    assert norms[before].replaced_by == after
    assert norms[before].validity.last + timedelta(days=1) == norms[after].validity.first


def test_norms_are_told_apart_and_named_after_what_they_are(catalogue):
    norms = {norm.id: norm for norm in catalogue.norms}
    assert len(norms) == len(catalogue.norms)
    for norm in catalogue.norms:
        assert catalogue.code_lists["norm_kind"].named(norm.kind), norm.id
        assert catalogue.code_lists["norm_topic"].named(norm.topic), norm.id
        assert norm.title
        assert norm.title_en
        assert norm.summary
        assert norm.status in {"verified", "unverified"}
        assert not norm.replaced_by or norm.replaced_by in norms
        if norm.published and norm.validity.first:
            assert norm.published <= norm.validity.first
    assert norms["ley-28950"].label.startswith("Ley 28950: ")


def test_offences_and_norms_tell_the_same_days(catalogue):
    norms = {norm.id: norm for norm in catalogue.norms}
    for code in catalogue.code_lists["offence"].codes:
        if code.status is not CodeStatus.STATUTE:
            continue
        assert code.source in norms, code.name
        if code.validity.first and code.source != "dleg-635":
            assert code.validity.first == norms[code.source].validity.first, code.name


def test_names_of_institutions_and_norms_tell_the_same_days(catalogue):
    norms = {norm.number: norm for norm in catalogue.norms}
    named = [name for name in catalogue.institution_names if name.norm]
    assert named
    for name in named:
        assert name.norm in norms, name.norm
        assert norms[name.norm].validity.first == name.validity.first, name.short
