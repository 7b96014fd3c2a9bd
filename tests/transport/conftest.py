import random

import pytest
from receiver_process import ReceiverProcess


@pytest.fixture
def receiver(tmp_path):
    with ReceiverProcess(tmp_path / "receiver") as running:
        yield running


@pytest.fixture
def bundle(tmp_path):
    """A sealed file, as far as the network can tell: two megabytes of chance."""
    path = tmp_path / ("ab" * 8 + ".cem")
    path.write_bytes(random.Random(7).randbytes(2_000_000))
    return path
