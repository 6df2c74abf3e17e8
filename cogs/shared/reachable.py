"""Whether each step of a ladder would reach anybody: asked when something is chosen, not when it is needed."""

import asyncio
import logging
from collections.abc import Sequence
from enum import StrEnum

import discord

from cogs.shared.app import App
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.words import Words

log = logging.getLogger(__name__)


class Step(StrEnum):
    """Whom a step asks."""

    ALERT_CHANNEL = "alert_channel"
    RESPONDERS = "responders"
    MODERATORS = "moderators"
    ORGANISERS = "organisers"


async def members_of(app: App, guild: discord.Guild) -> Sequence[discord.Member] | None:
    """Everybody on the server; None when Discord does not say. discord.py does not hold all members by itself."""
    if guild.chunked:
        return guild.members
    try:
        async with asyncio.timeout(app.timings.canary_wait):
            return await guild.chunk(cache=False)
    except (TimeoutError, discord.ClientException, *SEND_ERRORS) as error:
        log.info("members could not be asked for: %s", type(error).__name__)
        return None


async def unreachable(
    app: App,
    guild: discord.Guild,
    *,
    alert_channel_id: int | None,
    responder_role_id: int | None,
    moderator_role_id: int | None,
    organiser_ids: Sequence[int],
) -> tuple[Step, ...]:
    """Steps that would ask nobody. What Discord cannot tell now is taken to be all right: a test alert shows it."""
    found: list[Step] = []
    channel = None if alert_channel_id is None else guild.get_channel(alert_channel_id)
    allowed = None if channel is None else channel.permissions_for(guild.me)
    if allowed is None or not (allowed.view_channel and allowed.send_messages):
        found.append(Step.ALERT_CHANNEL)
    members = await members_of(app, guild)
    if members is None:
        return tuple(found)
    people = [member for member in members if not member.bot]
    for step, role_id in ((Step.RESPONDERS, responder_role_id), (Step.MODERATORS, moderator_role_id)):
        if not any(role.id == role_id for member in people for role in member.roles):
            found.append(step)
    if not {member.id for member in people} & set(organiser_ids):
        found.append(Step.ORGANISERS)
    return tuple(found)


def lacking(w: Words, step: Step) -> str:
    """What is missing, and what to do."""
    return {
        Step.ALERT_CHANNEL: w(
            "I cannot write in the alert channel. Please give me “View Channel” and “Send Messages”."
        ),
        Step.RESPONDERS: w("Nobody has the responder role, so that step would ask nobody. Please give it to somebody."),
        Step.MODERATORS: w("Nobody has the moderator role, so that step would ask nobody. Please give it to somebody."),
        Step.ORGANISERS: w("No named organiser is here, so that step would ask nobody. Please choose one in /setup."),
    }[step]
