"""How the rota, a gap and a swap look, and the presses on them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import discord

from cogs.oncall import actions, text
from cogs.oncall.actions import Refused
from cogs.oncall.people import still_answers
from cogs.oncall.rules import Until, off_until, still_free
from cogs.shared.answers import Text, answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import plain_name
from cogs.shared.rights import is_responder
from cogs.shared.rota import Span
from cogs.shared.said import NOBODY, Kind, Said, Way, pinging
from cogs.shared.ui import Press, custom_id, offer
from cogs.shared.words import Words, words_for
from storage.oncall import OnCallStore
from storage.records.oncall import Swap, SwapState
from storage.records.outbox import OutboxRow, State
from storage.records.servers import Server
from storage.servers import ServerStore
from storage.work import Work

_MOST_BUTTONS = 5


class Lines(discord.ui.LayoutView):
    """Sentences with buttons under them."""

    def __init__(self, lines: Sequence[str], buttons: Sequence["discord.ui.Button[Any]"] = ()) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay("\n".join(lines)[:3900]))
        if buttons:
            self.add_item(discord.ui.ActionRow(*buttons))


def rota_view(w: Words, lines: Sequence[str], gaps: Sequence[Span], zone: str) -> Lines:
    """The rota with a button for each of the next gaps."""
    buttons = [_take(text.plain_span(w, gap, zone), gap) for gap in gaps[:_MOST_BUTTONS]]
    return Lines([*lines, text.you_could_take(w)] if buttons else lines, buttons)


def rest_button(locale: str) -> "discord.ui.Button[Any]":
    """The door `im-off`: for whoever has just done something heavy."""
    w = words_for(locale)
    return discord.ui.Button(label=w("I'm off until tomorrow"), custom_id=custom_id("oncall", "rest"))


def _take(label: str, gap: Span) -> "discord.ui.Button[Any]":
    row = f"{int(gap.from_at.timestamp())}.{int(gap.to_at.timestamp())}"
    return discord.ui.Button(
        label=label[:80], style=discord.ButtonStyle.primary, custom_id=custom_id("oncall", "cover", row)
    )


def _swap_buttons(w: Words, swap: Swap) -> list["discord.ui.Button[Any]"]:
    return [
        discord.ui.Button(
            label=w("Yes, I can"),
            style=discord.ButtonStyle.success,
            custom_id=custom_id("oncall", "agree", swap.swap_id),
        ),
        discord.ui.Button(label=w("Not this time"), custom_id=custom_id("oncall", "decline", swap.swap_id)),
    ]


class Doors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("oncall", "cover", self.cover)
        self.app.router.on("oncall", "agree", self.agree)
        self.app.router.on("oncall", "decline", self.decline)
        self.app.router.on("oncall", "rest", self.rest)
        offer("im-off", rest_button)
        self.app.delivery.register(Kind(actions.GAP, self.gap))
        self.app.delivery.register(Kind(actions.SWAP, self.swap, way=Way.DM, settled=self._swap_settled))
        self.app.delivery.register(Kind(actions.SWAPPED, self.swapped, way=Way.DM))

    # presses

    async def cover(self, press: Press) -> None:
        w, me = words_of(press.interaction), press.interaction.user.id
        server = await self._server(press.guild_id)
        if server is None or not is_responder(press.interaction, server):
            raise UserError(text.only_responders(w))
        span = Span(datetime.fromtimestamp(press.row_id, UTC), datetime.fromtimestamp(int(press.choice), UTC))
        done = await actions.cover(self.app.database, server.guild_id, me, span, self.app.clock.now())
        if isinstance(done, Refused):
            raise UserError(text.refused(w, done))
        self.app.delivery.wake()
        said = text.covered(words_for(server.locale), me, done)
        message = press.interaction.message
        if message is not None and message.flags.ephemeral:
            await answer(press.interaction, text.covered(w, me, done))
        else:
            await redraw(press.interaction, Text(said))

    async def rest(self, press: Press) -> None:
        """After something heavy: off until tomorrow, in one press."""
        w, me = words_of(press.interaction), press.interaction.user.id
        server = await self._server(press.guild_id)
        if server is None or not is_responder(press.interaction, server):
            raise UserError(text.only_responders(w))
        now = self.app.clock.now()
        until = off_until(Until.DAY, now)
        await actions.go_off(self.app.database, server.guild_id, me, until, now)
        self.app.delivery.wake()
        await answer(press.interaction, text.off(w, until))

    async def agree(self, press: Press) -> None:
        await self._answer_swap(press, agreed=True)

    async def decline(self, press: Press) -> None:
        await self._answer_swap(press, agreed=False)

    async def _answer_swap(self, press: Press, *, agreed: bool) -> None:
        w, me = words_of(press.interaction), press.interaction.user.id
        async with self.app.database.reading() as work:
            swap = await OnCallStore(work).swap(press.row_id)
            server = None if swap is None else await ServerStore(work).get(swap.guild_id)
        if swap is None or server is None or swap.to_member_id != me:
            raise UserError(text.refused(w, Refused.NOT_YOURS))
        if agreed and not await still_answers(self.app, server, me):
            raise UserError(text.only_responders(w))
        done = await actions.answer_swap(self.app.database, swap.swap_id, me, self.app.clock.now(), agreed=agreed)
        if isinstance(done, Refused):
            raise UserError(text.refused(w, done))
        self.app.delivery.wake()
        await redraw(press.interaction, Text(text.swap_answered(w, done)))

    # what is said

    async def gap(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        server = await self._server(row.guild_id)
        rota = await actions.rota_of(self.app.database, row.guild_id, now)
        from_at, to_at = (datetime.fromtimestamp(int(str(row.arguments[name])), UTC) for name in ("from", "to"))
        free = still_free(rota, Span(from_at, to_at), now) if rota.is_kept else None
        if server is None or free is None:
            return None
        w = words_for(server.locale)
        begun, soon = free.from_at <= now, bool(row.arguments["soon"])
        line = text.gap_ahead(w, free, regular=bool(row.arguments["regular"]), begun=begun)
        role_id = server.responder_role_id if soon else None
        if role_id is not None:
            line = f"<@&{role_id}> {line}"
        pings = NOBODY if role_id is None else pinging(roles=[role_id])
        return Said(Lines([line], [_take(w("I can be there"), free)]), line, pings)

    async def swap(self, row: OutboxRow, now: datetime) -> Said | None:
        swap, server = await self._swap(row)
        if swap is None or server is None or swap.state is not SwapState.ASKED:
            return None
        w, guild = words_for(server.locale), self.app.get_guild(server.guild_id)
        line = text.swap_asked(w, swap, "" if guild is None else plain_name(guild.name, 60))
        if row.arguments["in_channel"]:
            line = f"<@{swap.to_member_id}> {line}"
        pings = pinging(users=[swap.to_member_id]) if row.arguments["in_channel"] else NOBODY
        return Said(Lines([line], _swap_buttons(w, swap)), line, pings)

    async def swapped(self, row: OutboxRow, now: datetime) -> Said | None:
        swap, server = await self._swap(row)
        if swap is None or server is None:
            return None
        line = text.swap_answered(words_for(server.locale), swap)
        return Said(Text(line), line)

    async def _swap_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        swap = await OnCallStore(work).swap(int(str(row.arguments["swap"])))
        if state in (State.CLOSED, State.GONE) and swap is not None and not row.arguments["in_channel"]:
            await actions.nobody_home(work, swap, now)

    async def _swap(self, row: OutboxRow) -> tuple[Swap | None, Server | None]:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            swap = await OnCallStore(work).swap(int(str(row.arguments["swap"])))
            return swap, await ServerStore(work).get(row.guild_id)

    async def _server(self, guild_id: int) -> Server | None:
        async with self.app.database.reading() as work:
            return await ServerStore(work).get(guild_id)
