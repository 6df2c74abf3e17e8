"""Every verb of a person, by names and labels as they read them: what a test, a scenario and the page all call.

A person is a name or an id, a place `#channel`, a thread's name, `dm` or an id; a message is its id. A refusal of
Discord raises `Refusal`; what a client would not offer raises `CannotDo`, `BadValue` or `NotFound`, each a sentence.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence

from rehearsal.acts import Acts
from rehearsal.invocations import CannotDo, Invocations
from rehearsal.people.belonging import Belonging
from rehearsal.people.finding import Finder, Where, Who, component_named
from rehearsal.people.sight import Sight
from rehearsal.people.stream import Received, Stream
from rehearsal.people.values import Filled, Typed, Values
from rehearsal.people.waiting import Outcome, WaitingRoom
from rehearsal.people.witness import Witness
from rehearsal.transcript import Transcript
from rehearsal.wire import Json
from rehearsal.world import Interaction, World

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3


class People(Belonging):
    """All verbs. `stream` is what everybody received; `sight` what they see; verbs that start an interaction return
    its id, whose end `outcome` awaits."""

    def __init__(
        self, world: World, transcript: Transcript, *, acts: Acts | None = None, invocations: Invocations | None = None
    ) -> None:
        acts = acts or Acts(world, transcript)
        finder = Finder(world)
        self.stream = Stream()
        self.witness = Witness(world, transcript, self.stream)
        super().__init__(world, acts, finder, self.witness)
        self.find = finder
        self.waiting = WaitingRoom(world, transcript, self.witness)
        self.sight = Sight(world, finder, self.waiting)
        self._invocations = invocations or Invocations(world, acts)
        for guild in world.state.guilds.values():
            for person in guild.members:
                self.witness.know(guild.id, person)

    # ---- seeing

    def view(self, who: Who) -> Json:
        """Everything that a person sees now, as JSON (see `sight`)."""
        return self.sight.whole(self.find.person(who))

    def received(self, who: Who | None = None, since: int = 0) -> list[Received]:
        """What reached a person (or everybody) after number `since`, in order."""
        return self.stream.since(since, None if who is None else self.find.person(who))

    async def outcome(self, interaction_id: int) -> Outcome:
        """How the bot answered an interaction, or `failed` after three seconds."""
        return await self.waiting.outcome(interaction_id)

    # ---- talking

    async def say(self, who: Who, where: Where, text: str = "", *, files: Iterable[tuple[str, bytes]] = ()) -> int:
        """Post a message, perhaps with files; returns its id. `@name`, `@role` and `#channel` become mentions."""
        person, place = self._standing(who, where)
        return self._acts.say(person, place, self._addressed(person, place, text), files=files)

    async def upload(self, who: Who, where: Where, files: Iterable[tuple[str, bytes]], text: str = "") -> int:
        """Post files as (name, bytes), perhaps with words; returns the message's id."""
        return await self.say(who, where, text, files=files)

    async def reply(self, who: Who, where: Where, message: int, text: str) -> int:
        """Reply to a message; returns the new message's id."""
        person, place = self._standing(who, where)
        return self._acts.say(person, place, self._addressed(person, place, text), reply_to=message)

    async def forward(self, who: Who, where: Where, message: int, to: Where) -> int:
        """Forward a message to another place; returns the new message's id."""
        person, place = self._standing(who, where)
        return self._acts.say(person, self.find.place(person, to), forward=(place, message))

    async def edit(self, who: Who, where: Where, message: int, text: str) -> None:
        """Change one's own message."""
        person, place = self._standing(who, where)
        self._acts.edit(person, place, message, self._addressed(person, place, text))

    async def delete(self, who: Who, where: Where, message: int) -> None:
        """Delete a message (another's with Manage Messages), or dismiss a private one."""
        person, place = self._standing(who, where)
        self._acts.delete(person, place, message)

    async def react(self, who: Who, where: Where, message: int, emoji: str) -> None:
        """Add a reaction."""
        person, place = self._standing(who, where)
        self._acts.react(person, place, message, emoji)

    async def unreact(self, who: Who, where: Where, message: int, emoji: str) -> None:
        """Take one's reaction back."""
        person, place = self._standing(who, where)
        self._acts.unreact(person, place, message, emoji)

    async def pin(self, who: Who, where: Where, message: int, *, pinned: bool = True) -> None:
        """Pin a message, or unpin it."""
        person, place = self._standing(who, where)
        self._acts.pin(person, place, message, pinned=pinned)

    async def vote(self, who: Who, where: Where, message: int, answers: Iterable[str | int]) -> None:
        """Set one's votes in a poll, by the answers' texts or numbers; none takes them back."""
        person, place = self._standing(who, where)
        poll = self._acts.visible(person, place, message).poll
        offered = {(answer.text or "").casefold(): answer.answer_id for answer in poll.answers} if poll else {}
        chosen: list[int] = []
        for answer in answers:
            if isinstance(answer, str) and answer.casefold() not in offered:
                raise CannotDo(f"the poll has no answer {answer!r}; there are: {', '.join(offered)}")
            chosen.append(offered[answer.casefold()] if isinstance(answer, str) else answer)
        self._acts.vote(person, place, message, chosen)

    async def typing(self, who: Who, where: Where) -> None:
        """Show that one is typing."""
        self._acts.typing(*self._standing(who, where))

    # ---- threads

    async def start_thread(
        self, who: Who, where: Where, name: str, *, message: int | None = None, private: bool = False
    ) -> int:
        """Open a thread, perhaps on a message; returns its id."""
        person, place = self._standing(who, where)
        return self._acts.start_thread(person, place, name, message_id=message, private=private)

    async def join_thread(self, who: Who, where: Where, *, invite: Who | None = None) -> None:
        """Join a thread, or bring somebody into it."""
        person, place = self._standing(who, where)
        self._acts.join_thread(person, place, invited=None if invite is None else self.find.person(invite))

    async def leave_thread(self, who: Who, where: Where) -> None:
        """Leave a thread."""
        self._acts.leave_thread(*self._standing(who, where))

    async def set_thread(
        self, who: Who, where: Where, *, archived: bool | None = None, locked: bool | None = None
    ) -> None:
        """Archive, reopen, lock or unlock a thread."""
        person, place = self._standing(who, where)
        self._acts.set_thread(person, place, archived=archived, locked=locked)

    # ---- commands

    def commands(self, who: Who, where: Where) -> list[Json]:
        """The synced slash commands offered to this person here: one entry a subcommand, `name` in full."""
        return self.sight.commands(*self._standing(who, where))

    async def command(
        self, who: Who, where: Where, name: str, options: Mapping[str, Typed] | None = None, *, suggest: bool = True
    ) -> int:
        """Run a slash command by its full name (`circle create`), its options as text.

        With `suggest`, the person first types into each option that suggests values and picks the suggestion of the
        very name they typed, if there is one; else the text is sent as typed.
        """
        person, place = self._standing(who, where)
        typed = dict(options or {})
        values = self._values(person, place)
        declared = self.sight.options_of(person, place, name)
        given = {key: values.option(declared[key], value) if key in declared else value for key, value in typed.items()}
        for key in [key for key in given if suggest and declared.get(key, {}).get("autocomplete")]:
            choices = await self.autocomplete(person, place, name, key, str(typed[key]), {
                other: value for other, value in typed.items() if other != key})  # fmt: skip
            hit = [item["value"] for item in choices if str(item["name"]).casefold() == str(typed[key]).casefold()]
            given[key] = hit[0] if hit else given[key]
        return self._started(self._invocations.command(person, place, name, given), f"/{name}")

    async def slash(self, who: Who, where: Where, line: str) -> int:
        """Run a whole line such as `/circle create name:"Morning circle" channel:#check-ins`."""
        name, options = self.parsed(who, where, line)
        return await self.command(who, where, name, options)

    def parsed(self, who: Who, where: Where, line: str) -> tuple[str, dict[str, str]]:
        """A typed line as the command's full name and its options."""
        words = shlex.split(line.strip().removeprefix("/"))
        names = {command["name"] for command in self.commands(who, where)}
        for length in (3, 2, 1):
            name = " ".join(words[:length])
            if name in names and len(words) >= length:
                pairs = [word.split(":", 1) for word in words[length:]]
                if any(len(pair) != 2 for pair in pairs):
                    raise CannotDo(f"options are written name:value, with quotes around spaces: {line}")
                return name, {pair[0]: pair[1] for pair in pairs}
        raise CannotDo(f"no such command is offered to this person here: {line}")

    async def autocomplete(
        self, who: Who, where: Where, name: str, option: str, text: str, options: Mapping[str, Typed] | None = None
    ) -> list[Json]:
        """Type into an option that suggests values; the suggestions (`name`, `value`), none if the bot is silent."""
        person, place = self._standing(who, where)
        values = self._values(person, place)
        declared = self.sight.options_of(person, place, name)
        given = {key: values.option(declared[key], value) for key, value in (options or {}).items() if key in declared}
        record = self._invocations.complete(person, place, name, option, text, given)
        await self.outcome(self._started(record, f"/{name} {option}"))
        return list(record.autocomplete_choices or [])

    async def menu_on_person(self, who: Who, where: Where, name: str, whom: Who) -> int:
        """Use a command from the menu of a person."""
        person, place = self._standing(who, where)
        target = self.find.member(self._guild_of(place), whom)
        return self._started(self._invocations.user_menu(person, place, name, target), name)

    async def menu_on_message(self, who: Who, where: Where, name: str, message: int) -> int:
        """Use a command from the menu of a message."""
        person, place = self._standing(who, where)
        return self._started(self._invocations.message_menu(person, place, name, message), name)

    # ---- components

    async def press(self, who: Who, where: Where, message: int, button: str, *, forged: bool = False) -> int:
        """Press a button by its label or custom id; `forged` sends a custom id that the message does not carry."""
        person, place = self._standing(who, where)
        custom_id = button
        if not forged:
            found = component_named(self._acts.visible(person, place, message), button, buttons=True)
            if not found.get("custom_id"):
                raise CannotDo(f"{button!r} opens a link; it does not reach the bot")
            custom_id = str(found["custom_id"])
        return self._started(self._invocations.press(person, place, message, custom_id, forged=forged), f"[{button}]")

    async def choose(
        self, who: Who, where: Where, message: int, values: Typed | Sequence[Typed], *, select: str = ""
    ) -> int:
        """Choose in a select (its hint or custom id; may be left out if there is one), by labels or names."""
        person, place = self._standing(who, where)
        found = component_named(self._acts.visible(person, place, message), select, buttons=False)
        picked = self._values(person, place).field(found, values)
        chosen = picked if isinstance(picked, list) else [picked]
        record = self._invocations.choose(person, place, message, str(found["custom_id"]), chosen)
        return self._started(record, str(found.get("placeholder") or "choose"))

    async def submit(self, who: Who, fields: Mapping[str, Filled] | None = None) -> int:
        """Fill the modal that is open for this person, by labels or custom ids, and send it."""
        person = self.find.person(who)
        shown = self._modal(person)
        assert shown.modal is not None
        values = self._values(person, shown.channel_id).modal(shown.modal, fields or {})
        record = self._invocations.submit(person, shown, values)
        self.waiting.close(person)
        return self._started(record, str(shown.modal["title"]))

    async def close_modal(self, who: Who) -> None:
        """Close the open modal without sending it; Discord tells the bot nothing."""
        self.waiting.close(self.find.person(who))

    # ---- inside

    def _modal(self, person: int) -> Interaction:
        shown = self.waiting.open_modals.get(person)
        if shown is None:
            raise CannotDo("no form is open for this person")
        return shown

    def _started(self, record: Interaction, did: str) -> int:
        self.waiting.expect(record, did)
        return record.id

    def _standing(self, who: Who, where: Where) -> tuple[int, int]:
        person = self.find.person(who)
        return person, self.find.place(person, where)

    def _guild_of(self, place: int) -> int | None:
        channel = self._world.state.channels.get(place)
        return channel.guild_id if channel is not None else None

    def _values(self, person: int, place: int) -> Values:
        return Values(self.find, person, self._guild_of(place))

    def _addressed(self, person: int, place: int, text: str) -> str:
        return self.sight.addressed(person, place, text)
