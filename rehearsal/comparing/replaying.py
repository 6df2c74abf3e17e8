"""Asks the local Discord what the recorded bot asked, lets people do what they did, and compares what comes of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from rehearsal import routes
from rehearsal.comparing.building import build, know_the_bot, meet
from rehearsal.comparing.ids import Ids
from rehearsal.comparing.reading import Crossing
from rehearsal.comparing.shape import differences
from rehearsal.server import Rehearsal
from rehearsal.service import Call
from rehearsal.shapes import event_shape
from rehearsal.transcript import without_tokens
from rehearsal.wire import Json, NotServed, Refusal, dumps, loads
from rehearsal.world import Upload

_WELCOME = frozenset({"READY", "GUILD_CREATE", "RESUMED", "GUILD_MEMBERS_CHUNK"})
# Told or not told as the moment wants it: presence, typing, and what only voice needs.
_FLEETING = frozenset({"TYPING_START", "PRESENCE_UPDATE", "VOICE_STATE_UPDATE", "CHANNEL_TOPIC_UPDATE"})


@dataclass(slots=True)
class Compared:
    """What was found: `differences` in sentences, `left_out` by reason, and how many requests and events were held
    against each other."""

    requests: int = 0
    events: int = 0
    differences: list[str] = field(default_factory=list[str])
    left_out: Counter[str] = field(default_factory=Counter[str])


class Replay:
    """One recording against one local Discord, in this process: no socket, no limits."""

    def __init__(self, crossings: list[Crossing]) -> None:
        first = next((one.at for one in crossings if one.at is not None), None)
        self._rehearsal = Rehearsal(at=first)
        self._world = self._rehearsal.world
        self._ids = Ids()
        self._found = Compared()
        self._theirs: defaultdict[str, list[Crossing]] = defaultdict(list)
        self._ours: defaultdict[str, list[Json]] = defaultdict(list)
        self._crossings = crossings
        for one in crossings:
            if one.name == "READY":
                know_the_bot(self._world, self._ids, one.body)
        for one in crossings:
            if one.name == "GUILD_CREATE" and self._ids.here(one.body["id"]) is None:
                build(self._world, self._ids, one.body)
        for one in crossings:
            if not one.method:
                meet(self._world, self._ids, one.body)
        self._world.listeners.append(self._heard)

    def compared(self) -> Compared:
        """Replay it all."""
        began = False
        for one in self._crossings:
            if one.at is not None and one.at > self._rehearsal.clock.now():
                self._rehearsal.clock.jump(one.at)
            if one.method:
                self._request(one)
            elif one.name in _WELCOME:
                began = began or one.name == "GUILD_CREATE"
            elif began:
                self._event(one)
        self._compare_events()
        return self._found

    def _heard(self, event: str, payload: Json) -> None:
        body: Json = without_tokens(loads(dumps(event_shape(self._world, event, payload))))
        self._ours[event].append(body)
        number = len(self._ours[event])
        if len(self._theirs[event]) >= number:
            self._ids.learn(self._theirs[event][number - 1].body, body)

    # ---- requests

    def _request(self, one: Crossing) -> None:
        path = self._path(one)
        if path is None:
            return
        match = routes.find(one.method, path)
        if match is None:
            self._differs(one, f"status {one.status} there, and no such route here")
            return
        body, files = self._body(one)
        call = Call(match, path, dict(self._ids.translated(dict(one.query))), body, files, one.reason)
        status, code, answer = self._served(call)
        self._found.requests += 1
        if status != one.status:
            self._differs(one, f"status {one.status} there, {status} here{'' if code is None else f' (code {code})'}")
        elif code != one.code:
            self._differs(one, f"error code {one.code} there, {code} here")
        elif one.answer is not None:
            for difference in differences(one.answer, without_tokens(answer)):
                self._differs(one, difference)
        self._ids.learn(one.answer, answer)

    def _path(self, one: Crossing) -> str | None:
        """The path with the ids and tokens of this place, or None for what cannot be asked here."""
        if not one.status:
            return self._left_out("requests without an answer")
        if one.status == 429 or one.status >= 500:
            return self._left_out("answers of a Discord that was busy or unwell")
        path = one.path
        segments = path.split("/")
        for at, segment in enumerate(segments):
            if segment.startswith("token-of-"):
                owner = self._ids.here(segment.removeprefix("token-of-")) or 0
                record, hook = self._world.state.interactions.get(owner), self._world.state.webhooks.get(owner)
                token = record.token if record is not None else hook.token if hook is not None else None
                if token is None:
                    return self._left_out("requests about an interaction or webhook that is not in the recording")
                segments[at] = token
        path = self._ids.translated("/".join(segments)) if "token-of-" not in path else "/".join(
            segment if len(segment) > 30 else self._ids.translated(segment) for segment in segments
        )  # fmt: skip
        if self._ids.unknown(one.path.replace("token-of-", "")) is not None:
            return self._left_out("requests about something from before the recording")
        return str(path)

    def _left_out(self, why: str) -> None:
        self._found.left_out[why] += 1

    def _body(self, one: Crossing) -> tuple[Any, list[Upload]]:
        body: Any = one.body
        if isinstance(body, dict) and set(body) == {"body", "files"}:  # pyright: ignore[reportUnknownArgumentType]  # JSON
            files = [Upload(str(file["filename"]), b"\0" * int(file["size"])) for file in body["files"]]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # JSON
            return self._ids.translated(body["body"]), files
        return self._ids.translated(body), []

    def _served(self, call: Call) -> tuple[int, int | None, Any]:
        try:
            result = self._rehearsal.service.serve(call)
        except Refusal as refusal:
            return refusal.status, refusal.code, refusal.body()
        except NotServed:
            return 501, None, None
        if result is None:
            return 204, None, None
        return 201 if call.created else call.match.route.success, None, loads(dumps(result))

    def _differs(self, one: Crossing, what: str) -> None:
        self._found.differences.append(f"line {one.line}, {one.name}: {what}")

    # ---- events

    def _event(self, one: Crossing) -> None:
        self._theirs[one.name].append(one)
        number = len(self._theirs[one.name])
        if len(self._ours[one.name]) < number:
            self._act(one)
        if len(self._ours[one.name]) >= number:
            self._ids.learn(one.body, self._ours[one.name][number - 1])

    def _act(self, one: Crossing) -> None:
        """A person did this, and no request of the bot: let them do it here."""
        try:
            self._acted(one)
        except (Refusal, KeyError, ValueError) as error:
            self._differs(one, f"a person could do this there, and not here: {error}")

    def _acted(self, one: Crossing) -> None:
        body, acts, world = self._ids.translated(one.body), self._rehearsal.acts, self._world
        writer: Json = body.get("author") or {}
        author = int(writer.get("id") or body.get("user_id") or 0)
        if author == world.bot.id:
            return
        match one.name:
            case "MESSAGE_CREATE" if body.get("type") in (0, 19) and author in world.state.users:
                answered: Json = body.get("message_reference") or {}
                reply = answered.get("message_id")
                acts.say(author, int(body["channel_id"]), str(body["content"]), reply_to=int(reply) if reply else None)
            case "MESSAGE_UPDATE" if author in world.state.users:
                acts.edit(author, int(body["channel_id"]), int(body["id"]), str(body["content"]))
            case "MESSAGE_DELETE" if one.body["id"] != body["id"]:
                message = world.message(int(body["channel_id"]), int(body["id"]))
                acts.delete(message.author_id, int(body["channel_id"]), message.id)
            case "MESSAGE_REACTION_ADD":
                acts.react(author, int(body["channel_id"]), int(body["message_id"]), str(body["emoji"]["name"]))
            case "MESSAGE_REACTION_REMOVE":
                acts.unreact(author, int(body["channel_id"]), int(body["message_id"]), str(body["emoji"]["name"]))
            case "CHANNEL_DELETE":
                world.state.delete_channel(int(body["id"]))
            case "GUILD_MEMBER_REMOVE":
                world.remove_member(int(body["guild_id"]), int(body["user"]["id"]))
            case "INTERACTION_CREATE":
                self._interaction(body)
            case _:
                return

    def _interaction(self, body: Json) -> None:
        user: Json = (body.get("member") or body).get("user") or {}
        channel = int(body["channel_id"] if body.get("channel_id") else body["channel"]["id"])
        pressed: Json = body.get("message") or {}
        shown = pressed.get("id")
        source = self._world.state.messages.get(channel, {}).get(int(shown)) if shown else None
        _, payload = self._world.begin_interaction(
            int(body["type"]), int(user["id"]), channel, body["data"], source=source
        )
        self._world.tell("INTERACTION_CREATE", payload)

    def _compare_events(self) -> None:
        for name in sorted(set(self._theirs) | {name for name, ours in self._ours.items() if ours}):
            theirs, ours = self._theirs[name], self._ours[name]
            if name in _FLEETING:
                continue
            self._found.events += min(len(theirs), len(ours))
            if len(theirs) != len(ours):
                self._found.differences.append(f"event {name}: {len(theirs)} there, {len(ours)} here")
            for one, other in zip(theirs, ours, strict=False):
                for difference in differences(one.body, other):
                    self._differs(one, difference)
