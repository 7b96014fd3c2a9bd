"""Every page can be drawn, from an office and a headquarters that have worked."""

import re
from pathlib import Path

from simulator import PASSPHRASE, Place, add_case

from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.gui import screenshots
from cem_desktop.gui.desk_screenshots import write_for_desk
from cem_desktop.gui.document_screenshots import write_documents
from cem_desktop.gui.style import apply_theme
from cem_desktop.services.context import OfficeProfile


def test_no_two_pictures_have_one_number():
    sources = Path(screenshots.__file__).parent.glob("*screenshots.py")
    found = re.findall(
        r'"(\d+)-[a-z]', "".join(path.read_text(encoding="utf-8") for path in sources)
    )
    assert len(found) > 80
    assert sorted(found) == sorted(set(found))


def test_every_page_is_drawn(qapp, theme, world, tmp_path, monkeypatch):
    monkeypatch.setattr(screenshots, "_LOOKS", (("dark", 150),))
    monkeypatch.setattr(screenshots, "_WORDS", PASSPHRASE)
    office = Place(
        world.root,
        OfficeProfile("16-regular-iquitos", "Iquitos", "Loreto", ""),
        WorkspaceKind.OFFICE,
    )
    new = Place(
        world.root, OfficeProfile("15-regular-lima", "Lima", "Lima", ""), WorkspaceKind.OFFICE
    )
    new.roles = (*new.roles, "identity_custody")
    for place in (office, new):
        place.create()
    world.offices["iquitos"] = office
    try:
        world.enrol(office)
        add_case(office)
        add_case(office, seed=2)
        write_documents(office.workspace)
        write_for_desk(office.workspace)
        world.carry(office)
        sheet = new.workspace.identities.create(PASSPHRASE, people=2)[0]
        sitters = screenshots.Sitters(
            office.workspace, world.headquarters.workspace, new.workspace, sheet
        )
        written = screenshots.take_screenshots(qapp, tmp_path / "pictures", sitters)
    finally:
        new.close()
        apply_theme(qapp, "light", 100)
    assert len(written) == len({path.name for path in written})
    assert all(path.stat().st_size > 1000 for path in written)
    names = {path.name.partition("-")[0] for path in written}
    assert {
        "01",
        "06",
        "07",
        "10",
        "11",
        "14",
        "15",
        "16",
        "20",
        "21",
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
        "28",
        "29",
        "30",
        "49",
        "60",
        "61",
        "62",
        "63",
        "64",
        "65",
        "72",
        "73",
        "74",
        "87",
        "113",
        "115",
        "134",
        "31",
        "33",
        "34",
        "35",
        "36",
        "37",
        "38",
        "39",
        "40",
    } <= names
    assert office.workspace.fichas.drafts() == ()
