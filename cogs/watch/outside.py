"""The operator's outside hook: told when the bot is unwell or an alert reached nobody. No names, no words.

It is the path for when Discord itself cannot be reached, so it does not pass the outbox; it is tried for as long as
something is wrong.
"""

import logging
from collections.abc import Mapping

import aiohttp

from cogs.shared.app import App

log = logging.getLogger(__name__)

_PATIENCE = aiohttp.ClientTimeout(total=10)


class OutsideHook:
    def __init__(self, app: App) -> None:
        address = app.config.operator.outside_hook
        self._address = "" if address is None else address.reveal()

    @property
    def is_set(self) -> bool:
        return bool(self._address)

    async def tell(self, what: Mapping[str, object]) -> bool:
        """POST it as JSON; False when it did not arrive, and then it is for the caller to try again."""
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE) as session,
                session.post(self._address, json=dict(what), allow_redirects=False) as answer,
            ):
                if answer.status < 300:
                    return True
                log.warning("the outside hook answered %d", answer.status)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("the outside hook could not be reached: %s", type(error).__name__)
        return False
