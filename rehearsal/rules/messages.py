"""Messages that the bot posts or edits: content, embeds, files, mentions, polls, references, flags."""

from __future__ import annotations

from typing import Any

from rehearsal.rules.components import Components
from rehearsal.rules.embeds import check_embeds
from rehearsal.rules.form import Form, Path, an_object
from rehearsal.wire import Json, Refusal, number
from rehearsal.world import Upload

CONTENT, NONCE, FILE_LIMIT = 2000, 25, 10 * 1024 * 1024
V2 = 1 << 15
_KEYS = frozenset({
    "content", "nonce", "tts", "embeds", "embed", "allowed_mentions", "message_reference", "components", "sticker_ids",
    "attachments", "flags", "enforce_nonce", "poll", "username", "avatar_url", "thread_name", "applied_tags",
    "shared_client_theme",
})  # fmt: skip
_SENDABLE_FLAGS = 1 << 2 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 15


def check_message(body: Json, files: list[Upload], path: Path = (), *, before: Json | None = None) -> None:
    """Check a message to be posted, or an edit of the message `before`; raises `Refusal`."""
    form = Form()
    form.known_keys(path, body, _KEYS)
    form.text((*path, "content"), body.get("content"), 0, CONTENT)
    _nonce(form, path, body)
    flags = body.get("flags") or 0
    old_flags = int((before or {}).get("flags") or 0)
    if form.whole((*path, "flags"), flags, 0, 2**31) and before is None and flags & ~_SENDABLE_FLAGS:
        form.add((*path, "flags"), "BITFIELD_TYPE_INVALID_FLAGS", "Invalid flags")
    v2 = bool((flags | old_flags) & V2)
    embeds = body.get("embeds") if body.get("embeds") is not None else ([body["embed"]] if body.get("embed") else None)
    check_embeds(form, (*path, "embeds"), embeds)
    Components(form, v2=v2).check((*path, "components"), body.get("components"))
    if v2:
        _only_components(form, path, body, embeds)
    check_mentions(form, (*path, "allowed_mentions"), body.get("allowed_mentions"))
    form.items((*path, "sticker_ids"), body.get("sticker_ids"), 0, 3)
    _attachments(form, path, body, files)
    if body.get("poll") is not None:
        check_poll(form, (*path, "poll"), an_object(body["poll"]))
    form.settle()
    if before is None:
        _something(body, files)


def _nonce(form: Form, path: Path, body: Json) -> None:
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        form.text((*path, "nonce"), nonce, 0, NONCE)
    elif nonce is not None:
        form.whole((*path, "nonce"), nonce, -(2**63), 2**64 - 1)


def _only_components(form: Form, path: Path, body: Json, embeds: Any) -> None:
    for name, value in (("content", body.get("content")), ("embeds", embeds), ("poll", body.get("poll")),
                        ("sticker_ids", body.get("sticker_ids"))):  # fmt: skip
        if value:
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            form.add((*path, name), code, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")


def _attachments(form: Form, path: Path, body: Json, files: list[Upload]) -> None:
    about = form.items((*path, "attachments"), body.get("attachments"), 0, 10)
    for index, item in enumerate(about):
        form.text((*path, "attachments", index, "description"), an_object(item).get("description"), 0, 1024)
    if len(files) > 10:
        raise Refusal(400, 30015, "Maximum number of attachments in a message reached (10)")
    if any(len(upload.content) > FILE_LIMIT for upload in files):
        raise Refusal(413, 40005, "Request entity too large")


def _something(body: Json, files: list[Upload]) -> None:
    forward = an_object(body.get("message_reference")).get("type") == 1
    parts = (body.get(name) for name in ("content", "embeds", "embed", "components", "sticker_ids", "poll"))
    if not (files or forward or any(parts)):
        raise Refusal(400, 50006, "Cannot send an empty message")


def check_mentions(form: Form, path: Path, mentions: Any) -> None:
    """Check an allowed_mentions object: known kinds, at most a hundred ids, and no list beside its `parse`."""
    if mentions is None:
        return
    allowed = an_object(mentions)
    parse = form.items((*path, "parse"), allowed.get("parse"))
    for index, kind in enumerate(parse):
        form.one_of((*path, "parse", index), kind, ("users", "roles", "everyone"))
    for name in ("users", "roles"):
        ids = form.items((*path, name), allowed.get(name), 0, 100)
        for index, item in enumerate(ids):
            form.snowflake((*path, name, index), item)
        if ids and name in parse:
            message = f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'
            form.add(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def check_poll(form: Form, path: Path, poll: Json) -> None:
    """Check a poll to be posted."""
    form.text((*path, "question", "text"), an_object(poll.get("question")).get("text"), 1, 300)
    for index, item in enumerate(form.items((*path, "answers"), poll.get("answers"), 1, 10)):
        media = an_object(an_object(item).get("poll_media"))
        form.text((*path, "answers", index, "poll_media", "text"), media.get("text"), 1, 55)
    duration = poll.get("duration")
    form.whole((*path, "duration"), int(duration) if isinstance(duration, float) else duration, 1, 768)


def reference_of(body: Json) -> tuple[int, int | None, bool, bool] | None:
    """A message reference as (message id, channel id, whether it must exist, whether it forwards)."""
    reference = body.get("message_reference")
    if reference is None:
        return None
    given = an_object(reference)
    form = Form()
    form.snowflake(("message_reference", "message_id"), given.get("message_id"))
    form.settle()
    channel = given.get("channel_id")
    return (
        number(given["message_id"]),
        number(channel) if channel is not None else None,
        bool(given.get("fail_if_not_exists", True)),
        given.get("type") == 1,
    )
