"""Which id of the recording is which id here: learnt from answers and events at the same place, never compared."""

from __future__ import annotations

import re
from typing import Any, cast

_ID = re.compile(r"(?<!\d)\d{15,20}(?!\d)")


class Ids:
    """Pairs of ids, the recorded one first."""

    def __init__(self) -> None:
        self._here: dict[str, str] = {}

    def bind(self, theirs: object, ours: object) -> None:
        self._here[str(theirs)] = str(ours)

    def here(self, theirs: object) -> int | None:
        """The id of the same thing here, if it is known."""
        found = self._here.get(str(theirs))
        return None if found is None else int(found)

    def translated(self, value: Any) -> Any:
        """A body or text with every known id replaced, in mentions and links too."""
        if isinstance(value, str):
            return _ID.sub(lambda found: self._here.get(found[0], found[0]), value)
        if isinstance(value, dict):
            return {key: self.translated(one) for key, one in cast("dict[str, Any]", value).items()}
        if isinstance(value, list):
            return [self.translated(one) for one in cast("list[Any]", value)]
        return value

    def unknown(self, path: str) -> str | None:
        """An id in a path that is nothing here."""
        return next((one for one in _ID.findall(path) if one not in self._here), None)

    def learn(self, theirs: Any, ours: Any) -> None:
        """Bind every `id` that stands at the same place of both."""
        if isinstance(theirs, dict) and isinstance(ours, dict):
            one, other = cast("dict[str, Any]", theirs), cast("dict[str, Any]", ours)
            for key in one.keys() & other.keys():
                if (key == "id" or key.endswith("_id")) and _ID.fullmatch(str(one[key])) and other[key] is not None:
                    self._here.setdefault(str(one[key]), str(other[key]))
                else:
                    self.learn(one[key], other[key])
        elif isinstance(theirs, list) and isinstance(ours, list):
            for first, second in zip(cast("list[Any]", theirs), cast("list[Any]", ours), strict=False):
                self.learn(first, second)
