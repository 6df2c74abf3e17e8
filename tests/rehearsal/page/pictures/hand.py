"""A hand on one pane of the page: who it is, where it looks, what it types and presses, and what it keeps a picture of.

It waits for what a person would wait for: a new private message, a message that changes, a form that opens or closes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Locator, Page

LONG = 30_000.0
YES = "Yes, keep it. I am old enough"


class Hand:
    """`names` begins the names of its pictures in `folder`. Pieces become a sheet later."""

    def __init__(self, page: Page, folder: Path, names: str, pane: int = 0) -> None:
        self.page = page
        self.folder = folder
        self.names = names
        self.pieces: defaultdict[str, list[Path]] = defaultdict(list)
        self._number = pane
        self.pane = page.locator(".pane").nth(pane)
        self.messages = self.pane.locator(".message")
        self.private = self.pane.locator(".message.private")

    # ---- who and where

    def be(self, name: str, channel: str) -> None:
        tab = self.page.locator(".tabs button").nth(self._number)
        if tab.is_visible():  # on a phone one pane is shown at a time
            tab.click()
        self.pane.get_by_label("You are").select_option(label=name)
        self.page.wait_for_timeout(800)  # until the other person's channels are drawn
        self.go(channel)

    def go(self, channel: str) -> None:
        place = self.pane.locator(f".tree button:has(.name:text-is('{channel}'))").first
        place.wait_for(state="attached", timeout=2 * LONG)
        if not place.is_visible():  # on a phone the list is behind a button
            self.pane.locator(".tree-button").click()
        place.click()
        self.page.wait_for_timeout(1500)

    def ahead(self, step: str, times: int = 1) -> None:
        """Move the clock."""
        for _ in range(times):
            button = self.page.get_by_role("button", name=step).first
            button.click()
            self.page.wait_for_timeout(1000)
            for _ in range(600):
                if button.is_enabled() and not self.page.locator(".moving:visible").count():
                    break
                self.page.wait_for_timeout(100)

    # ---- typing

    def say(self, line: str) -> None:
        box = self.pane.get_by_role("textbox").last
        box.fill(line)
        box.press("Enter")

    def run(self, command: str, /, **options: str) -> None:
        """Fill in a command and send it off."""
        self.say(f"/{command}")
        form = self.pane.locator("form.command")
        form.wait_for()
        for name, value in options.items():
            field = form.get_by_label(re.compile(rf"^{name}\b")).first
            if field.evaluate("node => node.tagName") == "SELECT":
                wanted = [one for one in field.locator("option").all_text_contents() if one.startswith(value)]
                field.select_option(label=wanted[0])
            else:
                field.fill(value)
        self._off(form)

    def run_with_first(self, command: str, option: str) -> None:
        """A command whose option offers what there is; the first is taken."""
        before = self.private.count()
        self.say(f"/{command}")
        form = self.pane.locator("form.command")
        field = form.get_by_role("combobox", name=option)
        field.click()
        field.fill(" ")
        field.fill("")
        form.locator("[role=option]").first.click(timeout=LONG)
        self._off(form)
        self._came(before)

    def command(self, command: str, /, **options: str) -> Locator:
        """The private message that answers it."""
        before = self.private.count()
        self.run(command, **options)
        return self._came(before)

    def _off(self, form: Locator) -> None:
        form.get_by_role("button", name="Run", exact=True).click()

    def _came(self, before: int) -> Locator:
        self.private.nth(before).wait_for(timeout=LONG)
        self.page.wait_for_timeout(1000)
        return self.private.nth(before)

    # ---- pressing

    def newest(self) -> Locator:
        """The newest private message; where none is, the newest of all."""
        return (self.private if self.private.count() else self.messages).last

    def saying(self, words: str, *, public: bool = False) -> Locator:
        found = self.pane.locator(".message:not(.private)" if public else ".message", has_text=words).last
        found.wait_for(timeout=2 * LONG)
        return found

    def with_button(self, label: str) -> Locator:
        return self.messages.filter(has=self.page.locator(".press", has_text=label)).last

    def press(self, label: str, message: Locator | None = None) -> None:
        """And wait for nothing: what opens is looked for by whoever comes next."""
        self._button(message or self.newest(), label).first.click()

    def ask(self, label: str, message: Locator) -> Locator:
        """Press, and the private message that answers it."""
        before = self.private.count()
        self.press(label, message)
        return self._came(before)

    def tap(self, label: str) -> None:
        """Press, and wait until something else stands there."""
        among = self.private if self.private.count() else self.messages
        before, count = among.last.inner_text(), among.count()
        self._button(among.last, label).last.click()
        self._until_changed(among, before, count, label)

    def pick(self, select: str, *options: str) -> None:
        """Choose, and wait until something else stands there."""
        before, count = self.private.last.inner_text(), self.private.count()
        self.choose(select, *options)
        self._until_changed(self.private, before, count, options[0])

    def choose(self, select: str, *options: str) -> None:
        message = self.private.last
        head = self.page.locator(".select-head", has_text=select)
        message.locator(head).last.click()
        box = message.locator(".select", has=head).last
        if len(options) == 1:
            box.locator(".option", has_text=re.compile(f"^{re.escape(options[0])}")).first.click()
            return
        for option in options:
            box.locator(".option", has_text=option).locator("input").check()
        box.locator(".press", has_text="Done").click()

    def tool(self, name: str) -> None:
        self.command("tools")
        self.pick("Which tool?", name)

    @staticmethod
    def _button(message: Locator, label: str) -> Locator:
        return message.locator(".press", has_text=re.compile(f"^{re.escape(label)}$"))

    def _until_changed(self, among: Locator, before: str, count: int, what: str) -> None:
        for _ in range(300):
            new = among.count() > count or among.last.inner_text() != before
            if new and not among.last.locator(".dots").count():
                self.page.wait_for_timeout(300)
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"nothing changed after {what!r}")

    # ---- forms

    def dialog(self) -> Locator:
        dialog = self.pane.get_by_role("dialog")
        dialog.wait_for(timeout=LONG)
        return dialog

    def hand_in(self, dialog: Locator) -> None:
        dialog.get_by_role("button", name="Submit").click()
        dialog.wait_for(state="detached", timeout=LONG)
        self.page.wait_for_timeout(1500)

    def leave(self, dialog: Locator) -> None:
        self.page.keyboard.press("Escape")
        dialog.wait_for(state="detached", timeout=LONG)

    def agreed(self) -> bool:
        """Whether the person was asked, for the first time, if something may be kept; they say yes."""
        self.page.wait_for_timeout(1500)
        asked = self.private.last.locator(".press", has_text=YES)
        if not asked.count():
            return False
        asked.click()
        self.page.wait_for_timeout(2000)
        return not self.pane.get_by_role("dialog").count()

    # ---- pictures

    def keep(self, name: str, what: Locator | None = None) -> None:
        self._picture(what or self.newest(), self.folder / f"{self.names}-{name}.png")

    def piece(self, of: str, what: Locator | None = None) -> None:
        """A small picture for a sheet."""
        into = self.folder / f"{of}-{len(self.pieces[of]):02}.png"
        self._picture(what or self.newest(), into)
        self.pieces[of].append(into)

    def _picture(self, what: Locator, into: Path) -> None:
        what.locator(".dots").wait_for(state="detached")
        self.page.wait_for_timeout(1500)  # until the page has drawn what follows the press
        room, size = self.pane.bounding_box(), what.bounding_box()
        assert room is not None
        assert size is not None
        assert size["height"] < room["height"], f"{into.name} would be cut"
        what.screenshot(path=into)

    def file(self, kind: str) -> None:
        """What is inside the file that has just come."""
        link = self.private.last.locator("a.file")
        name, address = link.inner_text(), link.evaluate("node => node.href")
        said = self.page.request.get(address).text()
        beside = self.page.context.browser.new_page(viewport={"width": 560, "height": 300})  # type: ignore[union-attr]
        beside.set_content(
            said if kind == "html" else "<pre style='white-space:pre-wrap;font:15px monospace;margin:16px'></pre>"
        )
        if kind != "html":
            beside.locator("pre").evaluate("(node, said) => { node.textContent = said; }", f"{name}\n\n{said}")
        into = self.folder / f"files-{len(self.pieces['files']):02}.png"
        beside.screenshot(path=into, full_page=True)
        self.pieces["files"].append(into)
        beside.close()
