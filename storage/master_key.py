"""The master key: 32 random bytes in a file of its own, which wraps the data keys and nothing else."""

import base64
import binascii
import hashlib
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import WrongKey

_BYTES = 32
_NONCE = 12


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """`name` is a fingerprint and may be shown; the secret never is."""

    name: str
    secret: bytes

    def wrap(self, data_key: bytes, guild_id: int, member_id: int, key_id: int) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self.secret).encrypt(nonce, data_key, self._bound(guild_id, member_id, key_id))

    def unwrap(self, wrapped: bytes, guild_id: int, member_id: int, key_id: int) -> bytes:
        """Raises WrongKey when the row was moved or changed, or belongs to another master key."""
        bound = self._bound(guild_id, member_id, key_id)
        try:
            return AESGCM(self.secret).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound)
        except InvalidTag:
            raise WrongKey("A key in the vault does not open with this master key; it was moved or changed.") from None

    def _bound(self, guild_id: int, member_id: int, key_id: int) -> bytes:
        return self.name.encode() + struct.pack(">QQQ", guild_id, member_id, key_id)


def read(path: Path) -> MasterKey | None:
    """The key in a file, or None when there is no such file; raises WrongKey for a file that is no key."""
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise WrongKey(f"The master key file {path} cannot be read.") from None
    try:
        secret = base64.urlsafe_b64decode(text.strip())
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != _BYTES:
        raise WrongKey(f"{path} is not a master key file. Put the right file back from your safe copy.")
    return _key(secret)


def after(path: Path) -> Path:
    """Where the next key lies while the keys are being locked anew."""
    return path.with_name(path.name + ".next")


def right_one(path: Path, known: set[str], used: set[str]) -> MasterKey:
    """The key in a file, of which `known` are the fingerprints and `used` those that lock something; raises WrongKey
    when it is missing, another one, or not enough."""
    found = read(path)
    if found is None:
        raise WrongKey(
            f"The master key file {path} is missing, and keys exist that only it opens. Put it"
            " back from your safe copy. Nothing was changed."
        )
    if found.name not in known:
        raise WrongKey(
            f"The key in {path} is not the one these keys were locked with. Put the right file"
            " back from your safe copy. Nothing was changed."
        )
    following = read(after(path))
    if used - {found.name} - ({following.name} if following else set[str]()):
        raise WrongKey(
            f"Some keys were locked with a master key that is neither in {path} nor beside it."
            " Put the file of the unfinished key change back. Nothing was changed."
        )
    return found


def create(path: Path) -> MasterKey:
    """Make a new key, 0600, synced to disk before anything is wrapped with it; never overwrites."""
    secret = os.urandom(_BYTES)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise WrongKey(f"The master key file {path} cannot be created. Does its folder exist?") from None
    with os.fdopen(file, "wb") as out:
        out.write(base64.urlsafe_b64encode(secret) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    sync_folder(path.parent)
    return _key(secret)


def keep_private(path: Path) -> list[str]:
    """Repair a key file that others could read; says so."""
    if sys.platform == "win32" or not path.exists() or not path.stat().st_mode & 0o077:
        return []
    path.chmod(0o600)
    return [f"{path} could be read by other users of this machine; that has been repaired."]


def sync_folder(folder: Path) -> None:
    """Make a new or renamed file survive a power cut (Windows has no such call and needs none)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _key(secret: bytes) -> MasterKey:
    return MasterKey(hashlib.sha256(b"circlekeeper master key" + secret).hexdigest()[:16], secret)
