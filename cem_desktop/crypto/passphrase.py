"""Passphrases: Argon2id, its parameters, a suggestion and a rule of strength.

A passphrase is brought to one form before it is derived: accents are dropped (a keyboard without
them must still open the store), runs of blanks count as one; case counts. The parameters live in
the key slot and are checked when it is loaded, because a changed file must not make the program
ask for all the memory of the machine, nor for next to none.
"""

from __future__ import annotations

import itertools
import math
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from cem_desktop.crypto.random_source import RandomSource, choose_index, system_random
from cem_desktop.crypto.word_list import spanish_words, without_accents
from cem_desktop.errors import WeakPassphraseError

if TYPE_CHECKING:
    from collections.abc import Callable

FLOOR_KIB = 64 * 1024
CEILING_KIB = 1024 * 1024
MAX_PASSES = 16
MAX_LANES = 16
SALT_SIZE = 16
KEY_SIZE = 32
NEEDED_BITS = 45
_STEP_KIB = 16 * 1024
_WORD_GUESS_BITS = 10.0  # a word that a person chose comes from the first thousand
_WORD_LETTERS = 4
_NUMBER_GUESS_BITS = 16.0  # dates, telephones and identity cards are long, and easy to look up


@dataclass(frozen=True)
class KdfParameters:
    """What Argon2id (RFC 9106) costs: memory, passes over it, lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    def check(self, *, floor_kib: int = FLOOR_KIB) -> None:
        """Refuse parameters that are too cheap to protect or too dear to run.

        Raises:
            ValueError: Out of bounds.
        """
        least = max(floor_kib, 8 * self.lanes)
        if not (
            1 <= self.passes <= MAX_PASSES
            and 1 <= self.lanes <= MAX_LANES
            and least <= self.memory_kib <= CEILING_KIB
        ):
            raise ValueError("Argon2id parameters out of bounds")


def derive(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """Return the 32-byte key that ``passphrase`` gives with this salt and these parameters."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_SIZE,
        iterations=parameters.passes,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    )
    return kdf.derive(canonical(passphrase).encode())


def canonical(passphrase: str) -> str:
    """Return the one form of a passphrase: no accents, single blanks, none at the ends."""
    return " ".join(without_accents(passphrase).split())


def calibrate(
    *,
    target_seconds: float = 0.7,
    ram_bytes: int | None = None,
    measure: Callable[[KdfParameters], float] | None = None,
) -> KdfParameters:
    """Return parameters that take about ``target_seconds`` on this machine.

    Memory is what hurts an attacker, so memory is what grows: from the floor of 64 MiB up to an
    eighth of the machine's memory (``ram_bytes``, where known) and never above 1 GiB.
    """
    floor = KdfParameters(memory_kib=FLOOR_KIB)
    elapsed = (measure or _measure)(floor)
    ceiling = CEILING_KIB if ram_bytes is None else min(CEILING_KIB, ram_bytes // 8 // 1024)
    wanted = int(FLOOR_KIB * target_seconds / max(elapsed, 1e-6))
    memory = min(wanted, ceiling) // _STEP_KIB * _STEP_KIB
    return KdfParameters(memory_kib=max(FLOOR_KIB, memory))


def suggest(words: int = 6, *, random_source: RandomSource = system_random) -> str:
    """Return a passphrase of random Spanish words, written without accents (11 bits a word)."""
    listed = spanish_words()
    drawn = (listed[choose_index(len(listed), random_source)] for _ in range(words))
    return " ".join(without_accents(word) for word in drawn)


def check_strength(passphrase: str, *, login: str = "") -> None:
    """Refuse a passphrase that a thief with the vault file would guess.

    Raises:
        WeakPassphraseError: Fewer than ``needed`` bits by a cautious estimate; ``bits`` says how
            many were found.
    """
    text = canonical(passphrase)
    if login:
        text = re.sub(re.escape(without_accents(login)), " ", text, flags=re.IGNORECASE)
    bits = estimate_bits(text)
    if bits < NEEDED_BITS:
        raise WeakPassphraseError(bits=int(bits), needed=NEEDED_BITS)


def estimate_bits(passphrase: str) -> float:
    """Return how many bits a patient guesser needs, counted to the user's disadvantage.

    A run of letters counts as one common word, digits and signs by their number; what was there
    before counts next to nothing, and so does a run of equal or consecutive signs.
    """
    seen: set[str] = set()
    bits = 0.0
    for run in re.findall(r"[a-z]+|[A-Z][a-z]*|\d+|[^\sA-Za-z\d]+", canonical(passphrase)):
        folded = run.casefold()
        bits += 1.0 if folded in seen else _run_bits(folded)
        seen.add(folded)
    return bits


def _run_bits(run: str) -> float:
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(run)}
    if len(run) > 1 and len(steps) == 1 and steps <= {-1, 0, 1}:
        return 3.0
    if run[0].isalpha():
        if len(run) >= _WORD_LETTERS:
            return _WORD_GUESS_BITS
        return min(_WORD_GUESS_BITS, math.log2(26) * len(run) / 1.5)
    if run[0].isdigit():
        return min(math.log2(10) * len(run), _NUMBER_GUESS_BITS)
    return math.log2(16) * len(set(run))


def _measure(parameters: KdfParameters) -> float:
    started = time.perf_counter()
    derive("calibration", bytes(SALT_SIZE), parameters)
    return time.perf_counter() - started
