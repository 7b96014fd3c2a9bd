"""Every golden vector does what its header says, and what is settled is written the same again."""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
from pathlib import Path

import pytest
from bundle_world import Inbox
from every_byte import Importing as EveryRecord

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
sys.path.insert(0, str(VECTORS))

from exchange_vectors import FORM, LETTERS, OFFICIALS  # noqa: E402
from lease_vectors import LEASES  # noqa: E402
from make_vectors import (  # noqa: E402
    BACKUP,
    BACKUP_FILES,
    ERASURE,
    FREEZING,
    GUARD,
    PASSPHRASE,
    REVISION,
    RULES,
    TYPED_FROM_PAPER,
    Vector,
    digest_of_records,
    settled,
)

from cem_desktop.crypto import hash_chain, sealing  # noqa: E402
from cem_desktop.crypto.backup_seal import is_signed  # noqa: E402
from cem_desktop.crypto.blob_key import BlobKey  # noqa: E402
from cem_desktop.crypto.guard import Guard  # noqa: E402
from cem_desktop.crypto.key_slots import StoreKind  # noqa: E402
from cem_desktop.crypto.passage import identity_before  # noqa: E402
from cem_desktop.crypto.recovery import (  # noqa: E402
    RecoveryKind,
    combine,
    open_entry,
    paper_mark,
    read_kit,
)
from cem_desktop.crypto.signing import Envelope, Verifier, key_id, pae  # noqa: E402
from cem_desktop.crypto.trail_seal import Checkpoint, signed_bytes  # noqa: E402
from cem_desktop.crypto.vault import Vault, unlock  # noqa: E402
from cem_desktop.domain import erasure, revision, strict_json  # noqa: E402
from cem_desktop.errors import CemError, StoreDamagedError  # noqa: E402
from cem_desktop.services.attempts import seconds_to_wait  # noqa: E402
from cem_desktop.services.backup_reading import open_with_key, unpack  # noqa: E402
from cem_desktop.storage.attachment_folder import AttachmentFolder  # noqa: E402
from cem_desktop.storage.attempts_file import book_of, bytes_of  # noqa: E402
from cem_desktop.sync.bundle import read_bundle  # noqa: E402
from cem_desktop.sync.bundle_parser import BundleParser  # noqa: E402
from cem_desktop.sync.enrolment import (  # noqa: E402
    accept_answer,
    check_request_words,
    device_id,
    read_request,
)
from cem_desktop.sync.feed import Continuation  # noqa: E402
from cem_desktop.sync.form_document import read_form, read_passed_on  # noqa: E402
from cem_desktop.sync.joining import accept_laptop_answer  # noqa: E402
from cem_desktop.sync.lease import LeaseEntry  # noqa: E402
from cem_desktop.sync.letter import Letter  # noqa: E402
from cem_desktop.sync.office_trust import OfficeTrust  # noqa: E402
from cem_desktop.sync.official import OfficialEntry  # noqa: E402
from cem_desktop.sync.projection import RevisionFields, project, read_projection  # noqa: E402
from cem_desktop.sync.receipt import read_receipt  # noqa: E402
from cem_desktop.sync.sender import OFFICE, SenderKey  # noqa: E402
from cem_desktop.sync.trusted_set import TrustedSet  # noqa: E402
from cem_desktop.transport.pass_document import Caller, Parcel, read_pass  # noqa: E402

FILES = sorted(VECTORS.glob("*.vector"))
AGAIN = dict(settled())


def load(name: str) -> Vector:
    return Vector.from_bytes((VECTORS / f"{name}.vector").read_bytes())


def read_vault(vector):
    vault = Vault.from_bytes(vector.body)
    key_file = bytes.fromhex(vector.known["key-file"]) if "key-file" in vector.known else None
    _, opened = unlock(vault, vector.known["login"], vector.known["passphrase"], key_file)
    keys = opened.keys
    assert keys[StoreKind.CASE].hex() == vector.known["case-key"]
    if "identity-key" in vector.known:
        assert keys[StoreKind.IDENTITY].hex() == vector.known["identity-key"]
    if "kit" in vector.known:
        entry = vault.entry(RecoveryKind.KIT)
        kit = read_kit(vector.known["kit"])
        assert vault.issued(paper_mark(RecoveryKind.KIT, kit, "")) is not None
        opened_by_kit = open_entry(entry, read_kit(vector.known["kit"]), database=vault.database)
        assert opened_by_kit == keys[StoreKind.CASE]
        secret = combine([vector.known["share-1"], vector.known["share-2"]])
        entry = vault.entry(RecoveryKind.SHARES)
        identity = open_entry(entry, secret, database=vault.database)
        assert identity.hex() == vector.known["identity-behind"]
        assert opened.share == vector.known["share-1"]
        assert identity_before(vault, identity).hex() == vector.known["identity-before"]


def read_checkpoint(vector):
    try:
        checkpoint = Checkpoint.from_json(strict_json.loads_object(vector.body))
    except ValueError as error:
        raise StoreDamagedError(reason="checkpoint") from error
    signed = signed_bytes(checkpoint.database, checkpoint.seq, checkpoint.head, checkpoint.at)
    if not checkpoint.holds(Verifier(bytes.fromhex(vector.known["key"]))):
        raise StoreDamagedError(reason="checkpoint")
    assert signed == bytes.fromhex(vector.known["signed"])
    assert len(signed) == 86


def read_guard(vector):
    try:
        assert Guard.from_bytes(vector.body, bytes.fromhex(vector.known["key"])) == GUARD
    except ValueError as error:
        raise StoreDamagedError(file="guard.json") from error


def read_attempts(vector):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "attempts.json").write_bytes(vector.body)
        wait = seconds_to_wait(Path(folder), "u-1", lambda: float(vector.known["now"]))
    book = book_of(vector.body)
    assert wait == int(vector.known["waits"])
    if "mark" in vector.known:
        assert book.mark == vector.known["mark"]
        assert bytes_of(book) == vector.body


def read_backup(vector):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.cemb"
        path.write_bytes(vector.body)
        backup = open_with_key(path, bytes.fromhex(vector.known["case-key"]))
        unpack(backup, Path(folder), lambda _size: None, wanted=lambda _name: True)
        held = {name: (Path(folder) / name).read_bytes() for name in BACKUP_FILES}
    assert backup.manifest == BACKUP
    assert held == BACKUP_FILES
    verifier = Verifier(bytes.fromhex(vector.known["device-key"]))
    assert is_signed(backup.manifest_bytes, backup.signature, verifier)


def trusted_after(vector):
    documents = [load(name).body for name in vector.known.get("after", "").split()]
    trusted = TrustedSet.start(documents[0])
    for document in documents[1:]:
        trusted = trusted.with_roster(document)
    return trusted


def read_root(vector):
    if "after" in vector.known:
        trusted_after(vector).with_root(vector.body)
    else:
        trusted = TrustedSet.start(vector.body)
        assert " ".join(trusted.root_words()) == vector.known["words"]


def read_roster(vector):
    trusted_after(vector).with_roster(vector.body)


def read_office_roster(vector):
    hub_key = bytes.fromhex(vector.known["hub-key"])
    if "after" in vector.known:
        before = load(vector.known["after"]).body
        OfficeTrust.start(before, hub_key).with_roster(vector.body)
    else:
        trusted = OfficeTrust.start(vector.body, hub_key)
        assert " ".join(trusted.hub_words()) == vector.known["words"]


def read_laptop_answer(vector):
    request = load(vector.known["request"]).body
    accept_laptop_answer(vector.body, vector.known["words"], request)


def read_enrolment_request(vector):
    read_request(vector.body)
    check_request_words(vector.body, vector.known["words"])


def read_answer(vector):
    accept_answer(vector.body, vector.known["words"], load(vector.known["request"]).body)


def read_receipt_vector(vector):
    verifier = Verifier(bytes.fromhex(vector.known["key"]))
    read_receipt(vector.body, {verifier.key_id: verifier})


def read_revision(vector):
    expected = TYPED_FROM_PAPER if vector.known.get("paper") else REVISION
    expected = FREEZING if vector.known.get("frozen") else expected
    assert revision.unpack(vector.body) == expected
    assert revision.revision_id(vector.body) == vector.known["id"]
    verifier = Verifier(bytes.fromhex(vector.known["key"]))
    assert verifier.holds(bytes.fromhex(vector.known["signature"]), vector.body)


def read_erasure(vector):
    assert erasure.unpack(vector.body) == ERASURE
    verifier = Verifier(bytes.fromhex(ERASURE.key))
    signed = pae(erasure.PAYLOAD_TYPE, vector.body)
    assert verifier.holds(bytes.fromhex(vector.known["signature"]), signed)


def read_projection_vector(vector):
    read_projection(vector.body)
    if "of" in vector.known:
        source = load(vector.known["of"])
        found = revision.unpack(source.body)
        fields = RevisionFields(
            source.known["id"], found.record, found.file, found.parents, found.form, found.fields
        )
        key = bytes.fromhex(vector.known["projection-key"])
        assert project(fields, RULES, key) == vector.body


def read_chain(vector):
    head = bytes.fromhex(vector.known["feed"])
    for body in vector.body.splitlines():
        head = hash_chain.link(head, hash_chain.item_id(body))
    assert head.hex() == vector.known["head"]


class Importing(Inbox):
    """An inbox that follows the feed, as every import must."""

    def begin(self, header):
        self._continuation = Continuation(None, header.start)
        return super().begin(header)

    def record(self, record_type, body, /):
        self._continuation.accept(hash_chain.item_id(body))
        super().record(record_type, body)

    def end(self, end, /):
        self._continuation.finish(end)
        super().end(end)


def sender_in(vector):
    public_key = bytes.fromhex(vector.known["sender-key"])
    sender = SenderKey(vector.known["sender-device"], "office-7", OFFICE, public_key)
    return {hashlib.sha256(public_key).digest(): sender}.get


def check_delivered(vector, inbox):
    assert len(inbox.committed) == int(vector.known["records"])
    assert inbox.stated.head == vector.known["head"]


def read_sealed(vector):
    inbox = Importing()
    try:
        source = io.BytesIO(vector.body)
        read_bundle(source, [vector.known["identity"]], sender_in(vector), inbox.begin)
    except CemError:
        assert inbox.committed is None
        raise
    check_delivered(vector, inbox)


def read_inside(vector):
    recipient = sealing.recipient_of(vector.known["identity"])
    recipients = frozenset({sealing.recipient_digest(recipient)})
    inbox = Importing()
    try:
        with BundleParser(recipients, sender_in(vector), inbox.begin) as parser:
            parser.write(vector.body)
            parser.finish()
    except CemError:
        assert inbox.committed is None
        raise
    check_delivered(vector, inbox)


def read_kind(vector):
    """Read a bundle of any kind and class as its own reader does: feed, attachments, the rest."""
    public_key = bytes.fromhex(vector.known["sender-key"])
    sender = SenderKey(
        vector.known["sender-device"], "office-7", vector.known["sender-role"], public_key
    )
    known = {hashlib.sha256(public_key).digest(): sender}
    sink = EveryRecord()
    try:
        source = io.BytesIO(vector.body)
        read_bundle(source, [vector.known["identity"]], known.get, sink.begin)
    except CemError:
        assert sink.committed is None
        raise
    assert len(sink.committed) == int(vector.known["records"])
    assert digest_of_records(sink.committed) == vector.known["content"]


def read_attachment(vector):
    known = vector.known
    key = BlobKey(known["identity"], bytes.fromhex(known["name-key"]))
    with tempfile.TemporaryDirectory() as folder:
        attachments = AttachmentFolder(Path(folder), "case")
        name = known["name"]
        path = Path(folder) / "attachments" / "case" / name[:2] / name[2:4] / name
        path.parent.mkdir(parents=True)
        path.write_bytes(vector.body)
        out = io.BytesIO()
        attachments.read(name, out, int(known["size"]), known["sha256"], key)
    assert key.name_of(known["sha256"]) == name
    assert hashlib.sha256(out.getvalue()).hexdigest() == known["sha256"]


def read_network_pass(vector):
    key = bytes.fromhex(vector.known["key"])
    callers = {key_id(key): Caller(device_id(key), "office-7", key)}
    shown = read_pass(vector.body.decode(), vector.known["pin"], callers.get)
    assert shown.challenge == vector.known["challenge"]
    assert shown.caller.device == vector.known.get("device", device_id(key))
    if "length" in vector.known:
        length = int(vector.known["length"])
        assert shown.parcel == Parcel(length, vector.known["sha256"], vector.known["to"])
    else:
        assert shown.parcel is None


def read_lease(vector):
    entry = LeaseEntry.from_bytes(vector.body)
    assert entry.to_bytes() == vector.body
    assert entry in LEASES.values()


def read_letter(vector):
    letter = Letter.from_bytes(vector.body)
    assert letter.to_bytes() == vector.body
    assert letter in LETTERS.values()


def read_official(vector):
    entry = OfficialEntry.from_bytes(vector.body)
    assert entry.to_bytes() == vector.body
    assert entry in OFFICIALS.values()


def read_form_vector(vector):
    form, document = read_form(vector.body, trusted_after(vector).root)
    assert (form, document) == read_passed_on(vector.body)
    assert form == FORM


READERS = {
    "letter": read_letter,
    "official": read_official,
    "form": read_form_vector,
    "lease": read_lease,
    "network-pass": read_network_pass,
    "attachment": read_attachment,
    "vault": read_vault,
    "backup": read_backup,
    "guard": read_guard,
    "attempts": read_attempts,
    "checkpoint": read_checkpoint,
    "root": read_root,
    "roster": read_roster,
    "request": read_enrolment_request,
    "answer": read_answer,
    "office-roster": read_office_roster,
    "laptop-answer": read_laptop_answer,
    "receipt": read_receipt_vector,
    "revision": read_revision,
    "erasure": read_erasure,
    "projection": read_projection_vector,
    "chain": read_chain,
    "bundle": read_sealed,
    "bundle-inside": read_inside,
    "bundle-kind": read_kind,
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vector(path):
    vector = Vector.from_bytes(path.read_bytes())
    reader = READERS[vector.format]
    if vector.expect == "success":
        reader(vector)
    else:
        with pytest.raises(CemError) as caught:
            reader(vector)
        assert caught.value.code == vector.expect


@pytest.mark.parametrize("name", sorted(set(AGAIN) - {"inside-bomb"}))
def test_what_is_settled_is_written_the_same_again(name):
    assert AGAIN[name].to_bytes() == (VECTORS / f"{name}.vector").read_bytes()


def test_there_is_a_vector_of_success_and_of_refusal_for_each_format():
    expected = {}
    for path in FILES:
        vector = Vector.from_bytes(path.read_bytes())
        expected.setdefault(vector.format, set()).add(vector.expect == "success")
    assert set(expected) == set(READERS)
    refusable = set(READERS) - {"revision", "erasure", "chain", "attempts"}
    assert all(expected[name] == {True, False} for name in refusable)
    assert PASSPHRASE.encode() not in load("vault-success").body
    assert Envelope.from_bytes(load("root-success").body).signatures
