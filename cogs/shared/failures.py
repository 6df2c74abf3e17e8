"""What went wrong, counted and logged without content: never text, names or tokens, only type and place."""

import logging
import os
import secrets
import traceback
from collections import Counter
from collections.abc import Callable

log = logging.getLogger(__name__)

OUT_OF_MEMORY = 70
"""The exit code when there is no memory left, as when the event loop is silent."""


class UserError(Exception):
    """Something a person can act on; its sentence is shown to them as it is."""


def new_reference() -> str:
    return secrets.token_hex(3).upper()


class Failures:
    """Counts failures by the place they came through, and hands out the reference a person can quote.

    Without memory nothing can be recorded and nobody asked, and it does not come back by itself: the process ends, and
    the next one reads what was missed.
    """

    def __init__(self, reference: Callable[[], str] = new_reference, end: Callable[[int], object] = os._exit) -> None:
        self.counts: Counter[str] = Counter()
        self._reference = reference
        self._end = end

    def record(self, place: str, error: BaseException) -> str:
        """Count and log `error`; answers the reference under which the log has it."""
        if isinstance(error, MemoryError):
            log.critical("out of memory at %s; ending the process", place)
            self._end(OUT_OF_MEMORY)
        reference = self._reference()
        self.counts[place] += 1
        log.error("failure %s at %s: %s in %s", reference, place, type(error).__name__, where(error))
        return reference


def where(error: BaseException) -> str:
    """The innermost frames of ours: file, line and function, never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/site-packages/" not in f.filename.replace("\\", "/")] or list(frames)
    return " < ".join(f"{f.name}:{f.lineno}" for f in reversed(ours[-4:])) or "no frame"
