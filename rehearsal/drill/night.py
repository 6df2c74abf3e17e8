"""Sets the bot up as the settings say, by an organiser's own commands, and plays four bad hours."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from rehearsal.bot_process import BotProcess
from rehearsal.drill.own_rules import SEVERITIES, OwnRule, played
from rehearsal.drill.record import Ask, Night, Scene
from rehearsal.drill.report import Part, parts
from rehearsal.drill.settings import GONE, Settings
from rehearsal.drill.world import let_organisers_in, take_away
from rehearsal.fields import BadValue
from rehearsal.invocations import CannotDo
from rehearsal.people.finding import NotFound
from rehearsal.people.people import People
from rehearsal.people.stream import Received
from rehearsal.server import Rehearsal
from rehearsal.start_worlds import Place
from rehearsal.wire import Refusal

WORDS, GRAVE = "i am going to kill myself tonight", "i want to die"
OWN_WORDS = "Your own words"
SCENES = {
    "Words that cannot wait": "Cove writes that it will be tonight. Nobody answers.",
    "The bot restarts": "Dune writes while the bot is away. It has to read what it missed.",
    "Three at once": "Cove, Dune and Harbor write within a minute, in the small hours.",
    OWN_WORDS: "Others write words that rules of your own look for.",
    "The alert channel is lost": "The bot may not write there any more when Fen writes.",
}
LOOKED_AT = timedelta(minutes=45)
_NAMED = re.compile(r"/own\.([a-z0-9-]+)")
REFUSED = (Refusal, CannotDo, BadValue, NotFound)
Act = Callable[[], Awaitable[None]]


class Drill:
    """`set_up`, then `report`."""

    def __init__(
        self, rehearsal: Rehearsal, people: People, place: Place, settings: Settings, bot: BotProcess,
        look: timedelta = LOOKED_AT, titles: Iterable[str] = SCENES,
    ) -> None:  # fmt: skip
        self._rehearsal = rehearsal
        self._people = people
        self._place = place
        self._settings = settings
        self._bot = bot
        self._look = look
        self._titles = tuple(titles)
        self._desk = settings.alert_channel
        self.night = Night()

    async def set_up(self) -> None:
        """Choose what they chose, as an organiser does it; what the bot refuses is kept in `night.refused`."""
        chosen, boss = self._settings, "organiser-1"
        options: dict[str, object] = {
            "zone": chosen.zone, "alert_channel": chosen.alert_channel, "responder_role": chosen.responder_role,
            "moderator_role": chosen.moderator_role,
        }  # fmt: skip
        if chosen.second_channel not in (None, GONE):
            options["second_channel"] = chosen.second_channel
        await self._command(boss, "setup server", options)
        organisers = [f"organiser-{number}" for number in range(1, chosen.organisers + 1)]
        await self._choose(boss, "Choose organisers", organisers)
        let_organisers_in(self._rehearsal.world, self._place, chosen)
        watched = [name for name in chosen.watched if name != GONE]
        for start in range(0, len(watched), 25):
            await self._choose(boss, "Choose watched channels", watched[start : start + 25])
        for category, severity, policy in chosen.routes:
            row = {"category": category, "severity": SEVERITIES.get(severity, "medium"), "how": policy}
            await self._command(boss, "alerts routing set", row)
        pace = {"times": chosen.repeat_times, "minutes": chosen.repeat_every and chosen.repeat_every // 60}
        given = {word: str(value) for word, value in pace.items() if value is not None}
        if given:
            await self._command(boss, "alerts routing pace", given)
        if chosen.tell_member:
            await self._command(boss, "alerts routing options", {"tell_person": "true"})
        for rule in chosen.own_rules:
            await self._own_rule(boss, rule)
        for number, shift in enumerate(chosen.shifts):
            who = f"responder-{number % chosen.responders + 1}" if chosen.responders else boss
            hours = {"days": shift.weekday, "begin": shift.begin, "end": shift.end, "zone": chosen.zone}
            await self._command(who, "oncall add", hours)
        await self._tidy()
        take_away(self._rehearsal.world, self._place, chosen)

    async def report(self) -> list[Part]:
        """Play, and say on one page how it went."""
        begins = self._rehearsal.clock.now().astimezone(ZoneInfo(self._settings.zone))
        return parts(self._settings, await self.play(), begins)

    async def play(self) -> Night:
        """The scenes. Nobody ever answers: what is shown is how far the asking goes by itself."""
        where = next((name for name in self._settings.watched if name in self._place.channels), None)
        if where is None:
            self.night.unplayed.append("No channel is watched, so nothing that anybody writes would reach anybody.")
            return self.night
        clock, levers = self._rehearsal.bot_clock, self._rehearsal.levers
        guild_id, alerts = self._place.guild_id, self._place.channels[self._settings.alert_channel]

        async def first() -> None:
            await self._says("cove", where, WORDS)

        async def while_away() -> None:
            await self._bot.stop()
            await clock.alone()
            await self._says("dune", where, GRAVE)
            await self._bot.start()
            await clock.followed()

        async def three() -> None:
            for who in ("cove", "dune", "harbor"):
                await self._says(who, where, GRAVE)
                await clock.advance(timedelta(seconds=15))

        own = played(self._settings.own_rules)

        async def own_words() -> None:
            for who, _, words in own:
                await self._says(who, where, words)
                await clock.advance(timedelta(seconds=15))

        async def no_way_in() -> None:
            levers.revoke("send_messages", guild_id=guild_id, channel_id=alerts)
            await self._says("fen", where, GRAVE)

        acts = dict(zip(SCENES, (first, while_away, three, own_words, no_way_in), strict=True))
        for title in self._titles:
            if title == OWN_WORDS and not own:
                continue
            if self.night.scenes:
                await clock.advance(timedelta(hours=1))
            await self._scene(title, SCENES[title], acts[title])
        return self.night

    async def _scene(self, title: str, what: str, act: Act) -> None:
        scene = Scene(title, what, self._rehearsal.clock.now())
        before = self._people.stream.seq
        await act()
        await self._rehearsal.bot_clock.advance(self._look)
        for item in self._people.stream.since(before):
            self._count(scene, item)
        self.night.scenes.append(scene)

    def _count(self, scene: Scene, item: Received) -> None:
        if not item.from_bot or item.kind not in ("message", "dm"):
            return
        who = self._people.find.person(item.person)
        name = self._rehearsal.world.state.users[who].name
        if not name.startswith(("responder-", "moderator-", "organiser-")):
            scene.member_told = scene.member_told or item.kind == "dm"
            return
        self.night.found |= set(_NAMED.findall(item.text))
        if item.kind == "message" and not item.pinged:
            return
        after = timedelta(seconds=round((item.at - scene.at).total_seconds()))
        where = "a direct message" if item.kind == "dm" else f"#{item.channel}"
        last = scene.asks[-1] if scene.asks else None
        if last is not None and last.where == where and after - last.after <= timedelta(seconds=2):
            last.whom = tuple(dict.fromkeys((*last.whom, name)))
        else:
            scene.asks.append(Ask(after, where, (name,)))

    # ---- acting

    async def _says(self, who: str, where: str, words: str) -> None:
        await self._people.say(who, where, words)

    async def _command(self, who: str, name: str, options: Mapping[str, object]) -> bool:
        """Whether the bot did it."""
        before = self._people.stream.seq
        try:
            texts = {word: str(value) for word, value in options.items()}
            outcome = await self._people.outcome(await self._people.command(who, self._desk, name, texts))
        except REFUSED as error:
            self.night.refused.append(f"/{name}: {error}")
            return False
        await self._rehearsal.bot_clock.quiet()
        answer = next((item.text for item in self._people.stream.since(before) if item.kind == "private"), "")
        if outcome == "failed" or "Nothing was changed" in answer:
            self.night.refused.append(f"/{name}: {answer or 'the bot did not answer'}")
            return False
        return True

    async def _own_rule(self, who: str, rule: OwnRule) -> None:
        """A rule is saved, or counts in shadow, by the buttons under its trial; an exception needs none."""
        if not rule.is_rule:
            limits: dict[str, object] = {"rule": rule.target}
            if rule.words:
                limits["words"] = rule.words
            if rule.channel in self._place.channels:
                limits["channel"] = rule.channel
            if rule.until is not None:
                limits["days"] = min(max((rule.until - self._rehearsal.clock.now()).days + 1, 1), 365)
            if not rule.channel or "channel" in limits:  # in a channel that nobody reads it changes nothing
                await self._command(who, "alerts rule except", limits)
            return
        severity = SEVERITIES.get(rule.severity, "medium")
        given = {"words": rule.words, "category": rule.category, "severity": severity, "name": rule.name}
        if not await self._command(who, "alerts rule add", given):
            return
        try:
            await self._press(who, "In shadow first" if rule.shadow else "Save")
            with contextlib.suppress(*REFUSED):  # a rule that matches much is asked about twice
                await self._press(who, "Save all the same")
        except REFUSED as error:
            self.night.refused.append(f"own rule {rule.name}: {error}")

    async def _press(self, who: str, button: str) -> None:
        await self._people.outcome(await self._people.press(who, self._desk, self._panel(who), button))
        await self._rehearsal.bot_clock.quiet()

    async def _choose(self, who: str, select: str, values: list[str]) -> None:
        try:
            panel = self._panel(who)
            await self._people.outcome(await self._people.choose(who, self._desk, panel, values, select=select))
        except REFUSED as error:
            self.night.refused.append(f"{select}: {error}")
        await self._rehearsal.bot_clock.quiet()

    def _panel(self, who: str) -> int:
        person = self._people.find.person(who)
        shown = self._people.sight.messages(person, self._place.channels[self._desk])
        found = [int(message["id"]) for message in shown if message["private"] and message.get("components")]
        if not found:
            raise NotFound("the set-up panel did not come")
        return max(found)

    async def _tidy(self) -> None:
        for name, person in self._place.people.items():
            for message in self._people.sight.messages(person, self._place.channels[self._desk]):
                if message["private"]:
                    await self._people.delete(name, self._place.channels[self._desk], int(message["id"]))
