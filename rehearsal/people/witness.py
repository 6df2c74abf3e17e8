"""Turns what happens in the world into what each person received."""

from __future__ import annotations

from typing import Any

from rehearsal.people.plain import naming, plain, shown_name
from rehearsal.people.reading import EPHEMERAL, LOADING, message_text
from rehearsal.people.stream import Kind, Received, Stream
from rehearsal.transcript import Transcript
from rehearsal.wire import Json
from rehearsal.world import Message, World

SILENT = 1 << 12


class Witness:
    """Hears every event of the world and adds to the stream, in order and for each person who would notice.

    What a person does themselves is not received by them; what others and the bot do is, where they may see it. Extras
    (`World.fill`) receive only what is sent to them alone.
    """

    def __init__(self, world: World, transcript: Transcript, stream: Stream) -> None:
        self._world = world
        self._transcript = transcript
        self.stream = stream
        self._loading: set[int] = set()
        self._texts: dict[int, str] = {}
        self._roles: dict[tuple[int, int], tuple[frozenset[int], str | None]] = {}
        world.listeners.append(self._heard)
        world.private_listeners.append(self._heard_privately)

    # ---- what is heard

    def _heard(self, event: str, payload: Json) -> None:
        match event:
            case "MESSAGE_CREATE":
                self._message(payload)
            case "MESSAGE_UPDATE":
                self._edited(payload)
            case "MESSAGE_DELETE":
                self._deleted(payload, [int(payload["id"])])
            case "MESSAGE_DELETE_BULK":
                self._deleted(payload, [int(key) for key in payload["ids"]])
            case "MESSAGE_REACTION_ADD":
                self._reaction(payload)
            case "THREAD_CREATE":
                self._thread(payload)
            case "THREAD_MEMBERS_UPDATE":
                self._added_to_thread(payload)
            case "GUILD_MEMBER_ADD" | "GUILD_MEMBER_UPDATE":
                self._member(payload)
            case "GUILD_MEMBER_REMOVE":
                self._gone(payload)
            case _:
                return

    def _heard_privately(self, event: str, payload: Json) -> None:
        owner = _owner(payload) if event.startswith("MESSAGE_") else None
        if owner is None:
            return
        if event == "MESSAGE_CREATE":
            self._message(payload, only=owner)
        elif event == "MESSAGE_UPDATE":
            self._edited(payload, only=owner)
        elif event == "MESSAGE_DELETE":
            self._deleted(payload, [int(payload["id"])], only=owner)

    # ---- messages

    def _message(self, payload: Json, only: int | None = None) -> None:
        message_id = int(payload["id"])
        if int(payload.get("flags") or 0) & LOADING:
            self._loading.add(message_id)
        self._tell(payload, self._first_kind(payload), only)

    def _first_kind(self, payload: Json) -> Kind:
        flags = int(payload.get("flags") or 0)
        if flags & LOADING:
            return "thinking"
        if flags & EPHEMERAL:
            return "private"
        return "message" if payload.get("guild_id") else "dm"

    def _edited(self, payload: Json, only: int | None = None) -> None:
        message_id = int(payload["id"])
        filled = message_id in self._loading and not int(payload.get("flags") or 0) & LOADING
        if filled:
            self._loading.discard(message_id)
            self._tell(payload, self._first_kind(payload), only)
        elif self._text(payload) != self._texts.get(message_id):
            self._tell(payload, "edit", only)

    def _text(self, payload: Json) -> str:
        guild = payload.get("guild_id")
        name_of = naming(self._world, int(guild) if guild else None)
        return message_text(payload, lambda text: plain(text, name_of))

    def _tell(self, payload: Json, kind: Kind, only: int | None) -> None:
        channel_id, message_id = int(payload["channel_id"]), int(payload["id"])
        author_id = int(payload["author"]["id"])
        text = self._text(payload)
        self._texts[message_id] = text
        if len(self._texts) > 20_000:
            self._texts.pop(next(iter(self._texts)))
        message = self._world.state.messages.get(channel_id, {}).get(message_id)
        shown: dict[str, Any] = {
            "text": text, "author": str(payload["author"].get("global_name") or payload["author"]["username"]),
            "author_id": author_id, "channel_id": channel_id, "message_id": message_id,
            "private": bool(int(payload.get("flags") or 0) & EPHEMERAL),
            "from_bot": author_id == self._world.bot.id, "cause": self._transcript.cause_of(str(message_id)),
            "interaction_id": _interaction(payload),
        }  # fmt: skip
        for person in [only] if only is not None else self.onlookers(channel_id, but=author_id):
            pinged = kind in ("message", "dm") and message is not None and self._pings(message, person)
            self.add(person, kind, pinged=pinged or (kind == "dm" and not _silent(message)), **shown)

    def _pings(self, message: Message, person: int) -> bool:
        if _silent(message):
            return False
        channel = self._world.state.channels[message.channel_id]
        guild = self._world.state.guilds.get(channel.guild_id or 0)
        roles = set(guild.members[person].role_ids) if guild is not None and person in guild.members else set[int]()
        return message.mention_everyone or person in message.ping_user_ids or bool(roles & set(message.ping_role_ids))

    def onlookers(self, channel_id: int, *, but: int = 0) -> list[int]:
        """The people (not bots, and in a server's channels not extras) who see this channel now."""
        channel = self._world.state.channels.get(channel_id)
        if channel is None:
            return []
        guild = self._world.state.guilds.get(channel.guild_id or 0)
        extras, users = self._world.extras, self._world.state.users
        people = [one for one in guild.members if one not in extras] if guild is not None else channel.recipient_ids
        return [
            person
            for person in people
            if person != but and not users[person].bot and self._world.sees(person, channel_id)
        ]

    def _deleted(self, payload: Json, ids: list[int], only: int | None = None) -> None:
        channel_id = int(payload["channel_id"])
        for message_id in ids:
            self._loading.discard(message_id)
            text = self._texts.pop(message_id, "")
            for person in [only] if only is not None else self.onlookers(channel_id):
                cause = self._transcript.cause_of(str(message_id))
                self.add(person, "delete", text=text, channel_id=channel_id, message_id=message_id, cause=cause,
                         private=only is not None)  # fmt: skip

    def _reaction(self, payload: Json) -> None:
        channel_id, by = int(payload["channel_id"]), int(payload["user_id"])
        emoji: Json = payload["emoji"]
        for person in self.onlookers(channel_id, but=by):
            self.add(person, "reaction", text=str(emoji.get("name") or ""), author=shown_name(self._world, None, by),
                     author_id=by, channel_id=channel_id, message_id=int(payload["message_id"]),
                     from_bot=by == self._world.bot.id)  # fmt: skip

    # ---- threads and membership

    def _thread(self, payload: Json) -> None:
        thread_id = int(payload["id"])
        owner = int(payload.get("owner_id") or 0)
        for person in self.onlookers(thread_id, but=owner):
            self._show_thread(person, thread_id, owner)

    def _added_to_thread(self, payload: Json) -> None:
        thread = self._world.state.channels.get(int(payload["id"]))
        if thread is None or thread.type != 12:
            return
        for added in payload.get("added_members") or ():
            person = int(added["user_id"])
            if not self._world.state.users[person].bot:
                self._show_thread(person, thread.id, thread.owner_id or 0)

    def _show_thread(self, person: int, thread_id: int, owner: int) -> None:
        name = self._world.state.channels[thread_id].name or ""
        self.add(person, "thread", text=name, author=shown_name(self._world, None, owner), author_id=owner,
                 channel_id=thread_id, from_bot=owner == self._world.bot.id)  # fmt: skip

    def _member(self, payload: Json) -> None:
        person, guild_id = int(payload["user"]["id"]), int(payload["guild_id"])
        if self._world.state.users[person].bot:
            return
        now = (frozenset(int(role) for role in payload["roles"]), payload.get("communication_disabled_until"))
        before = self._roles.get((guild_id, person), (frozenset[int](), None))
        self._roles[(guild_id, person)] = now
        names = {role.id: role.name for role in self._world.state.guilds[guild_id].roles.values()}
        for role in sorted(now[0] - before[0]):
            self.add(person, "you", text=f"role given: {names.get(role, '?')}")
        for role in sorted(before[0] - now[0]):
            self.add(person, "you", text=f"role taken: {names.get(role, '?')}")
        if now[1] != before[1]:
            self.add(person, "you", text=f"timed out until {now[1]}" if now[1] else "time-out over")

    def _gone(self, payload: Json) -> None:
        person, guild_id = int(payload["user"]["id"]), int(payload["guild_id"])
        self._roles.pop((guild_id, person), None)
        if not self._world.state.users[person].bot:
            self.add(person, "you", text=f"no longer in {self._world.state.guilds[guild_id].name}")

    def know(self, guild_id: int, person: int) -> None:
        """Take a member's roles as they are now, so that only later changes are told."""
        member = self._world.state.guilds[guild_id].members[person]
        self._roles[(guild_id, person)] = (frozenset(member.role_ids), member.timed_out_until)

    def add(self, person: int, kind: Kind, **about: Any) -> None:
        """Add one item for one person; the rest of its fields in `about`."""
        channel = self._world.state.channels.get(int(about.get("channel_id") or 0))
        self.stream.add(Received(
            seq=self.stream.next_seq(), at=self._world.clock.now(), person=person, kind=kind,
            who=self._world.state.users[person].name,
            channel=(channel.name or "dm") if channel is not None else "", **about,
        ))  # fmt: skip


def _owner(payload: Json) -> int | None:
    metadata: Json = payload.get("interaction_metadata") or {}
    user: Json = metadata.get("user") or {}
    return int(user["id"]) if "id" in user else None


def _interaction(payload: Json) -> int:
    metadata: Json = payload.get("interaction_metadata") or {}
    return int(metadata.get("id") or 0)


def _silent(message: Message | None) -> bool:
    return message is not None and bool(message.flags & SILENT)
