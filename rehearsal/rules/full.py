"""Places that hold no more: what is counted over a whole server, category or thread."""

from __future__ import annotations

from rehearsal.rules.form import Form
from rehearsal.service import Call
from rehearsal.wire import Refusal
from rehearsal.world import World

ROLES, CHANNELS, IN_A_CATEGORY, IN_A_THREAD, EVENTS, WEBHOOKS = 250, 500, 50, 1000, 100, 15
OVERWRITES, INVITES, WEBHOOKS_OF_A_SERVER = 1000, 1000, 1000
# Discord documents that there is a limit of open threads, not which; a thousand is widely reported.
OPEN_THREADS = 1000
# AutoMod rules of a server by their trigger: keywords, spam, presets, mentions, profiles.
RULES = {1: 6, 3: 1, 4: 1, 5: 1, 6: 1}


def check_roles(world: World, call: Call) -> None:
    if len(world.state.guilds[call.match.id("guild_id")].roles) >= ROLES:
        raise Refusal(400, 30005, f"Maximum number of guild roles reached ({ROLES})")


def check_channels(world: World, call: Call) -> None:
    guild = world.state.guilds[call.match.id("guild_id")]
    if len(guild.channel_ids) >= CHANNELS:
        raise Refusal(400, 30013, f"Maximum number of server channels reached ({CHANNELS})")
    parent = str(call.fields.get("parent_id") or "")
    if sum(str(world.state.channels[key].parent_id) == parent for key in guild.channel_ids) >= IN_A_CATEGORY:
        form = Form()
        words = f"Maximum number of channels in category reached ({IN_A_CATEGORY})"
        form.add(("parent_id",), "CHANNEL_PARENT_MAX_CHANNELS", words)
        form.settle()


def check_thread(world: World, call: Call) -> None:
    thread = world.state.channels.get(call.match.id("channel_id"))
    if thread is not None and len(thread.thread_members) >= IN_A_THREAD:
        raise Refusal(400, 30033, f"Maximum number of thread participants has been reached ({IN_A_THREAD})")


def check_threads(world: World, call: Call) -> None:
    channel = world.state.channels.get(call.match.id("channel_id"))
    if channel is None or channel.guild_id is None:
        return
    if len(world.state.active_threads(channel.guild_id)) >= OPEN_THREADS:
        raise Refusal(400, 160006, "Maximum number of active threads reached")


def check_overwrites(world: World, call: Call) -> None:
    channel = world.state.channels.get(call.match.id("channel_id"))
    if channel is None or len(channel.overwrites) < OVERWRITES:
        return
    if all(overwrite.target_id != call.match.id("overwrite_id") for overwrite in channel.overwrites):
        raise Refusal(400, 30060, f"Maximum number of channel permission overwrites reached ({OVERWRITES})")


def check_invites(world: World, call: Call) -> None:
    channel = world.state.channels.get(call.match.id("channel_id"))
    if channel is not None and sum(one.guild_id == channel.guild_id for one in world.state.invites.values()) >= INVITES:
        raise Refusal(400, 30016, f"Maximum number of invites reached ({INVITES})")


def check_automod(world: World, call: Call) -> None:
    kind = call.fields.get("trigger_type")
    rules = world.state.guilds[call.match.id("guild_id")].auto_mod_rules.values()
    if sum(rule.trigger_type == kind for rule in rules) >= RULES.get(kind or 0, 1):
        form = Form()
        words = "Maximum number of rules of this type exceeded"
        form.add(("trigger_type",), "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", words)
        form.settle()


def check_events(world: World, call: Call) -> None:
    events = world.state.guilds[call.match.id("guild_id")].scheduled_events.values()
    if sum(event.status in (1, 2) for event in events) >= EVENTS:
        raise Refusal(400, 30038, f"Maximum number of uncompleted guild scheduled events reached ({EVENTS})")


def check_webhooks(world: World, call: Call) -> None:
    channel_id = call.match.id("channel_id")
    if sum(hook.channel_id == channel_id for hook in world.state.webhooks.values()) >= WEBHOOKS:
        raise Refusal(400, 30007, f"Maximum number of webhooks reached ({WEBHOOKS})")
    channel = world.state.channels.get(channel_id)
    guild_id = channel.guild_id if channel is not None else None
    channels = world.state.channels
    if sum(channels[hook.channel_id].guild_id == guild_id for hook in world.state.webhooks.values()) >= (
        WEBHOOKS_OF_A_SERVER
    ):
        raise Refusal(400, 30058, f"Maximum number of webhooks per guild reached ({WEBHOOKS_OF_A_SERVER})")
