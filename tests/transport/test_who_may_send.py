"""A pass is checked before a byte is stored: whose it is, for whom, how old, and used how often."""

import json

import pytest
from raw_http import ask, begin_upload, challenge_of, offset_of, parcel_of, pass_for

from cem_desktop.crypto.signing import Envelope, Signer
from cem_desktop.errors import TrustDocumentError
from cem_desktop.transport import challenges
from cem_desktop.transport.challenges import Challenges
from cem_desktop.transport.pass_document import (
    Caller,
    Parcel,
    read_pass,
    write_pass,
    write_voucher,
)

PIN, CHALLENGE = "ab" * 32, "cd" * 32
DATA = b"sealed" * 1000


def create(receiver, headers, length=6000):
    status, named, _body = ask(
        receiver.address, "POST", "/v1/uploads", {**headers, "Upload-Length": str(length)}
    )
    return status, named


def stored_files(receiver):
    return [one.name for one in (receiver.spool / "uploads").iterdir()]


def test_without_a_pass_nothing_is_stored_and_a_challenge_comes_back(receiver):
    status, named = create(receiver, {})
    assert status == 401
    assert len(named["cem-challenge"]) == 64
    assert stored_files(receiver) == []


def test_a_stranger_s_pass_is_worth_nothing(receiver):
    shown = write_pass(
        Signer.generate(), receiver.identity.pin, challenge_of(receiver), parcel_of(DATA)
    )
    assert create(receiver, {"Authorization": shown})[0] == 401
    assert stored_files(receiver) == []


def test_a_pass_for_another_receiver_is_worth_nothing(receiver):
    shown = write_pass(receiver.signer, PIN, challenge_of(receiver), parcel_of(DATA))
    assert create(receiver, {"Authorization": shown})[0] == 401


def test_a_challenge_of_somebody_else_is_worth_nothing(receiver):
    shown = write_pass(receiver.signer, receiver.identity.pin, CHALLENGE, parcel_of(DATA))
    assert create(receiver, {"Authorization": shown})[0] == 401


def test_a_pass_opens_one_upload_and_no_second(receiver):
    headers = pass_for(receiver, DATA)
    assert create(receiver, headers)[0] == 201
    assert create(receiver, headers)[0] == 401


def test_who_lost_the_answer_gets_the_same_upload_again(receiver):
    path, _headers = begin_upload(receiver, DATA)
    assert begin_upload(receiver, DATA)[0] == path


def test_another_length_than_announced_is_refused(receiver):
    assert create(receiver, pass_for(receiver, DATA), len(DATA) + 1)[0] == 400
    assert stored_files(receiver) == []


def test_a_body_beyond_the_announced_length_is_refused(receiver):
    path, headers = begin_upload(receiver, DATA)
    more = {**headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert ask(receiver.address, "PATCH", path, more, DATA + b"more")[0] == 413
    assert offset_of(receiver, path, headers) == 0


def test_another_file_under_the_announced_hash_is_thrown_away(receiver):
    path, headers = begin_upload(receiver, DATA)
    other = bytes(len(DATA))
    more = {**headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert ask(receiver.address, "PATCH", path, more, other)[0] == 460
    assert receiver.arrived() == []
    assert ask(receiver.address, "HEAD", path, headers)[0] == 404


def test_the_pass_of_another_file_opens_no_upload(receiver):
    path, _headers = begin_upload(receiver, DATA)
    assert ask(receiver.address, "HEAD", path, pass_for(receiver, DATA + b"x"))[0] == 404


def test_a_pass_to_send_fetches_nothing(receiver):
    assert ask(receiver.address, "GET", "/v1/bundles", pass_for(receiver, DATA))[0] == 401


def test_a_challenge_holds_for_its_time_by_the_receiver_s_clock_alone():
    now = [1000.0]
    own = Challenges(lambda: now[0])
    given = own.issue()
    assert own.holds(given)
    assert own.use(given)
    assert not own.use(given)
    now[0] += challenges.LIFE - 1
    assert own.holds(given)
    assert not own.use(given)
    now[0] += 2
    assert not own.holds(given)


def test_a_challenge_of_another_life_or_a_changed_one_does_not_hold():
    given = Challenges(lambda: 5.0).issue()
    assert not Challenges(lambda: 5.0).holds(given)
    own = Challenges(lambda: 5.0)
    given = own.issue()
    for place in range(64):
        changed = "0" if given[place] != "0" else "1"
        assert not own.holds(given[:place] + changed + given[place + 1 :])


@pytest.fixture
def office():
    return Signer.generate()


def finder(*signers):
    callers = {
        one.key_id: Caller(f"d_{one.key_id[:16]}", "iquitos", one.public_key) for one in signers
    }
    return callers.get


def test_a_pass_reads_back_as_it_was_written(office):
    shown = write_pass(office, PIN, CHALLENGE, Parcel(7, "ef" * 32, "d_" + "1" * 16))
    read = read_pass(shown, PIN, finder(office))
    assert read.parcel == Parcel(7, "ef" * 32, "d_" + "1" * 16)
    assert read.challenge == CHALLENGE
    assert read.caller.office == "iquitos"


def test_every_changed_character_of_a_pass_is_refused(office):
    shown = write_pass(office, PIN, CHALLENGE, Parcel(7, "ef" * 32))
    find = finder(office)
    for place in range(4, len(shown)):
        changed = "A" if shown[place] != "A" else "B"
        try:
            read = read_pass(shown[:place] + changed + shown[place + 1 :], PIN, find)
        except TrustDocumentError:
            continue
        # base64 and JSON leave room that says nothing; what was signed stands
        assert read.parcel == Parcel(7, "ef" * 32)
        assert read.challenge == CHALLENGE


def test_a_laptop_is_known_by_its_office_s_voucher(office):
    laptop = Signer.generate()
    device = f"d_{laptop.key_id[:16]}"
    voucher = write_voucher(office, device, laptop.public_key)
    shown = write_pass(laptop, PIN, CHALLENGE, None, voucher)
    caller = read_pass(shown, PIN, finder(office)).caller
    assert (caller.device, caller.office, caller.vouched) == (device, "iquitos", True)


@pytest.mark.parametrize("fault", ["stranger", "other key", "other id", "itself"])
def test_a_voucher_counts_only_from_an_office_for_that_very_key(office, fault):
    laptop, stranger = Signer.generate(), Signer.generate()
    device = f"d_{laptop.key_id[:16]}"
    voucher = {
        "stranger": lambda: write_voucher(stranger, device, laptop.public_key),
        "other key": lambda: write_voucher(office, device, stranger.public_key),
        "other id": lambda: write_voucher(office, "d_" + "0" * 16, laptop.public_key),
        "itself": lambda: write_voucher(laptop, device, laptop.public_key),
    }[fault]()
    shown = write_pass(laptop, PIN, CHALLENGE, None, voucher)
    with pytest.raises(TrustDocumentError):
        read_pass(shown, PIN, finder(office))


def test_what_a_device_signed_for_something_else_is_no_pass(office):
    document = {"type": "network-pass", "v": 1, "act": "fetch", "receiver": PIN}
    payload = json.dumps(document | {"challenge": CHALLENGE}).encode()
    other = Envelope.sign("application/vnd.cem.receipt+json", payload, [office])
    import base64

    shown = "CEM " + base64.urlsafe_b64encode(other.to_bytes()).decode()
    with pytest.raises(TrustDocumentError):
        read_pass(shown, PIN, finder(office))
