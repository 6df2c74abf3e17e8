"""Channels, threads, members, roles, bans, AutoMod rules and scheduled events: what their forms allow."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from rehearsal.rules.form import Form, an_object
from rehearsal.wire import Json, Refusal

ARCHIVE = (60, 1440, 4320, 10080)
TIME_OUT = timedelta(days=28)
_FORUMS = (15, 16)
_TRIGGERS = (1, 3, 4, 5, 6)


def check_channel(body: Json, *, creating: bool, kind: int) -> None:
    """Check a channel or thread to be created or changed."""
    form = Form()
    if creating or "name" in body:
        form.text(("name",), body.get("name"), 1, 100)
    form.text(("topic",), body.get("topic"), 0, 4096 if kind in _FORUMS else 1024)
    form.whole(("rate_limit_per_user",), body.get("rate_limit_per_user"), 0, 21_600)
    for name in ("auto_archive_duration", "default_auto_archive_duration"):
        form.one_of((name,), body.get(name), ARCHIVE)
    for index, tag in enumerate(form.items(("available_tags",), body.get("available_tags"), 0, 20)):
        form.text(("available_tags", index, "name"), an_object(tag).get("name"), 1, 20)
    form.items(("applied_tags",), body.get("applied_tags"), 0, 5)
    form.items(("permission_overwrites",), body.get("permission_overwrites"), 0, 1000)
    form.settle()


def check_account(body: Json) -> None:
    """Check changes of the bot's own account."""
    form = Form()
    form.text(("username",), body.get("username"), 2, 32, required="username" in body)
    form.settle()


def check_member(body: Json, now: datetime) -> None:
    """Check changes of a member."""
    form = Form()
    form.text(("nick",), body.get("nick"), 0, 32)
    until = body.get("communication_disabled_until")
    if until is not None:
        try:
            moment = datetime.fromisoformat(str(until))
        except ValueError:
            form.add(("communication_disabled_until",), "DATE_TIME_TYPE_PARSE", f"Could not parse {until}.")
        else:
            if moment - now > TIME_OUT + timedelta(seconds=5):
                message = "A time-out may last at most 28 days."
                form.add(("communication_disabled_until",), "GUILD_MEMBER_COMMUNICATION_DISABLED_TOO_LONG", message)
    form.settle()


def check_ban(body: Json) -> None:
    """Check a ban: how much to delete."""
    form = Form()
    form.whole(("delete_message_seconds",), body.get("delete_message_seconds"), 0, 604_800)
    form.settle()


def check_bulk_ban(body: Json) -> None:
    """Check a ban of several people."""
    check_ban(body)
    form = Form()
    form.items(("user_ids",), body.get("user_ids"), 1, 200)
    form.settle()


def check_bulk_delete(body: Json, now_ms: int) -> None:
    """Check a deletion of several messages: 2 to 100 different ones, none older than two weeks."""
    form = Form()
    ids = form.items(("messages",), body.get("messages"), 2, 100)
    for index, item in enumerate(ids):
        form.snowflake(("messages", index), item)
    if len({str(item) for item in ids}) != len(ids):
        form.add(("messages",), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    form.settle()
    fortnight = int(timedelta(days=14) / timedelta(milliseconds=1))
    if any(now_ms - (int(item) >> 22) > fortnight for item in ids):
        raise Refusal(400, 50034, "You can only bulk delete messages that are under 14 days old.")


def check_role(body: Json) -> None:
    """Check a role to be created or changed."""
    form = Form()
    form.text(("name",), body.get("name"), 0, 100)
    form.whole(("color",), body.get("color"), 0, 0xFFFFFF)
    form.settle()


def check_event(body: Json, now: datetime, *, creating: bool) -> None:
    """Check a scheduled event."""
    form = Form()
    if creating or "name" in body:
        form.text(("name",), body.get("name"), 1, 100)
    form.text(("description",), body.get("description"), 0, 1000)
    form.text(("entity_metadata", "location"), an_object(body.get("entity_metadata")).get("location"), 0, 100)
    for name in ("scheduled_start_time", "entity_type", "privacy_level"):
        if creating and body.get(name) is None:
            form.required((name,))
    form.one_of(("entity_type",), body.get("entity_type"), (1, 2, 3))
    form.one_of(("privacy_level",), body.get("privacy_level"), (2,))
    start = body.get("scheduled_start_time")
    if creating and start is not None and _moment(start) < now:
        message = "Cannot schedule event in the past."
        form.add(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message)
    form.settle()


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        form = Form()
        form.add(("scheduled_start_time",), "DATE_TIME_TYPE_PARSE", f"Could not parse {text}.")
        form.settle()
        raise
    return moment if moment.tzinfo is not None else moment.astimezone()


def check_automod(body: Json, *, creating: bool) -> None:
    """Check an AutoMod rule."""
    form = Form()
    if creating or "name" in body:
        form.text(("name",), body.get("name"), 1, 100)
    if creating:
        form.one_of(("trigger_type",), body.get("trigger_type", 0), _TRIGGERS)
        form.one_of(("event_type",), body.get("event_type", 0), (1, 2))
    meta = an_object(body.get("trigger_metadata"))
    for name, most, length in (("keyword_filter", 1000, 60), ("regex_patterns", 10, 260), ("allow_list", 1000, 60)):
        for index, word in enumerate(form.items(("trigger_metadata", name), meta.get(name), 0, most)):
            form.text(("trigger_metadata", name, index), word, 1, length)
    if body.get("trigger_type") == 1:
        form.items(("trigger_metadata", "allow_list"), meta.get("allow_list"), 0, 100)
    form.whole(("trigger_metadata", "mention_total_limit"), meta.get("mention_total_limit"), 0, 50)
    form.items(("exempt_roles",), body.get("exempt_roles"), 0, 20)
    form.items(("exempt_channels",), body.get("exempt_channels"), 0, 50)
    if creating or "actions" in body:
        for index, item in enumerate(form.items(("actions",), body.get("actions"), 1, 5)):
            _action(form, index, an_object(item), body.get("trigger_type"))
    form.settle()


def _action(form: Form, index: int, action: Json, trigger: Any) -> None:
    path, meta = ("actions", index), an_object(action.get("metadata"))
    form.one_of((*path, "type"), action.get("type", 0), (1, 2, 3, 4))
    form.text((*path, "metadata", "custom_message"), meta.get("custom_message"), 0, 150)
    form.whole((*path, "metadata", "duration_seconds"), meta.get("duration_seconds"), 0, 2_419_200)
    if action.get("type") == 2 and not meta.get("channel_id"):
        form.required((*path, "metadata", "channel_id"))
    if action.get("type") == 3 and trigger is not None and trigger not in (1, 5):
        message = "A time-out goes only with keyword and mention rules."
        form.add((*path, "type"), "AUTO_MODERATION_INVALID_ACTION_TYPE", message)
