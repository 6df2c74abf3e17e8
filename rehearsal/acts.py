"""What a person does in their client: speak, edit, delete, react, pin, open threads, vote. Each act asks
their rights.

Ids are integers. An act that Discord's client would not allow raises `Refusal` with Discord's code.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from rehearsal.transcript import Transcript
from rehearsal.wire import Json, Refusal
from rehearsal.world import Channel, Message, World, bits, refusing

CONTENT_LIMIT = 2000
_NO_SLOW_MODE = bits("manage_messages") | bits("manage_channels")


class Acts:
    """People's acts on a world, each written to the transcript as the cause of what follows."""

    def __init__(self, world: World, transcript: Transcript) -> None:
        self._world = world
        self._transcript = transcript

    def note(self, what: str, user_id: int, **more: str | int | None) -> int:
        """Record an act of a person; returns the record's number."""
        name = self._world.state.users[user_id].name
        return self._transcript.write("human", "in", what, who=name, about=more)

    def remember(self, key: str, seq: int) -> None:
        """Let what follows from a key (an interaction's id) name this record as its cause."""
        self._transcript.remember(key, seq)

    # ---- messages

    def say(
        self,
        user_id: int,
        channel_id: int,
        content: str = "",
        *,
        reply_to: int | None = None,
        files: Iterable[tuple[str, bytes]] = (),
        forward: tuple[int, int] | None = None,
    ) -> int:
        """Post a message; returns its id. `forward` is (channel, message) of what is passed on."""
        world = self._world
        channel = self.may_write(user_id, channel_id)
        uploads = list(files)
        if not content and not uploads and forward is None:
            raise Refusal(400, 50006, "Cannot send an empty message")
        if len(content) > CONTENT_LIMIT:
            raise Refusal(400, 50035, "Invalid Form Body")
        if uploads and channel.guild_id is not None:
            world.require(user_id, channel_id, "attach_files")
        reference: Json | None = None
        if forward is not None:
            reference = {"type": 1, "channel_id": str(forward[0]), "message_id": str(forward[1])}
        elif reply_to is not None:
            world.message(channel_id, reply_to)
            reference = {"channel_id": str(channel_id), "message_id": str(reply_to)}
        seq = self.note("say", user_id, channel=str(channel_id), content=content)
        with refusing(), self._caused_by(seq):
            attachments = world.state.store_attachments(channel_id, uploads)
            message = world.state.create_message(
                channel_id, user_id, content, reference=reference, attachments=attachments
            )
        world.last_said[(channel_id, user_id)] = world.clock.now()
        return message.id

    def edit(self, user_id: int, channel_id: int, message_id: int, content: str) -> None:
        """Change one's own message."""
        message = self._own(user_id, channel_id, message_id)
        seq = self.note("edit", user_id, channel=str(channel_id), message=str(message_id), content=content)
        with refusing(), self._caused_by(seq):
            self._world.state.edit_message(channel_id, message.id, {"content": content})

    def delete(self, user_id: int, channel_id: int, message_id: int) -> None:
        """Delete one's own message, or another's with Manage Messages; dismisses an ephemeral one."""
        message = self.visible(user_id, channel_id, message_id)
        if message.author_id != user_id and not message.is_ephemeral:
            self._world.require(user_id, channel_id, "manage_messages")
        seq = self.note("delete", user_id, channel=str(channel_id), message=str(message_id))
        with refusing(), self._caused_by(seq):
            self._world.state.delete_message(channel_id, message_id)

    def react(self, user_id: int, channel_id: int, message_id: int, emoji: str) -> None:
        """Add a reaction (joining one that is there needs no right to add)."""
        message = self.visible(user_id, channel_id, message_id)
        names = ["read_message_history"]
        if message.reaction_for(emoji) is None:
            names.append("add_reactions")
            if len(message.reactions) >= 20:
                raise Refusal(400, 30010, "Maximum number of reactions reached (20)")
        self._world.require(user_id, channel_id, *names)
        seq = self.note("react", user_id, message=str(message_id), emoji=emoji)
        with refusing(), self._caused_by(seq):
            self._world.state.add_reaction(channel_id, message_id, emoji, user_id)

    def unreact(self, user_id: int, channel_id: int, message_id: int, emoji: str) -> None:
        """Take one's own reaction back."""
        self.visible(user_id, channel_id, message_id)
        seq = self.note("unreact", user_id, message=str(message_id), emoji=emoji)
        with refusing(), self._caused_by(seq):
            self._world.state.remove_reaction(channel_id, message_id, emoji, user_id)

    def pin(self, user_id: int, channel_id: int, message_id: int, *, pinned: bool = True) -> None:
        """Pin or unpin a message (needs Pin Messages)."""
        self.visible(user_id, channel_id, message_id)
        self._world.require(user_id, channel_id, "pin_messages")
        seq = self.note("pin" if pinned else "unpin", user_id, message=str(message_id))
        with refusing(), self._caused_by(seq):
            self._world.state.set_pinned(channel_id, message_id, pinned, actor_id=user_id)

    def vote(self, user_id: int, channel_id: int, message_id: int, answers: Iterable[int]) -> None:
        """Set one's votes in a poll; an empty list takes them back."""
        self.visible(user_id, channel_id, message_id)
        chosen = list(answers)
        seq = self.note("vote", user_id, message=str(message_id), answers=str(chosen))
        with refusing(), self._caused_by(seq):
            self._world.state.set_poll_votes(channel_id, message_id, chosen, user_id)

    def typing(self, user_id: int, channel_id: int) -> None:
        """Show that one is typing."""
        world = self._world
        channel = self.may_write(user_id, channel_id)
        now = world.clock.now()
        body: Json = {"channel_id": str(channel_id), "user_id": str(user_id), "timestamp": int(now.timestamp())}
        if channel.guild_id is not None:
            body |= {"guild_id": str(channel.guild_id), "member": world.member_json(channel.guild_id, user_id)}
        world.tell("TYPING_START", body)

    # ---- threads

    def start_thread(
        self, user_id: int, channel_id: int, name: str, *, message_id: int | None = None, private: bool = False
    ) -> int:
        """Open a thread in a channel, perhaps on a message; returns its id."""
        world = self._world
        world.require(user_id, channel_id, "create_private_threads" if private else "create_public_threads")
        if not 1 <= len(name) <= 100:
            raise Refusal(400, 50035, "Invalid Form Body")
        if message_id is not None and message_id in world.state.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        seq = self.note("start_thread", user_id, channel=str(channel_id), name=name)
        with refusing(), self._caused_by(seq):
            kind = 12 if private else 11
            return world.state.create_thread(channel_id, name, user_id, type=kind, message_id=message_id).id

    def join_thread(self, user_id: int, thread_id: int, *, invited: int | None = None) -> None:
        """Join a thread, or add `invited` to it."""
        self._world.require(user_id, thread_id)
        seq = self.note("join_thread", user_id, thread=str(thread_id), invited=invited)
        with refusing(), self._caused_by(seq):
            self._world.state.add_thread_member(thread_id, invited if invited is not None else user_id)

    def leave_thread(self, user_id: int, thread_id: int) -> None:
        """Leave a thread."""
        seq = self.note("leave_thread", user_id, thread=str(thread_id))
        with refusing(), self._caused_by(seq):
            self._world.state.remove_thread_member(thread_id, user_id)

    def set_thread(
        self, user_id: int, thread_id: int, *, archived: bool | None = None, locked: bool | None = None
    ) -> None:
        """Archive, reopen, lock or unlock a thread (its owner may archive; locking needs Manage Threads)."""
        thread = self._world.require(user_id, thread_id)
        if locked is not None or thread.owner_id != user_id:
            self._world.require(user_id, thread_id, "manage_threads")
        changes: Json = {}
        if archived is not None:
            changes |= {"archived": archived, "archive_timestamp": self._world.state.now_iso()}
        if locked is not None:
            changes["locked"] = locked
        seq = self.note("set_thread", user_id, thread=str(thread_id), changes=str(changes))
        with refusing(), self._caused_by(seq):
            self._world.state.edit_channel(thread_id, {}, thread_metadata=changes)

    # ---- asking rights

    def visible(self, user_id: int, channel_id: int, message_id: int) -> Message:
        """A message that this person sees; else Missing Access or Unknown Message."""
        self._world.require(user_id, channel_id)
        message = self._world.message(channel_id, message_id)
        if not message.visible_to(user_id):
            raise Refusal(404, 10008, "Unknown Message")
        return message

    def may_write(self, user_id: int, channel_id: int) -> Channel:
        """The channel, if this person may write there now; an archived thread opens again."""
        world = self._world
        channel = world.require(user_id, channel_id)
        if channel.guild_id is None:
            return channel
        world.require(user_id, channel_id, "send_messages_in_threads" if channel.is_thread else "send_messages")
        reopen_for(world, user_id, channel)
        self._slow_mode(user_id, channel)
        if channel.is_thread and user_id not in channel.thread_members:
            world.state.add_thread_member(channel.id, user_id)
        return channel

    def _slow_mode(self, user_id: int, channel: Channel) -> None:
        last = self._world.last_said.get((channel.id, user_id))
        if not channel.rate_limit_per_user or last is None or channel.guild_id is None:
            return
        if self._world.permissions(channel.guild_id, user_id, channel.id) & _NO_SLOW_MODE:
            return
        if self._world.clock.now() - last < timedelta(seconds=channel.rate_limit_per_user):
            raise Refusal(429, 20016, "This action cannot be performed due to slowmode rate limit")

    def _own(self, user_id: int, channel_id: int, message_id: int) -> Message:
        message = self.visible(user_id, channel_id, message_id)
        if message.author_id != user_id:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        return message

    def _caused_by(self, seq: int) -> _Cause:
        return _Cause(self._transcript, seq)


class _Cause:
    """While open, gateway events name this record as their cause."""

    def __init__(self, transcript: Transcript, seq: int) -> None:
        self._transcript = transcript
        self._seq = seq
        self._before: int | None = None

    def __enter__(self) -> None:
        self._before, self._transcript.current = self._transcript.current, self._seq

    def __exit__(self, *_: object) -> None:
        self._transcript.current = self._before


def reopen_for(world: World, user_id: int, channel: Channel) -> None:
    """Unarchive a thread that somebody writes in; a locked one only for those with Manage Threads."""
    meta = channel.thread_metadata
    if meta is None or not (meta.archived or meta.locked):
        return
    if meta.locked and not world.may(user_id, channel.id, "manage_threads"):
        raise Refusal(400, 160005, "This thread is locked")
    if meta.archived:
        changes = {"archived": False, "archive_timestamp": world.state.now_iso()}
        world.state.edit_channel(channel.id, {}, thread_metadata=changes)


def must_be_open(world: World, user_id: int, channel: Channel) -> None:
    """Refuse what writing a message alone would reopen a thread for, such as an edit in it."""
    if channel.thread_metadata is not None and channel.thread_metadata.archived:
        raise Refusal(400, 50083, "Thread is archived")
    reopen_for(world, user_id, channel)
