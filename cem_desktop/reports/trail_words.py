"""Words for what the audit trail notes: every act, its kind, and what a check may find.

A test reads the sources and keeps this list complete: whoever notes a new act adds its words here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ActKind(StrEnum):
    """Kinds of acts that a person filters by."""

    ENTRY = "entry"
    SEEN = "seen"
    CHANGED = "changed"
    LEFT = "left"
    ARRIVED = "arrived"
    IDENTITY = "identity"
    KEYS = "keys"
    COPIES = "copies"
    DENIED = "denied"


_KINDS: Final[Mapping[ActKind, Callable[[], str]]] = {
    ActKind.ENTRY: lambda: _("Coming and going"),
    ActKind.SEEN: lambda: _("Seen"),
    ActKind.CHANGED: lambda: _("Changed"),
    ActKind.LEFT: lambda: _("Exported or printed"),
    ActKind.ARRIVED: lambda: _("Imported"),
    ActKind.IDENTITY: lambda: _("Identities"),
    ActKind.KEYS: lambda: _("People, keys and trust"),
    ActKind.COPIES: lambda: _("Backups and checks"),
    ActKind.DENIED: lambda: _("Denied"),
}

_ACTS: Final[Mapping[str, tuple[ActKind, Callable[[], str]]]] = {
    "create": (ActKind.KEYS, lambda: _("Made the workspace")),
    "enter": (ActKind.ENTRY, lambda: _("Came in")),
    "leave": (ActKind.ENTRY, lambda: _("Left or locked")),
    "view": (ActKind.SEEN, lambda: _("Saw")),
    "view_known": (ActKind.SEEN, lambda: _("Began a ficha and saw what was known already")),
    "view_conflicts": (ActKind.SEEN, lambda: _("Saw what waits to be settled in a ficha")),
    "view_history": (ActKind.SEEN, lambda: _("Saw the history")),
    "view_caseload": (ActKind.SEEN, lambda: _("Saw the list of cases")),
    "view_office": (ActKind.SEEN, lambda: _("Saw the centre's records")),
    "view_trail": (ActKind.SEEN, lambda: _("Read the audit trail")),
    "internal_table": (ActKind.SEEN, lambda: _("Saw the internal figures")),
    "public_table": (ActKind.SEEN, lambda: _("Saw the figures as published")),
    "open_file": (ActKind.CHANGED, lambda: _("Opened a file")),
    "save": (ActKind.CHANGED, lambda: _("Wrote a ficha")),
    "consent_changed": (ActKind.CHANGED, lambda: _("Recorded a change of her consent")),
    "tell_anew": (
        ActKind.CHANGED,
        lambda: _("Told headquarters anew by the rules of today"),
    ),
    "code_taken": (ActKind.CHANGED, lambda: _("Gave a file from a laptop another code")),
    "send_official": (ActKind.LEFT, lambda: _("Confirmed text for headquarters")),
    "hold_official": (ActKind.CHANGED, lambda: _("Kept text for headquarters here")),
    "open_official": (ActKind.SEEN, lambda: _("Read the text of a centre")),
    "write_letter": (ActKind.LEFT, lambda: _("Wrote a letter")),
    "read_letter": (ActKind.SEEN, lambda: _("Read a letter")),
    "letter_in": (ActKind.ARRIVED, lambda: _("Received a letter")),
    "letters_missing": (ActKind.ARRIVED, lambda: _("Found that letters are missing")),
    "publish_form": (ActKind.LEFT, lambda: _("Published a version of a ficha")),
    "form_in": (ActKind.ARRIVED, lambda: _("Received a version of a ficha")),
    "form_refused": (ActKind.ARRIVED, lambda: _("Refused a version of a ficha")),
    "transfer_out": (ActKind.LEFT, lambda: _("Handed a case over to another centre")),
    "transfer_in": (ActKind.ARRIVED, lambda: _("Took a case on from another centre")),
    "transfer_refused": (ActKind.ARRIVED, lambda: _("A case was not taken on")),
    "transfer_removed": (
        ActKind.ARRIVED,
        lambda: _("Heard that the other centre took a case out of use"),
    ),
    "transfer_done": (ActKind.CHANGED, lambda: _("Took a case that was handed over out of use")),
    "discard_draft": (ActKind.CHANGED, lambda: _("Threw a draft away")),
    "reserve_codes": (ActKind.CHANGED, lambda: _("Drew codes for paper")),
    "print": (ActKind.LEFT, lambda: _("Printed")),
    "export": (ActKind.LEFT, lambda: _("Exported")),
    "network": (ActKind.LEFT, lambda: _("Sent and fetched by the network")),
    "network_budget": (ActKind.KEYS, lambda: _("Set how much may pass by the network a day")),
    "publish_address": (ActKind.KEYS, lambda: _("Published headquarters' address in the network")),
    "export_table": (ActKind.LEFT, lambda: _("Saved a table")),
    "export_trail": (ActKind.LEFT, lambda: _("Exported the audit trail")),
    "publish": (ActKind.LEFT, lambda: _("Published figures")),
    "import": (ActKind.ARRIVED, lambda: _("Read a bundle")),
    "import_begun": (ActKind.ARRIVED, lambda: _("Began to read a bundle")),
    "receipt": (ActKind.ARRIVED, lambda: _("Took in a receipt")),
    "road_receipt": (ActKind.ARRIVED, lambda: _("Took in a receipt of the road")),
    "road_epoch": (ActKind.ARRIVED, lambda: _("Asked laptops or the centre to tell all again")),
    "import_road": (ActKind.ARRIVED, lambda: _("Took in a bundle of a laptop or of the centre")),
    "refuse_road": (ActKind.ARRIVED, lambda: _("Refused a bundle of the road")),
    "export_road": (ActKind.LEFT, lambda: _("Wrote a bundle for a laptop or for the centre")),
    "keep_sealed": (ActKind.LEFT, lambda: _("Sealed what waits, and kept it here")),
    "kept_acknowledged": (ActKind.ARRIVED, lambda: _("The centre has what was kept sealed")),
    "acknowledge_road_alarm": (ActKind.CHANGED, lambda: _("Put away the alarm of a laptop")),
    "check_out": (ActKind.LEFT, lambda: _("Lent a file to a laptop")),
    "extend_lease": (ActKind.CHANGED, lambda: _("Gave a lent file more time")),
    "recall_lease": (ActKind.CHANGED, lambda: _("Asked a lent file back")),
    "check_in": (ActKind.CHANGED, lambda: _("Gave a file back")),
    "lease_returned": (ActKind.ARRIVED, lambda: _("A laptop gave a file back")),
    "lease_purged": (ActKind.ARRIVED, lambda: _("A laptop holds a file no more")),
    "set_exchange": (
        ActKind.CHANGED,
        lambda: _("Chose the folder of the exchange, or ended it"),
    ),
    "send_card": (ActKind.IDENTITY, lambda: _("Wrote a card for a visit")),
    "receive_card": (ActKind.IDENTITY, lambda: _("Received a card for a visit")),
    "view_card": (ActKind.IDENTITY, lambda: _("Saw a card for a visit")),
    "drop_card": (ActKind.IDENTITY, lambda: _("Dropped a card whose hours were over")),
    "purge": (ActKind.CHANGED, lambda: _("Took a borrowed file off this laptop")),
    "epoch": (ActKind.ARRIVED, lambda: _("Began a new count of receipts")),
    "acknowledge_alarm": (ActKind.ARRIVED, lambda: _("Acknowledged an alarm")),
    "identity_create": (ActKind.IDENTITY, lambda: _("Made the store of identities")),
    "identity_open": (ActKind.IDENTITY, lambda: _("Opened the store of identities")),
    "identity_close": (ActKind.IDENTITY, lambda: _("Closed the store of identities")),
    "identity_denied": (ActKind.DENIED, lambda: _("Was not let into the store of identities")),
    "request_enrolment": (ActKind.KEYS, lambda: _("Asked headquarters for enrolment")),
    "enrol": (ActKind.KEYS, lambda: _("Enrolled this centre")),
    "enrol_office": (ActKind.KEYS, lambda: _("Enrolled a centre")),
    "request_joining": (ActKind.KEYS, lambda: _("Asked the office to take on this laptop")),
    "join": (ActKind.KEYS, lambda: _("Joined this laptop to its office")),
    "approve_laptop": (ActKind.KEYS, lambda: _("Took on a laptop")),
    "change_device": (ActKind.KEYS, lambda: _("Changed who has a laptop, or what it may carry")),
    "retire_device": (ActKind.KEYS, lambda: _("Took a laptop off the list")),
    "report_stolen": (ActKind.KEYS, lambda: _("Reported a laptop as stolen")),
    "retire_office_device": (ActKind.KEYS, lambda: _("Took a centre's PC off the list")),
    "report_office_stolen": (ActKind.KEYS, lambda: _("Reported a centre's PC as stolen")),
    "take_new_keys": (ActKind.KEYS, lambda: _("Took new keys for this PC")),
    "new_root": (ActKind.KEYS, lambda: _("Signed a new root")),
    "view_quarantine": (ActKind.SEEN, lambda: _("Looked at what a cut-off device had sent")),
    "copy_noticed": (ActKind.COPIES, lambda: _("The program noticed a restored or copied store")),
    "copy_acknowledged": (ActKind.COPIES, lambda: _("Read the notice of a restored store")),
    "verify_trail": (ActKind.COPIES, lambda: _("Checked the audit trail")),
    "view_blocked": (ActKind.SEEN, lambda: _("Saw a blocked file")),
    "identity_view": (ActKind.IDENTITY, lambda: _("Saw an identity")),
    "identity_save": (ActKind.IDENTITY, lambda: _("Wrote an identity")),
    "identity_orphan_kept": (ActKind.IDENTITY, lambda: _("Kept an identity without a file")),
    "identity_orphan_removed": (ActKind.IDENTITY, lambda: _("Removed an identity without a file")),
    "identity_people": (
        ActKind.IDENTITY,
        lambda: _("Changed how many people open the store of identities"),
    ),
    "identity_recovered": (
        ActKind.IDENTITY,
        lambda: _("Came back into the store of identities with its sheets"),
    ),
    "recovery_shares_made": (ActKind.KEYS, lambda: _("Made the recovery sheets of identities")),
    "pin_chosen": (ActKind.KEYS, lambda: _("Chose a PIN")),
    "pin_removed": (ActKind.KEYS, lambda: _("Removed the PIN")),
    "glass": (ActKind.SEEN, lambda: _("Opened a file of another team, by exception")),
    "glass_reserved": (ActKind.SEEN, lambda: _("Opened reserved answers, by exception")),
    "exceptional_see": (ActKind.SEEN, lambda: _("Took note of an exceptional opening")),
    "whole_office": (ActKind.KEYS, lambda: _("Changed who reaches every file")),
    "team": (ActKind.KEYS, lambda: _("Changed the team of a file")),
    "rights_review": (ActKind.KEYS, lambda: _("Reviewed everybody's rights")),
    "identity_erase": (ActKind.IDENTITY, lambda: _("Erased an identity for good")),
    "salvage": (ActKind.COPIES, lambda: _("Salvaged a damaged store")),
    "attach": (ActKind.CHANGED, lambda: _("Added an attachment")),
    "take_off": (ActKind.CHANGED, lambda: _("Took an attachment away")),
    "block": (ActKind.CHANGED, lambda: _("Blocked a file")),
    "unblock": (ActKind.CHANGED, lambda: _("Unblocked a file")),
    "erase": (ActKind.CHANGED, lambda: _("Erased a file for good")),
    "retention": (ActKind.CHANGED, lambda: _("Set how long files are kept")),
    "data_officer": (ActKind.CHANGED, lambda: _("Named the personal data officer")),
    "holidays": (ActKind.CHANGED, lambda: _("Changed the days that do not count")),
    "backup_plan": (ActKind.COPIES, lambda: _("Changed the plan of backups")),
    "backup": (ActKind.COPIES, lambda: _("Made a backup")),
    "backup_verify": (ActKind.COPIES, lambda: _("Verified a backup")),
    "attempts_missing": (ActKind.DENIED, lambda: _("The count of wrong passphrases was missing")),
    "failed_tries": (ActKind.DENIED, lambda: _("Wrong passphrases since the last coming in")),
    "pin_wrong": (ActKind.DENIED, lambda: _("Typed a wrong PIN")),
    "session_rest": (ActKind.ENTRY, lambda: _("Left the session to rest")),
    "session_back": (ActKind.ENTRY, lambda: _("Came back with the PIN")),
    "recovery_kit_made": (ActKind.KEYS, lambda: _("Made a recovery kit")),
    "handover_begun": (ActKind.KEYS, lambda: _("Began a change of coordinator")),
    "handover_finished": (ActKind.KEYS, lambda: _("Finished a change of coordinator")),
    "handover_abandoned": (ActKind.KEYS, lambda: _("Abandoned a change of coordinator")),
    "recovery_kit_used": (ActKind.KEYS, lambda: _("Came in with the recovery kit")),
    "recovery_kit_rehearsed": (ActKind.KEYS, lambda: _("Rehearsed the recovery kit")),
    "recovery_shares_rehearsed": (ActKind.KEYS, lambda: _("Rehearsed the recovery shares")),
    "user_add": (ActKind.KEYS, lambda: _("Added a person")),
    "user_roles": (ActKind.KEYS, lambda: _("Changed the roles of a person")),
    "user_suspend": (ActKind.KEYS, lambda: _("Took a person's access away for a time")),
    "user_call_back": (ActKind.KEYS, lambda: _("Gave a person access again")),
    "user_remove": (ActKind.KEYS, lambda: _("Took a person's access away for good")),
    "custody_give": (ActKind.KEYS, lambda: _("Gave a person the custody of identities")),
    "custody_take": (ActKind.KEYS, lambda: _("Took the custody of identities from a person")),
    "user_reissue": (ActKind.KEYS, lambda: _("Gave a person a new passphrase")),
    "passphrase_change": (ActKind.KEYS, lambda: _("Changed the own passphrase")),
    "key_file_begin": (ActKind.KEYS, lambda: _("Began to use a key file")),
    "key_file_end": (ActKind.KEYS, lambda: _("Stopped using a key file")),
    "rekey": (ActKind.KEYS, lambda: _("Changed the keys of the stores")),
    "selfcheck": (ActKind.COPIES, lambda: _("Checked this computer")),
    "denied": (ActKind.DENIED, lambda: _("Was denied")),
}

_TRIES: Final[Mapping[str, Callable[[], str]]] = {
    "read": lambda: _("to read it"),
    "write": lambda: _("to fill it"),
    "case": lambda: _("to open a case"),
    "caseload": lambda: _("the list of cases"),
    "history": lambda: _("to see its history"),
    "selfcheck": lambda: _("the check of this computer"),
    "trail": lambda: _("the audit trail"),
    "export": lambda: _("to export"),
    "network": lambda: _("to use the network"),
    "network_budget": lambda: _("to set how much may pass by the network"),
    "network_post": lambda: _("to send a bundle by the network"),
    "publish_address": lambda: _("to publish an address in the network"),
    "serve": lambda: _("to receive from the network"),
    "receive": lambda: _("to read a bundle"),
    "import": lambda: _("to import"),
    "receipts": lambda: _("to write receipts"),
    "read_request": lambda: _("to read a request"),
    "request_enrolment": lambda: _("to ask for enrolment"),
    "enrol": lambda: _("to enrol this centre"),
    "enrol_office": lambda: _("to enrol a centre"),
    "request_joining": lambda: _("to ask the office to take on this laptop"),
    "join": lambda: _("to join this laptop to its office"),
    "read_laptop_request": lambda: _("to read a laptop's request"),
    "approve_laptop": lambda: _("to take on a laptop"),
    "change_device": lambda: _("to change who has a laptop"),
    "retire_device": lambda: _("to take a laptop off the list"),
    "report_stolen": lambda: _("to report a laptop as stolen"),
    "view_exposed": lambda: _("to see which cases lay on a laptop"),
    "view_quarantine": lambda: _("to see what a cut-off device had sent"),
    "retire_office_device": lambda: _("to take a centre's PC off the list"),
    "report_office_stolen": lambda: _("to report a centre's PC as stolen"),
    "take_new_keys": lambda: _("to take new keys for this PC"),
    "new_root": lambda: _("to sign a new root"),
    "acknowledge_alarm": lambda: _("to acknowledge an alarm"),
    "reserve_codes": lambda: _("to draw codes"),
    "reserved_codes": lambda: _("to see codes in reserve"),
    "identity_create": lambda: _("to make the store of identities"),
    "identity_open": lambda: _("to open the store of identities"),
    "preview_official": lambda: _("to read text before it goes to headquarters"),
    "send_official": lambda: _("to confirm text for headquarters"),
    "hold_official": lambda: _("to keep text for headquarters here"),
    "open_official": lambda: _("text of a centre for another role"),
    "write_letter": lambda: _("to write a letter"),
    "publish_form": lambda: _("to publish a version of a ficha"),
    "transfer": lambda: _("to hand a case over"),
    "take_transfer": lambda: _("to take a case on"),
    "internal_table": lambda: _("the internal figures"),
    "public_table": lambda: _("the figures as published"),
    "publish": lambda: _("to publish figures"),
    "export_table": lambda: _("to save a table"),
    "identity_people": lambda: _("to change how many people open the store of identities"),
    "identity_recover": lambda: _("to come back into the store of identities with its sheets"),
    "recovery_shares": lambda: _("to make the recovery sheets of identities"),
    "glass": lambda: _("to open a file by exception"),
    "glass_reserved": lambda: _("to open reserved answers by exception"),
    "exceptional": lambda: _("the exceptional openings"),
    "exceptional_see": lambda: _("to take note of an exceptional opening"),
    "whole_office": lambda: _("to change who reaches every file"),
    "team": lambda: _("to change the team of a file"),
    "outside_team": lambda: _("a file of another team"),
    "rights_review": lambda: _("to review everybody's rights"),
    "attach": lambda: _("to add an attachment"),
    "attachments": lambda: _("to see attachments"),
    "take_off": lambda: _("to take an attachment away"),
    "block": lambda: _("to block a file"),
    "unblock": lambda: _("to unblock a file"),
    "blocked": lambda: _("to see blocked files"),
    "read_blocked": lambda: _("to see a blocked file"),
    "set_exchange": lambda: _("to choose the exchange folder"),
    "send_card": lambda: _("to write a card for a visit"),
    "receive_card": lambda: _("to read a card for a visit"),
    "check_out": lambda: _("to lend a file to a laptop"),
    "extend_lease": lambda: _("to give a lent file more time"),
    "recall_lease": lambda: _("to ask a lent file back"),
    "check_in": lambda: _("to give a file back"),
    "export_road": lambda: _("to write a bundle of the road"),
    "receive_road": lambda: _("to read a bundle of the road"),
    "keep_sealed": lambda: _("to seal what waits"),
    "acknowledge_road_alarm": lambda: _("to put away the alarm of a laptop"),
    "lease_ended": lambda: _("to open a file that the laptop had locked"),
    "write_blocked": lambda: _("to change a blocked file"),
    "erase": lambda: _("to erase a file"),
    "erasures": lambda: _("to see what was erased"),
    "retention": lambda: _("to set how long files are kept"),
    "review": lambda: _("to review what is kept"),
    "data_officer": lambda: _("to name the personal data officer"),
    "holidays": lambda: _("to change the days that do not count"),
    "backup_plan": lambda: _("to change the plan of backups"),
    "backup": lambda: _("to make a backup"),
    "backup_verify": lambda: _("to verify a backup"),
    "recovery_kit": lambda: _("to make a recovery kit"),
    "handover": lambda: _("to lead a change of coordinator"),
    "recovery_rehearsal": lambda: _("to rehearse the recovery kit"),
    "users": lambda: _("the list of people"),
    "user_add": lambda: _("to add a person"),
    "user_roles": lambda: _("to change roles"),
    "user_suspend": lambda: _("to take access away for a time"),
    "user_call_back": lambda: _("to give access again"),
    "user_remove": lambda: _("to take access away for good"),
    "custody_give": lambda: _("to give the custody of identities"),
    "custody_take": lambda: _("to take the custody of identities"),
    "view": lambda: _("to see it"),
    "inventory": lambda: _("to print the inventory of data"),
    "security_document": lambda: _("to print the security document"),
    "user_reissue": lambda: _("to give a new passphrase"),
    "rekey": lambda: _("to change the keys"),
}

_FINDINGS: Final[Mapping[str, Callable[[], str]]] = {
    "changed": lambda: _("Entry {seq} was changed, or the one before it was."),
    "gap": lambda: _("Entries are missing from number {seq} on."),
    "truncated": lambda: _(
        "The end is missing: entries from number {seq} on were here once and are not any more."
    ),
    "rewritten": lambda: _("The trail up to entry {seq} is not the one that was signed there."),
    "forged": lambda: _("The checkpoint at entry {seq} carries a false signature."),
    "stranger": lambda: _("The checkpoint at entry {seq} is signed by a device that is not ours."),
    "unsealed": lambda: _("A signed checkpoint is missing at entry {seq}."),
}


def known_acts() -> frozenset[str]:
    """Return the codes of all acts that have words."""
    return frozenset(_ACTS)


def known_tries() -> frozenset[str]:
    """Return the codes of all denied tries that have words."""
    return frozenset(_TRIES)


def act_words(action: str) -> str:
    """Return what somebody did; the code itself for an act of a newer program."""
    found = _ACTS.get(action)
    return found[1]() if found else action


def try_words(act: str) -> str:
    """Return what was denied; the code itself where it has no words."""
    found = _TRIES.get(act)
    return found() if found else act


def kind_words(kind: ActKind) -> str:
    """Return a kind of acts."""
    return _KINDS[kind]()


def acts_of(kind: ActKind) -> frozenset[str]:
    """Return the codes of a kind of acts."""
    return frozenset(code for code, (of, _words) in _ACTS.items() if of is kind)


def finding_words(kind: str, seq: int, *, outside: bool) -> str:
    """Return what a check found at an entry."""
    told = _FINDINGS[kind]().format(seq=seq)
    if outside:
        told += " " + _("A checkpoint kept outside the store tells it.")
    return told


def detail_words(detail: Mapping[str, object]) -> str:
    """Return of an act's details what people ask for; codes that say nothing to them are left."""
    told = []
    if "act" in detail:
        told.append(try_words(str(detail["act"])))
    if "form" in detail:
        told.append(str(detail["form"]).partition("@")[0].upper())
    if detail.get("version"):
        told.append(_("version {number}").format(number=detail["version"]))
    found = detail.get("findings")
    if isinstance(found, int) and found:
        told.append(ngettext("{count} finding", "{count} findings", found).format(count=found))
    counts = (detail.get(key) for key in ("count", "copies", "records"))
    told += [str(count) for count in counts if count]
    if detail.get("reason") and isinstance(detail["reason"], str):
        told.append(_("reason: {reason}").format(reason=detail["reason"]))
    return " · ".join(told)
