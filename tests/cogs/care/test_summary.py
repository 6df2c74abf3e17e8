"""A page to take to a clinician: what was picked, nothing else, and nothing alive in it."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

from cogs.care.summary import Told, page
from cogs.shared.words import words_for
from storage.records.care import Card, Entry, Plan
from tests.cogs.care.conftest import Room
from tests.house import ANN, AT

W = words_for(None)
HOSTILE = '<script>alert(1)</script> & "quotes"'


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [name for name, _ in attrs if name in ("href", "src", "onclick")]


def test_a_page_holds_the_members_words_as_text_and_loads_nothing() -> None:
    told = Told(
        plan=Plan(1, 2, {"signs": HOSTILE}, None, None, AT),
        card=Card(1, 2, {"what_helps_me": "Short words"}, AT),
        entries=(Entry(1, 1, 2, "well", {"first": "a walk"}, datetime(2026, 2, 1, tzinfo=UTC)),),
        checkins=((date(2026, 3, 1), "Hard", "slept badly"),),
    )
    written = page(W, told, date(2026, 3, 2))
    tags = Tags()
    tags.feed(written)
    assert tags.seen == {"html", "meta", "title", "style", "h1", "h2", "h3", "p"}
    assert tags.links == []
    assert "&lt;script&gt;" in written
    for words in ("Short words", "a walk", "slept badly"):
        assert words in written


def test_what_was_not_picked_is_not_on_the_page() -> None:
    written = page(W, Told(card=Card(1, 2, {"country": "Ireland"}, AT)), date(2026, 3, 2))
    assert "Ireland" in written
    assert "My plan" not in written


async def test_a_member_picks_the_parts_and_gets_one_private_file(room: Room) -> None:
    (ask,) = await room.people.command("/summary", ANN, {})
    assert "Only you get it" in ask.text
    nothing = await room.choose(ask, "plan")
    assert "There is nothing of that yet" in nothing.text
    await room.consent()
    await room.write_plan("signs", "I go quiet")
    ready = await room.choose(ask, "plan")
    assert ready.private
    assert "It opens in any browser" in ready.text
    ((name, content),) = ready.files
    assert name == "my-summary.html"
    assert "I go quiet" in content.decode()
