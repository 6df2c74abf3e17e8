"""Places that are full: one more is refused with Discord's code, and what may be done with less still works."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rehearsal.world import World, bits, overwrite
from tests.rehearsal.wire.house import Town

pytestmark = pytest.mark.wire

SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()
EVENT = {
    "name": "e", "privacy_level": 2, "entity_type": 3, "scheduled_start_time": SOON, "scheduled_end_time": SOON,
    "entity_metadata": {"location": "x"},
}  # fmt: skip


def rule(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "name": f"r{number}", "event_type": 1, "trigger_type": 1, "trigger_metadata": {"keyword_filter": ["x"]},
        "actions": [{"type": 1}],
    } | changes  # fmt: skip


@pytest.fixture
def full() -> Iterator[Town]:
    """A town of its own: nobody else meets what it is filled with."""
    town = Town()
    yield town
    town.stop()


def refused(town: Town, method: str, path: str, body: Any, code: int, at: str | None = None) -> None:
    answer = town.call(method, path, body)
    town.faults_found()
    assert answer.code == code, (answer.status, answer.body)
    node = answer.body.get("errors") or {}
    for step in (at or "").split(".") if at else ():
        assert step in node, answer.body
        node = node[step]


def test_the_251st_pin(full: Town) -> None:
    messages = [full.say(f"{number}") for number in range(251)]
    full.do(lambda w: [w.state.set_pinned(full.general, one, True) for one in messages[:250]])
    refused(full, "PUT", f"/channels/{full.general}/messages/pins/{messages[250]}", None, 30003)
    refused(full, "PUT", f"/channels/{full.general}/pins/{messages[250]}", None, 30003)


def test_a_pin_without_the_permission(full: Town) -> None:
    said = full.say("here")
    role = full.world.bot_role(full.guild)
    full.do(lambda w: w.set_overwrite(full.general, role.id, deny=bits("pin_messages")))
    refused(full, "PUT", f"/channels/{full.general}/messages/pins/{said}", None, 50013)


def test_the_16th_webhook_of_a_channel(full: Town) -> None:
    for number in range(15):
        assert full.call("POST", f"/channels/{full.general}/webhooks", {"name": f"hook {number}"}).status == 200
    refused(full, "POST", f"/channels/{full.general}/webhooks", {"name": "one more"}, 30007)


def test_the_1001st_webhook_of_a_server(full: Town) -> None:
    def fill(world: World) -> None:
        for number in range(67):
            place = world.create_channel(full.guild, f"p{number}")
            for _ in range(15):
                world.state.create_webhook(place, "hook", full.owner)

    full.do(fill)
    refused(full, "POST", f"/channels/{full.general}/webhooks", {"name": "one more"}, 30058)


def test_the_1001st_invite(full: Town) -> None:
    full.do(lambda w: [w.state.create_invite(full.general, full.owner) for _ in range(1000)])
    refused(full, "POST", f"/channels/{full.quiet}/invites", {}, 30016)


def test_the_1001st_overwrite_of_a_channel(full: Town) -> None:
    path = f"/channels/{full.general}/permissions"
    full.do(lambda w: w.state.channels[full.general].overwrites.extend(overwrite(n + 1) for n in range(1000)))
    refused(full, "PUT", f"{path}/{full.role}", {"type": 0, "deny": "1024"}, 30060)
    assert full.call("PUT", f"{path}/7", {"type": 0, "deny": "1024"}).status == 204


def test_the_1001st_open_thread(full: Town) -> None:
    said = full.say("on this")
    full.do(lambda w: [w.state.create_thread(full.general, "t", full.member, broadcast=False) for _ in range(1000)])
    refused(full, "POST", f"/channels/{full.general}/threads", {"name": "one more", "type": 11}, 160006)
    refused(full, "POST", f"/channels/{full.general}/messages/{said}/threads", {"name": "one more"}, 160006)


def test_the_201st_command_of_a_day(full: Town) -> None:
    app = full.world.state.application_id
    scopes = [f"/applications/{app}/commands", f"/applications/{app}/guilds/{full.guild}/commands"]
    for scope in scopes:
        for batch in "ab":
            body = [{"name": f"{batch}{n}", "description": "d"} for n in range(100)]
            for _ in range(2):  # what is there already is not counted again
                assert full.call("PUT", scope, body).status == 200
        refused(full, "PUT", scope, [{"name": "one", "description": "d"}], 30034)
        assert full.call("PUT", scope, []).status == 200
        refused(full, "POST", scope, {"name": "one", "description": "d"}, 30034)
    full.thread.wait(full.rehearsal.bot_clock.advance(timedelta(days=1)))
    assert full.call("POST", scopes[0], {"name": "one", "description": "d"}).status == 201


@pytest.mark.parametrize("missing", ["ban_members", "manage_guild"])
def test_banning_several_needs_two_permissions(full: Town, missing: str) -> None:
    role = full.world.bot_role(full.guild)
    full.do(lambda w: setattr(role, "permissions", role.permissions & ~bits(missing, "administrator")))
    refused(full, "POST", f"/guilds/{full.guild}/bulk-ban", {"user_ids": [str(full.member)]}, 50013)


def test_a_follow_up_after_a_thinking_defer_finishes_it_and_stays_as_private_as_it_was(full: Town) -> None:
    record, _ = full.do(lambda w: w.begin_interaction(2, full.member, full.general, {"name": "one", "type": 1}))
    hook = f"/webhooks/{full.world.state.application_id}/{record.token}"
    full.call("POST", f"/interactions/{record.id}/{record.token}/callback", {"type": 5, "data": {"flags": 64}})
    first = full.call("POST", hook, {"content": "for all?"}).body
    assert (first["id"], first["flags"] & 64) == (str(record.message_id), 64)
    second = full.call("POST", hook, {"content": "for all"}).body
    assert (second["id"] != first["id"], second["flags"] & 64) == (True, 0)
    assert full.faults_found() == []


def test_old_messages_are_edited_three_times_in_six_seconds_and_channels_renamed_twice(full: Town) -> None:
    path = f"/channels/{full.general}"
    made = [full.call("POST", path + "/messages", {"content": "x"}).body["id"] for _ in range(5)]
    full.rehearsal.limits.on = True
    fresh = [full.call("PATCH", f"{path}/messages/{one}", {"content": "y"}) for one in made[:4]]
    full.thread.wait(full.rehearsal.bot_clock.advance(timedelta(hours=1, minutes=1)))
    full.rehearsal.limits.buckets["PATCH /channels/{channel_id}/messages/{message_id}"] = (50, 1.0)
    full.rehearsal.limits.forget()
    old = [full.call("PATCH", f"{path}/messages/{one}", {"content": "z"}) for one in made[:4]]
    named = [full.call("PATCH", path, {"name": f"name-{number}"}) for number in range(3)]
    full.rehearsal.limits.on = False
    assert [answer.status for answer in fresh] == [200] * 4
    assert [answer.status for answer in old] == [200] * 3 + [429]
    assert (old[3].code, old[3].headers["Via"]) == (30046, "1.1 google")
    assert 0 < old[3].body["retry_after"] <= 6
    assert [answer.status for answer in named] == [200, 200, 429]
    assert 6 < named[2].body["retry_after"] <= 600
    assert full.faults_found() == []


def test_the_101st_open_event(full: Town) -> None:
    path = f"/guilds/{full.guild}/scheduled-events"
    for _ in range(100):
        assert full.call("POST", path, EVENT).status == 200
    refused(full, "POST", path, EVENT, 30038)


def test_the_251st_role(full: Town) -> None:
    there = len(full.world.state.guilds[full.guild].roles)
    full.do(lambda w: [w.create_role(full.guild, f"r{number}") for number in range(250 - there)])
    refused(full, "POST", f"/guilds/{full.guild}/roles", {"name": "one more"}, 30005)


def test_the_501st_channel_and_the_51st_of_a_category(full: Town) -> None:
    category = full.do(lambda w: w.create_channel(full.guild, "all", kind=4))
    full.do(lambda w: [w.create_channel(full.guild, f"c{n}", parent_id=category) for n in range(50)])
    body = {"name": "one-more", "type": 0, "parent_id": str(category)}
    refused(full, "POST", f"/guilds/{full.guild}/channels", body, 50035, "parent_id")
    there = len(full.world.state.guilds[full.guild].channel_ids)
    full.do(lambda w: [w.create_channel(full.guild, f"d{n}") for n in range(500 - there)])
    refused(full, "POST", f"/guilds/{full.guild}/channels", {"name": "one-more", "type": 0}, 30013)


def test_forum_tags(full: Town) -> None:
    forum = full.do(lambda w: w.create_channel(full.guild, "forum", kind=15))
    path = f"/channels/{forum}"
    tags = [{"name": f"t{number}"} for number in range(21)]
    refused(full, "PATCH", path, {"available_tags": tags}, 50035, "available_tags")
    refused(full, "PATCH", path, {"available_tags": [{"name": "x" * 21}]}, 50035, "available_tags.0.name")
    post = {"name": "p", "message": {"content": "x"}, "applied_tags": [str(n + 1) for n in range(6)]}
    refused(full, "POST", f"{path}/threads", post, 50035, "applied_tags")


def test_the_1001st_person_of_a_thread(full: Town) -> None:
    thread = full.do(lambda w: w.state.create_thread(full.general, "t", full.member).id)
    crowd = full.do(lambda w: [w.create_user(f"p{number}") for number in range(1000)])
    full.do(lambda w: [w.state.channels[thread].thread_members.update({one: None}) for one in crowd])  # pyright: ignore[reportArgumentType]  # only counted
    refused(full, "PUT", f"/channels/{thread}/thread-members/{full.mod}", None, 30033)


def test_the_seventh_keyword_rule_and_the_second_of_mentions(full: Town) -> None:
    path = f"/guilds/{full.guild}/auto-moderation/rules"
    for number in range(6):
        assert full.call("POST", path, rule(number)).status == 200
    assert full.call("POST", path, rule(7)).status == 400
    mentions = {"trigger_type": 5, "trigger_metadata": {"mention_total_limit": 5}}
    assert full.call("POST", path, rule(8, **mentions)).status == 200
    assert full.call("POST", path, rule(9, **mentions)).status == 400
    full.faults_found()


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"trigger_metadata": {"regex_patterns": ["x" * 261]}}, "trigger_metadata.regex_patterns.0"),
        ({"trigger_metadata": {"keyword_filter": ["x"], "allow_list": [str(n) for n in range(101)]}},
         "trigger_metadata.allow_list"),
        ({"trigger_type": 5, "trigger_metadata": {"mention_total_limit": 51}}, "trigger_metadata.mention_total_limit"),
        ({"name": "x" * 101}, "name"),
        ({"exempt_channels": [str(n + 1) for n in range(51)]}, "exempt_channels"),
        ({"actions": [{"type": 3, "metadata": {"duration_seconds": 2419201}}]}, "actions.0.metadata.duration_seconds"),
    ],
)  # fmt: skip
def test_a_rule_that_asks_too_much(full: Town, changes: dict[str, Any], at: str) -> None:
    refused(full, "POST", f"/guilds/{full.guild}/auto-moderation/rules", rule(1, **changes), 50035, at)


def test_a_poll_is_not_edited_and_the_bot_has_no_vote(full: Town) -> None:
    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 1}
    path = f"/channels/{full.general}/messages"
    made = full.call("POST", path, {"poll": poll}).body["id"]
    assert full.call("PATCH", f"{path}/{made}", {"poll": poll}).status == 400
    assert full.call("PUT", f"/channels/{full.general}/polls/{made}/answers/1/@me").status in (404, 405, 501)
    full.faults_found()


def test_a_layout_stays_one(full: Town) -> None:
    path = f"/channels/{full.general}/messages"
    layout = {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}]}
    made = full.call("POST", path, layout).body["id"]
    assert full.call("PATCH", f"{path}/{made}", {"flags": 0, "content": "x"}).status == 400
    full.faults_found()


def test_a_suggestion_cannot_be_put_off(full: Town) -> None:
    record, _ = full.thread.call(
        lambda: full.world.begin_interaction(4, full.member, full.general, {"name": "one", "type": 1})
    )
    refused(full, "POST", f"/interactions/{record.id}/{record.token}/callback", {"type": 5}, 50035, "type")
