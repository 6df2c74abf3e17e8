"""Sealing of personal text: AES-256-GCM, bound to its row, its column, its server and its person.

Layout: version (1 byte), id of the data key (8), nonce (12), ciphertext and tag.
"""

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import KeyGone, Tampered
from storage.keys import Vault

__all__ = ["KeyGone", "Sealer", "Tampered"]

_VERSION = 1
_HEADER = struct.Struct(">BQ")
_NONCE = 12
_SHORTEST = _HEADER.size + _NONCE + 16


class Sealer:
    """Seals and unseals with the data key of one member on one server."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def seal(self, table: str, column: str, row_id: int, guild_id: int, member_id: int, text: str) -> bytes:
        key = await self._vault.key_for(guild_id, member_id)
        header = _HEADER.pack(_VERSION, key.key_id)
        nonce = os.urandom(_NONCE)
        bound = _bound(header, table, column, row_id, guild_id, member_id)
        return header + nonce + AESGCM(key.secret).encrypt(nonce, text.encode("utf-8", "surrogatepass"), bound)

    async def unseal(self, table: str, column: str, row_id: int, guild_id: int, member_id: int, sealed: bytes) -> str:
        if len(sealed) < _SHORTEST or sealed[0] != _VERSION:
            raise Tampered("These bytes were not sealed by this program.")
        header, nonce, box = sealed[: _HEADER.size], sealed[_HEADER.size :][:_NONCE], sealed[_HEADER.size + _NONCE :]
        _, key_id = _HEADER.unpack(header)
        key = await self._vault.find(guild_id, member_id)
        if key is None or key.key_id != key_id:
            if await self._vault.knows(key_id):
                raise Tampered("This text was sealed for somebody else.")
            raise KeyGone("The key of this text has been destroyed.")
        try:
            text = AESGCM(key.secret).decrypt(nonce, box, _bound(header, table, column, row_id, guild_id, member_id))
        except InvalidTag:
            raise Tampered("This text was changed, or belongs to another row.") from None
        return text.decode("utf-8", "surrogatepass")


def _bound(header: bytes, table: str, column: str, row_id: int, guild_id: int, member_id: int) -> bytes:
    """What the text is bound to; every name is preceded by its length, so that no two places look alike."""
    names = b"".join(struct.pack(">H", len(name)) + name for name in (table.encode(), column.encode()))
    return header + names + struct.pack(">QQQ", row_id, guild_id, member_id)
