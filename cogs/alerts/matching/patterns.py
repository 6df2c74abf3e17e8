"""Regular expressions in linear time: the one door to google-re2, over ASCII bytes."""

from collections.abc import Iterator

import re2


class PatternError(ValueError):
    """A pattern RE2 refuses; the text says why."""


class Pattern:
    """One compiled expression without captures. RE2 never backtracks, whatever the text."""

    __slots__ = ("_anywhere", "_compiled", "_match", "source")

    def __init__(self, source: bytes, *, memory: int = 8 << 20) -> None:
        options = re2.Options()
        options.max_mem = memory
        options.log_errors = False
        options.never_capture = True
        try:
            self._compiled = re2.compile(source, options)
        except re2.error as refusal:
            reason = refusal.args[0] if refusal.args else "not understood"
            text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            raise PatternError(text) from None
        # The library's own search makes an iterator and an object for each place, which is most of its price.
        program = self._compiled._regexp  # noqa: SLF001  # as above
        self._match, self._anywhere = program.Match, program.Anchor.UNANCHORED
        self.source = source

    @property
    def size(self) -> int:
        """The size of the compiled program, in instructions."""
        return self._compiled.programsize

    def found_in(self, data: bytes) -> bool:
        """Whether the expression occurs anywhere."""
        return self._compiled.search(data) is not None

    def spans(self, data: bytes, *, shared: int = 0) -> Iterator[tuple[int, int]]:
        """Every leftmost occurrence in order. `shared` is the number of bytes two neighbours may share
        (the blank between two words belongs to both)."""
        match, anywhere, length, position = self._match, self._anywhere, len(data), 0
        while position <= length:
            start, end = match(anywhere, data, position, length)[0]
            if start < 0:
                return
            yield start, end
            position = max(end - shared, start + 1)


class Sign:
    """One expression of which only the presence matters: half the price of looking for the place."""

    __slots__ = ("_set",)

    def __init__(self, source: bytes, *, memory: int = 8 << 20) -> None:
        options = re2.Options()
        options.max_mem = memory
        options.log_errors = False
        options.never_capture = True
        self._set = re2.Set.SearchSet(options)
        self._set.Add(source)
        self._set.Compile()

    def found_in(self, data: bytes) -> bool:
        """Whether the expression occurs anywhere."""
        return self._set.Match(data) is not None
