"""The bulletin says what it must, on every page, and nothing that is hidden."""

import csv
import io
from dataclasses import replace
from datetime import date

from pypdf import PdfReader

from cem_desktop.domain.disclosure_control import publish
from cem_desktop.domain.indicator import CountedCase, build_tables
from cem_desktop.domain.public_table import PublicationBasis
from cem_desktop.reports.figures import internal_figures, public_figures
from cem_desktop.reports.statistics_csv import statistics_csv
from cem_desktop.reports.statistics_sheet import statistics_pdf

PROGRAMME = "Programa de Atención y Protección"
ISSUED = date(2009, 4, 2)


def pdf(figures):
    return PdfReader(io.BytesIO(statistics_pdf(figures, programme=PROGRAMME, issued=ISSUED)))


def words(page):
    return " ".join(page.extract_text().split())


def many(offices):
    cases = [
        CountedCase(
            f"o{number}",
            "Madre de Dios",
            f"Comisaría de la Familia Santa Elizabeth de San Juan de Lurigancho {number}",
            "2026-05",
            sex,
            "12_17",
        )
        for number in range(offices)
        for sex in ("woman", "woman", "man", None, "woman", "woman", "woman")
    ]
    return build_tables(cases, 2026)


def test_every_page_has_programme_marking_cut_off_and_its_number(internal):
    pages = pdf(internal).pages
    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        text = words(page)
        assert PROGRAMME in text
        assert text.count("INTERNAL") >= 2
        assert "Cut-off: 31 mar 2009" in text
        assert f"Page {number} of {len(pages)}" in text


def test_the_document_says_who_and_when_and_no_more(internal):
    information = pdf(internal).metadata
    assert information.author == PROGRAMME
    assert "trafficking" in information.title
    assert information.creation_date.date() == ISSUED
    assert information.producer == information.creator == "CEM Escritorio"


def test_the_same_figures_give_the_same_bytes(internal):
    first = statistics_pdf(internal, programme=PROGRAMME, issued=ISSUED)
    assert first == statistics_pdf(internal, programme=PROGRAMME, issued=ISSUED)


def test_the_internal_sheet_has_the_table_and_its_notes(internal):
    text = " ".join(words(page) for page in pdf(internal).pages)
    for told in ("Iquitos", "Jaén", "Cañete", "San Martín de Porres", "Total 35 1 16 0 52"):
        assert told in text
    assert "69\u00a0%" in text.replace("69 %", "69\u00a0%")
    assert "april loses 1 case" in text
    assert "headings of the table of 2008 are swapped" in text


def test_the_public_sheet_shows_no_small_count_below_the_nation(public):
    text = " ".join(words(page) for page in pdf(public).pages)
    assert "PUBLIC" in text
    assert "INTERNAL" not in text
    assert "24 CEM with hidden figures" in text
    assert "Iquitos • 0 • 0 7" in text
    assert "Callao (Callao)" in text
    assert "not a zero" in text


def test_headings_stand_on_every_page_of_a_long_table_and_names_wrap():
    basis = PublicationBasis(date(2026, 11, 24), 60, 436)
    pages = [words(page) for page in pdf(internal_figures(many(60), basis)).pages]
    with_rows = [page for page in pages if "Elizabeth de San Juan" in page and "Madre" in page]
    assert len(with_rows) > 2
    for page in with_rows:
        assert "Department CEM" in page
    assert any("Lurigancho 59" in page for page in pages)
    assert any("n/k" in page or "Not known" in page for page in pages)


def test_a_country_with_few_cases_has_a_sheet_with_one_figure():
    case = CountedCase("a", "Lima", "Comas", "2008-04", "woman", "12_17")
    basis = PublicationBasis(date(2009, 1, 31), 27, 27)
    few = public_figures(
        publish(build_tables([case] * 3, 2008), basis), without_cases=[("Lima", "Lima")]
    )
    text = " ".join(words(page) for page in pdf(few).pages)
    assert "fewer than 5 cases" in text
    assert "Comas" not in text
    assert "100" not in text
    assert few.rows == ()


def test_a_year_without_cases_has_a_sheet():
    basis = PublicationBasis(date(2009, 1, 31), 1, 1)
    nothing = internal_figures(build_tables([], 2008), basis, without_cases=[("Lima", "Comas")])
    text = " ".join(words(page) for page in pdf(nothing).pages)
    assert "Comas 0 0 0 0 0" in text


def test_csv_is_for_spreadsheets_and_holds_no_formula(internal, public):
    text = statistics_csv(public)
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert lines[1] == ["Loreto", "Iquitos", "hidden", "0", "hidden", "0", "7"]
    assert ["Total", "", "35", "1", "16", "0", "52"] in lines
    assert ["Marking", "PUBLIC"] in lines
    row = replace(internal.rows[0], office_name='=HYPERLINK("x")', department="@sum")
    lines = list(csv.reader(io.StringIO(statistics_csv(replace(internal, rows=(row,))))))
    assert "INTERNAL" in lines[0][0]
    assert lines[2][:2] == ["'@sum", '\'=HYPERLINK("x")']
