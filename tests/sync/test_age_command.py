"""The ``age`` command, written by others, opens our bundles; with another identity it does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bundle_world import HQ_IDENTITY, OTHER_IDENTITY, opened
from every_byte import BUNDLES, bundle

AGE = shutil.which("age")
VECTORS = Path(__file__).resolve().parent.parent / "vectors"
sys.path.insert(0, str(VECTORS))

from make_vectors import Vector  # noqa: E402

pytestmark = pytest.mark.skipif(AGE is None, reason="the age command is not installed")


def decrypt(folder, sealed, identity):
    (folder / "key.txt").write_text(f"{identity}\n")
    (folder / "bundle.cem").write_bytes(sealed)
    command = [AGE, "--decrypt", "--identity", str(folder / "key.txt"), str(folder / "bundle.cem")]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize("name", BUNDLES)
def test_it_opens_with_the_identity_of_its_recipient_and_no_other(tmp_path, name):
    sealed = bundle(name)
    ours = decrypt(tmp_path, sealed, HQ_IDENTITY)
    assert (ours.returncode, ours.stdout) == (0, opened(sealed))
    assert ours.stdout.startswith(b"CEMSYNC1")
    other = decrypt(tmp_path, sealed, OTHER_IDENTITY)
    assert other.returncode != 0
    assert other.stdout == b""


@pytest.mark.parametrize("path", sorted(VECTORS.glob("kind-*.vector")), ids=lambda path: path.stem)
def test_it_opens_the_vectors(tmp_path, path):
    vector = Vector.from_bytes(path.read_bytes())
    assert decrypt(tmp_path, vector.body, vector.known["identity"]).returncode == 0
