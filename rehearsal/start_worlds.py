"""Where a rehearsal starts: a small believable server, or a fresh one to practise setting up. All names are
invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rehearsal.world import World, bits

MEMBER_RIGHTS = bits(
    "view_channel", "send_messages", "send_messages_in_threads", "read_message_history", "add_reactions",
    "embed_links", "attach_files", "change_nickname", "use_application_commands", "create_public_threads",
)  # fmt: skip
BOT_RIGHTS = bits(
    "view_channel", "send_messages", "send_messages_in_threads", "read_message_history", "embed_links",
    "attach_files", "add_reactions", "create_public_threads", "create_private_threads", "manage_threads",
    "mention_everyone", "pin_messages",
)  # fmt: skip
STAFF_RIGHTS = bits("moderate_members", "manage_messages", "kick_members", "manage_threads", "view_audit_log")


@dataclass(frozen=True, slots=True)
class Place:
    """A built start: the server, its people, channels and roles by name (ids), and how the page introduces
    it."""

    guild_id: int
    people: dict[str, int]
    channels: dict[str, int]
    roles: dict[str, int]
    panes: tuple[str, str]
    blurb: str
    title: str
    start: str


@dataclass(frozen=True, slots=True)
class Cast:
    """One invented member."""

    name: str
    shown: str
    roles: tuple[str, ...] = field(default=())


BELIEVABLE = (
    Cast("marlow", "Marlow"),
    Cast("wren", "Wren", ("Responder",)),
    Cast("tamsin", "Tamsin", ("Responder",)),
    Cast("okello", "Okello", ("Moderator",)),
    Cast("juniper", "Juniper", ("Keeper",)),
    Cast("ash", "Ash"),
    Cast("briar", "Briar"),
    Cast("cove", "Cove"),
    Cast("dune", "Dune"),
    Cast("fen", "Fen"),
    Cast("harbor", "Harbor"),
)
_ROLES = {
    "Keeper": (0, 0x4F8A6B),
    "Responder": (bits("view_audit_log"), 0xB4653A),
    "Moderator": (STAFF_RIGHTS, 0x5B6BB0),
}
_OPEN = (
    ("welcome", "Start here. What this place is, and what it is not."),
    ("general", "Everyday talk."),
    ("check-ins", "The morning question, and whatever answer is true today."),
    ("milestones", "Days worth marking, big or small."),
    ("vent", "Say it out loud. Nobody has to fix it."),
    ("find-help", "Helplines and other people who can help right now."),
)
_STAFF = (
    ("alerts", "Where Circlekeeper asks for a human. Staff only."),
    ("staff-room", "For responders, moderators and keepers."),
)
_HISTORY: tuple[tuple[float, str, str, str], ...] = (
    (150.0, "welcome", "marlow", "Welcome. We are peers, not professionals. Take what helps and leave the rest."),
    (149.5, "welcome", "marlow", "In danger right now? Please call your local emergency number; we may be asleep."),
    (98.0, "general", "harbor", "New here. A friend sent me. Hello, I suppose."),
    (97.8, "general", "juniper", "Hello Harbor, glad you came. Sit wherever you like."),
    (97.2, "general", "ash", "Welcome! The kettle is metaphorically on."),
    (75.0, "milestones", "fen", "Two weeks yesterday. I did not think I would get to type that."),
    (74.6, "milestones", "briar", "Fen! That is lovely to read."),
    (74.0, "milestones", "wren", "Well done, Fen. Two weeks is a lot of evenings."),
    (51.0, "check-ins", "cove", "Slept badly, came anyway."),
    (50.7, "check-ins", "juniper", "Thank you for coming anyway, Cove."),
    (27.0, "vent", "dune", "My landlord called again and I shouted. Not proud, just tired."),
    (26.8, "vent", "ash", "Tired makes sense. Did you get any rest after?"),
    (26.1, "vent", "dune", "Some. Thanks for asking."),
    (20.0, "staff-room", "okello", "Quiet night. Tamsin has the evening, Wren the morning."),
    (5.0, "general", "briar", "Made soup, ate soup, would recommend soup."),
    (4.6, "general", "harbor", "Soup report appreciated."),
)


def believable(world: World) -> Place:
    """Eleven members at different stages, open channels, a staff room, a few days of history."""
    people = {cast.name: world.create_user(cast.name, display_name=cast.shown) for cast in BELIEVABLE}
    guild_id = world.create_guild("Lantern Room", people["marlow"], bot_permissions=BOT_RIGHTS, everyone=MEMBER_RIGHTS)
    roles = _roles(world, guild_id)
    for cast in BELIEVABLE[1:]:
        world.add_member(guild_id, people[cast.name], [roles[name] for name in cast.roles])
    channels = _channels(world, guild_id, roles)
    world.state.edit_guild(guild_id, {"system_channel_id": channels["welcome"]})
    tell_history(world, people, channels)
    return Place(
        guild_id, people, channels, roles, ("ash", "wren"),
        "A small server for people who look after each other. You may be anybody in it.", "Lantern Room", "believable",
    )  # fmt: skip


def fresh(world: World) -> Place:
    """A server where nothing is set up: an organiser, a friend who will respond, one channel for everybody,
    one not."""
    people = {
        name: world.create_user(name, display_name=shown)
        for name, shown in (("marlow", "Marlow"), ("wren", "Wren"), ("ash", "Ash"))
    }
    guild_id = world.create_guild("New Ground", people["marlow"], bot_permissions=BOT_RIGHTS, everyone=MEMBER_RIGHTS)
    responder = world.create_role(guild_id, "Responder", mentionable=True)
    world.add_member(guild_id, people["wren"], [responder])
    world.add_member(guild_id, people["ash"])
    channels = {"general": world.create_channel(guild_id, "general", topic="Everyday talk.")}
    channels["alerts"] = _staff_channel(world, guild_id, "alerts", "Staff only.", [responder])
    world.state.edit_guild(guild_id, {"system_channel_id": channels["general"]})
    return Place(
        guild_id, people, channels, {"Responder": responder}, ("marlow", "wren"),
        "A new server where nothing is set up yet. You are Marlow, who owns it: type /setup.", "New Ground", "fresh",
    )  # fmt: skip


STARTS: Mapping[str, Callable[[World], Place]] = {"believable": believable, "fresh": fresh}


def tell_history(world: World, people: Mapping[str, int], channels: Mapping[str, int]) -> None:
    """A few days of talk, dated in the past; the bot must not be connected yet."""
    now: datetime = world.clock.now()
    for hours_ago, channel, who, text in sorted(_HISTORY, key=lambda line: -line[0]):
        with world.at(now - timedelta(hours=hours_ago)):
            world.state.create_message(channels[channel], people[who], text)


def _roles(world: World, guild_id: int) -> dict[str, int]:
    roles: dict[str, int] = {}
    for name, (permissions, color) in _ROLES.items():
        roles[name] = world.create_role(guild_id, name, permissions=permissions, mentionable=True)
        world.state.edit_role(guild_id, roles[name], {"color": color, "hoist": True})
    return roles


def _staff_channel(
    world: World, guild_id: int, name: str, topic: str, roles: list[int], parent_id: int | None = None
) -> int:
    channel_id = world.create_channel(guild_id, name, topic=topic, parent_id=parent_id)
    world.set_overwrite(channel_id, guild_id, deny=bits("view_channel"))
    for role in [*roles, world.bot_role(guild_id).id]:
        world.set_overwrite(channel_id, role, allow=bits("view_channel", "send_messages", "read_message_history"))
    return channel_id


def _channels(world: World, guild_id: int, roles: Mapping[str, int]) -> dict[str, int]:
    circle = world.create_channel(guild_id, "The room", kind=4)
    channels = {name: world.create_channel(guild_id, name, parent_id=circle, topic=topic) for name, topic in _OPEN}
    staff = world.create_channel(guild_id, "Staff", kind=4)
    alert_roles = [roles["Responder"], roles["Moderator"]]
    for name, topic in _STAFF:
        allowed = alert_roles if name == "alerts" else [*alert_roles, roles["Keeper"]]
        channels[name] = _staff_channel(world, guild_id, name, topic, allowed, staff)
    return channels
