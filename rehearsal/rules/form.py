"""Collects what is wrong with a request and refuses it the way Discord does: code 50035 and a tree of
errors."""

from __future__ import annotations

from typing import Any, cast

from rehearsal.wire import Json, Refusal, number

Path = tuple[str | int, ...]


class Form:
    """The errors of one request, by the path of the field they belong to."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def add(self, path: Path, code: str, message: str) -> None:
        """Record one error; an empty path means the request as a whole."""
        node = self._errors
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def settle(self) -> None:
        """Refuse the request if anything is wrong with it."""
        if self._errors:
            raise Refusal(400, 50035, "Invalid Form Body", self._errors)

    # ---- questions that many forms ask; each returns whether the answer was good

    def text(self, path: Path, value: Any, low: int = 0, high: int = 2**31, *, required: bool = True) -> bool:
        """A string of `low` to `high` characters (None counts as absent)."""
        if value is None:
            return self.required(path) if required and low else True
        if not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return False
        if required and low and not value:
            return self.required(path)
        return self._length(path, len(value), low, high, "in length")

    def items(self, path: Path, value: Any, low: int = 0, high: int = 2**31) -> list[Any]:
        """A list of `low` to `high` items; returns it (empty if it is none)."""
        if value is None:
            if low:
                self.required(path)
            return []
        if not isinstance(value, list):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        found = cast("list[Any]", value)
        self._length(path, len(found), low, high, "in length")
        return found

    def _length(self, path: Path, size: int, low: int, high: int, what: str) -> bool:
        if low <= size <= high:
            return True
        if low and high < 2**31:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} {what}.")
        elif size > high:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer {what}.")
        else:
            self.add(path, "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more {what}.")
        return False

    def required(self, path: Path) -> bool:
        """The field is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        return False

    def whole(self, path: Path, value: Any, low: int, high: int) -> bool:
        """An integer from `low` to `high` (None counts as absent and good)."""
        if value is None:
            return True
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return False
        if value < low:
            self.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        elif value > high:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
        return low <= value <= high

    def one_of(self, path: Path, value: Any, allowed: tuple[Any, ...]) -> bool:
        """One of a few values (None counts as absent and good)."""
        if value is None or (value in allowed and not isinstance(value, bool)):
            return True
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{', '.join(map(str, allowed))}}}.")
        return False

    def snowflake(self, path: Path, value: Any) -> bool:
        """An id."""
        try:
            number(value)
        except ValueError:
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            return False
        return True

    def known_keys(self, path: Path, value: Json, known: frozenset[str]) -> None:
        """No other keys. Discord ignores unknown keys; here one is a mistake of the bot's author, so it is
        refused."""
        for key in value:
            if key not in known:
                self.add((*path, key), "UNKNOWN_FIELD", "No such field (Discord would ignore it silently)")


def an_object(value: Any) -> Json:
    """The value if it is a JSON object, else an empty one."""
    return cast("Json", value) if isinstance(value, dict) else {}
