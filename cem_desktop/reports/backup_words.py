"""What a backup lacks and what it brings back, in words, for the window and the commands."""

from __future__ import annotations

from cem_desktop.i18n import _, ngettext


def old_keys_words() -> str:
    """Return what a workspace that was found to be an earlier state asks of who keeps its users."""
    return _("This workspace seems to have been put back from a copy.") + " " + back_in_words()


def back_in_words() -> str:
    """Return who comes in again by a copy that was put back, and what to do."""
    return _(
        "Whoever left after the copy was made can come in again with the passphrase that she had "
        "then. Look at the users, remove who does not belong, and renew the keys."
    )


def lacking_words(count: int) -> str:
    """Return that attachments are not in a backup, and what to do; "" where none is missing."""
    if not count:
        return ""
    return ngettext(
        "{count} attachment is not in it, because its file was missing or could not be read: keep "
        "an older backup that has it.",
        "{count} attachments are not in it, because their files were missing or could not be read: "
        "keep an older backup that has them.",
        count,
    ).format(count=count)
