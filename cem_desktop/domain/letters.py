"""What headquarters and an office write to each other: kinds of letters, and decisions."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is."""

    AUTHORISATION = "authorisation"
    SUPERVISION = "supervision"
    NOTICE = "notice"
    TRANSFER = "transfer"
    TRANSFER_ACCEPTED = "transfer_accepted"
    TRANSFER_REFUSED = "transfer_refused"
    TRANSFER_REMOVED = "transfer_removed"


class Decision(StrEnum):
    """What headquarters decides on a proposal."""

    AUTHORISED = "authorised"
    DENIED = "denied"
    OBSERVED = "observed"
