"""A torn log always opens at a state that was committed. The longer run: ``benchmarks.torn_log``."""

import random

import pytest
from torn_log import KINDS, make_images, try_torn


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    return make_images(tmp_path_factory.mktemp("torn"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_torn_log_opens_at_a_committed_state(tmp_path, killed, kind):
    image, states = killed
    chance = random.Random(kind)
    came = {try_torn(image, states, tmp_path, kind, chance) for _ in range(40)}
    if kind == "longer":
        assert came == {len(states) - 1}
    else:
        assert len(came) > 10  # so that it was torn at many places
        assert max(came) <= len(states) - 1
