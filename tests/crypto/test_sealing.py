"""age: what opens, what does not, and what happens when a stream fails in between."""

from __future__ import annotations

import io
import os
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.crypto import sealing
from cem_desktop.errors import (
    BundleTamperedError,
    CancelledError,
    DiskFullError,
    NotABundleError,
    WrongPassphraseError,
    WrongRecipientError,
)

MINE, OTHER = sealing.generate_identity(), sealing.generate_identity()


def seal(data, *identities):
    target = io.BytesIO()
    recipients = [sealing.recipient_of(identity) for identity in identities or (MINE,)]
    sealing.seal_stream(io.BytesIO(data), target, recipients)
    return target.getvalue()


def open_with(sealed, *identities):
    target = io.BytesIO()
    sealing.open_stream(io.BytesIO(sealed), target, identities or (MINE,))
    return target.getvalue()


@settings(max_examples=25)
@given(st.integers(0, 3 * 64 * 1024 + 5), st.binary(max_size=3))
def test_round_trip_and_size(size, tail):
    data = bytes(size) + tail
    sealed = seal(data)
    assert open_with(sealed) == data
    assert sealing.opened_size(io.BytesIO(sealed), len(sealed)) == len(data)


def test_each_recipient_can_open():
    sealed = seal(b"x", MINE, OTHER)
    assert open_with(sealed, OTHER) == open_with(sealed, MINE) == b"x"
    assert sealing.outline(io.BytesIO(sealed)).stanzas == ("X25519", "X25519")


def test_another_recipient_cannot():
    with pytest.raises(WrongRecipientError):
        open_with(seal(b"x"), OTHER)


@pytest.mark.parametrize(
    "sealed", [b"hello" * 20, b"PK\x03\x04" + bytes(90), b"age-encryption!!" * 3]
)
def test_what_is_no_age_file(sealed):
    with pytest.raises(NotABundleError):
        open_with(sealed)
    with pytest.raises(NotABundleError):
        sealing.outline(io.BytesIO(sealed))


@pytest.mark.parametrize("cut", [0, 5, 30, 150, -1, -17, -40])
def test_cut_short(cut):
    with pytest.raises(BundleTamperedError):
        open_with(seal(b"x" * 100)[:cut])


def test_longer_than_it_was_sealed():
    with pytest.raises(BundleTamperedError):
        open_with(seal(b"x" * 100) + b"y")


class Failing:
    """A stream that fails after some bytes."""

    def __init__(self, data: bytes, error: BaseException) -> None:
        self.left = io.BytesIO(data)
        self.error = error
        self.after = 0

    def read(self, size: int) -> bytes:
        data = self.left.read(size)
        if not data:
            raise self.error
        return data

    def write(self, _data: bytes) -> None:
        self.after += 1
        raise self.error


@pytest.mark.parametrize("error", [DiskFullError(), OSError(28, "full"), CancelledError()])
def test_errors_of_the_streams_come_out_as_they_were_raised(error):
    recipients = [sealing.recipient_of(MINE)]
    sealed = seal(bytes(200_000))
    for attempt in (
        lambda: sealing.seal_stream(io.BytesIO(b"x"), Failing(b"", error), recipients),
        lambda: sealing.seal_stream(Failing(b"x", error), io.BytesIO(), recipients),
        lambda: sealing.open_stream(io.BytesIO(sealed), Failing(b"", error), [MINE]),
        lambda: sealing.open_stream(Failing(sealed[:99_000], error), io.BytesIO(), [MINE]),
    ):
        with pytest.raises(type(error)) as caught:
            attempt()
        assert caught.value is error


def test_after_a_failure_nothing_more_is_written():
    target = Failing(b"", OSError(28, "full"))
    with pytest.raises(OSError, match="full"):
        sealing.seal_stream(io.BytesIO(bytes(300_000)), target, [sealing.recipient_of(MINE)])
    assert target.after == 1


@pytest.mark.parametrize("recipients", [[], ["age1nonsense"], ["ssh-ed25519 AAAA"], [MINE]])
def test_only_recipients_are_sealed_to(recipients):
    with pytest.raises(ValueError, match="recipient"):
        sealing.seal_stream(io.BytesIO(b"x"), io.BytesIO(), recipients)


def test_recipients_are_known_by_their_form():
    recipient = sealing.recipient_of(MINE)
    assert sealing.is_recipient(recipient)
    assert not sealing.is_recipient(recipient.upper())
    assert not sealing.is_recipient(recipient[:-1] + ("q" if recipient[-1] != "q" else "p"))
    assert len(sealing.recipient_digest(recipient)) == 64


def test_a_small_secret_under_a_passphrase():
    sealed = sealing.seal_with_passphrase(b"root key", "ábaco  verde")
    assert b"root key" not in sealed
    assert sealing.open_with_passphrase(sealed, "abaco verde") == b"root key"
    with pytest.raises(WrongPassphraseError):
        sealing.open_with_passphrase(sealed, "otra")
    with pytest.raises(NotABundleError):
        sealing.open_with_passphrase(b"nothing", "otra")


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")
def test_the_age_command_opens_what_we_seal_and_the_other_way_round(tmp_path):
    identity, sealed = tmp_path / "identity", tmp_path / "sealed"
    identity.write_text(MINE)
    data = os.urandom(100_000)
    sealed.write_bytes(seal(data))
    opened = subprocess.run(
        ["age", "-d", "-i", identity, sealed], check=True, capture_output=True
    ).stdout
    assert opened == data
    theirs = subprocess.run(
        ["age", "-r", sealing.recipient_of(MINE)], input=data, check=True, capture_output=True
    ).stdout
    assert open_with(theirs) == data
