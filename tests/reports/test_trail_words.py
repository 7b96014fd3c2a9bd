"""Every act that the sources note has words, and so has every try that they deny."""

import ast
from pathlib import Path

import pytest

from cem_desktop.crypto.trail_seal import FaultKind
from cem_desktop.reports.trail_words import (
    ActKind,
    act_words,
    acts_of,
    finding_words,
    kind_words,
    known_acts,
    known_tries,
    try_words,
)

SOURCES = Path(__file__).resolve().parent.parent.parent / "cem_desktop"
NOTES = {"audit.note": 2, "note": 1, "keep_dates": 3}
"""What notes, and where a call of it has the act."""
PASSED_AS_A_CALL = {"print_preview.py": {"_note": 1}}
DENIES = {"require": 1, "deny": 0}
"""What denies, and where a call of it has the try."""


def calls(tree):
    """Yield every call, the name it calls, and the function around it."""

    def walk(node, around):
        if isinstance(node, ast.FunctionDef):
            around = node
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Name) and func.id != "note":
            yield node, func.id, around
        elif isinstance(func, ast.Attribute):
            of_trail = isinstance(func.value, ast.Attribute) and func.value.attr == "audit"
            yield node, f"audit.{func.attr}" if of_trail else func.attr, around
        for child in ast.iter_child_nodes(node):
            yield from walk(child, around)

    yield from walk(tree, None)


def named(tree):
    """Return the module's own constants that are words."""
    found = {}
    for one in tree.body:
        target = getattr(one, "target", None) or getattr(one, "targets", [None])[0]
        value = getattr(one, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
            found[target.id] = value.value
    return found


def place_among(function, name):
    """Return where a function has a parameter, itself left out; None where it has none."""
    names = [one.arg for one in function.args.args if one.arg != "self"] if function else []
    return names.index(name) if name in names else None


def acts_in(tree, doing, elsewhere):
    """Return the acts that are given to ``doing``, and to helpers that pass them on to it."""
    constants, doing, found, unclear = elsewhere | named(tree), dict(doing), {}, set()
    before = -1
    while len(doing) != before:
        before = len(doing)
        for call, name, around in calls(tree):
            at = doing.get(name)
            if at is None or at >= len(call.args):
                continue
            act = call.args[at]
            if isinstance(act, ast.Constant) and isinstance(act.value, str):
                found.setdefault(act.value, call.lineno)
            elif isinstance(act, ast.Name) and act.id in constants:
                found.setdefault(constants[act.id], call.lineno)
            elif isinstance(act, ast.Name) and place_among(around, act.id) is not None:
                doing.setdefault(around.name, place_among(around, act.id))
            else:
                unclear.add(call.lineno)
    return found, unclear


def found(folder):
    noted, denied, unclear = {}, {}, []
    paths = sorted(folder.rglob("*.py"))
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    services = [tree for path, tree in trees.items() if path.parent.name == "services"]
    public = {
        name: value
        for tree in services
        for name, value in named(tree).items()
        if not name.startswith("_")
    }
    for path, tree in trees.items():
        for kept, doing in ((noted, NOTES), (denied, DENIES)):
            passed = PASSED_AS_A_CALL.get(path.name, {}) if doing is NOTES else {}
            acts, dark = acts_in(tree, doing | passed, public)
            for act, line in acts.items():
                kept.setdefault(act, f"{path.name}:{line}")
            unclear += [f"{path.name}:{line}" for line in dark]
    return noted, denied, unclear


def test_every_act_that_is_noted_has_words():
    noted, _denied, unclear = found(SOURCES)
    assert {act: where for act, where in noted.items() if act not in known_acts()} == {}
    assert unclear == []
    assert {"enter", "view", "print", "export", "identity_open"} <= set(noted)


def test_every_try_that_is_denied_has_words():
    _noted, denied, _unclear = found(SOURCES)
    assert {act: where for act, where in denied.items() if act not in known_tries()} == {}
    assert {"read", "write", "trail", "export"} <= set(denied)


def test_each_act_is_of_one_kind_and_each_kind_has_acts():
    for kind in ActKind:
        assert acts_of(kind)
        assert kind_words(kind)
    for act in known_acts():
        assert sum(act in acts_of(kind) for kind in ActKind) == 1


def test_an_act_of_a_newer_program_is_shown_by_its_code():
    assert act_words("levitate") == "levitate"
    assert try_words("levitate") == "levitate"


@pytest.mark.parametrize("kind", FaultKind)
def test_every_finding_has_words(kind):
    assert finding_words(str(kind), 7, outside=False)
    assert len(finding_words(str(kind), 7, outside=True)) > len(
        finding_words(str(kind), 7, outside=False)
    )
