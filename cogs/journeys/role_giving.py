"""Gives and takes roles for steps on Discord; what stands in the way is told to those who can put it right."""

import asyncio
import logging
from datetime import datetime
from typing import Any

import discord

from cogs.journeys import roles, text_roles
from cogs.journeys.role_events import ROLES
from cogs.journeys.roles import POWERS, RoleFacts, Unfit, unfit
from cogs.shared.answers import Text
from cogs.shared.app import App
from cogs.shared.people_here import is_here, member_here
from cogs.shared.said import Kind, Said
from cogs.shared.words import words_for
from storage.outbox import OutboxStore
from storage.records.events import Event
from storage.records.outbox import Lane, OutboxRow, Target, ToSay
from storage.servers import ServerStore

log = logging.getLogger(__name__)

TROUBLE = "journeys.role_trouble"
_REFUSED = {10007, 10011, 50001, 50013}  # no such member or role, no access, not allowed: asking again changes nothing


class RoleGiving:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.events.on(ROLES, self.settle)
        self.app.events.on("member.left", self.left)
        self.app.delivery.register(Kind(TROUBLE, self.trouble))
        self.app.before_erasing.register(self.take_all)

    async def settle(self, event: Event, now: datetime) -> None:
        """Make it as it should be; again is safe. Raises for what may pass: the event comes back."""
        if event.member_id is None or not is_here(self.app, event.guild_id):
            return
        guild_id, member_id = event.guild_id, event.member_id
        change = await roles.change_for(self.app.database, guild_id, member_id)
        for role_id, journey_id in change.now_for.items():
            await roles.given(self.app.database, guild_id, member_id, role_id, journey_id, now)
        if not change.give and not change.take:
            return
        member = await member_here(self.app, guild_id, member_id)
        if member is None:
            await roles.taken(self.app.database, guild_id, member_id, change.take)
            return
        for role_id in sorted(change.take):
            await self._take(member, role_id, now)
        for role_id, journey_id in change.give.items():
            await self._give(member, role_id, journey_id, now)

    async def left(self, event: Event, now: datetime) -> None:
        """Discord takes roles from whoever leaves; what we noted goes too, so that nothing is given back unasked."""
        if event.member_id is not None:
            held = await roles.held_by(self.app.database, event.guild_id, event.member_id)
            await roles.taken(self.app.database, event.guild_id, event.member_id, held)

    async def take_all(self, guild_id: int, member_id: int) -> None:
        """Before an erasure: afterwards nobody knows any more that a role was ours."""
        held = await roles.held_by(self.app.database, guild_id, member_id)
        member = await member_here(self.app, guild_id, member_id) if held else None
        if member is not None:
            await asyncio.gather(*(self._take(member, role_id, self.app.clock.now()) for role_id in held))

    async def trouble(self, row: OutboxRow, now: datetime) -> Said | None:
        """None when it has been put right meanwhile."""
        guild = None if row.guild_id is None else self.app.get_guild(row.guild_id)
        if guild is None:
            return None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(guild.id)
        role_id = int(str(row.arguments["role_id"]))
        why = unfit(facts_of(guild, role_id))
        if why is None:
            return None
        role = guild.get_role(role_id)
        w = words_for(None if server is None else server.locale)
        said = text_roles.trouble(w, why, None if role is None else role.name)
        return Said(Text(said), plain=said)

    async def _give(self, member: discord.Member, role_id: int, journey_id: int, now: datetime) -> None:
        why = unfit(facts_of(member.guild, role_id))
        if why is not None:
            await self._tell(member.guild.id, role_id, now)
            return
        try:
            await member.add_roles(discord.Object(role_id), reason="a step that they chose to show")
        except discord.HTTPException as error:
            await self._excuse(error, member.guild.id, role_id, now)
            return
        await roles.given(self.app.database, member.guild.id, member.id, role_id, journey_id, now)

    async def _take(self, member: discord.Member, role_id: int, now: datetime) -> None:
        """A role that is gone is taken already; one that we may not touch is told, and kept in mind until we may."""
        why = unfit(facts_of(member.guild, role_id))
        if why in (Unfit.NO_RIGHT, Unfit.TOO_HIGH) and member.get_role(role_id) is not None:
            await self._tell(member.guild.id, role_id, now)
            return
        if why is not Unfit.GONE:
            try:
                await member.remove_roles(discord.Object(role_id), reason="a step that is not shown any more")
            except discord.HTTPException as error:
                await self._excuse(error, member.guild.id, role_id, now)
                return
        await roles.taken(self.app.database, member.guild.id, member.id, [role_id])

    async def _excuse(self, error: discord.HTTPException, guild_id: int, role_id: int, now: datetime) -> None:
        if error.code not in _REFUSED and error.status != 403:
            raise error
        await self._tell(guild_id, role_id, now)

    async def _tell(self, guild_id: int, role_id: int, now: datetime) -> None:
        """Those who look after the server read it where alerts are, once a day, without a ping."""
        async with self.app.database.transaction() as work:
            server = await ServerStore(work).get(guild_id)
            if server is None or server.alert_channel_id is None:
                return
            to_say = ToSay(
                key=f"role-trouble:{guild_id}:{role_id}:{now:%Y-%m-%d}",
                kind=TROUBLE,
                lane=Lane.PROMPTS,
                target=Target.CHANNEL,
                target_id=server.alert_channel_id,
                guild_id=guild_id,
                arguments={"role_id": str(role_id)},
            )
            await OutboxStore(work).add(to_say, now)
        self.app.delivery.wake()


def facts_of(guild: discord.Guild, role_id: int) -> RoleFacts | None:
    """None when there is no such role."""
    role = guild.get_role(role_id)
    if role is None:
        return None
    allowed: dict[str, Any] = dict(role.permissions)
    return RoleFacts(
        below_ours=role < guild.me.top_role,
        managed=role.managed or role.is_default(),
        we_may=guild.me.guild_permissions.manage_roles,
        powers=frozenset(name for name in POWERS if allowed.get(name)),
    )
