"""The ladder while nothing can be written: the same people after the same minutes, in plain words, from memory.

Each step is in the spill file before the next one; after a start the ladder goes on from there.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import discord

from cogs.alerts import paging, text_plain
from cogs.alerts.matching.findings import Hit
from cogs.alerts.paging import Goal
from cogs.alerts.people import pinged, without
from cogs.alerts.policy import Chosen, Policy, Reach, graver, people_of, route
from cogs.alerts.seen import Seen, Told
from cogs.alerts.standing import may_work, works_here
from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.delivery import nonce_of
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.outcomes import SEND_ERRORS, failure
from cogs.shared.pacer import in_lane
from cogs.shared.rota import on_call
from cogs.shared.said import NOBODY, pinging
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import words_for
from storage.records.oncall import Rota
from storage.records.outbox import Lane
from storage.records.servers import Server

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=2)
"""What somebody adds is said again no sooner; all of it is in the file."""

Keep = Callable[[int, int, Told], Awaitable[None]]


@dataclass(slots=True)
class _Asked:
    """One person about whom people are asked, without a case."""

    server: Server
    seen: Seen
    policy: Policy
    began_at: datetime
    step: int
    said_at: datetime
    taken_by: int | None = None

    @property
    def due_at(self) -> datetime | None:
        rungs = self.policy.rungs
        if self.taken_by is not None or self.step + 1 >= len(rungs):
            return None
        return self.began_at + timedelta(seconds=rungs[self.step + 1].after)

    @property
    def told(self) -> Told:
        return Told(self.began_at, self.step, self.taken_by)


class PlainLadder:
    def __init__(
        self,
        app: App,
        routes: Mapping[int, Server],
        chosen: Mapping[int, Chosen],
        rotas: Mapping[int, Rota],
        keep: Keep,
    ) -> None:
        self.app = app
        self._routes = routes
        self._chosen = chosen
        self._rotas = rotas
        self._keep = keep
        self._asked: dict[tuple[int, int], _Asked] = {}
        self._look = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        app.clock.on_jump(self._look.set)

    def told(self, guild_id: int, member_id: int) -> Told | None:
        asked = self._asked.get((guild_id, member_id))
        return None if asked is None else asked.told

    def forget(self, guild_id: int, member_id: int) -> None:
        """It is a case by now."""
        self._asked.pop((guild_id, member_id), None)

    async def add(self, seen: Seen, top: Hit) -> None:
        """Ask about that person, or ask again when they wrote again after a while or it is graver than before."""
        chosen = self._chosen.get(seen.guild_id, Chosen())
        server, policy = (
            self._routes.get(seen.guild_id),
            route(top.category, top.severity, chosen.table, chosen.repeat),
        )
        if server is None or policy is None:
            return
        guild = self.app.get_guild(seen.guild_id)
        now, key = self.app.clock.now(), (seen.guild_id, seen.member_id)
        people = replace(people_of(server), on_call_ids=self._on_call(server, guild, now))
        if seen.avoid:
            people = without(people, seen.member_id, seen.can_read, None if guild is None else guild.owner_id)
        policy = policy.with_people(people)
        asked = self._asked.get(key)
        if asked is None or graver(policy.name, asked.policy.name):
            began_at, step, taken_by = now, -1, None
            if seen.told is not None:
                began_at, step, taken_by = seen.told.began_at, seen.told.step, seen.told.taken_by
            self._asked[key] = asked = _Asked(server, seen, policy, began_at, step, now, taken_by)
            await self._climb(asked, now)
        elif now - asked.said_at >= PAUSE:
            asked.seen = seen
            await self._say(asked, now)
        self._look.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_asking(), name="circlekeeper: ask without a database")

    def _on_call(self, server: Server, guild: discord.Guild | None, now: datetime) -> tuple[int, ...]:
        """Nobody can be taken off the rota now: whoever is known to have lost their role is passed over."""
        duty = on_call(self._rotas.get(server.guild_id, Rota()), now)
        members = [(one, None if guild is None else guild.get_member(one)) for one in duty]
        return tuple(one for one, member in members if member is None or works_here(member, server))

    async def take(self, press: Press) -> None:
        """“I've got this” under a plain message; `row_id` is the message it is about."""
        w, me = words_of(press.interaction), press.interaction.user.id
        asked = next((one for one in self._asked.values() if one.seen.message_id == press.row_id), None)
        if asked is None:
            raise UserError(text_plain.look_for_the_newer_one(w))
        if not await may_work(self.app, press.interaction, asked.server) or asked.seen.member_id == me:
            raise UserError(text_plain.not_yours(w))
        if asked.taken_by not in (None, me):
            await answer(press.interaction, text_plain.somebody_has_it(w, asked.taken_by))
            return
        asked.taken_by = me
        await self._keep(asked.seen.guild_id, asked.seen.member_id, asked.told)
        await answer(press.interaction, text_plain.you_have_it(w))
        line = text_plain.taken(words_for(asked.server.locale), me, asked.seen.member_id)
        for goal in paging.goals(asked.policy.people, Reach.QUEUE):
            await self._send(goal, asked, Text(line), NOBODY, f"taken:{me}")

    async def _keep_asking(self) -> None:
        while self._asked and not self.app.is_closed():
            self._look.clear()
            with self.app.quiet.work():
                now = self.app.clock.now()
                for asked in list(self._asked.values()):
                    await self._climb(asked, now)
            due = [one.due_at for one in self._asked.values() if one.due_at is not None]
            wait = max((min(due) - self.app.clock.now()).total_seconds(), 0.0) if due else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._look.wait()

    async def _climb(self, asked: _Asked, now: datetime) -> None:
        """One rung when its moment has come. After a long stop the last one of those missed stands for them all."""
        climbed = False
        while asked.due_at is not None and asked.due_at <= now:
            asked.step += 1
            climbed = True
        if climbed:
            await self._keep(asked.seen.guild_id, asked.seen.member_id, asked.told)
            await self._say(asked, now)

    async def _say(self, asked: _Asked, now: datetime) -> None:
        """In the alert channel that takes it and that the person cannot read, and by DM where the step says so."""
        asked.said_at = now
        people = asked.policy.people
        reach = asked.policy.rungs[max(asked.step, 0)].reach
        roles, users = pinged(people, reach, first=asked.step == 0)
        if asked.taken_by is not None:
            roles, users = (), (asked.taken_by,)
        w = words_for(asked.server.locale)
        minutes = round((now - asked.began_at).total_seconds() / 60)
        key = f"{asked.step}:{int(now.timestamp())}"
        for goal in paging.goals(people, Reach.QUEUE if reach is Reach.NOBODY_LEFT else reach):
            direct = goal.member_id is not None
            who = [] if direct else [*(f"<@&{one}>" for one in roles), *(f"<@{one}>" for one in users)]
            pings = NOBODY if direct else pinging(users=users, roles=roles)
            line = text_plain.asking(w, asked.seen, reach, minutes, " ".join(who))
            if await self._send(goal, asked, _with_button(line, asked, text_plain.mine(w)), pings, key):
                continue
            for other in paging.other_ways(people, goal.path) if not direct else ():
                view = _with_button(line, asked, text_plain.mine(w))
                await self._send(other, asked, view, pings if other.member_id is None else NOBODY, key)

    async def _send(self, goal: Goal, asked: _Asked, view: Text, pings: discord.AllowedMentions, key: str) -> bool:
        view.stop()
        try:
            channel_id = goal.channel_id
            if goal.member_id is not None:
                channel_id = (await self.app.create_dm(discord.Object(goal.member_id))).id
            assert channel_id is not None
            nonce = nonce_of(f"spill:{asked.seen.message_id}:{channel_id}:{key}")
            with in_lane(Lane.ALERTS):
                await self.app.get_partial_messageable(channel_id).send(view=view, allowed_mentions=pings, nonce=nonce)
        except SEND_ERRORS as error:
            log.error("an alert could neither be written down nor said: %s", failure(error).detail)  # noqa: TRY400 - a trace may hold text
            return False
        return True


def _with_button(line: str, asked: _Asked, label: str) -> Text:
    view = Text(line)
    if asked.taken_by is None:
        take = custom_id("alerts", "take_plain", asked.seen.message_id)
        view.add_item(
            discord.ui.ActionRow(discord.ui.Button(label=label, custom_id=take, style=discord.ButtonStyle.success))
        )
    return view
