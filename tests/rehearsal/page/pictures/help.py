"""Help: each screen of the guided minute, the lines, and the tools."""

from __future__ import annotations

from pathlib import Path

from cogs.care.tools import TOOLS
from tests.rehearsal.page.pictures.hand import YES, Hand
from tests.rehearsal.page.pictures.studio import a_page, sheets, smaller

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


def take(folder: Path) -> None:
    """As one person, a picture of each private message."""
    with a_page(1600, 2600) as page:
        walk = Walk(page, folder, "help")
        walk.whole()
    sheets(walk.pieces, {"each-tool": 3, "inside-tools": 3}, folder)
    smaller(folder.glob("help-*.png"))


class Walk(Hand):
    def whole(self) -> None:
        self._guided()
        self._careful()
        self._lines()
        for command, name in (
            ("my-plan", "plan"),
            ("care-card", "card"),
            ("share", "share"),
            ("heads-up", "heads-up"),
            ("summary", "summary"),
        ):
            self.command(command)
            self.keep(name)
        self.command("professional-help", country="Ireland")
        self.keep("professional")
        self.command("tools")
        self.keep("tools")
        self._each_tool()
        self._inside()
        self._kept()

    def _guided(self) -> None:
        self.command("help-me")
        self.keep("situation")
        self.tap("Someone took too much")
        self.keep("overdose")
        self.command("help-me")
        self.pick("What is going on?", "Alcohol")
        self.keep("danger")
        self.tap("Yes")
        self.pick("Choose your country: India", "Ireland")
        self.keep("emergency")
        self.command("help-me")
        self.pick("What is going on?", "Alcohol")
        self.tap("No")
        self.keep("obstacle")
        self.tap("What it costs")
        self.pick("Choose your country: India", "Ireland")
        self.keep("lines")
        self.tap("Next")
        self.keep("human")
        self.tap("No, thank you")
        self.keep("tomorrow")
        self.tap("No, thank you")
        self.keep("done")

    def _careful(self) -> None:
        self.command("help-me")
        self.pick("What is going on?", "Someone hurts or scares me")
        self.keep("abuse")
        self.tap("No")
        self.tap("They may send the police")
        self.pick("Choose your country: India", "Ireland")
        self.tap("Next")
        self.keep("abuse-human")
        self.tap("Leave now")
        self.keep("left")
        self.command("help-me")
        self.tap("Just numbers, nothing else on screen")
        self.tap("No")
        self.pick("Choose your country: India", "Ireland")
        self.keep("discreet")
        self.tap("Next")
        self.tap("Yes, please")
        self.keep("discreet-asked")

    def _lines(self) -> None:
        self.command("helpline")
        self.keep("which-country")
        self.pick("Choose your country: Poland", "United Kingdom")
        self.keep("answer")
        self.tap("More lines")
        self.keep("more-lines")
        self.tap("Back")
        self.tap("Remember this for me")
        self.keep("remembered")

    def _each_tool(self) -> None:
        """The first screen of each tool."""
        for tool in TOOLS:
            self.tool(tool.name)
            self.piece("each-tool")

    def _inside(self) -> None:
        """A step within the tools that have steps of their own."""
        for tool, *presses in INSIDE:
            self.tool(tool)
            for label in presses:
                self.tap(label)
            self.piece("inside-tools")

    def _kept(self) -> None:
        """An urge from its first number to the question whether it may be kept, and where it is then found."""
        self.tool("Ride out an urge")
        self.tap("Next")
        self.pick("From 0 to 10", "8")
        self.tap("One minute")
        self.keep("urge")
        self.tap("Rate it again")
        self.pick("From 0 to 10", "3")
        self.keep("urge-after")
        self.tap("Keep this")
        self.keep("may-i-keep")
        self.tap(YES)
        self.command("tools")
        self.tap("What I kept")
        self.keep("kept")
