"""Values that people type and choose: checked as Discord's client checks them, and put on the wire."""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from rehearsal.resolved import Resolved
from rehearsal.wire import Json

Value: TypeAlias = str | int | float | bool | tuple[str, bytes]

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)


class BadValue(ValueError):  # noqa: N818  # a sentence for whoever plays the person
    """A value that Discord's client would not send; the sentence says why."""


def checked_option(option: Json, value: Value, resolved: Resolved) -> str | int | float | bool:
    """The wire value of one command option."""
    kind, name = option["type"], option["name"]
    if kind == STRING:
        return _text_option(option, value)
    if kind in (INTEGER, NUMBER):
        return _number_option(option, value)
    if kind == BOOLEAN:
        if not isinstance(value, bool):
            raise BadValue(f"{name}: true or false is needed")
        return value
    if kind == ATTACHMENT:
        if not isinstance(value, tuple):
            raise BadValue(f"{name}: a file is needed")
        return resolved.file(*value)
    wanted = _id(name, value)
    if kind == CHANNEL:
        types = option.get("channel_types")
        chosen = resolved.channel(wanted)
        if types and resolved.channel_type(wanted) not in types:
            raise BadValue(f"{name}: a channel of another kind is needed")
        return chosen
    return {USER: resolved.user, ROLE: resolved.role, MENTIONABLE: resolved.mentionable}[kind](wanted)


def _id(name: str, value: Value) -> int:
    if isinstance(value, (tuple, bool, float)) or not str(value).isdecimal():
        raise BadValue(f"{name}: an id is needed")
    return int(value)


def _text_option(option: Json, value: Value) -> str:
    name = option["name"]
    if not isinstance(value, str):
        raise BadValue(f"{name}: text is needed")
    if not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
        raise BadValue(f"{name}: the text is too short or too long")
    _among_choices(option, value)
    return value


def _number_option(option: Json, value: Value) -> int | float:
    name = option["name"]
    if isinstance(value, (bool, str, tuple)) or (option["type"] == INTEGER and not isinstance(value, int)):
        raise BadValue(f"{name}: a number is needed")
    if not option.get("min_value", -(2**53)) <= value <= option.get("max_value", 2**53):
        raise BadValue(f"{name}: the number is too small or too large")
    _among_choices(option, value)
    return value


def _among_choices(option: Json, value: str | float) -> None:
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and not option.get("autocomplete") and value not in choices:
        raise BadValue(f"{option['name']}: not one of the choices")


def filled_field(field: Json, value: Any, resolved: Resolved) -> Json:
    """One field of a modal, or one select of a message, with what the person put in."""
    kind, name = field["type"], field["custom_id"]
    sent: Json = {"type": kind, "id": field.get("id", 1), "custom_id": name}
    if kind == 4:
        return sent | {"value": _typed(field, value)}
    if kind == 21:
        return sent | {"value": _one_of(field, value)}
    if kind == 23:
        checked = field.get("default", False) if value is None else value
        if not isinstance(checked, bool):
            raise BadValue(f"{name}: ticked or not is needed")
        return sent | {"value": checked}
    return sent | {"values": _several(field, value, resolved)}


def _required(field: Json) -> bool:
    return bool(field.get("required", True)) and field["type"] != 23


def _typed(field: Json, value: Any) -> str:
    text = field.get("value") or "" if value is None else str(value)
    if not text and _required(field):
        raise BadValue(f"{field['custom_id']}: this field is required")
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if text and not low <= len(text) <= high:
        raise BadValue(f"{field['custom_id']}: {low} to {high} characters are allowed, not {len(text)}")
    return text


def _one_of(field: Json, value: Any) -> str | None:
    options: list[Json] = field["options"]
    if value is None:
        value = next((option["value"] for option in options if option.get("default")), None)
    if value is None:
        if _required(field):
            raise BadValue(f"{field['custom_id']}: this field is required")
        return None
    if value not in {option["value"] for option in options}:
        raise BadValue(f"{field['custom_id']}: {value!r} is not offered")
    return str(value)


def _several(field: Json, value: Any, resolved: Resolved) -> list[str]:
    kind, name = field["type"], field["custom_id"]
    chosen: list[Any]
    if value is None:
        chosen = [option["value"] for option in field.get("options") or () if option.get("default")]
    elif isinstance(value, list):
        chosen = cast("list[Any]", value)
    else:
        chosen = [value]
    low = field.get("min_values")
    high = field.get("max_values")
    low = 1 if low is None else low
    high = (len(field.get("options") or ()) if kind == 22 else 1) if high is None else high
    if not chosen and not _required(field):
        return []
    if not low <= len(chosen) <= high:
        raise BadValue(f"{name}: {low} to {high} values are needed, not {len(chosen)}")
    if kind in (3, 22):
        offered = {option["value"] for option in field["options"]}
        for item in chosen:
            if item not in offered:
                raise BadValue(f"{name}: {item!r} is not offered")
        return [str(item) for item in chosen]
    if kind == 19:
        return [resolved.file(*item) for item in chosen]
    finders = {5: resolved.user, 6: resolved.role, 7: resolved.mentionable, 8: resolved.channel}
    return [finders[kind](_id(name, item)) for item in chosen]
