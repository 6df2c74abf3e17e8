"""Finishing what was begun: a statement that has been handed to the database is never abandoned half way.

A cancelled wait on a driver leaves a statement running on a connection that others will use next; so a
cancellation waits for the statement to end and is passed on then.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def to_the_end(doing: Coroutine[Any, Any, T]) -> T:
    """Await `doing` without ever cancelling it; a cancellation of the caller is raised after it has ended."""
    task = asyncio.ensure_future(doing)
    interrupted: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            interrupted = error
    if interrupted is not None:
        if not task.cancelled():
            task.exception()  # looked at, so that the loop does not report it as forgotten
        raise interrupted
    return task.result()
