"""Nobody is left hanging: who asks for someone is offered to people, and only to those who may know."""

from datetime import timedelta

from cogs.checkins import caring
from cogs.shared.ui import custom_id
from storage.checkin_answers import AnswerStore
from storage.circles import CircleChoices, CircleStore
from storage.records.checkins import Attention, Prompt, Visibility
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_hosting import thread
from tests.house import ANN, BEN, CIRCLE, GUILD, MOE, OLGA, RESPONDERS, RITA, Person, set_up_server


async def shared_and_asking(scene: Scene, who: Person = ANN, visibility: str = "circle") -> Prompt:
    prompt = await scene.ask()
    await scene.tap(prompt, who, 4)
    await scene.see(prompt, who, visibility)
    await scene.write(prompt, who, "not easy", someone="yes")
    await scene.deliver()
    return prompt


async def attention(scene: Scene, prompt: Prompt, who: Person = ANN) -> Attention:
    async with scene.app.database.reading() as work:
        answer = await AnswerStore(work).of_member(GUILD, prompt.prompt_id, who.id)
    assert answer is not None
    return answer.attention


async def wait(scene: Scene, hours: float) -> list[tuple[str, str]]:
    scene.clock.advance(timedelta(hours=hours))
    await caring.offer_waiting(scene.app.database, scene.clock.now())
    return await scene.deliver()


async def test_after_the_circles_hours_the_circle_and_its_keeper_are_asked_once(scene: Scene) -> None:
    prompt = await shared_and_asking(scene)
    assert await wait(scene, 5.9) == []
    said = await wait(scene, 0.2)
    assert sorted(kind for kind, _ in said) == ["checkins.calling", "checkins.listener"]
    assert all("ann" in words for _, words in said)
    assert await wait(scene, 30) == []
    assert await attention(scene, prompt) is Attention.OFFERED


async def test_a_keepers_only_call_is_never_posted_in_the_channel(scene: Scene) -> None:
    async with scene.app.database.transaction() as work:
        await CircleStore(work).offer(GUILD, scene.circle.circle_id, BEN.id, listens=True, hosts=False)
    await shared_and_asking(scene, visibility="keepers")
    said = await wait(scene, 7)
    assert [kind for kind, _ in said] == ["checkins.listener"]  # the keeper, not the volunteer
    assert "not easy" not in said[0][1]


async def no_named_keeper(scene: Scene) -> None:
    await set_up_server(scene.app.database)
    async with scene.app.database.transaction() as work:
        await CircleStore(work).make_keeper(GUILD, scene.circle.circle_id, OLGA.id, keeper=False)


async def test_who_waits_for_keepers_where_none_is_named_is_told_to_the_staff_without_a_name(scene: Scene) -> None:
    await no_named_keeper(scene)
    await shared_and_asking(scene, visibility="keepers")
    ((kind, words),) = await wait(scene, 7)
    assert kind == "checkins.unkept"
    assert "Dawn" in words
    assert "name a keeper with /circle keeper" in words
    assert "<@" not in words
    assert not {"ann", "Ann"} & set(words.split())
    assert "not easy" not in words
    assert await wait(scene, 30) == []


async def test_a_keeper_who_waits_for_keepers_and_is_the_only_one_does_not_wait_in_silence(scene: Scene) -> None:
    await set_up_server(scene.app.database)
    await shared_and_asking(scene, OLGA, visibility="keepers")
    assert [kind for kind, _ in await wait(scene, 7)] == ["checkins.unkept"]


async def test_whoever_keeps_a_circle_by_a_role_is_named_by_that_role(scene: Scene) -> None:
    await no_named_keeper(scene)
    async with scene.app.database.transaction() as work:
        choices = CircleChoices("Dawn", CIRCLE, "Europe/London", keeper_role_id=RESPONDERS)
        await CircleStore(work).change(GUILD, scene.circle.circle_id, choices)
    await shared_and_asking(scene, visibility="keepers")
    ((_, words),) = await wait(scene, 7)
    assert f"Whoever has <@&{RESPONDERS}> finds them with /checkin waiting." in words


async def test_the_staff_hears_nothing_when_what_was_shared_with_keepers_was_taken_back(scene: Scene) -> None:
    await no_named_keeper(scene)
    prompt = await shared_and_asking(scene, visibility="keepers")
    scene.clock.advance(timedelta(hours=7))
    await caring.offer_waiting(scene.app.database, scene.clock.now())
    await scene.people.press(custom_id("checkins", "see", f"{prompt.prompt_id}.me"), ANN)
    assert await scene.deliver() == []


async def test_a_private_hard_answer_is_offered_to_nobody(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 5)
    await scene.write(prompt, ANN, "only mine", someone="yes")
    assert await wait(scene, 48) == []


async def test_a_reply_to_their_words_meets_the_call(scene: Scene) -> None:
    prompt = await shared_and_asking(scene)
    async with scene.app.database.reading() as work:
        answer = await AnswerStore(work).of_member(GUILD, prompt.prompt_id, ANN.id)
    assert answer is not None
    reference = {"message_id": str(answer.post_message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    await scene.people.say("with you", BEN, channel_id=CIRCLE, message_reference=reference, type=19)
    assert await attention(scene, prompt) is Attention.MET
    assert await wait(scene, 48) == []


async def test_their_own_reply_does_not_meet_it(scene: Scene) -> None:
    prompt = await shared_and_asking(scene)
    async with scene.app.database.reading() as work:
        answer = await AnswerStore(work).of_member(GUILD, prompt.prompt_id, ANN.id)
    assert answer is not None
    reference = {"message_id": str(answer.post_message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    await scene.people.say("anyone?", ANN, channel_id=CIRCLE, message_reference=reference, type=19)
    assert await attention(scene, prompt) is Attention.WAITING


async def test_i_will_write_to_them_is_noted_and_the_message_says_so(scene: Scene) -> None:
    prompt = await shared_and_asking(scene)
    await wait(scene, 7)
    async with scene.app.database.reading() as work:
        answer = await AnswerStore(work).of_member(GUILD, prompt.prompt_id, ANN.id)
    assert answer is not None
    (thanks,) = await scene.people.press(custom_id("checkins", "met", answer.answer_id), BEN)
    assert thanks.private
    assert "You can write to ann" in thanks.text
    assert await attention(scene, prompt) is Attention.MET
    assert ("checkins.calling", "Somebody is writing to ann. Thank you.") in await scene.deliver()


async def test_somebody_outside_the_circle_cannot_take_a_call_nor_learn_of_it(scene: Scene) -> None:
    prompt = await shared_and_asking(scene)
    async with scene.app.database.reading() as work:
        answer = await AnswerStore(work).of_member(GUILD, prompt.prompt_id, ANN.id)
    assert answer is not None
    (refused,) = await scene.people.press(custom_id("checkins", "met", answer.answer_id), RITA)
    assert "ann" not in refused.text
    assert await attention(scene, prompt) is Attention.WAITING
    (listed,) = await scene.people.command("/checkin waiting", RITA)
    assert "Nobody is waiting" in listed.text


async def test_a_call_made_private_again_is_taken_out_of_the_channel(scene: Scene) -> None:
    prompt = await shared_and_asking(scene)
    await wait(scene, 7)
    await scene.see(prompt, ANN, "me")
    said = await scene.deliver()
    assert all("ann" not in words for _, words in said)
    assert "checkins.calling" in [kind for kind, _ in said]


async def test_those_who_wait_are_listed_longest_first(scene: Scene) -> None:
    await scene.join(RITA)
    prompt = await shared_and_asking(scene)
    scene.clock.advance(timedelta(minutes=5))
    await scene.tap(prompt, BEN, 5)
    await scene.see(prompt, BEN, "circle")
    (listed,) = await scene.people.command("/checkin waiting", RITA)
    assert listed.private
    assert listed.text.index("ann") < listed.text.index("ben")
    (own,) = await scene.people.command("/checkin waiting", ANN)
    assert "ann" not in own.text


async def test_keepers_read_what_was_shared_with_them_and_organisers_without_the_circle_do_not(scene: Scene) -> None:
    prompt = await shared_and_asking(scene, visibility="keepers")
    await scene.tap(prompt, BEN, 5)
    (read,) = await scene.people.command("/checkin answers", OLGA, {"circle": "Dawn"})
    assert "not easy" in read.text
    assert "for keepers only" in read.text
    assert "ben" not in read.text
    async with scene.app.database.transaction() as work:
        await CircleStore(work).leave(GUILD, scene.circle.circle_id, OLGA.id)
    (refused,) = await scene.people.command("/checkin answers", OLGA, {"circle": "Dawn"})
    assert "Only keepers of this circle can read" in refused.text


async def test_the_report_shows_no_number_behind_fewer_than_five_people(scene: Scene) -> None:
    await shared_and_asking(scene)
    (told,) = await scene.people.command("/checkin report", OLGA, {"circle": "Dawn"})
    assert "1 question was asked" in told.text
    assert "answer was given" not in told.text
    assert "fewer than five people" in told.text
    assert "1 answer asked for someone or was hard. Answered by a person: 0." in told.text  # each has its name there
    (other,) = await scene.people.command("/checkin report", BEN, {"circle": "Dawn"})
    assert "asked for someone" not in other.text


async def test_words_in_the_thread_of_the_question_count_and_change_no_private_answer(scene: Scene) -> None:
    await scene.join(MOE)
    prompt = await scene.ask()
    await scene.tap(prompt, BEN, 5)
    reference = {"message_id": str(prompt.message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    for who in (MOE, BEN, RITA):
        await scene.people.say("here I am", who, channel_id=CIRCLE, message_reference=reference, type=19)
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    ((_, words),) = await scene.deliver()
    assert "- moe: in words" in words
    assert "ben" not in words
    assert "rita" not in words


async def test_what_is_written_in_the_thread_without_a_reply_counts_and_ordinary_talk_does_not(scene: Scene) -> None:
    prompt = await scene.ask()
    assert prompt.message_id is not None
    scene.app._connection.parse_thread_create(thread(prompt.message_id))  # type: ignore[arg-type]
    await scene.people.say("slept well", BEN, channel_id=prompt.message_id)
    await scene.people.say("what's for lunch", ANN, channel_id=CIRCLE)
    async with scene.app.database.reading() as work:
        (only,) = await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id)
    assert only.member_id == BEN.id


async def test_who_deletes_the_message_that_was_their_answer_has_taken_it_back(scene: Scene) -> None:
    await scene.join(MOE)
    prompt = await scene.ask()
    reference = {"message_id": str(prompt.message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    typed = {
        who.name: await scene.people.say("here I am", who, channel_id=CIRCLE, message_reference=reference, type=19)
        for who in (MOE, BEN)
    }
    await scene.tap(prompt, BEN, 2)  # more than the message says: that stays
    for message_id in typed.values():
        gone = {"id": str(message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
        scene.app._connection.parse_message_delete(gone)  # type: ignore[arg-type]
        await scene.people.settle()
    async with scene.app.database.reading() as work:
        (kept,) = await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id)
    assert kept.member_id == BEN.id
    await scene.people.say("here, in better words", MOE, channel_id=CIRCLE, message_reference=reference, type=19)
    async with scene.app.database.reading() as work:
        both = await AnswerStore(work).of_prompt(GUILD, prompt.prompt_id)
    assert {answer.member_id for answer in both} == {BEN.id, MOE.id}, "written anew, it is an answer again"
    assert all(answer.visibility is Visibility.CIRCLE for answer in both if answer.member_id == MOE.id)


async def test_a_member_offers_to_listen_and_is_asked(scene: Scene) -> None:
    (offer,) = await scene.people.command("/checkin helping", BEN, {"circle": "Dawn", "listen": True})
    assert "You may be asked to write to people in Dawn" in offer.text
    await shared_and_asking(scene)
    said = await wait(scene, 7)
    assert [kind for kind, _ in said].count("checkins.listener") == 2


async def test_who_no_longer_keeps_the_circle_when_it_reaches_them_learns_no_name(scene: Scene) -> None:
    await shared_and_asking(scene, visibility="keepers")
    scene.clock.advance(timedelta(hours=7))
    await caring.offer_waiting(scene.app.database, scene.clock.now())
    async with scene.app.database.transaction() as work:
        await CircleStore(work).make_keeper(GUILD, scene.circle.circle_id, OLGA.id, keeper=False)
    assert await scene.deliver() == []


async def test_a_volunteer_who_was_asked_learns_no_name_once_it_is_for_keepers_only(scene: Scene) -> None:
    async with scene.app.database.transaction() as work:
        await CircleStore(work).offer(GUILD, scene.circle.circle_id, BEN.id, listens=True, hosts=False)
    prompt = await shared_and_asking(scene)
    scene.clock.advance(timedelta(hours=7))
    await caring.offer_waiting(scene.app.database, scene.clock.now())
    await scene.see(prompt, ANN, "keepers")
    assert [target for target, _ in await scene.people.rendered("checkins.listener")] == [OLGA.id]


async def test_words_under_the_question_after_its_window_are_in_the_summary_too(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, BEN, 2)
    await scene.see(prompt, BEN, "circle")
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    await scene.deliver()
    reference = {"message_id": str(prompt.message_id), "channel_id": str(CIRCLE), "guild_id": str(GUILD)}
    await scene.people.say("late, and here", ANN, channel_id=CIRCLE, message_reference=reference, type=19)
    ((kind, words),) = await scene.deliver()
    assert kind == "checkins.summary"
    assert "- ann: in words" in words
