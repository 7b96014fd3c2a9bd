"""The demonstration: the source's year comes back, and no clear text stays behind."""

import base64
import csv
import json

import pytest
from clear_text import find, shapes
from pypdf import PdfReader
from simulator import CHEAP, FLOOR_KIB

from cem_desktop.domain.external_series import Provenance, PublishedFigures, parse_office_table
from cem_desktop.errors import StoreExistsError
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.demo import play
from cem_desktop.services.demo_fill import CANARIES
from cem_desktop.services.published_figures import load_published
from cem_desktop.services.unlock import open_workspace

HEADS = (
    "department,cem,col_headed_18plus_women,col_headed_18plus_men,"
    "col_headed_under18_women,col_headed_under18_men,total"
)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    published = load_published(2008)
    out = tmp_path_factory.mktemp("demo") / "out"
    return play(
        out, published.table, published, load_catalogue(), parameters=CHEAP, floor_kib=FLOOR_KIB
    )


def read(played, name):
    return json.loads((played.folder / name).read_text(encoding="utf-8"))


def test_the_table_is_the_sources_with_its_headings_set_right(played):
    table = read(played, "table-2008.json")
    assert table["edition"] == "internal"
    totals = table["totals"]
    assert totals["minors"] == {"women": 35, "men": 1}
    assert totals["adults"] == {"women": 16, "men": 0}
    assert totals["total"] == 52
    source = load_published(2008).table
    expected = {
        (row.department, row.office_name): row.counts[:4] for row in source.rows_read(swapped=True)
    }
    assert len(table["rows"]) == len(expected) == 27
    for row in table["rows"]:
        minors, adults = row["minors"], row["adults"]
        printed = next(
            one
            for one in source.rows
            if (one.department, one.office_name) == (row["department"], row["cem"])
        )
        by_heading = (minors["women"], minors["men"], adults["women"], adults["men"])
        assert by_heading == printed.counts
        assert row["total"] == printed.total


def test_the_months_follow_the_source_as_far_as_52_cases_allow(played):
    by_month = {one["month"]: one["total"] for one in read(played, "table-2008.json")["by_month"]}
    assert [by_month[month] for month in range(1, 13)] == [4, 3, 5, 12, 1, 3, 1, 8, 1, 8, 2, 4]


def test_the_notes_name_the_headings_the_sums_and_the_month_that_loses_a_case(played):
    notes = {one["code"]: one for one in read(played, "table-2008.json")["notes"]}
    assert set(notes) == {"headings_swapped", "breakdowns_disagree"}
    sums = notes["breakdowns_disagree"]["parameters"]
    assert (sums["total"], sums["other_total"]) == (52, 53)
    assert sums["changes"] == [["2008-04", -1]]


def test_the_public_table_hides_small_counts_and_says_so(played):
    table = read(played, "table-2008-public.json")
    assert table["edition"] == "public"
    shown = {row["cem"]: row["total"] for row in table["rows"] if row["total"] is not None}
    assert shown == {"Iquitos": 7, "Piura": 6, "Lima": 5}
    for row in table["rows"]:
        counts = [row["total"], *row["minors"].values(), *row["adults"].values()]
        assert all(count is None or count == 0 or count >= 5 for count in counts)
    assert "suppressed" in {one["code"] for one in table["notes"]}


def test_the_bulletin_can_be_read(played):
    pages = PdfReader(played.folder / "bulletin-2008-public.pdf").pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "Iquitos" in text
    assert "52" in text


def test_every_bundle_arrived_and_every_receipt_came_back(played):
    assert len(played.reports) == 27
    assert all(one.error is None and one.fresh == one.records for one in played.reports)
    for folder in played.offices[:3]:
        workspace = open_workspace(folder, "demo", played.passphrase, floor_kib=FLOOR_KIB)
        status = workspace.sync_out.status()
        assert status.waiting == 0
        assert status.acknowledged == 2 * len(workspace.casework.caseload())
        workspace.close()


def test_the_search_finds_a_planted_phrase_in_every_shape(tmp_path):
    phrase = CANARIES[1]
    plants = {
        "raw": phrase.encode(),
        "JSON": json.dumps({"a": phrase}).encode(),
        "UTF-16LE": f"x{phrase}".encode("utf-16-le"),
        "UTF-16BE": f"x{phrase}".encode("utf-16-be"),
        "base64+0": base64.b64encode(f"{phrase} y más".encode()),
        "base64+1": base64.b64encode(f"1{phrase} y más".encode()),
        "base64+2": base64.b64encode(f"12{phrase} y más".encode()),
        "hexadecimal": phrase.encode().hex().encode(),
    }
    assert set(plants) == {name for name, _ in shapes(phrase)}
    for name, data in plants.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "file").write_bytes(b"\0\1" + data + b"\2")
        assert (name in {hit[2] for hit in find(folder, CANARIES)}) is True, name
    named = tmp_path / "named"
    named.mkdir()
    (named / phrase).mkdir()
    assert find(named, CANARIES)


def test_no_clear_text_stands_in_any_file_that_the_demonstration_left(played):
    assert find(played.folder, CANARIES) == []
    codes = []
    for folder in played.offices[:5]:
        workspace = open_workspace(folder, "demo", played.passphrase, floor_kib=FLOOR_KIB)
        codes += [row.code for row in workspace.casework.caseload()]
        workspace.close()
    codes += [code.replace("-", "") for code in codes]
    assert find(played.folder, codes) == []
    assert find(played.folder, [played.passphrase]) == []


def test_the_texts_that_are_hunted_for_do_stand_in_the_stores(played):
    found = 0
    for folder in played.offices:
        workspace = open_workspace(folder, "demo", played.passphrase, floor_kib=FLOOR_KIB)
        for row in workspace.casework.caseload():
            for entry in workspace.casework.case(row.file_id).timeline:
                if entry.form != "file":
                    answers = workspace.fichas.record(entry.record).answers
                    found += any(one in str(answers.values()) for one in CANARIES)
        workspace.close()
    assert found > 10


def give_back(tmp_path, lines, name="table.csv"):
    text = "\n".join([HEADS, *lines]) + "\n"
    table = parse_office_table(text, Provenance("case", "2008", name))
    published = load_published(2008)
    figures = PublishedFigures(table, published.months, None, published.shares)
    result = play(
        tmp_path / "out", table, figures, load_catalogue(), parameters=CHEAP, floor_kib=FLOOR_KIB
    )
    made = json.loads((result.folder / "table-2008.json").read_text(encoding="utf-8"))
    rows = {
        (row["department"], row["cem"]): [
            row["adults"]["women"],
            row["adults"]["men"],
            row["minors"]["women"],
            row["minors"]["men"],
            row["total"],
        ]
        for row in made["rows"]
    }
    return rows, {one["code"] for one in made["notes"]}


def test_any_table_of_that_shape_comes_back(tmp_path):
    lines = [
        "Puno,Juliaca,2,1,0,3,6",
        "Tacna,Tacna,0,0,4,0,4",
        "Loreto,Un Lugar Nuevo,1,0,0,0,1",
        "Cusco,Cusco,0,0,0,0,0",
    ]
    rows, notes = give_back(tmp_path, lines)
    expected = {(row[0], row[1]): [int(one) for one in row[2:]] for row in csv.reader(lines)}
    assert rows == expected
    assert "headings_swapped" not in notes


def test_the_note_on_the_headings_vanishes_with_the_contradiction(tmp_path):
    rows, notes = give_back(tmp_path, ["Loreto,Iquitos,4,0,9,1,14"])
    assert rows == {("Loreto", "Iquitos"): [4, 0, 9, 1, 14]}
    assert "headings_swapped" not in notes


def test_a_demonstration_never_takes_the_place_of_anything_else(tmp_path):
    (tmp_path / "important.txt").write_text("keep me")
    published = load_published(2008)
    with pytest.raises(StoreExistsError):
        play(tmp_path, published.table, published, load_catalogue(), parameters=CHEAP)
    assert (tmp_path / "important.txt").read_text() == "keep me"
