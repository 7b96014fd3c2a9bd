"""Lay this engine beside recordings of the ODK reference engine.

The recordings are data from outside and no part of this project: ``CEM_CONFORMANCE`` names the
folder that holds them. ``known_deviations.txt`` lists, with reasons, each case in which this engine
differs; a case that is listed and agrees fails the test too, so that the list stays true.
"""

import gzip
import json
import math
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.environment import Environment
from cem_desktop.forms.trace import trace
from cem_desktop.forms.xml_tree import Kind, Node, parse_xml
from cem_desktop.forms.xpath import evaluate
from cem_desktop.forms.xpath_values import to_number, to_text, to_truth

FOLDER = os.environ.get("CEM_CONFORMANCE", "")
PHOENIX = timezone(timedelta(hours=-7))
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>")

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="CEM_CONFORMANCE names no folder with recordings of the reference engine"
)


def recordings(name):
    with gzip.open(Path(FOLDER) / name) as file:
        return json.load(file)


def deviations(section):
    found, current = set(), ""
    for line in (Path(__file__).parent / "known_deviations.txt").read_text().splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#") and current == section:
            found.add(line.strip())
    return found


def assert_only_known(differing, section):
    known = deviations(section)
    assert sorted(differing - known) == [], "these differ now and did not before"
    assert sorted(known - differing) == [], "these agree now: take them off the list"


# --- scenarios -------------------------------------------------------------------------------


def without_identifiers(nodes):
    return {node["ref"]: node for node in json.loads(UUID.sub("uuid", json.dumps(nodes)))}


def agrees(case):
    clock = SetClock(datetime.fromtimestamp(case["now"] / 1000, UTC))
    try:
        steps = trace(case["form"].encode(), case["steps"], clock=clock, zone=PHOENIX)
    except FormInvalidError:
        return False
    return all(
        without_identifiers(ours["expect"]) == without_identifiers(theirs["expect"])
        and sorted(ours.get("removed", [])) == sorted(theirs.get("removed", []))
        for ours, theirs in zip(steps, case["steps"], strict=True)
    )


def test_sessions_behave_as_recorded():
    cases = [case for case in recordings("scenario.json.gz") if "random()" not in case["form"]]
    differing = {case["id"] for case in cases if not agrees(case)}
    assert_only_known(differing, "scenario")


# --- expressions -----------------------------------------------------------------------------


def document(text):
    doctype = DOCTYPE.search(text)
    root = parse_xml(DOCTYPE.sub("", text).strip().encode())
    return root, 1 if doctype else 0


def context_node(root, shift, path):
    node = root
    for place, step in enumerate(part for part in path.removeprefix("ix:").split("/") if part):
        if step.startswith("@"):
            return next(item for item in node.attributes if item.name == step[1:])
        node = (
            node.children[int(step) - (0 if place else shift)]
            if step.isdigit()
            else next(node.elements(step))
        )
    return node


def descend(node, *locals_) -> Iterator[Node]:
    if not locals_:
        yield node
        return
    for child in node.elements(locals_[0]):
        yield from descend(child, *locals_[1:])


def environment(root, assertion):
    """Find the form around an expression: its instances and its texts."""
    made = Environment(
        clock=SetClock(datetime.fromtimestamp(assertion["now"] / 1000, UTC)), zone=PHOENIX
    )
    models = list(descend(root, "html", "head", "model"))
    if not models:
        return made
    instances = list(models[0].elements("instance"))
    made.instances = {
        item.attribute("id"): item for item in instances if item.attribute("id") is not None
    }
    if instances and assertion["xforms"]:
        made.primary = Node(Kind.ROOT)
        made.primary.children = list(instances[0].elements())
    table = {
        (text.attribute("id") or ""): next(text.elements("value")).string_value()
        for translation in list(descend(models[0], "itext", "translation"))[:1]
        for text in translation.elements("text")
    }
    made.text = lambda name, _node: table.get(name, "")
    return made


def holds(assertion):
    root, shift = document(assertion["xml"])
    try:
        node = context_node(root, shift, assertion["context"])
        value = evaluate(assertion["expr"], environment(root, assertion), node)
    except (FormInvalidError, IndexError, StopIteration):
        return False
    kind, expected = assertion["kind"], assertion["expected"]
    if kind == "boolean":
        return to_truth(value) == expected
    if kind == "string":
        return to_text(value) == expected
    if kind == "nodeset":
        return isinstance(value, list) and len(value) == len(expected)
    wanted = math.nan if expected is None else float(expected)
    number = to_number(value, PHOENIX)
    if math.isnan(wanted) or math.isnan(number):
        return math.isnan(wanted) and math.isnan(number)
    tolerance = 0.01 if kind == "rounded" else 0
    return number == wanted or math.isclose(number, wanted, rel_tol=1e-12, abs_tol=tolerance)


def test_expressions_give_what_was_recorded():
    differing, count = set(), 0
    for test in recordings("xpath.json.gz"):
        if test["state"] == "fail":
            continue
        for assertion in test["asserts"]:
            count += 1
            if not holds(assertion):
                differing.add(f"{test['file']} | {' '.join(assertion['expr'].split())}")
    assert count > 2_600
    assert_only_known(differing, "xpath")
