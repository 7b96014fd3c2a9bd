import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from simulator import OFFICE_ROLES, PASSPHRASE, World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(world):
    return world.add_office()


@pytest.fixture
def custody(world):
    """An office with an identity vault, which its only user keeps."""
    place = world.add_office("tacna", "Tacna", roles=(*OFFICE_ROLES, "identity_custody"))
    place.workspace.identities.create(PASSPHRASE)
    return place
