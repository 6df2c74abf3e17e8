"""Commands, menus, buttons, selects and forms: what goes to the bot, and what of its answer reaches whom."""

from typing import Any

import pytest

from rehearsal.fields import BadValue
from rehearsal.invocations import CannotDo
from rehearsal.people.finding import NotFound
from tests.rehearsal.people.house import Room, button, row, said


async def test_a_private_answer_is_seen_by_the_one_who_asked_and_nobody_else(room: Room) -> None:
    room.answer = lambda _: said("Just between us.", private=True)
    asked = await room.people.command("ash", "general", "hello")
    assert await room.people.outcome(asked) == "message"
    assert room.news("ash") == [("private", "Just between us.")]
    assert room.news("briar") == []
    assert room.view_of("ash", "general")[-1]["private"]
    assert not any(shown["private"] for shown in room.view_of("briar", "general"))


async def test_a_private_answer_can_be_dismissed(room: Room) -> None:
    room.answer = lambda _: said("Just between us.", private=True)
    await room.people.command("ash", "general", "hello")
    await room.people.delete("ash", "general", room.people.received("ash")[-1].message_id)
    assert room.news("ash")[-1] == ("delete", "Just between us.")
    assert not any(shown["private"] for shown in room.view_of("ash", "general"))


async def test_options_typed_as_text_arrive_in_their_own_kind(room: Room) -> None:
    options = {"whom": "Briar", "times": "2", "tone": "warm"}
    await room.people.command("ash", "general", "hello", options)
    data = room.heard[-1]["data"]
    briar = str(room.place.people["briar"])
    assert [option["value"] for option in data["options"]] == [briar, 2, "warm-1"]
    assert data["resolved"]["users"][briar]["username"] == "briar"


async def test_a_whole_line_is_read_as_a_command_with_its_options(room: Room) -> None:
    await room.people.slash("ash", "general", '/circle create name:"Morning circle" channel:#check-ins open:yes')
    (nested,) = room.heard[-1]["data"]["options"]
    assert nested["name"] == "create"
    values = {option["name"]: option["value"] for option in nested["options"]}
    assert values == {"name": "Morning circle", "channel": str(room.channel("check-ins")), "open": True}


@pytest.mark.parametrize(
    ("name", "options", "error", "why"),
    [
        ("circle create", {}, CannotDo, "'name' is required"),
        ("circle destroy", {}, CannotDo, "there is no 'destroy'"),
        ("circle create", {"name": "x", "colour": "red"}, CannotDo, "no option 'colour'"),
        ("hello", {"times": "9"}, BadValue, "too large"),
        ("hello", {"times": "many"}, NotFound, "not a whole number"),
        ("hello", {"whom": "nobody-here"}, NotFound, "nobody-here"),
        ("nonsense", {}, CannotDo, "no command 'nonsense'"),
    ],
)
async def test_what_discord_would_not_send_is_refused_with_a_sentence(
    room: Room, name: str, options: dict[str, Any], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        await room.people.command("ash", "general", name, options)
    assert room.heard == []


async def test_a_command_for_staff_is_not_offered_to_a_member(room: Room) -> None:
    assert "staff" not in {command["name"] for command in room.people.commands("ash", "general")}
    assert "staff" in {command["name"] for command in room.people.commands("marlow", "general")}
    with pytest.raises(CannotDo):
        await room.people.command("ash", "general", "staff")


async def test_a_suggestion_of_the_name_typed_is_picked(room: Room) -> None:
    choices = [{"name": "Germany", "value": "DE"}, {"name": "Ghana", "value": "GH"}]
    room.answer = lambda asked: {"type": 8, "data": {"choices": choices}} if asked["type"] == 4 else said("ok")
    await room.people.command("ash", "general", "helpline", {"country": "germany"})
    assert room.news("ash")[0] == ("choices", "Germany\nGhana")
    assert room.heard[-1]["data"]["options"][0]["value"] == "DE"


async def test_text_that_matches_no_suggestion_is_sent_as_typed(room: Room) -> None:
    room.answer = lambda asked: {"type": 8, "data": {"choices": []}} if asked["type"] == 4 else said("ok")
    await room.people.command("ash", "general", "helpline", {"country": "Atlantis"})
    assert room.heard[-1]["data"]["options"][0]["value"] == "Atlantis"


async def test_thinking_is_shown_until_the_answer_comes(room: Room) -> None:
    room.answer = lambda _: {"type": 5, "data": {"flags": 64}}
    asked = await room.people.command("ash", "general", "hello")
    assert await room.people.outcome(asked) == "deferred"
    assert room.news("ash") == [("thinking", "thinking…")]
    assert room.view_of("ash", "general")[-1]["thinking"]
    room.original(room.heard[-1], {"content": "Here it is."})
    assert room.news("ash")[-1] == ("private", "Here it is.")
    assert room.news("briar") == []


async def test_after_three_seconds_of_the_clock_the_interaction_has_failed(room: Room) -> None:
    asked = await room.people.command("ash", "general", "hello")
    assert room.people.view("ash")["pending"][0]["did"] == "/hello"
    await room.pass_time(2.9)
    assert room.news("ash") == []
    await room.pass_time(0.2)
    assert await room.people.outcome(asked) == "failed"
    assert room.news("ash") == [("failed", "This interaction failed: /hello")]
    assert room.people.view("ash")["pending"] == []
    assert room.people.view("ash")["failures"][0]["text"] == "The application did not respond"


async def test_a_button_is_pressed_by_the_words_on_it(room: Room) -> None:
    message = room.post(
        "general", content="Well?", components=[row(button("I’m here", "here:1"), button("No", "no:1"))]
    )
    assert room.news("ash") == [("message", "Well?\n[I’m here] [No]")]
    room.answer = lambda _: {"type": 7, "data": {"content": "Ash is here", "components": []}}
    assert await room.people.outcome(await room.people.press("ash", "general", message, "i'm here")) == "update"
    assert room.heard[-1]["data"]["custom_id"] == "here:1"
    assert room.news("briar")[-1] == ("edit", "Ash is here")


async def test_a_greyed_or_missing_button_cannot_be_pressed_but_a_forged_one_is_sent(room: Room) -> None:
    message = room.post("general", content="Well?", components=[row(button("Gone", "gone:1", disabled=True))])
    with pytest.raises(CannotDo, match="disabled"):
        await room.people.press("ash", "general", message, "Gone")
    with pytest.raises(NotFound, match="there are: 'Gone'"):
        await room.people.press("ash", "general", message, "Come back")
    await room.people.press("ash", "general", message, "alerts:take:99", forged=True)
    assert room.heard[-1]["data"]["custom_id"] == "alerts:take:99"


async def test_people_roles_channels_and_words_are_chosen_by_name(room: Room) -> None:
    options = [{"label": "Two weeks", "value": "14"}, {"label": "A month", "value": "30"}]
    selects = [{"type": 3, "custom_id": "s", "options": options, "max_values": 2}]
    selects += [{"type": kind, "custom_id": f"s{kind}"} for kind in (5, 6, 8)]
    message = room.post("general", content="Choose", components=[row(select) for select in selects])
    chosen: list[list[str]] = []
    for select, value in (("s", ["a month", "two weeks"]), ("s5", "briar"), ("s6", "Keeper"), ("s8", "#vent")):
        await room.people.choose("ash", "general", message, value, select=select)
        chosen.append(room.heard[-1]["data"]["values"])
    place = room.place
    names = [place.people["briar"], place.roles["Keeper"], place.channels["vent"]]
    assert chosen == [["30", "14"], *[[str(name)] for name in names]]
    with pytest.raises(NotFound, match="'A year' is not offered"):
        await room.people.choose("ash", "general", message, "A year", select="s")


FORM: dict[str, Any] = {
    "custom_id": "form:1", "title": "Tell us", "components": [
        {"type": 10, "content": "Whatever is **true**."},
        {"type": 18, "label": "Words", "component": {"type": 4, "custom_id": "words", "style": 2, "required": True}},
        {"type": 18, "label": "How", "component": {"type": 21, "custom_id": "how", "options": [
            {"label": "By message", "value": "dm"}, {"label": "Not at all", "value": "no"}]}},
        {"type": 18, "label": "Sure", "component": {"type": 23, "custom_id": "sure"}},
        {"type": 18, "label": "Picture", "component": {"type": 19, "custom_id": "file", "required": False}},
    ],
}  # fmt: skip


async def test_a_form_opens_for_one_person_and_is_filled_by_its_labels(room: Room) -> None:
    room.answer = lambda asked: {"type": 9, "data": FORM} if asked["type"] == 2 else said("Thank you.", private=True)
    await room.people.command("ash", "general", "hello")
    kind, text = room.news("ash")[-1]
    assert kind == "modal"
    assert text.startswith("Tell us\nWhatever is true.\nWords\n()\nHow\nBy message | Not at all")
    filled = {"words": "A good day", "How": "by message", "Sure": "yes", "Picture (optional)": ("sky.png", b"blue")}
    asked = await room.people.submit("ash", filled)
    assert await room.people.outcome(asked) == "message"
    values = [part.get("component", {}) for part in room.heard[-1]["data"]["components"]]
    assert [part.get("value") for part in values[1:4]] == ["A good day", "dm", True]
    assert next(iter(room.heard[-1]["data"]["resolved"]["attachments"].values()))["filename"] == "sky.png"
    assert room.people.view("ash")["modal"] is None


async def test_a_form_without_its_required_words_is_not_sent(room: Room) -> None:
    room.answer = lambda _: {"type": 9, "data": FORM}
    await room.people.command("ash", "general", "hello")
    with pytest.raises(BadValue, match="required"):
        await room.people.submit("ash", {"How": "Not at all"})
    with pytest.raises(NotFound, match="no field 'Colour'"):
        await room.people.submit("ash", {"Colour": "blue"})
    assert room.people.view("ash")["modal"]["title"] == "Tell us"


async def test_a_closed_form_cannot_be_sent_and_nobody_sends_anothers(room: Room) -> None:
    room.answer = lambda _: {"type": 9, "data": FORM}
    await room.people.command("ash", "general", "hello")
    with pytest.raises(CannotDo, match="no form is open"):
        await room.people.submit("briar", {"Words": "not mine"})
    await room.people.close_modal("ash")
    with pytest.raises(CannotDo, match="no form is open"):
        await room.people.submit("ash", {"Words": "late"})


async def test_the_menus_of_a_message_and_of_a_person_carry_their_target(room: Room) -> None:
    message = await room.people.say("briar", "general", "hm")
    await room.people.menu_on_message("ash", "general", "Report", message)
    await room.people.menu_on_person("ash", "general", "Worried", "briar")
    targets = [heard["data"]["target_id"] for heard in room.heard]
    assert targets == [str(message), str(room.place.people["briar"])]
