"""Fix-ups behind the world: the small differences between its objects and those of the official
specification.

Objects are recognised by keys that only their kind has, so one walk serves answers and events alike. What a
person or the bot wrote (embeds, components, command options) is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rehearsal.component_shapes import component_shape
from rehearsal.wire import Json
from rehearsal.world import World

_LEFT_ALONE = frozenset({
    "components", "options", "choices", "trigger_metadata", "actions", "changes", "poll", "thread_metadata",
    "permission_overwrites", "content", "emoji", "data", "modal",
})  # fmt: skip
_NEVER_SENT = frozenset({"verified", "mfa_enabled", "locale", "email"})


def user_shape(user: Json) -> Json:
    """A user, without what only its owner may see (a user with an e-mail field is shown to its owner)."""
    if "email" in user:
        return user
    shaped = {key: value for key, value in user.items() if key not in _NEVER_SENT}
    shaped.setdefault("flags", shaped.get("public_flags", 0))
    for key in ("banner", "accent_color", "avatar_decoration_data", "collectibles", "primary_guild"):
        shaped.setdefault(key, None)
    return shaped


def _message(message: Json) -> Json:
    if message.get("nonce") is None:
        message.pop("nonce", None)
    if message.get("reactions") == []:
        del message["reactions"]
    if message.get("sticker_items") == []:
        del message["sticker_items"]
    for embed in message.get("embeds") or ():
        embed.setdefault("type", "rich")
        for field in embed.get("fields") or ():
            field.setdefault("inline", False)
    for key in ("embeds", "attachments"):
        message.setdefault(key, [])
    # A role named twice in the text is one mention.
    message["mention_roles"] = list(dict.fromkeys(message.get("mention_roles") or ()))
    message["components"] = [component_shape(component) for component in message.get("components") or ()]
    if message.get("type") == 19 or (message.get("type") == 21):
        message.setdefault("referenced_message", None)
    reference = message.get("message_reference")
    if reference is not None:
        message["message_reference"] = {
            "type": reference.get("type", 0),
            **{key: str(reference[key]) for key in ("channel_id", "message_id", "guild_id") if reference.get(key)},
        }
    metadata = message.get("interaction_metadata")
    if metadata is not None:
        metadata = dict(metadata)
        owners: Json = metadata.get("authorizing_integration_owners") or {}
        metadata["authorizing_integration_owners"] = owners
        for key in ("target_id", "target_type", "target_channel_id", "command_type"):
            metadata.pop(key, None)
        message["interaction_metadata"] = metadata
    return message


def _member(member: Json) -> Json:
    for key in ("banner", "avatar_decoration_data", "collectibles"):
        member.setdefault(key, None)
    return member


def _role(role: Json) -> Json:
    return role


def _channel(channel: Json) -> Json:
    channel.setdefault("flags", 0)
    if "guild_id" in channel:
        channel.setdefault("nsfw", False)
    if channel.get("type") == 1:
        for key in ("parent_id", "topic", "rate_limit_per_user"):
            channel.pop(key, None)
    return channel


def _thread(thread: Json) -> Json:
    thread.setdefault("flags", 0)
    metadata: Json = dict(thread["thread_metadata"])
    if thread.get("type") != 12:
        metadata.pop("invitable", None)
    thread["thread_metadata"] = metadata
    return thread


_RULE_DEFAULTS: dict[int, Json] = {
    1: {"keyword_filter": [], "regex_patterns": [], "allow_list": []},
    4: {"presets": [], "allow_list": []},
    5: {"mention_total_limit": 0, "mention_raid_protection_enabled": False},
}


def _rule(rule: Json) -> Json:
    rule["trigger_metadata"] = _RULE_DEFAULTS.get(rule.get("trigger_type", 0), {}) | rule["trigger_metadata"]
    rule["actions"] = [{"metadata": {}} | action for action in rule["actions"]]
    return rule


def _invite(invite: Json) -> Json:
    invite.setdefault("type", 0)
    invite.setdefault("guild", {
        "id": invite["guild_id"], "name": "", "features": [], "icon": None, "splash": None, "banner": None,
        "description": None, "verification_level": 0, "vanity_url_code": None, "nsfw": False, "nsfw_level": 0,
        "premium_subscription_count": 0,
    })  # fmt: skip
    return invite


def entry_shape(entry: Json) -> Json:
    """An entry of the audit log: roles given and taken are changes, and nothing is null."""
    options: Json = dict(entry.get("options") or {})
    changes: list[Json] = list(entry.get("changes") or ())
    moved = [key for key in ("$add", "$remove") if key in options]
    changes += [{"key": key, "new_value": options.pop(key)} for key in moved]
    shaped = {key: value for key, value in entry.items() if value is not None or key == "target_id"}
    shaped.pop("options", None)
    shaped["changes"] = changes
    return shaped | ({"options": options} if options else {})


def _guild(guild: Json) -> Json:
    missing: Json = {
        "home_header": None, "region": "deprecated", "widget_enabled": False, "widget_channel_id": None,
        "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "safety_alerts_channel_id": None,
        "nsfw": False, "nsfw_level": 0, "incidents_data": None,
    }  # fmt: skip
    return missing | guild


def _event(event: Json) -> Json:
    event.setdefault("recurrence_rule", None)
    event.setdefault("guild_scheduled_event_exceptions", [])
    return event


def _attachment(attachment: Json) -> Json:
    if attachment.get("description") is None:
        attachment.pop("description", None)
    return attachment


def _webhook(found: Json) -> Json:
    """A webhook belongs to the application whose bot made it, and to none if a person did."""
    maker: Json = found.get("user") or {}
    if found.get("type") == 1 and "avatar" in found and maker.get("bot"):
        return found | {"application_id": maker["id"]}
    return found


_KINDS: tuple[tuple[str, Callable[[Json], Json]], ...] = (
    ("discriminator", user_shape),
    ("mention_everyone", _message),
    ("pending", _member),
    ("thread_metadata", _thread),
    ("permission_overwrites", _channel),
    ("recipients", _channel),
    ("hoist", _role),
    ("verification_level", _guild),
    ("entity_type", _event),
    ("proxy_url", _attachment),
    ("max_uses", _invite),
    ("trigger_metadata", _rule),
    ("application_id", _webhook),
)


def tidy(value: Any) -> Any:
    """The same JSON value with every recognised object in Discord's shape; the argument is not changed."""
    if isinstance(value, list):
        return [tidy(item) for item in value]  # pyright: ignore[reportUnknownVariableType]  # any JSON
    if not isinstance(value, dict):
        return value
    plain: Json = {
        str(key): item if key in _LEFT_ALONE else tidy(item)  # pyright: ignore[reportUnknownArgumentType]  # any JSON
        for key, item in value.items()  # pyright: ignore[reportUnknownVariableType]  # any JSON
    }
    for mark, shape in _KINDS:
        if mark in plain:
            return shape(plain)
    return plain


def guild_shape(world: World, guild_id: int) -> Json:
    """A server as GUILD_CREATE carries it: only active threads that the bot may see, the true time of
    joining.
    """
    guild: Json = tidy(world.guild_json(guild_id))
    me = world.bot.id
    guild["joined_at"] = world.state.guilds[guild_id].members[me].joined_at or guild["joined_at"]
    threads: list[Json] = guild["threads"]
    guild["threads"] = [
        thread for thread in threads if not thread["thread_metadata"]["archived"] and world.sees(me, int(thread["id"]))
    ]
    guild["large"] = len(guild["members"]) > 250
    return guild


def event_shape(world: World, event: str, payload: Json) -> Json:
    """A gateway event's body in Discord's shape."""
    if event == "GUILD_CREATE" and int(payload["id"]) in world.bot_guilds():
        return guild_shape(world, int(payload["id"]))
    body: Json = tidy(payload)
    if event == "INTERACTION_CREATE":
        return _interaction(world, payload, body)
    if event == "GUILD_AUDIT_LOG_ENTRY_CREATE":
        return entry_shape(body)
    if event == "MESSAGE_CREATE":
        nonce = world.nonces.get(int(payload["id"]))
        if nonce is not None:
            body["nonce"] = nonce
    return body


def _interaction(world: World, payload: Json, body: Json) -> Json:
    data: Json = dict(payload.get("data") or {})
    if "resolved" in data:
        data["resolved"] = tidy(data["resolved"])
    body["data"] = data
    body["attachment_size_limit"] = 10 * 1024 * 1024
    guild_id = body.get("guild_id")
    body["locale"] = world.language
    body["authorizing_integration_owners"] = {"0": guild_id if guild_id is not None else "0"}
    if guild_id is not None:
        locale = world.state.guilds[int(guild_id)].preferred_locale
        body["guild"] = {"id": guild_id, "locale": locale, "features": []}
        body["guild_locale"] = locale
    return body
