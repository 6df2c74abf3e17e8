"""What a member reads while they count for themselves: nothing is ever wiped, and nobody is told without a yes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from cogs.journeys import actions, keeping, reaching, slips
from cogs.journeys.reaching import ASK, CELEBRATION, HELLO, QUIETLY
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.circles import CircleChoices, CircleStore
from storage.database import Database
from storage.events import EventStore
from storage.milestones import MilestoneStore
from storage.records.circles import Circle
from storage.records.journeys import Journey, Standing
from storage.records.milestones import Milestone, MilestoneState
from tests.house import ANN, AT, BEN, CIRCLE, GUILD, OLGA, OfflineDiscord, offline, offline_app


@dataclass
class Scene:
    """AT is 09:00 in London on Monday, 2 March 2026; Ann and Ben are in the circle Dawn."""

    app: App
    clock: FixedClock
    people: OfflineDiscord
    circle: Circle

    async def begin(self, **options: object) -> Journey:
        given = {"name": "Evenings of my own", "zone": "Europe/London", **options}
        await self.people.command("/journey start", ANN, given)
        return (await keeping.mine(self.app.database, GUILD, ANN.id))[-1].ledger.journey

    async def pass_time(self, **by: int) -> None:
        self.clock.advance(timedelta(**by))
        while await reaching.reach_due(self.app.database, self.clock.now()):
            pass

    async def milestones(self, *states: MilestoneState) -> list[Milestone]:
        async with self.app.database.reading() as work:
            found = await MilestoneStore(work).of_member(GUILD, ANN.id)
        return [one for one in found if not states or one.state in states]

    async def post(self, milestone: Milestone) -> None:
        """The celebration is delivered: it stands in the circle's channel."""
        async with self.app.database.transaction() as work:
            await MilestoneStore(work).posted(milestone.milestone_id, CIRCLE, 950_000_000_000_000_001)


@pytest.fixture
async def scene(sqlite_database: Database) -> AsyncIterator[Scene]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["circles", "journeys"])
    async with sqlite_database.transaction() as work:
        circle = await CircleStore(work).add(GUILD, CircleChoices("Dawn", CIRCLE, "Europe/London"), AT)
        assert circle is not None
        for person in (OLGA, ANN, BEN):
            await CircleStore(work).join(GUILD, circle.circle_id, person.id, AT)
    with offline(app) as people:
        yield Scene(app, clock, people, circle)


async def test_a_member_begins_in_their_own_words_and_only_they_see_it(scene: Scene) -> None:
    (answer,) = await scene.people.command(
        "/journey start", ANN, {"name": "@everyone wine", "date": "2026-02-23", "zone": "Europe/London"}
    )
    assert answer.private
    assert "Only you can see this" in answer.text
    assert "7 days" in answer.text
    assert "@everyone" not in answer.text
    (shown,) = await scene.people.command("/journey show", ANN)
    assert "All days together: 7 days" in shown.text
    (others,) = await scene.people.command("/journey show", BEN)
    assert "You count nothing here, and that is fine" in others.text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"date": "2026-03-03"}, "That day is still to come"),
        ({"date": "1800-01-01"}, "more than a hundred years ago"),
        ({"date": "3.3.2026"}, "year, month and day"),
        ({"zone": "Mars/Base"}, "time zone"),
        ({"time": "25:00"}, "hours and minutes"),
    ],
)
async def test_what_cannot_be_meant_is_explained_and_nothing_is_kept(
    scene: Scene, options: dict[str, object], sentence: str
) -> None:
    (answer,) = await scene.people.command("/journey start", ANN, {"name": "x", "zone": "Europe/London"} | options)
    assert sentence in answer.text
    assert await keeping.mine(scene.app.database, GUILD, ANN.id) == ()


async def test_without_any_known_zone_the_member_is_asked_for_it(scene: Scene) -> None:
    (answer,) = await scene.people.command("/journey start", ANN, {"name": "x"})
    assert "choose one with zone" in answer.text


async def test_the_eleventh_journey_is_told_there_is_room_for_ten(scene: Scene) -> None:
    for _ in range(keeping.MOST):
        await scene.begin()
    (answer,) = await scene.people.command("/journey start", ANN, {"name": "one more"})
    assert "There is room for 10 journeys" in answer.text


async def test_stopping_all_at_once_comes_with_a_word_about_safety(scene: Scene) -> None:
    (answer,) = await scene.people.command(
        "/journey start", ANN, {"name": "x", "zone": "Europe/London", "unsafe_to_stop": True}
    )
    assert "stopping all at once can be dangerous" in answer.text


async def test_on_the_day_the_member_is_asked_once_and_nobody_else_hears_of_it(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    await scene.pass_time()
    ((target, words),) = await scene.people.rendered(ASK)
    assert target == ANN.id
    assert "1 week" in words
    assert "Shall it be celebrated, marked quietly, or not today?" in words
    assert await scene.people.rendered(CELEBRATION) == []


async def test_a_step_reached_before_it_was_told_here_is_not_spoken_of(scene: Scene) -> None:
    await scene.begin(date="2026-02-22")
    await scene.pass_time()
    assert await scene.people.rendered(ASK) == []


async def test_after_a_long_stop_only_the_newest_step_is_spoken_of_and_said_to_be_late(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time(days=25, hours=1)
    ((_, words),) = await scene.people.rendered(ASK)
    assert "30 days" in words
    assert "This comes late: I was away" in words
    assert [one.step for one in await scene.milestones(MilestoneState.PASSED)] == ["w2", "w1"]


async def test_a_yes_posts_it_once_in_the_circle_that_was_chosen(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    for _ in range(2):
        (answer,) = await scene.people.press(custom_id("journeys", "celebrate", row), ANN, guild_id=None)
        assert "on its way to Dawn" in answer.text
    ((target, words),) = await scene.people.rendered(CELEBRATION)
    assert target == CIRCLE
    assert "ann marks this today: 1 week" in words
    assert "Evenings" not in words


async def test_nobody_else_can_answer_for_a_member(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    for who in (BEN, OLGA):
        (answer,) = await scene.people.press(custom_id("journeys", "celebrate", row), who)
        assert "not here any more" in answer.text
    assert await scene.people.rendered(CELEBRATION) == []


async def test_others_add_their_names_and_take_them_away_again(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    glad = custom_id("journeys", "glad", milestone.milestone_id)
    (drawn,) = await scene.people.press(glad, BEN)
    assert "Glad with them: ben" in drawn.text
    (again,) = await scene.people.press(glad, BEN)
    assert "Glad with them" not in again.text
    (own,) = await scene.people.press(glad, ANN)
    assert "This one is yours" in own.text


async def test_what_was_posted_can_be_taken_back(scene: Scene) -> None:
    await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    await scene.post(milestone)
    (answer,) = await scene.people.press(custom_id("journeys", "take_back", milestone.milestone_id), ANN)
    assert "Taken back" in answer.text
    covered = (await scene.people.rendered(CELEBRATION))[-1][1]
    assert "took it back, and that is fine" in covered
    (late,) = await scene.people.press(custom_id("journeys", "glad", milestone.milestone_id), BEN)
    assert "not here any more" in late.text


async def test_quietly_every_time_is_kept_and_said_to_the_member_alone(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    await scene.people.press(custom_id("journeys", "quiet", milestone.milestone_id), ANN)
    (answer,) = await scene.people.press(
        custom_id("journeys", "always", f"{milestone.milestone_id}.{Standing.QUIET.value}"), ANN
    )
    assert "marked quietly, for you alone" in answer.text
    await scene.pass_time(days=7)
    ((target, words),) = await scene.people.rendered(QUIETLY)
    assert target == ANN.id
    assert "2 weeks" in words
    kept = await keeping.one_of_mine(scene.app.database, ANN.id, journey.journey_id)
    assert kept is not None
    assert kept.ledger.journey.standing is Standing.QUIET


async def test_telling_of_a_hard_day_is_three_taps_and_changes_nothing_by_itself(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-01")
    (told,) = await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
    assert told.private
    assert "Nothing was changed and nobody was told" in told.text
    assert "29" not in told.text
    kept = await keeping.one_of_mine(scene.app.database, ANN.id, journey.journey_id)
    assert kept is not None
    (slip,) = kept.ledger.slips
    (answer,) = await scene.people.press(custom_id("journeys", "slip_next", f"{slip.slip_id}.continue"), ANN)
    assert "Everything you built is still yours" in answer.text
    async with scene.app.database.reading() as work:
        events = await EventStore(work).due(scene.clock.now(), 10)
    assert [event.name for event in events] == [slips.RETURN_TO_USE]


async def test_a_new_start_keeps_every_day_and_marks_no_step_twice(scene: Scene) -> None:
    journey = await scene.begin(date="2025-12-13")
    await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
    kept = await keeping.one_of_mine(scene.app.database, ANN.id, journey.journey_id)
    assert kept is not None
    (slip,) = kept.ledger.slips
    (answer,) = await scene.people.press(custom_id("journeys", "slip_next", f"{slip.slip_id}.new_start"), ANN)
    assert "Everything before it stays in your history, and counts" in answer.text
    await scene.pass_time(days=40)
    assert await scene.people.rendered(ASK) == []  # a day, a week and a month were reached before
    (shown,) = await scene.people.command("/journey show", ANN)
    assert "All days together: 118 days" in shown.text  # all but the day that was told
    assert "30 of the last 30" in shown.text
    (toggled,) = await scene.people.press(custom_id("journeys", "mark_again", journey.journey_id), ANN)
    assert "Mark each step only once" in toggled.text
    await scene.pass_time()
    ((_, words),) = await scene.people.rendered(ASK)
    assert "30 days" in words


async def test_a_new_start_is_never_told_to_the_circle_without_a_fresh_yes(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-23")
    await scene.pass_time()
    (milestone,) = await scene.milestones()
    row = f"{milestone.milestone_id}.{scene.circle.circle_id}"
    await scene.people.press(custom_id("journeys", "celebrate", row), ANN)
    always = custom_id("journeys", "always", f"{milestone.milestone_id}.{Standing.CELEBRATE.value}")
    await scene.people.press(always, ANN)
    await scene.people.press(custom_id("journeys", "again", journey.journey_id), ANN)
    await scene.pass_time(days=15)
    assert len(await scene.people.rendered(CELEBRATION)) == 1
    ((_, words),) = await scene.people.rendered(ASK)
    assert "2 weeks" in words


async def test_pausing_costs_nothing_and_nothing_is_said_meanwhile(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-23")
    (answer,) = await scene.people.press(custom_id("journeys", "pause", journey.journey_id), ANN)
    assert "Counting rests" in answer.text
    await scene.pass_time(days=60)
    assert await scene.people.rendered(ASK) == []
    (shown,) = await scene.people.command("/journey show", ANN)
    assert "All days together: 7 days" in shown.text


async def test_hello_comes_a_day_later_and_only_to_those_who_asked(scene: Scene) -> None:
    journey = await scene.begin()
    for wanted in ("no", "yes"):
        await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
        kept = await keeping.one_of_mine(scene.app.database, ANN.id, journey.journey_id)
        assert kept is not None
        slip = kept.ledger.slips[-1]
        await scene.people.press(custom_id("journeys", "slip_hello", f"{slip.slip_id}.{wanted}"), ANN)
    await reaching.say_hello(scene.app.database, scene.clock.now() + timedelta(hours=23))
    assert await scene.people.rendered(HELLO) == []
    await reaching.say_hello(scene.app.database, scene.clock.now() + timedelta(hours=24))
    await reaching.say_hello(scene.app.database, scene.clock.now() + timedelta(hours=48))
    ((target, words),) = await scene.people.rendered(HELLO)
    assert target == ANN.id
    assert "there is nothing to report" in words


async def test_a_day_and_a_note_are_kept_for_the_member_alone(scene: Scene) -> None:
    journey = await scene.begin()
    await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
    kept = await keeping.one_of_mine(scene.app.database, ANN.id, journey.journey_id)
    assert kept is not None
    slip = kept.ledger.slips[-1]
    form = custom_id("journeys", "slip_said", slip.slip_id)
    (wrong,) = await scene.people.submit(form, ANN, {"on": "yesterday", "note": "long day"})
    assert "year, month and day" in wrong.text
    (foreign,) = await scene.people.submit(form, BEN, {"on": "", "note": "x"})
    assert "could not find that" in foreign.text
    (answer,) = await scene.people.submit(form, ANN, {"on": "2026-03-01", "note": "long day"})
    assert "Kept, for you alone" in answer.text
    kept = await keeping.one_of_mine(scene.app.database, ANN.id, journey.journey_id)
    assert kept is not None
    assert kept.ledger.slips[-1].note == "long day"


async def test_a_member_without_numbers_is_never_counted_at(scene: Scene) -> None:
    await scene.begin(date="2026-02-23", path="no-numbers")
    await scene.pass_time(days=60)
    assert await scene.people.rendered(ASK) == []
    (shown,) = await scene.people.command("/journey show", ANN)
    assert "Nothing is counted" in shown.text
    assert "days" not in shown.text.split("Nothing is counted")[0]


async def test_who_left_hears_nothing_until_they_choose_again(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-24")
    await actions.left(scene.app.database, GUILD, ANN.id, scene.clock.now())
    await scene.pass_time(days=30)
    assert await scene.people.rendered(ASK) == []
    await scene.people.press(custom_id("journeys", "standing", journey.journey_id), ANN, values=["ask"])
    await scene.pass_time(days=40)
    assert len(await scene.people.rendered(ASK)) == 1


async def test_what_is_hidden_or_put_away_is_silent_and_comes_back_whole(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-24")
    for verb, closed in (("hide", "Hidden"), ("put_away", "Put away")):
        (answer,) = await scene.people.press(custom_id("journeys", verb, journey.journey_id), ANN)
        assert closed in answer.text
        await scene.pass_time(days=1)
        assert await scene.people.rendered(ASK) == []
        await scene.people.press(custom_id("journeys", verb, journey.journey_id), ANN)
    (shown,) = await scene.people.command("/journey show", ANN)
    assert "All days together: 8 days" in shown.text


async def test_a_late_press_and_a_forged_one_get_a_sentence(scene: Scene) -> None:
    for made in ("journeys:celebrate:1.2", "journeys:slip:abc", "journeys:always:5.nonsense", "journeys:slip_next:5"):
        (answer,) = await scene.people.press(made, ANN)
        assert answer.text


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


async def test_a_member_who_travels_is_asked_once_on_the_date_of_their_own_calendar(scene: Scene) -> None:
    from storage.members import MemberChanges, MemberStore

    await scene.begin(date="2026-02-24", zone="America/New_York", hour=9)
    async with scene.app.database.transaction() as work:
        await MemberStore(work).change(GUILD, ANN.id, MemberChanges(zone="Asia/Tokyo"), scene.clock.now())
    await scene.pass_time(days=1, hours=12)
    await scene.pass_time(days=1)
    assert len(await scene.people.rendered(ASK)) == 1
    (milestone,) = await scene.milestones(MilestoneState.DUE)
    assert str(milestone.reached_on) == "2026-03-03"


async def test_when_their_zone_moves_the_next_step_moves_with_it(scene: Scene) -> None:
    """T8."""
    await scene.begin(date="2026-02-01", zone="America/New_York", hour=9)
    await scene.begin(name="Another", date="2026-02-01", zone="Asia/Tokyo")
    await scene.pass_time(hours=15)  # 3 March, 09:00 in Tokyo; 30 days after 1 February
    assert len(await scene.people.rendered(ASK)) == 2
    await scene.pass_time(days=1)
    assert len(await scene.people.rendered(ASK)) == 2


async def test_for_a_day_after_a_hard_one_no_step_is_spoken_of(scene: Scene) -> None:
    journey = await scene.begin(date="2026-02-01")
    await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
    await scene.pass_time(hours=23, minutes=59)
    assert await scene.people.rendered(ASK) == []
    await scene.pass_time(minutes=1)
    assert len(await scene.people.rendered(ASK)) == 1


async def test_a_day_that_was_told_is_the_only_one_missing_from_the_share(scene: Scene) -> None:
    journey = await scene.begin(date="2025-12-13")
    await scene.people.press(custom_id("journeys", "slip", journey.journey_id), ANN)
    await scene.pass_time(days=1)
    (shown,) = await scene.people.command("/journey show", ANN)
    assert "79 of the last 80" in shown.text
