"""People whose acts are recorded: the same verbs, each written down in the names and labels that a scenario uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rehearsal.people.finding import Where, Who, component_named
from rehearsal.people.people import People
from rehearsal.people.reading import button_label
from rehearsal.people.values import Filled, Typed, as_list, modal_fields
from rehearsal.scenario.recording import Recording
from rehearsal.server import Rehearsal
from rehearsal.wire import Json

USER, CHANNEL, ROLE, MENTIONABLE = 6, 7, 8, 9
_SELECT_KINDS = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}


class RecordedPeople(People):
    """What a scenario has no verb for is noted in a sentence."""

    def __init__(self, rehearsal: Rehearsal, *, start: str) -> None:
        super().__init__(rehearsal.world, rehearsal.transcript, acts=rehearsal.acts, invocations=rehearsal.invocations)
        self.recording = Recording(rehearsal, self.stream, rehearsal.bot_clock.quiet, start=start)
        self._suggested: dict[tuple[str, str, str], str] = {}

    # ---- talking

    async def say(self, who: Who, where: Where, text: str = "", *, files: Iterable[tuple[str, bytes]] = ()) -> int:
        content = list(files)
        words: dict[str, Any] = {"who": self._name(who), "in": self._place(who, where), "say": text}
        if content:
            words["files"] = {name: data.decode("utf-8", "replace") for name, data in content}
        with self.recording.doing(words) as done:
            done.made = await super().say(who, where, text, files=content)
        return done.made

    async def reply(self, who: Who, where: Where, message: int, text: str) -> int:
        place = self._place(who, where)
        with self.recording.doing({"who": self._name(who), "in": place, "say": text}, on=message) as done:
            done.words["reply_to"] = ""
            done.made = await super().reply(who, where, message, text)
        return done.made

    async def edit(self, who: Who, where: Where, message: int, text: str) -> None:
        with self.recording.doing({"who": self._name(who), "edit": "", "text": text}, on=message):
            await super().edit(who, where, message, text)

    async def delete(self, who: Who, where: Where, message: int) -> None:
        person, place = self._standing(who, where)
        if self._acts.visible(person, place, message).is_ephemeral:
            await super().delete(who, where, message)  # dismissed: nobody else can tell
            return
        with self.recording.doing({"who": self._name(who), "delete": ""}, on=message):
            await super().delete(who, where, message)

    async def react(self, who: Who, where: Where, message: int, emoji: str) -> None:
        with self.recording.doing({"who": self._name(who), "react": emoji}, on=message):
            await super().react(who, where, message, emoji)

    async def unreact(self, who: Who, where: Where, message: int, emoji: str) -> None:
        with self.recording.doing({}, f"{self._name(who)} took a reaction back"):
            await super().unreact(who, where, message, emoji)

    async def forward(self, who: Who, where: Where, message: int, to: Where) -> int:
        with self.recording.doing({}, f"{self._name(who)} forwarded a message"):
            return await super().forward(who, where, message, to)

    async def pin(self, who: Who, where: Where, message: int, *, pinned: bool = True) -> None:
        with self.recording.doing({}, f"{self._name(who)} pinned a message"):
            await super().pin(who, where, message, pinned=pinned)

    async def vote(self, who: Who, where: Where, message: int, answers: Iterable[str | int]) -> None:
        with self.recording.doing({}, f"{self._name(who)} voted in a poll"):
            await super().vote(who, where, message, answers)

    async def start_thread(
        self, who: Who, where: Where, name: str, *, message: int | None = None, private: bool = False
    ) -> int:
        with self.recording.doing({}, f"{self._name(who)} opened the thread {name}"):
            return await super().start_thread(who, where, name, message=message, private=private)

    # ---- commands and components

    async def command(
        self, who: Who, where: Where, name: str, options: Mapping[str, Typed] | None = None, *, suggest: bool = True
    ) -> int:
        person, place = self._standing(who, where)
        declared = self.sight.options_of(person, place, name)
        typed = options or {}
        line = " ".join([f"/{name}", *(self._option(name, key, declared.get(key, {}), typed[key]) for key in typed)])
        with self.recording.doing({"who": self._name(who), "in": self._place(who, where), "command": line}):
            return await super().command(who, where, name, options, suggest=suggest)

    async def autocomplete(
        self, who: Who, where: Where, name: str, option: str, text: str, options: Mapping[str, Typed] | None = None
    ) -> list[Json]:
        choices = await super().autocomplete(who, where, name, option, text, options)
        self._suggested |= {(name, option, str(choice["value"])): str(choice["name"]) for choice in choices}
        return choices

    async def menu_on_person(self, who: Who, where: Where, name: str, whom: Who) -> int:
        place, target = self._place(who, where), self._name(whom)
        with self.recording.doing({"who": self._name(who), "in": place, "menu": name, "whom": target}):
            return await super().menu_on_person(who, where, name, whom)

    async def menu_on_message(self, who: Who, where: Where, name: str, message: int) -> int:
        place = self._place(who, where)
        with self.recording.doing({"who": self._name(who), "in": place, "menu": name}, on=message):
            return await super().menu_on_message(who, where, name, message)

    async def press(self, who: Who, where: Where, message: int, button: str, *, forged: bool = False) -> int:
        label = button if forged else button_label(self._part(who, where, message, button, buttons=True))
        note = f"{self._name(who)} sent a forged press" if forged else ""
        words: dict[str, Any] = {} if forged else {"who": self._name(who), "press": label}
        with self.recording.doing(words, note, on=message):
            return await super().press(who, where, message, button, forged=forged)

    async def choose(
        self, who: Who, where: Where, message: int, values: Typed | Sequence[Typed], *, select: str = ""
    ) -> int:
        part = self._part(who, where, message, select, buttons=False)
        chosen = as_list(values)
        words: dict[str, Any] = {"who": self._name(who), "choose": [self._picked(part, value) for value in chosen]}
        if part.get("placeholder"):
            words["select"] = str(part["placeholder"])
        with self.recording.doing(words, on=message):
            return await super().choose(who, where, message, values, select=select)

    async def submit(self, who: Who, fields: Mapping[str, Filled] | None = None) -> int:
        shown = self._modal(self.find.person(who)).modal or {"components": []}
        labels = {str(field["custom_id"]): label for label, field in modal_fields(shown).items()}
        known = modal_fields(shown)
        filled = {self._label_of(shown, labels, key): self._filled(known.get(key.casefold(), {}), value)
                  for key, value in (fields or {}).items()}  # fmt: skip
        with self.recording.doing({"who": self._name(who), "submit": filled}):
            return await super().submit(who, fields)

    # ---- belonging

    async def join(self, who: Who, server: str | None = None) -> None:
        with self.recording.doing({"who": self._name(who), "join": True}):
            await super().join(who, server)

    async def leave(self, who: Who, server: str | None = None) -> None:
        with self.recording.doing({"who": self._name(who), "leave": True}):
            await super().leave(who, server)

    async def be_seen(self, who: Who, status: str) -> None:
        with self.recording.doing({}, f"{self._name(who)} was seen as {status}"):
            await super().be_seen(who, status)

    async def kick(self, who: Who, whom: Who) -> None:
        with self.recording.doing({}, f"{self._name(who)} kicked {self._name(whom)}"):
            await super().kick(who, whom)

    async def ban(self, who: Who, whom: Who, reason: str | None = None) -> None:
        with self.recording.doing({}, f"{self._name(who)} banned {self._name(whom)}"):
            await super().ban(who, whom, reason)

    async def time_out(self, who: Who, whom: Who, minutes: float) -> None:
        with self.recording.doing({}, f"{self._name(who)} timed {self._name(whom)} out"):
            await super().time_out(who, whom, minutes)

    async def give_role(self, who: Who, whom: Who, role: str | int) -> None:
        with self.recording.doing(
            {"who": self._name(who), "whom": self._name(whom), "give_role": self._role_name(who, role)}
        ):
            await super().give_role(who, whom, role)

    async def take_role(self, who: Who, whom: Who, role: str | int) -> None:
        with self.recording.doing(
            {"who": self._name(who), "whom": self._name(whom), "take_role": self._role_name(who, role)}
        ):
            await super().take_role(who, whom, role)

    async def shut_dms(self, who: Who) -> None:
        with self.recording.doing({"who": self._name(who), "shut_dms": True}):
            await super().shut_dms(who)

    async def open_dms(self, who: Who) -> None:
        with self.recording.doing({"who": self._name(who), "open_dms": True}):
            await super().open_dms(who)

    # ---- from ids to names

    def _name(self, who: Who) -> str:
        return self._world.state.users[self.find.person(who)].name

    def _place(self, who: Who, where: Where) -> str:
        channel = self._world.state.channels[self._standing(who, where)[1]]
        return channel.name or "dm"

    def _role_name(self, who: Who, role: str | int) -> str:
        guild_id = self.find.guild(self.find.person(who))
        return self._world.state.guilds[guild_id].roles[self.find.role(guild_id, role)].name

    def _entity(self, kind: int, value: Typed) -> str:
        """The name of a person, channel or role that the page sends as an id."""
        key, state = int(str(value)) if str(value).isdecimal() else 0, self._world.state
        if kind in (USER, MENTIONABLE) and key in state.users:
            return state.users[key].name
        if kind == CHANNEL and key in state.channels:
            return state.channels[key].name or "dm"
        if kind in (ROLE, MENTIONABLE):
            for guild in state.guilds.values():
                if key in guild.roles:
                    return guild.roles[key].name
        return str(value)

    def _option(self, command: str, key: str, declared: Json, value: Typed) -> str:
        name = {str(choice["value"]): str(choice["name"]) for choice in declared.get("choices") or ()}.get(str(value))
        name = name or self._suggested.get((command, key, str(value))) or self._entity(declared.get("type", 3), value)
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'{key}:"{quoted}"' if not name.isalnum() else f"{key}:{name}"

    def _part(self, who: Who, where: Where, message: int, name: str, *, buttons: bool) -> Json:
        person, place = self._standing(who, where)
        return component_named(self._acts.visible(person, place, message), name, buttons=buttons)

    def _picked(self, part: Json, value: Typed) -> str:
        for option in part.get("options") or ():
            if str(option["value"]) == str(value):
                return str(option["label"])
        return self._entity(_SELECT_KINDS.get(part["type"], 0), value)

    @staticmethod
    def _label_of(modal: Json, labels: Mapping[str, str], key: str) -> str:
        for row in modal["components"]:
            below: list[Json] = row.get("components") or [{}]
            inner: Json = row.get("component") or below[0]
            if inner.get("custom_id") == key:
                return str(row.get("label") or inner.get("label") or key)
        return labels.get(key, key)

    def _filled(self, field: Json, value: Filled) -> Any:
        if isinstance(value, (str, bool, int, float)):
            return self._picked(field, value) if field.get("options") or field.get("type") in _SELECT_KINDS else value
        return [one[0] if isinstance(one, tuple) else self._picked(field, one) for one in as_list(value)]
