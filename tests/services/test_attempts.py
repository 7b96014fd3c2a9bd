"""Wrong passphrases slow the next try; nothing about clocks, restarts and files helps around it."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest
from simulator import FLOOR_KIB, PASSPHRASE

from cem_desktop.errors import (
    AttemptsSlowedError,
    KeyFileMissingError,
    RecoveryWordsError,
    WrongPassphraseError,
)
from cem_desktop.services import attempts
from cem_desktop.services.attempts import FREE, LONGEST_WAIT, seconds_to_wait, slowed, wait_after
from cem_desktop.services.unlock import open_workspace

WRONG = "otra frase que no es de nadie"


@dataclass
class Uptime:
    """Seconds since the start of a computer that a test restarts."""

    at: float = 5_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def now():
    return Uptime()


@pytest.fixture
def enter(office, now):
    office.close()
    opened = []

    def enter(words=PASSPHRASE, login="equipo"):
        workspace = open_workspace(
            office.folder, login, words, clock=office.clock, floor_kib=FLOOR_KIB, now=now
        )
        opened.append(workspace)
        return workspace

    yield enter
    for workspace in opened:
        workspace.close()


def fail(enter, times, **kinds):
    for _ in range(times):
        with pytest.raises(WrongPassphraseError):
            enter(WRONG, **kinds)


def refused(enter, words=PASSPHRASE, **kinds):
    with pytest.raises(AttemptsSlowedError) as caught:
        enter(words, **kinds)
    return caught.value.details["seconds"]


def noted(workspace, action):
    with workspace.context.store.read() as unit:
        return [entry for entry in unit.audit.latest(50) if entry.action == action]


def test_the_wait_grows_from_five_seconds_to_a_quarter_of_an_hour():
    assert [wait_after(failed) for failed in range(FREE)] == [0, 0, 0]
    assert [wait_after(FREE + more) for more in range(9)] == [
        5, 10, 20, 40, 80, 160, 320, 640, 900,
    ]  # fmt: skip
    assert wait_after(10**9) == LONGEST_WAIT


def test_three_tries_are_free_and_then_even_the_right_one_waits(enter, now):
    fail(enter, 3)
    assert refused(enter) == 5
    now.at += 4.5
    assert refused(enter) == 1
    now.at += 0.6
    enter()


def test_the_error_of_the_third_try_says_how_long_the_next_one_waits(enter):
    fail(enter, 2)
    with pytest.raises(WrongPassphraseError) as caught:
        enter(WRONG)
    assert caught.value.details["seconds"] == 5


def test_a_refused_try_does_not_make_the_wait_longer(enter, now):
    fail(enter, 3)
    for _ in range(5):
        assert refused(enter) == 5
    now.at += 5
    enter()


def test_waiting_and_failing_doubles_the_wait(enter, now):
    fail(enter, 3)
    for wait in (5, 10, 20, 40):
        assert refused(enter, WRONG) == wait
        now.at += wait
        fail(enter, 1)
    assert refused(enter) == 80


def test_a_restart_of_the_computer_counts_only_the_time_since_it(enter, now):
    fail(enter, 3)
    now.at += 5
    fail(enter, 1)
    now.at = 3.0
    assert refused(enter) == 7
    now.at = 10.0
    enter()


def test_a_calendar_put_forth_or_back_changes_nothing(enter, office):
    fail(enter, 3)
    for year in (1999, 2035):
        office.clock.at = office.clock.at.replace(year=year)
        assert refused(enter) == 5


def test_going_from_login_to_login_is_slowed_too(enter, now):
    for number in range(10):
        with pytest.raises(WrongPassphraseError):
            enter(WRONG, login=f"nadie{number}")
    assert refused(enter, WRONG, login="nadie") == 5
    assert refused(enter) == 5
    now.at += 5
    enter()


def test_a_login_that_is_a_passphrase_by_mistake_stands_in_no_file(enter, office):
    fail(enter, 1, login=PASSPHRASE)
    fail(enter, 1)
    text = (office.folder / "attempts.json").read_text()
    assert "laguna" not in text
    assert "equipo" not in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff" * 100,
        b"[]" * 200_000,
        json.dumps(
            {
                "format": "CEMATTEMPTS",
                "version": 1,
                "mark": "00",
                "total": {"failed": 10**30, "at": 1},
                "each": {},
            }
        ).encode(),
        json.dumps(
            {
                "format": "CEMATTEMPTS",
                "version": 1,
                "mark": "00",
                "total": {"failed": 3, "at": -1},
                "each": [],
            }
        ).encode(),
    ],
)
def test_a_damaged_file_locks_nobody_out(enter, office, content):
    (office.folder / "attempts.json").write_bytes(content)
    enter()


def test_an_absurd_file_keeps_nobody_out_for_longer_than_the_longest_wait(enter, office, now):
    count = {"failed": 1_000_000, "at": 10.0**12}
    book = {"format": "CEMATTEMPTS", "version": 1, "mark": "00", "total": count, "each": {}}
    (office.folder / "attempts.json").write_bytes(json.dumps(book).encode())
    now.at = 0.0
    assert refused(enter) == LONGEST_WAIT
    now.at = float(LONGEST_WAIT)
    enter()


def test_a_file_that_was_taken_away_is_noted_at_the_next_entry(enter, office):
    workspace = enter()
    assert noted(workspace, "attempts_missing") == []
    workspace.close()
    fail(enter, 3)
    (office.folder / "attempts.json").unlink()
    workspace = enter()
    assert len(noted(workspace, "attempts_missing")) == 1
    workspace.close()
    workspace = enter()
    assert len(noted(workspace, "attempts_missing")) == 1


def test_whoever_comes_in_is_told_what_failed_and_the_trail_keeps_it(enter, now):
    fail(enter, 2)
    fail(enter, 1, login="nadie")
    workspace = enter()
    assert (workspace.context.failed_tries.own, workspace.context.failed_tries.total) == (2, 3)
    (entry,) = noted(workspace, "failed_tries")
    assert entry.detail == {"own": 2, "total": 3}
    workspace.close()
    workspace = enter()
    assert (workspace.context.failed_tries.own, workspace.context.failed_tries.total) == (0, 0)
    assert len(noted(workspace, "failed_tries")) == 1


def test_opening_the_identity_vault_is_slowed_by_the_same_count(enter, now):
    workspace = enter()
    identities = workspace.identities
    for _ in range(3):
        with pytest.raises(WrongPassphraseError):
            identities.open("llamar a su familia", WRONG)
    with pytest.raises(AttemptsSlowedError):
        identities.open("llamar a su familia", PASSPHRASE)
    now.at += 5
    with pytest.raises(WrongPassphraseError):
        identities.open("llamar a su familia", WRONG)
    workspace.close()
    assert refused(enter) == 10


def test_a_try_that_is_killed_before_its_answer_counts(office, now):
    office.close()
    child = (
        "import os, sys; from pathlib import Path\n"
        "from cem_desktop.services.attempts import slowed\n"
        "with slowed(Path(sys.argv[1]), 'u-1', lambda: 5000.0): os._exit(9)\n"
    )
    for _ in range(3):
        command = [sys.executable, "-c", child, str(office.folder)]
        assert subprocess.run(command, check=False).returncode == 9
    assert seconds_to_wait(office.folder, "u-1", now) == 5


def test_what_judges_nothing_counts_nothing_and_wrong_recovery_words_do(tmp_path, now):
    for _ in range(5):
        with pytest.raises(KeyFileMissingError), slowed(tmp_path, "u-1", now):
            raise KeyFileMissingError
    assert seconds_to_wait(tmp_path, "u-1", now) == 0
    for _ in range(3):
        with pytest.raises(RecoveryWordsError), slowed(tmp_path, attempts.KIT, now):
            raise RecoveryWordsError
    assert seconds_to_wait(tmp_path, attempts.KIT, now) == 5
    assert seconds_to_wait(tmp_path, "u-1", now) == 0


@pytest.mark.parametrize("reason", ["count", "unknown", "checksum", "share"])
def test_words_that_fail_their_own_check_were_mistyped_and_count_nothing(tmp_path, now, reason):
    for _ in range(5):
        with pytest.raises(RecoveryWordsError), slowed(tmp_path, attempts.KIT, now):
            raise RecoveryWordsError(reason=reason)
    assert seconds_to_wait(tmp_path, attempts.KIT, now) == 0


def test_a_folder_that_cannot_be_written_keeps_nobody_out(tmp_path, now):
    with slowed(tmp_path / "nowhere", "u-1", now) as tries:
        assert tries.total == 0
