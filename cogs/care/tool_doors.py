"""Doors for the tools: every press redraws one private message; what is written goes nowhere unless it is kept."""

from cogs.care import keeping, text, tool_views
from cogs.care.breathing import Breathing
from cogs.care.keeping import May
from cogs.care.kept_views import may_i_keep
from cogs.care.timer import KIND, come_back, promised
from cogs.care.tool_views import Step, week_answers
from cogs.care.tools import (
    ANSWER_FIELDS,
    BY_KEY,
    GRID,
    MOST_MINUTES,
    MOST_SMALL_THINGS,
    NEEDS,
    SMALL,
    SURF,
    TORN,
    WAYS,
    WAYS_OUT,
    WEEK,
    Field,
    Tool,
)
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.efforts import Effort, effort_made
from cogs.shared.errors import words_of
from cogs.shared.scanning import look_at
from cogs.shared.ui import Press


class ToolDoors:
    def __init__(self, app: App, breathing: Breathing) -> None:
        self.app = app
        self.breathing = breathing

    def register(self) -> None:
        for verb, door in (
            ("tools", self.tools),
            ("choose", self.choose),
            ("open", self.open),
            ("step", self.step),
            ("surf", self.surf),
            ("surf_rate", self.surf_rate),
            ("surf_keep", self.surf_keep),
            ("needs", self.needs),
            ("way", self.way),
            ("way_wait", self.wait),
            ("chosen", self.chosen),
            ("torn", self.torn),
            ("week", self.week),
            ("week_rate", self.week_rate),
            ("week_keep", self.week_keep),
            ("breathe", self.breathing.breathe),
            ("form", self.form),
            ("small_more", self.small_more),
            ("wrote", self.wrote),
            ("done", self.done),
            ("was", self.was),
            ("stop", self.stop),
            ("consent", self.consent),
        ):
            self.app.router.on("care", verb, door)

    async def tools(self, press: Press) -> None:
        await answer(press.interaction, tool_views.menu(words_of(press.interaction)))

    async def choose(self, press: Press) -> None:
        await self._open(press, next(iter(press.values), ""))

    async def open(self, press: Press) -> None:
        await self._open(press, press.row)

    async def _open(self, press: Press, key: str) -> None:
        self.breathing.end_for(press.interaction.user.id)
        await redraw(press.interaction, tool_views.opening(words_of(press.interaction), _tool(key)))

    async def step(self, press: Press) -> None:
        key, _, number = press.row.partition(".")
        tool = _tool(key)
        if not 0 <= int(number) < len(tool.steps):
            raise ValueError("no such step")
        await redraw(press.interaction, tool_views.step(words_of(press.interaction), tool, int(number)))

    async def surf(self, press: Press) -> None:
        before, minutes, after = _surf(press.row)
        if after == "s":
            await self._ridden_out(press)
        await redraw(
            press.interaction,
            tool_views.surf(words_of(press.interaction), before, minutes, after, self.app.clock.now()),
        )

    async def surf_rate(self, press: Press) -> None:
        state, _, which = press.row.rpartition(".")
        before, minutes, after = _surf(state)
        rated = str(_from_0_to_10(press))
        before, after = (rated, after) if which == "b" else (before, rated)
        if which == "a":
            await self._ridden_out(press)
        await redraw(
            press.interaction,
            tool_views.surf(words_of(press.interaction), before, minutes, after, self.app.clock.now()),
        )

    async def _ridden_out(self, press: Press) -> None:
        """Noted for those alone who want their efforts marked; for everyone else nothing is written."""
        if press.interaction.guild_id is not None:
            now = self.app.clock.now()
            async with self.app.database.transaction() as work:
                await effort_made(work, press.guild_id, press.interaction.user.id, Effort.URGE, now)
            self.app.events.wake()

    async def surf_keep(self, press: Press) -> None:
        before, _, after = _surf(press.row)
        said = {"before": before, "after": after}
        await self._keep(press, SURF, {k: v for k, v in said.items() if v.isdigit()}, f"surf.{press.row}")

    async def needs(self, press: Press) -> None:
        chosen = [key for key in press.values if key in NEEDS]
        await redraw(press.interaction, tool_views.needs_met(words_of(press.interaction), chosen))

    async def way(self, press: Press) -> None:
        if press.row not in WAYS_OUT:
            raise ValueError("not one of the ways")
        await redraw(press.interaction, tool_views.way(words_of(press.interaction), press.row, self.app.clock.now()))

    async def wait(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        reach = await come_back(self.app.database, press.guild_id, who, self.app.clock.now())
        self.app.delivery.wake()
        await answer(press.interaction, promised(w, KIND, reach))

    async def chosen(self, press: Press) -> None:
        w = words_of(press.interaction)
        await redraw(press.interaction, tool_views.writing(w, text.opening(w, BY_KEY[GRID]), GRID))

    async def torn(self, press: Press) -> None:
        w = words_of(press.interaction)
        await redraw(press.interaction, tool_views.wrote(w, GRID, [w.marked(TORN)], urgent=False))

    async def week(self, press: Press) -> None:
        await redraw(press.interaction, tool_views.week_step(words_of(press.interaction), _rated(press.row)))

    async def week_rate(self, press: Press) -> None:
        number = _from_0_to_10(press)
        rated = _rated(press.row) + ("a" if number == 10 else str(number))
        await redraw(press.interaction, tool_views.week_step(words_of(press.interaction), rated))

    async def week_keep(self, press: Press) -> None:
        await self._keep(press, WEEK, week_answers(_rated(press.row)), f"week.{press.row}")

    async def form(self, press: Press) -> None:
        key, keeps, number = _form(press.row)
        w, fields = words_of(press.interaction), _fields_of(key)
        if keeps and not await self.has_said_yes(press, f"form.{key}"):
            return
        await ask(press.interaction, tool_views.form(w, key, fields, keeps=keeps, number=number))

    async def small_more(self, press: Press) -> None:
        w, number = words_of(press.interaction), int(press.row)
        if not 1 < number <= MOST_SMALL_THINGS:
            raise ValueError("not so many")
        said = [f"### {w.marked(BY_KEY[SMALL].name)}", w("{n} of {all}", n=number, all=MOST_SMALL_THINGS)]
        await redraw(press.interaction, tool_views.writing(w, said, SMALL, number))

    async def wrote(self, press: Press) -> None:
        key, keeps, number = _form(press.row)
        w, fields = words_of(press.interaction), _fields_of(key)
        said = {name: press.text(name)[:500] for name, _, _ in fields if press.text(name)}
        tool = WAYS if key == "answer" else key
        found = look_at("\n".join(said.values()))
        lines = [text.answers(w, said)] if said else [w("You left it empty. That is fine.")]
        urgent = found is not None and found.urgent
        after, once_kept = BY_KEY[tool].after, BY_KEY[tool].kept
        if said and after and not urgent:
            lines.append(w.marked(after))
        if said and keeps:
            who, now = press.interaction.user.id, self.app.clock.now()
            is_kept = await keeping.keep(self.app.database, press.guild_id, who, tool, said, now)
            lines.append(
                text.kept(w) if is_kept else w("It was not kept: I have no yes from you. Copy it if you like.")
            )
            if is_kept and once_kept and not urgent:
                lines.append(w.marked(once_kept))
        await redraw(press.interaction, tool_views.wrote(w, tool, lines, urgent=urgent, number=number))

    async def done(self, press: Press) -> None:
        self.breathing.end_for(press.interaction.user.id)
        await redraw(press.interaction, tool_views.done(words_of(press.interaction), _tool(press.row)))

    async def was(self, press: Press) -> None:
        key, _, how = press.row.partition(".")
        if how not in ("yes", "no", "skip"):
            raise ValueError("not an answer of ours")
        await redraw(press.interaction, tool_views.over(words_of(press.interaction), _tool(key), how))

    async def stop(self, press: Press) -> None:
        self.breathing.end_for(press.interaction.user.id)
        await redraw(press.interaction, Text(text.stopped(words_of(press.interaction))))

    async def consent(self, press: Press) -> None:
        yes, _, then = press.row.partition(".")
        if yes not in ("y", "n"):
            raise ValueError("neither yes nor no")
        w, who = words_of(press.interaction), press.interaction.user.id
        may = await keeping.say_yes(
            self.app.database, press.guild_id, who, old_enough=yes == "y", now=self.app.clock.now()
        )
        if may is May.TOO_YOUNG:
            await redraw(press.interaction, Text("\n".join(text.too_young(w))))
            return
        what, _, row = then.partition(".")
        match what:
            case "form":
                await ask(press.interaction, tool_views.form(w, row, _fields_of(row), keeps=True))
            case "surf":
                await self.surf_keep(Press(press.interaction, row))
            case "week":
                await self.week_keep(Press(press.interaction, row))
            case _:
                again = tool_views.button(w("Go on"), what if what in ("plan", "card", "heads_up") else "tools")
                await redraw(press.interaction, Step([w("Thank you. You can write now.")], tool_views.in_rows(again)))

    async def has_said_yes(self, press: Press, then: str) -> bool:
        """Whether something may be kept; otherwise the person has just been asked, or told why not."""
        w = words_of(press.interaction)
        match await keeping.may_keep(self.app.database, press.guild_id, press.interaction.user.id):
            case May.YES:
                return True
            case May.TOO_YOUNG:
                await redraw(press.interaction, Text("\n".join(text.too_young(w))))
            case May.ASK:
                await redraw(press.interaction, may_i_keep(w, then))
        return False

    async def _keep(self, press: Press, tool: str, said: dict[str, str], then: str) -> None:
        if not await self.has_said_yes(press, then):
            return
        w, who, now = words_of(press.interaction), press.interaction.user.id, self.app.clock.now()
        await keeping.keep(self.app.database, press.guild_id, who, tool, said, now)
        await redraw(press.interaction, tool_views.wrote(w, tool, [text.answers(w, said), text.kept(w)], urgent=False))


def _tool(key: str) -> Tool:
    if key not in BY_KEY:
        raise ValueError("not a tool of ours")
    return BY_KEY[key]


def _form(row: str) -> tuple[str, bool, int]:
    """Which form, whether it is kept, and the first, second or third of its kind: `small.1.2`; older ids have two."""
    key, keeps, number = (*row.split("."), "1")[:3]
    if keeps not in ("0", "1") or number not in ("1", "2", "3"):
        raise ValueError("not a form of ours")
    return key, keeps == "1", int(number)


def _fields_of(key: str) -> tuple[Field, ...]:
    fields = ANSWER_FIELDS if key == "answer" else _tool(key).fields
    if not fields:
        raise ValueError("nothing is written there")
    return fields


def _surf(row: str) -> tuple[str, int, str]:
    before, minutes, after = row.split(".")
    strength = {"-", "x", "s", *map(str, range(11))}
    if before not in strength or after not in strength or not 0 <= int(minutes) <= MOST_MINUTES:
        raise ValueError("not a state of ours")
    return before, int(minutes), after


def _rated(row: str) -> str:
    rated = row[1:]
    if row[:1] != "r" or len(rated) > 8 or set(rated) - set("0123456789a-"):
        raise ValueError("not a week of ours")
    return rated


def _from_0_to_10(press: Press) -> int:
    number = int(next(iter(press.values), ""))
    if not 0 <= number <= 10:
        raise ValueError("not from 0 to 10")
    return number
