"""A part of ``every_byte``: each kind of bundle and document, harmed here and there.

All of it is tried by ``python -m benchmarks.every_byte``; its figures stand in docs/reliability.md.
"""

from __future__ import annotations

import random

import pytest
from every_byte import BUNDLES, DOCUMENTS, bundle, harm_bundle, harm_document, read

STEP = 149
SLOW_STEP = 97
"""For vault.json: every try that gets as far costs a passphrase."""


def test_there_is_a_bundle_of_every_kind_and_class():
    assert all(read(bundle(name)) for name in BUNDLES)


@pytest.mark.parametrize("name", BUNDLES)
def test_no_harm_to_a_bundle_is_accepted(name):
    for how, outcome in harm_bundle(name, STEP + random.randrange(7)).items():
        assert outcome.tried > 1, how
        assert (outcome.accepted, outcome.same, outcome.committed) == (0, 0, 0), how


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_harm_to_a_document_changes_what_it_says(name):
    step = SLOW_STEP if name == "vault.json" else 7
    for how, outcome in harm_document(name, step).items():
        assert outcome.tried > 1, how
        assert outcome.accepted == 0, (how, outcome.places)
