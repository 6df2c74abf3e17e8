"""Whether everybody whom a scenario names is there: a misspelt reader would only show as something not received."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from rehearsal.scenario.script import BadScript, Script


def check(script: Script, people: Iterable[str]) -> None:
    """`people` are the account names of the start and of the scenario; raises BadScript with the step and the fix."""
    known = list(people)
    for place, name in _named(script):
        if name not in known:
            near = difflib.get_close_matches(name.lower(), known, n=1)
            meant = f"Did you mean “{near[0]}”?" if near else f"There are {', '.join(known)}; add one with [[person]]."
            raise BadScript(f"{place}: there is nobody called “{name}”. {meant}")


def _named(script: Script) -> Iterator[tuple[str, str]]:
    for step in script.steps:
        if step.who is not None:
            yield step.title, step.who
        if "whom" in step.more:
            yield step.title, str(step.more["whom"])
        for expected in (*step.expects, *step.ignores):
            for name in (*expected.to, *(expected.seen_by or ()), *expected.pings):
                yield step.title, name
    for expected in script.ignores:
        for name in (*expected.to, *(expected.seen_by or ()), *expected.pings):
            yield "What is ignored everywhere", name
