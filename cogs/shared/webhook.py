"""A server's stored webhook: a way to its people that needs neither the bot's token nor its rights in a channel."""

import re
from typing import Any

import aiohttp

_PATIENCE = aiohttp.ClientTimeout(total=10)
_OF_DISCORD = re.compile(
    r"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{15,21}/[A-Za-z0-9_-]{20,120}"
)


class WebhookError(Exception):
    """It did not take the message; whoever asked tries again."""


def is_webhook(address: str, api_base: str) -> bool:
    """Whether that is the address of a webhook of Discord, or of the Discord that this bot speaks to."""
    if _OF_DISCORD.fullmatch(address):
        return True
    start = f"{api_base.rstrip('/')}/webhooks/"
    return "discord.com" not in api_base and address.startswith(start) and len(address) < 300


async def post_to_webhook(address: str, words: str) -> None:
    """Raises WebhookError when it did not arrive. Nobody is pinged."""
    body: dict[str, Any] = {"content": words[:2000], "allowed_mentions": {"parse": []}}
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.post(address, json=body, allow_redirects=False) as answer,
        ):
            if answer.status >= 300:
                raise WebhookError(f"it answered {answer.status}")
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise WebhookError(type(error).__name__) from None
