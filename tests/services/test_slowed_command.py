"""The command line waits too, after three wrong passphrases, and says how long."""

import subprocess
import sys
from dataclasses import replace

from simulator import PASSPHRASE, START

from cem_desktop.crypto.passphrase import KdfParameters
from cem_desktop.domain.period import SetClock
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.services.attempts import uptime
from cem_desktop.services.context import OfficeProfile
from cem_desktop.services.setup import NewWorkspace, create_workspace
from cem_desktop.storage.attempts_file import Count, read_attempts, write_attempts

LEAST = KdfParameters(memory_kib=64 * 1024, passes=1, lanes=4)


def test_a_script_that_guesses_is_slowed(tmp_path):
    folder, stick = tmp_path / "workspace", tmp_path / "stick"
    stick.mkdir()
    office = OfficeProfile("iquitos", "Iquitos", "Loreto", "")
    new = NewWorkspace(WorkspaceKind.OFFICE, office, "equipo", ("coordination",), PASSPHRASE)
    create_workspace(folder, new, clock=SetClock(START), parameters=LEAST)

    def backup(words):
        command = [sys.executable, "-m", "cem_desktop.cli", "backup", "create", str(stick)]
        command += ["--workspace", str(folder), "--login", "equipo"]
        return subprocess.run(
            command, input=words, capture_output=True, text=True, check=False, timeout=120
        )

    assert "[access.wrong_passphrase]" in backup("otra frase que no es\n").stderr
    book = read_attempts(folder)
    assert book.total.failed == 1
    tried_often = replace(
        book, total=Count(15, round(uptime(), 1))
    )  # a slow machine must not wait it out
    write_attempts(folder, tried_often)
    refused = backup(PASSPHRASE + "\n")
    assert refused.returncode == 1
    assert "[access.slowed]" in refused.stderr
    assert "Espere" in refused.stderr
    assert not any(stick.iterdir())
    assert read_attempts(folder) == tried_often
    write_attempts(folder, book)
    assert backup(PASSPHRASE + "\n").returncode == 0
    assert any(stick.iterdir())
