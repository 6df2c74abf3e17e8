"""`python -m tests.rehearsal.page.take_help_screenshots [FOLDER]`: each screen of the guided minute and the tools."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.rehearsal.page.conftest import CHROMIUM
from tests.rehearsal.page.test_page import FLAGS

ROOT = Path(__file__).parents[3]


def main() -> None:
    """Start a rehearsal, walk the screens as one person, keep a picture of each private message."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1600, "height": 2600})
        page.goto(url)
        page.locator(".pane.first .message").first.wait_for()
        calm(page)
        _walk(page, folder)
        browser.close()
    smaller(folder, "help-*.png")


@contextmanager
def served() -> Iterator[str]:
    """The address of a rehearsal's page while the block runs."""
    command = [sys.executable, str(ROOT / "bot.py"), "rehearse", "--port", "0"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CIRCLEKEEPER")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as rehearsal:
        assert rehearsal.stdout is not None
        try:
            yield next(found[0] for line in rehearsal.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            rehearsal.terminate()
            rehearsal.wait(20)


def calm(page: Page) -> None:
    """Nothing follows the pointer: what a hand on a phone never sees is in no picture."""
    page.evaluate(
        "rules => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
        " document.adoptedStyleSheets = [sheet]; }",
        ".message .tools { display: none } "
        ".message:not(.private, .pings):is(:hover, :focus-within) { background: transparent }",
    )


def smaller(folder: Path, names: str) -> None:
    for picture in folder.glob(names):
        Image.open(picture).convert("RGB").quantize(200).save(picture, optimize=True)


TOOLS = (
    "Ride out an urge", "Five senses", "Slow breath", "What do I need?", "Five ways through ten minutes",
    "Play it forward", "The good and the hard of a change", "What went well", "My week in balance", "Note an urge",
    "What matters most", "Small things for my week", "After using again",
)  # fmt: skip


def _walk(page: Page, folder: Path) -> None:
    _guided(page, folder)
    _careful(page, folder)
    _lines(page, folder)
    for command, name in (
        ("/my-plan", "plan"),
        ("/care-card", "card"),
        ("/share", "share"),
        ("/heads-up", "heads-up"),
        ("/summary", "summary"),
    ):
        _command(page, command)
        _keep(page, folder, name)
    _command(page, "/professional-help", country="Ireland")
    _keep(page, folder, "professional")
    _command(page, "/tools")
    _keep(page, folder, "tools")
    _each_tool(page, folder)
    _inside(page, folder)
    _kept(page, folder)


def _guided(page: Page, folder: Path) -> None:
    _command(page, "/help-me")
    _keep(page, folder, "situation")
    _press(page, "Someone took too much")
    _keep(page, folder, "overdose")
    _command(page, "/help-me")
    _choose(page, "What is going on?", "Alcohol")
    _keep(page, folder, "danger")
    _press(page, "Yes")
    _choose(page, "Choose your country: India", "Ireland")
    _keep(page, folder, "emergency")
    _command(page, "/help-me")
    _choose(page, "What is going on?", "Alcohol")
    _press(page, "No")
    _keep(page, folder, "obstacle")
    _press(page, "What it costs")
    _choose(page, "Choose your country: India", "Ireland")
    _keep(page, folder, "lines")
    _press(page, "Next")
    _keep(page, folder, "human")
    _press(page, "No, thank you")
    _keep(page, folder, "tomorrow")
    _press(page, "No, thank you")
    _keep(page, folder, "done")


def _careful(page: Page, folder: Path) -> None:
    _command(page, "/help-me")
    _choose(page, "What is going on?", "Someone hurts or scares me")
    _keep(page, folder, "abuse")
    _press(page, "No")
    _press(page, "They may send the police")
    _choose(page, "Choose your country: India", "Ireland")
    _press(page, "Next")
    _keep(page, folder, "abuse-human")
    _press(page, "Leave now")
    _keep(page, folder, "left")
    _command(page, "/help-me")
    _press(page, "Just numbers, nothing else on screen")
    _press(page, "No")
    _choose(page, "Choose your country: India", "Ireland")
    _keep(page, folder, "discreet")
    _press(page, "Next")
    _press(page, "Yes, please")
    _keep(page, folder, "discreet-asked")


def _lines(page: Page, folder: Path) -> None:
    _command(page, "/helpline")
    _keep(page, folder, "which-country")
    _choose(page, "Choose your country: Poland", "United Kingdom")
    _keep(page, folder, "answer")
    _press(page, "More lines")
    _keep(page, folder, "more-lines")
    _press(page, "Back")
    _press(page, "Remember this for me")
    _keep(page, folder, "remembered")


def _each_tool(page: Page, folder: Path) -> None:
    """The first screen of each tool, and what comes after for some, on one sheet."""
    made: list[Path] = []
    for number, tool in enumerate(TOOLS):
        _command(page, "/tools")
        _choose(page, "Which tool?", tool)
        made.append(folder / f"each-{number:02}.png")
        _picture(page, made[-1])
    sheet(made, folder / "help-each-tool.png", columns=3)
    for picture in made:
        picture.unlink()


INSIDE: tuple[tuple[str, ...], ...] = (
    ("Five senses", "Begin"),
    ("Slow breath", "Just the words, nothing moves"),
    ("Five ways through ten minutes", "Wait"),
    ("Five ways through ten minutes", "Swap"),
    ("The good and the hard of a change", "I am of two minds"),
    ("The good and the hard of a change", "I have chosen a change"),
    ("My week in balance", "Skip", "Skip"),
    ("After using again", "I am not sure"),
    ("After using again", "Yes", "Nothing now"),
)


def _inside(page: Page, folder: Path) -> None:
    """A step within the tools that have steps of their own, on one sheet."""
    made: list[Path] = []
    for number, (tool, *presses) in enumerate(INSIDE):
        _command(page, "/tools")
        _choose(page, "Which tool?", tool)
        for label in presses:
            _press(page, label)
        made.append(folder / f"inside-{number:02}.png")
        _picture(page, made[-1])
    sheet(made, folder / "help-inside-tools.png", columns=3)
    for picture in made:
        picture.unlink()


def _kept(page: Page, folder: Path) -> None:
    """An urge from its first number to the question whether it may be kept, and where it is then found."""
    _command(page, "/tools")
    _choose(page, "Which tool?", "Ride out an urge")
    _press(page, "Next")
    _choose(page, "From 0 to 10", "8")
    _press(page, "One minute")
    _keep(page, folder, "urge")
    _press(page, "Rate it again")
    _choose(page, "From 0 to 10", "3")
    _keep(page, folder, "urge-after")
    _press(page, "Keep this")
    _keep(page, folder, "may-i-keep")
    _press(page, "Yes, keep it. I am old enough")
    _command(page, "/tools")
    _press(page, "What I kept")
    _keep(page, folder, "kept")


def sheet(pictures: list[Path], into: Path, *, columns: int, gap: int = 16) -> None:
    """Pictures side by side, each where there is room first."""
    loaded = [Image.open(picture).convert("RGB") for picture in pictures]
    width = max(one.width for one in loaded) + gap
    heights = [gap] * columns
    places: list[tuple[int, int]] = []
    for one in loaded:
        column = heights.index(min(heights))
        places.append((gap + column * width, heights[column]))
        heights[column] += one.height + gap
    whole = Image.new("RGB", (gap + columns * width, max(heights)), "white")
    for one, place in zip(loaded, places, strict=True):
        whole.paste(one, place)
    whole.save(into)


def _command(page: Page, command: str, **options: str) -> None:
    before = page.locator(".pane.first .message.private").count()
    box = page.locator(".pane.first").get_by_role("textbox").last
    box.fill(command)
    box.press("Enter")
    for option, value in options.items():
        page.get_by_role("combobox", name=option).fill(value)
    run = page.get_by_role("button", name="Run", exact=True)
    if run.count():
        run.click()
    page.locator(".pane.first .message.private").nth(before).wait_for(timeout=30_000)


def _press(page: Page, label: str) -> None:
    message = page.locator(".pane.first .message.private").last
    before = message.inner_text()
    message.locator(".press", has_text=re.compile(f"^{re.escape(label)}$")).last.click()
    _changed(page, before, label)


def _choose(page: Page, select: str, option: str) -> None:
    message = page.locator(".pane.first .message.private").last
    before = message.inner_text()
    head = message.locator(".select-head", has_text=select).last
    head.click()
    box = message.locator(".select", has=page.locator(".select-head", has_text=select)).last
    box.locator(".option", has_text=option).first.click()
    _changed(page, before, option)


def _changed(page: Page, before: str, what: str) -> None:
    for _ in range(300):
        message = page.locator(".pane.first .message.private").last
        if message.inner_text() != before and not message.locator(".dots").count():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"nothing changed after {what!r}")


def _keep(page: Page, folder: Path, name: str) -> None:
    _picture(page, folder / f"help-{name}.png")


def _picture(page: Page, into: Path) -> None:
    page.wait_for_timeout(1500)  # until the page has drawn what follows the press
    message = page.locator(".pane.first .message.private").last
    room = page.locator(".pane.first .log").bounding_box()
    size = message.bounding_box()
    assert room is not None
    assert size is not None
    assert size["height"] < room["height"], f"{into.name} would be cut"
    message.screenshot(path=into)


if __name__ == "__main__":
    main()
