"""The check of a computer: what facts mean, what is read, and what the command says."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image
from simulator import CUSTODIAN, PASSPHRASE, add_case
from typer.testing import CliRunner

from cem_desktop.cli import main as cli_main
from cem_desktop.errors import NotPermittedError
from cem_desktop.reports.selfcheck_words import level_word, line_words
from cem_desktop.services.recovery import PaperNeed
from cem_desktop.services.selfcheck import (
    InsideFacts,
    Level,
    MachineFacts,
    judge,
    judge_inside,
    read_machine,
    worst,
)
from cem_desktop.services.selfcheck_inside import check_workspace

NOW = datetime(2026, 12, 1, tzinfo=UTC)
GOOD = MachineFacts(
    disk=True, swaps=(), hibernates=False, open_files=(), links=(), is_synced=False, dumps=False,
    free=10**11, now=NOW, fichas=39, cipher="4.19", versions={"Python": "3"},
)  # fmt: skip
INSIDE = InsideFacts(
    stores=("case.db",), damaged=(), trail_fault=None, entries=9, orphans=0, attachments=0,
    erasures=1, erasure_faults=0, are_keys_old=False,
    backup="2026-11-30T00:00:00Z", backup_overdue=False, kit="nothing", review_due=False,
    clock_trusted=True,
)  # fmt: skip


def level(lines, key):
    return next(line.level for line in lines if line.key == key)


def test_a_machine_in_order_is_good():
    assert {line.level for line in judge(GOOD)} == {Level.GOOD}
    assert {line.level for line in judge_inside(INSIDE, NOW)} == {Level.GOOD}
    assert worst(judge(GOOD)) is Level.GOOD


@pytest.mark.parametrize(
    ("key", "facts", "expected"),
    [
        ("disk", {"disk": False}, Level.DANGER),
        ("disk", {"disk": None}, Level.UNKNOWN),
        ("swap", {"swaps": ("/dev/sda2",)}, Level.WARN),
        ("swap", {"swaps": None}, Level.UNKNOWN),
        ("hibernation", {"hibernates": True, "disk": False}, Level.WARN),
        ("hibernation", {"hibernates": True}, Level.GOOD),
        ("hibernation", {"hibernates": None}, Level.UNKNOWN),
        ("private", {"open_files": ("workspace",)}, Level.DANGER),
        ("private", {"open_files": None}, Level.UNKNOWN),
        ("links", {"links": ("case.db",)}, Level.WARN),
        ("synced", {"is_synced": True}, Level.DANGER),
        ("dumps", {"dumps": True}, Level.WARN),
        ("dumps", {"dumps": None}, Level.UNKNOWN),
        ("room", {"free": 10**9}, Level.WARN),
        ("room", {"free": 10**8}, Level.DANGER),
        ("clock", {"now": datetime(2020, 1, 1, tzinfo=UTC)}, Level.DANGER),
        ("fichas", {"fichas": -1}, Level.DANGER),
        ("cipher", {"cipher": ""}, Level.DANGER),
    ],
)
def test_each_danger_of_a_machine_is_told_with_what_to_do(key, facts, expected):
    lines = judge(replace(GOOD, **facts))
    assert level(lines, key) is expected
    for line in lines:
        assert line_words(line.key, str(line.level), line.details)
        assert level_word(str(line.level))


@pytest.mark.parametrize(
    ("key", "facts", "expected"),
    [
        ("stores", {"damaged": ("case.db",)}, Level.DANGER),
        ("trail", {"trail_fault": 4}, Level.DANGER),
        ("attachments", {"attachments": 2}, Level.DANGER),
        ("orphans", {"orphans": 1}, Level.WARN),
        ("erasures", {"erasure_faults": 2}, Level.DANGER),
        ("old_keys", {"are_keys_old": True}, Level.DANGER),
        ("orphans", {"orphans": None}, Level.UNKNOWN),
        ("backup", {"backup": None}, Level.WARN),
        ("backup", {"backup_overdue": True}, Level.WARN),
        ("review", {"review_due": True}, Level.WARN),
        ("trusted_clock", {"clock_trusted": False}, Level.WARN),
        *(("kit", {"kit": str(need)}, Level.WARN) for need in PaperNeed if need != "nothing"),
    ],
)
def test_each_danger_inside_is_told_with_what_to_do(key, facts, expected):
    lines = judge_inside(replace(INSIDE, **facts), NOW)
    assert level(lines, key) is expected
    for line in lines:
        assert line_words(line.key, str(line.level), line.details)


def test_what_is_not_known_never_passes_for_good():
    assert worst(judge(replace(GOOD, disk=None))) is Level.UNKNOWN


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_an_open_folder_a_link_and_a_cloud_are_seen(tmp_path, clock, office):
    private = read_machine(office.folder, clock)
    assert private.open_files == ()
    assert private.links == ()
    office.folder.chmod(0o755)
    assert read_machine(office.folder, clock).open_files == (office.folder.name,)
    office.folder.chmod(0o700)
    link = tmp_path / "link"
    link.symlink_to(office.folder)
    assert read_machine(link, clock).links == ("link",)
    (office.folder / "registry.db").symlink_to(tmp_path / "elsewhere")
    assert read_machine(office.folder, clock).links == ("registry.db",)
    cloud = tmp_path / "OneDrive - Programa" / "workspace"
    cloud.mkdir(parents=True)
    assert read_machine(cloud, clock).is_synced
    assert not private.is_synced


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path, clock):
    facts = read_machine(tmp_path / "a" / "b", clock)
    assert facts.free > 0
    assert facts.cipher
    assert not (tmp_path / "a").exists()


def test_inside_finds_what_was_harmed_and_is_noted(office):
    add_case(office)
    workspace = office.workspace
    lines = check_workspace(workspace)
    assert level(lines, "stores") is Level.GOOD
    assert level(lines, "trail") is Level.GOOD
    assert level(lines, "backup") is Level.WARN
    assert level(lines, "kit") is Level.WARN
    assert workspace.trail.latest(1)[0].action == "selfcheck"
    with workspace.context.store.write() as unit:
        unit.connection.exec_driver_sql("DELETE FROM audit WHERE seq = 3")
    assert level(check_workspace(workspace), "trail") is Level.DANGER


def spoil(path):
    """Overwrite some bytes in the middle of a store."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    path.write_bytes(bytes(data))


def details(lines, key):
    return next(line.details for line in lines if line.key == key)


def test_the_pages_of_the_registry_are_read_too(world):
    place = world.headquarters
    assert details(check_workspace(place.workspace), "stores")["files"] == "case.db, registry.db"
    with place.workspace.headquarters._registry.read() as unit:
        unit.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil(place.folder / "registry.db")
    lines = check_workspace(place.workspace)
    assert level(lines, "stores") is Level.DANGER
    assert details(lines, "stores")["files"] == "registry.db"


def test_the_pages_of_the_identity_vault_are_read_while_it_is_open(world):
    place = world.add_office("bagua", roles=CUSTODIAN)
    place.workspace.identities.create(PASSPHRASE)
    assert details(check_workspace(place.workspace), "stores")["files"] == "case.db"
    place.workspace.identities.open("revisar la computadora", PASSPHRASE)
    assert details(check_workspace(place.workspace), "stores")["files"] == "case.db, identity.db"
    with place.workspace.identities.held() as vault, vault.read() as unit:
        unit.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil(place.folder / "identity.db")
    assert details(check_workspace(place.workspace), "stores")["files"] == "identity.db"


def test_attachments_of_the_vault_are_opened_too_while_it_is_open(world, tmp_path):
    place = world.add_office("bagua", roles=CUSTODIAN)
    case, photo = add_case(place), tmp_path / "dni.jpg"
    Image.new("RGB", (40, 40), "red").save(photo)
    place.workspace.identities.create(PASSPHRASE)
    place.workspace.identities.open("revisar la computadora", PASSPHRASE)
    vault = place.workspace.identity_attachments
    vault.add(photo, case, None, "", lambda _done, _all: None)
    assert level(check_workspace(place.workspace), "attachments") is Level.GOOD
    (sealed,) = (place.folder / "attachments" / "identity").glob("*/*/*")
    sealed.unlink()
    assert level(check_workspace(place.workspace), "attachments") is Level.DANGER


def test_an_erasure_without_its_document_is_found(office):
    file = add_case(office)
    assert level(check_workspace(office.workspace), "erasures") is Level.GOOD
    with office.workspace.context.store.write() as unit:
        unit.erasures.drop_bytes(file)
    assert level(check_workspace(office.workspace), "erasures") is Level.DANGER


def test_pages_that_were_overwritten_are_found(office):
    for seed in range(3):
        add_case(office, seed=seed + 1)
    workspace = office.workspace
    with workspace.context.store.read() as unit:
        unit.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = workspace.context.store.path
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    path.write_bytes(bytes(data))
    from cem_desktop.errors import StoreDamagedError

    with pytest.raises(StoreDamagedError):
        workspace.context.store.check()


def test_the_inside_asks_for_the_right_to_read_the_trail(world):
    place = world.add_office(roles=("psychology",))
    with pytest.raises(NotPermittedError):
        check_workspace(place.workspace)


def test_the_command_needs_no_secret_and_tells_by_its_exit_code(tmp_path):
    told = CliRunner().invoke(
        cli_main.application, ["selfcheck", "--workspace", str(tmp_path), "--json"]
    )
    lines = json.loads(told.stdout)
    levels = {line["level"] for line in lines}
    assert {line["key"] for line in lines} >= {"disk", "swap", "private", "cipher", "versions"}
    assert told.exit_code == (3 if levels & {"warn", "danger"} else 0)
    spoken = CliRunner().invoke(cli_main.application, ["selfcheck", "--workspace", str(tmp_path)])
    assert "SQLCipher" in spoken.stdout
    assert spoken.exit_code == told.exit_code
