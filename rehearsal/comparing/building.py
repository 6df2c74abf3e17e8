"""Builds the server of a recording, as its first GUILD_CREATE shows it."""

from __future__ import annotations

from typing import Any

from rehearsal.comparing.ids import Ids
from rehearsal.wire import Json
from rehearsal.world import World


def know_the_bot(world: World, ids: Ids, ready: Json) -> None:
    """The bot's own account and application, from READY."""
    ids.bind(ready["user"]["id"], world.bot.id)
    if ready.get("application"):
        ids.bind(ready["application"]["id"], world.state.application_id)


def build(world: World, ids: Ids, guild: Json) -> None:
    """People, roles, channels and who may do what in them; everything gets an id of its own here."""
    for member in guild["members"]:
        _person(world, ids, member["user"])
    owner = ids.here(guild["owner_id"]) or world.create_user("owner")
    ids.bind(guild["owner_id"], owner)
    guild_id = world.create_guild(str(guild["name"]), owner)
    ids.bind(guild["id"], guild_id)
    own = {role for one in guild["members"] if ids.here(one["user"]["id"]) == world.bot.id for role in one["roles"]}
    for role in sorted(guild["roles"], key=lambda role: int(role["position"])):
        _role(world, ids, guild_id, role, own=bool(role.get("managed")) and role["id"] in own)
    for member in guild["members"]:
        person = ids.here(member["user"]["id"])
        roles = [key for role in member["roles"] if (key := ids.here(role)) is not None]
        if person not in (None, owner, world.bot.id):
            world.add_member(guild_id, person, roles)
    for channel in sorted(guild["channels"], key=lambda channel: channel["type"] != 4):
        _channel(world, ids, guild_id, channel)


def meet(world: World, ids: Ids, event: Json) -> None:
    """People who act in an event and whom GUILD_CREATE did not name: a large server leaves them out."""
    guild_id = ids.here(event.get("guild_id") or 0)
    member: Json = event.get("member") or {}
    user: Json = event.get("author") or member.get("user") or event.get("user") or {}
    if guild_id is None or not user.get("username") or event.get("webhook_id"):
        return
    _person(world, ids, user)
    person = ids.here(user["id"])
    if person is not None and person not in world.state.guilds[guild_id].members:
        world.add_member(guild_id, person, [key for role in member.get("roles") or () if (key := ids.here(role))])


def _person(world: World, ids: Ids, user: Json) -> None:
    if ids.here(user["id"]) is None:
        shown = user.get("global_name")
        ids.bind(user["id"], world.create_user(user["username"], display_name=shown, bot=bool(user.get("bot"))))


def _role(world: World, ids: Ids, guild_id: int, role: Json, *, own: bool) -> None:
    if ids.here(role["id"]) == guild_id:
        world.state.guilds[guild_id].everyone_role.permissions = int(role["permissions"])
        return
    if own:
        world.bot_role(guild_id).permissions = int(role["permissions"])
        ids.bind(role["id"], world.bot_role(guild_id).id)
        return
    made = world.create_role(
        guild_id, str(role["name"]), permissions=int(role["permissions"]), mentionable=bool(role.get("mentionable"))
    )
    ids.bind(role["id"], made)


def _channel(world: World, ids: Ids, guild_id: int, channel: Json) -> None:
    parent: Any = channel.get("parent_id")
    made = world.create_channel(
        guild_id, str(channel["name"]), kind=int(channel["type"]), topic=channel.get("topic"),
        parent_id=ids.here(parent) if parent else None,
    )  # fmt: skip
    ids.bind(channel["id"], made)
    for mark in channel.get("permission_overwrites") or ():
        target = ids.here(mark["id"])
        if target is not None:
            world.set_overwrite(
                made, target, member=int(mark["type"]) == 1, allow=int(mark["allow"]), deny=int(mark["deny"])
            )
