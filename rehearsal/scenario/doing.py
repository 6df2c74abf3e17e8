"""Does what a step says: people act through the same verbs as the page and the tests, the rest is the world's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from rehearsal.bot_process import BotProcess
from rehearsal.breaking import Breaking
from rehearsal.fields import BadValue
from rehearsal.invocations import CannotDo
from rehearsal.people.finding import NotFound, component_named
from rehearsal.people.people import People
from rehearsal.scenario.script import BadScript, Step
from rehearsal.server import Rehearsal
from rehearsal.wire import Refusal

REFUSALS = (Refusal, CannotDo, BadValue, NotFound)
_READY_WITHIN = 60.0  # real seconds
# The rehearsal's clock runs on while people act, so a moment may be past by a little when its step comes.
_SLOWNESS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message that the scenario gave a name."""

    place: int
    message_id: int


class Doer:
    """`guild_id` is the server of the scenario; `labels` are the messages it has named so far."""

    def __init__(self, rehearsal: Rehearsal, people: People, bot: BotProcess, guild_id: int, place: str) -> None:
        self.rehearsal = rehearsal
        self.people = people
        self.bot = bot
        self.guild_id = guild_id
        self.place = place
        self.breaking = Breaking(rehearsal, bot)
        self.labels: dict[str, Labelled] = {}

    async def do(self, step: Step) -> None:
        """Do it, and wait until the bot is at rest; raises one of REFUSALS, or BadScript."""
        if step.verb is not None:
            verbs: Mapping[str, Callable[[Step], Awaitable[object]]] = {
                "say": self._say, "edit": self._edit, "delete": self._delete, "react": self._react,
                "command": self._command, "menu": self._menu, "press": self._press, "choose": self._choose,
                "submit": self._submit, "join": self._join, "leave": self._leave,
                "give_role": self._roles, "take_role": self._roles, "shut_dms": self._dms, "open_dms": self._dms,
                "advance": self._advance, "until": self._until,
                "kill": self._kill, "start": self._start, "restart": self._restart, "killed": self._killed,
                "fault": self._fault, "clear": self._clear,
            }  # fmt: skip
            await verbs[step.verb](step)
        await self.rest()

    async def rest(self) -> None:
        """The bot has nothing due, nothing in flight and nothing left to hear; nobody waits for an answer."""
        if self.bot.running and self.rehearsal.bot_clock.followers:
            await self.rehearsal.bot_clock.quiet()

    # ---- people

    async def _say(self, step: Step) -> None:
        who, where = _who(step), self._where(step)
        if "reply_to" in step.more:
            replied = self._label(step, str(step.more["reply_to"]))
            made = await self.people.reply(who, where, replied.message_id, str(step.value))
        else:
            files = cast("Mapping[str, str]", step.more.get("files", {}))
            content = [(name, text.encode()) for name, text in files.items()]
            made = await self.people.say(who, where, str(step.value), files=content)
        if step.label:
            self.labels[step.label] = Labelled(self.people.find.place(self.people.find.person(who), where), made)

    async def _edit(self, step: Step) -> None:
        mine = self._label(step, str(step.value))
        await self.people.edit(_who(step), mine.place, mine.message_id, str(step.more.get("text", "")))

    async def _delete(self, step: Step) -> None:
        mine = self._label(step, str(step.value))
        await self.people.delete(_who(step), mine.place, mine.message_id)

    async def _react(self, step: Step) -> None:
        there = self._label(step, str(step.more.get("on", "")))
        await self.people.react(_who(step), there.place, there.message_id, str(step.value))

    async def _command(self, step: Step) -> None:
        await self._answered(await self.people.slash(_who(step), self._where(step), str(step.value)))

    async def _menu(self, step: Step) -> None:
        who, where, name = _who(step), self._where(step), str(step.value)
        if "whom" in step.more:
            await self._answered(await self.people.menu_on_person(who, where, name, str(step.more["whom"])))
            return
        there = self._label(step, str(step.more.get("on", "")))
        await self._answered(await self.people.menu_on_message(who, there.place, name, there.message_id))

    async def _press(self, step: Step) -> None:
        there = self._with(step, str(step.value), buttons=True)
        await self._answered(await self.people.press(_who(step), there.place, there.message_id, str(step.value)))

    async def _choose(self, step: Step) -> None:
        select = str(step.more.get("select", ""))
        there = self._with(step, select, buttons=False)
        values: Any = step.value
        await self._answered(await self.people.choose(_who(step), there.place, there.message_id, values, select=select))

    async def _submit(self, step: Step) -> None:
        await self._answered(await self.people.submit(_who(step), cast("Mapping[str, Any]", step.value)))

    async def _join(self, step: Step) -> None:
        await self.people.join(_who(step))

    async def _leave(self, step: Step) -> None:
        await self.people.leave(_who(step))

    async def _roles(self, step: Step) -> None:
        act = self.people.give_role if step.verb == "give_role" else self.people.take_role
        await act(_who(step), str(step.more.get("whom", "")), str(step.value))

    async def _dms(self, step: Step) -> None:
        await (self.people.shut_dms if step.verb == "shut_dms" else self.people.open_dms)(_who(step))

    async def _answered(self, interaction_id: int) -> None:
        await self.people.outcome(interaction_id)

    # ---- time

    async def _advance(self, step: Step) -> None:
        await self.rehearsal.bot_clock.advance(cast("timedelta", step.value))

    async def _until(self, step: Step) -> None:
        to = cast("datetime", step.value)
        now = self.rehearsal.clock.now()
        if to < now - _SLOWNESS:
            raise BadScript(f"{step.title}: it is {now:%Y-%m-%d %H:%M} already; time does not go back.")
        await self.rehearsal.bot_clock.advance(max(to - now, timedelta()))

    # ---- the bot

    async def _start(self, step: Step) -> None:
        if self.bot.running:
            raise BadScript(f"{step.title}: the bot is running; use restart, or kill it first.")
        point = step.more.get("kill_at")
        await self.bot.start(kill_at=None if point is None else str(point))
        followed = asyncio.ensure_future(self.rehearsal.bot_clock.followed(_READY_WITHIN))
        ended = asyncio.ensure_future(self.bot.ended())
        await asyncio.wait((followed, ended), return_when=asyncio.FIRST_COMPLETED)
        for task in (followed, ended):
            task.cancel()
        if not self.bot.running and point is None:
            raise BadScript(f"{step.title}: the bot did not start: {self.bot.log_since_start()[-600:]}")

    async def _kill(self, step: Step) -> None:
        await self.bot.kill()
        await self.rehearsal.bot_clock.alone()

    async def _restart(self, step: Step) -> None:
        await self.bot.stop()
        await self.rehearsal.bot_clock.alone()
        await self._start(step)

    async def _killed(self, step: Step) -> None:
        """The bot has ended itself at the kill point it was started with."""
        try:
            async with asyncio.timeout(_READY_WITHIN):
                await self.bot.ended()
        except TimeoutError:
            raise BadScript(
                f"{step.title}: the bot still runs; start it with kill_at, and let happen what that point is about."
            ) from None
        await self.rehearsal.bot_clock.alone()
        if self.bot.killed_at != str(step.value):
            raise CannotDo(f"the bot ended, but not at the kill point {step.value}")

    async def _fault(self, step: Step) -> None:
        given = dict(cast("Mapping[str, Any]", step.more.get("given", {})))
        named = {"channel": self._channel_id, "who": self.people.find.person}
        for word, find in named.items():
            if word in given:
                target = {"channel": "channel_id", "who": "user_id"}[word]
                given["channel" if step.value == "delete" and word == "channel" else target] = find(given.pop(word))
        if step.value in ("revoke", "grant", "server_unavailable", "remove_bot"):
            given.setdefault("guild_id", self.guild_id)
        try:
            await self.breaking.pull(str(step.value), **given)
        except (KeyError, TypeError, AttributeError) as error:
            there = ", ".join(sorted(self.breaking.names()))
            raise BadScript(f"{step.title}: that fault cannot be pulled so ({error}); there are {there}.") from error

    async def _clear(self, step: Step) -> None:
        await self.breaking.pull("clear")

    # ---- finding

    def _where(self, step: Step) -> str:
        return step.place or self.place

    def _channel_id(self, name: str) -> int:
        return self.people.find.place(next(iter(self.rehearsal.world.state.users)), name)

    def _label(self, step: Step, label: str) -> Labelled:
        if label not in self.labels:
            named = ", ".join(self.labels) or "none yet"
            raise BadScript(f"{step.title}: no message is called “{label}”; those with a name: {named}.")
        return self.labels[label]

    def _with(self, step: Step, name: str, *, buttons: bool) -> Labelled:
        """The message that is meant, or else the newest this person received that carries such a button or select."""
        if "on" in step.more:
            return self._label(step, str(step.more["on"]))
        who = _who(step)
        person = self.people.find.person(who)
        for one in reversed(self.people.received(who)):
            if not one.message_id or (step.place and one.channel != step.place.lstrip("#")):
                continue
            try:
                component_named(
                    self.rehearsal.acts.visible(person, one.channel_id, one.message_id), name, buttons=buttons
                )
            except REFUSALS:
                continue
            return Labelled(one.channel_id, one.message_id)
        raise CannotDo(f"{who} has received nothing with {'the button' if buttons else 'a select'} “{name}”")


def _who(step: Step) -> str:
    assert step.who is not None, "reading demands it"
    return step.who
