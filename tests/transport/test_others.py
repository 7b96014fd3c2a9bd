"""Ours beside others: tuspy and tus-js-client send to our receiver, our client to @tus/server."""

import io

import pytest
from others import HOST, MISSING, ForeignClient, ForeignServer, is_installed
from raw_http import pass_for
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from benchmarks.bad_line import BadLine, Faults
from cem_desktop.domain.network_address import NetworkAddress
from cem_desktop.errors import CancelledError
from cem_desktop.transport.http_line import Patience
from cem_desktop.transport.upload import Upload

needs_node = pytest.mark.skipif(not is_installed(), reason=MISSING)


def endpoint_of(receiver, port=None):
    return f"https://{HOST}:{port or receiver.port}/v1/uploads"


@pytest.fixture
def trusted(receiver, monkeypatch):
    """tuspy asks the usual authorities; here it is told of the receiver's own certificate."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(receiver.certificate_file()))
    return receiver


def uploader_of(receiver, bundle, **more):
    headers = pass_for(receiver, bundle.read_bytes())
    client = TusClient(endpoint_of(receiver), headers=headers)
    return client.uploader(file_stream=io.BytesIO(bundle.read_bytes()), chunk_size=300_000, **more)


def test_tuspy_sends_in_chunks(trusted, bundle):
    uploader_of(trusted, bundle).upload()
    assert trusted.arrived() == [bundle.read_bytes()]


def test_tuspy_sends_with_checksums(trusted, bundle):
    uploader_of(trusted, bundle, upload_checksum=True).upload()
    assert trusted.arrived() == [bundle.read_bytes()]


def test_tuspy_goes_on_after_the_receiver_was_killed(trusted, bundle):
    first = uploader_of(trusted, bundle)
    first.upload(stop_at=900_000)
    trusted.kill()
    trusted.start()
    again = TusClient(endpoint_of(trusted), headers=first.client.headers).uploader(
        file_stream=io.BytesIO(bundle.read_bytes()), chunk_size=300_000, url=first.url
    )
    assert again.offset == 900_000
    again.upload()
    assert trusted.arrived() == [bundle.read_bytes()]


def test_tuspy_without_a_pass_is_refused(trusted, bundle):
    with pytest.raises(TusCommunicationError):
        TusClient(endpoint_of(trusted)).uploader(
            file_stream=io.BytesIO(bundle.read_bytes()), chunk_size=1000
        ).upload()
    assert trusted.stored() == 0


@needs_node
def test_tus_js_client_sends_in_chunks(receiver, bundle):
    headers = pass_for(receiver, bundle.read_bytes())
    client = ForeignClient(
        endpoint_of(receiver), bundle, headers, receiver.certificate_file(), 400_000
    )
    said, code = client.finish()
    assert code == 0, said
    assert [one["accepted"] for one in said[:-1]] == [*range(400_000, 2_000_001, 400_000)]
    assert receiver.arrived() == [bundle.read_bytes()]


@needs_node
def test_tus_js_client_goes_on_after_the_receiver_was_killed(receiver, bundle):
    headers = pass_for(receiver, bundle.read_bytes())
    with BadLine((HOST, receiver.port), Faults(rate=1_500_000)) as line:
        client = ForeignClient(
            endpoint_of(receiver, line.port), bundle, headers, receiver.certificate_file(), 400_000
        )
        assert client.next_line() == {"accepted": 400_000}
        receiver.kill()
        receiver.start()
        said, code = client.finish()
    assert code == 0, said
    assert receiver.arrived() == [bundle.read_bytes()]


@needs_node
def test_tus_js_client_goes_on_after_resets(receiver, bundle):
    headers = pass_for(receiver, bundle.read_bytes())
    faults = Faults(reset_after=700_000, rate=4_000_000)
    with BadLine((HOST, receiver.port), faults) as line:
        client = ForeignClient(
            endpoint_of(receiver, line.port), bundle, headers, receiver.certificate_file(), 200_000
        )
        said, code = client.finish()
        assert line.connections > 1
    assert code == 0, said
    assert receiver.arrived() == [bundle.read_bytes()]


def sending(address, source, **more):
    return Upload(
        address,
        source,
        2_000_000,
        lambda _fresh: {},
        patience=Patience(connect=5, idle=2, answer=5),
        sleep=lambda _seconds: None,
        **more,
    )


@needs_node
def test_our_client_sends_to_the_server_of_others(tmp_path, bundle):
    with ForeignServer(tmp_path / "others") as server, bundle.open("rb") as source:
        sending(server.address, source).run()
        assert server.stored() == [bundle.read_bytes()]


@needs_node
def test_our_client_goes_on_at_the_server_of_others(tmp_path, bundle):
    places = []

    def stop(progress):
        if progress.sent > 800_000:
            raise CancelledError

    with ForeignServer(tmp_path / "others") as server, bundle.open("rb") as source:
        with pytest.raises(CancelledError):
            sending(server.address, source, progress=stop, on_place=places.append).run()
        sending(server.address, source, place=places[-1]).run()
        assert server.stored() == [bundle.read_bytes()]


@needs_node
def test_our_client_reaches_the_server_of_others_over_resets(tmp_path, bundle):
    with ForeignServer(tmp_path / "others") as server, bundle.open("rb") as source:
        faults = Faults(reset_after=400_000, rate=4_000_000)
        with BadLine((HOST, server.port), faults) as line:
            address = NetworkAddress(HOST, line.port, server.address.pin)
            sending(address, source).run()
            assert line.connections > 1
        assert server.stored() == [bundle.read_bytes()]
