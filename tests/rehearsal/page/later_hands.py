"""Hands for walking through help on the page: press and wait, write, move the clock, look into a file."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.rehearsal.page.take_written_screenshots import MESSAGE, Walk


class Hands(Walk):
    def __init__(self, page: Page, folder: Path) -> None:
        super().__init__(page, folder)
        self.pieces: defaultdict[str, list[Path]] = defaultdict(list)

    def _be(self, name: str) -> None:
        super()._be(name)
        self.page.wait_for_timeout(800)  # until the other person's channels are drawn

    def _last(self) -> Locator:
        return self.page.locator(MESSAGE).last

    def _tool(self, name: str) -> None:
        self._command("tools")
        self._pick("Which tool?", name)

    def _tap(self, label: str) -> None:
        """Press, and wait until something else stands there."""
        message, private = self._last_private(), self.page.locator(f"{MESSAGE}.private")
        before, count = message.inner_text(), private.count()
        message.locator(".press", has_text=re.compile(f"^{re.escape(label)}$")).last.click()
        self._until_changed(before, count, label)

    def _pick(self, select: str, *options: str) -> None:
        message, count = self._last_private(), self.page.locator(f"{MESSAGE}.private").count()
        before = message.inner_text()
        message.locator(".select-head", has_text=select).last.click()
        box = message.locator(".select", has=self.page.locator(".select-head", has_text=select)).last
        if len(options) == 1:
            box.locator(".option", has_text=re.compile(f"^{re.escape(options[0])}")).first.click()
        else:
            for option in options:
                box.locator(".option", has_text=option).locator("input").check()
            box.locator(".press", has_text="Done").click()
        self._until_changed(before, count, options[0])

    def _until_changed(self, before: str, count: int, what: str) -> None:
        private = self.page.locator(f"{MESSAGE}.private")
        for _ in range(300):
            if (private.count() > count or private.last.inner_text() != before) and not private.last.locator(
                ".dots"
            ).count():
                self.page.wait_for_timeout(300)
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"nothing changed after {what!r}")

    def _command_with_choice(self, command: str, option: str) -> None:
        """A command whose option offers what there is; the first is taken."""
        before = self.page.locator(f"{MESSAGE}.private").count()
        box = self.pane.get_by_role("textbox").last
        box.fill(f"/{command}")
        box.press("Enter")
        self.pane.locator("form.command").wait_for()
        self.page.get_by_role("combobox", name=option).click()
        self.page.get_by_role("combobox", name=option).fill(" ")
        self.page.get_by_role("combobox", name=option).fill("")
        self.pane.locator("form.command [role=option]").first.click(timeout=30_000)
        self.pane.locator("form.command").get_by_role("button", name="Run", exact=True).click()
        self.page.locator(f"{MESSAGE}.private").nth(before).wait_for(timeout=30_000)
        self.page.wait_for_timeout(1000)

    def _piece(self, of: str, what: Locator | None = None) -> None:
        """A small picture for a sheet."""
        self.page.wait_for_timeout(600)
        into = self.folder / f"{of}-{len(self.pieces[of]):02}.png"
        (what or self._last_private()).screenshot(path=into)
        self.pieces[of].append(into)

    def _look(self, dialog: Locator) -> None:
        """A form that is looked at and left."""
        self.page.wait_for_timeout(400)
        self._piece("tool-forms", dialog.locator(".sheet"))
        self.page.keyboard.press("Escape")
        dialog.wait_for(state="detached", timeout=30_000)

    def _form_piece(self, dialog: Locator) -> None:
        self._piece("tool-forms", dialog.locator(".sheet"))
        self._submit(dialog)

    def _submit(self, dialog: Locator) -> None:
        dialog.get_by_role("button", name="Submit").click()
        dialog.wait_for(state="detached", timeout=30_000)
        self.page.wait_for_timeout(1500)

    def _file(self, kind: str) -> None:
        """What is inside the file that has just come."""
        link = self._last_private().locator("a.file")
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

    def _said(self, words: str) -> None:
        message = self.page.locator(MESSAGE, has_text=words).last
        message.wait_for(timeout=60_000)
        self._piece("later", message)

    def _ahead(self, step: str, times: int) -> None:
        for _ in range(times):
            button = self.page.get_by_role("button", name=step).first
            button.click()
            self.page.wait_for_timeout(1000)
            for _ in range(600):
                if button.is_enabled() and not self.page.locator(".moving:visible").count():
                    break
                self.page.wait_for_timeout(100)
