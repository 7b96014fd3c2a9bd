"""The client over lines that are bad, and before others who answer in headquarters' place."""

import contextlib
import io
import itertools
import random
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
from receiver_process import HOST

from benchmarks.bad_line import BadLine, Faults
from cem_desktop.crypto.signing import Signer
from cem_desktop.crypto.tls_identity import make_tls_identity
from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.errors import (
    BudgetSpentError,
    CancelledError,
    CemError,
    MeteredLineError,
    NotHeadquartersError,
    ServerKeyError,
    UnreachableError,
    UploadRefusedError,
)
from cem_desktop.transport import tls
from cem_desktop.transport.client import Client, Waiting
from cem_desktop.transport.http_line import Patience
from cem_desktop.transport.pace import (
    LARGEST_CHUNK,
    SMALLEST_CHUNK,
    BackOff,
    Limits,
    Speedometer,
)

SHORT = Patience(connect=5, idle=1, answer=2)


def client_of(receiver, port=None, **more):
    address = NetworkAddress(HOST, port or receiver.port, receiver.identity.pin)
    more = {"patience": SHORT, "sleep": lambda _seconds: None, **more}
    return Client(address, receiver.signer, **more)


def test_a_file_arrives_whole(receiver, bundle):
    told = []
    client_of(receiver).send(bundle, progress=told.append)
    assert receiver.arrived() == [bundle.read_bytes()]
    assert (told[0].sent, told[-1].sent) == (0, 2_000_000)
    assert told[-1].speed > 0


def test_a_server_killed_mid_upload_is_gone_on_with(receiver, bundle):
    killed = []

    def kill(progress):
        if progress.sent > 700_000 and not killed:
            killed.append(progress.sent)
            receiver.kill()

    def sleep(_seconds):
        if len(killed) == 1:
            killed.append(0)
            receiver.start()

    client_of(receiver, sleep=sleep).send(bundle, progress=kill)
    assert killed
    assert receiver.arrived() == [bundle.read_bytes()]


def test_a_program_that_ended_goes_on_where_it_was(receiver, bundle):
    places, sent = [], []

    def stop(progress):
        if progress.sent > 900_000:
            raise CancelledError

    with pytest.raises(CancelledError):
        client_of(receiver).send(bundle, progress=stop, on_place=places.append)
    client_of(receiver).send(bundle, place=places[-1], progress=sent.append)
    assert sent[0].sent > 500_000
    assert receiver.arrived() == [bundle.read_bytes()]
    assert len(list((receiver.spool / "uploads").glob("*.json"))) == 1


def test_an_upload_that_the_receiver_forgot_begins_anew(receiver, bundle):
    places = []
    client_of(receiver).send(bundle, place="/v1/uploads/" + "0" * 32, on_place=places.append)
    assert receiver.arrived() == [bundle.read_bytes()]
    assert places[0] is None


@pytest.mark.parametrize(
    "faults",
    [
        Faults(reset_after=300_000),
        Faults(reset_after=70_000, rate=2_000_000),
        Faults(rate=3_000_000, loss=0.001),
    ],
)
def test_resets_and_losses_bring_the_file_through(receiver, bundle, faults):
    with BadLine((HOST, receiver.port), faults) as line:
        client_of(receiver, line.port).send(bundle)
        assert line.connections > 1 or not faults.reset_after
    assert receiver.arrived() == [bundle.read_bytes()]


def test_a_half_open_line_is_given_up_and_gone_on_with(receiver, bundle):
    with BadLine((HOST, receiver.port), Faults(silent_after=900_000)) as line:
        client_of(receiver, line.port).send(bundle)
        assert line.connections > 1
    assert receiver.arrived() == [bundle.read_bytes()]


def test_a_receiver_that_hangs_is_given_up(receiver, bundle):
    tries = []
    receiver.pause()
    try:
        with pytest.raises(UnreachableError):
            client_of(
                receiver,
                patience=Patience(connect=0.3, idle=0.3, answer=0.3),
                back_off=lambda: BackOff(3),
                sleep=tries.append,
            ).send(bundle)
    finally:
        receiver.go_on()
    assert len(tries) == 2


def test_nobody_there_is_unreachable(receiver, bundle):
    receiver.kill()
    waits = []
    with pytest.raises(UnreachableError):
        client_of(receiver, sleep=waits.append).send(bundle)
    assert len(waits) == 7
    assert all(later > sooner * 0.9 for sooner, later in itertools.pairwise(waits))


def test_two_clients_on_one_upload_bring_one_whole_file(receiver, bundle):
    faults = []

    def send():
        try:
            client_of(receiver, back_off=lambda: BackOff(50)).send(bundle)
        except CemError as error:
            faults.append(error)

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert faults == []
    arrived = receiver.arrived()
    assert arrived
    assert set(arrived) == {bundle.read_bytes()}


def test_the_budget_of_the_day_stops_it_and_more_lets_it_go_on(receiver, bundle):
    spent, places = [], []
    limits = Limits(left=1_000_000, on_bytes=spent.append)
    with pytest.raises(BudgetSpentError):
        client_of(receiver, limits=limits).send(bundle, on_place=places.append)
    assert sum(spent) == 1_000_000
    client_of(receiver).send(bundle, place=places[-1])
    assert receiver.arrived() == [bundle.read_bytes()]


def test_a_line_that_becomes_metered_is_left(receiver, bundle):
    metered = []

    def progress(step):
        if step.sent > 500_000:
            metered.append(True)

    with pytest.raises(MeteredLineError):
        client_of(receiver, limits=Limits(is_metered=lambda: bool(metered))).send(
            bundle, progress=progress
        )
    assert receiver.arrived() == []


def test_a_stranger_is_refused_at_once(receiver, bundle):
    client = client_of(receiver)
    client.signer = Signer.generate()
    with pytest.raises(UploadRefusedError):
        client.send(bundle)
    assert receiver.stored() == 0


def test_what_lies_ready_is_fetched_also_over_a_line_that_breaks(receiver):
    data = random.Random(9).randbytes(700_000)
    box = receiver.spool / "outbox" / receiver.device
    box.mkdir(parents=True)
    (box / ("ef" * 8 + ".cem")).write_bytes(data)
    client = client_of(receiver)
    (waiting,) = client.waiting()
    target = io.BytesIO(data[:1000])  # of a fetch that was broken off
    client.fetch(waiting, target)
    assert target.getvalue() == data
    client.drop(waiting)
    assert client.waiting() == ()


def test_a_bundle_of_another_size_than_announced_is_not_taken(receiver):
    box = receiver.spool / "outbox" / receiver.device
    box.mkdir(parents=True)
    name = "ef" * 8 + ".cem"
    (box / name).write_bytes(b"x" * 100)
    with pytest.raises(NotHeadquartersError):
        client_of(receiver).fetch(Waiting(name, 99), io.BytesIO())
    with pytest.raises(NotHeadquartersError):
        client_of(receiver).fetch(Waiting(name, 101), io.BytesIO())


def test_no_byte_beyond_the_announced_size_is_taken_to_the_disk(receiver):
    name, target = "ef" * 8 + ".cem", io.BytesIO()
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n" + bytes(3_000_000)
    told = impostor(endless, receiver.identity)
    with told as (port, _heard), pytest.raises(NotHeadquartersError):
        client_of(receiver, port).fetch(Waiting(name, 50_000), target)
    assert len(target.getvalue()) < 100_000
    box = receiver.spool / "outbox" / receiver.device
    box.mkdir(parents=True)
    (box / name).write_bytes(b"x" * 50_000)
    client_of(receiver).fetch(Waiting(name, 50_000), target)  # and what was too much is no harm
    assert target.getvalue() == b"x" * 50_000


def test_a_fetch_goes_on_as_long_as_something_comes(receiver):
    data = random.Random(9).randbytes(700_000)
    box = receiver.spool / "outbox" / receiver.device
    box.mkdir(parents=True)
    (box / ("ef" * 8 + ".cem")).write_bytes(data)
    (waiting,) = client_of(receiver).waiting()
    target = io.BytesIO()
    with BadLine((HOST, receiver.port), Faults(down_reset_after=100_000)) as line:
        client_of(receiver, line.port, back_off=lambda: BackOff(3)).fetch(waiting, target)
        assert line.connections > 3
    assert target.getvalue() == data


def test_a_fetch_stops_at_the_budget_and_goes_on_the_next_day(receiver):
    data = random.Random(9).randbytes(700_000)
    box = receiver.spool / "outbox" / receiver.device
    box.mkdir(parents=True)
    (box / ("ef" * 8 + ".cem")).write_bytes(data)
    (waiting,) = client_of(receiver).waiting()
    target, spent, told = io.BytesIO(), [], []
    limits = Limits(left=200_000, on_bytes=spent.append)
    with pytest.raises(BudgetSpentError):
        client_of(receiver, limits=limits).fetch(waiting, target)
    assert 200_000 <= sum(spent) == len(target.getvalue()) < 300_000
    client_of(receiver).fetch(waiting, target, told.append)
    assert target.getvalue() == data
    assert told == sorted(told)
    assert told[-1] == len(data)


@contextmanager
def impostor(answer: bytes, identity=None):
    """Answers every request with ``answer``; over TLS where it has an identity."""
    listener = socket.create_server((HOST, 0))
    listener.settimeout(10)
    heard = []

    def speak():
        context = tls.server_context(identity) if identity else None
        while True:
            try:
                wire, _address = listener.accept()
            except OSError:
                return
            try:
                wire.settimeout(5)
                if context is not None:
                    wire = context.wrap_socket(wire, server_side=True)
                heard.append(wire.recv(65536))
                wire.sendall(answer)
            except (OSError, ssl.SSLError):
                heard.append(b"")
            finally:
                wire.close()

    thread = threading.Thread(target=speak)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


HTML = b"<html>Bienvenido, registre su habitacion</html>"
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(HTML) + HTML
)
LIES = {
    "a page": PORTAL,
    "a redirect": b"HTTP/1.1 302 Found\r\nLocation: https://portal.example/\r\nContent-Length: 0\r\n\r\n",
    "no HTTP": b"220 mail.example ESMTP\r\n\r\n",
    "created without a place": b"HTTP/1.1 201 Created\r\nTus-Resumable: 1.0.0\r\nContent-Length: 0\r\n\r\n",
    "created without tus": b"HTTP/1.1 201 Created\r\nLocation: /v1/uploads/1\r\nContent-Length: 0\r\n\r\n",
    "offsets beyond the file": b"HTTP/1.1 200 OK\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 99999999\r\nUpload-Length: 2000000\r\nContent-Length: 0\r\n\r\n",
    "an offset that is none": b"HTTP/1.1 200 OK\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: -1\r\nUpload-Length: 2000000\r\nContent-Length: 0\r\n\r\n",
}


def test_a_portal_that_speaks_no_tls_is_told_nothing(receiver, bundle):
    with impostor(PORTAL) as (port, heard), pytest.raises(NotHeadquartersError):
        client_of(receiver, port).send(bundle)
    assert all(b"PATCH" not in one and b"POST" not in one for one in heard)


def test_another_key_in_between_is_told_nothing(receiver, bundle):
    other = make_tls_identity([HOST])
    with impostor(PORTAL, other) as (port, heard), pytest.raises(ServerKeyError):
        client_of(receiver, port).send(bundle)
    assert all(one == b"" for one in heard)


@pytest.mark.parametrize("lie", LIES)
def test_even_the_holder_of_the_key_is_not_believed_a_lie(receiver, bundle, lie):
    place = "/v1/uploads/1" if "offset" in lie else None
    told = impostor(LIES[lie], receiver.identity)
    with told as (port, _heard), pytest.raises(NotHeadquartersError):
        client_of(receiver, port).send(bundle, place=place)


def test_an_answer_of_a_byte_a_second_is_cut_off(receiver, bundle):
    listener = socket.create_server((HOST, 0))
    ended = threading.Event()

    def trickle():
        context = tls.server_context(receiver.identity)
        while not ended.is_set():
            with contextlib.suppress(OSError):
                plain = listener.accept()[0]
                with context.wrap_socket(plain, server_side=True) as wire:
                    for byte in b"HTTP/1.1 201 Created\r\n" * 100:
                        wire.sendall(bytes([byte]))
                        if ended.wait(0.05):
                            break

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        with pytest.raises(UnreachableError):
            client_of(
                receiver,
                listener.getsockname()[1],
                patience=Patience(connect=5, idle=5, answer=0.3),
                back_off=lambda: BackOff(2),
            ).send(bundle)
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextmanager
def endless_handshake():
    """Someone who answers a hello with the head of a record that never ends."""
    listener = socket.create_server((HOST, 0))
    ended, greeted = threading.Event(), threading.Event()

    def trickle():
        while not ended.is_set():
            with contextlib.suppress(OSError), listener.accept()[0] as wire:
                wire.recv(65536)
                greeted.set()
                wire.sendall(b"\x16\x03\x03\x3f\x00\x02\x00\x3e\xfc")
                while not ended.wait(0.05):
                    wire.sendall(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield listener.getsockname()[1], greeted
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_a_handshake_of_a_byte_a_second_is_cut_off(receiver, bundle):
    with endless_handshake() as (port, _greeted), pytest.raises(UnreachableError):
        client_of(
            receiver,
            port,
            patience=Patience(connect=0.5, idle=30, answer=30),
            back_off=lambda: BackOff(2),
        ).send(bundle)


def test_a_handshake_can_be_broken_off(receiver, bundle):
    with endless_handshake() as (port, greeted):
        client = client_of(
            receiver,
            port,
            patience=Patience(connect=30, idle=30, answer=30),
            back_off=lambda: BackOff(2),
        )
        ended = []

        def send():
            try:
                client.send(bundle)
            except UnreachableError:
                ended.append(True)

        thread = threading.Thread(target=send)
        thread.start()
        assert greeted.wait(10)
        client.abort()
        thread.join(10)
        assert ended == [True]


def test_who_broke_off_before_it_began_says_nothing(receiver, bundle):
    client = client_of(receiver, back_off=lambda: BackOff(2))
    client.abort()
    with pytest.raises(UnreachableError):
        client.send(bundle)
    with pytest.raises(UnreachableError):
        client.waiting()
    assert list((receiver.spool / "uploads").iterdir()) == []


def test_chunks_follow_the_measured_speed():
    now = [0.0]
    meter = Speedometer(lambda: now[0])
    assert meter.chunk() == SMALLEST_CHUNK
    for size, seconds in ((SMALLEST_CHUNK, 1), (LARGEST_CHUNK, 1), (LARGEST_CHUNK, 1)):
        meter.begin()
        now[0] += seconds
        meter.end(size)
    assert meter.chunk() == LARGEST_CHUNK
    for _ in range(20):
        meter.begin()
        now[0] += 100
        meter.end(SMALLEST_CHUNK)
    assert meter.chunk() == SMALLEST_CHUNK


def test_a_line_that_breaks_gets_shorter_chunks():
    now = [0.0]
    meter = Speedometer(lambda: now[0])
    meter.begin()
    now[0] += 0.1
    meter.end(SMALLEST_CHUNK)
    assert meter.chunk() == LARGEST_CHUNK
    chunks = []
    for _ in range(3):
        meter.broke()
        chunks.append(meter.chunk())
    assert chunks == [LARGEST_CHUNK // 2, SMALLEST_CHUNK, SMALLEST_CHUNK]
    meter.end(SMALLEST_CHUNK)
    assert meter.chunk() == LARGEST_CHUNK // 2


def test_waits_double_differ_and_end():
    one = BackOff(5, lambda: 1.0)
    waits = [one.next_wait() for _ in range(5)]
    assert waits == [1, 2, 4, 8, None]
    half = BackOff(3, lambda: 0.0)
    assert half.next_wait() == 0.5
    half.forward()
    assert half.next_wait() == 0.5


def test_a_line_that_never_lets_anything_forward_is_left_in_the_end(receiver, bundle):
    bad = BadLine((HOST, receiver.port), Faults(reset_after=900))
    with bad as line, pytest.raises(UnreachableError):
        client_of(receiver, line.port).send(bundle)
    assert receiver.arrived() == []
