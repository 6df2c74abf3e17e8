"""The shape of what travels: JSON objects, their bytes, and Discord's refusals."""

from __future__ import annotations

from typing import Any, TypeAlias

import orjson

Json: TypeAlias = dict[str, Any]
"""One JSON object as it stands on the wire; ids are decimal strings there and integers in our own code."""


def dumps(value: Any) -> bytes:
    """Compact JSON bytes of `value`; integer enums and dates of the world behind us are accepted."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)


def loads(text: bytes | str) -> Any:
    """The value of a JSON text; raises ValueError for anything else."""
    return orjson.loads(text)


class Refusal(Exception):  # noqa: N818  # an ordinary answer of Discord, not a fault of ours
    """An answer that Discord gives instead of doing what was asked: a status, a code, perhaps an error
    tree; `wait` are the seconds after which to come again (429).
    """

    def __init__(
        self, status: int, code: int, message: str, errors: Json | None = None, *, wait: float | None = None
    ) -> None:
        super().__init__(f"{status} (code {code}): {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.wait = wait

    def body(self) -> Json:
        """The JSON body that Discord sends with this refusal."""
        answer: Json = {"message": self.message, "code": self.code}
        if self.errors:
            answer["errors"] = self.errors
        if self.wait is not None:
            answer |= {"retry_after": round(self.wait, 3), "global": False}
        return answer


class NotServed(Exception):  # noqa: N818  # reads as what it means
    """A route or a field that this local Discord does not have: a gap of ours, answered 501 and recorded."""


def number(value: Any) -> int:
    """A snowflake from the wire (decimal string or integer) as an integer; raises ValueError otherwise."""
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= 20):
        raise ValueError("not a snowflake")
    return int(text)
