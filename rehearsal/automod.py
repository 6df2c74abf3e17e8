"""Discord's AutoMod: looks at what people (and the bot) are about to post, blocks, alerts and times out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from rehearsal.wire import Json, Refusal
from rehearsal.world import AutoModRule, Channel, Member, Message, World, bits

KEYWORD, SPAM, PRESET, MENTIONS = 1, 3, 4, 5
BLOCK, ALERT, TIME_OUT = 1, 2, 3
_ALERT_MESSAGE = 24
_EXEMPT = bits("administrator") | bits("manage_guild")
_MENTION = re.compile(r"<@[!&]?(\d+)>")


@dataclass(frozen=True, slots=True)
class Hit:
    """Why a rule fired: the keyword or pattern (None for mentions) and the text it found."""

    keyword: str | None
    found: str


def hit(rule: AutoModRule, content: str) -> Hit | None:
    """What of `content` a rule objects to, if anything. Presets and spam are Discord's own models: never a
    hit here."""
    meta = rule.trigger_metadata
    if rule.trigger_type == MENTIONS:
        limit = meta.get("mention_total_limit")
        mentions = set(_MENTION.findall(content))
        return Hit(None, "") if limit is not None and len(mentions) > int(limit) else None
    if rule.trigger_type != KEYWORD:
        return None
    allowed = [word for word in meta.get("allow_list") or () if _matches(str(word), content)]
    for keyword in meta.get("keyword_filter") or ():
        found = _matches(str(keyword), content)
        if found is not None and str(keyword) not in allowed and not _covered(found, allowed):
            return Hit(str(keyword), found)
    for pattern in meta.get("regex_patterns") or ():
        match = re.search(str(pattern), content, re.IGNORECASE)
        if match is not None and not _covered(match.group(), allowed):
            return Hit(str(pattern), match.group())
    return None


def _covered(found: str, allowed: list[str]) -> bool:
    return any(found.casefold() in word.strip("*").casefold() for word in allowed)


def _matches(keyword: str, content: str) -> str | None:
    """The text that a keyword finds: whole words, unless a * at either end opens it."""
    bare = keyword.strip("*")
    if not bare:
        return None
    left = "" if keyword.startswith("*") else r"(?<!\w)"
    right = "" if keyword.endswith("*") else r"(?!\w)"
    match = re.search(left + re.escape(bare) + right, content, re.IGNORECASE)
    return match.group() if match else None


class AutoMod:
    """Applies the rules of each server to new and edited messages."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.state.screens.append(self.screen)

    def screen(self, message: Message, content: str) -> None:
        """Let a message pass, or raise `Refusal` 200000; other actions happen on the way."""
        world = self._world
        channel = world.state.channels[message.channel_id]
        guild = world.state.guilds.get(channel.guild_id or 0)
        if guild is None or not content or message.author_id not in guild.members or message.webhook_id is not None:
            return
        member = guild.members[message.author_id]
        if world.permissions(guild.id, member.user_id) & _EXEMPT:
            return
        blocked = False
        for rule in guild.auto_mod_rules.values():
            found = hit(rule, content) if self._applies(rule, channel, member) else None
            if found is None:
                continue
            for action in rule.actions:
                kind = int(action.get("type", 0))
                blocked = blocked or kind == BLOCK
                alert = self._act(rule, kind, action, member, channel, content, found)
                self._tell(rule, action, member, channel, content, found, alert)
        if blocked:
            raise Refusal(400, 200000, "Message was blocked by automatic moderation")

    @staticmethod
    def _applies(rule: AutoModRule, channel: Channel, member: Member) -> bool:
        places = {channel.id, channel.parent_id}
        return (
            rule.enabled
            and not places & set(rule.exempt_channels)
            and not set(member.role_ids) & set(rule.exempt_roles)
        )

    def _act(
        self, rule: AutoModRule, kind: int, action: Json, member: Member, channel: Channel, content: str, found: Hit
    ) -> int | None:
        """Do what an action says besides blocking; returns the alert's message id, if it made one."""
        state = self._world.state
        meta: Json = action.get("metadata") or {}
        options: Json = {
            "auto_moderation_rule_name": rule.name,
            "auto_moderation_rule_trigger_type": str(rule.trigger_type),
        }
        audit = {BLOCK: 143, ALERT: 144, TIME_OUT: 145}.get(kind)
        if audit is not None:
            options |= {"channel_id": str(channel.id)}
            state.record_audit_log(
                rule.guild_id, audit, target_id=member.user_id, options=options, user_id=member.user_id
            )
        if kind == TIME_OUT:
            until = self._world.clock.now() + timedelta(seconds=int(meta.get("duration_seconds", 60)))
            state.edit_member(rule.guild_id, member.user_id, {"timed_out_until": until.isoformat()})
        where = int(meta.get("channel_id") or 0)
        if kind != ALERT or where not in state.channels:
            return None
        fields = [
            {"name": "rule_name", "value": rule.name, "inline": False},
            {"name": "channel_id", "value": str(channel.id), "inline": False},
            {"name": "keyword", "value": found.keyword or "", "inline": False},
            {"name": "keyword_matched_content", "value": found.found, "inline": False},
        ]
        embed: Json = {"type": "auto_moderation_message", "description": content, "fields": fields}
        alert = state.prepare_message(where, member.user_id, "", embeds=[embed])
        alert.type = _ALERT_MESSAGE
        return state.commit_message(alert).id

    def _tell(
        self,
        rule: AutoModRule,
        action: Json,
        member: Member,
        channel: Channel,
        content: str,
        found: Hit,
        alert: int | None,
    ) -> None:
        body: Json = {
            "guild_id": str(rule.guild_id), "action": action, "rule_id": str(rule.id),
            "rule_trigger_type": rule.trigger_type, "user_id": str(member.user_id), "channel_id": str(channel.id),
            "content": content, "matched_keyword": found.keyword, "matched_content": found.found,
        }  # fmt: skip
        if alert is not None:
            body["alert_system_message_id"] = str(alert)
        self._world.tell("AUTO_MODERATION_ACTION_EXECUTION", body)
