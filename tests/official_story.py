"""Official text of an office on its way: a proposal, its confirmation, all files carried."""

from feed_reading import fill_and_close
from simulator import add_case

FACTS = "La usuaria pide seguir atendida fuera del plazo."
PROPOSAL = "Ampliar la atención por tres meses."


def propose(office, file=None, facts=FACTS):
    """Fill F04 for a file; return the file and the record."""
    file = file or add_case(office)
    saved = fill_and_close(
        office,
        "f04",
        file,
        {
            "matter_group/on": "2026-11-02",
            "matter_group/matter": "beyond_services",
            "grounds/facts": facts,
            "grounds/proposal": PROPOSAL,
        },
    )
    return file, saved.record


def confirm(office, record):
    preview = office.workspace.official.preview(record)
    office.workspace.official.confirm(record, preview.digest)
    return preview


def carry(world, office):
    """Export all files, import them, and bring back what headquarters writes."""
    exported = office.workspace.sync_out.export(world.road)
    reports = world.hq.import_bundles(exported.paths)
    assert [one.error for one in reports] == [None] * len(reports)
    world.bring_receipts()
    return exported
