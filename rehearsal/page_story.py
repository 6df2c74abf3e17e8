"""A scenario that is played on the page: its story line by line, how far it is, and a pause between two steps."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from rehearsal.scenario.player import Played, Player, Told
from rehearsal.scenario.reading import read_text
from rehearsal.scenario.script import BadScript, Script
from rehearsal.wire import Json

Tell = Callable[..., None]


class Story:
    """`tell` sends an event to every open page; `pace` is how long (real seconds) to look at each step."""

    def __init__(self, tell: Tell, *, pace: float = 0.0) -> None:
        self._tell = tell
        self.pace = pace
        self.lines: deque[Json] = deque(maxlen=600)
        self._step = self._steps = self._failed = 0
        self._over = False
        self._may_go_on = asyncio.Event()
        self._may_go_on.set()

    def begin(self, steps: int) -> None:
        self._steps = steps

    def add(self, told: Told) -> None:
        """One more line: story, did, received, held or problem."""
        self._failed += told.kind == "problem"
        line: Json = {"kind": told.kind, "at": told.at.isoformat(), "text": told.text}
        self.lines.append(line)
        self._tell("story", line=line, progress=self.progress())

    async def gate(self) -> None:
        """Awaited before each step: shows how far it is, and waits here while it is paused."""
        self._step += 1
        self._tell("progress", progress=self.progress())
        await asyncio.sleep(self.pace if self._step > 1 else 0)
        await self._may_go_on.wait()

    def pause(self, on: bool) -> None:
        """Stop before the next step, or go on."""
        (self._may_go_on.clear if on else self._may_go_on.set)()
        self._tell("progress", progress=self.progress())

    def end(self, played: Played) -> None:
        """The last line says how it went, in numbers."""
        self._over = True
        if not played.problems:
            words = f"All {played.expectations} expectations held, in {played.steps} steps."
        else:
            words = f"{len(played.problems)} things were not so: " + " ".join(played.problems[:3])
        self.lines.append({"kind": "end", "at": None, "text": words})
        self._tell("story", line=self.lines[-1], progress=self.progress())

    def progress(self) -> Json | None:
        """None until a scenario is played."""
        if not self._steps:
            return None
        return {
            "step": self._step,
            "steps": self._steps,
            "failed": self._failed,
            "paused": not self._may_go_on.is_set(),
            "over": self._over,
        }


def shelf() -> list[Json]:
    """The scenarios that come with the rehearsal: file name and title."""
    return [{"name": name, "title": read_text(text, name).title} for name, text in sorted(_shipped().items())]


def from_shelf(name: str) -> str:
    """The text of one of them; raises BadScript."""
    found = _shipped().get(name)
    if found is None:
        raise BadScript(f"there is no scenario {name[:60]}.")
    return found


def checked(text: str) -> Script:
    """The scenario in a text, once everything that can be known before playing is known to be right; else BadScript."""
    script = read_text(text, "That file")
    Player(script, (), Path())  # builds its world and its people, and opens nothing
    return script


def _shipped() -> dict[str, str]:
    folder: Any = resources.files("rehearsal").joinpath("scenarios")
    return {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")}
