"""The papers for the day on which every passphrase is lost: made, rehearsed, replaced.

The kit opens the case store. It counts only after three of its words were typed from the paper, so
a paper that never came out of the printer replaces none that works. A kit that was used is to be
replaced, for it has been out of its envelope; a new one makes the one before void.

Settings in ``case.db``: ``recovery.kit`` and ``recovery.shares``, each ``{"made", "rehearsed",
"used"}`` with instants or null, and ``rehearsed_by`` with a user; ``made`` is that of the vault's
entry to which the rest belongs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from cem_desktop.crypto import recovery
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.recovery import RecoveryEntry, RecoveryKind, paper_mark
from cem_desktop.domain.period import parse_stamp, today
from cem_desktop.domain.roles import KEEP_USERS
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import RecoveryWordsError
from cem_desktop.reports.recovery_kit import KitSheet, kit_pdf
from cem_desktop.services import recovery_papers
from cem_desktop.services.context import Context
from cem_desktop.services.identity_creation import CUSTODY
from cem_desktop.services.printing import PrintJob
from cem_desktop.storage.identity_store import FILE_NAME as IDENTITY_FILE

SETTINGS = {RecoveryKind.KIT: "recovery.kit", RecoveryKind.SHARES: "recovery.shares"}
REHEARSAL_AFTER = timedelta(days=182)


class PaperNeed(StrEnum):
    """What a kind of paper asks of the office now."""

    NOTHING = "nothing"
    MAKE = "make"
    REPLACE_USED = "replace_used"
    REPLACE_VOID = "replace_void"
    REHEARSE = "rehearse"


@dataclass(frozen=True)
class PaperState:
    """How it stands with the kit, or with the sheets of the shares.

    Attributes:
        need: What is to be done.
        made: When the paper that counts was made, or None.
        rehearsed: When it was last tried, or None.
        used: When it was used in earnest, or None.
        rehearsed_by: The user who tried it last, or None.
    """

    need: PaperNeed
    made: str | None = None
    rehearsed: str | None = None
    used: str | None = None
    rehearsed_by: str | None = None


@dataclass(frozen=True)
class RecoveryState:
    """What the window shows.

    Attributes:
        words: The six words of this workspace, as its papers carry them.
        kit: The kit.
        shares: The three sheets; None where there is no identity vault.
        people: How many people an opening of the identity vault takes.
        may_keep: Whether the present user makes and tries kits.
        may_share: Whether the present user makes and tries sheets.
    """

    words: tuple[str, ...]
    kit: PaperState
    shares: PaperState | None
    people: int
    may_keep: bool
    may_share: bool


@dataclass(frozen=True)
class NewKit:
    """A kit that does not count yet.

    Attributes:
        secret: 16 bytes.
        made: Instant.
        asked: The numbers of the words to type from the paper.
    """

    secret: bytes = field(repr=False)
    made: str
    asked: tuple[int, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The twelve words."""
        return recovery.kit_words(self.secret)


class Recovery:
    """The recovery papers of an open workspace."""

    def __init__(self, context: Context, random_source: RandomSource = system_random) -> None:
        """Work in the workspace of ``context``."""
        self._context, self._random = context, random_source

    def state(self) -> RecoveryState:
        """Return how it stands with the papers."""
        context = self._context
        vault = context.vault.read()
        with context.store.read() as unit:
            kept = {kind: unit.office.setting(name) or {} for kind, name in SETTINGS.items()}
        has_identities = (context.vault.folder / IDENTITY_FILE).exists()
        kit, shares = vault.entry(RecoveryKind.KIT), vault.entry(RecoveryKind.SHARES)
        if kit is not None and kit.generation != vault.generation:
            kit = None  # the store has got new keys since
        roles = set(context.user.roles)
        return RecoveryState(
            words=recovery_papers.workspace_words(vault.database),
            kit=self._paper(kit, kept[RecoveryKind.KIT]),
            shares=self._paper(shares, kept[RecoveryKind.SHARES]) if has_identities else None,
            people=vault.people,
            may_keep=bool(KEEP_USERS & roles),
            may_share=CUSTODY in roles,
        )

    def new_kit(self) -> NewKit:
        """Return a new kit to be printed; nothing is written yet.

        Raises:
            NotPermittedError: The user keeps no keys.
        """
        self._context.require(KEEP_USERS, "recovery_kit", "")
        secret = recovery.new_secret(self._random)
        asked = recovery_papers.ask_for(recovery.KIT_WORDS, self._random)
        return NewKit(secret, self._context.stamp(), asked)

    def kit_paper(self, kit: NewKit) -> PrintJob:
        """Return the kit as it is printed; longer than a moment."""
        context = self._context
        vault = context.vault.read()
        sheet = KitSheet(
            office=context.office.name,
            fingerprint=recovery_papers.workspace_words(vault.database),
            day=today(context.clock),
            generation=vault.generation,
            words=kit.words,
            code=recovery.kit_qr_text(kit.secret, vault.database),
        )
        return PrintJob(kit_pdf(sheet), vault.database, "recovery_kit", "recovery")

    def confirm_kit(self, kit: NewKit, typed: Sequence[str]) -> None:
        """Let a kit count, now that it lies there on paper; the one before is void from here on.

        Args:
            kit: The kit.
            typed: The words asked for, typed from the paper.

        Raises:
            NotPermittedError: The user keeps no keys.
            RecoveryWordsError: A word is not the one on the paper.
            StoreError: The vault cannot be written; the old kit stands.
        """
        context = self._context
        context.require(KEEP_USERS, "recovery_kit", "")
        recovery_papers.check_retyped(kit.words, kit.asked, typed)
        vault = context.vault.read()
        key = context.store.held_key()
        entry = recovery_papers.entry_for(
            vault, RecoveryKind.KIT, kit.secret, key, kit.made, self._random
        )
        mark = paper_mark(RecoveryKind.KIT, kit.secret, kit.made)
        context.vault.write_over(vault.with_entry(entry).with_paper(mark))
        keep_dates(context, RecoveryKind.KIT, kit.made, "recovery_kit_made")

    def rehearse_kit(self, typed: str) -> None:
        """Say whether a kit would open the case store, and keep the date; nothing is opened.

        Raises:
            NotPermittedError: The user keeps no keys.
            RecoveryWordsError: It would not; ``reason`` says why.
        """
        context = self._context
        context.require(KEEP_USERS, "recovery_rehearsal", "")
        vault = context.vault.read()
        key = recovery_papers.open_paper(
            vault, RecoveryKind.KIT, recovery_papers.kit_secret(vault, typed)
        )
        if key != context.store.held_key():
            raise RecoveryWordsError(reason="rekeyed")
        self._rehearsed(vault.entry(RecoveryKind.KIT), "recovery_kit_rehearsed")

    def rehearse_shares(self, sheets: Sequence[str]) -> None:
        """Say whether two sheets would open the identity vault, and keep the date.

        Raises:
            NotPermittedError: The user keeps no identities.
            RecoveryWordsError: They would not; ``reason`` says why.
        """
        context = self._context
        context.require(frozenset({CUSTODY}), "recovery_rehearsal", "")
        vault = context.vault.read()
        recovery_papers.open_paper(vault, RecoveryKind.SHARES, recovery.combine(sheets))
        self._rehearsed(vault.entry(RecoveryKind.SHARES), "recovery_shares_rehearsed")

    def _rehearsed(self, entry: RecoveryEntry | None, action: str) -> None:
        assert entry is not None  # it has just been opened
        keep_dates(
            self._context,
            entry.kind,
            entry.made,
            action,
            rehearsed=self._context.stamp(),
            rehearsed_by=self._context.user.id,
        )

    def _paper(self, entry: RecoveryEntry | None, kept: Mapping[str, JsonValue]) -> PaperState:
        if entry is None:
            return PaperState(PaperNeed.REPLACE_VOID if kept.get("made") else PaperNeed.MAKE)
        is_confirmed = kept.get("made") == entry.made
        if entry.kind is RecoveryKind.SHARES and not is_confirmed:
            return PaperState(PaperNeed.MAKE)
        rehearsed = kept.get("rehearsed") if is_confirmed else None
        used = kept.get("used") if is_confirmed else None
        latest = max(entry.made, rehearsed or "")
        need = PaperNeed.NOTHING
        if used:
            need = PaperNeed.REPLACE_USED
        elif self._context.clock.now() - parse_stamp(latest) > REHEARSAL_AFTER:
            need = PaperNeed.REHEARSE
        by = kept.get("rehearsed_by") if rehearsed else None
        return PaperState(need, entry.made, rehearsed, used, by)


def sheets_count(context: Context) -> bool:
    """Tell whether the sheets that open the identity vault now lie there on paper."""
    entry = context.vault.read().entry(RecoveryKind.SHARES)
    with context.store.read() as unit:
        kept = unit.office.setting(SETTINGS[RecoveryKind.SHARES]) or {}
    return entry is not None and kept.get("made") == entry.made


def keep_dates(context: Context, kind: RecoveryKind, made: str, action: str, **dates: str) -> None:
    """Keep ``rehearsed`` or ``used`` of the paper made at ``made``, and note the act."""
    with context.store.write() as unit:
        before = unit.office.setting(SETTINGS[kind]) or {}
        known = before if before.get("made") == made else {}
        fresh = {"made": made, "rehearsed": None, "used": None}
        unit.office.set_setting(SETTINGS[kind], fresh | known | dates)
        context.note(unit, action, str(kind), made=made)
        unit.touched |= {"recovery"}
