"""How often the bot has been started without coming to stay, in a small file beside the data.

A supervisor starts a failing bot again and again; Discord resets the token of a bot that opens a thousand sessions a
day. So the bot itself waits before it connects: not at all at first, for a wobble is over soon and people wait for
alerts; then longer each time.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

FILE = "starts.json"
AT_ONCE = 10
STAYED = timedelta(minutes=10)
_FIRST_REST, _LONGEST_REST = timedelta(seconds=15), timedelta(minutes=20)
_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """`failed` starts came to nothing before this one; `rest` before connecting; `tell` the operator, once."""

    failed: int
    rest: timedelta
    tell: bool


def rest_after(failed: int) -> timedelta:
    """How long to wait when so many starts in a row have come to nothing."""
    if failed < AT_ONCE:
        return timedelta()
    return min(_FIRST_REST * 2 ** min(failed - AT_ONCE, 10), _LONGEST_REST)


class Starts:
    """One process at a time holds the data, so one writes this file. A file that cannot be read counts as none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def begin(self, now: datetime) -> Begun:
        """Note this start as one that has not come to stay yet."""
        known = [at for at in self._known() if now - _REMEMBERED < at <= now]
        failed = len(known)
        self._write([*known, now])
        return Begun(failed, rest_after(failed), failed == AT_ONCE)

    def stayed(self) -> None:
        """It runs, or was asked to stop: what failed before is over."""
        self._path.unlink(missing_ok=True)

    def _known(self) -> list[datetime]:
        try:
            kept: Any = json.loads(self._path.read_bytes())
            return [datetime.fromisoformat(at) for at in cast("list[str]", kept)]
        except (OSError, ValueError, TypeError):
            return []

    def _write(self, moments: Sequence[datetime]) -> None:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump([at.isoformat() for at in moments], file)
        except OSError:
            return  # a full disk must not keep anybody from being helped
