"""Sealing the numbers of identity documents: AES-256-GCM for reading, HMAC-SHA256 for finding. Pure.

A plain hash of an identity number is no protection: all numbers of a county are tried in seconds (integrity.md 4.11).
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, as GCM wants them


def new_key() -> bytes:
    return secrets.token_bytes(32)


class Unreadable(Exception):  # noqa: N818 -- says what happened
    """The key is not there, or what is sealed belongs to another row."""


@dataclass(frozen=True)
class Keyring:
    """Keys by number; the highest seals, all of them open."""

    keys: Mapping[int, bytes]

    def __bool__(self) -> bool:
        return bool(self.keys)

    @property
    def current(self) -> int:
        return max(self.keys)

    def seal(self, number: str, row: str) -> str:
        """`row` names where it stands, so that it opens nowhere else."""
        nonce = secrets.token_bytes(NONCE)
        return b64encode(nonce + self._cipher(self.current).encrypt(nonce, number.encode(), row.encode())).decode()

    def open(self, sealed: str, row: str, key: int) -> str:
        raw = b64decode(sealed)
        try:
            return self._cipher(key).decrypt(raw[:NONCE], raw[NONCE:], row.encode()).decode()
        except (InvalidTag, KeyError) as error:
            raise Unreadable(row) from error

    def digest(self, kind: str, number: str) -> str:
        return self.digests(kind, number)[self.current]

    def digests(self, kind: str, number: str) -> dict[int, str]:
        """Under every key: while a new one comes, some lie under the old one still."""
        text = f"{kind}:{number}".encode()
        return {key: hmac.new(self._own(key, b"find"), text, sha256).hexdigest() for key in self.keys}

    def _cipher(self, key: int) -> AESGCM:
        return AESGCM(self._own(key, b"seal"))

    def _own(self, key: int, use: bytes) -> bytes:
        """A key for each use, so that none tells of the other."""
        return hmac.new(self.keys[key], use, sha256).digest()
