"""A recording file layer under SQLite: it knows what was written and what was synced, and can cut the power.

A shim of SQLite's own virtual file system, registered in the very library that Python uses. A power cut rebuilds the
files from what was synced, with any part of the rest. It is loaded into a process of its own by `tests.storage.cut`.
"""

import ctypes
import ctypes.util
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_OK, _IOERR_SHORT_READ = 0, 522
C = ctypes
File = C.c_void_p


class _Methods(C.Structure):
    _fields_ = [("version", C.c_int)] + [
        (name, C.c_void_p)
        for name in (
            "close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "check_lock", "control",
            "sector", "traits", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch",
        )
    ]  # fmt: skip


class _Vfs(C.Structure):
    pass


_OPEN = C.CFUNCTYPE(C.c_int, C.POINTER(_Vfs), C.c_void_p, C.c_void_p, C.c_int, C.POINTER(C.c_int))
_DELETE = C.CFUNCTYPE(C.c_int, C.POINTER(_Vfs), C.c_char_p, C.c_int)
_Vfs._fields_ = [
    ("version", C.c_int), ("file_size", C.c_int), ("longest", C.c_int), ("next", C.POINTER(_Vfs)),
    ("name", C.c_char_p), ("data", C.c_void_p), ("open", C.c_void_p), ("delete", C.c_void_p),
    *[(f"rest{n}", C.c_void_p) for n in range(14)],
]  # fmt: skip
_WRITE = C.CFUNCTYPE(C.c_int, File, C.c_void_p, C.c_int, C.c_int64)
_TRUNCATE = C.CFUNCTYPE(C.c_int, File, C.c_int64)
_SYNC = C.CFUNCTYPE(C.c_int, File, C.c_int)


@dataclass
class Disk:
    """What each file is on the platter, and what was done to it since its last sync."""

    synced: dict[str, bytes] = field(default_factory=dict)
    pending: dict[str, list[Callable[[bytearray], None]]] = field(default_factory=dict)
    syncs: int = 0
    lies: bool = False  # it says that it synced, and did not

    def write(self, name: str, content: bytes, at: int) -> None:
        def act(image: bytearray) -> None:
            if len(image) < at:
                image.extend(bytes(at - len(image)))
            image[at : at + len(content)] = content

        self.pending.setdefault(name, []).append(act)

    def truncate(self, name: str, size: int) -> None:
        def act(image: bytearray) -> None:
            del image[size:]

        self.pending.setdefault(name, []).append(act)

    def sync(self, name: str) -> None:
        self.syncs += 1
        if not self.lies:
            self.synced[name] = self._after(name, self.pending.pop(name, []))

    def delete(self, name: str) -> None:
        self.synced.pop(name, None)
        self.pending.pop(name, None)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files after a power cut: what was synced, and each later write with an even chance."""
        kept = chance.choice((0.0, 0.5, 1.0))
        names = self.synced.keys() | self.pending.keys()
        return {
            name: self._after(name, [act for act in self.pending.get(name, []) if chance.random() < kept])
            for name in names
        }

    def _after(self, name: str, acts: list[Callable[[bytearray], None]]) -> bytes:
        image = bytearray(self.synced.get(name, b""))
        for act in acts:
            act(image)
        return bytes(image)


_ALIVE: list["Recording"] = []  # SQLite calls into it until the process ends


class Recording:
    """Makes itself SQLite's default file system in this process."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self._keep: list[Any] = []
        self._names: dict[int, str] = {}
        self._wrapped: dict[int, _Methods] = {}
        library = C.CDLL(C.util.find_library("sqlite3") or "libsqlite3.so.0")
        library.sqlite3_vfs_find.restype = C.POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = [C.c_char_p]
        library.sqlite3_vfs_register.argtypes = [C.POINTER(_Vfs), C.c_int]
        whole = library.sqlite3_vfs_find(None)
        vfs = _Vfs()
        C.memmove(C.byref(vfs), whole, C.sizeof(_Vfs))
        vfs.name = b"recording"
        open_whole, delete_whole = _OPEN(whole.contents.open), _DELETE(whole.contents.delete)

        def opened(_: Any, name: int | None, file: int, flags: int, out: Any) -> int:
            code = int(open_whole(whole, name, file, flags, out))
            if code == _OK and name is not None:
                self._wrap(file, Path(C.string_at(name).decode()).name)  # SQLite keeps the very pointer, as we must
            return code

        def deleted(_: Any, name: bytes, sync: int) -> int:
            self.disk.delete(Path(name.decode()).name)
            return int(delete_whole(whole, name, sync))

        self._keep += [vfs, open_whole, delete_whole, opened_c := _OPEN(opened), deleted_c := _DELETE(deleted)]
        vfs.open = C.cast(opened_c, C.c_void_p).value
        vfs.delete = C.cast(deleted_c, C.c_void_p).value
        assert library.sqlite3_vfs_register(C.byref(vfs), 1) == _OK
        _ALIVE.append(self)

    def _wrap(self, file: int, name: str) -> None:
        """Put our write, truncate and sync in front of the file's own."""
        self._names[file] = name
        table = C.cast(file, C.POINTER(C.c_void_p))
        whole = C.cast(table[0], C.POINTER(_Methods)).contents
        key = table[0] or 0
        if key not in self._wrapped:
            made = _Methods()
            C.memmove(C.byref(made), C.byref(whole), C.sizeof(_Methods))
            made.version = min(made.version, 2)  # no memory-mapped reads past us
            write, truncate, sync = _WRITE(whole.write), _TRUNCATE(whole.truncate), _SYNC(whole.sync)

            def written(at: int, content: int, amount: int, offset: int) -> int:
                self.disk.write(self._names[at], C.string_at(content, amount), offset)
                return int(write(at, content, amount, offset))

            def cut_down(at: int, size: int) -> int:
                self.disk.truncate(self._names[at], size)
                return int(truncate(at, size))

            def synced(at: int, flags: int) -> int:
                self.disk.sync(self._names[at])
                return int(sync(at, flags))

            ours = (_WRITE(written), _TRUNCATE(cut_down), _SYNC(synced))
            made.write, made.truncate, made.sync = (C.cast(one, C.c_void_p).value for one in ours)
            self._keep += [write, truncate, sync, ours]
            self._wrapped[key] = made
        table[0] = C.addressof(self._wrapped[key])
