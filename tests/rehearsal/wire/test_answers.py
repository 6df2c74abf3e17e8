"""Every answer of the local Discord has the shape that Discord's own specification gives it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rehearsal.routes import served
from tests.rehearsal.wire.house import Town

pytestmark = pytest.mark.wire

ROW = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "a:b:1"}]}]


class Walk:
    """Calls one route after another and remembers which were called."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.walked: set[str] = set()

    def __call__(self, method: str, path: str, body: Any = None, *, status: int = 200, **more: Any) -> Any:
        answer = self.town.call(method, path, body, **more)
        assert answer.status == status, (method, path, answer.body, self.town.faults_found())
        return answer.body


@pytest.mark.usefixtures("official")
def test_every_served_route_answers_in_the_official_shape(town: Town) -> None:
    walk = Walk(town)
    me, app = str(town.world.bot.id), str(town.world.state.application_id)
    guild, general, member, role = f"/guilds/{town.guild}", f"/channels/{town.general}", town.member, town.role
    for path in ("/gateway", "/gateway/bot", "/users/@me", "/oauth2/applications/@me", "/applications/@me"):
        walk("GET", path)
    walk("PATCH", "/users/@me", {"username": "Circlekeeper"})
    walk("GET", f"/users/{member}")
    walk("GET", "/users/@me/guilds")
    for scope in (f"/applications/{app}", f"/applications/{app}{guild}"):
        made = walk("POST", scope + "/commands", {"name": "one", "description": "first"}, status=201)
        walk("POST", scope + "/commands", {"name": "one", "description": "second"})
        walk("GET", f"{scope}/commands/{made['id']}")
        walk("PATCH", f"{scope}/commands/{made['id']}", {"description": "third"})
        options = [{"type": 3, "name": "text", "description": "say", "required": True}]
        walk("PUT", scope + "/commands", [{"name": "one", "description": "d", "options": options},
                                          {"name": "Look at", "type": 2}])  # fmt: skip
        walk("GET", scope + "/commands")
        two = walk("POST", scope + "/commands", {"name": "two", "description": "d"}, status=201)
        walk("DELETE", f"{scope}/commands/{two['id']}", status=204)
    walk("GET", f"/applications/{app}{guild}/commands/permissions")
    walk("GET", f"/applications/{app}{guild}/commands/{made['id']}/permissions", status=404)
    walk("PUT", f"/applications/{app}{guild}/commands/{made['id']}/permissions", {"permissions": []}, status=403)
    walk("GET", f"/applications/{app}/emojis")

    embed = {"title": "t", "fields": [{"name": "n", "value": "v"}]}
    message = walk(
        "POST", general + "/messages", {"content": "hello", "embeds": [embed], "components": ROW, "nonce": "n1"}
    )
    here = f"{general}/messages/{message['id']}"
    walk("GET", here)
    walk("GET", general + "/messages", query={"limit": 10})
    walk("PATCH", here, {"content": "changed"})
    walk("POST", general + "/messages", {"content": "re", "message_reference": {"message_id": message["id"]}})
    walk("POST", general + "/messages", {"attachments": [{"id": 0, "filename": "a.txt", "description": "d"}]},
         files=[("a.txt", b"text")])  # fmt: skip
    layout = [{"type": 17, "components": [{"type": 10, "content": "hi"}, *ROW]}]
    walk("POST", general + "/messages", {"flags": 1 << 15, "components": layout})
    answers = [{"poll_media": {"text": "yes"}}, {"poll_media": {"text": "no"}}]
    poll = walk("POST", general + "/messages", {"poll": {"question": {"text": "?"}, "answers": answers, "duration": 1}})
    walk("GET", f"{general}/polls/{poll['id']}/answers/1")
    walk("POST", f"{general}/polls/{poll['id']}/expire")
    walk("PUT", f"{here}/reactions/%F0%9F%91%8D/@me", status=204)
    walk("GET", f"{here}/reactions/%F0%9F%91%8D")
    walk("DELETE", f"{here}/reactions/%F0%9F%91%8D/@me", status=204)
    walk("PUT", f"{here}/reactions/%F0%9F%91%8D/@me", status=204)
    walk("DELETE", f"{here}/reactions/%F0%9F%91%8D/{me}", status=204)
    walk("DELETE", f"{here}/reactions/%F0%9F%91%8D", status=204)
    walk("DELETE", f"{here}/reactions", status=204)
    for pins in ("messages/pins", "pins"):
        walk("PUT", f"{general}/{pins}/{message['id']}", status=204)
        walk("GET", f"{general}/{pins}")
        walk("DELETE", f"{general}/{pins}/{message['id']}", status=204)
    walk("POST", general + "/typing", status=204)
    news = town.do(lambda world: world.create_channel(town.guild, "news", kind=5))
    told = walk("POST", f"/channels/{news}/messages", {"content": "news"})
    walk("POST", f"/channels/{news}/messages/{told['id']}/crosspost")
    several = [walk("POST", general + "/messages", {"content": str(n)})["id"] for n in range(3)]
    walk("POST", general + "/messages/bulk-delete", {"messages": several[:2]}, status=204)
    walk("DELETE", f"{general}/messages/{several[2]}", status=204)

    thread = walk("POST", here + "/threads", {"name": "on it"}, status=201)
    walk("GET", f"/channels/{thread['id']}")
    private = walk("POST", general + "/threads", {"name": "private", "type": 12, "invitable": False}, status=201)
    walk("PUT", f"/channels/{private['id']}/thread-members/{member}", status=204)
    walk("GET", f"/channels/{private['id']}/thread-members")
    walk("GET", f"/channels/{private['id']}/thread-members/{member}")
    walk("DELETE", f"/channels/{private['id']}/thread-members/{member}", status=204)
    walk("DELETE", f"/channels/{thread['id']}/thread-members/@me", status=204)
    walk("PUT", f"/channels/{thread['id']}/thread-members/@me", status=204)
    walk("GET", guild + "/threads/active")
    walk("PATCH", f"/channels/{private['id']}", {"archived": True, "locked": True})
    walk("PATCH", f"/channels/{thread['id']}", {"archived": True})
    for place in ("threads/archived/public", "threads/archived/private", "users/@me/threads/archived/private"):
        walk("GET", f"{general}/{place}")

    made = walk("POST", guild + "/channels", {"name": "new", "type": 0, "topic": "t"}, status=201)
    walk("GET", guild + "/channels")
    walk("PATCH", guild + "/channels", [{"id": made["id"], "position": 5}], status=204)
    walk("PATCH", f"/channels/{made['id']}", {"name": "newer"})
    walk("PUT", f"/channels/{made['id']}/permissions/{role}", {"type": 0, "deny": 1024}, status=204)
    walk("DELETE", f"/channels/{made['id']}/permissions/{role}", status=204)
    invite = walk("POST", f"/channels/{made['id']}/invites", {"max_age": 3600})
    walk("GET", f"/channels/{made['id']}/invites")
    walk("GET", guild + "/invites")
    walk("GET", f"/invites/{invite['code']}")
    walk("DELETE", f"/invites/{invite['code']}")
    hook = walk("POST", f"/channels/{made['id']}/webhooks", {"name": "hook"})
    hooks = f"/webhooks/{hook['id']}"
    walk("GET", f"/channels/{made['id']}/webhooks")
    walk("GET", guild + "/webhooks")
    walk("GET", hooks)
    walk("PATCH", hooks, {"name": "renamed"})
    tokened = f"{hooks}/{hook['token']}"
    walk("GET", tokened, token=None)
    walk("PATCH", tokened, {"name": "again"}, token=None)
    walk("POST", tokened, {"content": "quietly"}, status=204, token=None)
    posted = walk("POST", tokened, {"content": "said"}, query={"wait": "true"}, token=None)
    walk("GET", f"{tokened}/messages/{posted['id']}", token=None)
    walk("PATCH", f"{tokened}/messages/{posted['id']}", {"content": "unsaid"}, token=None)
    walk("DELETE", f"{tokened}/messages/{posted['id']}", status=204, token=None)
    walk("DELETE", tokened, status=204, token=None)
    hook = walk("POST", f"/channels/{made['id']}/webhooks", {"name": "hook"})
    walk("DELETE", f"/webhooks/{hook['id']}", status=204)
    walk("DELETE", f"/channels/{made['id']}")

    walk("GET", guild, query={"with_counts": "true"})
    walk("PATCH", guild, {"name": "Harbour"})
    walk("GET", guild + "/members", query={"limit": 10})
    walk("GET", guild + "/members/search", query={"query": "an"})
    found = walk("GET", guild + "/messages/search", query=[("content", "changed"), ("author_id", me)])
    assert [hits[0]["id"] for hits in found["messages"]] == [message["id"]]
    walk("GET", f"{guild}/members/{member}")
    walk("PATCH", f"{guild}/members/@me", {"nick": "Keeper"})
    until = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    walk("PATCH", f"{guild}/members/{member}", {"nick": "Annie", "communication_disabled_until": until},
         headers={"X-Audit-Log-Reason": "z%C3%BCgig"})  # fmt: skip
    walk("PATCH", f"{guild}/members/{member}", {"communication_disabled_until": None})
    walk("GET", guild + "/roles")
    fresh = walk("POST", guild + "/roles", {"name": "fresh"})
    walk("GET", f"{guild}/roles/{fresh['id']}")
    walk("PATCH", f"{guild}/roles/{fresh['id']}", {"name": "fresher", "color": 255})
    walk("PATCH", guild + "/roles", [{"id": fresh["id"], "position": 1}])
    walk("PUT", f"{guild}/members/{member}/roles/{fresh['id']}", status=204)
    walk("DELETE", f"{guild}/members/{member}/roles/{fresh['id']}", status=204)
    walk("DELETE", f"{guild}/roles/{fresh['id']}", status=204)
    walk("GET", guild + "/audit-logs", query={"limit": 50})
    gone = town.do(lambda world: world.create_user("gone"))
    town.do(lambda world: world.add_member(town.guild, gone))
    walk("DELETE", f"{guild}/members/{gone}", status=204)
    walk("PUT", f"{guild}/bans/{gone}", {"delete_message_seconds": 0}, status=204)
    walk("GET", guild + "/bans")
    walk("GET", f"{guild}/bans/{gone}")
    walk("DELETE", f"{guild}/bans/{gone}", status=204)
    walk("POST", guild + "/bulk-ban", {"user_ids": [str(gone)]})

    keyword = {"name": "words", "event_type": 1, "trigger_type": 1, "trigger_metadata": {"keyword_filter": ["bad"]},
               "actions": [{"type": 1, "metadata": {"custom_message": "no"}}], "enabled": False}  # fmt: skip
    rule = walk("POST", guild + "/auto-moderation/rules", keyword)
    walk("GET", guild + "/auto-moderation/rules")
    walk("GET", f"{guild}/auto-moderation/rules/{rule['id']}")
    walk("PATCH", f"{guild}/auto-moderation/rules/{rule['id']}", {"name": "other"})
    walk("DELETE", f"{guild}/auto-moderation/rules/{rule['id']}", status=204)
    start = datetime.now(UTC) + timedelta(days=1)
    event = walk("POST", guild + "/scheduled-events", {
        "name": "tea", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
        "scheduled_start_time": start.isoformat(), "scheduled_end_time": (start + timedelta(hours=1)).isoformat(),
    })  # fmt: skip
    place = f"{guild}/scheduled-events/{event['id']}"
    walk("GET", guild + "/scheduled-events")
    walk("GET", place)
    walk("PATCH", place, {"name": "coffee"})
    walk("GET", place + "/users")
    walk("DELETE", place, status=204)
    dm = walk("POST", "/users/@me/channels", {"recipient_id": str(member)})
    walk("POST", f"/channels/{dm['id']}/messages", {"content": "hello you"})
    walk("GET", f"/channels/{dm['id']}")
    _interact(town, walk)
    other = town.do(lambda world: world.create_guild("Other", town.owner))
    walk("DELETE", f"/users/@me/guilds/{other}", status=204)

    assert _once(town.faults_found()) == []
    called = {record["what"] for record in town.rehearsal.transcript.select(door="rest", dir="in")}
    assert sorted(route.name for route in served() if route.name not in called) == []


def _once(faults: list[Any]) -> list[str]:
    return sorted({f"{fault['kind']} {fault['route']} {fault['detail']}" for fault in faults})


def _interact(town: Town, walk: Walk) -> None:
    acts, people = town.thread.call, town.rehearsal.invocations
    record = acts(lambda: people.command(town.member, town.general, "one", {"text": "x"}))
    answer = {"type": 4, "data": {"content": "hi", "components": ROW}}
    path = f"/interactions/{record.id}/{record.token}/callback"
    walk("POST", path, answer, query={"with_response": "true"}, token=None)
    hook = f"/webhooks/{town.world.state.application_id}/{record.token}"
    walk("GET", hook + "/messages/@original", token=None)
    walk("PATCH", hook + "/messages/@original", {"content": "hello"}, token=None)
    more = walk("POST", hook, {"content": "and", "flags": 64}, query={"wait": "true"}, token=None)
    walk("PATCH", f"{hook}/messages/{more['id']}", {"content": "and so"}, token=None)
    walk("DELETE", f"{hook}/messages/{more['id']}", status=204, token=None)
    assert record.message_id is not None
    press = acts(lambda: people.press(town.member, town.general, record.message_id or 0, "a:b:1"))
    walk("POST", f"/interactions/{press.id}/{press.token}/callback", {"type": 6}, status=204, token=None)
    walk("DELETE", hook + "/messages/@original", status=204, token=None)
    menu = acts(lambda: people.user_menu(town.mod, town.general, "Look at", town.member))
    walk("POST", f"/interactions/{menu.id}/{menu.token}/callback", {"type": 5, "data": {"flags": 64}},
         query={"with_response": "1"}, token=None)  # fmt: skip


def test_json_is_announced_as_discord_announces_it(town: Town) -> None:
    assert town.call("GET", "/users/@me").headers["Content-Type"] == "application/json"


def test_an_unknown_route_is_a_gap_and_says_so(town: Town) -> None:
    assert town.call("GET", "/voice/regions").status == 501
    assert [fault["kind"] for fault in town.faults_found()] == ["unknown-route"]


def test_history_after_a_message_gives_the_messages_that_follow_it(town: Town) -> None:
    where = town.do(lambda world: world.create_channel(town.guild, "long"))
    ids = [town.say(f"m{n}", where=where) for n in range(12)]
    page = town.call("GET", f"/channels/{where}/messages", query={"after": ids[2], "limit": 3}).body
    assert [message["content"] for message in page] == ["m5", "m4", "m3"]
    page = town.call("GET", f"/channels/{where}/messages", query={"before": ids[2], "limit": 1}).body
    assert [message["content"] for message in page] == ["m1"]
    page = town.call("GET", f"/channels/{where}/messages", query={"around": ids[5], "limit": 3}).body
    assert [message["content"] for message in page] == ["m6", "m5", "m4"]


def test_a_command_may_ask_for_a_media_channel_which_the_specification_does_not_know(town: Town) -> None:
    option = {"type": 7, "name": "where", "description": "Where", "channel_types": [0, 15, 16]}
    body = [{"name": "one", "description": "One", "options": [option]}]
    assert town.call("PUT", f"/applications/{town.world.state.application_id}/commands", body).status == 200
    assert town.faults_found() == []
