"""What a recovery paper opens, and why not: asked before anything is opened or changed."""

from __future__ import annotations

from collections.abc import Sequence

from cem_desktop.crypto import recovery
from cem_desktop.crypto.fingerprint import fingerprint_words
from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.recovery import RecoveryEntry, RecoveryKind, paper_mark
from cem_desktop.crypto.vault import Vault
from cem_desktop.crypto.word_list import plain_words, spanish_words
from cem_desktop.errors import RecoveryWordsError

RETYPED = 3
"""So many words are typed from the fresh paper before it counts."""


def workspace_words(database: str) -> tuple[str, ...]:
    """Return the six words by which the papers of a workspace are told from another's."""
    return fingerprint_words("workspace", database.encode())


def kit_secret(vault: Vault, typed: str) -> bytes:
    """Return the secret of the kit that was typed, or of the text of its QR code.

    Raises:
        RecoveryWordsError: A mistake in the words, or the kit of another office.
    """
    stated = recovery.kit_database(typed)
    if stated is not None and stated != vault.database:
        raise RecoveryWordsError(reason="other_office")
    return recovery.read_kit(typed)


def entry_for(
    vault: Vault,
    kind: RecoveryKind,
    secret: bytes,
    key: bytes,
    made: str,
    draw: RandomSource = system_random,
) -> RecoveryEntry:
    """Return the entry of ``vault`` by which the secret of a paper made then opens ``key``."""
    return recovery.seal_entry(
        kind,
        secret,
        key,
        database=vault.database,
        generation=vault.generation,
        made=made,
        random_source=draw,
    )


def open_paper(vault: Vault, kind: RecoveryKind, secret: bytes) -> bytes:
    """Return the store key behind the secret of a paper.

    Raises:
        RecoveryWordsError: The paper was replaced by a newer one or made void by new keys, or
            never was of this office.
    """
    entry = vault.entry(kind)
    if entry is not None:
        try:
            return recovery.open_entry(entry, secret, database=vault.database)
        except RecoveryWordsError as error:
            failed = error
    issued = vault.issued(paper_mark(kind, secret, ""))
    if entry is None:
        raise RecoveryWordsError(reason="none" if issued is None else "rekeyed")
    if issued is not None:
        raise RecoveryWordsError(reason="replaced", made=issued.made)
    raise failed


def check_retyped(words: Sequence[str], asked: Sequence[int], typed: Sequence[str]) -> None:
    """Go on only if the words asked for were typed as they stand on the paper.

    Args:
        words: All words of the paper.
        asked: The numbers asked for, from 1.
        typed: What was typed, in the order of ``asked``.

    Raises:
        RecoveryWordsError: One of them is another word; ``word`` says which.
    """
    for number, answer in zip(asked, typed, strict=True):
        if plain_words(answer) != plain_words(words[number - 1]):
            raise RecoveryWordsError(reason="retyped", word=number)


def ask_for(count: int, draw: RandomSource) -> tuple[int, ...]:
    """Return three different numbers of words, from 1 to ``count``, in their order."""
    chosen: set[int] = set()
    while len(chosen) < RETYPED:
        number = draw(1)[0] % 32
        if number < count:
            chosen.add(number + 1)
    return tuple(sorted(chosen))


def kit_word_list() -> tuple[str, ...]:
    """Return the words of which kits are made, as people write them."""
    return spanish_words()


def share_word_list() -> tuple[str, ...]:
    """Return the words of which sheets are made; English, for the standard has no others."""
    return recovery.share_words()
