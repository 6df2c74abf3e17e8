"""Doors for the presses at a step: celebrate, quietly, not today, each time, take back; and for those who are glad."""

from dataclasses import replace

import discord

from cogs.journeys import reaching, text, text_marking
from cogs.journeys.drawing import circles_of, drawn, own_text, said_at, with_journey
from cogs.journeys.layouts import FEATURE, LONGEST_WORDS, AnsweredView, AskView, HelpView, OwnWordsForm
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import plain_name
from cogs.shared.scanning import Found, scan_for_member
from cogs.shared.ui import Press
from cogs.shared.urgent_words import sounds_urgent
from cogs.shared.words import Words, words_for
from storage.circles import CircleStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Standing
from storage.records.milestones import Milestone, MilestoneState
from storage.servers import ServerStore


class MilestoneDoors:
    """A milestone answers only to its member, in a DM as on the server."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        on = self.app.router.on
        on(FEATURE, "celebrate", self.celebrate)
        on(FEATURE, "quiet", self.quiet)
        on(FEATURE, "not_today", self.not_today)
        on(FEATURE, "always", self.always)
        on(FEATURE, "take_back", self.take_back)
        on(FEATURE, "glad", self.glad)
        on(FEATURE, "own_words", self.ask_words)
        on(FEATURE, "wrote_words", self.keep_words)

    async def celebrate(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        found = await self._scan(press)
        done = await reaching.celebrate(self.app.database, who, press.row_id, int(press.choice), always=False, now=now)
        answered = _done(w, done)
        assert answered.circle is not None
        self.app.delivery.wake()
        lines = [text.celebrated(w, plain_name(answered.circle.name))]
        await redraw(press.interaction, AnsweredView(w, answered.milestone, lines, Standing.CELEBRATE))
        if found is not None and found.urgent:
            await answer(press.interaction, HelpView(w, sounds_urgent(w)))

    async def quiet(self, press: Press) -> None:
        await self._mark(press, MilestoneState.QUIET, Standing.QUIET)

    async def not_today(self, press: Press) -> None:
        await self._mark(press, MilestoneState.NOT_TODAY, Standing.NOTHING)

    async def always(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        standing = Standing(press.choice)
        _done(w, await reaching.always(self.app.database, who, press.row_id, standing, now))
        await redraw(press.interaction, Text(text.from_now_on(w, standing)))

    async def take_back(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        _done(w, await reaching.settle(self.app.database, who, press.row_id, MilestoneState.WITHDRAWN, now))
        self.app.delivery.wake()
        await redraw(press.interaction, Text(text.taken_back(w)))

    async def glad(self, press: Press) -> None:
        """The message itself shows it; pressed again, the name goes. It is the server's, so the server's language."""
        guild_id, who, now = press.guild_id, press.interaction.user.id, self.app.clock.now()
        w = words_of(press.interaction)
        if not await reaching.congratulate(self.app.database, guild_id, who, press.row_id, now):
            raise UserError(text.gone(w) if await self._is_gone(guild_id, press.row_id) else _own(w))
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(press.row_id, guild_id)
            server = await ServerStore(work).get(guild_id)
            whole = None if milestone is None else await with_journey(work, milestone)
        if whole is None:
            raise UserError(text.gone(w))
        said = await drawn(self.app, words_for(None if server is None else server.locale), *whole)
        if said is None:
            raise UserError(text.gone(w))
        await redraw(press.interaction, said.view, files=tuple(said.files))

    async def ask_words(self, press: Press) -> None:
        w, milestone = words_of(press.interaction), await self._own(press)
        await ask(press.interaction, OwnWordsForm(w, milestone))

    async def keep_words(self, press: Press) -> None:
        """Kept beside the step; nobody reads them before it is celebrated, and that is when they are looked at."""
        w, milestone = words_of(press.interaction), await self._own(press)
        kept = replace(milestone, words=press.text("words")[:LONGEST_WORDS])
        async with self.app.database.transaction() as work:
            await MilestoneStore(work).keep_words(kept)
            whole = await with_journey(work, kept)
        if whole is None:
            raise UserError(text.gone(w))
        name = None if whole[1] is None else whole[1].name
        lines = text.ask(w, kept, said_at(w, *whole), name, late=False)
        lines.append(text_marking.words_kept(w) if kept.words else text_marking.words_gone(w))
        await redraw(press.interaction, AskView(w, kept, lines, await circles_of(self.app, kept)))

    async def _own(self, press: Press) -> Milestone:
        """A step of theirs that they have not answered yet."""
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(press.row_id)
        mine = milestone is not None and milestone.member_id == press.interaction.user.id
        if milestone is None or not mine or milestone.state is not MilestoneState.DUE:
            raise UserError(text.gone(words_of(press.interaction)))
        return milestone

    async def _scan(self, press: Press) -> Found | None:
        """What is about to be posted of the member's own words is looked at like any message of theirs, once."""
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(press.row_id)
            whole = None if milestone is None else await with_journey(work, milestone)
            circle = None
            if milestone is not None:
                circle = await CircleStore(work).get(milestone.guild_id, int(press.choice))
        if whole is None or circle is None or whole[0].member_id != press.interaction.user.id:
            return None
        if whole[0].state is MilestoneState.CELEBRATED:
            return None
        own = own_text(*whole)
        return await scan_for_member(circle.guild_id, whole[0].member_id, circle.channel_id, own)

    async def _is_gone(self, guild_id: int, milestone_id: int) -> bool:
        async with self.app.database.reading() as work:
            milestone = await MilestoneStore(work).get(milestone_id, guild_id)
        return milestone is None or milestone.state is not MilestoneState.CELEBRATED

    async def _mark(self, press: Press, state: MilestoneState, standing: Standing) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        answered = _done(w, await reaching.settle(self.app.database, who, press.row_id, state, now))
        self.app.delivery.wake()
        said = text.marked_quietly(w) if state is MilestoneState.QUIET else text.not_today(w)
        view: discord.ui.LayoutView = AnsweredView(w, answered.milestone, [said], standing)
        await redraw(press.interaction, view)


def _own(w: Words) -> str:
    return w("This one is yours. Others may add their names here.")


def _done(w: Words, done: reaching.Answered | reaching.Refused) -> reaching.Answered:
    if isinstance(done, reaching.Refused):
        raise UserError(text.no_such_circle(w) if done.why is reaching.WhyNot.NO_CIRCLE else text.gone(w))
    return done
