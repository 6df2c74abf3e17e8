"""What a person types or picks, as text, turned into the values that commands, selects and modals carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TypeAlias

from rehearsal.fields import Value
from rehearsal.people.finding import Finder, NotFound, folded
from rehearsal.wire import Json
from rehearsal.world import walk_components

Typed: TypeAlias = str | int | float | bool | tuple[str, bytes]
"""Text as typed (or picked), an id, or a file as (name, bytes)."""
Filled: TypeAlias = Typed | Sequence[Typed]

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
YES, NO = frozenset({"true", "yes", "on", "1", "ticked"}), frozenset({"false", "no", "off", "0", "not ticked", ""})


class Values:
    """Reads typed values for one person in one channel."""

    def __init__(self, finder: Finder, person: int, guild_id: int | None) -> None:
        self._finder = finder
        self._person = person
        self._guild_id = guild_id

    def option(self, option: Json, typed: Typed) -> Value:
        """A command option's value; choices are picked by name or value. Raises `NotFound` for what is not there."""
        kind = option["type"]
        if kind == ATTACHMENT or isinstance(typed, tuple):
            return _file(typed)
        for choice in option.get("choices") or ():
            if str(typed).casefold() in (str(choice["name"]).casefold(), str(choice["value"]).casefold()):
                return choice["value"]
        if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
            return self.entity(kind, typed)
        if kind == BOOLEAN:
            return truth(typed)
        if kind in (INTEGER, NUMBER):
            return _number(typed, whole=kind == INTEGER)
        return str(typed)

    def entity(self, kind: int, typed: Typed) -> int:
        """The id of a user, channel, role or mentionable (kinds as of command options)."""
        name = typed if isinstance(typed, int) else str(typed)
        if kind == CHANNEL:
            return self._finder.place(self._person, name)
        if kind == USER or (kind == MENTIONABLE and not self._is_role(name)):
            return self._finder.member(self._guild_id, name)
        if self._guild_id is None:
            raise NotFound("there are no roles in a direct message")
        return self._finder.role(self._guild_id, name)

    def _is_role(self, name: str | int) -> bool:
        if self._guild_id is None:
            return False
        try:
            self._finder.role(self._guild_id, name)
        except NotFound:
            return False
        return True

    def field(self, field: Json, filled: Filled) -> Value | list[Value]:
        """The value of a modal field, or the values of a select, from labels, names or ids."""
        kind = field["type"]
        if kind == 4:
            return str(filled)
        if kind == 23:
            return truth(filled if isinstance(filled, (str, int, bool)) else str(filled))
        if kind == 21:
            return picked(field, str(filled))
        many = as_list(filled)
        if kind == 19:
            return [_file(item) for item in many]
        if kind in (3, 22):
            return [picked(field, str(item)) for item in many]
        kinds = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
        return [self.entity(kinds[kind], item) for item in many]

    def modal(self, modal: Json, filled: Mapping[str, Filled]) -> dict[str, Value | list[Value]]:
        """A modal's values by custom id, from values by label or custom id."""
        known = modal_fields(modal)
        values: dict[str, Value | list[Value]] = {}
        for name, value in filled.items():
            # the story and the page write “(optional)” behind a label, and people write what they read
            field = known.get(folded(name)) or known.get(folded(name.removesuffix("(optional)").rstrip()))
            if field is None:
                there = ", ".join(sorted({str(item["custom_id"]) for item in known.values()} | set(known)))
                raise NotFound(f"the form has no field {name!r}; there are: {there}")
            values[field["custom_id"]] = self.field(field, value)
        return values


def modal_fields(modal: Json) -> dict[str, Json]:
    """A modal's fields by label and by custom id, both in lower case."""
    fields: dict[str, Json] = {}
    for component in walk_components(modal["components"]):
        inner = component.get("component") if component.get("type") == 18 else None
        for name, field in ((component.get("label"), inner or component), (component.get("custom_id"), component)):
            if isinstance(name, str) and "custom_id" in field:
                fields.setdefault(folded(name), field)
    return fields


def picked(field: Json, name: str) -> str:
    """The value of the option with this label (or value)."""
    options: list[Json] = field.get("options") or []
    wanted = folded(name)
    for key in ("label", "value"):
        for option in options:
            if folded(str(option[key])) == wanted:
                return str(option["value"])
    there = ", ".join(repr(str(option["label"])) for option in options)
    raise NotFound(f"{name!r} is not offered; there are: {there}")


def truth(typed: Typed) -> bool:
    """Whether a typed word means yes."""
    word = str(typed).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotFound(f"{typed!r} is neither true nor false")


def _number(typed: Typed, *, whole: bool) -> int | float:
    if isinstance(typed, (int, float)) and not isinstance(typed, bool):
        return typed
    try:
        return int(str(typed)) if whole else float(str(typed))
    except ValueError:
        raise NotFound(f"{typed!r} is not a {'whole number' if whole else 'number'}") from None


def as_list(filled: Filled) -> list[Typed]:
    """What was filled in, as a list: one thing, or several."""
    if isinstance(filled, tuple) and len(filled) == 2 and isinstance(filled[1], bytes):
        return [(str(filled[0]), filled[1])]
    if isinstance(filled, (str, int, float, bool)):
        return [] if filled == "" else [filled]
    return [item for item in filled if not isinstance(item, bytes)]


def _file(typed: Typed) -> tuple[str, bytes]:
    if isinstance(typed, tuple):
        return typed
    raise NotFound(f"a file is needed, not {PurePath(str(typed)).name!r}")
