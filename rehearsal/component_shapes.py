"""Components as Discord gives them out: every default filled in, nothing null that is merely absent."""

from __future__ import annotations

from typing import Any

from rehearsal.wire import Json

_DEFAULTS: dict[int, Json] = {
    3: {"min_values": 1, "max_values": 1},
    5: {"min_values": 1, "max_values": 1},
    6: {"min_values": 1, "max_values": 1},
    7: {"min_values": 1, "max_values": 1},
    8: {"min_values": 1, "max_values": 1},
    11: {"description": None, "spoiler": False},
    13: {"name": None, "size": None, "spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}
_MAY_BE_NULL = frozenset({"description", "accent_color", "name", "size"})


def component_shape(component: Json) -> Json:
    """One component with everything in it."""
    kind = component.get("type", 0)
    may_be_null = _MAY_BE_NULL if kind in _DEFAULTS else frozenset[str]()
    given: Json = {key: value for key, value in component.items() if value is not None or key in may_be_null}
    shaped: Json = {**_DEFAULTS.get(kind, {}), **given}
    if "components" in shaped:
        shaped["components"] = [component_shape(child) for child in shaped["components"]]
    if "accessory" in shaped:
        shaped["accessory"] = component_shape(shaped["accessory"])
    for key in ("media", "file"):
        if key in shaped:
            shaped[key] = _media(shaped[key])
    if "items" in shaped:
        shaped["items"] = [_item(item) for item in shaped["items"]]
    if kind == 13 and shaped["name"] is None:
        shaped["name"] = str(shaped["file"]["url"]).rsplit("/", 1)[-1]
    return shaped


def _item(item: Json) -> Json:
    return {"description": None, "spoiler": False} | item | {"media": _media(item["media"])}


def _media(media: Any) -> Json:
    url = media["url"]
    parts = str(url).split("/")
    made_of = parts[-2] if len(parts) > 2 and parts[-2].isdecimal() else "0"
    kept = {key: value for key, value in media.items() if value is not None}
    return {"id": made_of, "proxy_url": url} | kept
