"""What Linux tells of disks, from invented trees of /proc and /sys."""

import sys

import pytest

from cem_desktop.storage import disk_probes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc and /sys are of Linux")


def machine(root, mounts=(), swaps=(), blocks=None):
    """Lay a machine out: mounts as (number, kind, source), blocks as name -> (uuid, slaves)."""
    (root / "proc/self").mkdir(parents=True)
    lines = [f"30 1 {number} / /x rw - {kind} {source} rw" for number, kind, source in mounts]
    (root / "proc/self/mountinfo").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = ["Filename Type Size Used Priority", *(f"{name} {kind} 1 0 -2" for name, kind in swaps)]
    (root / "proc/swaps").write_text("\n".join(table) + "\n", encoding="utf-8")
    known = blocks or {}
    for name, (uuid, _slaves, _number) in known.items():
        block = root / "sys/class/block" / name
        (block / "slaves").mkdir(parents=True)
        if uuid:
            (block / "dm").mkdir()
            (block / "dm/uuid").write_text(uuid, encoding="utf-8")
    (root / "sys/dev/block").mkdir(parents=True)
    for name, (_uuid, slaves, number) in known.items():
        block = root / "sys/class/block" / name
        for slave in slaves:
            (block / "slaves" / slave).symlink_to(root / "sys/class/block" / slave)
        if number:
            (root / "sys/dev/block" / number).symlink_to(block)
    return root


LUKS = "CRYPT-LUKS2-0123456789abcdef-root\n"
LVM = "LVM-0123456789abcdef\n"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ({"sda1": ("", (), "8:1")}, False),
        ({"sda1": ("", (), ""), "dm-0": (LUKS, ("sda1",), "8:1")}, True),
        (
            {
                "sda1": ("", (), ""),
                "dm-0": (LUKS, ("sda1",), ""),
                "dm-1": (LVM, ("dm-0",), "8:1"),
            },
            True,
        ),
        ({"sda1": ("", (), ""), "dm-1": (LVM, ("sda1",), "8:1")}, False),
        (
            {
                "sda1": ("", (), ""),
                "sdb1": ("", (), ""),
                "dm-0": (LUKS, ("sda1",), ""),
                "dm-1": (LVM, ("dm-0", "sdb1"), "8:1"),
            },
            False,
        ),
        ({}, None),
    ],
    ids=["plain", "luks", "lvm on luks", "lvm", "one half clear", "unknown"],
)
def test_every_way_down_must_be_encrypted(tmp_path, blocks, expected):
    root = machine(tmp_path, [("8:1", "ext4", "/dev/whatever")], blocks=blocks)
    assert disk_probes.is_mount_encrypted("8:1", root) is expected


def test_a_mount_without_a_device_number_is_found_by_its_source(tmp_path):
    blocks = {"sda1": ("", (), ""), "dm-0": (LUKS, ("sda1",), "")}
    root = machine(tmp_path, [("0:30", "btrfs", "/dev/dm-0")], blocks=blocks)
    assert disk_probes.is_mount_encrypted("0:30", root) is True


@pytest.mark.parametrize(
    ("kind", "expected"), [("ecryptfs", True), ("zfs", None), ("nfs4", None), ("tmpfs", None)]
)
def test_other_file_systems(tmp_path, kind, expected):
    root = machine(tmp_path, [("0:40", kind, "pool/x")])
    assert disk_probes.is_mount_encrypted("0:40", root) is expected


def test_swap_is_clear_unless_it_is_known_not_to_be(tmp_path):
    blocks = {
        "sda2": ("", (), ""),
        "sda3": ("", (), ""),
        "dm-5": (LUKS, ("sda3",), ""),
        "zram0": ("", (), ""),
    }
    swaps = [("/dev/sda2", "partition"), ("/dev/dm-5", "partition"), ("/dev/zram0", "partition")]
    root = machine(tmp_path, swaps=swaps, blocks=blocks)
    assert disk_probes.clear_swaps(root) == ("/dev/sda2",)


def test_without_swap_nothing_is_clear(tmp_path):
    assert disk_probes.clear_swaps(machine(tmp_path)) == ()
    assert disk_probes.clear_swaps(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("states", "kinds", "expected"),
    [
        ("freeze mem disk", "[platform] shutdown", True),
        ("freeze mem", "[platform]", False),
        ("freeze mem disk", "[disabled]", False),
    ],
)
def test_hibernation(tmp_path, states, kinds, expected):
    power = tmp_path / "sys/power"
    power.mkdir(parents=True)
    (power / "state").write_text(states, encoding="utf-8")
    (power / "disk").write_text(kinds, encoding="utf-8")
    assert disk_probes.can_hibernate(tmp_path) is expected
    assert disk_probes.can_hibernate(tmp_path / "nowhere") is None


def test_this_machine_is_read_without_a_fault(tmp_path):
    assert disk_probes.is_disk_encrypted(tmp_path) in {True, False, None}
    assert disk_probes.free_bytes(tmp_path) > 0
