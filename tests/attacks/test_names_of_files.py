"""What a file was called outside says who she is; it does not follow the file into the case."""

from __future__ import annotations

from PIL import Image
from simulator import add_case


def test_the_name_of_a_file_from_outside_does_not_reach_the_case_store(office, tmp_path):
    source = tmp_path / "DNI Nieves Invent Canario.png"
    Image.new("RGB", (40, 30), "white").save(source)
    file = add_case(office)
    added = office.workspace.attachments.add(source, file, None, "", lambda _done, _all: None)
    assert office.workspace.attachments.open(added.id).name == ""
    with office.workspace.context.store.read() as unit:
        raw = unit.connection.connection.driver_connection
        dump = "\n".join(map(str, raw.execute("SELECT * FROM attachment").fetchall()))
    assert "Canario" not in dump
