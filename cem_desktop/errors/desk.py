"""Errors of what travels in words between an office and headquarters."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class DeskError(CemError):
    """Something about official text, a letter or a published ficha stands in the way."""

    code = "desk"


class FileLentError(DeskError):
    """The file is out on a laptop, and must come back before it goes to another office."""

    code = "desk.file_lent"


class TransferStateError(DeskError):
    """The bundle does not fit how far the hand-over of this case has come here."""

    code = "desk.transfer_state"


class OfficialChangedError(DeskError):
    """The text to confirm is not the one that was previewed."""

    code = "desk.official_changed"


class FormNotPublishedError(DeskError):
    """A version of a ficha did not pass its checks; ``fault`` says the first one."""

    code = "desk.form_not_published"


class OfficialDisputedError(DeskError):
    """Two answers of the official text wait to be settled."""

    code = "desk.official_disputed"
