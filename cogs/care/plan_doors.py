"""Doors for the plan and the care card. Who reads what is checked at each press, and each reading is written down."""

import io
from datetime import datetime
from typing import Any

import discord

from cogs.care import keeping, plan_views, text, text_plan, tool_views
from cogs.care.keeping import May
from cogs.care.kept_doors import FileReady
from cogs.care.plan import CARD_FIELDS, LONGEST, PARTS
from cogs.care.plan_ending import PlanEnding
from cogs.care.tool_doors import ToolDoors
from cogs.care.tool_views import Step, button, in_rows
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import bare_name, plain_name
from cogs.shared.said import Kind, Said
from cogs.shared.scanning import look_at
from cogs.shared.ui import Press
from cogs.shared.words import words_for
from storage.care import CareStore
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.records.care import Card, Looked, Plan
from storage.records.outbox import Lane, OutboxRow, Target, ToSay

SHARED = "care.plan_shared"


class PlanDoors:
    def __init__(self, app: App, tools: ToolDoors) -> None:
        self.app = app
        self.tools = tools
        self.ending = PlanEnding(app)

    def register(self) -> None:
        for verb, door in (
            ("plan", self.plan),
            ("plan_part", self.part),
            ("plan_wrote", self.wrote),
            ("plan_share", self.share),
            ("plan_shared", self.shared),
            ("plan_unshare", self.unshare),
            ("plan_of", self.plan_of),
            ("plan_looks", self.plan_looks),
            ("plan_file", self.file),
            ("plan_forget", self.forget),
            ("card", self.card),
            ("card_write", self.card_write),
            ("card_wrote", self.card_wrote),
            ("card_looks", self.card_looks),
            ("card_forget", self.card_forget),
        ):
            self.app.router.on("care", verb, door)
        self.app.delivery.register(Kind(SHARED, self.tell_of_share))
        self.ending.register()

    async def plan(self, press: Press) -> None:
        """One press, from wherever the button stands."""
        await self.show_plan(press.interaction)

    async def show_plan(self, interaction: discord.Interaction[Any]) -> None:
        view, plan = await self._panel(interaction, goes_on=True)
        await answer(interaction, view)
        await plan_views.the_rest(interaction, words_of(interaction), plan)

    async def part(self, press: Press) -> None:
        part = next(iter(press.values), "")
        if part not in PARTS:
            raise ValueError("not a part of a plan")
        if not await self.tools.has_said_yes(press, "plan"):
            return
        plan = await self._plan(press)
        before = "" if plan is None else plan.answers.get(part, "")
        await ask(press.interaction, plan_views.part_form(words_of(press.interaction), part, before))

    async def wrote(self, press: Press) -> None:
        part, words = press.row, press.text("words")[:LONGEST]
        if part not in PARTS:
            raise ValueError("not a part of a plan")
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        if await keeping.may_keep(self.app.database, press.guild_id, who) is not May.YES:
            raise UserError(text.not_kept(w))
        async with self.app.database.transaction() as work:
            store = CareStore(work)
            plan = await store.plan(press.guild_id, who)
            answers = {**({} if plan is None else plan.answers), part: words}
            await store.write_plan(press.guild_id, who, {k: v for k, v in answers.items() if v}, now)
        await redraw(press.interaction, (await self._panel(press.interaction))[0])
        found = look_at(words)
        if found is not None and found.urgent:
            await answer(press.interaction, tool_views.urgent(w))

    async def share(self, press: Press) -> None:
        await ask(press.interaction, plan_views.share_form(words_of(press.interaction)))

    async def shared(self, press: Press) -> None:
        """With exactly the person who was picked; whoever could read it before can no longer."""
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        with_id, guild = int(press.text("who")), self.app.get_guild(press.guild_id)
        member = None if guild is None else guild.get_member(with_id)
        if guild is not None and member is None:
            try:
                member = await guild.fetch_member(with_id)
            except discord.NotFound:
                member = None
        if member is None or member.bot or with_id == who:
            raise UserError(w("Please pick one other person of this server."))
        async with self.app.database.transaction() as work:
            store = CareStore(work)
            if await store.plan(press.guild_id, who) is None:
                raise UserError(w("There is no plan to share yet."))
            await store.share_plan(press.guild_id, who, with_id, now)
            to_say = ToSay(
                key=f"{SHARED}:{press.guild_id}:{who}:{with_id}:{now.date()}",
                kind=SHARED,
                lane=Lane.ANSWERS,
                target=Target.MEMBER,
                target_id=with_id,
                guild_id=press.guild_id,
                about_member_id=who,
            )
            await OutboxStore(work).add(to_say, now)
        self.app.delivery.wake()
        await redraw(press.interaction, (await self._panel(press.interaction))[0])

    async def unshare(self, press: Press) -> None:
        who, now = press.interaction.user.id, self.app.clock.now()
        async with self.app.database.transaction() as work:
            await CareStore(work).share_plan(press.guild_id, who, None, now)
        await redraw(press.interaction, (await self._panel(press.interaction))[0])

    async def tell_of_share(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        assert row.about_member_id is not None
        async with self.app.database.reading() as work:
            plan = await CareStore(work).plan(row.guild_id, row.about_member_id)
            member = await MemberStore(work).get(row.guild_id, row.target_id)
        guild = self.app.get_guild(row.guild_id)
        if guild is None or plan is None or plan.shared_with_member_id != row.target_id:
            return None
        w = words_for(None if member is None else member.locale)
        line = text_plan.told_of_share(
            w, plain_name(self._name(guild, row.about_member_id)), plain_name(guild.name, 60)
        )
        read = button(w("Read it"), "plan_of", f"{row.about_member_id}.{row.guild_id}")
        return Said(Step([line], in_rows(read)), line)

    async def plan_of(self, press: Press) -> None:
        """For the one person it is shared with now; the owner sees that it was read."""
        w, me, owner_id = words_of(press.interaction), press.interaction.user.id, press.row_id
        guild_id = press.interaction.guild_id or int(press.choice)
        if press.interaction.guild_id is None:
            await self._still_here(guild_id, owner_id, press)
        async with self.app.database.transaction() as work:
            store = CareStore(work)
            plan = await store.plan(guild_id, owner_id)
            if plan is None or plan.shared_with_member_id != me:
                raise UserError(w("This plan is not shared with you, or not any more."))
            await store.looked(guild_id, owner_id, me, Looked.PLAN, self.app.clock.now())
        guild = self.app.get_guild(guild_id)
        name = plain_name(self._name(guild, owner_id)) if guild is not None else w("a member")
        lines = text_plan.plan_lines(w, plan, goes_on=True)
        await answer(press.interaction, Step([text_plan.plan_of(w, name), *lines]))
        await plan_views.the_rest(press.interaction, w, plan)

    async def _still_here(self, guild_id: int, owner_id: int, press: Press) -> None:
        """Asked of Discord only for a plan that they could read otherwise."""
        w, me, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        async with self.app.database.reading() as work:
            may_read = owner_id in await CareStore(work).plans_shared_with(guild_id, me)
        if not may_read or not await self.ending.may_still_read(guild_id, me, now):
            raise UserError(w("This plan is not shared with you, or not any more."))

    async def plan_looks(self, press: Press) -> None:
        await self._looks(press, Looked.PLAN)

    async def card_looks(self, press: Press) -> None:
        await self._looks(press, Looked.CARD)

    async def file(self, press: Press) -> None:
        w, plan = words_of(press.interaction), await self._plan(press)
        if plan is None:
            raise UserError(w("There is no plan yet."))
        file = discord.File(io.BytesIO(text_plan.as_file(w, plan).encode()), "my-plan.txt")
        said = w("Your plan as a file. Keep it where you find it, also when I am not there.")
        await answer(press.interaction, FileReady(said, file), files=(file,))

    async def forget(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        if press.row == "ask":
            yes = button(w("Delete my plan"), "plan_forget", "yes", discord.ButtonStyle.danger)
            view = Step(
                [w("Delete your whole plan? I cannot bring it back.")], in_rows(yes, button(w("Keep it"), "plan"))
            )
            await redraw(press.interaction, view)
            return
        async with self.app.database.transaction() as work:
            await CareStore(work).forget_plan(press.guild_id, who)
        await redraw(press.interaction, Text(w("Your plan is deleted.")))

    async def card(self, press: Press) -> None:
        await self.show_card(press.interaction)

    async def show_card(self, interaction: discord.Interaction[Any]) -> None:
        await answer(interaction, plan_views.card_panel(words_of(interaction), await self._card(interaction)))

    async def card_write(self, press: Press) -> None:
        if not await self.tools.has_said_yes(press, "card"):
            return
        card = await self._card(press.interaction)
        await ask(press.interaction, plan_views.card_form(words_of(press.interaction), card))

    async def card_wrote(self, press: Press) -> None:
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        if await keeping.may_keep(self.app.database, press.guild_id, who) is not May.YES:
            raise UserError(text.not_kept(w))
        answers = {name: press.text(name)[:500] for name, _, _ in CARD_FIELDS if press.text(name)}
        async with self.app.database.transaction() as work:
            if answers:
                await CareStore(work).write_card(press.guild_id, who, answers, now)
            else:
                await CareStore(work).forget_card(press.guild_id, who)
        await redraw(press.interaction, plan_views.card_panel(w, await self._card(press.interaction)))

    async def card_forget(self, press: Press) -> None:
        async with self.app.database.transaction() as work:
            await CareStore(work).forget_card(press.guild_id, press.interaction.user.id)
        await redraw(press.interaction, plan_views.card_panel(words_of(press.interaction), None))

    async def _looks(self, press: Press, what: Looked) -> None:
        async with self.app.database.reading() as work:
            seen = await CareStore(work).looks(press.guild_id, press.interaction.user.id, what)
        await answer(press.interaction, Step(text_plan.looks(words_of(press.interaction), seen)))

    async def _plan(self, press: Press) -> Plan | None:
        async with self.app.database.reading() as work:
            return await CareStore(work).plan(press.guild_id, press.interaction.user.id)

    async def _card(self, interaction: discord.Interaction[Any]) -> Card | None:
        async with self.app.database.reading() as work:
            return await CareStore(work).card(interaction.guild_id or 0, interaction.user.id)

    async def _panel(self, interaction: discord.Interaction[Any], *, goes_on: bool = False) -> tuple[Step, Plan | None]:
        guild_id, me = interaction.guild_id, interaction.user.id
        if guild_id is None:
            raise UserError(words_of(interaction)("Please open your plan on the server where you wrote it."))
        async with self.app.database.reading() as work:
            store = CareStore(work)
            plan, lent_by = await store.plan(guild_id, me), await store.plans_shared_with(guild_id, me)
        guild = self.app.get_guild(guild_id)
        names = [] if guild is None else [(one, bare_name(self._name(guild, one), 40)) for one in lent_by]
        shared = None
        if guild is not None and plan is not None and plan.shared_with_member_id is not None:
            shared = plain_name(self._name(guild, plan.shared_with_member_id))
        return plan_views.plan_panel(words_of(interaction), plan, shared, names, goes_on=goes_on), plan

    @staticmethod
    def _name(guild: discord.Guild, member_id: int) -> str:
        member = guild.get_member(member_id)
        return "…" if member is None else member.display_name
