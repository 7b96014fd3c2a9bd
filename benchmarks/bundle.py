"""Write and read a large bundle against ``zstd -3 | age`` on the same bytes, in the same run.

    python benchmarks/bundle.py [MEGABYTES] [--folder FOLDER] [--attachments]

The limit is what the two command-line tools do in a pipeline on both cores, without signing,
hashing or telling one record from the next. Writing includes the feed's hash chain; reading hands
over verified records, and following the chain is measured with the import. Targets: writing 70 %,
reading 80 %, and memory that does not grow with the size. Each measurement runs in a process of
its own.

With ``--attachments`` the bytes are 3 MB pictures that nothing packs, sealed in the folder of a
workspace as the program keeps them. Ours then opens each, checks its hash, and cuts it into chunks;
reading seals each anew, flushed and opened again, into another folder. The limit does neither.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cem_desktop.crypto.blob_key import BlobKey  # noqa: E402
from cem_desktop.crypto.sealing import generate_identity, recipient_of  # noqa: E402
from cem_desktop.crypto.signing import Signer  # noqa: E402
from cem_desktop.storage.attachment_folder import CASE, AttachmentFolder  # noqa: E402
from cem_desktop.sync.blobs import BlobBegin, BlobReader, Whole, blob_records  # noqa: E402
from cem_desktop.sync.bundle import read_bundle, write_bundle  # noqa: E402
from cem_desktop.sync.delivery import EndRecord  # noqa: E402
from cem_desktop.sync.header import (  # noqa: E402
    BundleHeader,
    BundleKind,
    FeedClass,
    FeedStart,
)
from cem_desktop.sync.records import Record, RecordType  # noqa: E402
from cem_desktop.sync.sender import OFFICE, SenderKey  # noqa: E402

SEED = bytes(range(32))
FEED = "ab" * 16
MEGABYTE = 1_000_000
TARGETS = {"write": 0.70, "read": 0.80}
PICTURE = 3 * 1024 * 1024
NAME_KEY = bytes(32)


def make_records(path: Path, size: int) -> None:
    """Write JSON lines of about 1.6 kB, as compressible as real revisions (about 4.7 times)."""
    chance = random.Random(7)
    words = [f"{chance.choice('bcdfglmnprst')}{chance.choice('aeiou')}" * 2 for _ in range(400)]
    written = 0
    with path.open("wb") as file:
        while written < size:
            answers = {
                f"section_{number % 7}/question_{number}": " ".join(
                    chance.choices(words, k=chance.randint(1, 7))
                )
                for number in chance.sample(range(60), 33)
            }
            document = {"rec": chance.randbytes(16).hex(), "salt": chance.randbytes(16).hex()}
            line = json.dumps(document | {"set": answers}).encode() + b"\n"
            written += file.write(line)


def make_pictures(path: Path, size: int, key: BlobKey) -> None:
    """Seal pictures of random bytes in a folder of attachments, and write the same bytes apart."""
    chance, written = random.Random(7), 0
    folder = AttachmentFolder(path.parent / "from", CASE)
    with path.open("wb") as file, path.with_name("begins").open("wb") as begins:
        while written < size:
            picture = chance.randbytes(PICTURE)
            begin = BlobBegin(
                str(uuid.UUID(bytes=chance.randbytes(16), version=4)), None, None, "", "jpeg",
                len(picture), hashlib.sha256(picture).hexdigest(), 1, "2026-01-01T00:00:00Z", "u",
            )  # fmt: skip
            folder.place(io.BytesIO(picture), begin.size, begin.sha256, key)
            begins.write(begin.to_bytes() + b"\n")
            written += file.write(picture)


def pictures(folder: Path, key: BlobKey) -> Iterator[Record]:
    """Yield the records of all pictures, each opened from its sealed file."""
    held = AttachmentFolder(folder / "from", CASE)
    with (folder / "begins").open("rb") as begins:
        for line in begins:
            stated, out = json.loads(line), io.BytesIO()
            name = key.name_of(stated["sha256"])
            held.read(name, out, stated["size"], stated["sha256"], key)
            yield from blob_records(line.rstrip(b"\n"), out.getvalue())


class Placing:
    """Takes pictures into another folder, under another key."""

    def __init__(self, folder: Path) -> None:
        self.reader, self.count = BlobReader(), 0
        self.folder = AttachmentFolder(folder / "to", CASE)
        self.key = BlobKey(generate_identity(), NAME_KEY)

    def begin(self, _header: BundleHeader) -> Placing:
        return self

    def record(self, kind: int, body: bytes, /) -> None:
        if kind == RecordType.BLOB_BEGIN:
            self.reader.begin(body)
            return
        whole = self.reader.chunk(body)
        if isinstance(whole, Whole):
            data = io.BytesIO(whole.data)
            self.folder.place(data, whole.begin.size, whole.begin.sha256, self.key)
            self.count += 1

    def end(self, end: EndRecord, /) -> None:
        assert end.counts[RecordType.BLOB_BEGIN] == self.count


def write(folder: Path, identity: str, *, attachments: bool) -> None:
    signer = Signer(SEED)
    start = FeedStart(FEED, FeedClass.STATISTICAL, 1, FEED)
    header = BundleHeader(
        BundleKind.TO_HEADQUARTERS, str(uuid.UUID(int=7)), "d_1", 1, 1, "0", "2026-01-01T00:00:00Z",
        start=start,
    )  # fmt: skip
    with (folder / "data").open("rb") as lines, (folder / "ours.cem").open("wb") as target:
        records = (Record(RecordType.PROJECTION, line) for line in lines)
        content = pictures(folder, BlobKey(identity, NAME_KEY)) if attachments else records
        write_bundle(target, header, content, signer, [recipient_of(identity)])


class Counter:
    def __init__(self) -> None:
        self.count = 0

    def begin(self, _header: BundleHeader) -> Counter:
        return self

    def record(self, _kind: int, _body: bytes, /) -> None:
        self.count += 1

    def end(self, end: EndRecord, /) -> None:
        assert end.counts[RecordType.PROJECTION] == self.count


def read(folder: Path, identity: str, *, attachments: bool) -> None:
    signer = Signer(SEED)
    sender = SenderKey("d_1", "0", OFFICE, signer.public_key)
    known = {hashlib.sha256(signer.public_key).digest(): sender}
    sink = Placing(folder) if attachments else Counter()
    with (folder / "ours.cem").open("rb") as source:
        read_bundle(source, [identity], known.get, sink.begin)


def child(arguments: argparse.Namespace) -> None:
    """Do one of our measurements and print seconds and growth of memory in kB."""
    folder = Path(arguments.folder)
    identity = (folder / "identity").read_text().strip()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    act = write if arguments.child == "write" else read
    act(folder, identity, attachments=arguments.attachments)
    elapsed = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": elapsed, "growth_kb": after - before}))


def ours(what: str, folder: Path, *, attachments: bool) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", what, "--folder", str(folder)]
    command += ["--attachments"] * attachments
    shutil.rmtree(folder / "to", ignore_errors=True)
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def pipeline(what: str, folder: Path, identity: str) -> float:
    """Return the seconds of the two tools in a pipeline."""
    sealed = folder / "theirs.age"
    if what == "write":
        first = ["zstd", "-3", "-q", "-c", str(folder / "data")]
        second = ["age", "-r", recipient_of(identity), "-o", str(sealed)]
    else:
        first = ["age", "-d", "-i", str(folder / "identity"), str(sealed)]
        second = ["zstd", "-d", "-q", "-c"]
    started = time.perf_counter()
    with subprocess.Popen(first, stdout=subprocess.PIPE) as producer:
        subprocess.run(second, stdin=producer.stdout, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("megabytes", nargs="?", type=int, default=1000)
    parser.add_argument("--folder", help="where to put the files; a temporary folder by default")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--attachments", action="store_true", help="pictures instead of records")
    parser.add_argument("--child", choices=["write", "read"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments)
        return
    missing = [tool for tool in ("age", "zstd") if shutil.which(tool) is None]
    if missing:
        sys.exit(f"missing: {', '.join(missing)} (apt install age zstd)")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        compare(
            Path(name), arguments.megabytes, arguments.repeats, attachments=arguments.attachments
        )


def compare(folder: Path, megabytes: int, repeats: int, *, attachments: bool) -> None:
    identity = generate_identity()
    (folder / "identity").write_text(identity + "\n")
    if attachments:
        make_pictures(folder / "data", megabytes * MEGABYTE, BlobKey(identity, NAME_KEY))
    else:
        make_records(folder / "data", megabytes * MEGABYTE)
    size = (folder / "data").stat().st_size / MEGABYTE
    print(f"{size:.0f} MB of {'pictures' if attachments else 'JSON records'}, best of {repeats}")
    print(f"{'':8}{'zstd -3 | age':>16}{'bundle':>16}{'ratio':>9}{'target':>9}{'memory':>12}")
    for what in ("write", "read"):
        limit = min(pipeline(what, folder, identity) for _ in range(repeats))
        runs = [ours(what, folder, attachments=attachments) for _ in range(repeats)]
        seconds = min(run["seconds"] for run in runs)
        growth = max(run["growth_kb"] for run in runs) / 1024
        print(
            f"{what:8}{size / limit:>11.0f} MB/s{size / seconds:>11.0f} MB/s"
            f"{limit / seconds:>8.0%}{TARGETS[what]:>9.0%}{growth:>+9.0f} MB"
        )
    sealed = (folder / "ours.cem").stat().st_size / MEGABYTE
    theirs = (folder / "theirs.age").stat().st_size / MEGABYTE
    print(f"size    {theirs:>13.1f} MB{sealed:>13.1f} MB{sealed / theirs:>8.0%}")


if __name__ == "__main__":
    main()
