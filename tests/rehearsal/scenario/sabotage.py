"""Runs the bot with one promise taken out: `python sabotage.py NAME --config FILE run`. For tests alone.

Each saboteur changes one thing before the bot is assembled; everything else is the bot as it ships.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))


def nothing() -> None:
    """The bot as it ships: shows that the detour itself breaks nothing."""


def no_retry() -> None:
    from cogs.shared.delivery import Delivery
    from storage.records.outbox import State

    async def give_up(self: Any, row: Any, what: Any, kind: Any = None) -> None:
        await self._settle(row, State.UNKNOWN, detail=what.detail)

    Delivery._put_back = give_up  # type: ignore[method-assign]


def no_deduplication() -> None:
    from cogs.shared import delivery

    delivery.nonce_of = lambda key: os.urandom(12).hex()  # type: ignore[assignment]


def no_role_check() -> None:
    from cogs.shared import rights

    for name in ("is_responder", "is_moderator", "is_organiser"):
        _everywhere(getattr(rights, name), lambda *_: True)


def public_answers() -> None:
    import discord

    shipped = discord.InteractionResponse.send_message

    async def to_everybody(self: Any, *args: Any, **given: Any) -> Any:
        return await shipped(self, *args, **given | {"ephemeral": False})

    discord.InteractionResponse.send_message = to_everybody  # type: ignore[method-assign]


def _everywhere(shipped: Callable[..., Any], instead: Callable[..., Any]) -> None:
    """Also where a module has imported the function by name."""
    for module in [module for name, module in sys.modules.items() if name.startswith("cogs.")]:
        for name in [name for name, held in vars(module).items() if held is shipped]:
            setattr(module, name, instead)


SABOTEURS: Mapping[str, Callable[[], None]] = {
    done.__name__: done for done in (nothing, no_retry, no_deduplication, no_role_check, public_answers)
}

if __name__ == "__main__":
    SABOTEURS[sys.argv[1]]()
    import bot
    import cli

    sys.exit(cli.main(sys.argv[2:], run=bot.run, root=ROOT))
