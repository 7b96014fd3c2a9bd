"""The JSON has the shape that others read, and null is not zero."""

import json

from cem_desktop.reports.table_json import table_json


def test_the_internal_table(internal):
    table = json.loads(json.dumps(table_json(internal)))
    assert table["edition"] == "internal"
    assert table["marking"].startswith("INTERNAL")
    assert len(table["rows"]) == 27
    assert table["rows"][0] == {
        "department": "Loreto",
        "cem": "Iquitos",
        "minors": {"women": 5, "men": 0},
        "adults": {"women": 2, "men": 0},
        "total": 7,
    }
    assert table["totals"] == {
        "minors": {"women": 35, "men": 1},
        "adults": {"women": 16, "men": 0},
        "total": 52,
    }
    assert [note["code"] for note in table["notes"]] == ["headings_swapped", "breakdowns_disagree"]
    assert "april" in table["notes"][1]["text"]
    assert table["notes"][1]["parameters"]["changes"] == [["2008-04", -1]]
    assert table["shares"]["minors"] == {"percent": 69, "part": 36, "whole": 52}


def test_the_public_table(public):
    table = json.loads(json.dumps(table_json(public)))
    assert (table["edition"], table["marking"]) == ("public", "PUBLIC")
    assert table["totals"]["minors"] == {"women": 35, "men": 1}
    iquitos = table["rows"][0]
    assert iquitos["minors"] == {"women": None, "men": 0}
    assert iquitos["suppressed"] == ["minors.women", "adults.women"]
    for row in table["rows"]:
        counts = [*row["minors"].values(), *row["adults"].values(), row["total"]]
        assert all(count is None or count == 0 or count >= 5 for count in counts)
        assert counts.count(None) == len(row.get("suppressed", []))
    hidden = [row for row in table["rows"] if row["total"] is None]
    assert len(hidden) == 24
    codes = {note["code"] for note in table["notes"]}
    assert {"suppressed", "basis", "headings_swapped", "breakdowns_disagree"} <= codes
