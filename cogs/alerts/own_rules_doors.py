"""Doors for a server's own rules: `/alerts rule …`, the buttons under a trial, and “not a crisis” turned to use."""

from datetime import datetime, timedelta
from typing import Any

import discord
from discord import app_commands

from cogs.alerts import own_rules, text_own_rules, views_own_rules
from cogs.alerts.choosing import CATEGORY_NAMES, SEVERITY_NAMES, Place, enter
from cogs.alerts.matching.engine import CATEGORIES, RuleError
from cogs.alerts.matching.findings import Severity
from cogs.alerts.matching.own_rules import MAX_RULE_LENGTH
from cogs.alerts.own_rules import Change, Unsaved, Wanted
from cogs.alerts.own_rules_live import OwnRules, as_rule
from cogs.alerts.trying import try_rule
from cogs.shared.answers import Text, answer, ask
from cogs.shared.app import App
from cogs.shared.failures import UserError
from cogs.shared.said import Kind, Said
from cogs.shared.ui import Press
from cogs.shared.words import Words, command_text, words_for
from storage.alerts import AlertStore
from storage.own_rules import OwnRuleStore
from storage.records.outbox import OutboxRow
from storage.records.own_rules import OwnRule, RuleKind, RuleState
from storage.records.servers import Server
from storage.servers import ServerStore

Interaction = discord.Interaction[Any]
Phrase = app_commands.Range[str, 1, MAX_RULE_LENGTH]
Name = app_commands.Range[str, 1, 32]
_CATEGORIES = [choice for choice in CATEGORY_NAMES if choice.value in CATEGORIES]


def add_rule_commands(group: app_commands.Group, doors: "RuleDoors") -> None:
    """Add `/alerts rule`."""
    rule = app_commands.Group(
        name="rule", description=command_text("What else to look for here, and what not"), parent=group
    )
    _add(rule, doors)
    _edit(rule, doors)
    _except(rule, doors)
    _remove(rule, doors)
    _list(rule, doors)


def _add(group: app_commands.Group, doors: "RuleDoors") -> None:
    @group.command(name="add", description=command_text("Words to look for here; tried before they count"))
    @app_commands.describe(
        words=command_text("The words, or a /pattern/; the phrase language is in docs/rules.md"),
        category=command_text("What it is about"),
        severity=command_text("How grave it is"),
        name=command_text("A short name; empty: made from the words"),
    )
    @app_commands.choices(category=_CATEGORIES, severity=SEVERITY_NAMES)
    async def add(interaction: Interaction, words: Phrase, category: str, severity: str, name: Name = "") -> None:
        w, server = await enter(doors.app, interaction, change=True)
        await doors.draft(interaction, w, server, words, name, category, severity)


def _edit(group: app_commands.Group, doors: "RuleDoors") -> None:
    @group.command(name="edit", description=command_text("Change a rule, or take it out of shadow; tried again first"))
    @app_commands.describe(
        name=command_text("The rule"),
        words=command_text("Other words"),
        category=command_text("What it is about"),
        severity=command_text("How grave it is"),
    )
    @app_commands.choices(category=_CATEGORIES, severity=SEVERITY_NAMES)
    async def edit(
        interaction: Interaction, name: Name, words: Phrase = "", category: str = "", severity: str = ""
    ) -> None:
        w, server = await enter(doors.app, interaction, change=True)
        async with doors.app.database.reading() as work:
            old = await OwnRuleStore(work).named(server.guild_id, name)
        if old is None or old.kind is not RuleKind.RULE or old.category is None or old.severity is None:
            raise UserError(text_own_rules.unknown(w))
        level = severity or Severity(old.severity).word
        await doors.draft(interaction, w, server, words or old.words, name, category or old.category, level, old)


def _except(group: app_commands.Group, doors: "RuleDoors") -> None:
    @group.command(name="except", description=command_text("What is not to count: by words, channel or time"))
    @app_commands.describe(
        rule=command_text("The rule or category, as /alerts try names it: suicide/want-act"),
        words=command_text("Words near it that show it means something else"),
        channel=command_text("Only in this channel"),
        days=command_text("Only for so many days"),
    )
    async def exclude(
        interaction: Interaction,
        rule: app_commands.Range[str, 1, 80],
        words: app_commands.Range[str, 0, MAX_RULE_LENGTH] = "",
        channel: Place | None = None,
        days: app_commands.Range[int, 1, 365] | None = None,
    ) -> None:
        w, server = await enter(doors.app, interaction, change=True)
        if rule not in CATEGORIES and rule not in await doors.names(server.guild_id):
            raise UserError(w("I have no rule of that name. /alerts try shows which rule a text matches."))
        until = None if days is None else doors.app.clock.now() + timedelta(days=days)
        channel_id = None if channel is None else channel.id
        await doors.exclude(interaction, w, server, rule, words, channel_id, until)


def _remove(group: app_commands.Group, doors: "RuleDoors") -> None:
    @group.command(name="remove", description=command_text("Take back a rule or an exception of this server"))
    @app_commands.describe(name=command_text("Its name, as /alerts rule list shows it"))
    async def remove(interaction: Interaction, name: Name) -> None:
        w, server = await enter(doors.app, interaction, change=True)
        async with doors.app.database.transaction() as work:
            me, now = interaction.user.id, doors.app.clock.now()
            found = await own_rules.remove(work, server.guild_id, name, me, now)
        if found is None:
            raise UserError(text_own_rules.unknown(w))
        await doors.changed(server.guild_id)
        await answer(interaction, text_own_rules.removed(w, found))


def _list(group: app_commands.Group, doors: "RuleDoors") -> None:
    @group.command(name="list", description=command_text("The rules and exceptions of this server"))
    async def show(interaction: Interaction) -> None:
        w, server = await enter(doors.app, interaction, change=False)
        now = doors.app.clock.now()
        async with doors.app.database.reading() as work:
            store = OwnRuleStore(work)
            rules = await store.of_guild(server.guild_id, now)
            shadow = await store.shadow_times(server.guild_id, now.date() - timedelta(days=7))
        await answer(interaction, Text(*text_own_rules.listed(w, rules, shadow)))


class RuleDoors:
    def __init__(self, app: App, live: OwnRules) -> None:
        self.app = app
        self.live = live

    def register(self) -> None:
        self.app.router.on("alerts", "rule_save", self.save)
        self.app.router.on("alerts", "rule_sure", self.sure)
        self.app.router.on("alerts", "rule_shadow", self.shadow)
        self.app.router.on("alerts", "rule_drop", self.drop)
        self.app.router.on("alerts", "except", self.ask_exception)
        self.app.router.on("alerts", "excepted", self.excepted)
        self.app.delivery.register(Kind(own_rules.RULE_CHANGED, self.told))

    async def names(self, guild_id: int) -> frozenset[str]:
        """The rules an exception can be for."""
        async with self.app.database.reading() as work:
            own = await OwnRuleStore(work).of_guild(guild_id, self.app.clock.now())
        mine = {f"{one.category}/own.{one.name}" for one in own if one.kind is RuleKind.RULE}
        return frozenset(mine | {rule.name for rule in self.live.base.rules})

    async def changed(self, guild_id: int) -> None:
        """From the next message on what is in use now counts."""
        self.app.delivery.wake()
        await self.live.reload(guild_id)

    async def draft(
        self,
        interaction: Interaction,
        w: Words,
        server: Server,
        words: str,
        name: str,
        category: str,
        severity: str,
        replaces: OwnRule | None = None,
    ) -> None:
        guild = interaction.guild
        if guild is None or category not in CATEGORIES or severity not in {one.word for one in Severity}:
            raise UserError(w("Please pick one from the list."))
        wanted = Wanted(server.guild_id, interaction.user.id, words, name)
        level, now = Severity.named(severity), self.app.clock.now()
        try:
            async with self.app.database.transaction() as work:
                made = await own_rules.draft_rule(work, wanted, category, level, now, replaces)
        except RuleError as reason:
            raise UserError(reason.said(w)) from reason
        if isinstance(made, Unsaved):
            raise UserError(text_own_rules.unsaved(w, made))
        trial = await try_rule(self.live.base, as_rule(made), guild, server)
        lines = text_own_rules.tried(w, made, trial)
        await answer(interaction, views_own_rules.trial(w, made.rule_id, lines, wide=trial.is_wide))

    async def save(self, press: Press) -> None:
        w, server = await enter(self.app, press.interaction, change=True)
        if press.choice == "wide":
            await answer(press.interaction, views_own_rules.sure(w, press.row_id))
            return
        await self._put_in_use(press, w, server, RuleState.LIVE)

    async def sure(self, press: Press) -> None:
        w, server = await enter(self.app, press.interaction, change=True)
        await self._put_in_use(press, w, server, RuleState.LIVE)

    async def shadow(self, press: Press) -> None:
        w, server = await enter(self.app, press.interaction, change=True)
        await self._put_in_use(press, w, server, RuleState.SHADOW)

    async def _put_in_use(self, press: Press, w: Words, server: Server, state: RuleState) -> None:
        me, now = press.interaction.user.id, self.app.clock.now()
        async with self.app.database.transaction() as work:
            done = await own_rules.put_in_use(work, server.guild_id, press.row_id, me, state, now)
        if isinstance(done, Unsaved):
            raise UserError(text_own_rules.unsaved(w, done))
        await self.changed(server.guild_id)
        await answer(press.interaction, text_own_rules.saved(w, done))

    async def drop(self, press: Press) -> None:
        w, server = await enter(self.app, press.interaction, change=True)
        async with self.app.database.transaction() as work:
            await own_rules.drop(work, server.guild_id, press.row_id)
        await answer(press.interaction, text_own_rules.dropped(w))

    async def ask_exception(self, press: Press) -> None:
        """Under “not a crisis”: `row_id` is the case."""
        w, _ = await enter(self.app, press.interaction, change=True)
        await ask(press.interaction, views_own_rules.exception_form(w, press.row_id))

    async def excepted(self, press: Press) -> None:
        w, server = await enter(self.app, press.interaction, change=True)
        async with self.app.database.reading() as work:
            alerts = await AlertStore(work).of_case(press.row_id, limit=1)
        if not alerts or alerts[0].guild_id != server.guild_id:
            raise UserError(w("That case is not kept any longer. You can use /alerts rule except instead."))
        newest, now = alerts[0], self.app.clock.now()
        here = next(iter(press.fields.get("where", ())), "here") == "here"
        days = next(iter(press.fields.get("days", ())), "0")
        if days not in views_own_rules.DAYS:
            raise ValueError("not a time that can be chosen")
        until = None if days == "0" else now + timedelta(days=int(days))
        channel_id = newest.channel_id if here else None
        words = press.text("words")
        # Words narrow it enough for everything of that category; without any, it is for the one rule alone.
        target = newest.category if words else newest.rule
        await self.exclude(press.interaction, w, server, target, words, channel_id, until)

    async def exclude(
        self,
        interaction: Interaction,
        w: Words,
        server: Server,
        target: str,
        words: str,
        channel_id: int | None,
        until: datetime | None,
    ) -> None:
        wanted = Wanted(server.guild_id, interaction.user.id, words)
        try:
            async with self.app.database.transaction() as work:
                now = self.app.clock.now()
                made = await own_rules.except_from(work, wanted, target, now, channel_id=channel_id, until=until)
        except RuleError as reason:
            raise UserError(reason.said(w)) from reason
        if isinstance(made, Unsaved):
            raise UserError(text_own_rules.unsaved(w, made))
        await self.changed(server.guild_id)
        await answer(interaction, text_own_rules.saved(w, made))

    async def told(self, row: OutboxRow, now: datetime) -> Said | None:
        """The change as it was made, however the rule stands by now."""
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(row.guild_id)
        if server is None:
            return None
        said = {name: str(value) for name, value in row.arguments.items()}
        rule = OwnRule(
            rule_id=0,
            guild_id=row.guild_id,
            kind=RuleKind(said["kind"]),
            name=said["name"],
            words=said["words"],
            category=said["category"] or None,
            severity=int(said["severity"]) or None,
            target=said["target"] or None,
            channel_id=int(said["channel"]) if said["channel"] else None,
            until=None if row.arguments["until"] is None else datetime.fromisoformat(said["until"]),
            state=RuleState.LIVE,
            replaces_id=None,
            made_by_member_id=None,
            made_at=now,
        )
        line = text_own_rules.changed(words_for(server.locale), Change(said["change"]), rule, int(said["by"]))
        return Said(Text(line), line)
