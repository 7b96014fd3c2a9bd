"""The audit trail against those who would change it, and as people read it and take it along."""

import csv
import itertools
import json
from datetime import date

import pytest
from simulator import add_case
from sqlalchemy import text

from cem_desktop.crypto import hash_chain, trail_seal
from cem_desktop.crypto.signing import Signer
from cem_desktop.domain import strict_json
from cem_desktop.errors import FileTakenError, NotPermittedError, TrailExportError
from cem_desktop.reports.trail_words import ActKind, acts_of
from cem_desktop.services.trail import PAGE, TrailQuestion
from cem_desktop.storage.case_store import open_case_store


def sql(place, statement, **values):
    """Do what somebody does who holds the store's key and knows no better."""
    with place.workspace.context.store.write() as unit:
        return unit.connection.execute(text(statement), values)


def findings(place, **how):
    return {(one.kind, one.seq) for one in place.workspace.trail.verify(**how).findings}


def last(place):
    with place.workspace.context.store.read() as unit:
        return unit.audit.last_seq()


def rewrite(place, seq, **changed):
    """Change an entry and compute every later head anew."""
    with place.workspace.context.store.write() as unit:
        rows = list(unit.audit.rows())
        head = rows[seq - 2].head if seq > 1 else trail_seal.START
        for row in rows[seq - 1 :]:
            entry = row.entry
            if row.seq == seq:
                entry = strict_json.dumps(strict_json.loads(entry) | changed)
            head = hash_chain.append(head, entry)
            statement = text("UPDATE audit SET entry = :entry, head = :head WHERE seq = :seq")
            unit.connection.execute(statement, {"entry": entry, "head": head, "seq": row.seq})


def test_a_trail_that_nobody_touched_is_whole(office):
    add_case(office)
    check = office.workspace.trail.verify()
    assert check.findings == ()
    assert check.sealed == last(office) == check.length + 1
    office.close()
    office.open()
    assert findings(office) == set()


def test_an_entry_that_was_changed_is_found(office):
    add_case(office)
    sql(office, "UPDATE audit SET entry = replace(CAST(entry AS TEXT), 'save', 'view') "
                "WHERE seq = 4")  # fmt: skip
    sql(office, "UPDATE audit SET entry = CAST(entry AS BLOB) WHERE seq = 4")
    assert ("changed", 4) in findings(office)


def test_an_entry_removed_from_the_middle_is_found(office):
    add_case(office)
    sql(office, "DELETE FROM audit WHERE seq = 4")
    assert ("gap", 4) in findings(office)
    sql(office, "UPDATE audit SET seq = seq - 1 WHERE seq > 4")
    assert ("changed", 4) in findings(office)


def test_a_trail_cut_at_its_end_is_found(office):
    add_case(office)
    with office.workspace.context.store.write() as unit:
        office.workspace.context.seal(unit)
    end = last(office)
    sql(office, "DELETE FROM audit WHERE seq > :seq", seq=end - 2)
    assert ("truncated", end - 1) in findings(office)


def test_a_trail_cut_with_its_checkpoints_is_found_by_the_guard(office):
    add_case(office)
    office.close()
    office.open()
    end = last(office)
    sql(office, "DELETE FROM audit WHERE seq > 5")
    sql(office, "DELETE FROM audit_checkpoint WHERE seq > 5")
    found = office.workspace.trail.verify().findings
    assert ("truncated", 6, True) in {(one.kind, one.seq, one.outside) for one in found}
    assert end > 6


def test_a_trail_cut_while_the_workspace_was_closed_is_found_at_the_next_opening(office):
    add_case(office)
    context = office.workspace.context
    whole, key = last(office), context.store.held_key()
    office.close()
    store = open_case_store(office.folder, key)  # whoever holds it writes as the program would
    with store.write() as unit:
        unit.connection.execute(text("DELETE FROM audit WHERE seq > 3"))
        unit.connection.execute(text("DELETE FROM audit_checkpoint WHERE seq > 3"))
        head = unit.audit.head_at(3)
        signer, at = context.device.signer, context.stamp()
        database = unit.office.setting("database")
        assert unit.audit.seal(signer, database, at).head == head
    store.close()
    office.open()
    assert {kind for kind, _seq in findings(office)} & {"truncated", "rewritten"}
    assert whole > 3
    office.workspace.guarding.put_away()
    assert findings(office) == set()
    assert any(one.action == "copy_noticed" for one in office.workspace.trail.latest())


@pytest.mark.parametrize("part", ["signature", "head", "at"])
def test_a_forged_checkpoint_is_found(office, part):
    add_case(office)
    newest = office.workspace.trail.verify().sealed
    value = {"signature": b"\x01" * 64, "head": b"\x02" * 32, "at": "2026-11-02T15:00:01Z"}[part]
    sql(office, f"UPDATE audit_checkpoint SET {part} = :value WHERE seq = :seq",
        value=value, seq=newest)  # fmt: skip
    assert ("forged", newest) in findings(office)


def test_a_checkpoint_of_another_device_is_found(office):
    add_case(office)
    stranger = Signer(b"\x07" * 32)
    with office.workspace.context.store.write() as unit:
        made = unit.audit.seal(stranger, unit.office.setting("database"), "2026-11-02T15:00:00Z")
    assert ("stranger", made.seq) in findings(office)


def test_a_checkpoint_of_another_workspace_does_not_hold(office):
    with office.workspace.context.store.write() as unit:
        office.workspace.context.note(unit, "view", "something")
        elsewhere = "6b0c2f0e-0000-4000-8000-000000000001"
        made = unit.audit.seal(office.workspace.context.device.signer, elsewhere,
                               "2026-11-02T15:00:00Z")  # fmt: skip
    assert ("forged", made.seq) in findings(office)


def test_a_chain_written_anew_with_the_store_s_key_fails_its_checkpoints(office):
    add_case(office)
    with office.workspace.context.store.write() as unit:
        office.workspace.context.seal(unit)
    sealed = last(office)
    rewrite(office, 4, user="u-somebody-else")
    found = findings(office)
    assert ("rewritten", sealed) in found
    assert not {kind for kind, _seq in found} & {"changed", "gap"}


def test_who_holds_the_device_s_key_too_is_told_by_an_export_in_other_hands(office, tmp_path):
    """The limit: the device's key lies in the store. What was taken out before convicts."""
    add_case(office)
    export = office.workspace.trail.export(tmp_path / "trail.jsonl")
    assert findings(office, against=export) == set()
    rewrite(office, 4, user="u-somebody-else")
    context = office.workspace.context
    with context.store.write() as unit:
        unit.connection.execute(text("DELETE FROM audit_checkpoint"))
        context.seal(unit)
    office.workspace.guarding.renew()
    assert findings(office) == set()
    found = office.workspace.trail.verify(against=export).findings
    assert [(one.kind, one.outside) for one in found] == [("rewritten", True)]


def test_checkpoints_that_were_taken_away_are_missed(office):
    context = office.workspace.context
    with context.store.write() as unit:
        for number in range(450):
            context.note(unit, "view", f"record {number}")
    sealed = [one.seq for one in checkpoints(office)]
    assert max(b - a for a, b in itertools.pairwise(sealed)) <= trail_seal.EVERY
    assert findings(office) == set()
    sql(office, "DELETE FROM audit_checkpoint WHERE seq BETWEEN 50 AND 400")
    assert "unsealed" in {kind for kind, _seq in findings(office)}
    sql(office, "DELETE FROM audit_checkpoint")
    assert ("unsealed", 1) in findings(office)


def checkpoints(place):
    with place.workspace.context.store.read() as unit:
        return unit.audit.checkpoints(unit.office.setting("database"))


def test_an_emptied_trail_is_found(office):
    sql(office, "DELETE FROM audit")
    assert ("truncated", 1) in findings(office)


def test_coming_and_going_are_noted_and_sealed(office):
    office.close()
    office.open()
    newest = [one.action for one in office.workspace.trail.latest(2)]
    assert newest == ["enter", "leave"]
    assert [one.seq for one in checkpoints(office)][-2:] == [last(office) - 1, last(office)]


# --- reading --------------------------------------------------------------------------------------


def test_pages_go_on_where_the_last_ended(office):
    context = office.workspace.context
    with context.store.write() as unit:
        for number in range(2 * PAGE):
            context.note(unit, "view", f"record {number}")
    first = office.workspace.trail.page()
    second = office.workspace.trail.page(before=first[-1].entry.seq)
    seqs = [line.entry.seq for line in (*first, *second)]
    assert seqs == list(range(seqs[0], seqs[0] - 2 * PAGE, -1))


def test_reading_the_trail_is_noted_once(office):
    for _time in range(3):
        office.workspace.trail.page()
    acts = [one.action for one in office.workspace.trail.latest()]
    assert acts.count("view_trail") == 1


def test_a_case_is_found_by_its_code_with_everything_in_it(office):
    file = add_case(office)
    add_case(office, seed=2)
    row = next(one for one in office.workspace.casework.caseload() if one.file_id == file)
    for record in (one.record for one in office.workspace.casework.case(file).timeline):
        office.workspace.fichas.record(record) if record != file else None
    lines = office.workspace.trail.page(TrailQuestion(about=str(row.code)))
    assert {line.what for line in lines} == {str(row.code)}
    assert {line.entry.action for line in lines} >= {"open_file", "save", "view"}
    assert len({line.entry.subject for line in lines}) > 1


def test_who_may_see_no_files_gets_no_code_and_finds_none(world):
    place = world.add_office()
    file = add_case(place)
    code = str(place.workspace.casework.caseload()[0].code)
    context = place.workspace.context
    with context.store.write() as unit:
        unit.connection.execute(
            text("UPDATE staff SET roles = :roles"), {"roles": strict_json.dumps(["audit"])}
        )
    place.close()
    workspace = place.open()
    assert workspace.user.roles == ("audit",)
    lines = workspace.trail.page()
    assert code not in str(lines)
    assert file[:8] in {line.what for line in lines}
    assert workspace.trail.page(TrailQuestion(about=code)) == ()
    assert workspace.trail.page(TrailQuestion(about=file[:8]))


def test_codes_of_other_teams_are_not_shown(world):
    place = world.add_office()
    mine, theirs = add_case(place), add_case(place, seed=2)
    codes = {one.file_id: str(one.code) for one in place.workspace.casework.caseload()}
    with place.workspace.context.store.write() as unit:
        unit.connection.execute(
            text("UPDATE staff SET roles = :roles"),
            {"roles": strict_json.dumps(["psychology", "key_admin"])},
        )
        unit.connection.execute(text("UPDATE case_file SET author = 'u-x' WHERE id = :id"),
                                {"id": theirs})  # fmt: skip
        unit.connection.execute(text("DELETE FROM case_member WHERE file = :id"), {"id": theirs})
    place.close()
    trail = place.open().trail
    shown = {line.what for line in trail.page()}
    assert codes[mine] in shown
    assert codes[theirs] not in shown
    assert theirs[:8] in shown
    assert trail.page(TrailQuestion(about=codes[mine]))
    assert trail.page(TrailQuestion(about=codes[theirs])) == ()


def test_filters_by_person_kind_and_day(office):
    add_case(office, on=date(2026, 11, 5))
    trail = office.workspace.trail
    user = office.workspace.user.id
    assert trail.page(TrailQuestion(user=user))
    assert trail.page(TrailQuestion(user="u-nobody")) == ()
    changed = trail.page(TrailQuestion(actions=acts_of(ActKind.CHANGED)))
    assert {line.entry.action for line in changed} == {"open_file", "save"}
    day = date(2026, 11, 5)
    on_day = trail.page(TrailQuestion(since=day, until=day))
    assert on_day
    assert {line.entry.at[:10] for line in on_day} == {"2026-11-05"}
    assert trail.page(TrailQuestion(since=date(2026, 11, 6))) == ()


# --- exporting ------------------------------------------------------------------------------------


def test_an_export_can_be_checked_without_the_program(office, tmp_path):
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    add_case(office)
    path = office.workspace.trail.export(tmp_path / "trail.jsonl")
    lines = path.read_bytes().splitlines()
    first, final = json.loads(lines[0]), json.loads(lines[-1])["checkpoint"]
    head = hashlib.sha256(b"CEMAUDIT1").digest()
    for line in lines[1:-1]:
        entry = line[len(b'{"entry":') : line.rindex(b',"head":"')]
        head = hashlib.sha256(head + hashlib.sha256(entry).digest()).digest()
        assert json.loads(line)["head"] == head.hex()
    assert final["seq"] == len(lines) - 2
    message = (
        b"CEMCHECK1\0"
        + bytes.fromhex(first["database"].replace("-", ""))
        + final["seq"].to_bytes(8, "big")
        + head
        + final["at"].encode()
    )
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(first["key"]))
    key.verify(bytes.fromhex(final["signature"]), message)
    assert json.loads(lines[-2])["entry"]["action"] == "export_trail"


def test_no_formula_gets_into_the_sheet(office, tmp_path):
    context = office.workspace.context
    with context.store.write() as unit:
        for bad in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\uff1d1"):
            context.note(unit, bad, bad)
    path = office.workspace.trail.export(tmp_path / "trail.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == last(office) + 1
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))
    assert "'=cmd|' /C calc'!A0" in {cell for row in rows for cell in row}


@pytest.mark.parametrize("name", ["trail.csv", "trail.jsonl"])
def test_an_export_is_noted_and_writes_over_nothing(office, tmp_path, name):
    path = tmp_path / name
    office.workspace.trail.export(path)
    assert office.workspace.trail.latest(1)[0].action == "export_trail"
    before = path.read_bytes()
    with pytest.raises(FileTakenError):
        office.workspace.trail.export(path)
    assert path.read_bytes() == before
    link = tmp_path / f"link-{name}"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileTakenError):
        office.workspace.trail.export(link)


def test_nothing_else_passes_for_an_earlier_export(world, tmp_path):
    office, other = world.add_office(), world.add_office("cusco", "Cusco")
    good = office.workspace.trail.export(tmp_path / "a.jsonl")
    foreign = other.workspace.trail.export(tmp_path / "b.jsonl")
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"\n".join(good.read_bytes().splitlines()[:-1]) + b"\n")
    nonsense = tmp_path / "c.jsonl"
    nonsense.write_bytes(b"\xff\x00 not JSON\n")
    for path in (foreign, cut, nonsense):
        with pytest.raises(TrailExportError):
            office.workspace.trail.verify(against=path)


@pytest.mark.parametrize(
    "act",
    [
        lambda trail, _folder: trail.page(),
        lambda trail, _folder: trail.verify(),
        lambda trail, folder: trail.export(folder / "x.csv"),
    ],
)
def test_who_may_not_read_the_trail_is_denied_and_noted(world, tmp_path, act):
    place = world.add_office(roles=("psychology",))
    assert not place.workspace.trail.is_readable
    with pytest.raises(NotPermittedError):
        act(place.workspace.trail, tmp_path)
    with place.workspace.context.store.read() as unit:
        assert unit.audit.latest(1)[0].detail == {"act": "trail"}
    assert list(tmp_path.glob("*.csv")) == []
