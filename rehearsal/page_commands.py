"""What the page may ask for: one entry a command, each carried out as the person that it names."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

from rehearsal.breaking import Breaking
from rehearsal.faults import Lever
from rehearsal.page_faults import BOT_ACTS, PAGE_FAULTS
from rehearsal.people.people import People
from rehearsal.people.values import Typed
from rehearsal.presences import STATUSES
from rehearsal.scenario.recorded import RecordedPeople
from rehearsal.scenario.writing import written
from rehearsal.server import Rehearsal
from rehearsal.wire import Json, number

Command: TypeAlias = Callable[[Json], Awaitable[Any]]
ADVANCE_LIMIT = timedelta(days=32)
SEARCH_LIMIT = timedelta(days=3)
PACE_LIMIT = 10.0
FILE_LIMIT = 8 * 1024 * 1024


class BadAsk(ValueError):  # noqa: N818  # a sentence for the page
    """A command of the page that makes no sense; the sentence says why."""


class PageCommands:
    """Carries out the page's commands. Fields of an ask: `do`, `as` (a person's id) and what the verb needs."""

    def __init__(self, rehearsal: Rehearsal, people: People) -> None:
        self._rehearsal = rehearsal
        self._people = people
        self.breaking = Breaking(rehearsal)
        self.recording = people.recording if isinstance(people, RecordedPeople) else None
        self.table: dict[str, Command] = {
            name.removeprefix("do_"): getattr(self, name) for name in dir(self) if name.startswith("do_")
        }

    async def carry_out(self, ask: Json) -> Any:
        """The JSON result of one ask; raises what the verb raises, or `BadAsk`."""
        command = self.table.get(str(ask.get("do")))
        if command is None:
            raise BadAsk(f"the page knows no {str(ask.get('do'))[:40]!r}")
        try:
            return await command(ask)
        except KeyError as missing:
            raise BadAsk(f"{ask['do']} needs {missing}") from None

    # ---- talking

    async def do_say(self, ask: Json) -> None:
        """Post words or files, as a reply if `reply` names a message."""
        person, channel = _who(ask), _where(ask)
        if ask.get("reply"):
            await self._people.reply(person, channel, number(ask["reply"]), str(ask["text"]))
            return
        await self._people.say(person, channel, str(ask.get("text") or ""), files=_files(ask))

    async def do_edit(self, ask: Json) -> None:
        """Change a message."""
        await self._people.edit(_who(ask), _where(ask), _what(ask), str(ask["text"]))

    async def do_delete(self, ask: Json) -> None:
        """Delete or dismiss a message."""
        await self._people.delete(_who(ask), _where(ask), _what(ask))

    async def do_react(self, ask: Json) -> None:
        """Add a reaction."""
        await self._people.react(_who(ask), _where(ask), _what(ask), str(ask["emoji"]))

    async def do_unreact(self, ask: Json) -> None:
        """Take a reaction back."""
        await self._people.unreact(_who(ask), _where(ask), _what(ask), str(ask["emoji"]))

    async def do_forward(self, ask: Json) -> None:
        """Forward a message."""
        await self._people.forward(_who(ask), _where(ask), _what(ask), number(ask["to"]))

    async def do_vote(self, ask: Json) -> None:
        """Set votes in a poll."""
        answers = [int(answer) for answer in ask["answers"]]
        await self._people.vote(_who(ask), _where(ask), _what(ask), answers)

    async def do_typing(self, ask: Json) -> None:
        """Show that one types."""
        await self._people.typing(_who(ask), _where(ask))

    async def do_thread(self, ask: Json) -> str:
        """Open a thread; its id."""
        message = number(ask["message"]) if ask.get("message") else None
        private = bool(ask.get("private"))
        return str(
            await self._people.start_thread(_who(ask), _where(ask), str(ask["name"]), message=message, private=private)
        )

    # ---- the bot

    async def do_command(self, ask: Json) -> str:
        """Run a slash command; the interaction's id."""
        options = _options(ask)
        return str(
            await self._people.command(
                _who(ask), _where(ask), str(ask["name"]), options, suggest=bool(ask.get("suggest"))
            )
        )

    async def do_autocomplete(self, ask: Json) -> list[Json]:
        """Suggestions for an option."""
        who, where = _who(ask), _where(ask)
        return await self._people.autocomplete(
            who, where, str(ask["name"]), str(ask["option"]), str(ask.get("text") or ""), _options(ask)
        )

    async def do_commands(self, ask: Json) -> Json:
        """The commands and menus offered in a channel."""
        who, where = _who(ask), _where(ask)
        return {"slash": self._people.commands(who, where), **self._people.sight.menus(who, where)}

    async def do_menu(self, ask: Json) -> str:
        """Use a command from the menu of a person (`whom`) or a message."""
        name = str(ask["name"])
        if ask.get("whom"):
            return str(await self._people.menu_on_person(_who(ask), _where(ask), name, number(ask["whom"])))
        return str(await self._people.menu_on_message(_who(ask), _where(ask), name, _what(ask)))

    async def do_press(self, ask: Json) -> str:
        """Press a button by its custom id."""
        return str(await self._people.press(_who(ask), _where(ask), _what(ask), str(ask["button"])))

    async def do_choose(self, ask: Json) -> str:
        """Choose in a select."""
        values = [str(value) for value in ask["values"]]
        return str(await self._people.choose(_who(ask), _where(ask), _what(ask), values, select=str(ask["select"])))

    async def do_submit(self, ask: Json) -> str:
        """Send the open form; files come as `{field: [{name, base64}]}` in `files`."""
        fields: dict[str, Any] = dict(ask.get("fields") or {})
        given: Json = ask.get("files") or {}
        for name, files in given.items():
            fields[name] = _files({"files": files})
        return str(await self._people.submit(_who(ask), fields))

    async def do_close_modal(self, ask: Json) -> None:
        """Close the open form."""
        await self._people.close_modal(_who(ask))

    # ---- belonging

    async def do_shut_dms(self, ask: Json) -> None:
        """Refuse direct messages, or accept them again with `shut: false`."""
        await (self._people.shut_dms(_who(ask)) if ask.get("shut", True) else self._people.open_dms(_who(ask)))

    async def do_status(self, ask: Json) -> None:
        """Be seen as online, idle, not to be disturbed, or offline."""
        if ask["status"] not in STATUSES:
            raise BadAsk(f"there is no status {str(ask['status'])[:40]!r}")
        await self._people.be_seen(_who(ask), str(ask["status"]))

    async def do_leave(self, ask: Json) -> None:
        """Leave the server."""
        await self._people.leave(_who(ask))

    async def do_join(self, ask: Json) -> None:
        """Join the server."""
        await self._people.join(_who(ask))

    async def do_moderate(self, ask: Json) -> None:
        """Kick, ban, time out, or give or take a role."""
        who, whom, how = _who(ask), number(ask["whom"]), str(ask["how"])
        if how == "kick":
            await self._people.kick(who, whom)
        elif how == "ban":
            await self._people.ban(who, whom)
        elif how == "time_out":
            await self._people.time_out(who, whom, float(ask.get("minutes") or 0))
        elif how == "give_role":
            await self._people.give_role(who, whom, number(ask["role"]))
        elif how == "take_role":
            await self._people.take_role(who, whom, number(ask["role"]))
        else:
            raise BadAsk(f"nobody can {how[:40]!r}")

    # ---- time and faults

    async def do_advance(self, ask: Json) -> Json:
        """Let `seconds` pass, or go to the bot's next due moment (`to: "due"`), or, with `to: "message"`, from one due
        moment to the next until something new is said in `channel`, or to the person `as` in a direct message. `pace`
        is how long (real seconds) to stop at each moment at which the bot does something, so that people can watch.
        """
        clock, door = self._rehearsal.clock, self._rehearsal.bot_clock
        if ask.get("to") == "due":
            due = await door.quiet()
            if due is None:
                return {"now": clock.now().isoformat(), "due": None}
            by = max(due - clock.now(), timedelta())
        elif ask.get("to") == "message":
            return await self._until_said(_where(ask) if "channel" in ask else self._people.find.place(_who(ask), "dm"))
        else:
            by = timedelta(seconds=float(ask["seconds"]))
        pace = float(ask.get("pace") or 0)
        if not timedelta() <= by <= ADVANCE_LIMIT:
            raise BadAsk("time moves forward, at most 32 days at once")
        if not 0 <= pace <= PACE_LIMIT:
            raise BadAsk(f"a stop lasts {PACE_LIMIT:g} seconds at most")
        await door.advance(by, pace=pace)
        return {"now": clock.now().isoformat()}

    async def _until_said(self, channel_id: int) -> Json:
        clock, door = self._rehearsal.clock, self._rehearsal.bot_clock
        channel = self._rehearsal.world.state.channels[channel_id]
        before, last = channel.last_message_id, clock.now() + SEARCH_LIMIT
        while channel.last_message_id == before:
            due = await door.quiet()
            if due is None or due > last:
                break
            await door.advance(max(due - clock.now(), timedelta()))
        return {"now": clock.now().isoformat(), "said": channel.last_message_id != before}

    async def do_fault(self, ask: Json) -> None:
        """Break something, by the name of a button; `clear` makes all well again."""
        name = str(ask["name"])
        if name == "clear":
            await self._broken("clear", {}, {"clear": True})
        elif name in PAGE_FAULTS:
            for lever, given in PAGE_FAULTS[name].pulls:
                await self._broken(lever, given, {"fault": lever} | ({"given": given} if given else {}))
        else:
            raise BadAsk(f"there is no fault {name[:40]!r}")

    async def do_bot(self, ask: Json) -> None:
        """Restart, kill or start the bot's process."""
        act = str(ask.get("act"))
        if act not in BOT_ACTS or act not in self.breaking.names():
            raise BadAsk("this rehearsal did not start the bot, so it cannot do that")
        await self._broken(act, {}, {act: True})

    async def _broken(self, lever: str, given: Json, words: Json) -> None:
        """Pull a lever; in a recorded room it becomes a step of these words."""
        if self.recording is None:
            await self.breaking.pull(lever, **given)
            return
        with self.recording.doing(words) as done:
            pulled = await self.breaking.pull(lever, **given)
            done.lever = pulled if isinstance(pulled, Lever) else None

    async def do_save(self, ask: Json) -> str:
        """What was done since the start, as a scenario that plays it again."""
        if self.recording is None:
            raise BadAsk("this room was not begun here, so what was done in it cannot be saved")
        return written(self.recording, f"What was done on {self._rehearsal.clock.now():%d %B %Y}")

    def bot_acts(self) -> list[Json]:
        """What can be done to the bot's process here, with what it means."""
        there = self.breaking.names()
        return [
            {"act": act, "title": title, "means": means} for act, (title, means) in BOT_ACTS.items() if act in there
        ]

    async def do_history(self, ask: Json) -> list[Json]:
        """Messages of a channel, older than `before`."""
        before = number(ask["before"]) if ask.get("before") else None
        return self._people.sight.messages(_who(ask), _where(ask), before=before)


def _who(ask: Json) -> int:
    return number(ask["as"])


def _where(ask: Json) -> int:
    return number(ask["channel"])


def _what(ask: Json) -> int:
    return number(ask["message"])


def _options(ask: Json) -> dict[str, Typed]:
    options: dict[str, Typed] = dict(ask.get("options") or {})
    given: Json = ask.get("files") or {}
    for name, files in given.items():
        options[name] = _files({"files": files})[0]
    return options


def _files(ask: Json) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for file in ask.get("files") or ():
        try:
            content = base64.b64decode(str(file["base64"]), validate=True)
        except binascii.Error:
            raise BadAsk("a file came damaged") from None
        if len(content) > FILE_LIMIT:
            raise BadAsk("files here may have 8 MB at most")
        found.append((str(file["name"])[:100] or "file", content))
    return found
