# The part of google-re2's Python module that we use, over bytes.

class error(Exception): ...  # noqa: N801, N818 - the library's name

class Options:
    max_mem: int
    log_errors: bool
    never_capture: bool
    case_sensitive: bool

class _Match:
    def start(self, group: int = 0) -> int: ...
    def end(self, group: int = 0) -> int: ...
    def span(self, group: int = 0) -> tuple[int, int]: ...

class _Anchor:
    UNANCHORED: _Anchor

class _Program:
    Anchor: type[_Anchor]
    def Match(self, anchor: _Anchor, text: bytes, pos: int, endpos: int) -> list[tuple[int, int]]: ...  # noqa: N802

class _Regexp:
    _regexp: _Program
    programsize: int
    def search(self, text: bytes, pos: int | None = None, endpos: int | None = None) -> _Match | None: ...
    def fullmatch(self, text: bytes, pos: int | None = None, endpos: int | None = None) -> _Match | None: ...

def compile(pattern: bytes | str, options: Options | None = None) -> _Regexp: ...  # noqa: A001 - the library's name

class Set:
    @staticmethod
    def SearchSet(options: Options | None = None) -> Set: ...  # noqa: N802 - the library's name
    def Add(self, pattern: bytes | str) -> int: ...  # noqa: N802
    def Compile(self) -> None: ...  # noqa: N802
    def Match(self, text: bytes | str) -> list[int] | None: ...  # noqa: N802
