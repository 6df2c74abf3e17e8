"""The page itself with the real bot, at two widths, in light and dark."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.rehearsal.page.pictures.studio import served, smaller

NAMES = ("check-in", "helpline", "alert", "behind-the-scenes", "dark", "phone")


def take(folder: Path) -> None:
    """Play the cards, and look."""
    with served() as (url, browser):
        _play(browser.new_page(viewport={"width": 1440, "height": 900}), url, folder)
        dark = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        _look(dark, url, folder / "dark.png")
        _look(browser.new_page(viewport={"width": 360, "height": 740}), url, folder / "phone.png")
    smaller((*(folder / f"{name}.png" for name in NAMES), folder.parent / "rehearsal.png"))


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
