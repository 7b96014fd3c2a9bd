"""The three sheets of the identity key: printed, counted, and two of them used.

Any two open the identity vault, so each goes to another person. They count only after three words
of each were typed from the paper. New sheets have a new secret: the old ones open nothing in this
vault any more, though the key behind them is the same; where a sheet may be in wrong hands, new
keys are needed (``Rekeying``), which bring new sheets too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cem_desktop.crypto import recovery
from cem_desktop.crypto.key_slots import Slot, SlotSecrets, StoreKind
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.recovery import RecoveryKind, paper_mark
from cem_desktop.crypto.vault import Vault
from cem_desktop.domain.period import today
from cem_desktop.errors import (
    InputError,
    LastKeeperError,
    RecoveryWordsError,
    StoreDamagedError,
)
from cem_desktop.reports.recovery_kit import ShareSheet, share_pdf
from cem_desktop.services import identity_keys, recovery_papers
from cem_desktop.services.context import Context
from cem_desktop.services.identities import Identities
from cem_desktop.services.identity_creation import ALONE, CUSTODY, is_entitled
from cem_desktop.services.printing import PrintJob
from cem_desktop.services.recovery import keep_dates
from cem_desktop.services.rekeying import NewKeys, Rekeying, Typed
from cem_desktop.services.slot_making import made_anew, own_slot, with_identities
from cem_desktop.storage.identity_store import open_identity_store

_MOST_PEOPLE = 2


@dataclass(frozen=True)
class NewSheets:
    """Three sheets that do not count yet.

    Attributes:
        sheets: The words of each.
        asked: Of each, the numbers of the words to type from the paper.
        made: Instant, where they are of a new secret; None where the vault knows theirs already.
        spare: The shares that go into slots, where they are of a new secret.
    """

    sheets: tuple[str, ...] = field(repr=False)
    asked: tuple[tuple[int, ...], ...]
    made: str | None = None
    spare: tuple[str, ...] = field(default=(), repr=False)


class IdentitySheets:
    """The sheets of an open workspace's identity key."""

    def __init__(
        self,
        context: Context,
        identities: Identities,
        rekeying: Rekeying,
        random_source: RandomSource = system_random,
    ) -> None:
        """Work on the identity vault of ``context``'s workspace."""
        self._context, self._identities = context, identities
        self._rekeying, self._random = rekeying, random_source

    def everybody(self) -> tuple[tuple[str, str, bool], ...]:
        """Return who has a key slot: id, login, whether she needs a key file."""
        return tuple(
            (slot.user, slot.login, slot.factor is not None)
            for slot in self._context.vault.read().newest_slots()
        )

    def custodians(self) -> tuple[tuple[str, str, bool], ...]:
        """Return who holds a way into the vault: id, login, whether she needs a key file."""
        return tuple(
            (slot.user, slot.login, slot.factor is not None)
            for slot in self._context.vault.read().newest_slots()
            if is_entitled(slot)
        )

    def of_new_keys(self, papers: Sequence[str]) -> NewSheets:
        """Return the sheets that new keys, or a new vault, have brought; they are to be printed."""
        return NewSheets(tuple(papers), self._asked())

    def draw(self) -> NewSheets:
        """Return new sheets to be printed; those of before stand until they are counted.

        Raises:
            NotPermittedError: The user keeps no identities.
        """
        self._context.require(frozenset({CUSTODY}), "recovery_shares", "")
        shares = recovery.split(recovery.new_secret(self._random))
        papers, spare = shares[: recovery.PAPER_SHARES], shares[recovery.PAPER_SHARES :]
        return NewSheets(papers, self._asked(), self._context.stamp(), spare)

    def paper(self, new: NewSheets) -> PrintJob:
        """Return the sheets as they are printed, one page a holder; longer than a moment."""
        context = self._context
        database = context.vault.read().database
        sheets = [
            ShareSheet(
                office=context.office.name,
                fingerprint=recovery_papers.workspace_words(database),
                day=today(context.clock),
                number=number,
                total=len(new.sheets),
                words=tuple(words.split()),
            )
            for number, words in enumerate(new.sheets, 1)
        ]
        return PrintJob(share_pdf(sheets), database, "identity_sheets", "recovery")

    def count(
        self,
        new: NewSheets,
        answers: Sequence[Sequence[str]],
        typed: Mapping[str, Typed] | None = None,
    ) -> None:
        """Let sheets count, now that they lie there on paper; seconds, off the window's thread.

        Args:
            new: The sheets.
            answers: Of each, the words asked for, typed from the paper.
            typed: Where two people open the vault together, what each custodian typed: their
                slots hold shares of the same secret. Not needed for sheets of new keys.

        Raises:
            NotPermittedError: The user keeps no identities.
            RecoveryWordsError: A word is not the one on the paper; ``sheet`` says on which.
            IdentityClosedError: The vault must be open, where the sheets are of a new secret.
            InputError: A custodian has not typed her passphrase; ``login`` says who.
            WrongPassphraseError: A passphrase is not its user's.
            StoreError: The disk refuses; the sheets of before stand.
        """
        context = self._context
        context.require(frozenset({CUSTODY}), "recovery_shares", "")
        for number, (words, asked, given) in enumerate(
            zip(new.sheets, new.asked, answers, strict=True), 1
        ):
            try:
                recovery_papers.check_retyped(words.split(), asked, given)
            except RecoveryWordsError as error:
                raise RecoveryWordsError(**{**error.details, "sheet": number}) from None
        secret = recovery.combine(new.sheets[:2])
        if new.made is not None:
            self._write(new, new.made, secret, typed or {})
        vault = context.vault.read()
        recovery_papers.open_paper(vault, RecoveryKind.SHARES, secret)
        entry = vault.entry(RecoveryKind.SHARES)
        assert entry is not None  # it has just been opened
        mark = paper_mark(RecoveryKind.SHARES, secret, entry.made)
        if vault.issued(mark) is None:
            context.vault.write(vault.with_paper(mark))
        keep_dates(context, RecoveryKind.SHARES, entry.made, "recovery_shares_made")

    def recover(
        self, sheets: Sequence[str], passphrase: str, key_file: bytes | None = None
    ) -> None:
        """Give the present user a way into the vault by two sheets; off the window's thread.

        Where two people open it together she gets a share, and needs a second person as before.

        Raises:
            NotPermittedError: She is not entrusted with identities.
            RecoveryWordsError: The sheets do not open this vault; ``reason`` says why.
            WrongPassphraseError: Not her passphrase.
            StoreError: The vault is missing or damaged.
        """
        context = self._context
        context.require(frozenset({CUSTODY}), "identity_recover", "")
        access = context.vault
        vault = access.read()
        secret = recovery.combine(sheets)
        key = recovery_papers.open_paper(vault, RecoveryKind.SHARES, secret)
        slot, secrets = own_slot(access, vault, context.user.id, passphrase, key_file)
        self._identities.close()
        identity_keys.finish_new_key(access, vault, key)
        try:
            store = open_identity_store(access.folder, key)
        except StoreDamagedError:
            if vault.identity_before is None:
                raise
            raise RecoveryWordsError(reason="rekeyed") from None
        try:
            identity_keys.settle_shares(store, vault)
            with store.write() as unit:
                share = identity_keys.take_spare_share(unit)
        finally:
            store.close()
        fresh = access.read()  # a renewal may just have been finished
        opened = with_identities(secrets, key=key if fresh.people == ALONE else None, share=share)
        access.write(fresh.with_slot(_anew(fresh, slot, opened, Typed(passphrase, key_file))))
        entry = fresh.entry(RecoveryKind.SHARES)
        assert entry is not None  # it has just been opened
        keep_dates(
            context, RecoveryKind.SHARES, entry.made, "identity_recovered", used=context.stamp()
        )

    def change_people(self, people: int, typed: Mapping[str, Typed]) -> NewKeys:
        """Let one or two people open the vault from now on; both stores get new keys.

        Every custodian types her passphrase. Whoever else types none gets a new one.

        Args:
            people: 1 or 2.
            typed: What users typed, by their id.

        Raises:
            NotPermittedError: The user keeps no identities.
            LastKeeperError: Fewer custodians than people.
            InputError: A custodian has not typed her passphrase; ``login`` says who.
            AccessError: As ``Rekeying.renew``; nothing was changed.
        """
        self._context.require(frozenset({CUSTODY}), "identity_people", str(people))
        if people not in range(ALONE, _MOST_PEOPLE + 1):
            raise InputError(missing="people")
        custodians = self.custodians()
        if len(custodians) < people:
            raise LastKeeperError(role=CUSTODY)
        self._need(typed)
        made = self._rekeying.renew(typed, people=people)
        with self._context.store.write() as unit:
            self._context.note(unit, "identity_people", "identity", people=people)
        return made

    def _asked(self) -> tuple[tuple[int, ...], ...]:
        return tuple(
            recovery_papers.ask_for(recovery.SHARE_WORDS, self._random)
            for _ in range(recovery.PAPER_SHARES)
        )

    def _need(self, typed: Mapping[str, Typed]) -> None:
        for user, login, _has_file in self.custodians():
            if user not in typed:
                raise InputError(missing="passphrase", login=login)

    def _write(self, new: NewSheets, made: str, secret: bytes, typed: Mapping[str, Typed]) -> None:
        """Put the spare shares into the vault's store, then the entry and slots into the file."""
        context = self._context
        access = context.vault
        vault = access.read()
        key = self._identities.held_key()
        spare = list(new.spare)
        slots = []
        if vault.people > ALONE:
            self._need(typed)
            for slot in filter(is_entitled, vault.newest_slots()):
                given = typed[slot.user]
                _slot, held = own_slot(access, vault, slot.user, given.passphrase, given.key_file)
                slots.append(_anew(vault, slot, replace(held, share=spare.pop(0)), given))
        entry = recovery_papers.entry_for(
            vault, RecoveryKind.SHARES, secret, key, made, self._random
        )
        with self._identities.write() as unit:
            identity_keys.put_next_shares(unit, vault.generation, spare, made)
        fresh = vault.with_entry(entry).with_paper(paper_mark(RecoveryKind.SHARES, secret, made))
        for one in slots:
            fresh = fresh.with_slot(one)
        access.write_over(fresh)
        self._identities.settle_shares()


def _anew(vault: Vault, slot: Slot, secrets: SlotSecrets, typed: Typed) -> Slot:
    assert StoreKind.CASE in secrets.keys  # nobody loses the way into the case store by this
    file = typed.key_file if slot.factor else None
    return made_anew(vault, slot, secrets, typed.passphrase, key_file=file, reissued=slot.reissued)
