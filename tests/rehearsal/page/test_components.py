"""Every part that a message, a form or a command may hold: drawn, named for a screen reader, and used."""

from __future__ import annotations

import ast
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from rehearsal.world import Upload
from tests.rehearsal.page.conftest import OpenRoom
from tests.rehearsal.page.test_page import Shown
from tests.rehearsal.page.test_page import browser as browser  # noqa: PLC0414  # the fixture
from tests.rehearsal.page.test_page import shown as shown  # noqa: PLC0414  # the fixture
from tests.rehearsal.people.house import button, row, said

ROOT = Path(__file__).parents[3]
V2 = 1 << 15
OPTIONS = [{"label": "One", "value": "1", "description": "The first"}, {"label": "Two", "value": "2"},
           {"label": "Three", "value": "3"}]  # fmt: skip

# The library's parts, and the kinds of Discord that they become; each is shown and used below.
KINDS: dict[str, tuple[int, ...]] = {
    "ActionRow": (1,), "Button": (2,), "Select": (3,), "TextInput": (4,), "UserSelect": (5,), "RoleSelect": (6,),
    "MentionableSelect": (7,), "ChannelSelect": (8,), "Section": (9,), "TextDisplay": (10,), "Thumbnail": (11,),
    "MediaGallery": (12,), "File": (13,), "Separator": (14,), "Container": (17,), "Label": (18,), "FileUpload": (19,),
    "RadioGroup": (21,), "CheckboxGroup": (22,), "Checkbox": (23,),
}  # fmt: skip
ROW = 1  # made by `row`
HOLDERS = {"Item", "LayoutView", "Modal", "View", "DynamicItem"}


def test_every_kind_of_part_that_the_bot_uses_is_shown_here() -> None:
    used = set[str]()
    for file in (ROOT / "cogs").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "ui":
                used.add(node.attr)
    assert used - HOLDERS - set(KINDS) == set()
    assert {kind for kinds in KINDS.values() for kind in kinds} - {ROW} <= _kinds_in(Path(__file__))


def _kinds_in(file: Path) -> set[object]:
    """What stands behind `"type":` in a file."""
    pairs = [
        (key, value)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    return {
        value.value
        for key, value in pairs
        if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant)
    }


def picture_of(colour: str) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(kept, "PNG")
    return kept.getvalue()


def post(shown: Shown, *files: Upload, **message: Any) -> Locator:
    """The bot posts a message, perhaps with files; what the first person sees of it."""
    path = f"/channels/{shown.room.channel('general')}/messages"
    shown.over(lambda: shown.room.bot("POST", path, message, files=list(files)))
    expect(shown.last(shown.first)).to_have_attribute("data-id", str(newest(shown)))
    return shown.last(shown.first)


def newest(shown: Shown) -> int:
    return shown.over(lambda: max(shown.room.world.state.messages[shown.room.channel("general")]))


def loaded(picture: Locator) -> bool:
    return bool(picture.evaluate("(one) => one.decode().then(() => one.naturalWidth > 0)"))


pytestmark = pytest.mark.browser


def test_a_layout_has_all_its_parts_and_pictures_say_what_they_show(shown: Shown) -> None:
    files = [Upload("map.png", picture_of("teal")), Upload("veil.png", picture_of("red")),
             Upload("plan.txt", b"a plan"), Upload("face.png", picture_of("blue"))]  # fmt: skip
    styles = [button(name, f"b:{style}", style=style) for style, name in enumerate(("Go", "Plain", "Yes", "No"), 1)]
    out = {"type": 2, "style": 5, "label": "Read more", "url": "https://example.org/more"}
    parts: list[dict[str, Any]] = [
        {"type": 10, "content": "# A day\nwith **parts** and ||a secret||"},
        {"type": 9, "components": [{"type": 10, "content": "Beside a face"}],
         "accessory": {"type": 11, "media": {"url": "attachment://face.png"}, "description": "A blue face"}},
        {"type": 9, "components": [{"type": 10, "content": "Beside a button"}], "accessory": button("Take it", "t:1")},
        {"type": 14, "spacing": 2, "divider": False},
        {"type": 14},
        {"type": 12, "items": [
            {"media": {"url": "attachment://map.png"}, "description": "A map of the harbour"},
            {"media": {"url": "attachment://veil.png"}, "description": "A red sail", "spoiler": True},
        ]},
        {"type": 13, "file": {"url": "attachment://plan.txt"}},
        row(*styles, button("Closed", "b:9", disabled=True)),
        row(out),
    ]  # fmt: skip
    box = {"type": 17, "accent_color": 0x336699, "components": parts}
    veiled = {"type": 17, "spoiler": True, "components": [{"type": 10, "content": "For later"}]}
    message = post(shown, *files, flags=V2, components=[box, veiled])
    expect(message.get_by_role("heading", name="A day")).to_be_visible()
    expect(message.locator(".container").first).to_have_css("--accent", "#336699")
    for name in ("A blue face", "A map of the harbour"):
        expect(message.get_by_role("img", name=name)).to_be_visible()
        assert loaded(message.get_by_role("img", name=name))
    expect(message.get_by_role("img", name="A red sail")).to_have_count(0)
    message.get_by_role("button", name="Hidden picture: show").click()
    assert loaded(message.get_by_role("img", name="A red sail"))
    expect(message).not_to_contain_text("For later")
    message.get_by_role("button", name="Hidden part: show").click()
    expect(message).to_contain_text("For later")
    expect(message.get_by_role("separator")).to_have_count(2)
    expect(message.get_by_role("link", name="plan.txt")).to_have_attribute("download", "plan.txt")
    expect(message.get_by_role("link", name="Read more")).to_have_attribute("rel", "noreferrer noopener")
    expect(message.get_by_role("button", name="Closed")).to_be_disabled()
    shown.room.answer = lambda _: {"type": 6}
    for name in ("Take it", "Go", "Plain", "Yes", "No"):
        message.get_by_role("button", name=name, exact=True).click()
        expect(message.get_by_role("button", name=name, exact=True)).to_be_enabled()
    assert [heard["data"]["custom_id"] for heard in shown.room.heard] == ["t:1", "b:1", "b:2", "b:3", "b:4"]


def test_pictures_files_and_embeds_of_a_plain_message_are_there(shown: Shown) -> None:
    map_, plan = Upload("map.png", picture_of("teal"), "A map of the harbour"), Upload("plan.txt", b"a plan")
    embed = {"title": "Notes", "description": "Two of them", "color": 255, "author": {"name": "Harbor"},
             "fields": [{"name": "First", "value": "Yes", "inline": True}, {"name": "Second", "value": "No"}],
             "footer": {"text": "That is all"}}  # fmt: skip
    message = post(shown, map_, plan, content="Look", embeds=[embed])
    assert loaded(message.get_by_role("img", name="A map of the harbour"))
    expect(message.get_by_role("link", name="plan.txt")).to_be_visible()
    for words in ("Notes", "Two of them", "Harbor", "First", "Yes", "Second", "That is all"):
        expect(message.locator(".embed")).to_contain_text(words)


@pytest.mark.parametrize(
    ("kind", "choice", "sent"),
    [
        (3, "Two", lambda room: "2"),
        (5, "Briar @briar", lambda room: str(room.place.people["briar"])),
        (6, "@Keeper", lambda room: str(room.place.roles["Keeper"])),
        (7, "@Keeper", lambda room: str(room.place.roles["Keeper"])),
        (8, "#vent", lambda room: str(room.channel("vent"))),
    ],
)
def test_each_kind_of_select_sends_what_was_chosen(shown: Shown, kind: int, choice: str, sent: Any) -> None:
    select = {"type": kind, "custom_id": "s:1", "placeholder": "Which?"} | ({"options": OPTIONS} if kind == 3 else {})
    shown.room.answer = lambda _: said("Chosen.", private=True)
    message = post(shown, content="Choose", components=[row(select)])
    message.get_by_role("button", name="Which?").click()
    message.get_by_role("option", name=choice, exact=False).click()
    expect(shown.last(shown.first)).to_contain_text("Chosen.")
    assert shown.room.heard[-1]["data"]["values"] == [sent(shown.room)]


def test_several_are_ticked_in_a_select_that_takes_several(shown: Shown) -> None:
    select = {"type": 3, "custom_id": "s:1", "placeholder": "Which?", "options": OPTIONS, "min_values": 2,
              "max_values": 3}  # fmt: skip
    shown.room.answer = lambda _: said("Chosen.", private=True)
    message = post(shown, content="Choose", components=[row(select)])
    message.get_by_role("button", name="Which?").click()
    expect(message.get_by_role("group", name="Which?")).to_contain_text("The first")
    for name in ("One", "Three"):
        message.get_by_label(name).check()
    message.get_by_role("button", name="Done").click()
    expect(shown.last(shown.first)).to_contain_text("Chosen.")
    assert shown.room.heard[-1]["data"]["values"] == ["1", "3"]


def form(*fields: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    labelled = [
        {"type": 18, "label": label, "description": f"About {label.lower()}", "component": {"custom_id": label, **part}}
        for label, part in fields
    ]
    return {"type": 9, "data": {"custom_id": "f:1", "title": "A form", "components": labelled}}


def opened(shown: Shown, modal: dict[str, Any]) -> Locator:
    shown.room.answer = lambda asked: modal if asked["type"] == 3 else said("Thank you.", private=True)
    message = post(shown, content="Tell?", components=[row(button("Write", "w:1"))])
    message.get_by_role("button", name="Write").click()
    dialog = shown.first.get_by_role("dialog", name="A form")
    expect(dialog).to_be_visible()
    return dialog


def handed_in(shown: Shown, dialog: Locator) -> dict[str, Any]:
    """Send the form; what the bot got, by field."""
    dialog.get_by_role("button", name="Submit").click()
    expect(dialog).to_have_count(0)
    expect(shown.last(shown.first)).to_contain_text("Thank you.")
    fields = [part["component"] for part in shown.room.heard[-1]["data"]["components"] if "component" in part]
    return {field["custom_id"]: field.get("values", field.get("value")) for field in fields}


def test_a_form_takes_people_roles_both_and_channels(shown: Shown) -> None:
    room = shown.room
    kinds = [("Person", {"type": 5}), ("Role", {"type": 6}), ("Either", {"type": 7, "max_values": 2}),
             ("Place", {"type": 8, "channel_types": [0]}), ("Words", {"type": 3, "options": OPTIONS})]  # fmt: skip
    dialog = opened(shown, form(*kinds))
    expect(dialog.get_by_text("About person")).to_be_visible()
    dialog.get_by_label("Person").select_option(label="Briar")
    dialog.get_by_label("Role").select_option(label="@Keeper")
    dialog.get_by_label("Either").select_option(label=["Briar", "@Keeper"])
    dialog.get_by_label("Place").select_option(label="#vent")
    dialog.get_by_label("Words").select_option(label="One: The first")
    briar, keeper = str(room.place.people["briar"]), str(room.place.roles["Keeper"])
    sent = handed_in(shown, dialog)
    assert sorted(sent.pop("Either")) == sorted([briar, keeper])
    assert sent == {"Person": [briar], "Role": [keeper], "Place": [str(room.channel("vent"))], "Words": ["1"]}


def test_a_form_takes_files_ticks_and_one_of_several(shown: Shown) -> None:
    kinds = [("Proof", {"type": 19, "max_values": 2}), ("One of", {"type": 21, "options": OPTIONS}),
             ("Any of", {"type": 22, "options": OPTIONS, "required": False}), ("Sure", {"type": 23}),
             ("Short", {"type": 4, "style": 1, "min_length": 3, "max_length": 9,
                        "placeholder": "In brief"})]  # fmt: skip
    dialog = opened(shown, form(*kinds))
    files = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()} for name in ("one", "two")]
    dialog.get_by_label("Proof").set_input_files(files)  # pyright: ignore[reportArgumentType]  # plain dicts
    dialog.get_by_role("group", name="One of").get_by_label("Two").check()
    for name in ("One", "Three"):
        dialog.get_by_role("group", name="Any of").get_by_label(name).check()
    dialog.get_by_label("Sure").check()
    expect(dialog.get_by_placeholder("In brief")).to_have_attribute("maxlength", "9")
    dialog.get_by_label("Short").fill("no")
    dialog.get_by_role("button", name="Submit").click()
    expect(dialog.get_by_role("alert")).to_have_text("“Short” needs 3 characters or more.")
    dialog.get_by_label("Short").fill("yes")
    sent = handed_in(shown, dialog)
    resolved = shown.room.heard[-1]["data"]["resolved"]["attachments"]
    assert [resolved[key]["filename"] for key in sent.pop("Proof")] == ["one.txt", "two.txt"]
    assert sent == {"One of": "2", "Any of": ["1", "3"], "Sure": True, "Short": "yes"}


def test_a_form_may_say_something_and_take_a_field_of_the_older_kind(shown: Shown) -> None:
    older = row({"type": 4, "style": 2, "custom_id": "old", "label": "In your words", "required": False})
    text = {"type": 10, "content": "Nobody else reads **this**."}
    modal = {"type": 9, "data": {"custom_id": "f:1", "title": "A form", "components": [text, older]}}
    dialog = opened(shown, modal)
    expect(dialog).to_contain_text("Nobody else reads this.")
    dialog.get_by_label("In your words").fill("So be it")
    dialog.get_by_role("button", name="Submit").click()
    expect(dialog).to_have_count(0)
    assert shown.room.heard[-1]["data"]["components"][-1]["components"][0]["value"] == "So be it"


def test_menus_of_people_and_of_messages_reach_the_bot(shown: Shown) -> None:
    shown.room.answer = lambda _: said("Heard.", private=True)
    message = post(shown, content="About this")
    target = message.get_attribute("data-id")
    message.get_by_role("button", name="More about").click()
    shown.first.get_by_role("menuitem", name="Apps: Report").click()
    expect(shown.last(shown.first)).to_contain_text("Heard.")
    shown.first.locator(".member", has_text="Briar").first.click()
    shown.first.get_by_role("menuitem", name="Apps: Worried").click()
    expect(shown.first.locator(".message.private")).to_have_count(2)
    about = [(heard["data"]["type"], heard["data"]["target_id"]) for heard in shown.room.heard]
    assert about == [(3, target), (2, str(shown.room.place.people["briar"]))]


def test_every_kind_of_option_of_a_command_is_filled_in(shown: Shown) -> None:
    kinds = {3: "text", 4: "whole", 5: "yes", 6: "person", 7: "place", 8: "role", 9: "either", 10: "number", 11: "file"}
    options = [{"type": kind, "name": name, "description": f"Its {name}"} for kind, name in kinds.items()]
    room: OpenRoom = shown.room
    path = f"/applications/{room.world.state.application_id}/commands"
    shown.over(lambda: room.bot("PUT", path, [{"name": "all", "description": "All kinds", "options": options}]))
    shown.page.reload()
    room.answer = lambda _: said("Done.", private=True)
    shown.first.get_by_label("Message in general").fill("/all")
    expect(shown.first.get_by_role("option", name="/all")).to_be_visible()
    shown.page.keyboard.press("Enter")
    command = shown.first.get_by_role("form", name="Command all")
    command.get_by_label("text").fill("words")
    command.get_by_label("whole").fill("3")
    command.get_by_label("yes").select_option(label="Yes")
    command.get_by_label("person").select_option(label="Briar (@briar)")
    command.get_by_label("place").select_option(label="#vent")
    command.get_by_label("role").select_option(label="@Keeper")
    command.get_by_label("either").select_option(label="Briar")
    command.get_by_label("number").fill("1.5")
    file = {"name": "f.txt", "mimeType": "text/plain", "buffer": b"x"}
    command.get_by_label("file").set_input_files(file)  # pyright: ignore[reportArgumentType]  # a plain dict
    command.get_by_role("button", name="Run").click()
    expect(shown.last(shown.first)).to_contain_text("Done.")
    data = room.heard[-1]["data"]
    briar, keeper, vent = str(room.place.people["briar"]), str(room.place.roles["Keeper"]), str(room.channel("vent"))
    sent = {option["name"]: option["value"] for option in data["options"]}
    assert data["resolved"]["attachments"][sent.pop("file")]["filename"] == "f.txt"
    assert sent == {"text": "words", "whole": 3, "yes": True, "person": briar, "place": vent, "role": keeper,
                    "either": briar, "number": 1.5}  # fmt: skip


def test_several_answers_of_a_poll_are_chosen_and_taken_back(shown: Shown) -> None:
    answers = [{"poll_media": {"text": "Tea", "emoji": {"name": "🍵"}}}, {"poll_media": {"text": "Coffee"}}]
    poll = {"question": {"text": "Which?"}, "answers": answers, "duration": 1, "allow_multiselect": True}
    message = post(shown, poll=poll)
    expect(message.get_by_role("group", name="Which?")).to_contain_text("Choose one or more")
    for name in ("🍵 Tea", "Coffee"):
        message.get_by_role("button", name=f"{name} 0 votes").click()
        expect(message.get_by_role("button", name=f"{name} 1 vote")).to_have_attribute("aria-pressed", "true")
    message.get_by_role("button", name="Coffee 1 vote").click()
    expect(message.get_by_role("button", name="Coffee 0 votes")).to_have_attribute("aria-pressed", "false")
    shown.page.get_by_role("button", name="One hour later").click()
    expect(message).to_contain_text("The poll has ended.")
    expect(message.get_by_role("button", name="🍵 Tea 1 vote")).to_be_disabled()


def test_a_reaction_is_joined_and_left_by_pressing_it(shown: Shown) -> None:
    message = post(shown, content="Good?")
    path = f"/channels/{shown.room.channel('general')}/messages/{newest(shown)}/reactions/%F0%9F%91%8D/@me"
    shown.over(lambda: shown.room.bot("PUT", path))
    message.get_by_role("button", name="👍, 1: Circlekeeper").click()
    joined = message.get_by_role("button", name="👍, 2: Circlekeeper, Ash")
    expect(joined).to_have_attribute("aria-pressed", "true")
    joined.click()
    expect(message.get_by_role("button", name="👍, 1: Circlekeeper")).to_have_attribute("aria-pressed", "false")
