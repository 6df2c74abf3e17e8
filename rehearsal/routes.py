"""The routes that this local Discord serves, by the templates of the official specification."""

from __future__ import annotations

from dataclasses import dataclass

_APP = "/applications/{application_id}"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji_name}"
_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_EVENT = "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}"

_SERVED: dict[str, str] = {
    "/gateway": "GET",
    "/gateway/bot": "GET",
    "/users/@me": "GET PATCH",
    "/users/@me/channels": "POST",
    "/users/@me/guilds": "GET",
    "/users/@me/guilds/{guild_id}": "DELETE",
    "/users/{user_id}": "GET",
    "/oauth2/applications/@me": "GET",
    "/applications/@me": "GET",
    _APP + "/commands": "GET POST PUT",
    _APP + "/commands/{command_id}": "GET PATCH DELETE",
    _APP + "/guilds/{guild_id}/commands": "GET POST PUT",
    _APP + "/guilds/{guild_id}/commands/permissions": "GET",
    _APP + "/guilds/{guild_id}/commands/{command_id}": "GET PATCH DELETE",
    _APP + "/guilds/{guild_id}/commands/{command_id}/permissions": "GET PUT",
    _APP + "/emojis": "GET",
    "/channels/{channel_id}": "GET PATCH DELETE",
    "/channels/{channel_id}/messages": "GET POST",
    "/channels/{channel_id}/messages/bulk-delete": "POST",
    "/channels/{channel_id}/messages/pins": "GET",
    "/channels/{channel_id}/messages/pins/{message_id}": "PUT DELETE",
    "/channels/{channel_id}/pins": "GET",
    "/channels/{channel_id}/pins/{message_id}": "PUT DELETE",
    _MESSAGE: "GET PATCH DELETE",
    _MESSAGE + "/crosspost": "POST",
    _MESSAGE + "/threads": "POST",
    _MESSAGE + "/reactions": "DELETE",
    _REACTION: "GET DELETE",
    _REACTION + "/@me": "PUT DELETE",
    _REACTION + "/{user_id}": "DELETE",
    "/channels/{channel_id}/permissions/{overwrite_id}": "PUT DELETE",
    "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}": "GET",
    "/channels/{channel_id}/polls/{message_id}/expire": "POST",
    "/channels/{channel_id}/thread-members": "GET",
    "/channels/{channel_id}/thread-members/@me": "PUT DELETE",
    "/channels/{channel_id}/thread-members/{user_id}": "GET PUT DELETE",
    "/channels/{channel_id}/threads": "POST",
    "/channels/{channel_id}/threads/archived/private": "GET",
    "/channels/{channel_id}/threads/archived/public": "GET",
    "/channels/{channel_id}/users/@me/threads/archived/private": "GET",
    "/channels/{channel_id}/typing": "POST",
    "/channels/{channel_id}/invites": "GET POST",
    "/channels/{channel_id}/webhooks": "GET POST",
    "/guilds/{guild_id}": "GET PATCH",
    "/guilds/{guild_id}/audit-logs": "GET",
    "/guilds/{guild_id}/auto-moderation/rules": "GET POST",
    "/guilds/{guild_id}/auto-moderation/rules/{rule_id}": "GET PATCH DELETE",
    "/guilds/{guild_id}/bans": "GET",
    "/guilds/{guild_id}/bans/{user_id}": "GET PUT DELETE",
    "/guilds/{guild_id}/bulk-ban": "POST",
    "/guilds/{guild_id}/channels": "GET POST PATCH",
    "/guilds/{guild_id}/invites": "GET",
    "/guilds/{guild_id}/members": "GET",
    "/guilds/{guild_id}/members/@me": "PATCH",
    "/guilds/{guild_id}/members/search": "GET",
    "/guilds/{guild_id}/messages/search": "GET",
    "/guilds/{guild_id}/members/{user_id}": "GET PATCH DELETE",
    "/guilds/{guild_id}/members/{user_id}/roles/{role_id}": "PUT DELETE",
    "/guilds/{guild_id}/roles": "GET POST PATCH",
    "/guilds/{guild_id}/roles/{role_id}": "GET PATCH DELETE",
    "/guilds/{guild_id}/scheduled-events": "GET POST",
    _EVENT: "GET PATCH DELETE",
    _EVENT + "/users": "GET",
    "/guilds/{guild_id}/threads/active": "GET",
    "/guilds/{guild_id}/webhooks": "GET",
    "/interactions/{interaction_id}/{interaction_token}/callback": "POST",
    "/invites/{code}": "GET DELETE",
    "/webhooks/{webhook_id}": "GET PATCH DELETE",
    _HOOK: "GET POST PATCH DELETE",
    _HOOK + "/messages/@original": "GET PATCH DELETE",
    _HOOK + "/messages/{message_id}": "GET PATCH DELETE",
}

_CREATED = {
    ("POST", "/channels/{channel_id}/threads"),
    ("POST", _MESSAGE + "/threads"),
    ("POST", "/guilds/{guild_id}/channels"),
}
_NOT_IDS = {"code", "webhook_token", "interaction_token", "emoji_name", "answer_id"}


@dataclass(frozen=True, slots=True)
class Route:
    """One served operation. `success` is the status of a good answer that has a body."""

    method: str
    template: str
    success: int = 200

    @property
    def is_interaction(self) -> bool:
        """Whether this is one of the interaction endpoints, which the global limit does not count."""
        return self.template.startswith(("/interactions/", "/webhooks/{webhook_id}/{webhook_token}"))

    @property
    def needs_token(self) -> bool:
        """Whether the bot's token must come with the request."""
        return not self.is_interaction and self.template not in {"/gateway", "/invites/{code}"}

    @property
    def name(self) -> str:
        """The method and the template, as transcripts and levers name the route."""
        return f"{self.method} {self.template}"


@dataclass(frozen=True, slots=True)
class Match:
    """A request's route with the parts of its path."""

    route: Route
    parts: dict[str, str]

    def bad_id(self) -> str | None:
        """The name of the first id in the path that is not a snowflake."""
        for name, value in self.parts.items():
            if name not in _NOT_IDS and not (value.isascii() and value.isdecimal() and len(value) <= 20):
                return name
        return None

    def id(self, name: str) -> int:
        """An id from the path."""
        return int(self.parts[name])


def _table() -> dict[tuple[str, int], list[tuple[list[str], Route]]]:
    table: dict[tuple[str, int], list[tuple[list[str], Route]]] = {}
    for template, methods in _SERVED.items():
        segments = template.strip("/").split("/")
        for method in methods.split():
            route = Route(method, template, 201 if (method, template) in _CREATED else 200)
            table.setdefault((method, len(segments)), []).append((segments, route))
    for rows in table.values():
        rows.sort(key=lambda row: sum(part.startswith("{") for part in row[0]))
    return table


_TABLE = _table()


def find(method: str, path: str) -> Match | None:
    """The route of a request path (still percent-encoded), the most literal first; None if we have none."""
    segments = path.strip("/").split("/")
    for template, route in _TABLE.get((method, len(segments)), ()):
        parts: dict[str, str] = {}
        for expected, given in zip(template, segments, strict=True):
            if expected.startswith("{"):
                parts[expected[1:-1]] = given
            elif expected != given:
                break
        else:
            return Match(route, parts)
    return None


def served() -> list[Route]:
    """Every route, for tests that walk them."""
    return [route for rows in _TABLE.values() for _, route in rows]
