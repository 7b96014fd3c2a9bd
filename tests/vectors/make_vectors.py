"""Write the golden vectors: ``python tests/vectors/make_vectors.py`` adds those that are missing.

Everything comes from fixed seeds. Only age draws its own randomness, so sealed bundles are written
once and then kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import zstandard

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "sync"), str(HERE.parent.parent)]

from bundle_world import (  # noqa: E402
    FEED,
    HEADER,
    HQ_IDENTITY,
    HQ_RECIPIENT,
    OFFICE_SIGNER,
    STRANGER,
    digest_of,
    head_after,
    opened,
    projections,
    resealed,
    write,
)
from exchange_vectors import exchanged  # noqa: E402
from lease_vectors import leases  # noqa: E402
from network_vectors import networks  # noqa: E402
from trust_world import (  # noqa: E402
    HQ_DEVICE,
    HUB_KEY,
    LAPTOP_DEVICE,
    LAPTOP_KEY,
    NEW_ROOT_KEYS,
    NOW,
    OFFICE_KEY,
    OTHER_HUB_KEY,
    RECEIPT_KEY,
    ROOT_KEYS,
    ROSTER_KEY,
    office_roster,
    office_trust,
    root,
    roster,
    trusted,
)

from cem_desktop.crypto import fingerprint, hash_chain, trail_seal  # noqa: E402
from cem_desktop.crypto.backup_seal import seal_manifest  # noqa: E402
from cem_desktop.crypto.blob_key import BlobKey  # noqa: E402
from cem_desktop.crypto.guard import ChainMark, Guard  # noqa: E402
from cem_desktop.crypto.key_slots import StoreKind, make_slot  # noqa: E402
from cem_desktop.crypto.passage import with_identity_before  # noqa: E402
from cem_desktop.crypto.passphrase import KdfParameters  # noqa: E402
from cem_desktop.crypto.random_source import SeededRandom  # noqa: E402
from cem_desktop.crypto.recovery import RecoveryKind, kit_words, paper_mark, seal_entry  # noqa: E402
from cem_desktop.crypto.sealing import recipient_digest, recipient_of, seal_stream  # noqa: E402
from cem_desktop.crypto.signing import SIGNATURE_SIZE, Envelope, pae  # noqa: E402
from cem_desktop.crypto.vault import Vault  # noqa: E402
from cem_desktop.domain import erasure as erasures  # noqa: E402
from cem_desktop.domain import strict_json  # noqa: E402
from cem_desktop.domain.erasure import ErasedRecord, Erasure  # noqa: E402
from cem_desktop.domain.fact_values import AGE_GROUPS  # noqa: E402
from cem_desktop.domain.facts import FACTS, All, Fact, FactType  # noqa: E402
from cem_desktop.domain.frozen_version import FrozenVersion  # noqa: E402
from cem_desktop.domain.paper import Paper  # noqa: E402
from cem_desktop.domain.revision import Revision, revision_id  # noqa: E402
from cem_desktop.services.backup_manifest import FileMark, Manifest  # noqa: E402
from cem_desktop.services.context import OfficeProfile  # noqa: E402
from cem_desktop.storage.attempts_file import AttemptsBook, Count, bytes_of  # noqa: E402
from cem_desktop.storage.backup_frame import MAGIC as MAGIC_OF_BACKUP  # noqa: E402
from cem_desktop.storage.backup_frame import FrameWriter  # noqa: E402
from cem_desktop.storage.copying import StoreCheck  # noqa: E402
from cem_desktop.sync import segments  # noqa: E402
from cem_desktop.sync.blobs import blob_records  # noqa: E402
from cem_desktop.sync.bundle_parser import MAGIC, PREAMBLE  # noqa: E402
from cem_desktop.sync.delivery import EndRecord  # noqa: E402
from cem_desktop.sync.enrolment import (  # noqa: E402
    EnrolmentRequest,
    request_words,
    write_answer,
)
from cem_desktop.sync.feed import FeedPosition  # noqa: E402
from cem_desktop.sync.header import (  # noqa: E402
    HEADER_TYPE,
    BundleHeader,
    FeedClass,
    FeedStart,
)
from cem_desktop.sync.joining import write_laptop_answer  # noqa: E402
from cem_desktop.sync.office_trust import hub_words  # noqa: E402
from cem_desktop.sync.projection import (  # noqa: E402
    ProjectionRules,
    RevisionFields,
    SendRule,
    project,
)
from cem_desktop.sync.receipt import Receipt, Refusal  # noqa: E402
from cem_desktop.sync.records import Record, RecordType, pack  # noqa: E402
from cem_desktop.sync.sender import LAPTOP  # noqa: E402

DATABASE = "6b0c2f0e-0000-4000-8000-000000000001"
PASSPHRASE = "plomo leyenda vinagre origen enchufe borrar"
CASE_KEY, IDENTITY_KEY = bytes(range(32)), bytes(range(32, 64))
OLD_KEY, KEY_FILE = b"o" * 32, b"f" * 64
OLD_IDENTITY_KEY = b"j" * 32
KIT_SECRET, SHARED_SECRET = b"k" * 16, b"\x5a" * 16
OTHER_IDENTITY = "AGE-SECRET-KEY-1JHZEKVXYZ7Q8YMW7NC55TM7062VY3TTJ2HQ8HKVKP6UTKXA6LDJSC9JEWY"
PROJECTION_KEY = bytes(range(64, 96))
NAME_KEY = bytes(range(96, 128))
BODIES = [b'{"v":1,"n":1}', b'{"v":1,"n":2}', b'{"v":1,"n":3}']


@dataclass(frozen=True)
class Vector:
    """One case: what it is, what must come of it, what the reader knows, the bytes."""

    format: str
    expect: str
    body: bytes
    known: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        lines = {"format": self.format, "expect": self.expect, **self.known}
        return "".join(f"{key}: {value}\n" for key, value in lines.items()).encode() + (
            b"\n" + self.body
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Vector:
        head, _, body = data.partition(b"\n\n")
        lines = dict(line.split(": ", 1) for line in head.decode().splitlines())
        return cls(lines.pop("format"), lines.pop("expect"), body, lines)


# --- vault.json ----------------------------------------------------------------------------------


def vault() -> Vault:
    slot = make_slot(
        database=DATABASE, user="u-1", login="Rosa", roles=("psychology", "key_admin"),
        passphrase=PASSPHRASE, keys={StoreKind.CASE: CASE_KEY, StoreKind.IDENTITY: IDENTITY_KEY},
        parameters=KdfParameters(64 * 1024, 1, 4), random_source=SeededRandom(b"vault vector"),
    )  # fmt: skip
    return Vault(DATABASE, "office", 1, (slot,), minor=0)


# Drawn once with shamir-mnemonic 0.3.0 from the secret that is sixteen times 0x5a.
SHARES = (
    "blue crunch academic acid adjust editor scroll pink furl window spray fused fitness dough squeeze guilt diploma task shaped eyebrow",
    "blue crunch academic axis clock apart romp flip improve armed deny busy havoc privacy thorn salon temple bishop moment home",
)


def vault_with_recovery() -> Vault:
    """Version 1.1: two people open identities, a key file, a re-key under way, both recoveries."""
    chance = SeededRandom(b"vault with recovery")
    slot = make_slot(
        database=DATABASE, user="u-1", login="Rosa", roles=("psychology", "identity_custody"),
        passphrase=PASSPHRASE, keys={StoreKind.CASE: CASE_KEY}, before={StoreKind.CASE: OLD_KEY},
        share=SHARES[0], key_file=KEY_FILE, reissued=True, generation=2,
        parameters=KdfParameters(64 * 1024, 1, 4), random_source=chance,
    )  # fmt: skip
    kit, shares = (
        seal_entry(
            kind, secret, key, database=DATABASE, generation=2,
            made="2026-11-24T15:00:00Z", random_source=chance,
        )
        for kind, secret, key in (
            (RecoveryKind.KIT, KIT_SECRET, CASE_KEY),
            (RecoveryKind.SHARES, SHARED_SECRET, IDENTITY_KEY),
        )
    )  # fmt: skip
    papers = tuple(
        paper_mark(kind, secret, "2026-11-24T15:00:00Z")
        for kind, secret in ((RecoveryKind.KIT, KIT_SECRET), (RecoveryKind.SHARES, SHARED_SECRET))
    )
    ways = (kit, shares)
    plain = Vault(DATABASE, "office", 2, (slot,), recovery=ways, people=2, papers=papers)
    return with_identity_before(plain, OLD_IDENTITY_KEY, IDENTITY_KEY, chance)


def vaults() -> Iterator[tuple[str, Vector]]:
    good = vault().to_bytes()
    known = {"login": "rosa", "passphrase": PASSPHRASE.replace(" ", "  ")}
    keys = {"case-key": CASE_KEY.hex(), "identity-key": IDENTITY_KEY.hex()}

    def refused(expect: str, change: Callable[[bytes], bytes], **others: str) -> Vector:
        changed = change(good)
        assert changed != good or others
        return Vector("vault", expect, changed, known | others)

    yield "vault-success", Vector("vault", "success", good, known | keys)
    newer_minor = good.replace(b'"version":[1,0]', b'"version":[1,9],"news":true')
    whole = vault_with_recovery().to_bytes()
    more = {
        "case-key": CASE_KEY.hex(),
        "key-file": KEY_FILE.hex(),
        "kit": " ".join(kit_words(KIT_SECRET)),
        "share-1": SHARES[0],
        "share-2": SHARES[1],
        "identity-behind": IDENTITY_KEY.hex(),
        "identity-before": OLD_IDENTITY_KEY.hex(),
    }
    yield "vault-recovery-success", Vector("vault", "success", whole, known | more)
    yield (
        "vault-without-its-key-file",
        Vector("vault", "access.key_file", whole, known),
    )
    yield (
        "vault-wrong-key-file",
        Vector("vault", "access.wrong_passphrase", whole, known | {"key-file": "00" * 64}),
    )
    yield "vault-newer-minor", Vector("vault", "success", newer_minor, known | keys)
    yield (
        "vault-newer-major",
        refused("store.vault_too_new", lambda v: v.replace(b"[1,0]", b"[2,0]")),
    )
    yield (
        "vault-wrong-passphrase",
        refused("access.wrong_passphrase", lambda v: v, passphrase="otra frase distinta"),
    )
    yield (
        "vault-slot-of-another-user",
        refused("access.wrong_passphrase", lambda v: v.replace(b'"u-1"', b'"u-2"')),
    )
    yield (
        "vault-slot-of-another-database",
        refused("access.wrong_passphrase", lambda v: v.replace(DATABASE.encode(), b"elsewhere")),
    )
    yield (
        "vault-absurd-memory",
        refused("store.vault_damaged", lambda v: v.replace(b":65536", b":9999999999")),
    )
    yield (
        "vault-cheap-memory",
        refused("store.vault_damaged", lambda v: v.replace(b":65536", b":1024")),
    )
    yield "vault-cut-short", refused("store.vault_damaged", lambda v: v[:-20])
    yield (
        "vault-key-twice",
        refused("store.vault_damaged", lambda v: v.replace(b"{", b'{"kind":"laptop",', 1)),
    )


# --- guard.json ----------------------------------------------------------------------------------

GUARD_KEY = bytes(range(96, 128))
GUARD = Guard(
    database=DATABASE, incarnation="0f" * 16, here="1e" * 32, salt="2d" * 16,
    audit=ChainMark(41, "3c" * 32), feeds={FEED: ChainMark(3, "4b" * 32)},
    checkpoint={"seq": 40, "head": "5a" * 32, "at": NOW},
)  # fmt: skip


def guards() -> Iterator[tuple[str, Vector]]:
    good = GUARD.to_bytes(GUARD_KEY)
    known = {"key": GUARD_KEY.hex()}
    yield "guard-success", Vector("guard", "success", good, known)
    other = {"key": CASE_KEY.hex()}
    yield "guard-wrong-key", Vector("guard", "store.damaged", good, other)
    newer = good.replace(b'"version":[1,0]', b'"version":[2,0]')
    yield "guard-newer-major", Vector("guard", "store.damaged", newer, known)
    yield "guard-cut-short", Vector("guard", "store.damaged", good[:-9], known)


# --- backups -------------------------------------------------------------------------------------

BACKUP_FILES = {"vault.json": b"{}", "case.db": b"sealed pages" * 40, "attachments/ab/cd": b"x"}
BACKUP = Manifest(
    database=DATABASE, kind="office", office=OfficeProfile("office-7", "Iquitos", "Loreto", ""),
    made=NOW, app="0.1.0", device=OFFICE_SIGNER.key_id, by="u-1", mark="6b" * 32,
    files=tuple(
        FileMark(name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in BACKUP_FILES.items()
    ),
    stores={"case.db": StoreCheck(3, {"case_file": 2, "revision": 9})},
)  # fmt: skip


def backups() -> Iterator[tuple[str, Vector]]:
    target = io.BytesIO()
    writer = FrameWriter(target, lambda _size: None)
    for name, data in BACKUP_FILES.items():
        writer.add(name, io.BytesIO(data), len(data))
    front = target.getvalue()
    sealed = seal_manifest(
        BACKUP.to_bytes(), CASE_KEY, OFFICE_SIGNER, SeededRandom(b"backup vector")
    )
    writer.finish(sealed)
    good = target.getvalue()
    known = {"case-key": CASE_KEY.hex(), "device-key": OFFICE_SIGNER.public_key.hex()}
    yield "backup-success", Vector("backup", "success", good, known)
    elsewhere = known | {"case-key": IDENTITY_KEY.hex()}
    cases = {
        "wrong-key": ("backup.damaged", good, elsewhere),
        "cut-short": ("backup.damaged", good[:-1], known),
        "longer": ("backup.damaged", good + b"\0", known),
        "no-backup": ("backup.not_a_backup", b"PK" + good[2:], known),
        "outside-the-folder": (
            "backup.damaged", good.replace(b"attachments/ab/cd", b"attachments/../cd"), known,
        ),
        "name-twice": (
            "backup.damaged", front + front[len(MAGIC_OF_BACKUP) :] + good[len(front) :], known,
        ),
        "manifest-changed": ("backup.damaged", good[:-9] + b"\0" + good[-8:], known),
    }  # fmt: skip
    for name, (expect, data, knows) in cases.items():
        yield f"backup-{name}", Vector("backup", expect, data, knows)


# --- documents of trust ---------------------------------------------------------------------------

REQUEST = EnrolmentRequest(
    office="office-7", signing_key=OFFICE_KEY.public_key, age_case=HQ_RECIPIENT, app="0.1.0",
    wall=NOW,
)  # fmt: skip


# --- checkpoint of the audit trail ----------------------------------------------------------------


def checkpoints() -> Iterator[tuple[str, Vector]]:
    entries = [b'{"seq":1}', b'{"seq":2}', b'{"seq":3}']
    head = trail_seal.START
    for entry in entries:
        head = hash_chain.append(head, entry)
    made = trail_seal.sign(OFFICE_SIGNER, DATABASE, len(entries), head, NOW)
    body = strict_json.dumps(made.to_json())
    known = {
        "key": OFFICE_SIGNER.public_key.hex(),
        "signed": trail_seal.signed_bytes(DATABASE, made.seq, head, NOW).hex(),
    }
    yield "checkpoint-success", Vector("checkpoint", "success", body, known)
    later = body.replace(b'"seq":3', b'"seq":4')
    yield "checkpoint-later", Vector("checkpoint", "store.damaged", later, known)
    other = known | {"key": STRANGER.public_key.hex()}
    yield "checkpoint-other-device", Vector("checkpoint", "store.damaged", body, other)
    short = body.replace(head.hex().encode(), head.hex().encode()[:-2])
    yield "checkpoint-head-too-short", Vector("checkpoint", "store.damaged", short, known)


def documents() -> Iterator[tuple[str, Vector]]:
    first = root().sign(ROOT_KEYS[:2])
    words = " ".join(trusted().root_words())
    yield "root-success", Vector("root", "success", first, {"words": words})
    yield "root-one-signature", Vector("root", "trust.document", root().sign(ROOT_KEYS[:1]))
    second = root(2, keys=NEW_ROOT_KEYS).sign([*ROOT_KEYS[:2], *NEW_ROOT_KEYS[:2]])
    after = {"after": "root-success"}
    yield "root-second", Vector("root", "success", second, after)
    only_new = root(2, keys=NEW_ROOT_KEYS).sign(NEW_ROOT_KEYS)
    yield "root-second-without-the-first", Vector("root", "trust.document", only_new, after)
    third = root(3).sign(ROOT_KEYS)
    yield "root-skipped", Vector("root", "trust.document", third, after)

    members = roster(2, devices=[HQ_DEVICE, REQUEST.as_device()])
    good = members.sign([ROSTER_KEY])
    yield "roster-success", Vector("roster", "success", good, after)
    yield "roster-wrong-key", Vector("roster", "trust.document", members.sign([STRANGER]), after)
    older = {"after": "root-success roster-success"}
    yield "roster-older", Vector("roster", "trust.rollback", roster(1).sign([ROSTER_KEY]), older)
    twice = roster(2).sign([ROSTER_KEY])
    yield "roster-version-twice", Vector("roster", "trust.document", twice, older)

    request = REQUEST.sign(OFFICE_KEY)
    words_of_request = {"words": " ".join(request_words(request))}
    yield "request-success", Vector("request", "success", request, words_of_request)
    payload = Envelope.from_bytes(request).payload
    forged = Envelope.sign(Envelope.from_bytes(request).payload_type, payload, [STRANGER])
    yield "request-wrong-key", Vector("request", "trust.document", forged.to_bytes())

    enrolled = trusted().with_roster(good)
    answer = write_answer(request, enrolled)
    yield (
        "answer-success",
        Vector("answer", "success", answer, {"words": words, "request": "request-success"}),
    )
    other = " ".join(fingerprint.fingerprint_words("root", b"another"))
    yield (
        "answer-wrong-words",
        Vector(
            "answer", "trust.fingerprint", answer, {"words": other, "request": "request-success"}
        ),
    )

    position = FeedPosition(FEED, 3, head_after(BODIES))
    receipt = Receipt(7, position, False, (Refusal(HEADER.bundle, "bundle.gap", 4),), 2, NOW)
    key = {"key": RECEIPT_KEY.public_key.hex()}
    yield "receipt-success", Vector("receipt", "success", receipt.sign(RECEIPT_KEY), key)
    yield "receipt-wrong-key", Vector("receipt", "trust.document", receipt.sign(STRANGER), key)


def office_documents() -> Iterator[tuple[str, Vector]]:
    hub = {"hub-key": HUB_KEY.public_key.hex()}
    good = office_roster(2).sign(HUB_KEY)
    words = {"words": " ".join(hub_words(HUB_KEY.public_key))}
    yield "office-roster-success", Vector("office-roster", "success", good, hub | words)
    stranger = office_roster(2).sign(STRANGER)
    yield "office-roster-wrong-key", Vector("office-roster", "trust.document", stranger, hub)
    after = hub | {"after": "office-roster-success"}
    refused = {
        "older": ("trust.rollback", office_roster(1)),
        "version-twice": ("trust.document", office_roster(2, devices=[])),
        "other-office": ("trust.document", office_roster(3, office="office-8")),
        "other-hub": ("trust.document", office_roster(3, hub=f"d_{OTHER_HUB_KEY.key_id[:16]}")),
    }
    for name, (expect, document) in refused.items():
        signed = document.sign(HUB_KEY)
        yield f"office-roster-{name}", Vector("office-roster", expect, signed, after)

    request = replace(REQUEST, signing_key=LAPTOP_KEY.public_key, role=LAPTOP).sign(LAPTOP_KEY)
    words_of_request = {"words": " ".join(request_words(request))}
    yield "laptop-request-success", Vector("request", "success", request, words_of_request)
    assert LAPTOP_DEVICE.signing_key == LAPTOP_KEY.public_key
    answer = write_laptop_answer(request, office_trust(2), trusted(), HUB_KEY)
    known = words | {"request": "laptop-request-success"}
    yield "laptop-answer-success", Vector("laptop-answer", "success", answer, known)
    other = known | {"words": " ".join(hub_words(OTHER_HUB_KEY.public_key))}
    yield "laptop-answer-wrong-words", Vector("laptop-answer", "trust.fingerprint", answer, other)


# --- what travels ---------------------------------------------------------------------------------

REVISION = Revision(
    record="7f3e9f3a-0000-4000-8000-000000000002", file="7f3e9f3a-0000-4000-8000-000000000001",
    parents=("ab" * 32,), device=OFFICE_SIGNER.key_id, author="u-1", lamport=9, wall=NOW,
    clock="ok", form="f01@2026.1",
    fields={
        "contact/sex": "woman", "contact/age": 15, "contact/opened": "2008-03-14",
        "contact/story": "no sale de aquí", "children/r1/age": 2, "children/r2": None,
    },
    why="edit", salt="00112233445566778899aabbccddeeff",
)  # fmt: skip
TYPED_FROM_PAPER = replace(
    REVISION, lamport=10,
    paper=Paper(date(2026, 11, 20), "Psicología, turno tarde", "locked", "armario 2"),
)  # fmt: skip
FREEZING = replace(
    REVISION, lamport=11, form="f36@2026.1", fields={}, why="freeze",
    frozen=FrozenVersion(2, "cd" * 32),
)  # fmt: skip
ERASURE = Erasure(
    id="7f3e9f3a-0000-4000-8000-000000000009", file="7f3e9f3a-0000-4000-8000-000000000001",
    at=NOW, by="u-1", device=OFFICE_SIGNER.key_id, key=OFFICE_SIGNER.public_key.hex(),
    ground="request", reason="Pidió que no quede nada.",
    request="7f3e9f3a-0000-4000-8000-000000000007",
    records=(ErasedRecord(REVISION.record, "f01@2026.1", ("ab" * 32, "cd" * 32)),),
    drafts=("7f3e9f3a-0000-4000-8000-000000000008",), identity=True,
)  # fmt: skip
CHILD_GROUP = Fact("child.age_group", "Age group of a child", FactType.CHOICE, All(), "age_group")
GROUPS = frozenset(AGE_GROUPS)
RULES = ProjectionRules(
    {
        "contact/sex": SendRule(
            "statistical", "whole", FACTS["victim.sex"], frozenset({"woman", "man"})
        ),
        "contact/age": SendRule("statistical", "age_group", FACTS["victim.age_group"], GROUPS),
        "contact/opened": SendRule("statistical", "month", FACTS["file.opened"]),
        "contact/story": SendRule("reserved", "whole", FACTS["contact.account"]),
        "children/age": SendRule("statistical", "age_group", CHILD_GROUP, GROUPS),
    },
    ["children"],
)


def bodies() -> Iterator[tuple[str, Vector]]:
    packed = REVISION.pack()
    signed = {
        "id": revision_id(packed),
        "key": OFFICE_SIGNER.public_key.hex(),
        "signature": OFFICE_SIGNER.sign(packed).hex(),
    }
    yield "revision-success", Vector("revision", "success", packed, signed)
    packed_paper = TYPED_FROM_PAPER.pack()
    signed_paper = {
        "id": revision_id(packed_paper),
        "key": OFFICE_SIGNER.public_key.hex(),
        "signature": OFFICE_SIGNER.sign(packed_paper).hex(),
        "paper": "yes",
    }
    yield "revision-from-paper", Vector("revision", "success", packed_paper, signed_paper)
    packed_freezing = FREEZING.pack()
    signed_freezing = {
        "id": revision_id(packed_freezing),
        "key": OFFICE_SIGNER.public_key.hex(),
        "signature": OFFICE_SIGNER.sign(packed_freezing).hex(),
        "frozen": "yes",
    }
    yield "revision-freezing", Vector("revision", "success", packed_freezing, signed_freezing)
    erased = ERASURE.pack()
    signature = OFFICE_SIGNER.sign(pae(erasures.PAYLOAD_TYPE, erased)).hex()
    yield "erasure-success", Vector("erasure", "success", erased, {"signature": signature})
    fields = RevisionFields(
        revision_id(packed), REVISION.record, REVISION.file, REVISION.parents, REVISION.form,
        REVISION.fields,
    )  # fmt: skip
    yield (
        "projection-success",
        Vector(
            "projection", "success", project(fields, RULES, PROJECTION_KEY),
            {"of": "revision-success", "projection-key": PROJECTION_KEY.hex()},
        ),
    )  # fmt: skip
    leaking = json.dumps(
        json.loads(project(fields, RULES, PROJECTION_KEY)) | {"set": {"case.story": "no sale"}}
    ).encode()
    yield "projection-with-a-text", Vector("projection", "bundle.tampered", leaking)
    lines = "\n".join(body.decode() for body in BODIES).encode() + b"\n"
    yield (
        "chain-success",
        Vector("chain", "success", lines, {"feed": FEED, "head": head_after(BODIES)}),
    )


def known_to_reader(**others: str) -> dict[str, str]:
    return {
        "identity": HQ_IDENTITY,
        "sender-key": OFFICE_SIGNER.public_key.hex(),
        "sender-device": HEADER.sender,
    } | others


def bundles() -> Iterator[tuple[str, Vector]]:
    """Sealed files; these alone differ each time they are made."""
    sealed, summary = write(projections(*BODIES))
    records = {"records": str(len(BODIES)), "head": summary.end.head}
    yield "bundle-success", Vector("bundle", "success", sealed, known_to_reader(**records))
    cases = {
        "bundle-cut-short": ("bundle.truncated", sealed[:-100]),
        "bundle-changed": ("bundle.tampered", sealed[:9000] + b"\0\0\0" + sealed[9003:]),
        "bundle-longer": ("bundle.truncated", sealed + b"more"),
        "bundle-no-age": ("bundle.not_a_bundle", b"PK\3\4 something else\n\n" * 20),
        "bundle-other-inside": ("bundle.not_a_bundle", resealed(b"a letter\n" * 20)),
    }
    for name, (expect, data) in cases.items():
        yield name, Vector("bundle", expect, data, known_to_reader())
    elsewhere = known_to_reader(identity=OTHER_IDENTITY)
    yield "bundle-wrong-recipient", Vector("bundle", "bundle.wrong_recipient", sealed, elsewhere)


def digest_of_records(records: Iterable[Record]) -> str:
    """Return the hash of records as they stand in a segment."""
    return hashlib.sha256(b"".join(pack(kind, body) for kind, body in records)).hexdigest()


def kinds() -> Iterator[tuple[str, Vector]]:
    """One sealed bundle of each kind and class of format 1; age makes them different each time."""
    import every_byte

    for name in every_byte.BUNDLES:
        sealed = every_byte.bundle(name)
        _, _, signer, device, content = every_byte.ALL[name]
        known = {
            "identity": HQ_IDENTITY,
            "sender-key": signer.public_key.hex(),
            "sender-device": device,
            "sender-role": every_byte.KNOWN[digest_of(signer)].role,
            "records": str(len(content)),
            "content": digest_of_records(content),
        }
        slug = name.replace(",", "").replace(" ", "-")
        yield f"kind-{slug}", Vector("bundle-kind", "success", sealed, known)
    stranger = known | {"sender-role": "laptop"}
    yield "kind-of-another-role", Vector("bundle-kind", "bundle.tampered", sealed, stranger)
    data = b"\x89PNG of a kind\n" * 160_000
    begin = every_byte.begin_of(data)
    header = replace(HEADER, start=FeedStart(FEED, FeedClass.CASE, 1, FEED))
    records = tuple(blob_records(begin, data))
    known = known | {"records": str(len(records)), "content": digest_of_records(records)}
    sealed = write(records, header)[0]
    yield "kind-attachment-of-three-chunks", Vector("bundle-kind", "success", sealed, known)
    short = write(records[:-1], header)[0]
    yield "kind-attachment-lacks-a-chunk", Vector("bundle-kind", "bundle.tampered", short, known)


def blobs() -> Iterator[tuple[str, Vector]]:
    """Sealed files of attachments; age makes them different each time."""
    key, data = BlobKey(HQ_IDENTITY, NAME_KEY), b"\x89PNG of a kind\n" * 5000
    sha256 = hashlib.sha256(data).hexdigest()
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(data), sealed, [key.recipient])
    whole = sealed.getvalue()
    known = {
        "identity": HQ_IDENTITY,
        "name-key": NAME_KEY.hex(),
        "name": key.name_of(sha256),
        "sha256": sha256,
        "size": str(len(data)),
    }
    yield "attachment-success", Vector("attachment", "success", whole, known)
    cases = {
        "attachment-cut-short": (whole[:-100], known),
        "attachment-changed": (whole[:9000] + b"\0\0\0" + whole[9003:], known),
        "attachment-longer": (whole + b"more", known),
        "attachment-of-another-key": (whole, {**known, "identity": OTHER_IDENTITY}),
        "attachment-of-another-content": (whole, {**known, "sha256": "0" * 64}),
    }
    for name, (body, knows) in cases.items():
        yield name, Vector("attachment", "attachment.damaged", body, knows)


def inside(
    frames: list[bytes],
    header: BundleHeader = HEADER,
    change: Callable[[bytes], bytes] = lambda data: data,
    to: str = HQ_RECIPIENT,
) -> bytes:
    data = change(header.addressed_to((recipient_digest(to),)).to_bytes())
    parts = [PREAMBLE.pack(MAGIC, digest_of(OFFICE_SIGNER), len(data)), data]
    parts.append(OFFICE_SIGNER.sign(pae(HEADER_TYPE, data)))
    sealer = segments.SegmentSealer(hashlib.sha256(data).digest(), OFFICE_SIGNER)
    for number, frame in enumerate(frames):
        parts.append(sealer.seal(frame, last=number == len(frames) - 1))
    return b"".join(parts)


def stored(*packed: bytes) -> bytes:
    return segments.stored_frame(b"".join(packed))


def entries(*bodies: bytes) -> bytes:
    return b"".join(pack(RecordType.PROJECTION, body) for body in bodies)


def end(count: int = 3, **counts: int) -> bytes:
    stated = {RecordType.PROJECTION: count} if count else {}
    stated |= {int(kind[1:]): number for kind, number in counts.items()}
    return pack(RecordType.END, EndRecord(count, head_after(BODIES[:count]), stated).to_bytes())


def insides() -> Iterator[tuple[str, Vector]]:
    """Without age and without compression: every byte follows from the seeds."""
    good = [stored(entries(*BODIES)), stored(end())]
    front = PREAMBLE.size + len(HEADER.addressed_to((recipient_digest(HQ_RECIPIENT),)).to_bytes())
    front += SIGNATURE_SIZE
    whole = inside(good)
    first = len(inside(good[:1]))
    head = {"records": "3", "head": head_after(BODIES)}
    yield "inside-success", Vector("bundle-inside", "success", whole, known_to_reader(**head))
    zero = opened(write([])[0])
    nothing = {"records": "0", "head": FEED}
    yield "inside-signed-zero", Vector("bundle-inside", "success", zero, known_to_reader(**nothing))
    newer = inside([stored(pack(0x83, b"news"), entries(*BODIES)), stored(end(k131=1))])
    yield (
        "inside-skippable-record",
        Vector("bundle-inside", "success", newer, known_to_reader(**head)),
    )
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(64 * 1024 * 1024))
    cases = {
        "segments-swapped": ("bundle.tampered", whole[:front] + whole[first:] + whole[front:first]),
        "segment-dropped": ("bundle.tampered", whole[:front] + whole[first:]),
        "segment-repeated": ("bundle.tampered", whole[:first] + whole[front:]),
        "last-segment-missing": ("bundle.truncated", whole[:first]),
        "bytes-after-the-end": ("bundle.tampered", whole + b"\0"),
        "header-changed": ("bundle.tampered", whole.replace(b'"roster":1', b'"roster":2')),
        "sender-unknown": (
            "bundle.unknown_sender", whole.replace(digest_of(OFFICE_SIGNER), digest_of(STRANGER)),
        ),
        "forwarded": (
            "bundle.wrong_recipient", inside(good, to=recipient_of(OTHER_IDENTITY)),
        ),
        "other-device": ("bundle.tampered", inside(good, replace(HEADER, sender="d_2"))),
        "newer-reader-needed": (
            "bundle.too_new",
            inside(good, change=lambda h: h.replace(b'"min_reader":1', b'"min_reader":2')),
        ),
        "header-key-twice": ("bundle.tampered", inside(good, change=lambda h: b'{"v":1,' + h[1:])),
        "record-unknown": ("bundle.too_new", inside([stored(pack(0x20, b"?"), end(0))])),
        "record-over-the-edge": ("bundle.tampered", inside([stored(b"\2\0\0\1\0abc"), stored(end(0))])),
        "bomb": ("bundle.too_large", inside([bomb, stored(end(0))])),
        "frame-without-size": (
            "bundle.too_large",
            inside([zstandard.ZstdCompressor(write_content_size=False).compress(b"x"), stored(end(0))]),
        ),
        "end-missing": ("bundle.tampered", inside([stored(entries(*BODIES))])),
        "end-counts-wrong": ("bundle.tampered", inside([stored(entries(*BODIES)), stored(end(2))])),
        "end-head-wrong": (
            "bundle.tampered",
            inside([stored(entries(b"x")), stored(end(1))]),
        ),
    }  # fmt: skip
    for name, (expect, data) in cases.items():
        assert data != whole, name
        yield f"inside-{name}", Vector("bundle-inside", expect, data, known_to_reader())


# --- attempts.json -------------------------------------------------------------------------------

ATTEMPTS = AttemptsBook("0a1b2c3d4e5f6071", Count(6, 512.3), {"u-1": Count(5, 512.3)})


def attempts() -> Iterator[tuple[str, Vector]]:
    """Yield books with what the next try of ``u-1`` waits; what cannot be read counts as none."""
    good = bytes_of(ATTEMPTS)
    known = {"now": "514.3", "waits": "18", "mark": ATTEMPTS.mark}
    yield "attempts-success", Vector("attempts", "success", good, known)
    restarted = {"now": "4.0", "waits": "16", "mark": ATTEMPTS.mark}
    yield "attempts-restarted", Vector("attempts", "success", good, restarted)
    none = {"now": "514.3", "waits": "0"}
    yield "attempts-cut-short", Vector("attempts", "success", good[:-9], none)
    newer = good.replace(b'"version":1', b'"version":2')
    yield "attempts-newer", Vector("attempts", "success", newer, none)
    absurd = good.replace(b'"failed":5', b'"failed":-5')
    yield "attempts-absurd", Vector("attempts", "success", absurd, none)


def settled() -> Iterator[tuple[str, Vector]]:
    """Yield the vectors that come out equal each time (zstd's own choices apart: the bomb)."""
    yield from vaults()
    yield from guards()
    yield from attempts()
    yield from checkpoints()
    yield from backups()
    yield from documents()
    yield from office_documents()
    yield from bodies()
    yield from insides()
    yield from networks(Vector)
    yield from leases(Vector)
    yield from exchanged(Vector)


def main() -> None:
    for make in (settled, bundles, blobs, kinds):
        for name, vector in make():
            path = HERE / f"{name}.vector"
            if not path.exists():
                path.write_bytes(vector.to_bytes())
                print(path.name)  # noqa: T201


if __name__ == "__main__":
    main()
