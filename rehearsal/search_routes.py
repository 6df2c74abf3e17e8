"""Message search over a server: what Discord documents, less the filters that look into links and embeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rehearsal.rules.form import Form
from rehearsal.service import Call, Service
from rehearsal.wire import Json, NotServed, Refusal
from rehearsal.world import Channel, Message, World

PAGE, FURTHEST = 25, 9975
CONTENT = 1 << 15
_MEDIA = ("image", "video", "sound")
_FILTERS = frozenset({
    "limit", "offset", "min_id", "max_id", "content", "channel_id", "author_id", "author_type", "mentions",
    "mentions_role_id", "mention_everyone", "replied_to_message_id", "has", "pinned", "sort_by", "sort_order",
})  # fmt: skip


class SearchRoutes:
    """Our handler, added to a service. The index is always ready; a lever says otherwise (202)."""

    def __init__(self, world: World, service: Service) -> None:
        self._world = world
        service.own["GET /guilds/{guild_id}/messages/search"] = self.search

    def search(self, call: Call) -> Json:
        """The messages that the bot may read and that every filter lets pass, newest first."""
        guild_id = call.match.id("guild_id")
        unknown = sorted(set(call.query) - _FILTERS)
        if unknown:
            raise NotServed(f"search by {', '.join(unknown)}")
        limit, offset = self._page(call)
        if not self._world.approved_intents & CONTENT:
            raise Refusal(403, 50001, "Missing Access")
        found = self._found(call, guild_id)
        found.sort(key=lambda message: message.id, reverse=call.query.get("sort_order") != "asc")
        page = found[offset : offset + limit]
        threads = {message.channel_id: self._channel(message) for message in page if self._channel(message).is_thread}
        return {
            "doing_deep_historical_index": False,
            "total_results": len(found),
            "messages": [[self._hit(message)] for message in page],
            "threads": [self._world.channel_json(thread) for thread in threads.values()],
            "members": [],
        }

    def _page(self, call: Call) -> tuple[int, int]:
        form = Form()
        numbers: dict[str, int] = {}
        for name, least, most, default in (("limit", 1, PAGE, PAGE), ("offset", 0, FURTHEST, 0)):
            given = call.query.get(name, str(default))
            if given.lstrip("-").isdecimal():
                form.whole((name,), int(given), least, most)
                numbers[name] = int(given)
            else:
                form.add((name,), "NUMBER_TYPE_COERCE", f'Value "{given}" is not int.')
        form.text(("content",), call.query.get("content"), 0, 1024)
        form.settle()
        return numbers["limit"], numbers["offset"]

    def _channel(self, message: Message) -> Channel:
        return self._world.state.channels[message.channel_id]

    def _hit(self, message: Message) -> Json:
        body = self._world.message_json(message, self._world.bot.id)
        body.pop("reactions", None)  # Discord leaves them out of what it finds
        return body | {"hit": True}

    def _found(self, call: Call, guild_id: int) -> list[Message]:
        world, me = self._world, self._world.bot.id
        tests = self._tests(call)
        places = [
            channel.id
            for channel in world.state.channels.values()
            if channel.guild_id == guild_id and world.sees(me, channel.id, history=True)
        ]
        return [
            message
            for place in places
            for message in world.state.messages.get(place, {}).values()
            if not message.is_ephemeral and all(test(message) for test in tests)
        ]

    def _tests(self, call: Call) -> list[Callable[[Message], bool]]:
        query, tests = call.query, list[Callable[[Message], bool]]()

        def ids(name: str) -> set[int]:
            return {int(value) for value in call.each(name) if value.isdecimal()}

        if query.get("content"):
            words = query["content"].casefold().split()
            tests.append(lambda message: all(word in message.content.casefold() for word in words))
        if "min_id" in query:
            tests.append(lambda message: message.id > int(query["min_id"]))
        if "max_id" in query:
            tests.append(lambda message: message.id < int(query["max_id"]))
        looks: tuple[tuple[str, Callable[[Message], set[int]]], ...] = (
            ("channel_id", lambda message: {message.channel_id}),
            ("author_id", lambda message: {message.author_id}),
            ("mentions", lambda message: set(message.mention_user_ids)),
            ("mentions_role_id", lambda message: set(message.mention_role_ids)),
            ("replied_to_message_id", lambda message: {int((message.reference or {}).get("message_id") or 0)}),
        )
        for name, look in looks:
            if name in query:
                wanted = ids(name)
                tests.append(lambda message, wanted=wanted, look=look: bool(wanted & look(message)))
        for flag in ("pinned", "mention_everyone"):
            if flag in query:
                yes = query[flag].lower() in {"1", "true"}
                tests.append(lambda message, flag=flag, yes=yes: bool(getattr(message, flag)) is yes)
        if "author_type" in query:
            tests.append(lambda message: _any_of(call.each("author_type"), self._author_kinds(message)))
        if "has" in query:
            tests.append(lambda message: _any_of(call.each("has"), _contents(message)))
        return tests

    def _author_kinds(self, message: Message) -> set[str]:
        if message.webhook_id is not None:
            return {"webhook"}
        return {"bot" if self._world.state.users[message.author_id].bot else "user"}


def _any_of(wanted: list[str], there: set[str]) -> bool:
    """One of the wanted kinds is there, and none that was wanted away (`-image`)."""
    away = {kind[1:] for kind in wanted if kind.startswith("-")}
    near = {kind for kind in wanted if not kind.startswith("-")}
    return not away & there and (not near or bool(near & there))


def _contents(message: Message) -> set[str]:
    attachments: list[Any] = list(message.attachments)
    types = [str(about.get("content_type") or "") for about in attachments]
    kinds = {word for word in _MEDIA for kind in types if kind.startswith("audio" if word == "sound" else word)}
    parts = {"embed": message.embeds, "file": attachments, "sticker": message.stickers, "poll": message.poll}
    kinds |= {name for name, part in parts.items() if part}
    return kinds | ({"link"} if "http://" in message.content or "https://" in message.content else set())
