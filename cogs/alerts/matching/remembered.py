"""What is worked out for a word or a chunk is remembered, and a flood of rare ones never grows the process."""

from typing import ClassVar, Generic, TypeVar

Key = TypeVar("Key", str, bytes)
Value = TypeVar("Value")

LONGEST = 32
"""What is longer is worked out each time."""
MOST = 1 << 13
"""Keys of one generation; there are never more than two."""


class Remembered(dict[Key, Value], Generic[Key, Value]):
    """A key -> what `worked_out` makes of it. Filled as keys are met; what is met again stays."""

    most: ClassVar = MOST

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[Key, Value] = {}
        """Those of a generation ago."""

    def worked_out(self, key: Key) -> Value:
        """The value, worked out anew."""
        raise NotImplementedError

    def __missing__(self, key: Key) -> Value:
        if len(key) > LONGEST:
            return self.worked_out(key)
        value = self._before.get(key)
        if value is None:
            value = self.worked_out(key)
        if len(self) >= self.most:
            self._before = dict(self)
            self.clear()
        self[key] = value
        return value
