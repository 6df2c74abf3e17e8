"""Answering an interaction: within Discord's three seconds, privately unless said otherwise, once.

A door that is slow is deferred at once by `in_time`; the functions here then answer through the right endpoint. A
second acknowledgement (40060) means the person has the answer; a forgotten press (10062) means that what was done
still counts and shows in the message that is redrawn.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import discord

from cogs.shared.outcomes import SEND_ERRORS, failure
from cogs.shared.said import NOBODY

log = logging.getLogger(__name__)

_ALREADY_ANSWERED, _FORGOTTEN = 40060, 10062


class Text(discord.ui.LayoutView):
    """Plain sentences as a layout; discord.py does not keep it, the router owns every press."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(timeout=None)
        for sentence in sentences:
            self.add_item(discord.ui.TextDisplay(sentence))


async def in_time(interaction: discord.Interaction[Any], door: Coroutine[Any, Any, None], within: float) -> None:
    """Run a door; when it has not answered after `within` seconds, defer for it and let it finish."""
    task = asyncio.ensure_future(door)
    try:
        done, _ = await asyncio.wait({task}, timeout=within)
    except asyncio.CancelledError:  # the bot stops; the door goes on while the loop does, and nobody waits for it
        task.add_done_callback(_heard)
        raise
    if not done and not interaction.response.is_done():
        thinking = interaction.type is not discord.InteractionType.component
        try:
            await interaction.response.defer(ephemeral=True, thinking=thinking)
        except (discord.InteractionResponded, *SEND_ERRORS) as error:
            log.info("deferring was not needed or not possible: %s", type(error).__name__)
    await task


def _heard(door: "asyncio.Future[None]") -> None:
    if not door.cancelled() and (error := door.exception()) is not None:
        log.info("a door was still open at the stop and ended with %s", type(error).__name__)


async def answer(
    interaction: discord.Interaction[Any],
    said: str | discord.ui.LayoutView,
    *,
    private: bool = True,
    files: tuple[discord.File, ...] = (),
) -> None:
    """Say `said` to the person; after a defer or a first answer it becomes an edit or a follow-up."""
    view = Text(said) if isinstance(said, str) else said
    view.stop()
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(view=view, ephemeral=private, allowed_mentions=NOBODY, files=files)
        elif interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
            await interaction.edit_original_response(view=view, allowed_mentions=NOBODY, attachments=list(files))
        else:
            await interaction.followup.send(view=view, ephemeral=private, allowed_mentions=NOBODY, files=files)
    except discord.InteractionResponded:
        await interaction.followup.send(view=view, ephemeral=private, allowed_mentions=NOBODY, files=files)
    except discord.HTTPException as error:
        _excuse(error)


async def redraw(
    interaction: discord.Interaction[Any], view: discord.ui.LayoutView, *, files: tuple[discord.File, ...] | None = None
) -> None:
    """Show the new state on the message that was pressed. `files` take the place of those it had; None leaves them."""
    view.stop()
    attached: Any = discord.utils.MISSING if files is None else list(files)
    try:
        if not interaction.response.is_done():
            await interaction.response.edit_message(view=view, allowed_mentions=NOBODY, attachments=attached)
        else:
            await interaction.edit_original_response(view=view, allowed_mentions=NOBODY, attachments=attached)
    except discord.HTTPException as error:
        _excuse(error)


async def ask(interaction: discord.Interaction[Any], modal: discord.ui.Modal) -> None:
    """Open a modal; its submit comes back through the router, in this process or a later one."""
    modal.stop()
    try:
        await interaction.response.send_modal(modal)
    except discord.HTTPException as error:
        _excuse(error)


def _excuse(error: discord.HTTPException) -> None:
    if error.code not in (_ALREADY_ANSWERED, _FORGOTTEN):
        raise error
    log.info("an answer came too late or twice: %s", failure(error).detail)
