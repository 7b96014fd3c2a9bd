"""Lay this engine beside recordings of another ODK engine, expression by expression.

Each assertion is an expression, a document, the path of the node it is asked at, and what came out.
A document that is a form lends its instances and texts to the expression. In which language it was
read is written nowhere but in the words of the test, as ``in language 'fr'``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from cem_desktop.domain.period import SetClock
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.conformance import ZONE, Json, Tally
from cem_desktop.forms.environment import Environment
from cem_desktop.forms.xml_tree import Kind, Node, parse_xml
from cem_desktop.forms.xpath import evaluate, identity
from cem_desktop.forms.xpath_axes import AXES
from cem_desktop.forms.xpath_values import Value, to_number, to_text, to_truth

EXPRESSIONS = "xpath.json.gz"

_LANGUAGE = re.compile(r"in language '([^']+)'")
_FAILED = "fail"
_ROUNDED = 0.01


def compare_expressions(tests: list[Json]) -> Tally:
    """Evaluate every assertion that the other engine itself passed; tell which differ."""
    total = passed = 0
    skipped: list[str] = []
    misses: list[str] = []
    for test in tests:
        for assertion in test["asserts"]:
            total += 1
            name = f"{test['file']} | {' '.join(assertion['expr'].split())}"
            if test["state"] == _FAILED:
                skipped.append(name)
            elif holds(assertion, _language(test)):
                passed += 1
            else:
                misses.append(name)
    return Tally(total, passed, tuple(skipped), tuple(misses))


def holds(assertion: Json, language: str | None = None) -> bool:
    """Tell whether an expression gives what was recorded, read in a language of its form."""
    root = parse_xml(assertion["xml"].strip().encode(), doctype=True)
    try:
        node = _node_at(root, assertion["context"])
        value = evaluate(assertion["expr"], _environment(root, assertion, language), node)
        return _is_as_recorded(value, assertion, root)
    except (FormInvalidError, IndexError, StopIteration):
        return False


def _is_as_recorded(value: Value, assertion: Json, root: Node) -> bool:
    kind, expected = assertion["kind"], assertion["expected"]
    if kind == "boolean":
        return to_truth(value) is bool(expected)
    if kind == "string":
        return to_text(value) == str(expected)
    if kind == "nodeset":
        wanted = [identity(_node_at(root, path)) for path in expected]
        found = [identity(one) for one in value] if isinstance(value, list) else None
        return found is not None and len(found) == len(wanted) and set(found) == set(wanted)
    number = to_number(value, ZONE)
    recorded = math.nan if expected is None else float(expected)
    if math.isnan(recorded) or math.isnan(number):
        return math.isnan(recorded) and math.isnan(number)
    tolerance = _ROUNDED if kind == "rounded" else 0
    return number == recorded or math.isclose(number, recorded, rel_tol=1e-12, abs_tol=tolerance)


# --- the document around an expression -------------------------------------------------------


def _node_at(root: Node, path: str) -> Node:
    """Return the node of a recorded path: places among children, ``@name`` for an attribute."""
    node = root
    for step in path.removeprefix("ix:").split("/"):
        if step.startswith("@xmlns:"):
            prefix = step.removeprefix("@xmlns:")
            return next(item for item in AXES["namespace"](node) if item.local == prefix)
        if step.startswith("@"):
            return next(item for item in node.attributes if item.name == step[1:])
        if step:
            node = node.children[int(step)]
    return node


def _environment(root: Node, assertion: Json, language: str | None) -> Environment:
    """Find the form around an expression: its instances and its texts."""
    now = datetime.fromtimestamp(assertion["now"] / 1000, UTC)
    made = Environment(clock=SetClock(now), zone=ZONE)
    models = list(_descend(root, "html", "head", "model"))
    if not models:
        return made
    instances = list(models[0].elements("instance"))
    made.instances = {
        name: item for item in instances if (name := item.attribute("id")) is not None
    }
    if instances and assertion["xforms"]:
        made.primary = Node(Kind.ROOT)
        made.primary.children = list(instances[0].elements())
    made.text = lambda name, _node: _text_nodes(models[0], name, language)
    return made


def _language(test: Json) -> str | None:
    found = _LANGUAGE.search(str(test["name"]))
    return found[1] if found else None


def _text_nodes(model: Node, name: str, language: str | None) -> list[Node]:
    """Return the values of an itext in a language, else in the form's default one."""
    known = list(_descend(model, "itext", "translation"))
    chosen = [one for one in known if one.attribute("lang") == language]
    marked = [one for one in known if one.attribute("default") is not None]
    found: list[Node] = []
    for translation in (chosen or marked or known)[:1]:
        for text in translation.elements("text"):
            if text.attribute("id") == name:
                found.extend(text.elements("value"))
    return found


def _descend(node: Node, *locals_: str) -> Iterator[Node]:
    if not locals_:
        yield node
        return
    for child in node.elements(locals_[0]):
        yield from _descend(child, *locals_[1:])
