"""What a person prefers is remembered after a yes, used only where they named no country, and forgotten on a press."""

from collections.abc import AsyncIterator

import pytest

from cogs.shared.clock import FixedClock
from storage.database import Database
from storage.helplines import HelplineStore
from storage.privacy import erase_member, export_member
from storage.records.helplines import HelplineChoice
from tests.cogs.helplines.test_doors import button, selects
from tests.house import ANN, AT, BEN, GUILD, Answered, OfflineDiscord, offline, offline_app

WISH = {"country": "US", "people": "veterans", "language": "es", "way": "text", "topic": "suicide"}


@pytest.fixture
async def people(sqlite_database: Database) -> AsyncIterator[OfflineDiscord]:
    app = await offline_app(sqlite_database, FixedClock(AT), features=["helplines"])
    with offline(app) as found:
        yield found


async def press(people: OfflineDiscord, seen: Answered, label: str) -> Answered:
    return (await people.press(button(seen, label), ANN))[-1]


async def kept(people: OfflineDiscord) -> HelplineChoice | None:
    async with people.app.database.reading() as work:
        return await HelplineStore(work).choice(GUILD, ANN.id)


async def test_country_people_language_and_way_are_kept_on_a_yes_and_the_topic_never(people: OfflineDiscord) -> None:
    (seen,) = await people.command("/helpline", ANN, WISH)
    assert await kept(people) is None
    said = await press(people, seen, "Remember this for me")
    assert "United States, Veterans, Spanish and Text message" in said.text
    assert await kept(people) == HelplineChoice("US", "es", "text", "veterans")
    (again,) = await people.command("/helpline", ANN, {})
    assert "As you asked me to remember: United States, Veterans, Spanish and Text message." in again.text
    assert again.private
    (once,) = await people.command("/helpline", ANN, {"country": "IE"})
    assert "remember:" not in once.text
    (other,) = await people.command("/helpline", BEN, {})
    assert "Which country? I do not guess it." in other.text


async def test_what_is_said_now_counts_more_than_what_is_remembered(people: OfflineDiscord) -> None:
    (seen,) = await people.command("/helpline", ANN, WISH)
    await press(people, seen, "Remember this for me")
    (now,) = await people.command("/helpline", ANN, {"language": "en", "topic": "alcohol"})
    assert "United States, Veterans, English and Text message" in now.text
    assert await kept(people) == HelplineChoice("US", "es", "text", "veterans")


async def test_it_is_used_by_the_guided_minute_and_a_new_country_keeps_the_rest(people: OfflineDiscord) -> None:
    (seen,) = await people.command("/helpline", ANN, WISH)
    await press(people, seen, "Remember this for me")
    (begun,) = await people.command("/help-me", ANN, {"about": "su"})
    assert any(made.endswith(".es.1.1.y") for made in begun.custom_ids)
    (urgent,) = await people.command("/help-me", ANN, {"about": "od"})
    form = await press(people, urgent, "Another country…")
    (there,) = await people.submit(form.raw["custom_id"], ANN, {"country": "Mexico"})
    await press(people, there, "Remember my country")
    assert await kept(people) == HelplineChoice("MX", "es", "text", "veterans")


async def test_nothing_about_violence_is_ever_remembered(people: OfflineDiscord) -> None:
    (seen,) = await people.command("/helpline", ANN, {"country": "US", "topic": "domestic-violence"})
    assert "Remember this for me" not in seen.text
    forged = await people.press("helplines:remember:US.9.-.-.-.0", ANN)
    assert "from an earlier time" in forged[-1].text
    assert await kept(people) is None


async def test_without_a_country_it_is_asked_and_no_list_stands_before_another_but_by_name(
    people: OfflineDiscord,
) -> None:
    (asked,) = await people.command("/helpline", ANN, {"topic": "gambling"})
    assert asked.text.startswith("If someone is in danger now")
    made, values = next(one for one in selects(asked.raw) if "DE" in one[1])
    assert "IE" not in values or "DE" in values
    (there,) = await people.press(made, ANN, values=["DE"], component=3)
    assert there.text.startswith("### Germany")
    (forged,) = await people.press(made, ANN, values=["Narnia"], component=3)
    assert "from an earlier time" in forged.text


async def test_it_is_exported_forgotten_on_a_press_and_gone_after_an_erasure(people: OfflineDiscord) -> None:
    database = people.app.database
    (seen,) = await people.command("/helpline", ANN, WISH)
    said = await press(people, seen, "Remember this for me")
    (row,) = (await export_member(database, GUILD, ANN.id))["your_choices_for_helplines"]
    assert (row["country"], row["language"], row["channel"], row["audience"]) == ("US", "es", "text", "veterans")
    gone = await press(people, said, "Forget what I asked you to remember")
    assert "It is forgotten." in gone.text
    assert await kept(people) is None
    await press(people, seen, "Remember this for me")
    await erase_member(database, database.vault, GUILD, ANN.id, AT)
    assert await kept(people) is None


async def test_while_the_database_is_gone_a_country_is_asked_and_answered(people: OfflineDiscord) -> None:
    await people.app.database.close()
    (asked,) = await people.command("/helpline", ANN, {})
    assert "Which country?" in asked.text
    made, _ = next(one for one in selects(asked.raw) if "IE" in one[1])
    (there,) = await people.press(made, ANN, values=["IE"], component=3)
    assert "116 123" in there.text
