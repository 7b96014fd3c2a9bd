"""Words for the reasons why the words of a recovery paper open nothing."""

from __future__ import annotations

from collections.abc import Callable

from cem_desktop.errors import CemError
from cem_desktop.i18n import _

_REASONS: dict[str, Callable[[], str]] = {
    "count": lambda: _("{count} words were typed, and {wanted} are needed."),
    "unknown": lambda: _("Word {word} is on no list: it is mistyped."),
    "checksum": lambda: _(
        "Each word is on the list, but together they do not hold: one is another word, or two have "
        "changed places."
    ),
    "share": lambda: _("One of the sheets has a mistyped, missing or misplaced word."),
    "same": lambda: _(
        "The same sheet was typed twice, or only one. Two different ones are needed."
    ),
    "apart": lambda: _(
        "The two sheets do not belong together: one of them is of an older printing or of another "
        "office."
    ),
    "not_ours": lambda: _(
        "The words are well typed, but no paper of this office has them: it is another office's."
    ),
    "other_office": lambda: _("This kit says of itself that it belongs to another office."),
    "replaced": lambda: _(
        "It is a paper of this office from {made}, and it has been void since a newer one was made."
    ),
    "rekeyed": lambda: _(
        "The store has got new keys since this paper was made. The paper is void."
    ),
    "none": lambda: _("This office has no such paper that counts: none was finished."),
    "retyped": lambda: _("Word {word} is not the one on the paper."),
    "retyped.sheet": lambda: _("Word {word} of sheet {sheet} is not the one on the paper."),
}


def recovery_reason(error: CemError) -> str:
    """Return what is wrong with the words; blank where the error does not say."""
    reason = str(error.details.get("reason") or "")
    words = _REASONS.get(f"{reason}.sheet" if "sheet" in error.details else reason)
    if words is None:
        return ""
    shown = dict(error.details)
    if "made" in shown:
        year, month, day = str(shown["made"])[:10].split("-")
        shown["made"] = f"{day}/{month}/{year}"
    return words().format(**shown)
