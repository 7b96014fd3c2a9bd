"""The manifest of a backup: signed by the device, sealed under the case key that the backup needs.

Whoever opens the vault in a backup has the case key; nobody else learns even how many files there
are. The signature says which device made it.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cem_desktop.crypto.random_source import RandomSource, system_random
from cem_desktop.crypto.signing import SIGNATURE_SIZE, Signer, Verifier, pae
from cem_desktop.crypto.split_key import split_key

MANIFEST_TYPE = "application/vnd.cem.backup-manifest+json"
_INFO = b"CEMBACKUPMANIFEST1"
_NONCE_SIZE = 12


def seal_manifest(
    manifest: bytes, case_key: bytes, signer: Signer, random_source: RandomSource = system_random
) -> bytes:
    """Return signature and manifest, sealed (AES-256-GCM: nonce, ciphertext, tag)."""
    nonce = random_source(_NONCE_SIZE)
    signed = signer.sign(pae(MANIFEST_TYPE, manifest)) + manifest
    return nonce + AESGCM(_key(case_key)).encrypt(nonce, signed, MANIFEST_TYPE.encode())


def open_manifest(sealed: bytes, case_key: bytes) -> tuple[bytes, bytes]:
    """Return the manifest and its signature, which ``is_signed`` checks.

    Raises:
        ValueError: Changed, or sealed under another key.
    """
    try:
        cipher = AESGCM(_key(case_key))
        signed = cipher.decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], MANIFEST_TYPE.encode())
    except InvalidTag as error:
        raise ValueError("not under this key") from error
    return signed[SIGNATURE_SIZE:], signed[:SIGNATURE_SIZE]


def is_signed(manifest: bytes, signature: bytes, verifier: Verifier) -> bool:
    """Return whether the device of ``verifier`` signed this manifest."""
    return verifier.holds(signature, pae(MANIFEST_TYPE, manifest))


def _key(case_key: bytes) -> bytes:
    return split_key(case_key, _INFO)
