import pytest
from receiver_process import ReceiverProcess


@pytest.fixture
def receiver(tmp_path):
    with ReceiverProcess(tmp_path / "receiver") as running:
        yield running
