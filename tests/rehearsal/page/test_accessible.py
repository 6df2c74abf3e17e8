"""Nothing that axe-core finds wrong, in the states of the page that people meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.rehearsal.page.conftest import OpenRoom
from tests.rehearsal.page.test_page import Shown
from tests.rehearsal.page.test_page import browser as browser  # noqa: PLC0414  # the fixture
from tests.rehearsal.people.house import button, row, said

pytestmark = pytest.mark.browser

OPTIONS = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
PARTS: list[dict[str, Any]] = [
    {"type": 4, "style": 2}, {"type": 3, "options": OPTIONS}, {"type": 21, "options": OPTIONS},
    {"type": 22, "options": OPTIONS}, {"type": 19},
]  # fmt: skip
FORM = {
    "type": 9,
    "data": {
        "custom_id": "f:1",
        "title": "A form",
        "components": [
            {"type": 18, "label": f"Field {at}", "component": {"custom_id": f"c{at}", **part}}
            for at, part in enumerate(PARTS)
        ],
    },
}


def messages(shown: Shown) -> None:
    """One of everything that a message may hold."""
    room = shown.room
    select = {"type": 3, "custom_id": "s:1", "placeholder": "Which?", "options": OPTIONS}
    poll = {"question": {"text": "Which?"}, "answers": [{"poll_media": {"text": "Tea"}}], "duration": 1}
    inside = [{"type": 10, "content": "### Heading\n- a list\n||hidden||"}, {"type": 14}, row(button("Go", "g:1"))]
    embed = {"title": "T", "description": "D", "fields": [{"name": "N", "value": "V"}]}
    for post in (
        {"content": "Choose", "components": [row(select), row(button("Hard", "h:1", style=4))]},
        {"poll": poll},
        {"flags": 1 << 15, "components": [{"type": 17, "accent_color": 255, "components": inside}]},
        {"embeds": [embed]},
    ):
        shown.over(lambda post=post: room.post("general", **post))
    expect(shown.last(shown.first)).to_contain_text("V")


def menu(shown: Shown) -> None:
    shown.last(shown.first).get_by_role("button", name="More about").click()


def open_select(shown: Shown) -> None:
    messages(shown)
    shown.first.get_by_role("button", name="Which?").last.click()


def command(shown: Shown) -> None:
    shown.first.get_by_label("Message in general").fill("/circle create")
    expect(shown.first.get_by_role("option", name="/circle create")).to_be_visible()
    shown.page.keyboard.press("Enter")
    expect(shown.first.locator(".command")).to_be_visible()


def suggestions(shown: Shown) -> None:
    shown.first.get_by_label("Message in general").fill("/")


def form(shown: Shown) -> None:
    shown.room.answer = lambda _: FORM
    shown.over(lambda: shown.room.post("general", content="Tell?", components=[row(button("Write", "w:1"))]))
    shown.first.get_by_role("button", name="Write").last.click()
    expect(shown.first.get_by_role("dialog")).to_be_visible()


def private(shown: Shown) -> None:
    shown.room.answer = lambda _: said("For you.", private=True)
    shown.over(lambda: shown.room.post("general", content="Press", components=[row(button("Ask", "a:1"))]))
    shown.first.get_by_role("button", name="Ask").last.click()
    expect(shown.last(shown.first)).to_contain_text("Only you can see this")


def card(shown: Shown) -> None:
    shown.page.get_by_role("button", name="Be the moderator of an alert").click()
    expect(shown.page.locator(".card.open")).to_be_visible()


def behind(shown: Shown) -> None:
    shown.page.get_by_role("button", name="Behind the scenes").click()


def rooms(shown: Shown) -> None:
    shown.page.get_by_role("button", name="Start again").click()


def report(shown: Shown) -> None:
    page = [{"title": "In short", "lines": ["Every time, somebody was asked within a minute."]}]
    shown.over(lambda: shown.room.control.tell("report", report=page))
    expect(shown.page.get_by_role("dialog", name="A bad night")).to_be_visible()


def tree(shown: Shown) -> None:
    opener = shown.first.get_by_role("button", name="Channels and people")
    if opener.is_visible():
        opener.click()
    expect(shown.first.get_by_role("button", name="vent")).to_be_visible()


def person(shown: Shown) -> None:
    tree(shown)
    shown.first.locator("button.member").first.click()
    expect(shown.first.get_by_role("menu")).to_be_visible()


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STATES: list[Callable[[Shown], None]] = [
    messages, menu, open_select, command, suggestions, private, behind, rooms, report, card, form, tree, person,
]  # fmt: skip


@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_wrong_in_any_state_of_the_page_in_light_and_dark(
    browser: Browser, open_room: OpenRoom, axe: str, width: int
) -> None:
    found: list[str] = []
    for state in STATES:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="light", reduced_motion="reduce")
        shown = Shown(page, open_room)
        state(shown)
        page.evaluate(axe + "\n;0")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            rules = {} if scheme == "light" else {"runOnly": ["color-contrast"]}  # colours alone are different
            for wrong in page.evaluate("(rules) => axe.run(rules).then((result) => result.violations)", rules):
                found += [f"{state.__name__}, {scheme}: {wrong['id']}: {n['html'][:160]}" for n in wrong["nodes"][:3]]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{state.__name__}: it is wider than the screen")
        page.close()
        open_room.answer = lambda _: None
    assert found == []


# What has the focus: its name, and whether it can be seen that it has it.
FOCUSED = """() => {
  const at = document.activeElement, frame = getComputedStyle(at.closest(".entry") ?? at), look = getComputedStyle(at);
  const name = at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent || "";
  const seen = look.outlineStyle !== "none" || frame.boxShadow !== "none";
  return at === document.body ? null : [name.trim().slice(0, 60), seen];
}"""


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_everything_is_reached_with_the_tab_key_and_what_has_the_focus_is_seen(
    browser: Browser, open_room: OpenRoom, width: int, scheme: Any
) -> None:
    open_room.thread.call(lambda: open_room.post("general", content="Well?", components=[row(button("Steady", "a:1"))]))
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    shown = Shown(page, open_room)
    expect(shown.first.get_by_role("button", name="Steady")).to_be_visible()
    stops: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        stops.append(focused[0])
        assert focused[1], f"nothing shows that {focused[0]!r} has the focus"
    else:
        raise AssertionError(f"the Tab key never leaves the page: {stops[-5:]}")
    wanted = ["You are", "Message in general", "Steady", "Behind the scenes", "Start again"]
    wanted.append("Channels and people" if width == 360 else "vent")
    assert [name for name in wanted if not any(name in stop for stop in stops)] == [], stops
    page.close()
