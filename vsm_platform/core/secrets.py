"""Secrets at rest and one-time codes.

Private keys are stored encrypted (Fernet: AES-128-CBC with HMAC-SHA-256) under a key derived
from the secret key; codes that open something are stored only as a SHA-256 digest, and short
ones, whose digests could be tried through, only as a keyed one.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Encrypts with the present secret key, and opens what older ones closed."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_derive(key)) for key in secret_keys])
        self._keys = [key.encode() for key in secret_keys]

    def close(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def open(self, closed: bytes) -> str:
        return self._fernet.decrypt(closed).decode()

    def digests(self, short_code: str) -> list[str]:
        """What is stored of a code that is short enough to be typed: the first of these.

        The others are what older secret keys made of it; without the key nobody can find a code
        by trying all of them.
        """
        return [hmac.new(key, short_code.encode(), "sha256").hexdigest() for key in self._keys]


def _derive(secret_key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"vsm keys at rest")
    return base64.urlsafe_b64encode(derivation.derive(secret_key.encode()))


def new_code() -> str:
    """A one-time code of 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


def digest(code: str) -> str:
    """What is stored of a code: it can be recognised, and not be used, by who reads it."""
    return hashlib.sha256(code.encode()).hexdigest()
