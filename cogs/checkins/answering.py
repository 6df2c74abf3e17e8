"""Doors for a member's presses: answer, say more, choose who sees it, change it, take it back."""

import discord

from cogs.checkins import actions, text
from cogs.checkins.actions import MayAnswer, Recorded, Refused, Why
from cogs.checkins.rules import craving_typed, is_hard
from cogs.checkins.views import Changing, LeftBehind, MayJoin, Receipt, WordsModal, carries_help
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.scanning import Found, look_at, scan_for_member
from cogs.shared.ui import Press
from storage.records.checkins import AnswerChange, Step, Visibility


class AnswerDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        for verb, handler in (
            ("step", self.step),
            ("words", self.words),
            ("said", self.said),
            ("see", self.see),
            ("change", self.change),
            ("back", self.back),
        ):
            self.app.router.on("checkins", verb, handler)

    async def step(self, press: Press) -> None:
        recorded = await actions.answer_with_step(
            self.app.database,
            await self._server(press),
            press.row_id,
            press.interaction.user.id,
            Step(int(press.choice)),
            self.app.clock.now(),
        )
        await self._show(press, recorded)

    async def words(self, press: Press) -> None:
        """Open the modal; what was said before stands in it."""
        w = words_of(press.interaction)
        found = await actions.may_answer(
            self.app.database, await self._server(press), press.row_id, press.interaction.user.id
        )
        if isinstance(found, Refused):
            await self._refuse(press, found)
            return
        seen_by = text.visibility(w, found.visibility, found.circle)
        asks = press.choice == "someone"
        await ask(press.interaction, WordsModal(w, found.prompt, found.answer, seen_by, asks_for_someone=asks))

    async def said(self, press: Press) -> None:
        w = words_of(press.interaction)
        craving = craving_typed(press.text("craving"))
        if isinstance(craving, str):
            raise UserError(text.craving_unclear(w))
        change = AnswerChange(
            words=press.text("words"),
            craving=craving,
            no_craving=craving is None,
            wants_someone="yes" in press.fields.get("someone", ()),
        )
        who = press.interaction.user.id
        found = await self._may_answer(press)
        if isinstance(found, Refused):
            await self._refuse(press, found)
            return
        danger = await self._looked_at(press, change.words or "", found)
        recorded = await actions.answer_with_words(
            self.app.database, await self._server(press), press.row_id, who, change, self.app.clock.now()
        )
        await self._show(press, recorded, urgent=danger is not None and danger.urgent)

    async def see(self, press: Press) -> None:
        visibility, who = Visibility(press.choice), press.interaction.user.id
        found = await self._may_answer(press)
        if isinstance(found, Refused):
            await self._refuse(press, found)
            return
        danger: Found | None = None
        if found.answer is not None:
            danger = await self._looked_at(press, found.answer.words, found.seen_as(visibility))
        recorded = await actions.choose_visibility(
            self.app.database, await self._server(press), press.row_id, who, visibility, self.app.clock.now()
        )
        await self._show(press, recorded, urgent=danger is not None and danger.urgent)

    async def change(self, press: Press) -> None:
        found = await actions.answer_of(
            self.app.database, await self._server(press), press.row_id, press.interaction.user.id
        )
        if isinstance(found, Refused):
            await self._refuse(press, found)
            return
        await _here(press, Changing(words_of(press.interaction), found))

    async def back(self, press: Press) -> None:
        done = await actions.take_back(
            self.app.database, await self._server(press), press.row_id, press.interaction.user.id, self.app.clock.now()
        )
        if isinstance(done, Refused):
            await self._refuse(press, done)
            return
        self.app.delivery.wake()
        await _here(press, Text(text.taken_back(words_of(press.interaction))))

    async def _may_answer(self, press: Press) -> MayAnswer | Refused:
        guild_id, who = await self._server(press), press.interaction.user.id
        return await actions.may_answer(self.app.database, guild_id, press.row_id, who)

    async def _server(self, press: Press) -> int:
        """The server of the press; a DM names none, there only the member's own askings are answered."""
        if press.interaction.guild_id is not None:
            return press.interaction.guild_id
        own = await actions.server_of_own(self.app.database, press.row_id, press.interaction.user.id)
        if own is None:
            raise UserError(text.gone(words_of(press.interaction)))
        return own

    async def _looked_at(self, press: Press, words: str, found: MayAnswer) -> Found | None:
        """Words that the circle will read are looked at like a message of the member's, before they are posted; words
        that only the member or the keepers see page nobody, and are answered here."""
        if found.visibility is Visibility.CIRCLE and found.circle is not None:
            return await scan_for_member(
                await self._server(press), press.interaction.user.id, found.circle.channel_id, words
            )
        return look_at(words)

    async def _show(self, press: Press, what: Recorded | Refused, *, urgent: bool = False) -> None:
        if isinstance(what, Refused):
            await self._refuse(press, what)
            return
        self.app.delivery.wake()
        self.app.events.wake()
        message = _private_message(press)
        offers_help = what.offers_help or (is_hard(what.answer.step) and message is not None and carries_help(message))
        view = Receipt(words_of(press.interaction), what, urgent=urgent, offers_help=offers_help)
        await _here(press, view)

    async def _refuse(self, press: Press, refused: Refused) -> None:
        w, prompt_id = words_of(press.interaction), press.row_id
        left_behind = refused.why in (Why.NOT_IN, Why.GONE) and await actions.left_behind(
            self.app.database, await self._server(press), prompt_id, press.interaction.user.id
        )
        if refused.why is Why.NOT_IN and refused.circle is not None:
            await answer(press.interaction, MayJoin(w, refused.circle, prompt_id if left_behind else None))
            return
        gone = text.gone(w) if refused.circle is None else text.closed(w, refused.circle)
        if left_behind:
            await answer(press.interaction, LeftBehind(w, gone, prompt_id))
            return
        sentence = {
            Why.GONE: gone,
            Why.NOT_YOURS: text.not_yours(w),
            Why.NOT_ANSWERED: text.not_answered(w),
            Why.NOT_IN: gone,
        }[refused.why]
        raise UserError(sentence)


async def _here(press: Press, view: discord.ui.LayoutView) -> None:
    """On a private message of ours the new state is drawn in place; on a public one it is a private answer."""
    if _private_message(press) is not None:
        await redraw(press.interaction, view)
    else:
        await answer(press.interaction, view)


def _private_message(press: Press) -> discord.Message | None:
    """The message that was pressed, when only this person sees it."""
    message: discord.Message | None = press.interaction.message
    return message if message is not None and message.flags.ephemeral else None
