"""A circle of sixty where three ask for someone: nobody is left hanging, and only those who may know are asked."""

from dataclasses import dataclass
from datetime import timedelta

from cogs.checkins import caring
from cogs.shared.ui import custom_id
from storage.checkin_answers import AnswerStore
from storage.circles import CircleStore
from storage.records.checkins import Answer, Attention, Prompt
from tests.cogs.checkins.conftest import Scene
from tests.house import CIRCLE, GUILD, OLGA, Person

FIRST = 930_000_000_000_000_000
PEOPLE = tuple(Person(FIRST + n, f"p{n:02}") for n in range(57))  # with Olga, Ann and Ben: sixty
LISTENERS = PEOPLE[50:54]
ROWAN, SKY, TEAL, QUILL = PEOPLE[:4]


@dataclass
class Sixty:
    scene: Scene
    prompt: Prompt

    async def answer_of(self, who: Person) -> Answer:
        async with self.scene.app.database.reading() as work:
            found = await AnswerStore(work).of_member(GUILD, self.prompt.prompt_id, who.id)
        assert found is not None
        return found

    async def hour(self) -> list[tuple[str, int, str]]:
        """An hour passes: kind, whom or where, and words of what is said at its end, in order."""
        self.scene.clock.advance(timedelta(hours=1))
        await self.scene.sweep()
        await caring.offer_waiting(self.scene.app.database, self.scene.clock.now())
        said = [(kind, to, words) for kind in ("checkins.calling", "checkins.listener") for to, words in
                await self.scene.people.rendered(kind)]  # fmt: skip
        await self.scene.deliver()
        return said

    async def write_to(self, who: Person, listener: Person) -> str:
        made = custom_id("checkins", "met", (await self.answer_of(who)).answer_id)
        (thanks,) = await self.scene.people.press(made, listener)
        return thanks.text


async def sixty(scene: Scene) -> Sixty:
    guild = {"guild_id": str(GUILD), "roles": [], "flags": 0, "joined_at": "2025-01-01T00:00:00+00:00"}
    for who in PEOPLE:
        user = {"id": str(who.id), "username": who.name, "discriminator": "0", "avatar": None}
        scene.app._connection.parse_guild_member_add(guild | {"user": user})  # type: ignore[arg-type]
    await scene.people.settle()
    await scene.join(*PEOPLE)
    async with scene.app.database.transaction() as work:
        for who in LISTENERS:
            await CircleStore(work).offer(GUILD, scene.circle.circle_id, who.id, listens=True, hosts=False)
    return Sixty(scene, await scene.ask())


async def asks(here: Sixty, who: Person, visibility: str) -> None:
    await here.scene.tap(here.prompt, who, 4)
    await here.scene.see(here.prompt, who, visibility)
    await here.scene.write(here.prompt, who, "not easy today", someone="yes")
    await here.scene.deliver()


async def test_three_of_sixty_ask_for_someone_and_none_of_them_is_left_hanging(scene: Scene) -> None:
    here = await sixty(scene)
    for who in PEOPLE[4:44]:
        await scene.tap(here.prompt, who, 1)
    await asks(here, ROWAN, "circle")
    await asks(here, QUILL, "me")  # Quill kept it: nobody may know
    assert await here.hour() == []
    await asks(here, SKY, "keepers")
    assert await here.hour() == []
    await asks(here, TEAL, "circle")

    hours = [await here.hour() for _ in range(6)]
    assert [bool(said) for said in hours] == [False, False, False, True, True, True]  # six hours after each of them
    rowans, skys, teals = hours[3:]
    to_all = {CIRCLE, OLGA.id, *(who.id for who in LISTENERS)}
    assert {to for _, to, _ in rowans} == {to for _, to, _ in teals} == to_all
    assert {to for _, to, _ in skys} == {OLGA.id}
    for name, said in (("p00", rowans), ("p01", skys), ("p02", teals)):
        assert all(name in words and "not easy" not in words for _, _, words in said)

    (waiting,) = await scene.people.command("/checkin waiting", OLGA)
    assert waiting.text.index("p00") < waiting.text.index("p01") < waiting.text.index("p02")
    assert "p03" not in waiting.text
    (waiting,) = await scene.people.command("/checkin waiting", LISTENERS[0])
    assert "p01" not in waiting.text

    assert "You can write to p00" in await here.write_to(ROWAN, LISTENERS[0])
    assert "already" in await here.write_to(SKY, LISTENERS[1])  # shared with keepers only
    assert "You can write to p01" in await here.write_to(SKY, OLGA)
    (report,) = await scene.people.command("/checkin report", OLGA, {"circle": "Dawn"})
    assert "44 answers were given." in report.text
    assert "3 answers asked for someone or were hard. Answered by a person: 2." in report.text

    posted = (await here.answer_of(TEAL)).post_message_id
    reference = {"message_id": str(posted), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    await scene.people.say("with you", PEOPLE[10], channel_id=CIRCLE, message_reference=reference, type=19)
    (report,) = await scene.people.command("/checkin report", OLGA, {"circle": "Dawn"})
    assert "Answered by a person: 3." in report.text
    (nobody,) = await scene.people.command("/checkin waiting", OLGA)
    assert "Nobody is waiting" in nobody.text
    assert (await here.answer_of(QUILL)).attention is Attention.NONE


async def test_who_waited_over_an_outage_is_offered_oldest_first(scene: Scene) -> None:
    here = await sixty(scene)
    for who in (TEAL, ROWAN, SKY):
        await asks(here, who, "keepers")
        scene.clock.advance(timedelta(minutes=10))
    scene.clock.advance(timedelta(days=1))
    await caring.offer_waiting(scene.app.database, scene.clock.now())
    said = [words for kind, words in await scene.deliver() if kind == "checkins.listener"]
    assert [words[:5] for words in said] == ["p02 i", "p00 i", "p01 i"]


async def test_of_an_answer_taken_back_nothing_is_counted(scene: Scene) -> None:
    here = await sixty(scene)
    await asks(here, ROWAN, "circle")
    await scene.people.press(custom_id("checkins", "back", here.prompt.prompt_id), ROWAN)
    (report,) = await scene.people.command("/checkin report", OLGA, {"circle": "Dawn"})
    assert "No answer asked for someone." in report.text
    taken_back = await here.answer_of(ROWAN)
    assert (taken_back.calls_since, taken_back.met_at) == (None, None)
