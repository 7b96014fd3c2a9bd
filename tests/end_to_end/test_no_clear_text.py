"""No clear text: after an office's whole day nothing on the disk says what was typed.

The day runs in a process that has a home, a temporary folder and a disk of its own. Then every file
and every name in them is searched for every canary in every shape, the search having first found a
planted one in each; and no file was opened for writing anywhere else.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from clear_text import find, shapes
from simulator import PASSPHRASE

from cem_desktop import paths
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list

HERE = Path(__file__).resolve().parent
DAY = "intake,correct,export,window,crash"
FEWEST = 80
MAY_BE_WRITTEN = ("/dev/null", "/dev/tty")


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    build(paths.forms(), attached=attached_list)
    root = tmp_path_factory.mktemp("day")
    done = subprocess.run(
        [sys.executable, "-B", str(HERE / "canary_day.py"), str(root), DAY, "die"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("DAY ")]
    assert told, done.stderr[-4000:]
    return root, json.loads(told[0][4:]), done


def test_a_planted_canary_is_found_in_every_shape(tmp_path, day):
    _, told, _ = day
    for canary in told["canaries"][:3]:
        for name, shape in shapes(canary):
            planted = tmp_path / "planted"
            planted.write_bytes(b"before" + shape + b"after")
            assert name in {hit[2] for hit in find(tmp_path, [canary])}


def test_no_canary_stands_in_any_file_or_name(day):
    root, told, _ = day
    assert len(told["canaries"]) >= FEWEST
    assert find(root, [*told["canaries"], PASSPHRASE]) == []


def test_nothing_is_said_on_the_way(day):
    _, told, done = day
    said = done.stderr + "\n".join(
        line for line in done.stdout.splitlines() if not line.startswith("DAY ")
    )
    assert [canary for canary in told["canaries"] if canary in said] == []


def test_nothing_is_written_outside_of_its_own_folders(day):
    root, told, _ = day
    outside = [
        path
        for path in told["written"]
        if not Path(path).is_relative_to(root) and path not in MAY_BE_WRITTEN
    ]
    assert outside == []


def test_what_was_hunted_for_does_stand_in_the_stores(day):
    """The canaries are there for whoever has the passphrase, so the hunt had something to find."""
    from simulator import FLOOR_KIB

    from cem_desktop.services.unlock import open_workspace

    root, told, _ = day
    workspace = open_workspace(
        root / "world" / "canarios", "equipo", PASSPHRASE, floor_kib=FLOOR_KIB
    )
    try:
        with workspace.context.store.read() as unit:
            kept = "\n".join(
                revision.body.decode()
                for record in unit.records.ids()
                for revision in unit.records.revisions(record)
            )
        drafts = [workspace.fichas.resume(row.id) for row in workspace.fichas.drafts()]
        kept += json.dumps([one.session.draft() for one in drafts], ensure_ascii=False)
    finally:
        workspace.close()
    found = sum(canary in kept for canary in told["canaries"])
    assert found > FEWEST
