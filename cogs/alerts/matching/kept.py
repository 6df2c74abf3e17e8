"""Keeps what takes seconds to make from the packs, as Python keeps compiled modules: beside its source.

The file carries the fingerprint of everything it was made from; any other file is made anew. It is a pickle, so
whoever can write to the project's own folder could run code by it, as they could through every `__pycache__`.
"""

import contextlib
import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_HERE = Path(__file__).parent
Made = TypeVar("Made")


def kept(packs: Path, kind: type[Made], make: Callable[[], Made]) -> Made:
    """What `make` makes from the packs, read from the file that an earlier process wrote, where there is one.

    Nothing about the file can fail: one that is absent, torn, of other packs or of other code is made and written
    anew, and a folder that cannot be written is left as it is.
    """
    place = packs / "__pycache__" / f"engine.{sys.implementation.cache_tag}.bin"
    fingerprint = _fingerprint(packs)
    found = _read(place, fingerprint)
    if isinstance(found, kind):
        return found
    made = make()
    _write(place, fingerprint, pickle.dumps(made, protocol=5))
    return made


def _fingerprint(packs: Path) -> bytes:
    """Of the packs, of the code and lists that read them, and of the Python that runs it."""
    digest = hashlib.sha256(sys.version.encode())
    for path in [*sorted(packs.glob("*.toml")), *sorted(_HERE.glob("*.py")), *sorted(_HERE.glob("*.txt"))]:
        data = path.read_bytes()
        digest.update(f"\0{path.name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.digest()


def _read(place: Path, fingerprint: bytes) -> object:
    with contextlib.suppress(OSError):
        data = place.read_bytes()
        size = len(fingerprint)
        body = memoryview(data)[2 * size :]
        if data[:size] == fingerprint and data[size : 2 * size] == hashlib.sha256(body).digest():
            return pickle.loads(body)  # noqa: S301  # our own file, whole, beside our own code
    return None


def _write(place: Path, fingerprint: bytes, body: bytes) -> None:
    fresh = place.with_suffix(f".{os.getpid()}.new")
    with contextlib.suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        try:
            fresh.write_bytes(fingerprint + hashlib.sha256(body).digest() + body)
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
