import logging
import sys
import threading

import pytest

from cem_desktop.errors import DiskFullError
from cem_desktop.logs import describe_bug, install_bug_hook, redact, start_logging


@pytest.fixture
def log_file(tmp_path):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    start_logging(tmp_path)
    yield tmp_path / "cem-desktop.log"
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.parametrize(
    "secret",
    [
        "987654321",
        "987 654 321",
        "40123456",
        "ana@example.org",
        "ab" * 32,
        "AGE-SECRET-KEY-1QQQQ",
        "/home/rosa",
        "C:\\Users\\rosa",
    ],
)
def test_what_looks_like_a_person_or_a_key_is_blotted(secret):
    shown = redact(f"a {secret} b")
    assert secret not in shown
    assert "rosa" not in shown


def test_ids_and_codes_stay(log_file):
    logging.getLogger("cem").info("record 7KQ4-M2XT store.busy")
    assert "7KQ4-M2XT store.busy" in log_file.read_text(encoding="utf-8")


def test_an_exception_is_logged_without_its_value(log_file):
    try:
        int("Rosa")
    except ValueError:
        logging.getLogger("cem").exception("failed")
    text = log_file.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "Rosa" not in text


def test_a_bug_reaches_the_log_and_the_person(log_file):
    before, shown = (sys.excepthook, threading.excepthook, sys.unraisablehook), []
    install_bug_hook(shown.append)
    try:
        sys.excepthook(ValueError, ValueError("Rosa"), None)
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
    assert "ValueError" in shown[0]
    assert "Rosa" not in shown[0] + log_file.read_text(encoding="utf-8")


def test_a_foreseen_error_is_described_by_its_code():
    assert "store.disk_full" in describe_bug(DiskFullError, DiskFullError(path="/x"), None)


def test_a_log_folder_that_cannot_be_written_is_no_error(tmp_path):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    start_logging(tmp_path / "missing")
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
    root.setLevel(level)
    assert len(root.handlers) == len(before)
