"""After using again: is the body safe, then company, quiet, a tool, a number or nothing; one hello only after a yes."""

from typing import Any

import discord

from cogs.care import text, timer, tool_views
from cogs.care.text_after import looked_for_danger, what_would_be_good
from cogs.care.timer import HELLO, MIDWEEK, come_back, promised
from cogs.care.tool_views import Step, button, in_rows, stop
from cogs.care.tools import AFTER, BY_KEY
from cogs.shared import humans, ui
from cogs.shared.answers import Text, answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.ui import Press
from cogs.shared.words import Words

_STRONG = discord.ButtonStyle.primary


def danger(w: Words) -> Step:
    """The emergency step, and on one press what to do until help comes."""
    doors = [ui.door(name, w.locale) for name in ("overdose-card", "help-me")]
    buttons: list[discord.ui.Item[Any]] = [door for door in doors if door is not None]
    return Step(looked_for_danger(w), in_rows(*buttons, button(w("Go on"), "after", "safe"), stop(w)))


def choices(w: Words, *, here: bool) -> Step:
    """`here`: whether there are people who can be asked."""
    door = ui.door("help-me", w.locale)
    buttons: list[discord.ui.Item[Any]] = [
        *([button(w("Company"), "after", "company", _STRONG)] if here else []),
        button(w("Ten quiet minutes"), "way", "wait"),
        button(w("A tool"), "tools"),
        *([] if door is None else [door]),
        button(w("Nothing now"), "after", "rest"),
    ]
    return Step([what_would_be_good(w)], in_rows(*buttons, stop(w)))


def rest(w: Words, *first: str) -> Step:
    lines = [*first, w("Shall I say hello tomorrow? One message, once. You need not answer it.")]
    buttons = (
        button(w("Yes, please"), "after", "hello"),
        button(w("No, thank you"), "done", AFTER),
        button(w("Look at what was around it"), "open_form", AFTER),
    )
    return Step(lines, in_rows(*buttons, stop(w)))


class AfterDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("care", "after", self.after)
        self.app.router.on("care", "open_form", self.open_form)
        self.app.router.on("care", "small_remind", self.remind)
        self.app.router.on("care", "small_end", self.end)

    async def after(self, press: Press) -> None:
        w = words_of(press.interaction)
        here = press.interaction.guild_id is not None and humans.can_be_asked()
        match press.row:
            case "unsure" | "unsafe":
                view = danger(w)
            case "safe":
                view = choices(w, here=here)
            case "company":
                view = await self._company(press, w)
            case "rest":
                view = rest(w, w("All right. Nothing is kept."))
            case "hello":
                view = await self._hello(press, w)
            case _:
                raise ValueError("no step of ours")
        await redraw(press.interaction, view)

    async def _company(self, press: Press, w: Words) -> Step:
        try:
            said = await humans.ask_human(press.interaction, press.guild_id)
        except UserError as refused:
            said = [str(refused)]
        return rest(w, *said)

    async def _hello(self, press: Press, w: Words) -> Step:
        who = press.interaction.user.id
        reach = await come_back(self.app.database, press.guild_id, who, self.app.clock.now(), HELLO)
        self.app.delivery.wake()
        return Step([promised(w, HELLO, reach)], in_rows(button(w("Done"), "done", AFTER, _STRONG)))

    async def open_form(self, press: Press) -> None:
        """The two questions, on a message of their own: the hello that led here stays as it was."""
        w = words_of(press.interaction)
        if press.row != AFTER:
            raise ValueError("no form of ours")
        await answer(press.interaction, tool_views.writing(w, text.opening(w, BY_KEY[AFTER]), AFTER))

    async def remind(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        reach = await come_back(self.app.database, press.guild_id, who, self.app.clock.now(), MIDWEEK)
        self.app.delivery.wake()
        await answer(press.interaction, promised(w, timer.MIDWEEK, reach))

    async def end(self, press: Press) -> None:
        if press.row not in ("kept", "changed", "let_go"):
            raise ValueError("not an end of ours")
        await redraw(press.interaction, Text(words_of(press.interaction)("Thank you. All three count the same.")))
