"""Ways back in when passphrases are lost: the paper kit, and shares of the identity secret.

* The **kit** opens the case store only. It is 128 random bits as twelve Spanish words of BIP-39,
  whose last bits are a checksum.
* The **identity secret**, 128 random bits too, opens the identity store. It is split by SLIP-39
  (no SLIP passphrase) into sixteen shares, any two of which give it back. Three go onto paper, to
  three people. Where an office wants two people for each opening, custodians hold further ones in
  their slots; a custodian and one paper are then the way in for an emergency.

Neither secret is kept anywhere: the vault holds what they unwrap, and its tag says whether they
are right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mnemonic import Mnemonic
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from cem_desktop.crypto.key_slots import StoreKind, associated_data, open_wrap, seal_wrap
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.split_key import split_key
from cem_desktop.crypto.word_list import plain_words, spanish_words, without_accents
from cem_desktop.errors import RecoveryWordsError, WrongPassphraseError

SECRET_SIZE = 16
KIT_WORDS = 12
SHARES = 16
PAPER_SHARES = 3
SHARE_WORDS = 20
THRESHOLD = 2
MARK_SIZE = 16
_QR_HEAD = "CEMKIT1"
_QR_FIELDS = 2


class RecoveryKind(StrEnum):
    """The two ways: the kit opens the case store, the shares open the identity store."""

    KIT = "kit"
    SHARES = "shares"

    @property
    def store(self) -> StoreKind:
        """Return the store that this way opens."""
        return StoreKind.CASE if self is RecoveryKind.KIT else StoreKind.IDENTITY


@dataclass(frozen=True)
class RecoveryEntry:
    """What a recovery secret unwraps; nothing in it is secret.

    Attributes:
        kind: Which way.
        generation: Of the store key that it wraps.
        made: Instant.
        wrap: 60 bytes.
        extra: Fields of a newer program.
    """

    kind: RecoveryKind
    generation: int
    made: str
    wrap: bytes
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperMark:
    """A paper or set of papers that was issued once; it tells an old paper from a foreign one.

    Attributes:
        kind: Which way.
        made: Instant, as in the entry that it belonged to.
        mark: 16 bytes that follow from the secret; the secret does not follow from them.
    """

    kind: RecoveryKind
    made: str
    mark: bytes


def paper_mark(kind: RecoveryKind, secret: bytes, made: str) -> PaperMark:
    """Return the mark of the papers with ``secret``."""
    return PaperMark(kind, made, split_key(secret, b"CEMPAPER1\0" + kind.encode(), MARK_SIZE))


def new_secret(random_source: RandomSource = system_random) -> bytes:
    """Return 128 random bits."""
    return random_source(SECRET_SIZE)


def seal_entry(
    kind: RecoveryKind,
    secret: bytes,
    key: bytes,
    *,
    database: str,
    generation: int,
    made: str,
    random_source: RandomSource = system_random,
) -> RecoveryEntry:
    """Return the entry from which ``secret`` gives the store ``key`` back."""
    bound = _associated_data(database, kind, generation)
    wrap = seal_wrap(key, _wrapping_key(secret, kind), bound, random_source)
    return RecoveryEntry(kind, generation, made, wrap)


def open_entry(entry: RecoveryEntry, secret: bytes, *, database: str) -> bytes:
    """Return the store key of an entry.

    Raises:
        RecoveryWordsError: The secret is not this entry's: another office's kit, or an older one.
    """
    bound = _associated_data(database, entry.kind, entry.generation)
    try:
        return open_wrap(entry.wrap, _wrapping_key(secret, entry.kind), bound)
    except WrongPassphraseError:
        raise RecoveryWordsError(reason="not_ours") from None


def kit_words(secret: bytes) -> tuple[str, ...]:
    """Return the twelve words of a kit, as people write them."""
    words = Mnemonic("spanish").to_mnemonic(secret)
    return tuple(unicodedata.normalize("NFC", words).split())


def read_kit(typed: str) -> bytes:
    """Return the secret of the words, or of the text of the QR code, as typed.

    Accents and case make no difference.

    Raises:
        RecoveryWordsError: Not twelve words, a word that is not on the list (``word``, its number),
            or a checksum that does not hold.
    """
    if typed.strip().startswith(_QR_HEAD):
        typed = " ".join(typed.split()[2:])
    listed = {without_accents(word): word for word in spanish_words()}
    words = plain_words(typed)
    if len(words) != KIT_WORDS:
        raise RecoveryWordsError(reason="count", count=len(words), wanted=KIT_WORDS)
    for number, word in enumerate(words, start=1):
        if word not in listed:
            raise RecoveryWordsError(reason="unknown", word=number)
    proper = " ".join(unicodedata.normalize("NFKD", listed[word]) for word in words)
    try:
        return bytes(Mnemonic("spanish").to_entropy(proper))
    except (ValueError, LookupError):
        raise RecoveryWordsError(reason="checksum") from None


def kit_database(typed: str) -> str | None:
    """Return whose kit the text of a QR code says to be; None for words typed from paper."""
    parts = typed.split()
    return parts[1] if len(parts) > _QR_FIELDS and parts[0] == _QR_HEAD else None


def kit_qr_text(secret: bytes, database: str) -> str:
    """Return what the QR code of a kit says."""
    plain = " ".join(without_accents(word) for word in kit_words(secret))
    return f"{_QR_HEAD} {database} {plain}"


def split(secret: bytes) -> tuple[str, ...]:
    """Return the sixteen SLIP-39 shares of a secret (20 words each); any two give it back.

    The first three are for paper, the others for the slots of custodians.
    """
    groups = generate_mnemonics(1, [(THRESHOLD, SHARES)], secret, iteration_exponent=0)
    return tuple(groups[0])


def share_words() -> tuple[str, ...]:
    """Return the 1,024 English words of SLIP-39."""
    return tuple(WORDLIST)


def share_number(share: str) -> int:
    """Return the number of a share, from 1.

    Raises:
        RecoveryWordsError: Not a share.
    """
    try:
        return int(Share.from_mnemonic(share).index) + 1
    except (MnemonicError, ValueError, LookupError):
        raise RecoveryWordsError(reason="share") from None


def combine(shares: Iterable[str]) -> bytes:
    """Return the secret of two shares.

    Raises:
        RecoveryWordsError: A share with a mistake (its own checksum fails), twice the same, too
            few, or shares of different secrets.
    """
    typed = {" ".join(plain_words(share)) for share in shares}
    if len(typed) < THRESHOLD:
        raise RecoveryWordsError(reason="same", count=len(typed), wanted=THRESHOLD)
    for share in typed:
        share_number(share)
    try:
        return bytes(combine_mnemonics(sorted(typed)))
    except (MnemonicError, ValueError, LookupError):
        raise RecoveryWordsError(reason="apart") from None


def _wrapping_key(secret: bytes, kind: RecoveryKind) -> bytes:
    return split_key(secret, b"CEMRECOVERY1\0" + kind.encode())


def _associated_data(database: str, kind: RecoveryKind, generation: int) -> bytes:
    return associated_data(database, f"recovery.{kind}", "", generation)
