"""What is killed in the campaign: each act that changes a store, and what must hold afterwards.

A scenario prepares a place once, acts in a child, and judges what is left in the parent. It returns
how many acknowledged things are gone: there must be none.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import erasing_scenario
from killing import Acknowledge
from PIL import Image
from simulator import (
    CUSTODIAN,
    FLOOR_KIB,
    PASSPHRASE,
    Place,
    World,
    add_case,
    is_under_way,
    phrase_of,
)

from cem_desktop.crypto.vault import Vault
from cem_desktop.services.backup_reading import Credential
from cem_desktop.services.recording import rebuild
from cem_desktop.services.rekeying import Typed
from cem_desktop.services.restoring import restore
from cem_desktop.storage import migrations
from cem_desktop.storage.case_store import FILE_NAME, CaseUnit
from cem_desktop.storage.engine import connect
from cem_desktop.storage.store import create_store
from cem_desktop.storage.vault_file import BACKUP_NAME

WHY = "Notificación del juzgado"


@dataclass(frozen=True)
class Scenario:
    """One act of the campaign.

    Attributes:
        name: As the report calls it.
        prepare: Make the place; it is closed afterwards, and copied for every try.
        act: Do it, in the child; acknowledge what is kept for good.
        judge: Open what is left; raise when it is not whole; return how much is lost.
    """

    name: str
    prepare: Callable[[World], Place]
    act: Callable[[Place, Acknowledge], None]
    judge: Callable[[Place, tuple[str, ...]], int]


def check_whole(place: Place) -> None:
    """The store opens with the passphrase, its chain holds, and its views are what they must be."""
    workspace = place.open()
    context = workspace.context
    assert workspace.trail.verify().first_fault is None
    rows = workspace.casework.caseload()
    with context.store.write() as unit:
        rebuild(unit, context)
        fine = unit.connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        assert fine == "ok"
        assert not unit.connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
    assert workspace.casework.caseload() == rows


def _closed(place: Place) -> Place:
    place.close()
    return place


# --- save ------------------------------------------------------------------------------------


def _prepare_save(world: World) -> Place:
    place = world.add_office("salvar")
    add_case(place)
    return _closed(place)


def _save(place: Place, acknowledge: Acknowledge) -> None:
    place.open()
    for seed in range(2, 5):
        acknowledge(add_case(place, seed=seed))
    place.close()


def _judge_save(place: Place, acknowledged: tuple[str, ...]) -> int:
    check_whole(place)
    kept = {row.file_id for row in place.workspace.casework.caseload()}
    return sum(file not in kept for file in acknowledged)


# --- draft -----------------------------------------------------------------------------------


def _draft(place: Place, acknowledge: Acknowledge) -> None:
    fichas = place.open().fichas
    filling = fichas.begin("f01", None)
    for age in range(20, 40):
        filling.session.answer("arrival/age_known", "known")
        filling.session.answer("arrival/age", age)
        fichas.save_draft(filling)
        acknowledge(str(age))
    place.close()


def _judge_draft(place: Place, acknowledged: tuple[str, ...]) -> int:
    check_whole(place)
    if not acknowledged:
        return 0
    fichas = place.workspace.fichas
    (row,) = fichas.drafts()
    answer = fichas.resume(row.id).session.answers().get("arrival/age")
    return int(answer is None or int(answer) < int(acknowledged[-1]))


# --- migration -------------------------------------------------------------------------------


def _prepare_migration(world: World) -> Place:
    """An office whose store is of step 2, with what that step could hold of a case."""
    place = world.add_office("migrar")
    add_case(place)
    key = place.workspace.context.store.held_key()
    place.close()
    path = place.folder / FILE_NAME
    old = place.folder / "old"
    old.mkdir()
    create_store(old / FILE_NAME, key, migrations.CASE_STEPS[:2], CaseUnit).close()
    newer, older = connect(path, key), connect(old / FILE_NAME, key)
    tables = [
        name
        for (name,) in older.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("sqlite_")
    ]
    older.execute("PRAGMA foreign_keys=OFF")
    older.execute("BEGIN")
    for table in tables:
        columns = ", ".join(row[1] for row in older.execute(f"PRAGMA table_info({table})"))
        rows = newer.execute(f"SELECT {columns} FROM {table}").fetchall()
        for row in rows:
            older.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
    older.execute("COMMIT")
    newer.close()
    older.close()
    for beside in place.folder.glob("case.db*"):
        beside.unlink()
    (old / FILE_NAME).rename(path)
    for beside in old.iterdir():
        beside.unlink()
    old.rmdir()
    return place


def _migrate(place: Place, acknowledge: Acknowledge) -> None:
    place.open()
    acknowledge("opened")
    place.close()


def _judge_one_case(place: Place, _acknowledged: tuple[str, ...]) -> int:
    check_whole(place)
    return int(len(place.workspace.casework.caseload()) != 1)


# --- the identity vault: made, written ---------------------------------------------------------


def _prepare_vault(world: World) -> Place:
    place = world.add_office("vault", roles=CUSTODIAN)
    add_case(place)
    return _closed(place)


def _make_vault(place: Place, acknowledge: Acknowledge) -> None:
    place.open().identities.create(PASSPHRASE)
    acknowledge("made")
    place.close()


def _judge_vault(place: Place, acknowledged: tuple[str, ...]) -> int:
    check_whole(place)
    identities = place.workspace.identities
    if not identities.state().entitled:
        identities.create(PASSPHRASE)  # what a power cut stopped can be begun anew
        lost = len(acknowledged)
    else:
        lost = 0
    identities.open(WHY, PASSPHRASE)
    with identities.read() as unit:
        assert unit.own.setting("database")
    return lost


# --- attachments -----------------------------------------------------------------------------


def _prepare_attachments(world: World) -> Place:
    """An office with a case, and three files from outside beside its folder."""
    place = world.add_office("adjuntar")
    add_case(place)
    for number, ending in enumerate(("jpg", "png", "tif")):
        picture = Image.new("RGB", (400 + number, 300), (200, 40 * number, 90))
        picture.save(place.folder.parent / f"hoja{number}.{ending}")
    return _closed(place)


def _attach(place: Place, acknowledge: Acknowledge) -> None:
    workspace = place.open()
    (row,) = workspace.casework.caseload()
    for source in sorted(place.folder.parent.glob("hoja*")):
        added = workspace.attachments.add(source, row.file_id, None, "", lambda *_: None)
        acknowledge(added.id)
    place.close()


def _judge_attachments(place: Place, acknowledged: tuple[str, ...]) -> int:
    check_whole(place)
    attachments = place.workspace.attachments
    assert attachments.check(lambda *_: None).is_sound
    place.clock.at += timedelta(days=400)  # old enough for a sweep, whatever the disk's clock says
    attachments.sweep()
    after = attachments.check(lambda *_: None)
    assert after.is_sound
    assert after.orphans == 0
    assert not list(place.folder.rglob("attachments/**/*.part"))
    (row,) = place.workspace.casework.caseload()
    kept = {line.id for line in attachments.of_file(row.file_id)}
    for one in kept:
        assert attachments.open(one).data
    return sum(one not in kept for one in acknowledged)


# --- new keys for both stores, when a custodian leaves -----------------------------------------


def _prepare_rekey(world: World) -> Place:
    place = world.add_office("claves", roles=CUSTODIAN)
    add_case(place)
    workspace = place.workspace
    workspace.identities.create(PASSPHRASE)
    workspace.identities.open(WHY, PASSPHRASE)
    for login in ("psico", "legal"):
        user = place.add_user(login, "psychology")
        workspace.users.give_custody(user, Typed(phrase_of(login)))
    with workspace.identities.write() as unit:
        unit.own.set_setting("probe", "kept")
    return _closed(place)


def _rekey(place: Place, acknowledge: Acknowledge) -> None:
    workspace = place.open()
    typed = {
        workspace.user.id: Typed(PASSPHRASE),
        place.user("legal").id: Typed(phrase_of("legal")),
    }
    workspace.identities.open(WHY, PASSPHRASE)
    workspace.users.remove(place.user("psico").id, typed)
    acknowledge("removed")
    place.close()


def _judge_rekey(place: Place, acknowledged: tuple[str, ...]) -> int:
    """Whoever stays comes in and reads both stores; who is out of the vault stays out."""
    check_whole(place)
    lost = int(len(place.workspace.casework.caseload()) != 1)
    vault = place.workspace.context.vault.read()
    if vault.generation > 1:
        assert vault.slot_of("psico") is None
    else:
        assert not acknowledged
    for login in ("legal", "equipo"):
        identities = place.as_user(login).identities
        identities.open(WHY, PASSPHRASE if login == "equipo" else phrase_of(login))
        with identities.read() as unit:
            lost += unit.own.setting("probe") != "kept"
    vault = place.workspace.context.vault.read()
    assert not is_under_way(vault)
    copy = (place.folder / BACKUP_NAME).read_bytes()
    assert Vault.from_bytes(copy, floor_kib=FLOOR_KIB) == vault
    return lost


# --- backup and restore ------------------------------------------------------------------------


def _stick(place: Place) -> Path:
    return place.folder.with_name(f"stick-{place.folder.name}")


def _prepare_backup(world: World) -> Place:
    place = world.add_office("copia")
    add_case(place)
    _stick(place).mkdir()
    return _closed(place)


def _back_up(place: Place, acknowledge: Acknowledge) -> None:
    acknowledge(place.open().backups.create(_stick(place)).file)
    place.close()


def _judge_backup(place: Place, acknowledged: tuple[str, ...]) -> int:
    """Whatever has the name of a backup is one; what a kill left has another name."""
    check_whole(place)
    backups = place.workspace.backups
    here = list(_stick(place).glob("*.cemb"))
    lost = len({*acknowledged} - {path.name for path in here})
    for path in here:
        assert backups.verify(path).manifest.rows("case_file") == 1
        path.unlink()
    for path in _stick(place).iterdir():
        assert path.suffix == ".part"
        path.unlink()
    return lost


def _prepare_restore(world: World) -> Place:
    place = world.add_office("vuelta")
    add_case(place)
    _stick(place).mkdir()
    place.workspace.backups.create(_stick(place))
    add_case(place, seed=2)
    return _closed(place)


def _restore(place: Place, acknowledge: Acknowledge) -> None:
    (backup,) = _stick(place).glob("*.cemb")
    own = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    restore(backup, place.folder, own)
    acknowledge("restored")


def _judge_restore(place: Place, acknowledged: tuple[str, ...]) -> int:
    """The old workspace with both cases, or the restored one with the old one kept aside."""
    check_whole(place)
    cases = len(place.workspace.casework.caseload())
    parent, name = place.folder.parent, place.folder.name
    kept = [one for one in parent.iterdir() if one.name.startswith(f"{name}.before-restore-")]
    assert cases in {1, 2}
    lost = int(bool(acknowledged) and cases != 1) + int(cases == 1 and len(kept) != 1)
    for one in (*kept, *parent.glob(f".{name}.*")):
        shutil.rmtree(one)
    return lost


def _judge_erasure(place: Place, acknowledged: tuple[str, ...]) -> int:
    check_whole(place)
    return erasing_scenario.judge(place, acknowledged)


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("save", _prepare_save, _save, _judge_save),
    Scenario("draft", _prepare_save, _draft, _judge_draft),
    Scenario("migration", _prepare_migration, _migrate, _judge_one_case),
    Scenario("vault file", _prepare_vault, _make_vault, _judge_vault),
    Scenario("attachment import", _prepare_attachments, _attach, _judge_attachments),
    Scenario("erasure", erasing_scenario.prepare, erasing_scenario.erase, _judge_erasure),
    Scenario("new keys", _prepare_rekey, _rekey, _judge_rekey),
    Scenario("backup", _prepare_backup, _back_up, _judge_backup),
    Scenario("restore", _prepare_restore, _restore, _judge_restore),
)


def folder_of(place: Place) -> Path:
    """Return the folder that is put back before each try."""
    return place.folder
