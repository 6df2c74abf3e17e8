"""The server of a drill: their channels and roles by name, and as many invented people as hold each role."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rehearsal.drill.own_rules import played
from rehearsal.drill.settings import GONE, Settings
from rehearsal.start_worlds import BOT_RIGHTS, MEMBER_RIGHTS, Place
from rehearsal.world import World, bits

BEGINS = time(22, 0)  # on the server's clock
MEMBERS = ("cove", "dune", "fen", "harbor")
READERS = bits("view_channel", "send_messages", "read_message_history", "attach_files")
RIGHTS = BOT_RIGHTS & ~bits("mention_everyone")


def evening(settings: Settings, now: datetime) -> datetime:
    """When the drill begins: the next evening on their own clock."""
    local = now.astimezone(ZoneInfo(settings.zone))
    begins = datetime.combine(local.date(), BEGINS, ZoneInfo(settings.zone))
    return (begins if begins > local else begins + timedelta(days=1)).astimezone(UTC)


def build(world: World, settings: Settings) -> Place:
    """The place. What the bot lacks is taken from it later, by `take_away`: set-up itself needs it."""
    people = {"organiser-1": world.create_user("organiser-1", display_name="Organiser 1")}
    guild_id = world.create_guild(
        "Your server, a drill", people["organiser-1"], bot_permissions=RIGHTS, everyone=MEMBER_RIGHTS
    )
    silent = {name for name, permission in settings.missing if permission == "mention_everyone"}
    roles = {
        name: world.create_role(guild_id, name, mentionable=name not in silent)
        for name in dict.fromkeys((settings.responder_role, settings.moderator_role))
    }

    def enter(stem: str, count: int, role: str | None, first: int = 1) -> None:
        for number in range(first, count + 1):
            name = f"{stem}-{number}"
            people[name] = world.create_user(name, display_name=f"{stem.capitalize()} {number}")
            world.add_member(guild_id, people[name], [roles[role]] if role else [])

    enter("responder", settings.responders, settings.responder_role)
    if settings.moderator_role != settings.responder_role:
        enter("moderator", settings.moderators, settings.moderator_role)
    enter("organiser", settings.organisers, None, first=2)
    for name in (*MEMBERS, *(who for who, _, _ in played(settings.own_rules))):
        people[name] = world.create_user(name, display_name=name.capitalize())
        world.add_member(guild_id, people[name])
    channels = {name: world.create_channel(guild_id, name) for name in settings.watched if name != GONE}
    for name in filter(None, (settings.alert_channel, settings.second_channel)):
        channels[name] = channel_id = world.create_channel(guild_id, name)
        world.set_overwrite(channel_id, guild_id, deny=bits("view_channel"))
        for role in [*roles.values(), world.bot_role(guild_id).id]:
            world.set_overwrite(channel_id, role, allow=READERS)
    if not any(name for name in settings.watched if name != GONE):
        channels["general"] = world.create_channel(guild_id, "general")
    on_duty = "responder-1" if settings.responders else "organiser-1"
    return Place(
        guild_id, people, channels, roles, ("cove", on_duty),
        "Your settings, invented people, one bad night. The report comes when it is over.", "A drill", "drill",
    )  # fmt: skip


def let_organisers_in(world: World, place: Place, settings: Settings) -> None:
    """They may read where alerts go, once they are named: before that, set-up refuses a channel that they can read."""
    for name in filter(None, (settings.alert_channel, settings.second_channel)):
        for number in range(1, settings.organisers + 1):
            person = place.people[f"organiser-{number}"]
            world.set_overwrite(place.channels[name], person, member=True, allow=READERS)


def take_away(world: World, place: Place, settings: Settings) -> None:
    """What the bot lacks on the real server, it lacks here from now on."""
    role = world.bot_role(place.guild_id).id
    for name, permission in settings.missing:
        if name in place.channels:
            world.change_overwrite(place.channels[name], role, deny=bits(permission))
