"""What the check of a computer found, in words, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.backup_words import old_keys_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_GOOD, _UNKNOWN = "good", "unknown"

_FOUND: Final[Mapping[str, Callable[[], str]]] = {
    "disk": lambda: _("The disk is encrypted."),
    "swap": lambda: _("No memory is written to the disk in clear."),
    "hibernation": lambda: _("Hibernating writes nothing in clear."),
    "private": lambda: _("The workspace's folder is closed to other users."),
    "links": lambda: _("Nothing in the workspace points elsewhere."),
    "synced": lambda: _("No cloud service copies the workspace."),
    "dumps": lambda: _("A crash writes no memory to the disk."),
    "room": lambda: _("There is room on the disk."),
    "clock": lambda: _("The clock is plausible."),
    "fichas": lambda: _("{count} fichas are ready."),
    "cipher": lambda: _("The stores are encrypted by SQLCipher {version}."),
    "versions": lambda: _("Versions: {versions}."),
    "stores": lambda: _("Every page that could be opened is whole: {files}."),
    "trail": lambda: _("The audit trail is whole: {count} entries."),
    "attachments": lambda: _("Every attachment can be opened."),
    "orphans": lambda: _("No identity is without a file."),
    "erasures": lambda: _("What was erased ({count}) is what its signed documents say."),
    "old_keys": lambda: _("No earlier copy is in use with keys of that time."),
    "kit": lambda: _("The recovery kit is made and rehearsed."),
    "review": lambda: _("Everybody's rights were reviewed within six months."),
    "trusted_clock": lambda: _("The clock goes on from what this store has seen."),
}

_OTHERWISE: Final[Mapping[str, Callable[[], str]]] = {
    "disk": lambda: _(
        "No encryption of the disk was seen. Who steals this computer can read what the system "
        "wrote to the disk. Ask for the whole disk to be encrypted (BitLocker, LUKS)."
    ),
    "swap": lambda: _(
        "The system may write memory to the disk in clear (swap). Encrypt the swap, or switch it "
        "off."
    ),
    "hibernation": lambda: _(
        "Hibernating would write all memory to a disk that is not known to be encrypted. Switch "
        "hibernation off; lock the window before you leave."
    ),
    "private": lambda: _(
        "Other users of this computer can look into the workspace's folder. Take their rights away "
        "(chmod 700), or have it done."
    ),
    "links": lambda: _(
        "Something in the workspace points elsewhere: {files}. If nobody did that on purpose, do "
        "not work here and call headquarters."
    ),
    "synced": lambda: _(
        "A cloud service seems to copy this folder. Move the workspace out of it: copies in "
        "other hands, and older versions put back, are a danger."
    ),
    "dumps": lambda: _(
        "A crash of this process could write memory to the disk. Start the program by its own "
        "command."
    ),
    "room": lambda: _("Little room is left on the disk: {mib} MiB. Make room before you go on."),
    "clock": lambda: _("The clock stands before this program was made. Set date and time."),
    "fichas": lambda: _("The fichas cannot be read. Install the program again."),
    "cipher": lambda: _(
        "SQLCipher is missing: nothing would be encrypted. Do not work; install the program again."
    ),
    "stores": lambda: _(
        "Pages of {files} are damaged. Make a copy of the folder, do not delete anything, and "
        "restore the last verified backup."
    ),
    "trail": lambda: _(
        "The audit trail is not as it was written, from entry {seq} on. Change nothing, make a "
        "backup, and call headquarters today."
    ),
    "attachments": lambda: _(
        "{count} attachments cannot be opened. Restore them from the last verified backup."
    ),
    "orphans": lambda: _(
        "{count} identities belong to no file. Look at them under Identities: a power cut may have "
        "left them."
    ),
    "erasures": lambda: _(
        "{count} erasures are not what their signed documents say. Change nothing, make a backup, "
        "and call headquarters today."
    ),
    "old_keys": old_keys_words,
    "review": lambda: _(
        "Six months have passed since everybody's rights were reviewed. Do it under Users and keys."
    ),
    "trusted_clock": lambda: _(
        "The clock stands before what this store has seen already. Set date and time."
    ),
}

_NOT_KNOWN: Final[Mapping[str, Callable[[], str]]] = {
    "disk": lambda: _(
        "Whether the disk is encrypted could not be seen from here. Ask whoever keeps this "
        "computer."
    ),
    "swap": lambda: _("Whether memory is written to the disk could not be seen from here."),
    "hibernation": lambda: _("Whether this computer hibernates could not be seen from here."),
    "private": lambda: _("Who else may look into the folder could not be seen from here."),
    "dumps": lambda: _("Whether a crash writes memory to the disk could not be seen from here."),
    "orphans": lambda: _("The store of identities is closed, so nothing was looked at in it."),
}

_KIT: Final[Mapping[str, Callable[[], str]]] = {
    "make": lambda: _("There is no recovery kit. Make one today, and lock it away."),
    "rehearse": lambda: _("The recovery kit was not rehearsed for long. Rehearse it."),
    "replace_used": lambda: _("The recovery kit was used. Make another one."),
    "replace_void": lambda: _("The recovery kit does not open this workspace any more. Make one."),
}


def line_words(key: str, level: str, details: Mapping[str, object]) -> str:
    """Return one line of a check: what is so, and what to do where it is not good."""
    if key == "backup":
        return _backup(level, details)
    if key == "kit" and level != _GOOD:
        return _KIT[str(details["need"])]()
    told = _FOUND if level == _GOOD else _NOT_KNOWN if level == _UNKNOWN else _OTHERWISE
    return told[key]().format(**details)


def level_word(level: str) -> str:
    """Return how a line stands, in a word."""
    return {
        "good": _("Good"),
        "unknown": _("Not known"),
        "warn": _("Look at it"),
        "danger": _("Act now"),
    }[level]


def _backup(level: str, details: Mapping[str, object]) -> str:
    days = int(str(details["days"]))
    if days < 0:
        return _("There is no verified backup. Make one today.")
    told = ngettext(
        "The last verified backup is {days} day old.",
        "The last verified backup is {days} days old.",
        days,
    ).format(days=days)
    return told if level == _GOOD else told + " " + _("Make another one today.")
