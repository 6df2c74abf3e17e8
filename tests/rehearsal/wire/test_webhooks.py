"""What a webhook may show depends on who made it: the bot's own may be answered, a person's may only lead somewhere."""

from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.wire import Json
from tests.rehearsal.wire.house import Answer, Town

pytestmark = pytest.mark.wire

LINK: Json = {"type": 2, "style": 5, "label": "Read", "url": "https://example.org"}
BUTTON: Json = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}
V2 = 1 << 15


@pytest.fixture
def town() -> Iterator[Town]:
    town = Town()
    yield town
    town.faults_found()
    town.stop()


def row(*buttons: Json) -> list[Json]:
    return [{"type": 1, "components": list(buttons)}]


def hook(town: Town, maker: int) -> str:
    made = town.do(lambda world: world.state.create_webhook(town.general, "noticeboard", maker))
    return f"/webhooks/{made.id}/{made.token}"


def post(town: Town, where: str, body: Json, **query: Any) -> Answer:
    return town.call("POST", where, body, query={"wait": "true", **query}, token=None)


def labels(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [button["label"] for line in answer.body["components"] for button in line["components"]]


def test_on_a_persons_webhook_components_are_ignored_unless_they_are_asked_for(town: Town) -> None:
    where = hook(town, town.owner)
    body: Json = {"content": "words", "components": row(LINK)}
    assert labels(post(town, where, body)) == []
    assert labels(post(town, where, body, with_components="true")) == ["Read"]
    assert post(town, where, {"components": row(LINK)}).code == 50006


@pytest.mark.parametrize(
    ("components", "flags", "where"),
    [
        (row(LINK, BUTTON), 0, ("0", "components", "1")),
        ([{"type": 1, "components": [{"type": 5, "custom_id": "who"}]}], 0, ("0", "components", "0")),
        ([{"type": 17, "components": row(BUTTON)}], V2, ("0", "components", "0", "components", "0")),
        (
            [{"type": 9, "components": [{"type": 10, "content": "words"}], "accessory": BUTTON}],
            V2,
            ("0", "accessory", "0"),
        ),
    ],
)
def test_nobody_can_answer_what_a_persons_webhook_shows(
    town: Town, components: list[Json], flags: int, where: tuple[str, ...]
) -> None:
    body: Json = {"components": components, "flags": flags} | ({} if flags else {"content": "words"})
    refused = post(town, hook(town, town.owner), body, with_components="true")
    assert (refused.status, refused.code) == (400, 50035)
    node = refused.body["errors"]["components"]
    for step in where:
        node = node[step]
    assert node["_errors"]


def test_a_layout_of_words_and_links_is_shown_by_a_persons_webhook(town: Town) -> None:
    layout: list[Json] = [{"type": 17, "components": [{"type": 10, "content": "words"}, *row(LINK)]}]
    shown = post(town, hook(town, town.owner), {"components": layout, "flags": V2}, with_components="true")
    assert shown.status == 200, shown.body
    assert shown.body["components"][0]["components"][1]["components"][0]["label"] == "Read"


def test_the_bots_own_webhook_shows_everything_and_a_press_reaches_the_bot(town: Town) -> None:
    where = hook(town, town.world.bot.id)
    said = post(town, where, {"content": "words", "components": row(LINK, BUTTON)})
    assert labels(said) == ["Read", "Press"]
    message = int(said.body["id"])
    record = town.thread.call(lambda: town.rehearsal.invocations.press(town.member, town.general, message, "press"))
    assert record.source_message_id == message
    edited = town.call("PATCH", f"{where}/messages/{message}", {"components": row(BUTTON)}, token=None)
    assert labels(edited) == ["Press"]


def test_a_webhook_names_the_application_that_made_it(town: Town) -> None:
    hook(town, town.owner)
    made = town.call("POST", f"/channels/{town.general}/webhooks", {"name": "own"}).body
    assert made["application_id"] == str(town.world.bot.id)
    listed = town.call("GET", f"/channels/{town.general}/webhooks").body
    assert sorted(one["application_id"] or "" for one in listed) == ["", str(town.world.bot.id)]
