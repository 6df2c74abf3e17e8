"""Everything in a message that a person may have written is looked at, wherever it stands."""

from typing import Any

import pytest

from cogs.shared.app import App
from storage.cases import CaseStore
from storage.records.alerts import CaseKind
from tests.house import (
    ANN,
    GENERAL,
    GUILD,
    offline,
)

URGENT = "i am going to kill myself tonight"
WHEN = "2026-01-01T00:00:00+00:00"
THREAD = 7_700_000_000_000_000_001


def _file(**more: str) -> dict[str, Any]:
    return {"id": "9", "filename": "photo.png", "size": 10, "url": "https://cdn.invalid/9", "proxy_url": ""} | more


def _forwarded(**inner: Any) -> dict[str, Any]:
    message = {"content": "", "attachments": [], "embeds": [], "timestamp": WHEN, "edited_timestamp": None, "flags": 0,
               "mentions": [], "mention_roles": [], "type": 0, "components": []}  # fmt: skip
    return {
        "message_reference": {"type": 1, "channel_id": str(GENERAL), "message_id": "5", "guild_id": str(GUILD)},
        "message_snapshots": [{"message": message | inner}],
    }


def _poll(question: str, *answers: str) -> dict[str, Any]:
    listed = [{"answer_id": number, "poll_media": {"text": text}} for number, text in enumerate(answers, start=1)]
    return {
        "poll": {
            "question": {"text": question},
            "answers": listed,
            "expiry": WHEN,
            "allow_multiselect": False,
            "layout_type": 1,
        }
    }


async def category(app: App) -> str | None:
    async with app.database.reading() as work:
        case = await CaseStore(work).open_of(GUILD, ANN.id, CaseKind.ALERT)
    return None if case is None else case.category


@pytest.mark.parametrize(
    "parts",
    [
        {"attachments": [_file(description=URGENT)]},
        {"attachments": [_file(filename="i_want_to_kill_myself_tonight.png")]},
        {"attachments": [_file(title=URGENT)]},
        _forwarded(content=URGENT),
        _forwarded(attachments=[_file(description=URGENT)]),
        _poll(URGENT, "yes", "no"),
        _poll("what now?", "sleep", URGENT),
    ],
    ids=["caption", "file name", "file title", "forwarded", "forwarded caption", "poll question", "poll answer"],
)
async def test_words_beside_the_text_are_looked_at(app: App, parts: dict[str, Any]) -> None:
    with offline(app) as people:
        await people.say("have a look", ANN, **parts)
    assert await category(app) == "suicide"


async def test_an_edit_is_looked_at(app: App) -> None:
    with offline(app) as people:
        message_id = await people.say("good morning", ANN)
        assert await category(app) is None
        author = {"id": str(ANN.id), "username": ANN.name, "discriminator": "0", "avatar": None}
        app._connection.parse_message_update(
            {
                "id": str(message_id),
                "channel_id": str(GENERAL),
                "guild_id": str(GUILD),
                "author": author,
                "member": {"roles": [], "joined_at": WHEN, "deaf": False, "mute": False, "flags": 0},
                "content": URGENT,
                "timestamp": WHEN,
                "edited_timestamp": WHEN,
                "tts": False,
                "mention_everyone": False,
                "mentions": [],
                "mention_roles": [],
                "attachments": [],
                "embeds": [],
                "pinned": False,
                "type": 0,
                "flags": 0,
                "components": [],
            }
        )
        await people.settle()
    assert await category(app) == "suicide"


async def test_the_title_of_a_thread_is_looked_at(app: App) -> None:
    with offline(app) as people:
        app._connection.parse_thread_create(a_thread(URGENT) | {"newly_created": True})
        await people.settle()
    assert await category(app) == "suicide"


async def test_a_thread_that_is_given_another_title_is_looked_at_again(app: App) -> None:
    with offline(app) as people:
        app._connection.parse_thread_create(a_thread("a walk on Sunday") | {"newly_created": True})
        await people.settle()
        app._connection.parse_thread_update(a_thread("a walk on Sunday"))
        await people.settle()
        assert await category(app) is None
        app._connection.parse_thread_update(a_thread(URGENT))
        await people.settle()
    assert await category(app) == "suicide"


def a_thread(name: str) -> Any:
    """Ann's thread in the watched channel, as Discord tells of it."""
    return {
        "id": str(THREAD),
        "guild_id": str(GUILD),
        "parent_id": str(GENERAL),
        "owner_id": str(ANN.id),
        "type": 11,
        "name": name,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 60,
            "archive_timestamp": WHEN,
            "locked": False,
        },
    }
