"""Attachments of coded files: who adds, opens and takes off; what stands on the disk; sweeps."""

import io
import json
import os
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from clear_text import find
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from simulator import CUSTODIAN, FLOOR_KIB, PASSPHRASE, add_case
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cleaning"))

import hostile_files as made

from cem_desktop.cleaning import sandbox
from cem_desktop.cli.main import application
from cem_desktop.errors import (
    AttachmentDamagedError,
    AttachmentKindError,
    AttachmentUnreadableError,
    CancelledError,
    DiskFullError,
    FileBlockedError,
    FileErasedError,
    IdentityClosedError,
    InputError,
    NotPermittedError,
    RecordMissingError,
)
from cem_desktop.services import attachment_keys, restoring
from cem_desktop.services.attachment_stock import YOUNG_SECONDS
from cem_desktop.services.backup_reading import Credential
from cem_desktop.services.erasing import ErasureOrder
from cem_desktop.services.reach import WHOLE_OFFICE
from cem_desktop.services.recording import Edit, Recorder
from cem_desktop.storage import files

REASON = "Era de otra persona"


def untold(_done, _total):
    """Tell nobody."""


@pytest.fixture
def file(office):
    return add_case(office)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG 0001.jpg"
    path.write_bytes(made.jpeg())
    return path


def add(office, source, file, record=None, name=""):
    return office.workspace.attachments.add(source, file, record, name, untold)


def lines(office, file):
    return office.workspace.attachments.of_file(file)


def sealed(office, store="case"):
    return sorted((office.folder / "attachments" / store).glob("*/*/*"))


def as_user(office, *roles, login=None):
    """Be another person with other roles, in an office where everybody reaches every file."""
    with office.workspace.context.store.write() as unit:
        unit.office.set_setting(WHOLE_OFFICE, value=True)
    user = office.workspace.context.user
    object.__setattr__(user, "roles", roles)
    if login:
        object.__setattr__(user, "id", login)


def record_of(office, file, form):
    view = office.workspace.casework.case(file)
    return next(one.record for one in view.timeline if one.form == form)


def test_a_photograph_is_kept_without_traces_listed_opened_and_noted(office, file, photo):
    added = add(office, photo, file)
    (line,) = lines(office, file)
    assert (line.id, line.name, line.kind, line.pages) == (added.id, "IMG 0001", "jpeg", 1)
    assert line.author == "equipo"
    opened = office.workspace.attachments.open(added.id)
    with Image.open(io.BytesIO(opened.data)) as picture:
        assert picture.size == (120, 80)
    assert made.CANARY.encode() not in opened.data
    assert Image.open(io.BytesIO(line.thumbnail)).size == (120, 80)
    acts = [(one.action, one.subject) for one in office.workspace.trail.latest(4)]
    assert acts[:2] == [("view", added.id), ("attach", added.id)]
    assert "IMG" not in str(office.workspace.trail.latest(9))


def test_nothing_of_it_is_in_clear_on_the_disk_and_its_name_is_no_hash_of_it(office, file, photo):
    add(office, photo, file, name="Cedula de Rosalinda")
    (line,) = lines(office, file)
    data = office.workspace.attachments.open(line.id).data
    with office.workspace.context.store.read() as unit:
        row = unit.attachments.get(line.id)
    (path,) = sealed(office)
    office.close()
    assert path.name == row.blob != row.sha256
    assert find(office.folder, ["Rosalinda", row.sha256, "IMG 0001"]) == []
    whole = b"".join(one.read_bytes() for one in office.folder.rglob("*") if one.is_file())
    assert data[:64] not in whole
    assert b"JFIF" not in whole
    assert (office.folder / "attachments").stat().st_mode & 0o077 == 0


def test_a_pdf_gets_the_thumbnail_that_the_window_draws(office, file, tmp_path):
    path = tmp_path / "Denuncia.pdf"
    path.write_bytes(made.pdf())
    seen = []

    def draw(data):
        seen.append(data)
        return b"small"

    added = office.workspace.attachments.add(path, file, None, "", untold, draw)
    (line,) = lines(office, file)
    assert (line.kind, line.pages, line.thumbnail) == ("pdf", 2, b"small")
    assert seen == [office.workspace.attachments.open(added.id).data]
    assert added.dropped == ("files", "links", "notes", "scripts")


def test_the_same_file_twice_hangs_once_and_two_names_share_one_blob(office, file, photo):
    first, again = add(office, photo, file), add(office, photo, file)
    assert first.id == again.id
    record = record_of(office, file, "f01")
    assert add(office, photo, file, record).id != first.id
    assert len(lines(office, file)) == 2
    assert len(sealed(office)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../../../tmp/fuera.jpg",
        "..\\..\\fuera.jpg",
        "/etc/fuera.jpg",
        "\u202egpj.exe",
        "a" * 5000,
    ],
)
def test_a_hostile_name_is_text_and_leads_nowhere(office, file, photo, name):
    before = {path for path in office.folder.parent.rglob("*") if path.name != "case.db-wal"}
    add(office, photo, file, name=name)
    (line,) = lines(office, file)
    assert len(line.name) <= 80
    assert "\u202e" not in line.name
    new = set(office.folder.parent.rglob("*")) - before
    assert all(
        office.folder / "attachments" in (path, *path.parents)
        for path in new
        if "case.db" not in path.name
    )


@pytest.mark.skipif(sys.platform == "win32", reason="names of POSIX")
def test_a_file_whose_own_name_is_hostile_is_taken_without_it(office, file, tmp_path):
    for name in ("foto\u202egpj.exe", "-rf ~.jpg", "a\nb.jpg", "$(reboot).jpg"):
        (tmp_path / name).write_bytes(made.jpeg(made.points(120 + len(name), 80)))
        add(office, tmp_path / name, file)
    names = {one.name for one in lines(office, file)}
    assert names == {""}  # a person called them so: it stays outside


def test_a_row_with_a_path_for_a_blob_opens_nothing_outside(office, file, photo):
    add(office, photo, file)
    (line,) = lines(office, file)
    for blob in ("../../case.db", "/etc/passwd", "a" * 63, "A" * 64, ""):
        with office.workspace.context.store.write() as unit:
            unit.connection.exec_driver_sql("UPDATE attachment SET blob = ?", (blob,))
        with pytest.raises(AttachmentDamagedError):
            office.workspace.attachments.open(line.id)


# Rights ----------------------------------------------------------------------


def test_what_hangs_on_a_ficha_is_opened_by_those_who_fill_it_and_known_to_those_who_read(
    office, file, photo
):
    record = record_of(office, file, "f06")
    settings = office.workspace.context.library.definition("f06").settings
    (writer, *_) = sorted(settings.write)
    reader = next(one for one in sorted(settings.read - settings.write))
    added = add(office, photo, file, record, name="Consulta")
    office.workspace.teams.set_whole_office(whole=True)
    as_user(office, writer, login="u-other")
    assert office.workspace.attachments.open(added.id).name == "Consulta"
    as_user(office, reader)
    (line,) = lines(office, file)
    assert (line.is_mine, line.name, line.thumbnail) == (False, "", None)
    for act in (
        lambda: office.workspace.attachments.open(added.id),
        lambda: office.workspace.attachments.print_job(added.id),
        lambda: office.workspace.attachments.take_off(added.id, REASON),
        lambda: add(office, photo, file, record),
    ):
        with pytest.raises(NotPermittedError):
            act()
        with office.workspace.context.store.read() as unit:
            assert unit.audit.latest(1)[0].action == "denied"
    as_user(office, "promotion")
    with pytest.raises(NotPermittedError):
        lines(office, file)


def test_only_who_added_it_or_coordinates_takes_it_off_with_a_reason_and_it_stays_kept(
    office, file, photo
):
    attachments = office.workspace.attachments
    added = add(office, photo, file)
    office.workspace.teams.set_whole_office(whole=True)
    as_user(office, "legal", login="u-other")
    with pytest.raises(NotPermittedError):
        attachments.take_off(added.id, REASON)
    as_user(office, "coordination")
    with pytest.raises(InputError):
        attachments.take_off(added.id, "  ")
    attachments.take_off(added.id, REASON)
    (line,) = lines(office, file)
    assert (line.reason, line.removed_by, line.may_take_off) == (REASON, "u-other", False)
    assert line.removed is not None
    assert REASON not in str(office.workspace.trail.latest(9))
    assert attachments.open(added.id).data
    office.clock.at += timedelta(days=400)
    assert attachments.sweep() == 0
    assert attachments.check(untold).is_sound


def test_an_unknown_file_or_record_or_that_of_another_file_takes_nothing(office, file, photo):
    other = add_case(office, seed=3)
    with pytest.raises(RecordMissingError):
        add(office, photo, "no-file")
    with pytest.raises(RecordMissingError):
        add(office, photo, file, "no-record")
    with pytest.raises(NotPermittedError):
        add(office, photo, file, record_of(office, other, "f01"))
    assert sealed(office) == []


def test_what_hangs_on_anothers_ficha_is_opened_by_way_of_exception_and_only_opened(
    office, file, photo
):
    office.add_user("psico", "psychology")
    office.add_user("coordina", "coordination")
    psico = office.user("psico").id
    office.workspace.teams.assign(file, frozenset({psico}))
    context = office.as_user("psico").context
    definition = context.library.definition("f13")
    with context.store.write() as unit:
        edit = Edit(file, None, f"f13@{definition.version}", {}, (), "edit")
        record = Recorder(context).record(unit, edit, definition).id
    added = add(office, photo, file, record, name="Del consultorio")
    workspace = office.as_user("coordina")
    with pytest.raises(NotPermittedError):
        workspace.attachments.open(added.id)
    workspace.exceptional.open_reserved(file, REASON)
    (line,) = lines(office, file)
    assert (line.is_mine, line.may_take_off) == (True, False)
    assert workspace.attachments.open(added.id).name == "Del consultorio"
    with pytest.raises(NotPermittedError):
        workspace.attachments.take_off(added.id, REASON)
    office.clock.at += timedelta(hours=25)
    with pytest.raises(NotPermittedError):
        office.as_user("coordina").attachments.open(added.id)


# Faults ----------------------------------------------------------------------


def test_a_refused_or_cancelled_file_leaves_nothing_behind(office, file, photo, tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("hola")
    with pytest.raises(AttachmentKindError):
        add(office, text, file)

    def stop(done, _total):
        if done:
            raise CancelledError

    with pytest.raises(CancelledError):
        office.workspace.attachments.add(photo, file, None, "", stop)
    assert lines(office, file) == ()
    assert sealed(office) == []


def test_a_child_that_announces_other_bytes_than_it_gives_is_not_believed(
    office, file, photo, monkeypatch
):
    head = '{"kind":"png","size":5,"sha256":"%s","pages":1,"thumbnail":"","dropped":[]}'
    for said in (
        head % ("0" * 64) + "\nhola!",
        head % ("0" * 64) + "\nho",
        head % ("0" * 64) + "\nhola mundo",
    ):
        monkeypatch.setattr(sandbox, "_command", lambda said=said: ["printf", "%s", said])
        with pytest.raises(AttachmentUnreadableError):
            add(office, photo, file)
    assert sealed(office) == []
    assert lines(office, file) == ()


def test_a_full_disk_takes_nothing_and_says_so(office, file, photo, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "sync", full)
    with pytest.raises(DiskFullError):
        add(office, photo, file)
    monkeypatch.undo()
    assert sealed(office) == []
    assert add(office, photo, file).id


def test_a_file_that_is_gone_cut_changed_or_swapped_is_found_by_the_check(
    office, file, photo, tmp_path
):
    other = tmp_path / "otra.png"
    other.write_bytes(made.png())
    attachments = office.workspace.attachments
    first, second = add(office, photo, file), add(office, other, file)
    one, two = sealed(office)
    assert attachments.check(untold).whole == 2
    good = one.read_bytes(), two.read_bytes()

    def damaged():
        found = attachments.check(untold)
        assert not found.is_sound
        for line in (first.id, second.id):
            if line in found.damaged + found.missing:
                with pytest.raises(AttachmentDamagedError):
                    attachments.open(line)
        return len(found.damaged), len(found.missing)

    one.write_bytes(good[1])
    two.write_bytes(good[0])
    assert damaged() == (2, 0)
    two.write_bytes(good[1])
    one.write_bytes(good[0][:-1])
    assert damaged() == (1, 0)
    one.write_bytes(good[0][:-1] + bytes([good[0][-1] ^ 1]))
    assert damaged() == (1, 0)
    one.write_bytes(b"")
    assert damaged() == (1, 0)
    one.unlink()
    assert damaged() == (0, 1)
    # Whoever adds it again mends it.
    add(office, photo, file, record_of(office, file, "f01"))
    add(office, other, file, record_of(office, file, "f01"))
    assert attachments.check(untold).is_sound


# Keys ------------------------------------------------------------------------


def test_after_a_renewal_old_files_open_and_new_ones_have_another_key_and_name(office, file, photo):
    context = office.workspace.context
    old = add(office, photo, file)
    with context.store.write() as unit:
        assert attachment_keys.renew(unit.office, context.stamp()) == "attachment.2"
        first, second = (attachment_keys.load(unit.office, f"attachment.{n}") for n in (1, 2))
    new = add(office, photo, file, record_of(office, file, "f01"))
    with context.store.read() as unit:
        rows = [unit.attachments.get(one.id) for one in (old, new)]
    assert [row.key for row in rows] == ["attachment.1", "attachment.2"]
    assert rows[0].sha256 == rows[1].sha256
    assert rows[0].blob != rows[1].blob
    assert first.name_of(rows[1].sha256) != rows[1].blob == second.name_of(rows[1].sha256)
    for one in (old, new):
        assert office.workspace.attachments.open(one.id).data
    assert office.workspace.attachments.check(untold).whole == 2


# Sweeping --------------------------------------------------------------------


def test_what_nothing_refers_to_is_swept_when_it_is_old(office, file, photo):
    attachments, context = office.workspace.attachments, office.workspace.context
    add(office, photo, file)
    (path,) = sealed(office)
    now = path.stat().st_mtime
    with context.store.write() as unit:
        unit.erasures.drop_bytes(file)
    office.clock.at = office.clock.at.fromtimestamp(now + YOUNG_SECONDS - 5, office.clock.at.tzinfo)
    assert attachments.check(untold).orphans == 1
    assert attachments.sweep() == 0
    office.clock.at += timedelta(seconds=10)
    assert attachments.sweep() == 1
    assert sealed(office) == []


def test_an_erasure_takes_the_sealed_file_at_once_and_leaves_those_of_others(
    office, file, tmp_path
):
    other = add_case(office, seed=5)
    shared, own = tmp_path / "a.png", tmp_path / "b.png"
    shared.write_bytes(made.png())
    own.write_bytes(made.png(made.points(90, 90)))
    for one in (shared, own):
        add(office, one, file)
    kept = add(office, shared, other)
    code = next(row.code for row in office.workspace.casework.caseload() if row.file_id == file)
    order = ErasureOrder("purpose_ended", "Terminó.", None, code)
    office.workspace.law.erasing.erase(file, order)
    assert len(sealed(office)) == 1
    assert office.workspace.attachments.open(kept.id).data
    assert office.workspace.attachments.check(untold).whole == 1
    with pytest.raises(FileErasedError):
        lines(office, file)
    with pytest.raises(FileErasedError):
        add(office, own, file)


def test_a_blocked_file_takes_nothing_and_only_coordination_looks(office, file, photo):
    added = add(office, photo, file)
    office.workspace.law.blocking.block(file, "Lo pidió.")
    assert office.workspace.attachments.open(added.id).data
    for act in (
        lambda: add(office, photo, file, record_of(office, file, "f01")),
        lambda: office.workspace.attachments.take_off(added.id, REASON),
    ):
        with pytest.raises(FileBlockedError):
            act()
    as_user(office, "legal")
    with pytest.raises(FileBlockedError):
        office.workspace.attachments.open(added.id)


@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(("add", "off", "erase", "draft", "forget", "junk", "age", "sweep")),
            st.integers(0, 3),
        ),
        max_size=25,
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_acts_makes_a_sweep_remove_what_is_referenced(tmp_path_factory, acts):
    """A model of the folder: blobs with ages, rows, drafts; every sweep is judged."""
    root = tmp_path_factory.mktemp("sweep")
    world = SweepWorld(root)
    try:
        for act, number in acts:
            getattr(world, act)(number)
            world.judge()
    finally:
        world.close()


class SweepWorld:
    """A real store and folder; only the ages of files are set by hand."""

    def __init__(self, root):
        import secrets

        from cem_desktop.crypto.blob_key import BlobKey
        from cem_desktop.crypto.sealing import generate_identity
        from cem_desktop.storage.attachment_folder import AttachmentFolder
        from cem_desktop.storage.case_store import create_case_store

        self.store = create_case_store(root, secrets.token_bytes(32))
        self.folder = AttachmentFolder(root, "case")
        self.key = BlobKey(generate_identity(), secrets.token_bytes(32))
        self.now = 2_000_000_000.0
        self.must_stay = set()
        self.count = 0

    def place(self, number):
        import hashlib

        data = b"hoja %d" % number
        return data, self.folder.place(
            io.BytesIO(data), len(data), hashlib.sha256(data).hexdigest(), self.key
        )

    def path(self, blob):
        return self.folder.path / blob[:2] / blob[2:4] / blob

    def add(self, number):
        from cem_desktop.storage.attachments import AttachmentRow

        data, blob = self.place(number)
        os.utime(self.path(blob), (self.now, self.now))
        self.count += 1
        with self.store.write() as unit:
            unit.attachments.add(
                AttachmentRow(
                    str(self.count),
                    f"file-{number % 2}",
                    None,
                    blob,
                    "k",
                    "n",
                    "png",
                    len(data),
                    "s",
                    None,
                    "t",
                    "u",
                )
            )

    def off(self, number):
        with self.store.write() as unit:
            for row in unit.attachments.of_file(f"file-{number % 2}"):
                unit.attachments.take_off(row.id, "t", "u", "r")

    def erase(self, number):
        with self.store.write() as unit:
            unit.erasures.drop_bytes(f"file-{number % 2}")

    def draft(self, number):
        from cem_desktop.storage.drafts import Draft

        _, blob = self.place(number + 10)
        with self.store.write() as unit:
            unit.drafts.put(
                Draft(
                    f"d{number}", "u", None, None, "f01", "1", (), {"photo": blob}, "es", "t", "t"
                )
            )

    def forget(self, number):
        with self.store.write() as unit:
            unit.drafts.remove(f"d{number}")

    def junk(self, number):
        _, blob = self.place(number + 20)
        os.utime(self.path(blob), (self.now, self.now))
        part = self.path(blob).with_name("beef.part")
        part.write_bytes(b"half")
        os.utime(part, (self.now, self.now))

    def age(self, number):
        self.now += number * YOUNG_SECONDS

    def referenced(self):
        with self.store.read() as unit:
            return unit.attachments.referenced()

    def sweep(self, _number):
        young = {
            one
            for one in self.folder.names()
            if self.path(one).stat().st_mtime >= self.now - YOUNG_SECONDS
        }
        before, kept = self.folder.names(), self.referenced() | young
        self.folder.sweep(self.referenced(), self.now - YOUNG_SECONDS)
        assert self.folder.names() == before & kept

    def judge(self):
        assert self.referenced() <= self.folder.names()

    def close(self):
        self.store.close()


def test_a_sweep_while_files_come_in_removes_none_of_them(office, file, tmp_path, monkeypatch):
    from cem_desktop.services import attachment_stock

    monkeypatch.setattr(attachment_stock, "YOUNG_SECONDS", -1e12)  # nothing counts as young
    attachments = office.workspace.attachments
    over, swept = threading.Event(), []

    def sweep_on():
        while not over.is_set():
            swept.append(attachments.sweep())

    sweeper = threading.Thread(target=sweep_on)
    sweeper.start()
    try:
        for number in range(6):
            path = tmp_path / f"{number}.png"
            path.write_bytes(made.png(made.points(100 + number, 60)))
            add(office, path, file)
    finally:
        over.set()
        sweeper.join()
    assert len(swept) > 3
    assert attachments.check(untold).whole == 6


# The identity vault ----------------------------------------------------------


def test_a_copy_of_her_card_lives_with_the_vault_alone(world, tmp_path):
    place = world.add_office("tacna", "Tacna", roles=CUSTODIAN)
    file = add_case(place)
    card = tmp_path / "DNI.jpg"
    card.write_bytes(made.jpeg())
    kept, identities = place.workspace.identity_attachments, place.workspace.identities
    identities.create(PASSPHRASE)
    for act in (
        lambda: kept.of_file(file),
        lambda: kept.add(card, file, None, "", untold),
        kept.sweep,
        lambda: kept.check(untold),
    ):
        with pytest.raises(IdentityClosedError):
            act()
    identities.open("Registrar su documento", PASSPHRASE)
    added = kept.add(card, file, None, "Documento de Rosalinda", untold)
    (line,) = kept.of_file(file)
    assert line.name == "Documento de Rosalinda"
    assert Image.open(io.BytesIO(kept.open(added.id).data)).size == (120, 80)
    assert kept.print_job(added.id).pdf.startswith(b"%PDF")
    assert place.workspace.attachments.of_file(file) == ()
    assert sealed(place) == []
    (path,) = sealed(place, "identity")
    place.clock.at += timedelta(days=400)
    assert place.workspace.attachments.sweep() == 0
    assert path.exists()
    identities.close()
    with pytest.raises(IdentityClosedError):
        kept.open(added.id)
    assert "Rosalinda" not in str(place.workspace.trail.latest(20))
    with place.workspace.context.store.read() as unit:
        assert list(unit.attachments.all()) == []
        secrets = [row.name for row in unit.connection.exec_driver_sql("SELECT name FROM secret")]
    assert not any(name.startswith("attachment") for name in secrets)
    identities.open("Retirar su documento", PASSPHRASE)
    kept.take_off(added.id, REASON)
    assert kept.of_file(file)[0].reason == REASON
    assert kept.check(untold).whole == 1


def test_a_printed_attachment_is_noted_and_a_picture_is_put_on_a_sheet(office, file, photo):
    added = add(office, photo, file)
    job = office.workspace.attachments.print_job(added.id)
    assert job.pdf.startswith(b"%PDF")
    assert (job.kind, job.subject) == ("attachment", added.id)
    office.workspace.printing.note(job, "print")
    assert office.workspace.trail.latest(1)[0].action == "print"


def test_a_backup_carries_them_and_a_restore_opens_them(office, file, photo, tmp_path):
    added = add(office, photo, file)
    stick = tmp_path / "stick"
    stick.mkdir()
    run = office.workspace.backups.create(stick)
    data = office.workspace.attachments.open(added.id).data
    office.close()
    credential = Credential("equipo", PASSPHRASE, floor_kib=FLOOR_KIB)
    restoring.restore(stick / run.file, office.folder, credential, clock=office.clock)
    office.open()
    assert office.workspace.attachments.check(untold).is_sound
    assert office.workspace.attachments.open(added.id).data == data


def test_the_command_checks_every_file_and_says_what_is_missing(
    office, file, photo, tmp_path, monkeypatch
):
    from cem_desktop.services import unlock

    added = add(office, photo, file)
    office.close()
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE)
    whole = unlock.open_workspace
    monkeypatch.setattr(unlock, "open_workspace", lambda *given: whole(*given, floor_kib=FLOOR_KIB))
    known = [
        "--login",
        "equipo",
        "--passphrase-file",
        str(secret),
        "--workspace",
        str(office.folder),
    ]

    def run(*more):
        return CliRunner().invoke(application, ["attachments", "check", *known, *more])

    said = run("--json", "--sweep")
    assert (said.exit_code, json.loads(said.stdout)["whole"]) == (0, 1), said.output
    sealed(office)[0].unlink()
    said = run()
    assert said.exit_code == 3
    assert f"missing: {added.id}" in said.stdout
