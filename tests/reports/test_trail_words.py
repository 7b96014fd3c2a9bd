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
    kind_of,
    kind_words,
    known_acts,
    known_tries,
    try_words,
)

SOURCES = Path(__file__).resolve().parent.parent.parent / "cem_desktop"
NOTES = {
    "keep_dates": (3,),
    "_keep": (1,),
    "_note_once": (0,),
    "audit.note": (2,),
    "note": (1,),
    "_note": (0, 1),
}
"""Where a call that notes has its act: the first word at these places."""
DENIES = {
    "require": 1,
    "deny": 0,
    "_check": 0,
    "_check_role": 0,
    "_writable": 1,
    "_changing": 1,
    "_openable": 1,
}
CLEAR = {"note", "audit.note", "require", "deny"}
PASSED_ON = {
    ("context.py", "note"),
    ("context.py", "require"),
    ("context.py", "deny"),
    ("reserved_codes.py", "_check"),
    ("documents.py", "_writable"),
    ("statistics.py", "_check_role"),
    ("identities.py", "_note"),
    ("casework.py", "_note_once"),
    ("recovery.py", "keep_dates"),
    ("attachments.py", "_openable"),
    ("identity_attachments.py", "_note"),
    ("own_access.py", "_note"),
    ("law_papers.py", "inventory"),
    ("law_papers.py", "security_document"),
    ("users.py", "_changing"),
    ("users.py", "_keep"),
    ("users.py", "_note"),
    ("printing.py", "note"),
}
"""Functions that get the act from their callers, which name it in a word."""


def calls(tree):
    """Yield every call with the name of the function around it."""

    def walk(node, around):
        if isinstance(node, ast.FunctionDef):
            around = node.name
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Name) and func.id == "keep_dates":
            yield node, func.id, around
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_trail = (
                isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "audit"
            )
            yield node, f"audit.{node.func.attr}" if of_trail else node.func.attr, around
        for child in ast.iter_child_nodes(node):
            yield from walk(child, around)

    yield from walk(tree, "")


def named(tree):
    """Return the module's own constants that are words."""
    return {
        target.id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
        for target in one.targets
        if isinstance(target, ast.Name) and isinstance(one.value.value, str)
    }


def word(node, constants):
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def found(folder):
    noted, denied, unclear = {}, {}, []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = named(tree)
        for call, name, around in calls(tree):
            where = f"{path.name}:{call.lineno}"
            if name in NOTES:
                words = [
                    word(call.args[at], constants) for at in NOTES[name] if at < len(call.args)
                ]
                act = next((one for one in words if one), None)
                kept = noted
            elif name in DENIES and len(call.args) > DENIES[name]:
                act = word(call.args[DENIES[name]], constants)
                kept = denied
            else:
                continue
            if act:
                kept.setdefault(act, where)
            elif (path.name, around) not in PASSED_ON and name in CLEAR:
                unclear.append(where)
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
        assert act in acts_of(kind_of(act))


def test_an_act_of_a_newer_program_is_shown_by_its_code():
    assert act_words("levitate") == "levitate"
    assert try_words("levitate") == "levitate"
    assert kind_of("levitate") is None


@pytest.mark.parametrize("kind", FaultKind)
def test_every_finding_has_words(kind):
    assert finding_words(str(kind), 7, outside=False)
    assert len(finding_words(str(kind), 7, outside=True)) > len(
        finding_words(str(kind), 7, outside=False)
    )
