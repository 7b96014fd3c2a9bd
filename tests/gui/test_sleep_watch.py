"""Hearing that the computer is about to sleep: logind's signal, Windows' message."""

import ctypes
import shutil
import subprocess
import sys

import pytest
from PySide6.QtCore import QObject

from cem_desktop.gui.sleep_watch import SleepWatch, WindowsMessage, says_suspend

SUSPEND, RESUME = 4, 7
POWER, PAINT = 0x0218, 0x000F


@pytest.mark.parametrize(
    ("kind", "message", "w_param", "says"),
    [
        (b"windows_generic_MSG", POWER, SUSPEND, True),
        (b"windows_generic_MSG", POWER, RESUME, False),
        (b"windows_generic_MSG", PAINT, SUSPEND, False),
        (b"xcb_generic_event_t", POWER, SUSPEND, False),
    ],
)
def test_only_windows_word_of_suspend_counts(kind, message, w_param, says):
    native = WindowsMessage(None, message, w_param, 0)
    assert says_suspend(kind, ctypes.addressof(native)) is says


def test_a_message_without_an_address_is_passed_over():
    assert not says_suspend(b"windows_generic_MSG", 0)


@pytest.fixture
def bus(tmp_path):
    """A message bus of our own, in the place of the system's."""
    daemon, sender = shutil.which("dbus-daemon"), shutil.which("dbus-send")
    if daemon is None or sender is None or sys.platform != "linux":
        pytest.skip("no message bus on this system")
    address = f"unix:path={tmp_path / 'bus'}"
    command = [daemon, "--session", "--nofork", "--print-address", f"--address={address}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.readline().strip()

    def say(beginning):
        subprocess.run(
            [
                sender,
                f"--bus={printed}",
                "--type=signal",
                "/org/freedesktop/login1",
                "org.freedesktop.login1.Manager.PrepareForSleep",
                f"boolean:{str(beginning).lower()}",
            ],
            check=True,
        )

    yield printed, say
    process.terminate()
    process.wait()
    process.stdout.close()


def test_logind_is_heard_before_the_sleep_and_not_after_it(qtbot, bus):
    address, say = bus
    parent = QObject()
    watch = SleepWatch(parent)
    assert watch.listen(address)
    assert watch.listen(address)
    with qtbot.waitSignal(watch.falling_asleep, timeout=5_000):
        say(beginning=True)
    with qtbot.assertNotEmitted(watch.falling_asleep, wait=300):
        say(beginning=False)


def test_a_system_that_says_nothing_is_no_fault(qtbot, tmp_path):
    parent = QObject()
    assert SleepWatch(parent).listen(f"unix:path={tmp_path / 'nowhere'}") is False
