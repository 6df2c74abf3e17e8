"""The shape of JSON: which keys and which kinds of values, without the values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

# Keyed by what people chose (a name, an id), so that the keys themselves are values.
_MAPS = frozenset({"users", "members", "roles", "channels", "messages", "attachments", "name_localizations",
                   "description_localizations"})  # fmt: skip


def differences(theirs: Any, ours: Any, at: str = "") -> Iterator[str]:
    """What is missing here, what is here only, and where a value is of another kind; nulls fit everything."""
    if theirs is None or ours is None:
        return
    if isinstance(theirs, dict) and isinstance(ours, dict):
        yield from _of_objects(cast("dict[str, Any]", theirs), cast("dict[str, Any]", ours), at)
    elif isinstance(theirs, list) and isinstance(ours, list):
        yield from _of_lists(cast("list[Any]", theirs), cast("list[Any]", ours), at)
    elif _kind(theirs) != _kind(ours):
        yield f"{at or 'the answer'} is {_kind(theirs)} there and {_kind(ours)} here"


def _of_objects(theirs: dict[str, Any], ours: dict[str, Any], at: str) -> Iterator[str]:
    if at.rpartition(".")[2] in _MAPS:
        for one, other in zip(theirs.values(), ours.values(), strict=False):
            yield from differences(one, other, f"{at}.*")
        return
    for key in theirs.keys() - ours.keys():
        yield f"{_below(at, key)} is missing here"
    for key in ours.keys() - theirs.keys():
        yield f"{_below(at, key)} is here only"
    for key in sorted(theirs.keys() & ours.keys()):
        yield from differences(theirs[key], ours[key], _below(at, key))


def _of_lists(theirs: list[Any], ours: list[Any], at: str) -> Iterator[str]:
    for one, other in zip(theirs, ours, strict=False):
        yield from differences(one, other, f"{at}[]")


def _below(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    return {str: "a text", dict: "an object", list: "a list"}.get(cast("type[Any]", type(value)), "null")
