"""Plays a scenario: a real bot process in front of people, step by step, judged by everything they received."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rehearsal import start_worlds
from rehearsal.bot_clock import NotQuiet
from rehearsal.bot_process import BotProcess
from rehearsal.people.people import People
from rehearsal.scenario import names
from rehearsal.scenario.doing import REFUSALS, Doer, Labelled
from rehearsal.scenario.hearing import Heard, gather, judge
from rehearsal.scenario.script import BadScript, Script, Step
from rehearsal.server import Addresses, Mount, Rehearsal
from rehearsal.world import bits

# What these bring about was done by people: roles, membership and deletions are no news from the bot.
_BY_PEOPLE = frozenset({"join", "leave", "give_role", "take_role", "delete"})


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the story: what somebody did, what people received, which expectation held, or what did not."""

    kind: str
    at: datetime
    text: str


Tell = Callable[[Told], None]
Gate = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Played:
    """How it went. `problems` are sentences with their step; none means that every expectation held."""

    steps: int = 0
    expectations: int = 0
    problems: list[str] = field(default_factory=list[str])


class Player:
    """One scenario on a local Discord of its own. `build` first, then `play`; `close` whatever happened.

    `bot_kind` is how the bot's process is begun.
    """

    def __init__(
        self,
        script: Script,
        bot_argv: Sequence[str],
        folder: Path,
        *,
        seed: int = 0,
        transcript: Path | None = None,
        bot_kind: type[BotProcess] = BotProcess,
    ) -> None:
        self.script = script
        self._argv = list(bot_argv)
        self._bot_kind = bot_kind
        self._folder = folder
        self.rehearsal = Rehearsal(seed=seed, transcript=transcript, at=script.at)
        self.place = start_worlds.STARTS[script.start](self.rehearsal.world)
        _furnish(self.rehearsal, self.place, script)
        names.check(script, self.place.people)
        self.people = People(
            self.rehearsal.world,
            self.rehearsal.transcript,
            acts=self.rehearsal.acts,
            invocations=self.rehearsal.invocations,
        )
        self.bot: BotProcess | None = None
        self._heard_to = 0

    async def open(self, *mounts: Mount, port: int = 0) -> Addresses:
        """Listen, with what else is to be served there, and start the bot."""
        self.rehearsal.mounts.extend(mounts)
        addresses = await self.rehearsal.start(port)
        self.bot = self._bot_kind(self._argv, addresses, self._folder)
        return addresses

    async def play(self, tell: Tell, *, go_on: bool = False, gate: Gate | None = None) -> Played:
        """Play to the end, or (unless told to `go_on`) to the first step in which something did not hold. `gate` is
        awaited before each step."""
        assert self.bot is not None, "open first"
        doer = Doer(self.rehearsal, self.people, self.bot, self.place.guild_id, self.script.place)
        played = Played()
        try:
            await doer.do(Step(0, 0, "start"))
            played.problems += self._on_start(tell)
            if played.problems and not go_on:
                return played
            for step in self.script.steps:
                if gate is not None:
                    await gate()
                played.steps += 1
                played.expectations += len(step.expects)
                problems = await self._step(doer, step, tell)
                played.problems += [f"{step.title}: {problem}" for problem in problems]
                if problems and not go_on:
                    return played
        except BadScript as error:
            played.problems.append(str(error))
            return played
        played.problems += self._at_the_end()
        return played

    async def close(self) -> None:
        """Stop the bot and the local Discord."""
        if self.bot is not None:
            await self.bot.stop()
        await self.rehearsal.stop()

    async def _step(self, doer: Doer, step: Step, tell: Tell) -> list[str]:
        if step.story:
            self._tell(tell, "story", step.story)
        self._tell(tell, "did", described(step))
        problems: list[str] = []
        try:
            await doer.do(step)
        except REFUSALS as error:
            problems.append(f"this could not be done: {error}")
        except (NotQuiet, TimeoutError):
            problems.append("the bot did not come to rest")
        heard = self._heard(step)
        for one in heard:
            self._tell(tell, "received", str(one))
        verdict = judge(step.expects, heard, (*step.ignores, *self.script.ignores))
        problems += verdict.problems
        for expected in verdict.held:
            self._tell(tell, "held", str(expected))
        for label, one in verdict.labels.items():
            doer.labels[label] = Labelled(one.channel_id, one.message_id)
        for problem in problems:
            self._tell(tell, "problem", problem)
        return problems

    def _on_start(self, tell: Tell) -> list[str]:
        """A bot that comes for the first time has nothing to say to anybody."""
        problems = judge([], self._heard(Step(0, 0, "start")), self.script.ignores).problems
        for problem in problems:
            self._tell(tell, "problem", problem)
        return [f"at the start: {problem}" for problem in problems]

    def _heard(self, step: Step) -> list[Heard]:
        news = self.people.stream.since(self._heard_to)
        self._heard_to = self.people.stream.seq
        return gather(news, by_people=step.verb in _BY_PEOPLE)

    def _at_the_end(self) -> list[str]:
        """What no single step shows: a fault that met nothing, a request that Discord would have refused."""
        problems = [f"the fault {name} never took effect" for name in self.rehearsal.faults.without_effect()]
        return problems + [f"the bot broke a rule of Discord: {one}" for one in self.rehearsal.rest.violations]

    def _tell(self, tell: Tell, kind: str, text: str) -> None:
        tell(Told(kind, self.rehearsal.clock.now(), text))


def described(step: Step) -> str:
    """One line: who does what."""
    if step.verb is None:
        return "Nothing is done."
    beside = "".join(f", {word} {value}" for word, value in step.more.items())
    what = "" if step.value is True or step.value is None else f" {step.value}"
    where = f" (#{step.place.lstrip('#')})" if step.place else ""
    return f"{step.who or 'time and fate'}: {step.verb.replace('_', ' ')}{what}{beside}{where}"


def _furnish(rehearsal: Rehearsal, place: start_worlds.Place, script: Script) -> None:
    """The people, roles and channels that a scenario adds to its start."""
    world = rehearsal.world
    world.speak(place.guild_id, script.language)
    for role in script.roles:
        place.roles[role] = world.create_role(place.guild_id, role, mentionable=True)
    for person in script.people:
        if not person.name or person.name in place.people:
            raise BadScript(f"[[person]] needs a name of their own; there are {', '.join(place.people)} already.")
        user_id = world.create_user(person.name, display_name=person.shown or person.name.capitalize())
        place.people[person.name] = user_id
        if not person.outside:
            world.add_member(place.guild_id, user_id, [_role(place, role) for role in person.roles])
    for channel in script.channels:
        if not channel.name or channel.name in place.channels:
            raise BadScript(f"[[channel]] needs a name of its own; there are {', '.join(place.channels)} already.")
        made = world.create_channel(place.guild_id, channel.name)
        place.channels[channel.name] = made
        if channel.only:
            world.set_overwrite(made, place.guild_id, deny=bits("view_channel"))
            readers = [*(_role(place, role) for role in channel.only), world.bot_role(place.guild_id).id]
            for role in readers:
                world.set_overwrite(made, role, allow=bits("view_channel", "send_messages", "read_message_history"))


def _role(place: start_worlds.Place, name: str) -> int:
    if name not in place.roles:
        raise BadScript(f"there is no role “{name}”; there are {', '.join(place.roles)}. Add it to the list role = [].")
    return place.roles[name]
