"""The rules of the house that no linter knows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cem_desktop.storage import migrations

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "cem_desktop").rglob("*.py"))
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    assert text.lstrip().startswith('"""')


_GATHERING = {"cem_desktop", "migrations", "errors", "error_texts", "schema"}
"""Packages whose parts everybody imports under the one name of the package."""


def test_a_package_opens_with_its_docstring_and_nothing_else():
    for path in (ROOT / "cem_desktop").rglob("__init__.py"):
        if path.parent.name in _GATHERING:
            continue
        text = path.read_text(encoding="utf-8").strip()
        assert text.startswith('"""'), path
        assert text.endswith('"""'), path
        assert text.count('"""') == 2, path


def test_nothing_is_named_for_what_it_is_not():
    vague = {"utils", "helpers", "manager", "controller", "common", "misc"}
    assert not vague & {path.stem for path in MODULES}


def test_nothing_unfinished_is_left():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    for path in MODULES:
        assert not marks.search(path.read_text(encoding="utf-8")), path


def test_every_migration_has_its_step_in_order():
    named = (
        (migrations.CASE_STEPS, "case"),
        (migrations.IDENTITY_STEPS, "identity"),
        (migrations.REGISTRY_STEPS, "registry"),
    )
    for steps, name in named:
        modules = [step.__module__.rpartition(".")[2] for step in steps]
        assert modules == [f"{name}_m{number:04}" for number in range(1, len(steps) + 1)]


LOCKS = ("requirements.lock", "requirements-hq.lock", "requirements-dev.lock")


def test_the_locks_pin_one_version_of_each_thing():
    pin = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
    shipped, central, tried = (
        dict(pin.findall((ROOT / name).read_text(encoding="utf-8"))) for name in LOCKS
    )
    assert shipped.items() < central.items() < tried.items()


def test_the_locks_name_no_address():
    for name in ("oracle", "tus"):
        lock = (ROOT / "tests" / name / "package-lock.json").read_text(encoding="utf-8")
        assert '"resolved"' not in lock
        assert '"integrity": "sha512-' in lock
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "index-url" not in text
        assert "--hash=sha256:" in text


def test_links_between_documents_lead_somewhere():
    link = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    documents += (ROOT / "resources").rglob("*.md")
    for document in documents:
        for target in link.findall(document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_spanish_texts_are_complete():
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "check_texts.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
