"""Where pictures are taken: a rehearsal with a browser in front of it, and what is done with a picture afterwards."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.rehearsal.page.conftest import CHROMIUM
from tests.rehearsal.page.test_page import FLAGS

ROOT = Path(__file__).parents[4]


@contextmanager
def served() -> Iterator[tuple[str, Browser]]:
    """The address of a rehearsal's page, and a browser, while the block runs."""
    command = [sys.executable, str(ROOT / "bot.py"), "rehearse", "--port", "0"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CIRCLEKEEPER")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as rehearsal:
        assert rehearsal.stdout is not None
        try:
            url = next(found[0] for line in rehearsal.stdout if (found := re.search(r"http://\S+", line)))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                yield url, browser
                browser.close()
        finally:
            rehearsal.terminate()
            rehearsal.wait(20)


@contextmanager
def a_page(width: int, height: int) -> Iterator[Page]:
    """The page of a rehearsal, drawn and calm."""
    with served() as (url, browser):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(url)
        page.locator(".pane.first .message").first.wait_for(state="attached")
        _calm(page)
        yield page


def _calm(page: Page) -> None:
    """Nothing follows the pointer: what a hand on a phone never sees is in no picture."""
    page.evaluate(
        "rules => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
        " document.adoptedStyleSheets = [sheet]; }",
        ".message .tools { display: none } "
        ".message:not(.private, .pings):is(:hover, :focus-within) { background: transparent }",
    )


def smaller(pictures: Iterable[Path]) -> None:
    for picture in pictures:
        Image.open(picture).convert("RGB").quantize(200).save(picture, optimize=True)


def sheets(pieces: Mapping[str, Sequence[Path]], columns: Mapping[str, int], folder: Path) -> None:
    """One `help-NAME.png` for the pieces of each name, which go away."""
    for name, pictures in pieces.items():
        _sheet(pictures, folder / f"help-{name}.png", columns=columns[name])
        for picture in pictures:
            picture.unlink()


def _sheet(pictures: Sequence[Path], into: Path, *, columns: int, gap: int = 16) -> None:
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
