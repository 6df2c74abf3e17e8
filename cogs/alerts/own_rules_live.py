"""Each server's own rules beside the packs, in memory: a message is matched before anything is awaited."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from cogs.alerts.matching.engine import Engine, parse_exception, parse_rule
from cogs.alerts.matching.findings import Hit, Severity
from cogs.alerts.matching.packs import Exemption, Rule
from cogs.shared.app import App
from cogs.shared.schedule import Sweep
from storage.own_rules import OwnRuleStore
from storage.records.own_rules import OwnRule, RuleKind, RuleState
from storage.servers import ServerStore

SWEEP = "alerts own rules"
_WRITE_EVERY = timedelta(seconds=30)
_Counted = tuple[int, frozenset[int], int, date]  # server, where it was said, rule, day


def hit_name(rule: OwnRule) -> str:
    """The name that a rule's hits carry, and by which an exception is said to have applied."""
    return f"{rule.category}/own.{rule.name}" if rule.kind is RuleKind.RULE else f"own.{rule.name}"


def as_rule(rule: OwnRule) -> Rule:
    """The rule that its row describes. Raises RuleError when it cannot be used."""
    assert rule.category is not None
    assert rule.severity is not None
    severity = Severity(rule.severity)
    return parse_rule(rule.words, rule_id=f"own.{rule.name}", category=rule.category, severity=severity)


def as_exception(rule: OwnRule) -> Exemption:
    assert rule.target is not None
    return parse_exception(rule.words, exception_id=hit_name(rule), targets=frozenset({rule.target}))


class Ears:
    """The engine of one server, as its rules stand. Which exceptions hold depends on the channel."""

    def __init__(self, base: Engine, rules: Sequence[OwnRule]) -> None:
        self._base = base
        self._own = [as_rule(rule) for rule in rules if rule.kind is RuleKind.RULE]
        exceptions = [rule for rule in rules if rule.kind is RuleKind.EXCEPTION]
        self._worded = [rule for rule in exceptions if rule.words]
        self._whole = [rule for rule in exceptions if not rule.words]
        self._limits = frozenset(rule.channel_id for rule in self._worded if rule.channel_id is not None)
        self._engines: dict[frozenset[int], Engine] = {}
        self._shadow = {hit_name(rule): rule.rule_id for rule in rules if rule.state is RuleState.SHADOW}
        self.ends = min((rule.until for rule in exceptions if rule.until is not None), default=None)
        self.engine(frozenset())

    def engine(self, places: frozenset[int]) -> Engine:
        here = places & self._limits
        if here not in self._engines:
            holding = [
                as_exception(rule) for rule in self._worded if rule.channel_id is None or rule.channel_id in here
            ]
            self._engines[here] = self._base.with_rules(self._own, holding)
        return self._engines[here]

    def scan(self, places: frozenset[int], text: str) -> tuple[tuple[Hit, ...], tuple[int, ...]]:
        """What counts in a message said in these places (a channel, and the one its thread belongs to), and the rules
        in shadow that would have counted."""
        counting: list[Hit] = []
        shadow: list[int] = []
        for hit in self.engine(places).scan(text):
            settled = self._excepted(hit, places)
            if hit.rule not in self._shadow:
                counting.append(settled)
            elif settled.alerts:
                shadow.append(self._shadow[hit.rule])
        return tuple(counting), tuple(dict.fromkeys(shadow))

    def _excepted(self, hit: Hit, places: frozenset[int]) -> Hit:
        if hit.suppressed_by is not None or hit.severity >= Severity.CRITICAL:
            return hit
        for rule in self._whole:
            if (rule.channel_id is None or rule.channel_id in places) and rule.target in (hit.category, hit.rule):
                return replace(hit, suppressed_by=hit_name(rule))
        return hit


class OwnRules:
    """What every server's messages are matched with; servers without rules of their own share the packs' engine."""

    def __init__(self, app: App, base: Engine) -> None:
        self.app = app
        self.base = base
        self._ears: dict[int, Ears] = {}
        self._rules: dict[int, tuple[OwnRule, ...]] = {}
        self._shadow: Counter[_Counted] = Counter()
        self._write_at: datetime | None = None

    def register(self) -> None:
        self.app.schedule.add(Sweep(SWEEP, self._next_due, self._run))

    async def load(self) -> None:
        """Every server's rules, at the start."""
        async with self.app.database.reading() as work:
            found = await OwnRuleStore(work).all(self.app.clock.now())
        for guild_id in sorted({rule.guild_id for rule in found}):
            await self._hear(guild_id, tuple(rule for rule in found if rule.guild_id == guild_id))

    async def reload(self, guild_id: int) -> None:
        """After a change: from here on messages are matched with what is in use now."""
        async with self.app.database.reading() as work:
            found = await OwnRuleStore(work).of_guild(guild_id, self.app.clock.now())
        await self._hear(guild_id, found)

    async def _hear(self, guild_id: int, rules: tuple[OwnRule, ...]) -> None:
        if not rules:
            self._ears.pop(guild_id, None)
            self._rules.pop(guild_id, None)
            return
        # Thousands of rules take a second to prepare, and messages must not wait for that.
        self._ears[guild_id] = await asyncio.to_thread(Ears, self.base, rules)
        self._rules[guild_id] = rules

    def scan(self, guild_id: int, places: Iterable[int | None], text: str, *, live: bool = False) -> tuple[Hit, ...]:
        """What counts in a text said there. `live`: what rules in shadow find is counted."""
        ears = self._ears_of(guild_id)
        if ears is None:
            return self.base.scan(text)
        here = frozenset(place for place in places if place is not None)
        hits, shadow = ears.scan(here, text)
        if shadow and live:
            self._count(guild_id, here, shadow)
        return hits

    def _ears_of(self, guild_id: int) -> Ears | None:
        ears = self._ears.get(guild_id)
        now = self.app.clock.now()
        if ears is None or ears.ends is None or ears.ends > now:
            return ears
        kept = tuple(rule for rule in self._rules[guild_id] if rule.until is None or rule.until > now)
        self._rules[guild_id], self._ears[guild_id] = kept, Ears(self.base, kept)
        return self._ears[guild_id]

    def _count(self, guild_id: int, here: frozenset[int], rule_ids: Sequence[int]) -> None:
        now = self.app.clock.now()
        self._shadow.update((guild_id, here, rule_id, now.date()) for rule_id in rule_ids)
        if self._write_at is None:
            self._write_at = now + _WRITE_EVERY
            self.app.schedule.wake(SWEEP)

    async def _next_due(self) -> datetime | None:
        return self._write_at

    async def _run(self, now: datetime) -> int:
        if self._write_at is None or self._write_at > now:
            return 0
        counted, self._shadow, self._write_at = self._shadow, Counter[_Counted](), None
        async with self.app.database.transaction() as work:
            for (guild_id, here, rule_id, day), times in counted.items():
                server = await ServerStore(work).get(guild_id)
                if server is not None and any(map(server.watches, here)):
                    await OwnRuleStore(work).counted(guild_id, rule_id, day, times)
        return 0
