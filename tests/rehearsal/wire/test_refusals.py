"""Deliberate mistakes, one per limit of the platform: each is refused with Discord's code, at the field it is in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rehearsal.routes import find
from rehearsal.wire import Refusal
from rehearsal.world import bits
from tests.rehearsal.wire.house import Town

pytestmark = pytest.mark.wire

V2 = 1 << 15
MESSAGES = "POST /channels/{general}/messages"
COMMANDS = "PUT /applications/{app}/commands"
CALLBACK = "callback"
SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@dataclass
class Mistake:
    """A request that Discord refuses: what is wrong, where it goes, with what, the code and place of the error."""

    name: str
    where: str
    body: Any
    code: int = 50035
    at: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "a"} | changes


def select(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]} | changes


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def text(content: str = "x") -> dict[str, Any]:
    return {"type": 10, "content": content}


def many(count: int, make: Callable[[int], Any]) -> list[Any]:
    return [make(number) for number in range(count)]


def said(name: str, body: dict[str, Any], at: str | None, code: int = 50035, **more: Any) -> Mistake:
    return Mistake(name, MESSAGES, body, code, at, more)


def drawn(name: str, components: list[Any], at: str | None, *, v2: bool = False) -> Mistake:
    return said(name, {"components": components} | ({"flags": V2} if v2 else {"content": "x"}), at)


def command(what: str, at: str, /, **changes: Any) -> Mistake:
    return Mistake(what, COMMANDS, [{"name": "one", "description": "d"} | changes], at=at)


def option(name: str, at: str, *options: dict[str, Any]) -> Mistake:
    return command(name, at, options=list(options))


def opt(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": "o", "description": "d"} | changes


def modal(what: str, at: str, /, **changes: Any) -> Mistake:
    good: dict[str, Any] = {"title": "t", "custom_id": "m", "components": [labelled()]}
    return Mistake(what, CALLBACK, {"type": 9, "data": good | changes}, at=at)


def labelled(**changes: Any) -> dict[str, Any]:
    return {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "f", "style": 1} | changes}


def poll(**changes: Any) -> dict[str, Any]:
    good = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 1}
    return {"poll": good | changes}


def rule(**changes: Any) -> dict[str, Any]:
    return {"name": "r", "event_type": 1, "trigger_type": 1, "actions": [{"type": 1}]} | changes


def event(**changes: Any) -> dict[str, Any]:
    return {
        "name": "e", "privacy_level": 2, "entity_type": 3, "scheduled_start_time": SOON, "scheduled_end_time": SOON,
        "entity_metadata": {"location": "x"},
    } | changes  # fmt: skip


LONG = [{"type": 10, "content": "x" * 3000}, {"type": 10, "content": "x" * 1001}]
EMBED = "embeds.0"
MISTAKES = [
    # C.1 messages, embeds, attachments
    said("content over 2000", {"content": "x" * 2001}, "content"),
    said("nothing at all", {}, None, 50006),
    said("empty text", {"content": ""}, None, 50006),
    said("eleven embeds", {"embeds": many(11, lambda n: {"title": str(n)})}, "embeds"),
    said("embed title over 256", {"embeds": [{"title": "x" * 257}]}, f"{EMBED}.title"),
    said("embed description over 4096", {"embeds": [{"description": "x" * 4097}]}, f"{EMBED}.description"),
    said("26 fields", {"embeds": [{"fields": many(26, lambda n: {"name": "n", "value": "v"})}]}, f"{EMBED}.fields"),
    said("empty field name", {"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, f"{EMBED}.fields.0.name"),
    said("field name over 256", {"embeds": [{"fields": [{"name": "x" * 257, "value": "v"}]}]},
          f"{EMBED}.fields.0.name"),
    said("value over 1024", {"embeds": [{"fields": [{"name": "n", "value": "x" * 1025}]}]}, f"{EMBED}.fields.0.value"),
    said("footer over 2048", {"embeds": [{"footer": {"text": "x" * 2049}}]}, f"{EMBED}.footer.text"),
    said("author over 256", {"embeds": [{"author": {"name": "x" * 257}}]}, f"{EMBED}.author.name"),
    said("6000 over all embeds", {"embeds": [{"description": "x" * 3001}, {"description": "x" * 3000}]}, "embeds.1"),
    said("four stickers", {"content": "x", "sticker_ids": ["1", "2", "3", "4"]}, "sticker_ids"),
    said("nonce over 25", {"content": "x", "nonce": "n" * 26}, "nonce"),
    said("unknown key", {"content": "x", "contnet": "y"}, "contnet"),
    said("parse beside a list", {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
         "allowed_mentions"),
    said("101 mentions", {"content": "x", "allowed_mentions": {"users": many(101, lambda n: str(n + 1))}},
         "allowed_mentions.users"),
    said("101 roles", {"content": "x", "allowed_mentions": {"roles": many(101, lambda n: str(n + 1))}},
         "allowed_mentions.roles"),
    said("unknown mention kind", {"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse.0"),
    said("reply to nothing", {"content": "x", "message_reference": {"message_id": "5"}}, "message_reference"),
    said("question over 300", poll(question={"text": "x" * 301}), "poll.question.text"),
    said("answer over 55", poll(answers=[{"poll_media": {"text": "x" * 56}}]), "poll.answers.0.poll_media.text"),
    said("eleven answers", poll(answers=many(11, lambda n: {"poll_media": {"text": "a"}})), "poll.answers"),
    said("769 hours", poll(duration=769), "poll.duration"),
    said("a file over 10 MiB", {"content": "x"}, None, 40005, files=[("a", b"x" * (10 * 1024 * 1024 + 1))]),
    Mistake("a request over 25 MiB", MESSAGES, {"content": "x"}, 40005,
            more={"headers": {"Content-Length": str(25 * 1024 * 1024 + 1)}}),
    said("eleven files", {"content": "x"}, None, 30015, files=many(11, lambda n: (f"{n}.txt", b"x"))),
    said("description over 1024", {"attachments": [{"id": 0, "description": "x" * 1025}]}, "attachments.0.description",
         files=[("a", b"x")]),
    Mistake("content over 2000 in an edit", "PATCH /channels/{general}/messages/{own}", {"content": "x" * 2001},
            at="content"),
    Mistake("someone else's message", "PATCH /channels/{general}/messages/{said}", {"content": "x"}, 50005),
    Mistake("unknown message", "GET /channels/{general}/messages/5", None, 10008),
    Mistake("unknown channel", "GET /channels/5", None, 10003),
    Mistake("an id that is none", "GET /channels/general", None, at="channel_id"),
    Mistake("hidden channel", "GET /channels/{hidden}/messages", None, 50001),
    Mistake("page of 101", "GET /channels/{general}/messages", None, at="limit", more={"query": {"limit": 101}}),
    Mistake("page of 0", "GET /channels/{general}/messages", None, at="limit", more={"query": {"limit": 0}}),
    Mistake("a page in two directions", "GET /channels/{general}/messages", None, at="after",
            more={"query": {"before": 9, "after": 5}}),
    Mistake("26 found at once", "GET /guilds/{guild}/messages/search", None, at="limit",
            more={"query": {"limit": 26}}),
    Mistake("found beyond 9975", "GET /guilds/{guild}/messages/search", None, at="offset",
            more={"query": {"offset": 9976}}),
    Mistake("a 21st reaction", "PUT /channels/{general}/messages/{busy}/reactions/%F0%9F%98%80/@me", None, 30010),
    Mistake("bulk delete of one", "POST /channels/{general}/messages/bulk-delete", {"messages": ["{own}"]},
            at="messages"),
    Mistake("bulk delete of twins", "POST /channels/{general}/messages/bulk-delete", {"messages": ["{own}", "{own}"]},
            at="messages"),
    Mistake("bulk delete of the old", "POST /channels/{general}/messages/bulk-delete", {"messages": ["5", "6"]}, 50034),
    Mistake("message into a category", "POST /channels/{category}/messages", {"content": "x"}, 50008),
    Mistake("closed direct messages", "POST /channels/{closed}/messages", {"content": "x"}, 50007),
    Mistake("nobody in common", "POST /channels/{stranger}/messages", {"content": "x"}, 50278),
    # threads and channels
    Mistake("thread name over 100", "POST /channels/{general}/threads", {"name": "x" * 101, "type": 11}, at="name"),
    Mistake("thread without a name", "POST /channels/{general}/threads", {"name": "", "type": 11}, at="name"),
    Mistake("channel without a name", "PATCH /channels/{general}", {"name": ""}, at="name"),
    Mistake("forum topic of 4097", "PATCH /channels/{forum}", {"topic": "x" * 4097}, at="topic"),
    Mistake("1001 overwrites at once", "PATCH /channels/{general}",
            {"permission_overwrites": many(1001, lambda n: {"id": str(n + 1), "type": 0})},
            at="permission_overwrites"),
    Mistake("archive after 61", "POST /channels/{general}/threads", {"name": "x", "type": 11,
            "auto_archive_duration": 61},
            at="auto_archive_duration"),
    Mistake("a second thread", "POST /channels/{general}/messages/{threaded}/threads", {"name": "x"}, 160004),
    Mistake("a locked thread", "POST /channels/{locked}/messages", {"content": "x"}, 160005),
    Mistake("renaming an archived thread", "PATCH /channels/{archived}", {"name": "x"}, 50083),
    Mistake("an edit in an archived thread", "PATCH /channels/{archived}/messages/{filed}", {"content": "x"}, 50083),
    Mistake("somebody more in an archived thread", "PUT /channels/{archived}/thread-members/{member}", None, 50083),
    Mistake("topic of 1025", "PATCH /channels/{general}", {"topic": "x" * 1025}, at="topic"),
    Mistake("slow mode over six hours", "PATCH /channels/{general}", {"rate_limit_per_user": 21601},
            at="rate_limit_per_user"),
    Mistake("channel name over 100", "PATCH /channels/{general}", {"name": "x" * 101}, at="name"),
    Mistake("bulk delete of 101", "POST /channels/{general}/messages/bulk-delete",
            {"messages": many(101, lambda n: str(n + 1))}, at="messages"),
    Mistake("webhook name over 80", "POST /channels/{general}/webhooks", {"name": "x" * 81}, at="name"),
    Mistake("webhook without a name", "POST /channels/{general}/webhooks", {"name": ""}, at="name"),
    # members, bans, reasons
    Mistake("bot name of one letter", "PATCH /users/@me", {"username": "x"}, at="username"),
    Mistake("bot name over 32", "PATCH /users/@me", {"username": "x" * 33}, at="username"),
    Mistake("time-out of an administrator", "PATCH /guilds/{guild}/members/{admin}",
            {"communication_disabled_until": SOON}, 50013),
    Mistake("nickname over 32", "PATCH /guilds/{guild}/members/{member}", {"nick": "x" * 33}, at="nick"),
    Mistake("29 days of time-out", "PATCH /guilds/{guild}/members/{member}",
            {"communication_disabled_until": (datetime.now(UTC) + timedelta(days=29)).isoformat()},
            at="communication_disabled_until"),
    Mistake("time-out of the owner", "PATCH /guilds/{guild}/members/{owner}",
            {"communication_disabled_until": SOON}, 50013),
    Mistake("a role above the bot", "PUT /guilds/{guild}/members/{member}/roles/{high}", None, 50013),
    Mistake("a ban that deletes a month", "PUT /guilds/{guild}/bans/{member}", {"delete_message_seconds": 604801},
            at="delete_message_seconds"),
    Mistake("201 bans", "POST /guilds/{guild}/bulk-ban", {"user_ids": many(201, lambda n: str(n + 1))}, at="user_ids"),
    Mistake("reason over 512", "PATCH /guilds/{guild}/members/{member}", {"nick": "a"}, at="X-Audit-Log-Reason",
            more={"headers": {"X-Audit-Log-Reason": "x" * 513}}),
    Mistake("unknown member", "GET /guilds/{guild}/members/5", None, 10007),
    Mistake("unknown role", "PUT /guilds/{guild}/members/{member}/roles/5", None, 10011),
    Mistake("unknown server", "GET /guilds/5/roles", None, 10004),
    Mistake("unknown user", "GET /users/5", None, 10013),
    # C.2 components
    drawn("six rows", many(6, lambda n: row(button(custom_id=str(n)))), "components"),
    drawn("six buttons", [row(*many(6, lambda n: button(custom_id=str(n))))], "components.0.components"),
    drawn("button and select in a row", [row(button(), select())], "components.0.components"),
    drawn("two selects in a row", [row(select(), select(custom_id="t"))], "components.0.components"),
    drawn("empty row", [row()], "components.0.components"),
    drawn("two of the same id", [row(button(), button())], "components.0.components.1.custom_id"),
    drawn("id over 100", [row(button(custom_id="x" * 101))], "components.0.components.0.custom_id"),
    drawn("empty id", [row(button(custom_id=""))], "components.0.components.0.custom_id"),
    drawn("label over 80", [row(button(label="x" * 81))], "components.0.components.0.label"),
    drawn("address over 512", [row({"type": 2, "style": 5, "label": "x", "url": "https://e.org/" + "x" * 512})],
          "components.0.components.0.url"),
    drawn("26 options", [row(select(options=many(26, lambda n: {"label": str(n), "value": str(n)})))],
          "components.0.components.0.options"),
    drawn("option label over 100", [row(select(options=[{"label": "x" * 101, "value": "a"}]))],
          "components.0.components.0.options.0.label"),
    drawn("option value twice", [row(select(options=many(2, lambda n: {"label": "a", "value": "a"})))],
          "components.0.components.0.options.1.value"),
    drawn("placeholder over 150", [row(select(placeholder="x" * 151))], "components.0.components.0.placeholder"),
    drawn("26 values", [row(select(max_values=26))], "components.0.components.0.max_values"),
    drawn("no value at most", [row(select(max_values=0))], "components.0.components.0.max_values"),
    drawn("26 values at least", [row(select(min_values=26, max_values=25))], "components.0.components.0.min_values"),
    drawn("no options", [row(select(options=[]))], "components.0.components.0.options"),
    drawn("option value over 100", [row(select(options=[{"label": "a", "value": "x" * 101}]))],
          "components.0.components.0.options.0.value"),
    drawn("layout without its flag", [text()], "components.0.type"),
    drawn("41 components", [{"type": 17, "components": many(20, lambda n: text())} for _ in range(2)],
          "components", v2=True),
    drawn("4000 over all texts", LONG, "components", v2=True),
    drawn("four texts in a section", [{"type": 9, "components": many(4, lambda n: text()), "accessory": button()}],
          "components.0.components", v2=True),
    drawn("a section without text", [{"type": 9, "components": [], "accessory": button()}],
          "components.0.components", v2=True),
    drawn("a section without its accessory", [{"type": 9, "components": [text()]}], "components.0.accessory", v2=True),
    drawn("no pictures", [{"type": 12, "items": []}], "components.0.items", v2=True),
    drawn("eleven pictures", [{"type": 12, "items": many(11, lambda n: {"media": {"url": "https://e.org/a.png"}})}],
          "components.0.items", v2=True),
    drawn("picture description over 1024",
          [{"type": 12, "items": [{"media": {"url": "https://e.org/a.png"}, "description": "x" * 1025}]}],
          "components.0.items.0.description", v2=True),
    said("layout with content", {"flags": V2, "components": [text()], "content": "x"}, "content"),
    said("layout with an embed", {"flags": V2, "components": [text()], "embeds": [{"title": "x"}]}, "embeds"),
    said("layout with a poll", {"flags": V2, "components": [text()]} | poll(), "poll"),
    said("layout with a sticker", {"flags": V2, "components": [text()], "sticker_ids": ["1"]}, "sticker_ids"),
    drawn("option description over 100",
          [row(select(options=[{"label": "a", "value": "a", "description": "x" * 101}]))],
          "components.0.components.0.options.0.description"),
    # modals
    modal("title over 45", "data.title", title="x" * 46),
    modal("empty modal id", "data.custom_id", custom_id=""),
    modal("no fields", "data.components", components=[]),
    modal("empty title", "data.title", title=""),
    modal("shortest text over 4000", "data.components.0.component.min_length", components=[labelled(min_length=4001)]),
    modal("longest text over 4000", "data.components.0.component.max_length", components=[labelled(max_length=4001)]),
    modal("eleven radio buttons", "data.components.0.component.options",
          components=[labelled(type=21, options=many(11, lambda n: {"label": str(n), "value": str(n)}))]),
    modal("no boxes", "data.components.0.component.options", components=[labelled(type=22, options=[])]),
    modal("six fields", "data.components", components=many(6, lambda n: labelled(custom_id=str(n)))),
    modal("label over 45", "data.components.0.label", components=[labelled() | {"label": "x" * 46}]),
    modal("label description over 100", "data.components.0.description",
          components=[labelled() | {"description": "x" * 101}]),
    modal("placeholder over 100", "data.components.0.component.placeholder",
          components=[labelled(placeholder="x" * 101)]),
    modal("value over 4000", "data.components.0.component.value", components=[labelled(value="x" * 4001)]),
    modal("one radio button", "data.components.0.component.options",
          components=[labelled(type=21, options=[{"label": "a", "value": "a"}])]),
    modal("eleven files", "data.components.0.component.max_values", components=[labelled(type=19, max_values=11)]),
    modal("eleven boxes", "data.components.0.component.options",
          components=[labelled(type=22, options=many(11, lambda n: {"label": str(n), "value": str(n)}))]),
    modal("modal id over 100", "data.custom_id", custom_id="x" * 101),
    # C.3 commands
    command("upper case", "0.name", name="One"),
    command("a space", "0.name", name="one two"),
    command("no name", "0.name", name=""),
    command("a menu's name over 32", "0.name", name="X" * 33, type=2, description=""),
    command("name over 32", "0.name", name="x" * 33),
    command("empty description", "0.description", description=""),
    command("description over 100", "0.description", description="x" * 101),
    command("a menu with a description", "0.description", type=2),
    option("26 options", "0.options", *many(26, lambda n: opt(name=f"o{n}"))),
    option("required after optional", "0.options.1", opt(), opt(name="p", required=True)),
    option("option name in upper case", "0.options.0.name", opt(name="O")),
    option("two options of one name", "0.options.1", opt(), opt()),
    option("26 choices", "0.options.0.choices", opt(choices=many(26, lambda n: {"name": str(n), "value": str(n)}))),
    option("choice name over 100", "0.options.0.choices.0.name", opt(choices=[{"name": "x" * 101, "value": "a"}])),
    option("choice value over 100", "0.options.0.choices.0.value", opt(choices=[{"name": "a", "value": "x" * 101}])),
    option("length over 6000", "0.options.0.max_length", opt(max_length=6001)),
    option("no length at most", "0.options.0.max_length", opt(max_length=0)),
    option("number beyond -2^53", "0.options.0.min_value", opt(type=10, min_value=-(2**53) - 1)),
    option("shortest over 6000", "0.options.0.min_length", opt(min_length=6001)),
    option("option description over 100", "0.options.0.description", opt(description="x" * 101)),
    option("empty choice name", "0.options.0.choices.0.name", opt(choices=[{"name": "", "value": "a"}])),
    option("number beyond 2^53", "0.options.0.max_value", opt(type=4, max_value=2**53 + 1)),
    option("group in a subcommand", "0.options.0.options.0.type",
           opt(type=1, options=[opt(type=2, name="g", options=[opt(type=1, name="s")])])),
    Mistake("over 8000 characters", COMMANDS, [{"name": "one", "description": "d", "options": many(25, lambda n: opt(
        name=f"o{n}", choices=many(25, lambda m: {"name": f"{m}" + "x" * 10, "value": f"{m}" + "y" * 10})))}], at="0"),
    Mistake("two of the same name", COMMANDS, many(2, lambda n: {"name": "one", "description": "d"}), at="1.name"),
    Mistake("101 commands", COMMANDS, many(101, lambda n: {"name": f"c{n}", "description": "d"}), 30032),
    Mistake("16 menus", COMMANDS, many(16, lambda n: {"name": f"Menu {n}", "type": 2}), 30032),
    Mistake("16 menus of messages", COMMANDS, many(16, lambda n: {"name": f"Menu {n}", "type": 3}), 30032),
    Mistake("101 commands of one server", "PUT /applications/{app}/guilds/{guild}/commands",
            many(101, lambda n: {"name": f"c{n}", "description": "d"}), 30032),
    Mistake("two entry points", COMMANDS, many(2, lambda n: {"name": f"e{n}", "type": 4}), 30032),
    Mistake("a server's entry point", "PUT /applications/{app}/guilds/{guild}/commands",
            [{"name": "start", "type": 4}], at="0.type"),
    Mistake("101 permissions of a command", "PUT /applications/{app}/guilds/{guild}/commands/5/permissions",
            {"permissions": many(101, lambda n: {"id": str(n + 1), "type": 1, "permission": True})}, at="permissions"),
    Mistake("permissions of a command from a bot", "PUT /applications/{app}/guilds/{guild}/commands/5/permissions",
            {"permissions": []}, 20001),
    Mistake("unknown command", "GET /applications/{app}/commands/5", None, 10063),
    # C.4 interactions
    Mistake("26 suggestions", "autocomplete",
            {"type": 8, "data": {"choices": many(26, lambda n: {"name": "a", "value": "a"})}}, at="data.choices"),
    Mistake("a message as suggestion", "autocomplete", {"type": 4, "data": {"content": "x"}}, at="type"),
    Mistake("an update of nothing", CALLBACK, {"type": 7, "data": {"content": "x"}}, at="type"),
    Mistake("a modal to a modal", "submitted", {"type": 9, "data": {"title": "t", "custom_id": "m",
            "components": [labelled()]}}, at="type"),
    Mistake("a second answer", "answered", {"type": 4, "data": {"content": "x"}}, 40060),
    Mistake("an answer after three seconds", "late", {"type": 4, "data": {"content": "x"}}, 10062),
    Mistake("an answer to nothing", "POST /interactions/5/abc/callback", {"type": 5}, 10062),
    Mistake("an empty answer", CALLBACK, {"type": 4, "data": {}}, 50006),
    Mistake("a sixth follow-up of an application that its user brought", "sixth follow-up", {"content": "x"}, 40094),
    Mistake("a follow-up before any answer", "early follow-up", {"content": "x"}, 10015),
    Mistake("a follow-up after fifteen minutes", "late follow-up", {"content": "x"}, 50027),
    # rules and events
    Mistake("AutoMod words over 150", "POST /guilds/{guild}/auto-moderation/rules",
            rule(actions=[{"type": 1, "metadata": {"custom_message": "x" * 151}}]),
            at="actions.0.metadata.custom_message"),
    Mistake("1001 keywords", "POST /guilds/{guild}/auto-moderation/rules",
            rule(trigger_metadata={"keyword_filter": many(1001, str)}), at="trigger_metadata.keyword_filter"),
    Mistake("keyword over 60", "POST /guilds/{guild}/auto-moderation/rules",
            rule(trigger_metadata={"keyword_filter": ["x" * 61]}), at="trigger_metadata.keyword_filter.0"),
    Mistake("eleven patterns", "POST /guilds/{guild}/auto-moderation/rules",
            rule(trigger_metadata={"regex_patterns": many(11, str)}), at="trigger_metadata.regex_patterns"),
    Mistake("six actions", "POST /guilds/{guild}/auto-moderation/rules", rule(actions=many(6, lambda n: {"type": 1})),
            at="actions"),
    Mistake("21 exempt roles", "POST /guilds/{guild}/auto-moderation/rules",
            rule(exempt_roles=many(21, lambda n: str(n + 1))), at="exempt_roles"),
    Mistake("event name over 100", "POST /guilds/{guild}/scheduled-events", event(name="x" * 101), at="name"),
    Mistake("event in the past", "POST /guilds/{guild}/scheduled-events",
            event(scheduled_start_time="2020-01-01T00:00:00+00:00"), at="scheduled_start_time"),
    Mistake("event description over 1000", "POST /guilds/{guild}/scheduled-events", event(description="x" * 1001),
            at="description"),
    Mistake("place over 100", "POST /guilds/{guild}/scheduled-events", event(entity_metadata={"location": "x" * 101}),
            at="entity_metadata.location"),
]  # fmt: skip


@pytest.fixture(scope="module")
def names(town: Town) -> dict[str, int]:
    """The ids that the table's paths name."""
    world, call = town.world, town.call
    stranger, shut = town.do(lambda w: (w.create_user("stranger"), w.create_user("shut")))
    town.do(lambda w: w.add_member(town.guild, shut))
    town.do(lambda w: w.closed_dms.add(shut))
    admin, forum = town.do(lambda w: (w.create_user("admin"), w.create_channel(town.guild, "forum", kind=15)))
    rights = town.do(lambda w: w.create_role(town.guild, "admins", permissions=bits("administrator")))
    town.do(lambda w: w.add_member(town.guild, admin, [rights]))
    hidden, category, high = town.do(
        lambda w: (
            w.create_channel(town.guild, "hidden"),
            w.create_channel(town.guild, "category", kind=4),
            w.create_role(town.guild, "high"),
        )
    )
    role = world.bot_role(town.guild)
    town.do(lambda w: w.set_overwrite(hidden, role.id, deny=bits("view_channel")))
    town.do(lambda w: w.set_overwrite(town.general, role.id, deny=bits("manage_threads")))
    town.do(lambda w: w.state.reorder_roles(town.guild, [{"id": high, "position": 50}]))
    own = call("POST", f"/channels/{town.general}/messages", {"content": "mine"}).body["id"]
    threaded, busy = town.say("threaded"), town.say("busy")
    town.rehearsal.acts.start_thread(town.member, town.general, "t", message_id=threaded)
    for number in range(20):
        town.do(lambda w, number=number: w.state.add_reaction(town.general, busy, chr(0x1F400 + number), town.member))
    locked, archived = (
        town.do(lambda w, name=name: w.state.create_thread(town.general, name, town.member).id) for name in ("l", "a")
    )
    filed = call("POST", f"/channels/{archived}/messages", {"content": "filed away"}).body["id"]
    town.do(lambda w: w.state.edit_channel(locked, {}, thread_metadata={"locked": True}))
    town.do(lambda w: w.state.edit_channel(archived, {}, thread_metadata={"archived": True}))
    return {
        "general": town.general, "guild": town.guild, "member": town.member, "owner": town.owner, "high": high,
        "app": world.state.application_id, "own": int(own), "said": busy, "threaded": threaded, "busy": busy,
        "admin": admin, "forum": forum, "hidden": hidden, "category": category, "locked": locked, "archived": archived,
        "filed": int(filed), "closed": town.do(lambda w: w.dm_channel(shut)),
        "stranger": town.do(lambda w: w.dm_channel(stranger)),
    }  # fmt: skip


def _interaction(town: Town, kind: str) -> str:
    """The path at which an interaction in a certain state is answered."""
    world, app = town.world, town.world.state.application_id
    number = {"autocomplete": 4, "submitted": 5}.get(kind, 2)

    def begin() -> Any:
        record, _ = world.begin_interaction(number, town.member, town.general, {"name": "one", "type": 1},
                                            user_installed=kind == "sixth follow-up")  # fmt: skip
        return record

    record = town.thread.call(begin)
    path = f"/interactions/{record.id}/{record.token}/callback"
    past = (world.clock.now() - timedelta(seconds=1)).isoformat()
    if kind in {"answered", "late follow-up", "sixth follow-up"}:
        assert town.call("POST", path, {"type": 4, "data": {"content": "x"}}, token=None).status == 204
    if kind == "sixth follow-up":
        for _ in range(5):
            assert town.call("POST", f"/webhooks/{app}/{record.token}", {"content": "x"}, token=None).status == 200
    if kind == "late":
        record.initial_response_deadline = past
    if kind == "late follow-up":
        record.expires_at = past
    return f"/webhooks/{app}/{record.token}" if "follow-up" in kind else path


def _filled(value: Any, names: dict[str, int]) -> Any:
    if isinstance(value, str) and value.startswith("{"):
        return str(names[value[1:-1]])
    if isinstance(value, list):
        return [_filled(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, names) for key, item in value.items()}
    return value


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_refused_where_it_is(town: Town, names: dict[str, int], mistake: Mistake) -> None:
    if " " in mistake.where and mistake.where.split()[0].isupper():
        method, path = mistake.where.split(" ", 1)
        path = path.format(**names)
    else:
        method, path = "POST", _interaction(town, mistake.where)
    answer = town.call(method, path, _filled(mistake.body, names), **mistake.more)
    town.faults_found()
    assert answer.code == mistake.code, answer.body
    if mistake.at is not None:
        node = answer.body["errors"]
        for step in mistake.at.split("."):
            assert step in node, answer.body["errors"]
            node = node[step]
        assert node["_errors"][0]["message"]


def test_a_nonce_makes_one_message_for_some_minutes_and_never_a_deleted_one_again(town: Town) -> None:
    body = {"content": "once", "nonce": "n-1", "enforce_nonce": True}
    path = f"/channels/{town.quiet}/messages"
    first, second = (town.call("POST", path, body).body for _ in range(2))
    assert first["id"] == second["id"]
    assert second["nonce"] == "n-1"
    town.call("DELETE", f"{path}/{first['id']}")
    assert town.call("POST", path, body).code == 10008
    town.thread.wait(town.rehearsal.bot_clock.advance(timedelta(minutes=6)))
    assert town.call("POST", path, body).status == 200
    town.faults_found()


def test_slow_mode_holds_people_but_not_the_bot(town: Town) -> None:
    where = town.do(lambda world: world.create_channel(town.guild, "slow"))
    town.do(lambda world: world.state.edit_channel(where, {"rate_limit_per_user": 30}))
    town.say("one", where=where)
    with pytest.raises(Refusal) as held:
        town.say("two", where=where)
    assert held.value.code == 20016
    for _ in range(2):
        assert town.call("POST", f"/channels/{where}/messages", {"content": "x"}).status == 200


def test_limits_refuse_with_headers_and_via(town: Town) -> None:
    limits = town.rehearsal.limits
    where = town.do(lambda world: world.create_channel(town.guild, "limited"))
    limits.on, limits.global_per_second = True, 5000
    try:
        answers = [town.call("POST", f"/channels/{where}/messages", {"content": str(n)}) for n in range(6)]
        limits.global_per_second = 0
        everywhere = town.call("GET", "/users/@me")
        exempt = town.call("POST", "/interactions/5/abc/callback", {"type": 5})
    finally:
        limits.on, limits.global_per_second = False, 50
    town.faults_found()
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers[:5]] == ["4", "3", "2", "1", "0"]
    refused = answers[5]
    assert 0 < refused.body["retry_after"] <= 5
    assert refused.body["global"] is False
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert refused.headers["Via"] == "1.1 google"
    assert (everywhere.status, everywhere.body["global"]) == (429, True)
    assert everywhere.headers["Via"] == "1.1 google"
    assert exempt.code == 10062


def test_a_busy_hour_of_presses_does_not_slow_the_next_one(town: Town) -> None:
    """Each interaction is a resource of its own, with limits of its own, as each webhook is."""
    limits = town.rehearsal.limits
    limits.on = True
    try:
        judged = [
            limits.judge(
                find("POST", f"/interactions/{number}/token-{number}/callback") or pytest.fail("no such route")
            )
            for number in range(200)
        ]
        again = [limits.judge(find("POST", "/webhooks/5/one-token") or pytest.fail("no such route")) for _ in range(6)]
    finally:
        limits.on = False
    assert not any(verdict.body for verdict in judged)
    assert [verdict.body is None for verdict in again] == [True] * 5 + [False]


def test_a_request_without_the_bots_token_is_unauthorised_and_counted(town: Town) -> None:
    before = len(town.rehearsal.limits.invalid)
    assert town.call("GET", "/users/@me", token=None).status == 401
    assert town.call("GET", "/users/@me", token="Bot real.token").status == 401
    assert len(town.rehearsal.limits.invalid) == before + 2
