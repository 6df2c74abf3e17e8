"""`python -m tests.rehearsal.page.take_screenshots [FOLDER]`: pictures of the page with the real bot, for the docs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.rehearsal.page.conftest import CHROMIUM
from tests.rehearsal.page.test_page import FLAGS

ROOT = Path(__file__).parents[3]
NAMES = ("check-in", "helpline", "alert", "behind-the-scenes", "dark", "phone")  # others are taken elsewhere


def main() -> None:
    """Start a rehearsal, play the cards, keep what is seen at two widths in light and dark."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(ROOT / "bot.py"), "rehearse", "--port", "0"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CIRCLEKEEPER")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as rehearsal:
        assert rehearsal.stdout is not None
        url = next(found[0] for line in rehearsal.stdout if (found := re.search(r"http://\S+", line)))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                _play(page, url, folder)
                dark = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
                _look(dark, url, folder / "dark.png")
                _look(browser.new_page(viewport={"width": 360, "height": 740}), url, folder / "phone.png")
                browser.close()
        finally:
            rehearsal.terminate()
            rehearsal.wait(20)
    for picture in (*(folder / f"{name}.png" for name in NAMES), folder.parent / "rehearsal.png"):
        Image.open(picture).convert("RGB").quantize(200).save(picture, optimize=True)


def _play(page: Page, url: str, folder: Path) -> None:
    page.goto(url)
    page.get_by_role("button", name="Answer a check-in").click()
    page.locator(".pane.first .press", has_text="Mostly okay").last.click(timeout=60_000)
    page.locator(".pane.first .message.private").last.wait_for()
    page.screenshot(path=folder / "check-in.png")
    page.get_by_role("button", name="Ask for a helpline").click()
    page.get_by_role("combobox", name="country").fill("Ireland")
    page.get_by_role("option", name="Ireland").last.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".pane.first .message.private").last.wait_for()
    page.screenshot(path=folder / "helpline.png")
    page.get_by_role("button", name="Be the moderator of an alert").click()
    ready = page.get_by_label("Message in vent").first
    expect(ready).not_to_have_value("", timeout=30_000)  # the card writes the words; nothing is sent before they stand
    ready.press("Enter")
    page.locator(".pane.second .message.pings").last.wait_for()
    page.screenshot(path=folder / "alert.png")
    page.locator(".pane.first").get_by_label("You are").select_option(label="Ash")
    page.locator(".pane.first .tree button:has(.name:text-is('check-ins'))").click()
    page.locator(".pane.first .container", has_text="Check-in for").last.wait_for()
    page.screenshot(path=folder.parent / "rehearsal.png")
    page.locator(".pane.second .press", has_text="I've got this").last.click()
    page.get_by_role("button", name="Behind the scenes").click()
    page.locator(".record").last.wait_for()
    page.screenshot(path=folder / "behind-the-scenes.png")


def _look(page: Page, url: str, picture: Path) -> None:
    page.goto(url)
    page.locator(".pane.first .message").first.wait_for()
    page.screenshot(path=picture)


if __name__ == "__main__":
    main()
