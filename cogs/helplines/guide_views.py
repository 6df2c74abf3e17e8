"""Guided help on the screen: one step at a time on one private message, and what a yes does."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import discord

from cogs.helplines import countries, guide, tomorrow
from cogs.helplines.answer_views import Asked
from cogs.helplines.asking_country import country_form, country_rows, in_rows, plain_button
from cogs.helplines.directory import Answer, Directory
from cogs.helplines.guide import SKIP, Danger, Effect, Guide, Obstacle, Reply, Screen, Situation
from cogs.helplines.guide_text import ScreenText, leave_label, screen_text
from cogs.helplines.shelf import Shelf
from cogs.helplines.style import Markdown
from cogs.helplines.text import unknown_country
from cogs.shared import humans, ui
from cogs.shared.answers import answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.efforts import Effort, effort_made
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ui import Press
from cogs.shared.words import Words
from storage.errors import StorageError
from storage.helplines import HelplineStore
from storage.records.helplines import HelplineChoice

_MOST_CHARACTERS = 3900  # of all text of one message together (Discord's limit: 4,000)
# Where a person is asked for yes or no, the yes stands out; where danger is asked about, nothing does.
_STRONG = {Screen.OVERDOSE: SKIP, Screen.HUMAN: Reply.YES, Screen.EMERGENCY: SKIP}


class GuideView(discord.ui.LayoutView):
    """`first` are lines that stand above the screen: what a press has just done."""

    def __init__(
        self,
        w: Words,
        at: Guide,
        said: ScreenText,
        directory: Directory,
        *,
        first: Sequence[str] = (),
        extra: Sequence[discord.ui.Button[Any]] = (),
    ) -> None:
        super().__init__(timeout=None)
        heading = [f"### {said.heading}"] if said.heading else []
        text = "\n".join([*first, *heading, *said.lines])[:_MOST_CHARACTERS] or w("All right.")
        if at.screen is Screen.LEFT:
            self.add_item(discord.ui.TextDisplay(text))
            return
        box = discord.ui.Container[GuideView](discord.ui.TextDisplay(text))
        state = guide.packed(at)
        if at.screen is Screen.SITUATION:
            for row in _situation_rows(w, state, said):
                box.add_item(row)
        else:
            for row in in_rows([_choice(at, state, value, label) for value, label in said.options]):
                box.add_item(row)
        if at.asks_country and at.country is None:
            for row in country_rows(w, directory.countries, "guide_in", state):
                box.add_item(row)
        last = [*extra]
        if at.asks_country:
            last.append(plain_button(w("Another country…"), "guide_ask", state))
        if at.screen is not Screen.DONE:
            last.append(plain_button(leave_label(w), "guide_leave", "1" if at.discreet else "0"))
        for row in in_rows(last):
            box.add_item(row)
        self.add_item(box)


def _situation_rows(w: Words, state: str, said: ScreenText) -> "list[discord.ui.ActionRow[Any]]":
    """The one that cannot wait has its own button; the others are a list, which a thumb reads best."""
    labels = dict(said.options)
    urgent = plain_button(
        labels[Situation.OVERDOSE], "guide", f"{state}.{Situation.OVERDOSE}", discord.ButtonStyle.danger
    )
    others: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=ui.custom_id("helplines", "guide_situation", state),
        placeholder=said.heading,
        options=[
            discord.SelectOption(label=label, value=value)
            for value, label in said.options
            if value not in (SKIP, Situation.OVERDOSE)
        ],
    )
    rest = [
        plain_button(labels[SKIP], "guide", f"{state}.{SKIP}"),
        plain_button(w("Just numbers, nothing else on screen"), "guide_discreet", state),
    ]
    return [discord.ui.ActionRow(urgent), discord.ui.ActionRow(others), *in_rows(rest)]


def _choice(at: Guide, state: str, value: str, label: str) -> discord.ui.Button[Any]:
    strong = _STRONG.get(at.screen) == value
    style = discord.ButtonStyle.primary if strong else discord.ButtonStyle.secondary
    return plain_button(label, "guide", f"{state}.{value}", style)


class GuideDoors:
    def __init__(self, app: App, directory: Directory, shelf: Shelf) -> None:
        self.app = app
        self.directory = directory
        self.shelf = shelf

    def register(self) -> None:
        for verb, door in (
            ("find", self.find),
            ("overdose", self.overdose),
            ("guide", self.pressed),
            ("guide_situation", self.situation),
            ("guide_discreet", self.discreet),
            ("guide_in", self.country),
            ("guide_ask", self.ask_country),
            ("guide_typed", self.typed),
            ("guide_keep", self.keep),
            ("guide_leave", self.leave),
        ):
            self.app.router.on("helplines", verb, door)

    async def find(self, press: Press) -> None:
        """The pinned button, and every offer of another feature."""
        await self.begin(press.interaction)

    async def overdose(self, press: Press) -> None:
        await self.begin(press.interaction, Situation.OVERDOSE)

    async def begin(
        self, interaction: discord.Interaction[Any], situation: Situation | None = None, *, discreet: bool = False
    ) -> None:
        """The first screen, on a private message of its own."""
        kept = await self.shelf.choice(interaction.guild_id, interaction.user.id)
        country = None if kept is None else countries.find(kept.country)
        at = guide.begin(country, discreet=discreet)
        if kept is not None:
            at = guide.wishing(at, kept.language, kept.channel, kept.audience)
        if situation is not None and not discreet:
            at = guide.choose(at, situation)
        await answer(interaction, self._view(words_of(interaction), interaction, at))

    async def pressed(self, press: Press) -> None:
        state, _, value = press.row.rpartition(".")
        await self._go(press.interaction, guide.unpacked(state), value)

    async def situation(self, press: Press) -> None:
        await self._go(press.interaction, guide.unpacked(press.row), next(iter(press.values), ""))

    async def discreet(self, press: Press) -> None:
        at = guide.unpacked(press.row)
        begun = guide.begin(at.country, discreet=True)
        await self._show(press.interaction, guide.wishing(begun, at.language, at.channel, at.audience))

    async def country(self, press: Press) -> None:
        state = press.row.rpartition(".")[0]
        chosen = countries.find(next(iter(press.values), ""))
        if chosen is None:
            raise ValueError("not a country of the list")
        await self._show(press.interaction, guide.in_country(guide.unpacked(state), chosen))

    async def ask_country(self, press: Press) -> None:
        guide.unpacked(press.row)
        await ask(press.interaction, country_form(words_of(press.interaction), "guide_typed", press.row))

    async def typed(self, press: Press) -> None:
        w, typed = words_of(press.interaction), press.text("country")
        chosen = countries.find(typed)
        if chosen is None:
            raise UserError(unknown_country(w, typed, Markdown()))
        await self._show(press.interaction, guide.in_country(guide.unpacked(press.row), chosen))

    async def keep(self, press: Press) -> None:
        """The country, and nothing else of what was said here; what else is remembered stays."""
        at, w = guide.unpacked(press.row), words_of(press.interaction)
        if at.country is None:
            raise ValueError("there is no country to keep")
        async with self.app.database.transaction() as work:
            store, who = HelplineStore(work), press.interaction.user.id
            before = await store.choice(press.guild_id, who) or HelplineChoice(at.country.key)
            choice = replace(before, country=at.country.key)
            await store.keep_choice(press.guild_id, who, choice, self.app.clock.now())
        kept = w(
            "I will remember your country on this server, and nothing else of what you said here. /helpline lets you "
            "forget it again."
        )
        await self._show(press.interaction, at, first=[kept], keeps=True)

    async def leave(self, press: Press) -> None:
        left = guide.leave(Guide(discreet=press.row == "1"))
        await self._show(press.interaction, left)

    async def _go(self, interaction: discord.Interaction[Any], before: Guide, value: str) -> None:
        after = guide.choose(before, value)
        if after.obstacle is Obstacle.LANGUAGE and after.language is None:
            after = replace(after, language=interaction.locale.value.partition("-")[0])
        w, first = words_of(interaction), list[str]()
        try:
            match guide.effect(before, after):
                case Effect.TELL_A_HUMAN:
                    first += await self._ask_human(w, interaction, after)
                    await self._asked_early(interaction, after)
                case Effect.ASK_TOMORROW:
                    first.append(await self._ask_tomorrow(w, interaction))
                case None:
                    pass
        except (UserError, StorageError) as refused:
            await self._show(interaction, before, first=[_sorry(w, before, refused)])
            return
        await self._show(interaction, after, first=first)

    @staticmethod
    async def _ask_human(w: Words, interaction: discord.Interaction[Any], at: Guide) -> Sequence[str]:
        """What the people on call are asked is one thing; what stands on the screen may be read over a shoulder."""
        said = await humans.ask_human(interaction, interaction.guild_id or 0, watched=at.situation in guide.WATCHED)
        return (w("I have asked. I cannot promise when someone says hello."),) if at.discreet else said

    async def _asked_early(self, interaction: discord.Interaction[Any], at: Guide) -> None:
        """Before it was an emergency: noted for those alone who want their efforts marked."""
        if at.danger is Danger.YES or at.situation is Situation.OVERDOSE or interaction.guild_id is None:
            return
        with contextlib.suppress(StorageError):  # people have been asked: that is what counts
            async with self.app.database.transaction() as work:
                now = self.app.clock.now()
                await effort_made(work, interaction.guild_id, interaction.user.id, Effort.HELP, now)
            self.app.events.wake()

    async def _ask_tomorrow(self, w: Words, interaction: discord.Interaction[Any]) -> str:
        assert interaction.guild_id is not None
        way = await tomorrow.ask_once(
            self.app.database, interaction.guild_id, interaction.user.id, self.app.clock.now()
        )
        self.app.delivery.wake()
        return tomorrow.will_ask(w, way)

    async def _show(
        self,
        interaction: discord.Interaction[Any],
        at: Guide,
        *,
        first: Sequence[str] = (),
        keeps: bool = False,
    ) -> None:
        view = self._view(words_of(interaction), interaction, at, first=first, keeps=keeps)
        await redraw(interaction, view)

    def _view(
        self,
        w: Words,
        interaction: discord.Interaction[Any],
        at: Guide,
        *,
        first: Sequence[str] = (),
        keeps: bool = False,
    ) -> GuideView:
        now, guild_id = self.app.clock.now(), interaction.guild_id
        at = _what_can_be_offered(at, here=guild_id is not None and humans.can_be_asked())
        own, hidden = self.shelf.own(guild_id), self.shelf.hidden(guild_id)
        found = guide.answer_for(at, self.directory, now, own, hidden)
        said = screen_text(w, at, found, Markdown())
        if first and at.screen is Screen.DONE:
            said = replace(said, lines=())  # what was done has just been said, in the words of who did it
        extra = self._extra(w, at, found, guild_id, keeps=keeps, now=now)
        return GuideView(w, at, said, self.directory, first=first, extra=extra)

    def _extra(
        self, w: Words, at: Guide, found: Answer | None, guild_id: int | None, *, keeps: bool, now: datetime
    ) -> list[discord.ui.Button[Any]]:
        if at.discreet:
            return []
        buttons: list[Any] = []
        plan = ui.door("my-plan", w.locale)
        if at.screen in (Screen.LINES, Screen.DONE) and guild_id is not None and plan is not None:
            buttons.append(plan)
        if at.tomorrow is Reply.YES:
            day = (now + timedelta(days=1)).date().isoformat()
            buttons.append(plain_button(w("Do not ask after all"), "not_tomorrow", day))
        if found is None:
            return buttons
        if at.screen is Screen.LINES:
            buttons.append(plain_button(w("All lines, with details"), "answer", Asked.of(found).packed))
        if at.asks_country and guild_id is not None and not keeps and at.situation not in guide.WATCHED:
            buttons.append(plain_button(w("Remember my country"), "guide_keep", guide.packed(at)))
        return buttons


def _sorry(w: Words, at: Guide, refused: Exception) -> str:
    if at.discreet:
        return w("I could not ask anyone just now.")
    if isinstance(refused, UserError):
        return str(refused)
    return w("I could not do that just now. Please write to a moderator here yourself, or call a line.")


def _what_can_be_offered(at: Guide, *, here: bool) -> Guide:
    """Outside a server nobody can be asked and nothing can come later, so those two screens are passed over."""
    while not here and at.screen in (Screen.HUMAN, Screen.TOMORROW):
        at = guide.choose(at, SKIP)
    return at
