"""Every failure is answered, at every door: commands, presses, modals, autocomplete, listeners.

The person reads a calm sentence with a reference and a way to a human; the log has the reference, type and place, and
no content. Autocomplete answers an empty list (discord.py cannot answer its errors, so ours never raise).
"""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import discord
from discord import app_commands

from cogs.shared.answers import answer, in_time
from cogs.shared.failures import Failures, UserError
from cogs.shared.outcomes import SEND_ERRORS
from cogs.shared.words import Words, words_for
from storage.errors import StorageError

log = logging.getLogger(__name__)

T = TypeVar("T")
After = Callable[[discord.Interaction[Any]], Awaitable[None]]

OUT_OF_STEP = "commands out of step"
"""Where failures are counted of commands that Discord knows and this bot does not, or knows otherwise."""


class Doors:
    """What all doors share: may anyone enter yet, what follows a success, and how a failure is answered."""

    def __init__(self, failures: Failures, answer_within: float) -> None:
        self.failures = failures
        self.answer_within = answer_within
        self.ready = False
        self.without_database = False  # started although nothing can be read: alerts and helplines only
        self._after: list[After] = []

    def then(self, after: After) -> None:
        """Run `after` behind every door that was passed without failure."""
        self._after.append(after)

    async def may_enter(self, interaction: discord.Interaction[Any]) -> bool:
        if self.ready:
            return True
        w = words_of(interaction)
        await self.tell(interaction, w("I am just starting up. Please try again in a moment."))
        return False

    async def after(self, interaction: discord.Interaction[Any]) -> None:
        for after in self._after:
            try:
                await after(interaction)
            except Exception as error:  # noqa: BLE001 - the door itself went well; what follows must not undo that
                self.failures.record("after a door", error)

    async def failed(self, interaction: discord.Interaction[Any], place: str, error: BaseException) -> None:
        w = words_of(interaction)
        if isinstance(error, UserError):
            await self.tell(interaction, str(error))
            return
        if self.without_database and isinstance(error, StorageError):
            await self.tell(interaction, nothing_can_be_read(w))
            return
        reference = self.failures.record(place, error)
        await self.tell(interaction, went_wrong(w, reference))

    async def unknown(self, interaction: discord.Interaction[Any]) -> None:
        w = words_of(interaction)
        if self.without_database:
            await self.tell(interaction, nothing_can_be_read(w))
            return
        sentence = w("This button is from an earlier time, and what it belonged to is no longer here.")
        await self.tell(interaction, sentence + " " + way_to_a_human(w))

    async def tell(self, interaction: discord.Interaction[Any], sentence: str) -> None:
        """Say why a door did not open; that Discord does not take it is a failure of its own, never the door's end."""
        try:
            await answer(interaction, sentence)
        except SEND_ERRORS as error:
            self.failures.record("answering an error", error)


def words_of(interaction: discord.Interaction[Any]) -> Words:
    return words_for(interaction.locale.value)


def way_to_a_human(w: Words) -> str:
    return w("If you need someone now, please write to a moderator here, or use /helpline.")


def nothing_can_be_read(w: Words) -> str:
    """While the database cannot be read: what still works, and what to do instead."""
    return w(
        "I cannot read what I keep at the moment, so this does not work now. Nothing is lost. I still pass on alerts "
        "and show helplines with /helpline. If you need someone now, please write to a moderator here."
    )  # fmt: skip


def went_wrong(w: Words, reference: str) -> str:
    sentence = w(
        "Something went wrong on my side, and it was not your doing. Reference: {reference}.", reference=reference
    )
    return sentence + " " + way_to_a_human(w)


class CommandTree(app_commands.CommandTree[Any]):
    """The tree with our doors; commands set no handlers of their own."""

    doors: Doors

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            await super()._call(interaction)
            return
        await in_time(interaction, super()._call(interaction), self.doors.answer_within)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        if interaction.type is discord.InteractionType.autocomplete:
            return self.doors.ready
        return await self.doors.may_enter(interaction)

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        w = words_of(interaction)
        if isinstance(error, app_commands.CommandInvokeError):
            place = f"/{error.command.qualified_name}"
            await self.doors.failed(interaction, place, error.original)
        elif isinstance(error, app_commands.MissingPermissions | app_commands.CheckFailure):
            await self.doors.tell(interaction, w("This command is for people who look after this server."))
        elif self.doors.without_database and isinstance(error, app_commands.CommandNotFound):
            await self.doors.tell(interaction, nothing_can_be_read(w))
        elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            self.doors.failures.record(OUT_OF_STEP, error)
            sentence = w("This command has changed. Please close and reopen Discord, then try again.")
            await self.doors.tell(interaction, sentence + " " + way_to_a_human(w))
        elif isinstance(error, app_commands.TransformerError):
            await self.doors.tell(interaction, w("I could not read that value. Please pick one from the list."))
        else:
            await self.doors.failed(interaction, "command", error)


def listener(
    failures: Failures, place: str
) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Coroutine[Any, Any, None]]]:
    """Wrap a gateway listener: a failure is counted and logged, and the listener lives on."""

    def wrap(listen: Callable[..., Awaitable[None]]) -> Callable[..., Coroutine[Any, Any, None]]:
        async def guarded(*args: Any, **kwargs: Any) -> None:
            try:
                await listen(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - the error door of listeners
                failures.record(place, error)

        guarded.__name__ = getattr(listen, "__name__", place)
        return guarded

    return wrap


def quiet_autocomplete(
    failures: Failures, place: str, suggest: Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[T]]]
) -> Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[T]]]:
    """Autocomplete that fails to an empty list, because its errors cannot be answered."""

    async def guarded(interaction: discord.Interaction[Any], current: str) -> list[T]:
        try:
            return await suggest(interaction, current)
        except Exception as error:  # noqa: BLE001 - the error door of autocomplete
            failures.record(place, error)
            return []

    return guarded
