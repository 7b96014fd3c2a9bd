"""An office and headquarters in two network namespaces, with lost packets between them."""

import json
import subprocess
import sys

import pytest
from receiver_process import ROOT, ReceiverProcess

from benchmarks import network, two_places
from benchmarks.two_places import CENTRAL, Line, TwoPlaces

pytestmark = pytest.mark.skipif(
    not two_places.is_possible(), reason="needs root, network namespaces and /dev/net/tun"
)


def test_a_bundle_comes_whole_over_a_line_that_loses_packets(tmp_path):
    file = network.bundle(tmp_path, 1, 60)
    line = Line(kbit=400, delay=0.05, loss=0.1)
    with (
        TwoPlaces(line) as places,
        ReceiverProcess(tmp_path / "receiver", host=CENTRAL, prefix=places.central) as receiver,
    ):
        result = network.send_from(places.office, network.job_for(receiver, file))
        assert result["fault"] == ""
        assert receiver.arrived() == [file.read_bytes()]
        assert places.lost > 0


def test_the_office_reaches_nobody_but_over_the_line(tmp_path):
    with TwoPlaces(Line(kbit=1000, delay=0)) as places:
        code = "import socket; socket.create_connection(('127.0.0.1', 1), 2)"
        done = subprocess.run(
            [*places.office, sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True
        )
        assert b"ConnectionRefusedError" in done.stderr
        links = subprocess.run(
            [*places.office, "ip", "-json", "link"], check=True, capture_output=True
        )
        assert {one["ifname"] for one in json.loads(links.stdout)} == {"lo", "line"}
