"""Each ficha lies beside the ODK reference engine: the same walk, and every node compared.

The reference is the npm package that ``package-lock.json`` pins; ``make test`` installs it where
Node is. It is a development dependency: nothing of it ships.
"""

import json
import re
from datetime import UTC, datetime

import pytest
from reference_engine import MISSING, ReferenceEngine, is_installed
from walk import Walk

from cem_desktop import paths
from cem_desktop.domain.period import SetClock
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.form_library import FormLibrary

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
STEPS = 200
LONG = 60
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FILE = re.compile(r'"jr://file-csv/([^"]+)"')
FORMS = sorted(path.parent.name for path in paths.forms().glob("*/form.yaml"))

pytestmark = pytest.mark.skipif(not is_installed(), reason=MISSING)


@pytest.fixture(scope="session")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


@pytest.fixture(scope="session")
def reference():
    with ReferenceEngine() as engine:
        yield engine.ask


@pytest.mark.parametrize("form", FORMS)
def test_every_node_is_as_the_reference_has_it(form, library, reference):
    definition = library.definition(form)
    walked = list(Walk(definition, SetClock(NOW), seed=FORMS.index(form)).steps(STEPS))
    xml = (paths.forms() / form / "form.xml").read_text(encoding="utf-8")
    answer = reference(
        {
            "xml": xml,
            "files": {name: attached_list(name).decode() for name in FILE.findall(xml)},
            "now": NOW.timestamp() * 1000,
            "steps": [step for step, _ours in walked],
        }
    )
    compared = 0
    for (step, ours), theirs in zip(walked, answer["steps"], strict=True):
        left, right = masked(ours["expect"]), as_told(theirs["expect"])
        differing = {
            ref: (left.get(ref), right.get(ref))
            for ref in left.keys() | right.keys()
            if left.get(ref) != right.get(ref)
        }
        assert differing == {}, step
        assert set(ours.get("removed", ())) == set(theirs["removed"]), step
        compared += len(left)
    assert compared > STEPS


def masked(nodes):
    """Without what is made up anew, and of a long list what the reference tells of it."""
    nodes = [one | {"choices": short(one["choices"])} if "choices" in one else one for one in nodes]
    return as_told(nodes)


def as_told(nodes):
    return {one["ref"]: one for one in json.loads(UUID.sub("uuid", json.dumps(nodes)))}


def short(choices):
    return choices if len(choices) <= LONG else [len(choices), choices[0], choices[-1]]
