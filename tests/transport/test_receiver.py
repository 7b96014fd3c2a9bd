"""The receiver under faults: what was acknowledged is there, nobody blocks anybody."""

import base64
import contextlib
import hashlib
import random
import threading
import time

import pytest
from raw_http import (
    ask,
    begin_upload,
    begun_patch,
    challenge_of,
    connected,
    offset_of,
    parcel_of,
    pass_for,
)
from receiver_process import ReceiverProcess

from cem_desktop.crypto.tls_identity import make_tls_identity
from cem_desktop.errors import ReceiverAddressError
from cem_desktop.transport.pass_document import Caller
from cem_desktop.transport.server import Doors
from cem_desktop.transport.serving import serve
from cem_desktop.transport.spool import Quota, Spool

DATA = random.Random(3).randbytes(600_000)
CHUNK = {"Content-Type": "application/offset+octet-stream"}


def checksum_of(data: bytes) -> dict[str, str]:
    return {"Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()}


def patch(receiver, path, headers, offset, data, **more):
    stated = {**headers, **CHUNK, "Upload-Offset": str(offset), **more}
    return ask(receiver.address, "PATCH", path, stated, data)


def test_it_says_what_it_can(receiver):
    status, named, _body = ask(receiver.address, "OPTIONS", "/v1/uploads")
    assert status == 204
    assert named["tus-version"] == "1.0.0"
    assert set(named["tus-extension"].split(",")) == {
        "creation",
        "expiration",
        "checksum",
        "termination",
    }


def test_another_version_of_tus_is_refused(receiver):
    status, named, _body = ask(
        receiver.address, "POST", "/v1/uploads", {"Tus-Resumable": "0.2.2", "Upload-Length": "3"}
    )
    assert status == 412
    assert named["tus-version"] == "1.0.0"


def test_chunks_add_up_and_a_wrong_offset_is_refused(receiver):
    path, headers = begin_upload(receiver, DATA)
    assert patch(receiver, path, headers, 0, DATA[:1000])[0] == 204
    assert patch(receiver, path, headers, 0, DATA[:1000])[0] == 409
    assert offset_of(receiver, path, headers) == 1000
    status, named, _body = patch(receiver, path, headers, 1000, DATA[1000:])
    assert (status, named["upload-offset"]) == (204, str(len(DATA)))
    assert receiver.arrived() == [DATA]
    assert offset_of(receiver, path, headers) == len(DATA)  # whoever lost the last answer asks


def test_a_chunk_of_another_type_is_refused(receiver):
    path, headers = begin_upload(receiver, DATA)
    more = {**headers, "Upload-Offset": "0", "Content-Type": "text/html"}
    assert ask(receiver.address, "PATCH", path, more, DATA)[0] == 415
    assert offset_of(receiver, path, headers) == 0


def test_a_chunk_with_a_wrong_checksum_leaves_nothing(receiver):
    path, headers = begin_upload(receiver, DATA)
    assert patch(receiver, path, headers, 0, DATA[:500], **checksum_of(DATA[:500]))[0] == 204
    assert patch(receiver, path, headers, 500, DATA[500:900], **checksum_of(b"x"))[0] == 460
    assert offset_of(receiver, path, headers) == 500
    assert patch(receiver, path, headers, 500, b"", **{"Upload-Checksum": "md9 eA=="})[0] == 400
    rest = DATA[500:]
    assert patch(receiver, path, headers, 500, rest, **checksum_of(rest))[0] == 204
    assert receiver.arrived() == [DATA]


def test_a_power_cut_within_a_checked_chunk_leaves_nothing_of_it(receiver):
    path, headers = begin_upload(receiver, DATA)
    assert patch(receiver, path, headers, 0, DATA[:500])[0] == 204
    stated = {**headers, "Upload-Offset": "500", **checksum_of(DATA[500:])}
    with begun_patch(receiver.address, path, stated, len(DATA) - 500) as wire:
        wire.sendall(DATA[500:300_000])
        receiver.wait_for_bytes(100_000)
        receiver.kill()
    receiver.start()
    assert offset_of(receiver, path, headers) == 500


def test_a_power_cut_within_a_chunk_keeps_what_came(receiver):
    path, headers = begin_upload(receiver, DATA)
    with begun_patch(receiver.address, path, {**headers, "Upload-Offset": "0"}, len(DATA)) as wire:
        wire.sendall(DATA[:300_000])
        receiver.wait_for_bytes(300_000)
        receiver.kill()
    receiver.start()
    offset = offset_of(receiver, path, headers)
    assert offset == 300_000
    assert patch(receiver, path, headers, offset, DATA[offset:])[0] == 204
    assert receiver.arrived() == [DATA]


def test_a_power_cut_between_the_last_byte_and_the_handing_on_loses_nothing(tmp_path):
    spool = Spool(tmp_path, Quota(spare=0))
    caller = Caller("d_" + "1" * 16, "iquitos", b"")
    entry = spool.begin(caller, parcel_of(DATA), "ab" * 32)
    spool.part(entry).write_bytes(DATA)
    Spool(tmp_path, Quota(spare=0))  # begins again
    assert [one.read_bytes() for one in (tmp_path / "arrived").iterdir()] == [DATA]


def test_a_whole_upload_is_handed_on_though_its_last_sender_was_sent_away(receiver):
    path, headers = begin_upload(receiver, DATA)
    (part,) = (receiver.spool / "uploads").glob("*.part")
    part.write_bytes(DATA)  # every byte was written; a newer connection came before it was told
    assert offset_of(receiver, path, headers) == len(DATA)
    assert receiver.arrived() == [DATA]


def test_another_file_of_a_sender_who_was_sent_away_is_thrown_away(receiver):
    path, headers = begin_upload(receiver, DATA)
    (part,) = (receiver.spool / "uploads").glob("*.part")
    part.write_bytes(DATA[::-1])
    assert ask(receiver.address, "HEAD", path, headers)[0] == 404
    assert receiver.arrived() == []


def test_who_stalls_blocks_neither_others_nor_herself(receiver):
    path, headers = begin_upload(receiver, DATA)
    with begun_patch(receiver.address, path, {**headers, "Upload-Offset": "0"}, len(DATA)) as wire:
        wire.sendall(DATA[:10_000])
        receiver.wait_for_bytes(10_000)
        other = DATA[::-1]
        other_path, other_headers = begin_upload(receiver, other)
        assert patch(receiver, other_path, other_headers, 0, other)[0] == 204
        # the newest connection wins: the stalled one has to leave
        assert offset_of(receiver, path, headers) == 10_000
        assert patch(receiver, path, headers, 10_000, DATA[10_000:])[0] == 204
    assert sorted(receiver.arrived()) == sorted([DATA, other])


def test_one_byte_a_second_blocks_nobody(receiver):
    path, headers = begin_upload(receiver, DATA)
    with begun_patch(receiver.address, path, {**headers, "Upload-Offset": "0"}, len(DATA)) as wire:
        ended = threading.Event()

        def trickle():
            for place in range(30):
                wire.sendall(DATA[place : place + 1])
                if ended.wait(1):
                    return

        slow = threading.Thread(target=trickle)
        slow.start()
        began = time.monotonic()
        other = DATA[::-1]
        other_path, other_headers = begin_upload(receiver, other)
        assert patch(receiver, other_path, other_headers, 0, other)[0] == 204
        assert time.monotonic() - began < 5
        ended.set()
        slow.join()
    assert receiver.arrived() == [other]


def test_a_sender_who_says_nothing_for_long_is_given_up(tmp_path):
    with ReceiverProcess(tmp_path / "receiver", idle=0.3) as receiver:
        path, headers = begin_upload(receiver, DATA)
        stated = {**headers, "Upload-Offset": "0"}
        with begun_patch(receiver.address, path, stated, len(DATA)) as wire:
            wire.sendall(DATA[:20_000])
            answer = wire.recv(1000)
            assert b" 408 " in answer.split(b"\r\n")[0]
        assert offset_of(receiver, path, headers) == 20_000


@pytest.mark.parametrize("said", [b"", b"GET /v1/challenge HTTP/1.1\r\nHost: "])
def test_who_never_ends_a_request_is_given_up(tmp_path, said):
    with ReceiverProcess(tmp_path / "receiver", idle=0.4) as receiver:
        began = time.monotonic()
        with connected(receiver.address) as wire:
            wire.sendall(said)
            wire.settimeout(0.1)
            while time.monotonic() - began < 20:
                try:
                    assert wire.recv(1000) == b""
                    break
                except TimeoutError:
                    with contextlib.suppress(ConnectionError):
                        wire.sendall(said[-1:])  # another byte is no whole request
                except ConnectionError:
                    break
            assert time.monotonic() - began < 10


def test_a_connection_that_is_reset_keeps_what_came(receiver):
    path, headers = begin_upload(receiver, DATA)
    with begun_patch(receiver.address, path, {**headers, "Upload-Offset": "0"}, len(DATA)) as wire:
        wire.sendall(DATA[:200_000])
        receiver.wait_for_bytes(200_000)
    assert offset_of(receiver, path, headers) == 200_000


def test_an_upload_can_be_ended(receiver):
    path, headers = begin_upload(receiver, DATA)
    assert ask(receiver.address, "DELETE", path, headers)[0] == 204
    assert list((receiver.spool / "uploads").iterdir()) == []


@pytest.mark.parametrize("quota", [{"device": 1_000_000}, {"total": 1_000_000}, {"uploads": 1}])
def test_a_quota_is_kept(tmp_path, quota):
    with ReceiverProcess(tmp_path / "receiver", quota=quota) as receiver:
        begin_upload(receiver, DATA)
        other = DATA[::-1]
        status, named, _body = ask(
            receiver.address,
            "POST",
            "/v1/uploads",
            {**pass_for(receiver, other), "Upload-Length": str(len(other))},
        )
        assert status == 507
        assert "retry-after" in named


def test_what_nobody_goes_on_with_is_thrown_away(tmp_path):
    now = [time.time()]
    spool = Spool(tmp_path, Quota(spare=0, life=100), lambda: now[0])
    entry = spool.begin(Caller("d_" + "1" * 16, "iquitos", b""), parcel_of(DATA), "ab" * 32)
    spool.part(entry).write_bytes(DATA[:10])
    assert spool.sweep() == 0
    (tmp_path / "uploads" / ("0" * 32 + ".part")).write_bytes(b"it never began")
    now[0] += 200
    assert spool.sweep() == 2
    assert list((tmp_path / "uploads").iterdir()) == []


def test_what_lies_ready_counts_for_its_quota_as_long_as_it_lies_there(tmp_path):
    now = [time.time()]
    quota = Quota(spare=0, life=100, device=1_000_000, carried=1000)
    spool = Spool(tmp_path, quota, lambda: now[0])
    office = Caller("d_" + "1" * 16, "iquitos", b"")
    parcel = parcel_of(DATA, to="d_" + "2" * 16)
    entry = spool.begin(office, parcel, "ab" * 32)
    spool.part(entry).write_bytes(DATA)
    assert spool.finish(entry)
    now[0] += 200
    assert spool.sweep() == 0
    assert not spool.has_room(office, parcel)
    now[0] += 1000
    assert spool.sweep() == 1  # who it was for never came
    assert spool.sweep() == 1
    assert spool.has_room(office, parcel)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_what_lies_ready_is_given_to_its_device_alone(receiver):
    own = receiver.spool / "outbox" / receiver.device
    foreign = receiver.spool / "outbox" / ("d_" + "0" * 16)
    for folder in (own, foreign):
        folder.mkdir(parents=True)
        (folder / ("ab" * 8 + ".cem")).write_bytes(folder.name.encode())
    (foreign / ("cd" * 8 + ".cem")).write_bytes(b"not yours")
    shown = {"Authorization": receiver.pass_for(challenge_of(receiver), None)}
    status, _named, body = ask(receiver.address, "GET", "/v1/bundles", shown)
    assert (status, body.count(b".cem")) == (200, 1)
    assert ask(receiver.address, "GET", f"/v1/bundles/{'ab' * 8}.cem", shown)[2] == (
        receiver.device.encode()
    )
    assert ask(receiver.address, "GET", f"/v1/bundles/{'cd' * 8}.cem", shown)[0] == 404
    away = f"/v1/bundles/..%2f{foreign.name}%2f{'cd' * 8}.cem"
    assert ask(receiver.address, "GET", away, shown)[0] == 404
    assert ask(receiver.address, "DELETE", f"/v1/bundles/{'ab' * 8}.cem", shown)[0] == 204
    assert list(own.iterdir()) == []
    assert len(list(foreign.iterdir())) == 2


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 0)])
def test_an_address_that_is_none_of_this_computer_is_refused(tmp_path, host, port):
    spool, identity = Spool(tmp_path / "spool"), make_tls_identity()
    with pytest.raises(ReceiverAddressError):
        serve(spool, identity, Doors({}.get), host=host, port=port, ready=print)


def test_it_ends_in_order_when_it_is_asked_to(receiver):
    begin_upload(receiver, DATA)
    assert receiver.end() == 0
