"""The page in a real browser: two people, every part the bot uses, by keyboard, at any width, in light and dark."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from rehearsal.scenario.player import Told
from rehearsal.world import Upload
from tests.rehearsal.page.conftest import OpenRoom
from tests.rehearsal.people.house import button, row, said

pytestmark = pytest.mark.browser

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
LOOKS = Path(__file__).with_name("looks.js").read_text("utf-8")


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


class Shown:
    """One open page, and whatever went wrong in it."""

    def __init__(self, page: Page, room: OpenRoom) -> None:
        self.page = page
        self.room = room
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("requestfailed", lambda request: self.wrong.append(request.url))
        page.goto(room.url)
        expect(self.first.locator(".message").first).to_be_attached()

    @property
    def first(self) -> Locator:
        return self.page.locator(".pane.first")

    @property
    def second(self) -> Locator:
        return self.page.locator(".pane.second")

    def go(self, pane: Locator, place: str) -> None:
        pane.locator(f".tree button:has(.name:text-is('{place}'))").click()
        expect(pane.locator(".place-title")).to_have_text(f"#{place}")

    def last(self, pane: Locator) -> Locator:
        return pane.locator(".message").last

    def over(self, work: Any) -> Any:
        """Run something where the world is."""
        return self.room.thread.call(work)


@pytest.fixture
def shown(browser: Browser, open_room: OpenRoom) -> Iterator[Shown]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    shown = Shown(page, open_room)
    yield shown
    page.close()
    assert shown.wrong == []


def test_a_long_choice_stays_within_a_panel_on_a_phone(browser: Browser, open_room: OpenRoom) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    options = [{"label": "Plain steps: a day, a week, a month, and on and on", "value": "a", "default": True}]
    panel = {"type": 17, "components": [row({"type": 3, "custom_id": "s:1", "options": options})]}
    open_room.thread.call(lambda: open_room.post("general", components=[panel], flags=1 << 15))
    shown = Shown(page, open_room)
    box = shown.last(shown.first).locator(".container")
    assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
    page.close()


def test_a_message_of_components_shows_a_file_only_where_its_components_show_it(shown: Shown) -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://card.png"}, "description": "A card"}]}
    body = {"components": [{"type": 17, "components": [gallery]}], "flags": 1 << 15,
            "attachments": [{"id": "0", "filename": "card.png"}]}  # fmt: skip
    drawn = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(drawn, "PNG")
    shown.over(lambda: shown.room.post("general", Upload("card.png", drawn.getvalue()), **body))
    expect(shown.last(shown.first).locator("img")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_fits_and_can_be_read_at_any_width_in_light_and_dark(
    browser: Browser, open_room: OpenRoom, width: int, scheme: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, color_scheme=scheme, reduced_motion="reduce")
    room = open_room
    parts = [
        button("Steady", "a:1"),
        button("Hard", "a:2", style=4),
        button("Yes", "a:3", style=3),
        button("Go", "a:4", style=1),
    ]
    words = f"**How** is `today`, <@&{room.place.roles['Keeper']}>?"
    room.thread.call(lambda: room.post("general", content=words, components=[row(*parts)]))
    shown = Shown(page, room)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(LOOKS + "nameless()") == []
    assert page.evaluate(LOOKS + "faint()") == []
    page.get_by_role("button", name="Behind the scenes").click()
    assert page.evaluate(LOOKS + "nameless()") == []
    assert page.evaluate(LOOKS + "faint()") == []
    assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0
    page.close()
    assert shown.wrong == []


def test_what_one_person_says_the_other_reads_at_once(shown: Shown) -> None:
    shown.first.get_by_label("Message in general").fill("Is the kettle on?")
    shown.page.keyboard.press("Enter")
    expect(shown.last(shown.second)).to_contain_text("Is the kettle on?")
    expect(shown.last(shown.second)).to_contain_text("Ash")


def test_news_in_another_channel_is_marked_and_the_mark_goes_when_it_is_read(shown: Shown) -> None:
    shown.first.get_by_label("Message in general").focus()
    shown.go(shown.first, "vent")
    shown.first.get_by_label("Message in vent").fill("@wren are you there?")
    shown.page.keyboard.press("Enter")
    entry = shown.second.locator(".tree button:has(.name:text-is('vent'))")
    expect(entry.locator(".badge")).to_have_text("1")
    shown.go(shown.second, "vent")
    expect(entry.locator(".badge")).to_have_count(0)
    expect(shown.last(shown.second)).to_have_class("message pings")


def test_a_command_that_was_left_and_come_back_to_is_not_sent_as_a_message(shown: Shown) -> None:
    box = shown.first.get_by_label("Message in general")
    box.fill("/helpl")
    shown.second.get_by_label("Message in general").focus()
    expect(shown.first.get_by_role("option", name="/helpline")).to_be_hidden()
    box.press("Enter")
    expect(shown.first.get_by_role("combobox", name="country")).to_be_focused()


def test_a_command_is_typed_with_suggestions_by_keyboard_alone(shown: Shown) -> None:
    choices = [{"name": "Germany", "value": "DE"}, {"name": "Ghana", "value": "GH"}]
    lines = said("Call 112.", private=True)
    shown.room.answer = lambda asked: {"type": 8, "data": {"choices": choices}} if asked["type"] == 4 else lines
    keys = shown.page.keyboard
    shown.first.get_by_label("Message in general").focus()
    keys.type("/helpl")
    expect(shown.first.get_by_role("option", name="/helpline")).to_be_visible()
    keys.press("Enter")
    expect(shown.first.get_by_role("combobox", name="country")).to_be_focused()
    keys.type("G")
    expect(shown.first.get_by_role("option", name="Ghana")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.press("Enter")
    answer = shown.last(shown.first)
    expect(answer).to_contain_text("Call 112.")
    expect(answer).to_contain_text("Only you can see this")
    assert shown.room.heard[-1]["data"]["options"][0]["value"] == "GH"
    expect(shown.second).not_to_contain_text("Call 112.")
    answer.get_by_role("button", name="Dismiss").click()
    expect(shown.first).not_to_contain_text("Call 112.")


def test_a_form_with_every_kind_of_field_is_filled_and_sent(shown: Shown) -> None:
    options = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("Words", {"type": 4, "style": 2}), ("Short", {"type": 4, "style": 1, "required": False, "value": "already"}),
        ("Pick", {"type": 3, "options": options}), ("Who", {"type": 5}), ("Radio", {"type": 21, "options": options}),
    ]  # fmt: skip
    fields = [{"type": 18, "label": label, "component": {"custom_id": label, **part}} for label, part in kinds]
    form = {"type": 9, "data": {"custom_id": "f:1", "title": "In your words", "components": fields}}
    shown.room.answer = lambda asked: form if asked["type"] == 3 else said("Thank you.", private=True)
    shown.over(lambda: shown.room.post("general", content="Tell?", components=[row(button("Write", "w:1"))]))
    shown.first.get_by_role("button", name="Write").click()
    dialog = shown.first.get_by_role("dialog", name="In your words")
    expect(dialog.get_by_label("Words")).to_be_focused()
    dialog.get_by_role("button", name="Submit").click()
    expect(dialog.get_by_role("alert")).to_have_text("“Words” needs an answer.")
    dialog.get_by_label("Words").fill("A good day")
    dialog.get_by_label("Pick").select_option(label="Two")
    dialog.get_by_label("Who").select_option(label="Briar")
    dialog.get_by_label("One").check()
    dialog.get_by_role("button", name="Submit").click()
    expect(dialog).to_have_count(0)
    expect(shown.last(shown.first)).to_contain_text("Thank you.")
    sent = {part["component"]["custom_id"]: part["component"] for part in shown.room.heard[-1]["data"]["components"]}
    assert sent["Words"]["value"] == "A good day"
    assert sent["Short"]["value"] == "already"
    assert sent["Pick"]["values"] == ["2"]
    assert sent["Who"]["values"] == [str(shown.room.place.people["briar"])]
    assert sent["Radio"]["value"] == "1"


def test_a_form_is_closed_with_escape_and_the_bot_hears_nothing(shown: Shown) -> None:
    field = {"type": 18, "label": "Words", "component": {"type": 4, "custom_id": "w", "style": 1}}
    form = {"type": 9, "data": {"custom_id": "f:1", "title": "Words", "components": [field]}}
    shown.room.answer = lambda _: form
    shown.over(lambda: shown.room.post("general", content="Tell?", components=[row(button("Write", "w:1"))]))
    shown.first.get_by_role("button", name="Write").click()
    expect(shown.first.get_by_role("dialog")).to_be_visible()
    shown.page.keyboard.press("Escape")
    expect(shown.first.get_by_role("dialog")).to_have_count(0)
    assert len(shown.room.heard) == 1


def test_a_press_waits_visibly_and_says_so_when_it_failed(shown: Shown) -> None:
    shown.over(lambda: shown.room.post("general", content="Well?", components=[row(button("Ask", "ask:1"))]))
    shown.first.get_by_role("button", name="Ask").click()
    expect(shown.last(shown.first).get_by_role("button", name="Ask, waiting")).to_be_disabled()
    shown.page.get_by_role("button", name="One hour later").click()
    expect(shown.last(shown.first)).to_contain_text("This interaction failed")
    expect(shown.last(shown.second)).not_to_contain_text("This interaction failed")
    expect(shown.last(shown.first).get_by_role("button", name="Ask")).to_be_enabled()


def test_thinking_becomes_the_answer(shown: Shown) -> None:
    shown.room.answer = lambda _: {"type": 5, "data": {}}
    shown.first.get_by_label("Message in general").fill("/hello")
    expect(shown.first.get_by_role("option", name="/hello")).to_be_visible()
    shown.page.keyboard.press("Enter")
    shown.first.get_by_role("button", name="Run").click()
    expect(shown.last(shown.second)).to_contain_text("Circlekeeper is thinking…")
    shown.over(lambda: shown.room.original(shown.room.heard[-1], {"content": "All done."}))
    expect(shown.last(shown.second)).to_contain_text("All done.")
    expect(shown.second).not_to_contain_text("thinking")


def test_what_the_bot_writes_is_text_and_never_markup(shown: Shown) -> None:
    nasty = '<img src=x onerror="alert(1)"> <b>x</b> [go](javascript:alert(1)) <script>alert(1)</script>'
    embed = {
        "title": nasty,
        "description": nasty,
        "url": "javascript:alert(1)",
        "image": {"url": "https://evil.example/x.png"},
    }
    shown.over(lambda: shown.room.post("general", content=nasty, embeds=[embed]))
    message = shown.last(shown.first)
    expect(message).to_contain_text('<img src=x onerror="alert(1)">')
    assert message.locator("img, script, b, a").count() == 0
    expect(message).to_contain_text("picture from elsewhere, not loaded")


def test_components_are_drawn_and_a_link_to_a_message_stays_here(shown: Shown) -> None:
    room = shown.room
    target = shown.over(lambda: room.post("vent", content="Over here"))
    url = f"https://discord.com/channels/{room.place.guild_id}/{room.channel('vent')}/{target}"
    link = {"type": 2, "style": 5, "label": "Go to it", "url": url}
    inside = [
        {"type": 10, "content": "## Someone wrote\nSee <t:1893456000:D>"}, {"type": 14},
        {"type": 9, "components": [{"type": 10, "content": "A part"}], "accessory": button("Take it", "t:1")},
        row(link),
    ]  # fmt: skip
    shown.over(
        lambda: room.post(
            "general", flags=1 << 15, components=[{"type": 17, "accent_color": 255, "components": inside}]
        )
    )
    message = shown.last(shown.first)
    expect(message.get_by_role("heading", name="Someone wrote")).to_be_visible()
    expect(message).to_contain_text("1 January 2030")
    message.get_by_role("button", name="Go to it").click()
    expect(shown.first.locator(".place-title")).to_have_text("#vent")
    expect(shown.first.locator(".message.lit")).to_contain_text("Over here")


def test_a_select_offers_the_people_of_the_room_and_sends_who_was_chosen(shown: Shown) -> None:
    select = {"type": 5, "custom_id": "who:1", "placeholder": "Who?"}
    shown.over(lambda: shown.room.post("general", content="Choose", components=[row(select)]))
    shown.room.answer = lambda _: said("Chosen.", private=True)
    shown.first.get_by_role("button", name="Who?").click()
    shown.page.keyboard.type("bri")
    shown.first.get_by_role("option", name="Briar @briar").click()
    expect(shown.last(shown.first)).to_contain_text("Chosen.")
    assert shown.room.heard[-1]["data"]["values"] == [str(shown.room.place.people["briar"])]


def test_a_message_is_answered_changed_reacted_to_and_deleted_from_its_menu(shown: Shown) -> None:
    def menu(item: str) -> None:
        shown.last(shown.first).get_by_role("button", name="More about").click()
        shown.first.get_by_role("menuitem", name=item, exact=True).click()

    box = shown.first.get_by_label("Message in general")
    menu("Reply")
    box.fill("Quite so")
    box.press("Enter")
    expect(shown.last(shown.second)).to_contain_text("↱ Harbor")
    menu("Edit")
    box.fill("Quite so indeed")
    box.press("Enter")
    expect(shown.last(shown.second)).to_contain_text("Quite so indeed(edited)")
    menu("React with 🌱")
    expect(shown.last(shown.second).get_by_role("button", name="🌱, 1: Ash")).to_be_visible()
    menu("Delete")
    expect(shown.second).not_to_contain_text("Quite so indeed")


def test_a_poll_is_voted_in(shown: Shown) -> None:
    answers = [{"poll_media": {"text": "Tea"}}, {"poll_media": {"text": "Coffee"}}]
    poll = {"question": {"text": "Which?"}, "answers": answers, "duration": 1}
    shown.over(lambda: shown.room.post("general", poll=poll))
    shown.first.get_by_role("button", name="Tea").click()
    expect(shown.first.get_by_role("button", name="Tea 1 vote")).to_have_attribute("aria-pressed", "true")
    expect(shown.second.get_by_role("button", name="Tea 1 vote")).to_have_attribute("aria-pressed", "false")


def test_a_person_can_become_another_and_sees_only_what_that_one_may(shown: Shown) -> None:
    expect(shown.second.locator(".tree")).to_contain_text("alerts")
    shown.second.get_by_label("You are").select_option(label="Briar")
    expect(shown.second.locator(".tree")).not_to_contain_text("alerts")
    expect(shown.second.locator(".role-note")).to_have_text("Member")


def test_a_person_chooses_how_they_are_seen_and_others_see_it(shown: Shown) -> None:
    shown.second.get_by_label("Seen as").select_option("Do not disturb")
    expect(shown.first.get_by_role("button", name="Wren")).to_contain_text("do not disturb")
    expect(shown.second.get_by_label("Seen as")).to_have_value("dnd")


def test_a_card_is_done_by_doing_it(shown: Shown) -> None:
    choices = [{"name": "Ireland", "value": "IE"}]
    lines = said("Call 112.", private=True)
    shown.room.answer = lambda asked: {"type": 8, "data": {"choices": choices}} if asked["type"] == 4 else lines
    shown.page.get_by_role("button", name="Ask for a helpline").click()
    expect(shown.first.get_by_label("You are")).to_have_value(str(shown.room.place.people["dune"]))
    country = shown.first.get_by_role("combobox", name="country")
    country.fill("Ire")
    shown.first.get_by_role("option", name="Ireland").click()
    shown.first.get_by_role("button", name="Run").click()
    expect(shown.page.locator(".card.done")).to_contain_text("Ask for a helpline")


def test_a_lost_event_is_noticed_and_everything_is_read_again(shown: Shown) -> None:
    def lose() -> None:
        for feed in shown.room.control.feeds:
            feed.n += 3

    shown.over(lose)
    shown.over(lambda: shown.room.post("general", content="Did you get this?"))
    expect(shown.last(shown.first)).to_contain_text("Did you get this?")
    shown.over(lambda: shown.room.post("general", content="And this?"))
    expect(shown.last(shown.second)).to_contain_text("And this?")


def test_faults_say_what_they_mean_and_the_transcript_names_causes(shown: Shown) -> None:
    shown.page.get_by_role("button", name="Behind the scenes").click()
    shown.page.get_by_role("button", name="Discord is busy").click()
    expect(shown.page.locator(".drawer")).to_contain_text("1 waiting to happen")
    shown.page.get_by_role("button", name="All well again Takes").click()
    expect(shown.page.locator(".drawer")).to_contain_text("Nothing is waiting to go wrong.")
    shown.first.get_by_label("Message in general").fill("cause and effect")
    shown.page.keyboard.press("Enter")
    record = shown.page.locator(".record.gateway", has_text="MESSAGE_CREATE").last
    expect(record.get_by_role("button", name="because of")).to_be_visible()


def test_the_moderators_card_leads_from_the_words_to_the_person_who_takes_them(shown: Shown) -> None:
    page, room = shown.page, shown.room
    page.get_by_role("button", name="Be the moderator of an alert").click()
    card = page.locator(".card.open")
    expect(card).to_contain_text("Step 1 of 2")
    expect(shown.first.locator(".wanted")).to_have_attribute("aria-label", "Send")
    shown.first.get_by_label("Message in vent").press("Enter")
    notice = shown.over(lambda: room.post("alerts", content="Help?", components=[row(button("I've got this", "a:1"))]))
    expect(card).to_contain_text("Step 2 of 2")
    expect(shown.second.locator(".wanted")).to_have_text("I've got this")
    path = f"/channels/{room.channel('alerts')}/messages/{notice}"
    shown.over(lambda: room.bot("PATCH", path, {"content": "Wren has it.", "components": []}))
    expect(page.locator(".card.done")).to_contain_text("Wren has it")
    expect(page.locator(".wanted")).to_have_count(0)


def test_the_milestone_card_leads_from_a_private_question_to_somebody_who_is_glad(shown: Shown) -> None:
    page, room = shown.page, shown.room
    ask = {"content": "1 week", "components": [row(button("Celebrate in Dawn", "c:1"))]}
    recipient = {"recipient_id": str(room.place.people["harbor"])}
    dm = shown.over(lambda: room.bot("POST", "/users/@me/channels", recipient)["id"])
    shown.over(lambda: room.bot("POST", f"/channels/{dm}/messages", ask))
    page.get_by_role("button", name="Celebrate a milestone").click()
    expect(shown.first.locator(".wanted")).to_have_text("Celebrate in Dawn")
    glad = row(button("Congratulate", "g:1"))
    posted = shown.over(lambda: room.post("check-ins", content="Harbor marks this today: 1 week.", components=[glad]))
    expect(shown.second.locator(".wanted")).to_have_text("Congratulate")
    path = f"/channels/{room.channel('check-ins')}/messages/{posted}"
    shown.over(lambda: room.bot("PATCH", path, {"content": "Glad with them: Juniper.", "components": [glad]}))
    expect(page.locator(".card.done")).to_contain_text("take it back")
    page.locator(".card.done button").click()
    expect(page.locator(".card.done")).to_contain_text("take it back")


def test_a_played_week_is_paused_and_gone_on_with(shown: Shown) -> None:
    page, dues = shown.page, shown.over(lambda: shown.room.rehearsal.clock.now())
    shown.room.rehearsal.bot_clock.quiet = partial(_in_an_hour, shown.room)  # a bot with something to do each hour
    page.get_by_role("button", name="Play a week").click()
    expect(page.get_by_role("progressbar", name="The week so far")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    shown.room.rehearsal.bot_clock.quiet = _nothing_more
    expect(page.get_by_role("progressbar")).to_have_count(0)
    passed = shown.over(lambda: shown.room.rehearsal.clock.now()) - dues
    assert timedelta(days=7) <= passed < timedelta(days=7, minutes=2)


async def _in_an_hour(room: OpenRoom, timeout: float = 30.0) -> datetime | None:
    return room.rehearsal.clock.now() + timedelta(hours=1)


async def _nothing_more(timeout: float = 30.0) -> datetime | None:
    return None


def test_another_room_is_asked_for_from_the_page(shown: Shown) -> None:
    shown.room.control.may_begin_again = True
    shown.page.reload()
    shown.page.get_by_role("button", name="Start again").click()
    shown.page.get_by_role("menuitem", name="A fresh server").click()
    expect(shown.page.get_by_text("The room is getting ready")).to_be_visible()
    assert shown.room.control.wish.start == "fresh"
    assert shown.room.control.again.is_set()


def test_a_file_that_is_no_export_is_refused_and_the_room_stays(shown: Shown) -> None:
    shown.room.control.may_begin_again = True
    shown.page.get_by_label("The file of /setup export").set_input_files(
        {"name": "x.toml", "mimeType": "text/plain", "buffer": b"format = 7"}
    )
    expect(shown.first.get_by_role("alert")).to_contain_text("please export again")
    expect(shown.page.get_by_text("The room is getting ready")).to_be_hidden()
    assert not shown.room.control.again.is_set()


def test_a_scenario_is_played_with_its_story_beside_it(shown: Shown) -> None:
    room, at = shown.room, shown.over(lambda: shown.room.rehearsal.clock.now())
    shown.over(lambda: room.control.story.begin(3))
    for kind, text in (
        ("story", "A morning."), ("did", "ash: say Hello"), ("held", "message in #general"),
        ("problem", "expected and not received"),
    ):  # fmt: skip
        shown.over(lambda kind=kind, text=text: room.control.story.add(Told(kind, at, text)))
    story = shown.page.get_by_role("log", name="The story")
    expect(story).to_contain_text("A morning.")
    expect(story).to_contain_text("ash: say Hello")
    expect(story.locator(".as-held")).to_have_text("✓ message in #general")
    expect(story.locator(".as-problem")).to_have_text("Not so: expected and not received")
    shown.page.get_by_role("button", name="Pause", exact=True).click()
    expect(shown.page.get_by_text("1 not so. Paused.")).to_be_visible()
    shown.page.get_by_role("button", name="Go on", exact=True).click()
    expect(shown.page.get_by_role("progressbar", name="How far the story is")).to_be_visible()
    shown.page.reload()
    expect(story).to_contain_text("A morning.")


def test_a_scenario_of_the_shelf_is_chosen_and_one_that_cannot_be_played_is_refused(shown: Shown) -> None:
    page, control = shown.page, shown.room.control
    control.may_begin_again = True
    page.reload()
    bad = {"name": "x.toml", "mimeType": "text/plain", "buffer": b'[[step]]\nwho = "nobody"\nsay = "Hello"'}
    page.get_by_label("A scenario file").set_input_files(bad)  # pyright: ignore[reportArgumentType]  # a plain dict
    expect(shown.first.get_by_role("alert")).to_contain_text("there is nobody called “nobody”")
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("menuitem", name="A day").first.click()
    expect(page.get_by_text("The room is getting ready")).to_be_visible()
    for _ in range(100):  # it is read and its world is built before the room is left
        if control.again.is_set():
            break
        page.wait_for_timeout(50)
    assert control.wish.start == "scenario"
    assert "[[step]]" in (control.wish.settings or "")
