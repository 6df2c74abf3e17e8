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
        page = browser.new_page(viewport={"width": 1280, "height": 1100})
        page.goto(url)
        page.locator(".pane.first .message").first.wait_for()
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


def smaller(folder: Path, names: str) -> None:
    for picture in folder.glob(names):
        Image.open(picture).convert("RGB").quantize(200).save(picture, optimize=True)


def _walk(page: Page, folder: Path) -> None:
    _command(page, "/help-me")
    _keep(page, folder, "situation")
    _press(page, "Someone took too much")
    _keep(page, folder, "overdose")
    _press(page, "Next")
    _keep(page, folder, "lines")
    _press(page, "Next")
    _keep(page, folder, "human")
    _press(page, "No, thank you")
    _keep(page, folder, "tomorrow")
    _press(page, "No, thank you")
    _keep(page, folder, "done")
    for command, name in (("/tools", "tools"), ("/my-plan", "plan"), ("/care-card", "card"), ("/share", "share")):
        _command(page, command)
        _keep(page, folder, name)


def _command(page: Page, command: str) -> None:
    before = page.locator(".pane.first .message.private").count()
    box = page.locator(".pane.first").get_by_role("textbox").last
    box.fill(command)
    box.press("Enter")
    run = page.get_by_role("button", name="Run", exact=True)
    if run.count():
        run.click()
    page.locator(".pane.first .message.private").nth(before).wait_for(timeout=30_000)


def _press(page: Page, label: str) -> None:
    message = page.locator(".pane.first .message.private").last
    before = message.inner_text()
    message.locator(".press", has_text=label).last.click()
    for _ in range(100):
        if page.locator(".pane.first .message.private").last.inner_text() != before:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"nothing changed after {label!r}")


def _keep(page: Page, folder: Path, name: str) -> None:
    page.wait_for_timeout(1500)  # until the page has drawn what follows the press
    message = page.locator(".pane.first .message.private").last
    message.screenshot(path=folder / f"help-{name}.png")


if __name__ == "__main__":
    main()
