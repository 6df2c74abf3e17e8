"""Alerts: what responders and members see, on a phone (360 pixels wide)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.rehearsal.page.pictures.hand import Hand
from tests.rehearsal.page.pictures.studio import a_page, smaller

URGENT = "i want to end it all tonight, i can't do this any more"
CRAVING = "craving so bad tonight"


def take(folder: Path) -> None:
    """As a member and as those who look after the server."""
    with a_page(360, 2600) as page:
        Walk(page, folder).all()
    smaller(folder.glob("alert-*.png"))


class Walk:
    """One phone: the member on the first pane, somebody who looks after the server on the second."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.member = Hand(page, folder, "alert", 0)
        self.staff = Hand(page, folder, "alert", 1)

    def all(self) -> None:
        """Every screen, in the order in which a night would show them."""
        self.member.be("Ash", "vent")
        self.member.say(URGENT)
        staff = self.staff
        staff.be("Wren", "alerts")
        notice = staff.saying("Someone may need a human now", public=True)
        staff.keep("notice", notice)
        for label, name in (("Show the words", "words"), ("What helps now", "playbook")):
            staff.keep(name, staff.ask(label, notice))
        self._form(notice, "Hand over…", "hand-over")
        self._form(notice, "Resolve…", "resolve")
        self._form(notice, "Not a crisis…", "not-a-crisis")
        self._form(notice, "Write to them…", "write")
        staff.press("I've got this", notice)
        staff.keep("taken", staff.saying("has this", public=True))
        self._command("alerts status", "status")
        self._command("oncall show", "rota-empty")
        self._command("oncall add", "rota-add", days="Monday to Friday", begin="18:00", end="23:00")
        self._command("oncall awake", "awake", begin="08:00", end="23:00")
        self._command("oncall show", "rota")
        staff.be("Marlow", "staff-room")
        self._command("alerts rule add", "rule", words="so tired", category="Use or craving", severity="Medium")
        self._command("alerts rule list", "rules")
        self._command("alerts routing show", "routing")
        self._command("alerts try", "try", text=CRAVING)
        self._command("alerts report", "report")
        self.member.be("Ash", "vent")
        self.member.keep("watched", self.member.command("watched"))
        self.member.keep("support", self.member.command("support"))

    def _command(self, command: str, picture: str, /, **options: str) -> None:
        self.staff.keep(picture, self.staff.command(command, **options))

    def _form(self, notice: Locator, label: str, name: str) -> None:
        self.staff.press(label, notice)
        dialog = self.staff.dialog()
        self.staff.keep(name, dialog.locator(".sheet"))
        self.staff.leave(dialog)
