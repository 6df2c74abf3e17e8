"""The tools, press by press: private, stoppable, kept only after a yes."""

from datetime import timedelta

import orjson
import pytest

from cogs.care import breathing, keeping, timer
from cogs.care.keeping import May, standing
from cogs.care.tool_views import week_answers
from cogs.care.tools import BY_KEY, TOOLS
from cogs.shared import humans, scanning
from cogs.shared.clock import FixedClock
from cogs.shared.scanning import Found
from cogs.shared.words import words_for
from storage.care import CareStore
from storage.consents import ConsentStore
from storage.database import Database
from storage.members import MemberChanges, MemberStore
from storage.outbox import OutboxStore
from storage.records.care import Consent
from storage.records.members import Reach
from tests.cogs.care.conftest import Room
from tests.cogs.helplines.test_doors import button, selects
from tests.house import ANN, AT, BEN, GUILD, flatten, offline, offline_app, words_in

W = words_for(None)


@pytest.mark.parametrize("key", sorted(BY_KEY))
async def test_each_tool_says_what_it_is_for_and_when_not_and_can_be_stopped(room: Room, key: str) -> None:
    seen = await room.tool(key)
    assert BY_KEY[key].purpose in seen.text
    assert BY_KEY[key].caution in seen.text
    stopped = await room.press(seen, "Stop")
    assert "Nothing is kept." in stopped.text
    async with room.database.reading() as work:
        assert await CareStore(work).entries(GUILD, ANN.id) == ()


async def test_five_senses_goes_from_five_to_one_and_asks_how_it_was(room: Room) -> None:
    seen = await room.press(await room.tool("senses"), "Begin")
    for number in ("5 things", "4 things", "3 things", "2 things", "1 slow breath"):
        assert number in seen.text
        assert "Stop" in seen.text
        seen = await room.press(seen, "Next")
    assert "How was that?" in seen.text
    over = await room.press(seen, "It did not")
    assert "says nothing about you" in over.text
    assert over.custom_ids == ["helplines:find:"]


async def test_each_need_is_met_with_one_small_idea_and_food_is_never_named(room: Room) -> None:
    seen = await room.tool("check")
    made = next(one for one, values in selects(seen.raw) if "lonely" in values)
    (met,) = await room.people.press(made, ANN, values=["tired", "body"], component=3)
    assert "Lie down for ten minutes" in met.text
    assert "Water, medicine, toilet, warmth" in met.text
    assert "Say hello in a channel." not in met.text
    assert "Which one first?" in met.text
    for food in ("hungr", "eat", "food", "meal", "snack"):
        assert food not in (seen.text + met.text).lower()
    assert "How was that?" in (await room.press(met, "Done")).text


async def test_each_of_the_five_ways_leads_on_and_can_be_stopped(room: Room) -> None:
    ways = {
        "Wait": ("You can decide again after that.", "Come back to me then, once"),
        "Go": ("“I have to go. Talk to you later.”", "Done"),
        "Let it be": ("watch it like a wave", "Watch it with me"),
        "Answer it": ("then one true reply to it", "Write, and keep nothing"),
        "Swap": ("Do something else for ten minutes", "What helps me, from my plan"),
    }
    first = await room.tool("ways")
    for way, (said, then) in ways.items():
        seen = await room.press(first, way)
        assert said in seen.text
        assert button(seen, then)
        assert "Nothing is kept." in (await room.press(seen, "Stop")).text
    surfing = await room.press(await room.press(first, "Let it be"), "Watch it with me")
    assert "This is an urge." in surfing.text


async def test_an_urge_is_noted_in_ones_own_words_and_nothing_asks_for_an_amount(room: Room) -> None:
    await room.consent()
    form = await room.press(await room.tool("notes"), "Write, and keep it for me")
    labels = [label for _, label, _ in BY_KEY["notes"].fields]
    assert all(label in str(form.raw) for label in labels)
    assert not any(word in " ".join(labels).lower() for word in ("how much", "how many", "amount", "cost", "weigh"))
    said = {"before": "7", "around": "alone at home", "did": "rang Jo", "afterwards": "3"}
    (kept,) = await room.people.submit(form.raw["custom_id"], ANN, said)
    assert "> alone at home" in kept.text
    assert "Some people leave off after two weeks" in kept.text
    async with room.database.reading() as work:
        (entry,) = await CareStore(work).entries(GUILD, ANN.id, "notes")
    assert entry.answers == said
    assert entry.kept_at == AT


async def test_playing_it_forward_always_shows_the_second_film(room: Room) -> None:
    seen = await room.press(await room.tool("forward"), "Begin")
    shown = [seen.text]
    while "How was that?" not in shown[-1]:
        seen = await room.press(seen, "Next")
        shown.append(seen.text)
    assert any("Now the other film" in text for text in shown)


async def test_an_urge_is_rated_watched_for_minutes_and_rated_again_without_comment(room: Room) -> None:
    seen = await room.press(await room.tool("surf"), "Next")
    seen = await room.choose(seen, "8")
    assert "like a wave" in seen.text
    seen = await room.press(seen, "One minute")
    assert f"<t:{int((AT + timedelta(minutes=1)).timestamp())}:R>" in seen.text
    for _ in range(9):
        seen = await room.press(seen, "One more minute")
    assert "One more minute" not in seen.text
    seen = await room.choose(await room.press(seen, "Rate it again"), "3")
    assert "Before: 8. Now: 3." in seen.text
    asked = await room.press(seen, "Keep this")
    assert "May I keep what you write?" in asked.text
    kept = await room.press(asked, "Yes, keep it. I am old enough")
    assert "Kept, for you alone." in kept.text
    async with room.database.reading() as work:
        (entry,) = await CareStore(work).entries(GUILD, ANN.id)
    assert entry.answers == {"before": "8", "after": "3"}


async def test_a_breath_moves_at_most_every_four_seconds_and_has_a_still_version(room: Room) -> None:
    for way in ("gentle", "box"):
        shown = breathing.frames(W, way)
        assert all(seconds >= 4 for _, seconds in shown[:-1])
        assert all("Stop" in flatten(view.to_components()) for view, _ in shown[:-1])
    still = await room.press(await room.tool("breath"), "Just the words, nothing moves")
    assert "Shorter counts are fine." in still.text


async def test_a_message_breathes_by_edits_until_it_is_over(sqlite_database: Database) -> None:
    app = await offline_app(sqlite_database, FixedClock(AT), features=[])
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    one = breathing.Breathing(app, sleep)
    app.router.on("care", "breathe", one.breathe)
    with offline(app) as people:
        answers = await people.press("care:breathe:gentle", ANN)
        assert "Breathe in, slowly" in answers[0].text
        while one._running:
            await next(iter(one._running.values()))
    assert waited == [4.0, 6.0] * 10
    assert "That was it." in answers[-1].text


async def test_the_grid_is_only_for_somebody_who_has_chosen(room: Room) -> None:
    seen = await room.tool("grid")
    torn = await room.press(seen, "I am of two minds")
    assert "What would be different if it went well?" in torn.text
    assert "form" not in "".join(torn.custom_ids)
    chosen = await room.press(seen, "I have chosen a change")
    form = await room.press(chosen, "Write, and keep nothing")
    assert form.kind == "modal"
    (shown,) = await room.people.submit(form.raw["custom_id"], ANN, {"keep_good": "quiet", "change_good": "mornings"})
    assert "> mornings" in shown.text
    assert "Kept" not in shown.text


async def test_writing_shows_the_emergency_step_first_when_it_sounds_like_danger(room: Room) -> None:
    scanning.fill(None, lambda text: Found("suicide", "critical") if "tonight" in text else None)
    (shown,) = await room.people.submit("care:wrote:answer.0", ANN, {"thought": "I will do it tonight"})
    assert shown.text.startswith("If you or someone with you is in danger now, call your local emergency number first")
    assert "No one else has read what you wrote here." in shown.text
    assert "helplines:find:" in shown.custom_ids
    await room.consent()
    answers = await room.people.submit("care:plan_wrote:signs", ANN, {"words": "tonight"})
    assert "call your local emergency number first" in answers[-1].text


async def test_what_was_not_kept_is_never_said_to_be_found_again_and_danger_is_not_talked_past(room: Room) -> None:
    again = "under “What I kept”"
    form = await room.press(await room.tool("well"), "Write, and keep nothing")
    (shown,) = await room.people.submit(form.raw["custom_id"], ANN, {"first": "a walk"})
    assert "> a walk" in shown.text
    assert again not in shown.text
    (refused,) = await room.people.submit("care:wrote:well.1", ANN, {"first": "a walk"})
    assert "It was not kept" in refused.text
    assert again not in refused.text
    await room.consent()
    (kept,) = await room.people.submit("care:wrote:well.1", ANN, {"first": "a walk"})
    assert again in kept.text
    scanning.fill(None, lambda text: Found("suicide", "critical") if "tonight" in text else None)
    for tool in (one for one in TOOLS if one.after):
        (urgent,) = await room.people.submit(f"care:wrote:{tool.key}.0", ANN, {tool.fields[0][0]: "tonight"})
        assert "call your local emergency number first" in urgent.text
        assert tool.after not in urgent.text


async def test_a_week_is_rated_area_by_area_and_any_can_be_skipped(room: Room) -> None:
    seen = await room.choose(await room.tool("week"), "10")
    for _ in range(7):
        seen = await room.press(seen, "Skip")
    assert "Rest: 10" in seen.text
    assert "People" not in seen.text
    assert week_answers("a-------") == {"rest": "10"}


async def test_what_matters_is_written_in_ones_own_order_and_leads_to_one_small_thing(room: Room) -> None:
    seen = await room.tool("matters")
    assert "Think of up to ten things" in seen.text
    form = await room.press(seen, "Write, and keep nothing")
    (shown,) = await room.people.submit(form.raw["custom_id"], ANN, {"matters_1": "being honest", "matters_2": "music"})
    assert shown.text.index("being honest") < shown.text.index("music")
    assert "You need not answer." in shown.text
    assert "Kept" not in shown.text
    small = await room.press(shown, "Plan one small thing")
    assert "one small thing at a time" in small.text


async def test_up_to_three_small_things_are_planned_and_each_end_counts_the_same(room: Room) -> None:
    await room.consent()
    seen = await room.tool("small")
    for number in (1, 2, 3):
        form = await room.press(seen, "Write, and keep it for me")
        seen = (
            await room.people.submit(form.raw["custom_id"], ANN, {"small_thing": f"walk {number}", "day": "Tuesday"})
        )[-1]
        assert "All three count the same." in seen.text
        if number < 3:
            seen = await room.press(seen, "One more small thing")
    assert "One more small thing" not in seen.text
    held = await room.press(seen, "Remind me once, midweek")
    assert "I do not write to you first" in held.text
    assert await timer.come_back(room.database, GUILD, ANN.id, AT, timer.MIDWEEK) is Reach.NEXT_PRESS
    ((who, words),) = await room.people.rendered(timer.MIDWEEK)
    assert who == ANN.id
    assert "You need not answer" in words
    for end in ("kept", "changed", "let_go"):
        (over,) = await room.people.press(f"care:small_end:{end}", ANN)
        assert over.text == "Thank you. All three count the same."
    async with room.database.reading() as work:
        assert len(await CareStore(work).entries(GUILD, ANN.id, "small")) == 3


async def test_after_using_again_the_body_comes_first_and_nobody_is_told_or_written_to_without_a_yes(
    room: Room,
) -> None:
    seen = await room.tool("after")
    assert "Are you safe in your body right now?" in seen.text
    for unsure in ("I am not sure", "No"):
        danger = await room.press(seen, unsure)
        assert danger.text.startswith("If you or someone with you is in danger now, call your local emergency number")
        assert {"helplines:overdose:", "helplines:find:"} <= set(danger.custom_ids)
    (card,) = await room.people.press("helplines:overdose:", ANN)
    assert card.private
    assert card.text.startswith("### Call your local emergency number now")
    choices = await room.press(danger, "Go on")
    assert "Nothing that you learned is gone." in choices.text
    assert "Company" not in choices.text  # nobody here can be asked
    rest = await room.press(choices, "Nothing now")
    asked = await room.press(rest, "Look at what was around it")
    form = await room.press(asked, "Write, and keep nothing")
    (looked,) = await room.people.submit(form.raw["custom_id"], ANN, {"around_it": "a bad call"})
    assert "nothing has changed" in looked.text
    assert await room.people.rendered(timer.HELLO) == []
    await room.press(rest, "Yes, please")
    await room.press(rest, "Yes, please")
    ((who, words),) = await room.people.rendered(timer.HELLO)
    assert who == ANN.id
    assert "You need not answer." in words
    for private in ("used", "after", "slip", "drink"):
        assert private not in words.lower()


async def test_company_is_asked_for_only_by_the_press_and_its_answer_is_shown(room: Room) -> None:
    told: list[int] = []

    async def ask(interaction: object, guild_id: int, *, watched: bool = False) -> list[str]:
        told.append(guild_id)
        return ["The people on call know that you would like to talk."]

    humans.fill(ask)
    try:
        choices = await room.press(await room.tool("after"), "Yes")
        assert told == []
        seen = await room.press(choices, "Company")
    finally:
        humans.fill(None)
    assert told == [GUILD]
    assert seen.text.startswith("The people on call know")


async def test_ten_minutes_are_said_once_and_only_as_the_member_chose(room: Room) -> None:
    seen = await room.press(await room.tool("ways"), "Wait")
    held = await room.press(seen, "Come back to me then, once")
    assert "I do not write to you first" in held.text
    async with room.database.transaction() as work:
        await MemberStore(work).change(GUILD, BEN.id, MemberChanges(reach=Reach.DM), AT)
    assert await timer.come_back(room.database, GUILD, BEN.id, AT) is Reach.DM
    assert await timer.come_back(room.database, GUILD, BEN.id, AT + timedelta(minutes=1)) is Reach.DM
    async with room.database.transaction() as work:
        rows = await OutboxStore(work).claim(AT + timedelta(minutes=12), AT + timedelta(hours=1), 10)
    assert [row.target_id for row in rows].count(BEN.id) == 1
    said = await room.app.delivery.render(rows[-1])
    assert said is not None
    assert "You need not answer." in words_in(said)


async def test_an_urge_and_its_ten_minutes_go_on_after_a_restart(room: Room) -> None:
    seen = await room.choose(await room.press(await room.tool("surf"), "Next"), "8")
    watched = await room.press(seen, "One minute")
    async with room.database.transaction() as work:
        await MemberStore(work).change(GUILD, ANN.id, MemberChanges(reach=Reach.DM), AT)
    waiting = await room.press(await room.tool("ways"), "Wait")
    await room.press(waiting, "Come back to me then, once")
    breath = (await room.people.press("care:breathe:gentle", ANN))[-1]
    later = await offline_app(room.database, FixedClock(AT + timedelta(minutes=2)), features=["helplines", "care"])
    with offline(later) as people:
        (again,) = await people.press(button(watched, "One more minute"), ANN)
        assert f"<t:{int((AT + timedelta(minutes=3)).timestamp())}:R>" in again.text
        (rate,) = await people.press(button(again, "Rate it again"), ANN)
        made = next(one for one, values in selects(rate.raw) if "3" in values)
        (rated,) = await people.press(made, ANN, values=["3"], component=3)
        assert "Before: 8. Now: 3." in rated.text
        (stopped,) = await people.press(button(breath, "Stop"), ANN)
        assert "Nothing is kept." in stopped.text
        ((who, words),) = await people.rendered(timer.KIND)
    assert who == ANN.id
    assert "Ten minutes have passed" in words


async def test_what_was_kept_can_be_seen_taken_along_and_deleted(room: Room) -> None:
    await room.consent()
    form = await room.press(await room.tool("well"), "Write, and keep it for me")
    for number in range(6):
        (done,) = await room.people.submit(form.raw["custom_id"], ANN, {"first": f"a walk {number}"})
        assert "Kept, for you alone." in done.text
    (menu,) = await room.people.command("/tools", ANN, {})
    seen = await room.press(menu, "What I kept")
    assert "> a walk 5" in seen.text
    assert "a walk 1" not in seen.text
    older = await room.press(seen, "Older")
    assert "> a walk 0" in older.text
    saved = await room.press(older, "Save as a file")
    assert "in one file" in saved.text
    ((name, content),) = saved.files
    assert name == "tools.json"
    assert [row["first"] for row in orjson.loads(content)] == [f"a walk {number}" for number in range(5, -1, -1)]
    less = await room.press(seen, "Delete this: 1")
    assert "a walk 5" not in less.text
    gone = await room.press(await room.press(less, "Delete all of it"), "Delete all of it")
    assert gone.text == "It is deleted."
    async with room.database.reading() as work:
        assert await CareStore(work).entries(GUILD, ANN.id) == ()


async def test_nobody_deletes_or_reads_what_somebody_else_kept(room: Room) -> None:
    async with room.database.transaction() as work:
        entry_id = await CareStore(work).keep(GUILD, ANN.id, "well", {"first": "mine"}, AT)
    (seen,) = await room.people.press(f"care:forget:{entry_id}.0", BEN)
    assert "You have kept nothing yet." in seen.text
    async with room.database.reading() as work:
        assert len(await CareStore(work).entries(GUILD, ANN.id)) == 1


async def test_h12_somebody_younger_gets_tools_and_helplines_and_nothing_is_kept(room: Room) -> None:
    asked = await room.press(await room.tool("well"), "Write, and keep it for me")
    young = await room.press(asked, "I am younger")
    assert "Helplines, the tools themselves and asking a human here work for you" in young.text
    again = await room.press(await room.tool("well"), "Write, and keep it for me")
    assert "people under 16" in again.text
    forced = await room.people.submit("care:wrote:well.1", ANN, {"first": "x"})
    assert "It was not kept" in forced[-1].text
    lied = await room.press(asked, "Yes, keep it. I am old enough")
    assert "people under 16" in lied.text
    assert "5 things" in (await room.press(await room.tool("senses"), "Begin")).text
    (line,) = await room.people.command("/helpline", ANN, {"country": "IE"})
    assert "116 123" in line.text


@pytest.mark.parametrize(
    ("consent", "may"),
    [
        (None, May.ASK),
        (Consent(keeping.VERSION, True, AT), May.YES),
        (Consent(keeping.VERSION - 1, True, AT), May.ASK),
        (Consent(keeping.VERSION, False, AT), May.TOO_YOUNG),
        (Consent(keeping.VERSION - 1, False, AT), May.TOO_YOUNG),
    ],
)
def test_h13_a_yes_to_older_words_does_not_count(consent: Consent | None, may: May) -> None:
    assert standing(consent) is may


async def test_h13_after_the_words_changed_nothing_more_is_kept_until_a_new_yes(room: Room) -> None:
    async with room.database.transaction() as work:
        older = keeping.VERSION - 1
        await ConsentStore(work).answer(GUILD, ANN.id, keeping.PURPOSE, older, old_enough=True, now=AT)
    assert not await keeping.keep(room.database, GUILD, ANN.id, "well", {"first": "x"}, AT)
    asked = await room.press(await room.tool("well"), "Write, and keep it for me")
    assert "May I keep what you write?" in asked.text


async def test_a_forged_state_is_answered_and_changes_nothing(room: Room) -> None:
    for made in (
        "care:surf:99.0.-", "care:surf:-.11.-", "care:week:r999999999", "care:step:senses.7", "care:step:none.0",
        "care:form:surf.1", "care:breathe:fast", "care:was:surf.maybe", "care:consent:z.form.well",
        "care:form:small.1.4", "care:form:well.2", "care:small_more:4", "care:small_more:1", "care:small_end:failed",
        "care:after:maybe", "care:open_form:well", "care:way:run", "care:plan_part:", "care:plan_wrote:secret",
    ):  # fmt: skip
        answers = await room.people.press(made, ANN)
        assert "from an earlier time" in answers[-1].text, made


def test_no_tool_bears_a_protected_name() -> None:
    words = " ".join(f"{tool.name} {tool.purpose} {tool.caution} {' '.join(tool.steps)}" for tool in TOOLS)
    for name in (
        "SMART",
        "DEADS",
        "Stanley",
        "Urge Log",
        "Hierarchy of Values",
        "Balance Pie",
        "HALT",
        "PHQ",
        "hungry",
    ):
        assert name not in words
