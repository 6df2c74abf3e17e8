"""What organisers do with their server's own rules: draft, put in use, remove, except. Staff are told each time."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.alerts.matching.engine import RuleError
from cogs.alerts.matching.own_rules import MAX_PATTERNS, MAX_RULES
from cogs.alerts.own_rules_live import as_exception, as_rule
from cogs.shared.words import mark
from storage.ids import new_id
from storage.outbox import OutboxStore
from storage.own_rules import OwnRuleStore
from storage.records.outbox import Lane, Target, ToSay
from storage.records.own_rules import OwnRule, RuleKind, RuleState
from storage.servers import ServerStore
from storage.work import Work

RULE_CHANGED = "alerts.rule_changed"
MAX_EXCEPTIONS = 500
_DRAFTS_KEPT = timedelta(days=1)


class Change(StrEnum):
    ADDED = "added"
    SHADOW = "shadow"
    REMOVED = "removed"
    EXCEPTED = "excepted"


class Unsaved(StrEnum):
    GONE = "gone"  # saved, dropped or too old
    NAME_TAKEN = "name_taken"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an organiser wrote; `name` may be empty: one is made from the words."""

    guild_id: int
    by_member_id: int
    words: str
    name: str = ""


def name_from(words: str) -> str:
    """A short name for a rule, from its own words."""
    return "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:32].strip("-") or "rule"


async def draft_rule(
    work: Work, wanted: Wanted, category: str, severity: int, now: datetime, replaces: OwnRule | None = None
) -> OwnRule | Unsaved:
    """Keep what was written until its author says yes. Raises RuleError when it cannot be used."""
    rule = OwnRule(
        rule_id=new_id(now),
        guild_id=wanted.guild_id,
        kind=RuleKind.RULE,
        name=name_from(wanted.name or wanted.words),
        words=wanted.words.strip(),
        category=category,
        severity=severity,
        target=None,
        channel_id=None,
        until=None,
        state=RuleState.DRAFT,
        replaces_id=None if replaces is None else replaces.rule_id,
        made_by_member_id=wanted.by_member_id,
        made_at=now,
    )
    as_rule(rule)
    store = OwnRuleStore(work)
    await store.forget_ended(wanted.guild_id, now, now - _DRAFTS_KEPT)
    taken = await _refused(work, rule, replaces, now)
    if taken is not None:
        return taken
    await store.add(rule)
    return rule


async def _refused(work: Work, rule: OwnRule, replaces: OwnRule | None, now: datetime) -> Unsaved | None:
    store = OwnRuleStore(work)
    same = await store.named(rule.guild_id, rule.name)
    if same is not None and (replaces is None or same.rule_id != replaces.rule_id):
        return Unsaved.NAME_TAKEN
    if rule.kind is RuleKind.EXCEPTION:
        return Unsaved.TOO_MANY if await store.count(rule.guild_id, rule.kind) >= MAX_EXCEPTIONS else None
    others = [one for one in await store.of_guild(rule.guild_id, now) if one.kind is RuleKind.RULE and one != replaces]
    patterns = sum(one.words.startswith("/") for one in others)
    if len(others) >= MAX_RULES or (rule.words.startswith("/") and patterns >= MAX_PATTERNS):
        return Unsaved.TOO_MANY
    return None


async def put_in_use(
    work: Work, guild_id: int, rule_id: int, by_member_id: int, state: RuleState, now: datetime
) -> OwnRule | Unsaved:
    """The draft counts from now on, and everybody who works on alerts is told."""
    store = OwnRuleStore(work)
    draft = await store.get(guild_id, rule_id)
    if draft is None or draft.state is not RuleState.DRAFT:
        return Unsaved.GONE
    replaced = None if draft.replaces_id is None else await store.get(guild_id, draft.replaces_id)
    refused = await _refused(work, draft, replaced, now)
    if refused is not None:
        return refused
    await store.put_in_use(draft, state)
    saved = replace(draft, state=state, replaces_id=None)
    await _tell(work, saved, Change.SHADOW if state is RuleState.SHADOW else Change.ADDED, by_member_id, now)
    return saved


async def drop(work: Work, guild_id: int, rule_id: int) -> None:
    """Forget a draft; nothing that is in use is touched."""
    store = OwnRuleStore(work)
    draft = await store.get(guild_id, rule_id)
    if draft is not None and draft.state is RuleState.DRAFT:
        await store.remove(guild_id, rule_id)


async def remove(work: Work, guild_id: int, name: str, by_member_id: int, now: datetime) -> OwnRule | None:
    """None when nothing in use is called that."""
    store = OwnRuleStore(work)
    found = await store.named(guild_id, name)
    if found is not None:
        await store.remove(guild_id, found.rule_id)
        await _tell(work, found, Change.REMOVED, by_member_id, now)
    return found


async def except_from(
    work: Work,
    wanted: Wanted,
    target: str,
    now: datetime,
    *,
    channel_id: int | None = None,
    until: datetime | None = None,
) -> OwnRule | Unsaved:
    """An exception limited by words, channel or time. Raises RuleError when it is limited by none of them."""
    if not wanted.words.strip() and channel_id is None and until is None:
        raise RuleError(mark("An exception needs words, a channel or an end; otherwise it would switch the rule off."))
    exception = OwnRule(
        rule_id=new_id(now),
        guild_id=wanted.guild_id,
        kind=RuleKind.EXCEPTION,
        name=name_from(wanted.name or f"not {target.rpartition('/')[2]} {wanted.words} {new_id(now) % 1000}"),
        words=wanted.words.strip(),
        category=None,
        severity=None,
        target=target,
        channel_id=channel_id,
        until=until,
        state=RuleState.LIVE,
        replaces_id=None,
        made_by_member_id=wanted.by_member_id,
        made_at=now,
    )
    if exception.words:
        as_exception(exception)
    store = OwnRuleStore(work)
    await store.forget_ended(wanted.guild_id, now, now - _DRAFTS_KEPT)
    refused = await _refused(work, exception, None, now)
    if refused is not None:
        return refused
    await store.add(exception)
    await _tell(work, exception, Change.EXCEPTED, wanted.by_member_id, now)
    return exception


async def _tell(work: Work, rule: OwnRule, change: Change, by_member_id: int, now: datetime) -> None:
    """Whoever may change what is looked for must not be able to do so unseen."""
    server = await ServerStore(work).get(rule.guild_id)
    if server is None or server.alert_channel_id is None:
        return
    await OutboxStore(work).add(
        ToSay(
            key=f"rule:{rule.rule_id}:{change.value}",
            kind=RULE_CHANGED,
            lane=Lane.ANSWERS,
            target=Target.CHANNEL,
            target_id=server.alert_channel_id,
            guild_id=rule.guild_id,
            arguments={
                "change": change.value,
                "kind": rule.kind.value,
                "name": rule.name,
                "words": rule.words,
                "category": rule.category or "",
                "severity": rule.severity or 0,
                "target": rule.target or "",
                "channel": "" if rule.channel_id is None else str(rule.channel_id),
                "until": None if rule.until is None else rule.until.isoformat(),
                "by": str(by_member_id),
            },
        ),
        now,
    )
